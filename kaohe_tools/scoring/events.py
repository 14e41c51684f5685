"""What was recorded: units by slots, as an array; and how records become one."""

from __future__ import annotations

import dataclasses
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from kaohe_tools.errors import SchemeError
from kaohe_tools.locale import _, plain
from kaohe_tools.model import Scheme
from kaohe_tools.scoring.slots import MAX_RECORDED, Slot, slots

Floats = NDArray[np.float64]
_Name = TypeVar("_Name", bound=Hashable)


@dataclass(frozen=True, kw_only=True, eq=False)
class Events:
    """What was recorded for some units under a scheme.

    Attributes
    ----------
    units : tuple of str
        The units' names, each once.
    unit_types : tuple of str
        Each unit's type (school, hospital …), for indicators that apply to some types only. Empty, or
        an empty type: every indicator applies.
    slots : tuple of Slot
        What the columns of `values` are: all or some of ``slots(scheme)``, in any order.
    values : ndarray, shape (n_units, n_slots) or (n_replications, n_units, n_slots), float64
        What each slot's `means` says. NaN = not recorded, which is never zero. Read-only.

    Raises
    ------
    SchemeError
        If shapes do not fit, a unit or slot stands twice, or a value cannot be: a flag other than 0
        and 1, a negative or broken count, a band that does not exist, a value beyond its limits.
        The message names unit and indicator.
    """

    units: tuple[str, ...]
    slots: tuple[Slot, ...]
    values: Floats
    unit_types: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Hold tuples and one read-only float array; refuse what cannot be."""
        set_ = object.__setattr__
        set_(self, "units", tuple(self.units))
        set_(self, "slots", tuple(self.slots))
        set_(self, "unit_types", tuple(self.unit_types))
        values = np.asarray(self.values, dtype=np.float64).view()
        values.flags.writeable = False
        set_(self, "values", values)
        self._check_shape()
        for check in (_bad_flags, _bad_counts, _bad_choices, _bad_values):
            check(self)

    @property
    def n_replications(self) -> int | None:
        """How many replications `values` holds, or None where it is a single recording."""
        return int(self.values.shape[0]) if self.values.ndim == 3 else None

    def _check_shape(self) -> None:
        twice = _twice(self.units)
        if twice is not None:
            raise SchemeError(_("unit {unit} stands twice").format(unit=twice))
        if self.unit_types and len(self.unit_types) != len(self.units):
            raise SchemeError(
                _("{types} unit types were given for {units} units").format(
                    types=len(self.unit_types), units=len(self.units)
                )
            )
        slot = _twice([s.key for s in self.slots])
        if slot is not None:
            raise SchemeError(
                _("rule {rule} of indicator {id} is recorded in two columns").format(id=slot[0], rule=slot[1] + 1)
            )
        shape = self.values.shape
        if self.values.ndim not in (2, 3) or shape[-2:] != (len(self.units), len(self.slots)):
            raise SchemeError(
                _("the recorded values have the shape {shape}; {units} units by {slots} slots were expected").format(
                    shape=" × ".join(map(str, shape)), units=len(self.units), slots=len(self.slots)
                )
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One thing recorded for one unit.

    Attributes
    ----------
    rule : int or None
        Which rule of the indicator, from 0; None where it has only one slot.
    tier : int, str or None
        Which tier, from 0 or by its name.
    value : number, bool, str or None
        As the slot's `means` says; a choice may be named. None: not recorded.
    """

    unit: str
    indicator: str
    value: float | Decimal | str | None
    rule: int | None = None
    tier: int | str | None = None


def events_from_records(
    scheme: Scheme,
    records: Iterable[Record | Mapping[str, object]],
    *,
    units: Sequence[str] = (),
    unit_types: Mapping[str, str] | None = None,
) -> Events:
    """Return events from single records, in any order.

    Parameters
    ----------
    records : iterable of Record or mapping
        Mappings have a record's field names: ``{"unit": "甲局", "indicator": "20", "rule": 1, "value": 2}``.
    units : sequence of str
        Units that come first, in this order, with or without records; others follow as they appear.
    unit_types : mapping of str to str, optional
        Unit → type, where indicators apply to some types only.

    Raises
    ------
    SchemeError
        If a record names an unknown indicator, rule, tier or field, stands twice, or has a value
        that cannot be. The message names unit and indicator.
    """
    known = slots(scheme)
    rows = dict.fromkeys(units)
    cells: dict[tuple[str, int], float] = {}
    finder = _Finder(known, {i.id for i in scheme.indicators})
    for entry in records:
        record = entry if isinstance(entry, Record) else _record(entry)
        rows[record.unit] = None
        at = finder.find(record)
        if (record.unit, at) in cells:
            raise SchemeError(
                _("{unit}, indicator {id} ({label}): recorded twice").format(
                    unit=record.unit, id=record.indicator, label=known[at].label
                )
            )
        cells[record.unit, at] = _number(record, known[at])
    names = tuple(rows)
    where = {unit: n for n, unit in enumerate(names)}
    values = np.full((len(names), len(known)), np.nan)
    for (unit, at), value in cells.items():
        values[where[unit], at] = value
    types = tuple((unit_types or {}).get(unit, "") for unit in names) if unit_types else ()
    return Events(units=names, unit_types=types, slots=known, values=values)


