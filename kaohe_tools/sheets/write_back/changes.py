"""Two schemes and the cells that one was read from -> the figures to write, cell by cell, and their list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from kaohe_tools.criteria.rewriting import written_as
from kaohe_tools.criteria.stated import WHOLE, label_points
from kaohe_tools.errors import OutputError, PointsError
from kaohe_tools.locale import _, in_a_row, plain
from kaohe_tools.model import Declared, Indicator, Path, Scheme, SourceRef
from kaohe_tools.points import format_points, parse_points
from kaohe_tools.sheets.grid import Grid, Value
from kaohe_tools.sheets.letters import column_index
from kaohe_tools.sheets.outline.blocks import blocks_of
from kaohe_tools.sheets.write_back.spans import Replacement, applied, carried, replacements

Place = tuple[str, int, int]
"""Sheet, row and column, both from 0."""

_CELL = re.compile(r"([A-Z]{1,3})([0-9]+)")
_FIGURE = re.compile(r"[0-9０-９]+(?:[.．][0-9０-９]+)?")


@dataclass(frozen=True, slots=True)
class Change:
    """One cell, or paragraph, to write.

    Attributes
    ----------
    cell : str
        What a reader calls it.
    raw : str
        What stands there now.
    number : Decimal or None
        The new value of a cell that holds a number; None for a text.
    edits : tuple of Replacement
        The figures to write in a text.
    said : str
        For a comment: ``3 → 2.5，原因…``.
    """

    sheet: str
    row: int
    column: int
    cell: str
    raw: str
    number: Decimal | None
    edits: tuple[Replacement, ...]
    said: str

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.sheet, self.row, self.column

    @property
    def text(self) -> str:
        """What stands there afterwards."""
        return applied(self.raw, self.edits) if self.number is None else format_points(self.number)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list of changes: an indicator, a section, a sum.

    Attributes
    ----------
    sheet, cell : str
        Where its points stand, else its text.
    before, after : Decimal or None
        None where only the text changes.
    old_text, new_text : str
        Its criterion before and after; empty where it stays.
    """

    sheet: str
    cell: str
    label: str
    before: Decimal | None
    after: Decimal | None
    reason: str
    old_text: str = ""
    new_text: str = ""


@dataclass(frozen=True, slots=True)
class Changes:
    """All that a move changes in a file.

    Attributes
    ----------
    numbers : mapping of place to Decimal
        What every cell with a number of points has to say afterwards, the unchanged ones too.
    items : frozenset of place
        Those of them that belong to one indicator, and are no sum.
    """

    cells: tuple[Change, ...]
    entries: tuple[Entry, ...]
    numbers: Mapping[Place, Decimal]
    items: frozenset[Place]


@dataclass
class _Cell:
    """What is gathered for one cell."""

    name: str
    value: Value
    number: Decimal | None = None
    edits: set[Replacement] = field(default_factory=set)
    told: list[str] = field(default_factory=list)


def changes_between(before: Scheme, after: Scheme, grids: Sequence[Grid], reasons: Mapping[str, str]) -> Changes:
    """Return what has to be written so that the file says `after` instead of `before`.

    Raises
    ------
    OutputError
        If a cell no longer holds what the scheme was read from, or names no figure to write.
    """
    found = _Gathering(before, grids)
    entries: list[Entry] = []
    entries += _whole(found, before, after, reasons)
    entries += _sections(found, before, after)
    for old_cell, new_cell in zip(before.shared, after.shared, strict=True):
        reason = in_a_row(dict.fromkeys(r for id_ in old_cell.indicators if (r := reasons.get(id_))))
        if found.figure(old_cell.source, old_cell.points, new_cell.points, reason or _follows()):
            rows = plain([before.indicator(id_).row for id_ in old_cell.indicators])
            label = _("points cell of rows {rows}").format(rows=rows)
            entries.append(found.entry(old_cell.source, label, old_cell.points, new_cell.points, reason or _follows()))
    shared = {id_ for cell in before.shared for id_ in cell.indicators}
    for old, new in zip(before.indicators, after.indicators, strict=True):
        entries += _indicator(found, old, new, reasons.get(old.id, ""), shared=old.id in shared)
    found.repeat(before)
    return Changes(tuple(found.changes()), tuple(entries), found.numbers, frozenset(found.items))


def _follows() -> str:
    return _("follows its rows")


def _whole(found: _Gathering, before: Scheme, after: Scheme, reasons: Mapping[str, str]) -> Iterator[Entry]:
    reason = reasons.get("", "") or _follows()
    for label, old, new in (
        (_("the full mark"), before.declared, after.declared),
        (_("the row of sums"), before.stated_sum, after.stated_sum),
    ):
        yield from _declared(found, label, old, new, reason)


