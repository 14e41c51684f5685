"""The selected finding as the review panel shows it: its cell, its criterion, why, how to mend it."""

from __future__ import annotations

import re
from bisect import bisect
from typing import TypedDict

from kaohe_tools.checks import Check, check_catalogue
from kaohe_tools.criteria.words import Piece, cut, describe
from kaohe_tools.findings import Evidence, Finding, Review, Safety
from kaohe_tools.locale import _, plain
from kaohe_tools.model import Column, Layout, Scheme, SourceRef
from kaohe_tools.panels.review.data import Told, told
from kaohe_tools.points import format_points

CONTEXT_ROWS = 2
"""Rows of the sheet shown above and below the cell."""

ALL_COLUMNS = 8
"""A sheet with more columns than this is shown without its outer sections, basis and remarks."""

_CELL = re.compile(r"([A-Z]+)(\d+)")


class Place(TypedDict):
    """One place of the evidence: its cell, and what was seen and expected there."""

    cell: str
    note: str


class SheetCell(TypedDict):
    """A cell as written; `carried` where the text stands in a cell above and holds on here."""

    text: str
    marked: bool
    carried: bool


class SheetRow(TypedDict):
    """A row of the sheet with its number.

    A row that is no indicator (a title, a repeated header) has its text in `whole`, the reason in
    `note`, and no cells.
    """

    number: int
    cells: list[SheetCell]
    current: bool
    whole: str
    note: str


class Excerpt(TypedDict):
    """The part of the sheet around a cell."""

    letters: list[str]
    headings: list[str]
    heading_marked: list[bool]
    rows: list[SheetRow]


class Meaning(TypedDict):
    """A rule of the criterion: its number in the text and what it was understood as."""

    number: int
    said: str


class CriterionView(TypedDict):
    """A criterion's text in pieces and its rules in words."""

    points: str
    pieces: list[Piece]
    rules: list[Meaning]
    cap: str
    unread: bool


class Part(TypedDict):
    """One heading of an explanation and its text."""

    label: str
    text: str


class Explained(TypedDict):
    """What a check is for, as `kaohe checks CODE` says it."""

    title: str
    parts: list[Part]


class Detail(Told):
    """Everything the detail pane shows of one finding; `place` is the index of the place shown."""

    safe: bool
    where: str
    places: list[Place]
    place: int
    excerpt: Excerpt | None
    criterion: CriterionView | None
    indicator: str
    why: str
    explanation: Explained | None


def detail(review: Review, index: int, place: int = 0, explained: bool = False) -> Detail:
    """Return what the panel shows of one finding.

    Parameters
    ----------
    index : int
        Place among ``review.findings``.
    place : int
        Which of its cells to show.
    explained : bool
        Whether the check's explanation goes with it.
    """
    finding, scheme = review.findings[index], review.scheme
    evidence = places(finding)
    at = evidence[place] if evidence else None
    item = next((i for i in scheme.indicators if at is not None and i.id == at.indicator), None)
    return {
        **told(index, finding),
        "safe": finding.fix is not None and finding.fix.safety is Safety.SAFE,
        "where": str(at.where) if at is not None and at.where else "",
        "places": [{"cell": e.where.cell if e.where else "", "note": _seen(e)} for e in evidence],
        "place": place,
        "excerpt": excerpt(scheme, at.where) if at is not None and at.where else None,
        "criterion": criterion_view(scheme, item.id) if item is not None else None,
        "indicator": _("row {n}").format(n=item.row) if item is not None else "",
        "why": _why(finding.code),
        "explanation": explanation(finding.code) if explained else None,
    }


def _check(code: str) -> Check | None:
    return next((c for c in check_catalogue() if c.code == code), None)


def _why(code: str) -> str:
    check = _check(code)
    return str(check.explanation.why) if check else ""


def explanation(code: str) -> Explained | None:
    """Return what a check looks for, an example, and what it cannot see; None for an unknown code."""
    check = _check(code)
    if check is None:
        return None
    said = check.explanation
    parts = (
        (_("What it does"), str(check.summary)),
        (_("Example"), said.example),
        (_("Better"), said.better),
        (_("Fix"), str(said.fix)),
        (_("Known limits"), str(said.limits)),
        (_("Options"), plain(said.options)),
        (_("Source"), str(said.source)),
    )
    return {
        "title": f"{check.code} {check.title}",
        "parts": [{"label": label, "text": body} for label, body in parts if body],
    }


