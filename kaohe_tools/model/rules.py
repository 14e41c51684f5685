"""What a criterion means: its rules, their figures, and what they deduct."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class RuleKind(StrEnum):
    """What a rule does with points; the words of design and labels."""

    DEDUCT = "deduct"
    BONUS = "bonus"
    AWARD = "award"
    ZERO = "zero"
    VETO = "veto"
    BAND = "band"
    PROPORTIONAL = "proportional"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number in a criterion's text: what it means and where it stands (``text[start:end]``).

    Attributes
    ----------
    role : str
        ``"points"``, ``"min"``, ``"cap"``, ``"item_cap"``, ``"tier"``, ``"band"`` or ``"share"``.
    index : int
        Which tier or band; 0 elsewhere.
    """

    role: str
    start: int
    end: int
    value: Decimal
    index: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Per:
    """What one deduction is counted in: ``Per(count=1, unit="次")``; percentages have unit ``%``."""

    count: Decimal = Decimal(1)
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Points for a range ``[min, max)``; None is an open end; `label` names a category instead."""

    min: Decimal | None = None
    max: Decimal | None = None
    points: Decimal
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of a criterion. Points are magnitudes: never negative.

    Attributes
    ----------
    points : Decimal or None
        The figure; the upper end of a range; the largest tier; None for a veto or a bare factor.
    min : Decimal or None
        Lower end of a range (扣1-3分).
    cap : Decimal or None
        The most this rule takes or gives in all.
    factor : Decimal or None
        0.5 for 减半, 2 for 加倍.
    share : Decimal or None
        A deduction said as a share of the item's points: 0.15 for 扣15%.
    all_points : bool
        The rule takes (or gives) all the item's points: 扣完, 不得分, 得满分.
    beyond_item : bool
        It comes off the total, not off the item (从总分中扣).
    clause : (int, int)
        The part of the text that says the rule, trigger and figure.
    figures : tuple of Figure
        Where its figures stand, so that they can be rewritten in place.
    """

    kind: RuleKind
    trigger: str
    points: Decimal | None = None
    min: Decimal | None = None
    per: Per | None = None
    cap: Decimal | None = None
    tiers: tuple[Decimal, ...] = ()
    tier_labels: tuple[str, ...] = ()
    factor: Decimal | None = None
    share: Decimal | None = None
    bands: tuple[Band, ...] = ()
    expr: str = ""
    all_points: bool = False
    additional: bool = False
    beyond_item: bool = False
    scope: str = ""
    clause: tuple[int, int] = (0, 0)
    figures: tuple[Figure, ...] = ()

    @property
    def span(self) -> tuple[int, int] | None:
        """Where the rule's own figure stands in the text, if it has one."""
        return next(((f.start, f.end) for f in self.figures if f.role in ("points", "tier")), None)

    def once(self, item_points: Decimal | None) -> Decimal | None:
        """Return the most that one occurrence deducts, or None if this rule deducts nothing sayable.

        Parameters
        ----------
        item_points : Decimal or None
            The indicator's points; needed for shares and for rules that take everything.
        """
        if self.kind not in (RuleKind.DEDUCT, RuleKind.ZERO) or self.beyond_item:
            return None
        if self.all_points or self.kind is RuleKind.ZERO:
            return item_points
        if self.share is not None:
            return None if item_points is None else self.share * item_points
        return self.points

    def most(self, item_points: Decimal | None) -> Decimal | None:
        """Return the most this rule deducts in all; None if it has no bound of its own (or no figure)."""
        once = self.once(item_points)
        if once is None or self.kind is RuleKind.ZERO:
            return once
        if self.cap is not None:
            return self.cap
        return None if self.per is not None else once


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A piece of a criterion that looks like scoring but was not understood.

    Attributes
    ----------
    why : str
        ``"no-figure"`` (缺1次扣分), ``"discretion"`` (酌情扣分), or ``"unknown"``.
    """

    text: str
    start: int
    end: int
    why: str = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """A scoring text (评分标准) and what it means.

    Attributes
    ----------
    item_cap : Decimal or None
        The most that all rules together deduct: 此项最多扣N分, 扣完为止.
    figures : tuple of Figure
        Where the figure of `item_cap` stands, if it is written as one.
    """

    text: str = ""
    rules: tuple[Rule, ...] = ()
    item_cap: Decimal | None = None
    unread: tuple[Unread, ...] = ()
    figures: tuple[Figure, ...] = ()

    @property
    def requirement(self) -> str:
        """The text without the clauses that say rules: what has to be done."""
        kept, at = [], 0
        for start, end in sorted(rule.clause for rule in self.rules):
            kept.append(self.text[at:start])
            at = max(at, end)
        kept.append(self.text[at:])
        return "".join(kept).strip(" 　，,；;、。\n")

    @property
    def deductions(self) -> tuple[Rule, ...]:
        """The rules that deduct from the item's own points."""
        return tuple(r for r in self.rules if r.kind is RuleKind.DEDUCT and not r.beyond_item)

    def stated_deduction(self, item_points: Decimal | None) -> Decimal:
        """Return the least that all deduction rules together take when every one of them applies.

        Each rule counts with its cap, or once where it has no cap, so the true worst case is at
        least this. Zero rules (不得分) replace the others and are not added. The item's own cap
        bounds the sum.
        """
        amounts = (
            r.cap if r.cap is not None and r.per is not None else r.once(item_points)
            for r in self.deductions
            if not r.all_points
        )
        total = sum((a for a in amounts if a is not None), Decimal(0))
        return total if self.item_cap is None else min(total, self.item_cap)

    def max_deduction(self, item_points: Decimal | None) -> Decimal | None:
        """Return the most that can be deducted from the item, or None where no rule bounds it.

        Parameters
        ----------
        item_points : Decimal or None
            The indicator's points, needed for shares and for rules that take everything.
        """
        if self.item_cap is not None and self.deductions:
            bounds = [r.most(item_points) for r in self.deductions]
            total = None if None in bounds else sum((b for b in bounds if b is not None), Decimal(0))
            return self.item_cap if total is None else min(total, self.item_cap)
        if any(r.kind is RuleKind.ZERO or r.all_points for r in self.rules):
            return max(self.stated_deduction(item_points), item_points or Decimal(0))
        if any(r.most(item_points) is None for r in self.deductions):
            return None
        return self.stated_deduction(item_points)


NO_CRITERION = Criterion()
"""What an indicator without a scoring text has."""
