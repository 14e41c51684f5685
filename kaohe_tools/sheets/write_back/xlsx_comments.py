"""Comments of a sheet: the texts, and the boxes that Excel draws them in (legacy VML)."""

from __future__ import annotations

import re

from lxml import etree

from kaohe_tools.sheets.write_back.package import RELATION, Element, Package

M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
AUTHOR = "kaohe_tools"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_NO_COMMENTS = f'<comments xmlns="{M[1:-1]}"><authors/><commentList/></comments>'
_NO_BOXES = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit">'
    '<o:idmap v:ext="edit" data="{block}"/></o:shapelayout></xml>'
)
_BOX_TYPE = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_BOX = (
    '<v:shape id="_x0000_s{id}" type="#_x0000_t202" '
    'style="position:absolute;margin-left:60pt;margin-top:2pt;width:{width}pt;height:{height}pt;z-index:{z};'
    'visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
    '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{left},12,{top},2,{right},20,{bottom},4</x:Anchor><x:AutoFill>False</x:AutoFill>"
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_BLOCK = 1024
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
        self.boxes = self._boxes_part()

    def add(self, ref: str, row: int, column: int, said: str) -> None:
        """Write a comment for a cell, below the one that it has."""
        group = self.root.find(f"{M}commentList")
        own = next((c for c in group if c.get("ref") == ref), None)
        if own is not None:
            words = own.find(f"{M}text")
            plain = words.find(f"{M}t")
            if plain is not None:  # a text without runs takes none beside it
                run = etree.Element(f"{M}r")
                words.replace(plain, run)
                run.append(plain)
            _run(words, f"\n———— {AUTHOR} ————\n{said}")
            return
        own = etree.Element(f"{M}comment", ref=ref, authorId=str(self._author()))
        _run(etree.SubElement(own, f"{M}text"), said)
        group.append(own)
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

    def _box(self, row: int, column: int, said: str) -> None:
        written = self.book.read(self.boxes).decode("utf-8")
        end = written.rindex("</xml>")
        used = [int(n) for n in re.findall(r"_x0000_s(\d+)", written)]
        block = re.search(r"idmap[^>]*data=[\"'](\d+)", written)
        first = _BLOCK * int(block[1]) if block else _BLOCK
        lines = sum(1 + len(line) // 18 for line in said.split("\n"))
        box = "" if '_x0000_t202"' in written.replace("#_x0000_t202", "") else _BOX_TYPE
        box += _BOX.format(
            id=max([first, *used]) + 1,
            z=len(used) + 1,
            width=200,
            height=24 + 14 * min(lines, 20),
            left=column + 1,
            top=max(row - 1, 0),
            right=column + 4,
            bottom=max(row - 1, 0) + 2 + min(lines, 12),
            row=row,
            column=column,
        )
        self.book.put(self.boxes, (written[:end] + box + written[end:]).encode())


def _run(words: Element, said: str) -> None:
    run = etree.SubElement(words, f"{M}r")
    properties = etree.SubElement(run, f"{M}rPr")
    etree.SubElement(properties, f"{M}sz", val="9")
    etree.SubElement(properties, f"{M}rFont", val="宋体")
    text = etree.SubElement(run, f"{M}t")
    text.text = said
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
