"""One scheme in another's names: what was recorded, or is likely, under the old rules finds its place under the new."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kaohe_tools.compare.rules import pair_rules
from kaohe_tools.model import Indicator, Scheme
from kaohe_tools.scoring import Slot

if TYPE_CHECKING:
    from kaohe_tools.compare.matching import Match

_DIGITS = 4
"""Points that a person set within a range are carried to so many decimals."""


def align(new: Scheme, matches: Sequence[Match]) -> tuple[Scheme, Mapping[str, str]]:
    """Return the new scheme with the old ids of the rows that were there, and all rows' ids: own → those here.

    Rows that came have a ``+`` before their own id, so that they meet no old row's.
    """
    was = {m.new.id: m.old.id for m in matches}
    ids = {i.id: was.get(i.id, f"+{i.id}") for i in new.indicators}
    aligned = new.replace(
        indicators=tuple(i.replace(id=ids[i.id]) for i in new.indicators),
        shared=tuple(replace(c, indicators=tuple(ids[id_] for id_ in c.indicators)) for c in new.shared),
    )
    return aligned, ids


def same_slots(
    old: Indicator, new: Indicator, had: Sequence[Slot], goal: Sequence[Slot]
) -> Iterator[tuple[Slot, Slot | None, bool]]:
    """Yield for each slot of an old row the one of the new row that asks for it.

    Yields
    ------
    tuple of (Slot, Slot or None, bool)
        The old slot; the new one, None where its rule went or asks for something else; whether the rule
        is still there.
    """
    rule_now, places = dict(pair_rules(old.criterion, new.criterion)), {slot.key[1:]: slot for slot in goal}
    for slot in had:
        at = rule_now.get(slot.rule)
        other = None if at is None else places.get((at, slot.tier))
        yield slot, other if other is not None and _sort(slot) == _sort(other) else None, at is not None


def fitting(values: Any, slot: Slot, other: Slot) -> Any:
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


def _sort(slot: Slot) -> tuple[str, str, str, int]:
    """Return what two slots must share so that a record of one is a record of the other."""
    return slot.kind, slot.means, slot.unit if slot.means == "measure" else "", len(slot.choices)
