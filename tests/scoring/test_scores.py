"""Reading the result: by unit, indicator, section and replication, and as a table."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from kaohe_tools.errors import SchemeError
from kaohe_tools.locale import use_language
from kaohe_tools.model import Criterion, Indicator, Rule, RuleKind, Section
from kaohe_tools.scoring import Events, Scores, score, slots
from tests.scoring.hand import scheme_of

D = Decimal
DEDUCT = Criterion(rules=(Rule(kind=RuleKind.DEDUCT, trigger="缺失", points=D("0.5"), cap=D(2)),))
BONUS = Criterion(rules=(Rule(kind=RuleKind.BONUS, trigger="表彰", points=D(1)),))
SCHEME = scheme_of(
    Indicator(id="1", row=1, path=("服务", "窗口"), points=D(3), criterion=DEDUCT),
    Indicator(id="2", row=2, path=("服务", "档案"), points=D(4), criterion=DEDUCT),
    Indicator(id="3", row=3, path=("安全",), points=D(5), criterion=DEDUCT),
    Indicator(id="4", row=4, path=("加分",), criterion=BONUS),
).replace(sections=tuple(Section(path=p) for p in (("服务",), ("服务", "窗口"), ("服务", "档案"), ("安全",))))
NAN = np.nan


def scores_of(values: object) -> Scores:
    return score(SCHEME, Events(units=("甲", "乙"), slots=slots(SCHEME), values=np.array(values, dtype=float)))


@pytest.fixture
def scores() -> Scores:
    """甲 has 3 - 1, 4 - 2 and 5 and a bonus of 1: 10. 乙 has 3, and the others were not recorded."""
    return scores_of([[2, 9, 0, 1], [0, NAN, NAN, NAN]])


def test_figures_of_a_unit(scores):
    assert D("0.5") == scores.grain
    assert [D(2), D(2), D(5)] == [scores.points_of("甲", id_) for id_ in "123"]
    assert (D(10), D(3)) == scores.totals()
    assert (D(10), D(1), D(0)) == (scores.total_of("甲"), scores.bonus_of("甲"), scores.penalties_of("甲"))
    assert [0, 3] == scores.not_assessed.tolist()


def test_sums_of_sections(scores):
    """In counts of 0.5: 服务 2 + 2 points, 窗口 2, 档案 2, 安全 5; for 乙 3, 3, 0, 0."""
    assert [[8, 4, 4, 10], [6, 6, 0, 0]] == scores.sections.tolist()
    assert D(4) == scores.section_of("甲", ("服务",))


def test_a_scheme_without_sections_has_no_sums():
    plain = SCHEME.replace(sections=())

    assert (1, 0) == score(plain, Events(units=("甲",), slots=slots(plain), values=np.zeros((1, 4)))).sections.shape


def test_the_table(scores):
    """What was not assessed is empty in the table, not 0."""
    wanted = pd.DataFrame(
        {
            "unit": ["甲", "乙"],
            "1": [2.0, 3.0],
            "2": [2.0, NAN],
            "3": [5.0, NAN],
            "4": [0.0, NAN],
            "bonus": [1.0, 0.0],
            "penalties": [0.0, 0.0],
            "total": [10.0, 3.0],
            "vetoed": [False, False],
            "not_assessed": [0, 3],
            "partial": [0, 0],
        }
    )

    pd.testing.assert_frame_equal(wanted, scores.to_frame())


def test_replications_are_read_one_at_a_time():
    both = scores_of([[[0, 0, 0, 0], [1, 0, 0, 0]], [[4, 0, 0, 1], [0, 0, 0, NAN]]])

    assert (D(12), D("11.5")) == both.totals(0)
    assert (D(11), D(12)) == both.totals(1)
    assert D(1) == both.points_of("甲", "1", 1)
    assert (2, 2, 4) == both.sections.shape
    assert [12.0, 11.5] == both.to_frame(0)["total"].tolist()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda s: s.points_of("丙", "1"), "there is no unit 丙 in these scores"),
        (lambda s: s.points_of("甲", "9"), "the scheme has no indicator 9"),
        (lambda s: s.total_of("甲", 0), "these scores are of one recording; they hold no replications"),
    ],
)
def test_asking_for_what_is_not_there(scores, call, message):
    with use_language("en"), pytest.raises(SchemeError) as err:
        call(scores)

    assert message == str(err.value)


@pytest.mark.parametrize("replication", [None, 1, -1])
def test_asking_for_no_or_an_unknown_replication(replication):
    one = scores_of([[[0, 0, 0, 0], [0, 0, 0, 0]]])

    with use_language("en"), pytest.raises(SchemeError, match="name one of the 1 replications, counted from 0"):
        one.total_of("甲", replication)
