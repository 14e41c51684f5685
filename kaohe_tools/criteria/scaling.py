"""Write a criterion for other points: the same sentence with other figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from math import floor

from kaohe_tools.criteria.reader import parse_criterion
from kaohe_tools.criteria.rewriting import Span, rewritten
from kaohe_tools.errors import PointsError
from kaohe_tools.locale import Text, _, text
from kaohe_tools.model import Criterion, Figure, Rule, RuleKind
from kaohe_tools.points import format_points

_POINTS_ROLES = ("points", "min", "cap", "tier", "band", "item_cap")


def scaled(
    criterion: Criterion, points_from: Decimal, points_to: Decimal, tick: Decimal
) -> tuple[Criterion, tuple[Text, ...]]:
    """Return the criterion rewritten from one number of points to another.

    Only figures of points change. Counts, rates, shares of the item, factors, bonuses and what comes
    off the total stay as they are. Deductions that together took exactly `points_from` take exactly
    `points_to` afterwards, and so do awards; remainders of rounding go to the figures that lost most.

    Parameters
    ----------
    criterion : Criterion
        As read from its text.
    points_from, points_to : Decimal
        The item's points before and after, above 0.
    tick : Decimal
        The smallest step of points; every rewritten figure is a whole number of ticks, at least one.

    Returns
    -------
    (Criterion, tuple of Text)
        The rewritten criterion, and notes on what the tick did not allow; no notes means that every
        proportion that could matter was kept.

    Raises
    ------
    PointsError
        If any of the three numbers is not above 0, or `points_to` does not lie on the tick.
    """
    if min(points_from, points_to, tick) <= 0:
        raise PointsError(_("points and tick must be above 0"))
    if Fraction(points_to) % Fraction(tick):
        raise PointsError(
            _("{points} points do not lie on the tick of {tick}").format(
                points=format_points(points_to), tick=format_points(tick)
            )
        )
    figures = _figures(criterion)
    exact = {s: Fraction(v) * Fraction(points_to) / Fraction(points_from) for s, v in figures.items()}
    ticks = {span: max(1, floor(value / Fraction(tick) + Fraction(1, 2))) for span, value in exact.items()}
    notes: list[Text] = []
    whole = False
    for kind in (RuleKind.DEDUCT, RuleKind.AWARD):
        group = _amounts(criterion, kind)
        if len(group) and _sum(group, figures) == points_from:
            whole, left = True, _share_out(group, exact, ticks, points_to, tick)
            if left:
                notes.append(
                    text(
                        "The amounts come to {total}, not to {points}: the tick of {tick} allows no closer.",
                        total=points_to - left * tick, points=points_to, tick=tick,
                    )
                )  # fmt: skip
    _keep_order(criterion, ticks)
    notes += _lost_steps(criterion, figures, ticks)
    if not whole:
        notes += _lifted(figures, exact, tick)
    values = {span: n * tick for span, n in ticks.items() if figures[span]}
    after = parse_criterion(rewritten(criterion.text, values), points_to)
    if [r.kind for r in after.rules] != [r.kind for r in criterion.rules]:
        notes.append(text("For {points} points the text is read as other rules than before.", points=points_to))
    return after, tuple(notes)


def fewest_points(criterion: Criterion, tick: Decimal) -> Decimal:
    """Return the fewest points to which a criterion can be rewritten: one step for each amount that adds up."""
    most = max(_amounts(criterion, kind).total() for kind in (RuleKind.DEDUCT, RuleKind.AWARD))
    return most * tick


def _scalable(rule: Rule) -> bool:
    return rule.kind is not RuleKind.BONUS and not rule.beyond_item


def _all_figures(criterion: Criterion) -> Iterable[Figure]:
    for rule in criterion.rules:
        if _scalable(rule):
            yield from rule.figures
    yield from criterion.figures


def _figures(criterion: Criterion) -> dict[Span, Decimal]:
    """Return every figure of points that is to change, by its place."""
    return {(f.start, f.end): f.value for f in _all_figures(criterion) if f.role in _POINTS_ROLES and f.value}


def _amounts(criterion: Criterion, kind: RuleKind) -> Counter[Span]:
    """Return what the rules of one kind come to in all: each one's limit, or else its amount."""
    found: Counter[Span] = Counter()
    for rule in criterion.rules:
        if rule.kind is not kind or not _scalable(rule) or rule.factor or rule.share is not None:
            continue
        roles = ("cap",) if rule.cap is not None and rule.per is not None else ("points", "tier")
        figures = [f for f in rule.figures if f.role in roles]
        if not figures or (rule.per is not None and rule.cap is None):
            return Counter()  # a rate without a limit, or a limit that stands elsewhere: no fixed sum
        most = max(figures, key=lambda f: f.value)
        if most.value:  # 扣0分 stays as it is
            found[most.start, most.end] += 1
    return found


def _sum(group: Counter[Span], figures: dict[Span, Decimal]) -> Decimal:
    return sum((figures.get(span, Decimal(0)) * times for span, times in group.items()), Decimal(0))


def _share_out(
    group: Counter[Span],
    exact: dict[Span, Fraction],
    ticks: dict[Span, int],
    total: Decimal,
    tick: Decimal,
) -> int:
    """Set the group's figures so that they sum to `total`; return the ticks left over (or lacking)."""
    wanted = int(Fraction(total) / Fraction(tick))
    parts = {span: exact[span] / Fraction(tick) for span in group}
    for span, part in parts.items():
        ticks[span] = max(1, floor(part))
    left = wanted - sum(ticks[s] * n for s, n in group.items())
    for span in sorted(group, key=lambda s: (ticks[s] - parts[s], s)):
        if 0 < group[span] <= left:
            ticks[span] += 1
            left -= group[span]
    for span in sorted(group, key=lambda s: (-ticks[s], s)):
        while left < 0 and ticks[span] > 1 and group[span] <= -left:
            ticks[span] -= 1
            left += group[span]
    return left


def _keep_order(criterion: Criterion, ticks: dict[Span, int]) -> None:
    """Keep what one occurrence takes within its rule's limit, and a range's ends in order."""
    for rule in criterion.rules:
        at = {f.role: (f.start, f.end) for f in rule.figures if f.role in ("points", "cap", "min")}
        for lower, upper in (("points", "cap"), ("min", "points")):
            low, high = at.get(lower), at.get(upper)
            if low in ticks and high in ticks and low is not None and high is not None:
                ticks[low] = min(ticks[low], ticks[high])


def _lost_steps(criterion: Criterion, figures: dict[Span, Decimal], ticks: dict[Span, int]) -> list[Text]:
    """Note tiers and bands that differed before and are alike now."""
    notes = []
    for rule in criterion.rules:
        steps = [(f.start, f.end) for f in rule.figures if f.role in ("tier", "band") and (f.start, f.end) in ticks]
        if len({figures[s] for s in steps}) > len({ticks[s] for s in steps}):
            notes.append(text("Steps of “{trigger}” fall together on this tick.", trigger=rule.trigger))
    return notes


def _lifted(figures: dict[Span, Decimal], exact: dict[Span, Fraction], tick: Decimal) -> list[Text]:
    """Note figures that would round to nothing and are kept at one tick, out of proportion."""
    low = {span: Decimal(e.numerator) / e.denominator for span, e in sorted(exact.items()) if 2 * e < tick}
    return [
        text(
            "{old} would become {new}; the tick of {tick} allows no less than {tick}.",
            old=figures[span],
            new=new,
            tick=tick,
        )
        for span, new in low.items()
    ]
