"""The rows of a results sheet -> what was recorded, each problem with its cell."""

from __future__ import annotations

import re
from decimal import Decimal

from kaohe_tools.locale import Text, text
from kaohe_tools.model import Indicator, Problem, SkippedRow, SourceRef
from kaohe_tools.points import format_points, from_excel
from kaohe_tools.profiles import Profile
from kaohe_tools.scoring import Slot
from kaohe_tools.sheets.grid import Grid, Value, cell_name
from kaohe_tools.sheets.results.cells import (
    HAPPENED,
    Quantity,
    is_blank,
    read_event,
    read_got,
    read_lost,
    read_total,
)
from kaohe_tools.sheets.results.headings import TOTALS, is_unit_heading
from kaohe_tools.sheets.results.layout import ResultsHeader
from kaohe_tools.sheets.results.names import Names, Unclear, squeezed

PointsKey = tuple[str, str, int | None, Quantity]
"""Unit, indicator (empty: the unit's total), rule (None: the item as a whole), lost or got."""

_SUMS = re.compile(r"合计|总计|小计|共计|平均|平均分|均值|最高分?|最低分?")
_NOTE = re.compile(r"\s*(?:注|备注|说明|填表|制表|附注|审核)")


class Ledger:
    """What has been read so far from one sheet.

    Attributes
    ----------
    types : dict
        Unit → type, in the sheet's order; the type is empty where none is given.
    stands : dict
        Unit → the cell in which it first stands.
    events : dict
        (unit, slot key) → what was recorded.
    points : dict
        Points that the sheet states, with their cell.
    """

    def __init__(self, grid: Grid, header: ResultsHeader, names: Names) -> None:
        self.grid, self.header, self.names = grid, header, names
        self.types: dict[str, str] = {}
        self.stands: dict[str, SourceRef] = {}
        self.events: dict[tuple[str, tuple[str, int, int | None]], float] = {}
        self.points: dict[PointsKey, tuple[Decimal, SourceRef]] = {}
        self.problems: list[Problem] = list(header.problems)
        self.skipped: list[SkippedRow] = []
        self._spelled: dict[str, str] = {}
        self._cells: dict[object, tuple[int, int]] = {}
        ticked = {"√", "✓", "✔"} & set(HAPPENED)
        self._open_mark = not any(isinstance(v, str) and v.strip() in ticked for row in grid.rows for v in row)

    def problem(self, code: str, message: Text, row: int, column: int) -> None:
        """Note something that could not be read, at its cell."""
        self.problems.append(Problem(code=code, message=message, where=self.grid.ref(row, column)))

    def skip(self, row: int, kind: str, reason: Text) -> None:
        """Note a row that records nothing."""
        words = " ".join(dict.fromkeys(t for c in range(self.grid.width) if (t := self.grid.text(row, c))))
        self.skipped.append(SkippedRow(row=row + 1, kind=kind, reason=reason, text=words))

    def is_empty(self, row: int, column: int) -> bool:
        """Whether nothing at all stands or shows in a cell."""
        return not self.grid.shown(row, column) and (row, column) not in self.grid.valueless

    def unit(self, row: int) -> str | None:
        """Return the unit of a row, spelled as where it first stands; None (and a problem) for an empty cell."""
        name = " ".join(self.grid.shown(row, self.header.unit).split())
        if not name:
            column = self.header.unit
            self.problem("missing-unit", text("row {row} names no unit; it was not read", row=row + 1), row, column)
            return None
        spelled = self._spelled.setdefault(squeezed(name), name)
        self.stands.setdefault(spelled, self.grid.ref(row, self.header.unit))
        self._note_type(spelled, row)
        return spelled

    def known(self, row: int) -> bool:
        """Whether the unit of a row has stood further up."""
        return squeezed(self.grid.shown(row, self.header.unit)) in self._spelled

    def read(
        self, row: int, column: int, unit: str, quantity: Quantity, item: Indicator, what: Slot | int | None
    ) -> None:
        """Read one cell; nothing where it is blank.

        Parameters
        ----------
        what : Slot, int or None
            The slot of an event; the rule of points, or None for the item as a whole.
        """
        key: object = (unit, what.key) if isinstance(what, Slot) else (unit, item.id, what, quantity)
        if not self._readable(row, column) or not self._first(key, row, column):
            return
        value = self._value(row, column)
        try:
            if isinstance(what, Slot):
                number = read_event(value, what, open_mark=self._open_mark)
                self.events[unit, what.key] = number
            else:
                read = read_lost if quantity is Quantity.LOST else read_got
                self.points[unit, item.id, what, quantity] = (read(value, item, what), self.grid.ref(row, column))
        except Unclear as err:
            self.problem(err.code, err.message, row, column)

    def read_total(self, row: int, column: int, unit: str) -> None:
        """Read the points that a sheet states for a unit as a whole."""
        if not self._readable(row, column) or not self._first((unit, "total"), row, column):
            return
        try:
            total = read_total(self._value(row, column))
        except Unclear as err:
            self.problem(err.code, err.message, row, column)
        else:
            self.points[unit, "", None, Quantity.GOT] = (total, self.grid.ref(row, column))

    def _value(self, row: int, column: int) -> Value:
        """Return a cell's value; one shown as a percentage as the text that a reader sees: 0.95 as 95%."""
        value = self.grid.value(row, column)
        if (row, column) not in self.grid.percents or isinstance(value, (str, bool)) or value is None:
            return value
        return f"{format_points(from_excel(float(value)) * 100)}%"

    def _note_type(self, unit: str, row: int) -> None:
        column = self.header.type
        kind = "" if column is None else "".join(self.grid.shown(row, column).split())
        before = self.types.setdefault(unit, kind)
        if not before:
            self.types[unit] = kind
        elif kind and kind != before and column is not None:
            message = text("{unit} is “{kind}” here and “{before}” above; the first counts",
                           unit=unit, kind=kind, before=before)  # fmt: skip
            self.problem("type-conflict", message, row, column)

    def _readable(self, row: int, column: int) -> bool:
        """Whether a cell holds a value of its own; formulas without one and merged cells are problems."""
        if (row, column) in self.grid.valueless:
            message = text("the formula has no stored value; open the workbook in Excel and save it")
            self.problem("formula-without-value", message, row, column)
            return False
        top, left = self.grid.anchor(row, column)
        if (top, left) != (row, column) and not is_blank(self.grid.value(top, left)):
            message = text("one cell is merged over several; its value counts for the first, not for {cell}",
                           cell=cell_name(row, column))  # fmt: skip
            self.problem("merged-value", message, row, column)
            return False
        return not is_blank(self.grid.value(row, column))

    def _first(self, key: object, row: int, column: int) -> bool:
        """Whether nothing was recorded for this before; a second record is a problem and is not read."""
        before = self._cells.setdefault(key, (row, column))
        if before == (row, column):
            return True
        message = text("the same was recorded in {cell}; this one is not read", cell=cell_name(*before))
        self.problem("repeated-record", message, row, column)
        return False


