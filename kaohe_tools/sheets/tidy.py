"""Cells and a header -> a scheme: which rows are indicators, what each cell says.

Nothing is dropped in silence: a row that is no indicator is a :class:`SkippedRow` with its reason,
a cell that cannot be read is a located :class:`Problem`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from kaohe_tools.criteria.stated import IN_LABEL
from kaohe_tools.errors import PointsError
from kaohe_tools.locale import text
from kaohe_tools.model import (
    FIELD_NAMES,
    AdjustmentKind,
    Indicator,
    Layout,
    Path,
    Problem,
    Scheme,
    SharedPoints,
    Unit,
    grouped,
)
from kaohe_tools.points import parse_points
from kaohe_tools.profiles import Profile
from kaohe_tools.sheets.grid import Grid
from kaohe_tools.sheets.headlines import declared_above, period_of, title_of, year_of
from kaohe_tools.sheets.layout import Header, is_header_again
from kaohe_tools.sheets.rows import alternatives, labels, sharing
from kaohe_tools.sheets.rows.adjustments import adjustment, is_bonus_row, kind_of_heading, limit_in
from kaohe_tools.sheets.rows.continued_rows import goes_on, read_on
from kaohe_tools.sheets.rows.numbered_rows import close_headings, heads_numbered, put_banner, read_numbered_heading
from kaohe_tools.sheets.rows.points_column import report_points_column
from kaohe_tools.sheets.rows.sheet_reading import Reading, add_section, points_at, read_path, shown
from kaohe_tools.sheets.rows.shifted import realigned
from kaohe_tools.sheets.rows.sum_rows import (
    heads_section,
    read_bare_sum,
    read_heading_row,
    read_sum,
    read_sum_in_words,
    sum_label,
)
from kaohe_tools.sheets.scoring_texts import ScoringTexts
from kaohe_tools.sheets.section_names import NUMBERED

_FOR_SOME = re.compile(r"^\s*[（(]?(?:仅|只)?(?:适用|限)于?")
_SIGNATURE = re.compile(
    r"^\s*(?:填[表报]人|制[表单]人?|审[核批]人|复核人?|经办人|联系(?:人|电话)|填[表报]日期|单位负责人|负责人签[字名]|签[字名]|盖章)\s*[:：]"
)
_NOTE = re.compile(r"^\s*(?:注|备注|说明|填表|附注)\s*[:：1一]?")
_ERROR_VALUES = frozenset(("#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#N/A", "#NUM!", "#NULL!"))


def read_scheme(grid: Grid, header: Header, texts: ScoringTexts, profile: Profile | None = None) -> Scheme:
    """Return the scheme that a sheet, or a part of it, holds; its scoring texts are read with `texts`."""
    grid = realigned(grid, header)
    reading = Reading(grid, header, texts)
    for note in grid.notes:
        where = grid.ref(note.row or 0, note.column or 0)
        whole = replace(where, cell="", raw="") if note.row is None else where
        reading.problems.append(Problem(code=note.code, message=note.message, where=whole))
    _report_hidden_columns(reading)
    report_points_column(reading)
    for row in range(header.first):
        if grid.filled(row):
            reading.skip(row, "title", text("above the header"))
    for row in range(header.last + 1, len(grid.rows)):
        _read_row(reading, row)
    reading.complete()
    lines = [s.text for s in reading.skipped if s.kind == "title"]
    title = title_of(lines) or grid.sheet
    shared = _settle(reading)
    layout = Layout(
        sheet=grid.sheet,
        header_rows=tuple(grid.row_number(row) for row in range(header.first, header.last + 1)),
        columns=header.columns,
        skipped=tuple(reading.skipped),
    )
    return Scheme(
        title=title,
        year=year_of([title, *lines]),
        declared=declared_above(grid, header.first) or reading.declared,
        stated_sum=reading.stated_sum,
        sections=tuple(reading.sections.values()),
        indicators=tuple(reading.indicators),
        layout=layout,
        shared=shared,
        adjustments=tuple(reading.adjustments),
        units=tuple(Unit(name=name, takes=takes) for name, takes in profile.units) if profile else (),
        problems=tuple(reading.problems),
        file=grid.file,
        sha256=grid.sha256,
        sheet=grid.sheet,
    )


def _settle(reading: Reading) -> tuple[SharedPoints, ...]:
    """Give rows the points that do not stand in a cell of their own, and find the alternatives."""
    if reading.header.at("points") is None:
        reading.indicators = [labels.with_parts(i) for i in reading.indicators]
        moved = {note.row for note in reading.grid.notes if note.code == "label-shifted"}
        shifted = frozenset(i.id for i in reading.indicators if reading.rows[int(i.id) - 1] in moved)
        _head_below(reading, shifted)
        named = labels.points_from_words(reading.indicators, reading.sections, trusted=not shifted)
        reading.indicators = [i.replace(criterion=reading.criterion(i.criterion.text, i.points)) for i in named]
    shared = tuple(_share_out(reading))
    reading.indicators = [labels.with_parts(i) for i in reading.indicators]
    reading.indicators = list(grouped(reading.indicators, reading.sections))
    return shared


def _head_below(reading: Reading, shifted: frozenset[str]) -> None:
    """Put shifted rows under the label that their own label has pushed one row down."""
    placed = alternatives.headed_below(reading.indicators, reading.sections, shifted)
    for old, new in zip(reading.indicators, placed, strict=True):
        if old.path != new.path:
            label = reading.sections.pop(old.path)
            reading.sections[new.path] = replace(label, path=new.path)
            message = text(
                "this row was read under “{section}”, whose label stands one row below", section=new.path[-2]
            )
            reading.problem("label-shifted", message, reading.rows[int(old.id) - 1], reading.header.all("section")[-1])
    reading.indicators = list(placed)


def _share_out(reading: Reading) -> Iterator[SharedPoints]:
    """Split points cells that are merged over several rows by the rows' own caps."""
    own = {i.id: i for i in reading.indicators}
    for anchor, members in reading.shares.items():
        points = reading.cell_points.get(anchor)
        if len(members) < 2 or points is None:
            continue
        rows = [own[str(n)] for n in members]
        bonus = [i for i in rows if is_bonus_row(i.criterion)]
        rows = [i for i in rows if not is_bonus_row(i.criterion)]
        for item in bonus:
            del own[item.id]
            _move_beside(reading, item, AdjustmentKind.BONUS)
        worth = sharing.split(rows, points) if len(rows) > 1 else (points,)
        where = reading.grid.ref(*anchor)
        if worth is None:
            for item in rows[1:]:
                message = text(
                    "one points cell is merged over several rows; its points count once, in the first of them"
                )
                reading.problems.append(Problem(code="merged-points", message=message, where=item.source() or where))
            continue
        for item, part in zip(rows, worth, strict=True):
            own[item.id] = item.replace(points=part, criterion=reading.criterion(item.criterion.text, part))
        if len(rows) > 1:
            yield SharedPoints(points=points, indicators=tuple(i.id for i in rows), source=where)
    reading.indicators = list(own.values())


