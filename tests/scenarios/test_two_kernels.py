"""Two kernels on one store: nobody's edit is overwritten, or undone, unseen."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kaohe_tools.errors import ScenarioError, StaleEditError
from kaohe_tools.scenarios import Change, Scenario, ScenarioStore
from tests.scenarios.conftest import SOURCE

Opened = Callable[[], ScenarioStore]
Pair = tuple[ScenarioStore, ScenarioStore, int]


def points(item: str, old: str | None, new: str | None) -> Change:
    return Change(item, "points", old, new)


@pytest.fixture
def pair(opened: Opened, draft: Scenario) -> Pair:
    """Two kernels that both show r1 at 1, in one step."""
    mine, theirs = opened(), opened()
    mine.record(draft.id, [points("r1", None, "1")])
    theirs.open(draft.id)
    return mine, theirs, draft.id


def refused(call: Callable[[], object]) -> tuple[object, object, str]:
    with pytest.raises(StaleEditError) as caught:
        call()
    return caught.value.expected, caught.value.found, caught.value.item


def test_edits_of_different_values_both_stand(pair: Pair) -> None:
    mine, theirs, id_ = pair
    theirs.record(id_, [points("r2", None, "2")])
    after = mine.record(id_, [points("r3", None, "3")])
    assert dict(after.values) == {("r1", "points"): "1", ("r2", "points"): "2", ("r3", "points"): "3"}


def test_a_stale_edit_of_the_same_value_is_refused(pair: Pair) -> None:
    mine, theirs, id_ = pair
    theirs.record(id_, [points("r1", "1", "2")])
    assert refused(lambda: mine.record(id_, [points("r1", "1", "3")])) == ("1", "2", "r1")
    assert mine.open(id_).values["r1", "points"] == "2"


def test_an_undo_never_takes_back_an_edit_that_was_not_seen(pair: Pair) -> None:
    mine, theirs, id_ = pair
    theirs.record(id_, [points("r1", "1", "2")])
    assert refused(lambda: mine.undo(id_)) == ("1", "2", "r1")
    theirs.undo(id_)
    theirs.record(id_, [points("r2", None, "5")])
    assert refused(lambda: mine.undo(id_)) == (None, "5", "r2")
    assert dict(theirs.open(id_).values) == {("r1", "points"): "1", ("r2", "points"): "5"}

    mine.open(id_)
    assert dict(mine.undo(id_).values) == {("r1", "points"): "1"}


def test_an_undo_after_the_other_kernels_undo_is_refused(pair: Pair) -> None:
    mine, theirs, id_ = pair
    theirs.undo(id_)
    assert refused(lambda: mine.undo(id_)) == ("1", None, "r1")


def test_a_redo_of_what_the_other_kernel_has_redone_or_dropped_is_refused(pair: Pair) -> None:
    mine, theirs, id_ = pair
    mine.undo(id_)
    theirs.open(id_)
    theirs.redo(id_)
    assert refused(lambda: mine.redo(id_)) == (None, "1", "r1")

    mine.open(id_)
    mine.undo(id_)
    theirs.record(id_, [points("r2", None, "5")])
    assert refused(lambda: mine.redo(id_)) == (None, "5", "r2")


def test_a_redo_of_an_undo_that_was_not_seen_is_refused(pair: Pair) -> None:
    mine, theirs, id_ = pair
    theirs.undo(id_)
    assert refused(lambda: mine.redo(id_)) == ("1", None, "r1")


def test_other_steps_that_come_to_the_same_values_are_not_undone_unseen(pair: Pair) -> None:
    """r1 stands at 1 as before, but by another step; there are no two values to show then."""
    mine, theirs, id_ = pair
    theirs.undo(id_)
    theirs.record(id_, [points("r1", None, "1")], reason="重新核定")
    with pytest.raises(StaleEditError, match="别处被修改"):
        mine.undo(id_)
    assert theirs.open(id_).values["r1", "points"] == "1"


def test_an_undo_by_a_kernel_that_saw_no_step_is_refused(opened: Opened, draft: Scenario) -> None:
    mine, theirs = opened(), opened()
    mine.open(draft.id)
    theirs.record(draft.id, [points("r1", None, "1")])
    assert refused(lambda: mine.undo(draft.id)) == (None, "1", "r1")


def test_what_the_other_kernel_did_and_took_back_is_no_hindrance(pair: Pair) -> None:
    mine, theirs, id_ = pair
    theirs.record(id_, [points("r2", None, "2")])
    theirs.undo(id_)
    assert dict(mine.undo(id_).values) == {}


def test_a_kernel_that_has_shown_nothing_undoes_the_last_step(opened: Opened, pair: Pair) -> None:
    assert dict(opened().undo(pair[2]).values) == {}


def test_an_edit_to_what_the_other_kernel_deleted_is_refused(pair: Pair) -> None:
    mine, theirs, id_ = pair
    theirs.delete(id_)
    with pytest.raises(ScenarioError, match="已删除"):
        mine.record(id_, [points("r1", "1", "2")])


def test_one_name_is_given_once(pair: Pair) -> None:
    mine, theirs, _id = pair
    mine.create("草案B", SOURCE)
    with pytest.raises(ScenarioError, match=r"草案B \(2\)"):
        theirs.create("草案B", SOURCE)
