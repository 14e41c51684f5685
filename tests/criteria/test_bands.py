"""Ranges of a quantity, and runs of them as one rule."""

from decimal import Decimal

import pytest

from kaohe_tools.criteria import parse_criterion
from kaohe_tools.criteria.bands import condition_in
from kaohe_tools.model import Band, RuleKind

D = Decimal


@pytest.mark.parametrize(
    ("words", "low", "high", "unit"),
    [
        ("80%≤办结率<90%", 80, 90, "%"),
        ("80-90分", 80, 90, "分"),
        ("80%(含)-90%", 80, 90, "%"),
        ("80%以上不足90%", 80, 90, "%"),
        ("办结率≥95%", 95, None, "%"),
        ("90分以上", 90, None, "分"),
        ("不低于3次", 3, None, "次"),
        ("低于60%", None, 60, "%"),
        ("60分以下", None, 60, "分"),
        ("3件全办结", 3, 3, "件"),
        ("2项均不达标", 0, 0, "项"),
        ("4.1至3次", 1, 3, "次"),  # a list number glued to the range
    ],
)
def test_a_range(words, low, high, unit):
    condition = condition_in(words)

    assert condition is not None
    assert (condition.low, condition.high, condition.unit) == (
        None if low is None else D(low),
        None if high is None else D(high),
        unit,
    )


@pytest.mark.parametrize("words", ["资料齐全", "第1名", "完成一半以上", ""])
def test_no_range(words):
    assert condition_in(words) is None


def test_open_ends_are_closed_by_their_neighbours():
    (rule,) = parse_criterion("≥90分得满分，≥80分得3分，＜80分不得分", D(5)).rules

    assert rule.kind is RuleKind.BAND
    assert rule.bands == (
        Band(min=D(90), max=None, points=D(5)),
        Band(min=D(80), max=D(90), points=D(3)),
        Band(min=None, max=D(80), points=D(0)),
    )


def test_two_quantities_are_no_bands_of_one():
    kinds = [r.kind for r in parse_criterion("办结率达95%以上得3分，培训2次以上得2分", D(5)).rules]

    assert kinds == [RuleKind.AWARD, RuleKind.AWARD]


def test_numbered_awards_are_added_not_chosen_from():
    kinds = [r.kind for r in parse_criterion("1.有制度，得2分。2.有台账，得3分。", D(5)).rules]

    assert kinds == [RuleKind.AWARD, RuleKind.AWARD]
