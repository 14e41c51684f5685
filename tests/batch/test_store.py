"""A batch on disk: going on after a stop, and never over another file."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kaohe_tools.batch import BatchResult, Store, find_files, review_files, run
from kaohe_tools.batch.store import JOURNAL
from tests.batch.conftest import write_sheet

posix = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")


def command(*args: str) -> list[str]:
    return [sys.executable, "-m", "kaohe_tools.cli", "review", "各单位", "--date", "2024-05-21", *args]


def contents(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.name != JOURNAL}


def started(folder: Path, *args: str) -> subprocess.Popen[bytes]:
    """Start a batch and return it when a few of its files are done."""
    process = subprocess.Popen(
        command(*args), cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    )
    journal = folder / "出" / JOURNAL
    for _turn in range(6000):
        if journal.is_file() and journal.read_bytes().count(b"\n") >= 3:
            return process
        time.sleep(0.005)
    raise AssertionError("nothing was done")


@posix
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_killed_batch_goes_on_and_ends_as_if_never_stopped(
    jobs: str, folder: Callable[[int], Path], tmp_path: Path
) -> None:
    folder(60)
    (tmp_path / "各单位" / "子").mkdir()
    write_sheet(tmp_path / "各单位" / "子" / "000.xlsx", 70)  # its memo's name is taken already
    args = ("--format", "html", "--jobs", jobs)
    process = started(tmp_path, *args, "--out", "出")
    process.kill()
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    done = (tmp_path / "出" / JOURNAL).read_bytes()
    assert done.count(b"\n") < 61
    (tmp_path / "出" / JOURNAL).write_bytes(done + b'{"path": "cut o')

    again = subprocess.run(command(*args, "--out", "出"), cwd=tmp_path, capture_output=True, check=False)
    whole = subprocess.run(command(*args, "--out", "整"), cwd=tmp_path, capture_output=True, check=False)

    assert (again.returncode, whole.returncode) == (1, 1)
    resumed, uninterrupted = contents(tmp_path / "出"), contents(tmp_path / "整")
    parts = {name for name in resumed if name.endswith(".part")}  # what the kill cut off while it was written
    assert len(uninterrupted) == 61 + 2
    assert {name: data for name, data in resumed.items() if name not in parts} == uninterrupted


@posix
def test_ctrl_c_keeps_what_is_done_and_says_how_to_go_on(folder: Callable[[int], Path], tmp_path: Path) -> None:
    folder(120)
    process = started(tmp_path, "--jobs", "2", "--out", "出")
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all processes of the command
    _out, complaint = process.communicate(timeout=30)

    assert process.returncode == 130
    assert "再次运行同一命令" in complaint.decode()
    assert b"Traceback" not in complaint
    assert 3 <= (tmp_path / "出" / JOURNAL).read_bytes().count(b"\n") < 120
    subprocess.run(command("--jobs", "2", "--out", "出"), cwd=tmp_path, capture_output=True, check=False)
    subprocess.run(command("--jobs", "1", "--out", "整"), cwd=tmp_path, capture_output=True, check=False)
    assert contents(tmp_path / "出") == contents(tmp_path / "整")


class Counted:
    """Counts the files that are really reviewed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.files: list[str] = []
        self._review = run.review_file
        monkeypatch.setattr(run, "review_file", self)

    def __call__(self, job: object) -> object:
        self.files.append(Path(job.path).name)  # type: ignore[attr-defined]
        return self._review(job)  # type: ignore[arg-type]

    def taken(self) -> list[str]:
        files, self.files = self.files, []
        return files


def again(source: Path, out: Path, **settings: object) -> BatchResult:
    fresh = bool(settings.pop("fresh", False))
    files = find_files([source])
    return review_files(files, jobs=1, store=Store(out, fresh=fresh), **settings)  # type: ignore[arg-type]


