"""A memo as a workbook: its words on the first sheet, each of its tables on one of its own."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from kaohe_tools.locale import _, plain, use_language
from kaohe_tools.memo.document import Block, Cell, Document, Grid, Heading, Paragraph, Picture, plain_cell
from kaohe_tools.memo.package import settle
from kaohe_tools.memo.wording import labelled
from kaohe_tools.memo.xlsx_list import put, set_page
from kaohe_tools.plain_text import clean, half_letters

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_FIGURE = re.compile(r"-?\d{1,15}(?:\.\d+)?")
_SIGNED = re.compile(r"[+-]\d{1,15}(?:\.\d+)?")
_SHARE = re.compile(r"-?\d+(?:\.\d+)?%")
_FONTS = {"gone": InlineFont(strike=True), "new": InlineFont(u="single"), "same": InlineFont()}
_LINE = Side(style="thin", color="FF8A8F98")
_WIDE = 110
_LONGEST_NAME = 31


def document_xlsx(document: Document) -> bytes:
    """Return a memo as the bytes of a workbook; figures in its tables are numbers."""
    with use_language(document.language):
        book = Workbook()
        page = book.worksheets[0]
        page.title = _name(book, str(document.kind.said))
        page.column_dimensions["A"].width = _WIDE
        _write(page, document.title, bold=True, size=14)
        for line in (document.number, labelled(document.addressee) if document.addressee else ""):
            if line:
                _write(page, line)
        last = ""
        for block in (*document.body, *document.annexes):
            last = _block(book, page, block, last)
        for line in (document.closing, document.signature, plain(document.date)):
            if line:
                _write(page, line)
        for label, value in document.rests_on:
            _write(page, labelled(label, value), size=9)
        for sheet in book.worksheets:
            set_page(sheet)
        out = io.BytesIO()
        book.save(out)
    return settle(out.getvalue(), document.date)


def _block(book: Workbook, page: Worksheet, block: Block, part: str) -> str:
    """Write a block; return the heading that tables stand under."""
    match block:
        case Heading():
            _write(page, block.number + block.text, bold=True)
            return block.text
        case Paragraph():
            _write(page, block.text)
        case Picture():
            _write(page, _("Picture: {said}").format(said=block.said))
        case Grid():
            sheet = book.create_sheet(_name(book, block.title or part))
            _table(sheet, block)
            _write(page, _("Table: see the sheet “{sheet}”.").format(sheet=sheet.title))
        case _:
            raise TypeError(f"a review memo's workbook is the annotated copy: {type(block).__name__}")
    return part


def _write(page: Worksheet, text: str, *, bold: bool = False, size: int = 11) -> None:
    row = page.max_row + 1 if page["A1"].value is not None else 1
    cell = page.cell(row, 1)
    put(cell, text)
    cell.font = Font(bold=bold, size=size)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    page.row_dimensions[row].height = (size + 5.5) * max(1, -(-half_letters(text) // _WIDE))


def _table(sheet: Worksheet, grid: Grid) -> None:
    for column, text in enumerate(grid.head, 1):
        cell = sheet.cell(1, column)
        put(cell, text)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="FFF1F3F4")
        cell.border = Border(_LINE, _LINE, _LINE, _LINE)
        longest = max(half_letters(plain_cell(row[column - 1])) for row in (grid.head, *grid.rows))
        sheet.column_dimensions[get_column_letter(column)].width = min(max(longest + 2, 7), 60)
    for row, cells in enumerate(grid.rows, 2):
        for column, said in enumerate(cells, 1):
            cell = sheet.cell(row, column)
            _fill(cell, said, figure=column - 1 in grid.numbers)
            cell.font = Font(bold=grid.total and row == len(grid.rows) + 1)
            cell.border = Border(_LINE, _LINE, _LINE, _LINE)
    sheet.freeze_panes, sheet.print_title_rows = "A2", "1:1"


def _fill(cell: Any, said: Cell, *, figure: bool) -> None:
    """Write a figure as a number that looks as it is said, everything else as words."""
    cell.alignment = Alignment(wrap_text=not figure, vertical="top", horizontal="right" if figure else "left")
    if not isinstance(said, str):
        runs = [TextBlock(_FONTS[run.mark.value], clean(run.text)) for run in said if run.text]
        cell.value = CellRichText(*runs) if runs else None
        return
    if figure and _FIGURE.fullmatch(said):
        decimals = len(said.partition(".")[2])
        cell.value, cell.number_format = (
            float(said) if decimals else int(said),
            "0" + ("." + "0" * decimals if decimals else ""),
        )
    elif figure and _SIGNED.fullmatch(said):
        decimals = len(said.partition(".")[2])
        form = "0" + ("." + "0" * decimals if decimals else "")
        cell.value, cell.number_format = float(said), f"+{form};-{form};{form}"
    elif figure and _SHARE.fullmatch(said):
        decimals = len(said[:-1].partition(".")[2])
        cell.value = round(float(said[:-1]) / 100, 12)
        cell.number_format = "0" + ("." + "0" * decimals if decimals else "") + "%"
    else:
        put(cell, said)


def _name(book: Workbook, wanted: str) -> str:
    """Return a sheet's name that Excel takes and that no other sheet has."""
    base = re.sub(r"[\[\]:*?/\\]", " ", clean(wanted)).strip("' ")[:_LONGEST_NAME] or _("Table")
    name, n = base, 1
    while name.casefold() in {s.casefold() for s in book.sheetnames}:
        n += 1
        name = f"{base[: _LONGEST_NAME - len(str(n)) - 1]} {n}"
    return name
