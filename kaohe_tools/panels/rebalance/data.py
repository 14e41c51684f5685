"""What the rebalancing panel shows, computed from its draft: header, sections, grid, charts.

Every function returns plain data, ready for the page; texts are in the language in use.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TypedDict

from kaohe_tools.findings import Finding, Review, Severity
from kaohe_tools.locale import _, plain
from kaohe_tools.model import Indicator, Path, Period, Scheme
from kaohe_tools.panels.rebalance import draft as fields
from kaohe_tools.panels.rebalance.draft import Draft
from kaohe_tools.panels.rebalance.live import LiveReview
from kaohe_tools.panels.review.data import Count, counts, period_label
from kaohe_tools.points import format_points, share
from kaohe_tools.rebalance import Limits


class Share(TypedDict):
    """The milestones' share and the band asked for; figures for the slider are percentages."""

    said: str
    now: float
    low: float
    high: float
    low_said: str
    high_said: str
    asked: bool
    ok: bool
    verdict: str


class Head(TypedDict):
    """The strip on top: what is edited, what it adds up to, what is missing."""

    title: str
    place: str
    size: str
    total: str
    wanted: str
    own_total: bool
    gap: str
    ok: bool
    counts: list[Count]
    pending: str
    moved: str
    share: Share | None
    others: str


class SectionLine(TypedDict):
    """One section of the bar: its sums before and now, its limits, and the scale of its slider."""

    path: list[str]
    name: str
    above: str
    depth: int
    before: str
    now: str
    move: str
    was: float
    value: float
    most: float
    step: float
    low: str
    high: str
    fixed: bool
    off: str


class RowHead(TypedDict):
    """What of a row never changes; `value` is its points in the sheet, for the chart."""

    id: str
    row: int
    section: str
    path: str
    name: str
    period: str
    kind: str
    before: str
    value: float
    editable: bool


class Cell(TypedDict):
    """What of a row can change. `found` are marks and codes, `tip` the sentences."""

    points: str
    value: float
    move: str
    locked: bool
    low: str
    high: str
    found: str
    worst: str
    tip: str
    off: str


def head(draft: Draft, live: LiveReview) -> Head:
    """Return the header strip."""
    scheme = draft.placed
    total, wanted = scheme.total, draft.total
    moved = [abs(draft.points[i] - was) for i, was in draft.before.items() if draft.points[i] != was]
    wrong = [v for v in scheme.variants if v.total != wanted]
    return {
        "title": scheme.title,
        "place": " · ".join(part for part in (scheme.file, scheme.sheet) if part),
        "size": _("{n} indicators").format(n=len(scheme.indicators)),
        "total": format_points(total),
        "wanted": format_points(wanted),
        "own_total": draft.get(fields.WHOLE, fields.TOTAL) is not None,
        "gap": gap(total, wanted),
        "ok": total == wanted and not wrong,
        "counts": counts(live.review),
        "pending": "" if live.settled else _("other checks follow…"),
        "moved": _("{n} rows moved, {points} points in all").format(n=len(moved), points=plain(sum(moved, Decimal(0))))
        if moved
        else _("nothing moved"),
        "share": node_share(draft),
        "others": _("Of the variants, {names} do not reach {wanted}.").format(
            names=plain(tuple(f"{v.name} {format_points(v.total)}" for v in wrong[:6])), wanted=plain(wanted)
        )
        if wrong
        else "",
    }


def gap(total: Decimal, wanted: Decimal) -> str:
    """Say what a sum lacks or has too much; nothing where it is right."""
    if total < wanted:
        return _("{gap} missing").format(gap=plain(wanted - total))
    return _("{gap} too many").format(gap=plain(total - wanted)) if total > wanted else ""


def node_share(draft: Draft) -> Share | None:
    """Return the milestones' share of the points that have a period; None where nothing is a milestone."""
    scheme = draft.placed
    nodes, annual = (scheme.sum_of(scheme.by_period(p)) for p in (Period.NODE, Period.ANNUAL))
    now = share(nodes, nodes + annual)
    if now is None or not scheme.by_period(Period.NODE):
        return None
    band = draft.node_shares.get(())
    low, high = (Fraction(band[0]), Fraction(band[1])) if band else (Fraction(0), Fraction(1))
    side = "" if low <= now <= high else (_("below") if now < low else _("above"))
    return {
        "said": plain(now),
        "now": float(now * 100),
        "low": float(low * 100),
        "high": float(high * 100),
        "low_said": plain(low) if band else "",
        "high_said": plain(high) if band else "",
        "asked": band is not None,
        "ok": not side,
        "verdict": _("{side} the band").format(side=side) if side else "",
    }


