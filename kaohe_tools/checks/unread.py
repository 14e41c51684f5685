"""Rows whose points are not known: as long as there are any, no sum can be judged."""

from __future__ import annotations

from collections.abc import Sequence

from kaohe_tools.locale import Text, text
from kaohe_tools.model import Indicator, Scheme

_MOST_CELLS = 8


def unread_rows(scheme: Scheme, rows: Sequence[Indicator] | None = None) -> tuple[Indicator, ...]:
    """Return the rows without readable points, in the sheet's order.

    Rows that share a merged points cell with a row that has its points lack nothing: the cell
    counts once.

    Parameters
    ----------
    rows : sequence of Indicator, optional
        The rows to look at; all rows of the scheme by default.
    """
    counted = {place for i in scheme.indicators if i.points is not None and (place := _place(i))}
    wanted = scheme.indicators if rows is None else rows
    return tuple(i for i in wanted if i.points is None and _place(i) not in counted)


def _place(item: Indicator) -> tuple[str, str] | None:
    source = dict(item.sources).get("points")
    return (source.sheet, source.cell) if source else None


def cells_of(rows: Sequence[Indicator]) -> Text:
    """Return where the points of some rows should stand: their cells, each once; the rows where no cell is known."""
    cells = tuple(dict.fromkeys(place[1] for i in rows if (place := _place(i))))
    if not cells:
        return text("row {rows}", rows=tuple(i.row for i in rows[:_MOST_CELLS]))
    if len(cells) <= _MOST_CELLS:
        return text("{cells}", cells=cells)
    return text("{cells} and more", cells=cells[:_MOST_CELLS])