def read_rows(grid: Grid, header: ResultsHeader, names: Names, profile: Profile | None) -> Ledger:
    """Read every row below the header."""
    ledger = Ledger(grid, header, names)
    for row in range(header.last + 1, len(grid.rows)):
        if all(grid.value(row, c) is None and (row, c) not in grid.valueless for c in range(grid.width)):
            continue
        words = grid.text(row, header.unit)
        filled = [c for c in range(grid.width) if grid.value(row, c) is not None]
        lone = grid.text(row, filled[0]) if len(filled) == 1 else ""
        if is_unit_heading(words, profile):
            ledger.skip(row, "repeated-header", text("the header repeated, as prints do at a page break"))
        elif _SUMS.fullmatch(squeezed(words)):
            ledger.skip(row, "total", text("a row of sums, not counted"))
        elif _NOTE.match(words or lone) and len(filled) <= 2:
            ledger.skip(row, "note", text("a note"))
        elif header.form == "wide":
            _read_wide(ledger, row)
        else:
            _read_long(ledger, row)
    _report_differences(ledger)
    return ledger


def _read_wide(ledger: Ledger, row: int) -> None:
    header = ledger.header
    if ledger.known(row):
        message = text(
            "{unit} stands in an earlier row; this row was not read", unit=ledger.grid.shown(row, header.unit)
        )
        ledger.problem("repeated-unit", message, row, header.unit)
        return
    unit = ledger.unit(row)
    if unit is None:
        return
    for place in header.places:
        what = place.slot or place.rule
        ledger.read(row, place.column, unit, place.quantity, place.indicator, what)
    if header.total is not None:
        ledger.read_total(row, header.total, unit)


