"""Several schemes in one workbook, above each other and side by side; sheets that hold none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl

from kaohe_tools.checks import review_scheme
from kaohe_tools.profiles import load_profile
from kaohe_tools.sheets import load_scheme, load_schemes

MakeBook = Callable[..., Path]
HEADER = ("序号", "一级指标", "指标名称", "分值", "评分标准")
FIRST = [(n, "服务", f"事项{n}", 25, f"第{n}项未完成扣5分。") for n in range(1, 5)]
SECOND = [(n, "档案", f"案卷{n}", 30, f"第{n}卷未完成扣5分。") for n in range(1, 4)]


def sums(points: int) -> tuple[object, ...]:
    return ("合计", None, None, points, None)


def test_schemes_above_each_other_are_told_apart_and_keep_their_cells(make_book: MakeBook) -> None:
    rows = [("窗口服务考核表",), HEADER, *FIRST, sums(100), (), ("档案管理考核表",), HEADER, *SECOND, sums(91)]

    one, other = load_schemes(make_book(rows, merges=["A1:E1", "A9:E9"]))

    assert [("窗口服务考核表", 100), ("档案管理考核表", 90)] == [(s.title, s.total) for s in (one, other)]
    assert ["指标", "指标（2）"] == [one.sheet, other.sheet]
    source = other.indicators[0].source()
    assert source is not None
    assert ("指标", "D11") == (source.sheet, source.cell)
    assert other.layout is not None
    assert (10,) == other.layout.header_rows
    (wrong,) = (f for f in review_scheme(other, load_profile("default")).findings if f.code == "SM06")
    assert "合计行（D14）写91分，各行实为90分，多1分。" == str(wrong.message)


def test_the_second_scheme_can_be_asked_for(make_book: MakeBook) -> None:
    path = make_book([("窗口服务考核表",), HEADER, *FIRST, ("档案管理考核表",), HEADER, *SECOND])

    assert 90 == load_scheme(path, sheet="指标（2）").total


def test_a_title_far_below_begins_a_scheme_too(make_book: MakeBook) -> None:
    """A header is looked for in the first rows of a scheme, wherever it begins."""
    many = [(n, "服务", f"事项{n}", 1, f"第{n}项未完成扣1分。") for n in range(1, 101)]

    one, other = load_schemes(make_book([("窗口服务考核表",), HEADER, *many, ("档案管理考核表",), HEADER, *SECOND]))

    assert [100, 90] == [one.total, other.total]


def test_a_title_printed_again_on_the_next_page_begins_nothing(make_book: MakeBook) -> None:
    for again in ("窗口服务考核表", "窗口服务考核表（续）", "二、窗口考核指标", "续表"):
        rows = [("窗口服务考核表",), HEADER, *FIRST[:2], (again,), HEADER, *FIRST[2:]]

        (scheme,) = load_schemes(make_book(rows))

        assert 100 == scheme.total, again


def test_sheets_without_a_scheme_and_hidden_ones_with_one_are_told(make_book: MakeBook) -> None:
    path = make_book([HEADER, *FIRST], sheets={"填表说明": [("请按时填报",)], "旧表": [HEADER, *SECOND], "空": []})
    book = openpyxl.load_workbook(path)
    book["旧表"].sheet_state = "hidden"
    book.save(path)

    (scheme,) = load_schemes(path)

    assert 100 == scheme.total
    assert [("sheet-not-read", "填表说明"), ("hidden-sheet", "旧表")] == [
        (p.code, p.where.sheet) for p in scheme.problems
    ]
    said = {f.code: str(f.message) for f in review_scheme(scheme, load_profile("default")).findings}
    assert "隐藏的工作表“旧表”里也有一套考核指标，没有读取" == said["ST07"]
    assert "工作表“填表说明”没有读取：找不到带分值的表头" == said["ST11"]
