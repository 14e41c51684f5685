"""What the rebalancing panel says of one row, of a solution or a clash, and of two scenarios."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TypedDict

from kaohe_tools.criteria.words import Piece, cut
from kaohe_tools.findings import Finding
from kaohe_tools.locale import _, plain, with_more
from kaohe_tools.model import Indicator, Scheme
from kaohe_tools.panels.choices import Choice
from kaohe_tools.panels.rebalance import draft as fields
from kaohe_tools.panels.rebalance.data import findings_by_row, signed
from kaohe_tools.panels.rebalance.draft import Draft
from kaohe_tools.panels.rebalance.labels import field_label, follow_label, objective_label, objectives, value_label
from kaohe_tools.panels.rebalance.live import LiveReview
from kaohe_tools.panels.rebalance.state import Answer
from kaohe_tools.panels.review.data import period_label
from kaohe_tools.points import format_points
from kaohe_tools.rebalance import Follow, Rebalanced
from kaohe_tools.scenarios import Difference, Listed, Source

MOST_DIFFERENCES = 400
MOST_ASKED = 8
"""Clashing constraints that are listed; the others are counted."""


class Stretch(TypedDict):
    """A stretch of a criterion; `changed` where it is a figure that reads otherwise than before."""

    text: str
    figure: bool
    changed: bool


class Said(TypedDict):
    """A finding of the row."""

    mark: str
    severity: str
    code: str
    message: str


class Detail(TypedDict):
    """Everything shown of the selected row."""

    id: str
    title: str
    place: str
    points: str
    before: list[Stretch]
    after: list[Stretch]
    notes: list[str]
    findings: list[Said]
    reason: str
    weight: str
    importance: str
    tick: str


class Outcome(TypedDict):
    """What solving came to: a sentence, or a clash with its proposals."""

    solved: str
    proof: str
    solver: str
    clash: str
    asked: list[str]
    proposals: list[str]
    baseline: str
    beside: list[Line]


class Line(TypedDict):
    """One value in which two scenarios differ."""

    what: str
    a: str
    b: str
    move: str


def detail(draft: Draft, live: LiveReview, id_: str) -> Detail:
    """Return what the panel shows of one row."""
    item, after = live.before.indicator(id_), live.followed.scheme.indicator(id_)
    texts = (item.criterion.text, after.criterion.text)
    old, new = cut(item.criterion), cut(after.criterion)
    moved = after.points is not None and after.points != item.points
    return {
        "id": id_,
        "title": _("row {n} {name}").format(n=item.row, name=item.label),
        "place": " · ".join(part for part in (*item.path, period_label(item.period) if item.period else "") if part),
        "points": _points(item, after) if moved else "",
        "before": _stretches(old, new),
        "after": _stretches(new, old) if texts[0] != texts[1] else [],
        "notes": [str(n.said) for n in live.followed.notes if n.indicator == id_],
        "findings": [_finding(f) for f in findings_by_row(live.review).get(id_, [])],
        "reason": draft.reasons.get(id_, ""),
        "weight": draft.get(id_, fields.WEIGHT) or "",
        "importance": draft.get(id_, fields.IMPORTANCE) or "",
        "tick": draft.get(id_, fields.STEP) or "",
    }


def _points(item: Indicator, after: Indicator) -> str:
    assert item.points is not None  # noqa: S101 - only rows with points move
    assert after.points is not None  # noqa: S101
    move = signed(after.points - item.points)
    return with_more(f"{format_points(item.points)} → {format_points(after.points)}", move)


def _stretches(pieces: Sequence[Piece], others: Sequence[Piece]) -> list[Stretch]:
    """Return a text's stretches; its figures are compared one by one with those of the other text."""
    figures = [p["text"] for p in others if p["figure"]]
    at = 0
    shown: list[Stretch] = []
    for piece in pieces:
        other = figures[at] if piece["figure"] and at < len(figures) else None
        at += piece["figure"]
        changed = piece["figure"] and other is not None and other != piece["text"]
        shown.append({"text": piece["text"], "figure": piece["figure"], "changed": changed})
    return shown


def _finding(finding: Finding) -> Said:
    return {
        "mark": finding.severity.mark,
        "severity": finding.severity.value,
        "code": finding.code,
        "message": str(finding.message),
    }


