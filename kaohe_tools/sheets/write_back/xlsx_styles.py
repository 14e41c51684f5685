"""Cell formats of a workbook: those of changed cells with a fill, and those of the list of changes."""

from __future__ import annotations

import copy
import re
from decimal import Decimal

from lxml import etree

from kaohe_tools.sheets.write_back.package import Element, Package

M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_CHANGED = "FFFFF2AB"
_HEADING = "FFF1F3F4"
_ORDER = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles")
_WHOLE = {"1": "0", "3": "#,##0"}
_TWO_PLACES = {"2", "4", "39", "40", "10"}
_EMPTY = (
    '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="1"><font/></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="1"><xf/></cellXfs></styleSheet>'
)
_STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"


class Styles:
    """The part with the formats; it only grows."""

    def __init__(self, book: Package, workbook: str) -> None:
        parts = book.related(workbook, "styles")
        if parts:
            self.root = book.tree(parts[0])
        else:
            name = book.free_name("xl/styles{}.xml")
            book.add(name, _EMPTY.encode(), _STYLES_TYPE)
            book.relate(workbook, "styles", name)
            self.root = book.tree(name)
        self._made: dict[tuple[object, ...], int] = {}

    def changed(self, style: str, value: Decimal | None) -> int:
        """Return the format of a changed cell: its own with a fill, and places enough for its number."""
        xfs = self._group("cellXfs")
        own = int(style or 0)
        base = xfs[own] if own < len(xfs) else xfs[0]
        code = self._shows(base.get("numFmtId", "0"), value)
        key = ("changed", own, code)
        if key not in self._made:
            xf = copy.deepcopy(base)
            xf.set("fillId", str(self._fill(_CHANGED)))
            xf.set("applyFill", "1")
            if code:
                xf.set("numFmtId", code)
                xf.set("applyNumberFormat", "1")
            self._made[key] = _append(xfs, xf)
        return self._made[key]

    def listed(self, kind: str, *, quote: bool = False) -> int:
        """Return a format of the list: ``"title"``, ``"head"``, ``"text"``, ``"link"`` or ``"note"``."""
        key = ("listed", kind, quote)
        if key not in self._made:
            xf = etree.Element(f"{M}xf", numFmtId="0", fontId="0", fillId="0", borderId="0", xfId="0")
            if kind != "text":
                xf.set("fontId", str(self._font(kind)))
                xf.set("applyFont", "1")
            if kind == "head":
                xf.set("fillId", str(self._fill(_HEADING)))
                xf.set("applyFill", "1")
            if kind in ("head", "text", "link"):
                xf.set("borderId", str(self._border()))
                xf.set("applyBorder", "1")
            if quote:
                xf.set("quotePrefix", "1")
            xf.set("applyAlignment", "1")
            etree.SubElement(xf, f"{M}alignment", vertical="top", wrapText="0" if kind in ("title", "note") else "1")
            self._made[key] = _append(self._group("cellXfs"), xf)
        return self._made[key]

    def _group(self, name: str) -> Element:
        found = self.root.find(f"{M}{name}")
        if found is None:
            found = etree.Element(f"{M}{name}", count="0")
            before = [self.root.find(f"{M}{n}") for n in _ORDER[: _ORDER.index(name)]]
            at = max((self.root.index(e) + 1 for e in before if e is not None), default=0)
            self.root.insert(at, found)
        return found

    def _fill(self, colour: str) -> int:
        key = ("fill", colour)
        if key not in self._made:
            fill = etree.Element(f"{M}fill")
            pattern = etree.SubElement(fill, f"{M}patternFill", patternType="solid")
            etree.SubElement(pattern, f"{M}fgColor", rgb=colour)
            etree.SubElement(pattern, f"{M}bgColor", indexed="64")
            self._made[key] = _append(self._group("fills"), fill)
        return self._made[key]

    def _font(self, kind: str) -> int:
        key = ("font", kind)
        if key not in self._made:
            fonts = self._group("fonts")
            font = copy.deepcopy(fonts[0]) if len(fonts) else etree.Element(f"{M}font")
            for name in ("b", "u", "color", "sz") if kind != "note" else ("color",):
                for child in font.findall(f"{M}{name}"):
                    if name != "sz" or kind == "title":
                        font.remove(child)
            made = []
            if kind in ("title", "head"):
                made.append(etree.Element(f"{M}b"))
            if kind == "link":
                made.append(etree.Element(f"{M}u"))
            if kind == "title":
                made.append(etree.Element(f"{M}sz", val="14"))
            if kind in ("link", "note"):
                made.append(etree.Element(f"{M}color", rgb="FF1155CC" if kind == "link" else "FF5F6368"))
            for n, child in enumerate(made):
                font.insert(n, child)
            self._made[key] = _append(fonts, font)
        return self._made[key]

    def _border(self) -> int:
        if ("border",) not in self._made:
            border = etree.Element(f"{M}border")
            for side in ("left", "right", "top", "bottom"):
                line = etree.SubElement(border, f"{M}{side}", style="thin")
                etree.SubElement(line, f"{M}color", rgb="FF8A8F98")
            etree.SubElement(border, f"{M}diagonal")
            self._made["border",] = _append(self._group("borders"), border)
        return self._made["border",]

    def _shows(self, format_id: str, value: Decimal | None) -> str:
        """Return the id of a number format with more places, where the cell's own would round its new value."""
        places = max(0, -int(value.normalize().as_tuple().exponent)) if value is not None else 0
        code = _WHOLE.get(format_id, "") or self._codes().get(format_id, "")
        if not places or format_id in _TWO_PLACES or not code:
            return ""
        first = code.split(";")[0]
        match = re.search(r"0(?:\.(0+))?(?![0#])", re.sub(r'"[^"]*"|\[[^\]]*\]', lambda m: "_" * len(m[0]), first))
        if match is None or "%" in first or "?" in first or len(match[1] or "") >= places:
            return ""
        wider = f"{first[: match.start()]}0.{'0' * places}{first[match.end() :]}"
        return self._number_format(";".join([wider, *code.split(";")[1:]]))

    def _codes(self) -> dict[str, str]:
        found = self.root.find(f"{M}numFmts")
        return {f.get("numFmtId", ""): f.get("formatCode", "") for f in found} if found is not None else {}

    def _number_format(self, code: str) -> str:
        known = self._codes()
        for id_, own in known.items():
            if own == code:
                return id_
        id_ = str(max([163, *(int(k) for k in known if k.isdigit())]) + 1)
        group = self._group("numFmts")
        _append(group, etree.Element(f"{M}numFmt", numFmtId=id_, formatCode=code))
        return id_


def _append(group: Element, element: Element) -> int:
    """Add an element to a counted group and return its number."""
    group.append(element)
    group.set("count", str(len(group)))
    return len(group) - 1
