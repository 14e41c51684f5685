"""What is asked of a memo: its kind, its files, and what was chosen beside the defaults.

Whoever asks - the command line, the notebook, ``kaohe verify`` with what a memo says of itself - asks
in the same words, so that the same memo comes of it.
"""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from kaohe_tools.errors import MemoError
from kaohe_tools.locale import _, plain, why
from kaohe_tools.memo.document import Kind
from kaohe_tools.memo.letter import Letter
from kaohe_tools.memo.provenance import Used
from kaohe_tools.memo.wording import safe_name
from kaohe_tools.model import Scheme
from kaohe_tools.plain_text import one_line
from kaohe_tools.profiles import Profile
from kaohe_tools.rebalance import Kept
from kaohe_tools.sheets import load_schemes

ROLES = {
    Kind.REVIEW: ("sheet",),
    Kind.DESIGN: ("sheet",),
    Kind.SIMULATION: ("sheet", "against", "results", "outcomes"),
    Kind.COMPARISON: ("old", "new", "results"),
}
"""What files a kind of memo can rest on; those of :data:`NEEDED` have to be there."""

NEEDED = {
    Kind.REVIEW: ("sheet",),
    Kind.DESIGN: ("sheet",),
    Kind.SIMULATION: ("sheet",),
    Kind.COMPARISON: ("old", "new"),
}

OPTIONS = {
    Kind.REVIEW: ("ignore",),
    Kind.DESIGN: ("spec", "reason"),
    Kind.SIMULATION: (
        *("units", "grade", "quota", "shift", "spread", "shock", "response", "bonus_cap"),
        *("method", "seed", "replications"),
    ),
    Kind.COMPARISON: ("grade", "bonus_cap"),
}
"""What can be chosen for a kind of memo, under the names of the command line's options."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A file that a memo is to rest on.

    Attributes
    ----------
    role : str
        One of :data:`ROLES` of its kind.
    sheet : str
        The sheet in it; empty: the only one with a scheme.
    digest : str
        Of the scheme that is wanted, where several stand in the file; empty: by the sheet's name.
    kept : Kept or None
        A scenario whose points the scheme takes.
    """

    role: str
    path: Path
    sheet: str = ""
    digest: str = ""
    kept: Kept | None = None

    @property
    def data(self) -> bytes:
        """Its bytes.

        Raises
        ------
        MemoError
            If it cannot be read.
        """
        try:
            return self.path.read_bytes()
        except OSError as err:
            raise MemoError(_("{file} cannot be read: {why}.").format(file=self.path.name, why=why(err))) from err

    @property
    def stem(self) -> str:
        """What a memo on it is called, before the word for the kind: its own name, and the scenario's."""
        scenario = safe_name(self.kept.name, "") if self.kept else ""
        return "-".join(part for part in (safe_name(self.path.stem), scenario) if part)

    def used(self, sheet: str = "") -> Used:
        """Return it as what a memo rests on."""
        return Used.named(self.role, self.path.name, sheet or self.sheet, hashlib.sha256(self.data).hexdigest())


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A scheme that was read for a memo: as its sheet has it, and with a scenario's points."""

    input: Input
    before: Scheme

    @cached_property
    def scheme(self) -> Scheme:
        """The scheme, with the points of the scenario if there is one."""
        kept = self.input.kept
        return self.before if kept is None else kept.followed(self.before).scheme

    @property
    def used(self) -> Used:
        """It as what the memo rests on; the digest is that of the sheet itself."""
        kept = self.input.kept
        return Used.scheme(self.input.role, self.before, "" if kept is None else kept.to_json())


@dataclass(frozen=True, kw_only=True)
class Order:
    """A memo that is asked for.

    Attributes
    ----------
    options : mapping of str to tuple of str
        From :data:`OPTIONS` of its kind, each as it is written on the command line.

    Raises
    ------
    MemoError
        If its kind takes no such file or option, or a file that it needs is not named.
    """

    kind: Kind
    inputs: tuple[Input, ...]
    profile: Profile
    options: Mapping[str, tuple[str, ...]]
    letter: Letter

    def __post_init__(self) -> None:
        """Refuse what its kind does not know."""
        for name, known in (
            *((i.role, ROLES[self.kind]) for i in self.inputs),
            *((option, OPTIONS[self.kind]) for option, said in self.options.items() if said),
        ):
            if name not in known:
                near = difflib.get_close_matches(name, known, 1)
                raise MemoError(
                    _("{kind}: it takes no “{name}”, but {known}.{near}").format(
                        kind=self.kind.said,
                        name=one_line(name, 40),
                        known=plain(known),
                        near=_(" Did you mean {near}?").format(near=near[0]) if near else "",
                    )
                )
        for role in NEEDED[self.kind]:
            if self.input(role) is None:
                raise MemoError(_("{kind}: it needs the file “{name}”.").format(kind=self.kind.said, name=role))

    def input(self, role: str) -> Input | None:
        """Return the file of a role, if one is named."""
        return next((i for i in self.inputs if i.role == role), None)

    def one(self, option: str, default: str = "") -> str:
        """Return what was chosen for an option that is said once."""
        said = self.options.get(option, ())
        return said[-1] if said else default

    def many(self, option: str) -> tuple[str, ...]:
        """Return all that was chosen for an option."""
        return tuple(self.options.get(option, ()))

    def opened(self, role: str) -> Opened:
        """Read the scheme of a file that has to be there.

        Raises
        ------
        KaoheError
            If it cannot be read, or holds several schemes and none is named.
        """
        asked = self.input(role)
        if asked is None:
            raise MemoError(_("{kind}: it needs the file “{name}”.").format(kind=self.kind.said, name=role))
        return Opened(input=asked, before=_chosen(asked, load_schemes(asked.path, self.profile)))


def _chosen(asked: Input, schemes: tuple[Scheme, ...]) -> Scheme:
    same = [s for s in schemes if asked.digest and s.digest() == asked.digest]
    beside = [s for s in schemes if asked.sheet and one_line(s.sheet) == one_line(asked.sheet)]
    for found in (same, beside):
        if found:
            return found[0]
    if len(schemes) == 1 or asked.digest:
        return schemes[0]
    names = plain(tuple(one_line(s.sheet) for s in schemes))
    if asked.sheet:
        said = _("{file} has no scheme on a sheet “{sheet}”; there are {names}.")
        raise MemoError(said.format(file=asked.path.name, sheet=one_line(asked.sheet, 40), names=names))
    raise MemoError(
        _("{file} holds {n} schemes; say which sheet is meant: {names}.").format(
            file=asked.path.name, n=len(schemes), names=names
        )
    )
