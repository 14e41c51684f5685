"""Sheets of many schemes, subtotals, lists or tables: the time to read them grows with their length only."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from kaohe_tools.sheets.grid import Grid
from kaohe_tools.sheets.load import read_schemes

HEADER = ("一级指标", "指标名称", "分值", "评分标准")
Row = tuple[Any, ...]


def grid(rows: Iterable[Row], *, merges: int = 0, **also: Any) -> Grid:
    lines = tuple(rows)
    wide = tuple((row, 0, row, 3) for row in range(0, merges * 3, 3))
    return Grid(file="a.xlsx", sha256="0", sheet=also.pop("sheet", "表"), rows=lines, merges=wide, **also)


def item(n: int) -> Row:
    return ("服务", f"事项{n}", 1, f"第{n}项未完成扣1分")


def above_each_other(n: int) -> list[Grid]:
    return [grid((row for k in range(n) for row in ((f"窗口{k}考核表",), HEADER, item(k))), merges=n)]


def with_subtotals(n: int) -> list[Grid]:
    rows = (row for k in range(n) for row in ((f"部分{k}", "事项", 1, "未完成扣1分"), ("小计", None, 9, None)))
    return [grid([HEADER, *rows])]


def bonus_list(n: int) -> list[Grid]:
    return [grid([HEADER, item(0), *(("加分项", f"事项{k}", 1, f"获得第{k}类表扬加1分") for k in range(n))])]


def tables_that_go_on(n: int) -> list[Grid]:
    def table(rows: list[Row]) -> Grid:
        return grid(rows, typed=False, row_names=tuple(str(k) for k in range(1, len(rows) + 1)))

    return [table([HEADER, item(0)]), *(table([item(k)]) for k in range(1, n))]


def titles_in_a_text(n: int) -> list[Grid]:
    lines = (line for k in range(n) for line in (f"窗口{k}考核办法", "各单位要高度重视", f"窗口{k}评分标准"))
    return [grid([*((line,) for line in lines), ("1.按时报送（1分）",)], kind="outline", typed=False)]


def schemes_in_a_text(n: int) -> list[Grid]:
    lines = (line for k in range(n) for line in (f"窗口{k}考核办法", f"1.第{k}项按时报送（1分）"))
    return [grid(((line,) for line in lines), kind="outline", typed=False)]


NUMBERED = ("序号", "指标名称", "分值", "评分标准")


def rows_that_go_on(n: int) -> list[Grid]:
    return [grid([NUMBERED, (1, "事项", 9, "未完成扣1分"), *((None, None, None, f"第{k}类扣1分") for k in range(n))])]


def numbered_headings(n: int) -> list[Grid]:
    lines = (
        row
        for k in range(n)
        for row in ((k, f"部分{k}", 2, None), ("（1）", "甲", 1, "扣1分"), ("（2）", "乙", 1, "扣1分"))
    )
    return [grid([NUMBERED, *lines])]


def seconds(make: Callable[[int], list[Grid]], n: int) -> float:
    took = []
    for _turn in range(2):
        grids = make(n)
        started = time.process_time()
        read_schemes(grids)
        took.append(time.process_time() - started)
    return min(took)


@pytest.mark.parametrize(
    "make",
    [
        above_each_other,
        with_subtotals,
        bonus_list,
        tables_that_go_on,
        titles_in_a_text,
        schemes_in_a_text,
        rows_that_go_on,
        numbered_headings,
    ],
    ids=lambda make: make.__name__,
)
def test_eight_times_the_rows_take_eight_times_as_long(make: Callable[[int], list[Grid]]) -> None:
    """What compares every row with every other takes sixty-four times as long."""
    few, many = seconds(make, 100), seconds(make, 800)

    assert many < 20 * few + 0.05


def test_tables_that_go_on_are_one_scheme() -> None:
    (scheme,) = read_schemes(tables_that_go_on(50)).schemes

    assert (50, 50) == (len(scheme.indicators), scheme.total)
    (_header, *rows), sources = range(1, 52), [i.source() for i in scheme.indicators]
    assert [f"C{row}" for row in rows] == [source.cell for source in sources if source is not None]
