"""RL: whether the scoring rules fit the points they take from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from math import ceil

from kaohe_tools.checks._base import MOST_SINGLE, Draft, Explanation, NotApplicable, at, check, excerpt, found, rows_of
from kaohe_tools.checks.amounts import bounded_once, said, summands
from kaohe_tools.findings import Severity
from kaohe_tools.locale import Text, text
from kaohe_tools.model import Indicator, Rule, RuleKind, Scheme
from kaohe_tools.points import format_points
from kaohe_tools.profiles import Profile

DISCRETION = re.compile(
    r"(?:酌情|酌定|视情况?|视情节(?:轻重)?|适当|酌)(?:给予|予以)?(?:扣|减|加|给|计)[^，,。；;\n]{0,8}"
)
"""Points left to the assessor: 酌情扣分, 视情给予加分."""


def _priced(scheme: Scheme) -> Iterator[tuple[Indicator, Decimal]]:
    for item in scheme.indicators:
        if item.points is not None and item.points > 0:
            yield item, item.points


def _need_rules(scheme: Scheme) -> None:
    if not any(i.criterion.text.strip() for i in scheme.indicators):
        raise NotApplicable(text("the sheet has no scoring criteria"))


@check(
    "RL01",
    "deduction-exceeds-points",
    text("Deductions exceed the points"),
    Severity.ERROR,
    text("Looks for a single deduction that is larger than the points of its row."),
    Explanation(
        why=text("The row would go below zero, or the deduction cannot be made in full: both end in a dispute."),
        example="分值 4 分：未开展整治行动的扣5分",
        better="分值 4 分：未开展整治行动的扣4分",
        fix=text("Lower the deduction to the row's points, or raise the points."),
        limits=text(
            "A rule that a cap keeps within the points is not reported here; "
            "deductions from the total score are not compared with the row."
        ),
    ),
)
def deduction_exceeds_points(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield a finding for every rule of which one occurrence takes more than the row has."""
    _need_rules(scheme)
    for item, points in _priced(scheme):
        for rule in item.criterion.rules:
            amount = bounded_once(rule, item.criterion, points)
            if amount is not None and amount > points:
                yield found(
                    text(
                        "Row {row} is worth {points} points, but one deduction takes {deduction}: “{rule}”.",
                        row=item.row,
                        points=points,
                        deduction=amount,
                        rule=said(item, rule),
                        excess=amount - points,
                    ),
                    at(item, "criterion", observed=amount, expected=points),
                    at(item, observed=points),
                    fix=text(
                        "Lower the deduction to at most {points} points, or raise the row's points to {deduction}.",
                        points=points,
                        deduction=amount,
                    ),
                )


