"""Rows become indicators, and what cannot be read is located, not lost."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kaohe_tools.checks import review_scheme
from kaohe_tools.model import Period, Scheme
from kaohe_tools.profiles import load_profile
from kaohe_tools.sheets import load_scheme

MakeBook = Callable[..., Path]
HEADER = ("序号", "一级指标", "指标名称", "分值", "评分标准")


def codes(scheme: Scheme) -> list[tuple[str, str]]:
    return [(p.code, p.where.cell) for p in scheme.problems]


def test_points_are_read_as_number_or_text_and_text_is_noted(make_book: MakeBook) -> None:
    rows = [
        HEADER,
        (1, "服务", "甲", 5, ""),
        (2, "服务", "乙", "4分", ""),
        (3, "服务", "丙", "３", ""),
        (4, "服务", "丁", " 2.5 ", ""),
    ]

    scheme = load_scheme(make_book(rows))

    assert [Decimal("5"), Decimal("4"), Decimal("3"), Decimal("2.5")] == [i.points for i in scheme.indicators]
    assert Decimal("14.5") == scheme.total
    assert codes(scheme) == [("text-number", "D3"), ("text-number", "D4"), ("text-number", "D5")]


@pytest.mark.parametrize("written", ["约5分", "5-8", "五分", "5分/次", "=1+", True, "1e400", "见附件"])
def test_what_is_no_number_is_a_located_problem_never_a_zero(make_book: MakeBook, written: Any) -> None:
    path = make_book([HEADER, (1, "服务", "甲", None, ""), (2, "服务", "乙", 3, "")])
    book = openpyxl.load_workbook(path)
    cell = book["指标"]["D2"]
    cell.value = written
    if isinstance(written, str):
        cell.data_type = "s"
    book.save(path)

    scheme = load_scheme(path)

    assert scheme.indicators[0].points is None
    assert ("unreadable-points", "D2") in codes(scheme)
    assert scheme.total == 3


def test_a_formula_without_stored_value_is_a_problem(make_book: MakeBook) -> None:
    scheme = load_scheme(make_book([HEADER, (1, "服务", "甲", "=2+3", ""), (2, "服务", "乙", 3, "")]))

    assert codes(scheme) == [("formula-without-value", "D2")]
    assert len(scheme.indicators) == 2


def test_merged_labels_hold_for_every_row_and_point_at_their_cell(make_book: MakeBook) -> None:
    rows = [HEADER, (1, "服务", "甲", 5, ""), (2, None, "乙", 4, ""), (3, "档案", "丙", 3, "")]

    scheme = load_scheme(make_book(rows, merges=["B2:B3"]))

    assert [i.path for i in scheme.indicators] == [("服务",), ("服务",), ("档案",)]
    source = scheme.indicators[1].source("section_1")
    assert source is not None
    assert source.cell == "B2"
    assert scheme.sum_of(scheme.within(("服务",))) == 9


def test_a_blank_label_continues_the_one_above_but_not_across_a_new_parent(make_book: MakeBook) -> None:
    header = ("一级指标", "二级指标", "指标名称", "分值", "评分标准")
    rows = [header, ("服务", "窗口", "甲", 5, ""), (None, None, "乙", 4, ""), ("档案", None, "丙", 3, "")]

    scheme = load_scheme(make_book(rows))

    assert [i.path for i in scheme.indicators] == [("服务", "窗口"), ("服务", "窗口"), ("档案",)]


def test_a_label_printed_again_at_a_page_break_is_one_section(make_book: MakeBook) -> None:
    rows = [HEADER, (1, "服务", "甲", 5, ""), HEADER, (2, "服务", "乙", 4, "")]

    scheme = load_scheme(make_book(rows))

    assert [s.path for s in scheme.sections] == [("服务",)]
    assert scheme.layout is not None
    assert [(s.row, s.kind) for s in scheme.layout.skipped] == [(3, "repeated-header")]
    assert scheme.total == 9


def test_sums_are_compared_and_not_counted(make_book: MakeBook) -> None:
    rows = [
        HEADER,
        (1, "服务", "甲", 5, ""),
        ("小计", None, None, 6, ""),
        (2, "档案", "乙", 4, ""),
        ("合计", None, None, 10, ""),
    ]

    scheme = load_scheme(make_book(rows))

    assert scheme.total == 9
    assert scheme.stated_sum is not None
    assert (Decimal(10), "D5") == (scheme.stated_sum.points, scheme.stated_sum.source.cell)
    assert scheme.declared is None  # a sum that somebody added up is not the full mark
    declared = scheme.sections[0].stated
    assert declared is not None
    assert declared.points == Decimal(6)


def test_a_row_of_the_full_mark_declares_it(make_book: MakeBook) -> None:
    scheme = load_scheme(make_book([HEADER, (1, "服务", "甲", 5, ""), ("满分", None, None, 100, "")]))

    assert scheme.declared is not None
    assert (Decimal(100), 5) == (scheme.declared.points, scheme.total)


def test_a_line_to_sign_is_no_indicator(make_book: MakeBook) -> None:
    rows = [HEADER, (1, "服务", "甲", 5, ""), ("填表人：某某", None, None, "审核人：某某", "2024年3月1日")]

    scheme = load_scheme(make_book(rows))

    assert len(scheme.indicators) == 1
    assert scheme.problems == ()
    assert scheme.layout is not None
    assert ["note"] == [s.kind for s in scheme.layout.skipped]


def test_a_percentage_is_no_number_of_points(make_book: MakeBook) -> None:
    """A cell that shows 30% stores 0.3; taking it for 0.3 points would be a wrong figure."""
    path = make_book([HEADER, (1, "服务", "甲", 0.3, ""), (2, "服务", "乙", 5, "")])
    book = openpyxl.load_workbook(path)
    book["指标"]["D2"].number_format = "0%"
    book.save(path)

    scheme = load_scheme(path)

    assert scheme.indicators[0].points is None
    assert codes(scheme) == [("unreadable-points", "D2")]
    assert "%" in str(scheme.problems[0].message)


def test_points_in_a_label_are_what_the_section_declares(make_book: MakeBook) -> None:
    rows = [HEADER, (1, "窗口服务（35分）", "甲", 5, ""), (2, "档案(10 分)", "乙", 4, "")]

    scheme = load_scheme(make_book(rows))

    assert [Decimal(35), Decimal(10)] == [s.declared.points for s in scheme.sections if s.declared]


def test_title_year_and_full_mark_come_from_the_lines_above(make_book: MakeBook) -> None:
    rows = [
        ("附件1",),
        ("2021年度某县服务考核指标表",),
        ("填报单位：某局　满分：１００分",),
        HEADER,
        (1, "服务", "甲", 5, ""),
    ]

    scheme = load_scheme(make_book(rows))

    assert (scheme.title, scheme.year) == ("2021年度某县服务考核指标表", 2021)
    assert scheme.declared is not None
    assert (Decimal(100), "A3") == (scheme.declared.points, scheme.declared.source.cell)


def test_headings_with_blanks_units_and_two_rows_are_found(make_book: MakeBook) -> None:
    rows = [
        ("2021年度考核表", None, None, None),
        ("序 号", "考核内容", "评分", None),
        (None, None, "分 值\n（分）", "评分标准"),
        (1, "培训", 5, "未开展扣5分"),
    ]

    scheme = load_scheme(make_book(rows, merges=["A2:A3", "B2:B3", "C2:D2"]))

    assert scheme.layout is not None
    assert scheme.layout.header_rows == (2, 3)
    assert [c.field for c in scheme.layout.columns] == ["number", "name", "points", "criterion"]
    assert scheme.total == 5


def test_two_columns_under_one_heading_are_told_apart_by_content(make_book: MakeBook) -> None:
    rows = [
        ("任务", "分值", "考核标准", None),
        ("培训", 3, "年度标准", "未完成扣3分"),
        ("培训", 4, "2018/6/30", "未完成扣4分"),
    ]

    scheme = load_scheme(make_book(rows, merges=["C1:D1"]))

    assert scheme.layout is not None
    assert [c.field for c in scheme.layout.columns] == ["section", "points", "due", "criterion"]
    assert [i.period for i in scheme.indicators] == [Period.ANNUAL, Period.NODE]


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        ("m/d/yyyy", "6/30/2018"),
        ("yyyy/m/d", "2018/6/30"),
        ("yyyy-mm-dd", "2018-06-30"),
        ('yyyy"年"m"月"d"日"', "2018年6月30日"),
    ],
)
def test_a_date_cell_reads_as_it_is_displayed(make_book: MakeBook, form: str, shown: str) -> None:
    path = make_book(
        [("任务", "分值", "完成时限", "评分标准"), ("培训", 3, datetime.datetime(2018, 6, 30), "未完成扣3分")]
    )
    book = openpyxl.load_workbook(path)
    book["指标"]["C2"].number_format = form
    book.save(path)

    item = load_scheme(path).indicators[0]

    assert (shown, Period.NODE) == (item.due, item.period)


def test_notes_and_section_banners_are_no_indicators(make_book: MakeBook) -> None:
    rows = [HEADER, ("一、基础工作（5分）",), (1, "服务", "甲", 5, ""), ("注：本表一式两份",)]

    scheme = load_scheme(make_book(rows, merges=["A2:E2", "A4:E4"]))

    assert [i.path for i in scheme.indicators] == [("一、基础工作（5分）", "服务")]
    assert scheme.layout is not None
    assert [s.kind for s in scheme.layout.skipped] == ["section", "note"]
    assert [s.text for s in scheme.layout.skipped if s.kind == "note"] == ["注：本表一式两份"]


def test_a_row_that_was_not_understood_is_said(make_book: MakeBook) -> None:
    scheme = load_scheme(make_book([HEADER, (1, "服务", "甲", 5, ""), (2, "服务", None, None, None)]))

    assert len(scheme.indicators) == 1
    assert codes(scheme) == [("row-not-understood", "A3")]


def test_a_points_cell_merged_over_rows_counts_once_and_is_said(make_book: MakeBook) -> None:
    rows = [HEADER, (1, "服务", "甲", 10, "未做扣4分"), (2, "服务", "乙", None, "未做扣4分")]

    scheme = load_scheme(make_book(rows, merges=["D2:D3"]))

    assert scheme.total == 10
    assert codes(scheme) == [("merged-points", "D2")]


def test_every_value_says_its_cell(make_book: MakeBook) -> None:
    item = load_scheme(make_book([HEADER, (1, "服务", "甲", "5分", "未完成扣5分")])).indicators[0]

    found = {name: (ref.cell, ref.raw) for name, ref in item.sources}
    assert found == {
        "number": ("A2", "1"),
        "section_1": ("B2", "服务"),
        "name": ("C2", "甲"),
        "points": ("D2", "5分"),
        "criterion": ("E2", "未完成扣5分"),
    }


LEVELS = ("序号", "一级指标", "二级指标", "指标名称", "分值", "评分标准")


def row(n: int, top: str, low: str, points: int) -> tuple[Any, ...]:
    return (n, top, low, f"事项{n}", points, f"第{n}项未完成扣5分。")


@pytest.mark.parametrize(
    ("labels", "stated"),
    [
        ((None, None, None, "小计"), ("服务", "办件")),
        ((None, "服务", "小计", None), ("服务",)),
        ((None, "服务小计", None, None), ("服务",)),
        ((None, "小计", None, None), ("服务",)),
    ],
)
def test_a_subtotal_belongs_to_the_section_it_sums_up(
    make_book: MakeBook, labels: tuple[Any, ...], stated: tuple[str, ...]
) -> None:
    """One level above where its label stands, or the section it names; 61 is wrong for each of them."""
    rows = [
        LEVELS,
        row(1, "服务", "窗口", 10),
        row(2, "服务", "办件", 50),
        (*labels, 61, None),
        row(3, "档案", "归档", 40),
    ]

    scheme = load_scheme(make_book(rows))

    assert [(stated, Decimal(61))] == [(s.path, s.stated.points) for s in scheme.sections if s.stated]


def test_a_subtotal_that_fits_a_section_above_is_that_one_s(make_book: MakeBook) -> None:
    rows = [LEVELS, row(1, "服务", "窗口", 10), row(2, "服务", "办件", 50), (None, None, None, "小计", 60, None)]

    scheme = load_scheme(make_book(rows))

    assert [(("服务",), Decimal(60))] == [(s.path, s.stated.points) for s in scheme.sections if s.stated]


def test_subtotals_of_a_page_or_of_a_bonus_list_are_compared_with_no_section(make_book: MakeBook) -> None:
    rows = [
        HEADER,
        (1, "服务", "甲", 60, "未完成扣5分。"),
        (2, "档案", "乙", 40, "未完成扣5分。"),
        (None, None, "本页小计", 100, None),
        (3, "加分项", "丙", 5, "获市级表彰加2分。"),
        (None, "加分项小计", None, 5, None),
        (None, "合计", None, 105, None),
    ]

    scheme = load_scheme(make_book(rows))

    assert [] == [s.stated for s in scheme.sections if s.stated]
    assert scheme.layout is not None
    assert ["subtotal", "adjustment", "subtotal", "total"] == [s.kind for s in scheme.layout.skipped]


def test_a_row_of_a_label_and_points_declares_its_section(make_book: MakeBook) -> None:
    """Counting it as an indicator would count its section twice."""
    rows = [
        LEVELS,
        ("一", "服务", None, None, 60, None),
        (None, None, "窗口", None, 30, None),
        row(1, "服务", "窗口", 10),
        row(2, "服务", "窗口", 20),
        row(3, "服务", "办件", 30),
        ("二", "档案", None, None, 45, None),
        row(4, "档案", "归档", 40),
    ]

    scheme = load_scheme(make_book(rows))

    assert (100, 4) == (scheme.total, len(scheme.indicators))
    assert {("服务",): 60, ("服务", "窗口"): 30, ("档案",): 45} == {
        s.path: s.declared.points for s in scheme.sections if s.declared
    }


def test_a_row_without_name_and_criterion_stays_an_indicator_where_no_rows_follow(make_book: MakeBook) -> None:
    rows = [HEADER, (1, "服务", "甲", 60, "未完成扣5分。"), (2, "档案", None, 40, None)]

    assert [60, 40] == [i.points for i in load_scheme(make_book(rows)).indicators]


def test_a_line_in_words_below_the_table_is_its_total(make_book: MakeBook) -> None:
    rows = [HEADER, (1, "服务", "甲", 60, "未完成扣5分。"), ("总计：98分",)]

    scheme = load_scheme(make_book(rows, merges=["A3:E3"]))

    assert scheme.stated_sum is not None
    assert (Decimal(98), "A3") == (scheme.stated_sum.points, scheme.stated_sum.source.cell)


def test_entries_beside_the_points_have_a_number_and_the_limit_of_their_cell(make_book: MakeBook) -> None:
    rows = [
        HEADER,
        (1, "服务", "甲", 100, "未完成扣5分。"),
        (None, "加分项", "表彰", "+5", "获市级表彰加2分。"),
        (None, "加分项", "推广", "最高3分", "每次加1分。"),
        (None, "扣分项", "通报", -3, "每次扣1分，同一事项就高扣分。"),
    ]

    scheme = load_scheme(make_book(rows))

    assert [("1", 5, False), ("2", 3, False), ("1", 3, True)] == [
        (a.number, a.cap, a.largest_only) for a in scheme.adjustments
    ]


def test_what_is_hidden_is_told_in_the_reader_s_words(make_book: MakeBook) -> None:
    path = make_book([HEADER, (1, "服务", "甲", 100, "未完成扣5分。")])
    book = openpyxl.load_workbook(path)
    book["指标"].column_dimensions["E"].hidden = True
    book.save(path)

    assert ["E列被隐藏，但仍作为评分标准读取"] == [str(p.message) for p in load_scheme(path).problems]


def test_rows_under_one_merged_number_have_no_number_twice(make_book: MakeBook) -> None:
    rows = [
        HEADER,
        (1, "服务", "甲", 30, "未组织扣5分。"),
        (None, None, "乙", 20, "未报送扣5分。"),
        (2, "档案", "丙", 25, "未归档扣5分。"),
        (2, "档案", "丁", 25, "未移交扣5分。"),
    ]

    scheme = load_scheme(make_book(rows, merges=["A2:A3", "B2:B3"]))

    found = [f for f in review_scheme(scheme, load_profile("default")).findings if f.code == "ST01"]
    assert ["序号“2”出现2次：第3、4行。"] == [str(f.message) for f in found]
