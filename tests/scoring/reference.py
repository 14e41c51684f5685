"""The oracle: one unit at a time, Decimals only, written from the rules of the design and nothing of the package.

It is slow and plain on purpose. What was recorded is a mapping (indicator, rule, tier) → Decimal;
a key that is missing was not recorded.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

from kaohe_tools.model import Indicator, Rule, RuleKind, Scheme

Key = tuple[str, int, int | None]
ZERO = Decimal(0)


@dataclass
class Item:
    points: Decimal | None  # None: not assessed
    partial: bool
    bonus: Decimal
    penalties: Decimal
    vetoed: bool


@dataclass
class Result:
    items: dict[str, Item]
    bonus: Decimal
    penalties: Decimal
    vetoed: bool
    total: Decimal
    not_assessed: int


def is_band_that_deducts(rule: Rule) -> bool:
    return rule.kind == "band" and min(b.points for b in rule.bands) < 0


def takes_everything(rule: Rule) -> bool:
    if rule.kind == "zero":
        return not (rule.scope and rule.points is None)
    return rule.kind == "deduct" and rule.all_points and rule.factor is None


def says_full_marks(rule: Rule) -> bool:
    return rule.kind == "award" and rule.all_points and not rule.tiers and rule.per is None and rule.factor is None


def deducts_an_amount(rule: Rule) -> bool:
    if rule.kind == "band":
        return is_band_that_deducts(rule)
    if rule.kind == "zero":
        return not takes_everything(rule)
    return rule.kind == "deduct" and rule.factor is None and not rule.beyond_item and not rule.all_points


def earns_an_amount(rule: Rule) -> bool:
    if rule.kind == "award":
        return rule.factor is None
    return rule.kind == "proportional" or (rule.kind == "band" and not is_band_that_deducts(rule))


def full_marks_are_the_start(item: Indicator) -> bool:
    rules = item.criterion.rules
    earning = [r for r in rules if earns_an_amount(r)]
    if not all(says_full_marks(r) for r in earning):
        return False
    return any(deducts_an_amount(r) for r in rules)


def keys(item: Indicator) -> list[Key]:
    """Everything that can be recorded for an item."""
    found: list[Key] = []
    for at, rule in enumerate(item.criterion.rules):
        if says_full_marks(rule) and full_marks_are_the_start(item):
            continue
        plain_tiers = rule.tiers and rule.factor is None and rule.kind in ("deduct", "bonus", "award")
        if plain_tiers and not takes_everything(rule):
            found += [(item.id, at, tier) for tier in range(len(rule.tiers))]
        else:
            found.append((item.id, at, None))
    return found


def full_steps(rule: Rule, value: Decimal) -> Decimal:
    if rule.per is None:
        return value
    return Decimal(math.floor(value / rule.per.count))


def band_points(rule: Rule, value: Decimal | None) -> Decimal:
    if value is None:
        return ZERO
    if any(b.min is None and b.max is None for b in rule.bands):  # categories: the value is an ordinal
        return rule.bands[int(value)].points
    for band in rule.bands:
        if band.min is not None and band.min == band.max:
            if value == band.min:
                return band.points
        elif (band.min is None or value >= band.min) and (band.max is None or value < band.max):
            return band.points
    if all(b.max is not None for b in rule.bands):
        top = max(b.max for b in rule.bands)
        for band in rule.bands:
            if band.max == top and band.min != top and value == top:
                return band.points
    return ZERO


def amount(item: Indicator, at: int, rule: Rule, seen: Mapping[Key, Decimal]) -> Decimal:
    """What a rule takes or gives before its cap (bands apart)."""
    value = seen.get((item.id, at, None), ZERO)
    if rule.kind == "proportional":
        worth = item.points if rule.points is None else rule.points
        rate = value.quantize(Decimal("0.000001"), rounding=ROUND_HALF_EVEN)
        return (rate * worth).quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP)
    if rule.kind == "zero":  # of a part of the item: the points lost are recorded
        return value
    if rule.tiers:
        happened = [seen.get((item.id, at, tier), ZERO) for tier in range(len(rule.tiers))]
        return sum((full_steps(rule, n) * p for n, p in zip(happened, rule.tiers, strict=True)), ZERO)
    if says_full_marks(rule):
        return value * item.points
    if rule.min is not None and (rule.points is None or rule.min < rule.points):
        return value
    figure = rule.share * item.points if rule.share is not None else rule.points
    return full_steps(rule, value) * figure


def capped(rule: Rule, value: Decimal) -> Decimal:
    return value if rule.cap is None else min(value, rule.cap)


def multiplied(value: Decimal, factors: list[Rule]) -> Decimal:
    for rule in factors:
        value = capped(rule, value * rule.factor)
    return value


def score_item(item: Indicator, seen: Mapping[Key, Decimal]) -> Item:
    possible = keys(item)
    recorded = [key in seen for key in possible]
    if not any(recorded):
        return Item(None, False, ZERO, ZERO, False)
    taken = earned = bonus = penalties = ZERO
    gone = vetoed = False
    factors: list[Rule] = []
    for at, rule in enumerate(item.criterion.rules):
        happened = seen.get((item.id, at, None), ZERO) == 1
        if rule.kind == "veto":
            vetoed = vetoed or happened
        elif takes_everything(rule):
            gone = gone or happened
        elif rule.kind == "band":
            points = band_points(rule, seen.get((item.id, at, None)))
            if points >= 0:
                earned += capped(rule, points)
            else:
                taken += capped(rule, -points)
        elif rule.factor is not None and rule.kind in ("deduct", "award", "bonus"):
            factors += [rule] if happened else []
        else:
            points = capped(rule, amount(item, at, rule, seen))
            if rule.kind == "bonus":
                bonus += points
            elif rule.kind in ("award", "proportional"):
                earned += points
            elif rule.beyond_item and rule.kind == "deduct":
                penalties += points
            else:
                taken += points
    taken = multiplied(taken, [r for r in factors if r.kind == "deduct"])
    if item.criterion.item_cap is not None:
        taken = min(taken, item.criterion.item_cap)
    bonus = multiplied(bonus, [r for r in factors if r.kind == "bonus"])
    worth = item.points or ZERO
    kinds = {r.kind for r in item.criterion.rules}
    if RuleKind.BONUS in kinds and kinds <= {RuleKind.BONUS, RuleKind.VETO}:
        bonus = min(bonus, worth) if worth else bonus
        worth = ZERO
    start = worth
    if any(earns_an_amount(r) for r in item.criterion.rules) and not full_marks_are_the_start(item):
        start = ZERO
    points = min(max(start + earned - taken, ZERO), worth)
    points = min(multiplied(points, [r for r in factors if r.kind == "award"]), worth)
    if gone:
        points = ZERO
    return Item(points, not all(recorded), bonus, penalties, vetoed)


def reference_score(
    scheme: Scheme,
    seen: Mapping[Key, Decimal],
    unit_type: str = "",
    bonus_cap: Decimal | None = None,
    group_caps: Mapping[tuple[str, ...], Decimal] | None = None,
) -> Result:
    items: dict[str, Item] = {}
    not_assessed = 0
    for item in scheme.indicators:
        applies = not unit_type or not item.applies_to or unit_type in item.applies_to.split("、")
        items[item.id] = score_item(item, seen) if applies else Item(None, False, ZERO, ZERO, False)
        not_assessed += applies and items[item.id].points is None

    def bonus_below(path: tuple[str, ...]) -> Decimal:
        """The bonus of a section: its own items, and each section in it by the same rule."""
        own = sum((items[i.id].bonus for i in scheme.indicators if i.path == path), ZERO)
        inside = {i.path for i in scheme.indicators if len(i.path) > len(path) and i.path[: len(path)] == path}
        deeper = {p[: len(path) + 1] for p in inside}
        whole = own + sum((bonus_below(p) for p in deeper), ZERO)
        return min(whole, group_caps[path]) if group_caps and path in group_caps else whole

    bonus = bonus_below(())
    if bonus_cap is not None:
        bonus = min(bonus, bonus_cap)
    penalties = sum((i.penalties for i in items.values()), ZERO)
    vetoed = any(i.vetoed for i in items.values())
    total = sum((i.points for i in items.values() if i.points is not None), ZERO) + bonus - penalties
    return Result(items, bonus, penalties, vetoed, ZERO if vetoed else total, not_assessed)
