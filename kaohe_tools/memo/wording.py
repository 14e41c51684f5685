"""Words that every form of the memo shares: clean texts, dates as officials say them, file names."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime

from kaohe_tools.locale import _, language, plain

_RESERVED = {"CON", "PRN", "AUX", "NUL", *(f"{p}{n}" for p in ("COM", "LPT") for n in "123456789")}
_QUOTES = re.compile("[\"'“”‘’「」『』《》〈〉]")
MAX_NAME = 60
"""Longest file name without its suffix: 60 CJK letters are 180 bytes, below every file system's 255."""
MAX_BYTES = 220
"""Longest file name that is joined from several, without its suffix, in UTF-8."""


def follow(*sentences: str) -> str:
    """Put sentences one after another as the language does: with blanks between them or without."""
    return ("" if language() == "zh" else " ").join(s for s in sentences if s)


def labelled(label: str, value: str = "") -> str:
    """Return ``label：value`` or ``label: value``."""
    return f"{label}：{value}" if language() == "zh" else f"{label}: {value}".rstrip()


_ENDS = (*".。!！?？:：", "")


def full_stop(said: str) -> str:
    """Return a sentence with the full stop of the language, unless it ends in a mark of its own."""
    return said if said[-1:] in _ENDS else said + ("。" if language() == "zh" else ".")


def weekday(day: date) -> str:
    """Return the name of the day of the week: 星期五, Friday."""
    return (
        _("Monday"),
        _("Tuesday"),
        _("Wednesday"),
        _("Thursday"),
        _("Friday"),
        _("Saturday"),
        _("Sunday"),
    )[day.weekday()]


def moment(when: datetime) -> str:
    """Say a moment as an office does: 2018年5月25日（星期五）上午10时."""
    return _("{time} on {weekday}, {date}").format(date=plain(when.date()), weekday=weekday(when), time=_time(when))


def _time(when: datetime) -> str:
    if language() != "zh":
        return f"{when:%H:%M}"
    part = "上午" if when.hour < 12 else "中午" if when.hour == 12 else "下午" if when.hour < 18 else "晚上"
    hour = when.hour - 12 if when.hour > 12 else when.hour
    return f"{part}{hour}时" + (f"{when.minute}分" if when.minute else "")


_DIGITS = "零一二三四五六七八九"


def ordinal(number: int) -> str:
    """Return a Chinese ordinal up to 99 as outlines use it: 一, 十, 二十一; figures above that."""
    tens, ones = divmod(number, 10)
    if not 1 <= number <= 99:
        return str(number)
    return ("" if tens < 2 else _DIGITS[tens]) + ("十" if tens else "") + (_DIGITS[ones] if ones else "")


def part_number(number: int) -> str:
    """Return the number before a part of the memo: 一、 in Chinese, “1. ” in English."""
    return f"{ordinal(number)}、" if language() == "zh" else f"{number}. "


def point_number(number: int) -> str:
    """Return the number before a point in a part: （一） in Chinese, “(1) ” in English."""
    return f"（{ordinal(number)}）" if language() == "zh" else f"({number}) "


def safe_name(text: str, default: str = "memo") -> str:
    """Return a file name, without suffix, made from text that a sheet holds.

    Kept are ASCII letters and digits, CJK ideographs, ``-``, ``_`` and round brackets; quotation
    marks vanish, everything else becomes ``_``. Names that Windows reserves get a leading ``_``,
    and nothing is longer than :data:`MAX_NAME` characters.

    Examples
    --------
    >>> safe_name("../2018年度“重点工作”指标")
    '2018年度重点工作指标'
    """
    flat = _QUOTES.sub("", unicodedata.normalize("NFKC", text))
    kept = "".join(c if _safe(c) else "_" for c in flat)
    name = re.sub(r"_{2,}", "_", kept).strip("_- ")[:MAX_NAME].strip("_- ")
    if not name:
        return default
    return f"_{name}" if name.upper() in _RESERVED else name


def joined_names(*parts: str) -> str:
    """Return safe names joined by ``-``, the longest cut so that every file system takes the whole.

    Empty ones are left out; room is kept for a number and a suffix.
    """
    kept = [part for part in parts if part]
    while len("-".join(kept).encode()) > MAX_BYTES:
        longest = max(range(len(kept)), key=lambda n: len(kept[n].encode()))
        kept[longest] = kept[longest][:-1]
    return "-".join(kept)


def _safe(char: str) -> bool:
    if char.isascii():
        return char.isalnum() or char in "-_()"
    return char == "〇" or unicodedata.name(char, "").startswith("CJK UNIFIED IDEOGRAPH")
