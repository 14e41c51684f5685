"""Rows that only go on with the scoring of the row above: one item, its 评分标准 printed over several rows."""

from __future__ import annotations

from kaohe_tools.locale import text
from kaohe_tools.sheets.rows.sheet_reading import Reading, shown

_MOST_ROWS = 100
_OWN = ("due", "applies_to", "assessed_unit", "assessor", "lead", "basis")
"""What a row says for itself alone: where it does, it is another item."""


def goes_on(reading: Reading, row: int) -> bool:
    """Return whether a row holds more of the criterion of the indicator directly above, and no item of its own.

    It has no points, number, label or name: the cells of the item above reach down to it, or they are
    blank in a sheet that numbers or names its items.
    """
    grid, header, above = reading.grid, reading.header, reading.last_row
    column, criterion = header.at("points"), header.at("criterion")
    if column is None or criterion is None or not reading.indicators or reading.in_list:
        return False
    if len(reading.more) >= _MOST_ROWS:
        return False
    if grid.value(row, criterion) is None or any(grid.filled(r) for r in range(above + 1, row)):
        return False
    names = [c for field in ("number", "name") if (c := header.at(field)) is not None]
    others = [c for field in _OWN if (c := header.at(field)) is not None]
    levels = header.all("section")
    if any(grid.value(row, c) is not None or (row, c) in grid.valueless for c in (column, *names, *others, *levels)):
        return False
    if grid.anchor(row, column) == grid.anchor(above, column):
        lowest = [*names, *levels[-1:]]
        return bool(lowest) and all(_is_one_cell(reading, above, row, c) for c in lowest)
    item = reading.indicators[-1]
    is_named = any(grid.shown(row, c) for c in names)
    return item.points is not None and bool(item.number or item.name) and not is_named


def _is_one_cell(reading: Reading, above: int, row: int, column: int) -> bool:
    """Return whether a cell reaches down from the row above, or both are blank."""
    grid = reading.grid
    same = grid.anchor(row, column) == grid.anchor(above, column)
    return same or not (grid.shown(row, column) or grid.shown(above, column))


def read_on(reading: Reading, row: int) -> None:
    """Keep a row's text for the criterion, and its evidence and remarks for those, of the indicator above."""
    grid = reading.grid
    evidence = grid.text(row, column) if (column := reading.header.at("evidence")) is not None else ""
    remarks = [words for c in reading.header.all("remark") if (words := grid.text(row, c))]
    reading.more.append((shown(reading, row, "criterion"), evidence, "\n".join(remarks)))
    reading.last_row = row
    reading.skip(row, "continued", text("goes on with the criterion of row {row}", row=reading.indicators[-1].row))
