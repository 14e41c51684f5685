"""SM06: whether a closing row of sums says what the rows above it add up to."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from kaohe_tools.checks._base import Draft, Explanation, NotApplicable, check, found
from kaohe_tools.checks.sums import difference
from kaohe_tools.checks.unread import unread_rows
from kaohe_tools.findings import Evidence, Severity
from kaohe_tools.locale import text
from kaohe_tools.model import AdjustmentKind, Scheme
from kaohe_tools.profiles import Profile


@check(
    "SM06",
    "stated-sum-mismatch",
    text("The row of sums is wrong"),
    Severity.ERROR,
    text("Compares the figure in a closing row of sums (合计) with the sum of the rows above it."),
    Explanation(
        why=text("Everybody who reads only the last line takes a wrong total for the scheme's own."),
        example="合计行写98分，各行实为100分",
        better="合计行写100分，各行实为100分",
        fix=text("Correct the figure in the row of sums, or the points of the rows."),
        limits=text(
            "Whether the sum is the right one is asked by total-mismatch. While points of a row cannot be read, "
            "the row of sums is not judged. It may count in what the bonus list gives at most."
        ),
    ),
)
def stated_sum_mismatch(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield a finding where the closing row of sums differs from the sum of the rows."""
    if scheme.stated_sum is None:
        raise NotApplicable(text("the sheet has no closing row of sums"))
    unread = unread_rows(scheme)
    if unread:
        raise NotApplicable(text("{n} rows have no readable points: the row of sums cannot be verified", n=len(unread)))
    stated, total = scheme.stated_sum.points, scheme.total
    if stated not in (total, total + _bonus(scheme)):
        cell = scheme.stated_sum.source.cell
        yield found(
            text(
                "The row of sums ({cell}) says {stated} points, the rows add up to {total}: {difference}.",
                cell=cell,
                stated=stated,
                total=total,
                difference=difference(stated, total),
                gap=abs(total - stated),
            ),
            Evidence(where=scheme.stated_sum.source, observed=stated, expected=total),
            fix=text("Write {total} points in {cell}, or correct the points of the rows.", total=total, cell=cell),
        )


def _bonus(scheme: Scheme) -> Decimal:
    """Return what the bonus list gives at most, as far as it says: a row of sums may count it in."""
    grouped = {(c.kind, c.group) for c in scheme.adjustment_caps}
    own = [a.cap for a in scheme.adjustments if a.kind is AdjustmentKind.BONUS and (a.kind, a.group) not in grouped]
    shared = [c.cap for c in scheme.adjustment_caps if c.kind is AdjustmentKind.BONUS]
    return sum((cap for cap in (*own, *shared) if cap is not None), Decimal(0))
