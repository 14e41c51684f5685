"""What a memo rests on: inputs by digest, profile, versions, options, how every check ended.

A :class:`Recipe` is enough to make the memo again; :class:`Provenance` says it in small print.
Nothing here looks at the clock. The memo's date is one field, given by the caller, so that the
same inputs and the same date give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any

import kaohe_tools
from kaohe_tools.findings import Review, Status
from kaohe_tools.locale import _, language, plain
from kaohe_tools.memo.letter import Letter
from kaohe_tools.memo.option_words import in_small_print
from kaohe_tools.model import Scheme
from kaohe_tools.plain_text import one_line
from kaohe_tools.profiles import Profile

Options = tuple[tuple[str, tuple[str, ...]], ...]
"""What was chosen beside the defaults: name and what was written, in the order of the names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """A file that a memo rests on.

    Attributes
    ----------
    role : str
        ``"sheet"``, ``"old"``, ``"new"``, ``"against"``, ``"results"`` or ``"outcomes"``.
    file, sheet : str
        Name of the file, without its folders, and of its sheet.
    sha256 : str
        Digest of the file.
    digest : str
        Digest of the scheme that was read from it (:meth:`Scheme.digest`); empty for other files.
    kept : str
        The scenario whose points the scheme has, as :class:`kaohe_tools.rebalance.Kept` writes it.
    """

    role: str
    file: str
    sheet: str
    sha256: str
    digest: str = ""
    kept: str = ""

    @classmethod
    def scheme(cls, role: str, scheme: Scheme, kept: str = "") -> Used:
        """Return a scheme as an input."""
        return cls.named(role, scheme.file, scheme.sheet, scheme.sha256, scheme.digest(), kept)

    @classmethod
    def named(cls, role: str, file: str, sheet: str, sha256: str, digest: str = "", kept: str = "") -> Used:
        """Return an input under its file's own name."""
        name = one_line(PurePath(file.replace("\\", "/")).name)
        return cls(role=role, file=name, sheet=one_line(sheet), sha256=sha256, digest=digest, kept=kept)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How a memo was made: enough to make it again.

    Attributes
    ----------
    kind : str
        One of :class:`kaohe_tools.memo.document.Kind`.
    version : str
        Of kaohe_tools.
    libraries : tuple of (name, version)
        Those whose figures stand in it.
    language, date : str
        Of the memo; the date in ISO form.
    inputs : tuple of Used
    profile, profile_digest : str
        Name of the profile, and digest of all its settings.
    due : str
        The deadline that the profile was given for this memo, ISO; empty if it has none.
    options : tuple of (name, tuple of str)
        What was chosen beside the defaults.
    letter : Letter
        Whom it is to, who signs, the reviewer's own points, the office's own wording.
    words : str
        SHA-256 of all texts of the memo, as they were written.
    """

    kind: str
    version: str
    language: str
    date: str
    inputs: tuple[Used, ...]
    profile: str
    profile_digest: str
    letter: Letter
    due: str = ""
    libraries: tuple[tuple[str, str], ...] = ()
    options: Options = ()
    words: str = ""

    def used(self, role: str) -> Used | None:
        """Return the input of a role, if there is one."""
        return next((u for u in self.inputs if u.role == role), None)

    def chosen(self) -> Mapping[str, tuple[str, ...]]:
        """Return what was chosen beside the defaults, by name."""
        return dict(self.options)

    def with_inputs(self, inputs: tuple[Used, ...]) -> Recipe:
        """Return it with other inputs."""
        return replace(self, inputs=inputs)

    def with_words(self, words: str) -> Recipe:
        """Return it with the digest of the memo's texts."""
        return replace(self, words=words)


