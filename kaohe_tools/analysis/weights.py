"""What the points say an indicator weighs, and what it weighs in fact."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from kaohe_tools.analysis.marks import Floats, Marks, pearson
from kaohe_tools.locale import Text, text
from kaohe_tools.model import Indicator

_PER_GROUP = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """One indicator's nominal and effective weight.

    Attributes
    ----------
    assessed : bool
        Whether any unit was assessed on it; else it weighs nothing, which says nothing about it.
    nominal : float
        Its share of all points.
    part : float
        Its share of the variance of the totals: cov(item, total) / var(total). These shares add up to 1
        over all items together with bonus and penalties; negative where an item works against the rest.
    main_effect : float
        Pearson's correlation ratio η² = Var(E[total | item]) / Var(total), which Paruolo, Saisana and
        Saltelli (2013, doi:10.1111/j.1467-985X.2012.01059.x) take for an item's importance: the part
        of the variance that would go if the item were fixed. Estimated from group means, the groups
        being the item's distinct points (where there are more than one for 5 units, neighbours are
        put together until each group has 5), with Kelley's correction for the number of groups (1935,
        doi:10.1073/pnas.21.9.554), never below 0.
        Correlated items share what they explain, so these do not add up to 1.
    linear : float
        r², what a straight line alone explains.
    """

    indicator: Indicator
    assessed: bool
    nominal: float
    part: float
    main_effect: float
    linear: float


@dataclass(frozen=True, kw_only=True)
class Weights:
    """All indicators' weights.

    Attributes
    ----------
    rest : float
        What bonus and penalties take of the variance of the totals.
    units : int
        The units on whose totals they rest.
    simulated : bool
        Whether these are units in simulated years.
    """

    rows: tuple[Weight, ...]
    rest: float
    units: int
    simulated: bool = False

    @property
    def said(self) -> tuple[Text, ...]:
        """Where effective and nominal weight are furthest apart."""
        rows = [w for w in self.rows if w.assessed]
        if not rows or not any(w.part for w in rows):
            return ()
        gap = {w: w.part - w.nominal for w in rows}
        high, low = max(rows, key=lambda w: gap[w]), min(rows, key=lambda w: gap[w])
        lines = []
        if gap[high] > 0:
            lines.append(
                text("Row {row} ({label}) has {nominal} of the points, and makes {part} of the differences.",
                     **_values(high))
            )  # fmt: skip
        if low.part < 0:
            lines.append(
                text("Row {row} ({label}) has {nominal} of the points, but goes against the totals: it makes {part} of "
                     "the differences.", **_values(low))
            )  # fmt: skip
        elif gap[low] < 0:
            lines.append(
                text("Row {row} ({label}) has {nominal} of the points, but makes only {part} of the differences.",
                     **_values(low))
            )  # fmt: skip
        return tuple(lines)


def weights_of(marks: Marks) -> Weights:
    """Return nominal and effective weights; an indicator that was not assessed for a unit counts 0 there."""
    totals = marks.totals
    variance = float(totals.var())
    points = np.where(marks.known, marks.points, 0.0)
    whole = float(marks.worth.sum())
    rows = []
    for item, own, worth, known in zip(marks.indicators, points.T, marks.worth, marks.known.T, strict=True):
        r = pearson(own, totals) or 0.0
        part = float(((own - own.mean()) * (totals - totals.mean())).mean()) / variance if variance else 0.0
        rows.append(
            Weight(
                indicator=item,
                assessed=bool(known.any()),
                nominal=float(worth) / whole,
                part=part,
                main_effect=correlation_ratio(own, totals),
                linear=r * r,
            )
        )
    rest = 1 - sum(w.part for w in rows) if variance else 0.0
    return Weights(rows=tuple(rows), rest=rest, units=len(marks), simulated=marks.simulated)


def correlation_ratio(given: Floats, totals: Floats) -> float:
    """Return η² of the totals on groups of `given`, with Kelley's correction, between 0 and 1.

    ``1 - (1 - η²)(n - 1)/(n - k)`` for k groups; 0 where there is one group, or as many as units.
    """
    groups = _groups(given)
    n, k = len(totals), int(groups.max(initial=0)) + 1
    around = float(((totals - totals.mean()) ** 2).sum()) if n else 0.0
    if k < 2 or n <= k or around == 0:
        return 0.0
    sizes, sums = np.bincount(groups), np.bincount(groups, weights=totals)
    between = float((sizes * (sums / sizes - totals.mean()) ** 2).sum())
    return max(0.0, 1 - (1 - between / around) * (n - 1) / (n - k))


def _groups(given: Floats) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return groups: the distinct values, or where these are many, neighbours with at least 5 units together."""
    _values, at, sizes = np.unique(given, return_inverse=True, return_counts=True)
    if len(sizes) * _PER_GROUP <= len(given):
        return np.asarray(at, dtype=np.int64)
    group = np.zeros(len(sizes), dtype=np.int64)
    inside = now = 0
    for n, size in enumerate(sizes):
        if inside >= _PER_GROUP:
            now, inside = now + 1, 0
        group[n] = now
        inside += int(size)
    if inside < _PER_GROUP and now:  # too few are left: they join the group before
        group[group == now] = now - 1
    return group[at]


def _values(weight: Weight) -> dict[str, object]:
    return {
        "row": weight.indicator.row,
        "label": weight.indicator.label,
        "nominal": Fraction(weight.nominal).limit_denominator(10_000),
        "part": Fraction(weight.part).limit_denominator(10_000),
    }
