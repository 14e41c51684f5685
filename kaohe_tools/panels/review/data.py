"""What the review panel shows, computed from a review: header, totals, finding rows.

Every function returns plain data, ready for the page; texts are in the language in use.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypedDict

from kaohe_tools.checks import check_title
from kaohe_tools.checks.catalogue import FAMILIES, family_label
from kaohe_tools.checks.sums import expected_total
from kaohe_tools.findings import Finding, Review, Severity, Status
from kaohe_tools.locale import _, plain
from kaohe_tools.model import Indicator, Period, Scheme
from kaohe_tools.panels.choices import Choice
from kaohe_tools.points import format_points, share


class Count(TypedDict):
    """How many findings one severity has; `mark` is its shape."""

    key: str
    label: str
    mark: str
    count: int


class Header(TypedDict):
    """The strip on top: what was read, what it adds up to, how many findings."""

    title: str
    place: str
    size: str
    total: str
    expected: str
    verdict: str
    ok: bool
    counts: list[Count]
    checks: str
    broken: str


class Part(TypedDict):
    """One stretch of a bar: its period (node, annual, other), points as written, share of the scale."""

    period: str
    label: str
    points: str
    length: float


class Bar(TypedDict):
    """A section's bar; `declared_at` is where the sum that the sheet states stands on the scale."""

    name: str
    above: str
    total: str
    parts: list[Part]
    declared: str
    declared_at: float | None
    indicators: list[str]


class NodeShare(TypedDict):
    """The share of nodes in all points and the band asked for; lengths are shares of 1."""

    parts: list[Part]
    said: str
    band: list[float]
    ok: bool


class Told(TypedDict):
    """What table and detail pane both say of a finding. `index` is its place among all of the review."""

    index: int
    severity: str
    label: str
    mark: str
    code: str
    name: str
    title: str
    message: str
    fix: str


