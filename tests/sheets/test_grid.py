"""Cells as a reader sees them: what the parser below does not tell must not be lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
from hypothesis import given
from hypothesis import strategies as st

from kaohe_tools.sheets import load_scheme
from kaohe_tools.sheets.grid import Grid, read_grids

MakeBook = Callable[..., Path]


def test_a_formula_that_ends_in_an_error_is_no_empty_cell(make_book: MakeBook) -> None:
    """An empty points cell is one thing, #REF! another: the figure was there and is gone."""
    path = make_book(
        [("序号", "指标名称", "分值", "评分标准"), (1, "培训", "#REF!", "未完成扣5分"), (2, "检查", 5, "#N/A")]
    )

    (grid,) = read_grids(path)
    assert ("#REF!", "#N/A") == (grid.value(1, 2), grid.value(2, 3))
    scheme = load_scheme(path)
    assert scheme.indicators[0].points is None
    assert [("unreadable-points", "C2"), ("error-value", "D3")] == [(p.code, p.where.cell) for p in scheme.problems]


def test_percentages_are_known_by_their_number_format(make_book: MakeBook) -> None:
    path = make_book([(0.85, 0.85, 0.85, 85)])
    book = openpyxl.load_workbook(path)
    book.active["A1"].number_format, book.active["B1"].number_format = "0%", '0.0"%"'
    book.active["C1"].number_format = "0.00%"
    book.save(path)

    (grid,) = read_grids(path)
    assert {(0, 0), (0, 2)} == grid.percents


@given(st.integers(1, 8), st.integers(1, 8), st.lists(st.tuples(*[st.integers(0, 9)] * 2, *[st.integers(0, 3)] * 2)))
def test_merged_cells_show_their_first_one(height: int, width: int, wanted: list[tuple[int, int, int, int]]) -> None:
    """Compared with a table of all cells; areas may reach beyond the rows, but not lie upon each other."""
    shown: dict[tuple[int, int], tuple[int, int]] = {}
    merges = []
    for top, left, down, right in wanted:
        area = {(r, c) for r in range(top, top + down + 1) for c in range(left, left + right + 1)}
        if not area & shown.keys():
            shown |= dict.fromkeys(area, (top, left))
            merges.append((top, left, top + down, left + right))
    grid = Grid("a.xlsx", "", "表", ((None,) * width,) * height, tuple(merges))

    cells = [(r, c) for r in range(height) for c in range(width)]
    assert [grid.anchor(*cell) for cell in cells] == [shown.get(cell, cell) for cell in cells]
