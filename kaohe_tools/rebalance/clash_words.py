"""A clash in the designer's words: figures added up where that shows why it cannot hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from kaohe_tools.locale import Text, text
from kaohe_tools.rebalance.asked import Asked, Request
from kaohe_tools.rebalance.result import Constraint, Relaxation

_ORDER = (
    "lock", "low", "rules", "floor", "zero", "high", "order", "tick",
    "section-low", "section-high", "node-low", "node-high", "total",
)  # fmt: skip
"""From the narrowest to the widest: a clash is said in this order, the last one behind “but”."""


def said_together(request: Request, chosen: Sequence[Asked]) -> Text:
    """Return one sentence that says what cannot hold together, its figures added up."""
    parts = []
    for kind in _ORDER:
        parts += _said(request, kind, [one for one in chosen if one.constraint.kind == kind], chosen)
    if not parts:
        return text("Nothing can hold: points cannot be below 0.")
    if len(parts) == 1:
        return text("This cannot hold: {part}.", part=parts[0])
    first = parts[0]
    for part in parts[1:-1]:
        first = text("{one}, {other}", one=first, other=part)
    return text("This cannot hold together: {first}, but {last}.", first=first, last=parts[-1])


def _said(request: Request, kind: str, members: Sequence[Asked], chosen: Sequence[Asked]) -> list[Text]:
    if kind == "floor" and members:
        return [_floor(request, chosen)]
    if kind == "tick":
        return _ticks(request, members)
    ordered = any(one.constraint.kind == "order" for one in chosen)  # then each row's own figure counts
    if len(members) < 2 or kind not in _SUMMED or (ordered and not kind.startswith("section")):
        return [one.constraint.said for one in members]
    keys = [one.constraint.key for one in members]
    if kind.startswith("section") and any(a != b and b[: len(a)] == a for a in keys for b in keys):
        return [one.constraint.said for one in members]  # one inside the other: their sum means nothing
    amounts = [one.constraint.amount for one in members if one.constraint.amount is not None]
    names = (
        tuple(text("“{name}”", name=key[-1]) for key in keys)
        if kind.startswith("section")
        else tuple(request.items[request.at[key[0]]].row for key in keys)
    )
    return [_SUMMED[kind](names, sum(amounts, Decimal(0)))]


def _ticks(request: Request, members: Sequence[Asked]) -> list[Text]:
    rows: dict[Decimal | None, list[int]] = {}
    for one in members:
        if one.constraint.key:
            row = request.items[request.at[one.constraint.key[0]]].row
            rows.setdefault(one.constraint.amount, []).append(row)
    own = [text("rows {rows} move in steps of {step}", rows=each, step=step) for step, each in rows.items()]
    return [one.constraint.said for one in members if not one.constraint.key] + own


_SUMMED: dict[str, Callable[[tuple[Any, ...], Decimal], Text]] = {
    "lock": lambda rows, points: text("rows {rows} are locked at {points} points together", rows=rows, points=points),
    "low": lambda rows, points: text("rows {rows} have at least {points} points together", rows=rows, points=points),
    "high": lambda rows, points: text("rows {rows} have at most {points} points together", rows=rows, points=points),
    "rules": lambda rows, points: text(
        "the rules of rows {rows} need {points} points together", rows=rows, points=points
    ),
    "section-low": lambda names, points: text(
        "sections {names} have at least {points} points together", names=names, points=points
    ),
    "section-high": lambda names, points: text(
        "sections {names} have at most {points} points together", names=names, points=points
    ),
}


def _floor(request: Request, chosen: Sequence[Asked]) -> Text:
    """Say what one step for every other row comes to, over the rows that the clash is about."""
    scope = {n for one in chosen for form in one.forms if one.constraint.kind != "floor" for n in form.items}
    named = {form.items[0] for one in chosen if one.constraint.kind in ("lock", "low", "rules") for form in one.forms}
    least = {
        form.items[0]: form.low or 0
        for one in chosen
        if one.constraint.kind == "floor"
        for form in one.forms
        if form.items[0] in scope - named
    }
    points = request.points(sum(least.values()))
    if named & scope:
        return text("the {n} other rows keep one step each, {points} points together", n=len(least), points=points)
    return text("the {n} rows keep one step each, {points} points together", n=len(least), points=points)


# ---------------------------------------------------------------- what would do


def relaxed_to(request: Request, asked: Asked, to: Decimal | None) -> Relaxation:
    """Return a change of one constraint, in words."""
    constraint = asked.constraint
    return Relaxation(constraint=constraint, to=to, said=_change(request, constraint, to))


def _change(request: Request, constraint: Constraint, to: Decimal | None) -> Text:
    kind, key = constraint.kind, constraint.key
    if kind == "order":
        first, second = (request.items[request.at[id_]].row for id_ in key)
        return text("let row {first} have fewer points than row {second}", first=first, second=second)
    if kind == "tick":
        if not key:
            return text("use a finer step than {step}", step=constraint.amount)
        row = request.items[request.at[key[0]]].row
        return text("let row {row} move in steps of {step}", row=row, step=request.problem.tick)
    if kind == "floor":
        return text("let some rows have no points, by limits of their own")
    if kind == "zero":
        return text("let rows without points have some, by limits of their own")
    if kind == "total":
        if key:
            return text("let “{variant}” add up to {to} points", variant=key[0], to=to)
        return text("change the total to {to} points", to=to)
    if kind in ("node-low", "node-high"):
        share = Fraction(to or 0)
        if kind == "node-low":
            return text("lower the least share of milestones to {share}", share=share)
        return text("raise the largest share of milestones to {share}", share=share)
    if kind in ("section-low", "section-high"):
        if kind == "section-low":
            return text("lower the least points of “{name}” to {to}", name=key[-1], to=to)
        return text("raise the most points of “{name}” to {to}", name=key[-1], to=to)
    row = request.items[request.at[key[0]]].row
    if kind == "lock":
        return text("unlock row {row} and give it {to} points", row=row, to=to)
    if kind == "low":
        return text("lower the least points of row {row} to {to}", row=row, to=to)
    if kind == "high":
        return text("raise the most points of row {row} to {to}", row=row, to=to)
    return text("shorten the rules of row {row} to {to} points", row=row, to=to)
