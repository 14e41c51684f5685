"""What can be recorded for a unit: one slot for each thing that a scheme's rules ask about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Literal, NoReturn

from kaohe_tools.errors import SchemeError
from kaohe_tools.locale import _
from kaohe_tools.model import Criterion, Indicator, Rule, RuleKind, Scheme
from kaohe_tools.points import format_points

SlotKind = Literal["flag", "count", "value", "choice"]
Means = Literal["times", "measure", "points", "band", "rate", "choice"]

MAX_RECORDED = 1_000_000_000
"""A larger count or value is a slip; the limit also keeps the arithmetic within 64 bits."""

_RATES = ("%", "‰")


class Form(StrEnum):
    """How a rule is scored; every rule has exactly one."""

    VETO = "veto"
    ZERO = "zero"  # the item's points are gone
    FULL = "full"  # all of the item's points are earned
    PART = "part"  # some of the item's points are gone; the text does not say how many
    FACTOR = "factor"
    BANDS = "bands"
    CHOICE = "choice"
    RATE = "rate"
    TIERS = "tiers"
    RANGE = "range"
    STEPS = "steps"
    ONCE = "once"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One thing that can be recorded for a unit.

    Attributes
    ----------
    indicator : str
        The indicator's id.
    rule : int
        Which rule of its criterion, from 0.
    tier : int or None
        Which tier of that rule, from 0; None where the rule has no tiers.
    kind : {"flag", "count", "value", "choice"}
        0 or 1; how many times (0, 1, 2 …); a number; the ordinal of a band (from 0).
    means : {"times", "measure", "points", "band", "rate", "choice"}
        What the number is: how often it happened (flags and counts); how far the mark was missed or
        passed, in `unit` (每低5%: percentage points); the points lost (or given) in all, where the
        text leaves them open (扣1-3分); the quantity that the bands are about; the completion rate
        from 0 to 1; which band.
    unit : str
        What is counted or measured: ``次``, ``人``, ``%``; empty where the text does not say.
    label : str
        The rule's condition as the text has it, with the tier's name.
    low, high : Decimal or None
        Limits of a value, both allowed; None is open. 0 is always allowed: it did not happen.
    choices : tuple of str
        The bands of a choice.
    """

    indicator: str
    rule: int
    tier: int | None = None
    kind: SlotKind
    means: Means
    unit: str = ""
    label: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    choices: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, int, int | None]:
        """Return what tells it from the other slots of its scheme."""
        return self.indicator, self.rule, self.tier


def slots(scheme: Scheme) -> tuple[Slot, ...]:
    """Return everything that can be recorded under a scheme, in the order of its texts.

    A fixed rule is a flag, or a count where its own limit is above its figure; a rule with a unit is
    a count; a percent rate (and a step that is no whole number) is a measured value; each tier is a
    slot of its own. 得满分 beside deductions says where the deductions start from and is no slot.

    Raises
    ------
    SchemeError
        If a rule has no figure to score by.
    """
    return tuple(slot for item in scheme.indicators for slot in slots_of(item, forms_of(item)))


def forms_of(item: Indicator) -> tuple[Form, ...]:
    """Return how each rule of an indicator is scored.

    Raises
    ------
    SchemeError
        If a rule has no figure to score by.
    """
    return tuple(form_of(rule) or _no_figure(item, at, rule) for at, rule in enumerate(item.criterion.rules))


def form_of(rule: Rule) -> Form | None:
    """Return how a rule is scored, or None where it has no figure."""
    if rule.kind is RuleKind.VETO:
        return Form.VETO
    if rule.kind is RuleKind.BAND:
        ranges = all(b.min is not None or b.max is not None for b in rule.bands)
        return (Form.BANDS if ranges else Form.CHOICE) if rule.bands else None
    if rule.kind is RuleKind.ZERO:
        return Form.PART if rule.scope and rule.points is None else Form.ZERO
    if rule.factor is not None:
        return Form.FACTOR
    if rule.kind is RuleKind.PROPORTIONAL:
        return Form.RATE
    return _by_figure(rule)


def _by_figure(rule: Rule) -> Form | None:
    if rule.all_points and rule.kind is RuleKind.DEDUCT:
        return Form.ZERO
    if rule.tiers:
        return Form.TIERS
    if rule.all_points and rule.per is None and rule.kind is RuleKind.AWARD:
        return Form.FULL
    if rule.min is not None and (rule.points is None or rule.min < rule.points):
        return Form.RANGE
    if rule.points is None and rule.share is None:
        return None
    return Form.STEPS if rule.per is not None else Form.ONCE


def earns(rule: Rule) -> bool:
    """Whether a rule gives the item points that it does not have from the start."""
    if rule.kind is RuleKind.BAND:
        return not takes(rule)
    return rule.kind is RuleKind.PROPORTIONAL or (rule.kind is RuleKind.AWARD and rule.factor is None)


