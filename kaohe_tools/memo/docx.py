"""The memo as a Word document, set as Chinese offices set theirs.

A4 with the wide margins of an official letter, 黑体 for the title and the parts, 楷体 for the rows'
headings, 仿宋 for the text, page numbers “— 1 —” in the footer. A program without these fonts takes
its own. Fonts are named for East Asian text on every style and the theme's are removed, or the
theme would win.

Source: the page follows GB/T 9704-2012 (layout of official documents) in its order of headings
(一、（一）) and its footer; letters are smaller than there, so that a memo stays short.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from kaohe_tools.findings import Severity
from kaohe_tools.locale import _, language, plain, use_language
from kaohe_tools.memo.data import Grid, Memo, Remark, RowBlock
from kaohe_tools.memo.package import settle
from kaohe_tools.memo.wording import follow, labelled, part_number, point_number
from kaohe_tools.plain_text import clean, half_letters

if TYPE_CHECKING:
    from docx.document import Document as DocumentType
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run

_BODY, _HEAD, _ROW, _LATIN = "仿宋", "黑体", "楷体", "Times New Roman"
_COLOURS = {
    Severity.ERROR: RGBColor(0xB3, 0x26, 0x1E),
    Severity.WARNING: RGBColor(0x8A, 0x53, 0x00),
    Severity.NOTE: RGBColor(0x1F, 0x5F, 0xA8),
}
_FAINT = RGBColor(0x5F, 0x63, 0x68)
_TEXT_WIDTH = 15.6  # cm between the margins
_TOGETHER = 15  # rows of a table that is not broken over two pages
_THEME = ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme")


def memo_docx(memo: Memo) -> bytes:
    """Return the memo as the bytes of a .docx file."""
    with use_language(memo.language):
        document = Document()
        _page(document)
        _styles(document)
        _properties(document, memo)
        _letter(document, memo)
        _annexes(document, memo)
        out = io.BytesIO()
        document.save(out)
    return settle(out.getvalue(), memo.date)


def _page(document: DocumentType) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.top_margin, section.bottom_margin = Cm(2.6), Cm(2.4)
    section.left_margin, section.right_margin = Cm(2.8), Cm(2.6)
    section.footer_distance = Cm(1.5)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    footer.add_run("— ")
    field = footer.add_run()
    for kind, instruction in (("begin", ""), ("", "PAGE"), ("separate", ""), ("text", "1"), ("end", "")):
        if kind in ("begin", "separate", "end"):
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        else:
            part = OxmlElement("w:t" if kind == "text" else "w:instrText")
            part.text = instruction
        field._r.append(part)
    footer.add_run(" —")


def _styles(document: DocumentType) -> None:
    defaults = document.styles.element.find(qn("w:docDefaults"))
    if defaults is not None:
        for fonts in defaults.iter(qn("w:rFonts")):
            _name_fonts(fonts, _BODY)
        for lang in defaults.iter(qn("w:lang")):
            lang.set(qn("w:eastAsia"), "zh-CN")
    for name, font, size in (
        ("Normal", _BODY, 12),
        ("Title", _HEAD, 18),
        ("Heading 1", _HEAD, 14),
        ("Heading 2", _ROW, 12),
        ("Footer", _BODY, 10.5),
    ):
        style: Any = document.styles[name]
        style.font.size, style.font.name = Pt(size), _LATIN
        _name_fonts(style.element.get_or_add_rPr().get_or_add_rFonts(), font)
        if name in ("Title", "Heading 1", "Heading 2"):
            style.font.color.rgb = RGBColor(0, 0, 0)
            style.font.bold = name == "Heading 2"
            for border in list(style.element.iter(qn("w:pBdr"))):
                border.getparent().remove(border)
    for lang in document.settings.element.iter(qn("w:themeFontLang")):
        lang.set(qn("w:eastAsia"), "zh-CN")
    for style in document.styles:  # the template's other styles must not bring the theme's fonts back
        for fonts in style.element.iter(qn("w:rFonts")):
            _drop_theme(fonts)
    normal: Any = document.styles["Normal"]
    normal.paragraph_format.space_after = Pt(2)
    normal.paragraph_format.line_spacing = 1.15
    normal.paragraph_format.widow_control = True
    for name, before, after in (("Title", 0, 12), ("Heading 1", 8, 3), ("Heading 2", 4, 0)):
        layout: Any = document.styles[name].paragraph_format
        layout.space_before, layout.space_after, layout.keep_with_next = Pt(before), Pt(after), True


def _drop_theme(fonts: Any) -> None:
    for name in _THEME:
        fonts.attrib.pop(qn(f"w:{name}"), None)


def _name_fonts(fonts: Any, east: str) -> None:
    _drop_theme(fonts)
    for name, font in (("ascii", _LATIN), ("hAnsi", _LATIN), ("cs", _LATIN), ("eastAsia", east)):
        fonts.set(qn(f"w:{name}"), font)


def _properties(document: DocumentType, memo: Memo) -> None:
    properties = document.core_properties
    properties.title, properties.author = memo.title[:255], "kaohe_tools"
    properties.last_modified_by, properties.comments, properties.revision = "kaohe_tools", "", 1
    properties.language = "zh-CN" if memo.language == "zh" else "en"


def _letter(document: DocumentType, memo: Memo) -> None:
    title = document.add_paragraph(style="Title")
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(title, memo.title)
    if memo.number:
        number = _paragraph(document, indent=False)
        number.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _run(number, memo.number)
    if memo.addressee:
        _run(_paragraph(document, indent=False), labelled(memo.addressee))
    _run(_paragraph(document), memo.opening)
    part = 0
    if memo.general or memo.notes:
        part += 1
        _run(document.add_paragraph(style="Heading 1"), part_number(part) + _("General points"))
        for n, remark in enumerate(memo.general, 1):
            _say(_paragraph(document), remark, point_number(n))
            if remark.table:
                _table(document, remark.table)
        for n, note in enumerate(memo.notes, len(memo.general) + 1):
            _run(_paragraph(document), point_number(n) + note)
    if memo.blocks:
        _run(document.add_paragraph(style="Heading 1"), part_number(part + 1) + _("Row by row"))
        for block in memo.blocks:
            _block(document, block)
    closing = _paragraph(document)
    closing.paragraph_format.space_before = Pt(12)
    closing.paragraph_format.keep_with_next = True
    _run(closing, memo.closing)
    for n, line in enumerate(line for line in (memo.signature, plain(memo.date)) if line):
        sign = _paragraph(document, indent=False)
        sign.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        sign.paragraph_format.right_indent = Cm(1.2)
        sign.paragraph_format.space_before = Pt(0 if n else 12)
        sign.paragraph_format.keep_with_next = bool(memo.signature) and n == 0
        _run(sign, line)


def _block(document: DocumentType, block: RowBlock) -> None:
    _run(document.add_paragraph(style="Heading 2"), block.heading)
    for n, remark in enumerate(block.remarks, 1):
        numbered = f"{n}. " if len(block.remarks) > 1 else ""
        paragraph = _paragraph(document)
        layout = paragraph.paragraph_format
        layout.keep_together, layout.keep_with_next = True, n < len(block.remarks)
        _say(paragraph, remark, numbered)


def _annexes(document: DocumentType, memo: Memo) -> None:
    _run(document.add_paragraph(style="Heading 1"), _("Annex 1: points by section"))
    _table(document, memo.totals)
    if memo.unchecked:
        _run(document.add_paragraph(style="Heading 1"), _("Annex 2: checks without a verdict"))
        rows = tuple((u.code, u.title, u.status.label, u.reason) for u in memo.unchecked)
        _table(document, Grid(head=(_("Code"), _("Check"), _("State"), _("Reason")), rows=rows))
    small = [_("What this memo rests on")]
    small += [labelled(label, value) for label, value in memo.provenance.lines()]
    for n, line in enumerate(small):
        paragraph = _paragraph(document, indent=False)
        paragraph.paragraph_format.space_before = Pt(0 if n else 8)
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.paragraph_format.line_spacing = 1.0
        run = _run(paragraph, line)
        run.font.size, run.font.color.rgb, run.font.bold = Pt(7.5), _FAINT, n == 0


def _paragraph(document: DocumentType, *, indent: bool = True) -> Paragraph:
    paragraph = document.add_paragraph()
    if indent and language() == "zh":
        paragraph.paragraph_format.first_line_indent = Pt(24)  # two letters of 12 pt
    return paragraph


def _run(paragraph: Paragraph, text: str) -> Run:
    """Add a run; in Chinese its quotation marks and dashes take the East Asian font."""
    run = paragraph.add_run(clean(text))
    if language() == "zh":
        run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:hint"), "eastAsia")
    return run


def _say(paragraph: Paragraph, remark: Remark, numbered: str) -> None:
    if numbered:
        _run(paragraph, numbered)
    mark = _run(paragraph, f"{remark.severity.mark} ")
    mark.font.color.rgb = _COLOURS[remark.severity]
    rows = _("Rows {rows}.").format(rows=plain(remark.rows)) if remark.summary else ""
    _run(paragraph, follow(remark.fact, rows, remark.action))
    code = _run(paragraph, f" {remark.code}")
    code.font.size, code.font.color.rgb = Pt(8), _FAINT


def _table(document: DocumentType, grid: Grid) -> None:
    table = document.add_table(rows=0, cols=len(grid.head), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    widths = _widths(grid)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for n, texts in enumerate((grid.head, *grid.rows)):
        row = table.add_row()
        bold = n == 0 or (grid.total and n == len(grid.rows))
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if n == 0:
            properties.append(OxmlElement("w:tblHeader"))
        for index, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            cell.width = Cm(widths[index])
            _fill(cell, text, bold=bold, right=index in grid.numbers)
    if len(grid.rows) <= _TOGETHER:
        for row in table.rows[:-1]:
            for cell in row.cells:
                cell.paragraphs[0].paragraph_format.keep_with_next = True
    after = document.add_paragraph()
    after.paragraph_format.space_after = Pt(0)
    after.paragraph_format.line_spacing = Pt(6)


def _fill(cell: _Cell, text: str, *, bold: bool, right: bool) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.paragraph_format.line_spacing = 1.1
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    run = _run(paragraph, text)
    run.font.size, run.font.bold = Pt(10), bold


def _widths(grid: Grid) -> tuple[float, ...]:
    """Share the line between columns by their longest text; no word of a narrow column is broken."""
    columns = [[row[n] for row in (grid.head, *grid.rows)] for n in range(len(grid.head))]
    words = [max(_longest_word(cell) for cell in column) for column in columns]
    least = [min(0.23 * word + 0.5, 4.0) for word in words]
    wanted = [
        max(low, min(0.19 * max(half_letters(cell) for cell in column) + 0.5, 9.0))
        for low, column in zip(least, columns, strict=True)
    ]
    spare, asked = _TEXT_WIDTH - sum(least), sum(wanted) - sum(least)
    if sum(wanted) <= _TEXT_WIDTH or spare <= 0 or asked <= 0:
        return tuple(w * _TEXT_WIDTH / sum(wanted) for w in wanted)
    return tuple(low + (w - low) * spare / asked for low, w in zip(least, wanted, strict=True))


def _longest_word(text: str) -> int:
    """Return the width of the longest piece that a line break cannot divide; CJK letters can part."""
    return max((len(piece) for piece in re.findall(r"[!-~]+", text)), default=2)
