"""SM13: a list that names no points anywhere."""

from __future__ import annotations

from collections.abc import Iterator

from kaohe_tools.checks._base import Draft, Explanation, at, check, found, has_column
from kaohe_tools.findings import Severity
from kaohe_tools.locale import text
from kaohe_tools.model import Scheme
from kaohe_tools.profiles import Profile


def has_no_points(scheme: Scheme) -> bool:
    """Return whether nothing in a scheme carries points, and it has no column for them either."""
    return not has_points_column(scheme) and all(i.points is None for i in scheme.indicators)


def has_points_column(scheme: Scheme) -> bool:
    """Return whether the scheme was read from a table with a column of points."""
    return scheme.layout is None or (bool(scheme.layout.header_rows) and has_column(scheme, "points"))


@check(
    "SM13",
    "points-missing-altogether",
    text("The sheet names no points"),
    Severity.WARNING,
    text("Looks for lists of rules whose items carry no points, and that have no total."),
    Explanation(
        why=text("What an item is worth, what all of them come to and where deductions end is then anybody's guess."),
        example="只列“出现一次扣5分”，没有分值、总分、上限",
        better="每项有分值，合计100分，各项扣完为止",
        fix=text("Give every item its points, the list its total and every deduction its limit."),
        limits=text("Lists of bonuses and penalties beside a scheme with points are looked at by other checks."),
    ),
)
def points_missing_altogether(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield one finding for a scheme without any points."""
    if scheme.indicators and has_no_points(scheme):
        yield found(
            text("None of the {n} items carries points, and no total is named.", n=len(scheme.indicators)),
            *(at(item, "criterion") for item in scheme.indicators[:3]),
            fix=text("Give every item its points, the list its total and every deduction its limit."),
        )
