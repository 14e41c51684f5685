"""Two kernels do anything in any order; a model in plain Python tells what must come out."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from kaohe_tools.errors import ScenarioError, StaleEditError
from kaohe_tools.scenarios import Change, Difference, Scenario, ScenarioStore
from tests.scenarios.conftest import SOURCE, Clock

Values = dict[tuple[str, str], str]

KERNELS = st.integers(0, 1)
NAMES = st.sampled_from(["甲", "乙", "丙"])
KEYS = st.tuples(st.sampled_from(["r1", "r2", ""]), st.sampled_from(["points", "lock"]))
VALUES = st.sampled_from([None, "1", "2", ""])


@dataclass
class Edit:
    """A step of the model: the values it changes, each before and after."""

    number: int
    changes: dict[tuple[str, str], tuple[str | None, str | None]]
    turns: list[bool] = field(default_factory=lambda: [True])


@dataclass
class Draft:
    """A scenario of the model: edits in effect, edits to redo (the next one last), edits that are dropped."""

    name: str
    values: Values = field(default_factory=dict)
    done: list[Edit] = field(default_factory=list)
    undone: list[Edit] = field(default_factory=list)
    dropped: list[Edit] = field(default_factory=list)
    deleted: bool = False

    def ends(self) -> tuple[int | None, int | None]:
        return (self.done[-1].number if self.done else None, self.undone[-1].number if self.undone else None)

    def put(self, key: tuple[str, str], value: str | None) -> None:
        if value is None:
            self.values.pop(key, None)
        else:
            self.values[key] = value

    def copy(self, name: str) -> Draft:
        def copies(edits: list[Edit]) -> list[Edit]:
            return [Edit(e.number, e.changes, list(e.turns)) for e in edits]

        return Draft(name, dict(self.values), copies(self.done), copies(self.undone), copies(self.dropped))


class Kernels(RuleBasedStateMachine):
    """Both kernels' stores, a third one that only looks, and the model of all scenarios by number."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.path = self.folder / "草稿.sqlite"
        self.stores = [self.opened(), self.opened()]
        self.witness = self.opened()
        self.drafts: dict[int, Draft] = {}
        self.shown: list[dict[int, tuple[tuple[int | None, int | None], Values]]] = [{}, {}]
        self.edits = 0

    def opened(self) -> ScenarioStore:
        return ScenarioStore(self.path, clock=Clock())

    def teardown(self) -> None:
        for store in (*self.stores, self.witness):
            store.close()
        shutil.rmtree(self.folder)

    def see(self, kernel: int, scenario: Scenario) -> None:
        """Compare what a kernel was given with the model, and note that it has seen it."""
        draft = self.drafts[scenario.id]
        assert dict(scenario.values) == draft.values
        assert (scenario.name, scenario.deleted) == (draft.name, draft.deleted)
        able = (bool(draft.done), bool(draft.undone)) if not draft.deleted else (False, False)
        assert (scenario.can_undo, scenario.can_redo) == able
        self.shown[kernel][scenario.id] = draft.ends(), dict(draft.values)

    def some(self, data: st.DataObject) -> int:
        return data.draw(st.sampled_from(sorted(self.drafts)))

    def taken(self, name: str) -> bool:
        return any(draft.name == name and not draft.deleted for draft in self.drafts.values())

    @initialize()
    def begin(self) -> None:
        self.create(0, "甲")

    @rule(kernel=KERNELS, name=NAMES)
    def create(self, kernel: int, name: str) -> None:
        if self.taken(name):
            with pytest.raises(ScenarioError):
                self.stores[kernel].create(name, SOURCE)
            return
        made = self.stores[kernel].create(name, SOURCE)
        self.drafts[made.id] = Draft(name)
        self.see(kernel, made)

    @rule(kernel=KERNELS, data=st.data(), edit=st.dictionaries(KEYS, st.tuples(VALUES, VALUES), max_size=3))
    def record_anything(
        self, kernel: int, data: st.DataObject, edit: dict[tuple[str, str], tuple[str | None, str | None]]
    ) -> None:
        self.record(kernel, self.some(data), edit)

    @rule(kernel=KERNELS, data=st.data(), edit=st.dictionaries(KEYS, VALUES, min_size=1, max_size=3))
    def record_on_what_stands(self, kernel: int, data: st.DataObject, edit: dict[tuple[str, str], str | None]) -> None:
        id_ = self.some(data)
        self.record(kernel, id_, {key: (self.drafts[id_].values.get(key), new) for key, new in edit.items()})

    def record(self, kernel: int, id_: int, edit: dict[tuple[str, str], tuple[str | None, str | None]]) -> None:
        draft, store = self.drafts[id_], self.stores[kernel]
        changes = [Change(*key, old, new) for key, (old, new) in edit.items()]
        stale = {k: old for k, (old, _new) in edit.items() if draft.values.get(k) != old}
        if draft.deleted:
            with pytest.raises(ScenarioError):
                store.record(id_, changes)
            return
        if stale:
            with pytest.raises(StaleEditError) as caught:
                store.record(id_, changes)
            where = (caught.value.item, caught.value.field)
            assert (caught.value.expected, caught.value.found) == (stale[where], draft.values.get(where))
            return
        self.edits += 1
        real = {key: pair for key, pair in edit.items() if pair[0] != pair[1]}
        if real:
            draft.dropped += draft.undone
            draft.undone = []
            draft.done.append(Edit(self.edits, real))
            for key, (_old, new) in real.items():
                draft.put(key, new)
        for _again in range(2):  # the second time as after a crash: it is known to be saved
            self.see(kernel, store.record(id_, changes, reason=str(self.edits), token=str(self.edits)))
            changes = [change for change in changes if (change.item, change.field) in real]

    @rule(kernel=KERNELS, data=st.data())
    def undo(self, kernel: int, data: st.DataObject) -> None:
        self.turn(kernel, self.some(data), redo=False)

    @rule(kernel=KERNELS, data=st.data())
    def redo(self, kernel: int, data: st.DataObject) -> None:
        self.turn(kernel, self.some(data), redo=True)

    def turn(self, kernel: int, id_: int, *, redo: bool) -> None:
        draft, store = self.drafts[id_], self.stores[kernel]
        call = store.redo if redo else store.undo
        if draft.deleted:
            with pytest.raises(ScenarioError):
                call(id_)
            return
        ends, values = self.shown[kernel].get(id_, (draft.ends(), draft.values))
        if ends[redo] != draft.ends()[redo]:
            with pytest.raises(StaleEditError) as caught:
                call(id_)
            told = caught.value
            if values == draft.values:
                assert (told.item, told.expected, told.found) == ("", None, None)
            else:
                key = (told.item, told.field)
                assert (told.expected, told.found) == (values.get(key), draft.values.get(key))
                assert told.expected != told.found
            return
        origin, target = (draft.undone, draft.done) if redo else (draft.done, draft.undone)
        if origin:
            edit = origin.pop()
            edit.turns.append(redo)
            target.append(edit)
            for key, (old, new) in edit.changes.items():
                draft.put(key, new if redo else old)
        self.see(kernel, call(id_))

    @rule(kernel=KERNELS, data=st.data(), name=NAMES)
    def branch(self, kernel: int, data: st.DataObject, name: str) -> None:
        id_ = self.some(data)
        if self.drafts[id_].deleted or self.taken(name):
            with pytest.raises(ScenarioError):
                self.stores[kernel].branch(id_, name)
            return
        made = self.stores[kernel].branch(id_, name)
        self.drafts[made.id] = self.drafts[id_].copy(name)
        self.see(kernel, made)

    @rule(kernel=KERNELS, data=st.data(), name=NAMES)
    def rename(self, kernel: int, data: st.DataObject, name: str) -> None:
        id_ = self.some(data)
        draft = self.drafts[id_]
        if draft.deleted or (self.taken(name) and draft.name != name):
            with pytest.raises(ScenarioError):
                self.stores[kernel].rename(id_, name)
            return
        draft.name = name
        self.see(kernel, self.stores[kernel].rename(id_, name))

    @rule(kernel=KERNELS, data=st.data())
    def delete(self, kernel: int, data: st.DataObject) -> None:
        id_ = self.some(data)
        self.drafts[id_].deleted = True
        self.stores[kernel].delete(id_)

    @rule(kernel=KERNELS, data=st.data())
    def restore(self, kernel: int, data: st.DataObject) -> None:
        id_ = self.some(data)
        draft = self.drafts[id_]
        if draft.deleted:
            number, base = 2, draft.name
            while self.taken(draft.name):
                draft.name = f"{base} ({number})"
                number += 1
            draft.deleted = False
        self.see(kernel, self.stores[kernel].restore(id_))

    @rule(kernel=KERNELS, data=st.data())
    def look(self, kernel: int, data: st.DataObject) -> None:
        id_ = self.some(data)
        self.see(kernel, self.stores[kernel].open(id_))

    @rule(kernel=KERNELS)
    def restart(self, kernel: int) -> None:
        self.stores[kernel].close()
        self.stores[kernel] = self.opened()
        self.shown[kernel] = {}

    @precondition(lambda self: len(self.drafts) > 1)
    @rule(kernel=KERNELS, data=st.data())
    def compare(self, kernel: int, data: st.DataObject) -> None:
        a, b = self.some(data), self.some(data)
        one, other = self.drafts[a].values, self.drafts[b].values
        differing = {key for key in {**one, **other} if one.get(key) != other.get(key)}
        expected = {Difference(*key, one.get(key), other.get(key)) for key in differing}
        assert set(self.stores[kernel].compare(a, b)) == expected

    @invariant()
    def all_that_happened_is_told(self) -> None:
        for id_, draft in self.drafts.items():
            steps = self.witness.history(id_)
            model = [
                *((edit, False, False) for edit in draft.done),
                *((edit, True, False) for edit in draft.undone),
                *((edit, True, True) for edit in draft.dropped),
            ]
            told = [(int(s.reason), s.undone, s.dropped, [t.done for t in s.turns], set(s.changes)) for s in steps]
            assert told == sorted(
                (e.number, undone, dropped, e.turns, {Change(*key, *pair) for key, pair in e.changes.items()})
                for e, undone, dropped in model
            )

    @invariant()
    def the_values_are_what_the_steps_in_effect_come_to(self) -> None:
        for id_, draft in self.drafts.items():
            values: Values = {}
            for change in (c for step in self.witness.history(id_) if not step.undone for c in step.changes):
                assert values.get((change.item, change.field)) == change.old
                values = {k: v for k, v in values.items() if k != (change.item, change.field)}
                if change.new is not None:
                    values[change.item, change.field] = change.new
            assert dict(self.witness.open(id_).values) == values == draft.values

    @invariant()
    def the_lists_are_complete(self) -> None:
        for deleted in (False, True):
            expected = [(id_, d.name) for id_, d in sorted(self.drafts.items()) if d.deleted is deleted]
            assert [(entry.id, entry.name) for entry in self.witness.scenarios(deleted=deleted)] == expected


TestKernels = Kernels.TestCase
TestKernels.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
