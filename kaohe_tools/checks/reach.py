"""RL08: whether a row's rules can take, or give, all of its points."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from kaohe_tools.checks._base import Draft, Explanation, at, check, found
from kaohe_tools.checks.amounts import need_rules, priced
from kaohe_tools.findings import Severity
from kaohe_tools.locale import text
from kaohe_tools.model import Criterion, Rule, RuleKind, Scheme
from kaohe_tools.profiles import Profile

_FOR_EACH = re.compile(
    r"每[一1１]?(?:种|类|个|项|次|件|起|例|人|户|家|处|篇|条|月|季|单位|部门)[^，,。；;扣加得]{0,6}"
    r"(?:最多|最高|累计|上限|封顶|限|不超过)"
)
"""A limit said for each kind, thing or month: how many there are the rules do not say."""
_SUB_ITEM = re.compile(r"[（(][0-9０-９.]+分[）)，,]")
_GIVING = (RuleKind.AWARD, RuleKind.BAND, RuleKind.ZERO)


def most_lost(criterion: Criterion, points: Decimal) -> Decimal | None:
    """Return what the deductions of a row take at most, or None where something else has a say in it."""
    plain = criterion.rules and all(
        r.kind is RuleKind.DEDUCT and not r.beyond_item and not r.scope for r in criterion.rules
    )
    if not plain or criterion.unread or _FOR_EACH.search(criterion.text):
        return None
    if criterion.item_cap is not None:
        once = all(r.per is None and not r.tiers and r.points is not None for r in criterion.rules)
        stated = sum((r.points or Decimal(0) for r in criterion.rules), Decimal(0))
        if once and criterion.figures and stated < criterion.item_cap:
            return stated  # 漏做的扣0.5分，此项最多扣2分: a limit that its fixed deductions never reach
        return criterion.item_cap  # up to it occurrences and grades add up
    return criterion.max_deduction(points)


def most_earned(criterion: Criterion, points: Decimal) -> Decimal | None:
    """Return what the awards and ranges of a row give at most together, or None where that is open."""
    rules = criterion.rules
    if not rules or criterion.unread or any(r.kind not in _GIVING or r.scope for r in rules):
        return None
    amounts = [_gives(r, points) for r in rules]
    if None in amounts or _SUB_ITEM.search(criterion.text):
        return None
    return sum((a for a in amounts if a is not None), Decimal(0))


def _gives(rule: Rule, points: Decimal) -> Decimal | None:
    if rule.kind is RuleKind.ZERO:
        return Decimal(0)
    if rule.kind is RuleKind.BAND:
        best = max((b.points for b in rule.bands), default=Decimal(0))
        return points if best < 0 or any(b.points < 0 for b in rule.bands) else best
    if rule.all_points:
        return points
    if rule.share is not None:
        return rule.share * points
    return rule.points if rule.per is None else rule.cap


@check(
    "RL08",
    "unreachable-points",
    text("Some points cannot be reached"),
    Severity.NOTE,
    text("Looks for points of a row that its deductions cannot use up, or that its awards cannot reach."),
    Explanation(
        why=text(
            "Points that nobody can lose lift every score alike, and points that nobody can earn lower it; "
            "neither says anything about the work."
        ),
        example="分值 5 分：未制定方案扣2分，未报总结扣1分",
        better="分值 5 分：未制定方案扣3分，未报总结扣2分",
        fix=text("Spread the row's points over its rules, or lower the points."),
        limits=text(
            "Only rows whose rules are all deductions with a known limit, or all awards, are looked at. "
            "A deduction that is not said per occurrence counts once, even if its event could happen again; with "
            "“扣完为止” it may come again. Limits for each kind or thing (每项最多扣N分) bound no row."
        ),
    ),
)
def unreachable_points(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield a finding for every row whose rules together take, or give, less than its points."""
    need_rules(scheme)
    for item, points in priced(scheme):
        lost, earned = most_lost(item.criterion, points), most_earned(item.criterion, points)
        most = lost if lost is not None else earned
        if most is None or not Decimal(0) < most < points:
            continue
        rest = points - most
        yield found(
            text(
                "Row {row} is worth {points} points, but its rules deduct {most} at most: "
                "{rest} point(s) cannot be lost.",
                row=item.row,
                points=points,
                most=most,
                rest=rest,
            )
            if lost is not None
            else text(
                "Row {row} is worth {points} points, but its rules give {most} at most: "
                "{rest} point(s) cannot be earned.",
                row=item.row,
                points=points,
                most=most,
                rest=rest,
            ),
            at(item, "criterion", observed=most, expected=points),
            at(item, observed=points),
            fix=text("Spread the {points} points over the rules of row {row}.", points=points, row=item.row),
        )
