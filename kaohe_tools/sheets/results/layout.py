"""Where the header of a results sheet is, and what each of its columns records.

Two shapes, told by the header: *long* has a column for the unit, one for the indicator and at least
one for what is recorded (次数, 扣分, 得分 …), a row for each record; *wide* has a row for each unit and
a column for each indicator or rule (第3行, 20-1), or for the total (总分) and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from kaohe_tools.errors import LayoutError
from kaohe_tools.locale import Text, _, text
from kaohe_tools.model import Column, Indicator, Problem
from kaohe_tools.profiles import Profile
from kaohe_tools.scoring import Slot
from kaohe_tools.sheets.columns import normal
from kaohe_tools.sheets.grid import Grid
from kaohe_tools.sheets.letters import column_letter
from kaohe_tools.sheets.results.cells import Quantity
from kaohe_tools.sheets.results.headings import (
    GOT,
    LOST,
    PASSED_OVER,
    TOTALS,
    TYPES,
    long_field,
    of_title,
    unit_words,
    without_quantity,
)
from kaohe_tools.sheets.results.names import Names, Unclear, ordinal

Form = Literal["wide", "long"]

_SEARCHED_ROWS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What one column of a wide sheet records: a slot, or points of an indicator or of one of its rules."""

    column: int
    quantity: Quantity
    indicator: Indicator
    slot: Slot | None = None
    rule: int | None = None

    @property
    def name(self) -> str:
        """Return what it was taken for, as the layout shows it: ``20-1``, ``20 lost``."""
        if self.slot is not None:
            return f"{self.indicator.id}-{ordinal(self.slot)}"
        which = "" if self.rule is None else f"-{self.rule + 1}"
        return f"{self.indicator.id}{which} {self.quantity.value}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultsHeader:
    """The header of a results sheet; rows and columns from 0.

    Attributes
    ----------
    indicators, rules, values : tuple
        Columns of a long sheet; `values` with what each records.
    places : tuple of Place
        Columns of a wide sheet.
    total : int or None
        The column in which a wide sheet states a unit's points.
    """

    form: Form
    first: int
    last: int
    unit: int
    type: int | None = None
    total: int | None = None
    indicators: tuple[int, ...] = ()
    rules: tuple[int, ...] = ()
    values: tuple[tuple[int, Quantity], ...] = ()
    places: tuple[Place, ...] = ()
    columns: tuple[Column, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def only_totals(self) -> bool:
        """Whether the sheet states a total for each unit and nothing else."""
        return not self.places and not self.values


def find_results_header(grid: Grid, names: Names, profile: Profile | None = None) -> ResultsHeader:
    """Find the header of a results sheet and say what each column records.

    Raises
    ------
    LayoutError
        If the sheet is empty, has no header, or does not say what its figures are.
    """
    where = f"{grid.file} · {grid.sheet}"
    if not any(grid.value(r, c) is not None for r in range(len(grid.rows)) for c in range(grid.width)):
        raise LayoutError(_("the sheet is empty; choose the sheet that holds the results."), where)
    units = unit_words(profile)
    for row in range(min(len(grid.rows), _SEARCHED_ROWS)):
        unit = next((c for c in range(grid.width) if normal(grid.text(row, c)) in units), None)
        if unit is None:
            continue
        last = _last_row(grid, row, unit)
        header = _long(grid, row, last, unit) or _wide(grid, row, last, unit, names)
        if header is not None:
            return header
    raise LayoutError(
        _(
            "no header of a results sheet was found; expected a column 单位 and beside it either one column "
            "for each indicator or rule (第3行, 20-1), or the columns 指标 and 次数, 扣分 or 得分."
        ),
        where,
    )


def _last_row(grid: Grid, first: int, unit: int) -> int:
    """Return the last row of the header: as far as the unit's heading is merged down, or one sub-heading row."""
    last = max((b for t, left, b, right in grid.merges if t == first and left <= unit <= right), default=first)
    if last > first or first + 1 >= len(grid.rows) or grid.value(first + 1, unit) is not None:
        return last
    over = {c for t, left, _b, right in grid.merges if t == first and right > left for c in range(left, right + 1)}
    below = [c for c in range(grid.width) if grid.value(first + 1, c) is not None]
    subheads = bool(below) and all(c in over or isinstance(grid.value(first + 1, c), str) for c in below)
    return first + 1 if subheads else first


def _levels(grid: Grid, first: int, last: int, column: int) -> list[str]:
    """Return a column's headings from above to below, each once."""
    shown = (" ".join(grid.shown(row, column).split()) for row in range(first, last + 1))
    return [level for level in dict.fromkeys(shown) if level]


def _long(grid: Grid, first: int, last: int, unit: int) -> ResultsHeader | None:
    fields = {c: long_field(_levels(grid, first, last, c)) for c in range(grid.width) if c != unit}
    of = {name: tuple(c for c, f in fields.items() if f == name) for name in ("indicator", "rule", "type")}
    values = tuple((c, Quantity(f)) for c, f in fields.items() if f in tuple(Quantity))
    if not of["indicator"] or not values:
        return None
    known = fields | {unit: "unit"}
    columns, problems = _described(grid, first, last, known, {})
    return ResultsHeader(
        form="long",
        first=first,
        last=last,
        unit=unit,
        type=of["type"][0] if of["type"] else None,
        indicators=of["indicator"],
        rules=of["rule"],
        values=values,
        columns=columns,
        problems=problems,
    )


def _wide(grid: Grid, first: int, last: int, unit: int, names: Names) -> ResultsHeader | None:
    type_ = next((c for c in range(grid.width) if c != unit and _is(grid, first, last, c, TYPES)), None)
    total = next((c for c in range(grid.width) if _is_total(_levels(grid, first, last, c))), None)
    found: dict[int, tuple[Indicator, str, Quantity | None]] = {}
    failed: dict[int, Unclear] = {}
    for column in range(grid.width):
        levels = _levels(grid, first, last, column)
        passed_over = _is(grid, first, last, column, PASSED_OVER) or _of_unit(levels, LOST)
        if column in (unit, type_, total) or not levels or passed_over:
            continue
        try:
            found[column] = _named(levels, names)
        except Unclear as err:
            failed[column] = err
    if not found:
        return _totals_only(grid, first, last, unit, type_, total, failed)
    default = of_title(grid, first)
    if default is None and all(not rule and quantity is None for _i, rule, quantity in found.values()):
        raise LayoutError(
            _(
                "row {row} is the header, but it does not say what the figures are; "
                "write 次数, 扣分 or 得分 in the title."
            ).format(row=first + 1),
            f"{grid.file} · {grid.sheet}",
        )
    places = dict(_places(found, names, default, failed))
    fields = {c: place.name for c, place in places.items()} | {unit: "unit"}
    fields |= {c: name for c, name in ((type_, "type"), (total, "total")) if c is not None}
    columns, problems = _described(grid, first, last, fields, failed)
    return ResultsHeader(
        form="wide",
        first=first,
        last=last,
        unit=unit,
        type=type_,
        total=total,
        places=tuple(places.values()),
        columns=columns,
        problems=problems,
    )


def _totals_only(
    grid: Grid, first: int, last: int, unit: int, type_: int | None, total: int | None, failed: dict[int, Unclear]
) -> ResultsHeader | None:
    """Return the header of a sheet with nothing but totals (总分); None where another column waits to be read."""

    def filled(column: int) -> bool:
        return any(grid.value(row, column) is not None for row in range(last + 1, len(grid.rows)))

    if total is None or not _is(grid, first, last, total, TOTALS) or not filled(total) or any(map(filled, failed)):
        return None
    fields = {c: name for c, name in ((unit, "unit"), (type_, "type"), (total, "total")) if c is not None}
    columns, problems = _described(grid, first, last, fields, {})
    return ResultsHeader(
        form="wide", first=first, last=last, unit=unit, type=type_, total=total, columns=columns, problems=problems
    )  # fmt: skip


def _is(grid: Grid, first: int, last: int, column: int, words: tuple[str, ...]) -> bool:
    levels = _levels(grid, first, last, column)
    return bool(levels) and normal(levels[-1]) in words


def _of_unit(levels: list[str], words: tuple[str, ...]) -> bool:
    """Whether a column's only heading is one of these: it speaks of the unit, not of an indicator."""
    return len(levels) == 1 and normal(levels[0]) in words


def _is_total(levels: list[str]) -> bool:
    return (bool(levels) and normal(levels[-1]) in TOTALS) or _of_unit(levels, GOT)


def _named(levels: list[str], names: Names) -> tuple[Indicator, str, Quantity | None]:
    """Return the indicator, the words for its rule and the quantity that a column's headings name.

    Raises
    ------
    Unclear
        If no level names an indicator.
    """
    quantity: Quantity | None = None
    rest = []
    for level in levels:
        bare, said = without_quantity(level)
        quantity = said or quantity
        rest += [bare] if bare else []
    failed = Unclear("unknown-indicator", text("“{words}” is no indicator of this scheme", words=" / ".join(levels)))
    for at, level in enumerate(rest):
        try:
            item, rule = names.indicator(level)
        except Unclear as err:
            failed = err
            continue
        below = "".join(rest[at + 1 :])
        names.refuse_contradiction(item, rule, below)
        return item, rule or below, quantity
    raise failed


def _places(
    found: dict[int, tuple[Indicator, str, Quantity | None]],
    names: Names,
    default: Quantity | None,
    failed: dict[int, Unclear],
) -> Iterator[tuple[int, Place]]:
    """Yield the columns that record something; what is unclear about the others goes to `failed`."""
    taken: dict[object, int] = {}
    for column, (item, words, said) in found.items():
        quantity = said or default or Quantity.EVENT
        try:
            slot = names.slot(item, words) if quantity is Quantity.EVENT else None
            rule = None if slot else names.rule(item, words)
        except Unclear as err:
            failed[column] = err
            continue
        place = Place(column=column, quantity=quantity, indicator=item, slot=slot, rule=rule)
        if place.name in taken:
            letter = column_letter(taken[place.name])
            message = text("column {letter} records the same; this one is not read", letter=letter)
            failed[column] = Unclear("repeated-column", message)
            continue
        taken[place.name] = column
        yield column, place


def _described(
    grid: Grid, first: int, last: int, fields: dict[int, str], failed: dict[int, Unclear]
) -> tuple[tuple[Column, ...], tuple[Problem, ...]]:
    """Return every column with what it was taken for, and the problems of headings over filled columns."""
    columns, problems = [], []
    for c in range(grid.width):
        heading = "/".join(_levels(grid, first, last, c))
        filled = any(grid.value(r, c) is not None for r in range(last + 1, len(grid.rows)))
        how: Text = text("by its heading") if fields.get(c) else text("not used")
        if c in failed:
            how = failed[c].message
            at = max((r for r in range(first, last + 1) if grid.shown(r, c)), default=first)
            problems.append(Problem(code=failed[c].code, message=how, where=grid.ref(at, c)))
        elif not fields.get(c) and filled and not _is(grid, first, last, c, (*PASSED_OVER, *LOST)):
            how = text("the column is not read: its heading is not known")
            problems.append(Problem(code="unknown-column", message=how, where=grid.ref(first, c)))
        columns.append(Column(index=c, letter=column_letter(c), heading=heading, field=fields.get(c, ""), how=how))
    return tuple(columns), tuple(problems)
