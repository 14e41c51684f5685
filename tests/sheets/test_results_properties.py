"""Whatever stands in a results sheet: it is recorded or it is a problem with its cell, and nothing raises."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kaohe_tools.errors import LayoutError
from kaohe_tools.sheets.grid import Grid, cell_name
from kaohe_tools.sheets.results.cells import is_blank
from kaohe_tools.sheets.results.layout import find_results_header
from kaohe_tools.sheets.results.names import Names
from kaohe_tools.sheets.results.read import read_rows
from kaohe_tools.testing import make_scheme

NAMES = Names(
    make_scheme(
        [
            {"name": "培训", "points": 5, "criterion": "未举办培训扣5分。"},
            {"name": "检查", "points": 4, "criterion": "未作动员扣2分，数据表每少1次扣0.5分，最多扣1分。"},
            {"name": "材料", "points": 5, "criterion": "材料质量差的扣1-3分。"},
            {"name": "评定", "points": 8, "criterion": "评为优秀得8分，良好得6分，一般得3分。"},
            {"name": "完成", "points": 10, "criterion": "得分=完成率×10分。"},
        ]
    )
)
COLUMNS = ("1", "2-1", "2-2", "3", "4", "5")
WORDS = ("是", "否", "√", "○", "×", "优秀", "95%", "3次", "-", "不适用", "2-1", "第1行", "数据表", "扣分", "{x}", "２")

values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 5),
    st.integers(),
    st.floats(),
    st.sampled_from(WORDS),
    st.text(max_size=8),
)


def grid(rows: list[list[Any]]) -> Grid:
    return Grid(file="表.xlsx", sha256="", sheet="表", rows=tuple(tuple(row) for row in rows))


@given(st.lists(st.lists(values, min_size=6, max_size=6), max_size=4))
def test_every_cell_is_recorded_or_a_problem(cells: list[list[Any]]) -> None:
    sheet = grid([["记录（次数）"], ["单位", *COLUMNS], *([f"第{n}局", *row] for n, row in enumerate(cells, 1))])
    header = find_results_header(sheet, NAMES)
    ledger = read_rows(sheet, header, NAMES, None)

    filled = {cell_name(r + 2, c + 1) for r, row in enumerate(cells) for c, v in enumerate(row) if _holds(v)}
    wrong = [p.where.cell for p in ledger.problems]
    assert len(wrong) == len(set(wrong))
    assert set(wrong) <= filled
    assert len(filled) == len(ledger.events) + len(wrong)
    assert all(str(p.message) for p in ledger.problems)


def _holds(value: Any) -> bool:
    return not is_blank(value) and not (isinstance(value, str) and not value.strip())


@given(st.lists(st.lists(values, min_size=5, max_size=5), max_size=5))
def test_long_rows_never_raise(rows: list[list[Any]]) -> None:
    sheet = grid([["单位", "指标", "规则", "次数", "扣分"], *rows])

    ledger = read_rows(sheet, find_results_header(sheet, NAMES), NAMES, None)
    assert all(p.where.cell and str(p.message) for p in ledger.problems)


@given(st.lists(st.lists(st.one_of(values, st.sampled_from(("单位", "指标", "次数", "得分"))), max_size=6), max_size=5))
def test_headers_never_raise_anything_but_a_layout_error(rows: list[list[Any]]) -> None:
    sheet = grid(rows)
    with suppress(LayoutError):
        read_rows(sheet, find_results_header(sheet, NAMES), NAMES, None)
