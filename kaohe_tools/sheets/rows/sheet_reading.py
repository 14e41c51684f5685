"""What has been read of one table so far, and how its labels and points are read."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from math import isfinite

from kaohe_tools.criteria.stated import IN_LABEL
from kaohe_tools.errors import PointsError
from kaohe_tools.locale import Text, text
from kaohe_tools.model import (
    Adjustment,
    AdjustmentKind,
    Declared,
    Indicator,
    Path,
    Problem,
    Section,
    SkippedRow,
)
from kaohe_tools.points import format_points, from_excel, parse_points
from kaohe_tools.sheets.grid import Grid, as_text
from kaohe_tools.sheets.layout import Header
from kaohe_tools.sheets.rows.adjustments import kind_of_heading
from kaohe_tools.sheets.scoring_texts import ScoringTexts

_PERCENT = re.compile(r"\s*\d+(\.\d+)?\s*[%％]\s*")
_MOST_POINTS = Decimal(1_000_000)


@dataclass
class Reading:
    """What has been read so far; lives only while one sheet is being read."""

    grid: Grid
    header: Header
    texts: ScoringTexts
    indicators: list[Indicator] = field(default_factory=list)
    sections: dict[Path, Section] = field(default_factory=dict)
    skipped: list[SkippedRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    declared: Declared | None = None
    stated_sum: Declared | None = None
    path: list[str] = field(default_factory=list)
    heading: Path = ()
    """The headings of sections that stand in rows of their own above the row being read."""
    banners: int = 0
    """How many of these, from the first, stand alone in their rows."""
    beside: AdjustmentKind | None = None
    in_list: bool = False
    """The last row read stands beside the points."""
    adjustments: list[Adjustment] = field(default_factory=list)
    shares: dict[tuple[int, int], list[int]] = field(default_factory=dict)
    cell_points: dict[tuple[int, int], Decimal] = field(default_factory=dict)
    totals: dict[Path, Decimal] = field(default_factory=dict)
    """The points read so far below each section."""
    total: Decimal = Decimal(0)
    listed: Counter[AdjustmentKind] = field(default_factory=Counter)
    """The entries read so far of each list beside the points."""
    rows: list[int] = field(default_factory=list)
    last_row: int = -1
    """The last row of the last indicator."""
    more: list[tuple[str, str, str]] = field(default_factory=list)
    """Criterion, evidence and remark of further rows of the last indicator."""

    def __post_init__(self) -> None:
        self.criterion = self.texts.criterion

    def problem(self, code: str, message: Text, row: int, column: int) -> None:
        """Locate a problem at a cell."""
        self.problems.append(Problem(code=code, message=message, where=self.grid.ref(row, column)))

    def add(self, item: Indicator, row: int) -> None:
        """Keep an indicator and the row that it stands in."""
        self.complete()
        self.rows.append(row)
        self.last_row = row
        self.indicators.append(item)
        self.in_list = False
        self.total += item.points or 0
        for depth in range(1, len(item.path) + 1):
            above = item.path[:depth]
            self.totals[above] = self.totals.get(above, Decimal(0)) + (item.points or 0)

    def complete(self) -> None:
        """Give the last indicator what its further rows say."""
        if not self.more:
            return
        item = self.indicators[-1]
        criteria, evidence, remarks = zip(*self.more, strict=True)
        self.indicators[-1] = item.replace(
            criterion=self.criterion("\n".join((item.criterion.text, *criteria)), item.points),
            evidence="\n".join(filter(None, (item.evidence, *evidence))),
            remark="\n".join(filter(None, (item.remark, *remarks))),
        )
        self.more.clear()

    def skip(self, row: int, kind: str, reason: Text) -> None:
        """Note a row that is no indicator."""
        words = " ".join(dict.fromkeys(filter(None, self.grid.texts(row))))
        number, cell = self.grid.row_number(row), self.grid.cell_name(row, next(iter(self.grid.filled(row)), 0))
        self.skipped.append(SkippedRow(row=number, kind=kind, reason=reason, text=words, cell=cell))


def shown(reading: Reading, row: int, name: str) -> str:
    """Return the text that a row shows for a field; empty where the sheet has no such column."""
    column = reading.header.at(name)
    return "" if column is None else reading.grid.shown(row, column)


def read_path(reading: Reading, row: int) -> Path:
    """Return the row's section names; a blank label continues the one above, within the same parent."""
    grid = reading.grid
    before, now = reading.path, list[str]()
    for level, column in enumerate(reading.header.all("section")):
        label = _one_line(grid.shown(row, column))
        same_parents = now == before[:level]
        now.append(label or (before[level] if same_parents and level < len(before) else ""))
        top, left = grid.anchor(row, column)
        if label:
            section = (*reading.heading, *(n for n in now if n))
            add_section(reading, section, top, left)
            if column in reading.header.level_points:
                declare(reading, section, row, reading.header.level_points[column])
    reading.path = now
    return (*reading.heading, *(n for n in now if n))


