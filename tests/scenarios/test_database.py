"""The file: what is not a store, what is damaged, what cannot be written; and how it is kept."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kaohe_tools.errors import KaoheError, StoreError
from kaohe_tools.locale import use_language
from kaohe_tools.scenarios import Change, Scenario, ScenarioStore, Source, database, schema
from tests.scenarios.conftest import SOURCE

Opened = Callable[[], ScenarioStore]


def points(old: str | None, new: str | None) -> list[Change]:
    return [Change("r1", "points", old, new)]


def pragma(store: ScenarioStore, name: str) -> object:
    with store._database.reading() as db:
        return db.execute(f"PRAGMA {name}").fetchone()[0]


def files(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}


# ---------------------------------------------------------------- how it is kept


def test_what_is_saved_is_on_disk(store: ScenarioStore) -> None:
    """WAL, and a sync at every commit (FULL is 2, EXTRA is 3)."""
    assert pragma(store, "journal_mode") == "wal"
    assert pragma(store, "synchronous") >= 2
    assert pragma(store, "foreign_keys") == 1


def test_a_failure_inside_an_edit_leaves_nothing_of_it(path: Path) -> None:
    ticks = iter([SOURCE] * 0)
    with ScenarioStore(path) as store:
        before = store.record(store.create("草案A", SOURCE).id, points(None, "1"))
        history = store.history(before.id)
    with ScenarioStore(path, clock=lambda: next(ticks)) as broken:
        with pytest.raises(StopIteration):
            broken.record(before.id, points("1", "2"))
        assert broken.open(before.id) == before
        assert broken.history(before.id) == history


def test_many_kernels_may_make_one_store_at_once(tmp_path: Path) -> None:
    failures: list[BaseException] = []

    def begin(path: Path, n: int) -> None:
        try:
            with ScenarioStore(path) as store:
                store.create(f"草案{n}", SOURCE)
        except Exception as err:  # noqa: BLE001 - whatever a thread ends with is told below
            failures.append(err)

    for turn in range(10):
        path = tmp_path / f"{turn}.sqlite"
        threads = [threading.Thread(target=begin, args=(path, n)) for n in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with ScenarioStore(path) as store:
            assert {entry.name for entry in store.scenarios()} == {f"草案{n}" for n in range(6)}
    assert failures == []


@pytest.mark.skipif(os.name == "nt", reason="file systems of POSIX")
def test_without_write_ahead_the_rollback_journal_is_used(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite's dotfile locking has no shared memory, as some network drives have none."""

    def connect(path: Path) -> sqlite3.Connection:
        return sqlite3.connect(f"file:{path}?vfs=unix-dotfile", uri=True, timeout=5, isolation_level=None)

    monkeypatch.setattr(database, "_connect", connect)
    with ScenarioStore(path) as one:
        draft = one.record(one.create("草案A", SOURCE).id, points(None, "1"))
        assert pragma(one, "journal_mode") == "delete"
        assert pragma(one, "synchronous") == 3
    with ScenarioStore(path) as two:
        assert two.open(draft.id) == draft


def test_a_store_whose_shared_memory_cannot_be_made_opens_with_the_rollback_journal(path: Path) -> None:
    with ScenarioStore(path) as store:
        draft = store.record(store.create("草案A", SOURCE).id, points(None, "1"))
    Path(f"{path}-shm").mkdir()
    for new in ("2", "3"):
        with ScenarioStore(path) as store:
            assert pragma(store, "journal_mode") == "delete"
            assert store.open(draft.id) == draft
            draft = store.record(draft.id, points(draft.values["r1", "points"], new))


# ---------------------------------------------------------------- what is no store


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"没有文件夹.*不在"):
        ScenarioStore(tmp_path / "不在" / "草稿.sqlite")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_of_that_name_is_told(path: Path) -> None:
    path.mkdir()
    with pytest.raises(StoreError, match=r"草稿\.sqlite.*名称被别的东西占用"):
        ScenarioStore(path)


