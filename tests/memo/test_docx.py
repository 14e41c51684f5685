"""The Word document: Chinese fonts named everywhere, the office's page, headers that repeat."""

import datetime as dt
import io
import re
import zipfile

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Cm

from kaohe_tools.findings import Severity
from kaohe_tools.locale import text
from kaohe_tools.memo import build_memo
from kaohe_tools.memo.document import Document as Memo
from kaohe_tools.memo.document import Grid, Kind, Paragraph
from kaohe_tools.memo.docx import _measured, document_docx
from kaohe_tools.memo.review import review_document


def open_docx(memo):
    data = document_docx(review_document(memo))
    return Document(io.BytesIO(data)), zipfile.ZipFile(io.BytesIO(data))


def paragraphs(document):
    return [p.text for p in document.paragraphs]


def test_it_says_what_a_reviewer_says(memo):
    document, _package = open_docx(memo)
    said = paragraphs(document)

    assert said[0] == "关于《2018年度某局指标》的审核意见"
    assert "一、总体意见" in said
    assert "（一）● 各行合计30分，满分100分，差70分。请重新安排各行分值。 SM01" in said
    assert "（四）▲ 年度标准与节点内容重复，共3处。见第1、4、7行。年度一栏请写10月以后的内容。 WD03" in said
    assert "二、逐行意见" in said
    at = said.index("第4行（B5）环境整治 · 年度标准 · 4分")
    assert said[at + 1] == "1. ● 扣5分，大于该行4分。把扣分改到4分以内。 RL01"
    assert said[at + 2] == "2. ▲ 年度标准与第5行的节点是同一件事。 WD03"
    assert "请于2018年5月25日（星期五）上午10时前修改后交回。" in said
    assert "2018年5月21日" in said


def test_east_asian_fonts_are_named_and_no_theme_is_left(memo):
    document, package = open_docx(memo)
    fonts = {
        name: document.styles[name].element.rPr.rFonts.get(qn("w:eastAsia"))
        for name in ("Normal", "Title", "Heading 1", "Heading 2", "Footer")
    }
    styles = package.read("word/styles.xml").decode()

    assert fonts == {
        "Normal": "仿宋",
        "Title": "黑体",
        "Heading 1": "黑体",
        "Heading 2": "楷体",
        "Footer": "仿宋",
    }
    assert not re.findall(r"w:(?:asciiTheme|hAnsiTheme|eastAsiaTheme|cstheme)=", styles)


def test_the_page_is_a4_with_numbered_footers(memo):
    document, package = open_docx(memo)
    section = document.sections[0]
    footer = next(package.read(n).decode() for n in package.namelist() if re.match(r"word/footer\d", n))

    assert abs(section.page_width - Cm(21)) < 1000
    assert abs(section.page_height - Cm(29.7)) < 1000
    assert "<w:instrText>PAGE</w:instrText>" in footer
    assert "".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", footer)) == "— 1 —"


def test_tables_repeat_their_head_and_rows_do_not_break(memo):
    document, _package = open_docx(memo)

    assert len(document.tables) == 3
    for table in document.tables:
        properties = [row._tr.trPr for row in table.rows]
        assert properties[0].find(qn("w:tblHeader")) is not None
        assert all(p.find(qn("w:cantSplit")) is not None for p in properties)
    assert [c.text for c in document.tables[1].rows[-1].cells] == ["合计", "8", "30", "19", "11", "63.3%"]


def test_no_row_of_a_table_is_wider_than_the_text(memo):
    document, _package = open_docx(memo)
    section = document.sections[0]
    room = section.page_width - section.left_margin - section.right_margin

    for table in document.tables:
        assert sum(cell.width for cell in table.rows[0].cells) <= room + Cm(0.1)


def test_characters_that_xml_forbids_do_not_spoil_the_file(make, workbook):
    scheme = make.scheme(workbook)
    found = make.finding(
        scheme,
        "WD01",
        "vague-criterion",
        Severity.NOTE,
        text("写作“{words}”。", words="做好\x00\x0b\ufffe\ud800启动<w:p>&amp;"),
        (("5", "criterion"),),
    )
    memo = build_memo(make.review(workbook, (found,), title="指标\x08"), addressee="某\x1f局", notes=("请\x02核对",))

    said = paragraphs(open_docx(memo)[0])

    assert "○ 写作“做好启动<w:p>&amp;”。 WD01" in said
    assert "某局：" in said
    assert "请核对" in said  # the only point of its part, so without a number


def test_properties_carry_no_clock(memo):
    document, package = open_docx(memo)

    assert document.core_properties.author == "kaohe_tools"
    assert document.core_properties.created.isoformat() == "2018-05-21T00:00:00+00:00"
    assert {i.date_time for i in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_table_of_many_columns_breaks_no_word_and_no_figure():
    """Ten columns with English heads: a digit is at most 0.56 of its size wide, a cell's margins are 0.38 cm."""
    head = (
        "Unit",
        "Expected",
        "5%",
        "95%",
        "excellent",
        "good",
        "satisfactory",
        "unsatisfactory",
        "Expected rank",
        "Nine",
    )
    row = ("甲县公共卫生中心", "80.0", "60.5", "90.5", "42.7%", "38.3%", "18.2%", "0.7%", "24.8", "2–53")
    # eight letters of a name stand in three lines at most, not in four
    size, widths = _measured(Grid(head=head, rows=(row,), numbers=tuple(range(1, 10))))
    assert sum(widths) <= 15.61
    assert (widths[0] - 0.38) / (size * 0.0353) >= 3
    for name, figure, width in zip(head, row, widths, strict=True):
        words = [*name.split(), *([figure] if figure.isascii() else [])]
        assert width >= 0.38 + max(map(len, words)) * size * 0.0353 * 0.54, name


@pytest.mark.parametrize(("letters", "together"), [(10, True), (400, False)])
def test_a_table_follows_its_sentence_and_a_long_one_may_be_broken(letters, together):
    """Ten rows of long texts fill a page: kept together they would leave the rest of the page before them empty."""
    grid = Grid(head=("位置", "问题"), rows=tuple((str(n), "字" * letters) for n in range(10)))
    document = Memo(
        kind=Kind.DESIGN, language="zh", date=dt.date(2025, 3, 1), title="指标", body=(Paragraph("新出现："), grid)
    )
    word = Document(io.BytesIO(document_docx(document)))
    lead = next(p for p in word.paragraphs if p.text == "新出现：")
    assert lead.paragraph_format.keep_with_next
    rows = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in word.tables[0].rows[:-1]]
    assert all(rows) if together else not any(rows)
