"""What a review says: findings with their evidence, and how each check's run ended.

A finding's *message* is a fact with numbers; its *fix* is an action. They are separate texts and
are never mixed.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from kaohe_tools.locale import Text, _
from kaohe_tools.model import Edit, Scheme, SourceRef, to_plain
from kaohe_tools.points import as_number
from kaohe_tools.profiles import Profile

if TYPE_CHECKING:
    import pandas as pd


class Severity(StrEnum):
    """How bad a finding is.

    ``error``: the sheet cannot be used as it is; ``warning``: a reviewer would send it back;
    ``note``: worth a look.
    """

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 for an error, 1 for a warning, 2 for a note."""
        return list(Severity).index(self)

    @property
    def label(self) -> str:
        """The word for it in the language in use."""
        return {"error": _("error"), "warning": _("warning"), "note": _("note")}[self.value]

    @property
    def mark(self) -> str:
        """A shape for it, so that colour is never the only sign."""
        return {"error": "●", "warning": "▲", "note": "○"}[self.value]


class Status(StrEnum):
    """How a check's run ended. ``not-run`` never looks like ``passed``."""

    PASSED = "passed"
    FOUND = "found"
    NOT_APPLICABLE = "not-applicable"
    NOT_RUN = "not-run"
    CRASHED = "crashed"

    @property
    def label(self) -> str:
        """The word for it in the language in use."""
        return {
            "passed": _("passed"),
            "found": _("found"),
            "not-applicable": _("not applicable"),
            "not-run": _("not run"),
            "crashed": _("crashed"),
        }[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One place that shows the finding: its cell and, for a value, what was seen and expected.

    Attributes
    ----------
    where : SourceRef or None
        The cell; None where the evidence is no single cell (a column that is missing).
    indicator : str
        Id of the indicator it belongs to; empty for the sheet as a whole.
    """

    where: SourceRef | None
    indicator: str = ""
    observed: Any = None
    expected: Any = None


class Safety(StrEnum):
    """Whether a fix may be made without a second thought."""

    SAFE = "safe"
    NEEDS_JUDGEMENT = "needs-judgement"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """What to do about a finding; `edits` where a program can do it."""

    title: Text
    safety: Safety = Safety.NEEDS_JUDGEMENT
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong (问题), with its evidence.

    Attributes
    ----------
    code, name : str
        The check that found it: ``"SM01"``, ``"total-mismatch"``.
    message : Text
        A fact with numbers; the numbers themselves are ``message.values``.
    evidence : tuple of Evidence
        The main place first.
    section : tuple of str
        The path of the section it concerns, if it concerns one as a whole.
    """

    code: str
    name: str
    severity: Severity
    message: Text
    evidence: tuple[Evidence, ...] = ()
    section: tuple[str, ...] = ()
    fix: Fix | None = None

    @property
    def family(self) -> str:
        """The two letters of its family: SM, BL, RL, WD, DT, OW or ST."""
        return self.code[:2]

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells of its evidence, each once, the main one first."""
        return tuple(dict.fromkeys(e.where.cell for e in self.evidence if e.where))

    @property
    def indicators(self) -> tuple[str, ...]:
        """The ids of the indicators it concerns, each once, the main one first."""
        return tuple(dict.fromkeys(e.indicator for e in self.evidence if e.indicator))

    @property
    def general(self) -> bool:
        """Whether it concerns the sheet, a column or a section rather than single rows."""
        return bool(self.section) or not self.indicators or len(self.indicators) > 3

    def to_dict(self) -> dict[str, Any]:
        """Return the finding as plain data, in the fields of ``kaohe review --format json``.

        ``values`` holds the message's figures and names, the same in every language; parts of the
        sentence that are sentences themselves are left out.
        """
        return {
            "code": self.code,
            "name": self.name,
            "severity": self.severity.value,
            "message": str(self.message),
            "cells": list(self.cells),
            "indicators": list(self.indicators),
            "section": list(self.section),
            "values": {name: to_plain(value) for name, value in self.message.values if not _worded(value)},
            "fix": str(self.fix.title) if self.fix else None,
        }


def _worded(value: Any) -> bool:
    """Whether a message's value is a text to be translated, or holds one."""
    return isinstance(value, Text) or (isinstance(value, tuple) and any(_worded(v) for v in value))


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRun:
    """How one check's run on one scheme ended.

    Attributes
    ----------
    reason : Text or str
        Why it was not applicable or not run; the traceback of a crash; empty otherwise.
    """

    code: str
    name: str
    status: Status
    reason: Text | str = ""
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """The result of checking one scheme against one profile. It carries its inputs."""

    scheme: Scheme
    profile: Profile
    runs: tuple[CheckRun, ...]

    def __repr__(self) -> str:
        """Say the title and how many findings of each severity there are."""
        counts = ", ".join(f"{n} {severity}" for severity, n in self.counts().items())
        return f"<Review {self.scheme.title!r}: {counts}>"

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, worst first, then in the catalogue's order, then in the sheet's."""
        found = [f for run in self.runs for f in run.findings]
        return tuple(sorted(found, key=lambda f: f.severity.rank))

    def counts(self) -> dict[str, int]:
        """Return the number of findings of each severity, the worst first, zeros included."""
        seen = Counter(f.severity for f in self.findings)
        return {s.value: seen[s] for s in Severity}

    @property
    def worst(self) -> Severity | None:
        """The worst severity found, or None."""
        return min((f.severity for f in self.findings), key=lambda s: s.rank, default=None)

    def of(self, name_or_code: str) -> tuple[Finding, ...]:
        """Return the findings of one check, by its name or its code."""
        return tuple(f for f in self.findings if name_or_code in (f.name, f.code))

    def to_dict(self) -> dict[str, Any]:
        """Return the review as plain data, in the fields of ``kaohe review --format json``."""
        return {
            "file": self.scheme.file,
            "sheet": self.scheme.sheet,
            "scheme": self.scheme.title,
            "profile": self.profile.name,
            "total": as_number(self.scheme.total),
            "findings": [f.to_dict() for f in self.findings],
            "runs": [
                {"code": r.code, "name": r.name, "status": r.status.value, "reason": str(r.reason)} for r in self.runs
            ],
        }

    def to_frame(self) -> pd.DataFrame:
        """Return one row per finding as a DataFrame, texts in the language in use."""
        import pandas as pd

        columns = ("code", "name", "severity", "cells", "indicators", "message", "fix")
        rows = [f.to_dict() | {"cells": " ".join(f.cells), "indicators": " ".join(f.indicators)} for f in self.findings]
        return pd.DataFrame([{c: row[c] for c in columns} for row in rows], columns=list(columns))
