"""A memo as a Word document, set as Chinese offices set theirs.

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

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from kaohe_tools.findings import Severity
from kaohe_tools.locale import _, language, plain, use_language
from kaohe_tools.memo.document import (
    Block,
    Cell,
    Document,
    Grid,
    Heading,
    Paragraph,
    Picture,
    Point,
    Remark,
    RowBlock,
    plain_cell,
)
from kaohe_tools.memo.package import settle
from kaohe_tools.memo.wording import follow, labelled
from kaohe_tools.plain_text import clean, half_letters

if TYPE_CHECKING:
    from docx.document import Document as Word
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph as WordParagraph
    from docx.text.run import Run

_BODY, _HEAD, _ROW, _LATIN = "仿宋", "黑体", "楷体", "Times New Roman"
_COLOURS = {
    Severity.ERROR: RGBColor(0xB3, 0x26, 0x1E),
    Severity.WARNING: RGBColor(0x8A, 0x53, 0x00),
    Severity.NOTE: RGBColor(0x1F, 0x5F, 0xA8),
}
_FAINT = RGBColor(0x5F, 0x63, 0x68)
_TEXT_WIDTH = 15.6  # cm between the margins
_SIZES = (10.0, 9.0, 8.0)  # pt of a table's letters: the first with which its columns fit
_SMALLEST = 7.5  # pt where no size makes them fit
_NAME = 14  # half letters of a name that is not broken where there is room
_TALLEST = 20.0  # cm of a picture, so that its heading stays with it
_TOGETHER = 15  # rows of a table that is not broken over two pages,
_TOGETHER_LETTERS = 1600  # unless it has more to read than that: half letters, about half a page
_THEME = ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme")


def document_docx(document: Document) -> bytes:
    """Return a memo as the bytes of a .docx file."""
    with use_language(document.language):
        word = docx.Document()
        _page(word)
        _styles(word)
        _properties(word, document)
        _letter(word, document)
        for block in document.annexes:
            _block(word, block)
        _small_print(word, document)
        out = io.BytesIO()
        word.save(out)
    return settle(out.getvalue(), document.date)


def _page(document: Word) -> None:
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


def _styles(document: Word) -> None:
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


def _properties(word: Word, document: Document) -> None:
    properties = word.core_properties
    properties.title, properties.author = document.title[:255], "kaohe_tools"
    properties.last_modified_by, properties.comments, properties.revision = "kaohe_tools", "", 1
    properties.language = "zh-CN" if document.language == "zh" else "en"


def _letter(word: Word, document: Document) -> None:
    title = word.add_paragraph(style="Title")
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(title, document.title)
    if document.number:
        number = _paragraph(word, indent=False)
        number.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _run(number, document.number)
    if document.addressee:
        _run(_paragraph(word, indent=False), labelled(document.addressee))
    for block in document.body:
        _block(word, block)
    if document.closing:
        closing = _paragraph(word)
        closing.paragraph_format.space_before = Pt(12)
        closing.paragraph_format.keep_with_next = True
        _run(closing, document.closing)
    for n, line in enumerate(line for line in (document.signature, plain(document.date)) if line):
        sign = _paragraph(word, indent=False)
        sign.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        sign.paragraph_format.right_indent = Cm(1.2)
        sign.paragraph_format.space_before = Pt(0 if n else 12)
        sign.paragraph_format.keep_with_next = bool(document.signature) and n == 0
        _run(sign, line)


def _block(word: Word, block: Block) -> None:
    match block:
        case Heading():
            _run(word.add_paragraph(style="Heading 1"), block.number + block.text)
        case Paragraph():
            _run(_paragraph(word), block.text)
        case Point():
            _say(_paragraph(word), block.remark, block.number)
            if block.remark.table:
                _table(word, block.remark.table)
        case Grid():
            _table(word, block)
        case Picture():
            _picture(word, block)
        case RowBlock():
            _row(word, block)


def _row(word: Word, block: RowBlock) -> None:
    _run(word.add_paragraph(style="Heading 2"), block.heading)
    for n, remark in enumerate(block.remarks, 1):
        numbered = f"{n}. " if len(block.remarks) > 1 else ""
        paragraph = _paragraph(word)
        layout = paragraph.paragraph_format
        layout.keep_together, layout.keep_with_next = True, n < len(block.remarks)
        _say(paragraph, remark, numbered)


def _picture(word: Word, picture: Picture) -> None:
    paragraph = _paragraph(word, indent=False)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    shape = paragraph.add_run().add_picture(io.BytesIO(picture.png), width=Cm(_TEXT_WIDTH))
    if shape.height > Cm(_TALLEST):
        shape.width, shape.height = Cm(_TEXT_WIDTH * Cm(_TALLEST) / shape.height), Cm(_TALLEST)
    shape._inline.docPr.set("descr", picture.said)


def _small_print(word: Word, document: Document) -> None:
    small = [_("What this memo rests on")]
    small += [labelled(label, value) for label, value in document.rests_on]
    for n, line in enumerate(small):
        paragraph = _paragraph(word, indent=False)
        paragraph.paragraph_format.space_before = Pt(0 if n else 8)
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.paragraph_format.line_spacing = 1.0
        run = _run(paragraph, line)
        run.font.size, run.font.color.rgb, run.font.bold = Pt(7.5), _FAINT, n == 0


def _paragraph(word: Word, *, indent: bool = True) -> WordParagraph:
    paragraph = word.add_paragraph()
    if indent and language() == "zh":
        paragraph.paragraph_format.first_line_indent = Pt(24)  # two letters of 12 pt
    return paragraph


def _run(paragraph: WordParagraph, text: str) -> Run:
    """Add a run; in Chinese its quotation marks and dashes take the East Asian font."""
    run = paragraph.add_run(clean(text))
    if language() == "zh":
        run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:hint"), "eastAsia")
    return run


def _say(paragraph: WordParagraph, remark: Remark, numbered: str) -> None:
    if numbered:
        _run(paragraph, numbered)
    mark = _run(paragraph, f"{remark.severity.mark} ")
    mark.font.color.rgb = _COLOURS[remark.severity]
    rows = _("Rows {rows}.").format(rows=plain(remark.rows)) if remark.summary else ""
    _run(paragraph, follow(remark.fact, rows, remark.action))
    code = _run(paragraph, f" {remark.code}")
    code.font.size, code.font.color.rgb = Pt(8), _FAINT


def _table(document: Word, grid: Grid) -> None:
    _keep_lead(document)
    table = document.add_table(rows=0, cols=len(grid.head), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    size, widths = _measured(grid)
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
            _fill(cell, text, size, bold=bold, right=index in grid.numbers)
    letters = sum(half_letters(plain_cell(cell)) for row in grid.rows for cell in row)
    if len(grid.rows) <= _TOGETHER and letters <= _TOGETHER_LETTERS:
        for row in table.rows[:-1]:
            for cell in row.cells:
                cell.paragraphs[0].paragraph_format.keep_with_next = True
    after = document.add_paragraph()
    after.paragraph_format.space_after = Pt(0)
    after.paragraph_format.line_spacing = Pt(6)


def _keep_lead(document: Word) -> None:
    """Keep the sentence before a table on the table's page."""
    last = document.element.body.xpath("./*[not(self::w:sectPr)][last()][self::w:p]")
    for paragraph in last:
        paragraph.get_or_add_pPr().get_or_add_keepNext()


