"""The same records under many allocations of points at once, exact, with every cap.

A matrix product of shares and points is wrong as soon as a cap binds, a bonus is limited or a
deduction keeps its figure. So each item is scored again (:mod:`~kaohe_tools.scoring.tables`), and only
the sum over the items is left for each allocation and unit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import floor
from typing import Any

import numpy as np

from kaohe_tools.errors import SchemeError
from kaohe_tools.locale import Text, _, text
from kaohe_tools.model import Path, Scheme
from kaohe_tools.scoring.allocations import Allocations, Stated, worth_for
from kaohe_tools.scoring.engine import applying, limited
from kaohe_tools.scoring.events import Events
from kaohe_tools.scoring.items import Board
from kaohe_tools.scoring.plan import POINT_STEPS, ItemPlan, Plan, check_size, make_plan, of_item, spread
from kaohe_tools.scoring.ranks import ranks
from kaohe_tools.scoring.scores import Bools, Ints
from kaohe_tools.scoring.slots import form_of
from kaohe_tools.scoring.tables import Figures, ItemTable, make_table

_CHUNK = 1 << 15
"""So many totals are summed at a time: they stay in the processor's cache."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Breakdown:
    """One allocation's result, in parts that add up to the totals. Arrays count grains.

    Attributes
    ----------
    points, bonus, penalties : ndarray, shape (n_units, n_indicators), int64
        What each item gives, adds and takes off the total, before the limits of the bonus.
    assessed : ndarray, same shape, bool
    limits : ndarray, shape (n_units,), int64
        What the limits of the bonus take away: 0 or negative.
    veto : ndarray, shape (n_units,), int64
        What a veto takes away: the negative of the total before it.
    beside : ndarray, shape (n_units,), int64
        What a stated total has beyond its items; the whole of a total that is stated alone.
    total : ndarray, shape (n_units,), int64
        The sum of all of these.
    """

    units: tuple[str, ...]
    indicators: tuple[str, ...]
    grain: Decimal
    points: Ints
    bonus: Ints
    penalties: Ints
    assessed: Bools
    limits: Ints
    veto: Ints
    beside: Ints
    total: Ints


@dataclass(frozen=True, kw_only=True, eq=False)
class Rescored:
    """Recorded events under many allocations.

    Attributes
    ----------
    total : ndarray, shape (n_allocations, n_units), int64
        Counts of `grain`.
    counted : ndarray, shape (n_units,), bool
        Units of which anything was recorded; the others have no total and no rank.
    scaled : tuple of str
        Indicators for which points were recorded and no events, for at least one unit: these points
        were changed in proportion, without the rules.
    alone : tuple of str
        Units with nothing but a stated total: it was changed in proportion to what they can get.
    """

    allocations: Allocations
    figures: Figures
    units: tuple[str, ...]
    grain: Decimal
    total: Ints
    counted: Bools
    scaled: tuple[str, ...]
    alone: tuple[str, ...]
    plan: Plan = field(repr=False)
    tables: tuple[ItemTable, ...] = field(repr=False)
    rows: tuple[Ints, ...] = field(repr=False)
    beside: Ints = field(repr=False)
    """A row for each allocation; one row where it is the same in all."""

    @property
    def note(self) -> Text | None:
        """Say which points were changed in proportion; None where all was scored by the rules."""
        return scaled_note(self.allocations.scheme, self.scaled, self.alone)

    @cached_property
    def ranks(self) -> Ints:
        """Ranks of the units in each allocation, from 1; ties share the better rank, 0 without a total."""
        return ranks(self.total, self.counted)

    def totals(self, n: int) -> tuple[Decimal | None, ...]:
        """Return the units' totals in the n-th allocation; None for a unit of which nothing was recorded."""
        return tuple(
            int(count) * self.grain if counted else None
            for count, counted in zip(self.total[n], self.counted, strict=True)
        )

    def breakdown(self, n: int) -> Breakdown:
        """Return the parts of the n-th allocation's totals."""
        shape = (len(self.units), len(self.tables))
        parts = {name: np.zeros(shape, dtype=np.int64) for name in ("points", "bonus", "penalties")}
        assessed = np.zeros(shape, dtype=np.bool_)
        for at, (table, row) in enumerate(zip(self.tables, self.rows, strict=True)):
            for name, part in parts.items():
                held: Ints | None = getattr(table, name)
                if held is not None:
                    part[:, at] = held[row[n], table.pattern]
            assessed[:, at] = table.assessed[table.pattern]
        bonuses = [(item.path, parts["bonus"][:, at]) for at, item in enumerate(self.plan.items)]
        limits = limited(bonuses, self.plan, (shape[0],)) - parts["bonus"].sum(axis=1)
        before = parts["points"].sum(axis=1) + parts["bonus"].sum(axis=1) + limits - parts["penalties"].sum(axis=1)
        beside = self.beside[n % len(self.beside)]
        return Breakdown(
            units=self.units,
            indicators=tuple(i.id for i in self.allocations.scheme.indicators),
            grain=self.grain,
            **parts,
            assessed=assessed,
            limits=limits,
            veto=np.where(_any(self.tables, "vetoed", shape[0]), -(before + beside), 0),
            beside=beside,
            total=self.total[n],
        )


