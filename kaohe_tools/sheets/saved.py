"""Sheets of a shape that the designer has explained before: found by their headings, read as said.

A shape is a sheet's headings, left to right, compared as :func:`~kaohe_tools.sheets.columns.normal`
compares them; empty columns at its right edge do not count.
"""

from __future__ import annotations

from collections.abc import Iterable

from kaohe_tools.errors import ProfileError
from kaohe_tools.locale import _, plain
from kaohe_tools.profiles import SavedLayout
from kaohe_tools.sheets.columns import HEADINGS, REPEATABLE, normal
from kaohe_tools.sheets.grid import Grid

SEARCHED_ROWS = 60
"""A header stands in one of the first rows."""

MOST_HEADER_ROWS = 4
LEAST_HEADINGS = 2
"""A shape of fewer headings would be found in every title or blank row."""

Shape = tuple[str, ...]


def shape_of(headings: Iterable[str]) -> Shape:
    """Return headings as shapes are compared.

    Examples
    --------
    >>> shape_of(["分 值（分）", "评分标准：", ""])
    ('分值', '评分标准')
    """
    found = [normal(heading) for heading in headings]
    while found and not found[-1]:
        found.pop()
    return tuple(found)


def checked(layouts: Iterable[SavedLayout]) -> tuple[SavedLayout, ...]:
    """Return saved layouts that can be used.

    Raises
    ------
    ProfileError
        If one names a field that indicators do not have, a single field twice, or has too few
        headings to be told by.
    """
    kept = tuple(layouts)
    for layout in kept:
        used = [field for field in layout.fields if field]
        for field in used:
            if field not in HEADINGS:
                raise ProfileError(
                    _("columns.layouts: there is no field {field}; fields are {known}").format(
                        field=field, known=", ".join(HEADINGS)
                    )
                )
            if field not in REPEATABLE and used.count(field) > 1:
                raise ProfileError(
                    _("columns.layouts: {n} columns are {field}; only {several} may stand for several columns").format(
                        n=used.count(field), field=field, several=", ".join(REPEATABLE)
                    )
                )
        if sum(1 for heading in layout.headings if normal(heading)) < LEAST_HEADINGS:
            raise ProfileError(
                _("columns.layouts: a header has {n} headings at least; {seen} is too few to tell a sheet by").format(
                    n=LEAST_HEADINGS, seen=plain([h for h in layout.headings if h]) or "—"
                )
            )
    return kept


def heading(grid: Grid, first: int, last: int, column: int) -> str:
    """Return a column's heading, the levels of a multi-row one joined by ``/``."""
    levels = [grid.shown(row, column) for row in range(first, last + 1)]
    return "/".join(dict.fromkeys(" ".join(level.split()) for level in levels if level))


def headings(grid: Grid, first: int, last: int) -> tuple[str, ...]:
    """Return the headings of every column, left to right."""
    return tuple(heading(grid, first, last, column) for column in range(grid.width))


def find_saved(grid: Grid, layouts: tuple[SavedLayout, ...]) -> tuple[SavedLayout, int, int] | None:
    """Return the saved layout that a sheet has, with the first and last row of its header (from 0).

    Where several fit, the one that was saved last counts.
    """
    for layout in reversed(layouts):
        wanted = shape_of(layout.headings)
        starts = [row for row in range(min(len(grid.rows), SEARCHED_ROWS)) if _may_begin(grid, row, wanted)]
        for more in range(MOST_HEADER_ROWS):  # a single row first: a title above may read like a heading
            for first in starts:
                if first + more < len(grid.rows) and shape_of(headings(grid, first, first + more)) == wanted:
                    return layout, first, _end_of_merges(grid, first, first + more)
    return None


def _may_begin(grid: Grid, row: int, wanted: Shape) -> bool:
    """Return whether every text of a row stands in the heading of its column: cheap, and seldom true."""
    seen = [normal(grid.shown(row, column)) for column in range(grid.width)]
    return any(seen) and all(
        # a level that is all brackets goes from a heading of several levels
        not words or (column < len(wanted) and (words in wanted[column] or words[0] in "（(〔["))
        for column, words in enumerate(seen)
    )


def _end_of_merges(grid: Grid, first: int, last: int) -> int:
    """Return the last row that a header reaches down to by merged headings, where nothing else stands in it."""
    below = last + 1
    while below < min(len(grid.rows), first + MOST_HEADER_ROWS):
        anchors = {grid.anchor(below, c)[0] for c in range(grid.width) if grid.shown(below, c)}
        if not anchors or any(not first <= top <= last for top in anchors):
            break
        below += 1
    return below - 1
