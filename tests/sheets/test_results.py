"""Recorded results: two shapes of one sheet, every cell that cannot be read named, nothing taken for a zero."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest

from kaohe_tools import load_results, score
from kaohe_tools.errors import LayoutError, SchemeError, SheetError
from kaohe_tools.locale import use_language
from kaohe_tools.model import Scheme, Unit
from kaohe_tools.profiles import Profile
from kaohe_tools.sheets import Results
from kaohe_tools.sheets.results.scored import standings
from kaohe_tools.testing import make_scheme

MakeBook = Callable[..., Path]

TITLE = ("2023年度考核记录（次数）",)
HEADINGS = ("1", "2-1", "2-2", 3, "4 准确率", "5", "6-1-1", "6-1-2", "6-1-3", "指标7", "第8行", "9", "10")
WIDE = (
    TITLE,
    ("单位", "类型", *HEADINGS),
    ("甲局", "局", 1, 0, 3, 85, 12, 2, 1, 0, 2, "良好", "80%", 4, 0),
    ("乙中心", "中心", 0, 1, 1, 95, 0, 0, 0, 0, 0, "优秀", 0.95, None, None),
)
LONG = (
    ("单位", "类型", "指标", "规则", "结果"),
    ("甲局", "局", "第1行", None, "是"),
    ("甲局", "局", "检查", "未作动员", "否"),
    ("甲局", "局", 2, 2, 3),
    ("甲局", None, "满意率", None, 85),
    ("甲局", None, "准确率", None, "12%"),
    ("甲局", None, 5, None, "2分"),
    ("甲局", None, 6, "省", 1),
    ("甲局", None, "通报", "1-2", "0"),
    ("甲局", None, "6-1-3", None, 2),
    ("甲局", None, 7, None, "良好"),
    ("甲局", None, "第8行", None, "８０%"),
    ("甲局", None, "表彰", None, "4次"),
    ("甲局", None, "第10行", None, "×"),
    ("乙中心", "中心", "培训", 1, 0),
    ("乙中心", None, "2-1", None, "√"),
    ("乙中心", None, 2, "数据表每少1次扣0.5分", 1),
    ("乙中心", None, 3, None, 95),
    ("乙中心", None, 4, None, 0),
    ("乙中心", None, 5, None, 0),
    ("乙中心", None, 6, "1-1", 0),
    ("乙中心", None, 6, "市", 0),
    ("乙中心", None, 6, "县", 0),
    ("乙中心", None, 7, None, "优秀"),
    ("乙中心", None, 8, None, 0.95),
    ("乙中心", None, 9, None, None),
    ("乙中心", None, 10, None, "—"),
)


@pytest.fixture
def scheme() -> Scheme:
    return make_scheme(
        [
            {"name": "培训", "points": 5, "criterion": "未举办培训扣5分。"},
            {"name": "检查", "points": 4, "criterion": "未作动员扣2分，数据表每少1次扣0.5分，最多扣1分。"},
            {"name": "满意率", "points": 10, "criterion": "满意率90%以上得10分，80%-90%得8分，80%以下得5分。"},
            {"name": "准确率", "points": 6, "criterion": "准确率每下降5%扣1分。"},
            {"name": "材料", "points": 5, "criterion": "材料质量差的扣1-3分。"},
            {"name": "通报", "points": 5, "criterion": "被省、市、县通报的，每次分别扣2分、1分、0.5分。"},
            {"name": "评定", "points": 8, "criterion": "评为优秀得8分，良好得6分，一般得3分。"},
            {"name": "完成", "points": 10, "criterion": "得分=完成率×10分。"},
            {"name": "表彰", "criterion": "获得表彰每次加1分，最高加3分。"},
            {"name": "完成", "points": 2, "criterion": "未完成扣2分。"},
        ]
    )


def said(results: Results) -> list[tuple[str, str]]:
    return [(p.code, p.where.cell) for p in results.problems]


def value(results: Results, unit: str, indicator: str, rule: int = 0, tier: int | None = None) -> float:
    keys = [s.key for s in results.events.slots]
    return float(results.events.values[results.units.index(unit), keys.index((indicator, rule, tier))])


# both shapes -----------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [WIDE, LONG], ids=["wide", "long"])
def test_totals_worked_by_hand(rows: Sequence[Sequence[Any]], scheme: Scheme, make_book: MakeBook) -> None:
    """甲局: 0 + 3 + 8 + 4 + 3 + 2 + 6 + 8 + 2, and 3 of bonus; 乙中心: 5 + 1.5 + 10 + 6 + 5 + 5 + 8 + 9.5."""
    results = load_results(make_book(rows), scheme)

    assert [] == said(results)
    assert ("甲局", "乙中心") == results.units
    assert ("局", "中心") == results.events.unit_types
    scores = score(scheme, results.events)
    items = ["0", "3", "8", "4", "3", "2", "6", "8", "0", "2"]
    assert [Decimal(i) for i in items] == [scores.points_of("甲局", i.id) for i in scheme.indicators]
    assert (Decimal("39"), Decimal("50")) == scores.totals()
    assert [0, 2] == scores.not_assessed.tolist()


def test_both_shapes_give_the_same_events(scheme: Scheme, make_book: MakeBook) -> None:
    wide = load_results(make_book(WIDE, name="宽.xlsx"), scheme)
    long = load_results(make_book(LONG, name="长.xlsx"), scheme)

    assert ("wide", "long") == (wide.form, long.form)
    np.testing.assert_array_equal(wide.events.values, long.events.values)
    assert wide.events.slots == long.events.slots


def test_an_empty_cell_is_no_record_and_zero_is_one(scheme: Scheme, make_book: MakeBook) -> None:
    path = make_book([TITLE, ("单位", "1", "2-1", "2-2"), ("甲局", None, 0, "/"), ("乙局", "否", "不适用", "0")])
    results = load_results(path, scheme)

    assert math.isnan(value(results, "甲局", "1"))
    assert 0 == value(results, "甲局", "2", 0)
    assert math.isnan(value(results, "甲局", "2", 1))
    assert 0 == value(results, "乙局", "1")
    assert math.isnan(value(results, "乙局", "2", 0))
    assert [] == said(results)


def test_a_percentage_is_what_a_reader_sees(scheme: Scheme, make_book: MakeBook) -> None:
    """Excel stores 85% as 0.85: taken as it stands it would fall into the lowest band."""
    path = make_book([TITLE, ("单位", "3", "4", "8", "1"), ("甲局", 0.85, 0.12, 0.8, 1)])
    book = openpyxl.load_workbook(path)
    for cell in ("B3", "C3", "D3", "E3"):
        book.active[cell].number_format = "0.0%"
    book.save(path)
    results = load_results(path, scheme)

    assert [85, 12, 0.8] == [value(results, "甲局", i) for i in "348"]
    assert [("unreadable-value", "E3")] == said(results)
    assert "“100%”" in str(results.problems[0].message)


def test_headings_in_two_rows_with_the_task_above(scheme: Scheme, make_book: MakeBook) -> None:
    rows = [
        TITLE,
        ("序号", "单位", "培训", "检查", None, "第10行", "总分", "备注"),
        (None, None, "未举办培训", "2-1 未作动员", "数据表每少1次", "次数", None, None),
        (1, "甲局", 0, 1, 2, 1, 6, "补报"),
    ]
    results = load_results(make_book(rows, merges=["A2:A3", "B2:B3", "D2:E2", "G2:G3", "H2:H3"]), scheme)

    assert [] == said(results)
    assert (2, 3) == results.layout.header_rows
    assert [0, 1, 2, 1] == [value(results, "甲局", i, r) for i, r in (("1", 0), ("2", 0), ("2", 1), ("10", 0))]
    assert Decimal(6) == results.recorded_total("甲局")
    assert ["", "unit", "1-1", "2-1", "2-2", "10-1", "total", ""] == [c.field for c in results.layout.columns]


def test_rows_of_sums_notes_and_headers_again_are_passed_over(scheme: Scheme, make_book: MakeBook) -> None:
    rows = [
        TITLE,
        ("单位", "1", "2-1"),
        ("甲局", 0, 1),
        ("单位", "1", "2-1"),
        ("乙局", 1, 0),
        ("合计", 1, 1),
        ("注：按季度记录",),
    ]
    results = load_results(make_book(rows), scheme)

    assert ("甲局", "乙局") == results.units
    assert [] == said(results)
    assert [(4, "repeated-header"), (6, "total"), (7, "note")] == [(s.row, s.kind) for s in results.layout.skipped]


def test_merged_units_of_a_long_sheet(scheme: Scheme, make_book: MakeBook) -> None:
    rows = [("单位", "指标", "规则", "次数"), ("甲局", 1, None, 1), (None, 2, 2, 2), ("乙局", 1, None, 0)]
    results = load_results(make_book(rows, merges=["A2:A3"]), scheme)

    assert [] == said(results)
    assert 2 == value(results, "甲局", "2", 1)


def test_an_office_brings_its_own_word_for_the_units(scheme: Scheme, make_book: MakeBook) -> None:
    path = make_book([TITLE, ("镇街", "1", "2-1"), ("东街", 1, 0)])

    assert ("东街",) == load_results(path, scheme, Profile(name="x", synonyms=(("assessed_unit", ("镇街",)),))).units
    with use_language("en"), pytest.raises(LayoutError, match="no header of a results sheet"):
        load_results(path, scheme)


# what cannot be read ------------------------------------------------------------------------------

BAD_CELLS = {
    "text": ("2-2", "若干", "unreadable-value", "“若干”读不出"),
    "a word with two meanings": ("1", "有", "unreadable-value", "“有”"),
    "another unit": ("2-2", "3人", "unreadable-value", "“3人”"),
    "a date": ("2-2", "2018/6/1", "unreadable-value", "“2018/6/1”"),
    "a truth value for a count": ("2-2", True, "unreadable-value", "“TRUE”"),
    "negative count": ("2-2", -1, "negative-count", "次数不能为负"),
    "broken count": ("2-2", 1.5, "broken-count", "次数应为整数"),
    "count of a flag": ("2-1", 2, "flag-above-one", "此条只扣一次"),
    "half a flag": ("2-1", 0.5, "flag-above-one", "“未作动员”记为0.5"),
    "a slip": ("2-2", 10**12, "value-out-of-range", "数太大"),
    "over the range": ("5", 4, "value-out-of-range", "最多为3"),
    "under the range": ("5", 0.5, "value-out-of-range", "最少为1"),
    "rate as a number of percent": ("8", 80, "value-out-of-range", "95%或0.95"),
    "unknown band": ("7", "合格", "unknown-band", "评为优秀、良好、一般"),
    "Excel error": ("1", "#DIV/0!", "error-value", "#DIV/0!"),
}


@pytest.mark.parametrize("case", BAD_CELLS)
def test_a_bad_cell_is_located_and_the_rest_loads(case: str, scheme: Scheme, make_book: MakeBook) -> None:
    heading, bad, code, words = BAD_CELLS[case]
    results = load_results(make_book([TITLE, ("单位", "10", heading), ("甲局", 1, bad), ("乙局", 0, None)]), scheme)

    (problem,) = results.problems
    assert (code, "C3", "指标", "表.xlsx") == (
        problem.code,
        problem.where.cell,
        problem.where.sheet,
        problem.where.file,
    )
    assert words in str(problem.message)
    assert 1 == value(results, "甲局", "10")
    assert 1 == np.count_nonzero(~np.isnan(results.events.values[0]))


@pytest.mark.parametrize("mark", ["○", "◯"])
def test_an_open_circle_says_yes_unless_ticks_stand_beside_it(mark: str, scheme: Scheme, make_book: MakeBook) -> None:
    alone = load_results(make_book([TITLE, ("单位", "1"), ("甲局", mark), ("乙局", "×")], name="一.xlsx"), scheme)
    both = load_results(make_book([TITLE, ("单位", "1"), ("甲局", mark), ("乙局", "√")], name="二.xlsx"), scheme)

    assert [1, 0] == [value(alone, unit, "1") for unit in alone.units]
    assert [("unclear-mark", "B3")] == said(both)
    assert 1 == value(both, "乙局", "1")


def test_formula_without_value_and_merged_values(scheme: Scheme, make_book: MakeBook) -> None:
    rows = [TITLE, ("单位", "1", "2-1", "2-2"), ("甲局", "=1+0", 1, 1), ("乙局", 0, None, 2)]
    results = load_results(make_book(rows, merges=["C3:C4"]), scheme)

    assert [("formula-without-value", "B3"), ("merged-value", "C3")] == said(results)
    assert "C4" in str(results.problems[1].message)
    assert math.isnan(value(results, "乙局", "2", 0))


BAD_HEADINGS = {
    "no such row": ("11", "unknown-indicator", "“11”"),
    "no such name": ("宣传", "unknown-indicator", "没有“宣传”这项指标"),
    "a name that stands twice": ("完成", "several-indicators", "第8、10行"),
    "several rules, none named": ("2", "several-rules", "2-1 未作动员、2-2 数据表每少1次"),
    "no such rule": ("2-3", "unknown-rule", "没有规则“3”"),
    "number and name of two rows": ("3 准确率", "indicator-disagrees", "没有“准确率”"),
    "ordinal and words of two rules": ("2-1 数据表每少1次", "rule-disagrees", "规则1不是“数据表每少1次”"),
    "the same twice": ("培训", "repeated-column", "与B列重复"),
}


@pytest.mark.parametrize("case", BAD_HEADINGS)
def test_a_heading_that_names_nothing_is_located(case: str, scheme: Scheme, make_book: MakeBook) -> None:
    heading, code, words = BAD_HEADINGS[case]
    results = load_results(make_book([TITLE, ("单位", "1", heading), ("甲局", 1, 1)]), scheme)

    assert [(code, "C2")] == said(results)
    assert words in str(results.problems[0].message)
    assert 1 == value(results, "甲局", "1")


def test_units_that_stand_twice_or_nowhere(scheme: Scheme, make_book: MakeBook) -> None:
    rows = [TITLE, ("单位", "1", "10"), ("甲局", 1, 0), ("甲 局", 0, 1), (None, 1, 1), ("乙局", 0, 0)]
    results = load_results(make_book(rows), scheme)

    assert [("repeated-unit", "A4"), ("missing-unit", "A5")] == said(results)
    assert ("甲局", "乙局") == results.units
    assert 1 == value(results, "甲局", "1")


def test_a_printed_number_and_a_row_that_differ_are_not_guessed(make_book: MakeBook) -> None:
    scheme = make_scheme(
        [
            {"number": "2", "name": "培训", "points": 5, "criterion": "未举办扣5分"},
            {"number": "1", "name": "检查", "points": 4, "criterion": "未检查扣4分"},
        ]
    )
    results = load_results(make_book([TITLE, ("单位", "1", "第1行"), ("甲局", 0, 1)]), scheme)

    assert [("several-indicators", "B2")] == said(results)
    assert 1 == value(results, "甲局", "1")


BAD_ROWS = {
    "unknown indicator": (("甲局", 99, None, 1), "unknown-indicator", "B3", "“99”"),
    "unknown rule": (("甲局", 2, "未开会", 1), "unknown-rule", "C3", "没有规则“未开会”"),
    "rule not named": (("甲局", 2, None, 1), "several-rules", "B3", "有2条规则"),
    "no indicator": (("甲局", None, None, 1), "missing-indicator", "B3", "第3行没有写指标"),
    "no unit": ((None, 1, None, 1), "missing-unit", "A3", "第3行没有单位名称"),
    "recorded twice": (("甲局", "第10行", None, 0), "repeated-record", "D3", "与D2重复"),
    "flag counted": (("甲局", 1, None, 3), "flag-above-one", "D3", "请写1或0"),
}


@pytest.mark.parametrize("case", BAD_ROWS)
def test_a_bad_row_of_a_long_sheet_is_located(case: str, scheme: Scheme, make_book: MakeBook) -> None:
    row, code, cell, words = BAD_ROWS[case]
    results = load_results(make_book([("单位", "指标", "规则", "次数"), ("甲局", 10, None, 1), row]), scheme)

    assert [(code, cell)] == said(results)
    assert words in str(results.problems[0].message)
    assert 1 == value(results, "甲局", "10")


def test_number_and_words_in_two_columns_must_agree(scheme: Scheme, make_book: MakeBook) -> None:
    rows = [
        ("单位", "指标编号", "指标名称", "规则序号", "规则", "次数"),
        ("甲局", 2, "检查", 2, "数据表每少1次", 1),
        ("乙局", 2, "培训", 2, "数据表每少1次", 1),
        ("丙局", 2, "检查", 1, "数据表每少1次", 1),
    ]
    results = load_results(make_book(rows), scheme)

    assert [("indicator-disagrees", "C3"), ("rule-disagrees", "E4")] == said(results)
    assert 1 == value(results, "甲局", "2", 1)


def test_a_type_that_changes_and_a_column_nobody_knows(scheme: Scheme, make_book: MakeBook) -> None:
    rows = [("单位", "类型", "指标", "次数", "口径"), ("甲局", "局", 1, 1, "年报"), ("甲局", "中心", 10, 1, None)]
    results = load_results(make_book(rows), scheme)

    assert [("unknown-column", "E1"), ("type-conflict", "B3")] == said(results)
    assert ("局",) == results.events.unit_types


# points as stated ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "headings", "figures"),
    [
        ("考核扣分表", ("1", "2"), (5, 1.5)),
        ("考核得分表", ("1", "2"), (0, 2.5)),
        ("考核结果", ("1 得分", "2扣分"), (0, "1.5分")),
        ("考核结果", ("第1行得分", "第2行（扣分）"), (0, 1.5)),
    ],
)
def test_points_are_kept_as_stated_and_not_scored(
    title: str, headings: tuple[str, ...], figures: tuple[object, ...], scheme: Scheme, make_book: MakeBook
) -> None:
    results = load_results(make_book([(title,), ("单位", *headings), ("甲局", *figures)]), scheme)

    assert [] == said(results)
    assert 0 == results.n_events
    assert [Decimal(0), Decimal("2.5")] == [results.recorded_of("甲局", i) for i in "12"]
    assert results.recorded_of("甲局", "3") is None
    assert Decimal("2.5") == results.recorded_total("甲局")
    assert "不能按标准重新计分" in str(results.note)


def test_points_lost_by_rule_are_added_up_within_the_item(scheme: Scheme, make_book: MakeBook) -> None:
    """检查: 4 - 2 - 0.5; what the sheet says of the rule and what the rules give are compared."""
    rows = [
        ("单位", "指标", "规则", "次数", "扣分"),
        ("甲局", 2, 1, 1, 2),
        ("甲局", 2, 2, 2, 0.5),
    ]
    results = load_results(make_book(rows), scheme)
    (difference,) = results.differences(score(scheme, results.events))

    assert [] == said(results)
    assert Decimal("1.5") == results.recorded_of("甲局", "2")
    assert ("2", Decimal("1.5"), Decimal(1)) == (difference.indicator, difference.recorded, difference.scored)


BAD_POINTS = {
    "more than the rule takes": (2, 1, "扣分", 3, "lost-too-much", "规则1最多扣2分"),
    "more than its cap": (2, 2, "扣分", 1.5, "lost-too-much", "规则2最多扣1分"),
    "more than all rules take": (2, None, "扣分", 3.5, "lost-too-much", "第2行最多扣3分"),
    "more than the item has": (1, None, "得分", 6, "got-too-much", "第1行只有5分"),
    "negative": (1, None, "扣分", -2, "negative-points", "不写负号"),
    "no number": (1, None, "得分", "良好", "unreadable-value", "“良好”"),
}


@pytest.mark.parametrize("case", BAD_POINTS)
def test_impossible_points_are_located(case: str, scheme: Scheme, make_book: MakeBook) -> None:
    row, rule, heading, figure, code, words = BAD_POINTS[case]
    results = load_results(make_book([("单位", "指标", "规则", heading), ("甲局", row, rule, figure)]), scheme)

    assert [(code, "D2")] == said(results)
    assert words in str(results.problems[0].message)
    assert () == results.recorded


def test_points_lost_and_got_that_do_not_add_up(scheme: Scheme, make_book: MakeBook) -> None:
    rows = [("单位", "指标", "扣分", "得分"), ("甲局", 1, 2, 3), ("甲局", 10, 2, 2), ("甲局", "合计", None, 5)]
    results = load_results(make_book(rows), scheme)

    assert [("lost-and-got-differ", "D3")] == said(results)
    assert "扣2分、得2分，与第10行的2分对不上" in str(results.problems[0].message)
    assert Decimal(5) == results.recorded_total("甲局")


def test_a_sheet_of_totals_alone(scheme: Scheme, make_book: MakeBook) -> None:
    """It is read where nothing says more, and only where no other column waits to be read."""
    rows = [("序号", "单位", "总分", "名次"), (1, "甲局", 88.5, 1), (2, "乙局", None, None), (3, "丙局", "八十", 2)]
    results = load_results(make_book(rows), scheme)
    book = make_book(rows, sheets={"宽": WIDE})

    assert {"甲局": Decimal("88.5")} == dict(results.stated.totals)
    assert ("甲局", "乙局", "丙局") == results.units
    assert ["C4"] == [p.where.cell for p in results.problems]
    assert ("宽", ("指标",)) == ((whole := load_results(book, scheme)).sheet, whole.other_sheets)
    with pytest.raises(LayoutError, match="没有找到考核记录的表头"):
        load_results(make_book([("单位", "出勤", "总分"), ("甲局", 5, 88)]), scheme)
    found = standings(results)  # of 乙局 and 丙局 nothing is known
    assert (2, True, Decimal("88.5")) == (found.incomplete, found.rows[0].only_total, found.rows[0].total)


# the file -----------------------------------------------------------------------------------------


def test_figures_without_a_word_of_what_they_are_are_not_guessed(scheme: Scheme, make_book: MakeBook) -> None:
    path = make_book([("2023年度结果",), ("单位", "1", "3"), ("甲局", 1, 9)])

    with pytest.raises(LayoutError, match="没有写明数字是什么"):
        load_results(path, scheme)


def test_the_first_sheet_with_results_is_read_and_the_others_are_named(scheme: Scheme, make_book: MakeBook) -> None:
    path = make_book([("填报说明",), ("请如实填写",)], sheets={"宽": WIDE, "长": LONG})

    assert ("宽", ("长",)) == ((first := load_results(path, scheme)).sheet, first.other_sheets)
    assert "long" == load_results(path, scheme, sheet="长").form
    with pytest.raises(LayoutError, match="没有找到考核记录的表头"):
        load_results(path, scheme, sheet="指标")
    with pytest.raises(SheetError, match="没有名为“汇总”的可见工作表；有的是：指标、宽、长"):
        load_results(path, scheme, sheet="汇总")


def test_an_empty_sheet_and_a_broken_file(scheme: Scheme, make_book: MakeBook, tmp_path: Path) -> None:
    with pytest.raises(LayoutError, match="工作表是空的"):
        load_results(make_book([]), scheme)
    broken = tmp_path / "坏.xlsx"
    broken.write_bytes(b"PK\x03\x04 no")
    with pytest.raises(SheetError, match=r"坏\.xlsx"):
        load_results(broken, scheme)


def test_a_scheme_whose_rules_have_no_figure_is_refused(make_book: MakeBook) -> None:
    rule = make_scheme([{"points": 5, "criterion": "未举办扣5分"}]).indicators[0].criterion.rules[0]
    import dataclasses

    from kaohe_tools.model import Criterion

    nothing = Criterion(text="未举办扣分", rules=(dataclasses.replace(rule, points=None),))
    with pytest.raises(SchemeError):
        load_results(make_book(WIDE), make_scheme([{"points": 5, "criterion": nothing}]))


def test_texts_of_a_sheet_are_only_texts(scheme: Scheme, make_book: MakeBook) -> None:
    results = load_results(make_book([TITLE, ("单位", "1", "{0.__class__}"), ("{unit}", "{n}", 1)]), scheme)

    assert ("{unit}",) == results.units
    assert ["unknown-indicator", "unreadable-value"] == [p.code for p in results.problems]
    assert "“{n}”" in str(results.problems[1].message)


@pytest.mark.parametrize(("value", "problems"), [(0.9, 1), (1, 1), (90, 0), ("90%", 0), ("0%", 0)])
def test_a_fraction_among_percent_bands_is_asked_about(make_book: MakeBook, value: object, problems: int) -> None:
    """0.9 may mean 90 % or 0.9 %: a guess would be fifteen points or none."""
    criterion = "完成率95%以上得20分，90%至95%得15分，80%至90%得10分，低于80%不得分。"
    scheme = make_scheme([{"points": 20, "criterion": criterion}])

    results = load_results(make_book([TITLE, ("单位", "1"), ("甲局", value)]), scheme)

    assert len(results.problems) == problems


# what is not there --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rows",
    [
        [TITLE, ("单位", "1")],
        [TITLE, ("单位", "1"), ("合计", 3)],
        [("2023年度考核记录",), ("单位", "指标", "规则", "次数")],
    ],
)
def test_a_sheet_without_any_row_of_results_says_so(
    rows: list[tuple[Any, ...]], scheme: Scheme, make_book: MakeBook
) -> None:
    results = load_results(make_book(rows), scheme)

    assert [("no-results", "A2")] == said(results)
    assert "表头下面没有考核结果" in str(results.problems[0].message)


def test_units_that_nobody_assesses_and_units_without_results(scheme: Scheme, make_book: MakeBook) -> None:
    """The scheme names 甲局, 乙局 and 丙局; the sheet has 甲 局 and 丁局."""
    path = make_book([TITLE, ("单位", "1"), ("甲 局", 1), ("丁局", 0)])
    named = scheme.replace(units=tuple(Unit(name=name, takes=()) for name in ("甲局", "乙局", "丙局")))
    profile = Profile(name="x", units=(("甲局", ()), ("乙局", ()), ("丙局", ())))
    for results in (load_results(path, named), load_results(path, scheme, profile)):
        assert [("unknown-unit", "A4"), ("missing-units", "A2")] == said(results)
        assert "丁局" in str(results.problems[0].message)
        assert "乙局、丙局" in str(results.problems[1].message)
        assert ("甲 局", "丁局") == results.units


def test_stated_points_for_a_replay(scheme: Scheme, make_book: MakeBook) -> None:
    """甲局 has 3 of 5 and 1.5 of 4; no total is stated, so it is their sum. 乙局's is 9, whatever its items say."""
    rows = [("考核得分表",), ("单位", "1", "2", "总分"), ("甲局", 3, 1.5, None), ("乙局", 5, None, 9)]
    stated = load_results(make_book(rows), scheme).stated

    assert {("甲局", "1"): 3, ("甲局", "2"): Decimal("1.5"), ("乙局", "1"): 5} == stated.points
    assert {"甲局": Decimal("4.5"), "乙局": 9} == stated.totals


def test_a_total_that_is_not_stated_counts_what_comes_off_it_and_goes_on_top(make_book: MakeBook) -> None:
    """培训 4 of 5; 2 off the total for a complaint, 1 on top for an idea: 4 - 2 + 1 = 3."""
    scheme = make_scheme(
        [
            {"name": "培训", "points": 5, "criterion": "每少1次扣1分。"},
            {"name": "投诉", "points": 5, "criterion": "每发生1起从总分中扣2分。"},
            {"name": "创新", "points": 3, "criterion": "每项加1分。"},
        ]
    )
    rows = [
        ("单位", "指标", "规则", "扣分", "得分"),
        ("甲局", 1, 1, 1, None),
        ("甲局", 2, 1, 2, None),
        ("甲局", 3, 1, None, 1),
    ]
    results = load_results(make_book(rows), scheme)

    assert [] == said(results)
    assert Decimal(3) == results.recorded_total("甲局")
    assert {("甲局", "1"): 4} == results.stated.points
