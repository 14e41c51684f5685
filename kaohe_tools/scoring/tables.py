"""What one item gives, worked out once for every number of points and every recorded pattern.

Few things are recorded about one item, so few patterns differ between units: the rules are run over
those only, for all numbers of points at once; units and allocations then look their points up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

import numpy as np

from kaohe_tools.errors import SchemeError
from kaohe_tools.model import Indicator
from kaohe_tools.scoring.items import Board, Tally
from kaohe_tools.scoring.plan import LIMIT, ItemPlan, too_fine
from kaohe_tools.scoring.scores import Bools, Ints


class Figures(StrEnum):
    """What becomes of an item's figures when its points change.

    ``SCALE``: they change in proportion, so that a unit keeps its share of the points; rounded half up
    to the grain of the result. ``KEEP``: they stay as written, so a deduction of 2 still takes 2.
    Bonuses and what comes off the total stay as written in both, unless they are a share of the item's points.
    """

    SCALE = "scale"
    KEEP = "keep"


@dataclass(frozen=True, kw_only=True, eq=False)
class ItemTable:
    """One item's results, in grains.

    Attributes
    ----------
    points : ndarray, shape (n_values, n_patterns), int64
        The item's own points.
    bonus, penalties : ndarray of that shape, or None
        Before the limits of sections and of the whole; None where the item gives and takes none.
    vetoed, assessed : ndarray, shape (n_patterns,), bool
    pattern : ndarray, shape (n_units,), int64
        Which pattern each unit has.
    scaled : ndarray, shape (n_units,), bool
        Units whose points were recorded as such and changed in proportion.
    """

    points: Ints
    bonus: Ints | None
    penalties: Ints | None
    vetoed: Bools
    assessed: Bools
    pattern: Ints
    scaled: Bools


def make_table(
    item: Indicator,
    plan: ItemPlan,
    spread: ItemPlan,
    board: Board,
    values: Ints,
    figures: Figures,
    stated: Mapping[int, Decimal],
) -> ItemTable:
    """Return what an item gives for several numbers of points.

    Parameters
    ----------
    plan, spread : ItemPlan
        With the item's own points, and with all those of `values` at once.
    values : ndarray, shape (n_values,), int64
        The item's points, in grains.
    stated : mapping of unit (its place) to points
        Points that were recorded as such; used for units of which no event was recorded.
    """
    pattern, first = board.patterns(plan)
    seen = board.part(plan, first)
    recorded = seen.recorded(plan)
    assessed = np.logical_or.reduce(recorded) if recorded else np.zeros(len(first), dtype=np.bool_)
    shape = (len(values), len(first))
    tally = Tally(spread, seen)
    if figures is Figures.SCALE and item.points:
        worth = int(Fraction(item.points) * board.per_point)
        base = np.broadcast_to(Tally(plan, seen).points(), (len(first),))
        points = _scaled(base, values, worth)
    else:
        points = np.broadcast_to(tally.points(), shape)
    table = ItemTable(
        points=np.where(assessed, points, 0),
        bonus=None if tally.bonus is None else np.broadcast_to(tally.total_bonus(), shape),
        penalties=None if isinstance(tally.penalties, int) else np.broadcast_to(tally.penalties, shape),
        vetoed=np.broadcast_to(np.asarray(tally.vetoed), (len(first),)),
        assessed=assessed,
        pattern=pattern,
        scaled=np.zeros(len(pattern), dtype=np.bool_),
    )
    given = {unit: points for unit, points in stated.items() if not assessed[pattern[unit]]}
    return _with_stated(table, given, item, values, board.per_point) if given else table


def _scaled(base: Ints, values: Ints, worth: int) -> Ints:
    """Return ``base * value / worth``, rounded half up; a row for each value."""
    largest = int(base.max(initial=0)) * int(values.max(initial=0))
    if 2 * largest + worth >= LIMIT:
        raise SchemeError(too_fine())
    return np.asarray((2 * base * values[:, None] + worth) // (2 * worth))


def _with_stated(
    table: ItemTable, stated: Mapping[int, Decimal], item: Indicator, values: Ints, per_point: int
) -> ItemTable:
    """Return the table with points as stated for some units, one pattern for each number of points."""
    distinct = {points: n for n, points in enumerate(sorted(set(stated.values())))}
    base = np.array([int(Fraction(points) * per_point) for points in distinct], dtype=np.int64)
    worth = int(Fraction(item.points or 0) * per_point)
    more = _scaled(base, values, worth) if worth else np.broadcast_to(base, (len(values), len(base)))
    pattern, scaled = table.pattern.copy(), table.scaled.copy()
    for unit, points in stated.items():
        pattern[unit] = len(table.assessed) + distinct[points]
        scaled[unit] = True
    nothing = np.zeros(more.shape, dtype=np.int64)
    no, yes = np.zeros(len(base), dtype=np.bool_), np.ones(len(base), dtype=np.bool_)
    return ItemTable(
        points=np.hstack([table.points, more]),
        bonus=None if table.bonus is None else np.hstack([table.bonus, nothing]),
        penalties=None if table.penalties is None else np.hstack([table.penalties, nothing]),
        vetoed=np.concatenate([table.vetoed, no]),
        assessed=np.concatenate([table.assessed, yes]),
        pattern=pattern,
        scaled=scaled,
    )
