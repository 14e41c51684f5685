"""What the new scheme does to last year's ranking: the records, carried over row by row and rule by rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kaohe_tools.compare.rules import pair_rules
from kaohe_tools.errors import SchemeError
from kaohe_tools.locale import Text, _, text
from kaohe_tools.model import Indicator, Scheme
from kaohe_tools.replay import Recorded, Replay, replay
from kaohe_tools.scoring import Events, Slot, Stated, score, slots

if TYPE_CHECKING:
    from kaohe_tools.compare.matching import Match
    from kaohe_tools.grades import Grading

_DIGITS = 4
"""Points that a person set within a range are carried to so many decimals."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Effect:
    """Last year's records under the new scheme.

    Attributes
    ----------
    replay : Replay
        Scores and ranks before and now, and where each change comes from. Rows have their old ids.
    gone : tuple of Indicator
        Old rows without a match: what was scored for them counts no more.
    came : tuple of Indicator
        New rows: nothing was recorded for them, so they give no unit any points.
    in_proportion : tuple of Indicator
        Old rows whose rules are others now, so that the records do not fit: their points are changed in
        proportion, without the rules.
    unrecorded : tuple of Indicator
        New rows with a rule that nobody recorded anything for: it is taken as not having happened.
    """

    replay: Replay
    gone: tuple[Indicator, ...]
    came: tuple[Indicator, ...]
    in_proportion: tuple[Indicator, ...]
    unrecorded: tuple[Indicator, ...]

    @property
    def notes(self) -> tuple[Text, ...]:
        """What a reader must know of the figures; empty where every record was carried over."""
        said = (
            (self.gone, text("Rows {rows} of the old scheme are gone; what they gave counts no more.", rows=_rows(self.gone))),
            (self.came, text("Rows {rows} of the new scheme are new: nothing was recorded for them, so they give no "
                             "unit any points.", rows=_rows(self.came))),
            (self.in_proportion, text("For rows {rows} of the old scheme the rules are others now: their points were "
                                      "changed in proportion, so the figures are estimates.",
                                      rows=_rows(self.in_proportion))),
            (self.unrecorded, text("Rows {rows} of the new scheme have rules for which nothing was recorded; they are "
                                   "taken as not having happened.", rows=_rows(self.unrecorded))),
        )  # fmt: skip
        return tuple(sentence for rows, sentence in said if rows)

    @property
    def said(self) -> tuple[Text, ...]:
        """What a reader wants to know first, then how the figures came about."""
        return (*self.replay.said, *self.notes)

    def to_dict(self) -> dict[str, Any]:
        """Return the effect as plain data."""
        return self.replay.to_dict() | {
            "gone": [i.id for i in self.gone],
            "came": [i.id for i in self.came],
            "in_proportion": [i.id for i in self.in_proportion],
            "unrecorded": [i.id for i in self.unrecorded],
            "said": [str(s) for s in self.said],
        }


@dataclass(frozen=True, slots=True)
class _Recorded:
    events: Events
    stated: Stated