@pytest.mark.parametrize("content", [b"not a database at all " * 100, b"PK\x03\x04" + b"\0" * 5000, b"x"])
def test_another_file_is_left_as_it_is(content: bytes, path: Path) -> None:
    path.write_bytes(content)
    with pytest.raises(StoreError, match="不是方案草稿库"):
        ScenarioStore(path)
    assert files(path.parent) == {path.name: content}


def test_another_programs_database_is_left_as_it_is(path: Path) -> None:
    """Even one that another program has open, or left with its log not yet moved into it."""
    other = sqlite3.connect(path)
    other.execute("PRAGMA journal_mode = WAL")
    other.execute("CREATE TABLE scenario (id)")
    other.commit()
    before = files(path.parent)
    assert len(before) == 3
    with pytest.raises(StoreError, match="别的程序的数据库"):
        ScenarioStore(path)
    assert files(path.parent) == before
    other.close()


def test_an_empty_file_becomes_a_store(path: Path) -> None:
    """It may be what a stop at the very beginning left behind."""
    path.touch()
    with ScenarioStore(path) as store:
        assert store.scenarios() == ()


def test_a_later_versions_store_is_left_as_it_is(path: Path, store: ScenarioStore, draft: Scenario) -> None:
    store.close()
    later = sqlite3.connect(path)
    later.execute(f"PRAGMA user_version = {len(schema.MIGRATIONS) + 1}")
    later.close()
    before = files(path.parent)
    with pytest.raises(StoreError, match="请先升级"):
        ScenarioStore(path)
    assert files(path.parent) == before


# ---------------------------------------------------------------- versions


def test_an_earlier_versions_store_is_brought_up_to_date(
    path: Path, store: ScenarioStore, draft: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.record(draft.id, points(None, "1"))
    before = store.open(draft.id)
    step = ("ALTER TABLE scenario ADD COLUMN note TEXT NOT NULL DEFAULT ''", "UPDATE scenario SET note = 'x'")
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, step))

    with ScenarioStore(path) as later:
        assert later.open(draft.id) == before
        assert pragma(later, "user_version") == len(schema.MIGRATIONS)
        with later._database.reading() as db:
            assert db.execute("SELECT note FROM scenario").fetchall() == [("x",)]

    monkeypatch.undo()  # the kernel of the earlier version still has it open
    with pytest.raises(StoreError, match="请先升级"):
        store.record(draft.id, points("1", "2"))


def test_a_migration_that_fails_leaves_the_store_as_it_was(
    path: Path, store: ScenarioStore, draft: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as later:
        broken = ("ALTER TABLE scenario ADD COLUMN note TEXT", "INSERT INTO scenario (id) VALUES (NULL)")
        later.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, broken))
        with pytest.raises(StoreError):
            ScenarioStore(path)
    with ScenarioStore(path) as again:
        assert again.open(draft.id) == draft
        with again._database.reading() as db:
            assert "note" not in [column[1] for column in db.execute("PRAGMA table_info(scenario)")]


# ---------------------------------------------------------------- damage


