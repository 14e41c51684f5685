"""Scenarios in one kernel: what is saved, undone, copied, deleted and told."""

from __future__ import annotations

import pickle
import sqlite3
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from kaohe_tools.errors import ScenarioError, StaleEditError
from kaohe_tools.scenarios import Change, Difference, Scenario, ScenarioStore, Source, Turn
from tests.scenarios.conftest import SOURCE

Opened = Callable[[], ScenarioStore]


def at(minute: int) -> datetime:
    return datetime(2025, 3, 1, 9, minute, tzinfo=UTC)


def points(item: str, old: str | None, new: str | None) -> Change:
    return Change(item, "points", old, new)


def test_a_new_scenario_is_as_its_source(store: ScenarioStore) -> None:
    made = store.create("草案A", SOURCE)
    assert (made.name, dict(made.values), made.can_undo, made.can_redo) == ("草案A", {}, False, False)
    assert made.saved_at == at(0)
    assert store.open(made.id) == made
    assert store.source(made.id) == SOURCE


def test_an_edit_is_one_step_with_time_and_reason(store: ScenarioStore, draft: Scenario) -> None:
    edits = [points("r5", None, "2.5"), Change("", "total", None, "100"), Change("r5", "lock", None, "1")]
    after = store.record(draft.id, edits, reason="上年全员满分")

    assert dict(after.values) == {("r5", "points"): "2.5", ("", "total"): "100", ("r5", "lock"): "1"}
    assert (after.can_undo, after.can_redo, after.saved_at) == (True, False, at(1))
    assert after.revision > draft.revision
    (step,) = store.history(draft.id)
    assert (step.at, step.reason, step.undone, step.dropped) == (at(1), "上年全员满分", False, False)
    assert set(step.changes) == set(edits)

    undone = store.undo(draft.id)
    assert (dict(undone.values), undone.can_undo, undone.can_redo) == ({}, False, True)
    assert dict(store.redo(draft.id).values) == dict(after.values)
    assert store.history(draft.id)[0].turns == (Turn(at(1), True), Turn(at(2), False), Turn(at(3), True))


def test_undo_and_redo_go_on_after_a_restart(opened: Opened, draft: Scenario) -> None:
    first = opened()
    for old, new in ((None, "1"), ("1", "2"), ("2", None)):
        first.record(draft.id, [points("r1", old, new)])
    first.undo(draft.id)
    first.close()

    second = opened()
    assert dict(second.undo(draft.id).values) == {("r1", "points"): "1"}
    second.redo(draft.id)
    gone = second.redo(draft.id)
    assert (dict(gone.values), gone.can_redo) == ({}, False)


def test_nothing_to_undo_or_redo_changes_nothing(store: ScenarioStore, draft: Scenario) -> None:
    assert store.undo(draft.id) == draft
    assert store.redo(draft.id) == draft


def test_an_edit_after_an_undo_ends_redo_and_the_history_keeps_all(store: ScenarioStore, draft: Scenario) -> None:
    store.record(draft.id, [points("r1", None, "1")], reason="甲")
    store.record(draft.id, [points("r2", None, "2")], reason="乙")
    store.undo(draft.id)
    after = store.record(draft.id, [points("r3", None, "3")], reason="丙")

    assert not after.can_redo
    assert [(s.reason, s.undone, s.dropped) for s in store.history(draft.id)] == [
        ("甲", False, False),
        ("乙", True, True),
        ("丙", False, False),
    ]
    assert store.redo(draft.id) == after
    assert dict(store.undo(draft.id).values) == {("r1", "points"): "1"}


def test_an_edit_without_a_change_is_no_step(store: ScenarioStore, draft: Scenario) -> None:
    before = store.record(draft.id, [points("r1", None, "1")])
    assert store.record(draft.id, []) == before
    assert store.record(draft.id, [points("r1", "1", "1"), points("r2", None, None)]) == before
    with pytest.raises(StaleEditError):
        store.record(draft.id, [points("r1", "2", "2")])


