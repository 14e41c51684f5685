"""What a designer asks, one thing at a time, as exact integer conditions on the points.

Points are counted in units of the last decimal place that any figure of the problem has, so that
every condition is a sum of whole numbers. Locks, coarse steps and points off the tick are all
conditions here, so that any one of them can be left out to see whether it is the one that clashes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from kaohe_tools.criteria import fewest_points
from kaohe_tools.locale import Text, text
from kaohe_tools.model import Indicator, Path, Period
from kaohe_tools.model.variants import variants_of
from kaohe_tools.rebalance.problem import Follow, Problem
from kaohe_tools.rebalance.result import Constraint

_NATURAL = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class Form:
    """``low <= sum of coefs x points <= high`` over some items, in units; None: no limit."""

    items: tuple[int, ...]
    coefs: tuple[int, ...]
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """One constraint and what it means.

    Attributes
    ----------
    forms : tuple of Form
        All of them have to hold.
    steps : tuple of (int, int)
        Items and the units that their points have to be whole multiples of.
    """

    constraint: Constraint
    forms: tuple[Form, ...] = ()
    steps: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """A problem taken apart: its items in a fixed order, and everything that is asked of them.

    Attributes
    ----------
    items : tuple of Indicator
        In the natural order of their ids, whatever the order of the rows.
    places : int
        One unit is ``10 ** -places`` points.
    starts : tuple of int
        The points now, in units.
    at : dict
        Where each id stands among the items.
    below : dict
        The rows below each section, in the sheet's order.
    """

    problem: Problem
    items: tuple[Indicator, ...]
    places: int
    starts: tuple[int, ...]
    asked: tuple[Asked, ...]
    at: dict[str, int] = field(compare=False)
    below: dict[Path, list[Indicator]] = field(compare=False)

    def points(self, units: int) -> Decimal:
        """Return units as points."""
        return Decimal(units).scaleb(-self.places)


def natural(id_: str) -> tuple[tuple[int, str], ...]:
    """Sort ids as people count: 2 before 10."""
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in _NATURAL.split(id_) if part)


def take_apart(problem: Problem) -> Request:
    """Return everything that a problem asks, as integer conditions."""
    items = tuple(sorted(problem.items.values(), key=lambda i: natural(i.id)))
    places = _places(problem, items)
    starts = tuple(int(_points(i).scaleb(places)) for i in items)
    at = {i.id: n for n, i in enumerate(items)}
    below: dict[Path, list[Indicator]] = {(): []}
    for item in problem.scheme.indicators:
        for depth in range(len(item.path) + 1):
            below.setdefault(item.path[:depth], []).append(item)
    request = Request(problem, items, places, starts, (), at, below)
    asked = tuple(found for rule in _FAMILIES for found in rule(request))
    return replace(request, asked=asked)


def rows_that_count(request: Request, path: Path = ()) -> dict[tuple[int, ...], str]:
    """Return the sets of rows that are added together below a section, each with the variant's name."""
    inside = request.below.get(path, [])
    found: dict[tuple[int, ...], str] = {}
    variants = variants_of(inside, request.problem.scheme.units) or (None,)
    for variant in variants:
        ids = [i.id for i in inside] if variant is None else variant.indicators
        rows = tuple(sorted(request.at[id_] for id_ in ids if id_ in request.at))
        if rows:
            found.setdefault(rows, variant.name if variant else "")
    return found


def importance_of(request: Request) -> tuple[Decimal, ...]:
    """Return how much each row matters: as given, else its present points."""
    given = dict(request.problem.importance)
    return tuple(given.get(i.id, max(_points(i), Decimal(0))) for i in request.items)


def _points(item: Indicator) -> Decimal:
    return item.points if item.points is not None else Decimal(0)


def _places(problem: Problem, items: Iterable[Indicator]) -> int:
    figures = [problem.total, problem.tick, *(_points(i) for i in items), *(step for _, step in problem.item_ticks)]
    limits = [limits for pairs in (problem.bounds, problem.sections) for _, limits in pairs]
    figures += [v for one in limits for v in (one.low, one.high) if v is not None]
    if problem.fit_rules and problem.follow is Follow.KEEP:
        figures += [_need(problem, i) for i in items]
    return max(0, *(-_exponent(figure) for figure in figures))


