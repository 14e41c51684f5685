"""Rows with points that head the rows below by their numbers: declared, compared, never counted twice."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kaohe_tools.checks import review_scheme
from kaohe_tools.model import Scheme
from kaohe_tools.sheets import load_scheme
from tests.sheets.write_back.moves import said, written

MakeBook = Callable[..., Path]
HEADER = ("序号", "考核内容", "分值", "评分标准")


def declared(scheme: Scheme) -> dict[tuple[str, ...], Decimal]:
    return {s.path: s.declared.points for s in scheme.sections if s.declared is not None}


def found(scheme: Scheme) -> set[str]:
    return {f.name for f in review_scheme(scheme).findings}


def test_a_row_numbered_one_level_above_declares_and_does_not_count(make_book: MakeBook) -> None:
    rows = [
        HEADER,
        ("一", "组织管理", 20, None),
        (1, "机构设置", 10, "未设置的，扣2分"),
        (2, "工作制度", 10, "每缺1项扣1分"),
        ("二", "档案整理", 30, None),
        (1, "归档", 30, "每缺1件扣1分"),
    ]

    scheme = load_scheme(make_book(rows))

    assert [(i.path, i.name or i.criterion.text, i.points) for i in scheme.indicators] == [
        (("一、组织管理",), "机构设置", 10),
        (("一、组织管理",), "工作制度", 10),
        (("二、档案整理",), "归档", 30),
    ]
    assert scheme.total == 50
    assert declared(scheme) == {("一、组织管理",): 20, ("二、档案整理",): 30}
    assert [(s.kind, s.cell) for s in scheme.layout.skipped if s.kind == "section"] == [
        ("section", "A2"),
        ("section", "A5"),
    ]


def test_a_heading_that_its_rows_do_not_come_to_is_found(make_book: MakeBook) -> None:
    rows = [HEADER, ("一", "组织管理", 20, None), (1, "机构", 10, "扣2分"), (2, "制度", 8, "扣1分")]

    scheme = load_scheme(make_book(rows))

    assert scheme.total == 18
    assert "section-sum-mismatch" in found(scheme)


def test_headings_stand_under_headings_and_end_where_a_higher_number_comes(make_book: MakeBook) -> None:
    rows = [
        HEADER,
        ("一", "组织管理", 20, None),
        ("（一）", "机构", 12, None),
        (1, "人员", 7, "扣1分"),
        (2, "场所", 5, "扣1分"),
        ("（二）", "制度", 8, "每缺1项扣1分"),
        ("二", "档案整理", 10, "每缺1件扣1分"),
    ]

    scheme = load_scheme(make_book(rows))

    assert [(i.path, i.points) for i in scheme.indicators] == [
        (("一、组织管理", "（一）机构"), 7),
        (("一、组织管理", "（一）机构"), 5),
        (("一、组织管理",), 8),
        ((), 10),
    ]
    assert scheme.total == 30
    assert declared(scheme) == {("一、组织管理",): 20, ("一、组织管理", "（一）机构"): 12}


def test_arabic_numbers_head_only_the_numbers_that_begin_with_them(make_book: MakeBook) -> None:
    rows = [
        HEADER,
        ("1", "组织管理", 20, None),
        ("1.1", "机构", 12, "扣1分"),
        ("1.2", "制度", 8, "扣1分"),
        ("2", "档案整理", 10, "扣1分"),
        ("3", "培训", 5, None),
        ("4.1", "统计", 5, "扣1分"),
    ]

    scheme = load_scheme(make_book(rows))

    assert [i.points for i in scheme.indicators] == [12, 8, 10, 5, 5]
    assert [i.path for i in scheme.indicators] == [("1、组织管理",)] * 2 + [()] * 3


def test_arabic_numbers_head_numbers_in_brackets_where_the_points_add_up(make_book: MakeBook) -> None:
    rows = [
        HEADER,
        (1, "组织管理", 20, None),
        ("（1）", "机构", 12, "扣1分"),
        ("（2）", "制度", 8, "扣1分"),
        (2, "档案整理", 30, None),
        ("（1）", "归档", 10, "扣1分"),
        ("（2）", "移交", 10, "扣1分"),
    ]

    scheme = load_scheme(make_book(rows))

    assert [i.points for i in scheme.indicators] == [12, 8, 30, 10, 10]
    assert declared(scheme) == {("1、组织管理",): 20}


def test_the_list_under_a_numbered_bonus_row_stands_beside_and_ends_with_the_next_number(make_book: MakeBook) -> None:
    rows = [
        HEADER,
        ("一", "组织管理", 20, None),
        (1, "机构", 20, "扣1分"),
        ("二", "加分项", 5, None),
        (1, "获表扬", 5, "每次加1分，最多加5分"),
        ("三", "档案整理", 80, "每缺1件扣1分"),
    ]

    scheme = load_scheme(make_book(rows))

    assert [i.points for i in scheme.indicators] == [20, 80]
    assert [(a.kind.value, a.cap) for a in scheme.adjustments] == [("bonus", 5)]


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([("一", "组织", 10, "每缺1项扣1分"), (1, "机构", 10, "扣1分")], id="says how it is scored"),
        pytest.param([("一", "组织", 10, None), ("二", "机构", 10, None)], id="numbers of one level"),
        pytest.param([(1, "组织", 10, None), ("一", "机构", 10, None)], id="the next number is higher"),
        pytest.param([(1, "组织", 10, None), ("(1)", "机构", 10, "扣1分")], id="may be a slip in one level"),
        pytest.param([(1, "组织", 10, None), ("2.1", "机构", 10, "扣1分")], id="a part of another number"),
        pytest.param([(None, "组织", 10, None), (1, "机构", 10, "扣1分")], id="no number"),
        pytest.param([("一", "组织", 10, None), (None, "机构", 10, "扣1分")], id="no number below"),
        pytest.param([("一", "组" * 41, 10, None), (1, "机构", 10, "扣1分")], id="a sentence, no label"),
    ],
)
def test_rows_that_are_no_headings_count(make_book: MakeBook, rows: list[tuple[Any, ...]]) -> None:
    scheme = load_scheme(make_book([HEADER, *rows]))

    assert [i.points for i in scheme.indicators] == [10, 10]
    assert declared(scheme) == {}


def test_a_numbered_heading_stands_under_a_banner_and_ends_with_it(make_book: MakeBook) -> None:
    rows = [
        HEADER,
        ("一、基础工作（20分）", None, None, None),
        ("（一）", "机构", 20, None),
        (1, "人员", 10, "扣1分"),
        (2, "场所", 10, "扣1分"),
        ("二、重点工作（10分）", None, None, None),
        (1, "归档", 10, "扣1分"),
    ]

    scheme = load_scheme(make_book(rows))

    first = "一、基础工作（20分）"
    assert [i.path for i in scheme.indicators] == [(first, "（一）机构")] * 2 + [("二、重点工作（10分）",)]
    assert declared(scheme) == {(first,): 20, (first, "（一）机构"): 20, ("二、重点工作（10分）",): 10}
    assert "section-sum-mismatch" not in found(scheme)


def test_a_banner_under_a_banner_is_within_it(make_book: MakeBook) -> None:
    rows = [
        HEADER,
        ("一、基础工作（20分）", None, None, None),
        ("（一）机构（10分）", None, None, None),
        (1, "人员", 10, "扣1分"),
        ("（二）制度（10分）", None, None, None),
        (2, "汇编", 10, "扣1分"),
    ]

    scheme = load_scheme(make_book(rows))

    assert [i.path[1:] for i in scheme.indicators] == [("（一）机构（10分）",), ("（二）制度（10分）",)]
    assert {i.path[0] for i in scheme.indicators} == {"一、基础工作（20分）"}
    assert "section-sum-mismatch" not in found(scheme)


@pytest.mark.parametrize(
    "label", ["考核总分", "合计分", "总计得分", "分值合计", "总分值", "合 计：", "考核合计分数", "得分合计"]
)
def test_rows_of_sums_by_other_names_are_compared(make_book: MakeBook, label: str) -> None:
    rows = [HEADER, (1, "机构", 60, "扣1分"), (2, "制度", 30, "扣1分"), (label, None, 100, None)]

    scheme = load_scheme(make_book(rows))

    assert scheme.total == 90
    assert scheme.stated_sum is not None
    assert scheme.stated_sum.points == 100


@pytest.mark.parametrize("numbers", [("一", "1", "2"), ("1", "（1）", "（2）")])
def test_a_heading_follows_the_points_that_are_moved_below_it(
    make_book: MakeBook, tmp_path: Path, numbers: tuple[str, str, str]
) -> None:
    head, first, second = numbers
    rows = [HEADER, (head, "组织管理", 20, None), (first, "机构", 12, "扣1分"), (second, "制度", 8, "扣1分")]

    _done, wanted, found = written(make_book(rows), tmp_path / "新.xlsx", {"1": "5", "2": "10"})

    assert said(found) == said(wanted)
    sheet = openpyxl.load_workbook(tmp_path / "新.xlsx").worksheets[0]
    assert [sheet[cell].value for cell in ("C2", "C3", "C4")] == [15, 5, 10]


def test_a_bare_figure_below_the_points_that_they_come_to_is_their_sum(make_book: MakeBook) -> None:
    rows = [HEADER, (1, "机构", 60, "扣1分"), (2, "制度", 40, "扣1分"), (None, None, 100, None)]

    scheme = load_scheme(make_book(rows))

    assert scheme.total == 100
    assert scheme.stated_sum is not None
    assert scheme.stated_sum.source.cell == "C4"


@pytest.mark.parametrize(
    ("rows", "total"),
    [
        pytest.param(
            [(1, "甲", 60, "扣1分"), (2, "乙", 30, "扣1分"), (None, None, 100, None)], 190, id="another figure"
        ),
        pytest.param([(1, "甲", 60, "扣1分"), (None, None, 60, None)], 120, id="one row above"),
        pytest.param(
            [(1, "甲", 6, "扣1分"), (2, "乙", 4, "扣1分"), (None, None, 10, None), (3, "丙", 5, "扣1分")],
            25,
            id="not last",
        ),
    ],
)
def test_other_bare_figures_count(make_book: MakeBook, rows: list[tuple[Any, ...]], total: int) -> None:
    scheme = load_scheme(make_book([HEADER, *rows]))

    assert scheme.total == total
    assert scheme.stated_sum is None


def paths(scheme: Scheme) -> list[tuple[str, ...]]:
    return [i.path for i in scheme.indicators]


def test_a_han_number_above_arabic_ones_heads_them(make_book: MakeBook) -> None:
    rows = [
        HEADER,
        ("一", "组织管理", 20, None),
        (1, "机构设置", 10, "未设置机构的扣5分"),
        (2, "管理制度", 10, "制度每缺1项扣2分"),
        ("二", "数据质量", 30, None),
        (1, "报送及时", 30, "每迟报1次扣3分"),
    ]

    scheme = load_scheme(make_book(rows))

    assert scheme.total == 50
    assert [i.name or i.criterion.text for i in scheme.indicators] == ["机构设置", "管理制度", "报送及时"]
    assert paths(scheme) == [("一、组织管理",), ("一、组织管理",), ("二、数据质量",)]
    assert declared(scheme) == {("一、组织管理",): Decimal(20), ("二、数据质量",): Decimal(30)}


def test_three_levels(make_book: MakeBook) -> None:
    rows = [
        HEADER,
        ("一", "安全生产", 30, None),
        ("（一）", "隐患排查", 20, None),
        ("1.", "每月排查", 12, "每少1次扣1分"),
        ("2.", "建立台账", 8, "无台账的扣8分"),
        ("（二）", "应急演练", 10, None),
        ("1.", "开展演练", 10, "未开展的扣10分"),
        ("二", "档案管理", 10, None),
        ("1.", "按时归档", 10, "每缺1卷扣1分"),
    ]

    scheme = load_scheme(make_book(rows))

    assert scheme.total == 40
    top = "一、安全生产"
    assert paths(scheme) == [(top, "（一）隐患排查")] * 2 + [(top, "（二）应急演练"), ("二、档案管理",)]
    assert declared(scheme) == {
        (top,): Decimal(30),
        (top, "（一）隐患排查"): Decimal(20),
        (top, "（二）应急演练"): Decimal(10),
        ("二、档案管理",): Decimal(10),
    }


def test_a_row_of_its_own_after_a_group_stands_beside_it(make_book: MakeBook) -> None:
    rows = [
        HEADER,
        ("一", "组织管理", 20, None),
        (1, "机构设置", 20, "未设置机构的扣5分"),
        ("二", "群众满意度", 10, "满意率每低1个百分点扣1分"),
    ]

    scheme = load_scheme(make_book(rows))

    assert scheme.total == 30
    assert paths(scheme) == [("一、组织管理",), ()]


def test_numbers_of_one_level_head_nothing(make_book: MakeBook) -> None:
    rows = [HEADER, ("一", "组织管理", 20, None), ("二", "数据质量", 30, None), ("三", "档案", 50, None)]

    assert load_scheme(make_book(rows)).total == 100


def test_a_row_that_says_how_it_is_scored_heads_nothing(make_book: MakeBook) -> None:
    rows = [HEADER, ("一", "组织管理", 20, "无方案的扣2分"), (1, "机构设置", 10, "未设置的扣5分")]

    scheme = load_scheme(make_book(rows))

    assert scheme.total == 30
    assert len(scheme.indicators) == 2


def test_rows_below_without_points_are_no_group(make_book: MakeBook) -> None:
    rows = [HEADER, ("一", "组织管理", 20, None), (1, "机构设置", None, "未设置的扣5分"), ("二", "档案", 10, None)]

    assert load_scheme(make_book(rows)).total == 30


def test_a_numbered_list_of_bonuses_is_beside_the_points(make_book: MakeBook) -> None:
    rows = [
        HEADER,
        ("一", "组织管理", 100, None),
        (1, "机构设置", 100, "未设置机构的扣5分"),
        ("二", "加分项", 5, None),
        (1, "获市级表彰", 3, "获市级表彰的加3分"),
        (2, "经验推广", 2, "经验在全市推广的加2分"),
    ]

    scheme = load_scheme(make_book(rows))

    assert scheme.total == 100
    assert [a.kind for a in scheme.adjustments] == ["bonus", "bonus"]


def test_a_bare_figure_that_the_rows_above_come_to_is_their_sum(make_book: MakeBook) -> None:
    rows = [HEADER, (1, "机构设置", 60, "未设置的扣5分"), (2, "制度", 40, "每缺1项扣2分"), (None, None, 100, None)]

    scheme = load_scheme(make_book(rows))

    assert scheme.total == 100
    assert [s.kind for s in scheme.layout.skipped] == ["total"]


def test_a_bare_figure_that_is_no_sum_is_counted_and_seen(make_book: MakeBook) -> None:
    rows = [HEADER, (1, "机构设置", 60, "未设置的扣5分"), (2, "制度", 40, "每缺1项扣2分"), (None, None, 90, None)]

    scheme = load_scheme(make_book(rows))

    assert scheme.total == 190
    assert len(scheme.indicators) == 3


def test_more_words_for_a_sum(make_book: MakeBook) -> None:
    for words in ("合计得分", "考核合计", "合计分值", "总计（分）", "考核总分"):
        rows = [HEADER, (1, "机构设置", 60, "未设置的扣5分"), (2, "制度", 40, "每缺1项扣2分"), (words, None, 100, None)]

        assert load_scheme(make_book(rows)).total == 100, words