def test_a_stale_edit_is_refused_whole_with_both_values(store: ScenarioStore, draft: Scenario) -> None:
    before = store.record(draft.id, [points("r1", None, "3")])
    with pytest.raises(StaleEditError, match=r"r1.*2\.5.*3") as caught:
        store.record(draft.id, [points("r0", None, "9"), points("r1", "2.5", "4")])
    error = pickle.loads(pickle.dumps(caught.value))
    assert (error.expected, error.found, error.item, error.field) == ("2.5", "3", "r1", "points")
    assert store.open(draft.id) == before

    with pytest.raises(StaleEditError, match="与原表相同") as caught:
        store.record(draft.id, [points("r2", "1", "4")])
    assert caught.value.found is None


def test_an_edit_that_rests_on_everything_is_refused_when_anything_has_changed(
    store: ScenarioStore, draft: Scenario
) -> None:
    """A solution moves few rows, but it is one under every lock and limit."""
    seen = draft.values
    now = store.record(draft.id, [Change("r1", "lock", None, "1")])
    for edit in ([points("r2", None, "4")], []):
        with pytest.raises(StaleEditError) as caught:
            store.record(draft.id, edit, seen=seen)
        assert (caught.value.item, caught.value.field, caught.value.found) == ("r1", "lock", "1")
    assert store.open(draft.id) == now
    assert store.record(draft.id, [points("r2", None, "4")], seen=now.values).values["r2", "points"] == "4"


def test_a_retried_edit_is_not_doubled(opened: Opened, draft: Scenario) -> None:
    edit = [points("r1", None, "1")]
    done = opened().record(draft.id, edit, token="t1")
    assert opened().record(draft.id, edit, token="t1") == done

    undone = opened().undo(draft.id, token="t2")
    store = opened()
    assert store.undo(draft.id, token="t2") == undone
    assert store.redo(draft.id, token="t3") == store.redo(draft.id, token="t3")
    assert len(store.history(draft.id)[0].turns) == 3
    assert store.record(draft.id, edit, token="t1").values == done.values


@pytest.mark.parametrize("reused", ["another edit", "another scenario", "an undo"])
def test_a_token_names_one_edit_only(reused: str, store: ScenarioStore, draft: Scenario) -> None:
    store.record(draft.id, [points("r1", None, "1")], token="t1")
    other = store.create("草案B", SOURCE)
    calls: dict[str, Callable[[], object]] = {
        "another edit": lambda: store.record(draft.id, [points("r1", None, "2")], token="t1"),
        "another scenario": lambda: store.record(other.id, [points("r1", None, "1")], token="t1"),
        "an undo": lambda: store.undo(draft.id, token="t1"),
    }
    with pytest.raises(ScenarioError, match="标识"):
        calls[reused]()
    assert len(store.history(draft.id)) == 1
    assert store.history(other.id) == ()


def test_one_edit_cannot_change_a_value_twice(store: ScenarioStore, draft: Scenario) -> None:
    with pytest.raises(ScenarioError, match="两次"):
        store.record(draft.id, [points("r1", None, "1"), points("r1", "1", "2")])
    assert store.open(draft.id) == draft


@pytest.mark.parametrize("written", ["＝1+1", "", "a\x00b", "'; DROP TABLE value; --", "😀", "\u202e3", "多\n行"])
def test_any_text_comes_back_as_it_was(written: str, store: ScenarioStore, draft: Scenario) -> None:
    after = store.record(draft.id, [Change(written, written, None, written)])
    assert dict(after.values) == {(written, written): written}


def test_half_a_character_is_refused(store: ScenarioStore, draft: Scenario) -> None:
    with pytest.raises(ScenarioError, match="不完整的字符"):
        store.record(draft.id, [points("r1", None, "\ud83d")])
    assert store.open(draft.id) == draft


