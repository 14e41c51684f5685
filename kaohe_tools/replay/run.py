"""Replay one other allocation, or one other scheme with the same rules."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import partial
from typing import Protocol

import numpy as np

from kaohe_tools.grades import Graded, Grading, grade
from kaohe_tools.model import Path, Scheme
from kaohe_tools.replay.changes import Part, Replay, Source, UnitChange
from kaohe_tools.scoring import Allocations, Breakdown, Events, Figures, Rescored, Stated, rescore
from kaohe_tools.scoring.allocations import worth_for
from kaohe_tools.scoring.plan import POINT_STEPS, only_bonus, types_of


class Recorded(Protocol):
    """What a replay needs of a results sheet; :class:`kaohe_tools.sheets.Results` has it."""

    @property
    def events(self) -> Events:
        """What happened."""

    @property
    def stated(self) -> Stated:
        """Points that the sheet states."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Side:
    """One side of the comparison: the parts of each unit's total, and its totals and ranks."""

    parts: Breakdown
    totals: tuple[Decimal | None, ...]
    ranks: tuple[int | None, ...]

    @classmethod
    def of(cls, many: Rescored, n: int) -> _Side:
        ranks = tuple(int(r) or None for r in many.ranks[n])
        return cls(parts=many.breakdown(n), totals=many.totals(n), ranks=ranks)

    def indicators(self, unit: int) -> dict[str, int]:
        """Return what each indicator gives to a unit's total, in grains."""
        parts = self.parts
        given = parts.points[unit] + parts.bonus[unit] - parts.penalties[unit]
        return {id_: int(count) for id_, count in zip(parts.indicators, given, strict=True)}


def replay(
    scheme: Scheme,
    recorded: Events | Recorded,
    new: Scheme | Mapping[str, Decimal],
    *,
    figures: Figures = Figures.SCALE,
    grading: Grading | None = None,
    bonus_cap: Decimal | None = None,
    group_caps: Mapping[Path, Decimal] | None = None,
    recorded_new: Events | Recorded | None = None,
) -> Replay:
    """Score what was recorded under a scheme again under other points, and say what changes for whom.

    Parameters
    ----------
    scheme : Scheme
        The scheme of the records.
    recorded : Events or Results
        What happened. Of a results sheet, points without events are changed in proportion, and every
        output says so.
    new : Scheme or mapping of indicator to points
        Another scheme with the same rules (its own figures count), or other points for some indicators.
    figures : Figures
        For other points: what becomes of the figures in the rules.
    grading : Grading, optional
        Grades, to say who crosses a line.
    bonus_cap, group_caps
        As in :func:`kaohe_tools.scoring.score`, before and after; a section that only one of two schemes
        has is limited there.
    recorded_new : Events or Results, optional
        For another scheme: the same records under its rules, where these are not the same. Points that
        it states are those of `scheme`.

    Returns
    -------
    Replay
        Replaying the scheme's own points gives the totals of :func:`kaohe_tools.scoring.score`.

    Raises
    ------
    SchemeError
        If the records do not fit one of the schemes, such as a rule that only one of them has.
    """
    events, stated = records_of(recorded)
    scored = partial(rescore, bonus_cap=bonus_cap)
    if isinstance(new, Scheme):
        caps, caps_new = _caps_of(scheme, new, group_caps), _caps_of(new, scheme, group_caps)
        first = scored(Allocations.of(scheme, [{}]), events, stated=stated, group_caps=caps)
        events_new, stated_new = (events, stated) if recorded_new is None else records_of(recorded_new)
        moved = _moved(stated_new, events, scheme, new)
        second = scored(Allocations.of(new, [{}]), events_new, stated=moved, group_caps=caps_new)
        before, after = _Side.of(first, 0), _Side.of(second, 0)
        how, seen, other = None, first, new
    else:
        both = Allocations.of(scheme, [{}, new])
        many = scored(both, events, figures=figures, stated=stated, group_caps=group_caps)
        before, after = _Side.of(many, 0), _Side.of(many, 1)
        how, seen, other = figures, many, both.scheme_of(1)
    labels = {i.id: (i.row, i.label) for one in (other, scheme) for i in one.indicators}
    graded = [_graded(events.units, side, grading) for side in (before, after)]
    return Replay(
        scheme=scheme,
        new=other,
        figures=how,
        changes=tuple(_change(n, before, after, labels) for n in range(len(events.units))),
        before=graded[0],
        after=graded[1],
        scaled=seen.scaled,
        alone=seen.alone,
        by_rules=bool(np.isfinite(events.values).any()),
        incomplete=_incomplete(scheme, events, before, seen.alone),
    )