def _fill(cell: _Cell, said: Cell, size: float, *, bold: bool, right: bool) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.paragraph_format.line_spacing = 1.1
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for run_, mark in [(said, "")] if isinstance(said, str) else [(r.text, r.mark.value) for r in said]:
        run = _run(paragraph, run_)
        run.font.size, run.font.bold = Pt(size), bold
        run.font.strike, run.font.underline = mark == "gone" or None, mark == "new" or None


def _measured(grid: Grid) -> tuple[float, tuple[float, ...]]:
    """Return the size of a table's letters and its columns' widths, which share the line by their longest text.

    No figure, no word and no short name of a narrow column is broken where smaller letters can help it.
    """
    columns = [[plain_cell(row[n]) for row in (grid.head, *grid.rows)] for n in range(len(grid.head))]
    words = [min(0.25 * max(map(_longest_word, column)) + 0.5, 4.0) for column in columns]
    names = [max(w, _name(c, figures=n in grid.numbers)) for n, (w, c) in enumerate(zip(words, columns, strict=True))]
    for size in _SIZES:
        least = [w * size / _SIZES[0] for w in names]
        if sum(least) <= _TEXT_WIDTH:
            break
    else:
        return _SMALLEST, _squeezed(columns, names)
    longest = (0.19 * max(map(half_letters, column)) + 0.5 for column in columns)
    wanted = [max(low, min(long, 9.0)) for low, long in zip(least, longest, strict=True)]
    if sum(wanted) <= _TEXT_WIDTH:
        return size, tuple(w * _TEXT_WIDTH / sum(wanted) for w in wanted)
    spare, asked = _TEXT_WIDTH - sum(least), sum(wanted) - sum(least)
    return size, tuple(low + (w - low) * spare / asked for low, w in zip(least, wanted, strict=True))


def _squeezed(columns: list[list[str]], names: list[float]) -> tuple[float, ...]:
    """Return the widths of many columns in the smallest letters: no word is broken while names can be instead."""
    scale = _SMALLEST / _SIZES[0]
    words = [min(0.2 * scale * max(map(_longest_word, column)) + 0.4, 3.0) for column in columns]
    spare = _TEXT_WIDTH - sum(words)
    if spare <= 0:
        return tuple(w * _TEXT_WIDTH / sum(words) for w in words)
    more = [max(name * scale - word, 0.01) for name, word in zip(names, words, strict=True)]
    return tuple(word + more_ * spare / sum(more) for word, more_ in zip(words, more, strict=True))


def _name(column: list[str], *, figures: bool) -> float:
    """Return the width under which a column breaks a figure or a short name."""
    whole = max(map(half_letters, column[1:]), default=0)
    return 0.19 * (whole if figures else min(whole, _NAME)) + 0.5


def _longest_word(text: str) -> int:
    """Return the width of the longest piece that a line break cannot divide; CJK letters can part."""
    return max((len(piece) for piece in re.findall(r"[!-~]+", text)), default=2)
