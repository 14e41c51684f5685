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

from collections.abc import Mapping
from decimal import Decimal

import numpy as np

from kaohe_tools.errors import SchemeError
from kaohe_tools.locale import _
from kaohe_tools.model import Path, RuleKind, Scheme
from kaohe_tools.scoring.events import Events, Floats
from kaohe_tools.scoring.plan import POINT_STEPS, VALUE_STEPS, ItemPlan, Plan, RulePlan, make_plan
from kaohe_tools.scoring.scores import Bools, Ints, Scores
from kaohe_tools.scoring.slots import Form, Slot

_HUNDRED = VALUE_STEPS // POINT_STEPS


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
    applies = applying(plan, events)
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


class Board:
    """What was recorded, one contiguous row for each slot; zeros where nothing was."""

    def __init__(self, per_point: int, rows: Mapping[int, int], values: Floats, recorded: Bools) -> None:
        self.per_point = per_point
        self._row = rows
        self._values = values
        self._recorded = recorded

    @classmethod
    def of(cls, plan: Plan, events: Events) -> Board:
        """Return the board of some events.

        Raises
        ------
        SchemeError
            If the events have a slot that the plan's scheme has not.
        """
        rows: dict[int, int] = {}
        where = {slot.key: n for n, slot in enumerate(plan.slots)}
        for at, slot in enumerate(events.slots):
            own = where.get(slot.key)
            if own is None or _sort(plan.slots[own]) != _sort(slot):
                raise SchemeError(_unknown(slot))
            rows[own] = at
        values: Floats = np.array(np.moveaxis(events.values, -1, 0), order="C")
        nothing = np.isnan(values)
        np.copyto(values, 0, where=nothing)
        return cls(plan.per_point, rows, values, ~nothing)

    def part(self, item: ItemPlan, units: Ints) -> Board:
        """Return the board of one item's slots and some units (an axis that is the last)."""
        columns = [c for c in item.columns if c in self._row]
        rows = [self._row[c] for c in columns]
        values, recorded = self._values[rows][..., units], self._recorded[rows][..., units]
        return Board(self.per_point, {c: n for n, c in enumerate(columns)}, values, recorded)

    def recorded(self, item: ItemPlan) -> list[Bools]:
        """Return for each slot of an item where it was recorded."""
        none = np.zeros(self._values.shape[1:], dtype=np.bool_)
        return [self._recorded[self._row[c]] if c in self._row else none for c in item.columns]

    def withdraw(self, item: ItemPlan, units: Bools) -> None:
        """Take back what was recorded for an item and some units."""
        for column in item.columns:
            if column in self._row:
                self._values[self._row[column]][..., units] = 0
                self._recorded[self._row[column]][..., units] = False

    def patterns(self, item: ItemPlan) -> tuple[Ints, Ints]:
        """Return, for one recording, which pattern of an item's slots each unit has, and each pattern's first unit."""
        rows = [self._row[c] for c in item.columns if c in self._row]
        block = np.where(self._recorded[rows], self._values[rows], np.nan).T.tobytes()
        width = 8 * len(rows)
        found: dict[bytes, int] = {}
        units = self._values.shape[-1]
        pattern = [found.setdefault(block[n * width : (n + 1) * width], len(found)) for n in range(units)]
        first = np.unique(pattern, return_index=True)[1] if units else np.zeros(0)
        return np.array(pattern, dtype=np.int64), first.astype(np.int64)

    def has(self, column: int) -> bool:
        """Whether the events have this slot."""
        return column in self._row

    def where(self, column: int) -> Bools:
        """Return where a slot was recorded."""
        recorded: Bools = self._recorded[self._row[column]]
        return recorded

    def values(self, column: int) -> Floats:
        """Return a slot as recorded, 0 where it was not."""
        values: Floats = self._values[self._row[column]]
        return values

    def happened(self, column: int) -> Bools:
        """Return where a flag is 1."""
        return np.asarray(self.values(column) != 0)

    def counts(self, column: int) -> Ints:
        """Return whole numbers as recorded."""
        return self.values(column).astype(np.int64)

    def millionths(self, column: int) -> Ints:
        """Return measured values in millionths."""
        return np.rint(self.values(column) * VALUE_STEPS).astype(np.int64)


