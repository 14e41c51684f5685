"""Rows that head the rows below by their numbers: 一 组织管理 20 above 1 机构设置 10 and 2 制度 10."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from kaohe_tools.errors import PointsError
from kaohe_tools.locale import text
from kaohe_tools.model import Declared
from kaohe_tools.points import parse_points
from kaohe_tools.sheets.rows.adjustments import kind_of_heading
from kaohe_tools.sheets.rows.sheet_reading import Reading, add_section, points_at, shown

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

    It is numbered one level above the next row (一 above 1, 2 above 2.1; 1 above （1） where the points
    add up), that row has points of its own, and it says itself nothing of how it is scored.
    """
    column, number = reading.header.at("points"), _number(reading, row)
    if column is None or _rank_of(number) is None or not 0 < len(_label(reading, row)) <= _LABEL_CHARS:
        return False
    scored = reading.header.at("criterion")
    has_name = reading.header.at("name") is not None or bool(reading.header.all("section"))
    if scored is not None and reading.grid.shown(row, scored) and (has_name or _is_scored(reading, row)):
        return False
    below = next((r for r in range(row + 1, len(reading.grid.rows)) if reading.grid.filled(r)), None)
    if below is None or reading.grid.value(below, column) is None:
        return False
    return _stands_above(number, _number(reading, below)) or _comes_to_the_rows_below(reading, row, column)


def read_numbered_heading(reading: Reading, row: int, column: int) -> None:
    """Take the row for the heading of the rows below, its points for what it declares."""
    number, label = shown(reading, row, "number"), _label(reading, row)
    words = (
        label if not number or label.startswith(number) else f"{number}{'' if number[-1:] in '）)' else '、'}{label}"
    )
    kind, points = kind_of_heading(label), points_at(reading, row, column)
    reading.skip(row, "section", text("a section's heading"))
    put_heading(reading, words, _rank(reading, row))
    reading.beside = kind
    if kind is not None:
        return
    add_section(reading, reading.heading, row, column)
    section = reading.sections[reading.heading]
    if section.declared is None and points is not None:
        said = Declared(points=points, source=reading.grid.ref(row, column))
        reading.sections[reading.heading] = replace(section, declared=said)


def put_banner(reading: Reading, words: str) -> None:
    """Take a heading that stands alone in its row: it ends those that its number is not below."""
    put_heading(reading, words, _rank_of(words))
    reading.banners = len(reading.heading)


def put_heading(reading: Reading, words: str, rank: int | None) -> None:
    """Put a heading below those that stand above its number."""
    kept = tuple(h for h in reading.heading if rank is not None and _is_above(h, rank))
    reading.heading, reading.path = (*kept, words), []
    reading.banners = min(reading.banners, len(kept))


def close_headings(reading: Reading, row: int) -> None:
    """End the numbered rows' headings that a row's own number is not below: 三 ends 二 and the （一） under it."""
    rank = _rank(reading, row)
    if rank is None or len(reading.heading) == reading.banners:
        return
    below = reading.heading[reading.banners :]
    kept = tuple(h for h in below if _is_above(h, rank))
    if kept != below:
        reading.heading, reading.path = (*reading.heading[: reading.banners], *kept), []
        if any(kind_of_heading(h) for h in below[len(kept) :]):
            reading.beside = None


def _is_above(heading: str, rank: int) -> bool:
    own = _rank_of(heading)
    return own is not None and own < rank


def _stands_above(number: str, below: str) -> bool:
    """Return whether a number is one that heads another: 一 above 1, （一） above 1, 2 above 2.1."""
    own, lower = _rank_of(number), _rank_of(below)
    if own is None or lower is None or lower <= own:
        return False
    return own < _HAN_RANKS or below.startswith((f"{number.rstrip('.．、')}.", f"{number.rstrip('.．、')}．"))


def _comes_to_the_rows_below(reading: Reading, row: int, column: int) -> bool:
    """Return whether two or more rows numbered one level below follow, and add up to a row's points."""
    own, grid, points = _rank(reading, row), reading.grid, list[Decimal]()
    for below in range(row + 1, len(grid.rows)):
        rank = _rank(reading, below) if grid.filled(below) else None
        if own is None or rank is None or rank <= own:
            break
        if rank != own + 1 or not _is_figure(grid.value(below, column)):
            return False
        points.append(parse_points(grid.value(below, column)))
    value = grid.value(row, column)
    return len(points) > 1 and _is_figure(value) and parse_points(value) == sum(points)


def _is_figure(value: object) -> bool:
    try:
        parse_points(value)
    except PointsError:
        return False
    return True


def _number(reading: Reading, row: int) -> str:
    return "".join((shown(reading, row, "number") or _label(reading, row)).split())


def _rank(reading: Reading, row: int) -> int | None:
    return _rank_of(_number(reading, row))


@lru_cache(maxsize=1024)
def _rank_of(words: str) -> int | None:
    bare = "".join(words.split())
    return next((n for n, pattern in enumerate(_RANKS) if pattern.match(bare)), None)


def _label(reading: Reading, row: int) -> str:
    """Return what a row is called: its name, its lowest label, or its text where there is neither column."""
    named = (reading.header.at("name"), *reversed(reading.header.all("section")), reading.header.at("criterion"))
    return next((words for c in named if c is not None and (words := reading.grid.text(row, c))), "")


def _is_scored(reading: Reading, row: int) -> bool:
    return bool(reading.criterion(shown(reading, row, "criterion")).rules)
