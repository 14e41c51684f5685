"""Broken and hostile files: each ends in time and in memory, with one sentence or a located problem.

Every case is a file of our own making and what must come of it: a piece of the refusal, or the
problem codes and the points that are read. The whole way is taken, child process included.
"""

from __future__ import annotations

import contextlib
import io
import os
import struct
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pytest

from kaohe_tools.errors import SheetError
from kaohe_tools.locale import use_language
from kaohe_tools.sheets import load_schemes, scoring_texts
from kaohe_tools.sheets.formats import reader

SECONDS, MEGABYTES = 5.0, 500
SHEET = "xl/worksheets/sheet1.xml"
HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "%s///etc/passwd">]>' % b"file:"

Build = Callable[[], bytes]


def book(*rows: tuple[object, ...]) -> bytes:
    made = openpyxl.Workbook()
    assert made.active is not None
    for row in (("序号", "一级指标", "指标名称", "分值", "评分标准"), *rows):
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def good() -> bytes:
    return book((1, "服务", "窗口培训", 5, "未完成扣5分。"))


def changed(*parts: tuple[str, bytes], base: bytes | None = None, add: bool = False) -> bytes:
    """Return the good workbook with some parts replaced or added."""
    new_parts, out = dict(parts), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(base or good())) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, new_parts.pop(part, None) or old.read(part))
        for part, data in new_parts.items():
            assert add, part
            new.writestr(part, data)
    return out.getvalue()


def part(name: str, data: bytes = b"") -> bytes:
    with zipfile.ZipFile(io.BytesIO(data or good())) as old:
        return old.read(name)


def sheet(xml: str | bytes) -> bytes:
    body = xml.encode() if isinstance(xml, str) else xml
    return changed((SHEET, HEAD + body + b"</worksheet>"))


def shared(texts: bytes, count: int = 8) -> bytes:
    """Return the good workbook with its texts in a table of shared ones, which is `texts` behind them."""
    words = ("序号", "一级指标", "指标名称", "分值", "评分标准", "服务", "窗口培训", "未完成扣5分。")
    table = b"".join(b"<si><t>%s</t></si>" % w.encode() for w in words)
    rows = (
        "".join(f'<c r="{c}1" t="s"><v>{n}</v></c>' for n, c in enumerate("ABCDE")),
        '<c r="A2"><v>1</v></c><c r="B2" t="s"><v>5</v></c><c r="C2" t="s"><v>6</v></c><c r="D2"><v>5</v></c>'
        '<c r="E2" t="s"><v>7</v></c>',
    )
    xml = "".join(f'<row r="{n}">{row}</row>' for n, row in enumerate(rows, 1))
    rels = part("xl/_rels/workbook.xml.rels").replace(
        b"</Relationships>",
        b'<Relationship Id="rIdS" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        b'sharedStrings" Target="sharedStrings.xml"/></Relationships>',
    )
    sst = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" uniqueCount="%d">' % count
    whole = texts.replace(b"{TABLE}", sst + table)
    return changed(
        (SHEET, HEAD + b"<sheetData>" + xml.encode() + b"</sheetData></worksheet>"),
        ("xl/_rels/workbook.xml.rels", rels),
        ("xl/sharedStrings.xml", whole),
        add=True,
    )


def cell(value: str, kind: str = "") -> bytes:
    """Return the good workbook with the points cell written in raw XML."""
    xml = part(SHEET)
    start = xml.index(b'<c r="D2"')
    end = xml.index(b"</c>", start) + 4
    return changed((SHEET, xml[:start] + f'<c r="D2"{kind}>{value}</c>'.encode() + xml[end:]))


def after(xml: str) -> bytes:
    """Return the good workbook with XML behind its cells."""
    return changed((SHEET, part(SHEET).replace(b"</sheetData>", b"</sheetData>" + xml.encode())))


def rows_behind(xml: bytes) -> bytes:
    return changed((SHEET, part(SHEET).replace(b"</sheetData>", xml + b"</sheetData>")))


def with_doctype(name: str, doctype: bytes = BOMB) -> bytes:
    xml = part(name)
    head, _mark, rest = xml.partition(b"?>") if xml.startswith(b"<?xml") else (b'<?xml version="1.0"', b"", xml)
    return changed((name, head + b"?>" + doctype + rest))


def duplicate() -> bytes:
    out = io.BytesIO(good())
    with zipfile.ZipFile(out, "a") as new, pytest.warns(UserWarning, match="Duplicate"):
        new.writestr(SHEET, b"<worksheet/>")
    return out.getvalue()