def recipe(
    kind: str,
    letter: Letter,
    inputs: tuple[Used, ...],
    profile: Profile,
    options: Mapping[str, tuple[str, ...]],
    libraries: tuple[str, ...] = (),
) -> Recipe:
    """Return how a memo is made now, in the language in use.

    Parameters
    ----------
    libraries : tuple of str
        Names of the packages whose figures stand in it.
    """
    from importlib.metadata import version

    return Recipe(
        kind=kind,
        version=kaohe_tools.__version__,
        libraries=tuple((name, version(name)) for name in libraries),
        language=language(),
        date=letter.day.isoformat(),
        inputs=inputs,
        profile=one_line(profile.name),
        profile_digest=profile_digest(profile),
        due=_due(profile),
        options=tuple((name, tuple(said)) for name, said in sorted(options.items()) if said),
        letter=letter,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What a memo rests on, for its reader.

    Attributes
    ----------
    runs : tuple of (code, status)
        How each check ended; empty where none was run.
    """

    recipe: Recipe
    runs: tuple[tuple[str, Status], ...] = ()

    def lines(self) -> tuple[tuple[str, str], ...]:
        """Return label and value of each fact, in the language in use, for small print."""
        made = self.recipe
        letter = made.letter
        chosen = [(name, " ".join(said)) for name, said in made.options if name != "spec"]
        chosen += [(name, said) for name, said in letter.options() if said]
        libraries = ", ".join(f"{name} {version}" for name, version in made.libraries)
        said = (
            *(line for used in made.inputs for line in self._input(used)),
            (_("Profile"), f"{made.profile} ({made.profile_digest})"),
            (_("Program"), f"kaohe_tools {made.version} · {made.language}"),
            (_("Computed with"), libraries),
            (_("Date"), plain(letter.day)),
            (_("Options"), in_small_print(tuple(chosen))),
            *((_("Checks: {status}").format(status=s.label), self._codes(s)) for s in Status),
        )
        return tuple((label, value) for label, value in said if value)

    def _input(self, used: Used) -> tuple[tuple[str, str], ...]:
        from kaohe_tools.rebalance import Kept

        label = {
            "sheet": _("Reviewed file") if self.recipe.kind == "review" else _("Sheet file"),
            "old": _("Old scheme"),
            "new": _("New scheme"),
            "against": _("Compared with"),
            "results": _("Results"),
            "outcomes": _("Table of outcomes"),
        }[used.role]
        kept = Kept.from_json(used.kept) if used.kept else None
        return (
            (label, " · ".join(part for part in (used.file, used.sheet) if part)),
            (_("File SHA-256"), used.sha256),
            (_("Scenario"), _("{name}: {n} rows set").format(name=kept.name, n=len(kept.points)) if kept else ""),
            (_("Scheme digest"), used.digest),
        )

    def _codes(self, status: Status) -> str:
        codes = [code for code, ended in self.runs if ended is status]
        return f"{len(codes)} ({' '.join(codes)})" if codes else ""

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        made = self.recipe
        return {
            "inputs": [
                {
                    "role": u.role,
                    "file": u.file,
                    "sheet": u.sheet,
                    "sha256": u.sha256,
                    "scheme_digest": u.digest or None,
                }
                for u in made.inputs
            ],
            "profile": made.profile,
            "profile_digest": made.profile_digest,
            "version": made.version,
            "libraries": dict(made.libraries),
            "language": made.language,
            "date": made.date,
            "options": {name: list(said) for name, said in made.options},
            "runs": {code: status.value for code, status in self.runs},
        }


def profile_digest(profile: Profile) -> str:
    """Return a SHA-256 of all settings of a profile."""
    said = json.dumps(profile.to_dict(), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


def trace(review: Review, letter: Letter) -> Provenance:
    """Return the provenance of a review memo."""
    return Provenance(
        recipe=recipe("review", letter, (Used.scheme("sheet", review.scheme),), review.profile, _left_out(review)),
        runs=tuple((run.code, run.status) for run in review.runs),
    )


def _left_out(review: Review) -> dict[str, tuple[str, ...]]:
    return {"ignore": tuple(f"{run.code}={run.reason}" for run in review.runs if run.status is Status.NOT_RUN)}


def _due(profile: Profile) -> str:
    due = profile.deadline
    if due is None:
        return ""
    year = f"{due.year:04}-" if due.year else ""
    return f"{year}{due.month:02}-{due.day:02} {due.hour:02}:{due.minute:02}"