class Settings(TypedDict):
    """What holds for the scenario as a whole, as the page edits it."""

    tick: str
    own_tick: bool
    objective: str
    objectives: list[Choice]
    follow: str
    follows: list[Choice]
    fit: bool
    orders: str


def settings(draft: Draft) -> Settings:
    """Return the scenario's own settings."""
    rows = {i.id: str(i.row) for i in draft.scheme.indicators}
    return {
        "tick": format_points(draft.tick),
        "own_tick": draft.get(fields.WHOLE, fields.TICK) is not None,
        "objective": draft.objective.value,
        "objectives": objectives(),
        "follow": draft.follow.value,
        "follows": [{"value": f.value, "label": follow_label(f)} for f in Follow],
        "fit": draft.fit_rules,
        "orders": "; ".join(" > ".join(rows.get(id_, id_) for id_ in group) for group in draft.orders),
    }


def scenario_choices(listed: Sequence[Listed], source: Source | None) -> list[Choice]:
    """Return scenarios for a list; those of another sheet say of which."""
    here = (source.name, source.sheet) if source else ("", "")
    return [
        {
            "value": str(s.id),
            "label": s.name if (s.source, s.sheet) == here else with_more(s.name, f"{s.source} · {s.sheet}"),
        }
        for s in listed
    ]


def outcome(answer: Answer | None) -> Outcome | None:
    """Return what solving came to, in words."""
    if answer is None:
        return None
    said: Outcome = {
        "solved": "",
        "proof": "",
        "solver": "",
        "clash": "",
        "asked": [],
        "proposals": [],
        "baseline": "",
        "beside": [],
    }
    if answer.solution is not None:
        solution = answer.solution
        kind = objective_label(solution.problem.objective)
        said["solved"] = _("{n} rows changed; {objective}: {value}").format(
            n=len(solution.moves), objective=kind, value=plain(round(solution.value, 4))
        )
        said["solver"] = _("{solver}, {seconds:.2f} s").format(solver=solution.method, seconds=solution.seconds)
        said["proof"] = (
            _("proven: nothing better exists")
            if solution.proven
            else _("the best found in {seconds:.0f} s; not proven, {bound} at least").format(
                seconds=solution.seconds, bound=plain(round(solution.bound, 4))
            )
        )
        said["beside"] = _beside(solution)
        if said["beside"]:
            differ = sum(bool(line["move"]) for line in said["beside"])
            said["baseline"] = _(
                "Beside it: the largest remainders, with no constraint but the total; {n} rows differ"
            ).format(n=differ)
    if answer.clash is not None:
        said["clash"] = str(answer.clash.said)
        asked = answer.clash.constraints
        said["asked"] = [str(c.said) for c in asked[:MOST_ASKED]]
        if len(asked) > MOST_ASKED:
            said["asked"].append(_("… and {n} more").format(n=len(asked) - MOST_ASKED))
        said["proposals"] = [str(r.said) for r in answer.clash.relaxations[:4]]
    return said


def _beside(solution: Rebalanced) -> list[Line]:
    """Return the points by the method of largest remainders beside those of the solution."""
    items = solution.problem.items
    return [
        {
            "what": _("row {n} {name}").format(n=items[id_].row, name=items[id_].label),
            "a": format_points(points),
            "b": format_points(solution.by_id[id_]),
            "move": signed(solution.by_id[id_] - points),
        }
        for id_, points in solution.baseline
    ]


def compared(scheme: Scheme, differences: Sequence[Difference]) -> list[Line]:
    """Return in what two scenarios differ: points first, in the sheet's order, then everything else."""
    items = {i.id: i for i in scheme.indicators}
    order = {id_: n for n, id_ in enumerate(items)}
    shown = [d for d in differences if d.field != fields.START]
    shown.sort(key=lambda d: (d.field != fields.POINTS, order.get(d.item, -1), d.field))
    return [_line(d, items.get(d.item)) for d in shown[:MOST_DIFFERENCES]]


def _line(one: Difference, item: Indicator | None) -> Line:
    name = field_label(one.field)
    move = ""
    a, b = one.a, one.b
    if item is not None and one.field == fields.POINTS and item.points is not None:
        a, b = a or format_points(item.points), b or format_points(item.points)
        move = signed(Decimal(b) - Decimal(a))
    what = _("row {n} {name}: {field}").format(n=item.row, name=item.label, field=name) if item else name
    return {"what": what, "a": value_label(one.field, a), "b": value_label(one.field, b), "move": move}
