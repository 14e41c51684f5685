"""What goes into a store and comes out of it. Times are in UTC; show them with ``.astimezone()``."""

from __future__ import annotations

import hashlib
import itertools
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from kaohe_tools.errors import ScenarioError
from kaohe_tools.locale import _

LONGEST_NAME = 60
LONGEST_REASON = 2000
"""Characters."""


@dataclass(frozen=True, slots=True)
class Change:
    """One value before and after; None: the field has no value of its own (it is as in the source)."""

    item: str
    field: str
    old: str | None
    new: str | None

    def reversed(self) -> Change:
        """Return the change that takes this one back."""
        return Change(self.item, self.field, self.new, self.old)


@dataclass(frozen=True, slots=True)
class Turn:
    """A step took effect (again), or was undone."""

    at: datetime
    done: bool


@dataclass(frozen=True, slots=True)
class Step:
    """All changes of one edit: what one undo takes back.

    Attributes
    ----------
    id : int
    at : datetime
        When it was recorded.
    reason : str
    changes : tuple of Change
        By item and field.
    undone : bool
        It is not in effect now.
    dropped : bool
        It is undone, and a later edit took its place: redo does not reach it any more.
    turns : tuple of Turn
        Everything that happened to it, in order; the first is its recording.
    """

    id: int
    at: datetime
    reason: str
    changes: tuple[Change, ...]
    undone: bool
    dropped: bool = False
    turns: tuple[Turn, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """The sheet that a scenario changes, whole, so that it opens even if the file was moved or edited.

    Attributes
    ----------
    name : str
        The file's name.
    sha256 : str
        Of `data`, in hexadecimal.
    sheet, profile : str
    data : bytes
        The file.
    """

    name: str
    sha256: str
    sheet: str
    profile: str
    data: bytes = field(repr=False)

    @classmethod
    def of(cls, name: str, data: bytes, *, sheet: str = "", profile: str = "") -> Source:
        """Return the source of a file's bytes."""
        return cls(name, hashlib.sha256(data).hexdigest(), sheet, profile, data)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario as it stands.

    Attributes
    ----------
    id : int
    name : str
    values : mapping of (item, field) to str
        What differs from the source.
    revision : int
        Grows with every record, undo and redo.
    can_undo, can_redo : bool
    saved_at : datetime
        When the last edit was saved; at first when the scenario was made.
    deleted : bool
    """

    id: int
    name: str
    values: Mapping[tuple[str, str], str]
    revision: int
    can_undo: bool
    can_redo: bool
    saved_at: datetime
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """A scenario in a list, without its values; `source` to `profile` say which sheet it changes."""

    id: int
    name: str
    source: str
    sha256: str
    sheet: str
    profile: str
    created_at: datetime
    saved_at: datetime
    deleted_at: datetime | None
    branched_from: int | None


@dataclass(frozen=True, slots=True)
class Difference:
    """A value in which two scenarios differ; None: as in the source."""

    item: str
    field: str
    a: str | None
    b: str | None


def whole(written: str) -> str:
    """Return a text with a question mark for each half character, such as file names can hold."""
    return written.encode(errors="replace").decode()


def clean_line(written: str) -> str:
    """Return a text as one line: no control or unseen characters, no spaces around it or two in a row."""
    kept = "".join(
        " " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c
        for c in unicodedata.normalize("NFC", written)
        if c.isspace() or unicodedata.category(c) not in ("Cf", "Cs")
    )
    return " ".join(kept.split())


def clean_name(written: str) -> str:
    """Return a scenario's name, cleaned.

    Raises
    ------
    ScenarioError
        If nothing is left, or more than :data:`LONGEST_NAME` characters.
    """
    name = clean_line(written)
    if not name:
        raise ScenarioError(_("A scenario needs a name; this one is empty."))
    if len(name) > LONGEST_NAME:
        raise ScenarioError(
            _("The name “{start}…” has {n} characters; a scenario's name may have {most}.").format(
                start=name[:20], n=len(name), most=LONGEST_NAME
            )
        )
    return name


def clean_reason(written: str) -> str:
    """Return an edit's reason, cleaned.

    Raises
    ------
    ScenarioError
        If it has more than :data:`LONGEST_REASON` characters.
    """
    reason = clean_line(written)
    if len(reason) > LONGEST_REASON:
        raise ScenarioError(
            _("The reason has {n} characters; it may have {most}. The edit was not saved.").format(
                n=len(reason), most=LONGEST_REASON
            )
        )
    return reason


def checked_changes(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Return the changes of one edit by item and field.

    Raises
    ------
    ScenarioError
        If two are of the same value, or a text cannot be stored.
    """
    ordered = sorted(changes, key=lambda change: (change.item, change.field))
    for one, other in itertools.pairwise(ordered):
        if (one.item, one.field) == (other.item, other.field):
            raise ScenarioError(
                _("One edit changes “{field}” of {item} twice; nothing was saved.").format(
                    field=one.field, item=one.item or "—"
                )
            )
    for change in ordered:
        for part in (change.item, change.field, change.old or "", change.new or ""):
            try:
                part.encode()
            except UnicodeEncodeError as err:
                raise ScenarioError(
                    _("“{field}” of {item} holds half a character, which cannot be stored; type it again.").format(
                        field=clean_line(change.field), item=clean_line(change.item) or "—"
                    )
                ) from err
    return tuple(ordered)
