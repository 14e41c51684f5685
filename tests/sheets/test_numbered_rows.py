"""Numbered rows that head the rows below them: their points are declared, not counted."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from kaohe_tools.model import Scheme
from kaohe_tools.sheets import load_scheme

MakeBook = Callable[..., Path]
HEADER = ("序号", "考核内容", "分值", "评分标准")


def declared(scheme: Scheme) -> dict[tuple[str, ...], Decimal | None]:
    return {s.path: s.declared and s.declared.points for s in scheme.sections}


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
