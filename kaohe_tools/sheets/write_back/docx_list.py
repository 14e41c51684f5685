"""The list of changes at the end of a document, in a content control that readers of sheets pass over."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from kaohe_tools.plain_text import clean
from kaohe_tools.points import format_points
from kaohe_tools.sheets.change_list import columns, heading, title
from kaohe_tools.sheets.formats.word import CHANGES_TAG, W
from kaohe_tools.sheets.write_back.changes import Entry
from kaohe_tools.sheets.write_back.package import Element

_WIDTHS = (700, 700, 1500, 600, 600, 600, 1200, 1800, 1800)


def add_list(body: Element, entries: Sequence[Entry], source: str) -> None:
    """Add the list on a page of its own, before the document's last section ends."""
    control = etree.Element(f"{W}sdt")
    properties = etree.SubElement(control, f"{W}sdtPr")
    for name, value in (("alias", title()), ("tag", CHANGES_TAG)):
        etree.SubElement(properties, f"{W}{name}").set(f"{W}val", value)
    content = etree.SubElement(control, f"{W}sdtContent")
    first = _paragraph(content, heading(len(entries), source), bold=True, size=28)
    etree.SubElement(first.find(f"{W}pPr"), f"{W}pageBreakBefore")
    table = etree.SubElement(content, f"{W}tbl")
    _frame(table)
    _row(table, columns(), head=True)
    for entry in entries:
        _row(table, _cells(entry))
    _paragraph(content, "")
    last = body.find(f"{W}sectPr")
    if last is None:
        body.append(control)
    else:
        last.addprevious(control)


def _cells(entry: Entry) -> tuple[str, ...]:
    by = entry.after - entry.before if entry.before is not None and entry.after is not None else None
    figures = [format_points(n) if n is not None else "" for n in (entry.before, entry.after, by)]
    return entry.sheet, entry.cell, entry.label, *figures, entry.reason, entry.old_text, entry.new_text


def _frame(table: Element) -> None:
    properties = etree.SubElement(table, f"{W}tblPr")
    _set(etree.SubElement(properties, f"{W}tblW"), w="5000", type="pct")
    borders = etree.SubElement(properties, f"{W}tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        _set(etree.SubElement(borders, f"{W}{side}"), val="single", sz="4", space="0", color="8A8F98")
    _set(etree.SubElement(properties, f"{W}tblLayout"), type="fixed")
    grid = etree.SubElement(table, f"{W}tblGrid")
    for width in _WIDTHS:
        _set(etree.SubElement(grid, f"{W}gridCol"), w=str(width))


def _row(table: Element, cells: Sequence[str], *, head: bool = False) -> None:
    row = etree.SubElement(table, f"{W}tr")
    if head:
        etree.SubElement(etree.SubElement(row, f"{W}trPr"), f"{W}tblHeader")
    for words, width in zip(cells, _WIDTHS, strict=True):
        cell = etree.SubElement(row, f"{W}tc")
        properties = etree.SubElement(cell, f"{W}tcPr")
        _set(etree.SubElement(properties, f"{W}tcW"), w=str(width), type="dxa")
        if head:
            _set(etree.SubElement(properties, f"{W}shd"), val="clear", color="auto", fill="F1F3F4")
        _paragraph(cell, words, bold=head, size=16)


def _paragraph(parent: Element, words: str, *, bold: bool = False, size: int = 18) -> Element:
    paragraph = etree.SubElement(parent, f"{W}p")
    etree.SubElement(paragraph, f"{W}pPr")
    if words:
        run = etree.SubElement(paragraph, f"{W}r")
        properties = etree.SubElement(run, f"{W}rPr")
        if bold:
            etree.SubElement(properties, f"{W}b")
        for name in ("sz", "szCs"):
            _set(etree.SubElement(properties, f"{W}{name}"), val=str(size))
        for n, line in enumerate(clean(words).split("\n")):
            if n:
                etree.SubElement(run, f"{W}br")
            text = etree.SubElement(run, f"{W}t")
            text.text = line
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return paragraph


def _set(element: Element, **values: str) -> None:
    for name, value in values.items():
        element.set(f"{W}{name}", value)
