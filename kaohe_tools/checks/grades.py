"""RL: whether graded figures follow their grades, and whether ranges meet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from kaohe_tools.checks._base import Draft, Explanation, at, check, found
from kaohe_tools.checks.amounts import need_rules, said
from kaohe_tools.checks.ranks import ranks, written_in_order
from kaohe_tools.findings import Severity
from kaohe_tools.locale import Text, plain, text
from kaohe_tools.model import Band, Criterion, Indicator, Rule, RuleKind, Scheme
from kaohe_tools.profiles import Profile

_PERCENT = re.compile(r"[%％‰]|百分点|百分之")
_REST = re.compile(r"其余|其他|其它|否则|以此类推|依此类推|之间的?按|期间按")
_STEP = re.compile(r"每(?:再)?(?:降低|提高|减少|增加|超过|超出|超|低于|高于|低|高|少|多|下降|上升|差|落后|下|上)")
_ONE = Decimal(1)


class Span(NamedTuple):
    """A range with its ends as numbers (infinite where open), and the points it gives (negative: deducted)."""

    low: Decimal
    high: Decimal
    points: Decimal


def _spans(bands: Sequence[Band]) -> list[Span]:
    """Return the ranges in rising order; bands that are names and no ranges are left out."""
    return sorted(
        Span(
            b.min if b.min is not None else Decimal("-Infinity"),
            b.max if b.max is not None else Decimal("Infinity"),
            b.points,
        )
        for b in bands
        if b.min is not None or b.max is not None
    )


def _bands(scheme: Scheme) -> Iterator[tuple[Indicator, Rule, list[Span]]]:
    for item in scheme.indicators:
        for rule in item.criterion.rules:
            spans = _spans(rule.bands) if rule.kind is RuleKind.BAND else []
            if len(spans) > 1:
                yield item, rule, spans


def _written(item: Indicator, rule: Rule) -> str:
    return item.criterion.text[slice(*rule.clause)]


def _range(low: Decimal, high: Decimal, unit: str = "") -> Text | str:
    """Return a range in words; `unit` is the sign behind each figure, ``%`` or none."""
    first, last = f"{plain(low)}{unit}", f"{plain(high)}{unit}"
    if low == high:
        return first
    if low.is_infinite():
        return text("below {high}", high=last)
    return text("{low} and above", low=first) if high.is_infinite() else text("{low}–{high}", low=first, high=last)


def _unit(item: Indicator, rule: Rule) -> str:
    return "%" if _PERCENT.search(_written(item, rule)) else ""


def _rises_or_falls(figures: Sequence[Decimal]) -> bool:
    steps = list(pairwise(figures))
    return all(a <= b for a, b in steps) or all(a >= b for a, b in steps)


def _around_a_target(points: Sequence[Decimal]) -> bool:
    """Whether points rise to one peak and fall to where they began: 酸碱度 6 to 9 is right, less and more are not."""
    peak = points.index(max(points))
    return points[0] == points[-1] and _rises_or_falls(points[: peak + 1]) and _rises_or_falls(points[peak:])


@check(
    "RL10",
    "tiers-not-monotonic",
    text("Figures do not follow their grades"),
    Severity.WARNING,
    text("Looks for figures that neither rise nor fall along the grades or ranges that they belong to."),
    Explanation(
        why=text("A worse result would cost less than a better one: two figures were probably exchanged."),
        example="被国家、省、市通报的，分别扣1分、3分、2分",
        better="被国家、省、市通报的，分别扣3分、2分、1分",
        fix=text("Put the figures in the order of their grades."),
        limits=text(
            "Only names with a known order are judged: administrative levels, grades, severities, prizes, "
            "numbers, steps of handling. Figures said in separate clauses are not compared. Ranges around a "
            "target, with equal points at both ends, are right."
        ),
    ),
)
def tiers_not_monotonic(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield a finding for every rule with tiers or ranges whose figures go up and down."""
    need_rules(scheme)
    for item in scheme.indicators:
        for rule in item.criterion.rules:
            figures = _out_of_order(rule, _unit(item, rule))
            if figures:
                yield found(
                    text(
                        "Row {row}: the figures neither rise nor fall along their grades: {figures}.",
                        row=item.row,
                        figures=figures,
                        rule=said(item, rule),
                    ),
                    at(item, "criterion", observed=said(item, rule, 60)),
                    fix=text("Put the figures of row {row} in the order of their grades.", row=item.row),
                )


def _out_of_order(rule: Rule, unit: str) -> tuple[Text | str, ...]:
    """Return the figures with their grades in the grades' order where they go up and down, else nothing."""
    spans = _spans(rule.bands)
    if len(spans) > 2:
        points = [s.points for s in spans]
        if _rises_or_falls(points) or _around_a_target(points):
            return ()
        return tuple(_graded(_range(s.low, s.high, unit), abs(s.points)) for s in spans)
    named = [] if spans else [(b.label, b.points) for b in rule.bands]
    named = named or list(zip(rule.tier_labels, rule.tiers, strict=False))
    order = ranks([name for name, _points in named]) if len(named) == len(rule.bands or rule.tiers) > 2 else None
    if order is not None:
        named = [named[n] for n in sorted(range(len(named)), key=order.__getitem__)]
        if _rises_or_falls([points for _name, points in named]):
            return ()
        return tuple(_graded(name, points) for name, points in named)
    in_order = not rule.tier_labels and written_in_order(rule.trigger)
    return () if not in_order or _rises_or_falls(rule.tiers) else tuple(plain(t) for t in rule.tiers)


