"""What changed beside the rows: the bonus, penalty and veto lists, and the limits that several entries share."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kaohe_tools.compare.matching import LEAST, pair_up
from kaohe_tools.compare.words import Run, word_changes
from kaohe_tools.locale import Text, text
from kaohe_tools.model import Adjustment, AdjustmentKind, Scheme

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustmentChange:
    """An entry of a list that came, went, or reads otherwise; None where it came or went.

    Attributes
    ----------
    runs : tuple of Run
        Its words, marked.
    """

    old: Adjustment | None
    new: Adjustment | None
    runs: tuple[Run, ...]

    @property
    def kind(self) -> AdjustmentKind:
        """Whether it is a bonus, a penalty or a veto."""
        side = self.new or self.old
        return side.kind if side else AdjustmentKind.BONUS

    @property
    def words(self) -> str:
        """What it says now; before, where it went."""
        side = self.new or self.old
        return side.criterion.text if side else ""

    @property
    def said(self) -> Text:
        """What became of it, the words apart."""
        kind = KINDS[self.kind]
        if self.old is None:
            return text("{kind}: came", kind=kind)
        if self.new is None:
            return text("{kind}: went", kind=kind)
        if self.old.cap == self.new.cap:
            return text("{kind}: reads otherwise", kind=kind)
        return text("{kind}: limit {old} → {new}", kind=kind, old=_limit(self.old.cap), new=_limit(self.new.cap))


KINDS = {
    AdjustmentKind.BONUS: text("bonus"),
    AdjustmentKind.PENALTY: text("penalty"),
    AdjustmentKind.VETO: text("veto"),
}
"""What a reader calls them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedCapChange:
    """A limit that several entries share, before and now; None: there is none."""

    kind: AdjustmentKind
    group: str
    old: Decimal | None
    new: Decimal | None

    @property
    def said(self) -> Text:
        """The change in one sentence."""
        values = {"kind": KINDS[self.kind], "old": _limit(self.old), "new": _limit(self.new)}
        return text("{kind}, together: limit {old} → {new}", **values)


def adjustment_changes(old: Scheme, new: Scheme) -> tuple[AdjustmentChange, ...]:
    """Return the entries of the lists that came, went or changed, in the new order, those that went behind."""
    found = pair_up(old.adjustments, new.adjustments, _keys, _likeness)
    changes = []
    for i, j, *_ in sorted(found.pairs, key=lambda p: p[1]):
        before, now = old.adjustments[i], new.adjustments[j]
        if (_said(before), before.cap, before.largest_only) != (_said(now), now.cap, now.largest_only):
            changes.append(_change(before, now))
    changes += [_change(None, new.adjustments[j]) for j in found.new]
    changes += [_change(old.adjustments[i], None) for i in found.old]
    return tuple(changes)


def shared_cap_changes(old: Scheme, new: Scheme) -> tuple[SharedCapChange, ...]:
    """Return the shared limits that are others now."""
    before, now = ({(c.kind, c.group): c.cap for c in one.adjustment_caps} for one in (old, new))
    return tuple(
        SharedCapChange(kind=kind, group=group, old=before.get((kind, group)), new=now.get((kind, group)))
        for kind, group in dict.fromkeys((*now, *before))
        if before.get((kind, group)) != now.get((kind, group))
    )


def _change(old: Adjustment | None, new: Adjustment | None) -> AdjustmentChange:
    words = [side.criterion.text if side else "" for side in (old, new)]
    return AdjustmentChange(old=old, new=new, runs=word_changes(*words))


def _said(entry: Adjustment) -> str:
    return "".join(entry.criterion.text.split())


def _limit(cap: Decimal | None) -> Text | Decimal:
    return text("none") if cap is None else cap


def _keys(entry: Adjustment) -> tuple[Hashable, ...]:
    return (entry.kind, entry.number, _said(entry), entry.cap), (entry.kind, _said(entry))


def _likeness(olds: Sequence[Adjustment], news: Sequence[Adjustment]) -> NDArray[np.float64]:
    import numpy as np
    from rapidfuzz import fuzz
    from rapidfuzz.process import cdist

    ratio = cdist([_said(a) for a in olds], [_said(b) for b in news], scorer=fuzz.ratio, dtype=np.float64) / 100
    same = np.array([[a.kind is b.kind for b in news] for a in olds])
    return np.where(same & (ratio >= LEAST), ratio, 0)
