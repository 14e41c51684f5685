"""Hidden rows and columns of an old .xls workbook count, and are told."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest
import xlwt

from kaohe_tools.sheets import load_schemes
from kaohe_tools.sheets.formats.xls_hidden import hidden_lines

HEAD = ("序号", "指标名称", "分值", "评分标准")


def workbook(rows: int) -> bytes:
    """Return a workbook of two sheets; the second hides its third row and its last column."""
    made = xlwt.Workbook()
    for name in ("一", "二"):
        sheet = made.add_sheet(name)
        for r in range(rows + 1):
            for c, value in enumerate(HEAD if r == 0 else (r, f"事项{r}", 5, f"第{r}项未完成扣2分。")):
                sheet.write(r, c, value)
    sheet.row(2).hidden = True
    sheet.col(3).hidden = True
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@pytest.mark.parametrize("rows", [2, 200])
def test_hidden_lines_are_those_of_their_sheet(rows: int) -> None:
    assert [([], []), ([2], [3])] == hidden_lines(workbook(rows))


def test_a_hidden_row_that_counts_is_told(tmp_path: Path) -> None:
    path = tmp_path / "表.xls"
    path.write_bytes(workbook(3))

    one, other = load_schemes(path)

    assert ([], 15) == ([p.code for p in one.problems], one.total)
    assert ([("hidden-column", "D1"), ("hidden-row", "D3")], 15) == (
        [(p.code, p.where.cell) for p in other.problems],
        other.total,
    )


def test_a_workbook_that_is_built_oddly_tells_none_and_ends() -> None:
    """Cut off, or with bytes changed at random: nothing is raised, and no chain of sectors is followed for ever."""
    good, chance = workbook(2), random.Random(7)
    for size in range(0, len(good), 97):
        hidden_lines(good[:size])
    for _case in range(200):
        bad = bytearray(good)
        for _change in range(20):
            bad[chance.randrange(len(bad))] = chance.randrange(256)
        hidden_lines(bytes(bad))