def _read_long(ledger: Ledger, row: int) -> None:
    header = ledger.header
    unit = ledger.unit(row)
    if unit is None:
        return
    if _is_sum(ledger, row):
        for column, quantity in header.values:
            if quantity is Quantity.GOT:
                ledger.read_total(row, column, unit)
        ledger.skip(row, "total", text("a row of sums, not counted"))
        return
    named = _named(ledger, row)
    if named is None:
        return
    item, words, rule_at = named
    for column, quantity in header.values:
        if ledger.is_empty(row, column):
            continue
        try:
            what = ledger.names.slot(item, words) if quantity is Quantity.EVENT else ledger.names.rule(item, words)
        except Unclear as err:
            ledger.problem(err.code, err.message, row, rule_at)
            return
        ledger.read(row, column, unit, quantity, item, what)


def _is_sum(ledger: Ledger, row: int) -> bool:
    words = [squeezed(ledger.grid.shown(row, c)) for c in ledger.header.indicators]
    return any(_SUMS.fullmatch(word) or word in TOTALS for word in words)


def _named(ledger: Ledger, row: int) -> tuple[Indicator, str, int] | None:
    """Return a row's indicator, the words for its rule and the column that names it; None with a problem."""
    grid, header, names = ledger.grid, ledger.header, ledger.names
    given = [(c, grid.shown(row, c)) for c in header.indicators if grid.shown(row, c)]
    if not given:
        message = text("row {row} names no indicator; it was not read", row=row + 1)
        ledger.problem("missing-indicator", message, row, header.indicators[0])
        return None
    column = given[0][0]
    try:
        item, words = names.indicator(given[0][1])
        for other, said in given[1:]:
            if not names.agrees(item, said):
                column = other
                message = text("“{words}” is not what row {row} of the scheme is called", words=said, row=item.row)
                raise Unclear("indicator-disagrees", message)
        rules = [(c, grid.shown(row, c)) for c in header.rules if grid.shown(row, c)]
        if not rules:
            return item, words, column
        column = rules[0][0]
        fits = {s.key for s in names.rules(item, rules[0][1])}
        for other, said in rules[1:]:
            if not fits & {s.key for s in names.rules(item, said)}:
                column = other
                message = text("“{words}” is not rule {rule} of row {row}", words=said, rule=rules[0][1], row=item.row)
                raise Unclear("rule-disagrees", message)
    except Unclear as err:
        ledger.problem(err.code, err.message, row, column)
        return None
    return item, rules[0][1], rules[0][0]


def _report_differences(ledger: Ledger) -> None:
    """Report items whose points lost and points got are both stated and do not add up to the item's points."""
    worth = ledger.names.worth
    for (unit, id_, rule, quantity), (got, where) in list(ledger.points.items()):
        lost = ledger.points.get((unit, id_, None, Quantity.LOST))
        points = worth.get(id_)
        if quantity is Quantity.GOT and rule is None and lost and points is not None and points - lost[0] != got:
            message = text("{lost} lost and {got} got are recorded; row {id} is worth {points}",
                           lost=lost[0], got=got, id=id_, points=points)  # fmt: skip
            ledger.problems.append(Problem(code="lost-and-got-differ", message=message, where=where))