def section_lines(draft: Draft) -> list[SectionLine]:
    """Return every section that holds more than one row, in the sheet's order."""
    rows = _rows_by_path(draft.scheme)
    now = _rows_by_path(draft.placed)
    return [
        _section_line(s.path, Scheme.sum_of(rows[s.path]), Scheme.sum_of(now[s.path]), draft)
        for s in draft.scheme.sections
        if len(rows[s.path]) > 1
    ]


def _rows_by_path(scheme: Scheme) -> Mapping[Path, Sequence[Indicator]]:
    found: dict[Path, list[Indicator]] = defaultdict(list)
    for item in scheme.indicators:
        for n in range(1, len(item.path) + 1):
            found[item.path[:n]].append(item)
    return found


def _section_line(path: Path, before: Decimal, now: Decimal, draft: Draft) -> SectionLine:
    limits = draft.sections.get(path, Limits())
    most = max([before * 2, draft.tick * 10, now, *(v for v in (limits.low, limits.high) if v is not None)])
    below = limits.low is not None and now < limits.low
    above = limits.high is not None and now > limits.high
    return {
        "path": list(path),
        "name": path[-1],
        "above": " / ".join(path[:-1]),
        "depth": len(path) - 1,
        "before": format_points(before),
        "now": format_points(now),
        "move": signed(now - before),
        "was": float(before),
        "value": float(now),
        "most": float(most),
        "step": float(draft.tick),
        "low": _said(limits.low),
        "high": _said(limits.high),
        "fixed": limits.low is not None and limits.low == limits.high,
        "off": _("below its limit") if below else _("above its limit") if above else "",
    }


def row_heads(scheme: Scheme) -> list[RowHead]:
    """Return what of every row never changes."""
    return [
        {
            "id": i.id,
            "row": i.row,
            "section": i.path[-1] if i.path else "",
            "path": " / ".join(i.path),
            "name": i.name or _instead_of_a_name(i),
            "period": period_label(i.period) if i.period else "",
            "kind": i.period.value if i.period else "other",
            "before": "–" if i.points is None else format_points(i.points),
            "value": float(i.points or 0),
            "editable": i.points is not None,
        }
        for i in scheme.indicators
    ]


def _instead_of_a_name(item: Indicator) -> str:
    """Return what tells a row without a name from the others of its section: when it is due, what has to be done."""
    return " · ".join(part for part in (item.due, item.criterion.requirement) if part) or item.label


def cells(draft: Draft, review: Review) -> list[Cell]:
    """Return what of every row can change, in the rows' order."""
    found = findings_by_row(review)
    return [_cell(i, draft, found.get(i.id, [])) for i in draft.scheme.indicators]


def findings_by_row(review: Review) -> Mapping[str, list[Finding]]:
    """Return the findings that concern single rows, the worst first, by the row's id."""
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in review.findings:
        if not finding.general:
            for id_ in finding.indicators:
                found[id_].append(finding)
    return found


def _cell(item: Indicator, draft: Draft, found: Sequence[Finding]) -> Cell:
    now, was = draft.points.get(item.id), item.points
    limits = draft.bounds.get(item.id, Limits())
    off = ""
    if now is not None and limits.low is not None and now < limits.low:
        off = _("fewer than the least allowed")
    if now is not None and limits.high is not None and now > limits.high:
        off = _("more than the most allowed")
    marks = [f"{s.mark}{n}" for s in Severity if (n := sum(f.severity is s for f in found))]
    return {
        "points": _said(now),
        "value": float(now or 0),
        "move": signed(now - was) if now is not None and was is not None else "",
        "locked": item.id in draft.locked,
        "low": _said(limits.low),
        "high": _said(limits.high),
        "found": " ".join([*marks, *(f.code for f in found[:1])]),
        "worst": found[0].severity.value if found else "",
        "tip": "\n".join(f"{f.severity.mark} {f.code} {f.message}" for f in found),
        "off": off,
    }


def signed(move: Decimal) -> str:
    """Write a move with its sign: ``+0.5``, ``−1``; nothing where there is none."""
    if not move:
        return ""
    return f"{'+' if move > 0 else '−'}{format_points(abs(move))}"


def _said(points: Decimal | None) -> str:
    return "" if points is None else format_points(points)
