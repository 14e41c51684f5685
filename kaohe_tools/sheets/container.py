"""A look into an .xlsx file before anything parses it: is it one, is it sane, what does it hide.

Runs in the child process (:mod:`kaohe_tools.sheets.worker`). What calamine does not tell is read
here from the sheet's XML in one streaming pass: how far the cells reach, which formulas have no
stored value or end in an error, which rows and columns are hidden, how dates are displayed, which
numbers are percentages.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree
from xml.parsers import expat

from kaohe_tools.locale import Text, text

MAX_PARTS = 2_000
MAX_PART_BYTES = 300_000_000
MAX_ROWS = 200_000
MAX_COLUMNS = 500

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
# numFmtId → the form in which Excel shows it by default; the rest are in the workbook's own styles
_BUILT_IN_DATES = {14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 22: "yyyy/m/d h:mm"}
_BUILT_IN_DATES |= dict.fromkeys((27, 57), "yyyy年m月") | {31: "yyyy年m月d日", 28: "m月d日", 58: "m月d日"}


class Refused(Exception):  # noqa: N818 - it carries a sentence for the reader, not a fault of ours
    """The file cannot be read; the message is for the reader, `sheet` and `cell` where known."""

    def __init__(self, message: Text, sheet: str = "", cell: str = "") -> None:
        super().__init__(message.message)
        self.message, self.sheet, self.cell = message, sheet, cell


@dataclass
class SheetScan:
    """What the streaming pass over one sheet saw; rows and columns count from 0."""

    last_row: int = -1
    last_column: int = -1
    valueless: list[tuple[int, int]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    date_forms: dict[tuple[int, int], str] = field(default_factory=dict)
    percents: list[tuple[int, int]] = field(default_factory=list)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)


def check_type(data: bytes) -> None:
    """Refuse what is no .xlsx by its first bytes, saying what it is.

    Raises
    ------
    Refused
        If the file is empty, encrypted, an old .xls, another kind of document, or text.
    """
    if not data:
        raise Refused(text("the file is empty (0 bytes); ask for it to be sent again."))
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise Refused(text("the workbook is protected by a password; open it in Excel, remove the password, save."))
        raise Refused(text("this is a workbook or document of the old format (.xls, .doc); save it as .xlsx in Excel."))
    if not data.startswith(b"PK\x03\x04"):
        kind = text("a PDF") if data.startswith(b"%PDF") else text("a text or another kind of file")
        raise Refused(
            text(
                "this is not an Excel workbook but {kind}, whatever its name says; save it as .xlsx in Excel.",
                kind=kind,
            )
        )


def open_container(data: bytes) -> zipfile.ZipFile:
    """Open the zip container after a look at its list of parts.

    Raises
    ------
    Refused
        If it is cut off or damaged, is another kind of document, or is built to swamp a reader.
    """
    check_type(data)
    damaged = text("the file is damaged or was cut off on its way; ask for it to be sent again.")
    try:
        book = zipfile.ZipFile(io.BytesIO(data))
        entries = book.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as err:
        raise Refused(damaged) from err
    names = [entry.filename for entry in entries]
    if "xl/workbook.xml" not in names:
        kind = next((k for part, k in _OTHERS if any(n.startswith(part) for n in names)), text("a zip archive"))
        raise Refused(text("this is not an Excel workbook but {kind}; save it as .xlsx in Excel.", kind=kind))
    if len(names) > MAX_PARTS or len(set(names)) != len(names):
        raise Refused(text("the workbook's container is malformed ({n} parts); save it anew in Excel.", n=len(names)))
    if any(entry.file_size > MAX_PART_BYTES for entry in entries):
        raise Refused(text("the workbook inflates to more than {n} MB; split it.", n=MAX_PART_BYTES // 1_000_000))
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused(text("the workbook is protected by a password; open it in Excel, remove the password, save."))
    return book


_OTHERS = (
    ("word/", text("a Word document")),
    ("ppt/", text("a PowerPoint file")),
    ("xl/workbook.bin", text("a binary workbook (.xlsb)")),
    ("content.xml", text("an OpenDocument file")),
)


def _part(book: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """Yield a part in pieces, trusting no declared size."""
    read = 0
    try:
        with book.open(name) as stream:
            while piece := stream.read(1 << 18):
                read += len(piece)
                if read > MAX_PART_BYTES:
                    raise Refused(
                        text(
                            "the workbook inflates to more than {n} MB; split it.",
                            n=MAX_PART_BYTES // 1_000_000,
                        )
                    )
                yield piece
    except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as err:
        raise Refused(
            text("the file is damaged: its part {name} cannot be read; save it anew in Excel.", name=name)
        ) from err


def _tree(book: zipfile.ZipFile, name: str) -> ElementTree.Element:
    data = b"".join(_part(book, name))
    if b"<!DOCTYPE" in data:
        raise Refused(_dtd(name))
    try:
        return ElementTree.fromstring(data)  # noqa: S314 - no DTD, so no entities to expand
    except ElementTree.ParseError as err:
        raise Refused(
            text("the file is damaged: its part {name} cannot be read; save it anew in Excel.", name=name)
        ) from err


def _dtd(name: str) -> Text:
    return text("the part {name} carries a document type definition, which no workbook needs: not opened.", name=name)


def sheet_parts(book: zipfile.ZipFile) -> dict[str, str]:
    """Return the part of each worksheet by the sheet's name."""
    names = set(book.namelist())
    targets = (
        {rel.get("Id"): (rel.get("Target") or "").lstrip("/") for rel in _tree(book, "xl/_rels/workbook.xml.rels")}
        if "xl/_rels/workbook.xml.rels" in names
        else {}
    )
    found = {}
    for sheet in _tree(book, "xl/workbook.xml").iter(f"{_MAIN}sheet"):
        target = targets.get(sheet.get(_REL), "")
        part = target if target.startswith("xl/") else f"xl/{target}"
        if part in names:
            found[sheet.get("name") or ""] = part
    return found