def many_parts() -> bytes:
    return changed(*((f"xl/media/{n}.bin", b"x") for n in range(3_000)), add=True)


def flat_bomb(name: str = SHEET) -> bytes:
    """Return a workbook one part of which inflates to 400 MB."""
    return changed((name, HEAD + b" " * 400_000_000)) if name == SHEET else changed((name, b" " * 400_000_000))


def lying_size() -> bytes:
    """Return a workbook whose directory says that its large part is small."""
    data = bytearray(changed((SHEET, HEAD + b"<sheetData>" + b"<row/>" * 8_000_000 + b"</sheetData></worksheet>")))
    name = SHEET.encode()
    at = data.rindex(name) - 46
    data[at + 24 : at + 28] = struct.pack("<I", 1_000)
    return bytes(data)


def wrong_crc() -> bytes:
    data = bytearray(good())
    at = data.rindex(SHEET.encode()) - 46
    data[at + 16 : at + 20] = b"\0\0\0\0"
    return bytes(data)


def word(change: Callable[[docx.document.Document], None] = lambda d: None) -> bytes:
    made = docx.Document()
    table = made.add_table(rows=2, cols=4)
    texts = (("一级指标", "指标名称", "分值", "评分标准"), ("服务", "窗口培训", "5", "未完成扣5分。"))
    for row, said in zip(table.rows, texts, strict=True):
        for place, words in zip(row.cells, said, strict=True):
            place.text = words
    change(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def word_xml(old: bytes, new: bytes) -> bytes:
    data = word()
    xml = part("word/document.xml", data)
    assert old in xml
    return changed(("word/document.xml", xml.replace(old, new, 1)), base=data)


def ods(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        new.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        new.writestr("content.xml", content)
        new.writestr("META-INF/manifest.xml", b"<manifest/>")
    return out.getvalue()


def wide(name: str, base: bytes | None = None) -> bytes:
    """Return a workbook or document with one part in UTF-16, a document type before its root."""
    xml = part(name, base or good()).decode()
    xml = xml.partition("?>")[2] if xml.startswith("<?xml") else xml
    return changed((name, f'<?xml version="1.0" encoding="utf-16"?>{BOMB.decode()}{xml}'.encode("utf-16")), base=base)


def in_capitals() -> bytes:
    out = io.BytesIO(good())
    with zipfile.ZipFile(out, "a") as new:
        new.writestr(SHEET.upper(), part(SHEET).replace(b"<v>5</v>", b"<v>7</v>"))
    return out.getvalue()


def packed(method: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good())) as old, zipfile.ZipFile(out, "w", method) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return out.getvalue()


def in_directory(name: str, at: int, said: bytes) -> bytes:
    """Return the good workbook with some bytes of a part's entry in the directory replaced."""
    data = bytearray(good())
    start = data.rindex(name.encode()) - 46 + at
    data[start : start + len(said)] = said
    return bytes(data)


def table_in_table(depth: int) -> bytes:
    inside = b"<w:tbl><w:tr><w:tc>" * depth + b"<w:p/>" + b"</w:tc></w:tr></w:tbl>" * depth
    return word_xml(b"</w:p></w:tc>", b"</w:p>" + inside + b"<w:p/></w:tc>")


def long_texts(count: int) -> bytes:
    """Return the good workbook with a text of 30,000 characters that many cells share."""
    data = shared(b"{TABLE}<si><t>" + "长".encode() * 30_000 + b"</t></si></sst>", 9)
    cells = b"".join(b'<row r="%d"><c r="E%d" t="s"><v>8</v></c></row>' % (n, n) for n in range(9, 9 + count))
    return changed((SHEET, part(SHEET, data).replace(b"</sheetData>", cells + b"</sheetData>")), base=data)


def percents_and_formulas(count: int) -> bytes:
    made = openpyxl.load_workbook(io.BytesIO(good()))
    made.worksheets[0]["F2"] = 0.5
    made.worksheets[0]["F2"].number_format = "0%"
    out = io.BytesIO()
    made.save(out)
    row = b'<row r="%d"><c r="F%d" s="1"><v>0.5</v></c><c r="G%d"><f>A1</f><v></v></c></row>'
    rows = b"".join(row % (n, n, n) for n in range(9, 9 + count))
    xml = part(SHEET, out.getvalue()).replace(b"</sheetData>", rows + b"</sheetData>")
    return changed((SHEET, xml), base=out.getvalue())


def lone_labels_and_merges(count: int) -> bytes:
    row = '<row r="{0}"><c r="A{0}" t="inlineStr"><is><t>注：见附件</t></is></c></row>'
    rows = "".join(row.format(n) for n in range(9, 9 + count)).encode()
    merges = b"".join(b'<mergeCell ref="B%d:B%d"/>' % (n, n + 1) for n in range(9, 9 + count, 2))
    xml = part(SHEET).replace(b"</sheetData>", rows + b"</sheetData><mergeCells>" + merges + b"</mergeCells>")
    return changed((SHEET, xml))


def merged_points(count: int) -> bytes:
    row = '<row r="{0}"><c r="C{0}" t="inlineStr"><is><t>项{0}</t></is></c><c r="D{0}"><v>{1}</v></c></row>'
    rows = "".join(row.format(n, 1) for n in range(3, 3 + count)).encode()
    merges = b"".join(b'<mergeCell ref="D%d:D%d"/>' % (n, n + 1) for n in range(3, 3 + count, 2))
    xml = part(SHEET).replace(b"</sheetData>", rows + b"</sheetData><mergeCells>" + merges + b"</mergeCells>")
    return changed((SHEET, xml))


def for_units(count: int) -> bytes:
    rows = (f"部分{n // 2},窗口{n},1,未完成扣1分,单位{n}\n" for n in range(count))
    return ("一级指标,指标名称,分值,评分标准,适用单位\n" + "".join(rows)).encode()


def with_mark(text: str, count: int) -> str:
    return "".join(text.format(n % 999, n // 999 + 1, n) for n in range(count))


ODS = (
    b'<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    b'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    b'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    b'<table:table table:name="a">%s</table:table></office:spreadsheet></office:body></office:document-content>'
)
ODS_ROW = (
    b"<table:table-row%s><table:table-cell office:value-type='float' office:value='5'%s><text:p>5</text:p>"
    b"</table:table-cell></table:table-row>"
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
CSV = "一级指标,指标名称,分值,评分标准\n服务,窗口培训,5,未完成扣5分\n"

REFUSED: dict[str, tuple[str, Build, str]] = {
    "nothing in it": ("a.xlsx", lambda: b"", "is empty"),
    "only blanks": ("a.csv", lambda: b" \n\n  ", "no text"),
    "every byte there is": ("a.xlsx", lambda: bytes(range(256)) * 50, "neither a workbook"),
    "cut in half": ("a.xlsx", lambda: good()[: len(good()) // 2], "damaged or was cut off"),
    "without its last byte": ("a.xlsx", lambda: good()[:-1], "damaged or was cut off"),
    "only the zip's head": ("a.xlsx", lambda: good()[:30], "damaged or was cut off"),
    "a password": ("a.xlsx", lambda: OLE + bytes(504) + "EncryptedPackage".encode("utf-16-le"), "password"),
    "an old Word document": ("a.xls", lambda: OLE + bytes(504) + "WordDocument".encode("utf-16-le"), "old Word format"),
    "an old Word document that speaks of a Book": (
        "a.doc",
        lambda: (
            OLE + bytes(504) + "WordDocument\0Book\0".encode("utf-16-le") + bytes(90) + "Bookman".encode("utf-16-le")
        ),
        "old Word format",
    ),
    "an old container of nothing": ("a.xls", lambda: OLE + bytes(3_000), "neither a workbook"),
    "an old workbook of zeros": (
        "a.xls",
        lambda: OLE + bytes(504) + "Workbook".encode("utf-16-le") + bytes(2_000),
        "damaged",
    ),
    "a binary workbook": (
        "a.xlsb",
        lambda: changed(("xl/workbook.bin", b"x"), add=True).replace(b"xl/workbook.xml", b"xl/workbook.xmm"),
        "binary workbook",
    ),
    "a zip of something": (
        "a.xlsx",
        lambda: ods(b"x").replace(b"content.xml", b"contant.xml").replace(b"mimetype", b"mimetypo"),
        "a zip archive",
    ),
    "a web page": ("a.xls", lambda: b"<html><body><table><tr><td>5</td></tr></table></body></html>", "a web page"),
    "an RTF": ("a.doc", lambda: b"{\\rtf1\\ansi 5}", "an RTF"),
    "a picture": ("a.xlsx", lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, "neither a workbook"),
    "a PDF of nothing": ("a.pdf", lambda: b"%PDF-1.7\n%%EOF", "PDF is damaged"),
    "no workbook part's relations": (
        "a.xlsx",
        lambda: changed(("xl/_rels/workbook.xml.rels", b"<Relationships/>")),
        "damaged",
    ),
    "workbook part is no XML": ("a.xlsx", lambda: changed(("xl/workbook.xml", b"<workbook")), "damaged"),
    "sheet is cut off": ("a.xlsx", lambda: changed((SHEET, HEAD + b"<sheetData>")), "damaged"),
    "sheet is another text": ("a.xlsx", lambda: changed((SHEET, "不是表格".encode())), "damaged"),
    "sheet in a wrong encoding": (
        "a.xlsx",
        lambda: changed(
            (
                SHEET,
                b'<?xml version="1.0" encoding="utf-8"?>'
                + HEAD
                + b"<sheetData><row><c><v>\xff\xfe</v></c></row></sheetData></worksheet>",
            )
        ),
        "damaged",
    ),
    "an empty sheet": ("a.xlsx", lambda: sheet("<sheetData/>"), "is empty"),
    "no header": (
        "a.xlsx",
        lambda: sheet('<sheetData><row r="1"><c r="A1"><v>5</v></c></row></sheetData>'),
        "no header row",
    ),
    "entities in the sheet": ("a.xlsx", lambda: with_doctype(SHEET), "document type"),
    "entities in the workbook": ("a.xlsx", lambda: with_doctype("xl/workbook.xml"), "document type"),
    "entities in the relations": ("a.xlsx", lambda: with_doctype("xl/_rels/workbook.xml.rels"), "document type"),
    "entities in the styles": ("a.xlsx", lambda: with_doctype("xl/styles.xml"), "document type"),
    "entities in the texts": ("a.xlsx", lambda: shared(BOMB + b"{TABLE}</sst>"), "document type"),
    "an entity from outside": ("a.xlsx", lambda: with_doctype(SHEET, OUTSIDE), "document type"),
    "a part twice": ("a.xlsx", duplicate, "malformed"),
    "thousands of parts": ("a.xlsx", many_parts, "malformed"),
    "a sheet of 400 MB": ("a.xlsx", flat_bomb, "inflates"),
    "texts of 400 MB": ("a.xlsx", lambda: shared(b"{TABLE}" + b" " * 400_000_000 + b"</sst>"), "inflates"),
    "a directory that lies about sizes": ("a.xlsx", lying_size, "damaged"),
    "a wrong checksum": ("a.xlsx", wrong_crc, "damaged"),
    "a far cell": (
        "a.xlsx",
        lambda: rows_behind(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        "XFD1048576",
    ),
    "a cell far right": ("a.xlsx", lambda: rows_behind(b'<row r="9"><c r="XFD9"><v>1</v></c></row>'), "XFD9"),
    "a cell beyond Excel": ("a.xlsx", lambda: rows_behind(b'<row r="9"><c r="ZZZZ9"><v>1</v></c></row>'), "ZZZZ9"),
    "a cell in row nought": ("a.xlsx", lambda: rows_behind(b'<row r="0"><c r="A0"><v>1</v></c></row>'), "A0"),
    "a number of texts that lies": ("a.xlsx", lambda: shared(b"{TABLE}</sst>", count=4_000_000_000), "damaged"),
    "a cell named by a formula": ("a.xlsx", lambda: rows_behind(b'<row r="9"><c r="=A1"><v>1</v></c></row>'), "=A1"),
    "a text number that does not exist": ("a.xlsx", lambda: cell("<v>99999999</v>", ' t="s"'), "damaged"),
    "hundreds of levels": (
        "a.csv",
        ("指标名称,分值,评分标准" + ",项目" * 400 + "\n" + ("事,1,扣1分" + ",部分" * 400 + "\n") * 1_000).encode,
        "400 of its columns",
    ),
    "all points are words": ("a.csv", lambda: "指标,备注,说明\n甲,乙,丙\n".encode() * 3, "no column holds points"),
    "a text of one line": ("a.txt", lambda: "各单位：请按时报送。".encode() * 200_000, "no numbered paragraph"),
    "a text without rules": ("a.txt", "1.按时报送。\n2.及时归档。\n".encode, "no numbered paragraph"),
    "a document without a body": (
        "a.docx",
        lambda: changed(("word/document.xml", b"<document/>"), base=word()),
        "is empty",
    ),
    "a document of entities": (
        "a.docx",
        lambda: changed(("word/document.xml", BOMB + b"<document/>"), base=word()),
        "document type",
    ),
    "a document cell as wide as the world": (
        "a.docx",
        lambda: word_xml(b"<w:tcPr>", b'<w:tcPr><w:gridSpan w:val="100000000"/>'),
        "100000000 columns",
    ),
    "a document that is no XML": (
        "a.docx",
        lambda: changed(("word/document.xml", b"<w:document"), base=word()),
        "damaged",
    ),
    "an ods of entities": ("a.ods", lambda: ods(BOMB + ODS % b""), "document type"),
    "an ods cell repeated for ever": (
        "a.ods",
        lambda: ods(ODS % (ODS_ROW % (b"", b' table:number-columns-repeated="1000000000"'))),
        "beyond",
    ),
    "an ods row repeated for ever": (
        "a.ods",
        lambda: ods(ODS % (ODS_ROW % (b' table:number-rows-repeated="1000000000"', b""))),
        "beyond",
    ),
    "an ods that is no XML": ("a.ods", lambda: ods(b"<office:document"), "damaged"),
    "an ods of a hundred million cells": (
        "a.ods",
        lambda: ods(
            ODS % (ODS_ROW % (b' table:number-rows-repeated="190000"', b' table:number-columns-repeated="490"'))
        ),
        "or needs more than 500 MB",
    ),
    "an ods of entities in UTF-16": (
        "a.ods",
        lambda: ods((BOMB + ODS % b"").decode().encode("utf-16")),
        "document type",
    ),
    "entities in the sheet, in UTF-16": ("a.xlsx", lambda: wide(SHEET), "document type"),
    "entities in the styles, in UTF-16": ("a.xlsx", lambda: wide("xl/styles.xml"), "document type"),
    "entities in the workbook, in UTF-16": ("a.xlsx", lambda: wide("xl/workbook.xml"), "document type"),
    "entities in the relations, in UTF-16": ("a.xlsx", lambda: wide("xl/_rels/workbook.xml.rels"), "document type"),
    "entities in the texts, in UTF-16": (
        "a.xlsx",
        lambda: wide("xl/sharedStrings.xml", shared(b"{TABLE}</sst>")),
        "document type",
    ),
    "a document of entities in UTF-16": ("a.docx", lambda: wide("word/document.xml", word()), "document type"),
    "a document's styles of entities": ("a.docx", lambda: wide("word/styles.xml", word()), "document type"),
    "a document's lists of entities": ("a.docx", lambda: wide("word/numbering.xml", word()), "document type"),
    "a part once more, in capitals": ("a.xlsx", in_capitals, "malformed"),
    "parts packed with LZMA": ("a.xlsx", lambda: packed(zipfile.ZIP_LZMA), "damaged"),
    "a directory of very many parts": (
        "a.xlsx",
        lambda: good().replace(b"PK\x05\x06", b"PK\x01\x02" * 500_000 + b"PK\x05\x06"),
        "malformed",
    ),
    "a part of 4 GB": ("a.xlsx", lambda: in_directory(SHEET, 24, b"\xff\xff\xff\xfe"), "inflates"),
    "a part that is another": ("a.xlsx", lambda: in_directory(SHEET, 42, bytes(4)), "damaged"),
    "a cell in the corner": (
        "a.xlsx",
        lambda: rows_behind(b'<row r="199999"><c r="SF199999"><v>1</v></c></row>'),
        "SF199999: the cells reach down to here",
    ),
    "merges upon each other": (
        "a.xlsx",
        lambda: after("<mergeCells>" + '<mergeCell ref="A1:E2"/>' * 5_000 + "</mergeCells>"),
        "upon each other",
    ),
    "a long text in every cell": ("a.xlsx", lambda: long_texts(2_000), "40 MB of text"),
    "more rows than any scheme": ("a.csv", (CSV + "服务,窗口,5,\n" * 60_001).encode, "60000 rows"),
    "a document row without end": (
        "a.docx",
        lambda: word_xml(b"</w:tr>", b"<w:tc><w:p/></w:tc>" * 100_000 + b"</w:tr>"),
        "500 columns",
    ),
    "tables in tables without end": ("a.docx", lambda: table_in_table(500), "nested too deeply"),
    "a PDF page that is no page": (
        "a.pdf",
        lambda: (
            b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>"
            b"endobj 3 0 obj<</Type/Page/MediaBox[/a (x)]/Parent 2 0 R>>endobj trailer<</Root 1 0 R>>"
        ),
        "PDF is damaged",
    ),
    "a PDF whose pages are its pages": (
        "a.pdf",
        lambda: (
            b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj "
            b"2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 99999999>>endobj trailer<</Root 1 0 R>>"
        ),
        "PDF is damaged",
    ),
    "a csv with a line of a million cells": ("a.csv", (CSV + "," * 1_000_000).encode, "columns"),
    "a csv cell of 3 MB": ("a.csv", (CSV + '服务,"' + "长" * 3_000_000 + '",5,扣5分\n').encode, "line 3"),
}

READ: dict[str, tuple[str, Build, list[str], list[object]]] = {
    "infinite points": ("a.xlsx", lambda: cell("<v>1e400</v>"), ["unreadable-points"], [None]),
    "points beyond all use": ("a.xlsx", lambda: cell("<v>1e308</v>"), ["unreadable-points"], [None]),
    "points that are no number": (
        "a.xlsx",
        lambda: cell("<is><t>NaN</t></is>", ' t="inlineStr"'),
        ["unreadable-points"],
        [None],
    ),
    "negative points": ("a.xlsx", lambda: cell("<v>-5</v>"), ["unreadable-points"], [None]),
    "points that are true": ("a.xlsx", lambda: cell("<v>1</v>", ' t="b"'), ["unreadable-points"], [None]),
    "an error for points": (
        "a.xlsx",
        lambda: cell("<f>1/0</f><v>#DIV/0!</v>", ' t="e"'),
        ["unreadable-points"],
        [None],
    ),
    "a formula without a value": ("a.xlsx", lambda: cell("<f>SUM(A1:A9)</f>"), ["formula-without-value"], [None]),
    "characters that nobody sees": (
        "a.xlsx",
        lambda: book((1, "服务", "窗\u200b口\u202e培训", 5, "扣5分")),
        ["hidden-characters"],
        [5],
    ),
    "a heading with a mark in it": (
        "a.csv",
        lambda: CSV.replace("分值", "分\u200b值").encode(),
        ["hidden-characters"],
        [5],
    ),
    "a csv named as a workbook": ("a.xlsx", CSV.encode, ["wrong-extension"], [5]),
    "a workbook named as a text": ("a.txt", good, ["wrong-extension"], [5]),
    "a document named as a workbook": ("a.xlsx", word, ["wrong-extension"], [5]),
    "a dimension that lies": (
        "a.xlsx",
        lambda: changed((SHEET, part(SHEET).replace(b'ref="A1:E2"', b'ref="A1:XFD1048576"'))),
        [],
        [5],
    ),
    "a merge over the whole sheet": (
        "a.xlsx",
        lambda: after('<mergeCells count="1"><mergeCell ref="A10:XFD1048576"/></mergeCells>'),
        [],
        [5],
    ),
    "a hundred thousand merges": (
        "a.xlsx",
        lambda: after(
            "<mergeCells>" + "".join(f'<mergeCell ref="A{n}:B{n + 1}"/>' for n in range(10, 100_010)) + "</mergeCells>"
        ),
        [],
        [5],
    ),
    "a million empty rows": (
        "a.xlsx",
        lambda: rows_behind(
            b"".join(b'<row r="%d" s="1"><c r="A%d" s="1"/></row>' % (n, n) for n in range(9, 1_000_009))
        ),
        [],
        [5],
    ),
    "a hundred thousand texts that nobody uses": (
        "a.xlsx",
        lambda: shared(b"{TABLE}" + b"<si><t>x</t></si>" * 100_000 + b"</sst>"),
        [],
        [5],
    ),
    "a comment around a far cell": (
        "a.xlsx",
        lambda: rows_behind(b'<!-- <row r="1048576"><c r="XFD1048576"><v>1</v></c></row> -->'),
        [],
        [5],
    ),
    "a formula as a name": ("a.xlsx", lambda: book((1, "服务", "'=cmd|' /C calc'!A0", 5, "扣5分")), [], [5]),
    "deleted words of a document": (
        "a.docx",
        lambda: word_xml(
            "窗口培训</w:t></w:r>".encode(),
            '窗口培训</w:t></w:r><w:del w:id="1" w:author="甲"><w:r><w:delText>旧</w:delText></w:r></w:del>'.encode(),
        ),
        ["tracked-changes"],
        [5],
    ),
    "a text in GB18030": ("a.csv", lambda: CSV.encode("gb18030"), [], [5]),
    "a text in UTF-16": ("a.csv", lambda: CSV.encode("utf-16"), [], [5]),
    "thousands of percents and formulas": (
        "a.xlsx",
        lambda: percents_and_formulas(20_000),
        ["row-not-understood"],
        [5],
    ),
    "thousands of labels beside thousands of merges": ("a.xlsx", lambda: lone_labels_and_merges(20_000), [], [5]),
    "thousands of merged points": ("a.xlsx", lambda: merged_points(10_000), ["merged-points"], [5, *[1, None] * 5_000]),
    "thousands of units": ("a.csv", lambda: for_units(6_000), [], [1] * 6_000),
    "numbers of thousands of digits": (
        "a.xlsx",
        lambda: changed(
            (
                SHEET,
                part(SHEET).replace(
                    b"<sheetData>", b'<cols><col min="%s" max="5" hidden="1"/></cols><sheetData>' % (b"9" * 5_000)
                ),
            ),
            ("xl/styles.xml", part("xl/styles.xml").replace(b"<cellXfs", b'<numFmt numFmtId="x"/><cellXfs')),
        ),
        ["hidden-column"],
        [5],
    ),
    "tables in tables": ("a.docx", lambda: table_in_table(24), [], [5]),
    "a text of thousands of parts": (
        "a.txt",
        with_mark("一、总则{2}\n1.按时报送{2}（1分）\n", 8_000).encode,
        [],
        [1] * 8_000,
    ),
    "a text of thousands of alternatives": (
        "a.txt",
        ("一、总则\n" + with_mark("{0}-{1}.按时报送{2}（1分）\n", 15_000)).encode,
        [],
        [1] * 15_000,
    ),
    "a paragraph of thousands of lines": (
        "a.txt",
        ("1.按时报送（4分）\n" + "另行通知，\n" * 30_000).encode,
        [],
        [4],
    ),
    "a note that names nobody": (
        "a.txt",
        ("1.按时报送（4分）\n其中" + "甲" * 200_000 + "\n2.报送（由" + "由甲" * 100_000 + "（1分）").encode,
        [],
        [4, 1],
    ),
    "a numbered text": (
        "a.txt",
        "某局考核细则\n1.按时报送（4分，由某科评分）\n2.及时归档（6分，由某科评分）\n".encode,
        [],
        [4, 6],
    ),
}


def peak_megabytes() -> float:
    """Return the most memory that a living reading child has held, 0 where the system does not tell."""
    peaks = [0.0]
    for child in reader._CHILDREN:
        status = Path(f"/proc/{child.process.pid}/status") if child.process and child.process.poll() is None else None
        if status is not None and status.exists():
            peaks += [int(line.split()[1]) / 1_000 for line in status.read_text().splitlines() if "VmHWM" in line]
    return max(peaks)


def write(folder: Path, name: str, data: bytes) -> tuple[Path, tuple[bytes, int]]:
    path = folder / f"县局{name}"
    path.write_bytes(data)
    return path, (data, path.stat().st_mtime_ns)


def kept(path: Path) -> tuple[bytes, int]:
    return path.read_bytes(), path.stat().st_mtime_ns


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_cannot_be_read_is_refused_in_one_sentence(case: str, tmp_path: Path) -> None:
    name, make, said = REFUSED[case]
    path, before = write(tmp_path, name, make())
    started = time.monotonic()

    with use_language("en"), pytest.raises(SheetError) as caught:
        load_schemes(path)

    assert time.monotonic() - started < SECONDS + 0.5
    assert peak_megabytes() < MEGABYTES
    message = str(caught.value)
    assert message.startswith(path.name)
    assert said in message
    assert "\n" not in message
    assert "Traceback" not in message
    assert before == kept(path)


@pytest.mark.parametrize("case", READ)
def test_an_odd_file_is_read_and_its_oddity_told(case: str, tmp_path: Path) -> None:
    name, make, codes, points = READ[case]
    path, before = write(tmp_path, name, make())
    started = time.monotonic()

    (scheme,) = load_schemes(path)

    assert time.monotonic() - started < SECONDS + 0.5
    assert peak_megabytes() < MEGABYTES
    assert points == [i.points for i in scheme.indicators]
    assert set(codes) == {p.code for p in scheme.problems}
    assert before == kept(path)


def test_at_least_sixty_cases() -> None:
    assert len(REFUSED) + len(READ) >= 60


def unusual_files(folder: Path) -> dict[str, Path]:
    """Return what stands in a folder and is no file to read."""
    (folder / "环").symlink_to(folder / "环")
    (folder / "断.xlsx").symlink_to(folder / "没有.xlsx")
    os.mkfifo(folder / "管道.xlsx")
    return {
        "a folder": folder,
        "a loop of links": folder / "环",
        "a link to nothing": folder / "断.xlsx",
        "a pipe": folder / "管道.xlsx",
        "a device": Path(os.devnull),
        "an endless device": Path("/dev/zero"),
        "a name with a NUL": Path(str(folder / "a\0b.xlsx")),
        "nothing": folder / "没有.xlsx",
        "a path through a file": folder / "文件" / "a.xlsx",
    }


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes and links are a Unix thing")
def test_what_is_no_file_is_refused_and_does_not_hang(tmp_path: Path) -> None:
    (tmp_path / "文件").write_bytes(b"x")
    for what, path in unusual_files(tmp_path).items():
        started = time.monotonic()
        with use_language("en"), pytest.raises(SheetError) as caught:
            load_schemes(path)
        assert time.monotonic() - started < 1, what
        assert path.name.replace("\0", "\\x00") in str(caught.value), what


@pytest.mark.skipif(os.name == "nt", reason="Windows allows no such names")
def test_a_name_of_several_lines_makes_one_line(tmp_path: Path) -> None:
    path = tmp_path / "a\nb\u202exslx.xlsx"
    path.write_bytes(b"PK\x03\x04")
    with use_language("en"), pytest.raises(SheetError) as caught:
        load_schemes(path)
    assert str(caught.value).startswith(r"a\nb\u202exslx.xlsx: the file is damaged")


def test_scoring_texts_that_are_longer_than_any_schemes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scoring_texts, "MAX_CHARACTERS", 30)
    for name, data in (
        ("a.csv", CSV + "服务,窗口,5," + "长" * 30),
        ("a.txt", "1.报送（5分）\n2." + "长" * 30 + "（5分）"),
    ):
        path, _before = write(tmp_path, name, data.encode())
        with use_language("en"), pytest.raises(SheetError, match="more than 30 characters"):
            load_schemes(path)


def test_a_file_that_nobody_may_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, _before = write(tmp_path, "a.xlsx", good())

    def refuse(*_args: object, **_settings: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with use_language("en"), pytest.raises(SheetError, match="cannot be opened"):
        load_schemes(path)


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, _before = write(tmp_path, "a.xlsx", good())
    stat = Path.stat

    def earlier(self: Path, **settings: bool) -> os.stat_result:
        info = stat(self, **settings)
        if self == path:
            with path.open("ab") as file:
                file.write(b"more")
        return info

    monkeypatch.setattr(Path, "stat", earlier)
    with use_language("en"), pytest.raises(SheetError, match="changed while it was read"):
        load_schemes(path)


def test_the_next_file_is_read_after_one_that_killed_the_reader(tmp_path: Path) -> None:
    bad, _before = write(tmp_path, "坏.xlsx", flat_bomb())
    path, _before = write(tmp_path, "好.xlsx", good())
    for _round in range(2):
        with pytest.raises(SheetError):
            load_schemes(bad)
        assert len(load_schemes(path)[0].indicators) == 1


def test_a_truncated_workbook_is_refused_wherever_it_ends(tmp_path: Path) -> None:
    data = good()
    for end in range(1, len(data), max(1, len(data) // 40)):
        path, _before = write(tmp_path, "a.xlsx", data[:end])
        with pytest.raises(SheetError):
            load_schemes(path)


def test_flipped_bytes_never_raise_anything_else(tmp_path: Path) -> None:
    """Each byte of the sheet's part is flipped once in a while: read, or refused, never anything else."""
    xml = part(SHEET)
    for at in range(0, len(xml), 97):
        broken = xml[:at] + bytes([xml[at] ^ 0x15]) + xml[at + 1 :]
        path, _before = write(tmp_path, "a.xlsx", changed((SHEET, broken)))
        with contextlib.suppress(SheetError):
            load_schemes(path)


def test_inflated_data_that_is_cut_off(tmp_path: Path) -> None:
    data = bytearray(good())
    at = data.index(SHEET.encode()) + 60
    data[at : at + 40] = bytes(40)
    path, _before = write(tmp_path, "a.xlsx", bytes(data))
    with use_language("en"), pytest.raises(SheetError, match="damaged"):
        load_schemes(path)
