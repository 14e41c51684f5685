"""SM: whether the points add up, and whether every figure is a usable number of points."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple, TypeVar

from kaohe_tools.checks._base import (
    MOST_SINGLE,
    Draft,
    Explanation,
    NotApplicable,
    at,
    check,
    excerpt,
    found,
    heading,
    rows_of,
)
from kaohe_tools.checks.absent import has_no_points
from kaohe_tools.checks.unread import cells_of, unread_rows
from kaohe_tools.findings import Evidence, Severity
from kaohe_tools.locale import Text, text
from kaohe_tools.model import Declared, Indicator, Path, Scheme, Section
from kaohe_tools.points import on_tick
from kaohe_tools.profiles import Profile

_Placed = TypeVar("_Placed", Indicator, Section)


class Expected(NamedTuple):
    """What a scheme should add up to, who says so, and the cells that say it."""

    points: Decimal
    said_by: Text
    cells: tuple[Evidence, ...]


def outermost_declared(scheme: Scheme, below: Path = ()) -> tuple[Section, ...]:
    """Return the declared sections below a path that have no declared section between."""
    return _outermost((s for s in scheme.sections if s.path[: len(below)] == below), below)


def _outermost(sections: Iterable[Section], below: Path) -> tuple[Section, ...]:
    depth = len(below)
    inside = [s for s in sections if s.declared and len(s.path) > depth]
    paths = {s.path for s in inside}
    return tuple(s for s in inside if not any(s.path[:n] in paths for n in range(depth + 1, len(s.path))))


def _cover(rows: Sequence[Indicator], sections: tuple[Section, ...], below: Path = ()) -> bool:
    paths = {s.path for s in sections}
    return bool(paths) and all(
        any(item.path[:n] in paths for n in range(len(below) + 1, len(item.path) + 1)) for item in rows
    )


def _below(placed: Iterable[_Placed]) -> dict[Path, list[_Placed]]:
    """Return rows or sections by every path that they are in or below, the empty path included."""
    found_: dict[Path, list[_Placed]] = defaultdict(list)
    for one in placed:
        for n in range(len(one.path) + 1):
            found_[one.path[:n]].append(one)
    return found_


def _declared_sum(sections: tuple[Section, ...]) -> Decimal:
    return sum((s.declared.points for s in sections if s.declared), Decimal(0))


def expected_total(scheme: Scheme, profile: Profile) -> Expected | None:
    """Return what the scheme should add up to, or None where nobody says.

    The sheet's own declared total; else the sum its outermost sections declare, where these cover
    every indicator; else the profile's total.
    """
    if scheme.declared:
        cell = Evidence(where=scheme.declared.source, observed=scheme.declared.points)
        return Expected(scheme.declared.points, text("the sheet's declared total"), (cell,))
    top = outermost_declared(scheme)
    if _cover(scheme.indicators, top):
        cells = tuple(Evidence(where=s.declared.source, observed=s.declared.points) for s in top if s.declared)
        return Expected(_declared_sum(top), text("the sum of what the sections declare"), cells)
    if profile.total is not None:
        where = heading(scheme, "points") or next((i.source() for i in scheme.indicators), None)
        return Expected(profile.total, text("the review standard"), (Evidence(where=where),))
    return None


def difference(now: Decimal, wanted: Decimal) -> Text:
    """Return by how much a sum is short of, or over, what it should be."""
    if now < wanted:
        return text("{gap} short", gap=wanted - now)
    return text("{gap} over", gap=now - wanted)


def _undecided(
    scheme: Scheme, rows: Sequence[Indicator], unread: Sequence[Indicator], whole: tuple[Text, Decimal]
) -> tuple[Text, Text]:
    """Return message and fix for a sum that cannot be judged while some of its rows have no points."""
    source, expected = whole
    message = text(
        "The readable points of {n} row(s) add up to {total}; those of {unread} more cannot be read ({cells}). "
        "Whether the sum is right ({source} {expected}) cannot be said until they are filled in.",
        n=len(rows) - len(unread),
        total=scheme.sum_of(rows),
        unread=len(unread),
        cells=cells_of(unread),
        source=source,
        expected=expected,
    )
    return message, text("Fill in the points of {cells}, then check the sum again.", cells=cells_of(unread))


@check(
    "SM01",
    "total-mismatch",
    text("The total is not the full mark"),
    Severity.ERROR,
    text("Compares the sum of all points with the full mark that the sheet or the review standard names."),
    Explanation(
        why=text(
            "A sheet that does not add up to its full mark cannot be scored: "
            "nobody can reach the mark, or everybody can pass it."
        ),
        example="指标合计 92 分，满分 100 分",
        better="指标合计 100 分，满分 100 分",
        fix=text("Add the missing points or take off the surplus, or correct the declared total."),
        limits=text(
            "While points of a row are missing or cannot be read, no gap is told. A row of sums (合计) is no "
            "full mark: stated-sum-mismatch verifies it. Bonus and penalty lists beside "
            "the points are not part of the sum."
        ),
        options=("points.total",),
    ),
)
def total_mismatch(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield a finding where the total differs from the expected one."""
    wanted = expected_total(scheme, profile)
    if wanted is None:
        raise NotApplicable(text("neither the sheet nor the review standard names a full mark"))
    if all(item.points is None for item in scheme.indicators):
        raise NotApplicable(text("no row has points that could be read"))
    total, unread = scheme.total, unread_rows(scheme)
    if total == wanted.points:
        return
    if unread:
        whole = text("{source} is", source=wanted.said_by), wanted.points
        message, fix = _undecided(scheme, scheme.indicators, unread, whole)
        yield found(message, *wanted.cells, *(Evidence(where=i.source()) for i in unread), fix=fix)
        return
    yield found(
        text(
            "The points of the {n} rows add up to {total}; {source} is {expected}: {difference}.",
            n=len(scheme.indicators),
            total=total,
            source=wanted.said_by,
            expected=wanted.points,
            difference=difference(total, wanted.points),
            gap=abs(total - wanted.points),
        ),
        *wanted.cells,
        fix=_total_fix(total, wanted.points),
    )


