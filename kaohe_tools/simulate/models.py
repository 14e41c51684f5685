"""Outcome models (完成情况假设): how likely what can be recorded is, for each unit, as data."""

from __future__ import annotations

import dataclasses
import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from kaohe_tools.errors import ModelError
from kaohe_tools.locale import Text, _, plain, text
from kaohe_tools.model import Scheme
from kaohe_tools.scoring import Slot, slots
from kaohe_tools.scoring.slots import MAX_RECORDED
from kaohe_tools.simulate.quadrature import MOST_SHOCK, cumulative

Floats = NDArray[np.float64]

_SUM = 1e-9
"""Chances may miss 1 by this much (they come from decimals and divisions) and are then divided by their sum."""
_FAR = 8.0
"""Chances closer to 0 or 1 than this normal quantile (6e-16) count as 0 or 1 when differences are measured."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Outcomes:
    """What may be recorded in one slot, and how likely each of it is for each unit.

    Attributes
    ----------
    slot : Slot
    values : ndarray, shape (n_outcomes,)
        What may be recorded, as the slot's `means` says; each once. Their order is the order in which
        the common factor moves them: ascending, or for a choice from one end to the other.
    chances : ndarray, shape (n_units, n_outcomes)
        Probabilities; every row sums to 1.
    better : {1, -1}
        Whether the later outcomes are the better ones for the unit (1), or the earlier (-1).
    shock : float
        The share ρ of the outcome's variation that all units have in common, from 0 to 0.8.
    """

    slot: Slot
    values: Floats
    chances: Floats
    better: int = -1
    shock: float = 0.0

    @property
    def loading(self) -> float:
        """The correlation with the common factor; a high factor is a good year."""
        return self.better * math.sqrt(self.shock)

    @property
    def mean(self) -> Floats:
        """The expected value for each unit (for a flag: its probability)."""
        result: Floats = self.chances @ self.values
        return result


@dataclass(frozen=True, kw_only=True, eq=False)
class OutcomeModel:
    """How likely the outcomes are for some units under a scheme.

    Given the common factor, all slots and all units are independent. A slot that the model does not
    name is not recorded; an item without any is not assessed and counts nothing.

    Attributes
    ----------
    units : tuple of str
    unit_types : tuple of str
        As in :class:`~kaohe_tools.scoring.Events`; empty: every indicator applies.
    outcomes : tuple of Outcomes
        One for each slot that is modelled, in any order.
    notes : tuple of Text
        Where the chances come from, in plain words.

    Raises
    ------
    ModelError
        If chances are no probabilities or do not sum to 1, or a value cannot be recorded. The message
        names unit and indicator.
    """

    units: tuple[str, ...]
    outcomes: tuple[Outcomes, ...]
    unit_types: tuple[str, ...] = ()
    notes: tuple[Text, ...] = ()

    def __post_init__(self) -> None:
        """Hold tuples and read-only arrays; refuse what cannot be."""
        set_ = object.__setattr__
        for name in ("units", "unit_types", "notes"):
            set_(self, name, tuple(getattr(self, name)))
        _check_units(self.units, self.unit_types)
        set_(self, "outcomes", tuple(_checked(o, self.units) for o in self.outcomes))
        seen: set[tuple[str, int, int | None]] = set()
        for o in self.outcomes:
            if o.slot.key in seen:
                raise ModelError(_about(o.slot, _("the outcomes are given twice")))
            seen.add(o.slot.key)

    def __repr__(self) -> str:
        """Say how many units and slots there are."""
        return f"<OutcomeModel: {len(self.units)} units, {len(self.outcomes)} slots>"

    @cached_property
    def classes(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Units with equal chances share their work: the first unit of each class, and each unit's class."""
        types = np.unique(np.array(self.unit_types or ("",) * len(self.units)), return_inverse=True)[1]
        columns = [types[:, None].astype(np.float64), *(o.chances for o in self.outcomes)]
        rows = np.ascontiguousarray(np.concatenate(columns, axis=1))
        odd = np.random.default_rng(0).integers(0, 2**63, rows.shape[1], dtype=np.uint64) * np.uint64(2) + np.uint64(1)
        hashes = (rows.view(np.uint64) * odd).sum(axis=1, dtype=np.uint64)
        _hashes, first, of_unit = np.unique(hashes, return_index=True, return_inverse=True)
        if not np.array_equal(rows, rows[first][of_unit]):  # pragma: no cover - two hashes of 64 bits met
            first = of_unit = np.arange(len(self.units))
        return first.astype(np.int64), of_unit.astype(np.int64)

    @cached_property
    def held(self) -> tuple[tuple[Slot, tuple[float, ...]], ...]:
        """What may be recorded, whatever its chances: each slot that is modelled with its values."""
        return tuple((o.slot, tuple(o.values.tolist())) for o in self.outcomes)

    def outcomes_of(self, indicator: str, rule: int = 0, tier: int | None = None) -> Outcomes:
        """Return the outcomes of one slot; rules and tiers count from 0.

        Raises
        ------
        ModelError
            If it is not modelled.
        """
        for o in self.outcomes:
            if o.slot.key == (indicator, rule, tier):
                return o
        raise ModelError(
            _("indicator {id}, rule {rule}: the model says nothing on it").format(id=indicator, rule=rule + 1)
        )

    def with_shock(self, shock: float) -> OutcomeModel:
        """Return the model with one share of variation that all units have in common, in every slot."""
        outcomes = tuple(dataclasses.replace(o, shock=shock) for o in self.outcomes)
        return dataclasses.replace(self, outcomes=outcomes)

    def shifted(self, by: float) -> OutcomeModel:
        """Return the model with every unit doing better by so many standard deviations (worse where negative)."""
        note = text("every chance is shifted by {by} standard deviations towards the better", by=_figure(by))
        return self._moved(lambda o, at: at - o.better * by, note) if by else self

    def with_spread(self, factor: float) -> OutcomeModel:
        """Return the model with differences between units `factor` times as large (0: all units alike)."""
        if not 0 <= factor < math.inf:
            raise ModelError(_("the spread between units is multiplied by {factor}; it cannot be negative").format(
                factor=plain(_figure(factor))
            ))  # fmt: skip
        note = text("the differences between units are taken {factor} times as large", factor=_figure(factor))

        def spread(_o: Outcomes, at: Floats) -> Floats:
            held = np.clip(at, -_FAR, _FAR)
            middle = held.mean(axis=1, keepdims=True)
            return np.where(np.isfinite(at), middle + factor * (held - middle), at)

        return self._moved(spread, note) if factor != 1 else self

    def responding(self, before: Scheme, after: Scheme, response: float) -> OutcomeModel:
        """Return the model with effort that follows the points; an assumption, off unless asked for.

        Where an indicator's points change from a to b, its outcomes get better by
        ``response * ln(b / a)`` standard deviations: at 0.5, doubled points give 0.35.
        """
        worth = {i.id: i.points for i in before.indicators}
        ratio = {i.id: _ratio(worth.get(i.id), i.points) for i in after.indicators}
        note = text(
            "ASSUMPTION, not observed: effort follows the points; doubled points make the outcomes better by "
            "{by} standard deviations",
            by=_figure(response * math.log(2)),
        )
        if not response:
            return self
        return self._moved(
            lambda o, at: at - o.better * response * math.log(ratio.get(o.slot.indicator, 1.0)), note
        )  # fmt: skip

    def adjusted(
        self,
        *,
        shift: float = 0.0,
        spread: float = 1.0,
        shock: float | None = None,
        response: float = 0.0,
        before: Scheme | None = None,
        after: Scheme | None = None,
    ) -> OutcomeModel:
        """Return the model under other assumptions, all at once; what is left out stays as it is.

        Parameters
        ----------
        shift : float
            As in :meth:`shifted`.
        spread : float
            As in :meth:`with_spread`; applied first.
        shock : float, optional
            As in :meth:`with_shock`.
        response : float
            As in :meth:`responding`, from the points of `before` to those of `after`.

        Raises
        ------
        ModelError
            If the spread is negative, the shock is none that can be, or a response lacks its two schemes.
        """
        model = self.with_spread(spread).shifted(shift)
        if response:
            if before is None or after is None:
                raise ModelError(_("effort follows a change of points: the schemes before and after are needed"))
            model = model.responding(before, after, response)
        return model if shock is None else model.with_shock(shock)

    def assumptions(self) -> tuple[Text, ...]:
        """Say in plain words what is assumed."""
        shocks = sorted({o.shock for o in self.outcomes})
        said = [*self.notes]
        if not any(shocks):
            said.append(text("Units do well or badly independently of each other: there are no good or bad years."))
        elif len(shocks) == 1:
            said.append(
                text(
                    "{share} of what makes an outcome good or bad is common to all units and rules (a good or a bad "
                    "year); the rest is independent.",
                    share=_share(shocks[0]),
                )
            )
        else:
            said.append(
                text(
                    "Between {low} and {high} of what makes an outcome good or bad is common to all units and rules "
                    "(a good or a bad year), depending on the rule; the rest is independent.",
                    low=_share(shocks[0]),
                    high=_share(shocks[-1]),
                )
            )
        said.append(text("Within a unit, one rule's outcome says nothing about another's beyond that."))
        return tuple(said)

    def not_modelled(self, scheme: Scheme) -> tuple[Slot, ...]:
        """Return what can be recorded under a scheme, but has no outcomes here; it counts as not recorded."""
        held = {o.slot.key for o in self.outcomes}
        return tuple(slot for slot in slots(scheme) if slot.key not in held)

    def _moved(self, move: Callable[[Outcomes, Floats], Floats], note: Text) -> OutcomeModel:
        """Move the normal quantiles of every slot's cumulative chances; shape (n_outcomes - 1, n_units)."""
        from scipy.special import ndtr

        outcomes = []
        for o in self.outcomes:
            below = np.maximum.accumulate(ndtr(move(o, cumulative(o.chances.T))), axis=0)  # spread may cross them
            chances = np.diff(below, axis=0, prepend=0.0, append=1.0).T
            outcomes.append(dataclasses.replace(o, chances=np.maximum(chances, 0.0)))
        return dataclasses.replace(self, outcomes=tuple(outcomes), notes=(*self.notes, note))


