"""Rows whose rules take more than they have: what `follow` makes of them when the rules have to fit."""

from __future__ import annotations

from decimal import Decimal

from kaohe_tools.rebalance import Follow
from kaohe_tools.rebalance.follow import follow
from kaohe_tools.testing import make_scheme

D = Decimal
WORDS = "未作动员的扣2分，数据表每少1次扣0.5分，最多扣1分。"
SCHEME = make_scheme([{"points": 2, "criterion": WORDS}, {"points": 3, "criterion": "未开展扣3分。"}])


def test_a_row_that_does_not_move_is_made_to_fit() -> None:
    """2 and 1 of 2 points: 1.33 and 0.67, on the half point 1.5 and 0.5."""
    after = follow(SCHEME, {}, Follow.SCALE, D("0.5"), fit=True)

    row = after.scheme.indicator("1")
    assert row.criterion.text == "未作动员的扣1.5分，数据表每少1次扣0.5分，最多扣0.5分。"
    assert row.points == 2
    assert after.scheme.indicator("2") == SCHEME.indicator("2")
    assert [(n.indicator, n.said["taken"], n.said["to"]) for n in after.notes] == [("1", 3, 2)]


def test_a_row_that_moves_up_takes_what_it_has_now() -> None:
    after = follow(SCHEME, {"1": D(6)}, Follow.SCALE, D("0.5"), fit=True)

    assert after.scheme.indicator("1").criterion.text == "未作动员的扣4分，数据表每少1次扣1分，最多扣2分。"


def test_unless_asked_for_a_row_stays_as_it_is() -> None:
    assert follow(SCHEME, {}, Follow.SCALE, D("0.5")).scheme == SCHEME
    assert follow(SCHEME, {}, Follow.KEEP, D("0.5"), fit=True).scheme == SCHEME
