"""A scheme's rules in whole numbers: one grain for every figure, so that arrays of int64 stay exact."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import lcm

import numpy as np
from numpy.typing import NDArray

from kaohe_tools.errors import SchemeError
from kaohe_tools.locale import _
from kaohe_tools.model import Indicator, Path, Rule, RuleKind, Scheme
from kaohe_tools.scoring.slots import MAX_RECORDED, Form, Slot, forms_of, is_measured, slots_of, starts_full

LIMIT = 2**62
"""Every result on the way stays below this, so that int64 cannot overflow."""
FINEST = 10**12
"""The grain is never finer than 12 decimals: then int64 counts of it fit Decimals of 28 digits exactly."""
VALUE_STEPS = 10**6
"""Measured values count to the millionth (project choice)."""
POINT_STEPS = 10**4
"""Points that no figure of the text fixes (shares of completion, recorded points) count to 0.0001."""

Amount = int | NDArray[np.int64]
"""Grains: one number, or one for each of many allocations, as a column of an array."""

_Formed = Sequence[tuple[Rule, Form, tuple[Fraction, ...]]]
"""An indicator's rules, how each is scored, and what one step of it takes or gives, in points."""

_BANDED = (Form.BANDS, Form.CHOICE)
_OPEN = (Form.RANGE, Form.PART)
_STEPPED = (Form.STEPS, Form.ONCE, Form.TIERS)
_STATED = (*_BANDED, *_OPEN, Form.TIERS)
"""Forms whose figures are the rule's own, or recorded, never the item's points."""

