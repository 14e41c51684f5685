"""How far one indicator's points can move before the ranking changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from kaohe_tools.errors import AnalysisError
from kaohe_tools.locale import Text, _, text
from kaohe_tools.model import Indicator, Path, Scheme
from kaohe_tools.points import to_ticks
from kaohe_tools.scoring import Allocations, Events, Figures, Stated, rescore
from kaohe_tools.scoring.scores import Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Swap:
    """The first points at which the ranking is another one, and a pair of units that shows it."""

    points: Decimal
    ahead: str
    behind: str
    tied: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StableRange:
    """The points that one indicator can have, all others as they are, without any rank changing.

    Attributes
    ----------
    low, high : Decimal
        Every number of points on the tick from `low` to `high` gives the same ranks.
    below, above : Swap or None
        What happens one tick further; None where the search ended there (at 0, or at the most points asked for).
    note : Text or None
        For which indicators points were changed in proportion, without the rules.
    """

    indicator: Indicator
    now: Decimal
    low: Decimal
    high: Decimal
    below: Swap | None
    above: Swap | None
    note: Text | None

    @property
    def said(self) -> Text:
        """The range in one sentence, and the note."""
        said = self._said()
        return said if self.note is None else text("{said} {scaled}", said=said, scaled=self.note)

    def _said(self) -> Text:
        own = {"row": self.indicator.row, "label": self.indicator.label, "now": self.now}
        values = {**own, "low": self.low, "high": self.high}
        if self.below is None and self.above is None:
            return text(
                "Row {row} ({label}, {now} points): any points from {low} to {high} leave the ranking as it is.",
                **values,
            )
        said = text(
            "Row {row} ({label}, {now} points): from {low} to {high} points the ranking stays as it is.", **values
        )
        swap = self.above or self.below
        if swap is None or swap.tied:
            return said if swap is None else text("{said} At {points} {behind} draws level with {ahead}.", said=said,
                                                  points=swap.points, behind=swap.behind, ahead=swap.ahead)  # fmt: skip
        return text("{said} At {points} {behind} passes {ahead}.", said=said, points=swap.points,
                    behind=swap.behind, ahead=swap.ahead)  # fmt: skip


def stable_range(
    scheme: Scheme,
    events: Events,
    indicator: str,
    *,
    tick: Decimal = Decimal("0.1"),
    most: Decimal | None = None,
    figures: Figures = Figures.SCALE,
    stated: Stated | None = None,
    bonus_cap: Decimal | None = None,
    group_caps: Mapping[Path, Decimal] | None = None,
) -> StableRange:
    """Return the range within which an indicator's points leave the ranking as it is.

    Every number of points on the tick from 0 to `most` is scored, caps and all, so the range is exact
    and has no gaps inside; beyond its ends the old ranking may come back. Ranks count ties: a pair that
    draws level has changed.

    Parameters
    ----------
    tick : Decimal
        The step of points; the indicator's own points must lie on it.
    most : Decimal, optional
        Where the search ends; None: the larger of twice the points and the points and 10.
    figures, stated, bonus_cap, group_caps
        As in :func:`kaohe_tools.scoring.rescore`.

    Raises
    ------
    SchemeError
        If there is no such indicator, or the records do not fit.
    PointsError
        If the indicator's points do not lie on the tick.
    AnalysisError
        If it has no points, or fewer than 2 units have a total.
    """
    item = scheme.indicator(indicator)
    if item.points is None:
        raise AnalysisError(_("indicator {id} has no readable points; fill them in first").format(id=indicator))
    now = to_ticks(item.points, tick)
    end = max(2 * now, now + int(10 / tick)) if most is None else max(now, int(most / tick))
    many = rescore(
        _swept(scheme, indicator, tick, end),
        events,
        figures=figures,
        stated=stated,
        bonus_cap=bonus_cap,
        group_caps=group_caps,
    )
    if many.counted.sum() < 2:
        raise AnalysisError(_("fewer than two units have a total; there is no ranking"))
    same = (many.ranks == many.ranks[now]).all(axis=1)
    changed = np.flatnonzero(~same)
    low = int(changed[changed < now].max(initial=-1)) + 1
    high = int(changed[changed > now].min(initial=end + 1)) - 1
    return StableRange(
        indicator=item,
        now=item.points,
        low=low * tick,
        high=high * tick,
        below=_swap(many.units, many.total, now, low - 1, tick, many.counted) if low else None,
        above=_swap(many.units, many.total, now, high + 1, tick, many.counted) if high < end else None,
        note=many.note,
    )


def _swept(scheme: Scheme, indicator: str, tick: Decimal, end: int) -> Allocations:
    """Return an allocation for every number of ticks of one indicator, from 0 to `end`."""
    one = Allocations.of(scheme, [{indicator: tick}])
    ticks = np.tile(one.ticks, (end + 1, 1))
    ticks[:, [i.id for i in scheme.indicators].index(indicator)] = np.arange(end + 1) * to_ticks(tick, one.tick)
    return Allocations(scheme=scheme, ticks=ticks, tick=one.tick)


def _swap(
    units: tuple[str, ...],
    total: Ints,
    now: int,
    then: int,
    tick: Decimal,
    counted: np.ndarray[tuple[int], np.dtype[np.bool_]],
) -> Swap:
    """Return a pair that stands otherwise: one that has changed places before one that has drawn level or parted."""
    places = np.flatnonzero(counted)
    before = np.sign(total[now][places, None] - total[now][None, places])
    after = np.sign(total[then][places, None] - total[then][None, places])
    passed = (before > 0) & (after < 0)
    level = (before > 0) & (after == 0)
    parted = (before == 0) & (after < 0)
    for found, tied in ((passed, False), (level, True), (parted, False)):
        if found.any():
            ahead, behind = (units[places[int(n)]] for n in np.argwhere(found)[0])
            return Swap(points=then * tick, ahead=ahead, behind=behind, tied=tied)
    raise AssertionError(units)  # pragma: no cover - ranks differ only where a pair does
