"""Largest remainders: hand-worked splits, and what any split has to keep."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe_tools.errors import PointsError
from kaohe_tools.rebalance.shares import shared_out

TICK = Decimal("0.5")


def decimals(*values):
    return tuple(map(Decimal, values))


@pytest.mark.parametrize(
    ("weights", "total", "shares"),
    [
        ((1, 1, 1), "4", ("1.5", "1.5", "1")),  # 8 ticks, 2⅔ each: two of three remainders of ⅔ win
        ((4, 3, 3), "11", ("4.5", "3.5", "3")),  # 22 ticks: 8.8, 6.6, 6.6
        ((1, 9), "0.5", ("0", "0.5")),  # one tick cannot serve two
        ((1, 20), "2", ("0.5", "1.5")),  # 4 ticks, 0.19 of them: lifted to one
        ((0, 3), "5", ("0", "5")),
    ],
)
def test_hand_worked(weights, total, shares):
    assert shared_out(decimals(*weights), Decimal(total), TICK) == decimals(*shares)


@given(
    st.lists(st.integers(0, 40), min_size=1, max_size=8).filter(any),
    st.integers(1, 60),
)
def test_the_sum_is_kept_and_nobody_is_further_off_than_a_tick_unless_lifted(weights, count):
    total = count * TICK
    shares = shared_out(decimals(*weights), total, TICK)

    assert sum(shares) == total
    assert all(share >= 0 and share % TICK == 0 for share in shares)
    exact = [Fraction(w) * count / sum(weights) for w in weights]
    if all(e >= 1 or not e for e in exact):
        assert all(abs(Fraction(s) / Fraction(TICK) - e) < 1 for s, e in zip(shares, exact, strict=True))
    if count >= len(weights):
        assert all(share > 0 for share, weight in zip(shares, weights, strict=True) if weight)


def test_a_total_off_the_tick_is_refused():
    with pytest.raises(PointsError):
        shared_out(decimals(1), Decimal("0.3"), TICK)