def _declared(
    found: _Gathering, label: str, old: Declared | None, new: Declared | None, reason: str
) -> Iterator[Entry]:
    if old is not None and new is not None and found.figure(old.source, old.points, new.points, reason):
        yield found.entry(old.source, label, old.points, new.points, reason)


def _sections(found: _Gathering, before: Scheme, after: Scheme) -> Iterator[Entry]:
    """Yield the labels that state their points anew, each as often as it is printed, and the subtotals."""
    heads = {s.path: s for s in before.sections}
    became: dict[Path, Path] = {}
    for old, new in zip(before.indicators, after.indicators, strict=True):
        printed = [(level, ref) for level, ref in old.printed_labels if old.path[level] != new.path[level]]
        for level in range(len(old.path)):
            path = old.path[: level + 1]
            first = became.setdefault(path, new.path[: level + 1]) == new.path[: level + 1]
            source = heads[path].source if path in heads else None
            if source is not None and first and old.path[level] != new.path[level]:
                printed.append((level, source))
        for level, ref in printed:
            if found.words(ref, old.path[level], new.path[level], _follows()):
                label, now = old.path[level], new.path[level]
                yield found.entry(ref, label, label_points(label), label_points(now), _follows())
    now_at = {s.path: s for s in after.sections}
    for section in before.sections:
        now_section = now_at.get(became.get(section.path, section.path))
        if now_section is None:
            continue
        label = _("the subtotal of “{section}”").format(section=section.name)
        yield from _declared(found, label, section.stated, now_section.stated, _follows())
        if label_points(section.name) is None:  # its points stand in a cell of their own
            yield from _declared(found, section.name, section.declared, now_section.declared, _follows())


def _indicator(found: _Gathering, old: Indicator, new: Indicator, reason: str, *, shared: bool) -> Iterator[Entry]:
    sources = dict(old.sources)
    own = sources.get("points") if found.has_points_column and not shared else None
    if own is not None and old.points is not None and new.points is not None:
        found.figure(own, old.points, new.points, reason, item=True)
    texts = (("criterion", old.criterion.text, new.criterion.text), ("name", old.name, new.name))
    for name, was, now in texts:
        ref = sources.get(name) or sources.get("criterion")
        if was != now and ref is not None:
            found.words(ref, was, now, reason)
    rewritten = old.criterion.text != new.criterion.text
    where = own or sources.get("criterion") or old.source()
    if where is not None and (rewritten or old.points != new.points):
        words = (old.criterion.text, new.criterion.text) if rewritten else ("", "")
        yield found.entry(where, old.label, old.points, new.points, reason, *words)


