"""Folders of small sheets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

HEADER = ("序号", "一级指标", "指标名称", "分值", "评分标准")


def write_sheet(path: Path, points: int = 100, criterion: str = "未完成扣{points}分。") -> Path:
    """Write a sheet with one indicator; with other than 100 points its total is wrong."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(("某市档案馆年度考核表",))
    book.active.append(HEADER)
    book.active.append((1, "服务", "窗口业务培训全员参加两次", points, criterion.format(points=points)))
    book.save(path)
    return path


def write_records(path: Path) -> Path:
    """Write a table that is no scheme."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(("单位", "发放数量", "备注"))
    book.active.append(("档案馆", 3, ""))
    book.save(path)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Callable[[int], Path]:
    """Make a folder of n sheets; each third one has 90 points."""

    def make(n: int) -> Path:
        made = tmp_path / "各单位"
        made.mkdir()
        for i in range(n):
            write_sheet(made / f"{i:03}.xlsx", 90 if i % 3 == 2 else 100)
        return made

    return make
