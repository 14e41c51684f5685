"""What the review panel says about a sheet's layout: header, columns, rows passed over.

Plain data for the page, in the language in use.
"""

from __future__ import annotations

from typing import TypedDict

from kaohe_tools.findings import Review
from kaohe_tools.locale import _, text
from kaohe_tools.model import FIELD_NAMES, Column
from kaohe_tools.panels.choices import Choice
from kaohe_tools.panels.review.layout_state import Draft, LayoutState
from kaohe_tools.points import format_points
from kaohe_tools.sheets.grid import Grid
from kaohe_tools.sheets.saved import SEARCHED_ROWS

EXCERPT_ROWS = 8
"""Rows of the sheet shown around the header."""

MOST_SKIPPED = 200
"""Rows passed over that the page lists."""

_SURE = 0.8
_SAMPLES = 3


class ColumnView(TypedDict):
    """A column: what stands in it, what it is taken as, how sure that is in words and as a share."""

    index: int
    letter: str
    heading: str
    sample: str
    field: str
    how: str
    mark: str
    sure: str
    changed: bool


class SkippedView(TypedDict):
    """A row that was passed over, and why."""

    row: str
    reason: str
    text: str


class ExcerptRow(TypedDict):
    """A row of the sheet as written; `header` where it belongs to the header."""

    row: int
    label: str
    header: bool
    cells: list[str]


class LayoutView(TypedDict):
    """The section on the layout; `open` where it needs to be looked at, `read` where a scheme was read."""

    key: str
    sheet: str
    sheets: list[Choice]
    said: str
    mark: str
    state: str
    open: bool
    read: bool
    table: bool
    header: str
    headers: list[Choice]
    fields: list[Choice]
    columns: list[ColumnView]
    letters: list[str]
    excerpt: list[ExcerptRow]
    skipped: list[SkippedView]
    skipped_said: str
    change: str
    can_apply: bool
    can_save: bool
    can_reset: bool


def layout_view(state: LayoutState, change: str = "") -> LayoutView | None:
    """Return what the page shows of the layout now looked at; None where no file was read."""
    grid, shown = state.grid, state.shown
    if grid is None or (state.layout is None and state.error is None):
        return None
    mark, said = _standing(state)
    columns = _columns(state, grid, shown) if shown else []
    skipped = state.layout.skipped if state.layout else ()
    more = len(skipped) - MOST_SKIPPED
    failed = state.error is not None
    return {
        "key": f"{grid.sha256} {grid.sheet} {failed}",
        "sheet": state.sheet,
        "sheets": [{"value": g.sheet, "label": g.sheet} for g in state.grids],
        "said": _summary(state, shown),
        "mark": mark,
        "state": said,
        "open": failed or state.draft is not None or state.tried,
        "read": not failed,
        "table": shown is not None,
        "header": str(shown.first) if shown else "",
        "headers": _headers(grid, shown) if shown else [],
        "fields": [{"value": "", "label": _("do not use")}, *_fields()],
        "columns": columns,
        "letters": [column["letter"] for column in columns],
        "excerpt": _excerpt(grid, shown, [column["index"] for column in columns]) if shown else [],
        "skipped": [
            {"row": _("sheet row {n}").format(n=s.row), "reason": str(s.reason), "text": s.text}
            for s in skipped[:MOST_SKIPPED]
        ],
        "skipped_said": _("… and {n} more").format(n=more) if more > 0 else "",
        "change": "" if state.draft is not None else change,
        "can_apply": shown is not None and (state.draft is not None or failed),
        "can_save": shown is not None and (state.draft is not None or state.tried or state.passed_over),
        "can_reset": shown is not None
        and (state.draft is not None or state.tried or (state.saved is not None and not state.passed_over)),
    }


def _fields() -> list[Choice]:
    return [{"value": field, "label": str(name)} for field, name in FIELD_NAMES.items()]


def _standing(state: LayoutState) -> tuple[str, str]:
    """Return by whose word the sheet is read: a mark and the words for it."""
    if state.draft is not None:
        return "✎", _("changed, not applied yet")
    if state.error is not None:
        return "✕", _("could not be read")
    if state.tried:
        return "✎", _("read as you said; not saved yet")
    if state.passed_over:
        return "○", _("recognised automatically; the profile still holds a layout, save to take it out")
    if state.saved is not None:
        return "✓", _("read as saved in the profile")
    unsure = sum(0 < c.confidence < _SURE for c in state.layout.columns) if state.layout else 0
    if unsure:
        return "◑", _("recognised automatically; {n} columns are unsure").format(n=unsure)
    return "✓", _("recognised automatically")