def test_a_store_cut_short_is_told_and_left_as_it_is(path: Path) -> None:
    with ScenarioStore(path) as store:
        store.create("草案A", Source.of("大.xlsx", random.Random(1).randbytes(100_000)))
    whole = path.read_bytes()
    for kept in (len(whole) // 2, len(whole) - 4096, 5000):
        path.write_bytes(whole[:kept])
        with pytest.raises(StoreError, match="已损坏"):
            ScenarioStore(path)
        assert path.read_bytes() == whole[:kept]


def test_a_damaged_source_is_told(path: Path) -> None:
    with ScenarioStore(path) as store:
        draft = store.create("草案A", Source.of("指标.xlsx", b"AAAABBBBCCCC" * 10))
    path.write_bytes(path.read_bytes().replace(b"BBBB", b"BBXB", 1))
    with ScenarioStore(path) as store, pytest.raises(StoreError, match="已损坏"):
        store.source(draft.id)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A store's bytes, with a scenario of number 1."""
    path = tmp_path_factory.mktemp("sound") / "草稿.sqlite"
    with ScenarioStore(path) as store:
        draft = store.create("草案A", SOURCE)
        for n in range(60):
            store.record(draft.id, [Change(f"r{n}", "points", None, str(n))], reason="原因" * 10)
    return path.read_bytes()


def use(path: Path) -> None:
    """Open a store and do a bit of everything."""
    with ScenarioStore(path) as store:
        shown = store.open(1)
        store.history(1)
        store.source(1)
        store.scenarios()
        store.record(1, [Change("r1", "points", shown.values.get(("r1", "points")), "9")])
        store.undo(1)
        store.branch(1, "草案B")


@pytest.mark.parametrize("seed", range(60))
def test_bytes_gone_wrong_never_end_in_another_error(seed: int, path: Path, sound: bytes) -> None:
    """Either the damage is told in a sentence, or it is in a place that the calls do not need."""
    dice, data = random.Random(seed), bytearray(sound)
    for _flip in range(dice.choice([1, 20, 400])):
        data[dice.randrange(100, len(data))] = dice.randrange(256)
    path.write_bytes(data)
    with contextlib.suppress(KaoheError):
        use(path)


# ---------------------------------------------------------------- what cannot be written

READ_ONLY = """
import os, sys
from kaohe_tools.errors import StoreError
from kaohe_tools.locale import gettext
from kaohe_tools.scenarios import ScenarioStore
gettext("hint")  # as nobody it may not be able to import anything more
if os.geteuid() == 0:
    os.setuid(65534)
try:
    ScenarioStore(sys.argv[1])
except StoreError as told:
    print(told)
"""


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """A folder that every user may enter; pytest's own are closed to others."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.skipif(os.name == "nt", reason="users of POSIX")
def test_a_read_only_store_is_told(public_folder: Path) -> None:
    """Root may write anything, so the program asks as nobody where the test is run as root."""
    path = public_folder / "草稿.sqlite"
    with ScenarioStore(path) as store:
        store.create("草案A", SOURCE)
    path.chmod(0o444)
    public_folder.chmod(0o555)
    before = files(public_folder)
    done = subprocess.run([sys.executable, "-c", READ_ONLY, path], capture_output=True, text=True, check=False)
    public_folder.chmod(0o755)
    assert "只读" in done.stdout, done
    assert files(public_folder) == before


def test_a_store_that_is_gone_from_its_place_is_not_written_to(
    path: Path, store: ScenarioStore, draft: Scenario
) -> None:
    """Else the edit would go into a file that nobody finds again."""
    away = path.rename(path.with_name("别处.sqlite"))
    with pytest.raises(StoreError, match="移走"):
        store.record(draft.id, points(None, "1"))
    away.rename(path)
    store.record(draft.id, points(None, "1"))

    copy = shutil.copy(path, path.with_name("副本.sqlite"))
    Path(copy).replace(path)
    with pytest.raises(StoreError, match="移走"):
        store.record(draft.id, points("1", "2"))


def test_a_long_wait_for_another_kernel_is_told(path: Path, draft: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "WAIT", 0.05)
    other = sqlite3.connect(path, isolation_level=None)
    with ScenarioStore(path) as store:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="另一个程序"):
            store.record(draft.id, points(None, "1"))
        other.execute("COMMIT")
        assert store.record(draft.id, points(None, "1")).can_undo
    other.close()


def test_a_sentence_reads_in_english_too(path: Path) -> None:
    path.write_bytes(b"x")
    with use_language("en"), pytest.raises(StoreError, match="is no store of scenarios and was left as it is"):
        ScenarioStore(path)
