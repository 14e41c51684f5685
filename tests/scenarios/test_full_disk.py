"""A full disk: one message, everything saved earlier is there, and it goes on when there is room again."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kaohe_tools.errors import StoreError
from kaohe_tools.scenarios import Change, Scenario, ScenarioStore, Source
from tests.scenarios.conftest import SOURCE

Opened = Callable[[], ScenarioStore]


def mounted(folder: Path) -> bool:
    """Mount a disk of 1 MB, where this user may."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        return False
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "kaohe-test", str(folder)]
    return subprocess.run(mount, capture_output=True, check=False).returncode == 0


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 1 MB."""
    folder = tmp_path / "盘"
    folder.mkdir()
    if not mounted(folder):
        pytest.skip("only root on Linux can mount a small disk")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def edit_until_full(store: ScenarioStore, draft: Scenario) -> Scenario:
    """Edit until the disk is full, and return what was saved last."""
    for n in range(20_000):
        try:
            draft = store.record(
                draft.id, [Change("r1", "points", draft.values.get(("r1", "points")), str(n))], reason=str(n)
            )
        except StoreError as told:
            message = str(told)
            assert "磁盘已满" in message
            assert "\n" not in message
            return draft
    raise AssertionError("the disk was never full")


def test_the_state_before_a_full_disk_is_kept(disk: Path) -> None:
    path, filler = disk / "草稿.sqlite", disk / "别的文件.bin"
    filler.write_bytes(b"x" * 600_000)
    with ScenarioStore(path) as store:
        saved = edit_until_full(store, store.create("草案A", SOURCE))
        assert int(saved.values["r1", "points"]) > 0
        assert store.open(saved.id) == saved
        with pytest.raises(StoreError, match="磁盘已满"):
            store.undo(saved.id)
        assert store.open(saved.id) == saved

        filler.unlink()
        after = store.record(saved.id, [Change("r1", "points", saved.values["r1", "points"], "有空间了")])
        assert dict(after.values) == {("r1", "points"): "有空间了"}
        assert dict(store.undo(saved.id).values) == dict(saved.values)
    with ScenarioStore(path) as again:
        assert again.open(saved.id).values == saved.values
        assert [step.reason for step in again.history(saved.id)][:-1] == [
            str(n) for n in range(int(saved.values["r1", "points"]) + 1)
        ]


def test_a_kernel_killed_on_a_full_disk_loses_nothing_saved(disk: Path) -> None:
    """The store is as a kill leaves it, its log not yet moved into it: it opens, or tells of the full disk."""
    path, filler = disk / "草稿.sqlite", disk / "别的文件.bin"
    filler.write_bytes(b"x" * 600_000)
    store = ScenarioStore(path)
    saved = edit_until_full(store, store.create("草案A", SOURCE))
    left = {file.name: file.read_bytes() for file in disk.iterdir() if file.suffix != ".bin"}
    store.close()
    for name, data in left.items():
        (disk / name).write_bytes(data)
    (disk / "更多.bin").write_bytes(b"")
    fill(disk / "更多.bin")

    try:
        with ScenarioStore(path) as again:
            assert again.open(saved.id).values == saved.values
    except StoreError as told:
        assert "磁盘已满" in str(told)  # noqa: PT017 - both outcomes are right
    filler.unlink()
    with ScenarioStore(path) as again:
        assert again.open(saved.id).values == saved.values


def fill(path: Path) -> None:
    """Write until no room is left."""
    with path.open("ab", buffering=0) as file:
        for size in (4096, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue


def test_a_source_too_large_for_the_disk_leaves_no_scenario(disk: Path) -> None:
    with ScenarioStore(disk / "草稿.sqlite") as store:
        with pytest.raises(StoreError, match="磁盘已满"):
            store.create("草案A", Source.of("大.xlsx", b"x" * 2_000_000))
        assert store.scenarios() == ()
        assert store.create("草案A", SOURCE).name == "草案A"


def test_a_disk_full_from_the_beginning_is_told(disk: Path) -> None:
    filler = disk / "别的文件.bin"
    fill(filler)
    with pytest.raises(StoreError, match="磁盘已满"):
        ScenarioStore(disk / "草稿.sqlite")
    filler.unlink()
    with ScenarioStore(disk / "草稿.sqlite") as store:
        assert store.scenarios() == ()


def test_a_store_that_may_not_grow_keeps_what_it_has(store: ScenarioStore, draft: Scenario) -> None:
    """As above, on any system: SQLite itself is told that there is no more room."""
    with store._database.reading() as db:
        pages = db.execute("PRAGMA page_count").fetchone()[0]
        db.execute(f"PRAGMA max_page_count = {pages + 1}")
    saved = edit_until_full(store, draft)
    assert store.open(saved.id) == saved
    with store._database.reading() as db:
        db.execute("PRAGMA max_page_count = 1000000")
    edit = [Change("r1", "points", saved.values.get(("r1", "points")), "有空间了")]
    assert store.record(saved.id, edit).can_undo
