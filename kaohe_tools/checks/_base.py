"""What a check is: a pure function with a record of its code, name, severity and explanation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from kaohe_tools.findings import Evidence, Fix, Safety, Severity
from kaohe_tools.locale import Text, text
from kaohe_tools.model import Edit, Indicator, Path, Scheme, SourceRef
from kaohe_tools.profiles import Profile

_PROJECT = text("A convention of this project; an office changes it in its profile.")


class NotApplicable(Exception):  # noqa: N818 - it ends a check's run, it is no error
    """Raised by a check that has nothing to look at; `reason` says why.

    Parameters
    ----------
    reason : Text
        Why, as a reviewer would say it.
    """

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.message)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A finding before the runner adds code, name and severity; fields as in `Finding`."""

    message: Text
    evidence: tuple[Evidence, ...] = ()
    section: Path = ()
    fix: Fix | None = None


Find = Callable[[Scheme, Profile], Iterator[Draft]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why a check exists, in texts that read in both languages.

    Attributes
    ----------
    why : Text
        What goes wrong for the assessed or the assessor if the problem stays.
    example, better : str
        What a sheet says with the problem and without it. Sheets are Chinese, so these are
        quotations and are not translated.
    fix : Text
        What the author of the sheet should do.
    limits : Text
        What the check cannot see.
    options : tuple of str
        The profile's settings that it reads, as ``table.key``.
    source : Text
        Where the convention comes from.
    """

    why: Text
    example: str
    better: str
    fix: Text
    limits: Text
    options: tuple[str, ...] = ()
    source: Text = _PROJECT


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check: its record and the function that finds the problem.

    Attributes
    ----------
    code : str
        Two letters of the family and two digits; never reused.
    name : str
        The problem in kebab-case.
    title : Text
        The problem in a few words, as a heading says it.
    severity : Severity
        How bad a finding is, unless the profile sees it differently.
    summary : Text
        What the check does, in one sentence.
    find : callable
        ``find(scheme, profile)`` yields drafts or raises :class:`NotApplicable`. It is pure.
    """

    code: str
    name: str
    title: Text
    severity: Severity
    summary: Text
    explanation: Explanation
    find: Find = field(repr=False)

    @property
    def family(self) -> str:
        """The two letters of its family."""
        return self.code[:2]

    def __call__(self, scheme: Scheme, profile: Profile) -> Iterator[Draft]:
        return self.find(scheme, profile)


def check(
    code: str, name: str, title: Text, severity: Severity, summary: Text, explanation: Explanation
) -> Callable[[Find], Check]:
    """Attach a check's record to its function. It does not register: the catalogue lists it."""

    def attach(find: Find) -> Check:
        return Check(
            code=code,
            name=name,
            title=title,
            severity=severity,
            summary=summary,
            explanation=explanation,
            find=find,
        )

    return attach


def found(
    message: Text,
    *evidence: Evidence,
    fix: Text | Fix | None = None,
    section: Path = (),
) -> Draft:
    """Return one finding's draft; a `fix` given as a text is one that needs judgement."""
    return Draft(
        message=message,
        evidence=evidence,
        section=section,
        fix=Fix(title=fix) if isinstance(fix, Text) else fix,
    )


def safe_fix(title: Text, edits: Iterable[Edit]) -> Fix:
    """Return a fix that a program may make without asking."""
    return Fix(title=title, safety=Safety.SAFE, edits=tuple(edits))


def at(item: Indicator, column: str = "points", observed: Any = None, expected: Any = None) -> Evidence:
    """Return the evidence that one field of one indicator gives."""
    return Evidence(where=item.source(column), indicator=item.id, observed=observed, expected=expected)


def heading(scheme: Scheme, column: str) -> SourceRef | None:
    """Return the cell of a column's heading, or None where the layout does not tell it."""
    layout = scheme.layout
    found_column = layout.column(column) if layout else None
    if layout is None or found_column is None or not layout.header_rows:
        return None
    return place(scheme, f"{found_column.letter}{layout.header_rows[-1]}", found_column.heading)


def place(scheme: Scheme, cell: str, raw: str) -> SourceRef:
    """Return a cell of the sheet that a scheme was read from."""
    sheet = scheme.layout.sheet if scheme.layout else scheme.sheet
    return SourceRef(file=scheme.file, sha256=scheme.sha256, sheet=sheet, cell=cell, raw=raw)


def has_column(scheme: Scheme, column: str) -> bool:
    """Return whether the sheet has a column for a field of the model."""
    if scheme.layout is not None and scheme.layout.column(column) is not None:
        return True
    return any(column in dict(i.sources) for i in scheme.indicators)


MOST_SINGLE = 5
"""More rows than this with one and the same fault are told in one finding, not one by one."""


def rows_of(items: Iterable[Indicator], most: int = 12) -> Text:
    """Return the row numbers of some indicators for a message; long lists end in a count."""
    numbers = tuple(i.row for i in items)
    if len(numbers) <= most:
        return text("{rows}", rows=numbers)
    return text("{rows} … ({n} rows in all)", rows=numbers[:most], n=len(numbers))


def excerpt(said: str, most: int = 24) -> str:
    """Return the beginning of a text for a quotation inside a message: one line, inner marks single."""
    line = " ".join(said.split()).replace("“", "‘").replace("”", "’")
    return line if len(line) <= most else line[: most - 1] + "…"
