"""A look into an .xlsx file before anything parses it: is it one, is it sane.

Runs in the child process (:mod:`kaohe_tools.sheets.formats.worker`).
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree import ElementTree

from kaohe_tools.locale import Text, text

MAX_PARTS = 2_000
MAX_PART_BYTES = 300_000_000
WATCHED_BYTES, MAX_RATIO = 20_000_000, 300
"""Beyond so many bytes a part that inflates more than so many times is no sheet."""

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class Refused(Exception):  # noqa: N818 - it carries a sentence for the reader, not a fault of ours
    """The file cannot be read; the message is for the reader, `sheet` and `cell` where known."""

    def __init__(self, message: Text, sheet: str = "", cell: str = "") -> None:
        super().__init__(message.message)
        self.message, self.sheet, self.cell = message, sheet, cell


def open_zip(data: bytes) -> zipfile.ZipFile:
    """Open a zip container after a look at its list of parts.

    Raises
    ------
    Refused
        If it is cut off or damaged, protected, or built to swamp a reader.
    """
    damaged = text("the file is damaged or was cut off on its way; ask for it to be sent again.")
    entry_marks = data.count(b"PK\x01\x02")
    if entry_marks > 2 * MAX_PARTS:
        raise Refused(text("the file's container is malformed ({n} parts); save it anew.", n=entry_marks))
    try:
        book = zipfile.ZipFile(io.BytesIO(data))
        entries = book.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as err:
        raise Refused(damaged) from err
    # readers do not agree on whether Sheet1.xml is sheet1.xml: only one of them may be there
    names = {entry.filename.casefold() for entry in entries}
    if len(entries) > MAX_PARTS or len(names) != len(entries):
        raise Refused(text("the file's container is malformed ({n} parts); save it anew.", n=len(entries)))
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
        raise Refused(damaged)
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused(text("the file is protected by a password; open it, remove the password, save."))
    for entry in entries:
        ratio = entry.file_size / max(entry.compress_size, 1)
        if entry.file_size > MAX_PART_BYTES or (entry.file_size > WATCHED_BYTES and ratio > MAX_RATIO):
            raise Refused(_swamped())
    return book


def _swamped() -> Text:
    return text(
        "the file inflates to far more than a sheet needs (over {n} MB); split it.", n=WATCHED_BYTES // 1_000_000
    )


def part_of(book: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """Yield a part in pieces, trusting no declared size."""
    read = 0
    try:
        with book.open(name) as stream:
            while piece := stream.read(1 << 18):
                read += len(piece)
                if read > MAX_PART_BYTES:
                    raise Refused(_swamped())
                yield piece
    except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as err:
        raise Refused(
            text("the file is damaged: its part {name} cannot be read; save it anew in Excel.", name=name)
        ) from err


def look_through(book: zipfile.ZipFile, name: str) -> None:
    """Inflate a part and throw it away; refuse one that swells, is damaged, or carries a document type."""
    tail = b""
    for piece in part_of(book, name):
        refuse_doctype(tail + piece, name)
        tail = (tail + piece)[-20:]


def refuse_doctype(data: bytes, name: str) -> None:
    """Refuse XML that carries a document type, in UTF-8 or UTF-16."""
    if b"<!DOCTYPE" in data or any("<!DOCTYPE".encode(wide) in data for wide in ("utf-16-le", "utf-16-be")):
        raise Refused(dtd_refused(name))


class _Plain(ElementTree.TreeBuilder):
    """Builds a tree and refuses a document type, however the part is encoded."""

    def __init__(self, part: str) -> None:
        super().__init__()
        self.part = part

    def doctype(self, *_declared: str | None) -> None:
        raise Refused(dtd_refused(self.part))


def tree_of(book: zipfile.ZipFile, name: str) -> ElementTree.Element:
    """Return a small part as a tree; refuse one that carries a document type."""
    parser = ElementTree.XMLParser(target=_Plain(name))  # noqa: S314 - no DTD, so no entities to expand
    try:
        for piece in part_of(book, name):
            parser.feed(piece)
        tree: ElementTree.Element = parser.close()
    except (ElementTree.ParseError, LookupError, ValueError) as err:
        raise Refused(
            text("the file is damaged: its part {name} cannot be read; save it anew in Excel.", name=name)
        ) from err
    return tree


def dtd_refused(name: str) -> Text:
    """Return what to say of a part with a document type definition."""
    return text("the part {name} carries a document type definition, which no workbook needs: not opened.", name=name)


def sheet_parts(book: zipfile.ZipFile) -> dict[str, str]:
    """Return the part of each worksheet by the sheet's name."""
    names = set(book.namelist())
    targets = (
        {rel.get("Id"): (rel.get("Target") or "").lstrip("/") for rel in tree_of(book, "xl/_rels/workbook.xml.rels")}
        if "xl/_rels/workbook.xml.rels" in names
        else {}
    )
    found = {}
    for sheet in tree_of(book, "xl/workbook.xml").iter(f"{MAIN}sheet"):
        target = targets.get(sheet.get(_REL), "")
        part = target if target.startswith("xl/") else f"xl/{target}"
        if part in names:
            found[sheet.get("name") or ""] = part
    return found
