"""Exact points: Decimal outside, whole ticks inside engines, never binary floats.

A *tick* (最小分值单位) is the smallest step that points may take, such as 0.5. Engines count in
whole ticks; people read and write Decimals.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from kaohe_tools.errors import PointsError
from kaohe_tools.locale import _

MAX_POINTS = Decimal(1_000_000)
"""No scheme known to us comes near it: a larger number is a slip or an attack."""

_FULL_WIDTH = str.maketrans("０１２３４５６７８９．－＋", "0123456789.-+")
_WRITTEN = re.compile(r"([+-]?\d+(?:\.\d+)?|[+-]?\.\d+)\s*分?")


def from_excel(number: float) -> Decimal:
    """Return the decimal number that Excel shows for a stored binary one.

    Excel keeps 15 significant digits, so 0.1 + 0.2 reads 0.3 here as it does there.

    Raises
    ------
    PointsError
        If `number` is infinite or not a number.
    """
    if number != number or number in (float("inf"), float("-inf")):
        raise PointsError(_("{number} is not a number of points.").format(number=number))
    value = Decimal(f"{number:.15g}")
    return Decimal(int(value)) if value == value.to_integral_value() and abs(value) < 10**15 else value


def parse_points(raw: object) -> Decimal:
    """Read one number of points as it is written in a sheet: a number or a text.

    A number is taken as Excel shows it. A text is taken when it holds one decimal number in ASCII
    or full-width digits and nothing else but spaces and a closing 分: ``"5分"``, ``"４"``,
    ``" 3 "``, ``"2.5 分"``. Ranges, approximations and Chinese numerals are refused, since a guess
    here would be a wrong figure in a memo.

    Returns
    -------
    Decimal
        Points; may be negative or zero (a check says so), never above :data:`MAX_POINTS` in size.

    Raises
    ------
    PointsError
        If `raw` is a truth value, is infinite, too large, or any other text.

    Examples
    --------
    >>> parse_points("５．５分")
    Decimal('5.5')
    """
    if isinstance(raw, bool):
        raise PointsError(_("a truth value ({raw}) is not a number of points.").format(raw=raw))
    if isinstance(raw, float):
        value = from_excel(raw)
    elif isinstance(raw, int):
        value = Decimal(raw)
    elif isinstance(raw, Decimal):
        value = raw
    else:
        written = str(raw)
        match = _WRITTEN.fullmatch(written.translate(_FULL_WIDTH).strip())
        if match is None or len(written) > 40:
            raise PointsError(_("“{raw}” does not say one number of points.").format(raw=written[:40]))
        try:
            value = Decimal(match[1])
        except InvalidOperation as err:  # pragma: no cover - the pattern admits only decimal numbers
            raise PointsError(str(err)) from err
    if not value.is_finite() or abs(value) > MAX_POINTS:
        raise PointsError(_("{raw} is too large for a number of points.").format(raw=str(raw)[:40]))
    return value


def format_points(value: Decimal) -> str:
    """Write points without trailing zeros: ``5``, ``2.5``, ``-0.25``."""
    digits = format(value, "f")
    digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return "0" if digits in ("-0", "") else digits


def signed(value: Decimal) -> str:
    """Write points with their sign: ``+1.2``, ``-0.5``, ``0``."""
    return f"+{format_points(value)}" if value > 0 else format_points(value)


def signed_tenths(value: float) -> str:
    """Write a figure with its sign and one decimal: ``+1.2``, ``-0.5``; ``0.0`` where that is what is left of it."""
    written = f"{value:+.1f}"
    return written[1:] if float(written) == 0 else written


def on_tick(value: Decimal, tick: Decimal) -> bool:
    """Return whether `value` is a whole number of ticks."""
    return Fraction(value) % Fraction(tick) == 0


def to_ticks(value: Decimal, tick: Decimal) -> int:
    """Return `value` as a whole number of ticks.

    Raises
    ------
    PointsError
        If `value` does not lie on the tick; nothing is rounded in silence.
    """
    count = Fraction(value) / Fraction(tick)
    if count.denominator != 1:
        raise PointsError(
            _("{value} points do not lie on the tick of {tick}.").format(
                value=format_points(value), tick=format_points(tick)
            )
        )
    return count.numerator


def from_ticks(count: int, tick: Decimal) -> Decimal:
    """Return a whole number of ticks as points; the inverse of :func:`to_ticks`."""
    return count * tick


def share(part: Decimal, whole: Decimal) -> Fraction | None:
    """Return ``part / whole`` exactly, or None where the whole is zero."""
    return Fraction(part) / Fraction(whole) if whole else None


def as_number(value: Decimal) -> int | float:
    """Return points as a JSON number: an int where whole, else the nearest float."""
    return int(value) if value == value.to_integral_value() else float(value)
