"""Small schemes for tests, and a comparison of findings that reads well when it fails.

Nothing here is needed to use the tools. It is part of the package so that an office can test its
own profile the way the package tests its checks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from kaohe_tools.criteria import parse_criterion
from kaohe_tools.dates import read_date
from kaohe_tools.findings import Finding, Review, Status
from kaohe_tools.locale import Text
from kaohe_tools.model import (
    Adjustment,
    AdjustmentCap,
    AdjustmentKind,
    Column,
    Criterion,
    Declared,
    Indicator,
    Layout,
    Part,
    Path,
    Period,
    Problem,
    Scheme,
    Section,
    SharedPoints,
    SkippedRow,
    SourceRef,
    Unit,
)

COLUMNS: Mapping[str, str] = {
    "number": "A",
    "path": "B",
    "name": "C",
    "points": "D",
    "due": "E",
    "criterion": "F",
    "evidence": "G",
    "assessed_unit": "H",
    "assessor": "I",
    "basis": "J",
    "lead": "K",
    "applies_to": "L",
    "remark": "M",
}
"""The column of each field, whether or not a scheme uses the others: points stand in column D."""

_FILE, _SHEET = "test.xlsx", "Sheet1"
_SHA256 = "0" * 64


def make_scheme(
    rows: Iterable[Mapping[str, Any]],
    *,
    declared: str | int | Decimal | None = None,
    title: str = "",
    sections: Mapping[str, str | int | Decimal] | None = None,
    year: int | None = None,
    columns: Sequence[str] = ("points", "criterion"),
    problems: Iterable[Mapping[str, Any]] = (),
    repeated_headers: Iterable[int] = (),
    stated_sum: str | int | Decimal | None = None,
    subtotals: Mapping[str, str | int | Decimal] | None = None,
    shared: Mapping[str, str | int | Decimal] | None = None,
    adjustments: Iterable[Mapping[str, Any]] = (),
    adjustment_caps: Iterable[tuple[str, str, str | int]] = (),
    units: Mapping[str, Sequence[str]] | None = None,
) -> Scheme:
    """Return a scheme from short row dicts, as if read from a sheet with its header in row 1.

    Parameters
    ----------
    rows : iterable of mappings
        Fields of :class:`~kaohe_tools.model.Indicator`; the first row stands in sheet row 2.
        ``path`` may be a text with ``/`` between the levels, ``points`` a number or a text,
        ``criterion`` a text to be parsed. A due date makes a row a milestone and 年度标准 a
        year-end standard, unless ``period`` says otherwise.
    declared
        The full mark that the sheet states; it stands in the row below the last.
    sections : mapping of str to points
        What sections declare, by path with ``/``; a section need not have rows.
    columns : sequence of str
        Columns that exist even if no row fills them; those that a row uses exist too.
    problems : iterable of mappings
        Located problems: ``code``, ``row`` (from 1), ``field`` and ``raw``.
    repeated_headers : iterable of int
        Sheet rows that repeat the header.
    stated_sum
        What a closing row of sums says.
    subtotals : mapping of str to points
        What rows of subtotals say, by the section's path; they stand in column D from row 50 on.
    shared : mapping of "first-last" to points
        Points cells that stand for several rows, such as ``{"4-5": 15}``.
    adjustments : iterable of mappings
        Fields of :class:`~kaohe_tools.model.Adjustment`; ``kind`` and ``criterion`` are texts.
    adjustment_caps : iterable of (kind, group, points)
        Limits that several adjustments share.
    units : mapping of unit to alternatives
        Which texts of ``applies_to`` each unit takes.
    """
    given = [dict(row) for row in rows]
    used = [c for c in COLUMNS if c in columns or any(c in row for row in given)]
    items = tuple(_indicator(n, row, used) for n, row in enumerate(given, 1))
    return Scheme(
        title=title,
        indicators=items,
        sections=_sections(items, sections or {}, subtotals or {}),
        declared=None if declared is None else _declared(declared, f"D{len(given) + 2}"),
        year=year,
        file=_FILE,
        sha256=_SHA256,
        sheet=_SHEET,
        layout=_layout(used, title, repeated_headers),
        problems=tuple(_problem(p) for p in problems),
        stated_sum=None if stated_sum is None else _declared(stated_sum, f"D{len(given) + 3}"),
        shared=tuple(_shared(rows, points) for rows, points in (shared or {}).items()),
        adjustments=tuple(_adjustment(n, len(given) + 3 + n, a) for n, a in enumerate(adjustments, 1)),
        adjustment_caps=tuple(
            AdjustmentCap(kind=AdjustmentKind(kind), group=group, cap=Decimal(cap), source=_ref("F99", cap))
            for kind, group, cap in adjustment_caps
        ),
        units=tuple(Unit(name=name, takes=tuple(takes)) for name, takes in (units or {}).items()),
    )


def _shared(rows: str, points: str | int | Decimal) -> SharedPoints:
    first, last = (int(n) for n in rows.split("-"))
    ids = tuple(str(n) for n in range(first, last + 1))
    return SharedPoints(points=Decimal(points), indicators=ids, source=_ref(f"D{first + 1}", points))


def _adjustment(n: int, row: int, given: Mapping[str, Any]) -> Adjustment:
    plain = {k: v for k, v in given.items() if k not in ("kind", "criterion", "cap")}
    cap = given.get("cap")
    return Adjustment(
        kind=AdjustmentKind(given["kind"]),
        criterion=parse_criterion(str(given.get("criterion", ""))),
        cap=None if cap is None else Decimal(str(cap)),
        source=_ref(f"F{row}", given.get("criterion")),
        **{"number": str(n), **plain},
    )


def _ref(cell: str, raw: Any = "") -> SourceRef:
    return SourceRef(file=_FILE, sha256=_SHA256, sheet=_SHEET, cell=cell, raw="" if raw is None else str(raw))


def _declared(points: str | int | Decimal, cell: str) -> Declared:
    return Declared(points=Decimal(points), source=_ref(cell, points))


def _path(given: Any) -> Path:
    if isinstance(given, str):
        return tuple(part for part in given.split("/") if part)
    return tuple(given or ())


def _period(due: str) -> Period | None:
    if "年度" in due:
        return Period.ANNUAL
    return Period.NODE if read_date(due) else None


def _indicator(n: int, row: Mapping[str, Any], used: Sequence[str]) -> Indicator:
    points = row.get("points")
    value = None if points in (None, "") else Decimal(str(points))
    said = row.get("criterion", "")
    criterion = said if isinstance(said, Criterion) else parse_criterion(said, value)
    due = str(row.get("due", ""))
    plain = {
        k: str(v)
        for k, v in row.items()
        if k not in ("points", "criterion", "path", "period", "due", "id", "row", "parts")
    }
    return Indicator(
        id=str(row.get("id", n)),
        row=row.get("row", n),
        path=_path(row.get("path")),
        points=value,
        criterion=criterion,
        due=due,
        parts=tuple(
            Part(number=str(k), text=said, points=Decimal(str(worth)))
            for k, (said, worth) in enumerate(row.get("parts", ()), 1)
        ),
        period=Period(row["period"]) if row.get("period") else _period(due),
        sources=tuple(
            (c, _ref(f"{COLUMNS[c]}{n + 1}", row.get(c)))
            for c in sorted(used, key=lambda c: (c != "points", COLUMNS[c]))
        ),
        **plain,
    )


def _sections(
    items: Sequence[Indicator],
    declared: Mapping[str, str | int | Decimal],
    subtotals: Mapping[str, str | int | Decimal],
) -> tuple[Section, ...]:
    figures = {_path(path): points for path, points in declared.items()}
    stated = {_path(path): _declared(points, f"D{50 + n}") for n, (path, points) in enumerate(subtotals.items())}
    paths = dict.fromkeys(i.path[:n] for i in items for n in range(1, len(i.path) + 1)) | dict.fromkeys(figures)
    first = {path: n for n, i in reversed(list(enumerate(items, 2))) for path in [i.path]}
    made = []
    for path in paths:
        row = min((n for p, n in first.items() if p[: len(path)] == path), default=len(items) + 3)
        cell = f"B{row}"
        said = _declared(figures[path], cell) if path in figures else None
        made.append(Section(path=path, declared=said, stated=stated.get(path), source=_ref(cell, path[-1])))
    return tuple(made)


def _layout(used: Sequence[str], title: str, repeated_headers: Iterable[int]) -> Layout:
    how = Text("by its heading")
    return Layout(
        sheet=_SHEET,
        header_rows=(1,),
        columns=tuple(
            Column(index=ord(COLUMNS[c]) - ord("A"), letter=COLUMNS[c], heading="", field=c, how=how) for c in used
        ),
        skipped=tuple(
            SkippedRow(
                row=row,
                kind="repeated-header",
                reason=Text("the header repeated"),
                text=title,
                cell=f"{COLUMNS[used[0]]}{row}",
            )
            for row in repeated_headers
        ),
    )


def _problem(given: Mapping[str, Any]) -> Problem:
    raw = str(given.get("raw", ""))
    return Problem(
        code=given["code"],
        message=Text("“{raw}” cannot be read", (("raw", raw),)),
        where=_ref(f"{COLUMNS[given.get('field', 'points')]}{given['row'] + 1}", raw),
    )


def brief(finding: Finding) -> str:
    """Return a finding as one short line: code, cells and message in the language in use."""
    return f"{finding.code} {' '.join(finding.cells)}: {finding.message}"


def assert_findings(review: Review, expected: Mapping[str, Sequence[str]]) -> None:
    """Assert that a review found exactly these cells, check by check.

    Parameters
    ----------
    expected : mapping of code or name to cell lists
        One text of cells with spaces between per finding, in the order of the sheet:
        ``{"RL01": ["F23 D23"], "DT01": ["E32", "E33"]}``. Checks that are not named must have
        found nothing.

    Raises
    ------
    AssertionError
        With one line per finding that is missing or too much, or if a check crashed.
    """
    crashed = [f"{r.code}:\n{r.reason}" for r in review.runs if r.status is Status.CRASHED]
    if crashed:
        raise AssertionError("\n".join(["these checks crashed:", *crashed]))
    by_name = {r.name: r.code for r in review.runs}
    wanted = [(by_name.get(code, code), cells) for code, many in expected.items() for cells in many]
    got = [(f.code, " ".join(f.cells)) for f in review.findings]
    missing = [f"missing: {code} {cells}" for code, cells in wanted if (code, cells) not in got]
    extra = [f"not expected: {brief(f)}" for f in review.findings if (f.code, " ".join(f.cells)) not in wanted]
    if missing or extra or sorted(wanted) != sorted(got):
        raise AssertionError("\n".join(["the findings differ:", *missing, *extra]))
