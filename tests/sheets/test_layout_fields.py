"""Which column is what where several could be the same, and lists that have no points."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from kaohe_tools.checks import review_scheme
from kaohe_tools.errors import LayoutError
from kaohe_tools.profiles import load_profile
from kaohe_tools.sheets import load_scheme
from tests.sheets.write_back.moves import said, written

MakeBook = Callable[..., Path]


def test_of_two_names_the_first_is_a_level_above(make_book: MakeBook) -> None:
    """The text of what is to be done would be missing from every check of wording."""
    rows = [
        ("序号", "指标名称", "考核内容", "分值", "评分标准"),
        (1, "窗口", "按期办结全部办件", 40, "每超1天扣1分，最多扣5分。"),
        (2, "档案", "全部归档", 60, "每少1件扣1分，最多扣5分。"),
    ]

    scheme = load_scheme(make_book(rows))

    assert [(("窗口",), "按期办结全部办件"), (("档案",), "全部归档")] == [(i.path, i.name) for i in scheme.indicators]


def test_without_a_criterion_the_content_is_scored_and_the_name_kept(make_book: MakeBook) -> None:
    rows = [
        ("一级指标", "指标名称", "分值", "考核内容"),
        ("服务", "窗口", 40, "1.台账完整（30分）；2.按月回访（10分）。"),
        ("档案", "归档", 60, "1.立卷（40分）；2.目录（20分）。"),
    ]

    scheme = load_scheme(make_book(rows))

    assert [("窗口", [30, 10]), ("归档", [40, 20])] == [
        (i.name, [p.points for p in i.parts]) for i in scheme.indicators
    ]


def test_of_two_criteria_the_one_with_amounts_counts_and_the_other_is_kept(make_book: MakeBook) -> None:
    rows = [
        ("序号", "考核内容", "考核标准", "评分办法", "分值"),
        (1, "办件", "按期办结率100%", "每超1天扣1分，最多扣5分。", 40),
        (2, "归档", "全部归档", "每少1件扣1分，最多扣5分。", 60),
    ]

    scheme = load_scheme(make_book(rows))

    assert ["每超1天扣1分，最多扣5分。", "每少1件扣1分，最多扣5分。"] == [i.criterion.text for i in scheme.indicators]
    assert ["按期办结率100%", "全部归档"] == [i.remark for i in scheme.indicators]


@pytest.mark.parametrize(
    ("head", "amounts"),
    [
        (("序号", "情形", "扣分标准"), ("每次扣1分", "每次扣2分，最多扣6分")),
        (("序号", "奖励内容", "加分标准"), ("市级加1分", "每次加2分")),
    ],
)
def test_a_list_of_penalties_or_awards_needs_no_points(
    make_book: MakeBook, head: tuple[str, ...], amounts: tuple[str, str]
) -> None:
    scheme = load_scheme(make_book([head, (1, "甲类", amounts[0]), (2, "乙类", amounts[1])]))

    assert [1, 2] == [rule.points for i in scheme.indicators for rule in i.criterion.rules]
    assert ["甲类", "乙类"] == [i.name for i in scheme.indicators]


def test_points_under_an_unknown_heading_are_asked_for_not_left_out(make_book: MakeBook) -> None:
    rows = [("序号", "情形", "数目", "扣分标准"), (1, "甲类", 5, "每次扣1分"), (2, "乙类", 6, "每次扣2分")]

    with pytest.raises(LayoutError) as refused:
        load_scheme(make_book(rows))

    assert "没有分值列" in str(refused.value)


LEVELS = (
    ("一级指标", "分值", "二级指标", "分值", "三级指标", "分值", "评分标准"),
    ("制度建设", 40, "机制", 25, "领导机制", 15, "未建立扣15分"),
    (None, None, None, None, "会议制度", 10, "每少1次扣2分"),
    (None, None, "投入", 20, "经费保障", 15, "未保障不得分"),
    ("应用成效", 60, "共享", 60, "共享率", 60, "每低1%扣1分"),
    ("合计", 100, None, 100, None, 100, None),
)


def test_points_beside_every_level_are_what_the_levels_declare(make_book: MakeBook) -> None:
    scheme = load_scheme(make_book(LEVELS, merges=["A2:A4", "B2:B4", "C2:C3", "D2:D3"]))

    assert [i.points for i in scheme.indicators] == [15, 10, 15, 60]
    assert {s.name: s.declared.points for s in scheme.sections if s.declared} == {
        "制度建设": 40, "机制": 25, "投入": 20, "应用成效": 60, "共享": 60,
    }  # fmt: skip
    assert [c.field for c in scheme.layout.columns] == [
        "section", "level_points", "section", "level_points", "section", "points", "criterion",
    ]  # fmt: skip
    told = [f for f in review_scheme(scheme, load_profile("default")).findings if f.code == "SM02"]
    assert [sorted(e.where.cell for e in f.evidence) for f in told] == [
        ["B2", "D2", "D4"],  # 40, of which 25 + 20
        ["D4", "F4"],  # 20, of which 15
    ]


def test_points_beside_every_level_follow_a_move(make_book: MakeBook, tmp_path: Path) -> None:
    _done, wanted, found = written(
        make_book(LEVELS, merges=["A2:A4", "B2:B4", "C2:C3", "D2:D3"]), tmp_path / "新.xlsx", {"1": "20", "3": "20"}
    )

    assert said(found) == said(wanted)
    cells = openpyxl.load_workbook(tmp_path / "新.xlsx")["指标"]
    assert [cells[c].value for c in ("B2", "D2", "D4", "F2", "F4", "B5")] == [50, 30, 20, 20, 20, 60]


def test_two_columns_that_could_be_the_points_are_told(make_book: MakeBook) -> None:
    rows = [("指标名称", "2023年分值", "2024年分值", "评分标准"), ("报送", 60, 40, ""), ("归档", 40, 60, "")]

    scheme = load_scheme(make_book(rows))

    assert [i.points for i in scheme.indicators] == [60, 40]
    assert [(p.code, p.where.cell) for p in scheme.problems] == [("other-points", "C1")]
    assert "ST11" in {f.code for f in review_scheme(scheme, load_profile("default")).findings}


def test_a_column_of_last_year_s_points_is_not_the_points(make_book: MakeBook) -> None:
    rows = [("指标名称", "分值", "去年分值", "评分标准"), ("报送", 60, 40, ""), ("归档", 40, 60, "")]

    scheme = load_scheme(make_book(rows))

    assert [i.points for i in scheme.indicators] == [60, 40]
    assert not scheme.problems
