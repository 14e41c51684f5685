"""What the new scheme does to last year's ranking: the records, carried over row by row and rule by rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kaohe_tools.compare.aligned import align, fitting, same_slots
from kaohe_tools.errors import SchemeError
from kaohe_tools.locale import Text, _, text
from kaohe_tools.model import Indicator, Path, Scheme
from kaohe_tools.points import signed
from kaohe_tools.replay import Recorded, Replay, Source, UnitChange, records_of, replay
from kaohe_tools.scoring import Events, Slot, Stated, score, slots

if TYPE_CHECKING:
    from kaohe_tools.compare.matching import Match
    from kaohe_tools.grades import Grading

_NAMED = 3
"""So many parts of a change are named; the JSON has all."""


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
    dropped : tuple of Indicator
        Old rows of which a rule with records went: what it took or gave counts no more.
    in_proportion : tuple of Indicator
        Old rows whose rules are others now, so that the records do not fit: their points are changed in
        proportion, without the rules.
    unrecorded : tuple of Indicator
        New rows with a rule that nobody recorded anything for: it is taken as not having happened.
    """

    replay: Replay
    gone: tuple[Indicator, ...]
    came: tuple[Indicator, ...]
    dropped: tuple[Indicator, ...]
    in_proportion: tuple[Indicator, ...]
    unrecorded: tuple[Indicator, ...]

    @property
    def notes(self) -> tuple[Text, ...]:
        """What a reader must know of the figures; empty where every record was carried over."""
        sorts = (self.gone, self.came, self.dropped, self.in_proportion, self.unrecorded)
        gone, came, dropped, others, unrecorded = (tuple(i.row for i in rows) for rows in sorts)
        said = (
            (gone, text("Rows {rows} of the old scheme are gone; what they gave counts no more.", rows=gone)),
            (came, text("Rows {rows} of the new scheme are new: nothing was recorded for them, so they give no unit "
                        "any points.", rows=came)),
            (dropped, text("Rows {rows} of the old scheme had rules that are gone; what was recorded for these counts "
                           "no more.", rows=dropped)),
            (others, text("For rows {rows} of the old scheme the rules are others now: their points were changed in "
                          "proportion, so the figures are estimates.", rows=others)),
            (unrecorded, text("Rows {rows} of the new scheme have rules for which nothing was recorded; they are taken "
                              "as not having happened.", rows=unrecorded)),
        )  # fmt: skip
        return tuple(sentence for rows, sentence in said if rows)

    @property
    def ranked(self) -> tuple[UnitChange, ...]:
        """The units by their new rank, those without one last."""
        return tuple(sorted(self.replay.changes, key=lambda c: (c.rank_after is None, c.rank_after or 0)))

    @property
    def said(self) -> tuple[Text, ...]:
        """What a reader wants to know first, then how the figures came about."""
        return (*self.replay.said, *self.notes)

    def reason(self, change: UnitChange) -> Text:
        """Return the largest parts of a unit's change in a few words: which rows, how much each, and the rest."""
        parts, rest = change.parts[:_NAMED], change.parts[_NAMED:]
        named = tuple(
            text("row {row} {by}", row=p.row, by=signed(p.by)) if p.source is Source.INDICATOR else p.said
            for p in parts
        )
        if not rest:
            return text("{parts}", parts=named)
        by = sum((p.by for p in rest), Decimal(0))
        return text("{parts}; {n} others {by}", parts=named, n=len(rest), by=signed(by))

    def to_dict(self) -> dict[str, Any]:
        """Return the effect as plain data."""
        return self.replay.to_dict() | {
            "gone": [i.id for i in self.gone],
            "came": [i.id for i in self.came],
            "dropped": [i.id for i in self.dropped],
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
    group_caps: Mapping[Path, Decimal] | None = None,
) -> Effect:
    """Score what was recorded under the old scheme by the new one.

    Raises
    ------
    SchemeError
        If no row stands in both schemes, or one of them cannot be scored.
    """
    if not matches:
        raise SchemeError(_("No row stands in both schemes, so last year's records say nothing about the new one."))
    events, stated = records_of(recorded)
    was = {m.new.id for m in matches}
    kept = {m.old.id for m in matches}
    aligned, _ids = align(new, matches)
    goal: dict[str, list[Slot]] = {}
    for slot in slots(aligned):
        goal.setdefault(slot.indicator, []).append(slot)
    now = {i.id: i for i in aligned.indicators}
    carried = {i.id: _carry(i, now[i.id], goal.get(i.id, []), events) for i in old.indicators if i.id in kept}
    unfit = tuple(i for i in old.indicators if i.id in carried and carried[i.id].misfit)
    fitting = [pair for one in carried.values() if not one.misfit for pair in one.columns]
    points = _stated_for(kept, stated)
    if unfit:
        scored = _scored(old, unfit, aligned, events)
        points = Stated(points={**points.points, **scored}, totals=points.totals)
    seen = replay(
        old, recorded, aligned,
        grading=grading, bonus_cap=bonus_cap, group_caps=group_caps,
        recorded_new=_Recorded(_columns(events, fitting), points),
    )  # fmt: skip
    held = {slot.key for slot, _column in fitting}
    asked = {key[0] for key in held if any(slot.key not in held for slot in goal[key[0]])}
    return Effect(
        replay=seen,
        gone=tuple(i for i in old.indicators if i.id not in kept),
        came=tuple(i for i in new.indicators if i.id not in was),
        in_proportion=unfit,
        dropped=tuple(i for i in old.indicators if i.id in carried and carried[i.id].dropped),
        unrecorded=tuple(m.new for m in matches if m.old.id in asked),
    )