def _exponent(figure: Decimal) -> int:
    exponent = figure.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _need(problem: Problem, item: Indicator) -> Decimal:
    """Return the fewest points that a row's rules need."""
    if problem.follow is Follow.KEEP:
        return item.criterion.stated_deduction(_points(item))
    return fewest_points(item.criterion, problem.tick)


def _units(request: Request, figure: Decimal) -> int:
    return int(figure.scaleb(request.places))


def _one(item: int, low: int | None = None, high: int | None = None) -> Form:
    return Form((item,), (1,), low, high)


# ---------------------------------------------------------------- one function a kind


def _ticks(request: Request) -> Iterator[Asked]:
    problem = request.problem
    coarse = dict(problem.item_ticks)
    tick = _units(request, problem.tick)
    said = text("points move in steps of {step}", step=problem.tick)
    plain = tuple((n, tick) for n, i in enumerate(request.items) if i.id not in problem.locked)
    yield Asked(Constraint(kind="tick", key=(), amount=problem.tick, said=said), steps=plain)
    for id_, step in sorted(coarse.items(), key=lambda pair: natural(pair[0])):
        if id_ in problem.locked or step == problem.tick:
            continue
        said = text("row {row} moves in steps of {step}", row=request.items[request.at[id_]].row, step=step)
        constraint = Constraint(kind="tick", key=(id_,), amount=step, said=said)
        yield Asked(constraint, steps=((request.at[id_], _units(request, step)),))


def _total(request: Request) -> Iterator[Asked]:
    total = request.problem.total
    units = _units(request, total)
    for rows, name in rows_that_count(request).items():
        said = (
            text("“{variant}” adds up to {total} points", variant=name, total=total)
            if name
            else text("the total is {total} points", total=total)
        )
        constraint = Constraint(kind="total", key=(name,) if name else (), amount=total, said=said)
        yield Asked(constraint, (Form(rows, (1,) * len(rows), units, units),))


def _locks(request: Request) -> Iterator[Asked]:
    for id_ in sorted(set(request.problem.locked), key=natural):
        n = request.at[id_]
        points = _points(request.items[n])
        said = text("row {row} is locked at {points} points", row=request.items[n].row, points=points)
        units = request.starts[n]
        yield Asked(Constraint(kind="lock", key=(id_,), amount=points, said=said), (_one(n, units, units),))


def _floor(request: Request) -> Iterator[Asked]:
    """Rows with points keep one step at least, rows without points stay so, unless bounds say otherwise."""
    problem = request.problem
    bounds, steps = dict(problem.bounds), dict(problem.item_ticks)
    matters = {id_ for id_, number in problem.importance if number}
    least, none = [], []
    for n, item in enumerate(request.items):
        limits = bounds.get(item.id)
        if item.id in problem.locked or (limits is not None and limits.low is not None):
            continue
        step = steps.get(item.id, problem.tick)
        if request.starts[n] > 0:
            if limits is None or limits.high is None or limits.high >= step:
                least.append(_one(n, _units(request, step)))
        elif limits is None and item.id not in matters:
            none.append(_one(n, 0, 0))
    if least:
        said = text("every row keeps at least one step")
        yield Asked(Constraint(kind="floor", key=(), amount=problem.tick, said=said), tuple(least))
    if none:
        said = text("rows without points stay at 0")
        yield Asked(Constraint(kind="zero", key=(), amount=Decimal(0), said=said), tuple(none))


