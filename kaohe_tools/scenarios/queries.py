"""What is looked up in a store, and what is refused, inside a transaction."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

from kaohe_tools.errors import ScenarioError, StaleEditError
from kaohe_tools.locale import _
from kaohe_tools.scenarios.values import LONGEST_NAME, Change


def require(db: sqlite3.Connection, id: int) -> tuple[str, bool]:
    """Return a scenario's name and whether it is deleted; refuse a number that is none's."""
    row = db.execute("SELECT name, deleted FROM scenario WHERE id = ?", (id,)).fetchone()
    if row is None:
        raise ScenarioError(_("There is no scenario with the number {id}.").format(id=id))
    return row[0], row[1] is not None


def require_living(db: sqlite3.Connection, id: int) -> str:
    """Return a living scenario's name; refuse a deleted one."""
    name, gone = require(db, id)
    if gone:
        raise ScenarioError(_("The scenario “{name}” was deleted. Restore it before it is changed.").format(name=name))
    return name


def require_free(db: sqlite3.Connection, name: str) -> None:
    """Refuse a name that a living scenario has, and offer a free one."""
    free = free_name(db, name)
    if free != name:
        raise ScenarioError(
            _("There is a scenario “{name}” already. Take another name; “{free}” is free.").format(name=name, free=free)
        )


def free_name(db: sqlite3.Connection, name: str) -> str:
    """Return this name, or this one with the first number behind it that makes it free."""
    taken = {row[0] for row in db.execute("SELECT name FROM scenario WHERE deleted IS NULL")}
    if name not in taken:
        return name
    ends = (f" ({number})" for number in itertools.count(2))
    return next(free for end in ends if (free := name[: LONGEST_NAME - len(end)].rstrip() + end) not in taken)


def require_values(db: sqlite3.Connection, id: int, name: str, changes: tuple[Change, ...]) -> None:
    """Refuse changes whose old value is not the present one."""
    for change in changes:
        row = db.execute(
            "SELECT value FROM value WHERE scenario = ? AND item = ? AND field = ?", (id, change.item, change.field)
        ).fetchone()
        found = row[0] if row else None
        if found != change.old:
            raise _stale(name, change.item, change.field, change.old, found)


def require_all(db: sqlite3.Connection, id: int, name: str, seen: Mapping[tuple[str, str], str]) -> None:
    """Refuse where any value of a scenario is not as it was seen."""
    values = values_of(db, id)
    for item, field in sorted(seen.keys() | values.keys()):
        if seen.get((item, field)) != values.get((item, field)):
            raise _stale(name, item, field, seen.get((item, field)), values.get((item, field)))


def _stale(name: str, item: str, field: str, expected: str | None, found: str | None) -> StaleEditError:
    said = _(
        "“{name}” was changed elsewhere meanwhile: “{field}” of {item} was {expected} here and is {found} now. "
        "Nothing was saved. Look at the present values, then edit again."
    ).format(
        name=name, field=field, item=item or "—",
        expected=_("as in the sheet") if expected is None else expected,
        found=_("as in the sheet") if found is None else found,
    )  # fmt: skip
    return StaleEditError(said, expected, found, item, field)


def unseen(
    db: sqlite3.Connection, id: int, name: str, meant: int | None, shown: Mapping[tuple[str, str], str]
) -> StaleEditError:
    """Return the error for an undo or redo that would take another step than the one `meant`.

    Told is a value that is not as `shown` any more, of the step meant if there is one. Edits of
    another kernel may also come to the same values again.
    """
    values = values_of(db, id)
    first = () if meant is None else ((change.item, change.field) for change in changes_of(db, meant))
    for key in (*first, *sorted(shown.keys() | values.keys())):
        if shown.get(key) != values.get(key):
            return _stale(name, key[0], key[1], shown.get(key), values.get(key))
    return StaleEditError(
        _(
            "“{name}” was edited elsewhere meanwhile, and the step to be undone or redone is another one now. "
            "Nothing was changed. Look at its history, then try again."
        ).format(name=name)
    )


def used_token() -> ScenarioError:
    """Return the error for a token that names another edit."""
    return ScenarioError(_("This edit has the token of another one; nothing was saved."))


def step_of_token(db: sqlite3.Connection, id: int, token: str | None, *, done: bool = True) -> int | None:
    """Return the step that a token has been used for; refuse one of another scenario or another kind of edit."""
    if token is None:
        return None
    row = db.execute(
        "SELECT step.id, scenario, done FROM turn JOIN step ON step.id = turn.step WHERE token = ?", (token,)
    ).fetchone()
    if row is None:
        return None
    if (row[1], bool(row[2])) != (id, done):
        raise used_token()
    return int(row[0])


def ends(db: sqlite3.Connection, id: int) -> tuple[int | None, int | None]:
    """Return the last step that is done and the first that can be redone: what undo and redo would take."""
    last = db.execute("SELECT max(id) FROM step WHERE scenario = ? AND state = 'done'", (id,)).fetchone()[0]
    first = db.execute("SELECT min(id) FROM step WHERE scenario = ? AND state = 'undone'", (id,)).fetchone()[0]
    return last, first


def changes_of(db: sqlite3.Connection, step: int) -> tuple[Change, ...]:
    """Return what a step changes, by item and field."""
    rows = db.execute("SELECT item, field, old, new FROM change WHERE step = ? ORDER BY item, field", (step,))
    return tuple(Change(*row) for row in rows)


def values_of(db: sqlite3.Connection, id: int) -> dict[tuple[str, str], str]:
    """Return a scenario's present values."""
    rows: Iterable[Any] = db.execute(
        "SELECT item, field, value FROM value WHERE scenario = ? ORDER BY item, field", (id,)
    )
    return {(item, field): value for item, field, value in rows}


def new_id(added: sqlite3.Cursor) -> int:
    """Return the number of the row that was just inserted."""
    if added.lastrowid is None:
        raise RuntimeError("no row was inserted")
    return added.lastrowid
