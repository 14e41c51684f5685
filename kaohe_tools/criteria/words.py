"""What a criterion was understood as, in plain words, and its text cut where the rules stand."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TypedDict

from kaohe_tools.locale import Text, plain, text
from kaohe_tools.model import Criterion, Rule, RuleKind


class Piece(TypedDict):
    """A stretch of a criterion's text.

    ``rule`` is the number of the rule that says it (from 1; 0: none), ``figure`` whether it is one
    of the rule's figures, ``unread`` whether it looks like scoring but was not understood.
    """

    text: str
    rule: int
    figure: bool
    unread: bool


def cut(criterion: Criterion) -> list[Piece]:
    """Return the whole text in pieces, in order: joined again they are the text."""
    n = len(criterion.text)
    rule, figure, unread = [0] * n, [False] * n, [False] * n
    for number, one in enumerate(criterion.rules, start=1):
        for at in range(max(one.clause[0], 0), min(one.clause[1], n)):
            rule[at] = rule[at] or number
        for mark in one.figures:
            for at in range(max(mark.start, 0), min(mark.end, n)):
                figure[at] = True
    for part in criterion.unread:
        for at in range(max(part.start, 0), min(part.end, n)):
            unread[at] = True
    pieces: list[Piece] = []
    start = 0
    for at in range(1, n + 1):
        ends = at == n or (rule[at], figure[at], unread[at]) != (rule[start], figure[start], unread[start])
        if ends:
            pieces.append(
                {
                    "text": criterion.text[start:at],
                    "rule": rule[start],
                    "figure": figure[start],
                    "unread": unread[start],
                }
            )
            start = at
    return pieces


def describe(rule: Rule, item_points: Decimal | None) -> Text:
    """Return one sentence that says what a rule does with the points.

    Parameters
    ----------
    item_points : Decimal or None
        The indicator's points, said where a rule takes all of them.
    """
    said = _core(rule, item_points)
    if rule.per is not None and rule.kind in (RuleKind.DEDUCT, RuleKind.BONUS, RuleKind.AWARD):
        said = text("for every {count} {unit}: {rule}", count=rule.per.count, unit=rule.per.unit, rule=said)
    if rule.cap is not None:
        said = text("{rule}, {cap} at most in all", rule=said, cap=rule.cap)
    elif rule.per is not None and rule.kind is RuleKind.DEDUCT and not rule.all_points:
        said = text("{rule}, no upper limit stated", rule=said)
    if rule.additional:
        said = text("{rule}, in addition", rule=said)
    if rule.beyond_item:
        said = text("{rule}, off the total and not off this item", rule=said)
    if rule.scope:
        said = text("{rule} (concerns {scope})", rule=said, scope=rule.scope)
    return said


def _core(rule: Rule, item_points: Decimal | None) -> Text:
    if rule.kind is RuleKind.VETO:
        return text("veto: the whole assessment is lost")
    if rule.kind is RuleKind.BAND:
        return text("points by range: {ranges}", ranges=_ranges(rule))
    if rule.kind is RuleKind.PROPORTIONAL:
        return text("points in proportion: {formula}", formula=rule.expr or rule.trigger)
    if rule.kind is RuleKind.ZERO or (rule.kind is RuleKind.DEDUCT and rule.all_points):
        return (
            text("takes all {points} points of the item", points=item_points)
            if item_points is not None
            else text("takes all points of the item")
        )
    if rule.factor is not None:
        return text("multiplies the figure by {factor}", factor=rule.factor)
    if rule.share is not None:
        return text("takes {share} of the item's points", share=Fraction(rule.share))
    return _figure(rule)


def _figure(rule: Rule) -> Text:
    figures: object = rule.points
    if rule.tiers:
        labels = rule.tier_labels if len(rule.tier_labels) == len(rule.tiers) else ()
        figures = tuple(
            f"{label} {plain(tier)}".strip()
            for label, tier in zip(labels or ("",) * len(rule.tiers), rule.tiers, strict=True)
        )
    elif rule.min is not None and rule.points is not None:
        figures = f"{plain(rule.min)}–{plain(rule.points)}"
    elif figures is None:
        return {
            RuleKind.BONUS: text("adds points, how many is not said"),
            RuleKind.AWARD: text("earns all points of the item"),
        }.get(rule.kind, text("deducts points, how many is not said"))
    return {
        RuleKind.BONUS: text("adds {points}", points=figures),
        RuleKind.AWARD: text("earns {points}", points=figures),
    }.get(rule.kind, text("deducts {points}", points=figures))


def _ranges(rule: Rule) -> tuple[str, ...]:
    said = []
    for band in rule.bands:
        low = "" if band.min is None else plain(band.min)
        high = "" if band.max is None else plain(band.max)
        said.append(f"{band.label or f'[{low}, {high})'} → {plain(band.points)}")
    return tuple(said)
