"""The result: points per unit and indicator, sections, bonus, penalties, total."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from kaohe_tools.errors import SchemeError
from kaohe_tools.locale import _
from kaohe_tools.model import Path, Scheme
from kaohe_tools.scoring.events import Events

if TYPE_CHECKING:
    import pandas as pd

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True, eq=False)
class Scores:
    """What units get under a scheme for what was recorded.

    Arrays of points are int64 counts of `grain`, so they are exact; :meth:`decimal` and the methods
    that end in ``_of`` give Decimals. ``…`` below is nothing, or n_replications in front.

    Attributes
    ----------
    scheme, events
        What was scored.
    grain : Decimal
        Points that one count stands for, such as 0.5.
    points : ndarray, shape (…, n_units, n_indicators), int64
        Each item's own points, between 0 and what the item is worth; 0 where not assessed.
    assessed : ndarray, same shape, bool
        Whether anything that the item asks about was recorded (and the item applies to the unit).
    partial : ndarray, same shape, bool
        Assessed, but something that the item asks about was not recorded; it counts as not happened.
    applies : ndarray, shape (n_units, n_indicators), bool
        Whether the indicator is meant for units of this type.
    bonus, penalties : ndarray, shape (…, n_units), int64
        Points on top of the items' after every limit; points off the total. Neither is negative.
    total : ndarray, shape (…, n_units), int64
        Items + bonus - penalties; 0 for a vetoed unit. Penalties may take it below 0.
    vetoed : ndarray, shape (…, n_units), bool
    """

    scheme: Scheme
    events: Events
    grain: Decimal
    points: Ints
    assessed: Bools
    partial: Bools
    applies: Bools
    bonus: Ints
    penalties: Ints
    total: Ints
    vetoed: Bools

    @property
    def units(self) -> tuple[str, ...]:
        """The units' names, in the order of the arrays."""
        return self.events.units

    @property
    def indicators(self) -> tuple[str, ...]:
        """The indicators' ids, in the order of the arrays."""
        return tuple(i.id for i in self.scheme.indicators)

    @property
    def not_assessed(self) -> Ints:
        """How many indicators that apply to a unit have no record; shape (…, n_units)."""
        count: Ints = np.sum(self.applies & ~self.assessed, axis=-1, dtype=np.int64)
        return count

    @property
    def sections(self) -> Ints:
        """Sums of the items' points by section, as ``scheme.sections``; shape (…, n_units, n_sections)."""
        sums = [self.section(section.path) for section in self.scheme.sections]
        return np.stack(sums, axis=-1) if sums else np.zeros((*self.total.shape, 0), dtype=np.int64)

    def section(self, path: Path) -> Ints:
        """Return the sum of the items' points below a section, in grains; shape (…, n_units)."""
        columns = [n for n, i in enumerate(self.scheme.indicators) if i.path[: len(path)] == path]
        total: Ints = self.points[..., columns].sum(axis=-1, dtype=np.int64)
        return total

    def decimal(self, count: int | np.int64) -> Decimal:
        """Return a count of grains as points."""
        return int(count) * self.grain

    def points_of(self, unit: str, indicator: str, replication: int | None = None) -> Decimal | None:
        """Return a unit's points for an indicator, or None where it is not assessed.

        Parameters
        ----------
        replication : int, optional
            Which replication; needed where the events hold several.

        Raises
        ------
        SchemeError
            If there is no such unit, indicator or replication.
        """
        place = (*self._unit(unit, replication), self._indicator(indicator))
        return self.decimal(self.points[place]) if self.assessed[place] else None

    def section_of(self, unit: str, path: Path, replication: int | None = None) -> Decimal:
        """Return a unit's sum of points below a section."""
        return self.decimal(self.section(path)[self._unit(unit, replication)])

    def total_of(self, unit: str, replication: int | None = None) -> Decimal:
        """Return a unit's total points."""
        return self.decimal(self.total[self._unit(unit, replication)])

    def bonus_of(self, unit: str, replication: int | None = None) -> Decimal:
        """Return a unit's bonus points after every limit."""
        return self.decimal(self.bonus[self._unit(unit, replication)])

    def penalties_of(self, unit: str, replication: int | None = None) -> Decimal:
        """Return the points taken off a unit's total, as a number that is not negative."""
        return self.decimal(self.penalties[self._unit(unit, replication)])

    def totals(self, replication: int | None = None) -> tuple[Decimal, ...]:
        """Return every unit's total points, in the order of `units`."""
        return tuple(self.decimal(count) for count in self.total[self._replication(replication)])

    def to_frame(self, replication: int | None = None) -> pd.DataFrame:
        """Return one row per unit as a DataFrame; points are floats, NaN where not assessed.

        Columns: ``unit``, one per indicator id, ``bonus``, ``penalties``, ``total``, ``vetoed``,
        ``not_assessed`` and ``partial`` (how many indicators of each sort).
        """
        import pandas as pd

        at = self._replication(replication)
        scale = float(1 / self.grain) if self.grain else 1.0
        columns: dict[str, Any] = {"unit": list(self.units)}
        items = np.where(self.assessed[at], self.points[at] / scale, np.nan)
        columns |= {id_: items[:, n] for n, id_ in enumerate(self.indicators)}
        columns |= {name: getattr(self, name)[at] / scale for name in ("bonus", "penalties", "total")}
        columns["vetoed"] = self.vetoed[at]
        columns["not_assessed"] = self.not_assessed[at]
        columns["partial"] = self.partial[at].sum(axis=-1)
        return pd.DataFrame(columns)

    def _replication(self, replication: int | None) -> tuple[int, ...]:
        held = self.events.n_replications
        if held is None and replication is None:
            return ()
        if held is None:
            raise SchemeError(_("these scores are of one recording; they hold no replications"))
        if replication is None or not 0 <= replication < held:
            raise SchemeError(_("name one of the {n} replications, counted from 0").format(n=held))
        return (replication,)

    def _unit(self, unit: str, replication: int | None) -> tuple[int, ...]:
        if unit not in self.units:
            raise SchemeError(_("there is no unit {unit} in these scores").format(unit=unit))
        return (*self._replication(replication), self.units.index(unit))

    def _indicator(self, indicator: str) -> int:
        if indicator not in self.indicators:
            raise SchemeError(_("the scheme has no indicator {id}").format(id=indicator))
        return self.indicators.index(indicator)
