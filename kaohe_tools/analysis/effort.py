"""The least effort that still reaches a grade: which items a unit could skip."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor, lcm

import numpy as np

from kaohe_tools.errors import AnalysisError
from kaohe_tools.locale import Text, _, text
from kaohe_tools.model import Indicator, Scheme
from kaohe_tools.scoring.allocations import items_for, worth_for

_MOST_TICKS = 2_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class LeastEffort:
    """What a unit has to do at least for a number of points, everything it does being done in full.

    Attributes
    ----------
    line : Decimal
    skipped : tuple of Indicator
        What it can leave undone, in the scheme's order.
    saved, effort : Fraction
        The effort of what is skipped, and of everything.
    points : Decimal
        What is left; at least the line.
    total : Decimal
        What everything comes to.
    """

    line: Decimal
    skipped: tuple[Indicator, ...]
    saved: Fraction
    effort: Fraction
    points: Decimal
    total: Decimal

    @property
    def said(self) -> Text:
        """What can be skipped, in one sentence."""
        share = self.saved / self.effort if self.effort else Fraction(0)
        values = {"line": self.line, "n": len(self.skipped), "share": share, "points": self.points}
        if not self.skipped:
            return text("For {line} points no indicator can be skipped.", **values)
        return text(
            "For {line} points a unit can skip {n} indicators, {share} of the effort, and still has {points}: "
            "rows {rows}.",
            rows=tuple(i.row for i in self.skipped), **values,
        )  # fmt: skip


def least_effort(
    scheme: Scheme, line: Decimal, *, efforts: Mapping[str, Fraction] | None = None, unit_type: str = ""
) -> LeastEffort:
    """Return what a unit can skip at most and still reach a number of points.

    A 0-1 knapsack, solved exactly by dynamic programming over the points that may be lost (Bellman;
    Kellerer, Pferschy and Pisinger 2004, doi:10.1007/978-3-540-24777-7, section 2.3): the points of the
    skipped items may not pass what the whole has above the line, and their effort is as large as can be.
    Of solutions that save the same, one that loses the fewest points is taken. Bonuses are left out:
    nobody is promised one.

    Parameters
    ----------
    line : Decimal
        The points wanted, such as 90.
    efforts : mapping of indicator to Fraction, optional
        How much work an item is; 1 where not named, so that as many items as can be are skipped.
    unit_type : str
        The type of unit, where indicators apply to some types only; empty: all indicators count.

    Raises
    ------
    AnalysisError
        If all indicators together do not reach the line, an effort is negative or of an unknown
        indicator, or the points are too fine to be searched.
    """
    given = efforts or {}
    unknown = sorted(set(given) - {i.id for i in scheme.indicators})
    if unknown:
        raise AnalysisError(_("the scheme has no indicator {id}").format(id=", ".join(unknown)))
    if any(effort < 0 for effort in given.values()):
        raise AnalysisError(_("an effort cannot be negative"))
    items = items_for(scheme, unit_type)
    total = worth_for(scheme, unit_type)
    if total < line:
        raise AnalysisError(
            _("all indicators together come to {total} points; {line} cannot be reached").format(total=total, line=line)
        )
    work = [Fraction(given.get(i.id, 1)) for i in items]
    skipped = [items[n] for n in _knapsack([Fraction(i.points or 0) for i in items], work, Fraction(total - line))]
    lost = sum((i.points or Decimal(0) for i in skipped), Decimal(0))
    return LeastEffort(
        line=line,
        skipped=tuple(skipped),
        saved=sum((Fraction(given.get(i.id, 1)) for i in skipped), Fraction(0)),
        effort=sum(work, Fraction(0)),
        points=total - lost,
        total=total,
    )


def _knapsack(sizes: list[Fraction], values: list[Fraction], room: Fraction) -> list[int]:
    """Return which things to take: the largest value that fits, then the smallest size."""
    parts = lcm(*(s.denominator for s in sizes), 1)
    ticks = [int(s * parts) for s in sizes]
    space = min(floor(room * parts), sum(ticks))
    if space > _MOST_TICKS:
        raise AnalysisError(_("the points have too many decimals to be searched"))
    scale = lcm(*(v.denominator for v in values), 1)
    worth = [int(v * scale) for v in values]
    if sum(worth) >= 2**62:
        raise AnalysisError(_("the efforts have too many decimals to be added exactly"))
    best = np.zeros(space + 1, dtype=np.int64)  # best[s]: the most value with sizes of s at most
    taken = np.zeros((len(ticks), space + 1), dtype=np.bool_)
    for n, (size, value) in enumerate(zip(ticks, worth, strict=True)):
        if size > space or value == 0:
            continue
        with_it = best[: space + 1 - size] + value
        taken[n, size:] = with_it > best[size:]
        best[size:] = np.maximum(best[size:], with_it)
    at = int(np.argmax(best == best[-1]))  # the smallest size that has the most value
    found = []
    for n in range(len(ticks) - 1, -1, -1):
        if taken[n, at]:
            found.append(n)
            at -= ticks[n]
    return found[::-1]
