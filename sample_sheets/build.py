"""Build the sample sheets from their figures: ``python sample_sheets/build.py [FOLDER]``.

The same figures give the same bytes, so a test can tell whether a sample was changed by hand.
"""

from __future__ import annotations

import datetime
import io
import json
import math
import re
import sys
import zipfile
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE)]  # the modules beside this one, however it was started

import hierarchies  # noqa: E402
import other_files  # noqa: E402
from word_file import WordFile  # noqa: E402

_MIDNIGHT = datetime.datetime(2018, 5, 18)
_THIN = Side(style="thin", color="808080")


def build_node_annual(figures: dict[str, Any]) -> Workbook:
    """Lay out the node/annual sheet: three title rows, one header row, merged labels, review column."""
    book = Workbook()
    sheet = book.active
    sheet.title = "指标"
    columns = figures["columns"]
    last = get_column_letter(len(columns))
    for row, words in enumerate((figures["header_lines"][0], figures["title"], figures["header_lines"][1]), 1):
        sheet.cell(row, 1, words)
        sheet.merge_cells(f"A{row}:{last}{row}")
        sheet.cell(row, 1).font = Font(name="黑体" if row == 2 else "宋体", size=16 if row == 2 else 11)
        sheet.cell(row, 1).alignment = Alignment(horizontal="center" if row == 2 else "left", vertical="center")
    sheet.row_dimensions[2].height = 30
    header = 4
    for index, heading in enumerate(columns, 1):
        twin = index > 1 and columns[index - 2] == heading
        sheet.cell(header, index, None if twin else heading)
        if twin:
            sheet.merge_cells(start_row=header, end_row=header, start_column=index - 1, end_column=index)
        sheet.column_dimensions[get_column_letter(index)].width = figures["widths"][index - 1]
    comments = "\n".join(figures["review_comments"])
    for number, values in enumerate(figures["rows"], 1):
        for index, value in enumerate(values, 1):
            sheet.cell(header + number, index, value or None)
    for first, _last in figures["review_pages"]:
        sheet.cell(header + first, len(columns), comments)
    blocks = [(columns.index(name) + 1, first, last_row) for name, first, last_row in figures["merged"]]
    for column, first, last_row in blocks:
        sheet.merge_cells(start_row=header + first, end_row=header + last_row, start_column=column, end_column=column)
    for row in sheet.iter_rows(min_row=header, max_row=header + len(figures["rows"])):
        for cell in row:
            cell.border = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
            cell.font = Font(name="宋体", size=10, bold=cell.row == header)
            cell.alignment = Alignment(
                wrap_text=True,
                vertical="top" if cell.column == len(columns) and cell.row > header else "center",
                horizontal="center" if cell.column in (4, 5) or cell.row == header else None,
            )
            if cell.row == header:
                cell.fill = PatternFill("solid", start_color="E7E6E6")
    _set_heights(sheet, blocks, header, figures["widths"])
    sheet.freeze_panes = sheet.cell(header + 1, 5)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{header}:{header}"
    return book


def _set_heights(sheet: Any, blocks: list[tuple[int, int, int]], header: int, widths: list[int]) -> None:
    """Give each row the height that its texts need, merged texts spread over their rows."""
    spans = {(column, header + first): last - first + 1 for column, first, last in blocks}
    for row in sheet.iter_rows(min_row=header + 1):
        needed = 1.0
        for cell, width in zip(row, widths, strict=True):
            lines = str(cell.value or "").split("\n")
            wrapped = sum(max(1, math.ceil(_width(line) / (width - 1))) for line in lines)
            needed = max(needed, wrapped / spans.get((cell.column, cell.row), 1))
        sheet.row_dimensions[row[0].row].height = math.ceil(needed) * 13.5 + 3


def _width(line: str) -> int:
    """Return a text's width in narrow characters; Chinese ones count two."""
    return sum(2 if ord(char) > 0x2E80 or char in "“”‘’…—" else 1 for char in line)


