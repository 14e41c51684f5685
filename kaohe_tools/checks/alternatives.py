"""SM: whether alternatives come to the same, whether every unit takes one of each, and shared points cells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from kaohe_tools.checks._base import Draft, Explanation, NotApplicable, at, check, excerpt, found
from kaohe_tools.findings import Evidence, Severity
from kaohe_tools.locale import text
from kaohe_tools.model import Scheme, alternatives
from kaohe_tools.profiles import Profile

_MOST_UNITS = 8


@check(
    "SM10",
    "variant-total-mismatch",
    text("Alternatives are not worth the same"),
    Severity.ERROR,
    text("Compares what the alternatives of one group add up to."),
    Explanation(
        why=text("Units of one kind could reach more points than those of another, in the same ranking."),
        example="“适用于县市”三项共9分，“适用于园区”三项共8分",
        better="两类单位各9分",
        fix=text("Make the alternatives add up to the same."),
        limits=text("Which rows are alternatives is told by what they apply to."),
    ),
)
def variant_total_mismatch(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield a finding for every group whose alternatives differ in their sums."""
    groups = alternatives(scheme.indicators)
    if not groups:
        raise NotApplicable(text("the sheet has no alternatives"))
    for choices in groups.values():
        sums = {whom: scheme.sum_of(i.replace(alternative="") for i in rows) for whom, rows in choices.items()}
        if len(set(sums.values())) > 1:
            told = tuple(text("“{whom}” {n} points", whom=excerpt(whom, 16), n=points) for whom, points in sums.items())
            yield found(
                text("These alternatives are not worth the same: {sums}.", sums=told),
                *(at(item, observed=item.points) for rows in choices.values() for item in rows),
                fix=text("Make these alternatives add up to the same."),
            )


@check(
    "SM11",
    "variant-coverage",
    text("A unit has no alternative, or two"),
    Severity.ERROR,
    text("Looks for units that take none, or more than one, of the alternatives of a group."),
    Explanation(
        why=text("A unit without an alternative cannot reach the full mark; one with two is counted twice."),
        example="第33—1项、第33—2项都写“适用于甲局”",
        better="甲局只适用第33—1项",
        fix=text("Name the unit in exactly one alternative of the group."),
        limits=text("Only units that the sheet or the review standard (units.takes) names are looked at."),
        options=("units.takes",),
    ),
)
def variant_coverage(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield a finding for every group and number of alternatives taken that is not one."""
    groups = alternatives(scheme.indicators)
    if not groups or not scheme.units:
        raise NotApplicable(text("the sheet has no alternatives, or nobody says which units take them"))
    for choices in groups.values():
        wrong: dict[int, list[str]] = defaultdict(list)
        for unit in scheme.units:
            taken = sum(whom in unit.takes for whom in choices)
            if taken != 1:
                wrong[taken].append(unit.name)
        for taken, names in sorted(wrong.items()):
            first = next(iter(choices.values()))[0]
            yield found(
                text(
                    "{units} ({n} in all) take {taken} of the {all} alternatives from row {row} on, instead of one.",
                    units=tuple(names[:_MOST_UNITS]),
                    n=len(names),
                    taken=taken,
                    all=len(choices),
                    row=first.row,
                ),
                *(at(rows[0], "applies_to", observed=whom) for whom, rows in choices.items()),
                fix=text("Name each of these units in exactly one of the alternatives."),
            )


@check(
    "SM12",
    "shared-points-mismatch",
    text("Rows under one points cell do not add up to it"),
    Severity.ERROR,
    text("Compares a points cell merged over several rows with the rows' own caps."),
    Explanation(
        why=text("Nobody can say how many points each of the rows carries."),
        example="分值格 10 分，两行分别“最多扣4分”“最多扣5分”",
        better="分值格 10 分，两行各“最多扣5分”",
        fix=text("Correct the caps or the points cell."),
        limits=text("Cells over rows that name no caps are reported as unreadable-cell (merged-points)."),
    ),
)
def shared_points_mismatch(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield a finding for every shared cell whose rows come to something else."""
    if not scheme.shared:
        raise NotApplicable(text("no points cell stands for several rows"))
    for cell in scheme.shared:
        rows = [scheme.indicator(i) for i in cell.indicators]
        own = scheme.sum_of(rows)
        if own != cell.points:
            yield found(
                text(
                    "The points cell {cell} says {points}, the caps of rows {first} to {last} add up to {own}.",
                    cell=cell.source.cell,
                    points=cell.points,
                    first=rows[0].row,
                    last=rows[-1].row,
                    own=own,
                ),
                Evidence(where=cell.source, observed=cell.points, expected=own),
                *(at(item, "criterion", observed=item.points) for item in rows),
                fix=text("Make the caps of these rows add up to {points}, or correct the cell.", points=cell.points),
            )
