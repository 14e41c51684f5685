"""What a designer types, as changes to a draft; refused with one sentence where it cannot be taken."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal

from kaohe_tools.errors import KaoheError, PointsError
from kaohe_tools.locale import _, plain
from kaohe_tools.model import Path
from kaohe_tools.panels.rebalance import draft as fields
from kaohe_tools.panels.rebalance.draft import Draft, Key
from kaohe_tools.points import format_points, on_tick
from kaohe_tools.rebalance import Rebalanced

Changes = Mapping[Key, str | None]

COLUMNS = (fields.POINTS, fields.LOCK, fields.LOW, fields.HIGH)
"""The columns of the grid that can be edited, from left to right."""

_YES = ("1", "x", "√", "✓", "是", "锁", "锁定", "yes", "true", "y")


def number(written: str, where: str) -> str | None:
    """Return a typed number as it is kept, or None for an empty text.

    Raises
    ------
    KaoheError
        If it is none; `where` says in which place.
    """
    try:
        return fields.read_number(written)
    except PointsError as err:
        raise KaoheError(_("{where}: {what}").format(where=where, what=err)) from err


def row_name(draft: Draft, id_: str) -> str:
    """Return what messages call a row."""
    return _("row {n}").format(n=draft.scheme.indicator(id_).row)


def points_change(draft: Draft, id_: str, written: str) -> Changes:
    """Set a row's points; an empty text goes back to the sheet's own.

    Raises
    ------
    KaoheError
        If the text says no number, lies off the tick or below 0, or the sheet's own points are unreadable.
    """
    row, item = row_name(draft, id_), draft.scheme.indicator(id_)
    said = number(written, row)
    if item.points is None:
        raise KaoheError(_("{row} has no readable points in the sheet; fill them in there first.").format(row=row))
    if said is not None and Decimal(said) == item.points:
        said = None
    if said is not None and Decimal(said) < 0:
        raise KaoheError(_("{row}: {said} points are below 0.").format(row=row, said=said))
    if said is not None and not on_tick(Decimal(said), draft.tick):
        raise KaoheError(
            _("{row}: {said} points do not lie on the step of {tick}.").format(
                row=row, said=said, tick=plain(draft.tick)
            )
        )
    return {(id_, fields.POINTS): said, (id_, fields.START): said}


def lock_change(draft: Draft, id_: str, on: bool) -> Changes:
    """Lock a row at its points now, or let it move again."""
    return {(draft.scheme.indicator(id_).id, fields.LOCK): fields.ON if on else None}


def limit_changes(draft: Draft, id_: str, low: str | None = None, high: str | None = None) -> Changes:
    """Set the fewest or the most points of a row; an empty text takes a limit away, None leaves it.

    Raises
    ------
    KaoheError
        If a text says no number, or the limits are crossed.
    """
    row = row_name(draft, id_)
    given = {fields.LOW: low, fields.HIGH: high}
    changes = {(id_, side): number(said, row) for side, said in given.items() if said is not None}
    for said in changes.values():
        if said is not None and Decimal(said) < 0:
            raise KaoheError(_("{row}: {said} points are below 0.").format(row=row, said=said))
    least, most = (
        changes[id_, side] if (id_, side) in changes else draft.get(id_, side) for side in (fields.LOW, fields.HIGH)
    )
    if least is not None and most is not None and Decimal(least) > Decimal(most):
        raise KaoheError(_("{row}: the least, {low}, is above the most, {high}.").format(row=row, low=least, high=most))
    return changes


def section_changes(path: Path, low: str | None = None, high: str | None = None) -> Changes:
    """Set the fewest or the most points of a section, as :func:`limit_changes` does for a row."""
    return {
        (fields.WHOLE, fields.section_field(side, path)): number(said, path[-1])
        for side, said in ((fields.LOW, low), (fields.HIGH, high))
        if said is not None
    }


def share_change(low: str, high: str, path: Path = ()) -> Changes:
    """Set the band of the milestones' share (``70``, ``70%`` or ``0.7``); both empty: no band.

    Raises
    ------
    KaoheError
        If a text is no percentage.
    """
    try:
        least, most = fields.read_share(low), fields.read_share(high)
    except PointsError as err:
        raise KaoheError(_("“{low}” to “{high}” is no range of percentages.").format(low=low, high=high)) from err
    band = fields.NONE
    if least is not None or most is not None:
        band = fields.said_band(least or Decimal(0), Decimal(1) if most is None else most)
    return {(fields.WHOLE, fields.share_field(path)): band}


def orders_change(draft: Draft, written: str) -> Changes:
    """Set which rows may not fall below which others: ``3 > 7 > 9; 1 > 2``, rows by their numbers.

    Raises
    ------
    KaoheError
        If a row is not in the sheet.
    """
    ids = {str(i.row): i.id for i in draft.scheme.indicators}
    groups = fields.read_orders(written)
    for named in (n for group in groups for n in group):
        if named not in ids:
            raise KaoheError(
                _("There is no row “{row}”; write row numbers, such as 3 > 7 > 9; 1 > 2.").format(row=named[:20])
            )
    kept = [[ids[n] for n in group] for group in groups]
    return {(fields.WHOLE, fields.ORDERS): json.dumps(kept) if kept else None}


def pasted(draft: Draft, column: str, first: str, block: Sequence[Sequence[str]]) -> Changes:
    """Take a block copied from Excel: its first column goes to `column`, from row `first` on.

    A blank takes a lock or a limit away, as in Excel; a row cannot be without points, so where these are
    blank it keeps its own (:func:`left_blank` says which rows).

    Raises
    ------
    KaoheError
        Naming the first cell that cannot be taken, or if there are more rows than are left.
    """
    at = COLUMNS.index(column)
    ids = [i.id for i in draft.scheme.indicators]
    rows = ids[ids.index(first) :]
    if len(block) > len(rows):
        raise KaoheError(
            _("{n} rows were copied, but only {left} stand from here to the end; choose another first row.").format(
                n=len(block), left=len(rows)
            )
        )
    changes: dict[Key, str | None] = {}
    for id_, cells in zip(rows, block, strict=False):
        said = dict(zip(COLUMNS[at:], cells, strict=False))
        if said.get(fields.POINTS, "").strip():
            changes.update(points_change(draft, id_, said[fields.POINTS]))
        if fields.LOCK in said:
            changes.update(lock_change(draft, id_, said[fields.LOCK].strip().lower() in _YES))
        changes.update(limit_changes(draft, id_, said.get(fields.LOW), said.get(fields.HIGH)))
    return changes


def left_blank(draft: Draft, column: str, first: str, block: Sequence[Sequence[str]]) -> tuple[int, ...]:
    """Return the rows whose points are blank in a block that is pasted."""
    if column != fields.POINTS:
        return ()
    at = [i.id for i in draft.scheme.indicators].index(first)
    rows = zip(draft.scheme.indicators[at:], block, strict=False)
    return tuple(item.row for item, cells in rows if not (cells and cells[0].strip()))


def back_to_the_sheet(draft: Draft) -> Changes:
    """Give every row the sheet's points again; locks, limits and settings stay."""
    return {key: None for key in draft.values if key[0] and key[1] in (fields.POINTS, fields.START)}


def solved(draft: Draft, answer: Rebalanced) -> Changes:
    """Take the points of a solution; a row that is back at the sheet's points has no text."""
    return {
        (id_, fields.POINTS): None if points == draft.before.get(id_) else format_points(points)
        for id_, points in answer.points
    }
