"""An outcome model for another scheme: chances carried over row by row and rule by rule, assumed for what is new.

::

    carried = carry_model(old, new, model)
    carried.model.assumptions()                  # which rows' chances are assumed
    beside(outlook(old, model), outlook(carried.scheme, carried.model))
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from kaohe_tools.compare.aligned import align, fitting, same_slots
from kaohe_tools.compare.matching import match_rows
from kaohe_tools.errors import ModelError
from kaohe_tools.locale import Text, _, text
from kaohe_tools.model import Indicator, Scheme
from kaohe_tools.scoring import Events, Slot, slots

if TYPE_CHECKING:
    from kaohe_tools.compare.matching import Match
    from kaohe_tools.simulate import OutcomeModel, Outcomes
    from kaohe_tools.simulate.quadrature import Floats

_Key = tuple[str, int, int | None]

_FAR = 8.0
"""Normal quantiles beyond this (chances of 6e-16) count as this."""
_LITTLE = 1e-9
"""Units that differ by fewer standard deviations are alike."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Carried:
    """An outcome model under another scheme.

    Attributes
    ----------
    scheme : Scheme
        The new scheme; rows that were there have their old ids, so that both schemes' rows meet the same
        luck and effort follows the same row's points. Row numbers and words are the new ones.
    model : OutcomeModel
        For that scheme. Its notes say which rows' chances are assumed.
    matches : tuple of Match
        Which row is which.
    came : tuple of Indicator
        New rows: their chances are assumed.
    changed : tuple of Indicator
        Rows of the new scheme that were there, of which a rule is new or asks for something else: that
        rule's chances are assumed.
    gone : tuple of Indicator
        Old rows without a match.
    ids : mapping of str to str
        Id in `scheme` → id in the new scheme as it is.
    places : mapping of slot key to Slot
        What was recorded or modelled under the old scheme → what asks for it in `scheme`.
    """

    scheme: Scheme
    model: OutcomeModel
    matches: tuple[Match, ...]
    came: tuple[Indicator, ...]
    changed: tuple[Indicator, ...]
    gone: tuple[Indicator, ...]
    ids: Mapping[str, str]
    places: Mapping[_Key, Slot]

    @property
    def assumed(self) -> bool:
        """Whether some chances are assumed."""
        return bool(self.came or self.changed)

    def in_own_ids(self, events: Events) -> Events:
        """Return what was drawn from `model`, its rows under the new scheme's own ids."""
        own = tuple(dataclasses.replace(slot, indicator=self.ids[slot.indicator]) for slot in events.slots)
        return dataclasses.replace(events, slots=own)

    def recorded(self, events: Events) -> Events:
        """Return what was recorded under the old scheme for the new one, under its own ids; the rest is left out."""
        pairs = [(n, slot, self.places[slot.key]) for n, slot in enumerate(events.slots) if slot.key in self.places]
        values = np.empty((*events.values.shape[:-1], len(pairs)))
        for column, (n, slot, other) in enumerate(pairs):
            values[..., column] = fitting(events.values[..., n], slot, other)
        return self.in_own_ids(dataclasses.replace(events, slots=tuple(other for *_n, other in pairs), values=values))

    def to_dict(self) -> dict[str, Any]:
        """Return JSON data: every row of both schemes once, by its own id."""
        changed = {i.id for i in self.changed}
        return {
            "kept": [{"old": m.old.id, "new": m.new.id} for m in self.matches if m.new.id not in changed],
            "changed": [{"old": m.old.id, "new": m.new.id} for m in self.matches if m.new.id in changed],
            "came": [i.id for i in self.came],
            "gone": [i.id for i in self.gone],
        }


def carry_model(old: Scheme, new: Scheme, model: OutcomeModel) -> Carried:
    """Return an outcome model for another scheme.

    Rules that both schemes have keep their chances, whatever figures they take now. A row or rule that is
    new happens as :func:`kaohe_tools.simulate.default_model` assumes, with the share of variation in
    common that most rules have; units differ in it by as much as they do on average in the rest, and in
    the same order. A row on which the model says nothing stays without.

    Parameters
    ----------
    model : OutcomeModel
        For the old scheme. Adjust shift, spread and shock afterwards, for both schemes alike.

    Raises
    ------
    ModelError
        If no row of one scheme is like a row of the other, or no rule of the new one was read.
    """
    from kaohe_tools.simulate.coverage import need_rules

    matches, gone, came = match_rows(old.indicators, new.indicators)
    if not matches:
        raise ModelError(
            _("No indicator of “{old}” is like any of “{new}”: simulate each by itself.").format(
                old=old.title or old.file, new=new.title or new.file
            )
        )
    need_rules(new)
    aligned, ids = align(new, matches)
    before, after = _by_row(slots(old)), _by_row(slots(aligned))
    places = {
        slot.key: other
        for m in matches
        for slot, other, _there in same_slots(m.old, m.new, before.get(m.old.id, ()), after.get(m.old.id, ()))
        if other is not None
    }
    known, held = {o.slot.indicator for o in model.outcomes}, {slot.key for slot in places.values()}
    silent = {m.old.id for m in matches if m.old.id in before and m.old.id not in known}
    fresh = [s for s in slots(aligned) if s.key not in held and s.indicator not in silent]
    rows = {s.indicator for s in fresh}
    changed = tuple(m.new for m in matches if m.old.id in rows)
    strength = _strength(model)
    kept = [_kept(o, places[o.slot.key]) for o in model.outcomes if o.slot.key in places]
    notes = _notes(matches, gone, tuple(i for i in came if ids[i.id] in rows), changed, strength)
    return Carried(
        scheme=aligned,
        model=dataclasses.replace(
            model,
            outcomes=(*kept, *_assumed(aligned, model, {s.key for s in fresh}, strength)),
            notes=(*model.notes, *notes),
        ),
        matches=matches,
        came=came,
        changed=changed,
        gone=gone,
        ids={here: own for own, here in ids.items()},
        places=places,
    )