def effect_of(
    old: Scheme,
    new: Scheme,
    matches: Sequence[Match],
    recorded: Events | Recorded,
    *,
    grading: Grading | None = None,
    bonus_cap: Decimal | None = None,
) -> Effect:
    """Score what was recorded under the old scheme by the new one.

    Raises
    ------
    SchemeError
        If no row stands in both schemes, or one of them cannot be scored.
    """
    if not matches:
        raise SchemeError(_("No row stands in both schemes, so last year's records say nothing about the new one."))
    events, stated = (recorded, Stated()) if isinstance(recorded, Events) else (recorded.events, recorded.stated)
    was = {m.new.id: m.old for m in matches}
    aligned = _aligned(new, was)
    carried = tuple(_carried(old, aligned, events))
    held = {slot.key for slot, _column in carried}
    unfit = [i for i in old.indicators if i.id in {m.old.id for m in matches} and _is_lost(i, events, carried)]
    columns = [(slot, column) for slot, column in carried if slot.indicator not in {i.id for i in unfit}]
    scored = score(old, events, bonus_cap=bonus_cap) if unfit else None
    points = {key: got for key, got in stated.points.items() if key[1] in {m.old.id for m in matches}}
    totals = dict(stated.totals)
    for (unit, id_), got in stated.points.items():
        if (unit, id_) not in points and unit in totals:
            totals[unit] -= got
    worth = {i.id: i.points for i in aligned.indicators}
    for item in unfit if scored is not None else ():
        for unit in events.units if item.points and worth[item.id] is not None else ():
            got = scored.points_of(unit, item.id) if scored is not None else None
            if got is not None:
                points[unit, item.id] = got
    seen = replay(
        old, recorded, aligned,
        grading=grading, bonus_cap=bonus_cap,
        recorded_new=_Recorded(_columns(events, columns), Stated(points=points, totals=totals)),
    )  # fmt: skip
    matched_old = {m.old.id for m in matches}
    asked = {slot.indicator for slot in slots(aligned) if slot.key not in held}
    known = {i.id for i in unfit}
    return Effect(
        replay=seen,
        gone=tuple(i for i in old.indicators if i.id not in matched_old),
        came=tuple(i for i in new.indicators if i.id not in was),
        in_proportion=tuple(unfit),
        unrecorded=tuple(m.new for m in matches if m.old.id in asked and m.old.id not in known),
    )


def _aligned(new: Scheme, was: Mapping[str, Indicator]) -> Scheme:
    """Return the new scheme with the old ids of the rows that were there, and others for those that came."""
    ids = {i.id: was[i.id].id if i.id in was else f"+{i.id}" for i in new.indicators}
    return new.replace(
        indicators=tuple(i.replace(id=ids[i.id]) for i in new.indicators),
        shared=tuple(replace(c, indicators=tuple(ids[id_] for id_ in c.indicators)) for c in new.shared),
    )


def _carried(old: Scheme, aligned: Scheme, events: Events) -> Iterator[tuple[Slot, Any]]:
    """Yield each slot of the new scheme that something was recorded for, with its column of values."""
    now = {i.id: i for i in aligned.indicators}
    place = {slot.key: n for n, slot in enumerate(events.slots)}
    goal = {slot.key: slot for slot in slots(aligned)}
    for item in old.indicators:
        if item.id not in now:
            continue
        for i, j in pair_rules(item.criterion, now[item.id].criterion):
            for slot in [s for s in events.slots if (s.indicator, s.rule) == (item.id, i)] if j is not None else ():
                other = goal.get((item.id, j, slot.tier))
                if other is not None and (slot.kind, slot.means, len(slot.choices)) == (
                    other.kind, other.means, len(other.choices),
                ):  # fmt: skip
                    yield other, _fitting(events.values[..., place[slot.key]], slot, other)


def _fitting(values: Any, slot: Slot, other: Slot) -> Any:
    """Return values within the limits of another slot: points that were set within a range move with its end."""
    import numpy as np

    if slot.means != "points" or (slot.low, slot.high) == (other.low, other.high):
        return values
    moved = values
    if slot.high and other.high is not None:
        moved = np.round(values * float(other.high / slot.high), _DIGITS)
    low = None if other.low is None else float(other.low)
    high = None if other.high is None else float(other.high)
    if low is None and high is None:
        return moved
    return np.where((values == 0) | np.isnan(values), values, np.clip(moved, low, high))


def _is_lost(item: Indicator, events: Events, carried: Sequence[tuple[Slot, Any]]) -> bool:
    """Return whether something that was recorded for a row has no place in the new scheme."""
    import numpy as np

    had = [n for n, slot in enumerate(events.slots) if slot.indicator == item.id]
    recorded = [n for n in had if not np.isnan(events.values[..., n]).all()]
    return len(recorded) > sum(slot.indicator == item.id and not np.isnan(c).all() for slot, c in carried)


def _columns(events: Events, columns: Sequence[tuple[Slot, Any]]) -> Events:
    import numpy as np

    empty = np.empty((len(events.units), 0))
    return Events(
        units=events.units,
        unit_types=events.unit_types,
        slots=tuple(slot for slot, _values in columns),
        values=np.stack([values for _slot, values in columns], axis=-1) if columns else empty,
    )


def _rows(items: Sequence[Indicator]) -> tuple[int, ...]:
    return tuple(i.row for i in items)