def _total_fix(total: Decimal, wanted: Decimal) -> Text:
    if total < wanted:
        return text("Allot the missing {gap} points, or correct the full mark.", gap=wanted - total)
    return text("Take off {gap} points, or correct the full mark.", gap=total - wanted)


@check(
    "SM02",
    "section-sum-mismatch",
    text("A section's points do not add up"),
    Severity.ERROR,
    text("Compares what each section declares with the sum of its rows, and with what its parts declare."),
    Explanation(
        why=text(
            "Two sections can be wrong in opposite directions: the total is right, "
            "yet both sections are scored wrongly."
        ),
        example="“组织建设（35分）”下各行合计 33 分",
        better="“组织建设（35分）”下各行合计 35 分",
        fix=text("Correct the points of the section's rows, or the figure that the section declares."),
        limits=text("Sections that declare nothing are only covered by the total."),
    ),
)
def section_sum_mismatch(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield a finding for every declared section whose rows or parts sum to something else."""
    if not any(s.declared for s in scheme.sections):
        raise NotApplicable(text("no section of the sheet declares its points"))
    rows_below, sections_below = _below(scheme.indicators), _below(scheme.sections)
    if scheme.declared:
        parts = _outermost(scheme.sections, ())
        yield from _parts_against(scheme, (), parts, scheme.declared, scheme.indicators)
    for section in scheme.sections:
        if not section.declared:
            continue
        rows = rows_below[section.path]
        if scheme.sum_of(rows) != section.declared.points:
            yield _section_sum(scheme, section, section.declared, rows)
        parts = _outermost(sections_below[section.path], section.path)
        yield from _parts_against(scheme, section.path, parts, section.declared, rows)


def _section_sum(scheme: Scheme, section: Section, declared: Declared, rows: Sequence[Indicator]) -> Draft:
    """Return the finding about a section whose rows do not add up, or cannot be added up yet."""
    total, unread = scheme.sum_of(rows), unread_rows(scheme, rows)
    evidence = (
        Evidence(where=declared.source, observed=declared.points, expected=None if unread else total),
        *(at(i, observed=i.points) for i in rows),
    )
    if unread:
        whole = text("“{section}” declares", section=section.name), declared.points
        message, fix = _undecided(scheme, rows, unread, whole)
        return found(message, *evidence, section=section.path, fix=fix)
    return found(
        text(
            "“{section}” declares {expected} points, its {n} rows add up to {total}: {difference}.",
            section=section.name,
            expected=declared.points,
            n=len(rows),
            total=total,
            difference=difference(total, declared.points),
            gap=abs(total - declared.points),
        ),
        *evidence,
        section=section.path,
        fix=text("Correct the points of the rows in “{section}”, or its figure.", section=section.name),
    )


def _parts_against(
    scheme: Scheme, path: Path, parts: tuple[Section, ...], whole: Declared, rows: Sequence[Indicator]
) -> Iterator[Draft]:
    """Compare a declared whole with its declared parts, unless the rows already say the same."""
    said = _declared_sum(parts)
    if any(row.alternative for row in rows):
        return  # the labels of alternatives are not to be added up
    if not _cover(rows, parts, path) or said in (whole.points, scheme.sum_of(rows)):
        return
    yield found(
        text(
            "“{section}” declares {expected} points, its parts declare {said} together: {difference}.",
            section=path[-1] if path else excerpt(scheme.title),
            expected=whole.points,
            said=said,
            difference=difference(said, whole.points),
            gap=abs(said - whole.points),
        ),
        Evidence(where=whole.source, observed=whole.points, expected=said),
        *(Evidence(where=s.declared.source, observed=s.declared.points) for s in parts if s.declared),
        section=path,
        fix=text("Make the parts' figures and the whole agree."),
    )


@check(
    "SM03",
    "missing-points",
    text("Points are missing"),
    Severity.ERROR,
    text("Looks for rows whose points cell is empty."),
    Explanation(
        why=text("A row without points cannot be scored, and it hides in the total."),
        example="开展安全检查 | 分值：（空）",
        better="开展安全检查 | 分值：3",
        fix=text("Fill in the row's points, or delete the row."),
        limits=text("A points cell that holds something unreadable is reported as unreadable-cell instead."),
    ),
)
def missing_points(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield a finding for every row without points whose cell is no located problem; one for many rows."""
    if has_no_points(scheme):
        raise NotApplicable(text("the sheet names no points at all"))
    unreadable = {(p.where.sheet, p.where.cell) for p in scheme.problems if p.code != "merged-points"}
    empty = [
        item
        for item in unread_rows(scheme)
        if (source := item.source()) is None or (source.sheet, source.cell) not in unreadable
    ]
    if len(empty) > MOST_SINGLE:
        yield found(
            text(
                "{n} of {all} rows have no points: {rows}.",
                n=len(empty),
                all=len(scheme.indicators),
                rows=rows_of(empty),
            ),
            *(at(item) for item in empty),
            fix=text("Fill in the points of rows {rows}.", rows=rows_of(empty)),
        )
        return
    for item in empty:
        yield found(
            text("Row {row} has no points.", row=item.row),
            at(item),
            fix=text("Fill in the points of row {row}.", row=item.row),
        )


@check(
    "SM04",
    "non-positive-points",
    text("Points are not above zero"),
    Severity.ERROR,
    text("Looks for rows that are worth zero or less."),
    Explanation(
        why=text("A row of zero or negative points has no effect, or takes points from those who did the work."),
        example="加分项 | 分值：0",
        better="加分项另列，不占分值",
        fix=text("Give the row its points, or move it to the bonus and penalty lists."),
        limits=text("It does not tell a deliberate zero from a slip."),
    ),
)
def non_positive_points(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield a finding for every row with points of zero or less."""
    sharing = {i for cell in scheme.shared for i in cell.indicators}  # a row may take what the others leave
    for item in scheme.indicators:
        if item.points is not None and item.points <= 0 and item.id not in sharing:
            yield found(
                text("Row {row} is worth {points} points.", row=item.row, points=item.points),
                at(item, observed=item.points),
                fix=text("Give row {row} points above zero, or move it to the bonus list.", row=item.row),
            )


@check(
    "SM05",
    "off-tick-points",
    text("Points do not lie on the smallest step"),
    Severity.WARNING,
    text("Looks for points that are no whole number of the smallest step."),
    Explanation(
        why=text("Points off the step cannot be split or scored evenly, and are often a typing slip."),
        example="分值 3.25，最小分值单位 0.5",
        better="分值 3.5",
        fix=text("Round the points to the step and make up the difference elsewhere."),
        limits=text("Only the points column is looked at, not the figures inside the criteria."),
        options=("points.tick",),
    ),
)
def off_tick_points(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield a finding for every row whose points are not on the profile's tick."""
    for item in scheme.indicators:
        if item.points is not None and not on_tick(item.points, profile.tick):
            yield found(
                text(
                    "Row {row} is worth {points} points, which is no multiple of {tick}.",
                    row=item.row,
                    points=item.points,
                    tick=profile.tick,
                ),
                at(item, observed=item.points, expected=profile.tick),
                fix=text("Change the points of row {row} to a multiple of {tick}.", row=item.row, tick=profile.tick),
            )
