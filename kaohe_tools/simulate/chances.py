"""Distributions that outcome models are made of: counts, categories, differences between units."""

from __future__ import annotations

import numpy as np

from kaohe_tools.model import Rule, RuleKind, Scheme
from kaohe_tools.scoring import Slot
from kaohe_tools.scoring.slots import Form, form_of
from kaohe_tools.simulate.quadrature import Floats, cumulative

TAIL = 1e-10
"""Counts are listed up to where less than this is left; the rest is put on the last."""
MOST_COUNT = 400
LEVELS = 25
"""Units whose differences are assumed stand at so many different levels at most; units at one level are alike."""


def rule_of(scheme: Scheme, slot: Slot) -> Rule:
    """Return the rule that a slot belongs to."""
    item = next(i for i in scheme.indicators if i.id == slot.indicator)
    return item.criterion.rules[slot.rule]


def better_of(rule: Rule, slot: Slot) -> int:
    """Return 1 if larger values of a slot are better for the unit, -1 if worse."""
    form = form_of(rule)
    if form is Form.FACTOR:
        more = rule.factor is not None and rule.factor > 1
        return -1 if more is (rule.kind is RuleKind.DEDUCT) else 1
    if form is Form.CHOICE:
        return 1  # categories are listed from the worst to the best
    if form is Form.BANDS:
        ends = sorted((b.max if b.min is None else b.min, b.points) for b in rule.bands)
        return 1 if ends[-1][1] >= ends[0][1] else -1
    return 1 if rule.kind in (RuleKind.BONUS, RuleKind.AWARD, RuleKind.PROPORTIONAL) else -1


def choices_upward(rule: Rule) -> Floats:
    """Return the ordinals of a rule's categories from the worst to the best."""
    order = sorted(range(len(rule.bands)), key=lambda n: (rule.bands[n].points, -n))
    return np.array(order, dtype=np.float64)


def poisson_gamma(shape: Floats, rate: Floats) -> tuple[Floats, Floats]:
    """Return counts and their chances where the mean count is Gamma(shape, rate), one for each unit.

    This is the negative binomial; by recursion P(0) = (b / (b + 1))^a, P(k + 1) = P(k) (a + k) / ((k + 1)(b + 1)).
    """
    chance = (rate / (rate + 1)) ** shape
    columns = [chance]
    left = 1 - chance
    while left.max() > TAIL and len(columns) < MOST_COUNT:
        k = len(columns) - 1
        chance = chance * (shape + k) / ((k + 1) * (rate + 1))
        columns.append(chance)
        left = left - chance
    return _closed(np.stack(columns, axis=1))


def poisson(mean: Floats) -> tuple[Floats, Floats]:
    """Return counts and their chances for a mean count, one for each unit."""
    chance = np.exp(-mean)
    columns = [chance]
    left = 1 - chance
    while left.max() > TAIL and len(columns) < MOST_COUNT:
        chance = chance * mean / len(columns)
        columns.append(chance)
        left = left - chance
    return _closed(np.stack(columns, axis=1))


def levels(units: int) -> Floats:
    """Return how many standard deviations each unit stands above the middle: evenly spaced, the first highest."""
    from scipy.special import ndtri

    steps = min(units, LEVELS)
    at = np.arange(units) * steps // units
    result: Floats = -ndtri((at + 0.5) / steps)
    return result


def spread_out(chances: Floats, better: int, spread: float, level: Floats) -> Floats:
    """Return chances that differ between units by `spread` standard deviations, and are nearly as before on average.

    Φ⁻¹ of a cumulative chance becomes Φ⁻¹(F) √(1 + s²) - s · level (+ where less is better): over
    normally spread levels its mean is F again.
    """
    from scipy.special import ndtr

    if not spread:
        return chances
    below = ndtr(cumulative(chances.T) * np.sqrt(1 + spread**2) - better * spread * level)
    return np.asarray(np.diff(below, axis=0, prepend=0.0, append=1.0).T)


def _closed(chances: Floats) -> tuple[Floats, Floats]:
    """Put what is left on the last outcome."""
    chances = np.maximum(chances, 0)
    chances[:, -1] += np.maximum(1 - chances.sum(axis=1), 0)
    return np.arange(chances.shape[1], dtype=np.float64), chances / chances.sum(axis=1, keepdims=True)