def places(finding: Finding) -> tuple[Evidence, ...]:
    """Return the evidence that stands in a cell, each cell once, the main one first."""
    first: dict[str, Evidence] = {}
    for one in finding.evidence:
        if one.where is not None:
            first.setdefault(one.where.cell, one)
    return tuple(first.values())


def _seen(evidence: Evidence) -> str:
    said = []
    if evidence.observed is not None:
        said.append(_("found {value}").format(value=plain(evidence.observed)))
    if evidence.expected is not None:
        said.append(_("expected {value}").format(value=plain(evidence.expected)))
    return _(", ").join(said)


def criterion_view(scheme: Scheme, indicator: str) -> CriterionView | None:
    """Return an indicator's criterion in pieces with its rules in words; None where it has no text."""
    item = scheme.indicator(indicator)
    criterion = item.criterion
    if not criterion.text:
        return None
    cap = criterion.item_cap
    return {
        "points": "" if item.points is None else format_points(item.points),
        "pieces": cut(criterion),
        "rules": [
            {"number": number, "said": str(describe(rule, item.points))}
            for number, rule in enumerate(criterion.rules, start=1)
        ],
        "cap": "" if cap is None else _("all rules together: {cap} at most").format(cap=plain(cap)),
        "unread": bool(criterion.unread),
    }


def split_cell(cell: str) -> tuple[str, int] | None:
    """Return letters and row number of a cell such as ``"D22"``; None where it is no cell."""
    match = _CELL.fullmatch(cell)
    return (match[1], int(match[2])) if match else None


def excerpt(scheme: Scheme, where: SourceRef, context: int = CONTEXT_ROWS) -> Excerpt | None:
    """Return the rows of the sheet around a cell, rebuilt from what was read.

    None where the scheme has no layout or the place is no cell of its sheet.
    """
    at, layout = split_cell(where.cell), scheme.layout
    if at is None or layout is None or where.sheet != layout.sheet:
        return None
    columns = _shown_columns(layout, at[0])
    grid, own = _known_cells(scheme)
    skipped = {s.row: s for s in layout.skipped if not s.cell or split_cell(s.cell)}
    if at[1] not in skipped and at[1] not in layout.header_rows:
        grid.setdefault(at[1], {}).setdefault(at[0], where.raw)
    body = sorted({*grid, *skipped} - set(layout.header_rows))
    in_header = at[1] in layout.header_rows
    middle = body.index(at[1]) if at[1] in body else bisect(body, at[1])  # a header: the rows beneath it
    first = middle if in_header else max(middle - context, 0)
    rows = []
    for row in body[first : middle + context + 1]:
        passed = skipped.get(row)
        cells = (_cell(grid[row], own.get(row, {}), c.letter, (c.letter, row) == at) for c in columns)
        rows.append(
            SheetRow(
                number=row,
                cells=[] if passed else list(cells),
                current=row == at[1],
                whole=passed.text if passed else "",
                note=str(passed.reason) if passed else "",
            )
        )
    return {
        "letters": [c.letter for c in columns],
        "headings": [c.heading for c in columns],
        "heading_marked": [in_header and c.letter == at[0] for c in columns],
        "rows": rows,
    }


def _shown_columns(layout: Layout, letter: str) -> list[Column]:
    """Return the columns to show: all of a narrow sheet; of a wide one those that the scoring needs."""
    if len(layout.columns) <= ALL_COLUMNS:
        return list(layout.columns)
    sections = [c.letter for c in layout.columns if c.field == "section"]
    aside = {c.letter for c in layout.columns if c.field in ("", "remark", "basis")} | set(sections[:-1])
    return [c for c in layout.columns if c.letter == letter or c.letter not in aside]


def _known_cells(scheme: Scheme) -> tuple[dict[int, dict[str, str]], dict[int, dict[str, str]]]:
    """Return the cells as written by row and letter, and the texts that rows carry from above."""
    written: dict[int, dict[str, str]] = {}
    carried: dict[int, dict[str, str]] = {}
    for item in scheme.indicators:
        cells = [(ref, split_cell(ref.cell)) for _field, ref in item.sources]
        row = max((at[1] for _ref, at in cells if at), default=0)
        for ref, at in cells:
            if at is None:
                continue
            written.setdefault(at[1], {})[at[0]] = ref.raw
            if at[1] != row:
                carried.setdefault(row, {})[at[0]] = ref.raw
    return written, carried


def _cell(written: dict[str, str], carried: dict[str, str], letter: str, marked: bool) -> SheetCell:
    own = written.get(letter, "")
    above = carried.get(letter, "") if not own else ""
    return {"text": own or above, "marked": marked, "carried": bool(above)}
