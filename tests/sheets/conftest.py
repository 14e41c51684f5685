"""Workbooks made for one test each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

Rows = Sequence[Sequence[Any]]
MakeBook = Callable[..., Path]

HEADER = ("序号", "一级指标", "指标名称", "分值", "评分标准")


@pytest.fixture
def make_book(tmp_path: Path) -> MakeBook:
    """Return a function that writes rows (and merges) to an .xlsx and returns its path."""

    def make(
        rows: Rows, *, merges: Sequence[str] = (), name: str = "表.xlsx", sheets: dict[str, Rows] | None = None
    ) -> Path:
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.title = "指标"
        for values in rows:
            sheet.append(list(values))
        for area in merges:
            sheet.merge_cells(area)
        for title, more in (sheets or {}).items():
            extra = book.create_sheet(title)
            for values in more:
                extra.append(list(values))
        path = tmp_path / name
        book.save(path)
        return path

    return make