class _Gathering:
    """The cells to write, while they are gathered."""

    def __init__(self, scheme: Scheme, grids: Sequence[Grid]) -> None:
        self.grids = {grid.sheet: grid for grid in grids}
        self.has_points_column = scheme.layout is None or scheme.layout.column("points") is not None
        self.cells: dict[Place, _Cell] = {}
        self.numbers: dict[Place, Decimal] = {}
        self.items: set[Place] = set()
        self._rows = {grid.sheet: {name: r for r, name in enumerate(grid.row_names)} for grid in grids}
        skipped = scheme.layout.skipped if scheme.layout else ()
        going_on = [s.cell for s in skipped if s.kind == "continued"]
        self._continued = {(g.sheet, self._row(g, cell)) for g in grids if g.sheet == scheme.sheet for cell in going_on}
        self._blocks = {g.sheet: {b.rows[0]: b.rows for b in blocks_of(g)} for g in grids if g.kind == "outline"}

    def figure(self, ref: SourceRef, old: Decimal, new: Decimal, reason: str, *, item: bool = False) -> bool:
        """Note a figure of points that has to read `new`; return whether it changes."""
        grid, row, column = self._find(ref)
        value = grid.value(row, column)
        if not isinstance(value, str):
            self.numbers[grid.sheet, row, column] = new
            self.items |= {(grid.sheet, row, column)} if item else set()
        if old == new:
            return False
        cell = self._cell(grid, row, column)
        if not isinstance(value, str):
            cell.number = new
            cell.told.append(_told([(format_points(old), format_points(new))], reason))
            return True
        span = _figure_in(value, old)
        if span is None:
            raise OutputError(
                _("{cell} holds “{raw}”, in which the figure {points} was not found; nothing was written.").format(
                    cell=ref, raw=value[:40], points=format_points(old)
                )
            )
        self._note(cell, [Replacement(*span, written_as(new, value[slice(*span)]))], value, reason)
        return True

    def words(self, ref: SourceRef, old: str, new: str, reason: str) -> bool:
        """Note that a text has to read otherwise; return whether that is new.

        It may go on in the paragraphs or rows below.
        """
        grid, first, column = self._find(ref)
        rows = self._blocks.get(grid.sheet, {}).get(first, [first])
        while (grid.sheet, rows[-1] + 1) in self._continued and grid.text(rows[-1] + 1, column):
            rows = [*rows, rows[-1] + 1]
        lines = [str(grid.value(row, column) or "") for row in rows]
        edits = carried(replacements(old, new), old, "\n".join(lines))
        if edits is None:
            raise OutputError(
                _("{cell} no longer holds “{words}”; load the sheet again and repeat the move.").format(
                    cell=ref, words=old[:40]
                )
            )
        at, is_new = 0, False
        for row, line in zip(rows, lines, strict=True):
            inside = [
                Replacement(e.start - at, e.end - at, e.new) for e in edits if at <= e.start and e.end <= at + len(line)
            ]
            if inside:
                is_new |= self._note(self._cell(grid, row, column), inside, line, reason)
            at += len(line) + 1
        return is_new

    def repeat(self, scheme: Scheme) -> None:
        """Write the same into rows that a print repeats word for word, so that they stay repetitions."""
        grid = self.grids.get(scheme.sheet)
        skipped = scheme.layout.skipped if scheme.layout else ()
        rows = [s.row - 1 for s in skipped if s.kind == "repeated-row"]
        if grid is None or not rows:
            return
        told = [ref for i in scheme.indicators for name, ref in i.sources if name in ("criterion", "name") and ref.raw]
        starts = sorted({self._find(ref)[1] for ref in told})
        for row in rows:
            above = max((r for r in starts if r < row), default=-1)
            for (sheet, r, c), cell in list(self.cells.items()):
                if sheet == grid.sheet and r == above and grid.value(row, c) == cell.value:
                    self.cells[sheet, row, c] = replace(cell, name=grid.cell_name(row, c))

    def entry(
        self, ref: SourceRef, label: str, old: Decimal | None, new: Decimal | None, reason: str, *words: str
    ) -> Entry:
        """Return a line of the list of changes."""
        grid, row, column = self._find(ref)
        return Entry(grid.sheet, grid.cell_name(row, column), label, old, new, reason, *words)

    def changes(self) -> Iterator[Change]:
        """Yield the cells to write, in the order of the file."""
        order = list(self.grids)
        for sheet, row, column in sorted(self.cells, key=lambda p: (order.index(p[0]), p[1], p[2])):
            cell = self.cells[sheet, row, column]
            raw = cell.value if isinstance(cell.value, str) else ""
            said = "\n".join(dict.fromkeys(cell.told))
            yield Change(sheet, row, column, cell.name, raw, cell.number, tuple(sorted(cell.edits)), said)

    def _note(self, cell: _Cell, edits: Iterable[Replacement], raw: str, reason: str) -> bool:
        new = [e for e in sorted(edits) if e not in cell.edits]
        if new:
            cell.edits.update(new)
            cell.told.append(_told([(raw[e.start : e.end], e.new) for e in new], reason))
        return bool(new)

    def _cell(self, grid: Grid, row: int, column: int) -> _Cell:
        name, value = grid.cell_name(row, column), grid.value(row, column)
        return self.cells.setdefault((grid.sheet, row, column), _Cell(name, value))

    def _row(self, grid: Grid, cell: str) -> int:
        """Return the row, from 0, of a cell; -1 where there is none."""
        match = _CELL.fullmatch(cell)
        name = match[2] if match else cell
        return self._rows[grid.sheet].get(name, int(name) - 1 if match and not grid.row_names else -1)

    def _find(self, ref: SourceRef) -> tuple[Grid, int, int]:
        """Return where a value stands; in a row that was read shifted, the cell that holds it."""
        grid = self.grids.get(ref.sheet)
        match = _CELL.fullmatch(ref.cell)
        if grid is not None:
            row = self._row(grid, ref.cell)
            column = column_index(match[1]) if match else 0
            if 0 <= row < len(grid.rows):
                for at in (column, *range(len(grid.rows[row]))):
                    if grid.text(row, at) == ref.raw.strip():
                        return grid, row, at
        raise OutputError(
            _("{cell} no longer holds “{words}”; load the sheet again and repeat the move.").format(
                cell=ref, words=ref.raw[:40]
            )
        )


def _told(figures: Iterable[tuple[str, str]], reason: str) -> str:
    pairs = plain([f"{old} → {new}" for old, new in figures])
    return _("{change}, reason: {reason}").format(change=pairs, reason=reason) if reason else pairs


def _figure_in(raw: str, points: Decimal) -> tuple[int, int] | None:
    """Return where a text says a number of points: alone, as a full mark, or else its last such figure."""
    whole = WHOLE.search(raw)
    places = [whole.span(1)] if whole else []
    places += [m.span() for m in reversed(list(_FIGURE.finditer(raw)))]
    return next((p for p in places if _value(raw[slice(*p)]) == points), None)


def _value(digits: str) -> Decimal | None:
    try:
        return parse_points(digits)
    except PointsError:
        return None