_ONE = Fraction(1)
_exact = lru_cache(maxsize=1024)(Fraction)
"""A figure as a fraction; the same few come again and again."""
_LIST = re.compile(r"[、,，;；/|\s]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """A band over millionths: ``low <= v < high``, or ``v == low`` where `exact`; None is open."""

    low: int | None
    high: int | None
    exact: bool
    closed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePlan:
    """One rule in grains.

    Attributes
    ----------
    at : int
        Which rule of its criterion it is, from 0.
    columns : tuple of int
        Its slots, as ordinals in ``slots(scheme)``; one for each tier.
    amounts : tuple of int or ndarray
        What one step takes or gives, in grains: one figure; one for each tier or band.
    step : Fraction
        How many recorded units (for measured values: millionths) make one full step.
    factor : Fraction
        What a factor multiplies by.
    """

    kind: RuleKind
    form: Form
    at: int
    columns: tuple[int, ...]
    amounts: tuple[Amount, ...] = ()
    ranges: tuple[Range, ...] = ()
    cap: int | None = None
    step: Fraction = _ONE
    measured: bool = False
    factor: Fraction = _ONE
    beyond_item: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPlan:
    """One indicator in grains.

    Attributes
    ----------
    points : int or ndarray
        What the item is worth; 0 where it has no points of its own.
    start : int or ndarray
        What it has before any rule: its points, or 0 where they are earned.
    bonus_cap : int, ndarray or None
        The most its bonus comes to, where all its rules are bonus rules and it states points.
    types : tuple of str
        Unit types that it applies to; empty: all.
    """

    points: Amount
    start: Amount
    cap: int | None
    bonus_cap: Amount | None
    types: tuple[str, ...]
    path: Path
    rules: tuple[RulePlan, ...]
    columns: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A scheme in whole numbers; `per_point` grains make one point."""

    per_point: int
    slots: tuple[Slot, ...]
    items: tuple[ItemPlan, ...]
    bonus_cap: int | None
    group_caps: tuple[tuple[Path, int], ...]

    @property
    def grain(self) -> Decimal:
        """Points that one grain stands for."""
        return Decimal(1) / self.per_point


def make_plan(
    scheme: Scheme,
    bonus_cap: Decimal | None,
    group_caps: Mapping[Path, Decimal],
    finer: Iterable[Fraction] = (),
) -> Plan:
    """Return the scheme in whole numbers.

    Parameters
    ----------
    finer : iterable of Fraction
        Points that must be whole numbers of grains as well.

    Raises
    ------
    SchemeError
        If a figure is negative or missing, a section is unknown, or the grain is too fine for int64.
    """
    for path in group_caps:
        if not any(i.path[: len(path)] == path for i in scheme.indicators):
            raise SchemeError(_("the scheme has no section {path}").format(path=" / ".join(path)))
    forms = {item.id: forms_of(item) for item in scheme.indicators}
    for item in scheme.indicators:
        _check(item)
    caps = [*group_caps.values(), *([] if bonus_cap is None else [bonus_cap])]
    if any(not c.is_finite() or c < 0 for c in caps):
        raise SchemeError(_("a limit of the bonus cannot be negative"))
    known = tuple(slot for item in scheme.indicators for slot in slots_of(item, forms[item.id]))
    formed = {item.id: _formed(item, forms[item.id]) for item in scheme.indicators}
    per_point = _grain(scheme, formed, [*map(Fraction, caps), *finer])
    columns: dict[tuple[str, int], list[int]] = {}
    for at, slot in enumerate(known):
        columns.setdefault((slot.indicator, slot.rule), []).append(at)
    items = tuple(_item(item, columns, formed[item.id], per_point) for item in scheme.indicators)
    check_size(items, per_point)
    return Plan(
        per_point=per_point,
        slots=known,
        items=items,
        bonus_cap=None if bonus_cap is None else _whole(Fraction(bonus_cap), per_point),
        group_caps=tuple(
            (path, _whole(Fraction(cap), per_point))
            for path, cap in sorted(group_caps.items(), key=lambda entry: -len(entry[0]))
        ),
    )


def check_size(items: Sequence[ItemPlan], per_point: int) -> None:
    """Refuse figures whose sums could overflow 64 bits."""
    most = 0
    for item in items:
        sums, factors = _top(item.points), 1
        for rule in item.rules:
            largest = _largest(rule)
            if _peak(rule, largest, per_point) >= LIMIT:
                raise SchemeError(too_fine())
            sums += largest if rule.cap is None else min(largest, rule.cap)
            factors *= max(1, rule.factor.numerator)
        most += sums * factors
    if most >= LIMIT:
        raise SchemeError(too_fine())


def spread(item: Indicator, plan: ItemPlan, own: NDArray[np.int64], per_point: int) -> ItemPlan:
    """Return an item's plan for many numbers of points at once; the figures of its rules stay as they are.

    Parameters
    ----------
    own : ndarray, shape (n, 1), int64
        The points in grains; every share of them that a rule states must be a whole number of grains.
    """
    bonus = only_bonus(item)
    points = np.zeros_like(own) if bonus else own
    rules = []
    for planned in plan.rules:
        part = of_item(item.criterion.rules[planned.at], planned.form)
        amounts = planned.amounts if part is None else (own * part.numerator // part.denominator,)
        rules.append(dataclasses.replace(planned, amounts=amounts))
    return dataclasses.replace(
        plan,
        points=points,
        start=points if starts_full(item.criterion) else 0,
        bonus_cap=np.where(own == 0, LIMIT, own) if bonus else None,
        rules=tuple(rules),
    )


def types_of(item: Indicator) -> tuple[str, ...]:
    """Return the unit types that an indicator applies to; empty: all."""
    return tuple(part for part in _LIST.split(item.applies_to) if part)


def too_fine() -> str:
    """Return the sentence for figures that 64 bits do not hold."""
    return _("the figures of this scheme have too many decimals, or are too large, to be added exactly in 64 bits")


def only_bonus(item: Indicator) -> bool:
    """Whether an item has bonus rules and no others (but a veto): its points are the bonus's limit."""
    rules = item.criterion.rules
    return any(r.kind is RuleKind.BONUS for r in rules) and all(
        r.kind in (RuleKind.BONUS, RuleKind.VETO) for r in rules
    )


def _needs_points(rule: Rule) -> bool:
    """Whether a rule says nothing without the item's own points."""
    if rule.kind is RuleKind.VETO:
        return False
    if rule.share is not None:
        return True
    return rule.kind is not RuleKind.BONUS and not rule.beyond_item


def _check(item: Indicator) -> None:
    if item.points is None and any(_needs_points(r) for r in item.criterion.rules):
        raise SchemeError(_("indicator {id} has rules but no points; it cannot be scored").format(id=item.id))
    figures: list[Decimal | None] = [item.points, item.criterion.item_cap]
    for rule in item.criterion.rules:
        figures += [rule.points, rule.min, rule.cap, rule.share, rule.factor, *rule.tiers]
        figures += [abs(b.points) for b in rule.bands]
        if rule.per is not None and not (rule.per.count.is_finite() and rule.per.count > 0):
            raise SchemeError(_("a rule of indicator {id} is counted in steps of 0").format(id=item.id))
    if any(f is not None and (not f.is_finite() or f < 0) for f in figures):
        raise SchemeError(_("indicator {id} has a negative figure; it cannot be scored").format(id=item.id))


def of_item(rule: Rule, form: Form | None) -> Fraction | None:
    """Return which part of its item's points a rule's figure is; None where the figure is the rule's own."""
    if form in (Form.ONCE, Form.STEPS):
        return None if rule.share is None else _exact(rule.share)
    if form is Form.RATE:
        return _ONE if rule.points is None else None
    return None if form in _STATED else _ONE


def _formed(item: Indicator, forms: Sequence[Form]) -> _Formed:
    """Return an indicator's rules with how each is scored and its figures."""
    return [(rule, form, _amounts(item, rule, form)) for rule, form in zip(item.criterion.rules, forms, strict=True)]


def _amounts(item: Indicator, rule: Rule, form: Form) -> tuple[Fraction, ...]:
    """Return what one step of a rule takes or gives, in points; one for each tier or band."""
    part = of_item(rule, form)
    if part is not None:
        own = _exact(item.points or 0)
        return (own if part is _ONE else part * own,)
    if form in _BANDED:
        return tuple(_exact(b.points) for b in rule.bands)
    if form is Form.TIERS:
        return tuple(map(_exact, rule.tiers))
    return (Fraction(1, POINT_STEPS) if form in _OPEN else _exact(rule.points or 0),)


def _grain(scheme: Scheme, formed: Mapping[str, _Formed], more: Iterable[Fraction]) -> int:
    """Return how many grains a point has: the least that makes every amount, and some more, a whole number."""
    wholes = {f.denominator for f in more}
    split = 1
    for item in scheme.indicators:
        wholes |= {f.as_integer_ratio()[1] for f in (item.points, item.criterion.item_cap) if f is not None}
        factors: dict[bool, int] = {}
        for rule, form, amounts in formed[item.id]:
            wholes.update(a.denominator for a in amounts)
            if rule.cap is not None:
                wholes.add(rule.cap.as_integer_ratio()[1])
            if form is Form.RATE:
                wholes.add(POINT_STEPS)
            elif form is Form.FACTOR and rule.factor is not None:  # every factor may divide once more
                bonus = rule.kind is RuleKind.BONUS
                factors[bonus] = factors.get(bonus, 1) * rule.factor.as_integer_ratio()[1]
        split = lcm(split, *factors.values())
    per_point = lcm(*wholes) * split
    if FINEST % per_point:
        raise SchemeError(too_fine())
    return per_point


def _whole(points: Fraction, per_point: int) -> int:
    """Return points, of which a grain is a part, in grains."""
    return points.numerator * (per_point // points.denominator)


def _item(item: Indicator, columns: Mapping[tuple[str, int], list[int]], formed: _Formed, per_point: int) -> ItemPlan:
    bonus = only_bonus(item)
    worth = _whole(_exact(item.points or 0), per_point)
    own = 0 if bonus else worth
    cap = item.criterion.item_cap
    rules = tuple(
        _rule(at, rule, form, tuple(columns[item.id, at]), amounts, per_point)
        for at, (rule, form, amounts) in enumerate(formed)
        if (item.id, at) in columns
    )
    return ItemPlan(
        points=own,
        start=own if starts_full(item.criterion) else 0,
        cap=None if cap is None else _whole(_exact(cap), per_point),
        bonus_cap=worth if bonus and worth else None,
        types=types_of(item),
        path=item.path,
        rules=rules,
        columns=tuple(c for r in rules for c in r.columns),
    )


def _rule(
    at: int, rule: Rule, form: Form, columns: tuple[int, ...], amounts: tuple[Fraction, ...], per_point: int
) -> RulePlan:
    measured = is_measured(rule)
    step = _ONE if rule.per is None else _exact(rule.per.count)
    return RulePlan(
        kind=rule.kind,
        form=form,
        at=at,
        columns=columns,
        amounts=tuple(_whole(a, per_point) for a in amounts),
        ranges=tuple(_ranges(rule)) if form is Form.BANDS else (),
        cap=None if rule.cap is None else _whole(_exact(rule.cap), per_point),
        step=step * VALUE_STEPS if measured else step,
        measured=measured,
        factor=_ONE if rule.factor is None else _exact(rule.factor),
        beyond_item=rule.beyond_item and rule.kind is RuleKind.DEDUCT,
    )


def _ranges(rule: Rule) -> Iterator[Range]:
    """Return the bands in millionths; the highest one holds its own upper end (90-100 includes 100)."""
    ends = [b.max for b in rule.bands]
    top = None if None in ends else max(e for e in ends if e is not None)
    for band in rule.bands:
        exact = band.min is not None and band.min == band.max
        low, high = _millionths(band.min), _millionths(band.max)
        closed = band.max is not None and band.max == top and not exact and high == _exact(band.max) * VALUE_STEPS
        yield Range(low=low, high=high, exact=exact, closed=closed)


def _millionths(end: Decimal | None) -> int | None:
    """Return the least whole number of millionths that is not below a band's end."""
    if end is None:
        return None
    numerator, denominator = end.as_integer_ratio()
    return -(-numerator * VALUE_STEPS // denominator)


def _top(amount: Amount) -> int:
    """Return the largest size among some amounts."""
    return abs(amount) if isinstance(amount, int) else int(np.abs(amount).max(initial=0))


def _largest(rule: RulePlan) -> int:
    """Return the most that a rule can come to before its cap, in grains."""
    figure = max(map(_top, rule.amounts), default=0)
    if rule.form in _OPEN:
        return figure * MAX_RECORDED * POINT_STEPS
    if rule.form in _STEPPED:
        units = MAX_RECORDED * (VALUE_STEPS if rule.measured else 1)
        steps = -(-units * rule.step.denominator // rule.step.numerator)
        return figure * steps * len(rule.columns)
    return figure


def _peak(rule: RulePlan, largest: int, per_point: int) -> int:
    """Return what no single step on the way can pass: amounts before their caps, values in millionths."""
    rate = 2 * VALUE_STEPS * _top(rule.amounts[0]) + 100 * per_point if rule.form is Form.RATE else 0
    return max(rate, largest, MAX_RECORDED * VALUE_STEPS * rule.step.denominator)