def _bounds(request: Request) -> Iterator[Asked]:
    for id_, limits in sorted(request.problem.bounds, key=lambda pair: natural(pair[0])):
        n = request.at[id_]
        row = request.items[n].row
        if limits.low is not None:
            said = text("row {row} has at least {points} points", row=row, points=limits.low)
            constraint = Constraint(kind="low", key=(id_,), amount=limits.low, said=said)
            yield Asked(constraint, (_one(n, _units(request, limits.low)),))
        if limits.high is not None:
            said = text("row {row} has at most {points} points", row=row, points=limits.high)
            constraint = Constraint(kind="high", key=(id_,), amount=limits.high, said=said)
            yield Asked(constraint, (_one(n, None, _units(request, limits.high)),))


def _rules(request: Request) -> Iterator[Asked]:
    if not request.problem.fit_rules:
        return
    for n, item in enumerate(request.items):
        if item.id in request.problem.locked or request.starts[n] <= 0:
            continue
        need = _need(request.problem, item)
        if need > 0:
            said = text("the rules of row {row} need {points} points", row=item.row, points=need)
            constraint = Constraint(kind="rules", key=(item.id,), amount=need, said=said)
            yield Asked(constraint, (_one(n, _units(request, need)),))


def _sections(request: Request) -> Iterator[Asked]:
    for path, limits in sorted(request.problem.sections, key=lambda pair: pair[0]):
        groups = tuple(rows_that_count(request, path))
        for kind, points in (("section-low", limits.low), ("section-high", limits.high)):
            if points is None:
                continue
            units = _units(request, points)
            low, high = (units, None) if kind == "section-low" else (None, units)
            forms = tuple(Form(rows, (1,) * len(rows), low, high) for rows in groups)
            said = (
                text("section “{name}” has at least {points} points", name=path[-1], points=points)
                if kind == "section-low"
                else text("section “{name}” has at most {points} points", name=path[-1], points=points)
            )
            yield Asked(Constraint(kind=kind, key=path, amount=points, said=said), forms)


def _node_shares(request: Request) -> Iterator[Asked]:
    for band in sorted(request.problem.node_shares, key=lambda b: (b.path, b.low, b.high)):
        groups = [
            tuple(n for n in rows if request.items[n].period is not None)
            for rows in rows_that_count(request, band.path)
        ]
        for kind, share in (("node-low", band.low), ("node-high", band.high)):
            if share == (0 if kind == "node-low" else 1):
                continue
            forms = tuple(dict.fromkeys(share_form(request, rows, share, kind) for rows in groups if rows))
            yield Asked(
                Constraint(kind=kind, key=band.path, amount=share, said=_share_said(kind, band.path, share)), forms
            )


def share_form(request: Request, rows: tuple[int, ...], share: Decimal, kind: str) -> Form:
    """Return a share of milestones as a condition on some rows with a period."""
    part = Fraction(share)
    whole, milestones = part.denominator, part.numerator
    coefs = tuple(whole - milestones if request.items[n].period is Period.NODE else -milestones for n in rows)
    return Form(rows, coefs, 0, None) if kind == "node-low" else Form(rows, coefs, None, 0)


def _share_said(kind: str, path: Path, share: Decimal) -> Text:
    part = Fraction(share)
    if kind == "node-low":
        if path:
            return text("milestones have at least {share} of “{name}”", share=part, name=path[-1])
        return text("milestones have at least {share}", share=part)
    if path:
        return text("milestones have at most {share} of “{name}”", share=part, name=path[-1])
    return text("milestones have at most {share}", share=part)


def _orders(request: Request) -> Iterator[Asked]:
    pairs = dict.fromkeys(pair for group in request.problem.orders for pair in pairwise(group) if pair[0] != pair[1])
    for first, second in sorted(pairs, key=lambda pair: (natural(pair[0]), natural(pair[1]))):
        a, b = request.at[first], request.at[second]
        said = text(
            "row {first} has no fewer points than row {second}",
            first=request.items[a].row, second=request.items[b].row,
        )  # fmt: skip
        yield Asked(Constraint(kind="order", key=(first, second), amount=None, said=said), (Form((a, b), (1, -1), 0),))


_FAMILIES: tuple[Callable[[Request], Iterator[Asked]], ...] = (
    _ticks, _total, _sections, _node_shares, _locks, _bounds, _orders, _rules, _floor,
)  # fmt: skip
