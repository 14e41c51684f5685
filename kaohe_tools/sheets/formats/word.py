"""A Word document -> its tables and paragraphs as plain data.

The XML is walked as it stands, since python-docx drops tracked insertions and repeats merged cells.
Tracked changes are read as if they had been accepted. Runs in the child process
(:mod:`kaohe_tools.sheets.formats.worker`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple
from xml.etree import ElementTree

from kaohe_tools.locale import text
from kaohe_tools.sheets.formats import container
from kaohe_tools.sheets.formats.scan import MAX_COLUMNS, MAX_ROWS
from kaohe_tools.sheets.formats.word_numbering import Numbering
from kaohe_tools.sheets.paging import says_continued

Element = ElementTree.Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
CHANGES_TAG = "kaohe-changes"
"""Marks the list of changes at the end of a document that was written back: it is no part of the sheet."""
MAX_SPAN = 63
"""As many columns as a table of Word can have."""

_DROPPED = (f"{W}del", f"{W}moveFrom", f"{W}footnoteReference", f"{W}pPr", f"{W}rPr", f"{W}drawing", f"{W}pict")
SIGNS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_CHANGES = tuple(f"{W}{name}" for name in ("ins", "del", "moveFrom", "cellIns", "cellDel"))
_NUMBERS = "一二三四五六七八九十（(1234567890"
_OUTLINE_BESIDE = 8
"""So many numbered paragraphs outside of the tables are a text of their own."""


def read(data: bytes, _name: str) -> dict[str, Any]:
    """Return the tables of a document as sheets; without any, its paragraphs as an outline.

    Raises
    ------
    Refused
        If the document is damaged, or built to swamp a reader.
    """
    from kaohe_tools.sheets.formats.worker import plain_message

    archive = container.open_zip(data)
    body = container.tree_of(archive, "word/document.xml").find(f"{W}body")
    if body is None:
        raise container.Refused(text("the document is empty; ask for it to be sent again."))
    sheets = [laid.sheet for laid in laid_out(body, Numbering.of(archive))]
    changes = sum(element.tag in _CHANGES for element in body.iter())
    if changes:
        said = text("the document has {n} tracked changes; it was read as if all were accepted.", n=changes)
        sheets[0].setdefault("notes", []).append(["tracked-changes", plain_message(said), None, None])
    return {"sheets": sheets}


class Laid(NamedTuple):
    """A sheet as plain data, and the paragraph or table cell that each of its values was read from."""

    sheet: dict[str, Any]
    places: list[list[Element | None]]


class Paragraph(NamedTuple):
    """Its number among the document's paragraphs that hold text, its text, whether it is numbered."""

    n: int
    said: str
    numbered: bool
    element: Element


def laid_out(body: Element, numbering: Numbering) -> list[Laid]:
    """Return a document's tables as sheets; without any, or beside a long text, its paragraphs as an outline."""
    from kaohe_tools.sheets.formats.delimited import outline

    blocks = list(_blocks(body, numbering))
    tables = _joined(blocks)
    paragraphs = [b for b in blocks if isinstance(b, Paragraph)]
    if tables:
        sheets = [_as_sheet(n, table) for n, table in enumerate(tables, 1)]
        if sum(p.numbered for p in paragraphs) >= _OUTLINE_BESIDE:
            sheets.append(Laid(outline([p.said for p in paragraphs]), [[p.element] for p in paragraphs]))
        return sheets
    lines = [(line, p.element) for p in paragraphs for line in p.said.split("\n")]
    return [Laid(outline([line for line, _p in lines]), [[element] for line, element in lines if line.strip()])]


class _Table:
    """The rows of one table, and of those that continue it on the next page."""

    def __init__(self, columns: int) -> None:
        self.columns = columns
        self.rows: list[list[Any]] = []
        self.places: list[list[Element | None]] = []
        self.merges: list[list[int]] = []
        self.above: list[Paragraph] = []
        self.below: list[Paragraph] = []


def _blocks(body: Element, numbering: Numbering) -> Iterator[Paragraph | _Table]:
    """Yield paragraphs that hold text, and tables, in the order of the document."""
    count = 0
    for element in inside(body):
        if element.tag == f"{W}p":
            said = paragraph_text(element, numbering).strip()
            if said:
                count += 1
                numbered = element.find(f"{W}pPr/{W}numPr") is not None or said[:1] in _NUMBERS
                yield Paragraph(count, said, numbered, element)
        elif element.tag == f"{W}tbl":
            yield _table(element, numbering)


def inside(parent: Element) -> Iterator[Element]:
    """Yield a body's or a cell's paragraphs and tables; content controls are looked into."""
    for element in parent:
        if element.tag == f"{W}sdt" and _lists_changes(element):
            continue
        if element.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}moveTo", f"{W}customXml", f"{W}smartTag"):
            yield from inside(element)
        else:
            yield element


def _lists_changes(control: Element) -> bool:
    tag = control.find(f"{W}sdtPr/{W}tag")
    return tag is not None and tag.get(f"{W}val") == CHANGES_TAG


def paragraph_text(paragraph: Element, numbering: Numbering) -> str:
    """Return a paragraph's text with its automatic number; deleted and hidden words are left out.

    A paragraph that is deleted as a whole takes no number.
    """
    words = "".join(_words(paragraph))
    if not words.strip() and paragraph.find(f"{W}pPr/{W}rPr/{W}del") is not None:
        return ""
    return numbering.label(paragraph) + words


