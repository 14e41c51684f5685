"""A panel that cannot write says so in one sentence; nothing is lost, and no traceback is shown."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kaohe_tools.panels.compare.state import CompareState
from kaohe_tools.panels.rebalance.state import RebalanceState
from kaohe_tools.panels.review.state import ReviewState

SHEET, OTHER = "部门.xlsx", "明年.xlsx"


def review(folder: Path) -> Callable[[], object]:
    state = ReviewState(folder=folder, path=SHEET, profile="node-annual")
    return lambda: (state.attempt(state.save, "docx"), state.errors)


def layout(folder: Path) -> Callable[[], object]:
    state = ReviewState(folder=folder, path=SHEET, profile="node-annual")
    return lambda: (state.attempt(state.save_layout), state.errors)


def compare(folder: Path) -> Callable[[], object]:
    state = CompareState(folder=folder, old=SHEET, new=OTHER, profile="node-annual")
    return lambda: (state.attempt(state.save), state.errors)


def exports(form: str) -> Callable[[Path], Callable[[], object]]:
    def made(folder: Path) -> Callable[[], object]:
        state = RebalanceState(folder=folder, path=SHEET, profile="node-annual")
        state.set_points("1", "4")
        return lambda: (state.attempt(state.export, form), state.errors)

    return made


def upload(folder: Path) -> Callable[[], object]:
    state = ReviewState(folder=folder, path=SHEET, profile="node-annual")
    return lambda: (state.attempt(state.upload_part, OTHER, 0, 1, (folder / OTHER).read_bytes()), state.errors)


SAVES: dict[str, tuple[str, Callable[[Path], Callable[[], Any]]]] = {
    "review": ("memos", review),
    "layout": ("profiles", layout),
    "compare": ("exports", compare),
    "workbook": ("exports", exports("workbook")),
    "changes": ("exports", exports("changes")),
    "constraints": ("exports", exports("spec")),
    "upload": ("uploads", upload),
}


@pytest.fixture
def folder(tmp_path: Path, sample_path: Path) -> Path:
    shutil.copy(sample_path, tmp_path / SHEET)
    shutil.copy(sample_path.parent / "node_annual_2018.xlsx", tmp_path / OTHER)
    return tmp_path


@pytest.mark.parametrize("how", ["a file is in the way", "the disk is full", "the folder is read-only"])
@pytest.mark.parametrize("what", SAVES)
def test_one_sentence_says_why(what: str, how: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place, make = SAVES[what]
    save = make(folder)
    if how == "a file is in the way":
        (folder / place).write_bytes(b"a file")
    else:
        (folder / place).mkdir(exist_ok=True)
        real, number = os.open, errno.ENOSPC if how == "the disk is full" else errno.EROFS

        def refuses(path: Any, flags: int, *mode: Any, **more: Any) -> int:
            if flags & os.O_CREAT and Path(path).parent == folder / place:
                raise OSError(number, os.strerror(number))
            return real(path, flags, *mode, **more)

        monkeypatch.setattr(os, "open", refuses)

    went, errors = save()
    monkeypatch.undo()

    assert not went
    assert [(e.details, "\n" in e.message) for e in errors] == [("", False)]
    said = {"a file is in the way": "文件", "the disk is full": "已满", "the folder is read-only": "只读"}[how]
    assert said in errors[0].message
    assert str(folder / place) in errors[0].message
    left = [p.name for p in (folder / place).iterdir()] if (folder / place).is_dir() else []
    assert left == []
