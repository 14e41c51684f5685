"""What a memo rests on: inputs by digest, profile, version, options, how every check ended.

Nothing here looks at the clock. The memo's date is one field, given by the caller, so that the
same inputs and the same date give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from typing import Any

import kaohe_tools
from kaohe_tools.findings import Review, Status
from kaohe_tools.locale import _, language, plain
from kaohe_tools.plain_text import one_line
from kaohe_tools.profiles import Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Everything that is needed to make the memo again.

    Attributes
    ----------
    file, sheet : str
        Name of the reviewed file, without its folders, and of its sheet.
    sha256 : str
        Digest of that file.
    scheme_digest : str
        Digest of what was read from it (:meth:`Scheme.digest`).
    profile, profile_digest : str
        Name of the profile, and digest of all its settings.
    options : tuple of (name, value)
        What the caller of `build_memo` chose beside the defaults.
    runs : tuple of (code, status)
        How each check ended.
    """

    file: str
    sheet: str
    sha256: str
    scheme_digest: str
    profile: str
    profile_digest: str
    version: str
    language: str
    date: date
    options: tuple[tuple[str, str], ...]
    runs: tuple[tuple[str, Status], ...]

    def lines(self) -> tuple[tuple[str, str], ...]:
        """Return label and value of each fact, in the language in use, for small print."""
        options = "; ".join(f"{name} = {value}" for name, value in self.options)
        said = (
            (_("Reviewed file"), " · ".join(part for part in (self.file, self.sheet) if part)),
            (_("File SHA-256"), self.sha256),
            (_("Scheme digest"), self.scheme_digest),
            (_("Profile"), f"{self.profile} ({self.profile_digest})"),
            (_("Program"), f"kaohe_tools {self.version} · {self.language}"),
            (_("Date"), plain(self.date)),
            (_("Options"), options),
            *((_("Checks: {status}").format(status=s.label), self._codes(s)) for s in Status),
        )
        return tuple((label, value) for label, value in said if value)

    def _codes(self, status: Status) -> str:
        codes = [code for code, ended in self.runs if ended is status]
        return f"{len(codes)} ({' '.join(codes)})" if codes else ""

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "file": self.file,
            "sheet": self.sheet,
            "sha256": self.sha256,
            "scheme_digest": self.scheme_digest,
            "profile": self.profile,
            "profile_digest": self.profile_digest,
            "version": self.version,
            "language": self.language,
            "date": self.date.isoformat(),
            "options": dict(self.options),
            "runs": {code: status.value for code, status in self.runs},
        }


def profile_digest(profile: Profile) -> str:
    """Return a SHA-256 of all settings of a profile."""
    said = json.dumps(profile.to_dict(), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


def trace(review: Review, day: date, options: tuple[tuple[str, str], ...]) -> Provenance:
    """Return the provenance of a memo on `review`, dated `day`."""
    scheme = review.scheme
    return Provenance(
        file=one_line(PurePath(scheme.file.replace("\\", "/")).name),
        sheet=one_line(scheme.sheet),
        sha256=scheme.sha256,
        scheme_digest=scheme.digest(),
        profile=one_line(review.profile.name),
        profile_digest=profile_digest(review.profile),
        version=kaohe_tools.__version__,
        language=language(),
        date=day,
        options=options,
        runs=tuple((run.code, run.status) for run in review.runs),
    )