def test_a_reason_is_one_clean_line(store: ScenarioStore, draft: Scenario) -> None:
    store.record(draft.id, [points("r1", None, "1")], reason=" 上年\n全员\u202e满分\x07 ")
    assert store.history(draft.id)[0].reason == "上年 全员满分"
    with pytest.raises(ScenarioError, match="2001"):
        store.record(draft.id, [points("r1", "1", "2")], reason="长" * 2001)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("  草案 A ", "草案 A"),
        ("草\u200b案\tA", "草案 A"),
        ("e\u0301", "é"),
        ("甲\ud800乙", "甲乙"),
        ("字" * 60, "字" * 60),
    ],
)
def test_a_name_is_cleaned(written: str, name: str, store: ScenarioStore) -> None:
    assert store.create(written, SOURCE).name == name


@pytest.mark.parametrize("written", ["", " \n", "\u200b", "字" * 61])
def test_no_name_or_one_too_long_is_refused(written: str, store: ScenarioStore, draft: Scenario) -> None:
    for name_it in (
        store.create,
        lambda name, _s: store.rename(draft.id, name),
        lambda n, _s: store.branch(draft.id, n),
    ):
        with pytest.raises(ScenarioError, match="名称"):
            name_it(written, SOURCE)
    assert [entry.name for entry in store.scenarios()] == ["草案A"]


def test_a_taken_name_is_refused_and_a_free_one_offered(store: ScenarioStore, draft: Scenario) -> None:
    other = store.create("草案A (2)", SOURCE)
    with pytest.raises(ScenarioError, match=r"草案A \(3\)"):
        store.create(" 草案A", SOURCE)
    with pytest.raises(ScenarioError, match=r"草案A \(3\)"):
        store.rename(other.id, "草案A")
    with pytest.raises(ScenarioError, match=r"草案A \(3\)"):
        store.branch(other.id, "草案A")
    assert store.free_name("草案A") == "草案A (3)"
    assert store.free_name("草案B") == "草案B"
    assert store.rename(draft.id, "草案A").name == "草案A"


def test_an_offered_name_is_not_too_long(store: ScenarioStore) -> None:
    store.create("字" * 60, SOURCE)
    free = store.free_name("字" * 60)
    assert free == "字" * 56 + " (2)"
    store.create(free, SOURCE)


def test_a_branch_is_a_copy_with_its_history(store: ScenarioStore, draft: Scenario) -> None:
    store.record(draft.id, [points("r1", None, "1")], reason="甲", token="t1")
    store.record(draft.id, [points("r1", "1", "2")], reason="乙")
    store.undo(draft.id)
    before = store.open(draft.id)

    copy = store.branch(draft.id, "草案B")
    assert (copy.values, copy.can_undo, copy.can_redo) == (before.values, True, True)

    def told(id_: int) -> list[object]:
        return [(s.at, s.reason, s.changes, s.undone, s.dropped, s.turns) for s in store.history(id_)]

    assert told(copy.id) == told(draft.id)
    store.redo(copy.id)
    store.record(copy.id, [points("r2", None, "5")])
    assert store.open(draft.id) == before
    assert store.compare(draft.id, copy.id) == (
        Difference("r1", "points", "1", "2"),
        Difference("r2", "points", None, "5"),
    )
    store.undo(draft.id)
    assert store.compare(copy.id, draft.id)[0] == Difference("r1", "points", "2", None)


def test_scenarios_of_different_sheets_are_not_compared(store: ScenarioStore, draft: Scenario) -> None:
    for name, other in (("B", Source.of("新.xlsx", b"PK-2", sheet="Sheet1")), ("C", Source.of("指标.xlsx", b"PK-1"))):
        with pytest.raises(ScenarioError, match="不同的表"):
            store.compare(draft.id, store.create(name, other).id)


