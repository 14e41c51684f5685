"""Rows of a table that sum up other rows, or declare what a section is worth: compared, never counted."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from kaohe_tools.errors import PointsError
from kaohe_tools.locale import text
from kaohe_tools.model import Declared, Path
from kaohe_tools.points import parse_points
from kaohe_tools.sheets.headlines import declared_in
from kaohe_tools.sheets.rows.sheet_reading import Reading, declare, points_at, read_path
from kaohe_tools.sheets.section_names import bare_name

_FULL_MARK_LABELS = ("满分", "总分")
_SUM_LABEL = re.compile(
    r"(?:本表|全部|各项|分值|分数|得分|考核)?(?:合计|总计|共计)(?:得?分|分[值数])?|考核总分|总分值|总得分"
)
_SUBTOTAL_LABEL = re.compile(r".{0,12}(?:小计|分计)|.{1,12}合计")
_SUM_CHARS = 16
_FEWEST_SUMMED = 2
_COMPARED = text("a row of sums, compared and not counted")
_OF_A_PAGE = ("本页", "本表")


def sum_label(reading: Reading, row: int) -> tuple[str, int]:
    """Return the word that makes a row a total or subtotal, and its column; an empty text for other rows."""
    texts = reading.grid.texts(row)
    for column in reading.header.labels:
        word = texts[column] if column < len(texts) else ""
        if "计" not in word and "分" not in word:
            continue  # most rows: no need to look closer
        word = "".join(word.split()).rstrip(":：")
        word = re.split("[（(]", word, maxsplit=1)[0] if word.endswith(("）", ")")) else word
        if word in _FULL_MARK_LABELS or _SUM_LABEL.fullmatch(word) or _SUBTOTAL_LABEL.fullmatch(word):
            return word, column
    return "", 0


def read_bare_sum(reading: Reading, row: int) -> bool:
    """Take a last row with nothing but a figure below the points for the sum that the rows above come to."""
    column, grid = reading.header.at("points"), reading.grid
    if column is None or grid.filled(row) != [column] or len(reading.indicators) < _FEWEST_SUMMED:
        return False
    if any(grid.shown(row, c) for c in range(grid.width) if c != column):
        return False
    if any(grid.value(r, column) is not None for r in range(row + 1, len(grid.rows))):
        return False
    try:
        points = parse_points(grid.value(row, column))
    except PointsError:
        return False
    if points != reading.total:
        return False
    reading.skip(row, "total", _COMPARED)
    reading.stated_sum = Declared(points=points, source=grid.ref(row, column))
    return True


def read_sum(reading: Reading, row: int, label: str, at: int) -> None:
    """Keep what a row of sums states: the full mark, the closing sum, or a section's subtotal."""
    column = reading.header.at("points")
    partial = label not in _FULL_MARK_LABELS and not _SUM_LABEL.fullmatch(label)
    reading.skip(row, "subtotal" if partial else "total", _COMPARED)
    if column is None:
        return
    points = points_at(reading, row, column)
    if points is None:
        return
    said = Declared(points=points, source=reading.grid.ref(row, column))
    if label in _FULL_MARK_LABELS:
        reading.declared = said
    elif not partial:
        reading.stated_sum = said
    elif reading.indicators and not reading.in_list and not label.startswith(_OF_A_PAGE):
        summed = _summed(reading, label, at, points)
        if summed in reading.sections:
            reading.sections[summed] = replace(reading.sections[summed], stated=said)


def read_sum_in_words(reading: Reading, row: int, words: str) -> None:
    """Take a line such as 合计100分 for what it is."""
    said = declared_in(reading.grid, row) if len(words) <= _SUM_CHARS else None
    if said is not None and any(word in words for word in _FULL_MARK_LABELS):
        reading.declared = reading.declared or said
    elif said is not None:
        reading.stated_sum = reading.stated_sum or said


def _summed(reading: Reading, label: str, column: int, points: Decimal) -> Path:
    """Return the section that a subtotal sums up: one it names, else one above it that comes to its figure.

    Where none does, the place of the label tells: it stands one level below the section.
    """
    path = reading.indicators[-1].path
    above = [path[:n] for n in range(len(path), 0, -1)]
    named = [p for p in above if len(p[-1]) > 1 and label.startswith(bare_name(p[-1]))]
    fits = [p for p in above if reading.totals[p] == points]
    levels = reading.header.all("section")
    depth = levels.index(column) if column in levels else len(path) if column == reading.header.at("name") else 1
    return next(iter((*named, *fits)), path[: max(depth, 1)])


def heads_section(reading: Reading, row: int) -> bool:
    """Return whether a row only has a section's label and its points, and the section's rows follow."""
    grid, header = reading.grid, reading.header
    name, criterion, levels = header.at("name"), header.at("criterion"), header.all("section")
    label = next((c for c in reversed(levels) if grid.value(row, c) is not None), None)
    if name is None or label is None or any(c is not None and grid.shown(row, c) for c in (name, criterion)):
        return False
    below = (r for r in range(row + 1, len(grid.rows)) if grid.filled(r))
    for _level, r in zip(levels, below, strict=False):  # headings of lower levels may stand between
        if grid.shown(r, label) not in ("", grid.shown(row, label)) or sum_label(reading, r)[0]:
            return False
        if grid.value(r, name) is not None:
            return True
    return False


def read_heading_row(reading: Reading, row: int, column: int) -> None:
    """Take a row's points for what its section declares."""
    path = read_path(reading, row)
    reading.skip(row, "section", text("a section's heading"))
    declare(reading, path, row, column)
