"""An old .xls workbook or an .ods spreadsheet -> its sheets as plain data, with calamine.

Runs in the child process (:mod:`kaohe_tools.sheets.worker`).
"""

from __future__ import annotations

import io
import re
from typing import Any

from kaohe_tools.locale import text
from kaohe_tools.sheets import container, scan
from kaohe_tools.sheets.xlsx import plain_rows

_MANY = re.compile(rb'<table:table-cell [^>]*number-columns-repeated="([0-9]{4,})"[^>]*(?<!/)>')
_MANY_ROWS = re.compile(
    rb'<table:table-row [^>]*number-rows-repeated="([0-9]{5,})"[^>]*>'
    rb"(?:<table:table-cell[^>]*/>)*<table:table-cell[^>]*(?<!/)>"
)


def read(data: bytes, _name: str) -> dict[str, Any]:
    """Return every worksheet's cells and merges as plain data, hidden sheets marked.

    Raises
    ------
    Refused
        If the file cannot be read, with a sentence for the reader.
    """
    import python_calamine as calamine

    if data.startswith(b"PK"):
        _look_into_ods(data)
    sheets = []
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
            sheets.append(
                {
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


def _look_into_ods(data: bytes) -> None:
    """Refuse content that one cell repeats over a whole sheet, or that carries a DTD."""
    content = b"".join(container.part_of(container.open_zip(data), "content.xml"))
    if b"<!DOCTYPE" in content:
        raise container.Refused(container.dtd_refused("content.xml"))
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
