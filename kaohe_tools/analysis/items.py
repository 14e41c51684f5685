"""Each indicator by itself: how hard it is, whether it tells good work from poor."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

import numpy as np

from kaohe_tools.analysis.marks import ENOUGH, Floats, Marks, counted, fisher_interval, pearson
from kaohe_tools.locale import Text, text
from kaohe_tools.model import Indicator

GROUP = Fraction(27, 100)
"""The share of units in the upper and in the lower group."""
_SMALLEST_GROUP = 5
_LOW = 0.2


class Sort(StrEnum):
    """What stands out about an indicator."""

    GIVEN_AWAY = "given-away"  # every unit has all of its points
    DEAD = "dead"  # no unit has any of them
    SAME = "same"  # every unit has the same points, some but not all
    TELLS = "tells"  # units differ


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One indicator's figures.

    Attributes
    ----------
    units : int
        How many units were assessed on it; the figures are theirs.
    full, none : int
        How many of them have all of its points, or none.
    difficulty : float or None
        The mean share of its points that units get (the P value of test theory: high is easy). None
        where nobody was assessed.
    discrimination : float or None
        Corrected item–total correlation: Pearson's r of the item's points and the total *without* them
        (Henrysson 1963, doi:10.1007/BF02289618). None where either does not vary, or under 3 units.
    interval : (float, float) or None
        Its 95 % confidence interval by Fisher's z.
    upper_lower : float or None
        Mean share in the best 27 % of units less that in the worst 27 % (Kelley 1939,
        doi:10.1037/h0057123); groups are rounded to whole units, and equal totals at a group's edge
        share the places left. None under 4 units.
    upper_lower_interval : (float, float) or None
        Its 95 % interval from the variances within the groups; None where a group has under 5 units.
    simulated : bool
        Whether `units` are units in simulated years.
    """

    indicator: Indicator
    units: int
    full: int
    none: int
    sort: Sort
    difficulty: float | None
    discrimination: float | None
    interval: tuple[float, float] | None
    upper_lower: float | None
    upper_lower_interval: tuple[float, float] | None
    simulated: bool = False

    @property
    def worth(self) -> Decimal:
        """The item's points."""
        return self.indicator.points or Decimal(0)

    @property
    def said(self) -> Text:
        """What the figures say, in one sentence."""
        values = {"row": self.indicator.row, "label": self.indicator.label, "points": self.worth}
        who = counted(self.units, self.simulated)
        if self.units == 0:
            return text("Row {row} ({label}): no unit was assessed.", **values)
        if self.sort is Sort.GIVEN_AWAY:
            return text("Row {row} ({label}): all {who} have all {points} points.", who=who, **values)
        if self.sort is Sort.DEAD:
            return text("Row {row} ({label}): none of {who} has any of the {points} points.", who=who, **values)
        if self.sort is Sort.SAME:
            return text("Row {row} ({label}): all {who} have the same points.", who=who, **values)
        mean = Fraction(self.difficulty or 0).limit_denominator(1000)
        if self.discrimination is None and self.units >= ENOUGH:
            return text("Row {row} ({label}): units have {mean} of its points on average; the rest of their totals "
                        "does not vary, so there is nothing to hold it against.", mean=mean, **values)  # fmt: skip
        if self.units < ENOUGH or self.discrimination is None or self.interval is None:
            return text("Row {row} ({label}): units have {mean} of its points on average; {n} units are too few to say "
                        "whether it tells good work from poor.", mean=mean, n=self.units, **values)  # fmt: skip
        values |= {
            "r": rounded(self.discrimination),
            "low": rounded(self.interval[0]),
            "high": rounded(self.interval[1]),
        }
        if self.interval[1] < 0:
            return text("Row {row} ({label}): units with better totals tend to have less of it "
                        "(correlation {r}, {low} to {high}).", **values)  # fmt: skip
        if self.interval[1] < _LOW:
            return text("Row {row} ({label}): it hardly tells good work from poor "
                        "(correlation {r}, {low} to {high}).", **values)  # fmt: skip
        if self.interval[0] > 0 and self.discrimination < _LOW:
            return text("Row {row} ({label}): units with better totals have little more of it "
                        "(correlation {r}, {low} to {high}).", **values)  # fmt: skip
        if self.interval[0] > 0:
            return text("Row {row} ({label}): units with better totals tend to have more of it "
                        "(correlation {r}, {low} to {high}).", **values)  # fmt: skip
        return text("Row {row} ({label}): whether it tells good work from poor cannot be told "
                    "(correlation {r}, {low} to {high}).", **values)  # fmt: skip


def items_of(marks: Marks) -> tuple[Item, ...]:
    """Return the figures of every indicator that is worth points."""
    found = []
    for n, (item, points, totals) in enumerate(marks.columns()):
        r = pearson(points, totals - points)
        worth = float(item.points or 1)
        upper_lower = _upper_lower(points / worth, totals) if len(points) >= 4 else None
        full, none = int(marks.full[:, n].sum()), int(marks.none[:, n].sum())
        found.append(
            Item(
                indicator=item,
                units=len(points),
                full=full,
                none=none,
                sort=_sort(points, full, none),
                difficulty=float(points.mean() / worth) if len(points) else None,
                discrimination=r,
                interval=None if r is None else fisher_interval(r, len(points)),
                upper_lower=None if upper_lower is None else upper_lower[0],
                upper_lower_interval=None if upper_lower is None else upper_lower[1],
                simulated=marks.simulated,
            )
        )
    return tuple(found)


def rounded(figure: float) -> Decimal:
    """Return a statistic to two decimals, for a sentence."""
    return Decimal(f"{figure:.2f}") + 0  # no -0.00


def _sort(points: Floats, full: int, none: int) -> Sort:
    n = len(points)
    if n and full == n:
        return Sort.GIVEN_AWAY
    if n and none == n:
        return Sort.DEAD
    return Sort.SAME if n and np.ptp(points) == 0 else Sort.TELLS


def _upper_lower(shares: Floats, totals: Floats) -> tuple[float, tuple[float, float] | None]:
    size = max(1, round(len(totals) * GROUP))
    upper, lower = _group(totals, size), _group(-totals, size)
    means = [float(weights @ shares / size) for weights in (upper, lower)]
    gap = means[0] - means[1]
    if size < _SMALLEST_GROUP:
        return gap, None
    spread = [float(w @ (shares - m) ** 2 / (size - 1)) for w, m in zip((upper, lower), means, strict=True)]
    half = 1.959963984540054 * float(np.sqrt(sum(spread) / size))
    return gap, (gap - half, gap + half)


def _group(totals: Floats, size: int) -> Floats:
    """Return each unit's weight in the group of the `size` largest totals; ties at its edge share what is left."""
    edge = np.sort(totals)[-size]
    above, at = totals > edge, totals == edge
    return np.asarray(above + at * (size - above.sum()) / at.sum(), dtype=np.float64)