def test_only_what_is_new_or_changed_is_reviewed_again(
    folder: Callable[[int], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, out, counted = folder(4), tmp_path / "出", Counted(monkeypatch)
    first = again(source, out)
    assert len(counted.taken()) == 4

    assert again(source, out) == first
    assert counted.taken() == []

    os.utime(source / "000.xlsx", (1, 1))  # copied anew, the same content
    write_sheet(source / "001.xlsx", 30)
    write_sheet(source / "004.xlsx")
    changed = again(source, out)
    assert counted.taken() == ["001.xlsx", "004.xlsx"]
    assert [o.rows[0].total for o in changed.reviewed] == ["100", "30", "90", "100", "100"]

    again(source, out, select=["SM01"])
    assert len(counted.taken()) == 5
    again(source, out, fresh=True)
    assert len(counted.taken()) == 5


def test_a_memo_that_was_removed_is_written_again(
    folder: Callable[[int], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, out, counted = folder(3), tmp_path / "出", Counted(monkeypatch)
    result = again(source, out, form="md")
    counted.taken()
    (out / result.reviewed[1].rows[0].memo).unlink()

    assert again(source, out, form="md") == result
    assert counted.taken() == ["001.xlsx"]


def test_a_file_that_failed_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, counted = tmp_path / "各单位", Counted(monkeypatch)
    source.mkdir()
    (source / "坏.xlsx").write_bytes(b"PK\x03\x04")
    for _round in range(2):
        assert len(again(source, tmp_path / "出").failed) == 1
        assert counted.taken() == ["坏.xlsx"]


def test_a_journal_of_other_lines_is_passed_over(folder: Callable[[int], Path], tmp_path: Path) -> None:
    out = tmp_path / "出"
    out.mkdir()
    (out / JOURNAL).write_bytes(b'\xff\xfe\n[1]\n{"path": 1}\nnull\n{"half')

    assert len(again(folder(2), out).reviewed) == 2

    lines = (out / JOURNAL).read_bytes().split(b"\n")
    assert [json.loads(line)["size"] > 0 for line in lines[-3:-1]] == [True, True]


def test_an_own_summary_is_replaced_and_a_changed_or_foreign_one_is_not(tmp_path: Path) -> None:
    (tmp_path / "summary.html").write_bytes(b"the user's")

    for data in (b"one", b"two"):
        (path,) = Store(tmp_path).write_summaries({"summary.html": data})
        assert (path.name, path.read_bytes()) == ("summary (2).html", data)

    path.write_bytes(b"edited")
    (third,) = Store(tmp_path).write_summaries({"summary.html": b"three"})
    assert third.name == "summary (3).html"
    assert (tmp_path / "summary.html").read_bytes() == b"the user's"
    assert path.read_bytes() == b"edited"


def test_a_memo_written_just_before_a_stop_is_known_again(folder: Callable[[int], Path], tmp_path: Path) -> None:
    source, out = folder(3), tmp_path / "出"
    first = again(source, out, form="md")
    journal = (out / JOURNAL).read_bytes().splitlines(keepends=True)
    (out / JOURNAL).write_bytes(b"".join(journal[:-1]))  # the line after the memo's own is lost

    assert again(source, out, form="md") == first
    assert len(contents(out)) == 3


def test_answers_are_not_taken_for_sheets(folder: Callable[[int], Path]) -> None:
    source = folder(2)
    sheets = find_files([source])
    store = Store(source)
    review_files(sheets, store=store, form="docx")
    store.write_summaries({"summary.xlsx": b"x"})
    (source / ".隐藏.xlsx").write_bytes(b"x")
    (source / "~$000.xlsx").write_bytes(b"x")
    (source / "README.md").write_bytes(b"x")

    assert find_files([source]) == sheets


def test_all_kinds_of_sheets_are_taken(tmp_path: Path) -> None:
    names = ["a.xlsx", "b.xlsm", "c.xls", "d.ods", "e.csv", "f.docx", "g.txt", "h.pdf", "i.XLSX"]
    for name in [*names, "j.png", "k.html", "l.json"]:
        (tmp_path / name).write_bytes(b"x")

    assert [p.name for p in find_files([tmp_path])] == names