def _move_beside(reading: Reading, item: Indicator, kind: AdjustmentKind) -> None:
    """Put a row beside the indicators: it adds to a score beside the full mark."""
    row = reading.rows[int(item.id) - 1]
    reading.skip(row, "adjustment", text("a bonus beside the points"))
    reading.adjustments.append(
        adjustment(
            kind,
            item.criterion,
            number=item.number,
            assessor=item.assessor,
            source=item.source("criterion"),
        )
    )


def _read_row(reading: Reading, row: int) -> None:
    grid, header = reading.grid, reading.header
    cells = grid.filled(row)
    if not cells and not any((row, c) in grid.valueless for c in range(grid.width)):
        return
    if is_header_again(grid, row, header):
        reading.skip(row, "repeated-header", text("the header repeated, as prints do at a page break"))
    elif (label := sum_label(reading, row))[0]:
        read_sum(reading, row, *label)
    elif read_bare_sum(reading, row):
        return
    elif any(_SIGNATURE.match(words) for words in grid.texts(row) if ":" in words or "：" in words):
        reading.skip(row, "note", text("a line to sign, no indicator"))
    elif (words := _banner(reading, row, cells)) is not None:
        kind = kind_of_heading(words)
        if not kind and reading.beside and not _NOTE.match(words) and reading.criterion(words).rules:
            _list_words(reading, row, reading.beside, words)
        elif not kind and (_NOTE.match(words) or not (NUMBERED.match(words) or IN_LABEL.search(words))):
            reading.skip(row, "note", text("a note: it stands alone in its row"))
            read_sum_in_words(reading, row, words)
        else:
            reading.beside = kind
            put_banner(reading, words)
            if kind:
                reading.heading, reading.banners = (), 0
            else:
                add_section(reading, reading.heading, row, cells[0])
            reading.skip(row, "section", text("a section's heading"))
    else:
        _read_indicator(reading, row)