@lru_cache(maxsize=256)
def _one_line(label: str) -> str:
    """Return a label as one line; a line that breaks between two characters leaves no blank there."""
    return re.sub(r"(?<=[\u2e80-\uffef])\s+(?=[\u2e80-\uffef])", "", " ".join(label.split()))


def add_section(reading: Reading, path: Path, row: int, column: int) -> None:
    """Note a section where its label first stands; a label printed again at a page break adds nothing."""
    if path in reading.sections or any(kind_of_heading(label) for label in path):
        return
    source = reading.grid.ref(row, column)
    match = IN_LABEL.search(path[-1])
    declared = None
    if match:
        try:
            declared = Declared(points=parse_points(match[1]), source=source)
        except PointsError as err:
            reading.problem("unreadable-points", text("{why}", why=str(err)), row, column)
    reading.sections[path] = Section(path=path, declared=declared, source=source)


def declare(reading: Reading, path: Path, row: int, column: int) -> None:
    """Take the points in a cell for what a section declares, unless its label has said so."""
    section = reading.sections.get(path)
    if section is None or section.declared is not None:
        return
    points = points_at(reading, row, column)
    if points is not None:
        said = Declared(points=points, source=reading.grid.ref(row, column))
        reading.sections[path] = replace(section, declared=said)


def points_at(reading: Reading, row: int, column: int) -> Decimal | None:
    """Return a row's points, or None with a located problem where a cell holds no number."""
    grid = reading.grid
    anchor = grid.anchor(row, column)
    if anchor in grid.valueless:
        message = text("the formula has no stored value; open the workbook in Excel and save it")
        reading.problem("formula-without-value", message, row, column)
        return None
    value = grid.value(*anchor)
    if value is None:
        return None
    if anchor in reading.cell_points:
        return None  # merged over several rows: shared out when all are read
    if (said := _percentage(grid, anchor)) is not None:
        message = text("“{said}” is a share, no points: write what the row is worth (20% of 100 are 20)", said=said)
        reading.problem("unreadable-points", message, row, column)
        return None
    try:
        points = parse_points(value)
    except PointsError as err:
        reading.problem("unreadable-points", text("{why}", why=str(err)), row, column)
        return None
    if not 0 <= points < _MOST_POINTS:
        message = text("{points} is no number of points; write one from 0 up", points=as_text(value)[:40])
        reading.problem("unreadable-points", message, row, column)
        return None
    reading.cell_points[anchor] = points
    if grid.typed and isinstance(value, str):
        message = text("“{raw}” is a text, read as {points}", raw=value, points=points)
        reading.problem("text-number", message, row, column)
    return points


def _percentage(grid: Grid, at: tuple[int, int]) -> str | None:
    """Return a cell's percentage as the sheet shows it; None where it holds none."""
    value = grid.value(*at)
    if isinstance(value, str):
        return value.strip() if _PERCENT.fullmatch(value) else None
    if at not in grid.percents or isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    if not isfinite(value):
        return None
    return f"{format_points(from_excel(value * 100))}%"
