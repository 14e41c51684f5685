"""A Word document with other points: figures rewritten in their runs, marked, commented, and listed at the end.

Formats of runs, tracked changes, pictures, headers and all else stay as they are.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from kaohe_tools.errors import OutputError
from kaohe_tools.locale import _
from kaohe_tools.sheets.formats.word import SIGNS, W, inside, laid_out, left_out
from kaohe_tools.sheets.formats.word_numbering import Numbering
from kaohe_tools.sheets.write_back.changes import Change, Changes
from kaohe_tools.sheets.write_back.docx_comments import Comments
from kaohe_tools.sheets.write_back.docx_list import add_list
from kaohe_tools.sheets.write_back.package import Element, Package
from kaohe_tools.sheets.write_back.spans import Replacement, carried

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_BEFORE_HIGHLIGHT = (
    *("rStyle", "rFonts", "b", "bCs", "i", "iCs", "caps", "smallCaps", "strike", "dstrike", "outline", "shadow"),
    *("emboss", "imprint", "noProof", "snapToGrid", "vanish", "webHidden", "color", "spacing", "w", "kern"),
    *("position", "sz", "szCs"),
)


def rewritten_document(data: bytes, changes: Changes, source: str) -> tuple[bytes, tuple[str, ...]]:
    """Return a document's bytes with the changes written, marked and listed; and notes for the reader."""
    book = Package(data)
    part = "word/document.xml"
    body = book.tree(part).find(f"{W}body")
    numbering = _Remembering.of(book.zip)
    places = {laid.sheet["name"]: laid.places for laid in laid_out(body, numbering)}
    comments = Comments(book, part)
    for change in changes.cells:
        element = places[change.sheet][change.row][change.column]
        assert element is not None  # noqa: S101 - a text was read from it
        figures = _write(element, change, numbering)
        comments.add(figures, change.said)
    add_list(body, changes.entries, source)
    return book.to_bytes(), ()


@dataclass
class _Remembering(Numbering):
    """The automatic numbers of paragraphs, kept: they are part of what was read, but stand in no run."""

    given: dict[Any, str] = field(default_factory=dict)

    def label(self, paragraph: Any) -> str:
        """Return the number that a paragraph shows, and keep it."""
        said = self.given[paragraph] = super().label(paragraph)
        return said


def _write(element: Element, change: Change, numbering: _Remembering) -> list[Element]:
    """Replace figures in a cell or paragraph; return the runs that hold the new ones."""
    pieces = list(_pieces(element, numbering))
    moved = carried(change.edits, change.raw, "".join(words for _node, words in pieces))
    if moved is None:
        raise OutputError(
            _("{cell} holds another text than “{words}”; nothing was written.").format(
                cell=f"{change.sheet} · {change.cell}", words=change.raw[:40]
            )
        )
    figures: list[Element] = []
    at = 0
    for node, words in pieces:
        end = at + len(words)
        inside = [e for e in moved if e.start < end and e.end > at]
        if inside and node is None:
            raise OutputError(
                _("The figure to change in {cell} is an automatic number of Word; nothing was written.").format(
                    cell=f"{change.sheet} · {change.cell}"
                )
            )
        if inside:
            cut = [
                Replacement(max(e.start - at, 0), min(e.end, end) - at, e.new if e.start >= at else "") for e in inside
            ]
            figures += _cut(node, words, cut)
        at = end
    return figures


def _pieces(element: Element, numbering: _Remembering) -> Iterator[tuple[Element | None, str]]:
    """Yield the texts of a paragraph or cell as the reader joins them, each with its element."""
    if element.tag == f"{W}p":
        yield None, numbering.given.get(element, "")
        yield from _words(element)
        yield None, "\n"
        return
    for child in inside(element):
        if child.tag == f"{W}p":
            yield from _pieces(child, numbering)
        elif child.tag == f"{W}tbl":
            for cell in child.iter(f"{W}tc"):
                yield from _pieces(cell, numbering)


def _words(element: Element) -> Iterator[tuple[Element | None, str]]:
    for child in element:
        if left_out(child):
            continue
        if child.tag == f"{W}t":
            yield child, child.text or ""
        elif child.tag in SIGNS:
            yield None, SIGNS[child.tag]
        else:
            yield from _words(child)


def _cut(node: Element, words: str, edits: Sequence[Replacement]) -> list[Element]:
    """Split the run of a text so that each new figure stands in one of its own; return those."""
    run = node.getparent()
    figures = []
    at = 0
    before = [child for child in run if child.tag != f"{W}rPr" and run.index(child) < run.index(node)]
    kept: list[tuple[str, bool]] = []
    for edit in edits:
        kept += [(words[at : edit.start], False), (edit.new, True)]
        at = edit.end
    kept.append((words[at:], False))
    for said, is_figure in kept:
        if not said:
            continue
        made = _like(run)
        if before:
            made.extend(before)
            before = []
        text = etree.SubElement(made, f"{W}t")
        text.text = said
        text.set(_SPACE, "preserve")
        run.addprevious(made)
        if is_figure:
            _highlight(made)
            figures.append(made)
    if before:
        lead = _like(run)
        lead.extend(before)
        run.addprevious(lead)
    run.remove(node)
    if all(child.tag == f"{W}rPr" for child in run):
        run.getparent().remove(run)
    return figures


def _like(run: Element) -> Element:
    """Return an empty run of the same format."""
    made = etree.Element(f"{W}r", run.attrib)
    properties = run.find(f"{W}rPr")
    if properties is not None:
        made.append(copy.deepcopy(properties))
    return made


def _highlight(run: Element) -> None:
    properties = run.find(f"{W}rPr")
    if properties is None:
        properties = etree.Element(f"{W}rPr")
        run.insert(0, properties)
    for old in properties.findall(f"{W}highlight"):
        properties.remove(old)
    before = [c for c in properties if isinstance(c.tag, str) and c.tag[len(W) :] in _BEFORE_HIGHLIGHT]
    mark = etree.Element(f"{W}highlight")
    mark.set(f"{W}val", "yellow")
    properties.insert(properties.index(before[-1]) + 1 if before else 0, mark)