def build_results(figures: dict[str, Any], scheme: dict[str, Any]) -> Workbook:
    """Lay out the results twice: a column for each rule, and a row for each record."""
    book = Workbook()
    sheet = book.active
    sheet.title = "记录表"
    columns = figures["columns"]
    _lines_above(sheet, figures, len(columns) + 1)
    sheet.cell(3, 1, "单位")
    sheet.merge_cells("A3:A4")
    sheet.column_dimensions["A"].width = 18
    single = _single(figures)
    tasks = [scheme["rows"][column["row"] - 1][2] for column in columns]
    for index, (column, task) in enumerate(zip(columns, tasks, strict=True), 2):
        number = str(column["row"]) if column["row"] in single else f"{column['row']}-{column['rule']}"
        sheet.cell(3, index, None if index > 2 and tasks[index - 3] == task else task)
        sheet.cell(4, index, f"{number}\n{column['words']}")
        sheet.column_dimensions[get_column_letter(index)].width = 9.5
    for task in dict.fromkeys(tasks):
        first, last = tasks.index(task) + 2, len(tasks) + 1 - tasks[::-1].index(task)
        sheet.merge_cells(start_row=3, end_row=3, start_column=first, end_column=last)
    for row, (unit, recorded) in enumerate(zip(figures["units"], figures["recorded"], strict=True), 5):
        sheet.append([unit, *recorded])
        sheet.row_dimensions[row].height = 15
    _dress(sheet, header=(3, 4), height=100)
    sheet.freeze_panes = "B5"
    _add_records(book, figures)
    return book


def _add_records(book: Workbook, figures: dict[str, Any]) -> None:
    """Add the same results as one row for each record: 是 / 否 for what happens once, else how often.

    An indicator with a single rule needs no words for it.
    """
    sheet = book.create_sheet("逐条记录")
    _lines_above(sheet, figures, 4)
    single = _single(figures)
    sheet.append(["单位", "指标", "规则", "结果"])
    for unit, recorded in zip(figures["units"], figures["recorded"], strict=True):
        for column, count in zip(figures["columns"], recorded, strict=True):
            result = count if column["most"] > 1 else "是" if count else "否"
            words = None if column["row"] in single else column["words"]
            if count is not None:
                sheet.append([unit, f"第{column['row']}行", words, result])
    for letter, width in zip("ABCD", (18, 10, 44, 8), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A4"


def _single(figures: dict[str, Any]) -> set[int]:
    """Return the rows that have one rule only."""
    rows = [column["row"] for column in figures["columns"]]
    return {row for row in rows if rows.count(row) == 1}


def _lines_above(sheet: Any, figures: dict[str, Any], width: int) -> None:
    for row, words in enumerate((figures["title"], figures["note"]), 1):
        sheet.cell(row, 1, words)
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=width)
    sheet.cell(1, 1).font = Font(name="黑体", size=14)
    sheet.row_dimensions[1].height = 22
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A3 if width > 10 else sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _dress(sheet: Any, header: tuple[int, int], height: float) -> None:
    """Give a table its lines, its fonts and a header that wraps."""
    line = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
    body, bold, grey = Font(name="宋体", size=10), Font(name="宋体", size=9), PatternFill("solid", start_color="E7E6E6")
    for row in sheet.iter_rows(min_row=header[0]):
        for cell in row:
            above = cell.row <= header[1]
            cell.border, cell.font = line, bold if above else body
            centred = "center" if above or cell.column > 1 else None
            cell.alignment = Alignment(wrap_text=above, vertical="center", horizontal=centred)
            if above:
                cell.fill = grey
    sheet.row_dimensions[header[1]].height = height
    sheet.print_title_rows = f"{header[0]}:{header[1]}"