def left_out(element: Element) -> bool:
    """Return whether a part of a paragraph is not read: deleted, hidden, or no words."""
    if element.tag in _DROPPED:
        return True
    hidden = element.find(f"{W}rPr/{W}vanish") if element.tag == f"{W}r" else None
    return hidden is not None and hidden.get(f"{W}val", "1") not in ("0", "false", "off")


def _words(element: Element) -> Iterator[str]:
    for child in element:
        if left_out(child):
            continue
        if child.tag == f"{W}t":
            yield child.text or ""
        elif child.tag in SIGNS:
            yield SIGNS[child.tag]
        else:
            yield from _words(child)


def _cell_text(cell: Element, numbering: Numbering) -> str:
    lines = []
    for element in inside(cell):
        if element.tag == f"{W}p":
            lines.append(paragraph_text(element, numbering))
        elif element.tag == f"{W}tbl":
            lines += [" ".join(_cell_text(c, numbering) for c in _cells_of(row)) for row in _rows_of(element)]
    return "\n".join(line for line in lines if line.strip()).strip()


def _rows_of(table: Element) -> Iterator[Element]:
    for element in inside(table):
        if element.tag == f"{W}tr" and element.find(f"{W}trPr/{W}del") is None:
            yield element


def _cells_of(row: Element) -> Iterator[Element]:
    return (element for element in inside(row) if element.tag == f"{W}tc")


def _number(element: Element | None, most: int) -> int:
    value = element.get(f"{W}val", "0") if element is not None else "0"
    number = int(value) if value.isdigit() and len(value) < 12 else 0
    if number > most:
        raise container.Refused(
            text(
                "a table cell spans {n} columns, more than a table can have; save the document anew in Word.", n=number
            )
        )
    return number


def _table(table: Element, numbering: Numbering) -> _Table:
    columns = len(table.findall(f"{W}tblGrid/{W}gridCol"))
    made = _Table(columns)
    open_above: dict[int, int] = {}  # column -> its merge, while cells below continue it
    for r, row in enumerate(_rows_of(table)):
        if r >= MAX_ROWS:
            raise container.Refused(text("a table has more than {n} rows; split it.", n=MAX_ROWS))
        cells: list[Any] = [None] * _number(row.find(f"{W}trPr/{W}gridBefore"), MAX_SPAN)
        places: list[Element | None] = [None] * len(cells)
        for cell in _cells_of(row):
            span = max(1, _number(cell.find(f"{W}tcPr/{W}gridSpan"), MAX_SPAN))
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            at = len(cells)
            if at > MAX_COLUMNS:
                raise container.Refused(text("a table has more than {n} columns; split it.", n=MAX_COLUMNS))
            places += [cell, *[None] * (span - 1)]
            if merge is not None and merge.get(f"{W}val") != "restart" and at in open_above:
                made.merges[open_above[at]][2] = r
                words = _cell_text(cell, numbering)
                cells += [words or None, *[None] * (span - 1)]
                continue
            cells += [_cell_text(cell, numbering) or None, *[None] * (span - 1)]
            for covered in range(at, at + span):
                open_above.pop(covered, None)
            if merge is not None:
                open_above[at] = len(made.merges)
            if merge is not None or span > 1:
                made.merges.append([r, at, r, at + span - 1])
        made.rows.append(cells)
        made.places.append(places)
    made.merges = [m for m in made.merges if m[:2] != m[2:]]
    made.columns = max([columns, *map(len, made.rows)])
    return made


def _joined(blocks: list[Paragraph | _Table]) -> list[_Table]:
    """Give paragraphs to the table below them, and join a table to the part of it on the next page."""
    tables: list[_Table] = []
    waiting: list[Paragraph] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            waiting.append(block)
        elif tables and block.columns == tables[-1].columns and all(says_continued(p.said) for p in waiting):
            waiting = []
            shift = len(tables[-1].rows)
            tables[-1].merges += [[m[0] + shift, m[1], m[2] + shift, m[3]] for m in block.merges]
            tables[-1].rows += block.rows
            tables[-1].places += block.places
        else:
            block.above, waiting = waiting, []
            tables.append(block)
    if tables:
        tables[-1].below = waiting
    return tables


def _as_sheet(number: int, table: _Table) -> Laid:
    above, width = len(table.above), max(table.columns, 1)
    rows = [[p.said] for p in table.above] + table.rows + [[p.said] for p in table.below]
    names = [f"第{p.n}段" for p in table.above]
    names += [str(n) for n in range(1, len(table.rows) + 1)]
    names += [f"第{p.n}段" for p in table.below]
    wide = [n for n in range(len(rows)) if not above <= n < above + len(table.rows)]
    merges = [[n, 0, n, width - 1] for n in wide if width > 1]
    merges += [[m[0] + above, m[1], m[2] + above, m[3]] for m in table.merges]
    places: list[list[Element | None]] = [[p.element] for p in table.above]
    places += table.places
    places += [[p.element] for p in table.below]
    sheet = {"name": f"表{number}", "rows": rows, "merges": sorted(merges), "row_names": names, "typed": False}
    return Laid(sheet, places)
