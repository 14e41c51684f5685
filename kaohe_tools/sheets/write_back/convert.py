"""The sheets of an old .xls or an .ods as a new workbook: cells, merges, what is hidden."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from kaohe_tools.errors import OutputError
from kaohe_tools.locale import _
from kaohe_tools.plain_text import cell_text, is_live, one_line
from kaohe_tools.sheets.grid import Grid
from kaohe_tools.sheets.write_back.package import Package

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_NARROW, _WIDE = 8, 46
_MOST_TITLE, _UNFIT = 31, re.compile(r"[\[\]:*?/\\]|^'|'$")
_PROPERTIES = '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'


def as_workbook(grids: Sequence[Grid]) -> bytes:
    """Return the bytes of a workbook with the same sheets; the same grids give the same bytes.

    Raises
    ------
    OutputError
        If a sheet has a name that Excel does not take; other programs allow more.
    """
    from openpyxl import Workbook

    for grid in grids:
        _refuse_title(grid.sheet)
    book = Workbook()
    for sheet in book.worksheets:
        book.remove(sheet)
    for grid in grids:
        _fill(book.create_sheet(grid.sheet), grid)
    book.active = next((n for n, grid in enumerate(grids) if not grid.hidden), 0)
    out = io.BytesIO()
    book.save(out)
    package = Package(out.getvalue())
    package.put("docProps/core.xml", _PROPERTIES.encode())
    return package.to_bytes(fixed_time=True)


def _refuse_title(title: str) -> None:
    if len(title) > _MOST_TITLE or _UNFIT.search(title) or title.lower() == "history":
        raise OutputError(
            _(
                "A workbook cannot have a sheet named “{title}”: 31 letters at most, none of [ ] : * ? / \\, "
                "no ' at its ends. Rename the sheet in the file first."
            ).format(title=one_line(title, 60))
        )


def _fill(sheet: Worksheet, grid: Grid) -> None:
    from openpyxl.styles import Alignment
    from openpyxl.utils import get_column_letter

    sheet.sheet_state = "hidden" if grid.hidden else "visible"
    for r in range(len(grid.rows)):
        for c in range(len(grid.rows[r])):
            value = grid.value(r, c)
            if value is not None:
                _put(sheet.cell(r + 1, c + 1), value)
                sheet.cell(r + 1, c + 1).alignment = Alignment(wrap_text=True, vertical="center")
    for top, left, bottom, right in grid.merges:
        sheet.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
    for c in range(grid.width):
        inside = [len(grid.text(r, c)) for r in range(len(grid.rows)) if grid.anchor(r, c) == (r, c)]
        own = [n for r, n in enumerate(inside) if not any(m[0] == r and m[1] == c and m[3] > c for m in grid.merges)]
        letter = get_column_letter(c + 1)
        sheet.column_dimensions[letter].width = min(_WIDE, max(_NARROW, 2 + 2 * max(own, default=0)))
        sheet.column_dimensions[letter].hidden = c in grid.hidden_columns
    for r in grid.hidden_rows:
        sheet.row_dimensions[r + 1].hidden = True


def _put(cell: Any, value: str | int | float | bool) -> None:
    """Write a value as what it is: a text never becomes a formula."""
    if isinstance(value, str):
        cell.value = cell_text(value)
        cell.data_type = "s"
        cell.quotePrefix = is_live(value)
    else:
        cell.value = value