def to_bytes(book: Workbook) -> bytes:
    """Return the workbook with fixed times, so that the same figures give the same bytes."""
    book.properties.creator = "kaohe_tools"
    book.properties.created = _MIDNIGHT
    raw = io.BytesIO()
    book.save(raw)
    fixed = io.BytesIO()
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda n: (n != "[Content_Types].xml", n)):
            data = old.read(name)
            if name == "docProps/core.xml":
                stamp = f"{_MIDNIGHT:%Y-%m-%dT%H:%M:%SZ}".encode()
                data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, data)
            entry = zipfile.ZipInfo(name, (2018, 5, 18, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            new.writestr(entry, data)
    return fixed.getvalue()


def build_hierarchy(
    figures: dict[str, Any], pages: list[list[list[str | None]]], name: str, *, above: tuple[str, ...] = ()
) -> Workbook:
    """Lay out a three-level scheme; its header is printed again on every page, None is merged into the cell above."""
    book = Workbook()
    sheet = book.active
    sheet.title = name
    columns = figures["columns"]
    last = get_column_letter(len(columns))
    for row, words in enumerate(above, 1):
        sheet.cell(row, 1, words).font = Font(name="黑体", size=16)
        sheet.merge_cells(f"A{row}:{last}{row}")
        sheet.cell(row, 1).alignment = Alignment(horizontal="center", vertical="center")
    row, spans, headers = len(above), [], []
    for page in pages:
        row += 1
        headers.append(row)
        _write_row(sheet, row, columns)
        starts = [row + 1] * len(columns)
        for cells in page:
            row += 1
            _write_row(sheet, row, cells)
            for n, words in enumerate(cells):
                if words is not None:
                    starts[n] = row
                elif spans and spans[-1][:2] == (n, starts[n]):
                    spans[-1] = (n, starts[n], row)
                else:
                    spans.append((n, starts[n], row))
    merged = {(n, first): end for n, first, end in spans if end > first}
    for (n, first), end in merged.items():
        sheet.merge_cells(start_row=first, end_row=end, start_column=n + 1, end_column=n + 1)
    widths = figures.get("widths", [6, 14, 20, 22, 60, 12, 20])
    for n, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(n)].width = width
    _frame(sheet, headers, len(above))
    blocks = [(n + 1, first - headers[0], end - headers[0]) for (n, first), end in merged.items()]
    _set_heights(sheet, blocks, headers[0], widths)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    return book


def _write_row(sheet: Any, row: int, cells: list[str | None]) -> None:
    for n, words in enumerate(cells, 1):
        sheet.cell(row, n, words or None)


def _frame(sheet: Any, headers: list[int], above: int) -> None:
    """Give a table its lines and fonts."""
    for row in sheet.iter_rows(min_row=above + 1):
        for cell in row:
            head = cell.row in headers
            cell.border = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
            cell.font = Font(name="宋体", size=10, bold=head)
            cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center" if head else None)


def _hierarchies() -> dict[str, bytes]:
    """Return the county's and the unit's scheme, each clean and as printed."""
    county, unit = _figures("county_200"), _figures("unit_100")
    messy, clean = WordFile(landscape=True), WordFile(landscape=True)
    widths = (1.1, 2.6, 3.2, 3.6, 10.5, 2.2, 3)
    messy.title(county["title"])
    for n, page in enumerate(hierarchies.messy_county(county)):
        if n:
            messy.new_page()
        messy.table(county["columns"], page, widths)
    clean.title(unit["title"])
    clean.table(unit["columns"], hierarchies.clean_rows(unit), widths)
    whole = [hierarchies.clean_rows(county)]
    printed = hierarchies.messy_unit(unit)
    return {
        "county_200.xlsx": to_bytes(build_hierarchy(county, whole, "指标体系", above=(county["title"],))),
        "county_200_messy.docx": messy.to_bytes(county["title"]),
        "unit_100.docx": clean.to_bytes(unit["title"]),
        "unit_100_messy.xlsx": to_bytes(build_hierarchy(unit, printed, "Sheet1")),
    }


def _figures(name: str) -> dict[str, Any]:
    figures: dict[str, Any] = json.loads((HERE / "figures" / f"{name}.json").read_text(encoding="utf-8"))
    return figures


def build_all() -> dict[str, bytes]:
    """Return every sample's file name and bytes."""
    node_annual = _figures("node_annual_2018")
    return {
        "node_annual_2018.xlsx": to_bytes(build_node_annual(node_annual)),
        "results_2023.xlsx": to_bytes(build_results(_figures("results_2023"), node_annual)),
        **_hierarchies(),
        "responsibility_400.docx": other_files.responsibility(_figures("responsibility_400")),
        "shared_points.docx": other_files.shared_points(_figures("shared_points")),
        "base_deduction.xls": other_files.base_deduction(_figures("base_deduction")),
        "penalty_list.txt": other_files.penalty_list(_figures("penalty_list")),
        "award_list.txt": other_files.award_list(_figures("award_list")),
        "archive_2024.csv": other_files.archive_csv(_figures("archive_2024")),
        "training_2024.ods": other_files.two_schemes_ods(_figures("training_2024")),
    }


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    for file_name, content in build_all().items():
        (folder / file_name).write_bytes(content)
        sys.stdout.write(f"{folder / file_name}: {len(content)} bytes\n")
