"""The samples that are neither workbooks nor three-level tables: outlines, texts, an old .xls, .csv and .ods."""

from __future__ import annotations

import io
import itertools
import math
import re
import zipfile
from typing import Any
from xml.sax.saxutils import escape

from word_file import WordFile

_TIME = (2018, 5, 18, 0, 0, 0)


def responsibility(figures: dict[str, Any]) -> bytes:
    """Lay out the outline of 42 items, with the slips of its print."""
    word = WordFile()
    word.title(figures["title"])
    word.line(figures["intro"][0])
    word.new_page()
    word.title(figures["title"])
    for words in figures["intro"][1:]:
        word.line(words)
    section = ""
    after = {note["after"]: note["text"] for note in figures["notes_after"]}
    for number, part, name, words in figures["items"]:
        if part != section:
            section = part
            word.line(part.replace("（240分）", "（ 240 分）"))
        for line in _item_lines(number, name, words):
            word.line(line)
        if number in after:
            word.line(after[number])
    word.line("三、加减分内容")
    word.line("（一）加分内容")
    _list(word, figures["bonus"], figures["bonus_closing"])
    word.line("（二）减分内容")
    _list(word, figures["penalty"], figures["penalty_closing"])
    word.line("四、否决性内容")
    _list(word, figures["veto"], "")
    word.line(figures["veto_closing"])
    return word.to_bytes(figures["title"])


def _item_lines(number: str, name: str, words: str) -> list[str]:
    """Return an item's paragraphs: a heading and a text, a list line, or one with a dash in its number."""
    if name and number != "32":
        return [name, words]
    dashed = number.replace("-", "—")
    if number == "32":
        return [f" {dashed}.{words}"]
    if number == "34-1":
        dashed = "34 —1"
    if number == "30":
        words = words.replace("(4分", "(4\n分")
    mark = " 41." if number == "41" else f"- {dashed}."
    cut = {"34-3": "与服务平台打通", "36": "推广使用"}.get(number)  # where a page ends inside the item
    if cut:
        head, tail = words.split(cut, 1)
        return [f"{mark}{head}", f"{cut}{tail}"]
    return [f"{mark}{words}"]


def _list(word: WordFile, entries: list[list[Any]], closing: str) -> None:
    for number, words in entries:
        word.line(f"{number}.{words}")
        if number == 5 and closing:
            word.line(closing)


def shared_points(figures: dict[str, Any]) -> bytes:
    """Lay out the list of 22 tasks, a table for each printed page, with points cells merged over several tasks."""
    word = WordFile(landscape=True)
    word.line(figures["above"])
    word.title(figures["title"])
    columns = figures["columns"]
    shown: dict[tuple[str, int], str | None] = {}
    for column, first, last, words in figures["merged"]:
        shown |= {(column, row): words if row == first else None for row in range(first, last + 1)}
    rows = []
    for row in figures["rows"]:
        own = {"序号": str(row["row"]), "考评办法": row["criterion"], "应完成的工作": "\n".join(row["works"])}
        own |= {"责任科室": row["unit"], "责任领导": row["lead"]}
        rows.append([shown.get((name, row["row"]), own.get(name, "")) for name in columns])
    starts = [*figures["page_starts"], len(rows) + 1]
    for first, end in itertools.pairwise(starts):
        if first > 1:
            word.new_page()
        page = rows[first - 1 : end - 1]
        labels = figures["merged"]
        for n, name in enumerate(columns):  # a label that goes on over the page is printed again
            if page[0][n] is None:
                page[0][n] = next(w for c, a, b, w in labels if c == name and a < first <= b)
        word.table(columns, page, (1.2, 2.4, 9, 1.6, 2.6, 5, 2.8, 2))
    return word.to_bytes(figures["title"])


