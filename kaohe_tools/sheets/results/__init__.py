"""Load recorded results (考核结果): what happened for each unit, and the points that the sheet itself states."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path

import numpy as np

from kaohe_tools.errors import LayoutError, SheetError
from kaohe_tools.locale import Text, _, plain, text
from kaohe_tools.model import Criterion, Indicator, Layout, Problem, RuleKind, Scheme, SourceRef, Unit
from kaohe_tools.profiles import Profile
from kaohe_tools.scoring import Events, Scores, Stated
from kaohe_tools.sheets.grid import Grid, Limits, read_grids
from kaohe_tools.sheets.results.absent import find_absent
from kaohe_tools.sheets.results.cells import Quantity
from kaohe_tools.sheets.results.layout import Form, ResultsHeader, find_results_header
from kaohe_tools.sheets.results.names import Names
from kaohe_tools.sheets.results.read import Ledger, read_rows

__all__ = ["Difference", "RecordedPoints", "Results", "load_results"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedPoints:
    """Points that a results sheet states itself. They are shown and compared, never scored again.

    Attributes
    ----------
    indicator : str
        The indicator's id; empty for the unit's total.
    rule : int or None
        Which rule lost or got them, from 0; None for the item (or unit) as a whole.
    lost : bool
        Points lost (扣分); else points got (得分).
    """

    unit: str
    indicator: str
    rule: int | None
    lost: bool
    points: Decimal
    source: SourceRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """An item (or, with an empty `indicator`, a total) whose stated points differ from the scored ones."""

    unit: str
    indicator: str
    recorded: Decimal
    scored: Decimal
    source: SourceRef


@dataclass(frozen=True, kw_only=True, eq=False)
class Results:
    """What one sheet records for some units under a scheme.

    Attributes
    ----------
    events : Events
        What happened, for :func:`kaohe_tools.score`; a cell that is empty or could not be read is NaN.
    recorded : tuple of RecordedPoints
        Points that the sheet states (扣分, 得分, 总分), in its order.
    problems : tuple of Problem
        Every cell, heading or row that could not be read, located. The rest is loaded.
    form : {"wide", "long"}
        One row for each unit, or one for each record.
    layout : Layout
        Which column was taken for what, which rows were passed over.
    other_sheets : tuple of str
        Sheets of the same workbook that hold results too and were not read.
    """

    scheme: Scheme
    events: Events
    recorded: tuple[RecordedPoints, ...]
    problems: tuple[Problem, ...]
    form: Form
    layout: Layout
    title: str
    file: str
    sha256: str
    sheet: str
    other_sheets: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Say how many units and records there are, and how many problems."""
        return (
            f"<Results {self.title!r}: {len(self.units)} units, {self.n_events} events, "
            f"{len(self.recorded)} stated points, {len(self.problems)} problems>"
        )

    @property
    def units(self) -> tuple[str, ...]:
        """The units' names, in the sheet's order."""
        return self.events.units

    @property
    def n_events(self) -> int:
        """How many events were recorded, zeros included."""
        return int(np.count_nonzero(~np.isnan(self.events.values)))

    @property
    def note(self) -> Text:
        """How the sheet was understood, in one sentence."""
        values = {"sheet": self.sheet, "units": len(self.units), "events": self.n_events}
        stated = len(self.recorded)
        if not self.n_events:
            return text("{sheet}: {units} units, {stated} points as stated; nothing to score again by the rules",
                        **values, stated=stated)  # fmt: skip
        if self.form == "wide":
            said = text("{sheet}: {units} units in rows, a column for each rule; {events} records", **values)
        else:
            said = text("{sheet}: a row for each record; {units} units, {events} records", **values)
        return text("{said}; {stated} points as stated, not scored again", said=said, stated=stated) if stated else said

    @cached_property
    def _stated(self) -> dict[tuple[str, str], list[RecordedPoints]]:
        found: dict[tuple[str, str], list[RecordedPoints]] = {}
        for entry in self.recorded:
            found.setdefault((entry.unit, entry.indicator), []).append(entry)
        return found

    def recorded_of(self, unit: str, indicator: str) -> Decimal | None:
        """Return the points got that the sheet states for a unit and an indicator; None where it states none.

        Points lost are taken off the item's points; those of single rules are added up first, limited
        by the item's cap, and never take the item below 0.
        """
        entries = self._stated.get((unit, indicator), [])
        item = self.scheme.indicator(indicator)
        whole = [e for e in entries if e.rule is None]
        for entry in sorted(whole, key=lambda e: e.lost):
            if not entry.lost:
                return entry.points
            return None if item.points is None else item.points - entry.points
        return _of_rules([e for e in entries if e.rule is not None], item)

    def recorded_total(self, unit: str) -> Decimal | None:
        """Return the total that the sheet states for a unit, else the sum of what it states; None without either.

        The sum is of its items, with the bonuses and less the deductions from the total that the sheet
        states for single rules.
        """
        stated = self._stated.get((unit, ""))
        if stated:
            return stated[0].points
        found = [self.recorded_of(unit, i.id) for i in self.scheme.indicators if (unit, i.id) in self._stated]
        apart = [
            -e.points if e.lost else e.points
            for item in self.scheme.indicators
            for e in self._stated.get((unit, item.id), ())
            if e.rule is not None and _is_apart(item.criterion, e.rule)
        ]
        points = [p for p in (*found, *apart) if p is not None]
        return sum(points, Decimal(0)) if points else None

    @property
    def stated(self) -> Stated:
        """The points got, for :func:`kaohe_tools.replay.replay`: by unit and indicator, and each unit's total."""
        points = {
            (unit, id_): got for unit, id_ in self._stated if id_ and (got := self.recorded_of(unit, id_)) is not None
        }
        totals = {unit: total for unit in self.units if (total := self.recorded_total(unit)) is not None}
        return Stated(points=points, totals=totals)

    def differences(self, scores: Scores) -> tuple[Difference, ...]:
        """Return where the sheet's own points differ from those that the rules give for its events.

        Items without events are not compared; a total is compared where nothing is missing for it.
        """
        found = []
        for (unit, id_), entries in self._stated.items():
            scored = scores.points_of(unit, id_) if id_ else _complete_total(scores, unit)
            recorded = self.recorded_of(unit, id_) if id_ else entries[0].points
            if scored is not None and recorded is not None and scored != recorded:
                found.append(
                    Difference(unit=unit, indicator=id_, recorded=recorded, scored=scored, source=entries[0].source)
                )
        return tuple(found)