def scaled_note(scheme: Scheme, scaled: Sequence[str], alone: Sequence[str] = ()) -> Text | None:
    """Say which points were changed in proportion, without the rules; None for none.

    Parameters
    ----------
    scaled, alone
        Indicators with points instead of events, and units with a total only.
    """
    rows = text(
        "For rows {rows} the sheet holds points and not what happened: these points were changed in "
        "proportion, without the rules, so the figures are estimates.",
        rows=tuple(scheme.indicator(id_).row for id_ in scaled),
    )
    units = text(
        "Of {units} the sheet holds nothing but a total: it was changed in proportion to the points that can be got, "
        "without the rules, so it is an estimate.",
        units=tuple(alone),
    )
    if scaled and alone:
        return text("{said} {scaled}", said=rows, scaled=units)
    return rows if scaled else units if alone else None


def rescore(
    allocations: Allocations,
    events: Events,
    *,
    figures: Figures = Figures.SCALE,
    stated: Stated | None = None,
    bonus_cap: Decimal | None = None,
    group_caps: Mapping[Path, Decimal] | None = None,
) -> Rescored:
    """Return the totals that units would have under many allocations of a scheme's points.

    Each item is scored once for every different number of points and every recorded pattern; the
    items are then added up for each allocation. With the scheme's own points the totals are those of
    :func:`kaohe_tools.scoring.score`, to the tick.

    Parameters
    ----------
    events : Events
        What was recorded, without replications.
    figures : Figures
        What becomes of an item's figures when its points change.
    stated : Stated, optional
        Points for units and items of which no event was recorded.
    bonus_cap, group_caps
        As in :func:`kaohe_tools.scoring.score`.

    Raises
    ------
    SchemeError
        If the events do not belong to the scheme or hold replications, or a figure is too fine for 64 bits.
    """
    if events.n_replications is not None:
        raise SchemeError(_("these events hold replications; one recording was expected"))
    given = stated or Stated()
    given.check(allocations.scheme, events)
    plan = make_plan(allocations.scheme, bonus_cap, group_caps or {}, _finer(allocations, given))
    columns = [np.unique(column, return_inverse=True) for column in allocations.ticks.T]
    step = int(Fraction(allocations.tick) * plan.per_point)
    values = [counts * step for counts, _row in columns]
    rows = tuple(row for _counts, row in columns)
    items = zip(allocations.scheme.indicators, plan.items, values, strict=True)
    plans = [spread(item, own, value[:, None], plan.per_point) for item, own, value in items]
    check_size(plans, plan.per_point)
    tables = tuple(_tables(plan, plans, allocations, events, values, figures, given))
    counted = _any(tables, "assessed", len(events.units))
    alone = [n for n, unit in enumerate(events.units) if unit in given.totals and not counted[n]]
    beside = _beside(given, events.units, tables, plan, allocations)[None]
    if alone:
        beside = np.tile(beside, (len(allocations), 1))
        beside[:, alone] = _totals(given, events, alone, plan, allocations)
        counted[alone] = True
    vetoed = _any(tables, "vetoed", len(events.units))
    return Rescored(
        allocations=allocations,
        figures=figures,
        units=events.units,
        grain=plan.grain,
        total=np.where(vetoed, 0, _sums(tables, rows, plan, (len(allocations), len(events.units))) + beside),
        counted=counted,
        scaled=tuple(i.id for i, t in zip(allocations.scheme.indicators, tables, strict=True) if t.scaled.any()),
        alone=tuple(events.units[n] for n in alone),
        plan=plan,
        tables=tables,
        rows=rows,
        beside=beside,
    )


