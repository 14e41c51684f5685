"""Which findings are gone, which are new, and which stay."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass

from kaohe_tools.findings import Finding, Review
from kaohe_tools.locale import Text, text
from kaohe_tools.model import Path

_LEAST_SHARED = 0.5


@dataclass(frozen=True, kw_only=True)
class FoundChange:
    """Findings of both reviews; every finding stands in exactly one of the three.

    Attributes
    ----------
    gone, new : tuple of Finding
        Of the old review and of the new one.
    kept : tuple of (Finding, Finding)
        The same check on the same rows (or, for those about many rows, on most of them).
    """

    old_review: Review
    new_review: Review
    gone: tuple[Finding, ...]
    new: tuple[Finding, ...]
    kept: tuple[tuple[Finding, Finding], ...]

    @property
    def said(self) -> Text:
        """How many there are of each sort."""
        return text(
            "Findings: {gone} gone, {new} new, {kept} as before.",
            gone=len(self.gone), new=len(self.new), kept=len(self.kept),
        )  # fmt: skip


def found_changes(old: Review, new: Review, rows: Mapping[str, str], sections: Mapping[Path, Path]) -> FoundChange:
    """Compare two reviews.

    Parameters
    ----------
    rows : mapping of str to str
        A new row's id to that of the old row that it is; rows that came are not in it.
    sections : mapping of Path to Path
        Sections that only have another name now, by their old path.
    """
    gone, came = list(old.findings), list(new.findings)
    kept: list[tuple[Finding, Finding]] = []

    def about(finding: Finding) -> frozenset[str]:
        return frozenset(rows.get(id_, f"new:{id_}") for id_ in finding.indicators)

    def of_old(finding: Finding) -> tuple[Hashable, ...]:
        where = sections.get(finding.section, finding.section)
        return finding.code, where, frozenset(finding.indicators)

    def of_new(finding: Finding) -> tuple[Hashable, ...]:
        return finding.code, finding.section, about(finding)

    # the same words first, so that two findings of one row stay apart
    kept += _taken(gone, came, lambda f: (of_old(f), str(f.message)), lambda f: (of_new(f), str(f.message)))
    kept += _taken(gone, came, of_old, of_new)
    for finding in [f for f in gone if len(f.indicators) > 1]:
        theirs = frozenset(finding.indicators)
        same = [f for f in came if f.code == finding.code and f.indicators]
        best = max(same, key=lambda f: _shared(theirs, about(f)), default=None)
        if best is not None and _shared(theirs, about(best)) >= _LEAST_SHARED:
            kept.append((finding, best))
            gone.remove(finding)
            came.remove(best)
    return FoundChange(old_review=old, new_review=new, gone=tuple(gone), new=tuple(came), kept=tuple(kept))


def _taken(
    gone: list[Finding],
    came: list[Finding],
    of_old: Callable[[Finding], Hashable],
    of_new: Callable[[Finding], Hashable],
) -> list[tuple[Finding, Finding]]:
    """Take the findings with equal keys out of both lists, in pairs."""
    waiting: dict[Hashable, list[int]] = defaultdict(list)
    for n, finding in enumerate(came):
        waiting[of_new(finding)].append(n)
    pairs = [(i, waiting[key].pop(0)) for i, f in enumerate(gone) if waiting.get(key := of_old(f))]
    found = [(gone[i], came[j]) for i, j in pairs]
    _drop(gone, [i for i, _j in pairs])
    _drop(came, [j for _i, j in pairs])
    return found


def _drop(held: list[Finding], places: Sequence[int]) -> None:
    out = frozenset(places)
    held[:] = [f for n, f in enumerate(held) if n not in out]


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(len(one), len(other), 1)
