"""What a file is, told by its bytes; its name is only compared.

Runs in the child process (:mod:`kaohe_tools.sheets.formats.worker`).
"""

from __future__ import annotations

from pathlib import PurePath

from kaohe_tools.locale import Text, text
from kaohe_tools.sheets.formats.container import Refused, open_zip

_ENTRY = 128
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

SUFFIXES: dict[str, tuple[str, ...]] = {
    "xlsx": (".xlsx", ".xlsm", ".xltx", ".xltm"),
    "xls": (".xls", ".xlt", ".et"),
    "ods": (".ods",),
    "docx": (".docx", ".docm"),
    "pdf": (".pdf",),
    "text": (".csv", ".tsv", ".txt", ".md", ".text"),
}
"""The extensions that go with each kind of file."""

READABLE = tuple(suffix for suffixes in SUFFIXES.values() for suffix in suffixes)

_PASSWORD = text("the file is protected by a password; open it, remove the password, save.")
_IN_ZIP: tuple[tuple[str, str, Text | None], ...] = (
    ("xl/workbook.xml", "xlsx", None),
    ("word/document.xml", "docx", None),
    ("xl/workbook.bin", "", text("a binary workbook (.xlsb); save it as .xlsx in Excel")),
    ("ppt/", "", text("a PowerPoint file; ask for the workbook or the Word document")),
)


def sniff(data: bytes) -> str:
    """Return the kind of file: a key of :data:`SUFFIXES`.

    Raises
    ------
    Refused
        If it is empty, protected by a password, or of a kind that is not read; it says what it is.
    """
    if not data:
        raise Refused(text("the file is empty (0 bytes); ask for it to be sent again."))
    if data.startswith(OLE):
        return _in_ole(data)
    if data.startswith(b"PK\x03\x04"):
        return _in_zip(data)
    if b"%PDF-" in data[:1024]:
        return "pdf"
    head = data[:4096].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith((b"<html", b"<!doctype html", b"<table", b"<?xml")):
        raise Refused(text("this is a web page or XML under another name; open it in Excel and save it as .xlsx."))
    if head.startswith(b"{\\rtf"):
        raise Refused(text("this is an RTF document; save it as .docx in Word."))
    return "text"


def _in_ole(data: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Refused(_PASSWORD)
    if any(_holds_stream(data, name) for name in ("Workbook", "Book")):
        return "xls"
    if _holds_stream(data, "WordDocument"):
        raise Refused(text("this is a document of the old Word format (.doc); save it as .docx in Word."))
    raise Refused(text("this is neither a workbook nor a document that can be read; save it as .xlsx or .docx."))


def _holds_stream(data: bytes, name: str) -> bool:
    """Return whether the container's directory names a stream; its entries begin every 128 bytes."""
    entry, at = name.encode("utf-16-le"), -1
    while (at := data.find(entry, at + 1)) >= 0:
        if at % _ENTRY == 0 and data[at + len(entry) : at + len(entry) + 2] in (b"", b"\0\0"):
            return True
    return False


def _in_zip(data: bytes) -> str:
    archive = open_zip(data)
    names = archive.namelist()
    for part, kind, said in _IN_ZIP:
        if any(name.startswith(part) for name in names):
            if said is None:
                return kind
            raise Refused(text("this is {kind}.", kind=said))
    mimetype = archive.read("mimetype")[:80] if "mimetype" in names else b""
    if mimetype == b"application/vnd.oasis.opendocument.spreadsheet":
        return "ods"
    if "content.xml" in names:
        raise Refused(text("this is {kind}.", kind=text("an OpenDocument text; save it as .docx")))
    raise Refused(text("this is {kind}.", kind=text("a zip archive; unpack it and name the file inside")))


def wrong_extension(kind: str, name: str) -> Text | None:
    """Return a note where a file's name says another kind than its bytes."""
    suffix = PurePath(name).suffix.lower()
    if suffix in SUFFIXES[kind] or not suffix:
        return None
    return text("“{name}” is really a file of the kind {kind}; it was read as such.", name=name, kind=SUFFIXES[kind][0])
