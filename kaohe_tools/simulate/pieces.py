"""A scheme taken apart into independent pieces, given the common factor.

A slot belongs to one rule and a rule acts on one thing only: the item's points, the unit's bonus, its
penalties or the veto. So a total is a sum of independent pieces (the points of each item, the bonus
below each limit, each item's penalties), and 0 where a veto strikes. How a rule acts is asked of
:mod:`kaohe_tools.scoring.items`, by which recorded events are scored too.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from operator import attrgetter

import numpy as np

from kaohe_tools.locale import _
from kaohe_tools.model import Path, RuleKind
from kaohe_tools.scoring import Slot
from kaohe_tools.scoring.items import Board, amount_of, band_of, capped, item_bonus, item_points, steps_of
from kaohe_tools.scoring.plan import ItemPlan, Plan, RulePlan
from kaohe_tools.scoring.slots import Form
from kaohe_tools.simulate.states import Effect, Finish, Ints, Part, Slots, Unless, added, effect_of, unchanged, unless

_TAKEN, _EARNED, _GONE, _FLAGS = 0, 1, 2, 3
_HUGE = 2**61

_figures = attrgetter(
    "kind", "form", "amounts", "ranges", "cap", "measured", "beyond_item",
    "step.numerator", "step.denominator", "factor.numerator", "factor.denominator",
)  # fmt: skip
"""What a rule does, wherever it stands; fractions in two parts, whose hash takes less time."""

_Name = Callable[[], str]
Held = Sequence[tuple[Slot, tuple[float, ...]]]


@dataclass(frozen=True, eq=False)
class Piece:
    """One summand of the total.

    Attributes
    ----------
    part : Part
    values : ndarray, shape (n_results,), int64
        What it adds to the total, in grains; ascending. Pieces of items that are alike have the same array.
    item : int or None
        Which indicator it is of; None: a bonus of several.
    low : int
        The least that it adds.
    span : int
        How far the least and the most that it adds lie apart.
    step : int
        The most grains that all its values are a multiple of apart; 0 where there is one only.
    """

    part: Part | Unless
    values: Ints
    item: int | None
    low: int
    span: int
    step: int

    @classmethod
    def of(cls, part: Part | Unless, item: int | None) -> Piece:
        """Return a part, whose results are one number each, as a piece."""
        values = part.states[:, 0]
        low, high = int(values[0]), int(values[-1])
        return cls(part, values, item, low, high - low, int(np.gcd.reduce(values - low)))

    def moved(self, to: Mapping[int, int], item: int) -> Piece:
        """Return the same of another item, whose slots are given by this one's."""
        return Piece(self.part.moved(to, item), self.values, item, self.low, self.span, self.step)


@dataclass(frozen=True, eq=False)
class Veto:
    """A flag of an item that makes the total 0."""

    slot: Slots
    item: int

    def moved(self, to: Mapping[int, int], item: int) -> Veto:
        """Return the same of another item, whose slots are given by this one's."""
        return Veto(self.slot.moved(to, item), item)


@dataclass(frozen=True, eq=False)
class Pieces:
    """A scheme's total under a model: independent summands, and what makes it 0.

    `items` are those of the summands that are points of items.
    """

    plan: Plan
    summands: tuple[Piece, ...]
    vetoes: tuple[Veto, ...]
    items: tuple[Piece, ...]


def take_apart(plan: Plan, held: Held, typed: bool) -> Pieces:
    """Return the independent pieces of a unit's total.

    Parameters
    ----------
    held : sequence of (Slot, values)
        What may be recorded in each slot that is modelled.
    typed : bool
        Whether units have types, so that an indicator may not apply to some.

    Raises
    ------
    NoExactFormError
        If one item has too many different results.
    """
    maker = _Maker(plan, held, typed)
    items: list[Piece] = []
    penalties: list[Piece] = []
    bonuses: list[tuple[Path, Piece]] = []
    vetoes: list[Veto] = []
    for n, item in enumerate(plan.items):
        found = maker.item(n, item)
        if found is None:
            continue
        items.append(found.points)
        vetoes += found.vetoes
        if found.bonus is not None:
            bonuses.append((item.path, found.bonus))
        if found.penalties is not None:
            penalties.append(found.penalties)
    summands = (*items, *penalties, *_limited(bonuses, plan))
    return Pieces(plan, summands, tuple(vetoes), tuple(items))


@dataclass(eq=False)
class _Found:
    points: Piece
    bonus: Piece | None
    penalties: Piece | None
    vetoes: list[Veto]

    def moved(self, to: Mapping[int, int], item: int) -> _Found:
        """Return the same of another item, whose slots are given by this one's."""
        return _Found(
            self.points.moved(to, item),
            None if self.bonus is None else self.bonus.moved(to, item),
            None if self.penalties is None else self.penalties.moved(to, item),
            [veto.moved(to, item) for veto in self.vetoes],
        )


