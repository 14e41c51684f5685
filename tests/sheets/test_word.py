"""Word tables: merges, pages, tracked changes and automatic numbers, as a reader of the document sees them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from kaohe_tools.checks import review_scheme
from kaohe_tools.findings import Finding
from kaohe_tools.model import Scheme
from kaohe_tools.profiles import load_profile
from kaohe_tools.sheets import load_schemes

HEAD = ("序号", "一级指标", "指标名称", "分值", "评分标准")
ONE = ("1", "服务", "窗口培训", "30", "未组织扣5分。")
TWO = ("2", "服务", "限时办结", "20", "每超1天扣1分，最多扣5分。")
THREE = ("3", "档案", "归档", "25", "每少1件扣1分，最多扣5分。")
FOUR = ("4", "档案", "移交", "25", "未移交不得分。")
NS = nsdecls("w")

Document = docx.document.Document


def table(document: Document, *rows: Sequence[str]) -> docx.table.Table:
    made = document.add_table(rows=len(rows), cols=len(rows[0]))
    for line, said in zip(made.rows, rows, strict=True):
        for cell, words in zip(line.cells, said, strict=True):
            cell.text = words
    return made


@pytest.fixture
def load(tmp_path: Path) -> Callable[..., tuple[Scheme, ...]]:
    """Return a function that saves a document, with parts replaced if asked, and loads its schemes."""

    def loaded(document: Document, **parts: str) -> tuple[Scheme, ...]:
        out = io.BytesIO()
        document.save(out)
        path = tmp_path / "表.docx"
        with zipfile.ZipFile(out) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
            for name in old.namelist():
                stem = Path(name).stem
                new.writestr(name, parts[stem].encode() if stem in parts else old.read(name))
        return load_schemes(path)

    return loaded


def points(scheme: Scheme) -> list[Decimal | None]:
    return [i.points for i in scheme.indicators]


def found(scheme: Scheme, code: str) -> list[Finding]:
    return [f for f in review_scheme(scheme, load_profile("default")).findings if f.code == code]


def test_merged_cells_and_section_rows(load: Callable[..., tuple[Scheme, ...]]) -> None:
    document = docx.Document()
    top = ("序号", "指标", "", "分值", "评分标准")
    low = ("", "一级指标", "指标名称", "", "")
    made = table(
        document, top, low, ("一、窗口（50分）", "", "", "", ""), ONE, TWO, ("二、归档（50分）", *[""] * 4), THREE, FOUR
    )
    made.cell(0, 1).merge(made.cell(0, 2))
    for column in (0, 3, 4):
        made.cell(0, column).merge(made.cell(1, column))
    for row in (2, 5):
        made.cell(row, 0).merge(made.cell(row, 4))
    made.cell(4, 1).text = ""
    made.cell(3, 1).merge(made.cell(4, 1))

    (scheme,) = load(document)

    assert [("一、窗口（50分）", "服务")] * 2 + [("二、归档（50分）", "档案")] * 2 == [
        i.path for i in scheme.indicators
    ]
    assert 100 == scheme.total
    assert () == scheme.problems


@pytest.mark.parametrize("between", ["", "（续表）", "续上表", "— 2 —", "第2页 共3页"])
@pytest.mark.parametrize("header", [True, False])
def test_a_table_goes_on_behind_a_page_break(
    load: Callable[..., tuple[Scheme, ...]], between: str, header: bool
) -> None:
    document = docx.Document()
    document.add_paragraph("2024年度档案服务考核表")
    table(document, HEAD, ONE, TWO)
    document.add_paragraph(between)
    table(document, *((HEAD,) if header else ()), THREE, FOUR)

    (scheme,) = load(document)

    assert ("2024年度档案服务考核表", 100) == (scheme.title, scheme.total)


def test_a_table_without_header_goes_on_with_the_one_above_whatever_stands_between(
    load: Callable[..., tuple[Scheme, ...]],
) -> None:
    """Else its rows would be missing from the total, and nobody told."""
    document = docx.Document()
    table(document, HEAD, ONE, TWO)
    document.add_paragraph("二、档案工作（50分）")
    table(document, THREE, FOUR)

    (scheme,) = load(document)

    assert [Decimal(30), Decimal(20), Decimal(25), Decimal(25)] == points(scheme)
    assert "二、档案工作（50分）" == scheme.indicators[2].path[0]


def test_a_table_that_is_no_scheme_is_told(load: Callable[..., tuple[Scheme, ...]]) -> None:
    document = docx.Document()
    table(document, HEAD, ONE, TWO, THREE, FOUR)
    document.add_paragraph("联系方式")
    table(document, ("科室", "电话"), ("综合科", "内线101"))

    (scheme,) = load(document)

    assert [("sheet-not-read", "表2")] == [(p.code, p.where.sheet) for p in scheme.problems]
    assert ["工作表“表2”没有读取：找不到带分值的表头"] == [str(f.message) for f in found(scheme, "ST11")]


def test_two_schemes_stand_under_two_titles(load: Callable[..., tuple[Scheme, ...]]) -> None:
    document = docx.Document()
    for title, rows in (("附件1 窗口服务考核表", (ONE, TWO)), ("附件2 档案管理考核表", (THREE, FOUR))):
        document.add_paragraph(title)
        table(document, HEAD, *rows)

    schemes = load(document)

    assert [("附件1 窗口服务考核表", 50), ("附件2 档案管理考核表", 50)] == [(s.title, s.total) for s in schemes]


def test_a_header_printed_again_is_told_with_its_row_in_the_table(load: Callable[..., tuple[Scheme, ...]]) -> None:
    """Paragraphs above a table are no rows of it."""
    document = docx.Document()
    document.add_paragraph("2024年度档案服务考核表")
    document.add_paragraph("满分：100分")
    table(document, HEAD, ONE, TWO, HEAD, THREE, FOUR)

    (scheme,) = load(document)

    (again,) = found(scheme, "ST03")
    assert ["A4"] == [e.where.cell for e in again.evidence if e.where]
    assert scheme.layout is not None
    assert (1,) == scheme.layout.header_rows


def test_figures_in_a_document_are_no_numbers_typed_as_text(load: Callable[..., tuple[Scheme, ...]]) -> None:
    document = docx.Document()
    table(document, HEAD, ONE, TWO, THREE, FOUR)

    assert [] == found(load(document)[0], "ST04")


def deleted(words: str) -> str:
    return f'<w:del {NS} w:id="1" w:author="甲"><w:r><w:delText>{words}</w:delText></w:r></w:del>'


def test_tracked_changes_are_read_as_if_accepted(load: Callable[..., tuple[Scheme, ...]]) -> None:
    document = docx.Document()
    made = table(document, HEAD, ONE, TWO, THREE, FOUR, ("5", "档案", "作废", "99", "未完成扣99分。"))
    changed = made.cell(1, 3).paragraphs[0]._p
    changed.remove(changed.find(qn("w:r")))
    changed.append(parse_xml(deleted("3")))
    changed.append(parse_xml(f'<w:ins {NS} w:id="2" w:author="甲"><w:r><w:t>30</w:t></w:r></w:ins>'))
    gone = made.rows[5]._tr
    gone.get_or_add_trPr().append(parse_xml(f'<w:del {NS} w:id="3" w:author="甲"/>'))

    (scheme,) = load(document)

    assert [Decimal(30), Decimal(20), Decimal(25), Decimal(25)] == points(scheme)
    (note,) = (p for p in scheme.problems if p.code == "tracked-changes")
    assert 3 == dict(note.message.values)["n"]


def test_moved_words_are_changes_too(load: Callable[..., tuple[Scheme, ...]]) -> None:
    document = docx.Document()
    made = table(document, HEAD, ONE, TWO, THREE, FOUR)
    run = "<w:r><w:t>逾期扣2分。</w:t></w:r>"
    for row, tag in ((1, "moveTo"), (2, "moveFrom")):
        xml = f'<w:{tag} {NS} w:id="1" w:author="甲">{run}</w:{tag}>'
        made.cell(row, 4).paragraphs[0]._p.append(parse_xml(xml))

    (scheme,) = load(document)

    assert ["未组织扣5分。逾期扣2分。", "每超1天扣1分，最多扣5分。"] == [
        i.criterion.text for i in scheme.indicators[:2]
    ]
    assert ["tracked-changes"] == [p.code for p in scheme.problems]


LEVELS = (
    ("chineseCountingThousand", "%1、"),
    ("chineseCountingThousand", "（%2）"),
    ("decimal", "%3."),
    ("decimal", "(%4)"),
)
LISTS = (
    f"<w:numbering {NS}>"
    '<w:abstractNum w:abstractNumId="0">'
    + "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{words}"/></w:lvl>'
        for n, (form, words) in enumerate(LEVELS)
    )
    + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="2"><w:startOverride w:val="1"/>'
    "</w:lvlOverride></w:num></w:numbering>"
)


def numbered(document: Document, words: str, level: int, list_: int = 1) -> docx.text.paragraph.Paragraph:
    paragraph = document.add_paragraph(words)
    number = f'<w:numPr {NS}><w:ilvl w:val="{level}"/><w:numId w:val="{list_}"/></w:numPr>'
    paragraph._p.get_or_add_pPr().append(parse_xml(number))
    return paragraph


def with_lists() -> Document:
    document = docx.Document()
    assert document.part.numbering_part is not None
    document.add_paragraph("2024年度服务考核办法")
    return document


def test_nested_automatic_numbers_build_the_sections(load: Callable[..., tuple[Scheme, ...]]) -> None:
    document = with_lists()
    for level, words in (
        (0, "日常工作（60分）"),
        (1, "窗口（30分）"),
        (2, "按期办结。（20分，由政务科评分）"),
        (2, "回访。（10分，由政务科评分）"),
        (1, "档案（30分）"),
        (2, "归档。（30分，由档案科评分）"),
        (0, "专项（40分）"),
        (2, "数据共享。（40分，由数据科评分）"),
    ):
        numbered(document, words, level)

    (scheme,) = load(document, numbering=LISTS)

    day = "一、日常工作（60分）"
    assert [(day, "（一）窗口（30分）")] * 2 + [(day, "（二）档案（30分）"), ("二、专项（40分）",)] == [
        i.path for i in scheme.indicators
    ]
    assert ["1", "2", "1", "1"] == [i.number for i in scheme.indicators]
    assert 100 == scheme.total


@pytest.mark.parametrize(("list_", "numbers"), [(2, ["1", "2", "3"]), (3, ["1", "2", "1"])])
def test_lists_of_one_definition_go_on_unless_one_starts_anew(
    load: Callable[..., tuple[Scheme, ...]], list_: int, numbers: list[str]
) -> None:
    """Word shows 3 where another list of the same definition begins, and 1 only where the list says so."""
    document = with_lists()
    numbered(document, "按期办结。（20分，由政务科评分）", 2)
    numbered(document, "回访。（10分，由政务科评分）", 2)
    numbered(document, "归档。（70分，由档案科评分）", 2, list_)

    (scheme,) = load(document, numbering=LISTS)

    assert numbers == [i.number for i in scheme.indicators]


def test_a_deleted_paragraph_takes_no_number(load: Callable[..., tuple[Scheme, ...]]) -> None:
    document = with_lists()
    numbered(document, "按期办结。（20分，由政务科评分）", 2)
    gone = numbered(document, "", 2)._p
    gone.append(parse_xml(deleted("旧条款。（10分，由政务科评分）")))
    gone.get_or_add_pPr().append(parse_xml(f'<w:rPr {NS}><w:del w:id="2" w:author="甲"/></w:rPr>'))
    numbered(document, "归档。（80分，由档案科评分）", 2)

    (scheme,) = load(document, numbering=LISTS)

    assert [("1", Decimal(20)), ("2", Decimal(80))] == [(i.number, i.points) for i in scheme.indicators]