@check(
    "RL02",
    "deduction-sum-exceeds-points",
    text("The deductions together exceed the points"),
    Severity.ERROR,
    text("Adds up all deductions of a row, with their caps, and compares the sum with its points."),
    Explanation(
        why=text("A unit that fails in everything would lose more than the row is worth."),
        example="分值 2 分：未作动员的扣2分，数据表每少1次扣0.5分，最多扣1分（2+1=3）",
        better="分值 2 分：未作动员的扣1分，数据表每少1次扣0.5分，最多扣1分（1+1=2）",
        fix=text("Lower the deductions to the row's points, or add “扣完为止”."),
        limits=text(
            "Grades of one thing, late against never, and missing against imperfect are taken as excluding "
            "each other by their words; a rule without a cap counts once."
        ),
    ),
)
def deduction_sum_exceeds_points(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield a finding for every row whose deductions together exceed its points, none of them alone."""
    _need_rules(scheme)
    for item, points in _priced(scheme):
        amounts = summands(item.criterion, points)
        total = sum(amounts, Decimal(0))
        cap = item.criterion.item_cap
        if len(amounts) < 2 or total <= points or max(amounts) > points or (cap is not None):
            continue
        yield found(
            text(
                "Row {row} is worth {points} points, but its deductions add up to {sum} = {total}.",
                row=item.row,
                points=points,
                sum="+".join(format_points(a) for a in amounts[:10]) + ("+…" if len(amounts) > 10 else ""),
                total=total,
                excess=total - points,
                deductions=amounts,
            ),
            at(item, "criterion", observed=total, expected=points),
            at(item, observed=points),
            fix=text(
                "Take {excess} point(s) off the deductions, raise the row's points to {total}, or write “扣完为止”.",
                excess=total - points,
                total=total,
            ),
        )


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
    _need_rules(scheme)
    for item in scheme.indicators:
        if item.criterion.item_cap is not None:
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
                fix=text("Write a limit after the rule: “最多扣{points}分” or “扣完为止”.", points=item.points)
                if item.points and len(unbound) == 1
                else text("Write a limit after each rule (“最多扣N分”), or “扣完为止” at the end."),
            )


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
    "RL04",
    "no-rule",
    text("No scoring rule is stated"),
    Severity.WARNING,
    text("Looks for rows whose criterion is empty or says no scoring rule."),
    Explanation(
        why=text("Without a rule the score is left to the assessor's mood."),
        example="按要求完成档案归集工作。",
        better="按要求完成档案归集工作。每缺1卷扣0.5分，最多扣3分。",
        fix=text("Write what is deducted, or how points are earned."),
        limits=text("Rules that stand in another document are not seen."),
    ),
)
def no_rule(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield a finding for every row without any rule, where no scoring text was left unread; one for many."""
    _need_rules(scheme)
    bare_rows = [
        i for i in scheme.indicators if not (i.criterion.rules or i.criterion.unread) and i.criterion.item_cap is None
    ]
    if len(bare_rows) > MOST_SINGLE:
        yield found(
            text(
                "{n} of {all} rows say no deduction or scoring rule: {rows}.",
                n=len(bare_rows),
                all=len(scheme.indicators),
                rows=rows_of(bare_rows),
            ),
            *(at(item, "criterion", observed=item.criterion.text) for item in bare_rows),
            fix=text("Write the deduction rules of rows {rows}.", rows=rows_of(bare_rows)),
        )
        return
    for item in bare_rows:
        said_text = item.criterion.text
        yield found(
            text("Row {row} says no deduction or scoring rule: “{text}”.", row=item.row, text=excerpt(said_text))
            if said_text.strip()
            else text("Row {row} has an empty criterion.", row=item.row),
            at(item, "criterion", observed=said_text),
            fix=text("Write the deduction rule of row {row}.", row=item.row),
        )


@check(
    "RL05",
    "unread-scoring",
    text("Scoring text could not be read"),
    Severity.WARNING,
    text("Lists the pieces of a criterion that look like scoring but were not understood."),
    Explanation(
        why=text("What this program cannot read, two assessors may read differently; it also stays unchecked."),
        example="按排名先后分别扣分",
        better="完成率每低1个百分点扣0.2分，最多扣2分",
        fix=text("Word the rule with a condition and a number, or check the row by hand."),
        limits=text(
            "It is no proof that the text is wrong: the reader of rules knows the common wordings only. "
            "Discretion (酌情) is reported as discretionary-wording instead."
        ),
    ),
)
def unread_scoring(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield a finding for every row with unread pieces, all its pieces together."""
    _need_rules(scheme)
    for item in scheme.indicators:
        unread = tuple(f"“{excerpt(u.text)}”" for u in item.criterion.unread if not DISCRETION.search(u.text))
        if unread:
            yield found(
                text("Row {row}: this scoring text could not be read: {pieces}.", row=item.row, pieces=unread),
                at(item, "criterion", observed=item.criterion.text),
                fix=text("Check row {row} by hand, and word it as a condition with a number.", row=item.row),
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
    _need_rules(scheme)
    for item, points in _priced(scheme):
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
    "RL08",
    "unreachable-points",
    text("Some points cannot be reached"),
    Severity.NOTE,
    text("Looks for points that no rule of the row can take away."),
    Explanation(
        why=text("Points that nobody can lose say nothing about the work and lift every score alike."),
        example="分值 5 分：未制定方案扣2分，未报总结扣1分",
        better="分值 5 分：未制定方案扣3分，未报总结扣2分",
        fix=text("Spread the row's points over its rules, or lower the points."),
        limits=text("Only rows whose rules are all plain deductions with a known limit are looked at."),
    ),
)
def unreachable_points(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield a finding for every row whose rules together take less than its points."""
    _need_rules(scheme)
    for item, points in _priced(scheme):
        criterion = item.criterion
        plain = criterion.rules and all(
            r.kind is RuleKind.DEDUCT and not r.beyond_item and not r.scope for r in criterion.rules
        )
        most = criterion.max_deduction(points) if plain and not criterion.unread else None
        if most is not None and Decimal(0) < most < points:
            yield found(
                text(
                    "Row {row} is worth {points} points, but its rules deduct {most} at most: "
                    "{rest} point(s) cannot be lost.",
                    row=item.row,
                    points=points,
                    most=most,
                    rest=points - most,
                ),
                at(item, "criterion", observed=most, expected=points),
                at(item, observed=points),
                fix=text("Spread the {points} points over the rules of row {row}.", points=points, row=item.row),
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
        limits=text("A limit said once for the whole sheet, outside the row, is not known here."),
    ),
)
def bonus_without_cap(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield a finding for every per-occurrence bonus without a limit."""
    _need_rules(scheme)
    for item in scheme.indicators:
        for rule in item.criterion.rules:
            if rule.kind is RuleKind.BONUS and rule.per and rule.cap is None and item.criterion.item_cap is None:
                yield found(
                    text("Row {row}: the bonus “{rule}” has no limit.", row=item.row, rule=said(item, rule)),
                    at(item, "criterion", observed=said(item, rule)),
                    fix=text("Write the highest bonus of row {row}: “最高加N分”.", row=item.row),
                )
