"""Sums and node shares of both sides; every section once."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from kaohe_tools.compare import compare
from tests.compare.made import D, row, scheme, year


def test_sums_and_shares_by_hand():
    """服务 15 → 12 (node 5 → 2), 档案 15 → 15 (node 10); in all 30 → 27."""
    new = scheme(*(i.replace(points=D(2)) if i.row == 1 else i for i in year().indicators))
    found = compare(year(), new)

    assert [("服务", D(15), D(12)), ("档案", D(15), D(15))] == [
        (s.path[-1], s.old.points, s.new.points) for s in found.sections
    ]
    assert (Fraction(5, 15), Fraction(2, 12)) == (found.sections[0].old.node_share, found.sections[0].new.node_share)
    assert (D(30), D(27), D(-3)) == (found.whole.old.points, found.whole.new.points, found.whole.by)
    assert (Fraction(15, 30), Fraction(12, 27)) == (found.whole.old.node_share, found.whole.new.node_share)


def test_a_section_that_came_and_one_that_went():
    new = scheme(*year().indicators[:3], row("开展应急演练", "未开展的扣5分。", path=("安全",)))
    found = compare(year(), new)

    assert [("服务", True, True), ("安全", False, True), ("档案", True, False)] == [
        (s.path[-1], s.old is not None, s.new is not None) for s in found.sections
    ]


paths = st.lists(st.sampled_from([("甲",), ("甲", "一"), ("甲", "二"), ("乙", "一"), ("丙",)]), min_size=2, max_size=6)


@given(paths, paths)
def test_every_section_of_both_stands_exactly_once(ones, others):
    names = ["开展窗口业务培训", "整理历年档案", "排查安全隐患", "公布办事指南", "编制数据目录", "回应群众来信"]
    old, new = (scheme(*(row(n, path=p) for n, p in zip(names, side, strict=False))) for side in (ones, others))
    found = compare(old, new)

    assert sorted(s.path for s in old.sections) == sorted(s.old.path for s in found.sections if s.old)
    assert sorted(s.path for s in new.sections) == sorted(s.new.path for s in found.sections if s.new)


def test_milestones_are_shown_where_there_are_any():
    without = scheme(row("开展窗口业务培训"), row("整理历年档案"))

    assert compare(year(), year()).has_nodes
    assert not compare(without, without).has_nodes
