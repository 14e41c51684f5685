"""Many ways to give a scheme's items their points, and points that were recorded as such."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np

from kaohe_tools.errors import SchemeError
from kaohe_tools.locale import _
from kaohe_tools.model import Indicator, Scheme
from kaohe_tools.points import MAX_POINTS, to_ticks
from kaohe_tools.scoring.events import Events
from kaohe_tools.scoring.plan import only_bonus, types_of
from kaohe_tools.scoring.scores import Ints


@dataclass(frozen=True, kw_only=True, eq=False)
class Allocations:
    """Many ways to give a scheme's items their points.

    Attributes
    ----------
    scheme : Scheme
    ticks : ndarray, shape (n_allocations, n_indicators), int64
        Points as whole numbers of `tick`, in the order of the scheme's indicators; 0 for an item whose
        points are not known.
    tick : Decimal

    Raises
    ------
    SchemeError
        If the shape does not fit, a number is negative or too large, or an item without points gets some.
    """

    scheme: Scheme
    ticks: Ints
    tick: Decimal

    def __post_init__(self) -> None:
        """Hold a read-only array; refuse what cannot be."""
        ticks = np.asarray(self.ticks, dtype=np.int64).view()
        ticks.flags.writeable = False
        object.__setattr__(self, "ticks", ticks)
        items = self.scheme.indicators
        if ticks.ndim != 2 or ticks.shape[1] != len(items):
            raise SchemeError(
                _("the points have the shape {shape}; a row for each allocation and {n} columns were expected").format(
                    shape=" × ".join(map(str, ticks.shape)), n=len(items)
                )
            )
        if not self.tick.is_finite() or self.tick <= 0:
            raise SchemeError(_("The tick must be above 0, not {tick}.").format(tick=self.tick))
        for n, item in enumerate(items):
            low, high = int(ticks[:, n].min(initial=0)), int(ticks[:, n].max(initial=0))
            if low < 0 or high * self.tick > MAX_POINTS:
                wrong = (low if low < 0 else high) * self.tick
                raise SchemeError(_("indicator {id} cannot have {points} points").format(id=item.id, points=wrong))
            if item.points is None and high:
                raise SchemeError(_("indicator {id} has no readable points; fill them in first").format(id=item.id))

    @classmethod
    def of(
        cls, scheme: Scheme, allocations: Iterable[Mapping[str, Decimal]], tick: Decimal | None = None
    ) -> Allocations:
        """Return allocations given as points by indicator; an indicator that is not named keeps its points.

        Parameters
        ----------
        tick : Decimal, optional
            What all points are whole numbers of; None: the last decimal that any of them has.

        Raises
        ------
        SchemeError
            If an indicator is not in the scheme, or points do not lie on the tick.
        """
        known = {i.id: n for n, i in enumerate(scheme.indicators)}
        now = [Decimal(0) if i.points is None else i.points for i in scheme.indicators]
        rows = []
        for allocation in allocations:
            row = list(now)
            for id_, points in allocation.items():
                if id_ not in known:
                    raise SchemeError(_("the scheme has no indicator {id}").format(id=id_))
                row[known[id_]] = points
            rows.append(row)
        step = _last_decimal(p for row in rows for p in row) if tick is None else tick
        ticks = np.array([[to_ticks(p, step) for p in row] for row in rows], dtype=np.int64)
        return cls(scheme=scheme, ticks=ticks.reshape(len(rows), len(now)), tick=step)

    def __len__(self) -> int:
        return int(self.ticks.shape[0])

    def scheme_of(self, n: int) -> Scheme:
        """Return the scheme with the points of the n-th allocation, its texts as they are."""
        points = self.points(n)
        items = tuple(i.replace(points=points.get(i.id, i.points)) for i in self.scheme.indicators)
        return self.scheme.replace(indicators=items)

    def points(self, n: int) -> dict[str, Decimal]:
        """Return the n-th allocation as points by indicator; items without points are left out."""
        pairs = zip(self.scheme.indicators, self.ticks[n], strict=True)
        return {item.id: int(count) * self.tick for item, count in pairs if item.points is not None}


@dataclass(frozen=True, kw_only=True)
class Stated:
    """Points that were recorded as such, where nobody wrote down what happened.

    Attributes
    ----------
    points : mapping of (unit, indicator) to Decimal
        The points that a unit got for an item.
    totals : mapping of unit to Decimal
        The total that is stated for a unit; what it has beyond its items is kept as it is. Of a unit
        with nothing but a total it is changed in proportion to the points that the unit can get.
    """

    points: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)
    totals: Mapping[str, Decimal] = field(default_factory=dict)

    def check(self, scheme: Scheme, events: Events) -> None:
        """Refuse units and indicators that nobody knows, and points that cannot be.

        Raises
        ------
        SchemeError
            The message names unit and indicator.
        """
        units, worth = set(events.units), {i.id: i.points for i in scheme.indicators}
        for (unit, id_), points in self.points.items():
            if id_ not in worth:
                raise SchemeError(_("{unit}: the scheme has no indicator {id}").format(unit=unit, id=id_))
            most = worth[id_]
            if not points.is_finite() or points < 0 or (most is not None and points > most):
                raise SchemeError(
                    _("{unit}, indicator {id}: {points} points are stated; it is worth {most}").format(
                        unit=unit, id=id_, points=points, most="-" if most is None else most
                    )
                )
        for unit in (*(unit for unit, _id in self.points), *self.totals):
            if unit not in units:
                raise SchemeError(_("points are stated for {unit}, which is not among the units").format(unit=unit))


def items_for(scheme: Scheme, unit_type: str = "") -> tuple[Indicator, ...]:
    """Return the indicators whose points a unit of a type can get; those of bonuses apart. Empty: all types."""
    return tuple(
        i
        for i in scheme.indicators
        if i.points and not only_bonus(i) and (not unit_type or not types_of(i) or unit_type in types_of(i))
    )


def worth_for(scheme: Scheme, unit_type: str = "") -> Decimal:
    """Return what a unit of a type can get at most, bonuses apart; without a type alternatives count once."""
    items = items_for(scheme, unit_type)
    return sum((i.points or Decimal(0) for i in items), Decimal(0)) if unit_type else Scheme.sum_of(items)


def _last_decimal(points: Iterable[Decimal]) -> Decimal:
    """Return the last decimal place that any of some points uses: 0.25 → 0.01; at most 1."""
    places = [int(p.normalize().as_tuple().exponent) for p in points if p.is_finite()]
    return Decimal(1).scaleb(min(places, default=0)) if min(places, default=0) < 0 else Decimal(1)
