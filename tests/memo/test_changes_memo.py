"""The comparison memo: every change of two small sheets stands in it, and last year's ranking where it is known."""

from __future__ import annotations

import datetime as dt

import pytest
from openpyxl import load_workbook

from kaohe_tools.errors import KaoheError, MemoError
from kaohe_tools.memo import Input, Kind, Letter, Order, make_memo, render_memo
from kaohe_tools.memo.document import Grid, Heading, Paragraph, plain_cell
from kaohe_tools.profiles import load_profile

DAY = dt.date(2025, 3, 1)


@pytest.fixture
def sheets(small):
    return small.old, small.new


@pytest.fixture
def results(small):
    return small.results


def made(sheets, results=None, **options):
    inputs = [Input(role=role, path=path) for role, path in zip(("old", "new"), sheets, strict=True)]
    inputs += [Input(role="results", path=results)] if results else []
    return make_memo(
        Order(kind=Kind.COMPARISON, inputs=tuple(inputs), profile=load_profile("default"), options=options,
              letter=Letter.of(DAY))
    )  # fmt: skip


def read(memo):
    tables, words, heading = {}, [], ""
    for block in memo.document.body:
        match block:
            case Heading():
                heading = block.text
            case Grid():
                tables[heading] = [[plain_cell(c) for c in row] for row in block.rows]
            case Paragraph():
                words.append(block.text)
    return tables, words


def test_every_change_stands_under_its_heading(sheets):
    tables, _words = read(made(sheets))
    assert [row[2] for row in tables["新增的指标"]] == ["窗口人员轮训"]
    assert [row[2] for row in tables["删去的指标"]] == ["档案按期归档"]
    assert [row[2:] for row in tables["分值调整"]] == [
        ["服务事项公开", "40", "50", "+10"],
        ["办件按时办结", "30", "20", "-10"],
    ]
    assert tables["各项任务分值"][-1] == ["合计", "100", "100", ""]
    assert any("逾期1件扣10.5分" in row[-1] for row in tables["文字变动"])


def test_several_changes_of_one_rows_rules_are_told_apart(small, tmp_path):
    """“、” joins things of a list; two changes, each with its own “→”, are two statements."""
    rules = ("甲未办扣1分，乙未办扣2分。", "甲未办扣3分，乙未办扣4分。")
    pair = [small.write(tmp_path / f"{n}.xlsx", "指标", [("窗口", "公开", 100, said)]) for n, said in enumerate(rules)]
    memo = made(pair)
    (row,) = read(memo)[0]["计分规则变动"]
    assert row[-1].count("；") == 1
    assert "、" not in row[-1]
    (head,) = [b.head for b in memo.document.body if isinstance(b, Grid) and b.head[-1] == "变化"]
    assert head == ("原行", "现行", "指标", "变化")


def test_words_that_went_and_came_are_marked_in_every_form(sheets):
    memo = made(sheets)
    assert "<del>1</del><ins>0.5</ins>" in render_memo(memo, "html").decode()
    assert "~~1~~**0.5**" in render_memo(memo, "md").decode()


def test_last_years_ranking_is_scored_by_the_new_rules(sheets, results):
    """甲: 40 + 20 + 30 = 90 before; 50 + 15 = 65 now. 乙: 36 + 30 + 30 = 96 before; 46 + 20 = 66 now."""
    tables, _words = read(made(sheets, results))
    ranks = {row[0]: row[1:5] for row in tables["按上年结果的排名"]}
    assert ranks == {"乙局": ["96", "66", "1", "1"], "甲局": ["90", "65", "2", "2"]}


def test_units_of_which_a_row_was_not_recorded_are_counted(sheets, results, tmp_path):
    """A row that was not recorded counts nothing: 甲 seems to have fewer points than others, and the memo says why."""
    assert not any("没有考核记录" in line for line in read(made(sheets, results))[1])
    book = load_workbook(results)
    page = book.worksheets[0]
    row = next(r for r in page.iter_rows() if r[0].value == "甲局")
    row[1].value = None
    path = tmp_path / "缺一项.xlsx"
    book.save(path)
    assert any("有1个单位的部分指标没有考核记录" in line for line in read(made(sheets, path))[1])


def test_cells_of_the_results_that_could_not_be_read_stand_in_the_memo(sheets, results, tmp_path):
    book = load_workbook(results)
    row = next(r for r in book.worksheets[0].iter_rows() if r[0].value == "甲局")
    row[1].value = "若干"
    path = tmp_path / "读不出.xlsx"
    book.save(path)
    words = read(made(sheets, path))[1]
    assert any("结果表有1个单元格读不出" in line for line in words)
    assert any(row[1].coordinate in line and "若干" in line for line in words)


def test_grade_lines_that_are_crossed_are_told(sheets, results):
    _tables, words = read(made(sheets, results, grade=("优秀=95", "合格=60")))
    assert any("乙局" in line and "优秀" in line and "合格" in line for line in words)


def test_two_files_are_needed(sheets):
    with pytest.raises(MemoError, match="new"):
        Order(kind=Kind.COMPARISON, inputs=(Input(role="old", path=sheets[0]),), profile=load_profile("default"),
              options={}, letter=Letter.of(DAY))  # fmt: skip


def test_sheets_with_nothing_in_common_are_told(sheets, small, tmp_path):
    other = small.write(
        tmp_path / "别.xlsx",
        "别的",
        [("水利", "河道清淤", 50, "未清淤扣50分。"), ("水利", "闸门检修", 50, "未检修扣50分。")],
    )
    with pytest.raises(KaoheError, match="两份不同"):
        made((sheets[0], other))
