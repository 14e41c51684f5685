"""A numbered text without a table -> a scheme.

Parts and sections (一、 （一）) hold items (1. 33—1.); points stand at the end of an item's sentence;
lists of bonuses, penalties and vetoes stand beside. Every paragraph is an item's, a heading, or
passed over with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from kaohe_tools.criteria.stated import label_points, worth_of
from kaohe_tools.errors import LayoutError
from kaohe_tools.locale import Text, _, text
from kaohe_tools.model import (
    Adjustment,
    AdjustmentCap,
    AdjustmentKind,
    Declared,
    Indicator,
    Layout,
    Path,
    Problem,
    RuleKind,
    Scheme,
    Section,
    SkippedRow,
    Unit,
)
from kaohe_tools.points import parse_points
from kaohe_tools.profiles import Profile
from kaohe_tools.sheets.grid import Grid
from kaohe_tools.sheets.headlines import declared_in, title_of, year_of
from kaohe_tools.sheets.outline.blocks import Block, Level, blocks_of, is_page_furniture, schemes_of
from kaohe_tools.sheets.outline.items import heads_points, parts_in, points_of, sum_of
from kaohe_tools.sheets.outline.units import takes_in, units_of, with_alternatives
from kaohe_tools.sheets.rows.adjustments import adjustment, kind_of_heading
from kaohe_tools.sheets.scoring_texts import ScoringTexts

_GENERIC = re.compile(
    r"^(?:考核|考评|评价|评分|计分|打分|加减分)?(?:内容|办法|方法|标准|细则|内容及分值|内容和标准|加减分内容)[:：]?$|^加减分"
)
_HEADING_CHARS = 40
_SCORING = (RuleKind.DEDUCT, RuleKind.BONUS, RuleKind.AWARD)
_SHARED_CAP = re.compile(
    r"以上\s*([0-9０-９一二三四五六七八九十]+)?\s*[项条].{0,6}?最[多高](?:加|扣|减|计)\s*([0-9０-９.]+)\s*分"
)
_BY = re.compile(r"[（(]由(.{1,100}?)(?:负责|制定|拟定|评分|打分|审定)[^（）()]{0,100}[）)]")
_FIGURE = re.compile(r"[0-9０-９.]\s*分(?!钟|类|管|工|析|别|公司)")


@dataclass
class _Reading:
    """What has been read of one text so far."""

    grid: Grid
    texts: ScoringTexts
    indicators: list[Indicator] = field(default_factory=list)
    sections: dict[Path, Section] = field(default_factory=dict)
    skipped: list[SkippedRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    adjustments: list[Adjustment] = field(default_factory=list)
    caps: list[AdjustmentCap] = field(default_factory=list)
    takes: dict[str, str] = field(default_factory=dict)
    declared: Declared | None = None
    part: str = ""
    section: str = ""
    group: str = ""
    beside: AdjustmentKind | None = None
    closed: int = 0

    def __post_init__(self) -> None:
        self.criterion = self.texts.criterion

    def skip(self, block: Block, kind: str, reason: Text) -> None:
        for row in (*block.rows, *(row for point in block.points for row in point.rows if kind != "section")):
            words, cell = self.grid.text(row, 0), self.grid.cell_name(row, 0)
            self.skipped.append(SkippedRow(row=row + 1, kind=kind, reason=reason, text=words, cell=cell))

    @property
    def path(self) -> Path:
        return tuple(name for name in (self.part, self.section, self.group) if name)


def read_outline(grid: Grid, texts: ScoringTexts, profile: Profile | None = None) -> tuple[Scheme, ...]:
    """Return the schemes that a numbered text holds; its scoring texts are read with `texts`.

    Raises
    ------
    LayoutError
        If no numbered paragraph names points or a rule.
    """
    readings = [_read_blocks(grid, blocks, texts) for blocks in schemes_of(blocks_of(grid))]
    found = [reading for reading in readings if _holds_scheme(reading)]
    if not found:
        raise LayoutError(
            _("no numbered paragraph names points or a rule; expected items such as “1.…（4分）” or “1.…扣1分”."),
            f"{grid.file} · {grid.sheet}",
        )
    for note in grid.notes:
        found[0].problems.append(Problem(code=note.code, message=note.message, where=grid.ref(note.row or 0, 0)))
    for reading in readings:
        if not _holds_scheme(reading):
            found[0].skipped += reading.skipped
    return tuple(_scheme(reading, profile) for reading in found)


def _holds_scheme(reading: _Reading) -> bool:
    return bool(reading.adjustments) or any(i.points is not None or i.criterion.rules for i in reading.indicators)


def _read_blocks(grid: Grid, blocks: Sequence[Block], texts: ScoringTexts) -> _Reading:
    reading = _Reading(grid, texts)
    itemised = any(block.level in (Level.ITEM, Level.POINT) for block in blocks)
    for n, block in enumerate(blocks):
        below = blocks[n + 1].level if n + 1 < len(blocks) else None
        _read_block(reading, block, below, itemised=itemised)
    return reading


def _scheme(reading: _Reading, profile: Profile | None) -> Scheme:
    grid = reading.grid
    items = with_alternatives(reading.indicators, reading.takes)
    filled = {i.path[:depth] for i in items for depth in range(len(i.path) + 1)}
    own = tuple(Unit(name=name, takes=takes) for name, takes in profile.units) if profile else ()
    heads = [s.text for s in reading.skipped if s.kind == "title"]
    title = title_of(heads) or grid.sheet
    return Scheme(
        title=title,
        year=year_of([title, *heads]),
        declared=reading.declared,
        sections=tuple(s for s in reading.sections.values() if s.path in filled),
        indicators=items,
        layout=Layout(sheet=grid.sheet, header_rows=(), columns=(), skipped=tuple(reading.skipped)),
        adjustments=tuple(reading.adjustments),
        adjustment_caps=tuple(reading.caps),
        units=own or units_of(items, reading.takes),
        problems=tuple(reading.problems),
        file=grid.file,
        sha256=grid.sha256,
        sheet=grid.sheet,
    )


def _read_block(reading: _Reading, block: Block, below: Level | None, *, itemised: bool) -> None:
    if block.level is None:
        _read_plain(reading, block)
    elif block.level in (Level.PART, Level.SECTION):
        _read_heading(reading, block, below, itemised=itemised)
    elif reading.beside is not None:
        _read_beside(reading, block, reading.beside)
    elif heads_points(block):
        _read_group(reading, block)
    else:
        reading.group = reading.group if block.level is Level.POINT else ""
        _read_item(reading, block)


def _read_plain(reading: _Reading, block: Block) -> None:
    """Read a paragraph without a number: a title, a note, or what closes a list."""
    if (
        not reading.indicators
        and not reading.sections
        and not reading.adjustments
        and not is_page_furniture(block.text)
    ):
        reading.declared = reading.declared or declared_in(reading.grid, block.rows[0])
        reading.skip(block, "title", text("above the first numbered paragraph"))
        return
    takes = takes_in(block.text)
    if takes:
        reading.takes |= takes
        reading.skip(block, "note", text("says which units take which item"))
        return
    shared = _SHARED_CAP.search(block.text)
    if shared and reading.beside is not None:
        _close_list(reading, block, reading.beside, parse_points(shared[2]))
        return
    reading.closed = len(reading.adjustments)
    furniture = is_page_furniture(block.text)
    reading.skip(block, "note", text("a line of the web page") if furniture else text("a note: it carries no number"))
    if _FIGURE.search(block.text) and not furniture:
        reason = text("this paragraph speaks of points but carries no number; it was not read as an item")
        _not_understood(reading, block, reason)


def _close_list(reading: _Reading, block: Block, kind: AdjustmentKind, cap: Decimal) -> None:
    """Give the entries above a limit that they share (以上5项最多加8分)."""
    group = f"{kind.value}-{len(reading.caps) + 1}"
    members = range(reading.closed, len(reading.adjustments))
    for n in members:
        if reading.adjustments[n].kind is kind:
            reading.adjustments[n] = replace(reading.adjustments[n], group=group)
    reading.caps.append(AdjustmentCap(kind=kind, group=group, cap=cap, source=reading.grid.ref(block.rows[0], 0)))
    reading.closed = len(reading.adjustments)
    reading.skip(block, "note", text("the limit that the entries above share"))


def _read_heading(reading: _Reading, block: Block, below: Level | None, *, itemised: bool) -> None:
    words = "".join(block.text.split())
    first, *behind = re.split("[:：]", block.lines[0], maxsplit=1)
    kind = kind_of_heading("".join(first.split()))
    if kind is None and reading.beside is not None and block.level is Level.SECTION:
        _read_beside(reading, block, reading.beside)
        return
    if block.level is Level.PART:
        reading.part = ""
    reading.section, reading.group, reading.beside, reading.closed = "", "", kind, len(reading.adjustments)
    if kind is not None:
        rest = "".join(behind).strip()
        if not rest:
            only_heading = replace(block, rows=block.rows[:1], points=[])
            reading.skip(only_heading, "section", text("heads a list beside the points"))
        for entry in _entries(block, rest):
            _read_beside(reading, entry, kind)
        return
    holds = below is not None and block.level is not None and below > block.level
    reading.declared = reading.declared or declared_in(reading.grid, block.rows[0])
    if not holds or len(block.text) > _HEADING_CHARS:
        _read_leaf(reading, block, holds=holds, itemised=itemised)
        return
    if _GENERIC.match(words) and label_points(words) is None:
        reading.skip(block, "section", text("a heading without points"))
        return
    heading = " ".join(block.heading.split()).rstrip("。．；;：:")
    if block.level is Level.PART:
        reading.part = heading
    else:
        reading.section = heading
    _add_section(reading, block)
    reading.skip(block, "section", text("a section's heading"))


def _entries(block: Block, rest: str) -> Iterator[Block]:
    """Yield the entries of a list that stand below its heading without a number, or behind its colon."""
    entry: Block | None = None
    for piece, row in zip((rest, *block.pieces[1:]), block.rows, strict=True):
        if not piece.strip():
            continue
        if entry is None or piece.startswith("\n"):
            if entry is not None:
                yield entry
            entry = Block(level=None, mark="", number="", pieces=[piece.strip()], rows=[row])
        else:
            entry.pieces.append(piece)
            entry.rows.append(row)
    if entry is not None:
        yield entry


def _read_leaf(reading: _Reading, block: Block, *, holds: bool, itemised: bool) -> None:
    """Read a part that is no heading: an item if it has points, or where the text has no other items."""
    scores = any(r.points is not None and r.kind in _SCORING for r in reading.criterion(block.text).rules)
    worth = worth_of(block.text).points
    if not holds and (worth is not None or (scores and not itemised)):
        _read_item(reading, block)
        return
    reading.skip(block, "note", text("says how the assessment is run, holds no items"))
    if scores and not holds:
        reason = text("this part gives or takes points but has none itself and holds no items; it was not read")
        _not_understood(reading, block, reason)


def _add_section(reading: _Reading, block: Block) -> None:
    source = reading.grid.ref(block.rows[0], 0)
    points = label_points(reading.path[-1])
    declared = Declared(points=points, source=source) if points is not None else None
    reading.sections.setdefault(reading.path, Section(path=reading.path, declared=declared, source=source))


def _read_group(reading: _Reading, block: Block) -> None:
    """Read an item that only heads its sub-points: these have the points."""
    reading.group = " ".join(block.heading.split())
    _add_section(reading, block)
    reading.skip(block, "section", text("a section's heading"))
    for point in block.points:
        _read_item(reading, point)


def _read_item(reading: _Reading, block: Block) -> None:
    worth = worth_of(block.text)
    parts = parts_in(block) or worth.parts
    points = points_of(block) if points_of(block) is not None else sum_of(parts)
    ordinal = len(reading.indicators) + 1
    source = reading.grid.ref(block.rows[0], 0)
    reading.indicators.append(
        Indicator(
            id=str(ordinal),
            row=ordinal,
            number=block.number,
            path=reading.path,
            name=block.name,
            points=points,
            parts=parts,
            criterion=reading.criterion(block.whole, points),
            assessor=worth.assessor,
            sources=(("points", source), ("criterion", source)),
        )
    )


def _read_beside(reading: _Reading, block: Block, kind: AdjustmentKind) -> None:
    assessor = _BY.search(block.text)
    reading.adjustments.append(
        adjustment(
            kind,
            reading.criterion(block.whole),
            number=block.number,
            assessor=assessor[1] if assessor else "",
            source=reading.grid.ref(block.rows[0], 0),
        )
    )
    reading.skip(block, "adjustment", text("a bonus, penalty or veto beside the points"))


def _not_understood(reading: _Reading, block: Block, reason: Text) -> None:
    where = reading.grid.ref(block.rows[0], 0)
    reading.problems.append(Problem(code="row-not-understood", message=reason, where=where))
