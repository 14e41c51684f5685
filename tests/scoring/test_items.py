"""One item at a time, worked by hand: what each notation takes and gives, and in which order limits hold."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kaohe_tools.model import Band, Criterion, Indicator, Per, Rule, RuleKind
from kaohe_tools.scoring import Scores
from tests.scoring.hand import points, scheme_of, scored

D = Decimal

TABLES = "未作动员的扣2分，数据表每少1次扣0.5分，最多扣1分。"
LATE = "未开展的不得分，每少1次扣1分，逾期的减半计分。"
TWICE = "每少1次扣1分，整改不力的加倍扣分，最多扣6分。"
STEPS = "满意率每低5个百分点扣1分。"
HIGH = "90-100分得5分，80-90分得3分。"
RATE = "按完成率×15分计算得分。"
GRADES = "优秀得5分，良好得3分，合格得1分。"
FULL = "完成得满分，每少1次扣1分，扣完为止。"
EARN = "建立台账得2分，开展巡查得3分。"
RANGE = "管理不规范的扣1-3分。"
SHARE = "每低5%扣15%。"


@pytest.mark.parametrize(
    ("text", "worth", "seen", "expected"),
    [
        # 2 - 2, then 3 tables short: 1.5, at most 1; the item ends at 0, not at -1
        (TABLES, "2", [(0, 1), (1, 3)], "0"),
        (TABLES, "2", [(0, 0), (1, 1)], "1.5"),
        (TABLES, "2", [(0, 0), (1, 9)], "1"),
        (TABLES, "2", [(1, 1)], "1.5"),
        # full steps only: 4.9 short of the mark is none, 12 is two
        (STEPS, "5", [(0, 4.9)], "5"),
        (STEPS, "5", [(0, 12)], "3"),
        (STEPS, "5", [(0, 60)], "0"),
        # 15% of 4 points is 0.6 a step; 3 steps take 1.8
        (SHARE, "4", [(0, 15)], "2.2"),
        # bands hold their lower end; the highest one its upper end too
        (HIGH, "5", [(0, 80)], "3"),
        (HIGH, "5", [(0, 89.99)], "3"),
        (HIGH, "5", [(0, 90)], "5"),
        (HIGH, "5", [(0, 100)], "5"),
        (HIGH, "5", [(0, 100.01)], "0"),
        (HIGH, "5", [(0, 79)], "0"),
        (GRADES, "5", [(0, 1)], "3"),
        (GRADES, "5", [(0, "合格")], "1"),
        # 0.87 x 15; two thirds of 15 is 10 although no float is two thirds
        (RATE, "15", [(0, 0.87)], "13.05"),
        (RATE, "15", [(0, 2 / 3)], "10"),
        (RATE, "15", [(0, 0)], "0"),
        # 得满分 beside deductions: the item starts full
        (FULL, "4", [(1, 1)], "3"),
        (FULL, "4", [(1, 9)], "0"),
        # earned points start at 0
        (EARN, "5", [(0, 1), (1, 0)], "2"),
        (EARN, "5", [(0, 1), (1, 1)], "5"),
        (EARN, "4", [(0, 1), (1, 1)], "4"),
        (RANGE, "5", [(0, 2.5)], "2.5"),
        (RANGE, "5", [(0, 0)], "5"),
        # 4 - 1, halved; nothing where it was not carried out
        (LATE, "4", [(0, 0), (1, 1), (2, 1)], "1.5"),
        (LATE, "4", [(0, 1), (1, 0), (2, 0)], "0"),
        # 2 short, doubled: 4; 5 short, doubled: 10, at most 6
        (TWICE, "9", [(0, 2), (1, 1)], "5"),
        (TWICE, "9", [(0, 5), (1, 1)], "3"),
        (TWICE, "9", [(0, 5), (1, 0)], "4"),
    ],
)  # fmt: skip
def test_points_of_one_item(text, worth, seen, expected):
    assert D(expected) == points(text, worth, *seen)


def of_rules(*rules: Rule, worth: str = "5", item_cap: str | None = None, seen=()) -> Scores:
    cap = None if item_cap is None else D(item_cap)
    item = Indicator(id="1", row=1, points=D(worth), criterion=Criterion(rules=rules, item_cap=cap))
    return scored(scheme_of(item), *(("1", *s) for s in seen))


def rule(kind: RuleKind = RuleKind.DEDUCT, points: str | None = None, **fields) -> Rule:
    return Rule(kind=kind, trigger="条件", points=None if points is None else D(points), **fields)


def test_each_rules_cap_comes_before_the_sum_and_the_items_cap_after_it():
    """2 x 2 at most 3, and 1 x 2: together 5, of which the item lets 4 through."""
    first, second = rule(points="2", per=Per(unit="次"), cap=D(3)), rule(points="1", per=Per(unit="人"))

    assert D(6) == of_rules(first, second, worth="10", item_cap="4", seen=[(0, 2), (1, 2)]).points_of("甲", "1")
    assert D(5) == of_rules(first, second, worth="10", seen=[(0, 2), (1, 2)]).points_of("甲", "1")


def test_tiers_add_up_under_their_cap():
    """3 + 2 x 1 = 5 earned, at most 4."""
    award = rule(RuleKind.AWARD, "3", tiers=(D(3), D(2), D(1)), cap=D(4))

    assert D(4) == of_rules(award, worth="8", seen=[(0, 0, 1), (0, 2, 2)]).points_of("甲", "1")
    assert D(3) == of_rules(award, worth="8", seen=[(0, 1, 1), (0, 2, 1)]).points_of("甲", "1")


def test_a_cap_finer_than_every_other_figure_is_kept_exactly():
    """3 x 0.5 at most 1.25: 3.75 of 5 are left, which half points could not say."""
    assert D("3.75") == of_rules(rule(points="0.5", per=Per(unit="次"), cap=D("1.25")), seen=[(0, 3)]).points_of(
        "甲", "1"
    )


def test_doubled_results_stay_within_what_the_item_is_worth():
    double = rule(RuleKind.AWARD, factor=D(2))
    award = rule(RuleKind.AWARD, "4")

    assert D(5) == of_rules(award, double, seen=[(0, 1), (1, 1)]).points_of("甲", "1")


def test_an_exact_band_holds_its_value_only():
    """2项均满足得3分，1项得1.5分 has bands of one value each."""
    bands = (Band(min=D(2), max=D(2), points=D(3)), Band(min=D(1), max=D(1), points=D("1.5")))

    results = [of_rules(rule(RuleKind.BAND, bands=bands), seen=[(0, n)]).points_of("甲", "1") for n in (0, 1, 2, 3)]

    assert [D(0), D("1.5"), D(3), D(0)] == results


def test_the_first_of_overlapping_bands_counts():
    """An upper end is open where another band goes on, whichever stands first."""
    over = (Band(min=D(80), points=D(3)), Band(min=D(90), points=D(5)))
    meet = (Band(min=D(80), max=D(90), points=D(3)), Band(min=D(90), max=D(100), points=D(5)))

    assert D(3) == of_rules(rule(RuleKind.BAND, bands=over), seen=[(0, 95)]).points_of("甲", "1")
    assert D(5) == of_rules(rule(RuleKind.BAND, bands=meet), seen=[(0, 90)]).points_of("甲", "1")
    assert D(0) == of_rules(rule(RuleKind.BAND, bands=meet), seen=[(0, 101)]).points_of("甲", "1")


def test_bands_of_deductions_take_from_a_full_item():
    """迟到10-20分钟扣1分，20-30分钟扣2分: five minutes take nothing, thirty take 2."""
    late = (Band(min=D(10), max=D(20), points=D(-1)), Band(min=D(20), max=D(30), points=D(-2)))

    results = [of_rules(rule(RuleKind.BAND, bands=late), seen=[(0, n)]).points_of("甲", "1") for n in (5, 10, 20, 30)]

    assert [D(5), D(4), D(3), D(3)] == results


def test_open_amounts_are_rounded_half_up_to_a_ten_thousandth():
    """1.00005 points lost count as 1.0001: 3.9999 of 5 are left."""
    assert D("3.9999") == of_rules(rule(points="3", min=D(1)), seen=[(0, 1.00005)]).points_of("甲", "1")


def test_steps_of_several_units_count_when_they_are_full():
    """每3次扣1分: 8 times are two full steps."""
    assert D(3) == of_rules(rule(points="1", per=Per(count=D(3), unit="次")), seen=[(0, 8)]).points_of("甲", "1")


def test_binary_fractions_do_not_lose_a_step():
    """0.3 in steps of 0.1 is three steps, although 0.3 // 0.1 is 2.0 in floats."""
    assert D(2) == of_rules(rule(points="1", per=Per(count=D("0.1"), unit="分")), seen=[(0, 0.3)]).points_of("甲", "1")


def test_a_part_that_gets_nothing_loses_what_was_recorded():
    """该小项不得分 without a figure: the points lost are recorded."""
    part = rule(RuleKind.ZERO, all_points=True, scope="该小项")

    assert D("3.5") == of_rules(part, seen=[(0, 1.5)]).points_of("甲", "1")
