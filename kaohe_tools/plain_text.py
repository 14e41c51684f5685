"""Texts made fit for what they go into: an office file, a cell, a terminal, JSON. One function for each.

Pages have one of their own, :func:`kaohe_tools.memo.html.environment`, Markdown
:func:`kaohe_tools.memo.markdown.escape`, file names :func:`kaohe_tools.memo.safe_name`.
"""

from __future__ import annotations

import json
import re
from typing import Any

# XML 1.0 forbids these in any text; Word and Excel refuse a file that has one of them.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# Direction marks can turn the reading order of a sentence round; no Chinese sheet needs them.
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")

# What moves a terminal's cursor or changes its colours: all controls but the line feed and the tab.
_MOVING = re.compile("[\r\x85\u2028\u2029]")
# The same in JSON, where it can be written as \uXXXX and stay what it is.
_UNSHOWN = re.compile("[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
# How a workbook writes a character by its number; a text that looks so has its first sign written so.
_NUMBERED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")

_LIVE = tuple("=+-@＝＋－＠\t\r")
_LONGEST_CELL = 32_000
"""Letters (UTF-16 units) in one cell; Excel takes 32,767."""


def clean(text: str) -> str:
    """Return a text without characters that XML forbids or that reverse the reading order."""
    return _DIRECTION.sub("", _ILLEGAL.sub("", text))


def one_line(text: str, limit: int = 0) -> str:
    """Return a clean text on one line, its blanks joined; cut with … where longer than `limit`."""
    line = " ".join(clean(text).split())
    return line[: limit - 1] + "…" if limit and len(line) > limit else line


def is_live(text: str) -> bool:
    """Return whether a spreadsheet program might take this text for a formula."""
    return clean(text).lstrip(" \n\u00a0\u200b\u3000\ufeff").startswith(_LIVE)


def cell_text(text: str) -> str:
    """Return a text as it stands in a cell of a workbook: clean, no escape in it, no longer than a cell takes.

    Whether the cell needs a mark that it is no formula says :func:`is_live`.
    """
    units = clean(text).encode("utf-16-le")[: 2 * _LONGEST_CELL]
    return _NUMBERED.sub("_x005F_", units.decode("utf-16-le", "ignore"))


def csv_text(text: str) -> str:
    """Return a text as it stands in a field of a .csv file that Excel opens: never a formula."""
    return f"'{clean(text)}" if is_live(text) else clean(text)


def printable(text: str) -> str:
    """Return a text for a terminal: nothing in it moves the cursor, colours, or turns the order round."""
    return _MOVING.sub("", clean(text))


def json_text(data: Any, **how: Any) -> str:
    r"""Return data as JSON, Chinese as it is; what is not to be seen is written as ``\uXXXX``."""
    said = json.dumps(data, ensure_ascii=False, **how)
    return _UNSHOWN.sub(lambda found: f"\\u{ord(found[0]):04x}", said)


def half_letters(text: str) -> int:
    """Return the width of a text in half letters: a CJK letter counts two."""
    return sum(1 if ord(c) < 0x2E80 else 2 for c in text)
