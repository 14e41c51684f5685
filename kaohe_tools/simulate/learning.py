"""Outcome models from what was recorded, with shrinkage: one year tells little about one unit."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import numpy as np

from kaohe_tools.errors import ModelError
from kaohe_tools.locale import Text, _, text
from kaohe_tools.model import Rule, Scheme
from kaohe_tools.scoring import Events, Slot, slots
from kaohe_tools.simulate.chances import better_of, choices_upward, poisson_gamma, rule_of
from kaohe_tools.simulate.models import OutcomeModel, Outcomes
from kaohe_tools.simulate.quadrature import Floats

PRIOR = 4.0
SHOCK = 0.1
RATE_STEP = 0.01
_OFTEN = 60
"""Counts above this are taken as they were recorded, not as Poisson-like."""
_NAMED = 5


def model_from_results(
    scheme: Scheme, results: Events | Sequence[Events], *, prior: float = PRIOR, shock: float = SHOCK
) -> OutcomeModel:
    """Return an outcome model from the recordings of one year or several.

    A unit's own record is drawn towards that of all units as if `prior` recordings like the average
    had been made beside its own (m below; n and x are its recordings and their sum; 4 is a choice of
    this project: after one year four fifths of a unit's chance come from all units):

    - flags: beta-binomial, p = (x + m p₀) / (n + m) with p₀ = (X + ½) / (N + 1) over all units;
    - counts: gamma-Poisson, so negative binomial with shape x + m λ₀ and rate n + m, λ₀ = (X + ½) / N;
    - choices: Dirichlet, the same for each category, p₀ with ½ added to each;
    - measured values, rates (rounded to 1 %) and counts above 60: the recorded values of all units, the
      unit's own weighing more in the same way.

    The ½ is Jeffreys' prior: what never happened is rare, not impossible.

    Parameters
    ----------
    results : Events or sequence of Events
        The units are those of the last.
    shock : float
        The share of variation common to all units; a single year does not show it.

    Raises
    ------
    ModelError
        If nothing was recorded, or `prior` is not positive.
    """
    years = (results,) if isinstance(results, Events) else tuple(results)
    if not years or not any(np.isfinite(year.values).any() for year in years):
        raise ModelError(_("nothing is recorded in the results; an outcome model cannot be made from them"))
    if not 0 < prior < float("inf"):
        raise ModelError(_("the weight of all units' record is {prior}; it must be above 0").format(prior=f"{prior:g}"))
    if any(year.n_replications is not None for year in years):
        raise ModelError(_("results hold one recording for each unit; these hold replications"))
    last = years[-1]
    outcomes, silent = [], []
    for slot in slots(scheme):
        records = _records(slot, years)
        if not np.isfinite(records).any():
            silent.append(slot)
            continue
        rule = rule_of(scheme, slot)
        values, chances = _learnt(slot, rule, records, prior)
        outcomes.append(
            Outcomes(
                slot=slot,
                values=values,
                chances=_of_units(chances, last.units, years),
                better=better_of(rule, slot),
                shock=shock,
            )
        )
    return OutcomeModel(
        units=last.units,
        unit_types=last.unit_types,
        outcomes=tuple(outcomes),
        notes=_notes(years, prior, outcomes, silent),
    )


def _names(years: Sequence[Events]) -> list[str]:
    return list(dict.fromkeys(unit for year in years for unit in year.units))


def _records(slot: Slot, years: Sequence[Events]) -> Floats:
    """Return what was recorded in a slot; shape (n_units of all years, n_years), NaN where nothing was."""
    names = {unit: n for n, unit in enumerate(_names(years))}
    found = np.full((len(names), len(years)), np.nan)
    for at, year in enumerate(years):
        column = next((n for n, s in enumerate(year.slots) if s.key == slot.key and s.kind == slot.kind), None)
        if column is not None:
            found[[names[u] for u in year.units], at] = year.values[:, column]
    return found


def _of_units(chances: Floats, units: Sequence[str], years: Sequence[Events]) -> Floats:
    names = {unit: n for n, unit in enumerate(_names(years))}
    return chances[[names[u] for u in units]]


def _learnt(slot: Slot, rule: Rule, records: Floats, prior: float) -> tuple[Floats, Floats]:
    """Return the outcomes of a slot and their chances for each unit."""
    seen = np.isfinite(records)
    n, total = seen.sum(axis=1), np.nansum(records, axis=1)
    if slot.kind == "flag":
        pooled = (total.sum() + 0.5) / (n.sum() + 1)
        chance = (total + prior * pooled) / (n + prior)
        return np.array([0.0, 1.0]), np.stack([1 - chance, chance], axis=1)
    if slot.kind == "count" and np.nanmax(records) <= _OFTEN:
        pooled = (total.sum() + 0.5) / n.sum()
        return poisson_gamma(total + prior * pooled, n + prior)
    if slot.kind == "choice":
        values, added = choices_upward(rule), 0.5
    else:
        records = np.round(records / RATE_STEP) * RATE_STEP if slot.means == "rate" else records
        records = np.round(records, 6)
        values, added = np.unique(records[seen]), 0.0
    counts = np.stack([(records == value).sum(axis=1) for value in values], axis=1).astype(np.float64)
    shares = (counts.sum(axis=0) + added) / (counts.sum() + added * len(values))
    return values, (counts + prior * shares) / (n + prior)[:, None]


def _notes(years: Sequence[Events], prior: float, outcomes: list[Outcomes], silent: list[Slot]) -> tuple[Text, ...]:
    recorded = sum(int(np.isfinite(year.values).sum()) for year in years)
    known = {u for year in years for u, row in zip(year.units, np.isfinite(year.values), strict=True) if row.any()}
    unknown = [unit for unit in _names(years) if unit not in known]
    notes = [
        text(
            "Chances come from what was recorded: {n} records of {units} units in {years} period(s).",
            n=recorded,
            units=len(known),
            years=len(years),
        ),
        text(
            "One period tells little about one unit: its own record counts for {own}, that of all units for the rest.",
            own=Fraction(len(years) / (len(years) + prior)).limit_denominator(100),
        ),
    ]
    if unknown:
        notes.append(
            text(
                "Nothing was recorded for {n} units, so their chances are those of all units: {names}",
                n=len(unknown),
                names=unknown[:_NAMED] + (["…"] if len(unknown) > _NAMED else []),
            )
        )
    if any(o.slot.means == "rate" for o in outcomes):
        notes.append(text("Completion rates are rounded to {step}.", step=Fraction(1, 100)))
    if any(o.slot.kind == "value" for o in outcomes):
        notes.append(text("Measured values take only values that were recorded for some unit."))
    if silent:
        notes.append(
            text(
                "Nothing was recorded on {n} things that the scheme asks about; they are left out: {names}",
                n=Decimal(len(silent)),
                names=[f"{s.indicator} {s.label}" for s in silent[:_NAMED]] + (["…"] if len(silent) > _NAMED else []),
            )
        )
    return tuple(notes)
