"""Criteria rewritten for other points; figures worked out by hand."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from kaohe_tools.criteria import parse_criterion, scaled
from kaohe_tools.errors import PointsError
from kaohe_tools.model import RuleKind

D = Decimal
LINES = Path(__file__).with_name("sentences.txt").read_text("utf-8").splitlines()
SENTENCES = [line.partition(" ⇒")[0].partition(" @")[0] for line in LINES if " ⇒" in line and line[0] != "#"]
TICKS = (D("0.5"), D("0.1"), D("0.25"), D(1))


@pytest.mark.parametrize(
    ("written", "old", "new", "tick", "expected"),
    [
        # 2+1+1+1 = 5 → 4: exact 1.6, 0.8, 0.8, 0.8; two halves go to the first and largest remainders
        (
            "没有方案扣2分，未组建专班扣1分，未下发通知扣1分，未检查扣1分。", "5", "4", "0.5",
            "没有方案扣1.5分，未组建专班扣1分，未下发通知扣1分，未检查扣0.5分。",
        ),
        # 2 + limit 1 = 3 → 6: doubled, the rate too
        (
            "未作动员的扣2分，报表每少1次扣0.5分，最多扣1分。", "3", "6", "0.5",
            "未作动员的扣4分，报表每少1次扣1分，最多扣2分。",
        ),
        ("≥90分得5分，80-90分得3分，80分以下不得分。", "5", "10", "0.5", "≥90分得10分，80-90分得6分，80分以下不得分。"),
        ("未完成扣４分，被通报的加扣１分。", "4", "2", "0.5", "未完成扣２分，被通报的加扣０．５分。"),
        ("未完成扣两分，未上报扣两分。", "4", "6", "1", "未完成扣三分，未上报扣三分。"),
        ("每下降5%扣1分，此项最多扣4分。", "4", "2", "0.5", "每下降5%扣0.5分，此项最多扣2分。"),
        ("未完成扣2分，获推广的加1分。", "2", "4", "0.5", "未完成扣4分，获推广的加1分。"),
    ],
)  # fmt: skip
def test_only_figures_of_points_change(written, old, new, tick, expected):
    criterion, notes = scaled(parse_criterion(written, D(old)), D(old), D(new), D(tick))

    assert criterion.text == expected
    assert notes == ()


def test_a_sum_that_the_tick_does_not_allow_is_noted():
    criterion, notes = scaled(parse_criterion("无计划、无总结的各扣2分。"), D(4), D(3), D(1))

    assert criterion.text == "无计划、无总结的各扣1分。"
    assert [n["total"] for n in notes] == [D(2)]


def test_a_text_that_is_read_otherwise_at_the_new_points_is_told():
    """优9-10分 in an item of 4 points grades totals and gives none of its own; in one of 10 it does."""
    grades = "优：9-10分；良：7-8分；中：5-6分；差：0-4分。"

    criterion, notes = scaled(parse_criterion(grades, D(4)), D(4), D(10), D("0.5"))

    assert parse_criterion(grades, D(4)).rules == ()
    assert criterion.text == grades
    assert len(notes) == 1


def test_tiers_that_fall_together_are_noted():
    criterion, notes = scaled(parse_criterion("被省、市、县通报的，分别扣3分、2分、1分。"), D(3), D(1), D("0.5"))

    assert criterion.text == "被省、市、县通报的，分别扣1分、0.5分、0.5分。"
    assert len(notes) == 1


@pytest.mark.parametrize(
    ("old", "new", "tick"), [("0", "1", "1"), ("1", "0", "1"), ("1", "1", "0"), ("1", "1.3", "0.5")]
)
def test_impossible_points_are_refused(old, new, tick):
    with pytest.raises(PointsError):
        scaled(parse_criterion("未完成扣1分"), D(old), D(new), D(tick))


def amounts(criterion):
    """What fixed deductions of a text take together, or None where anything but fixed ones stands in it."""
    rules = [r for r in criterion.rules if r.kind is not RuleKind.BONUS and not r.beyond_item]
    if not rules or any(
        r.kind is not RuleKind.DEDUCT or r.per or r.factor or r.share or r.points is None for r in rules
    ):
        return None
    return sum((r.points for r in rules), D(0))


@settings(deadline=None)
@given(st.sampled_from(SENTENCES), st.integers(1, 20), st.integers(1, 20), st.sampled_from(TICKS))
@example(
    "1、领导重视（2分）：成立领导小组1分，召开专题会议1分。2、经费保障（3分）：经费足额到位3分，部分到位1分，未到位0分。",
    7, 3, D(1),
)  # fmt: skip
def test_the_rewritten_text_says_what_the_rewritten_rules_say(text, old, new, tick):
    before = parse_criterion(text, D(old))

    after, notes = scaled(before, D(old), D(new), tick)

    assert after == parse_criterion(after.text, D(new))
    if [r.kind for r in after.rules] != [r.kind for r in before.rules]:  # 优9-10分 is a grade of totals in 1 point
        by_points = [r.kind for r in parse_criterion(text, D(new)).rules] != [r.kind for r in before.rules]
        assert by_points or any("fall together" in n.message for n in notes)  # 3分、1分、0分 as 1分、1分、0分: no steps
        assert any("other rules" in n.message for n in notes)
        return
    assert [r.per for r in after.rules] == [r.per for r in before.rules]
    for rule in after.rules:
        if rule.kind is RuleKind.DEDUCT and not rule.beyond_item:
            assert all(f.value % tick == 0 for f in rule.figures if f.role in ("points", "cap", "tier"))


@settings(deadline=None)
@given(st.lists(st.integers(1, 8), min_size=1, max_size=6), st.integers(1, 30), st.sampled_from(TICKS))
def test_deductions_that_took_everything_still_do(halves, new, tick):
    old = D(sum(halves)) / 2
    assume(new / tick >= len(halves))  # each keeps at least one tick
    text = "，".join(f"第{n}类材料缺失扣{D(h) / 2}分" for n, h in enumerate(halves, 1))

    after, notes = scaled(parse_criterion(text, old), old, D(new), tick)

    assert amounts(after) == new
    assert notes == ()


def test_a_nothing_stays_nothing():
    """扣0分 is a figure too; the others are scaled around it."""
    after, notes = scaled(parse_criterion("甲扣1分，乙扣3分，其他扣0分", 4), Decimal(4), Decimal(8), Decimal("0.5"))

    assert (after.text, notes) == ("甲扣2分，乙扣6分，其他扣0分", ())


def test_a_figure_that_the_tick_lifts_is_noted():
    """0.1 of 4 points is 0.025 of 1: the smallest step of 0.5 is twenty times that."""
    after, notes = scaled(parse_criterion("未完成扣0.1分", 4), Decimal(4), Decimal(1), Decimal("0.5"))

    assert after.text == "未完成扣0.5分"
    assert [note["new"] for note in notes] == [Decimal("0.025")]
