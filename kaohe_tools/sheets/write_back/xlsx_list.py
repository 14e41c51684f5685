"""The last sheet of a workbook that was written back: every change, with where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from lxml import etree

from kaohe_tools.plain_text import cell_text, half_letters, is_live
from kaohe_tools.points import format_points
from kaohe_tools.sheets.change_list import columns, heading, title
from kaohe_tools.sheets.letters import column_letter
from kaohe_tools.sheets.write_back.changes import Entry
from kaohe_tools.sheets.write_back.package import RELATION, Element, Package
from kaohe_tools.sheets.write_back.xlsx_styles import Styles

M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_WIDTHS = (14, 10, 30, 9, 9, 9, 32, 52, 52)
_MOST_NAME = 31
_HEIGHTS = {"title": 26, "head": 20, "note": 16}
_LINE, _HIGHEST = 15, 405
"""Points of one line, and of the highest row that Excel shows."""


@dataclass(frozen=True, slots=True)
class Listed:
    """What the list says: the source, the changes, what else is to be known."""

    source: str
    entries: Sequence[Entry]
    notes: Sequence[str]


def add_list(book: Package, workbook: str, styles: Styles, listed: Listed) -> str:
    """Add the sheet and return its name."""
    tree = book.tree(workbook)
    sheets = tree.find(f"{M}sheets")
    taken = {s.get("name", "").lower() for s in sheets}
    name, n = title(), 1
    while name.lower() in taken:
        n += 1
        name = f"{title()[: _MOST_NAME - 4]} {n}"
    part = book.free_name("xl/worksheets/sheet{}.xml")
    root = _Sheet(styles).filled(listed)
    book.add(part, etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True), _TYPE)
    number = 1 + max([0, *(int(s.get("sheetId", "0")) for s in sheets)])
    made = etree.SubElement(sheets, f"{M}sheet", name=name, sheetId=str(number))
    made.set(f"{{{RELATION}}}id", book.relate(workbook, "worksheet", part))
    return name


class _Sheet:
    """The sheet while it is filled, row by row."""

    def __init__(self, styles: Styles) -> None:
        self.styles = styles
        self.root = etree.Element(f"{M}worksheet", nsmap={None: M[1:-1], "r": RELATION})
        self.links: list[tuple[str, str, str]] = []
        self.row = 0

    def filled(self, listed: Listed) -> Element:
        """Return the sheet with a heading, a line for each change, and the notes below."""
        root = self.root
        pages = etree.SubElement(etree.SubElement(root, f"{M}sheetPr"), f"{M}pageSetUpPr")
        pages.set("fitToPage", "1")
        view = etree.SubElement(etree.SubElement(root, f"{M}sheetViews"), f"{M}sheetView", workbookViewId="0")
        etree.SubElement(view, f"{M}pane", ySplit="2", topLeftCell="A3", activePane="bottomLeft", state="frozen")
        widths = etree.SubElement(root, f"{M}cols")
        for n, width in enumerate(_WIDTHS, 1):
            etree.SubElement(widths, f"{M}col", min=str(n), max=str(n), width=str(width), customWidth="1")
        data = etree.SubElement(root, f"{M}sheetData")
        self._line(data, [heading(len(listed.entries), listed.source)], "title")
        self._line(data, list(columns()), "head")
        for entry in listed.entries:
            self._entry(data, entry)
        for note in listed.notes:
            self._line(data, [note], "note")
        if self.links:
            links = etree.SubElement(root, f"{M}hyperlinks")
            for ref, location, shown in self.links:
                etree.SubElement(links, f"{M}hyperlink", ref=ref, location=location, display=shown)
        etree.SubElement(
            root, f"{M}pageMargins", left="0.5", right="0.5", top="0.6", bottom="0.6", header="0.3", footer="0.3"
        )
        etree.SubElement(root, f"{M}pageSetup", paperSize="9", orientation="landscape", fitToHeight="0")
        return root

    def _entry(self, data: Element, entry: Entry) -> None:
        by = entry.after - entry.before if entry.before is not None and entry.after is not None else None
        values: list[str | Decimal | None] = [
            entry.sheet, entry.cell, entry.label, entry.before, entry.after, by,
            entry.reason, entry.old_text, entry.new_text,
        ]  # fmt: skip
        self._line(data, values, "text")
        quoted = entry.sheet.replace("'", "''")
        self.links.append((f"B{self.row}", f"'{quoted}'!{entry.cell}", entry.cell))

    def _line(self, data: Element, values: Sequence[str | Decimal | None], kind: str) -> None:
        self.row += 1
        line = etree.SubElement(data, f"{M}row", r=str(self.row))
        for n, value in enumerate(values):
            ref = f"{column_letter(n)}{self.row}"
            own = "link" if kind == "text" and n == 1 else kind
            live = isinstance(value, str) and is_live(value)
            cell = etree.SubElement(line, f"{M}c", r=ref, s=str(self.styles.listed(own, quote=live)))
            if isinstance(value, Decimal):
                etree.SubElement(cell, f"{M}v").text = format_points(value)
            elif value:
                cell.set("t", "inlineStr")
                words = etree.SubElement(etree.SubElement(cell, f"{M}is"), f"{M}t")
                words.text = cell_text(value)
                words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        needed = [_lines(str(v), width) for v, width in zip(values, _WIDTHS, strict=False) if v is not None]
        height = _HEIGHTS.get(kind) or min(_HIGHEST, _LINE * max(needed) + 2)
        line.set("ht", str(height))
        line.set("customHeight", "1")


def _lines(words: str, width: int) -> int:
    """Return how many lines a text takes in a column."""
    return sum(-(-max(half_letters(line), 1) // (width - 1)) for line in words.split("\n"))