class Tally:
    """One item's rules added up."""

    def __init__(self, item: ItemPlan, board: Board) -> None:
        self.path = item.path
        self._item = item
        self._board = board
        self._taken: Ints | int = 0
        self._earned: Ints | int = 0
        self._gone: Bools | None = None
        self._factors: dict[RuleKind, list[tuple[Bools, RulePlan]]] = {}
        self.bonus: Ints | None = None
        self.penalties: Ints | int = 0
        self.vetoed: Bools | bool = False
        for rule in item.rules:
            if any(board.has(c) for c in rule.columns):
                self._add(rule)

    def points(self) -> Ints | int:
        """Return the item's points."""
        item = self._item
        taken = self._multiplied(RuleKind.DEDUCT, self._taken)
        if item.cap is not None:
            taken = np.minimum(taken, item.cap)
        result = np.clip(item.start + self._earned - taken, 0, item.points)
        if RuleKind.AWARD in self._factors:
            result = np.minimum(self._multiplied(RuleKind.AWARD, result), item.points)
        return result if self._gone is None else np.where(self._gone, 0, result)

    def total_bonus(self) -> Ints:
        """Return the item's bonus after its own limits."""
        bonus = self._multiplied(RuleKind.BONUS, 0 if self.bonus is None else self.bonus)
        return np.asarray(bonus if self._item.bonus_cap is None else np.minimum(bonus, self._item.bonus_cap))

    def _multiplied(self, kind: RuleKind, amount: Ints | int) -> Ints | int:
        for flag, rule in self._factors.get(kind, ()):
            multiplied = amount * rule.factor.numerator // rule.factor.denominator
            amount = np.where(flag, multiplied if rule.cap is None else np.minimum(multiplied, rule.cap), amount)
        return amount

    def _add(self, rule: RulePlan) -> None:
        board, first = self._board, rule.columns[0]
        if rule.form is Form.VETO:
            self.vetoed = self.vetoed | board.happened(first)
        elif rule.form is Form.ZERO:
            gone = board.happened(first)
            self._gone = gone if self._gone is None else self._gone | gone
        elif rule.form is Form.FACTOR:
            self._factors.setdefault(rule.kind, []).append((board.happened(first), rule))
        elif rule.form in (Form.BANDS, Form.CHOICE):
            amount = _band(rule, board)
            self._earned = self._earned + _capped(rule, np.maximum(amount, 0))
            if any(np.any(a < 0) for a in rule.amounts):
                self._taken = self._taken + _capped(rule, np.maximum(-amount, 0))
        else:
            self._place(rule, _capped(rule, _amount(rule, board)))

    def _place(self, rule: RulePlan, amount: Ints) -> None:
        if rule.beyond_item:
            self.penalties = self.penalties + amount
        elif rule.kind is RuleKind.BONUS:
            self.bonus = amount if self.bonus is None else self.bonus + amount
        elif rule.kind in (RuleKind.DEDUCT, RuleKind.ZERO):
            self._taken = self._taken + amount
        else:
            self._earned = self._earned + amount


def _capped(rule: RulePlan, amount: Ints) -> Ints:
    return amount if rule.cap is None else np.minimum(amount, rule.cap)


def _amount(rule: RulePlan, board: Board) -> Ints:
    """Return what a rule takes or gives, in grains, before its cap."""
    first = rule.columns[0]
    if rule.form is Form.RATE:
        grain, rate = board.per_point, board.millionths(first)
        tenths = (2 * rate * rule.amounts[0] + _HUNDRED * grain) // (2 * _HUNDRED * grain)
        return tenths * (grain // POINT_STEPS)
    if rule.form in (Form.RANGE, Form.PART):
        return (board.millionths(first) + _HUNDRED // 2) // _HUNDRED * rule.amounts[0]
    amounts = zip(rule.columns, rule.amounts, strict=True)
    parts = [_steps(rule, board, column) * amount for column, amount in amounts if board.has(column)]
    return parts[0] if len(parts) == 1 else np.asarray(np.sum(parts, axis=0, dtype=np.int64))


def _steps(rule: RulePlan, board: Board, column: int) -> Ints:
    """Return the full steps recorded in a slot."""
    recorded = board.millionths(column) if rule.measured else board.counts(column)
    if rule.step == 1:
        return recorded
    return recorded * rule.step.denominator // rule.step.numerator


def _band(rule: RulePlan, board: Board) -> Ints:
    """Return the figure of the band that holds the recorded value; 0 where none does or nothing is recorded."""
    column = rule.columns[0]
    amounts = np.array([*rule.amounts, 0], dtype=np.int64)
    if rule.form is Form.CHOICE:
        chosen = np.where(board.where(column), board.counts(column), len(rule.amounts))
        return np.asarray(amounts[chosen])
    value = board.millionths(column)
    found = np.zeros(value.shape, dtype=np.int64)
    held = ~board.where(column)
    for inclusive in (False, True):  # an upper end counts only where no band begins
        for band, amount in zip(rule.ranges, rule.amounts, strict=True):
            if inclusive and not band.closed:
                continue
            inside = _inside(value, band.low, band.high, band.exact) if not inclusive else value == band.high
            found = np.where(inside & ~held, amount, found)
            held = held | inside
    return found


def _inside(value: Ints, low: int | None, high: int | None, exact: bool) -> Bools:
    if exact:
        return np.asarray(value == low)
    inside: Bools = np.ones(value.shape, dtype=np.bool_)
    if low is not None:
        inside &= value >= low
    if high is not None:
        inside &= value < high
    return inside


def applying(plan: Plan, events: Events) -> Bools:
    """Return which items count for which units, by the units' types; shape (n_units, n_indicators)."""
    applies = np.ones((len(events.units), len(plan.items)), dtype=np.bool_)
    if not events.unit_types:
        return applies
    types, of_unit = np.unique(np.array(events.unit_types, dtype=object), return_inverse=True)
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


def _sort(slot: Slot) -> tuple[str, str, int]:
    """Return what a slot must have in common with the scheme's own, so that its values mean the same."""
    return slot.kind, slot.means, len(slot.choices)


def _unknown(slot: Slot) -> str:
    return _("the events record rule {rule} of indicator {id} (“{label}”), which this scheme does not have").format(
        rule=slot.rule + 1, id=slot.indicator, label=slot.label
    )