def _stated_for(kept: Set[str], stated: Stated) -> Stated:
    """Return the points that were stated for some rows; totals without what was stated for the others."""
    points, totals = {}, dict(stated.totals)
    for (unit, id_), got in stated.points.items():
        if id_ in kept:
            points[unit, id_] = got
        elif unit in totals:
            totals[unit] -= got
    return Stated(points=points, totals=totals)


def _scored(old: Scheme, rows: Iterable[Indicator], aligned: Scheme, events: Events) -> dict[tuple[str, str], Decimal]:
    """Return what some rows gave under the old rules, by unit and row; nothing for rows without points."""
    scores = score(old, events)
    worth = {i.id: i.points for i in aligned.indicators}
    found = {}
    for item in rows:
        for unit in events.units if item.points and worth[item.id] is not None else ():
            got = scores.points_of(unit, item.id)
            if got is not None:
                found[unit, item.id] = got
    return found


@dataclass(frozen=True, slots=True)
class _Carried:
    """A row's records under its new rules.

    Attributes
    ----------
    columns : tuple of (Slot, values)
        Slots of the new scheme and what was recorded for them.
    dropped : bool
        Something was recorded for a rule that went.
    misfit : bool
        The records do not fit the new rules.
    """

    columns: tuple[tuple[Slot, Any], ...] = ()
    dropped: bool = False
    misfit: bool = False


def _carry(item: Indicator, now: Indicator, goal: Sequence[Slot], events: Events) -> _Carried:
    """Return a row's records under its new rules; those of rules that went are dropped."""
    import numpy as np

    had = [(slot, events.values[..., n]) for n, slot in enumerate(events.slots) if slot.indicator == item.id]
    had = [(slot, values) for slot, values in had if not np.isnan(values).all()]
    if not had:
        return _Carried()
    recorded = dict(had)
    columns: dict[Slot, Any] = {}
    dropped = False
    for slot, other, there in same_slots(item, now, tuple(recorded), goal):
        if not there:
            dropped = True
        elif other is None:
            return _Carried(misfit=True)
        else:
            columns[other] = fitting(recorded[slot], slot, other)
    if not columns:
        return _Carried(misfit=True)
    # what was recorded for a unit may all be dropped: it was assessed all the same, and nothing else happened
    assessed = ~np.all([np.isnan(values) for _slot, values in had], axis=0)
    empty = np.all([np.isnan(values) for values in columns.values()], axis=0)
    if np.any(assessed & empty):
        filler = next((slot for slot in columns if slot.kind in ("flag", "count")), None)
        if filler is None:
            return _Carried(misfit=True)
        columns[filler] = np.where(assessed & empty, 0, columns[filler])
    return _Carried(columns=tuple(columns.items()), dropped=dropped)


def _columns(events: Events, columns: Sequence[tuple[Slot, Any]]) -> Events:
    import numpy as np

    empty = np.empty((len(events.units), 0))
    return Events(
        units=events.units,
        unit_types=events.unit_types,
        slots=tuple(slot for slot, _values in columns),
        values=np.stack([values for _slot, values in columns], axis=-1) if columns else empty,
    )
