"""Rows whose cells were printed some columns too far to the left or right, put back where they belong.

Only sheets whose items name their points in brackets are looked at: there the content is told from
a label by itself. Each row that is moved is said in a note.
"""

from __future__ import annotations

import re
from dataclasses import replace

from kaohe_tools.criteria.stated import IN_LABEL, holds_points
from kaohe_tools.locale import text
from kaohe_tools.sheets.grid import Grid, Note, Value
from kaohe_tools.sheets.layout import Header

_ITEMS = re.compile(r"^\s*(?:1|[4-9])[.．、]|[。；;]\s*$")
_LABEL_CHARS = 30


def realigned(grid: Grid, header: Header) -> Grid:
    """Return a grid with its shifted rows put right; the same grid where none is shifted.

    A row is shifted if its content (items with points, a whole sentence) stands in a label column,
    and what follows it stands as many columns before its own. The label directly before the content
    is that of the lowest level; labels before that one keep their columns. Where
    most rows would be shifted, none is: the points are named in the labels.
    """
    content, levels = header.at("criterion"), header.all("section")
    if header.at("points") is not None or content is None or not levels:
        return grid
    rows, notes, moved = list(grid.rows), [], set[int]()
    body = range(header.last + 1, len(rows))
    tops = {grid.text(r, levels[0]) for r in body if _is_content(grid.text(r, content))} - {""}
    places = {r: at for r in body if (at := _content_column(grid, r, content)) is not None}
    shifted = {r: at for r, at in places.items() if at != content}
    if len(shifted) * 2 > len(places):
        return grid
    for r, at in shifted.items():
        rows[r] = _moved(grid, r, at, content, levels, tops)
        moved.add(r)
        before = (grid.text(r, c) for c in range(at))
        named = tuple(f"“{words}”" for words in before if IN_LABEL.search(words))
        message = text(
            "{labels}: the content of this row stands in column {now} instead of {own}; "
            "it was read shifted by {n} column(s)",
            labels=named or (grid.text(r, at)[:20],),
            now=header.columns[at].letter,
            own=header.columns[content].letter,
            n=content - at,
        )
        notes.append(Note("label-shifted", message, r, min(at, content)))
    if not moved:
        return grid
    merges = tuple(m for m in grid.merges if not (m[0] in moved and m[0] == m[2]))
    return replace(grid, rows=tuple(rows), merges=merges, notes=(*grid.notes, *notes))


def _content_column(grid: Grid, row: int, content: int) -> int | None:
    """Return where a row's content stands: its own column, or another that holds what reads like it."""
    if _is_content(grid.text(row, content)):
        return content
    return next((c for c in range(grid.width) if _is_content(grid.text(row, c))), None)


def _is_content(words: str) -> bool:
    if not holds_points(words):
        return False
    return _ITEMS.search(words) is not None or (len(words) > _LABEL_CHARS and IN_LABEL.search(words) is None)


def _moved(grid: Grid, row: int, at: int, content: int, levels: tuple[int, ...], tops: set[str]) -> tuple[Value, ...]:
    """Return a row's cells with the content in its column, what follows it behind, its labels before.

    The last label before the content is that of the lowest level; those before it move as far as
    the content does, except one that heads its section in other rows too.
    """
    cells = [grid.value(row, c) for c in range(grid.width)]
    made: list[Value] = [None] * grid.width
    if at > content:  # pushed to the right: the labels stand where they are
        made[:content] = cells[:content]
        made[content] = cells[at]
        made[content + 1 : at] = cells[content + 1 : at]
        return tuple(made)
    before = [c for c in range(at) if cells[c] is not None]
    for c in before:
        if c == before[-1]:
            made[levels[-1]] = cells[c]
        elif c < levels[0] or grid.text(row, c) in tops:
            made[c] = cells[c]
        else:
            made[c + content - at] = cells[c]
    tail = cells[at:]
    made[content : content + len(tail)] = tail
    return tuple(made[: grid.width])
