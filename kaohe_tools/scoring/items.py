"""One item's rules added up: what was recorded, in grains, through the rules' caps and the item's limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from kaohe_tools.errors import SchemeError
from kaohe_tools.locale import _
from kaohe_tools.model import RuleKind
from kaohe_tools.scoring.events import Events, Floats
from kaohe_tools.scoring.plan import POINT_STEPS, VALUE_STEPS, ItemPlan, Plan, RulePlan
from kaohe_tools.scoring.scores import Bools, Ints
from kaohe_tools.scoring.slots import Form, Slot

_HUNDRED = VALUE_STEPS // POINT_STEPS
Factors = Sequence[tuple[Bools, RulePlan]]
"""Where a factor applies, in the order of the rules."""


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
        self._factors: list[tuple[Bools, RulePlan]] = []
        self.bonus: Ints | None = None
        self.penalties: Ints | int = 0
        self.vetoed: Bools | bool = False
        for rule in item.rules:
            if any(board.has(c) for c in rule.columns):
                self._add(rule)

    def points(self) -> Ints | int:
        """Return the item's points."""
        return item_points(self._item, self._taken, self._earned, self._gone, self._factors)

    def total_bonus(self) -> Ints:
        """Return the item's bonus after its own limits."""
        return item_bonus(self._item, 0 if self.bonus is None else self.bonus, self._factors)

    def _add(self, rule: RulePlan) -> None:
        board, first = self._board, rule.columns[0]
        if rule.form is Form.VETO:
            self.vetoed = self.vetoed | board.happened(first)
        elif rule.form is Form.ZERO:
            gone = board.happened(first)
            self._gone = gone if self._gone is None else self._gone | gone
        elif rule.form is Form.FACTOR:
            self._factors.append((board.happened(first), rule))
        elif rule.form in (Form.BANDS, Form.CHOICE):
            amount = band_of(rule, board)
            self._earned = self._earned + capped(rule, np.maximum(amount, 0))
            if any(np.any(a < 0) for a in rule.amounts):
                self._taken = self._taken + capped(rule, np.maximum(-amount, 0))
        else:
            self._place(rule, capped(rule, amount_of(rule, board)))

    def _place(self, rule: RulePlan, amount: Ints) -> None:
        if rule.beyond_item:
            self.penalties = self.penalties + amount
        elif rule.kind is RuleKind.BONUS:
            self.bonus = amount if self.bonus is None else self.bonus + amount
        elif rule.kind in (RuleKind.DEDUCT, RuleKind.ZERO):
            self._taken = self._taken + amount
        else:
            self._earned = self._earned + amount


def item_points(
    item: ItemPlan, taken: Ints | int, earned: Ints | int, gone: Bools | None, factors: Factors
) -> Ints | int:
    """Return an item's points for what its rules take and earn in all.

    Parameters
    ----------
    gone : ndarray of bool or None
        Where the item's points are gone altogether; None: nowhere.
    """
    taken = _multiplied(RuleKind.DEDUCT, taken, factors)
    if item.cap is not None:
        taken = np.minimum(taken, item.cap)
    result = np.clip(item.start + earned - taken, 0, item.points)
    if any(rule.kind is RuleKind.AWARD for _flag, rule in factors):
        result = np.minimum(_multiplied(RuleKind.AWARD, result, factors), item.points)
    return result if gone is None else np.where(gone, 0, result)


def item_bonus(item: ItemPlan, bonus: Ints | int, factors: Factors) -> Ints:
    """Return an item's bonus, given what its rules come to in all, after the item's own limits."""
    bonus = _multiplied(RuleKind.BONUS, bonus, factors)
    return np.asarray(bonus if item.bonus_cap is None else np.minimum(bonus, item.bonus_cap))


def _multiplied(kind: RuleKind, amount: Ints | int, factors: Factors) -> Ints | int:
    for flag, rule in factors:
        if rule.kind is kind:
            multiplied = amount * rule.factor.numerator // rule.factor.denominator
            amount = np.where(flag, multiplied if rule.cap is None else np.minimum(multiplied, rule.cap), amount)
    return amount


def capped(rule: RulePlan, amount: Ints) -> Ints:
    """Return amounts after the rule's own cap."""
    return amount if rule.cap is None else np.minimum(amount, rule.cap)


def amount_of(rule: RulePlan, board: Board) -> Ints:
    """Return what a rule takes or gives, in grains, before its cap."""
    first = rule.columns[0]
    if rule.form is Form.RATE:
        grain, rate = board.per_point, board.millionths(first)
        tenths = (2 * rate * rule.amounts[0] + _HUNDRED * grain) // (2 * _HUNDRED * grain)
        return tenths * (grain // POINT_STEPS)
    if rule.form in (Form.RANGE, Form.PART):
        return (board.millionths(first) + _HUNDRED // 2) // _HUNDRED * rule.amounts[0]
    amounts = zip(rule.columns, rule.amounts, strict=True)
    parts = [steps_of(rule, board, column) * amount for column, amount in amounts if board.has(column)]
    return parts[0] if len(parts) == 1 else np.asarray(np.sum(parts, axis=0, dtype=np.int64))


def steps_of(rule: RulePlan, board: Board, column: int) -> Ints:
    """Return the full steps recorded in a slot."""
    recorded = board.millionths(column) if rule.measured else board.counts(column)
    if rule.step == 1:
        return recorded
    return recorded * rule.step.denominator // rule.step.numerator


def band_of(rule: RulePlan, board: Board) -> Ints:
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


def _sort(slot: Slot) -> tuple[str, str, int]:
    """Return what a slot must have in common with the scheme's own, so that its values mean the same."""
    return slot.kind, slot.means, len(slot.choices)


def _unknown(slot: Slot) -> str:
    return _("the events record rule {rule} of indicator {id} (“{label}”), which this scheme does not have").format(
        rule=slot.rule + 1, id=slot.indicator, label=slot.label
    )
