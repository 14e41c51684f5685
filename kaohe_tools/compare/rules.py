"""What changed in the rules of a criterion: what took off 1 each time now takes off 0.5."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kaohe_tools.compare.matching import pair_up
from kaohe_tools.criteria.words import describe
from kaohe_tools.locale import Text, text
from kaohe_tools.model import Criterion, Indicator, Rule, RuleKind

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MEANING = tuple(f for f in Rule.__dataclass_fields__ if f not in ("trigger", "clause", "figures"))
_LEAST = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleChange:
    """A rule that came, went, or means something else now.

    Attributes
    ----------
    old, new : Rule or None
        None where it came or went.
    old_points, new_points : Decimal or None
        What the row is worth, for rules that take all of it.
    """

    old: Rule | None
    new: Rule | None
    old_points: Decimal | None = None
    new_points: Decimal | None = None

    @property
    def fields(self) -> tuple[str, ...]:
        """Which fields of the rule differ; empty where it came or went."""
        if self.old is None or self.new is None:
            return ()
        return tuple(f for f in _MEANING if getattr(self.old, f) != getattr(self.new, f))

    @property
    def said(self) -> Text:
        """The change in one sentence."""
        old = describe(self.old, self.old_points) if self.old else None
        new = describe(self.new, self.new_points) if self.new else None
        if old is None:
            said = text("{rule} (new)", rule=new)
        elif new is None:
            said = text("{rule} (gone)", rule=old)
        else:
            said = text("{old} → {new}", old=old, new=new)
        trigger = next((r.trigger for r in (self.new, self.old) if r and r.trigger), "")
        return text("{trigger}: {rule}", trigger=trigger, rule=said) if trigger else said


@dataclass(frozen=True, slots=True, kw_only=True)
class CapChange:
    """Another limit of all rules of a row together; None: no limit."""

    old: Decimal | None
    new: Decimal | None

    @property
    def said(self) -> Text:
        """The change in one sentence."""
        if self.old is None:
            return text("all rules together: no limit → {new} at most", new=self.new)
        if self.new is None:
            return text("all rules together: {old} at most → no limit", old=self.old)
        return text("all rules together: {old} → {new} at most", old=self.old, new=self.new)


def pair_rules(old: Criterion, new: Criterion) -> tuple[tuple[int | None, int | None], ...]:
    """Return which rule is which, by their places; every rule of both stands in exactly one pair."""
    found = pair_up(old.rules, new.rules, _keys, _likeness)
    pairs: list[tuple[int | None, int | None]] = [(i, j) for i, j, *_ in found.pairs]
    pairs += [(i, None) for i in found.old] + [(None, j) for j in found.new]
    return tuple(sorted(pairs, key=_place))


def _place(pair: tuple[int | None, int | None]) -> tuple[int, int]:
    """Return where a pair stands: at its new place, what went behind the one that has its old place."""
    old, new = pair
    return (new, 0) if new is not None else (old or 0, 1)


def rule_changes(old: Indicator, new: Indicator) -> tuple[RuleChange, ...]:
    """Return the rules of a row that came, went or changed."""
    return tuple(_changes(old, new))


def cap_change(old: Criterion, new: Criterion) -> CapChange | None:
    """Return the change of the limit of all rules together, if there is one."""
    return None if old.item_cap == new.item_cap else CapChange(old=old.item_cap, new=new.item_cap)


def _changes(old: Indicator, new: Indicator) -> Iterable[RuleChange]:
    for i, j in pair_rules(old.criterion, new.criterion):
        one = None if i is None else old.criterion.rules[i]
        other = None if j is None else new.criterion.rules[j]
        change = RuleChange(old=one, new=other, old_points=old.points, new_points=new.points)
        if one is None or other is None or change.fields:
            yield change


def _keys(rule: Rule) -> tuple[Hashable, ...]:
    meaning = tuple(getattr(rule, f) for f in _MEANING)
    return (rule.trigger, meaning), (rule.trigger, rule.kind, rule.scope) if rule.trigger else None, meaning


def _likeness(olds: Sequence[Rule], news: Sequence[Rule]) -> NDArray[np.float64]:
    """Return how alike rules are: their words, and whether they do the same kind of thing."""
    import numpy as np
    from rapidfuzz import fuzz

    def alike(one: Rule, other: Rule) -> float:
        if (one.kind is RuleKind.VETO) != (other.kind is RuleKind.VETO):
            return 0.0
        words = fuzz.ratio(one.trigger, other.trigger) / 100 if one.trigger or other.trigger else 1.0
        same = sum((one.kind is other.kind, one.per == other.per, bool(one.tiers) is bool(other.tiers))) / 3
        likeness = 0.6 * words + 0.4 * same
        return likeness if likeness >= _LEAST else 0.0

    return np.array([[alike(a, b) for b in news] for a in olds], dtype=np.float64).reshape(len(olds), len(news))
