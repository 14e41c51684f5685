"""The memo's tables: points by section, and similar findings side by side."""

from __future__ import annotations

from collections.abc import Sequence

from kaohe_tools.findings import Finding, Review
from kaohe_tools.locale import _, inner, plain
from kaohe_tools.memo.document import Grid
from kaohe_tools.model import Indicator, Path, Period, Scheme
from kaohe_tools.plain_text import one_line
from kaohe_tools.points import format_points, share

MOST_SECTIONS = 40
"""A sheet with more of the lowest sections than this is summed up one level higher."""


def totals_table(review: Review) -> Grid:
    """Return points by section with their sum; node, annual and node share where the sheet has both.

    A section that a finding concerns as a whole carries that finding's mark.
    """
    scheme = review.scheme
    split = _is_split(scheme)
    head = [_("Section"), _("Indicators"), _("Points")]
    head += [_("Milestones"), _("Annual"), _("Milestone share")] if split else [_("Share of the total")]
    marks: dict[Path, str] = {}
    for finding in reversed(review.findings):  # the worst come first in it, so they win here
        if finding.section:
            marks[finding.section] = finding.severity.mark
    rows = []
    for path, items in _groups(scheme):
        name = _name(scheme, path)
        rows.append((f"{marks[path]} {name}" if path in marks else name, *_figures(scheme, items, split=split)))
    rows.append((_("Total"), *_figures(scheme, scheme.indicators, split=split)))
    return Grid(head=tuple(head), rows=tuple(rows), numbers=tuple(range(1, len(head))), total=True)


def merged_table(review: Review, group: Sequence[Finding], actions: Sequence[str]) -> Grid:
    """Return similar findings as a table: shares as figures, others as place and fact.

    Parameters
    ----------
    actions : sequence of str
        What to do about each, where it differs; empty if the paragraph says it for all.
    """
    scheme = review.scheme
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    if group[0].name == "task-node-share-out-of-band" and all(f.section for f in group) and _is_split(scheme):
        head = (_("Section"), _("Points"), _("Milestones"), _("Annual"), _("Milestone share"))
        rows = tuple(
            (_name(scheme, f.section), *_figures(scheme, scheme.within(f.section), split=True)[1:]) for f in group
        )
        numbers = (1, 2, 3, 4)
    else:
        head, numbers = (_("Place"), _("Problem")), ()
        rows = tuple((_place(scheme, f), one_line(str(f.message))) for f in group)
    if any(actions):
        head = (*head, _("What to do"))
        places = (_name(scheme, f.section) if f.section else "" for f in group)
        said = (_without_place(a, place) for a, place in zip(actions, places, strict=True))
        rows = tuple((*row, action) for row, action in zip(rows, said, strict=True))
    return Grid(head=head, rows=rows, numbers=numbers)


def _without_place(action: str, place: str) -> str:
    """Return an action without the name of its section in front, which stands in the first column."""
    for form in (f"“{inner(place)}”内", f"In “{inner(place)}”, "):
        if place and action.startswith(form):
            rest = action.removeprefix(form)
            return rest[:1].upper() + rest[1:]
    return action


def _is_split(scheme: Scheme) -> bool:
    return bool(scheme.by_period(Period.NODE) and scheme.by_period(Period.ANNUAL))


def _figures(scheme: Scheme, items: Sequence[Indicator], *, split: bool) -> tuple[str, ...]:
    if all(item.points is None for item in items):  # nothing was read, which is not the same as nothing
        return (str(len(items)), *("—" for _column in range(4 if split else 2)))
    total = scheme.sum_of(items)
    start = (str(len(items)), format_points(total))
    if not split:
        part = share(total, scheme.total)
        return (*start, "—" if part is None else plain(part))
    node = scheme.sum_of(i for i in items if i.period is Period.NODE)
    annual = scheme.sum_of(i for i in items if i.period is Period.ANNUAL)
    part = share(node, total)
    return (*start, format_points(node), format_points(annual), "—" if part is None else plain(part))


def _groups(scheme: Scheme) -> list[tuple[Path, list[Indicator]]]:
    """Return the indicators by section, in the sheet's order, at the lowest level that stays short."""
    depth = max((len(i.path) for i in scheme.indicators), default=0)
    while True:
        groups: dict[Path, list[Indicator]] = {}
        for item in scheme.indicators:
            groups.setdefault(item.path[:depth], []).append(item)
        if depth <= 1 or len(groups) <= MOST_SECTIONS:
            return list(groups.items())
        depth -= 1


def _name(scheme: Scheme, path: Path) -> str:
    """Return a section's own name; with the names above it where these differ within the scheme."""
    if not path:
        return _("(no section)")
    above = {i.path[: len(path) - 1] for i in scheme.indicators if len(i.path) >= len(path)}
    return one_line(" / ".join(path) if len(above) > 1 else path[-1], 60)


def _place(scheme: Scheme, finding: Finding) -> str:
    if finding.section:
        return _name(scheme, finding.section)
    return ", ".join(finding.cells[:3]) + (" …" if len(finding.cells) > 3 else "")
