"""Figures without a verb: steps of a ladder, or the weights of parts."""

from decimal import Decimal

import pytest

from kaohe_tools.criteria import parse_criterion
from kaohe_tools.model import RuleKind

D = Decimal


@pytest.mark.parametrize("points", [D(3), None])
@pytest.mark.parametrize("sign", ["，", "；", "、"])
def test_steps_exclude_each_other(points, sign):
    text = sign.join(("台账齐全3分", "基本齐全2分", "不齐全0分"))

    (rule,) = parse_criterion(text, points).rules

    assert rule.kind is RuleKind.BAND
    assert [(b.label, b.points) for b in rule.bands] == [("台账齐全", 3), ("基本齐全", 2), ("不齐全", 0)]


def test_ranges_down_to_nothing_may_have_equal_steps():
    (rule,) = parse_criterion("≥100例1分，50～99例0.5分，20～49例0.5分，＜20例0分", D(1)).rules

    assert [b.points for b in rule.bands] == [D(1), D("0.5"), D("0.5"), D(0)]


def test_every_step_has_its_figure_marked():
    text = "≥90%（10分）；80%-90%（8分）；＜80%（0分）"

    (rule,) = parse_criterion(text, D(10)).rules

    assert [text[f.start : f.end] for f in rule.figures] == ["10", "8"]
    assert [(b.min, b.max, b.points) for b in rule.bands] == [(90, None, 10), (80, 90, 8), (None, 80, 0)]


@pytest.mark.parametrize(
    "text",
    [
        "制度健全2分，台账规范3分",  # together the item's points: parts
        "组织领导5分，制度健全3分，执行到位2分",  # a heading and its parts
        "组织领导5分，其中制度健全3分，执行到位1分",
        "出勤率≥95%（3分）；办结率≥90%（2分）",
        "制度健全5分。台账规范3分",
    ],
)
def test_weights_are_no_steps(text):
    assert parse_criterion(text, D(5)).rules == ()


def test_ranges_worth_more_than_the_item_stay_a_ladder():
    """Read as a lone 不得分 the awards would vanish; the excess is for award-exceeds-points to tell."""
    text = "招聘及时率≥90%（10分）；80%≤招聘及时率＜90%（8分）；＜80%（0分）。"

    (rule,) = parse_criterion(text, Decimal(1)).rules

    assert [band.points for band in rule.bands] == [10, 8, 0]
