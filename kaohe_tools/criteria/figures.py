"""Numbers as scoring texts write them: patterns to find them, and their exact values."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

DIGITS = r"(?:(?<![0-9.])[0-9]{1,7}(?:\.[0-9]{1,6})?(?![0-9]))"
"""5, 0.25 in ASCII digits (full-width ones were made ASCII before); never a part of a longer number."""

HANZI = r"(?:[零〇一二两三四五六七八九十百]{1,8}(?:点[零〇一二三四五六七八九]{1,4})?|半)"
"""两, 十五, 一点五, 半 (half)."""

HANZI_SIGN = re.compile("[零〇一二两三四五六七八九十百半]")
"""Stands in every figure of :data:`HANZI`."""

NUM = rf"(?:{DIGITS}|{HANZI})"

FEN = r"分(?!钟|之|公司|店|贝|以上|以下|及以|以内|\(含)"
"""The unit 分 of a figure: not of 分钟, 三分之二, 分公司, nor of a condition such as 80分以上."""

_ONE = {"零": 0, "〇": 0, "一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5}
_ONE |= {"六": 6, "七": 7, "八": 8, "九": 9, "十": 10}


@lru_cache(maxsize=4096)
def value_of(written: str) -> Decimal:
    """Return the exact value of a number that fits :data:`NUM`.

    Raises
    ------
    ValueError
        If the characters do not make one number (百零百).
    """
    if written[0] in "0123456789":
        number = Decimal(written)
        whole = number.to_integral_value()
        return Decimal(int(whole)) if number == whole else number.normalize()
    if written == "半":
        return Decimal("0.5")
    if written in _ONE:
        return Decimal(_ONE[written])
    return _from_hanzi(written)


def _from_hanzi(written: str) -> Decimal:
    # cn2an takes some 0.1 s to load and is rarely needed: most Chinese numerals here are one character
    import cn2an

    whole, _point, part = written.replace("〇", "零").replace("两", "二").partition("点")
    try:
        digits = str(cn2an.cn2an(whole, "smart"))
    except KeyError as err:  # what it does with some impossible orders of units, such as 百十一
        raise ValueError(written) from err
    decimals = "".join(str(_ONE[c]) for c in part)
    return Decimal(f"{digits}.{decimals}" if decimals else digits)


@lru_cache(maxsize=4096)
def number_or_none(written: str) -> Decimal | None:
    """Return the value of a number, or None where the characters do not make one."""
    try:
        return value_of(written) if written else None
    except (ValueError, ArithmeticError):
        return None