class Row(Told):
    """One finding in the table."""

    cells: list[str]
    row: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which findings are shown. Empty means all; `text` is looked for in every visible text."""

    severities: tuple[str, ...] = tuple(s.value for s in Severity)
    family: str = ""
    indicator: str = ""
    text: str = ""

    def admits(self, row: Row, finding: Finding) -> bool:
        """Return whether a finding, with its row as shown, passes every filter."""
        if finding.severity.value not in self.severities:
            return False
        if self.family and finding.family != self.family:
            return False
        if self.indicator and self.indicator not in finding.indicators:
            return False
        shown = (row["code"], row["name"], row["title"], row["message"], row["fix"], row["row"], *row["cells"])
        return self.text.strip().casefold() in "\n".join(shown).casefold()

    @property
    def active(self) -> bool:
        """Whether anything is left out."""
        return self != Filters()

    def to_dict(self) -> dict[str, Any]:
        """Return the settings as JSON data."""
        return asdict(self) | {"severities": list(self.severities)}


def period_label(period: Period | None) -> str:
    """Return the word for a period in the language in use."""
    return {Period.NODE: _("node"), Period.ANNUAL: _("annual"), None: _("other")}[period]


def header(review: Review) -> Header:
    """Return the header strip of a review."""
    scheme, expected = review.scheme, expected_total(review.scheme, review.profile)
    want = expected.points if expected else None
    off = want is not None and want != scheme.total
    verdict = _("{want} expected").format(want=plain(want)) if off else ""
    return {
        "title": scheme.title,
        "place": " · ".join(part for part in (scheme.file, scheme.sheet) if part),
        "size": _("{n} indicators").format(n=len(scheme.indicators)),
        "total": _("{total} points").format(total=format_points(scheme.total)),
        "expected": "" if want is None else format_points(want),
        "verdict": verdict,
        "ok": not off,
        "counts": counts(review),
        "checks": _said_checks(review),
        "broken": _said_crashes(review),
    }


def counts(review: Review) -> list[Count]:
    """Return the number of findings of each severity, the worst first."""
    found = review.counts()
    return [{"key": s.value, "label": s.label, "mark": s.mark, "count": found[s.value]} for s in Severity]


def _said_checks(review: Review) -> str:
    ended = Counter(run.status for run in review.runs)
    said = [f"{s.label} {ended[s]}" for s in Status if ended[s] and s is not Status.CRASHED]
    return _("{n} checks: {how}").format(n=len(review.runs), how=" · ".join(said))


def _said_crashes(review: Review) -> str:
    crashed = tuple(f"{r.code} {r.name}" for r in review.runs if r.status is Status.CRASHED)
    if not crashed:
        return ""
    return _("These checks broke off, their result is unknown: {checks}").format(checks=plain(crashed))


def bars(scheme: Scheme) -> list[Bar]:
    """Return one bar per lowest section, in the sheet's order, all on one scale.

    The longest sum, found or declared, has length 1. Indicators outside every section stand in a
    bar without a name at the end.
    """
    groups = [(s.path, s.declared.points if s.declared else None) for s in scheme.tasks]
    known = {path for path, _declared in groups}
    groups += [((), None)] if any(i.path not in known for i in scheme.indicators) else []
    items = {path: [i for i in scheme.indicators if (i.path if i.path in known else ()) == path] for path, _d in groups}
    sums = {path: scheme.sum_of(items[path]) for path, _declared in groups}
    scale = max([Decimal(0), *sums.values(), *(d for _path, d in groups if d is not None)])
    return [
        {
            "name": path[-1] if path else _("(no section)"),
            "above": " / ".join(path[:-1]),
            "total": format_points(sums[path]),
            "parts": _parts(items[path], scale),
            "declared": "" if declared in (None, sums[path]) else plain(declared),
            "declared_at": None if declared in (None, sums[path]) else _length(declared, scale),
            "indicators": [i.id for i in items[path]],
        }
        for path, declared in groups
    ]


def node_share(review: Review) -> NodeShare | None:
    """Return how the points split into nodes and year-end standards; None where nothing is a node."""
    scheme, band = review.scheme, review.profile.node_share
    nodes = scheme.sum_of(scheme.by_period(Period.NODE))
    part = share(nodes, scheme.total)
    if part is None or not scheme.by_period(Period.NODE):
        return None
    said, ok = (
        _("Nodes {nodes} of {total} points, {share}").format(
            nodes=plain(nodes), total=plain(scheme.total), share=plain(part)
        ),
        True,
    )
    if band is not None:
        low, high = Fraction(band[0]), Fraction(band[1])
        ok = low <= part <= high
        side = _("within") if ok else (_("below") if part < low else _("above"))
        said += _("; {side} the {low} to {high} asked for").format(side=side, low=plain(low), high=plain(high))
    return {
        "parts": _parts(scheme.indicators, scheme.total),
        "said": said,
        "band": [] if band is None else [float(band[0]), float(band[1])],
        "ok": ok,
    }


def _parts(items: Iterable[Indicator], scale: Decimal) -> list[Part]:
    kept = list(items)
    found = ((p, Scheme.sum_of(i for i in kept if i.period is p)) for p in (*Period, None))
    return [
        {
            "period": p.value if p else "other",
            "label": period_label(p),
            "points": format_points(points),
            "length": _length(points, scale),
        }
        for p, points in found
        if points > 0
    ]


def _length(points: Decimal | None, scale: Decimal) -> float:
    return float(points / scale) if points is not None and scale > 0 else 0.0


def rows(review: Review) -> list[Row]:
    """Return every finding as a row, worst first."""
    ordinal = {i.id: str(i.row) for i in review.scheme.indicators}
    return [_row(index, finding, ordinal) for index, finding in enumerate(review.findings)]


def shown(review: Review, all_rows: Iterable[Row], filters: Filters) -> list[int]:
    """Return the `index` of the rows that pass the filters, in their order."""
    found = review.findings
    return [row["index"] for row in all_rows if filters.admits(row, found[row["index"]])]


def told(index: int, finding: Finding) -> Told:
    """Return what every view of a finding says, in the language in use."""
    return {
        "index": index,
        "severity": finding.severity.value,
        "label": finding.severity.label,
        "mark": finding.severity.mark,
        "code": finding.code,
        "name": finding.name,
        "title": check_title(finding.name),
        "message": str(finding.message),
        "fix": str(finding.fix.title) if finding.fix else "",
    }


def _row(index: int, finding: Finding, ordinal: dict[str, str]) -> Row:
    concerned = [ordinal.get(i, i) for i in finding.indicators]
    few = plain(concerned) if len(concerned) <= 3 else _("{n} rows").format(n=len(concerned))
    return {**told(index, finding), "cells": list(finding.cells), "row": few}


def family_choices(review: Review) -> list[Choice]:
    """Return the families that found something, with their number of findings."""
    seen = Counter(f.family for f in review.findings)
    order = [f for f in FAMILIES if f in seen] + sorted(set(seen) - set(FAMILIES))
    return [{"value": f, "label": f"{f} {family_label(f)} {seen[f]}"} for f in order]


def indicator_choices(review: Review) -> list[Choice]:
    """Return the indicators that a finding concerns, in the sheet's order."""
    seen = Counter(i for f in review.findings for i in f.indicators)
    return [
        {
            "value": i.id,
            "label": _("row {n} {name} ({count})").format(n=i.row, name=_called(i), count=seen[i.id]),
        }
        for i in review.scheme.indicators
        if seen[i.id]
    ]


def _called(indicator: Indicator) -> str:
    name = indicator.name or (indicator.path[-1] if indicator.path else "")
    return name if len(name) <= 14 else f"{name[:13]}…"
