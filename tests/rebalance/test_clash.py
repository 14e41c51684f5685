"""Planted clashes are named exactly, with the least change that would do."""

from __future__ import annotations

import pytest

from kaohe_tools.criteria import parse_criterion
from kaohe_tools.locale import use_language
from kaohe_tools.rebalance import Clash, ClashError, Limits, NodeShare, Problem, rebalance
from tests.rebalance.made import D, large_problem, row, scheme_of

SCHEME = scheme_of(
    [
        row(1, "10", "专项一", "n"), row(2, "10", "专项一", "a"),
        row(3, "30", "专项一", "n"), row(7, "30", "专项一", "n"),
        row(4, "5", "专项二", "a"), row(5, "5", "专项二", "n"), row(6, "10", "专项二", "n"),
    ]
)  # fmt: skip
LARGE = large_problem(300, crossing=True)


def clash_in(problem: Problem) -> Clash:
    with pytest.raises(ClashError) as caught:
        rebalance(problem)
    return caught.value.clash


def named(clash: Clash) -> set[tuple[str, ...]]:
    return {(c.kind, *c.key) for c in clash.constraints}


def changes(clash: Clash) -> list[tuple[str, str, str]]:
    return [
        (r.constraint.kind, "/".join(r.constraint.key), str(r.to.normalize()) if r.to is not None else "")
        for r in clash.relaxations
    ]


def ask(**asked: object) -> Problem:
    return Problem(scheme=SCHEME, total=D(100), **asked)  # type: ignore[arg-type]


def test_locks_against_a_section():
    """30 + 30 are locked in a section of 50 at most. Its other two rows keep 0.1 each: 60.2 would do."""
    clash = clash_in(ask(locked=("3", "7"), sections=((("专项一",), Limits(high=D(50))),)))
    assert named(clash) == {("lock", "3"), ("lock", "7"), ("section-high", "专项一")}
    assert clash.smallest
    with use_language("zh"):
        assert str(clash.said) == "以下要求不能同时满足：第3、7行锁定共60分，而“专项一”上限50分。"
        assert str(clash.relaxations[0].said) == "把“专项一”的上限放宽到60.2分"
    assert changes(clash) == [("section-high", "专项一", "60.2"), ("lock", "3", "19.8"), ("lock", "7", "19.8")]


def test_one_step_for_every_other_row_counts_once():
    """60 of 60.1 points leave 0.1 for two rows that keep 0.1 each."""
    clash = clash_in(ask(locked=("3", "7"), sections=((("专项一",), Limits(high=D("60.1"))),)))
    assert named(clash) == {("lock", "3"), ("lock", "7"), ("section-high", "专项一"), ("floor",)}
    with use_language("zh"):
        assert "其余2行每行至少一个最小单位、共0.2分" in str(clash.said)


def test_limits_of_rows_against_the_total():
    """Seven rows of 12 at most come to 84; one of them would need 100 − 6 × 12 = 28."""
    clash = clash_in(ask(bounds=tuple((i.id, Limits(high=D(12))) for i in SCHEME.indicators)))
    assert named(clash) == {("total",), *(("high", str(n)) for n in range(1, 8))}
    assert changes(clash) == [("total", "", "84"), *(("high", str(n), "28") for n in range(1, 8))]
    with use_language("zh"):
        assert str(clash.said) == "以下要求不能同时满足：第1、2、3、4、5、6、7行上限共84分，而总分为100分。"


def test_limits_of_sections_against_the_total():
    """50 + 40 are 10 short of 100."""
    clash = clash_in(ask(sections=((("专项一",), Limits(high=D(50))), (("专项二",), Limits(high=D(40))))))
    assert named(clash) == {("total",), ("section-high", "专项一"), ("section-high", "专项二")}
    assert changes(clash) == [
        ("total", "", "9E+1"),
        ("section-high", "专项一", "6E+1"),
        ("section-high", "专项二", "5E+1"),
    ]


def test_a_share_of_milestones_against_locks():
    """15 points locked at the year's end leave milestones 85 of 100, not 80."""
    clash = clash_in(ask(node_shares=(NodeShare(low=D("0.7"), high=D("0.8")),), locked=("2", "4")))
    assert named(clash) == {("total",), ("node-high",), ("lock", "2"), ("lock", "4")}
    # 5 points of share, 5 points on row 2 or on row 4, 25 off the total: 15 is 20 % of 75
    assert changes(clash) == [
        ("node-high", "", "0.85"), ("lock", "2", "15"), ("lock", "4", "1E+1"), ("total", "", "75"),
    ]  # fmt: skip


def test_an_order_against_locks():
    """Row 1 has 10, row 3 has 30, and 1 ≥ 2 ≥ 3 is asked."""
    clash = clash_in(ask(orders=(("1", "2", "3"),), locked=("3", "1")))
    assert named(clash) == {("lock", "1"), ("lock", "3"), ("order", "1", "2"), ("order", "2", "3")}
    assert changes(clash)[:2] == [("lock", "1", "3E+1"), ("lock", "3", "1E+1")]


def test_a_total_off_the_step():
    """100.05 is no multiple of 0.1; 100 or 100.1 would be."""
    clash = clash_in(Problem(scheme=SCHEME, total=D("100.05")))
    assert named(clash) == {("tick",), ("total",)}
    assert changes(clash)[0] in [("total", "", "1E+2"), ("total", "", "100.1")]


def test_coarse_steps_against_the_total():
    """All rows in steps of 0.5 never come to 100.1; one of them in steps of 0.1 would."""
    clash = clash_in(
        Problem(scheme=SCHEME, total=D("100.1"), item_ticks=tuple((i.id, D("0.5")) for i in SCHEME.indicators))
    )
    assert named(clash) == {("total",), *(("tick", str(n)) for n in range(1, 8))}
    assert changes(clash)[0] == ("total", "", "1E+2")


def test_rules_against_a_limit():
    """Three deductions of a row need 0.3 points in steps of 0.1."""
    text = "未开展的扣1分，未报送的扣1分，未归档的扣1分。"
    scheme = scheme_of([row(1, "3", criterion=parse_criterion(text, D(3))), row(2, "3")])
    clash = clash_in(Problem(scheme=scheme, total=D(6), bounds=(("1", Limits(high=D("0.2"))),)))
    assert named(clash) == {("rules", "1"), ("high", "1")}
    assert changes(clash) == [("high", "1", "0.3"), ("rules", "1", "0.2")]


def test_a_needle_among_300_rows():
    """Two locks exceed their section's limit; several hundred other constraints have no part in it."""
    path = LARGE.scheme.sections[2].path
    rows = LARGE.scheme.within(path)
    locked = tuple(dict.fromkeys((*LARGE.locked, rows[0].id, rows[1].id)))
    held = (rows[0].points or 0) + (rows[1].points or 0)
    sections = tuple((p, Limits(high=held - D("0.1")) if p == path else limits) for p, limits in LARGE.sections)
    clash = clash_in(LARGE.replace(locked=locked, sections=sections))
    assert named(clash) == {("lock", rows[0].id), ("lock", rows[1].id), ("section-high", *path)}
