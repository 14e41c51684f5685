"""A PDF with text -> its tables, else its lines, as plain data; needs the extra `pdf`.

Runs in the child process (:mod:`kaohe_tools.sheets.formats.worker`).
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kaohe_tools.locale import text
from kaohe_tools.sheets.formats.container import Refused
from kaohe_tools.sheets.paging import says_continued

if TYPE_CHECKING:
    from pdfplumber.page import Page

MAX_PAGES = 100
_FEWEST_HEADINGS, _MOST_HEADINGS = 3, 20
_PART = 0.6
"""How sure a heading is of which only a part is known."""
_BETWEEN_WORDS = re.compile(r"(?<=[A-Za-z])\n(?=[A-Za-z])")
_FULL_LINE = re.compile(
    r"(?<![。；;])\n(?!\s*(?:[0-9０-９]{1,2}[.．、](?![0-9])|[（(][0-9０-９一二三四五六七八九十]{1,2}[）)]|[①-⑳]|[一二三四五六七八九十]+、))"
)

Piece = str | list[list[str | None]]
"""A line of text, or the rows of a table."""


def read(data: bytes, _name: str) -> dict[str, Any]:
    """Return a PDF's tables as one sheet for each run of tables with the same number of columns.

    Raises
    ------
    Refused
        If pdfplumber is not installed, the PDF is scanned, protected, damaged or too long.
    """
    try:
        import pdfplumber
    except ImportError as err:
        raise Refused(text("this is a PDF; to read it, first run: pip install kaohe_tools[pdf]")) from err
    from kaohe_tools.sheets.formats.delimited import outline

    try:
        with pdfplumber.open(io.BytesIO(data)) as book:
            if len(book.pages) > MAX_PAGES:
                raise Refused(text("this PDF has more than {n} pages; ask for the workbook or Word file.", n=MAX_PAGES))
            pieces = _without_furniture([list(_pieces(page)) for page in book.pages])
    except (Refused, MemoryError, RecursionError):
        raise
    except Exception as err:  # a damaged PDF makes pdfminer raise whatever it comes to
        if "PDFPasswordIncorrect" in repr(err):
            said = text("the file is protected by a password; open it, remove the password, save.")
        else:
            said = text("the PDF is damaged; ask for the workbook or Word file.")
        raise Refused(said) from err
    if not pieces:
        raise Refused(
            text("this PDF is a picture of its pages (scanned) and holds no text; ask for the workbook or Word file.")
        )
    lines = [piece for piece in pieces if isinstance(piece, str)]
    if len(lines) == len(pieces) and any(map(_heads_a_table, lines)):
        raise Refused(
            text(
                "this PDF holds a table without ruled lines, its columns cannot be told; "
                "ask for the workbook or Word file."
            )
        )
    return {"sheets": [outline(lines)] if len(lines) == len(pieces) else _sheets(pieces)}


def _pieces(page: Page) -> Iterator[Piece]:
    """Yield a page's lines and tables from top to bottom."""
    top = 0.0
    for table in sorted(page.find_tables(), key=lambda t: t.bbox[1]):
        yield from _lines(page, top, table.bbox[1])
        yield [[cell and _unwrapped(cell) for cell in row] for row in table.extract()]
        top = max(top, table.bbox[3])
    yield from _lines(page, top, float(page.height))
    page.close()


def _lines(page: Page, top: float, bottom: float) -> Iterator[str]:
    """Yield the lines whose middle is between two heights: a table's own words may reach out of its frame."""
    if bottom - top > 1:
        said = page.filter(lambda o: "text" in o and top <= (o["top"] + o["bottom"]) / 2 < bottom).extract_text() or ""
        yield from (line for line in said.split("\n") if line.strip())


def _heads_a_table(line: str) -> bool:
    """Return whether a line of text is made of headings of columns, points among them."""
    from kaohe_tools.sheets.columns import Vocabulary

    words = line.split()
    if not _FEWEST_HEADINGS <= len(words) <= _MOST_HEADINGS:
        return False
    known = [match.field for word in words if (match := Vocabulary().match(word)) and match.confidence > _PART]
    return "points" in known and len(set(known)) >= _FEWEST_HEADINGS and len(known) * 2 > len(words)


def _unwrapped(cell: str) -> str:
    """Return a cell's text without the breaks at which its lines were full: only sentences and numbers begin lines."""
    return _FULL_LINE.sub("", _BETWEEN_WORDS.sub(" ", cell))


def _without_furniture(pages: list[list[Piece]]) -> list[Piece]:
    """Return all pages' pieces without page numbers, 续表, and lines that begin or end several pages."""
    pages = [[p for p in page if not (isinstance(p, str) and says_continued(p))] for page in pages]
    edges = Counter(p for page in pages for p in {*map(_line, page[:1]), *map(_line, page[-1:])} if p)
    kept: list[Piece] = []
    for page in pages:
        for n, piece in enumerate(page):
            at_edge = n in (0, len(page) - 1) and edges[_line(piece)] > 1
            if not at_edge or not kept:  # the first line of all is the title
                kept.append(piece)
    return kept


def _line(piece: Piece) -> str:
    return piece if isinstance(piece, str) else ""


def _sheets(pieces: list[Piece]) -> list[dict[str, Any]]:
    """Return the tables with the lines above each; one as wide as the last, right behind it, continues it."""
    sheets: list[dict[str, Any]] = []
    words: list[list[str | None]] = []
    for piece in pieces:
        if isinstance(piece, str):
            words.append([piece])
            continue
        width = max((len(row) for row in piece), default=0)
        if not sheets or words or width != sheets[-1]["width"]:
            sheets.append({"name": f"表{len(sheets) + 1}", "rows": [], "merges": [], "width": width, "typed": False})
            _append_lines(sheets[-1], words)
            words = []
        sheets[-1]["rows"] += piece
    _append_lines(sheets[-1], words)
    return sheets


def _append_lines(sheet: dict[str, Any], lines: list[list[str | None]]) -> None:
    at, width = len(sheet["rows"]), sheet["width"]
    sheet["rows"] += lines
    sheet["merges"] += [[n, 0, n, width - 1] for n in range(at, at + len(lines)) if width > 1]
