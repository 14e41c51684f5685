"""Which items can be skipped: the knapsack against trying every set."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe_tools.analysis import least_effort
from kaohe_tools.errors import AnalysisError
from kaohe_tools.locale import use_language
from kaohe_tools.model import Scheme
from kaohe_tools.testing import make_scheme

D, F = Decimal, Fraction


def scheme(*points: str, **fields: tuple[str, ...]) -> Scheme:
    rows = [{"points": p, **{k: v[n] for k, v in fields.items()}} for n, p in enumerate(points)]
    return make_scheme(rows)


def test_most_items_that_can_be_skipped() -> None:
    """20 points, 12 wanted: 8 to lose. 3 + 2 + 2.5 fit (7.5); four items do not."""
    found = least_effort(scheme("3", "2", "2.5", "7.5", "5"), D(12))
    with use_language("en"):
        assert "a unit can skip 3 indicators, 60% of the effort, and still has 12.5: rows 1, 2, 3." in str(found.said)

    assert ["1", "2", "3"] == [i.id for i in found.skipped]
    assert (D("12.5"), D(20), F(3), F(5)) == (found.points, found.total, found.saved, found.effort)


def test_dear_items_are_skipped_first() -> None:
    """8 to lose: 7.5 points with effort 9 are worth more than 3 + 2 + 2.5 with effort 1 each."""
    found = least_effort(scheme("3", "2", "2.5", "7.5", "5"), D(12), efforts={"4": F(9)})

    assert ["4"] == [i.id for i in found.skipped]
    assert F(9, 13) == found.saved / found.effort


def test_of_equal_savings_the_one_that_loses_least() -> None:
    assert ["2"] == [i.id for i in least_effort(scheme("3", "2", "9"), D(11)).skipped]


def test_only_what_applies_to_the_type_of_unit() -> None:
    found = least_effort(scheme("5", "5", "5", applies_to=("学校", "医院", "")), D(5), unit_type="学校")

    assert (D(10), ["1"]) == (found.total, [i.id for i in found.skipped])


def test_nothing_can_be_skipped() -> None:
    found = least_effort(scheme("5", "5"), D(10))
    with use_language("en"):
        assert "For 10 points no indicator can be skipped." == str(found.said)


BAD = {
    "too high": ({"line": D(11)}, "come to 10 points; 11 cannot be reached"),
    "unknown": ({"line": D(1), "efforts": {"9": F(1)}}, "no indicator 9"),
    "negative": ({"line": D(1), "efforts": {"1": F(-1)}}, "cannot be negative"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_is_said(case: str) -> None:
    given_, words = BAD[case]
    with use_language("en"), pytest.raises(AnalysisError, match=words):
        least_effort(scheme("5", "5"), **given_)  # type: ignore[arg-type]  # one table of several sorts


def test_points_too_fine_to_be_searched() -> None:
    with use_language("en"), pytest.raises(AnalysisError, match="too many decimals"):
        least_effort(scheme("50.0000001", "50"), D(1))
    with use_language("en"), pytest.raises(AnalysisError, match="efforts have too many decimals"):
        least_effort(scheme("5", "5"), D(1), efforts={"1": F(1, 2**62), "2": F(1, 3)})


points = st.sampled_from(["0.5", "1", "1.5", "2", "2.5", "3", "7"])
works = st.sampled_from([F(0), F(1, 3), F(1), F(3, 2), F(4)])


@given(st.lists(st.tuples(points, works), min_size=1, max_size=8), st.fractions(0, 1, max_denominator=7))
def test_no_other_set_saves_more(items: list[tuple[str, Fraction]], share: Fraction) -> None:
    given_ = scheme(*(p for p, _w in items))
    line = D(int(given_.total * 2 * share.numerator) // share.denominator) / 2
    efforts = {str(n): w for n, (_p, w) in enumerate(items, 1)}
    found = least_effort(given_, line, efforts=efforts)
    sets = [
        (sum((w for _p, w in s), F(0)), -sum((D(p) for p, _w in s), D(0)))
        for k in range(len(items) + 1)
        for s in combinations(items, k)
        if given_.total - sum((D(p) for p, _w in s), D(0)) >= line
    ]

    assert max(sets) == (found.saved, found.points - found.total)
    assert found.points >= line