def _by_row(held: Iterable[Slot]) -> Mapping[str, Sequence[Slot]]:
    rows: dict[str, list[Slot]] = {}
    for slot in held:
        rows.setdefault(slot.indicator, []).append(slot)
    return rows


def _kept(o: Outcomes, other: Slot) -> Outcomes:
    """Return outcomes for a slot of the new scheme; values that its limits make one are one outcome."""
    moved = fitting(o.values, o.slot, other)
    if np.array_equal(moved, o.values):
        return dataclasses.replace(o, slot=other)
    values, at = np.unique(moved, return_inverse=True)
    chances = np.zeros((len(o.chances), len(values)))
    np.add.at(chances.T, at, o.chances.T)
    return dataclasses.replace(o, slot=other, values=values, chances=chances)


def _assumed(scheme: Scheme, model: OutcomeModel, keys: set[_Key], strength: Floats) -> Iterator[Outcomes]:
    """Yield outcomes for what nothing is known of; the units stand in them as they stand in the model."""
    from kaohe_tools.simulate import default_model
    from kaohe_tools.simulate.chances import spread_out

    if not keys:
        return
    ((shock, _n),) = Counter(o.shock for o in model.outcomes).most_common(1)
    spread = _spread(strength)
    usual = default_model(scheme, model.units, unit_types=model.unit_types, spread=0, shock=shock)
    for o in usual.outcomes:
        if o.slot.key in keys:
            level = strength / spread if spread else strength
            yield dataclasses.replace(o, chances=spread_out(o.chances, o.better, spread, level))


def _strength(model: OutcomeModel) -> Floats:
    """Return how many standard deviations each unit stands above the middle, on average over all that is modelled.

    For one slot: by how much the normal quantiles of the unit's cumulative chances lie apart from those
    of all units on average; ends in the middle of the distribution weigh most.
    """
    from kaohe_tools.simulate.quadrature import cumulative

    found = []
    for o in model.outcomes:
        at = np.clip(cumulative(o.chances.T), -_FAR, _FAR)
        middle = at.mean(axis=1, keepdims=True)
        weights = np.exp(-np.square(middle) / 2)
        if len(at) > 0:
            found.append(-o.better * (weights * (at - middle)).sum(axis=0) / weights.sum())
    return np.mean(found, axis=0) if found else np.zeros(len(model.units))


def _spread(strength: Floats) -> float:
    spread = float(strength.std())
    return spread if spread > _LITTLE else 0.0


def _notes(
    matches: Sequence[Match],
    gone: Sequence[Indicator],
    came: Sequence[Indicator],
    changed: Sequence[Indicator],
    strength: Floats,
) -> Iterator[Text]:
    from kaohe_tools.simulate.defaults import LIKELY

    unsure = tuple(m.new.row for m in matches if not m.sure)
    likely = Fraction(LIKELY).limit_denominator(1000)
    if came:
        yield text(
            "Rows {rows} of the new scheme are new: nothing is known of them, so whatever they ask about is assumed to "
            "happen to a unit with a chance of {likely}.",
            rows=tuple(i.row for i in came),
            likely=likely,
        )
    if changed:
        yield text(
            "Rows {rows} of the new scheme have rules that are new or ask for something else: what these ask about is "
            "assumed to happen to a unit with a chance of {likely}.",
            rows=tuple(i.row for i in changed),
            likely=likely,
        )
    if (came or changed) and _spread(strength):
        yield text(
            "In what is assumed units stand as they do on average in the rest, {by} standard deviations apart.",
            by=Decimal(f"{_spread(strength):.2f}"),
        )
    if gone:
        yield text(
            "Rows {rows} of the old scheme are gone; what they gave counts no more.", rows=tuple(i.row for i in gone)
        )
    if unsure:
        yield text(
            "Rows {rows} of the new scheme are taken for rows of the old one by likeness: verify them with kaohe "
            "compare.",
            rows=unsure,
        )