def base_deduction(figures: dict[str, Any]) -> bytes:
    """Lay out the old workbook: points beside three columns that are empty until the scores are given."""
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("考核细则")
    columns = figures["columns"]
    head = xlwt.easyxf(
        "font: bold on; align: wrap on, horiz center, vert center; borders: left 1, right 1, top 1, bottom 1"
    )
    body = xlwt.easyxf("align: wrap on, vert center; borders: left 1, right 1, top 1, bottom 1")
    title = xlwt.easyxf("font: bold on, height 320; align: horiz center")
    sheet.write_merge(0, 0, 0, len(columns) - 1, figures["title"], title)
    for n, (name, width) in enumerate(zip(columns, (16, 6, 44, 52, 8, 12, 8, 8), strict=True)):
        sheet.write(1, n, name, head)
        sheet.col(n).width = width * 256
    for first, last, words in figures["merged"]:
        sheet.write_merge(first + 1, last + 1, 0, 0, words, body)
    for n, (_section, number, requirement, rules, points) in enumerate(figures["rows"], 2):
        for column, value in enumerate((number, requirement, rules, points, "", "", ""), 1):
            sheet.write(n, column, value, body)
        sheet.row(n).height_mismatch = True
        sheet.row(n).height = 300 * math.ceil(max(len(requirement) / 20, len(rules) / 24))
    sheet.set_portrait(False)
    sheet.set_fit_width_to_pages(1)
    sheet.set_fit_height_to_pages(0)
    sheet.set_fit_num_pages(1)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def penalty_list(figures: dict[str, Any]) -> bytes:
    """Return the five clauses as a text of an older Windows program."""
    clauses = [f"{n}、{words}" for n, words in enumerate(figures["clauses"], 1)]
    lines = [figures["title"], "", *clauses, "", *figures["trailing"]]
    return "\r\n".join("\n".join(lines).split("\n")).encode("gb18030") + b"\r\n"


def award_list(figures: dict[str, Any]) -> bytes:
    """Return the two clauses as a text that Notepad saved."""
    lines = [figures["title"], "", *figures["intro"], *figures["clauses"], "", *figures["trailing"]]
    return "\r\n".join("\n".join(lines).split("\n")).encode("utf-8-sig") + b"\r\n"


def archive_csv(figures: dict[str, Any]) -> bytes:
    """Return a table with semicolons between its cells, as some programs export it."""
    lines = []
    for cells in [[figures["title"]], figures["columns"], *figures["rows"]]:
        padded = [*cells, *[""] * (len(figures["columns"]) - len(cells))]
        lines.append(";".join(f'"{cell}"' if re.search(r'[;"\n]', cell) else cell for cell in padded))
    return "".join(f"{line}\r\n" for line in lines).encode("gb18030")


def two_schemes_ods(figures: dict[str, Any]) -> bytes:
    """Return a workbook of LibreOffice: two schemes, rows that are hidden and count, and a hidden sheet."""
    tables = "".join(_ods_table(sheet) for sheet in figures["sheets"])
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{where}:1.0"'
        for name, where in (("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"))
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content {spaces} office:version="1.2">'
        '<office:automatic-styles><style:style style:name="hid" style:family="table">'
        '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<manifest:manifest manifest:version="1.2" '
        'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, data in (("mimetype", kind), ("content.xml", content), ("META-INF/manifest.xml", manifest)):
            entry = zipfile.ZipInfo(name, _TIME)
            entry.external_attr, entry.create_system = 0o644 << 16, 3
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            package.writestr(entry, data)
    return out.getvalue()


def _ods_table(sheet: dict[str, Any]) -> str:
    style = ' table:style-name="hid"' if sheet.get("hidden") else ""
    width = max(len(row) for row in sheet["rows"])
    lines = []
    for number, row in enumerate(sheet["rows"], 1):
        hidden = ' table:visibility="collapse"' if number in sheet.get("hidden_rows", ()) else ""
        lines.append(f"<table:table-row{hidden}>{''.join(_ods_cell(cell) for cell in row)}</table:table-row>")
    return (
        f'<table:table table:name="{escape(sheet["name"])}"{style}>'
        f'<table:table-column table:number-columns-repeated="{width}"/>{"".join(lines)}</table:table>'
    )


def _ods_cell(value: str | float | None) -> str:
    if value is None or value == "":
        return "<table:table-cell/>"
    if isinstance(value, str):
        return f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'
    return (
        f'<table:table-cell office:value-type="float" office:value="{value:g}"><text:p>{value:g}</text:p>'
        "</table:table-cell>"
    )
