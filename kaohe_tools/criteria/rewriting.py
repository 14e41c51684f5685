"""Figures rewritten in place: the same text with other numbers, each written as the one before it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from kaohe_tools.points import format_points

Span = tuple[int, int]

_FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")
_HANZI = {Decimal(n): c for n, c in enumerate("一两三四五六七八九十", 1)}


def rewritten(words: str, values: Mapping[Span, Decimal]) -> str:
    """Return a text with other figures at some places (``words[start:end]``, none inside another).

    Examples
    --------
    >>> rewritten("窗口服务（３分）", {(5, 6): Decimal("2.5")})
    '窗口服务（２．５分）'
    """
    parts, at = [], 0
    for (start, end), value in sorted(values.items()):
        parts += [words[at:start], written_as(value, words[start:end])]
        at = end
    return "".join([*parts, words[at:]])


def written_as(value: Decimal, before: str) -> str:
    """Write a figure as the one before it was written: full-width, in characters, or plain."""
    digits = format_points(value)
    if any(c in "０１２３４５６７８９" for c in before):
        return digits.translate(_FULL_WIDTH)
    if not any(c.isdigit() for c in before) and value in _HANZI and not before.isascii():
        return _HANZI[value]
    return digits
