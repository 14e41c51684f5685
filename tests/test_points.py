"""Points are exact: what Excel shows, on a tick, never a binary float."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe_tools.errors import PointsError
from kaohe_tools.points import (
    as_number,
    format_points,
    from_excel,
    from_ticks,
    on_tick,
    parse_points,
    share,
    signed_tenths,
    to_ticks,
)

TICKS = st.sampled_from([Decimal("0.1"), Decimal("0.25"), Decimal("0.5"), Decimal(1)])


@pytest.mark.parametrize(
    ("raw", "points"),
    [
        ("5分", "5"),
        ("４", "4"),
        (" 3 ", "3"),
        ("2.5 分", "2.5"),
        ("０．５", "0.5"),
        (".5", "0.5"),
        ("-2", "-2"),
        ("　6　", "6"),
        (7, "7"),
    ],
)
def test_one_number_is_read(raw: str | int, points: str) -> None:
    assert Decimal(points) == parse_points(raw)


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "五分",
        "5-8",
        "5~8分",
        "约5分",
        "5分/次",
        "5分左右",
        "1e3",
        "NaN",
        "inf",
        "分",
        "5分5",
        "1" * 50,
        True,
        float("nan"),
    ],
)
def test_anything_else_is_refused(raw: str | float) -> None:
    with pytest.raises(PointsError):
        parse_points(raw)


def test_a_number_is_what_excel_shows() -> None:
    """0.1 + 0.2 is stored as 0.30000000000000004; Excel shows 0.3, and so does a memo."""
    assert Decimal("0.3") == from_excel(0.1 + 0.2)
    assert Decimal("2.5") == parse_points(2.5)


def test_sums_of_tenths_are_exact() -> None:
    assert Decimal("1.0") == sum((parse_points(0.1) for _ in range(10)), Decimal(0))


def test_a_value_off_the_tick_is_not_rounded() -> None:
    assert not on_tick(Decimal("0.3"), Decimal("0.5"))
    with pytest.raises(PointsError):
        to_ticks(Decimal("0.3"), Decimal("0.5"))


@given(count=st.integers(-2000, 2000), tick=TICKS)
def test_ticks_and_points_are_inverse(count: int, tick: Decimal) -> None:
    assert count == to_ticks(from_ticks(count, tick), tick)
    assert on_tick(from_ticks(count, tick), tick)


@given(value=st.decimals(-9999, 9999, places=2))
def test_written_points_read_back(value: Decimal) -> None:
    assert value == parse_points(format_points(value))
    assert value == parse_points(f" {format_points(value)} 分")


@given(value=st.decimals(0, 9999, places=1))
def test_excel_floats_read_back_exactly(value: Decimal) -> None:
    assert value == from_excel(float(value))


def test_shares_are_exact() -> None:
    assert Fraction(57, 92) == share(Decimal(57), Decimal(92))
    assert share(Decimal(1), Decimal(0)) is None


def test_json_numbers_are_whole_where_they_can_be() -> None:
    assert repr(as_number(Decimal("92.0"))) == "92"
    assert repr(as_number(Decimal("2.50"))) == "2.5"


@pytest.mark.parametrize(("value", "said"), [(1.24, "+1.2"), (-0.5, "-0.5"), (0.04, "0.0"), (-0.04, "0.0"), (0, "0.0")])
def test_nothing_has_no_sign(value, said):
    assert said == signed_tenths(value)
