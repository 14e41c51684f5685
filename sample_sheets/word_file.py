"""Word documents with the same bytes for the same contents: tables with merged cells, numbered paragraphs."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt

Cells = Sequence[str | None]
"""One row of a table; None continues the cell above."""

LIST_ITEM = "\u2022"
"""A line that begins with it becomes a paragraph which Word numbers by itself."""

_DAY = datetime.datetime(2018, 5, 18)
_LISTS = 7000  # well above the numbers that the template uses


class WordFile:
    """A document under construction."""

    def __init__(self, *, landscape: bool = False) -> None:
        self.document: Any = Document()
        self._lists = 0
        section = self.document.sections[0]
        wide, high = Cm(29.7), Cm(21.0)
        section.page_width, section.page_height = (wide, high) if landscape else (high, wide)
        if landscape:
            section.orientation = WD_ORIENT.LANDSCAPE
        for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
            setattr(section, side, Cm(1.8 if landscape else 2.5))
        self.width = 29.7 - 3.6 if landscape else 21.0 - 5.0
        normal = self.document.styles["Normal"]
        normal.font.size, normal.font.name = Pt(10 if landscape else 12), "Times New Roman"
        fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
        fonts.set(qn("w:eastAsia"), "宋体")
        normal.paragraph_format.space_after = Pt(0 if landscape else 3)

    def title(self, words: str) -> None:
        """Add a centred title."""
        paragraph = self.document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = paragraph.add_run(words)
        run.font.size, run.font.bold = Pt(16), True
        paragraph.paragraph_format.space_after = Pt(8)

    def line(self, words: str) -> None:
        """Add a paragraph; a newline inside it is a line break."""
        paragraph = self.document.add_paragraph()
        for n, part in enumerate(words.split("\n")):
            run = paragraph.add_run()
            if n:
                run.add_break()
            run.add_text(part)

    def new_page(self) -> None:
        """Go on with the next page."""
        self.document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def table(self, header: Sequence[str], rows: Sequence[Cells], widths: Sequence[float]) -> None:
        """Add a table; its header repeats on every page that Word makes of it."""
        table = self.document.add_table(rows=len(rows) + 1, cols=len(header))
        table.style, table.autofit = "Table Grid", False
        share = self.width / sum(widths)
        grid = [list(row.cells) for row in table.rows]
        for n, width in enumerate(widths):
            table.columns[n].width = Cm(width * share)
        for top, cells in enumerate((header, *rows)):
            for left, words in enumerate(cells):
                cell = grid[top][left]
                cell.width = Cm(widths[left] * share)
                self._merge(cell, cells=(header, *rows), top=top, left=left)
                if words:
                    self._write(cell, words, bold=top == 0)
        mark = OxmlElement("w:tblHeader")
        table.rows[0]._tr.get_or_add_trPr().append(mark)

    @staticmethod
    def _merge(cell: Any, *, cells: Sequence[Cells], top: int, left: int) -> None:
        """Say whether a cell begins a merged area, or goes on with it."""
        goes_on = cells[top][left] is None
        begins = not goes_on and top + 1 < len(cells) and cells[top + 1][left] is None
        if goes_on or begins:
            merge = OxmlElement("w:vMerge")
            if begins:
                merge.set(qn("w:val"), "restart")
            cell._tc.get_or_add_tcPr().append(merge)

    def _write(self, cell: Any, words: str, *, bold: bool) -> None:
        first, number = True, 0
        for line in words.split("\n"):
            paragraph = cell.paragraphs[0] if first else cell.add_paragraph()
            first = False
            if line.startswith(LIST_ITEM):
                number = number or self._new_list()
                self._number(paragraph, number)
            run = paragraph.add_run(line.removeprefix(LIST_ITEM))
            run.font.bold = bold or None

    def _new_list(self) -> int:
        """Return the number of a list of its own, counting from 1 as “1.”."""
        self._lists += 1
        number = _LISTS + self._lists
        root = self.document.part.numbering_part.element
        abstract = parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}"><w:multiLevelType w:val="singleLevel"/>'
            '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/>'
            '<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="284" w:hanging="284"/></w:pPr></w:lvl></w:abstractNum>'
        )
        before = root.find(qn("w:num"))
        root.insert(root.index(before), abstract) if before is not None else root.append(abstract)
        xml = f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'
        root.append(parse_xml(xml))
        return number

    @staticmethod
    def _number(paragraph: Any, number: int) -> None:
        properties = paragraph._p.get_or_add_pPr()
        numbered = parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>')
        properties.append(numbered)

    def to_bytes(self, title: str) -> bytes:
        """Return the document with fixed times and names."""
        properties = self.document.core_properties
        properties.title, properties.author, properties.last_modified_by = title, "kaohe_tools", "kaohe_tools"
        properties.comments, properties.revision, properties.language = "", 1, "zh-CN"
        properties.created = properties.modified = _DAY
        raw, fixed = io.BytesIO(), io.BytesIO()
        self.document.save(raw)
        with zipfile.ZipFile(raw) as old, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as new:
            for name in sorted(old.namelist(), key=lambda n: (n != "[Content_Types].xml", n)):
                entry = zipfile.ZipInfo(name, (2018, 5, 18, 0, 0, 0))
                entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o644 << 16, 3
                new.writestr(entry, old.read(name))
        return fixed.getvalue()
