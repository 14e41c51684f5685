"""RL: whether deductions and bonuses have limits, and whether the limits fit the points."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from math import ceil

from kaohe_tools.checks._base import MOST_SINGLE, Draft, Explanation, at, check, excerpt, found, rows_of
from kaohe_tools.checks.amounts import bounded_once, need_rules, priced, row_limit, said
from kaohe_tools.checks.beside import unlimited
from kaohe_tools.findings import Evidence, Severity
from kaohe_tools.locale import Text, text
from kaohe_tools.model import AdjustmentKind, Indicator, Rule, RuleKind, Scheme
from kaohe_tools.profiles import Profile

_EACH_TIME = re.compile(r"每|[一1][次条篇期例件]")
"""What is earned as often as it happens; 各得1分, 1项1分 end with the things named."""


@check(
    "RL03",
    "uncapped-deduction",
    text("A deduction per occurrence has no cap"),
    Severity.WARNING,
    text("Looks for deductions per occurrence that have no upper limit."),
    Explanation(
        why=text("Without a limit the deduction can pass the row's points, and nobody knows where it stops."),
        example="每少1次扣1分",
        better="每少1次扣1分，最多扣2分",
        fix=text("Write a limit: “最多扣N分” or “扣完为止”."),
        limits=text("A limit said once for the whole sheet, outside the row, is not known here."),
    ),
)
def uncapped_deduction(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield a finding for every row with per-occurrence deductions that neither they nor the row bound."""
    need_rules(scheme)
    for item in scheme.indicators:
        if row_limit(item.criterion, item.points) is not None:
            continue
        unbound = [
            (rule, once)
            for rule in item.criterion.deductions
            if rule.per and rule.cap is None and not rule.all_points and (once := rule.once(item.points))
        ]
        if unbound:
            yield found(
                _uncapped(item, unbound),
                at(item, "criterion", observed=tuple(said(item, rule) for rule, _once in unbound)),
                at(item, observed=item.points),
                fix=_limit_fix(item, unbound),
            )


def _limit_fix(item: Indicator, unbound: list[tuple[Rule, Decimal]]) -> Text:
    if len(unbound) > 1:
        return text("Write a limit after each rule (“最多扣N分”), or “扣完为止” at the end.")
    if not item.points or item.points <= 0:
        return text("Write a limit after the rule: “最多扣N分”.")
    return text("Write a limit after the rule: “最多扣{points}分” or “扣完为止”.", points=item.points)


def _uncapped(item: Indicator, unbound: list[tuple[Rule, Decimal]]) -> Text:
    if len(unbound) > 1:
        return text(
            "Row {row}: {n} rules per occurrence have no limit: {rules}.",
            row=item.row,
            n=len(unbound),
            rules=tuple(f"“{said(item, rule, 20)}”" for rule, _once in unbound),
        )
    rule, once = unbound[0]
    if not item.points or item.points <= 0:
        return text("Row {row}: “{rule}” has no limit.", row=item.row, rule=said(item, rule))
    return text(
        "Row {row}: “{rule}” has no limit; {times} occurrences use up the {points} points.",
        row=item.row,
        rule=said(item, rule),
        times=ceil(item.points / once),
        points=item.points,
    )


@check(
    "RL07",
    "cap-exceeds-points",
    text("A deduction's cap exceeds the points"),
    Severity.ERROR,
    text("Looks for limits of deductions that are higher than the points of their row."),
    Explanation(
        why=text("A limit above the points limits nothing, and one of the two figures is wrong."),
        example="分值 3 分：每少1次扣1分，最多扣5分",
        better="分值 3 分：每少1次扣1分，最多扣3分",
        fix=text("Lower the limit to the row's points, or raise the points."),
        limits=text("A single deduction above the points is reported as deduction-exceeds-points instead."),
    ),
)
def cap_exceeds_points(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield a finding for every limit above the row's points, of a rule or of the row."""
    need_rules(scheme)
    for item, points in priced(scheme):
        criterion = item.criterion
        over = [
            (rule.cap, said(item, rule))
            for rule in criterion.deductions
            if rule.cap is not None
            and rule.cap > points
            and (bounded_once(rule, criterion, points) or Decimal(0)) <= points
        ]
        if criterion.item_cap is not None and criterion.item_cap > points and criterion.deductions:
            over.append((criterion.item_cap, excerpt(criterion.text, 30)))
        for cap, words in dict.fromkeys(over):
            yield found(
                text(
                    "Row {row} is worth {points} points, but the limit of its deduction is {cap}: “{rule}”.",
                    row=item.row,
                    points=points,
                    cap=cap,
                    rule=words,
                    excess=cap - points,
                ),
                at(item, "criterion", observed=cap, expected=points),
                at(item, observed=points),
                fix=text("Lower the limit to {points} points, or raise the row's points.", points=points),
            )


@check(
    "RL09",
    "bonus-without-cap",
    text("A bonus has no cap"),
    Severity.WARNING,
    text("Looks for bonus points per occurrence that have no upper limit."),
    Explanation(
        why=text("An unlimited bonus can outweigh all the regular work."),
        example="每篇被采用加1分",
        better="每篇被采用加1分，最高加5分",
        fix=text("Write the highest bonus: “最高加N分”."),
        limits=text(
            "A limit said once for the whole sheet, outside the row, is not known here. Points earned per "
            "occurrence (每篇得1分) are a bonus only in rows without points of their own."
        ),
    ),
)
def bonus_without_cap(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield a finding for every row with a per-occurrence bonus without a limit; one for many rows."""
    yield from _bonus_list(scheme)
    need_rules(scheme)
    rows = [(item, rule) for item in scheme.indicators if (rule := _first_unlimited_bonus(item)) is not None]
    items = [item for item, _rule in rows]
    if len(rows) > MOST_SINGLE:
        yield found(
            text(
                "{n} rows give bonus points per occurrence without a limit: {rows}.", n=len(rows), rows=rows_of(items)
            ),
            *(at(item, "criterion", observed=said(item, rule)) for item, rule in rows),
            fix=text("Write the highest bonus of each of these rows, or of all of them together: “最高加N分”."),
        )
        return
    for item, rule in rows:
        yield found(
            text("Row {row}: the bonus “{rule}” has no limit.", row=item.row, rule=said(item, rule)),
            at(item, "criterion", observed=said(item, rule)),
            fix=text("Write the highest bonus of row {row}: “最高加N分”.", row=item.row),
        )


def _bonus_list(scheme: Scheme) -> Iterator[Draft]:
    """Yield a finding for every entry of a bonus list beside the points without a limit."""
    for entry in unlimited(scheme, AdjustmentKind.BONUS):
        yield found(
            text("Bonus {number} has no limit: “{text}”.", number=entry.number, text=excerpt(entry.criterion.text, 30)),
            Evidence(where=entry.source, observed=entry.criterion.text),
            fix=text("Write the highest bonus of this entry, or of all of them together: “最高加N分”."),
        )


def _first_unlimited_bonus(item: Indicator) -> Rule | None:
    """Return the row's first bonus per occurrence without a limit; the limit of deductions is none for it."""
    for rule in item.criterion.rules:
        earned = rule.kind is RuleKind.AWARD and not item.points and _EACH_TIME.search(rule.trigger)
        if rule.per and rule.cap is None and (rule.kind is RuleKind.BONUS or earned):
            return rule
    return None
