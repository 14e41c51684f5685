"""A memo's file as its texts, each with its place, so that two memos can be compared figure by figure."""

from __future__ import annotations

import io
import json
import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from kaohe_tools.errors import MemoError
from kaohe_tools.locale import Text, _, text
from kaohe_tools.sheets.formats.container import MAIN, Refused, open_zip, sheet_parts, tree_of

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_INLINE = {"span", "a", "b", "strong", "em", "i", "u", "code", "sub", "sup", "small"}
_UNSEEN = {"style", "script"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A text of a memo.

    Attributes
    ----------
    key : str
        Its place for programs; in a workbook and in JSON the same text keeps it when others come and go.
    place : Text
        Its place for readers.
    """

    key: str
    place: Text
    words: str


def pieces_of(data: bytes, form: str) -> tuple[Piece, ...]:
    """Return all texts of a memo in their order.

    Raises
    ------
    MemoError
        If the file cannot be read.
    """
    read = {"docx": _word, "xlsx": _workbook, "json": _json, "html": _page, "md": _lines}[form]
    try:
        return tuple(read(data))
    except Refused as err:
        raise MemoError(str(err.message)) from err
    except (ValueError, KeyError, zipfile.BadZipFile) as err:
        raise MemoError(_("It is no memo, or damaged: it cannot be read as {form}.").format(form=form)) from err


def _paragraph(n: int, words: str) -> Piece:
    return Piece(f"p{n}", text("paragraph {n}", n=n), words)


def _cell(table: int, row: int, column: int, words: str) -> Piece:
    place = text("table {table}, row {row}, column {column}", table=table, row=row, column=column)
    return Piece(f"t{table}r{row}c{column}", place, words)


# ---------------------------------------------------------------- Word


def _word(data: bytes) -> Iterator[Piece]:
    book = open_zip(data)
    paragraphs = tables = 0
    for part in tree_of(book, "word/document.xml").iter(f"{_WORD}body"):
        for child in part:
            if child.tag == f"{_WORD}tbl":
                tables += 1
                for r, row in enumerate(child.iter(f"{_WORD}tr"), 1):
                    for c, cell in enumerate(row.iter(f"{_WORD}tc"), 1):
                        yield _cell(tables, r, c, _said(cell))
                continue
            for paragraph in child.iter(f"{_WORD}p"):
                if words := _said(paragraph):
                    paragraphs += 1
                    yield _paragraph(paragraphs, words)
    for name in sorted(book.namelist()):
        if name.startswith(("word/header", "word/footer")):
            words = _said(tree_of(book, name), pages=False)
            yield Piece(name, text("header or footer"), words)


def _said(element: Element, *, pages: bool = True) -> str:
    """Return the text; without the numbers of pages, which every program that saves it counts for itself."""
    said, counted = io.StringIO(), False
    for node in element.iter():
        if node.tag == f"{_WORD}instrText":
            counted = not pages and (node.text or "").strip() == "PAGE"
        elif node.tag == f"{_WORD}t":
            said.write("" if counted else node.text or "")
        elif node.get(f"{_WORD}fldCharType") == "end":
            counted = False
    return said.getvalue()


# ---------------------------------------------------------------- workbook


def _workbook(data: bytes) -> Iterator[Piece]:
    book = open_zip(data)
    names = set(book.namelist())
    strings = []
    if "xl/sharedStrings.xml" in names:
        strings = [_run_texts(si) for si in tree_of(book, "xl/sharedStrings.xml").iter(f"{MAIN}si")]
    for sheet, part in sheet_parts(book).items():
        for cell in tree_of(book, part).iter(f"{MAIN}c"):
            where = cell.get("r") or ""
            if words := _value(cell, strings):
                yield Piece(f"{sheet}!{where}", text("{sheet}, {cell}", sheet=sheet, cell=where), words)
        for comments in _comments_of(book, part, names):
            for comment in tree_of(book, comments).iter(f"{MAIN}comment"):
                where = comment.get("ref") or ""
                place = text("{sheet}, comment at {cell}", sheet=sheet, cell=where)
                yield Piece(f"{sheet}!{where} comment", place, _run_texts(comment))


def _value(cell: Element, strings: list[str]) -> str:
    formula = cell.find(f"{MAIN}f")
    if formula is not None:
        return f"={formula.text or ''}"
    inline = cell.find(f"{MAIN}is")
    if inline is not None:
        return _run_texts(inline)
    said = cell.findtext(f"{MAIN}v") or ""
    if not said:
        return ""
    if cell.get("t") == "s":
        return strings[int(said)] if int(said) < len(strings) else said
    try:
        return f"{float(said):.15g}" if cell.get("t", "n") == "n" else said
    except ValueError:
        return said


def _run_texts(element: Element) -> str:
    return "".join(t.text or "" for t in element.iter(f"{MAIN}t"))


def _comments_of(book: zipfile.ZipFile, part: str, names: set[str]) -> Iterator[str]:
    folder, name = posixpath.split(part)
    relations = f"{folder}/_rels/{name}.rels"
    if relations not in names:
        return
    for relation in tree_of(book, relations):
        if (relation.get("Type") or "").endswith("/comments"):
            target = posixpath.normpath(posixpath.join(folder, relation.get("Target") or "")).lstrip("/")
            if target in names:
                yield target


# ---------------------------------------------------------------- texts


def _lines(data: bytes) -> Iterator[Piece]:
    for n, line in enumerate(data.decode().splitlines(), 1):
        if line.strip() and not line.startswith("<!-- kaohe {"):
            yield Piece(f"l{n}", text("line {n}", n=n), line)


def _page(data: bytes) -> Iterator[Piece]:
    page = _Page()
    page.feed(data.decode())
    page.close()
    page.flush()
    yield from page.found


class _Page(HTMLParser):
    """Collects the texts between tags that begin or end a block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Piece] = []
        self._said = io.StringIO()
        self._unseen = self._paragraphs = self._tables = self._row = self._column = 0
        self._in_table = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a block, a table, a row or a cell."""
        self.flush(tag)
        if tag == "table":
            self._tables, self._row, self._in_table = self._tables + 1, 0, True
        elif tag == "tr":
            self._row, self._column = self._row + 1, 0
        elif tag in ("td", "th"):
            self._column += 1
        self._unseen += tag in _UNSEEN

    def handle_endtag(self, tag: str) -> None:
        """End it."""
        self.flush(tag)
        self._in_table &= tag != "table"
        self._unseen -= tag in _UNSEEN

    def handle_data(self, data: str) -> None:
        """Take a text."""
        if not self._unseen:
            self._said.write(data)

    def flush(self, tag: str = "") -> None:
        """Keep what was said so far, unless the tag runs within a line."""
        if tag in _INLINE:
            return
        words, self._said = " ".join(self._said.getvalue().split()), io.StringIO()
        if words and self._in_table:
            self.found.append(_cell(self._tables, self._row, self._column, words))
        elif words:
            self._paragraphs += 1
            self.found.append(_paragraph(self._paragraphs, words))


def _json(data: bytes) -> Iterator[Piece]:
    plain = json.loads(data)
    if isinstance(plain, dict):
        plain = {name: value for name, value in plain.items() if name != "recipe"}
    yield from _values(plain, "")


def _values(plain: Any, path: str) -> Iterator[Piece]:
    if isinstance(plain, dict):
        for name, value in plain.items():
            yield from _values(value, f"{path}.{name}" if path else name)
    elif isinstance(plain, list):
        for n, value in enumerate(plain):
            yield from _values(value, f"{path}[{n}]")
    else:
        words = plain if isinstance(plain, str) else json.dumps(plain)
        yield Piece(path, text("at {path}", path=path), words)
