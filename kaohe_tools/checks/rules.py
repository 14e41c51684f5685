"""RL: whether the scoring rules fit the points they take from."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from kaohe_tools.checks._base import MOST_SINGLE, Draft, Explanation, at, check, excerpt, found, rows_of
from kaohe_tools.checks.amounts import bounded_once, need_rules, priced, row_limit, said, summands
from kaohe_tools.checks.lost import lost_figures, unread_pieces, without_unit
from kaohe_tools.findings import Severity
from kaohe_tools.locale import text
from kaohe_tools.model import Indicator, Scheme
from kaohe_tools.points import format_points
from kaohe_tools.profiles import Profile


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
    need_rules(scheme)
    for item, points in priced(scheme):
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
            "each other by their words; a rule per occurrence without a cap is not added (uncapped-deduction tells "
            "it). A closing limit of just the row's points (最多扣N分) bounds the whole row."
        ),
    ),
)
def deduction_sum_exceeds_points(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield a finding for every row whose deductions together exceed its points, none of them alone."""
    need_rules(scheme)
    for item, points in priced(scheme):
        amounts = summands(item.criterion, points)
        total = sum(amounts, Decimal(0))
        limit = row_limit(item.criterion, points)
        if len(amounts) < 2 or total <= points or max(amounts) > points or limit is not None:
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
    need_rules(scheme)
    bare_rows = [i for i in scheme.indicators if _says_nothing(i)]
    if len(bare_rows) > MOST_SINGLE:
        n, rows = len(bare_rows), rows_of(bare_rows)
        said = text("{n} of {all} rows say no deduction or scoring rule: {rows}.",
                    n=n, all=len(scheme.indicators), rows=rows)  # fmt: skip
        fix = text("Write the deduction rules of rows {rows}.", rows=rows)
        if n == len(scheme.indicators):
            said = text("None of the {n} rows says a deduction or scoring rule.", n=n)
            fix = text("Write the deduction rules of all rows.")
        yield found(said, *(at(item, "criterion", observed=item.criterion.text) for item in bare_rows), fix=fix)
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


def _says_nothing(item: Indicator) -> bool:
    criterion = item.criterion
    return not (criterion.rules or criterion.unread) and criterion.item_cap is None and not lost_figures(criterion)


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
            "Discretion (酌情) is reported as discretionary-wording, and a missing number as lost-figure."
        ),
    ),
)
def unread_scoring(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield a finding for every row with unread pieces, all its pieces together."""
    need_rules(scheme)
    for item in scheme.indicators:
        unread = tuple(f"“{excerpt(piece.text)}”" for piece in unread_pieces(item.criterion))
        if unread:
            yield found(
                text("Row {row}: this scoring text could not be read: {pieces}.", row=item.row, pieces=unread),
                at(item, "criterion", observed=item.criterion.text),
                fix=text("Check row {row} by hand, and word it as a condition with a number.", row=item.row),
            )
        bare = tuple(f"“{excerpt(piece)}”" for piece in without_unit(item.criterion))
        if bare:
            yield found(
                text("Row {row}: {pieces} lacks the unit 分; it was read as points.", row=item.row, pieces=bare),
                at(item, "criterion", observed=item.criterion.text),
                fix=text("Write 分 after the number in row {row}.", row=item.row),
            )


@check(
    "RL14",
    "deduction-beyond-item",
    text("A deduction comes off the total"),
    Severity.NOTE,
    text("Lists the deductions that come off the total score and not off the points of their row."),
    Explanation(
        why=text("It can cost more than the row is worth, and it has to be booked apart from the row's score."),
        example="分值 3 分：被上级通报的，从总分中扣5分",
        better="另列“扣分项”：被上级通报的，每次从总分中扣2分，最多扣5分",
        fix=text("List such deductions apart from the rows, each with its limit."),
        limits=text("Only the usual wordings (从总分中扣, 另从总分, 追加扣) are known."),
    ),
)
def deduction_beyond_item(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield a finding for every row with deductions off the total, all of them together."""
    need_rules(scheme)
    for item in scheme.indicators:
        beyond = [rule for rule in item.criterion.rules if rule.beyond_item]
        if beyond:
            bound = all(rule.per is None or rule.cap is not None for rule in beyond)
            yield found(
                text(
                    "Row {row}: {rules} comes off the total score, not off the row's own points.",
                    row=item.row,
                    rules=tuple(f"“{said(item, rule)}”" for rule in beyond),
                    deductions=tuple(rule.points for rule in beyond),
                ),
                at(item, "criterion", observed=tuple(said(item, rule) for rule in beyond)),
                fix=text("Move it to a list of deductions from the total.")
                if bound
                else text("Move it to a list of deductions from the total, and write its limit: “最多扣N分”."),
            )