def _banner(reading: Reading, row: int, cells: list[int]) -> str | None:
    """Return the text that stands alone in a row, merged across it or in its first column; else None."""
    grid = reading.grid
    if len(cells) != 1 or not isinstance(grid.value(row, cells[0]), str):
        return None
    if {grid.anchor(row, c) for c in range(grid.width) if grid.shown(row, c)} != {(row, cells[0])}:
        return None
    first = {*reading.header.all("section"), reading.header.at("number"), 0}
    return grid.text(row, cells[0]) if row in grid.wide or cells[0] in first else None


def _read_indicator(reading: Reading, row: int) -> None:
    if goes_on(reading, row):
        read_on(reading, row)
        return
    grid, header = reading.grid, reading.header
    column = header.at("points")
    criterion_at, name_at = header.at("criterion"), header.at("name")
    told = [c for c in (criterion_at, name_at) if c is not None and grid.value(row, c) is not None]
    own_points = column is not None and (grid.value(row, column) is not None or (row, column) in grid.valueless)
    if not told and not own_points:
        _not_understood(reading, row)
        return
    if column is not None and not told and heads_section(reading, row):
        read_heading_row(reading, row, column)
        return
    if column is not None and heads_numbered(reading, row):
        read_numbered_heading(reading, row, column)
        return
    close_headings(reading, row)
    path = read_path(reading, row)
    kind = _kind_beside(reading, row, path)
    if kind is not None:
        _read_adjustment(reading, row, kind)
        return
    line = grid.line(row)
    said = {field: line[at] for field, at in header.named}
    due = said.get("due", "")
    points = None if column is None else points_at(reading, row, column)
    ordinal = len(reading.rows) + 1
    _report_odd_cells(reading, row)
    remarks = [t for c in header.all("remark") if (t := grid.text(row, c))]
    applies_to = said.get("applies_to", "") or next((r for r in remarks if _FOR_SOME.match(r)), "")
    item = Indicator(
        id=str(ordinal),
        row=ordinal,
        number=said.get("number", ""),
        path=path,
        name=said.get("name", ""),
        points=points,
        period=period_of(due),
        due=due,
        criterion=reading.criterion(said.get("criterion", ""), points),
        remark="\n".join(remarks),
        sources=tuple(zip(header.fields, grid.refs(row, header.places), strict=True)),
        evidence=said.get("evidence", ""),
        assessed_unit=said.get("assessed_unit", ""),
        assessor=said.get("assessor", ""),
        basis=said.get("basis", ""),
        lead=said.get("lead", ""),
        applies_to=" ".join(applies_to.split()),
    )
    if reading.indicators and _printed_again(item, reading.indicators[-1]):
        before = reading.indicators[-1].row
        reading.skip(row, "repeated-row", text("row {row} printed once more", row=before))
        message = text("this row repeats row {row} word for word; it was not counted again", row=before)
        reading.problem("repeated-row", message, row, (told or [column or 0])[0])
        return
    reading.add(item, row)
    if column is not None and grid.anchor(row, column) in reading.cell_points:
        reading.shares.setdefault(grid.anchor(row, column), []).append(ordinal)
    if row in grid.hidden_rows:
        message = text("row {row} of the sheet is hidden, but it counts", row=grid.row_number(row))
        reading.problem("hidden-row", message, row, (told or [column or 0])[0])