def test_a_deleted_scenario_comes_back_whole(store: ScenarioStore, draft: Scenario) -> None:
    before = store.record(draft.id, [points("r1", None, "1")])
    store.delete(draft.id)
    store.delete(draft.id)

    assert store.scenarios() == ()
    (listed,) = store.scenarios(deleted=True)
    assert (listed.id, listed.name, listed.deleted_at) == (draft.id, "草案A", at(2))
    seen = store.open(draft.id)
    assert (seen.deleted, seen.values, seen.can_undo) == (True, before.values, False)
    for change_it in (
        lambda: store.record(draft.id, [points("r1", "1", "2")]),
        lambda: store.undo(draft.id),
        lambda: store.redo(draft.id),
        lambda: store.rename(draft.id, "草案B"),
        lambda: store.branch(draft.id, "草案B"),
    ):
        with pytest.raises(ScenarioError, match="已删除"):
            change_it()

    assert store.restore(draft.id) == before
    assert store.restore(draft.id) == before
    assert [entry.name for entry in store.scenarios()] == ["草案A"]


def test_a_deleted_scenarios_name_is_free_and_it_comes_back_under_another(
    store: ScenarioStore, draft: Scenario
) -> None:
    store.delete(draft.id)
    store.create("草案A", SOURCE)
    assert store.restore(draft.id).name == "草案A (2)"


def test_the_list_is_in_the_order_of_making(store: ScenarioStore, draft: Scenario) -> None:
    store.create("乙", Source.of("乙.xlsx", b"PK-2", sheet="表二"))
    store.branch(draft.id, "甲")
    store.record(draft.id, [points("r1", None, "1")])
    assert [(e.name, e.source, e.sheet, e.profile, e.branched_from) for e in store.scenarios()] == [
        ("草案A", "指标.xlsx", "Sheet1", "default", None),
        ("乙", "乙.xlsx", "表二", "", None),
        ("甲", "指标.xlsx", "Sheet1", "default", draft.id),
    ]
    assert store.scenarios()[2].sha256 == SOURCE.sha256
    assert [(e.created_at, e.saved_at) for e in store.scenarios()] == [(at(0), at(3)), (at(1), at(1)), (at(2), at(2))]


@pytest.mark.parametrize("call", ["open", "source", "history", "undo", "redo", "delete", "restore"])
def test_an_unknown_scenario_is_told(call: str, store: ScenarioStore) -> None:
    with pytest.raises(ScenarioError, match="77"):
        getattr(store, call)(77)


def test_a_source_with_another_digest_is_refused(store: ScenarioStore) -> None:
    with pytest.raises(ScenarioError, match=r"指标\.xlsx"):
        store.create("草案A", Source("指标.xlsx", "0" * 64, "", "", b"PK"))


def test_a_file_name_that_is_no_text_is_no_hindrance(store: ScenarioStore) -> None:
    """Linux allows any bytes in a name; Python shows them as half characters."""
    made = store.create("草案A", Source.of("指标\udcff.xlsx", b"PK"))
    assert store.source(made.id).name == "指标?.xlsx"


def test_a_source_is_kept_once(path: Path, store: ScenarioStore, draft: Scenario) -> None:
    store.create("草案B", SOURCE)
    store.create("草案C", Source.of("改名.xlsx", SOURCE.data))
    with sqlite3.connect(path) as db:
        assert db.execute("SELECT count(*) FROM content").fetchone() == (1,)
    db.close()


def test_times_are_kept_in_utc(path: Path) -> None:
    china = timezone(timedelta(hours=8))
    with ScenarioStore(path, clock=lambda: datetime(2025, 3, 1, 0, 30, tzinfo=china)) as store:
        saved = store.create("草案A", SOURCE).saved_at
    assert (saved, saved.utcoffset()) == (datetime(2025, 2, 28, 16, 30, tzinfo=UTC), timedelta(0))


def test_threads_of_one_kernel_take_turns(store: ScenarioStore, draft: Scenario) -> None:
    def edit(item: str) -> None:
        for n in range(50):
            store.record(draft.id, [points(item, str(n - 1) if n else None, str(n))])

    threads = [threading.Thread(target=edit, args=(f"r{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert dict(store.open(draft.id).values) == {(f"r{n}", "points"): "49" for n in range(4)}
    assert len(store.history(draft.id)) == 200