def _check_units(units: tuple[str, ...], types: tuple[str, ...]) -> None:
    if not units:
        raise ModelError(_("an outcome model needs at least one unit"))
    twice = next((u for u, n in Counter(units).items() if n > 1), None)
    if twice is not None:
        raise ModelError(_("unit {unit} stands twice").format(unit=twice))
    if types and len(types) != len(units):
        raise ModelError(
            _("{types} unit types were given for {units} units").format(types=len(types), units=len(units))
        )


def _checked(outcomes: Outcomes, units: tuple[str, ...]) -> Outcomes:
    """Return outcomes in read-only arrays whose chances sum to 1."""
    slot = outcomes.slot
    values = np.array(outcomes.values, dtype=np.float64)
    chances = np.array(outcomes.chances, dtype=np.float64)
    if values.ndim != 1 or not len(values) or chances.shape != (len(units), len(values)):
        raise ModelError(
            _about(
                slot,
                _("chances of the shape {shape} were given; {units} units by {values} outcomes were expected").format(
                    shape=" × ".join(map(str, chances.shape)), units=len(units), values=values.size
                ),
            )
        )
    for value in values:
        wrong = wrong_value(slot, float(value))
        if wrong:
            raise ModelError(_about(slot, wrong))
    if len(np.unique(values)) != len(values):
        raise ModelError(_about(slot, _("an outcome is listed twice")))
    bad = ~((chances >= 0) & (chances <= 1))
    if bad.any():
        unit, at = np.argwhere(bad)[0]
        raise ModelError(
            _about(
                slot,
                _("the chance of {value} is {chance}; a probability lies between 0 and 1").format(
                    value=f"{values[at]:g}", chance=f"{chances[unit, at]:g}"
                ),
                units[unit],
            )
        )
    sums = chances.sum(axis=1)
    off = np.abs(sums - 1) > _SUM
    if off.any():
        unit = int(np.argmax(off))
        raise ModelError(
            _about(
                slot,
                _("the chances of its outcomes sum to {sum}, not to 1").format(sum=f"{sums[unit]:.6g}"),
                units[unit],
            )
        )
    if outcomes.better not in (1, -1) or not 0 <= outcomes.shock <= MOST_SHOCK:
        raise ModelError(
            _about(
                slot,
                _("the share of common variation is {shock}; it lies between 0 and {most}").format(
                    shock=f"{outcomes.shock:g}", most=f"{MOST_SHOCK:g}"
                ),
            )
        )
    chances = chances / sums[:, None]
    for array in (values, chances):
        array.flags.writeable = False
    return dataclasses.replace(outcomes, values=values, chances=chances)