def _incomplete(scheme: Scheme, events: Events, side: _Side, alone: Collection[str]) -> int:
    """Return how many units with a total have rows of which nothing was recorded."""
    types = events.unit_types or ("",) * len(events.units)
    asked = [(n, types_of(i)) for n, i in enumerate(scheme.indicators) if i.points and not only_bonus(i)]
    return sum(
        total is not None
        and unit not in alone
        and any(not known[n] and (not kind or not some or kind in some) for n, some in asked)
        for unit, kind, total, known in zip(events.units, types, side.totals, side.parts.assessed, strict=True)
    )


def _caps_of(scheme: Scheme, other: Scheme, caps: Mapping[Path, Decimal] | None) -> Mapping[Path, Decimal]:
    """Return the limits of a scheme's sections, without those of sections that only the other has."""
    return {path: cap for path, cap in (caps or {}).items() if scheme.within(path) or not other.within(path)}


def records_of(recorded: Events | Recorded) -> tuple[Events, Stated]:
    """Return the events and the stated points of what was recorded."""
    return (recorded, Stated()) if isinstance(recorded, Events) else (recorded.events, recorded.stated)


def _moved(stated: Stated, events: Events, scheme: Scheme, new: Scheme) -> Stated:
    """Return stated points for the points of another scheme, in proportion, to 0.0001; totals by the same amount.

    A total that is stated alone is changed in proportion to what the unit can get.
    """
    worth, then = ({i.id: i.points for i in one.indicators} for one in (scheme, new))
    points, totals = {}, dict(stated.totals)
    for (unit, id_), got in stated.points.items():
        old, other = worth.get(id_), then.get(id_)
        after = got
        if old and other is not None and old != other:
            after = _in_proportion(got, other, old)
        points[unit, id_] = after
        if unit in totals:
            totals[unit] += after - got
    types = dict(zip(events.units, events.unit_types or ("",) * len(events.units), strict=True))
    itemized = {unit for unit, _id in points}
    for unit in totals.keys() - itemized:
        old, other = (worth_for(one, types.get(unit, "")) for one in (scheme, new))
        totals[unit] = _in_proportion(totals[unit], other, old) if old else totals[unit]
    return Stated(points=points, totals=totals)


def _in_proportion(points: Decimal, new: Decimal, old: Decimal) -> Decimal:
    exact = Fraction(points) * Fraction(new) / Fraction(old)
    return (Decimal(exact.numerator) / exact.denominator).quantize(Decimal(1) / POINT_STEPS, ROUND_HALF_UP)


def _graded(units: tuple[str, ...], side: _Side, grading: Grading | None) -> Graded | None:
    return None if grading is None else grade(units, side.totals, grading)


def _change(unit: int, before: _Side, after: _Side, labels: Mapping[str, tuple[int, str]]) -> UnitChange:
    parts = sorted(
        (p for p in _parts(unit, before, after, labels) if p.by), key=lambda p: (-abs(p.by), not p.row, p.row)
    )
    return UnitChange(
        unit=before.parts.units[unit],
        before=before.totals[unit],
        after=after.totals[unit],
        rank_before=before.ranks[unit],
        rank_after=after.ranks[unit],
        parts=tuple(parts),
    )


def _parts(unit: int, before: _Side, after: _Side, labels: Mapping[str, tuple[int, str]]) -> Iterator[Part]:
    old, new = before.indicators(unit), after.indicators(unit)
    was, now = before.parts.grain, after.parts.grain
    for id_, (row, label) in labels.items():
        by = new.get(id_, 0) * now - old.get(id_, 0) * was
        yield Part(source=Source.INDICATOR, indicator=id_, row=row, label=label, by=by)
    others = ((Source.BONUS_LIMIT, "limits"), (Source.VETO, "veto"), (Source.TOTAL, "beside"))
    for source, name in others:
        counts = [int(np.asarray(getattr(side.parts, name))[unit]) for side in (after, before)]
        yield Part(source=source, by=counts[0] * now - counts[1] * was)
