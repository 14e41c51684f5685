"""The sheet at the end of the annotated workbook that lists every finding."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.hyperlink import Hyperlink

from kaohe_tools.findings import Finding
from kaohe_tools.locale import _, plain
from kaohe_tools.memo.data import Memo
from kaohe_tools.memo.document import RowBlock
from kaohe_tools.memo.wording import labelled
from kaohe_tools.plain_text import cell_text, half_letters, is_live, one_line

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_WIDTHS = (6, 9, 8, 8, 10, 62, 46)
_INK = {"error": "FFB3261E", "warning": "FF8A5300", "note": "FF1F5FA8"}
_LINE = Side(style="thin", color="FF8A8F98")


def add_list(book: Workbook, memo: Memo, lost: Sequence[str]) -> None:
    """Add the sheet with all findings, the request to reply, and what the memo rests on."""
    title = _("Review memo")
    name, n = title, 1
    while name in book.sheetnames:
        n += 1
        name = f"{title} {n}"
    sheet = book.create_sheet(name)
    _top(sheet, memo)
    _findings(sheet, memo, book.sheetnames)
    _bottom(sheet, memo, lost)
    for index, width in enumerate(_WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    set_page(sheet)


def set_page(sheet: Any) -> None:
    """Print a sheet as wide as an A4 page lies, with page numbers."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = 0, True
    sheet.oddFooter.center.text = "— &P —"


def put(cell: Any, value: str | int) -> None:
    """Write a value as what it is: a text never becomes a formula, whatever it starts with."""
    if isinstance(value, int):
        cell.value = value
        return
    cell.value = cell_text(value)
    cell.data_type = "s"
    cell.quotePrefix = is_live(value)


def _top(sheet: Worksheet, memo: Memo) -> None:
    put(sheet["A1"], memo.title)
    sheet["A1"].font = Font(bold=True, size=14)
    put(sheet["A2"], memo.opening)
    put(sheet["A3"], memo.closing)
    for row, height in ((1, 36), (2, 32), (3, 20)):
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(_WIDTHS))
        sheet.cell(row, 1).alignment = Alignment(wrap_text=True, vertical="center")
        sheet.row_dimensions[row].height = height


def _findings(sheet: Worksheet, memo: Memo, names: Sequence[str]) -> None:
    head = (_("No."), _("Severity"), _("Code"), _("Row"), _("Cell"), _("Problem"), _("What to do"))
    for column, text in enumerate(head, 1):
        cell = sheet.cell(4, column)
        put(cell, text)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="FFF1F3F4")
        cell.alignment = Alignment(vertical="center")
        cell.border = Border(_LINE, _LINE, _LINE, _LINE)
    row = 4
    for number, finding, block in memo.each():
        row += 1
        _line(sheet, row, number, finding, block, names)
    sheet.freeze_panes = "A5"
    sheet.print_title_rows = "4:4"
    if row > 4:
        sheet.auto_filter.ref = f"A4:{get_column_letter(len(head))}{row}"


def _line(
    sheet: Worksheet, row: int, number: int, finding: Finding, block: RowBlock | None, names: Sequence[str]
) -> None:
    where = next((e.where for e in finding.evidence if e.where), None)
    values: tuple[str | int, ...] = (
        number,
        f"{finding.severity.mark} {finding.severity.label}",
        finding.code,
        block.row if block else _("whole"),
        where.cell if where else "",
        one_line(str(finding.message)),
        one_line(str(finding.fix.title)) if finding.fix else "",
    )
    for column, value in enumerate(values, 1):
        cell = sheet.cell(row, column)
        put(cell, value)
        cell.alignment = Alignment(horizontal="left" if column > 5 else "center", wrap_text=column > 5, vertical="top")
        cell.border = Border(_LINE, _LINE, _LINE, _LINE)
    sheet.row_dimensions[row].height = 16.5 * max(
        -(-half_letters(str(value)) // (width - 1)) for value, width in zip(values, _WIDTHS, strict=True) if value
    )
    sheet.cell(row, 2).font = Font(color=_INK[finding.severity.value])
    if where and where.sheet in names:
        place = sheet.cell(row, 5)
        assert isinstance(place, Cell)  # noqa: S101 - the list has no merges below its heading
        place.hyperlink = Hyperlink(
            ref=place.coordinate, location=f"{quote_sheetname(where.sheet)}!{where.cell}", display=where.cell
        )
        place.font = Font(color="FF1155CC", underline="single")


def _bottom(sheet: Worksheet, memo: Memo, lost: Sequence[str]) -> None:
    lines = [
        _("{code} {check}: {state}; {reason}").format(code=u.code, check=u.title, state=u.status.label, reason=u.reason)
        for u in memo.unchecked
    ]
    if lost:
        lines.append(
            _("This copy does not keep the original's {parts}; the original is what counts.").format(
                parts=plain(tuple(lost))
            )
        )
    lines += [labelled(label, value) for label, value in memo.provenance.lines()]
    row = sheet.max_row + 1
    for text in lines:
        row += 1
        cell = sheet.cell(row, 1)
        put(cell, text)
        cell.font = Font(size=9, color="FF5F6368")