class _Finder:
    """Finds the slot that a record means."""

    def __init__(self, known: tuple[Slot, ...], indicators: set[str]) -> None:
        self._indicators = indicators
        self._of: dict[str, list[tuple[int, Slot]]] = {}
        for at, slot in enumerate(known):
            self._of.setdefault(slot.indicator, []).append((at, slot))

    def find(self, record: Record) -> int:
        if record.indicator not in self._indicators:
            raise SchemeError(
                _("{unit}: the scheme has no indicator {id}").format(unit=record.unit, id=record.indicator)
            )
        fits = [
            at
            for at, slot in self._of.get(record.indicator, [])
            if (record.rule is None or slot.rule == record.rule) and _is_tier(slot, record.tier)
        ]
        if len(fits) == 1:
            return fits[0]
        values = {"unit": record.unit, "id": record.indicator, "rule": _one_based(record.rule), "n": len(fits)}
        if fits:
            raise SchemeError(
                _("{unit}, indicator {id}: {n} things can be recorded here; name the rule and the tier").format(
                    **values
                )
            )
        raise SchemeError(_("{unit}, indicator {id}: there is no such rule or tier (rule {rule})").format(**values))


def _record(entry: Mapping[str, object]) -> Record:
    names = {f.name for f in dataclasses.fields(Record)}
    unknown = sorted(map(str, set(entry) - names))
    missing = sorted({"unit", "indicator", "value"} - set(entry))
    if unknown or missing:
        raise SchemeError(
            _("a record has unit, indicator, value, rule, tier; unknown: {unknown}; missing: {missing}").format(
                unknown=", ".join(unknown) or "-", missing=", ".join(missing) or "-"
            )
        )
    return Record(**entry)  # type: ignore[arg-type]  # what a value is, is checked when it is read


def _is_tier(slot: Slot, tier: int | str | None) -> bool:
    if tier is None:
        return True
    if isinstance(tier, str):
        return slot.tier is not None and slot.label.split(" · ")[-1] == tier
    return slot.tier == tier


def _one_based(rule: int | None) -> str:
    return "-" if rule is None else str(rule + 1)


def _number(record: Record, slot: Slot) -> float:
    value = record.value
    if value is None:
        return float("nan")
    if isinstance(value, str) and value in slot.choices:
        return float(slot.choices.index(value))
    if isinstance(value, (bool, int, float, Decimal, np.integer, np.floating)):
        return float(value)
    raise SchemeError(_said(_("a number was expected, not {value}"), record.unit, slot, value))


def _twice(names: Sequence[_Name]) -> _Name | None:
    seen: set[_Name] = set()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    return None


def _said(sentence: str, unit: str, slot: Slot, value: object, **more: object) -> str:
    """Put unit and indicator before a sentence about a recorded value."""
    what = sentence.format(value=f"{value:g}" if isinstance(value, float) else value, **more)
    return _("{unit}, indicator {id} ({label}): {what}").format(
        unit=unit, id=slot.indicator, label=slot.label, what=what
    )


def _block(events: Events, kind: str) -> tuple[list[int], Floats]:
    columns = [n for n, slot in enumerate(events.slots) if slot.kind == kind]
    return columns, events.values[..., columns]


def _refuse(events: Events, columns: list[int], block: Floats, bad: NDArray[np.bool_], sentence: str) -> None:
    if not bad.any():
        return
    first = tuple(int(n) for n in np.argwhere(bad)[0])
    slot = events.slots[columns[first[-1]]]
    more = {"most": MAX_RECORDED, "bands": len(slot.choices), "allowed": _allowed(slot)}
    raise SchemeError(_said(sentence, events.units[first[-2]], slot, float(block[first]), **more))


def _allowed(slot: Slot) -> str:
    """Return the values that a slot takes: ``0, 1~3``, ``0~1``, ``≥ 0``."""
    low = Decimal(-MAX_RECORDED) if slot.low is None else slot.low
    if slot.high is None:
        return f"0, ≥ {plain(low)}" if low > 0 else f"≥ {plain(low)}"
    span = f"{plain(low)}~{plain(slot.high)}"
    return f"0, {span}" if low > 0 else span


def _bad_flags(events: Events) -> None:
    columns, block = _block(events, "flag")
    bad = ~(np.isnan(block) | (block == 0) | (block == 1))
    _refuse(events, columns, block, bad, _("{value} is recorded; only 1 (it happened) or 0 (it did not) can be"))


def _bad_counts(events: Events) -> None:
    columns, block = _block(events, "count")
    _refuse(events, columns, block, block < 0, _("{value} is recorded; a count cannot be negative"))
    with np.errstate(invalid="ignore"):
        _refuse(
            events, columns, block, block > MAX_RECORDED, _("{value} is recorded; more than {most} is taken for a slip")
        )
        broken = ~np.isnan(block) & (block != np.floor(block))
    _refuse(events, columns, block, broken, _("{value} is recorded; a count is a whole number"))


def _bad_choices(events: Events) -> None:
    columns, block = _block(events, "choice")
    bands = np.array([len(events.slots[n].choices) for n in columns], dtype=np.float64)
    bad = ~np.isnan(block) & ~((block >= 0) & (block < bands) & (block == np.floor(block)))
    _refuse(events, columns, block, bad, _("{value} is recorded; there are {bands} bands, counted from 0"))


def _bad_values(events: Events) -> None:
    columns, block = _block(events, "value")
    low, high = (
        np.array([open_ if (end := getattr(events.slots[n], name)) is None else float(end) for n in columns])
        for name, open_ in (("low", -MAX_RECORDED), ("high", MAX_RECORDED))
    )
    bad = ~np.isnan(block) & (block != 0) & ~((block >= low) & (block <= high))
    _refuse(events, columns, block, bad, _("{value} is recorded; allowed: {allowed}"))
