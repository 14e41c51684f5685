"""Rules × recorded events → points, in arrays over units and replications.

In this order, each item by itself:

1. A rule's amount is its figure times the full steps recorded (每低5%, 12 short: two steps), the
   sum over its tiers, the recorded points, or the band's figure; then at most the rule's cap.
   Of overlapping bands the first counts; outside all bands nothing is taken or earned; the
   highest band holds its upper end.
2. Deductions are added, multiplied by 减半 / 加倍 of deductions (at most to that rule's own cap),
   and limited by the item's cap.
3. The item has its points from the start, or 0 where it earns them (awards, completion rates,
   bands without negative points). Earned points are added, deductions taken off; the result is
   held between 0 and the item's points. 减半得分 / 加倍得分 multiplies that result, within the same
   limits. 得满分 beside deductions and no other award only says where the item starts.
4. 不得分 and 扣完 take the item to 0.
5. Bonuses go to the unit's bonus: each with its rule's cap, multiplied by 加倍加分, limited by
   their item's points where the item has nothing but bonus rules, then by `group_caps` from the
   innermost out, then by `bonus_cap`. Deductions beyond the item go to the unit's penalties.
6. Total = items + bonus - penalties; a veto makes it 0.

What was not recorded did not happen, and the item is marked partial; an item of which nothing was
recorded, or that does not apply to the unit's type, is not assessed and counts nothing.

Source: design §8 (order of limits); the conventions on bands, factors and 得满分 are this project's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import numpy as np

from kaohe_tools.model import Path, Scheme
from kaohe_tools.scoring.events import Events
from kaohe_tools.scoring.items import Board, Tally
from kaohe_tools.scoring.plan import Plan, make_plan
from kaohe_tools.scoring.scores import Bools, Ints, Scores


def score(
    scheme: Scheme,
    events: Events,
    *,
    bonus_cap: Decimal | None = None,
    group_caps: Mapping[Path, Decimal] | None = None,
) -> Scores:
    """Return the points that units get under a scheme for what was recorded.

    Parameters
    ----------
    events : Events
        One recording, or replications of it.
    bonus_cap : Decimal, optional
        The most that all bonuses of a unit come to.
    group_caps : mapping of section path to Decimal, optional
        The most that the bonuses below a section come to; a section's limit also holds for those in it.

    Raises
    ------
    SchemeError
        If the events have a slot that the scheme has not; if a rule has no figure, an item with rules
        no points, or a figure is negative; if the figures cannot be added exactly in 64 bits.
    """
    plan = make_plan(scheme, bonus_cap, group_caps or {})
    board = Board.of(plan, events)
    whole = _Whole(plan, events.values.shape[:-1])
    applies = applying(plan, events.unit_types, len(events.units))
    for n, item in enumerate(plan.items):
        if not item.columns:
            continue
        if item.types and events.unit_types:
            board.withdraw(item, ~applies[:, n])
        whole.add(n, Tally(item, board), board.recorded(item))
    bonus = limited(whole.bonuses, plan, whole.vetoed.shape)
    return Scores(
        scheme=scheme,
        events=events,
        grain=plan.grain,
        points=np.moveaxis(whole.points, 0, -1),
        assessed=np.moveaxis(whole.assessed, 0, -1),
        partial=np.moveaxis(whole.partial, 0, -1),
        applies=applies,
        bonus=bonus,
        penalties=whole.penalties,
        total=np.where(whole.vetoed, 0, whole.points.sum(axis=0) + bonus - whole.penalties),
        vetoed=whole.vetoed,
    )


class _Whole:
    """All items' results, items first: each item's row is one contiguous block."""

    def __init__(self, plan: Plan, shape: tuple[int, ...]) -> None:
        self.points: Ints = np.zeros((len(plan.items), *shape), dtype=np.int64)
        self.assessed: Bools = np.zeros(self.points.shape, dtype=np.bool_)
        self.partial: Bools = np.zeros(self.points.shape, dtype=np.bool_)
        self.penalties: Ints = np.zeros(shape, dtype=np.int64)
        self.vetoed: Bools = np.zeros(shape, dtype=np.bool_)
        self.bonuses: list[tuple[Path, Ints]] = []

    def add(self, n: int, tally: Tally, recorded: list[Bools]) -> None:
        """Take over the n-th item's result; `recorded` says for each of its slots where it was recorded."""
        self.assessed[n] = np.logical_or.reduce(recorded)
        self.partial[n] = self.assessed[n] & ~np.logical_and.reduce(recorded)
        self.points[n] = np.where(self.assessed[n], tally.points(), 0)
        self.penalties += tally.penalties
        self.vetoed |= tally.vetoed
        if tally.bonus is not None:
            self.bonuses.append((tally.path, tally.total_bonus()))


def applying(plan: Plan, unit_types: Sequence[str], units: int) -> Bools:
    """Return which items count for which units, by the units' types; shape (n_units, n_indicators)."""
    applies = np.ones((units, len(plan.items)), dtype=np.bool_)
    if not unit_types:
        return applies
    types, of_unit = np.unique(np.array(unit_types, dtype=object), return_inverse=True)
    for n, item in enumerate(plan.items):
        if item.types:
            applies[:, n] = np.array([t == "" or t in item.types for t in types], dtype=np.bool_)[of_unit]
    return applies


def limited(bonuses: list[tuple[Path, Ints]], plan: Plan, shape: tuple[int, ...]) -> Ints:
    """Return each unit's bonus after the limits of sections, from the innermost out, and of the whole."""
    parts = list(bonuses)
    for path, cap in plan.group_caps:
        inside = [b for p, b in parts if p[: len(path)] == path]
        if inside:
            parts = [(p, b) for p, b in parts if p[: len(path)] != path]
            parts.append((path, np.minimum(np.sum(inside, axis=0), cap)))
    total = np.zeros(shape, dtype=np.int64)
    for _path, part in parts:
        total = total + part
    return total if plan.bonus_cap is None else np.minimum(total, plan.bonus_cap)
