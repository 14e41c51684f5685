"""The summary of a batch: one table, as a workbook and as a web page; the same outcomes give the same bytes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

from kaohe_tools.batch.outcome import BatchResult, Reviewed
from kaohe_tools.locale import _

_DAY = date(2000, 1, 1)  # the workbook's own time; the batch's is the files'
_TEMPLATES = Path(__file__).parent / "templates"
_WIDTHS = (36, 26, 10, 10, 8, 8, 8, 70, 30)
_FIGURES = range(2, 7)

Line = tuple[str, str, str, str, int | str, int | str, int | str, str, str]


def headings() -> tuple[str, ...]:
    """Return the headings of the summary's columns."""
    return (
        _("File"),
        _("Scheme"),
        _("Total points"),
        _("Expected total"),
        _("Errors"),
        _("Warnings"),
        _("Notes"),
        _("Gravest finding, or why there is no review"),
        _("Memo"),
    )


def lines(result: BatchResult) -> Iterator[tuple[str, Line]]:
    """Yield each row of the table and its kind: ``error``, ``warning``, ``note``, ``none`` or ``failed``."""
    for outcome in result.outcomes:
        if not isinstance(outcome, Reviewed):
            said = _("no scheme: {message}").format(message=outcome.message) if outcome.no_scheme else outcome.message
            yield "none" if outcome.no_scheme else "failed", (outcome.file, "", "", "", "", "", "", said, "")
            continue
        for row in outcome.rows:
            counts = (row.errors, row.warnings, row.notes)
            kind = next((k for k, n in zip(("error", "warning", "note"), counts, strict=True) if n), "none")
            name = " · ".join(dict.fromkeys(part for part in (row.sheet, row.title) if part))
            yield kind, (outcome.file, name, row.total, row.expected, *counts, row.worst, row.memo)


def in_short(result: BatchResult) -> str:
    """Return one sentence: how many files, schemes, failures."""
    return _("{files} files: {reviewed} reviewed, {failed} failed, {other} hold no scheme").format(
        files=len(result.outcomes),
        reviewed=len(result.reviewed),
        failed=len(result.failed),
        other=len(result.no_scheme),
    )


def summary_html(result: BatchResult) -> bytes:
    """Return the summary as one web page: no script, nothing loaded from elsewhere."""
    from kaohe_tools.memo.html import environment

    page = environment(_TEMPLATES).get_template("summary.html")
    rows = [(kind, line[:-1], line[-1], _address(line[-1])) for kind, line in lines(result)]
    return page.render(title=_("Summary of reviews"), short=in_short(result), head=headings(), rows=rows).encode()


def summary_xlsx(result: BatchResult) -> bytes:
    """Return the summary as a workbook: header in place, filters, a link to each memo."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill

    from kaohe_tools.memo.package import settle
    from kaohe_tools.memo.xlsx_list import put

    book = Workbook()
    sheet: Any = book.active
    sheet.title = _("Summary")
    sheet.append([""] * len(_WIDTHS))
    for cell, heading in zip(sheet[1], headings(), strict=True):
        put(cell, heading)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="FFF1F3F4")
        cell.alignment = Alignment(wrap_text=True, vertical="center")
    number = 1
    for _kind, line in lines(result):
        number += 1
        for at, value in enumerate(line):
            cell = sheet.cell(number, at + 1)
            _fill(cell, value, figure=at in _FIGURES)
            cell.alignment = Alignment(wrap_text=at in (0, 1, 7), vertical="top")
        if line[-1]:
            link = sheet.cell(number, len(line))
            link.hyperlink = _address(line[-1])
            link.font = Font(color="FF1155CC", underline="single")
    for letter, width in zip("ABCDEFGHI", _WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:I{number}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = 0, True
    out = io.BytesIO()
    book.save(out)
    return settle(out.getvalue(), _DAY)


def _address(name: str) -> str:
    """Return the link to a memo beside the summary, whatever its name holds."""
    return quote(name, safe="", errors="replace")


def _fill(cell: Any, value: str | int, *, figure: bool) -> None:
    from decimal import Decimal, InvalidOperation

    from kaohe_tools.memo.xlsx_list import put

    if figure and isinstance(value, str) and value:
        try:
            cell.value = Decimal(value)
        except InvalidOperation:
            put(cell, value)
    elif value != "":
        put(cell, value)
