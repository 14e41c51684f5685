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
        ("质量", 50, "差错", 50, "差错1件扣2分"),
    ]

    scheme = load_scheme(make_book(rows, merges=["A2:A3", "B2:B3"]))

    assert [i.points for i in scheme.indicators] == [30, 20, 50]


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