@dataclass(eq=False)
class _Heap:
    """What an item's rules add to each thing."""

    points: list[Effect] = field(default_factory=list)
    bonus: list[Effect] = field(default_factory=list)
    penalties: list[Effect] = field(default_factory=list)
    vetoes: list[Veto] = field(default_factory=list)


class _Maker:
    """Asks the scorer what each outcome of each slot does; items that are alike are asked about once."""

    def __init__(self, plan: Plan, held: Held, typed: bool) -> None:
        self._plan = plan
        self._typed = typed
        where = {slot.key: n for n, slot in enumerate(plan.slots)}
        columns = [where[slot.key] for slot, _values in held]
        self._at = {column: n for n, column in enumerate(columns)}
        self._held = {column: values for column, (_slot, values) in zip(columns, held, strict=True)}
        self._made: dict[Hashable, tuple[ItemPlan, _Found]] = {}
        values = np.zeros((len(held), max(map(len, self._held.values()), default=0)))
        recorded = np.zeros(values.shape, dtype=np.bool_)
        for n, (_slot, own) in enumerate(held):
            values[n, : len(own)] = own
            recorded[n, : len(own)] = True
        self._board = Board(plan.per_point, self._at, values, recorded)

    def item(self, n: int, item: ItemPlan) -> _Found | None:
        """Return an item's pieces, or None where nothing of it is modelled."""
        if not any(self._board.has(c) for c in item.columns):
            return None
        key = self._key(item)
        if key in self._made:
            like, found = self._made[key]
            columns = zip(like.columns, item.columns, strict=True)
            return found.moved({self._at[a]: self._at[b] for a, b in columns if a in self._at}, n)
        found = self._make(n, item)
        self._made[key] = item, found
        return found

    def _key(self, item: ItemPlan) -> Hashable:
        """Return what items have in common that differ in their slots only."""
        rules = [(*_figures(rule), *map(self._held.get, rule.columns)) for rule in item.rules]
        most = _most_bonus(self._plan, item)
        return item.points, item.start, item.cap, item.bonus_cap, most, bool(item.types), *rules

    def _make(self, n: int, item: ItemPlan) -> _Found:
        flags = [r for r in item.rules if r.form is Form.FACTOR and self._board.has(r.columns[0])]
        own = [r for r in flags if r.kind is not RuleKind.BONUS]
        heap = _Heap()
        for rule in item.rules:
            self._add(heap, n, rule, own, [r for r in flags if r.kind is RuleKind.BONUS])
        name = partial(self._name, item.columns[0])
        penalties = None
        if heap.penalties:
            penalties = self._piece(n, item, added(heap.penalties, 1, unchanged, np.negative, name))
        return _Found(
            self._points(n, item, heap, own, name), self._bonus(n, item, heap, flags, name), penalties, heap.vetoes
        )

    def _points(self, n: int, item: ItemPlan, heap: _Heap, factors: list[RulePlan], name: _Name) -> Piece:
        most = item.start + sum(max(0, int(gives[:, _EARNED].max())) for _part, gives in heap.points)
        if item.cap is not None:
            most = min(most, item.cap)
        if any(r.kind is RuleKind.DEDUCT for r in factors):
            most = _HUGE  # a deduction above it may yet be halved

        def limit(sums: Ints) -> Ints:
            np.minimum(sums[:, _TAKEN], most, out=sums[:, _TAKEN])
            np.minimum(sums[:, _GONE], 1, out=sums[:, _GONE])
            return sums

        def end(sums: Ints) -> Ints:
            flags = [(sums[:, _FLAGS + at] != 0, rule) for at, rule in enumerate(factors)]
            result = item_points(item, sums[:, _TAKEN], sums[:, _EARNED], sums[:, _GONE] != 0, flags)
            return np.asarray(result)[:, None]

        return self._piece(n, item, added(heap.points, _FLAGS + len(factors), limit, end, name))

    def _bonus(self, n: int, item: ItemPlan, heap: _Heap, flags: list[RulePlan], name: _Name) -> Piece | None:
        if not heap.bonus:
            return None
        factors = [r for r in flags if r.kind is RuleKind.BONUS]
        most = _most_bonus(self._plan, item)

        def end(sums: Ints) -> Ints:
            held = [(sums[:, 1 + at] != 0, rule) for at, rule in enumerate(factors)]
            return np.minimum(item_bonus(item, sums[:, 0], held), most)[:, None]

        limit = unchanged if factors else partial(_at_most, most)
        return self._piece(n, item, added(heap.bonus, 1 + len(factors), limit, end, name))

    def _piece(self, n: int, item: ItemPlan, part: Part) -> Piece:
        held = unless(part, n) if item.types and self._typed else part
        return Piece.of(held, n)

    def _add(self, heap: _Heap, n: int, rule: RulePlan, own: list[RulePlan], bonus: list[RulePlan]) -> None:
        columns = [c for c in rule.columns if self._board.has(c)]
        if not columns:
            return
        first, width = columns[0], _FLAGS + len(own)
        if rule.form in (Form.VETO, Form.ZERO, Form.FACTOR):
            happened = self._effect(first, self._board.happened(first).astype(np.int64))
            if rule.form is Form.VETO:
                heap.vetoes.append(Veto(happened[0], n))
            elif rule.form is Form.ZERO:
                heap.points.append(_placed(happened, {_GONE: 0}, width))
            elif rule.kind is RuleKind.BONUS:
                at = 1 + bonus.index(rule)
                heap.bonus.append(_placed(happened, {at: 0}, 1 + len(bonus)))
            else:
                heap.points.append(_placed(happened, {_FLAGS + own.index(rule): 0}, width))
        elif rule.form in (Form.BANDS, Form.CHOICE):
            amount = band_of(rule, self._board)
            both = np.stack([capped(rule, np.maximum(-amount, 0)), capped(rule, np.maximum(amount, 0))], axis=1)
            heap.points.append(_placed(self._effect(first, both), {_TAKEN: 0, _EARNED: 1}, width))
        else:
            amounts = self._amounts(rule, columns)
            if rule.beyond_item:
                heap.penalties.append(amounts)
            elif rule.kind is RuleKind.BONUS:
                heap.bonus.append(_placed(amounts, {0: 0}, 1 + len(bonus)))
            else:
                column = _TAKEN if rule.kind in (RuleKind.DEDUCT, RuleKind.ZERO) else _EARNED
                heap.points.append(_placed(amounts, {column: 0}, width))

    def _amounts(self, rule: RulePlan, columns: list[int]) -> Effect:
        """Return what a rule takes or gives after its cap."""
        cap = _HUGE if rule.cap is None else rule.cap
        if rule.form is not Form.TIERS:
            return self._effect(columns[0], capped(rule, amount_of(rule, self._board)))
        figure = dict(zip(rule.columns, rule.amounts, strict=True))
        tiers: list[Effect] = [
            self._effect(c, np.minimum(steps_of(rule, self._board, c) * figure[c], cap)) for c in columns
        ]
        part = added(tiers, 1, partial(_at_most, cap), unchanged, partial(self._name, columns[0]))
        return part, part.states

    def _effect(self, column: int, gives: Ints) -> tuple[Slots, Ints]:
        """Return what a slot's outcomes add; the board has more rows where other slots have more outcomes."""
        own = gives[: len(self._held[column])]
        return effect_of(self._at[column], own.reshape(len(own), -1))

    def _name(self, column: int) -> str:
        return _("indicator {id}").format(id=self._plan.slots[column].indicator)


