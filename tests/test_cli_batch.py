"""``kaohe review`` with several files: one table, exit codes, files written."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from kaohe_tools.batch import run
from kaohe_tools.batch.store import JOURNAL
from kaohe_tools.cli import main
from tests.batch.conftest import write_records, write_sheet


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two sheets, one of them 10 points short, and a table that is no scheme."""
    made = tmp_path / "各单位"
    made.mkdir()
    write_sheet(made / "甲.xlsx")
    write_sheet(made / "乙.xlsx", 90)
    write_records(made / "记录.xlsx")
    return made


def test_several_files_are_one_table_with_a_hint(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder.parent)  # a long path would break the names over two lines
    assert main(["review", folder.name]) == 1

    said = capsys.readouterr()
    assert [word in said.out for word in ("甲.xlsx", "乙.xlsx", "记录.xlsx", "SM01")] == [True] * 4
    assert "共 3 个文件：已审核 2 个，无法审核 0 个，不是考核方案 1 个" in said.out
    assert "查看某个文件的全部问题：kaohe review" in said.out
    assert said.err == ""


def test_a_table_that_is_no_scheme_fails_only_when_it_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "乙.xlsx").unlink()

    assert main(["review", str(folder)]) == 0
    assert main(["review", str(folder), str(folder / "记录.xlsx")]) == 2
    assert capsys.readouterr().err.startswith("记录.xlsx")
    (folder / "甲.xlsx").unlink()
    assert main(["review", str(folder)]) == 0
    assert main(["review", str(folder / "记录.xlsx")]) == 2


def test_a_bad_file_is_told_after_all_others_are_done(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "丙.xlsx").write_bytes(b"PK\x03\x04")

    assert main(["review", str(folder), "--fail-on", "never"]) == 2

    said = capsys.readouterr()
    assert said.err.startswith("丙.xlsx")
    assert len(said.err.splitlines()) == 1
    assert "已审核 2 个，无法审核 1 个" in said.out


def test_json_keeps_its_shape(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "丙.xlsx").write_bytes(b"PK\x03\x04")

    assert main(["review", str(folder), "--format", "json"]) == 2

    data = json.loads(capsys.readouterr().out)
    assert {r["file"]: r["total"] for r in data["reviews"]} == {"甲.xlsx": 100, "乙.xlsx": 90}
    assert [Path(e["file"]).name for e in data["errors"]] == ["丙.xlsx"]
    assert [Path(e["file"]).name for e in data["no_scheme"]] == ["记录.xlsx"]


@pytest.mark.parametrize(("fail_on", "code"), [("error", 0), ("warning", 1), ("note", 1), ("never", 0)])
def test_fail_on_counts_all_files(fail_on: str, code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A criterion that names no figure is warned of; nothing else is wrong."""
    paths = [str(write_sheet(tmp_path / "甲.xlsx")), str(write_sheet(tmp_path / "乙.xlsx", criterion="视情况扣分。"))]

    assert main(["review", *paths, "--fail-on", fail_on]) == code
    capsys.readouterr()


def test_out_gets_memos_and_both_summaries(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "出"

    assert main(["review", str(folder), "--format", "docx", "--out", str(out)]) == 1

    names = ["summary.html", "summary.xlsx", "乙-审核意见.docx", "甲-审核意见.docx"]
    assert sorted(p.name for p in out.iterdir() if p.name != JOURNAL) == names
    sheet = openpyxl.load_workbook(out / "summary.xlsx").worksheets[0]
    assert {sheet.cell(n, 9).value for n in (2, 3, 4)} == {"乙-审核意见.docx", "甲-审核意见.docx", None}
    said = capsys.readouterr()
    assert {Path(line).name for line in said.out.splitlines()} == set(names)
    assert len(said.err.splitlines()) == 1  # that no deadline is set: told once, not for each memo


def test_out_alone_gets_the_summaries(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["review", str(folder), "--out", str(tmp_path / "出")])

    assert sorted(p.name for p in (tmp_path / "出").iterdir()) == [JOURNAL, "summary.html", "summary.xlsx"]
    capsys.readouterr()


def test_a_second_run_into_the_same_folder_changes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    args = ["review", str(folder), "--format", "xlsx", "--out", str(folder)]
    main(args)
    first = {p.name: p.read_bytes() for p in folder.iterdir() if p.name != JOURNAL}

    main(args)

    assert {p.name: p.read_bytes() for p in folder.iterdir() if p.name != JOURNAL} == first
    capsys.readouterr()


def test_a_stop_keeps_what_is_done(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    review: Callable[..., object] = run.review_file
    asked: list[object] = []

    def stopped(job: object) -> object:
        asked.append(job)
        if len(asked) == 2:
            raise KeyboardInterrupt
        return review(job)

    monkeypatch.setattr(run, "review_file", stopped)
    args = ["review", str(folder), "--jobs", "1", "--out", str(tmp_path / "出")]

    assert main(args) == 130
    assert capsys.readouterr().err == "已停止，完成 1/3 个文件。再次运行同一命令，即可从这里继续。\n"
    assert main(args) == 1
    assert len(asked) == 2 + 2  # the first is not asked for again
    assert main([*args, "--fresh"]) == 1
    assert len(asked) == 4 + 3
    capsys.readouterr()


def test_no_memos_without_out_go_anywhere_but_here(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    here = tmp_path / "这里"
    here.mkdir()
    monkeypatch.chdir(here)

    main(["review", str(folder), "--format", "html"])
    assert sorted(p.name for p in here.iterdir()) == ["乙-审核意见.html", "甲-审核意见.html"]
    capsys.readouterr()
    main(["review", str(folder), "--format", "md"])
    assert sorted(p.name for p in here.iterdir()) == ["乙-审核意见.html", "甲-审核意见.html"]
    assert capsys.readouterr().out.count("\n# ") == 1


@pytest.mark.parametrize("jobs", ["0", "-1"])
def test_at_least_one_file_at_a_time(jobs: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["review", str(folder), f"--jobs={jobs}"]) == 2
    assert f"--jobs {jobs}" in capsys.readouterr().err


def test_out_that_is_a_file_is_one_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["review", str(folder), "--out", str(folder / "甲.xlsx")]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