def load_results(
    path: str | Path,
    scheme: Scheme,
    profile: Profile | None = None,
    *,
    sheet: str | None = None,
    limits: Limits | None = None,
) -> Results:
    """Load the results that a workbook records for the units assessed under a scheme.

    Two shapes are read, told by the header. *Wide*: a row for each unit; columns 单位, 类型 (optional)
    and one for each indicator or rule (第3行, 20-1, a name), or just one for the total (总分). *Long*: a row
    for each record; columns 单位, 指标, 规则 and 次数 / 数值 / 扣分 / 得分. An empty cell or a dash is
    “not recorded”; 0 is zero.

    Parameters
    ----------
    scheme : Scheme
        Its rows and rules give the sheet's words their meaning.
    profile : Profile, optional
        Brings an office's own words for the units' column (``columns.synonyms.assessed_unit``).
    sheet : str, optional
        The sheet to read; None: the first one that holds results. The others are named in the result.

    Returns
    -------
    Results
        Figures that are points (扣分, 得分) are kept as stated; events are ready to be scored.

    Raises
    ------
    SheetError
        If the file cannot be read, or no sheet (or not the named one) holds results.
    SchemeError
        If the scheme has a rule without a figure, so that nobody can say what to record for it.
    """
    names = Names(scheme)
    found: list[tuple[Grid, ResultsHeader]] = []
    failed: list[LayoutError] = []
    grids = read_grids(path, limits)
    for grid in grids:
        if sheet not in (None, grid.sheet):
            continue
        try:
            found.append((grid, find_results_header(grid, names, profile)))
        except LayoutError as err:
            failed.append(err)
    found.sort(key=lambda pair: pair[1].only_totals)  # a sheet that says more goes first
    if found:
        others = tuple(grid.sheet for grid, _header in found[1:])
        ledger = read_rows(*found[0], names, profile)
        named = scheme.units or tuple(
            Unit(name=name, takes=takes) for name, takes in (profile.units if profile else ())
        )
        ledger.problems += find_absent(ledger, tuple(unit.name for unit in named))
        return _results(scheme, ledger, others)
    if failed:
        raise max(failed, key=lambda err: len(err.message))
    sheets = plain([grid.sheet for grid in grids])
    raise SheetError(
        _("there is no visible sheet {sheet}; there are {sheets}.").format(sheet=sheet or "", sheets=sheets),
        Path(path).name,
    )


def _results(scheme: Scheme, ledger: Ledger, others: tuple[str, ...]) -> Results:
    grid, header, names = ledger.grid, ledger.header, ledger.names
    units = {unit: n for n, unit in enumerate(ledger.types)}
    columns = {slot.key: n for n, slot in enumerate(names.slots)}
    values = np.full((len(units), len(columns)), np.nan)
    for (unit, key), value in ledger.events.items():
        values[units[unit], columns[key]] = value
    typed = tuple(ledger.types.values()) if any(ledger.types.values()) else ()
    titles = [t for row in range(header.first) if (t := grid.text(row, 0)) and not t.startswith("附件")]
    return Results(
        scheme=scheme,
        events=Events(units=tuple(units), unit_types=typed, slots=names.slots, values=values),
        recorded=tuple(
            RecordedPoints(
                unit=unit, indicator=id_, rule=rule, lost=quantity is Quantity.LOST, points=points, source=source
            )
            for (unit, id_, rule, quantity), (points, source) in ledger.points.items()
        ),
        problems=tuple(ledger.problems),
        form=header.form,
        layout=Layout(
            sheet=grid.sheet,
            header_rows=tuple(range(header.first + 1, header.last + 2)),
            columns=header.columns,
            skipped=tuple(ledger.skipped),
        ),
        title=titles[0] if titles else grid.sheet,
        file=grid.file,
        sha256=grid.sha256,
        sheet=grid.sheet,
        other_sheets=others,
    )


def _of_rules(entries: list[RecordedPoints], item: Indicator) -> Decimal | None:
    """Return an item's points from what single rules took and gave; None where none of them bears on it."""
    own = [e for e in entries if e.rule is not None and not _is_apart(item.criterion, e.rule)]
    if not own or item.points is None:
        return None
    got = [e.points for e in own if not e.lost]
    lost = sum((e.points for e in own if e.lost), Decimal(0))
    if item.criterion.item_cap is not None:
        lost = min(lost, item.criterion.item_cap)
    start = sum(got, Decimal(0)) if got else item.points
    return min(max(start - lost, Decimal(0)), item.points)


def _is_apart(criterion: Criterion, rule: int) -> bool:
    """Whether a rule's points do not belong to the item: a bonus, or a deduction from the total."""
    one = criterion.rules[rule]
    return one.beyond_item or one.kind is RuleKind.BONUS


def _complete_total(scores: Scores, unit: str) -> Decimal | None:
    at = scores.units.index(unit)
    return None if int(scores.not_assessed[at]) else scores.total_of(unit)
