"""Several schemes in one sheet, and one scheme in several tables of a document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from kaohe_tools.model import Scheme
from kaohe_tools.sheets.grid import Grid
from kaohe_tools.sheets.headlines import names_a_scheme
from kaohe_tools.sheets.labels import IN_LABEL
from kaohe_tools.sheets.layout import Header, is_header_again
from kaohe_tools.sheets.paging import says_continued
from kaohe_tools.sheets.section_names import NUMBERED


def pieces(grid: Grid, header: Header) -> tuple[Grid, ...]:
    """Return the sheet cut where another title and the header again begin another scheme; else itself.

    A title that is printed again on the next page begins nothing.
    """
    titles = {_plain(grid.text(row, c)) for row in range(header.first) for c in range(grid.width)}
    starts = [0]
    for row in range(header.last + 1, len(grid.rows)):
        alone_above = sum(value is not None for value in grid.rows[row - 1]) <= 1
        if not alone_above or not is_header_again(grid, row, header):
            continue
        lines = list(_lines_above(grid, row, starts[-1]))
        named = [words for _r, words in lines if _is_title(words)]
        if named and not any(_plain(words) in titles for words in named):
            starts.append(lines[-1][0])
            titles |= {_plain(words) for words in named}
    return tuple(part(grid, first, stop) for first, stop in pairwise([*starts, len(grid.rows)]))


def _lines_above(grid: Grid, row: int, stop: int) -> Iterator[tuple[int, str]]:
    """Yield the lines that stand alone in their rows directly above a row, upwards; blank rows between."""
    for above in range(row - 1, stop, -1):
        words = [words for c in range(grid.width) if (words := grid.text(above, c))]
        if len(words) > 1:
            return
        if words:
            yield above, words[0]


def _is_title(words: str) -> bool:
    return names_a_scheme(words) and not (
        NUMBERED.match(words) or IN_LABEL.search(words) or says_continued(words) or "续" in words
    )


def _plain(words: str) -> str:
    return "".join(words.split())


def part(grid: Grid, first: int, stop: int) -> Grid:
    """Return some rows of a sheet as a sheet of its own, whose cells keep their names."""
    if (first, stop) == (0, len(grid.rows)):
        return grid
    rows = range(first, stop)
    return replace(
        grid,
        rows=grid.rows[first:stop],
        merges=tuple((t - first, a, b - first, z) for t, a, b, z in grid.merges if t in rows and b in rows),
        valueless=frozenset((r - first, c) for r, c in grid.valueless if r in rows),
        hidden_rows=frozenset(r - first for r in grid.hidden_rows if r in rows),
        percents=frozenset((r - first, c) for r, c in grid.percents if r in rows),
        row_names=tuple(grid.row_name(row) for row in rows),
        notes=tuple(
            n if n.row is None else replace(n, row=n.row - first)
            for n in grid.notes
            if (n.row in rows if n.row is not None else first == 0)
        ),
    )


def continues(grid: Grid, above: Grid) -> bool:
    """Return whether a document's table could go on with the table above it, from which it takes its header."""
    return not (grid.typed or above.typed) and grid.kind == above.kind == "table" and grid.width == above.width


def joined(above: Grid, below: Grid) -> Grid:
    """Return a document's table and the one that goes on with it as one table."""
    shift = len(above.rows)
    tables = sum(name.isdigit() for name in above.row_names)
    names = tuple(str(int(name) + tables) if name.isdigit() else name for name in below.row_names)
    return replace(
        above,
        rows=above.rows + below.rows,
        merges=above.merges + tuple((t + shift, a, b + shift, z) for t, a, b, z in below.merges),
        row_names=above.row_names + names,
        notes=above.notes + tuple(n if n.row is None else replace(n, row=n.row + shift) for n in below.notes),
    )


def goes_on(before: tuple[Scheme, ...], after: tuple[Scheme, ...]) -> bool:
    """Return whether rows read under the header of the table above are indicators: most have points."""
    added = [i for s in after for i in s.indicators][sum(len(s.indicators) for s in before) :]
    return bool(added) and sum(i.points is not None for i in added) * 2 > len(added)


def told_apart(schemes: Sequence[Scheme]) -> tuple[Scheme, ...]:
    """Return schemes with names of their own: the second of a sheet is that sheet's （2）."""
    names = [scheme.sheet for scheme in schemes]
    nth = [names[: n + 1].count(name) for n, name in enumerate(names)]
    return tuple(
        scheme if n == 1 else replace(scheme, sheet=f"{scheme.sheet}（{n}）")
        for n, scheme in zip(nth, schemes, strict=True)
    )
