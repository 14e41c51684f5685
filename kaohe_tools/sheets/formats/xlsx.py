"""An .xlsx or .xlsm workbook -> its sheets as plain data.

calamine reads the values; what it does not tell is read from the XML by :mod:`kaohe_tools.sheets.formats.scan`.
Runs in the child process (:mod:`kaohe_tools.sheets.formats.worker`).
"""

from __future__ import annotations

import datetime
import io
from typing import Any

from kaohe_tools.locale import text
from kaohe_tools.sheets.formats import bounds, container, scan


def read(data: bytes, _name: str = "") -> dict[str, Any]:
    """Return every worksheet's cells, merges and oddities as plain data, hidden sheets marked.

    Raises
    ------
    Refused
        If the file cannot be read, with a sentence for the reader.
    """
    book = container.open_zip(data)
    parts = container.sheet_parts(book)
    for name in book.namelist():
        if name.casefold() == "xl/sharedstrings.xml":
            container.look_through(book, name)
    styles = scan.read_styles(book)
    scans = {name: scan.scan_sheet(book, part, name, styles) for name, part in parts.items()}
    import python_calamine as calamine

    sheets = []
    try:
        workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        for meta in workbook.sheets_metadata:
            if meta.typ != calamine.SheetTypeEnum.WorkSheet or meta.name not in scans:
                continue
            seen = scans[meta.name]
            if (seen.last_row + 1) * (seen.last_column + 1) > bounds.MAX_CELLS:
                raise bounds.too_many_cells(meta.name, seen.last_row, seen.last_column)
            sheet = workbook.get_sheet_by_name(meta.name)
            rows = sheet.to_python(skip_empty_area=False) if seen.last_row >= 0 else []
            sheets.append(
                {
                    "name": meta.name,
                    "hidden": meta.visible != calamine.SheetVisibleEnum.Visible,
                    "rows": plain_rows(rows, seen.date_forms, seen.errors),
                    "merges": sorted([*first, *last] for first, last in sheet.merged_cell_ranges or []),
                    "valueless": seen.valueless,
                    "percents": seen.percents,
                    "hidden_rows": seen.hidden_rows,
                    "hidden_columns": seen.hidden_columns,
                }
            )
    except calamine.PasswordError as err:
        raise container.Refused(
            text("the workbook is protected by a password; open it in Excel, remove the password, save.")
        ) from err
    except (calamine.CalamineError, calamine.XmlError, calamine.ZipError) as err:
        raise container.Refused(
            text("the workbook is damaged ({why}); save it anew in Excel.", why=str(err)[:120])
        ) from err
    return {"sheets": sheets}


def plain_rows(
    rows: list[list[Any]], forms: dict[tuple[int, int], str], errors: dict[tuple[int, int], str]
) -> list[list[Any]]:
    """Return rows as JSON data: whole numbers as such, dates as displayed, errors by their name."""
    out = []
    for r, row in enumerate(rows):
        cells = [v if type(v) is str else _number(v) if type(v) is float else _plain(v, None) for v in row]
        out.append(cells)
        if forms:
            for c, v in enumerate(row):
                if isinstance(v, datetime.date):
                    cells[c] = _plain(v, forms.get((r, c)))
    for (r, c), name in errors.items():
        if r < len(out) and c < len(out[r]):
            out[r][c] = name
    return out


def _plain(value: Any, form: str | None) -> Any:
    """Return a cell's value as JSON data; a date as ``{"date": as displayed}``."""
    if isinstance(value, (datetime.datetime, datetime.date)):
        return {"date": displayed(value, form)}
    if isinstance(value, (datetime.time, datetime.timedelta)):
        return str(value)
    return _number(value) if isinstance(value, float) else value


def _number(value: float) -> float | int:
    return int(value) if value.is_integer() and abs(value) < 1e15 else value


def displayed(value: datetime.date, form: str | None) -> str:
    """Write a date as the cell's number format shows it: years, months, days and their separators.

    Formats with weekday or month names fall back to ``2018/6/30``: no sheet known to us uses them.
    """
    form = (form or "yyyy/m/d").split(";")[0].replace('"', "").replace("\\", "").lower()
    form = form[form.rindex("]") + 1 :] if "]" in form else form
    form = form.replace("@", "").split(" h")[0].strip()
    if "mmm" in form or "ddd" in form or not any(mark in form for mark in "ymd"):
        form = "yyyy/m/d"
    for mark, figure in (
        ("yyyy", f"{value.year}"),
        ("yy", f"{value.year % 100:02d}"),
        ("mm", f"{value.month:02d}"),
        ("m", f"{value.month}"),
        ("dd", f"{value.day:02d}"),
        ("d", f"{value.day}"),
    ):
        form = form.replace(mark, figure)
    return form
