"""Layouts that offices write, each small: what the columns are, what counts, what is only compared."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kaohe_tools.checks import review_scheme
from kaohe_tools.errors import LayoutError
from kaohe_tools.model import Scheme
from kaohe_tools.sheets import load_scheme
from tests.sheets.write_back.moves import said, written

MakeBook = Callable[..., Path]
HEADER = ("序号", "指标名称", "分值", "评分标准")


def errors(scheme: Scheme) -> set[str]:
    return {f.name for f in review_scheme(scheme).findings if f.severity.value == "error"}


def fields(scheme: Scheme) -> list[str]:
    return [c.field for c in scheme.layout.columns]


def test_points_behind_the_names_in_a_column_headed_so(make_book: MakeBook) -> None:
    rows = [
        ("考核项目", "考核内容及分值", "评分标准"),
        ("服务规范（40分）", "1.着装规范（10分）", "发现1次扣1分"),
        (None, "2.用语文明（30分）", "投诉属实1次扣2分"),
        ("办件质量（60分）", "1.材料齐全（35分）", "缺1件扣1分"),
        (None, "2.按时办结（25分）", "超时1件扣2分"),
    ]

    scheme = load_scheme(make_book(rows))

    assert [i.points for i in scheme.indicators] == [10, 30, 35, 25]
    assert [i.criterion.text for i in scheme.indicators] == [str(r[2]) for r in rows[1:]]
    assert [i.path[0][:4] for i in scheme.indicators] == ["服务规范", "服务规范", "办件质量", "办件质量"]
    assert scheme.problems == ()
    assert errors(scheme) == set()


def test_a_list_with_its_penalties_in_a_column_of_their_own(make_book: MakeBook) -> None:
    rows = [
        ("序号", "扣分情形", "扣分值", "认定部门"),
        (1, "迟报材料", "每次扣0.5分", "办公室"),
        (2, "数据失实", "每次扣2分，最多扣10分", "统计科"),
    ]

    scheme = load_scheme(make_book(rows))

    assert [(i.points, i.name, i.criterion.text) for i in scheme.indicators] == [
        (None, "迟报材料", "每次扣0.5分"),
        (None, "数据失实", "每次扣2分，最多扣10分"),
    ]
    assert scheme.problems == ()


def test_an_explanation_of_the_scoring_is_the_criterion(make_book: MakeBook) -> None:
    scheme = load_scheme(make_book([("项目", "内容", "满分", "评分说明"), ("基础", "制度", 40, "缺1项扣2分")]))

    assert fields(scheme) == ["section", "name", "points", "criterion"]


@pytest.mark.parametrize("title", ["安全检查考核细则（200分）", "安全检查考核细则（满分200分）", "总分200分"])
def test_the_full_mark_stands_in_the_title(make_book: MakeBook, title: str) -> None:
    scheme = load_scheme(make_book([(title, None, None, None), HEADER, (1, "甲", 120, ""), (2, "乙", 80, "")]))

    assert scheme.declared is not None
    assert scheme.declared.points == 200
    assert "total-mismatch" not in errors(scheme)


def test_a_figure_in_a_line_that_is_no_title_is_no_full_mark(make_book: MakeBook) -> None:
    lines = [("上年得分情况见附表（200分）", None, None, None), HEADER, (1, "甲", 100, "")]

    assert load_scheme(make_book(lines)).declared is None


@pytest.mark.parametrize("everybody", ["全部单位", "所有单位", "各单位", "适用于全部考核对象", "（通用）", "全体"])
def test_what_applies_to_everybody_is_no_alternative(make_book: MakeBook, everybody: str) -> None:
    rows = [
        (*HEADER, "适用对象"),
        (1, "日常工作", 60, "缺1项扣2分", everybody),
        (2, "窗口服务", 40, "投诉1次扣2分", "窗口单位"),
        (2, "内部管理", 40, "缺1项扣2分", "非窗口单位"),
    ]

    scheme = load_scheme(make_book(rows))

    assert scheme.total == 100
    assert [bool(i.alternative) for i in scheme.indicators] == [False, True, True]
    assert errors(scheme) == set()


def test_all_departments_may_be_one_kind_beside_others(make_book: MakeBook) -> None:
    rows = [
        (*HEADER, "适用对象"),
        (1, "窗口服务", 100, "投诉1次扣2分", "各街道"),
        (1, "内部管理", 100, "缺1项扣2分", "各部门"),
    ]

    assert load_scheme(make_book(rows)).total == 100


def test_of_the_points_of_two_levels_the_lowest_count(make_book: MakeBook) -> None:
    rows = [
        ("一级指标", "一级分值", "二级指标", "二级分值", "评分标准"),
        ("效率", 50, "时限", 30, "超时1件扣1分"),
        (None, None, "环节", 20, "多1个扣2分"),
        ("质量", 60, "差错", 50, "差错1件扣2分"),
    ]

    scheme = load_scheme(make_book(rows, merges=["A2:A3", "B2:B3"]))

    assert [i.points for i in scheme.indicators] == [30, 20, 50]
    assert {s.path: s.declared.points for s in scheme.sections if s.declared} == {("效率",): 50, ("质量",): 60}
    assert "section-sum-mismatch" in errors(scheme)


@pytest.mark.parametrize("merges", [["A2:A3", "B2:B3"], []])
def test_points_beside_a_level_follow_the_rows_below(make_book: MakeBook, tmp_path: Path, merges: list[str]) -> None:
    rows = [
        ("一级指标", "分值", "二级指标", "分值", "评分标准"),
        ("效率", 50, "时限", 30, "超时1件扣1分"),
        (None, None, "环节", 20, "多1个扣2分"),
        ("质量", 50, "差错", 50, "差错1件扣2分"),
    ]

    _done, wanted, found = written(make_book(rows, merges=merges), tmp_path / "新.xlsx", {"1": "10", "3": "70"})

    assert said(found) == said(wanted)
    sheet = openpyxl.load_workbook(tmp_path / "新.xlsx").worksheets[0]
    assert [sheet[cell].value for cell in ("B2", "D2", "D3", "B4", "D4")] == [30, 10, 20, 70, 70]


def test_weights_are_the_points_where_no_column_is_headed_so(make_book: MakeBook) -> None:
    rows = [("一级指标", "二级指标", "权重", "评分标准"), ("效率", "时限", 60, "扣1分"), ("质量", "差错", 40, "扣2分")]

    assert [i.points for i in load_scheme(make_book(rows)).indicators] == [60, 40]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        pytest.param(("一级指标", "权重", "评分标准"), ("效率", "30%", "扣1分"), id="a share, no points"),
        pytest.param(("一级指标", "权重", "评分标准", "权重"), ("效率", 30, "扣1分", 30), id="which of two"),
    ],
)
def test_other_weights_are_no_points(make_book: MakeBook, header: tuple[str, ...], row: tuple[Any, ...]) -> None:
    with pytest.raises(LayoutError, match="分值"):
        load_scheme(make_book([header, row]))


def test_shares_shown_in_percent_are_no_points(make_book: MakeBook) -> None:
    path = make_book([("一级指标", "权重", "评分标准"), ("效率", 0.6, "扣1分"), ("质量", 0.4, "扣1分")])
    book = openpyxl.load_workbook(path)
    for cell in ("B2", "B3"):
        book.worksheets[0][cell].number_format = "0%"
    book.save(path)

    with pytest.raises(LayoutError, match="分值"):
        load_scheme(path)


@pytest.mark.parametrize("deducted", ["扣分分值", "扣减分值", "减分分值（分）"])
@pytest.mark.parametrize("points", ["权重", "本项指标分值"])
def test_points_that_are_taken_off_are_not_what_rows_are_worth(make_book: MakeBook, deducted: str, points: str) -> None:
    """Both headings are known by a part only, or the other is one of weights; 2 and 5 are what a slip costs."""
    rows = [
        ("一级指标", "指标名称", deducted, "评分标准", points),
        ("效率", "时限", 2, "超时1件扣2分", 60),
        ("质量", "差错", 5, "差错1件扣5分", 40),
    ]

    scheme = load_scheme(make_book(rows))

    assert [i.points for i in scheme.indicators] == [60, 40]
    assert fields(scheme)[2] == ""
    assert scheme.problems == ()


def test_where_nothing_else_holds_points_those_taken_off_are_read_and_told(make_book: MakeBook) -> None:
    rows = [("序号", "一级指标", "扣分情形", "扣分分值"), (1, "服务", "未公布办事指南的", 5), (2, "服务", "迟报的", 2)]

    scheme = load_scheme(make_book(rows))

    assert [i.points for i in scheme.indicators] == [5, 2]
    assert [(p.code, p.where.cell) for p in scheme.problems] == [("deductions-as-points", "D1")]
    (finding,) = [f for f in review_scheme(scheme).findings if f.code == "ST11"]
    assert "D列（扣分分值）" in str(finding.message)
    assert "unreadable-cell" not in {f.name for f in review_scheme(scheme).findings}


def test_a_share_among_points_says_what_to_write(make_book: MakeBook) -> None:
    path = make_book([HEADER, (1, "时限", "60%", "扣1分"), (2, "差错", 0.125, "扣1分"), (3, "态度", 30, "扣1分")])
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["C3"].number_format = "0.0%"
    book.save(path)

    scheme = load_scheme(path)

    assert [i.points for i in scheme.indicators] == [None, None, 30]
    said = {p.where.cell: str(p.message) for p in scheme.problems if p.code == "unreadable-points"}
    assert [said[cell].startswith(f"“{share}”是占比") for cell, share in (("C2", "60%"), ("C3", "12.5%"))] == [True] * 2


def test_points_win_over_weights(make_book: MakeBook) -> None:
    rows = [("一级指标", "权重", "二级指标", "分值", "评分标准"), ("效率", 60, "时限", 100, "扣1分")]

    assert [i.points for i in load_scheme(make_book(rows)).indicators] == [100]


def test_two_blocks_beside_each_other_are_refused_and_never_half_read(make_book: MakeBook) -> None:
    rows = [
        (*HEADER, *HEADER),
        (1, "甲", 30, "扣1分", 3, "丙", 20, "扣1分"),
        (2, "乙", 30, "扣1分", 4, "丁", 20, "扣1分"),
    ]

    with pytest.raises(LayoutError) as refused:
        load_scheme(make_book(rows))

    assert "A–D" in str(refused.value)
    assert "E–H" in str(refused.value)


def test_a_numbered_line_above_the_table_is_no_title_where_another_is(make_book: MakeBook) -> None:
    rows = [("培训考核办法",), ("一、考核内容及评分标准",), HEADER, (1, "计划", 100, "未制定扣5分")]

    assert load_scheme(make_book(rows)).title == "培训考核办法"


def test_lines_with_rules_under_the_heading_of_a_list_are_its_entries(make_book: MakeBook) -> None:
    rows = [
        HEADER,
        (1, "计划", 100, "未制定扣5分"),
        ("二、加分项",),
        ("获得表彰的每次加1分，最多加3分。",),
        ("按季度汇总。",),
        ("说明：加分每次加1分须附证明。",),
        ("三、其他",),
        ("获得表彰的每次加1分。",),
    ]

    scheme = load_scheme(make_book(rows))

    assert [(a.kind.value, a.cap, a.criterion.text) for a in scheme.adjustments] == [
        ("bonus", 3, "获得表彰的每次加1分，最多加3分。")
    ]
    assert scheme.total == 100