def takes(rule: Rule) -> bool:
    """Whether a rule deducts an amount from the item; bands with negative points do."""
    if rule.kind is RuleKind.BAND:
        return any(b.points < 0 for b in rule.bands)
    if form_of(rule) in (Form.ZERO, Form.FACTOR) or rule.beyond_item:
        return False
    return rule.kind in (RuleKind.DEDUCT, RuleKind.ZERO)


def restated(criterion: Criterion) -> bool:
    """Whether its only awards say 得满分 beside deductions: the item starts full, as without them."""
    earning = [r for r in criterion.rules if earns(r)]
    return all(form_of(r) is Form.FULL for r in earning) and any(takes(r) for r in criterion.rules)


def starts_full(criterion: Criterion) -> bool:
    """Whether an item has its points until something is deducted (else it earns them from 0)."""
    return not any(earns(r) for r in criterion.rules) or restated(criterion)


def slots_of(item: Indicator, forms: Sequence[Form]) -> Iterator[Slot]:
    """Yield what can be recorded for an indicator, given how each of its rules is scored."""
    for at, (rule, form) in enumerate(zip(item.criterion.rules, forms, strict=True)):
        if form is Form.FULL and restated(item.criterion):
            continue
        if form is Form.TIERS:
            yield from _tiers(item, at, rule)
        else:
            yield _single(item, at, rule, form)


def _no_figure(item: Indicator, at: int, rule: Rule) -> NoReturn:
    raise SchemeError(
        _("rule {n} of indicator {id} (“{trigger}”) has no figure to score by").format(
            n=at + 1, id=item.id, trigger=rule.trigger
        )
    )


def _single(item: Indicator, at: int, rule: Rule, form: Form) -> Slot:
    label = rule.trigger or rule.expr or item.label
    unit = rule.per.unit if rule.per else ""
    id_ = item.id
    if form is Form.CHOICE:
        names = _band_names(rule)
        return Slot(indicator=id_, rule=at, kind="choice", means="choice", label=" / ".join(names), choices=names)
    if form is Form.BANDS:
        return Slot(indicator=id_, rule=at, kind="value", means="band", label=label)
    if form is Form.RATE:
        return Slot(
            indicator=id_, rule=at, kind="value", means="rate", label=label, low=Decimal(0), high=Decimal(1)
        )  # fmt: skip
    if form is Form.PART:
        return Slot(
            indicator=id_, rule=at, kind="value", means="points", label=label, low=Decimal(0), high=item.points
        )  # fmt: skip
    if form is Form.RANGE:
        most = rule.points if rule.per is None else None
        return Slot(
            indicator=id_, rule=at, kind="value", means="points", unit=unit, label=label, low=rule.min, high=most
        )  # fmt: skip
    if form is Form.STEPS:
        return _counted(item, at, rule, None, label)
    if form is Form.ONCE:
        once = rule.points if rule.share is None else rule.share * (item.points or 0)
        if rule.cap is not None and once is not None and rule.cap > once:
            return Slot(indicator=id_, rule=at, kind="count", means="times", label=label)
    return Slot(indicator=id_, rule=at, kind="flag", means="times", label=label)


def _tiers(item: Indicator, at: int, rule: Rule) -> Iterator[Slot]:
    for tier, points in enumerate(rule.tiers):
        name = rule.tier_labels[tier] if tier < len(rule.tier_labels) else format_points(points)
        label = " · ".join(part for part in (rule.trigger or item.label, name) if part)
        if rule.per is not None:
            yield _counted(item, at, rule, tier, label)
        else:
            kind: SlotKind = "flag" if rule.cap is None else "count"
            yield Slot(indicator=item.id, rule=at, tier=tier, kind=kind, means="times", label=label)


def _counted(item: Indicator, at: int, rule: Rule, tier: int | None, label: str) -> Slot:
    per = rule.per
    unit = per.unit if per else ""
    if is_measured(rule):
        return Slot(
            indicator=item.id, rule=at, tier=tier, kind="value", means="measure", unit=unit, label=label, low=Decimal(0)
        )  # fmt: skip
    return Slot(indicator=item.id, rule=at, tier=tier, kind="count", means="times", unit=unit, label=label)


def is_measured(rule: Rule) -> bool:
    """Whether what a rule is counted in is measured (5%, 0.5分) rather than counted (1次)."""
    per = rule.per
    return per is not None and (per.unit in _RATES or per.count != per.count.to_integral_value())


def _band_names(rule: Rule) -> tuple[str, ...]:
    return tuple(b.label or f"{_end(b.min)}~{_end(b.max)}" for b in rule.bands)


def _end(value: Decimal | None) -> str:
    return "" if value is None else format_points(value)
