"""An outcome model where nothing is known yet: cautious, the same for every rule of a sort, and said so."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from kaohe_tools.errors import ModelError
from kaohe_tools.locale import Text, _, text
from kaohe_tools.model import Rule, Scheme
from kaohe_tools.scoring import Slot, slots
from kaohe_tools.simulate.chances import LEVELS, better_of, choices_upward, levels, poisson, rule_of, spread_out
from kaohe_tools.simulate.models import OutcomeModel, Outcomes
from kaohe_tools.simulate.quadrature import Floats

LIKELY = 0.1
SPREAD = 0.5
SHOCK = 0.1


def default_model(
    scheme: Scheme,
    units: int | Sequence[str] = 30,
    *,
    unit_types: Sequence[str] = (),
    likely: float = LIKELY,
    spread: float = SPREAD,
    shock: float = SHOCK,
) -> OutcomeModel:
    """Return a model that rests on no data.

    Parameters
    ----------
    units : int or sequence of str
        How many units, or their names.
    likely : float
        How likely anything but the usual is: a deduction strikes, a bonus is earned, a rate falls short.
        Counts have this mean.
    spread : float
        How many standard deviations units differ by; the first unit stands highest, in every rule.
    shock : float
        The share of variation common to all units.

    Raises
    ------
    ModelError
        If `likely` is no probability.
    """
    if not 0 <= likely <= 1:
        raise ModelError(_("a probability lies between 0 and 1, not {value}").format(value=f"{likely:g}"))
    names = tuple(_("unit {n}").format(n=n + 1) for n in range(units)) if isinstance(units, int) else tuple(units)
    level = levels(len(names))
    outcomes = []
    for slot in slots(scheme):
        rule = rule_of(scheme, slot)
        better = better_of(rule, slot)
        values, chances = usual(slot, rule, likely)
        rows = spread_out(np.tile(chances, (len(names), 1)), better, spread, level)
        outcomes.append(Outcomes(slot=slot, values=values, chances=rows, better=better, shock=shock))
    notes = [
        text(
            "No results were used: whatever a rule asks about happens to a unit with a chance of {likely}, the same "
            "for every rule.",
            likely=Fraction(likely).limit_denominator(1000),
        )
    ]
    if spread:
        notes.append(spread_note(len(names)))
    return OutcomeModel(units=names, unit_types=tuple(unit_types), outcomes=tuple(outcomes), notes=tuple(notes))


def spread_note(units: int) -> Text:
    """Say how units that nothing is known about are told apart; many of them share levels."""
    if units > LEVELS:
        return text(
            "Units are taken to differ evenly, at {levels} levels, those at one level being alike and the first in the "
            "list the strongest in everything: look at the whole picture, not at a single unit's name.",
            levels=LEVELS,
        )
    return text(
        "Units are taken to differ evenly, the first in the list being the strongest in everything: look at the whole "
        "picture, not at a single unit's name."
    )


def usual(slot: Slot, rule: Rule, likely: float) -> tuple[Floats, Floats]:
    """Return outcomes and chances for one slot where nothing is known."""
    if slot.kind == "flag":
        return np.array([0.0, 1.0]), np.array([1 - likely, likely])
    if slot.kind == "count":
        values, chances = poisson(np.array([likely]))
        return values, chances[0]
    if slot.kind == "choice":
        values = choices_upward(rule)
        return values, _mostly_last(len(values), likely)
    if slot.means == "rate":
        return np.array([0.6, 0.8, 0.9, 1.0]), _mostly_last(4, likely)
    if slot.means == "band":
        values = _inside(rule)
        chances = _mostly_last(len(values), likely)
        return values, chances if better_of(rule, slot) > 0 else chances[::-1]
    if slot.means == "measure" and rule.per is not None:
        values = np.array([0.0, 1.0, 2.0]) * float(rule.per.count)
        return values, _mostly_last(3, likely)[::-1]
    low = float(slot.low or 0)
    high = low + 1 if slot.high is None else float(slot.high)
    values = np.unique(np.round([0.0, low, (low + high) / 2, high], 1))
    values = values[(values == 0) | ((values >= low) & (values <= high))]
    return values, _mostly_last(len(values), likely)[::-1]


def _inside(rule: Rule) -> Floats:
    """Return one value inside each band."""
    found = set()
    for band in rule.bands:
        if band.min is not None:
            found.add(float(band.min))
        elif band.max is not None:
            found.add(float(band.max) - 1)
    return np.array(sorted(found or {0.0}))


def _mostly_last(n: int, likely: float) -> Floats:
    """Return chances of n outcomes: the last is the usual one, each before it half as likely as the next."""
    if n == 1:
        return np.ones(1)
    falling = 0.5 ** np.arange(n - 1, 0, -1)
    return np.append(likely * falling / falling.sum(), 1 - likely)
