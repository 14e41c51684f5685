"""A scenario's texts read as points and constraints, and typed texts as changes."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from kaohe_tools.errors import KaoheError
from kaohe_tools.locale import text
from kaohe_tools.panels.rebalance import edits as edits
from kaohe_tools.panels.rebalance.draft import Draft, read_orders, read_share, section_field, share_field
from kaohe_tools.panels.rebalance.relax import relaxed
from kaohe_tools.profiles import Profile
from kaohe_tools.rebalance import Constraint, Limits, NodeShare, Objective, Relaxation
from kaohe_tools.testing import make_scheme

D = Decimal
ROWS = (
    {"path": "甲", "points": 3, "due": "2018/5/1"},
    {"path": "甲", "points": 4, "due": "年度标准"},
    {"path": "乙", "points": 2, "due": "2018/6/1"},
    {"path": "乙", "points": None},
)


def draft(values=None, **profile):
    profile = {"tick": D("0.5"), "total": D(10)} | profile
    return Draft(scheme=make_scheme(ROWS), profile=Profile(name="test", **profile), values=values or {})


def test_an_empty_scenario_is_the_sheet():
    plain = draft(node_share=(D("0.7"), D("0.8")))

    assert {"1": D(3), "2": D(4), "3": D(2)} == plain.points
    assert (D(10), D("0.5"), Objective.TOTAL_MOVE) == (plain.total, plain.tick, plain.objective)
    assert {(): (D("0.7"), D("0.8"))} == plain.node_shares
    assert plain.scheme == plain.placed


def test_what_a_scenario_says_reaches_the_problem():
    problem = draft(
        {
            ("1", "points"): "2.5",
            ("1", "start"): "2.5",
            ("2", "lock"): "1",
            ("3", "low"): "1",
            ("3", "high"): "6",
            ("3", "weight"): "2",
            ("1", "tick"): "1",
            ("1", "reason"): "上年全员满分",
            ("", "total"): "12",
            ("", "objective"): "squared-move",
            ("", "orders"): '[["1", "3"]]',
            ("", section_field("low", ("甲",))): "5",
            ("", share_field(())): "0.5:0.75",
        }
    ).problem()

    assert (D(12), ("2",), (("1", D("2.5")),)) == (problem.total, problem.locked, problem.start)
    assert (("3", Limits(low=D(1), high=D(6))),) == problem.bounds
    assert ((("甲",), Limits(low=D(5))),) == problem.sections
    assert (NodeShare(low=D("0.5"), high=D("0.75")),) == problem.node_shares
    assert ((("1", "3"),), (("3", D(2)),), (("1", D(1)),)) == (problem.orders, problem.weights, problem.item_ticks)
    assert D("2.5") == problem.items["1"].points


def test_solved_points_are_no_start_but_a_lock_holds_them():
    """So that solving twice gives the same points, and a lock what is on the page."""
    solved = {("1", "points"): "2.5", ("3", "points"): "3.5"}

    assert () == draft(solved).problem().start
    assert (("3", D("3.5")),) == draft({**solved, ("3", "lock"): "1"}).problem().start


def test_a_band_of_the_profile_can_be_taken_away():
    assert {} == draft({("", share_field(())): "-"}, node_share=(D("0.7"), D("0.8"))).node_shares


@pytest.mark.parametrize(
    ("written", "kept"), [("2.5", "2.5"), (" ２．５ 分", "2.5"), ("3.0", None), ("", None), ("0", "0")]
)
def test_points_are_taken_as_typed(written, kept):
    """3 is the sheet's own, so nothing is kept for it."""
    assert {("1", "points"): kept, ("1", "start"): kept} == edits.points_change(draft(), "1", written)


@pytest.mark.parametrize(
    ("row", "written", "said"),
    [
        ("1", "两分", "第1行"),
        ("1", "2.3", "2.3分不是最小单位0.5的整数倍"),
        ("1", "-1", "小于0"),
        ("4", "1", "第4行在原表中没有可读的分值"),
    ],
)
def test_points_that_cannot_be_are_refused_in_one_sentence(row, written, said):
    with pytest.raises(KaoheError, match=said) as refused:
        edits.points_change(draft(), row, written)
    assert "\n" not in str(refused.value)


def test_crossed_limits_are_refused():
    assert {("1", "low"): "2"} == edits.limit_changes(draft(), "1", low="2")
    with pytest.raises(KaoheError, match="最少5分大于最多4分"):
        edits.limit_changes(draft({("1", "high"): "4"}), "1", low="5")


@pytest.mark.parametrize(
    ("written", "share"), [("70", "0.7"), ("70%", "0.7"), ("0.7", "0.7"), ("1", "1"), ("1%", "0.01"), ("", None)]
)
def test_shares(written, share):
    assert (None if share is None else D(share)) == read_share(written)


def test_orders_are_written_with_row_numbers():
    assert [["3", "7"], ["1", "2"]] == list(read_orders("3 > 7；1＞2;"))
    assert {("", "orders"): '[["3", "1"]]'} == edits.orders_change(draft(), "3>1")
    with pytest.raises(KaoheError, match="9"):
        edits.orders_change(draft(), "3>9")


def test_a_block_from_excel_runs_over_the_columns():
    changes = edits.pasted(draft(), "points", "1", [["2", "是", "1", "5"], ["4.5", "", "", "6"]])

    assert {
        ("1", "points"): "2",
        ("1", "start"): "2",
        ("1", "lock"): "1",
        ("1", "low"): "1",
        ("1", "high"): "5",
        ("2", "points"): "4.5",
        ("2", "start"): "4.5",
        ("2", "lock"): None,
        ("2", "low"): None,
        ("2", "high"): "6",
    } == changes


def test_a_block_that_is_too_long_is_refused_whole():
    with pytest.raises(KaoheError, match="复制了3行，但从这里到末行只有2行"):
        edits.pasted(draft(), "low", "3", [["1"], ["1"], ["1"]])


@pytest.mark.parametrize(
    ("kind", "key", "to", "changes"),
    [
        ("total", (), "9", {("", "total"): "9"}),
        ("lock", ("1",), None, {("1", "lock"): None}),
        ("low", ("3",), "0.5", {("3", "low"): "0.5"}),
        ("high", ("3",), None, {("3", "high"): None}),
        ("floor", ("3",), None, {("3", "low"): "0"}),
        ("section-high", ("甲",), "8", {("", 'section-high:["甲"]'): "8"}),
        ("node-low", (), "0.6", {("", "node-share:[]"): "0.6:0.8"}),
        ("node-high", (), None, {("", "node-share:[]"): "0.7:1"}),
        ("order", ("1", "3"), None, {("", "orders"): '[["3", "2"]]'}),
        ("rules", ("1",), None, {("", "fit_rules"): "-"}),
        ("tick", ("1",), "0.5", {("1", "tick"): "0.5"}),
    ],
)
def test_every_proposal_is_a_change(kind, key, to, changes):
    values = {("", "orders"): json.dumps([["1", "3", "2"]])}
    asked = Constraint(kind=kind, key=key, amount=None, said=text(""))
    proposal = Relaxation(constraint=asked, to=None if to is None else D(to), said=text(""))

    assert changes == relaxed(proposal, draft(values, node_share=(D("0.7"), D("0.8"))))