def _placed(effect: Effect, where: dict[int, int], width: int) -> Effect:
    """Return an effect in the columns of a wider sum."""
    part, gives = effect
    wide = np.zeros((len(gives), width), dtype=np.int64)
    for to, of in where.items():
        wide[:, to] = gives[:, of]
    return part, wide


def _at_most(most: int, sums: Ints) -> Ints:
    np.minimum(sums[:, 0], most, out=sums[:, 0])
    return sums


def _most_bonus(plan: Plan, item: ItemPlan) -> int:
    """Return the least of the limits that an item's bonus is under; more than that need not be told apart."""
    limits = [cap for path, cap in plan.group_caps if item.path[: len(path)] == path]
    limits += [int(cap) for cap in (plan.bonus_cap, item.bonus_cap) if cap is not None]
    return min(limits, default=_HUGE)


def _limited(bonuses: list[tuple[Path, Piece]], plan: Plan) -> list[Piece]:
    """Return the bonuses after the limits of sections, from the innermost out, and of the whole."""
    parts = bonuses
    for path, cap in plan.group_caps:
        inside = [p for at, p in parts if at[: len(path)] == path]
        if inside:
            parts = [(at, p) for at, p in parts if at[: len(path)] != path]
            parts.append((path, _together(inside, cap)))
    pieces = [p for _path, p in parts]
    return pieces if plan.bonus_cap is None or not pieces else [_together(pieces, plan.bonus_cap)]


def _together(pieces: Sequence[Piece], cap: int) -> Piece:
    limit: Finish = partial(_at_most, cap)
    effects: list[Effect] = [(p.part, p.values[:, None]) for p in pieces]
    part = added(effects, 1, limit, unchanged, lambda: _("the bonus"))
    return Piece.of(part, None)
