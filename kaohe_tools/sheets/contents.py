"""What stands in a column, whatever its heading says: figures of points, amounts, dates, names with points."""

from __future__ import annotations

import re

from kaohe_tools.criteria.stated import holds_points, label_points
from kaohe_tools.dates import read_date
from kaohe_tools.errors import PointsError
from kaohe_tools.model import Column
from kaohe_tools.points import parse_points
from kaohe_tools.sheets.grid import Grid

SAMPLED_ROWS = 60
_AMOUNT = re.compile(r"[扣减加奖罚得计][^。；]{0,8}?[0-9０-９.．]+\s*分")


def points_in_words(grid: Grid, start: int, columns: tuple[Column, ...]) -> bool:
    """Return whether labels and items name points in brackets, as in sheets without a points column.

    Three cells at least, in a third of the rows: 组织建设（35分）, 1.按期办结（2分）。
    """
    told = [c.index for c in columns if c.field in ("section", "name", "criterion")]
    rows = range(start, min(len(grid.rows), start + SAMPLED_ROWS))
    naming = sum(any(holds_points(grid.text(row, c)) for c in told) for row in rows)
    return naming >= 3 and naming * 3 >= sum(any(grid.text(row, c) for c in told) for row in rows)


def names_amounts(grid: Grid, start: int, column: int) -> bool:
    """Return whether most cells of a column name amounts that are taken or given: 每次扣1分."""
    stop = min(len(grid.rows), start + SAMPLED_ROWS)
    said = [words for row in range(start, stop) if (words := grid.text(row, column))]
    return sum(_AMOUNT.search(words) is not None for words in said) * 2 > len(said)


def words_instead(grid: Grid, start: int, column: int) -> str:
    """Return what a column is that speaks of points and holds sentences: 考核内容及分值, 扣分值 with 每次扣1分."""
    stop = min(len(grid.rows), start + SAMPLED_ROWS)
    texts = [t for row in range(start, stop) if (t := grid.text(row, column))]
    if sum(label_points(t) is not None for t in texts) * 2 > len(texts) > 0:
        return "section"
    return "criterion" if texts and names_amounts(grid, start, column) else ""


def figures(grid: Grid, start: int, column: int) -> int:
    """Return how many cells of a column hold figures of points of their own."""
    return sum(is_points(grid.value(row, column)) for row in range(start, min(len(grid.rows), start + SAMPLED_ROWS)))


def by_content(grid: Grid, start: int, column: int) -> str:
    """Return what most of a column's cells hold: ``due``, ``points``, ``criterion`` or nothing."""
    stop = min(len(grid.rows), start + SAMPLED_ROWS)
    texts = [t for row in range(start, stop) if (t := grid.text(row, column))]
    if not texts:
        return ""
    dated = sum(read_date(t) is not None or t.startswith(("年度", "全年", "年底")) for t in texts)
    scored = sum(is_points(grid.value(row, column)) for row in range(start, stop))
    if dated * 2 > len(texts):
        return "due"
    return "points" if scored * 2 > len(texts) else "criterion"


def is_points(value: object) -> bool:
    """Return whether a cell holds a figure of points."""
    try:
        parse_points(value)
    except PointsError:
        return False
    return True
