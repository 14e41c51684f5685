"""SM: whether sections, subtotals and the numbered items inside a row add up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from kaohe_tools.checks._base import Draft, Explanation, NotApplicable, at, check, found
from kaohe_tools.checks.sums import difference
from kaohe_tools.checks.unread import unread_rows
from kaohe_tools.criteria.stated import items_of
from kaohe_tools.findings import Evidence, Severity
from kaohe_tools.locale import text
from kaohe_tools.model import Indicator, Part, Path, Scheme, Section
from kaohe_tools.profiles import Profile


@check(
    "SM07",
    "section-sums-cancel",
    text("Sections are wrong in opposite directions"),
    Severity.ERROR,
    text("Looks for sister sections whose surplus and shortfall cancel out, so that the sum above looks right."),
    Explanation(
        why=text("The total hides the mistake: usually a row stands under the wrong section."),
        example="“窗口”应10分实12分，“档案”应10分实8分，合计20分看似无误",
        better="两部分各10分",
        fix=text("Move the rows to the section they belong to, or correct the sections' figures."),
        limits=text("Which row stands wrong is not told; the finding names the sections."),
    ),
)
def section_sums_cancel(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield a finding for sections of one parent whose differences cancel."""
    sisters: dict[Path, list[Section]] = defaultdict(list)
    for section in scheme.sections:
        if section.declared:
            sisters[section.path[:-1]].append(section)
    if not any(len(group) > 1 for group in sisters.values()):
        raise NotApplicable(text("no two sections side by side declare their points"))
    for group in sisters.values():
        off = [(s, scheme.sum_of(scheme.within(s.path)) - s.declared.points) for s in group if s.declared]
        off = [(s, gap) for s, gap in off if gap]
        if len(off) > 1 and sum((gap for _s, gap in off), Decimal(0)) == 0:
            told = tuple(
                text(
                    "“{section}” {difference}",
                    section=s.name,
                    difference=difference(s.declared.points + gap, s.declared.points),
                )
                for s, gap in off
                if s.declared
            )
            yield found(
                text("These sections cancel out, so the sum above looks right: {sections}.", sections=told),
                *(Evidence(where=s.declared.source, observed=s.declared.points) for s, _gap in off if s.declared),
                section=off[0][0].path,
                fix=text("Move the rows to the section they belong to, or correct the sections' figures."),
            )


@check(
    "SM08",
    "subtotal-mismatch",
    text("A subtotal is wrong"),
    Severity.ERROR,
    text("Compares the figure in a row of subtotals (小计) with the sum of the rows of its section."),
    Explanation(
        why=text("Whoever reads the subtotal takes a wrong figure for the section's own."),
        example="小计行写38分，各行实为40分",
        better="小计行写40分，各行实为40分",
        fix=text("Correct the subtotal, or the points of the rows."),
        limits=text("While points of a row cannot be read, the subtotal is not judged."),
    ),
)
def subtotal_mismatch(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield a finding for every subtotal that differs from the sum of its rows."""
    stated = [s for s in scheme.sections if s.stated]
    if not stated:
        raise NotApplicable(text("the sheet has no rows of subtotals"))
    for section in stated:
        rows = scheme.within(section.path)
        total = scheme.sum_of(rows)
        if section.stated is None or section.stated.points == total or unread_rows(scheme, rows):
            continue
        yield found(
            text(
                "The subtotal of “{section}” ({cell}) says {stated} points, its rows add up to {total}: {difference}.",
                section=section.name,
                cell=section.stated.source.cell,
                stated=section.stated.points,
                total=total,
                difference=difference(section.stated.points, total),
            ),
            Evidence(where=section.stated.source, observed=section.stated.points, expected=total),
            section=section.path,
            fix=text(
                "Write {total} points in the subtotal {cell}, or correct the points of the rows.",
                total=total,
                cell=section.stated.source.cell,
            ),
        )


@check(
    "SM09",
    "parts-sum-mismatch",
    text("A row's items do not add up to its points"),
    Severity.ERROR,
    text("Compares the points of the numbered items in a row with the points of the row."),
    Explanation(
        why=text("Some points of the row belong to no item, or the items promise more than the row carries."),
        example="“便民服务（2分）”：1.……（1分）；2.……（0.5分）",
        better="“便民服务（2分）”：1.……（1分）；2.……（1分）",
        fix=text("Correct the figures of the items, or the points of the row; an item may have been lost."),
        limits=text("Only items that name their points in brackets are added up."),
    ),
)
def parts_sum_mismatch(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield a finding for every row whose items come to something else than its label or its points."""
    held = {i.id: parts_of(i) for i in scheme.indicators}
    if not any(parts for parts, _column in held.values()):
        raise NotApplicable(text("no row holds items with points of their own"))
    under: dict[Path, set[str]] = defaultdict(set)
    for item in scheme.indicators:
        under[item.path].add(item.alternative or item.id)
    labels = {s.path: s.declared for s in scheme.sections if s.declared}
    for item in scheme.indicators:
        label = labels.get(item.path) if len(under[item.path]) == 1 else None
        points = label.points if label else item.points
        parts, column = held[item.id]
        own = sum((p.points for p in parts), Decimal(0))
        if points is None or not parts or own == points:
            continue
        yield found(
            text(
                "Row {row}, “{label}”: it carries {points} points, its {n} items add up to {own}: {difference}.",
                row=item.row,
                label=item.label,
                points=points,
                n=len(parts),
                own=own,
                difference=difference(own, points),
            ),
            at(item, column, observed=own, expected=points),
            Evidence(where=label.source, observed=label.points) if label else at(item, observed=points),
            fix=text("Correct the figures of the items in row {row}, or its points.", row=item.row),
        )


def parts_of(item: Indicator) -> tuple[tuple[Part, ...], str]:
    """Return a row's items with points, and the column of their text: its criterion, else several in its name."""
    if item.parts:
        return item.parts, "criterion"
    named = items_of(item.name).parts
    return (named if len(named) > 1 else ()), "name"