def date_styles(book: zipfile.ZipFile) -> dict[str, str]:
    """Return the display form of every cell style that shows dates, by style number."""
    if "xl/styles.xml" not in book.namelist():
        return {}
    root = _tree(book, "xl/styles.xml")
    own = {int(f.get("numFmtId") or 0): f.get("formatCode") or "" for f in root.iter(f"{_MAIN}numFmt")}
    forms = {}
    for number, xf in enumerate(root.findall(f"{_MAIN}cellXfs/{_MAIN}xf")):
        id_ = int(xf.get("numFmtId") or 0)
        form = own.get(id_) or _BUILT_IN_DATES.get(id_, "")
        bare = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.|_.', "", form).lower()
        if "d" in bare or "y" in bare or "年" in form or "月" in form:
            forms[str(number)] = form
    return forms


def percent_styles(book: zipfile.ZipFile) -> frozenset[str]:
    """Return the cell styles that show a number as a percentage, by style number."""
    if "xl/styles.xml" not in book.namelist():
        return frozenset()
    root = _tree(book, "xl/styles.xml")
    own = {int(f.get("numFmtId") or 0): f.get("formatCode") or "" for f in root.iter(f"{_MAIN}numFmt")}
    shown = {number for number, form in own.items() if "%" in re.sub(r'"[^"]*"|\\.', "", form)} | {9, 10}
    styles = enumerate(root.findall(f"{_MAIN}cellXfs/{_MAIN}xf"))
    return frozenset(str(number) for number, xf in styles if int(xf.get("numFmtId") or 0) in shown)


def scan_sheet(
    book: zipfile.ZipFile, part: str, sheet: str, dates: dict[str, str], percents: frozenset[str] = frozenset()
) -> SheetScan:
    """Stream through one sheet's XML.

    Parameters
    ----------
    dates, percents
        The cell styles that show dates, and those that show percentages.

    Raises
    ------
    Refused
        If it is no well-formed XML, carries a DTD, or has a cell beyond the bounds; the cell is named.
    """
    scan = SheetScan()
    parser = expat.ParserCreate(namespace_separator=" ")
    open_cell: dict[str, object] = {}

    def start(tag: str, attrs: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        if name == "c":
            where = attrs.get("r", "")
            match = _CELL.fullmatch(where)
            if where and match is None:
                raise Refused(text("“{cell}” is no cell; save the workbook anew in Excel.", cell=where[:20]), sheet)
            open_cell.clear()
            open_cell.update(at=match and (int(match[2]) - 1, column_index(match[1])), style=attrs.get("s"), name=where)
            open_cell["type"] = attrs.get("t")
        elif name == "f":
            open_cell["formula"] = True
        elif name in ("v", "is"):
            open_cell["value"] = ""
        elif name == "row" and attrs.get("hidden") in ("1", "true") and attrs.get("r", "").isdigit():
            scan.hidden_rows.append(int(attrs["r"]) - 1)
        elif name == "col" and attrs.get("hidden") in ("1", "true"):
            first, last = int(attrs.get("min") or 1), int(attrs.get("max") or 1)
            scan.hidden_columns.extend(range(first - 1, min(last, MAX_COLUMNS)))

    def words(data: str) -> None:
        if "value" in open_cell:
            open_cell["value"] = data

    def end(tag: str) -> None:
        at = open_cell.get("at")
        if tag.rpartition(" ")[2] != "c" or not isinstance(at, tuple):
            return
        filled, formula = bool(open_cell.get("value")), bool(open_cell.get("formula"))
        if not filled and not formula:
            return
        row, column = at
        if row >= MAX_ROWS or column >= MAX_COLUMNS:
            raise Refused(
                text(
                    "a cell lies beyond row {rows} or column {columns}; delete what stands there.",
                    rows=MAX_ROWS,
                    columns=MAX_COLUMNS,
                ),
                sheet,
                str(open_cell["name"]),
            )
        scan.last_row, scan.last_column = max(scan.last_row, row), max(scan.last_column, column)
        if formula and not filled:
            scan.valueless.append(at)
        form = dates.get(str(open_cell.get("style")))
        if form:
            scan.date_forms[at] = form
        if filled and open_cell["type"] == "e":
            scan.errors[at] = str(open_cell["value"])
        if filled and open_cell.get("style") in percents:
            scan.percents.append(at)

    def doctype(*_args: object) -> None:
        raise Refused(_dtd(part), sheet)

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = words, doctype
    try:
        for piece in _part(book, part):
            parser.Parse(piece)
        parser.Parse(b"", True)
    except expat.ExpatError as err:
        raise Refused(
            text("the file is damaged: its part {name} cannot be read; save it anew in Excel.", name=part),
            sheet,
        ) from err
    return scan


def column_index(letters: str) -> int:
    """Return the column of ``"A"`` as 0, of ``"AB"`` as 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