def _summary(state: LayoutState, shown: Draft | None) -> str:
    if shown is None:
        if state.error is not None:
            return _("no table")
        return _("a numbered text without a table: it has no columns")
    if state.error is not None:
        return _("no header was recognised; {rows} comes closest").format(rows=_rows(shown))
    return _("header: {rows}; {used} of {all} columns used; {n} rows passed over").format(
        rows=_rows(shown),
        used=sum(bool(field) for field in shown.fields),
        all=sum(bool(heading) for heading in shown.headings),
        n=len(state.layout.skipped) if state.layout else 0,
    )


def _rows(draft: Draft) -> str:
    if draft.first == draft.last:
        return _("sheet row {n}").format(n=draft.first + 1)
    return _("sheet rows {first} to {last}").format(first=draft.first + 1, last=draft.last + 1)


def _columns(state: LayoutState, grid: Grid, shown: Draft) -> list[ColumnView]:
    known = state.layout.columns if state.layout else ()
    applied = state.applied
    moved = applied is None or (applied.first, applied.headings) != (shown.first, shown.headings)
    return [
        _column(grid, shown, column, moved or column.field != shown.fields[column.index])
        for column in known
        if shown.headings[column.index] or shown.fields[column.index] or _sample(grid, shown, column.index)
    ]


def _column(grid: Grid, shown: Draft, column: Column, changed: bool) -> ColumnView:
    n = column.index
    mark, sure = ("✎", _("as you said")) if changed else _sure(column.confidence if column.field else 0)
    return {
        "index": n,
        "letter": column.letter,
        "heading": shown.headings[n],
        "sample": _sample(grid, shown, n),
        "field": shown.fields[n],
        "how": _("not applied yet") if changed else str(column.how),
        "mark": mark,
        "sure": sure,
        "changed": changed,
    }


def _sure(confidence: float) -> tuple[str, str]:
    """Return a confidence as a mark and in words with its share; nothing for a column that is not used."""
    share = f"{confidence:.0%}"
    if not confidence:
        return "—", ""
    if confidence >= 1:
        return "●", _("certain {share}").format(share=share)
    if confidence >= _SURE:
        return "◕", _("likely {share}").format(share=share)
    return "◑", _("unsure {share}").format(share=share)


def _sample(grid: Grid, shown: Draft, column: int) -> str:
    """Return the first few different texts beneath a heading."""
    found: dict[str, None] = {}
    for row in range(shown.last + 1, min(len(grid.rows), shown.last + 1 + SEARCHED_ROWS)):
        words = " ".join(grid.text(row, column).split())
        if words:
            found.setdefault(words if len(words) <= 16 else f"{words[:15]}…")
        if len(found) == _SAMPLES:
            break
    return " | ".join(found)


def _headers(grid: Grid, shown: Draft) -> list[Choice]:
    """Return the rows that may be the header: those of the sheet's beginning that hold something."""
    choices: list[Choice] = []
    for row in range(min(len(grid.rows), SEARCHED_ROWS)):
        words = [w for c in range(grid.width) if (w := " ".join(grid.text(row, c).split()))]
        if words or row == shown.first:
            line, name = " | ".join(words), _("sheet row {n}").format(n=row + 1)
            label = f"{name}  {line if len(line) <= 40 else line[:39] + '…'}"
            choices.append({"value": str(row), "label": label})
    return choices


def _excerpt(grid: Grid, shown: Draft, columns: list[int]) -> list[ExcerptRow]:
    first = max(0, min(shown.first - 3, len(grid.rows) - EXCERPT_ROWS))
    return [
        {
            "row": row,
            "label": str(row + 1),
            "header": shown.first <= row <= shown.last,
            "cells": [" ".join(grid.text(row, c).split()) for c in columns],
        }
        for row in range(first, min(len(grid.rows), first + EXCERPT_ROWS))
    ]


def change_said(before: Review | None, now: Review | None) -> str:
    """Say what another layout changes: total, indicators, findings."""
    if now is None:
        return ""
    if before is None:
        return str(
            text(
                "read now: {total} points, {n} indicators, {found} findings",
                total=now.scheme.total,
                n=len(now.scheme.indicators),
                found=len(now.findings),
            )
        )
    pairs = (
        (_("total"), format_points(before.scheme.total), format_points(now.scheme.total)),
        (_("indicators"), str(len(before.scheme.indicators)), str(len(now.scheme.indicators))),
        (_("number of findings"), str(len(before.findings)), str(len(now.findings))),
    )
    return " · ".join(f"{name} {was} → {is_}" if was != is_ else f"{name} {is_}" for name, was, is_ in pairs)
