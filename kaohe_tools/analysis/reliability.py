"""Whether the indicators of a scheme go together: Cronbach's alpha, and pairs that say the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from kaohe_tools.analysis.items import rounded
from kaohe_tools.analysis.marks import ENOUGH, Floats, Marks, counted, pearson
from kaohe_tools.locale import Text, text
from kaohe_tools.model import Indicator

SAME = 0.9
"""From this correlation on two indicators are called redundant (project choice)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alpha:
    """Cronbach's alpha (1951, doi:10.1007/BF02310555).

    ``k / (k - 1) · (1 - Σ var(item) / var(sum))`` over the indicators that vary, for the units that were
    assessed on all of them. It is high where indicators rise and fall together; a scheme that asks for
    quite different things may well have a low one.

    Attributes
    ----------
    value : float or None
        None with fewer than 2 indicators that vary, fewer than 3 units, or a sum that does not vary.
    indicators, units : int
        How many it rests on.
    simulated : bool
        Whether `units` are units in simulated years.
    """

    value: float | None
    indicators: int
    units: int
    simulated: bool = False

    @property
    def said(self) -> Text:
        """The figure in one sentence."""
        values = {"k": self.indicators, "who": counted(self.units, self.simulated)}
        if self.value is None:
            return text(
                "Cronbach's alpha cannot be worked out: {k} indicators vary, {who} were assessed on all of them.",
                **values,
            )
        return text(
            "Cronbach's alpha is {alpha} ({k} indicators that vary, {who}): "
            "how much the indicators rise and fall together.",
            alpha=rounded(self.value), **values,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two indicators that say much the same.

    Attributes
    ----------
    r : float
        Pearson's correlation of their points.
    units : int
        Units assessed on both.
    """

    first: Indicator
    second: Indicator
    r: float
    units: int

    @property
    def said(self) -> Text:
        """The pair in one sentence."""
        return text(
            "Rows {first} ({one}) and {second} ({two}) rise and fall together (correlation {r}, {n} units).",
            first=self.first.row, one=self.first.label, second=self.second.row, two=self.second.label,
            r=rounded(self.r), n=self.units,
        )  # fmt: skip


def alpha_of(marks: Marks) -> Alpha:
    """Return Cronbach's alpha of the indicators that vary."""
    varying = [n for n, (_item, points, _totals) in enumerate(marks.columns()) if len(points) and np.ptp(points) > 0]
    points = marks.points[:, varying]
    points = points[~np.isnan(points).any(axis=1)]
    units, k = points.shape
    value = alpha(points.var(axis=0, ddof=1), float(points.sum(axis=1).var(ddof=1))) if units > 2 and k > 1 else None
    return Alpha(value=value, indicators=k, units=units, simulated=marks.simulated)


def alpha(variances: Sequence[float] | Floats, total: float) -> float | None:
    """Return Cronbach's alpha from the items' variances and that of their sum."""
    k = len(variances)
    return None if k < 2 or total <= 0 else k / (k - 1) * (1 - float(np.sum(variances)) / total)


def redundant(marks: Marks, threshold: float = SAME) -> tuple[Pair, ...]:
    """Return the pairs of indicators whose points correlate at least so much, the closest first.

    Pairs of which fewer than 10 units were assessed on both are left out: too few to tell.
    """
    found = []
    known = marks.known
    for a, b in combinations(range(len(marks.indicators)), 2):
        both = known[:, a] & known[:, b]
        r = pearson(marks.points[both, a], marks.points[both, b]) if both.sum() >= ENOUGH else None
        if r is not None and r >= threshold:
            found.append(Pair(first=marks.indicators[a], second=marks.indicators[b], r=r, units=int(both.sum())))
    return tuple(sorted(found, key=lambda p: (-p.r, p.first.row, p.second.row)))
