"""Word documents: figures in their runs, comments, tracked changes, the list at the end."""

from __future__ import annotations

import zipfile
from xml.etree import ElementTree

import docx
import pytest
from docx.shared import RGBColor

from kaohe_tools.sheets import load_schemes
from tests.sheets.write_back.books import edit
from tests.sheets.write_back.moves import said, written

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ROWS = (
    ("窗口服务（5分）", "按期办结", "3", "未按期办结的扣3分。"),
    ("", "办件回访", "2分", "未回访的扣2分。"),
    ("档案（2分）", "归档", "２", "未归档的扣2分。"),
)


@pytest.fixture
def document(tmp_path):
    """A table with merged labels, a figure in two runs, a coloured one, a note below the table."""
    made = docx.Document()
    made.add_heading("2025年度窗口考核评分表", 1)
    table = made.add_table(1, 4)
    for cell, words in zip(table.rows[0].cells, ("一级指标", "指标名称", "分值", "评分标准"), strict=True):
        cell.text = words
    for row in ROWS:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
    table.cell(1, 0).merge(table.cell(2, 0))
    runs = table.cell(1, 3).paragraphs[0]
    runs.clear()
    for words, bold in (("未按期办结的扣", False), ("3", True), ("分。", False)):
        runs.add_run(words).bold = bold
    red = table.cell(2, 3).paragraphs[0]
    red.clear()
    red.add_run("未回访的扣2分。").font.color.rgb = RGBColor(255, 0, 0)
    made.add_paragraph("注：本表自发布之日起施行。")
    made.save(tmp_path / "表.docx")
    return tmp_path / "表.docx"


def runs_of(cell):
    return [
        (run.text, run.bold, run.font.highlight_color is not None)
        for p in cell.paragraphs
        for run in p.runs
        if run.text
    ]


def part(path, name):
    with zipfile.ZipFile(path) as package:
        return package.read(name)


def test_figures_change_in_their_runs(document, tmp_path):
    done, wanted, found = written(document, tmp_path / "新.docx", {"1": "2.5", "2": "4", "3": "3"})

    assert said(found) == said(wanted)
    table = docx.Document(done.path).tables[0]
    assert runs_of(table.cell(1, 3)) == [("未按期办结的扣", False, False), ("2.5", True, True), ("分。", False, False)]
    assert [text for text, _bold, _marked in runs_of(table.cell(2, 3))] == ["未回访的扣", "4", "分。"]
    assert {str(r.font.color.rgb) for r in table.cell(2, 3).paragraphs[0].runs if r.text} == {"FF0000"}
    assert [table.cell(n, 2).text for n in (1, 2, 3)] == ["2.5", "4分", "３"]
    assert table.cell(2, 0).text.strip() == "窗口服务（6.5分）"


def test_other_parts_are_the_same_bytes(document, tmp_path):
    done, _wanted, _found = written(document, tmp_path / "新.docx", {"1": "2.5"})

    changed = {"word/document.xml", "[Content_Types].xml", "word/_rels/document.xml.rels"}
    with zipfile.ZipFile(document) as old, zipfile.ZipFile(done.path) as new:
        assert {n for n in old.namelist() if old.read(n) != new.read(n)} == changed
        assert set(new.namelist()) - set(old.namelist()) == {"word/comments.xml"}


def test_comments_say_what_changed(document, tmp_path):
    done, _wanted, _found = written(document, tmp_path / "新.docx", {"1": "2.5"}, reasons={"1": "降低比重"})

    comments = {c.comment_id: c.text for c in docx.Document(done.path).comments}
    assert list(comments.values()) == [
        "5 → 4.5，原因：随各行分值调整",
        "3 → 2.5，原因：降低比重",
        "3 → 2.5，原因：降低比重",
    ]
    body = ElementTree.fromstring(part(done.path, "word/document.xml"))
    for name in ("commentRangeStart", "commentRangeEnd", "commentReference"):
        assert [int(e.get(f"{W}id")) for e in body.iter(f"{W}{name}")] == list(comments)


def test_comments_that_are_there_stay(document, tmp_path):
    made = docx.Document(document)
    made.add_comment(made.paragraphs[-1].runs, text="请核对", author="张三")
    made.save(document)

    done, _wanted, _found = written(document, tmp_path / "新.docx", {"3": "1"})

    comments = list(docx.Document(done.path).comments)
    assert (comments[0].author, comments[0].text) == ("张三", "请核对")
    assert len({c.comment_id for c in comments}) == len(comments) == 4


def test_the_list_stands_at_the_end_and_is_no_part_of_the_sheet(document, tmp_path):
    done, _wanted, found = written(document, tmp_path / "新.docx", {"1": "2.5"}, reasons={"1": "降低比重"})

    body = ElementTree.fromstring(part(done.path, "word/document.xml")).find(f"{W}body")
    assert [e.tag for e in body][-2:] == [f"{W}sdt", f"{W}sectPr"]
    words = ["".join(t.text or "" for t in row.iter(f"{W}t")) for row in body[-2].iter(f"{W}tr")]
    assert words[1:] == [
        "表1A2窗口服务（5分）54.5-0.5随各行分值调整",
        "表1C2按期办结32.5-0.5降低比重未按期办结的扣3分。未按期办结的扣2.5分。",
    ]
    assert len(load_schemes(done.path)) == 1
    assert [s.text for s in found.layout.skipped if s.kind == "note"] == ["注：本表自发布之日起施行。"]


def test_tracked_changes_stay(document, tmp_path):
    """A reviewer has struck out 5 and put in 3; it is read as accepted, and stays tracked."""
    tracked = (
        '<w:del w:id="90" w:author="甲" w:date="2025-01-01T00:00:00Z"><w:r><w:delText>5</w:delText></w:r></w:del>'
        '<w:ins w:id="91" w:author="甲" w:date="2025-01-01T00:00:00Z"><w:r><w:t>3</w:t></w:r></w:ins>'
    )
    edit(document, "word/document.xml", lambda xml: xml.replace("<w:r><w:t>3</w:t></w:r>", tracked, 1))
    assert load_schemes(document)[0].indicators[0].points == 3

    done, _wanted, found = written(document, tmp_path / "新.docx", {"1": "2.5"})

    body = ElementTree.fromstring(part(done.path, "word/document.xml"))
    assert ["".join(t.text for t in e.iter(f"{W}t")) for e in body.iter(f"{W}ins")] == ["2.5"]
    assert ["".join(t.text for t in e.iter(f"{W}delText")) for e in body.iter(f"{W}del")] == ["5"]
    assert found.indicators[0].points == 2.5


def test_a_numbered_outline(tmp_path):
    """No table: points stand at the end of sentences, one of which goes on in the next paragraph."""
    made = docx.Document()
    for line in (
        "2025年度窗口考核办法（满分：9分）",
        "一、窗口服务（9分）",
        "1.按期办结，不得拖延。（4分，由甲办评分）",
        "2.办件回访",
        "每月回访一次。（5分，由乙办评分）",
    ):
        made.add_paragraph(line)
    made.save(tmp_path / "表.docx")

    done, wanted, found = written(tmp_path / "表.docx", tmp_path / "新.docx", {"1": "3.5", "2": "7"})

    assert said(found) == said(wanted)
    lines = [p.text for p in docx.Document(done.path).paragraphs]
    assert lines[:5] == [
        "2025年度窗口考核办法（满分：10.5分）",
        "一、窗口服务（10.5分）",
        "1.按期办结，不得拖延。（3.5分，由甲办评分）",
        "2.办件回访",
        "每月回访一次。（7分，由乙办评分）",
    ]
