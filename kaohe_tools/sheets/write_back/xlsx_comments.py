"""Comments of a sheet: the texts, and the boxes that Excel draws them in (legacy VML)."""

from __future__ import annotations

import re

from lxml import etree

from kaohe_tools.errors import OutputError
from kaohe_tools.locale import _
from kaohe_tools.plain_text import cell_text
from kaohe_tools.sheets.write_back.package import RELATION, Element, Package

M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
AUTHOR = "kaohe_tools"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_NO_COMMENTS = f'<comments xmlns="{M[1:-1]}"><authors/><commentList/></comments>'
_NAMES = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
"""Said again on every box, since the part of another program may name its spaces otherwise."""
_NO_BOXES = f'<xml {_NAMES}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{{block}}"/></o:shapelayout></xml>'
_BOX_TYPE = (
    f"<v:shapetype {_NAMES} "
    'id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_BOX = (
    f"<v:shape {_NAMES} "
    'id="_x0000_s{id}" type="#_x0000_t202" '
    'style="position:absolute;margin-left:60pt;margin-top:2pt;width:{width}pt;height:{height}pt;z-index:{z};'
    'visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
    '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{left},12,{top},2,{right},20,{bottom},4</x:Anchor><x:AutoFill>False</x:AutoFill>"
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_BLOCK = 1024
_SHAPE = re.compile(r"<((?:\w+:)?shape)\b.*?</\1>", re.DOTALL)
_ANCHOR = re.compile(r"(Anchor>(?:\s*\d+\s*,){6}\s*)(\d+)(\s*,\s*\d+\s*<)")
_HEIGHT = re.compile(r"([;\s\"']height:\s*)([\d.]+)(p[tx])")
_AFTER_DRAWING = (
    *("legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst"),
)


class Comments:
    """The comments of one sheet; those that are there stay."""

    def __init__(self, book: Package, part: str) -> None:
        self.book, self.part = book, part
        self.sheet = book.tree(part)
        found = book.related(part, "comments")
        if found:
            self.name = found[0]
        else:
            self.name = book.free_name("xl/comments{}.xml")
            book.add(self.name, _NO_COMMENTS.encode(), _TYPE)
            book.relate(part, "comments", self.name)
        self.root = book.tree(self.name)
        self.at = {c.get("ref"): c for c in self.root.find(f"{M}commentList")}
        self.boxes = self._boxes_part()
        self._written = book.read(self.boxes).decode("utf-8", "surrogateescape")
        self._new: list[str] = []
        block = re.search(r"idmap[^>]*data=[\"'](\d+)", self._written)
        used = [int(n) for n in re.findall(r"_x0000_s(\d+)", self._written)]
        self._last = max([_BLOCK * (int(block[1]) if block else 1), *used])

    def add(self, ref: str, row: int, column: int, said: str) -> None:
        """Write a comment for a cell, below the one that it has."""
        own = self.at.get(ref)
        if own is not None:
            words = own.find(f"{M}text")
            plain = words.find(f"{M}t")
            if plain is not None:  # a text without runs takes none beside it
                run = etree.Element(f"{M}r")
                words.replace(plain, run)
                run.append(plain)
            _run(words, f"\n———— {AUTHOR} ————\n{said}")
            self._grow(row, column, 1 + _lines(said))
            return
        own = etree.Element(f"{M}comment", ref=ref, authorId=str(self._author()))
        _run(etree.SubElement(own, f"{M}text"), said)
        self.root.find(f"{M}commentList").append(own)
        self.at[ref] = own
        self._box(row, column, said)

    def _author(self) -> int:
        authors = self.root.find(f"{M}authors")
        names = [a.text for a in authors]
        if AUTHOR not in names:
            etree.SubElement(authors, f"{M}author").text = AUTHOR
            names.append(AUTHOR)
        return names.index(AUTHOR)

    def _boxes_part(self) -> str:
        found = self.book.related(self.part, "vmlDrawing")
        legacy = self.sheet.find(f"{M}legacyDrawing")
        if legacy is not None and found:
            named = legacy.get(f"{{{RELATION}}}id")
            targets = self.book.targets(self.part)
            return targets.get(named, found[0])
        name = self.book.free_name("xl/drawings/vmlDrawing{}.vml")
        block = 1 + max([0, *(int(n) for n in re.findall(r"idmap[^>]*data=[\"'](\d+)", self._all_boxes()))])
        self.book.default_type("vml", _VML_TYPE)
        self.book.put(name, _NO_BOXES.format(block=block).encode())
        legacy = etree.Element(f"{M}legacyDrawing")
        legacy.set(f"{{{RELATION}}}id", self.book.relate(self.part, "vmlDrawing", name))
        after = [e for e in self.sheet if isinstance(e.tag, str) and e.tag[len(M) :] in _AFTER_DRAWING]
        if after:
            after[0].addprevious(legacy)
        else:
            self.sheet.append(legacy)
        return name

    def _all_boxes(self) -> str:
        names = [n for n in self.book.names() if n.lower().endswith(".vml")]
        return "".join(self.book.read(n).decode("utf-8", "replace") for n in names)

    def finish(self) -> None:
        """Write the boxes of the new comments."""
        end = self._written.rfind("</xml")
        if end < 0:
            raise OutputError(_("The part {name} of the file is damaged; save it anew.").format(name=self.boxes))
        known = '"_x0000_t202"' in self._written.replace("#_x0000_t202", "")
        new = "".join(self._new if known or not self._new else [_BOX_TYPE, *self._new])
        self.book.put(self.boxes, (self._written[:end] + new + self._written[end:]).encode("utf-8", "surrogateescape"))

    def _box(self, row: int, column: int, said: str) -> None:
        lines = _lines(said)
        self._last += 1
        self._new.append(
            _BOX.format(
                id=self._last,
                z=len(self._new) + 1,
                width=200,
                height=24 + 14 * min(lines, 20),
                left=column + 1,
                top=max(row - 1, 0),
                right=column + 4,
                bottom=max(row - 1, 0) + 2 + min(lines, 12),
                row=row,
                column=column,
            )
        )

    def _grow(self, row: int, column: int, lines: int) -> None:
        """Make the box of a comment higher, so that what was added can be seen."""
        for match in _SHAPE.finditer(self._written):
            place = [re.search(rf"<(?:\w+:)?{n}>\s*(\d+)\s*<", match[0]) for n in ("Row", "Column")]
            if [p and int(p[1]) for p in place] == [row, column]:
                grown = _ANCHOR.sub(lambda m: f"{m[1]}{int(m[2]) + lines}{m[3]}", match[0])
                grown = _HEIGHT.sub(lambda m: f"{m[1]}{float(m[2]) + 14 * lines:g}{m[3]}", grown, count=1)
                self._written = self._written[: match.start()] + grown + self._written[match.end() :]
                return


def _lines(said: str) -> int:
    return sum(1 + len(line) // 18 for line in said.split("\n"))


def _run(words: Element, said: str) -> None:
    run = etree.SubElement(words, f"{M}r")
    properties = etree.SubElement(run, f"{M}rPr")
    etree.SubElement(properties, f"{M}sz", val="9")
    etree.SubElement(properties, f"{M}rFont", val="宋体")
    text = etree.SubElement(run, f"{M}t")
    text.text = cell_text(said)
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
