"""The store of scenarios: every call is one transaction, on disk when it returns."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Self

from kaohe_tools.errors import ScenarioError
from kaohe_tools.locale import _
from kaohe_tools.scenarios import queries
from kaohe_tools.scenarios.database import Database
from kaohe_tools.scenarios.values import (
    Change,
    Difference,
    Listed,
    Scenario,
    Source,
    Step,
    Turn,
    checked_changes,
    clean_name,
    clean_reason,
    whole,
)

STORE_NAME = "kaohe-scenarios.sqlite"
"""The store's usual name in a working folder."""

_LISTED = """
    SELECT scenario.id, scenario.name, source.name, sha256, sheet, profile, created, saved, deleted, branched_from
    FROM scenario JOIN source ON source.id = scenario.source
    WHERE (deleted IS NOT NULL) = ? ORDER BY scenario.id
"""


_Ends = tuple[int | None, int | None]  # the steps that undo and redo would take


def utc_now() -> datetime:
    """Return the time now, in UTC."""
    return datetime.now(UTC)


class ScenarioStore:
    """Named scenarios in one file.

    Parameters
    ----------
    path : str or Path
        Made if it is missing; its folder is not.
    clock : callable, optional
        Returns the time of an edit; now if not given.

    Raises
    ------
    StoreError
        From every call: if the file cannot be used or the edit could not be saved. What was saved
        before is kept.
    ScenarioError
        From every call with a scenario's number: if there is no such scenario. Changing a deleted
        one raises it too.
    """

    def __init__(self, path: str | Path, *, clock: Callable[[], datetime] = utc_now) -> None:
        self._database = Database(Path(path).absolute())
        self._clock = clock
        self._seen: dict[int, tuple[Scenario, _Ends]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, err: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @property
    def path(self) -> Path:
        """The file."""
        return self._database.path

    def close(self) -> None:
        """Let go of the file. Nothing has to be saved first."""
        self._database.close()

    # ---------------------------------------------------------------- scenarios

    def create(self, name: str, source: Source) -> Scenario:
        """Begin a scenario in which everything is as in its source.

        Raises
        ------
        ScenarioError
            If the name is empty, too long or taken, or the source's digest is not that of its data.
        """
        name = clean_name(name)
        if hashlib.sha256(source.data).hexdigest() != source.sha256:
            raise ScenarioError(_("{name} is not the file that its digest names.").format(name=source.name))
        with self._database.writing() as db:
            queries.require_free(db, name)
            db.execute("INSERT OR IGNORE INTO content VALUES (?, ?)", (source.sha256, source.data))
            key = (source.sha256, *(whole(part) for part in (source.name, source.sheet, source.profile)))
            db.execute("INSERT OR IGNORE INTO source (sha256, name, sheet, profile) VALUES (?, ?, ?, ?)", key)
            row = db.execute(
                "SELECT id FROM source WHERE sha256 = ? AND name = ? AND sheet = ? AND profile = ?", key
            ).fetchone()
            at = self._now()
            added = db.execute(
                "INSERT INTO scenario (name, source, created, saved) VALUES (?, ?, ?, ?)", (name, row[0], at, at)
            )
            shown = self._shown(db, queries.new_id(added))
        return self._remember(*shown)

    def scenarios(self, deleted: bool = False) -> tuple[Listed, ...]:
        """Return the scenarios, or the deleted ones, in the order in which they were made."""
        with self._database.reading() as db:
            rows = db.execute(_LISTED, (deleted,)).fetchall()
        return tuple(
            Listed(
                id_, name, source, sha256, sheet, profile,
                self._time(created), self._time(saved), gone and self._time(gone), branched_from,
            )
            for id_, name, source, sha256, sheet, profile, created, saved, gone, branched_from in rows
        )  # fmt: skip

    def open(self, id: int) -> Scenario:
        """Return a scenario as it stands now; a deleted one too, to look at."""
        with self._database.reading() as db:
            queries.require(db, id)
            shown = self._shown(db, id)
        return self._remember(*shown)

    def source(self, id: int) -> Source:
        """Return the sheet that a scenario changes.

        Raises
        ------
        StoreError
            If its bytes are not those that were put in.
        """
        with self._database.reading() as db:
            queries.require(db, id)
            row = db.execute(
                """SELECT source.name, source.sha256, sheet, profile, data
                FROM scenario JOIN source ON source.id = scenario.source JOIN content USING (sha256)
                WHERE scenario.id = ?""",
                (id,),
            ).fetchone()
        if row is None or hashlib.sha256(row[4]).hexdigest() != row[1]:
            raise self._database.damaged()
        return Source(*row)

    def branch(self, id: int, name: str) -> Scenario:
        """Copy a scenario under another name, with its whole history, so that undo works in the copy too.

        Raises
        ------
        ScenarioError
            If the name is empty, too long or taken.
        """
        name = clean_name(name)
        with self._database.writing() as db:
            queries.require_living(db, id)
            queries.require_free(db, name)
            at = self._now()
            added = db.execute(
                """INSERT INTO scenario (name, source, branched_from, created, saved, revision)
                SELECT ?, source, id, ?, ?, revision FROM scenario WHERE id = ?""",
                (name, at, at, id),
            )
            copy = queries.new_id(added)
            db.execute(
                "INSERT INTO value SELECT ?, item, field, value FROM value WHERE scenario = ?",
                (copy, id),
            )
            steps = db.execute("SELECT id, reason, state FROM step WHERE scenario = ? ORDER BY id", (id,)).fetchall()
            for step, reason, state in steps:
                new = queries.new_id(
                    db.execute("INSERT INTO step (scenario, reason, state) VALUES (?, ?, ?)", (copy, reason, state))
                )
                db.execute("INSERT INTO change SELECT ?, item, field, old, new FROM change WHERE step = ?", (new, step))
                db.execute(
                    "INSERT INTO turn (step, done, at) SELECT ?, done, at FROM turn WHERE step = ? ORDER BY id",
                    (new, step),
                )
            shown = self._shown(db, copy)
        return self._remember(*shown)

    def rename(self, id: int, name: str) -> Scenario:
        """Give a scenario another name.

        Raises
        ------
        ScenarioError
            If the name is empty, too long or taken.
        """
        name = clean_name(name)
        with self._database.writing() as db:
            if queries.require_living(db, id) != name:
                queries.require_free(db, name)
                db.execute("UPDATE scenario SET name = ? WHERE id = ?", (name, id))
            shown = self._shown(db, id)
        return self._remember(*shown)

    def delete(self, id: int) -> None:
        """Take a scenario out of the list; nothing of it is lost, and its name is free."""
        with self._database.writing() as db:
            queries.require(db, id)
            db.execute("UPDATE scenario SET deleted = ? WHERE id = ? AND deleted IS NULL", (self._now(), id))

    def restore(self, id: int) -> Scenario:
        """Bring a deleted scenario back; under a free name if its own was given to another one meanwhile."""
        with self._database.writing() as db:
            name, gone = queries.require(db, id)
            if gone:
                free = queries.free_name(db, name)
                db.execute("UPDATE scenario SET deleted = NULL, name = ? WHERE id = ?", (free, id))
            shown = self._shown(db, id)
        return self._remember(*shown)

    def free_name(self, name: str) -> str:
        """Return a name that no scenario has: this one, or this one with the next number behind it."""
        with self._database.reading() as db:
            return queries.free_name(db, clean_name(name))

    # ---------------------------------------------------------------- edits

    def record(
        self,
        id: int,
        changes: Iterable[Change],
        reason: str = "",
        token: str | None = None,
        *,
        seen: Mapping[tuple[str, str], str] | None = None,
    ) -> Scenario:
        """Save an edit: all its changes, or none of them.

        Changes that change nothing make no step. Steps that were undone before can be redone no
        more; the history still shows them.

        Parameters
        ----------
        id : int
        changes : iterable of Change
            What one undo takes back.
        reason : str
        token : str, optional
            Names this edit. A second call with the same token and changes saves nothing more and
            returns the scenario as it stands: for an edit of which it is not known whether it was saved.
        seen : mapping of (item, field) to str, optional
            All values on which the edit rests, for one that rests on more than it changes, such as a solution.

        Raises
        ------
        StaleEditError
            If a value is not what the edit expects: it was changed by another kernel.
        ScenarioError
            If two changes are of the same value, the reason is too long, or the token is that of another edit.
        """
        ordered, reason = checked_changes(changes), clean_reason(reason)
        with self._database.writing() as db:
            name = queries.require_living(db, id)
            known = queries.step_of_token(db, id, token)
            if known is None:
                queries.require_values(db, id, name, ordered)
                if seen is not None:
                    queries.require_all(db, id, name, seen)
                real = tuple(change for change in ordered if change.old != change.new)
                if real:
                    db.execute("UPDATE step SET state = 'dropped' WHERE scenario = ? AND state = 'undone'", (id,))
                    step = queries.new_id(
                        db.execute("INSERT INTO step (scenario, reason, state) VALUES (?, ?, 'done')", (id, reason))
                    )
                    db.executemany(
                        "INSERT INTO change VALUES (?, ?, ?, ?, ?)",
                        [(step, c.item, c.field, c.old, c.new) for c in real],
                    )
                    self._take(db, id, step, real, done=True, token=token)
            elif queries.changes_of(db, known) != tuple(change for change in ordered if change.old != change.new):
                raise queries.used_token()
            shown = self._shown(db, id)
        return self._remember(*shown)

    def undo(self, id: int, token: str | None = None) -> Scenario:
        """Take back the last step that is in effect; do nothing if there is none.

        Raises
        ------
        StaleEditError
            If that is not the step that this store object has last shown as the last one: another
            kernel has edited the scenario. After :meth:`open` its step can be undone.
        """
        return self._turned(id, done=False, token=token)

    def redo(self, id: int, token: str | None = None) -> Scenario:
        """Let the step that was undone last take effect again; do nothing if there is none.

        Raises
        ------
        StaleEditError
            As for :meth:`undo`.
        """
        return self._turned(id, done=True, token=token)

    def history(self, id: int) -> tuple[Step, ...]:
        """Return all steps ever recorded, in order; those not `undone` make up the values."""
        with self._database.reading() as db:
            queries.require(db, id)
            changes: dict[int, list[Change]] = {}
            for step, *change in db.execute(
                """SELECT step, item, field, old, new FROM change JOIN step ON step.id = change.step
                WHERE scenario = ? ORDER BY step, item, field""",
                (id,),
            ):
                changes.setdefault(step, []).append(Change(*change))
            turns: dict[int, list[Turn]] = {}
            for step, at, done in db.execute(
                "SELECT step, at, done FROM turn JOIN step ON step.id = turn.step WHERE scenario = ? ORDER BY turn.id",
                (id,),
            ):
                turns.setdefault(step, []).append(Turn(self._time(at), bool(done)))
            rows = db.execute("SELECT id, reason, state FROM step WHERE scenario = ? ORDER BY id", (id,)).fetchall()
        if not all(row[0] in turns for row in rows):
            raise self._database.damaged()
        return tuple(
            Step(
                step, turns[step][0].at, reason, tuple(changes.get(step, ())),
                undone=state != "done", dropped=state == "dropped", turns=tuple(turns[step]),
            )
            for step, reason, state in rows
        )  # fmt: skip

    def compare(self, a: int, b: int) -> tuple[Difference, ...]:
        """Return the values in which two scenarios of one sheet differ, by item and field.

        Raises
        ------
        ScenarioError
            If they rest on different sheets: the same item is not the same row there.
        """
        with self._database.reading() as db:
            sheets = []
            for id_ in (a, b):
                queries.require(db, id_)
                sheets.append(
                    db.execute(
                        """SELECT sha256, sheet, scenario.name, source.name
                        FROM scenario JOIN source ON source.id = scenario.source WHERE scenario.id = ?""",
                        (id_,),
                    ).fetchone()
                )
            (*one, name_a, file_a), (*other, name_b, file_b) = sheets
            if one != other:
                raise ScenarioError(
                    _(
                        "“{a}” and “{b}” rest on different sheets ({file_a}, {file_b}), so their rows cannot be "
                        "compared one by one. Compare scenarios of the same sheet."
                    ).format(a=name_a, b=name_b, file_a=file_a, file_b=file_b)
                )
            left, right = queries.values_of(db, a), queries.values_of(db, b)
        keys = sorted(left.keys() | right.keys())
        return tuple(Difference(*k, left.get(k), right.get(k)) for k in keys if left.get(k) != right.get(k))

    # ---------------------------------------------------------------- inside a transaction

    def _turned(self, id: int, *, done: bool, token: str | None) -> Scenario:
        with self._database.writing() as db:
            name = queries.require_living(db, id)
            if queries.step_of_token(db, id, token, done=done) is None:
                step = queries.ends(db, id)[done]
                if id in self._seen:
                    before, ends = self._seen[id]
                    if step != ends[done]:
                        raise queries.unseen(db, id, name, ends[done], before.values)
                if step is not None:
                    changes = queries.changes_of(db, step)
                    if not done:
                        changes = tuple(change.reversed() for change in changes)
                    queries.require_values(db, id, name, changes)
                    state = "done" if done else "undone"
                    db.execute("UPDATE step SET state = ? WHERE id = ?", (state, step))
                    self._take(db, id, step, changes, done=done, token=token)
            shown = self._shown(db, id)
        return self._remember(*shown)

    def _take(
        self, db: sqlite3.Connection, id: int, step: int, changes: tuple[Change, ...], *, done: bool, token: str | None
    ) -> None:
        """Put a step's changes into effect, and write down that and when it happened."""
        for change in changes:
            if change.new is None:
                db.execute(
                    "DELETE FROM value WHERE scenario = ? AND item = ? AND field = ?", (id, change.item, change.field)
                )
            else:
                db.execute(
                    "INSERT OR REPLACE INTO value VALUES (?, ?, ?, ?)", (id, change.item, change.field, change.new)
                )
        at = self._now()
        db.execute("INSERT INTO turn (step, done, at, token) VALUES (?, ?, ?, ?)", (step, done, at, token))
        db.execute("UPDATE scenario SET saved = ?, revision = revision + 1 WHERE id = ?", (at, id))

    def _shown(self, db: sqlite3.Connection, id: int) -> tuple[Scenario, _Ends]:
        """Return a scenario, and the steps that undo and redo would take."""
        name, saved, gone, revision = db.execute(
            "SELECT name, saved, deleted, revision FROM scenario WHERE id = ?", (id,)
        ).fetchone()
        ends = queries.ends(db, id)
        values = MappingProxyType(queries.values_of(db, id))
        undo, redo = (not gone and step is not None for step in ends)
        return Scenario(id, name, values, revision, undo, redo, self._time(saved), deleted=gone is not None), ends

    def _remember(self, scenario: Scenario, ends: _Ends) -> Scenario:
        """Note what is shown from now on; only after the transaction, for only then is it true."""
        self._seen[scenario.id] = scenario, ends
        return scenario

    def _now(self) -> str:
        return self._clock().astimezone(UTC).isoformat(timespec="microseconds")

    def _time(self, written: str) -> datetime:
        try:
            return datetime.fromisoformat(written)
        except (TypeError, ValueError) as err:
            raise self._database.damaged() from err