def check_slots(modelled: Iterable[Slot], known: Sequence[Slot]) -> None:
    """Refuse a scheme, given what can be recorded under it, that lacks something that is modelled.

    Raises
    ------
    ModelError
    """
    held = {slot.key: slot for slot in known}
    for slot in modelled:
        own = held.get(slot.key)
        if own is None:
            raise ModelError(_about(slot, _("the model gives its outcomes, but this scheme does not have it")))
        if (own.kind, own.means, len(own.choices)) != (slot.kind, slot.means, len(slot.choices)):
            raise ModelError(_about(slot, _("this scheme records something else here than the model gives")))


def wrong_value(slot: Slot, value: float) -> str:
    """Return what is wrong with an outcome, or nothing."""
    said = f"{value:g}"
    if not math.isfinite(value) or abs(value) > MAX_RECORDED:
        return _("{value} is given as an outcome; it is no possible number").format(value=said)
    if slot.kind == "flag" and value not in (0, 1):
        return _("{value} is given as an outcome; only 1 (it happens) or 0 (it does not) can be").format(value=said)
    if slot.kind == "count" and (value < 0 or value != math.floor(value)):
        return _("{value} is given as an outcome; a count is a whole number and not negative").format(value=said)
    if slot.kind == "choice" and value not in range(len(slot.choices)):
        return _("{value} is given as an outcome; there are {bands} bands, counted from 0").format(
            value=said, bands=len(slot.choices)
        )
    low, high = (math.inf if end is None else float(end) for end in (slot.low, slot.high))
    if slot.kind == "value" and value != 0 and ((slot.low is not None and value < low) or value > high):
        return _("{value} is given as an outcome; it is beyond what can be recorded").format(value=said)
    return ""


def _about(slot: Slot, sentence: str, unit: str = "") -> str:
    """Put unit and indicator before a sentence."""
    if unit:
        return _("{unit}, indicator {id} ({label}): {what}").format(
            unit=unit, id=slot.indicator, label=slot.label, what=sentence
        )
    return _("indicator {id}, rule {rule} ({label}): {what}").format(
        id=slot.indicator, rule=slot.rule + 1, label=slot.label, what=sentence
    )


def _ratio(before: Decimal | None, after: Decimal | None) -> float:
    return float(after / before) if before and after else 1.0


def _figure(number: float) -> Decimal:
    return Decimal(f"{number:.2f}")


def _share(share: float) -> Fraction:
    return Fraction(share).limit_denominator(1000)