def _not_understood(reading: Reading, row: int) -> None:
    reading.skip(row, "other", text("neither points nor a criterion stand in it"))
    reading.problem(
        "row-not-understood",
        text(
            "row {row} holds text but neither points nor a criterion; it was not read as an indicator",
            row=reading.grid.row_number(row),
        ),
        row,
        next(iter(reading.grid.filled(row)), 0),
    )


def _printed_again(item: Indicator, before: Indicator) -> bool:
    """Return whether a row is the one above it once more, as prints repeat a row at a page break."""

    def said(one: Indicator) -> tuple[object, ...]:
        return (one.path, one.number, one.name, one.points, one.due, one.applies_to)

    words = item.criterion.text
    return len(words) >= 8 and words == before.criterion.text and said(item) == said(before)


def _kind_beside(reading: Reading, row: int, path: Path) -> AdjustmentKind | None:
    """Return which list beside the points a row belongs to, by its labels or the heading above it."""
    named = (*path, shown(reading, row, "number"), shown(reading, row, "name"))
    kinds = [kind for label in named if (kind := kind_of_heading(label))]
    return kinds[0] if kinds else reading.beside


def _read_adjustment(reading: Reading, row: int, kind: AdjustmentKind) -> None:
    reading.in_list = True
    column = reading.header.at("points")
    value = None if column is None else reading.grid.shown(row, column)
    try:
        points = parse_points(value.lstrip("-－+＋")) if value else None
    except PointsError:
        points = limit_in(value or "")  # 最高5分; of 倒扣 its text says the limit
    words = [shown(reading, row, "name"), shown(reading, row, "criterion")]
    said = "\n".join(dict.fromkeys(w for w in words if w and not kind_of_heading(w)))
    told = reading.header.at("criterion") if shown(reading, row, "criterion") else reading.header.at("name")
    reading.skip(row, "adjustment", text("a bonus, penalty or veto beside the points"))
    reading.listed[kind] += 1
    reading.adjustments.append(
        adjustment(
            kind,
            reading.criterion(said, None),
            points=points,
            number=shown(reading, row, "number") or str(reading.listed[kind]),
            assessor=shown(reading, row, "assessor"),
            source=reading.grid.ref(row, told or 0),
        )
    )


def _list_words(reading: Reading, row: int, kind: AdjustmentKind, words: str) -> None:
    """Read a line of text under the heading of a list beside the points for one of its entries."""
    reading.in_list = True
    reading.skip(row, "adjustment", text("a bonus, penalty or veto beside the points"))
    reading.listed[kind] += 1
    source = reading.grid.ref(row, reading.grid.filled(row)[0])
    number = str(reading.listed[kind])
    reading.adjustments.append(adjustment(kind, reading.criterion(words, None), number=number, source=source))


def _report_hidden_columns(reading: Reading) -> None:
    for column in reading.header.columns:
        if column.field and column.index in reading.grid.hidden_columns:
            message = text(
                "column {letter} is hidden, but it is read as {field}",
                letter=column.letter,
                field=FIELD_NAMES[column.field],
            )
            reading.problem("hidden-column", message, reading.header.last, column.index)


def _report_odd_cells(reading: Reading, row: int) -> None:
    """Report formulas without a value and Excel's error values in the columns that are used."""
    grid = reading.grid
    if not grid.valueless and _ERROR_VALUES.isdisjoint(grid.texts(row)):
        return
    for field, column in reading.header.named:
        if field == "points":
            continue
        if (row, column) in grid.valueless:
            message = text("the formula has no stored value; open the workbook in Excel and save it")
            reading.problem("formula-without-value", message, row, column)
        value = grid.text(row, column)
        if value in _ERROR_VALUES:
            reading.problem("error-value", text("the formula ends in the error {value}", value=value), row, column)
