"""An old .xls workbook or an .ods spreadsheet -> its sheets as plain data, with calamine.

Runs in the child process (:mod:`kaohe_tools.sheets.formats.worker`).
"""

from __future__ import annotations

import io
import re
from typing import Any

from kaohe_tools.locale import text
from kaohe_tools.sheets.formats import bounds, container, scan
from kaohe_tools.sheets.formats.xls_hidden import hidden_lines
from kaohe_tools.sheets.formats.xlsx import plain_rows

_MANY = re.compile(rb'<table:table-cell [^>]*number-columns-repeated="([0-9]{4,})"[^>]*(?<!/)>')
_MANY_ROWS = re.compile(
    rb'<table:table-row [^>]*number-rows-repeated="([0-9]{5,})"[^>]*>'
    rb"(?:<table:table-cell[^>]*/>)*<table:table-cell[^>]*(?<!/)>"
)
_LINES = re.compile(rb"<table:table(?P<kind>-row|-column)?(?=[\s/>])(?P<said>[^>]*)>")
_HIDDEN = re.compile(rb"\btable:visibility=[\"'](?:collapse|filter)[\"']")
_TIMES = re.compile(rb"\btable:number-(?:rows|columns)-repeated=[\"']([0-9]+)[\"']")


def read(data: bytes, _name: str) -> dict[str, Any]:
    """Return every worksheet's cells and merges as plain data, hidden sheets marked.

    Raises
    ------
    Refused
        If the file cannot be read, with a sentence for the reader.
    """
    import python_calamine as calamine

    hidden = _look_into_ods(data) if data.startswith(b"PK") else hidden_lines(data)
    sheets: list[dict[str, Any]] = []
    try:
        workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        for meta in workbook.sheets_metadata:
            if meta.typ != calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = workbook.get_sheet_by_name(meta.name)
            if sheet.total_height > scan.MAX_ROWS or sheet.total_width > scan.MAX_COLUMNS:
                raise container.Refused(
                    text(
                        "a cell lies beyond row {rows} or column {columns}; delete what stands there.",
                        rows=scan.MAX_ROWS,
                        columns=scan.MAX_COLUMNS,
                    ),
                    meta.name,
                )
            if (sheet.total_height + 1) * (sheet.total_width + 1) > bounds.MAX_CELLS:
                raise bounds.too_many_cells(meta.name, sheet.total_height, sheet.total_width)
            # calamine's total height and width are the last row and column, from 0
            rows, columns = hidden[len(sheets)] if len(sheets) < len(hidden) else ([], [])
            sheets.append(
                {
                    "hidden_rows": [row for row in rows if row <= sheet.total_height],
                    "hidden_columns": [column for column in columns if column <= sheet.total_width],
                    "name": meta.name,
                    "hidden": meta.visible != calamine.SheetVisibleEnum.Visible,
                    "rows": plain_rows(sheet.to_python(skip_empty_area=False), {}, {}),
                    "merges": sorted([*first, *last] for first, last in sheet.merged_cell_ranges or []),
                }
            )
    except calamine.PasswordError as err:
        raise container.Refused(
            text("the file is protected by a password; open it, remove the password, save.")
        ) from err
    except (calamine.CalamineError, calamine.XmlError, calamine.ZipError) as err:
        raise container.Refused(
            text("the workbook is damaged ({why}); save it anew in Excel.", why=str(err)[:120])
        ) from err
    return {"sheets": sheets}


def _look_into_ods(data: bytes) -> list[tuple[list[int], list[int]]]:
    """Return every sheet's hidden rows and columns, which calamine does not tell.

    Content that one cell repeats over a whole sheet, or that carries a DTD, is refused.
    """
    content = b"".join(container.part_of(container.open_zip(data), "content.xml"))
    container.refuse_doctype(content, "content.xml")
    wide = max((int(n) for n in _MANY.findall(content)), default=0)
    long = max((int(n) for n in _MANY_ROWS.findall(content)), default=0)
    if wide > scan.MAX_COLUMNS or long > scan.MAX_ROWS:
        raise container.Refused(
            text(
                "a cell lies beyond row {rows} or column {columns}; delete what stands there.",
                rows=scan.MAX_ROWS,
                columns=scan.MAX_COLUMNS,
            )
        )
    return _hidden_lines(content)


def _hidden_lines(content: bytes) -> list[tuple[list[int], list[int]]]:
    """Return of each table its hidden rows and columns, from 0, as far as a sheet may reach."""
    tables: list[tuple[list[int], list[int]]] = []
    at = [0, 0]
    for tag in _LINES.finditer(content):
        kind, said = tag["kind"], tag["said"]
        if kind is None:
            tables.append(([], []))
            at = [0, 0]
        elif tables:
            n = int(kind == b"-column")
            repeated = _TIMES.search(said)
            end = at[n] + (int(repeated[1]) if repeated else 1)
            if _HIDDEN.search(said):
                tables[-1][n].extend(range(at[n], min(end, (scan.MAX_ROWS, scan.MAX_COLUMNS)[n])))
            at[n] = end
    return tables