def _graded(grade: Text | str, points: Decimal) -> Text:
    return text("{grade}: {points} points", grade=grade, points=points)


@check(
    "RL11",
    "band-gap",
    text("Ranges leave a gap"),
    Severity.WARNING,
    text("Looks for results between two ranges of one rule that no range covers."),
    Explanation(
        why=text("A unit with such a result has no score, and everybody reads the rule in his own favour."),
        example="90分以上得满分，80-90分得8分，低于70分不得分",
        better="90分以上得满分，80-90分得8分，70-80分得5分，低于70分不得分",
        fix=text("Let every range begin where the one below it ends."),
        limits=text(
            "Ranges hold their lower end and not their upper one. Whole numbers next to each other (80-89, "
            "90-100) meet, except in percentages. What lies beyond the outermost ranges is not asked for, and "
            "rows with a rule for the rest (其余, 按比例, 每低1%) or with unread text are passed over."
        ),
    ),
)
def band_gap(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield a finding for every rule with uncovered results between its ranges."""
    need_rules(scheme)
    for item, rule, spans in _bands(scheme):
        if _rest_is_ruled(item.criterion, rule):
            continue
        gaps = _gaps(spans, whole=_counts(item, rule, spans))
        if gaps:
            missing = tuple(_range(low, high, _unit(item, rule)) for low, high in gaps)
            yield found(
                text(
                    "Row {row}: the ranges of “{rule}” leave {missing} uncovered.",
                    row=item.row,
                    rule=said(item, rule),
                    missing=missing,
                ),
                at(item, "criterion", observed=said(item, rule, 60)),
                fix=text("Say in row {row} what {missing} scores.", row=item.row, missing=missing),
            )


def _counts(item: Indicator, rule: Rule, spans: Sequence[Span]) -> bool:
    """Whether the ranges are of whole numbers, so that 80-89 and 90-100 meet."""
    ends = [e for s in spans for e in (s.low, s.high) if e.is_finite()]
    return all(e == e.to_integral_value() for e in ends) and not _PERCENT.search(_written(item, rule))


def _rest_is_ruled(criterion: Criterion, rule: Rule) -> bool:
    """Whether something else says what lies between: a named rest, a proportion, a step, unread text."""
    if any(b.min is None and b.max is None for b in rule.bands) or criterion.unread:
        return True
    others = [r for r in criterion.rules if r is not rule]
    if any(r.kind is RuleKind.PROPORTIONAL or _STEP.search(r.trigger) for r in others):
        return True
    return _REST.search(criterion.text) is not None


def _gaps(spans: Sequence[Span], *, whole: bool) -> list[tuple[Decimal, Decimal]]:
    """Return the uncovered stretches between ranges in rising order, both ends finite."""
    gaps, reach = [], spans[0].high
    for span in spans[1:]:
        if span.low > reach + (_ONE if whole else 0):
            inside = whole and span.low == reach + 2
            gaps.append((reach + 1, reach + 1) if inside else (reach, span.low))
        reach = max(reach, span.high)
    return gaps


@check(
    "RL12",
    "band-overlap",
    text("Ranges overlap"),
    Severity.WARNING,
    text("Looks for results that two ranges of one rule cover with different points."),
    Explanation(
        why=text("The same result has two scores: which one counts becomes a matter of negotiation."),
        example="完成率90%以上得10分，80%—95%得8分，低于80%不得分",
        better="完成率90%以上得10分，80%—90%得8分，低于80%不得分",
        fix=text("Let every range end where the next one begins."),
        limits=text(
            "Two ranges that only share an end (80-90, 90-100) do not overlap: the end belongs to the upper "
            "one. Ranges with the same points do no harm and are passed over."
        ),
    ),
)
def band_overlap(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield a finding for every rule with results that are covered twice."""
    need_rules(scheme)
    for item, rule, spans in _bands(scheme):
        twice = _overlaps(spans)
        if twice:
            yield found(
                text(
                    "Row {row}: {stretches} is covered twice with different points: “{rule}”.",
                    row=item.row,
                    stretches=tuple(_range(low, high, _unit(item, rule)) for low, high in twice),
                    rule=said(item, rule),
                ),
                at(item, "criterion", observed=said(item, rule, 60)),
                fix=text("Let every range of row {row} end where the next one begins.", row=item.row),
            )


def _overlaps(spans: Sequence[Span]) -> list[tuple[Decimal, Decimal]]:
    """Return the stretches that a range shares with the furthest-reaching one before it."""
    twice, before = [], spans[0]
    for span in spans[1:]:
        low, high = span.low, min(before.high, span.high)
        single = span.low == span.high and before.low < span.low < before.high
        if (low < high or single) and span.points != before.points:
            twice.append((low, high))
        before = max(before, span, key=lambda s: s.high)
    return twice
