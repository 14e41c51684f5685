"""Several schemes in one sheet, and one scheme in several tables of a document."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from kaohe_tools.criteria.stated import IN_LABEL
from kaohe_tools.model import Scheme
from kaohe_tools.sheets.grid import Grid, Note, Value
from kaohe_tools.sheets.headlines import names_a_scheme
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
        above = grid.rows[row - 1]
        if len(above) - above.count(None) > 1 or not is_header_again(grid, row, header):
            continue
        lines = list(_lines_above(grid, row, starts[-1]))
        named = [words for _r, words in lines if _is_title(words)]
        if named and not any(_plain(words) in titles for words in named):
            starts.append(lines[-1][0])
            titles |= {_plain(words) for words in named}
    return cut(grid, starts)


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


def cut(grid: Grid, starts: Sequence[int]) -> tuple[Grid, ...]:
    """Return a sheet's parts as sheets of their own, whose cells keep their names.

    Parameters
    ----------
    starts : sequence of int
        The first row of each part, from 0 up; the first is 0.
    """
    if len(starts) == 1:
        return (grid,)
    parts = [_Cut(first) for first in starts]

    def at(row: int) -> _Cut:
        return parts[bisect_right(starts, row) - 1]

    for top, left, bottom, right in grid.merges:
        into = at(top)
        if into is at(bottom):
            into.merges.append((top - into.first, left, bottom - into.first, right))
    for row, column in grid.valueless:
        at(row).valueless.add((row - at(row).first, column))
    for row, column in grid.percents:
        at(row).percents.add((row - at(row).first, column))
    for row in grid.hidden_rows:
        at(row).hidden_rows.add(row - at(row).first)
    for note in grid.notes:
        into = at(note.row or 0)
        into.notes.append(note if note.row is None else replace(note, row=note.row - into.first))
    return tuple(
        replace(
            grid,
            rows=grid.rows[into.first : stop],
            merges=tuple(into.merges),
            valueless=frozenset(into.valueless),
            hidden_rows=frozenset(into.hidden_rows),
            percents=frozenset(into.percents),
            row_names=tuple(grid.row_name(row) for row in range(into.first, stop)),
            notes=tuple(into.notes),
        )
        for into, stop in zip(parts, [*starts[1:], len(grid.rows)], strict=True)
    )


@dataclass
class _Cut:
    """What lies in a part of a sheet; lives only while the sheet is being cut."""

    first: int
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    valueless: set[tuple[int, int]] = field(default_factory=set)
    percents: set[tuple[int, int]] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    notes: list[Note] = field(default_factory=list)


def continues(grid: Grid, above: Grid) -> bool:
    """Return whether a document's table could go on with the table above it, from which it takes its header."""
    return not (grid.typed or above.typed) and grid.kind == above.kind == "table" and grid.width == above.width


def joined(grids: Sequence[Grid]) -> Grid:
    """Return a document's table and those that go on with it as one table."""
    rows, merges = list[tuple[Value, ...]](), list[tuple[int, int, int, int]]()
    names, notes, numbered = list[str](), list[Note](), 0
    for grid in grids:
        shift, above = len(rows), numbered
        rows += grid.rows
        merges += [(t + shift, a, b + shift, z) for t, a, b, z in grid.merges]
        notes += [n if n.row is None else replace(n, row=n.row + shift) for n in grid.notes]
        names += [str(int(name) + above) if name.isdigit() else name for name in grid.row_names]
        numbered += sum(name.isdigit() for name in grid.row_names)
    return replace(grids[0], rows=tuple(rows), merges=tuple(merges), row_names=tuple(names), notes=tuple(notes))


def goes_on(scheme: Scheme) -> bool:
    """Return whether rows read under the header of the table above are indicators: most have points."""
    return sum(i.points is not None for i in scheme.indicators) * 2 > len(scheme.indicators)


def told_apart(schemes: Sequence[Scheme]) -> tuple[Scheme, ...]:
    """Return schemes with names of their own: the second of a sheet is that sheet's （2）."""
    seen = Counter[str]()
    out = list[Scheme]()
    for scheme in schemes:
        seen[scheme.sheet] += 1
        n = seen[scheme.sheet]
        out.append(scheme if n == 1 else replace(scheme, sheet=f"{scheme.sheet}（{n}）"))
    return tuple(out)