def _finer(allocations: Allocations, stated: Stated) -> Iterator[Fraction]:
    """Yield what must be whole numbers of grains besides the scheme's own figures."""
    yield Fraction(1, POINT_STEPS)
    yield from map(Fraction, {*stated.points.values(), *stated.totals.values()})
    tick = Fraction(allocations.tick)
    yield tick
    for item in allocations.scheme.indicators:
        yield from (tick * (of_item(rule, form_of(rule)) or 0) for rule in item.criterion.rules)


def _tables(
    plan: Plan,
    plans: Sequence[ItemPlan],
    allocations: Allocations,
    events: Events,
    values: Sequence[Ints],
    figures: Figures,
    stated: Stated,
) -> Iterator[ItemTable]:
    board, applies = Board.of(plan, events), applying(plan, events.unit_types, len(events.units))
    place = {unit: n for n, unit in enumerate(events.units)}
    told: dict[str, dict[int, Decimal]] = {}
    for (unit, id_), points in stated.points.items():
        told.setdefault(id_, {})[place[unit]] = points
    for n, (item, own) in enumerate(zip(allocations.scheme.indicators, plan.items, strict=True)):
        if own.types and events.unit_types:
            board.withdraw(own, ~applies[:, n])
        given = {unit: points for unit, points in told.get(item.id, {}).items() if applies[unit, n]}
        yield make_table(item, own, plans[n], board, values[n], figures, given)


def _any(tables: Sequence[ItemTable], name: str, units: int) -> Bools:
    """Return for which units something holds in any item."""
    found = np.zeros(units, dtype=np.bool_)
    for table in tables:
        found |= getattr(table, name)[table.pattern]
    return found


def _beside(
    stated: Stated, units: Sequence[str], tables: Sequence[ItemTable], plan: Plan, allocations: Allocations
) -> Ints:
    """Return what stated totals have beyond their items, for units whose items are all stated as points."""
    beside = np.zeros(len(units), dtype=np.int64)
    ids = [i.id for i in allocations.scheme.indicators]
    for n, unit in enumerate(units):
        if unit not in stated.totals or not any(t.scaled[n] for t in tables):
            continue
        if all(t.scaled[n] or not t.assessed[t.pattern[n]] for t in tables):
            items = sum(stated.points[unit, id_] for id_, t in zip(ids, tables, strict=True) if t.scaled[n])
            beside[n] = int(Fraction(stated.totals[unit] - items) * plan.per_point)
    return beside


def _totals(stated: Stated, events: Events, alone: Sequence[int], plan: Plan, allocations: Allocations) -> Ints:
    """Return the totals that are stated alone, in proportion to what a unit can get; shape (n_allocations, n_alone)."""
    types = [events.unit_types[n] if events.unit_types else "" for n in alone]
    now = {type_: Fraction(worth_for(allocations.scheme, type_)) for type_ in types}
    totals = [Fraction(stated.totals[events.units[n]]) * plan.per_point for n in alone]
    rows = np.empty((len(allocations), len(alone)), dtype=np.int64)
    for n in range(len(allocations)):
        scheme = allocations.scheme_of(n)
        factor = {type_: Fraction(worth_for(scheme, type_)) / own if own else Fraction(1) for type_, own in now.items()}
        rows[n] = [floor(total * factor[type_] + Fraction(1, 2)) for total, type_ in zip(totals, types, strict=True)]
    return rows


def _sums(tables: Sequence[ItemTable], rows: Sequence[Ints], plan: Plan, shape: tuple[int, int]) -> Ints:
    """Return the items' points and bonuses less penalties, for every allocation and unit."""
    most = sum(
        int(t.points.max(initial=0)) + (0 if t.penalties is None else int(t.penalties.max(initial=0))) for t in tables
    )
    kind: type[Any] = np.int32 if most < 2**31 else np.int64
    own = [_of_units(t.points if t.penalties is None else t.points - t.penalties, t, kind) for t in tables]
    extra = [None if t.bonus is None else _of_units(t.bonus, t, np.int64) for t in tables]
    total = np.empty(shape, dtype=np.int64)
    size = max(1, _CHUNK // max(1, shape[1]))
    for start in range(0, shape[0], size):
        part = slice(start, start + size)
        here = np.zeros(total[part].shape, dtype=kind)
        for table, row in zip(own, rows, strict=True):
            here += table[row[part]]
        bonuses = [
            (item.path, table[row[part]])
            for item, table, row in zip(plan.items, extra, rows, strict=True)
            if table is not None
        ]
        total[part] = here + limited(bonuses, plan, here.shape)
    return total


def _of_units(values: Ints, table: ItemTable, kind: type[Any]) -> Any:
    """Return an item's results with a column for each unit."""
    return values.astype(kind)[:, table.pattern]
