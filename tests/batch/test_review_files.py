"""Reviewing many files: the order, bad ones among them, who does the work."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kaohe_tools.batch import BatchResult, Failed, Reviewed, find_files, review_files, summary_html, summary_xlsx
from kaohe_tools.batch.job import is_what_it_says
from kaohe_tools.errors import CheckOptionError
from kaohe_tools.locale import use_language
from tests.batch.conftest import write_records, write_sheet


@pytest.fixture
def mixed(folder: Callable[[int], Path]) -> list[Path]:
    """Six sheets; before the third a broken file and a table that is no scheme, at the end a missing one."""
    inside = sorted(folder(6).iterdir())
    broken = inside[0].with_name("0011坏.xlsx")
    broken.write_bytes(b"PK\x03\x04 cut off")
    other = write_records(inside[0].with_name("0012记录.xlsx"))
    return [*inside[:2], broken, other, *inside[2:], inside[0].with_name("没有.xlsx")]


def kinds(result: BatchResult) -> list[str]:
    return [
        "reviewed" if isinstance(o, Reviewed) else "no scheme" if o.no_scheme else "failed" for o in result.outcomes
    ]


def test_outcomes_stand_in_the_order_of_the_files_and_bad_ones_stop_nothing(mixed: list[Path]) -> None:
    result = review_files(mixed, jobs=2)

    assert [o.file for o in result.outcomes] == [p.as_posix() for p in mixed]
    assert kinds(result) == ["reviewed"] * 2 + ["failed", "no scheme"] + ["reviewed"] * 4 + ["failed"]
    assert [o.rows[0].total for o in result.reviewed] == ["100", "100", "90", "100", "100", "90"]
    assert [o.rows[0].errors for o in result.reviewed] == [0, 0, 1, 0, 0, 1]
    assert result.reviewed[2].rows[0].worst.startswith("SM01 ")
    assert {o.rows[0].expected for o in result.reviewed} == {"100"}
    assert "0011坏.xlsx" in result.failed[0].message


def test_any_number_of_workers_and_any_executor_give_the_same_summary(mixed: list[Path]) -> None:
    alone = review_files(mixed, jobs=1)
    with ThreadPoolExecutor(4) as threads:
        results = [review_files(mixed, jobs=2), review_files(mixed, jobs=3), review_files(mixed, executor=threads)]

    assert all(result == alone for result in results)
    assert {summary_xlsx(r) for r in results} == {summary_xlsx(alone)}
    assert {summary_html(r) for r in results} == {summary_html(alone)}


def test_workers_speak_the_language_in_use(mixed: list[Path]) -> None:
    with use_language("en"), ThreadPoolExecutor(3) as threads:
        results = [review_files(mixed, jobs=2), review_files(mixed, executor=threads)]

    for result in results:
        assert all(o.rows[0].worst.isascii() for o in result.reviewed if not o.rows[0].errors)
        assert "没有这个文件" not in result.failed[-1].message


def test_a_dask_cluster_does_the_work(mixed: list[Path]) -> None:
    try:
        from distributed import Client, LocalCluster
    except ImportError:
        if os.environ.get("CI"):
            raise
        pytest.skip("distributed is not installed: `python3 run.py test` installs it")
    alone = review_files(mixed, jobs=1)
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1") as cluster,
        Client(cluster) as client,
        client.get_executor() as executor,
    ):
        assert review_files(mixed, executor=executor) == alone


def test_every_outcome_is_told_once(mixed: list[Path]) -> None:
    told: list[str] = []

    review_files(mixed, jobs=2, on_done=lambda outcome: told.append(outcome.file))

    assert sorted(told) == sorted(p.as_posix() for p in mixed)


def test_an_unknown_check_stops_the_batch_before_it_begins(mixed: list[Path]) -> None:
    with pytest.raises(CheckOptionError, match="XX99"):
        review_files(mixed, select=["XX99"])


def test_an_error_nobody_thought_of_is_the_outcome_of_its_file(
    mixed: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    from kaohe_tools.batch import run

    def review(job: object) -> object:
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr(run, "review_file", review)
    result = review_files(mixed[:2])

    assert all(isinstance(o, Failed) and "ZeroDivisionError: by zero" in o.message for o in result.outcomes)


def test_a_table_under_a_wrong_suffix_is_a_failure_and_not_some_other_table(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_text("发放记录", encoding="utf-8")
    (tmp_path / "a.txt").write_text("发放记录", encoding="utf-8")

    assert kinds(review_files(sorted(tmp_path.iterdir()))) == ["no scheme", "failed"]


def test_a_file_that_went_away_or_broke_after_it_was_read_is_not_what_it_says(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"")

    assert not is_what_it_says(tmp_path / "a.xlsx")
    assert not is_what_it_says(tmp_path / "b.xlsx")


def test_every_scheme_of_a_file_has_a_row(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.load_workbook(write_sheet(tmp_path / "两表.xlsx"))
    second = book.copy_worksheet(book.worksheets[0])
    book.worksheets[0].title, second.title = "上半年", "下半年"
    second["D4" if second["D4"].value else "D3"] = 80
    book.save(tmp_path / "两表.xlsx")

    (outcome,) = review_files([tmp_path / "两表.xlsx"]).reviewed

    assert [(row.sheet, row.total) for row in outcome.rows] == [("上半年", "100"), ("下半年", "80")]


@pytest.mark.skipif(os.name == "nt", reason="links and pipes of POSIX")
def test_nothing_of_a_folder_that_could_be_a_scheme_is_left_out_in_silence(folder: Callable[[int], Path]) -> None:
    """An old Word document, a broken link and a pipe are told; notes and other files are not taken."""
    source = folder(2)
    (source / "a.doc").write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "WordDocument".encode("utf-16-le") + bytes(600)
    )
    (source / "b.xlsx").symlink_to("没有.xlsx")
    (source / "c.xlsx").symlink_to("c.xlsx")
    os.mkfifo(source / "d.xlsx")
    (source / "e.xlsx").mkdir()
    (source / "说明.png").write_bytes(b"x")

    result = review_files(find_files([source]), jobs=1)

    assert [Path(o.file).name for o in result.failed] == ["a.doc", "b.xlsx", "c.xlsx", "d.xlsx"]
    assert ".docx" in result.failed[0].message
    assert len(result.reviewed) == 2
