"""Rows that head the rows below by their numbers: 一 组织管理 20 above 1 机构设置 10 and 2 制度 10."""

from __future__ import annotations

import re

from kaohe_tools.locale import text
from kaohe_tools.sheets.adjustments import kind_of_heading
from kaohe_tools.sheets.sheet_reading import Reading, add_section, declare, shown

_RANKS = tuple(
    re.compile(pattern)
    for pattern in (
        r"第?[一二三四五六七八九十]+(?:[、.．]|$)",
        r"[（(][一二三四五六七八九十]+[）)]",
        r"[0-9０-９]{1,3}(?:[、.．](?![0-9０-９])|$)",
        r"[（(][0-9０-９]{1,3}[）)]|[0-9０-９]{1,3}[.．][0-9０-９]{1,3}(?![0-9０-９])",
    )
)
_HAN_RANKS = 2
_LABEL_CHARS = 40


def heads_numbered(reading: Reading, row: int) -> bool:
    """Return whether a row with points only declares what the numbered rows below it are worth.

    It is numbered one level above the next row (一 above 1), that row has points of its own, and it
    says itself nothing of how it is scored.
    """
    column, rank = reading.header.at("points"), _rank(reading, row)
    if column is None or rank is None or rank >= _HAN_RANKS or not 0 < len(_label(reading, row)) <= _LABEL_CHARS:
        return False
    scored = reading.header.at("criterion")
    has_name = reading.header.at("name") is not None or bool(reading.header.all("section"))
    if scored is not None and reading.grid.shown(row, scored) and (has_name or _is_scored(reading, row)):
        return False
    below = next((r for r in range(row + 1, len(reading.grid.rows)) if reading.grid.filled(r)), None)
    lower = None if below is None else _rank(reading, below)
    return below is not None and lower is not None and lower > rank and reading.grid.value(below, column) is not None


def read_numbered_heading(reading: Reading, row: int, column: int) -> None:
    """Take the row for the heading of the rows below, its points for what it declares."""
    number, label = shown(reading, row, "number"), _label(reading, row)
    words = (
        label if not number or label.startswith(number) else f"{number}{'' if number[-1:] in '）)' else '、'}{label}"
    )
    kind = kind_of_heading(label)
    reading.skip(row, "section", text("a section's heading"))
    reading.beside, reading.path = kind, []
    if kind is not None:
        return
    reading.heading = (*reading.heading, words)
    reading.ranks = (*reading.ranks, _rank(reading, row) or 0)
    add_section(reading, reading.heading, row, column)
    declare(reading, reading.heading, row, column)


def close_headings(reading: Reading, row: int) -> None:
    """End the numbered headings that a row's own number is not below: 三 ends 二 and the （一） under it."""
    rank = _rank(reading, row) if reading.ranks else None
    while rank is not None and reading.ranks and reading.ranks[-1] >= rank:
        reading.heading, reading.ranks = reading.heading[:-1], reading.ranks[:-1]


def _rank(reading: Reading, row: int) -> int | None:
    return _rank_of(shown(reading, row, "number") or _label(reading, row))


def _rank_of(words: str) -> int | None:
    bare = "".join(words.split())
    return next((n for n, pattern in enumerate(_RANKS) if pattern.match(bare)), None)


def _label(reading: Reading, row: int) -> str:
    """Return what a row is called: its name, its lowest label, or its text where there is neither column."""
    named = (reading.header.at("name"), *reversed(reading.header.all("section")), reading.header.at("criterion"))
    return next((words for c in named if c is not None and (words := reading.grid.text(row, c))), "")


def _is_scored(reading: Reading, row: int) -> bool:
    return bool(reading.criterion(shown(reading, row, "criterion")).rules)
