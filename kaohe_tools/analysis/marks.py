"""What an analysis looks at: the points of many units (or simulated ones) for each indicator."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from kaohe_tools.errors import AnalysisError
from kaohe_tools.locale import Text, _, text
from kaohe_tools.model import Indicator, Scheme
from kaohe_tools.scoring import Rescored, Scores
from kaohe_tools.scoring.plan import only_bonus
from kaohe_tools.scoring.scores import Bools, Ints

Floats = NDArray[np.float64]

ENOUGH = 10
"""With fewer units a correlation says next to nothing; readings then say so (project choice)."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Marks:
    """Points by unit and indicator, for statistics: floats, since means and correlations are no points.

    Attributes
    ----------
    indicators : tuple of Indicator
        Those that are worth points of their own; bonus items and vetoes are only in the totals.
    points : ndarray, shape (n, n_indicators), float64
        NaN where an indicator was not assessed.
    full, none : ndarray, same shape, bool
        Where all of the item's points were got, or none at all; decided on exact points.
    totals : ndarray, shape (n,), float64
        Whole totals, with bonus and penalties.
    simulated : bool
        Whether each row is a unit in one simulated year, not a unit.
    note : Text or None
        For which indicators points were changed in proportion, without the rules.
    """

    indicators: tuple[Indicator, ...]
    points: Floats
    full: Bools
    none: Bools
    totals: Floats
    simulated: bool = False
    note: Text | None = None

    @classmethod
    def of(cls, scores: Scores) -> Marks:
        """Return the marks of scored units; replications are rows of their own, one below the other.

        Raises
        ------
        AnalysisError
            If no unit has any record.
        """
        width = len(scores.scheme.indicators)
        return cls._of(
            scores.scheme,
            scores.points.reshape(-1, width),
            scores.assessed.reshape(-1, width),
            scores.total.reshape(-1),
            scores.grain,
            simulated=scores.points.ndim > 2,
        )

    @classmethod
    def of_rescored(cls, many: Rescored, n: int = 0) -> Marks:
        """Return the marks of one allocation of :func:`kaohe_tools.scoring.rescore`."""
        parts, scheme = many.breakdown(n), many.allocations.scheme_of(n)
        return cls._of(scheme, parts.points, parts.assessed, parts.total, parts.grain, note=many.note)

    @classmethod
    def _of(
        cls, scheme: Scheme, points: Ints, assessed: Bools, total: Ints, grain: Decimal, *, simulated: bool = False,
        note: Text | None = None,
    ) -> Marks:  # fmt: skip
        held = [n for n, i in enumerate(scheme.indicators) if i.points and not only_bonus(i)]
        rows = assessed.any(axis=1)
        if not rows.any():
            raise AnalysisError(_("no unit has any record; there is nothing to analyse"))
        items = tuple(scheme.indicators[n] for n in held)
        own, known = points[rows][:, held], assessed[rows][:, held]
        worth = np.array([int(Fraction(i.points or 0) / Fraction(grain)) for i in items], dtype=np.int64)
        return cls(
            indicators=items,
            points=np.where(known, own * float(grain), np.nan),
            full=known & (own == worth),
            none=known & (own == 0),
            totals=np.asarray(total[rows] * float(grain), dtype=np.float64),
            simulated=simulated,
            note=note,
        )

    def __len__(self) -> int:
        return len(self.totals)

    @property
    def known(self) -> Bools:
        """Where an indicator was assessed."""
        return np.asarray(~np.isnan(self.points))

    @property
    def worth(self) -> Floats:
        """The indicators' points."""
        return np.array([float(i.points or 0) for i in self.indicators])

    def columns(self) -> Iterator[tuple[Indicator, Floats, Floats]]:
        """Yield each indicator with its points and the totals of the units assessed on it."""
        for n, item in enumerate(self.indicators):
            rows = self.known[:, n]
            yield item, self.points[rows, n], self.totals[rows]


def counted(n: int, simulated: bool) -> Text:
    """Say how many rows of marks there are: units, or units in simulated years."""
    return text("{n} simulated results", n=n) if simulated else text("{n} units", n=n)


def pearson(first: Floats, second: Floats) -> float | None:
    """Return Pearson's correlation; None with fewer than 3 pairs, or where one of them does not vary."""
    if len(first) < 3 or np.ptp(first) == 0 or np.ptp(second) == 0:
        return None
    one, two = first - first.mean(), second - second.mean()
    size = float(np.sqrt((one @ one) * (two @ two)))
    return None if size == 0 else float(np.clip(one @ two / size, -1, 1))


def fisher_interval(r: float, n: int, quantile: float = 1.959963984540054) -> tuple[float, float] | None:
    """Return the 95 % confidence interval of a correlation by Fisher's z; None with fewer than 4 pairs.

    Source: Fisher (1921), Metron 1, 3–32: atanh r is about normal with variance 1 / (n - 3).
    """
    if n < 4:
        return None
    if abs(r) == 1:
        return (r, r)
    half = quantile / float(np.sqrt(n - 3))
    z = float(np.arctanh(r))
    return float(np.tanh(z - half)), float(np.tanh(z + half))
