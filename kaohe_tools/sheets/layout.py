"""Which row is the header, which column is what.

Headers are found, not assumed: under title rows, over several rows, merged, with blanks inside.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count

from kaohe_tools.errors import LayoutError
from kaohe_tools.locale import Text, _, plain, text
from kaohe_tools.model import FIELD_NAMES, Column
from kaohe_tools.profiles import SavedLayout
from kaohe_tools.sheets.columns import LEFT_OUT, REPEATABLE, Match, Vocabulary, is_deducted, normal
from kaohe_tools.sheets.contents import by_content, figures, is_points, names_amounts, points_in_words, words_instead
from kaohe_tools.sheets.grid import Grid
from kaohe_tools.sheets.letters import column_letter
from kaohe_tools.sheets.saved import MOST_HEADER_ROWS, SEARCHED_ROWS, find_saved, headings

_WEIGHTS = ("权重", "指标权重", "权重值", "考核权重", "比重")
_HEADING_CHARS = 14
_NO_HEADING = 30
_LISTED = re.compile("[扣减加奖罚]分|奖励|处罚")
_MOST_LEVELS = 20
_FEWEST_BESIDE = 3
_PROOF = 2
"""A row that names so many known columns is a header."""


@dataclass(frozen=True)
class Header:
    """The header of one sheet: its first and last row (from 0) and every column."""

    first: int
    last: int
    columns: tuple[Column, ...]

    def names(self, words: str) -> bool:
        """Return whether trimmed words are one of its headings: one level of it, or the whole."""
        return words[:1].upper()[:1] in self._initials and len(words) < _NO_HEADING and normal(words) in self._words

    @cached_property
    def _words(self) -> frozenset[str]:
        headings = [c.heading for c in self.columns if c.heading]
        return frozenset(normal(part) for h in headings for part in (h, *h.split("/")))

    @cached_property
    def _initials(self) -> frozenset[str]:
        """What a heading can begin with: a look at it spares most cells the making of :func:`normal`."""
        return frozenset((*(words[:1] for words in self._words), *LEFT_OUT))

    def at(self, field: str) -> int | None:
        """Return the column of a field, from 0; None where the sheet has none."""
        return self._first.get(field)

    @cached_property
    def _first(self) -> dict[str, int]:
        return {c.field: c.index for c in reversed(self.columns) if c.field}

    def all(self, field: str) -> tuple[int, ...]:
        """Return every column of a field that may have several."""
        return self._every.get(field, ())

    @cached_property
    def _every(self) -> dict[str, tuple[int, ...]]:
        found: dict[str, list[int]] = {}
        for column in self.columns:
            found.setdefault(column.field, []).append(column.index)
        return {field: tuple(columns) for field, columns in found.items()}

    @cached_property
    def level_points(self) -> dict[int, int]:
        """The columns that state the points of a level, each under the level's own column: the nearest to its left."""
        levels = self.all("section")
        return {max(below): c for c in self.all("level_points") if (below := [s for s in levels if s < c])}

    @cached_property
    def labels(self) -> tuple[int, ...]:
        """Where a row's label can stand: number, sections, name and the first column."""
        found = (self.at("number"), *self.all("section"), self.at("name"), 0)
        return tuple(dict.fromkeys(c for c in found if c is not None))

    @cached_property
    def named(self) -> tuple[tuple[str, int], ...]:
        """Every column with a field, points first; the levels of the path are ``section_1`` and so on."""
        used = sorted((c for c in self.columns if c.field), key=lambda c: (c.field != "points", c.index))
        levels = count(1)
        return tuple((f"section_{next(levels)}" if c.field == "section" else c.field, c.index) for c in used)

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """The fields of :attr:`named`."""
        return tuple(field for field, _column in self.named)

    @cached_property
    def places(self) -> tuple[int, ...]:
        """The columns of :attr:`named`."""
        return tuple(column for _field, column in self.named)


def find_header(grid: Grid, words: Vocabulary, saved: tuple[SavedLayout, ...] = ()) -> Header:
    """Find a sheet's header and say what each column is.

    Parameters
    ----------
    saved : tuple of SavedLayout
        Shapes that the designer has explained; a sheet of such a shape is read as said.

    Raises
    ------
    LayoutError
        If the sheet is empty, no row names at least two known columns, or none of them holds points.
    """
    where = f"{grid.file} · {grid.sheet}"
    if not any(grid.value(r, c) is not None for r in range(len(grid.rows)) for c in range(len(grid.rows[r]))):
        raise LayoutError(_("the sheet is empty; choose the sheet that holds the indicators."), where)
    header = nearest_header(grid, words, saved)
    if _score(grid, header.first, words) < _PROOF and find_saved(grid, saved) is None:
        raise LayoutError(_no_header(grid, header), where)
    if beside := _blocks_beside(header):
        raise LayoutError(
            _(
                "row {row} is the header, and its headings stand twice: columns {first} and again {second}; "
                "put the right block below the left one."
            ).format(row=grid.row_number(header.first), first=beside[0], second=beside[1]),
            where,
        )
    if len(header.all("section")) > _MOST_LEVELS:
        raise LayoutError(
            _(
                "row {row} is the header, but {n} of its columns are headed as levels of indicators, more than {most}; "
                "give that heading only to the levels (一级指标, 二级指标)."
            ).format(row=grid.row_number(header.first), n=len(header.all("section")), most=_MOST_LEVELS),
            where,
        )
    if header.at("points") is None and not (
        points_in_words(grid, header.last + 1, header.columns) or _lists_rules(grid, header)
    ):
        raise LayoutError(
            _(
                "row {row} is the header, but no column holds points; its headings are {seen}. "
                "Name one 分值, or add your word for it to the profile (columns.synonyms.points), "
                "or say in the review panel which column it is (layout)."
            ).format(row=header.first + 1, seen=_seen(header)),
            where,
        )
    return header


def nearest_header(grid: Grid, words: Vocabulary, saved: tuple[SavedLayout, ...] = ()) -> Header:
    """Return a sheet's header as the designer has explained it, else the row that comes closest to one."""
    known = find_saved(grid, saved)
    return _as_said(grid, *known) if known else propose_header(grid, words)


def propose_header(grid: Grid, words: Vocabulary, row: int | None = None) -> Header:
    """Return the row that looks most like a header and what its columns would be, known words or not.

    Parameters
    ----------
    row : int, optional
        The first row of the header (from 0), where it is known.
    """
    if row is None:
        rows = range(min(len(grid.rows), SEARCHED_ROWS))
        row = max(rows, key=lambda r: _rank(grid, r, words))
    last = _last_header_row(grid, row, words)
    return Header(row, last, _columns(grid, row, last, words))


def _as_said(grid: Grid, layout: SavedLayout, first: int, last: int) -> Header:
    """Return the header of a sheet whose shape the designer has explained."""
    fields = (*layout.fields, *[""] * grid.width)
    columns = (
        Column(
            index=c,
            letter=column_letter(c),
            heading=words,
            field=fields[c],
            how=text("as the designer said") if fields[c] else text("not used, as the designer said"),
            confidence=1.0 if fields[c] else 0.0,
        )
        for c, words in enumerate(headings(grid, first, last))
    )
    return Header(first, last, tuple(columns))


def _rank(grid: Grid, row: int, words: Vocabulary) -> tuple[float, float, int]:
    """Return how much a row looks like a header: by known headings; where they are few, by its making too."""
    score = _score(grid, row, words)
    return (score, 0, -row) if score >= _PROOF else (0, score + _short_texts(grid, row), -row)


def _short_texts(grid: Grid, row: int) -> int:
    """Return how many cells of a row could be headings: short texts of their own, no figures."""
    cells = (grid.value(row, c) for c in range(grid.width))
    return sum(isinstance(cell, str) and len(normal(cell)) <= _HEADING_CHARS and not is_points(cell) for cell in cells)


def _blocks_beside(header: Header) -> tuple[str, str] | None:
    """Return the columns of two blocks under the same headings beside each other, points among them."""
    named = [(c.letter, normal(c.heading)) for c in header.columns if c.heading]
    half, rest = divmod(len(named), 2)
    points = header.at("points")
    words = [heading for _letter, heading in named]
    if rest or half < _FEWEST_BESIDE or words[:half] != words[half:] or len(set(words)) < half or points is None:
        return None
    letters = [letter for letter, _heading in named]
    return f"{letters[0]}–{letters[half - 1]}", f"{letters[half]}–{letters[-1]}"


def _seen(header: Header) -> str:
    return plain([c.heading for c in header.columns if c.heading])


def _no_header(grid: Grid, nearest: Header) -> str:
    """Say that no row is a header, which one comes closest, and what to do."""
    said = _(
        "no header row was found in the first {n} rows; expected one with headings such as 分值 and 评分标准."
    ).format(n=min(len(grid.rows), SEARCHED_ROWS))
    if sum(bool(c.heading) for c in nearest.columns) < 2:
        return said
    closest = _(
        "Row {row} comes closest, with {seen}. If it is the header, say what its columns are in the review panel "
        "(layout), or add your words to the profile (columns.synonyms)."
    ).format(row=nearest.first + 1, seen=_seen(nearest))
    return f"{said} {closest}"


def _lists_rules(grid: Grid, header: Header) -> bool:
    """Return whether a sheet is a list of penalties or awards, which has no points of its own to add up.

    It says so in a heading or title, its criteria name amounts, and no column holds figures that
    could be points under an unknown heading.
    """
    criterion, start = header.at("criterion"), header.last + 1
    if criterion is None or any(by_content(grid, start, c.index) == "points" for c in header.columns if not c.field):
        return False
    titles = (grid.text(row, c) for row in range(header.first) for c in range(grid.width))
    named = any(_LISTED.search(words) for words in (header.columns[criterion].heading, *titles))
    return named and names_amounts(grid, start, criterion)


def is_header_again(grid: Grid, row: int, header: Header) -> bool:
    """Return whether a row repeats the header, as prints do at a page break."""
    texts = [t for t in grid.texts(row)[: len(header.columns)] if t]
    others = 0
    for words in texts:
        others += not header.names(words)
        if others * 2 >= len(texts):
            return False
    return len(texts) >= 2


def _score(grid: Grid, row: int, words: Vocabulary) -> float:
    found: dict[str, float] = {}
    for column in range(grid.width):
        match = words.match(grid.text(row, column))
        if match:
            found[match.field] = max(found.get(match.field, 0), match.confidence)
    return sum(found.values())


def _last_header_row(grid: Grid, first: int, words: Vocabulary) -> int:
    """Return the last row of the header: merged headings reach down to it, or sub-headings fill it."""
    last = max(
        (bottom for top, _l, bottom, _r in grid.merges if top == first and bottom - top < MOST_HEADER_ROWS),
        default=first,
    )
    # a heading merged downwards covers a sub-heading row only if that row holds no points already
    while last > first and any(is_points(grid.value(last, c)) for c in range(grid.width)):
        last -= 1
    below = last + 1
    texts = [grid.text(below, c) for c in range(grid.width) if grid.text(below, c)]
    if last == first and len(texts) >= 2 and all(words.match(t) for t in texts):
        return below
    return last


def _columns(grid: Grid, first: int, last: int, words: Vocabulary) -> tuple[Column, ...]:
    named = headings(grid, first, last)
    taken: list[tuple[str, float, Text]] = []
    same = Counter(said for said in named if said)
    for column, said in enumerate(named):
        match = _match(said, words)
        inside = by_content(grid, last + 1, column)
        if same[said] > 1 and match and match.field not in (*REPEATABLE, "number", "points") and inside:
            how = text("one of {n} columns under this heading, told by what stands in it", n=same[said])
            taken.append((inside, 0.7, how))
        elif (
            match
            and match.field == "points"
            and match.confidence < 1
            and (use := words_instead(grid, last + 1, column))
        ):
            taken.append((use, match.confidence, text("by a part of its heading, and by what stands in it")))
        elif match and match.confidence == 1:
            taken.append((match.field, 1.0, text("by its heading")))
        elif match:
            taken.append((match.field, match.confidence, text("by a part of its heading")))
        elif said:
            taken.append(("", 0, text("not used: the heading is not known")))
        else:
            taken.append(("", 0, text("not used: it has no heading")))
    weight = _weight(grid, last + 1, named)
    _set_deducted_aside(taken, named, others=weight is not None)
    fields = _unique(
        [(field, sure) for field, sure, _how in taken],
        lambda c: names_amounts(grid, last + 1, c),
        lambda c: figures(grid, last + 1, c),
    )
    if "points" not in fields and "level_points" in fields:  # 一级分值, 二级分值: the lowest are the indicators'
        fields[len(fields) - 1 - fields[::-1].index("level_points")] = "points"
    if "points" not in fields and weight is not None:
        fields[weight] = "points"
        taken[weight] = ("points", 0.8, text("weights, as no column is headed points"))
    surest = {field: sure for field, (_field, sure, _how) in zip(fields, taken, strict=True)}
    return tuple(
        Column(
            index=c,
            letter=column_letter(c),
            heading=named[c],
            field=fields[c],
            how=why
            if fields[c] or not field
            else text("not used: another column is {field}", field=FIELD_NAMES[field]),
            confidence=sure if fields[c] else 0.0,
            rival=field if field and not fields[c] and sure == surest.get(field) else "",
        )
        for c, (field, sure, why) in enumerate(taken)
    )


def _set_deducted_aside(taken: list[tuple[str, float, Text]], named: Sequence[str], *, others: bool) -> None:
    """Take columns of points to be taken off for the points of the rows only where nothing else could be them."""
    points = [c for c, (field, _sure, _how) in enumerate(taken) if field in ("points", "level_points")]
    deducted = [c for c in points if taken[c][1] < 1 and is_deducted(named[c])]
    for column in deducted:
        if others or len(deducted) < len(points):
            taken[column] = ("", 0, text("not used: points that are taken off"))
        else:
            taken[column] = (*taken[column][:2], text("points that are taken off, as no other column holds any"))


def _match(heading: str, words: Vocabulary) -> Match | None:
    """Match the lowest level of a heading first, then the whole, then the upper level."""
    levels = heading.split("/")
    tried = [words.match(level) for level in (levels[-1], heading.replace("/", ""), levels[0])]
    return max((m for m in tried if m), key=lambda m: m.confidence, default=None)


def _weight(grid: Grid, start: int, named: Sequence[str]) -> int | None:
    """Return the one column headed as weights whose figures could be points: 权重 30, but not 30%."""
    columns = [c for c, words in enumerate(named) if normal(words.split("/")[-1]) in _WEIGHTS]
    fitting = [c for c in columns if by_content(grid, start, c) == "points"]
    if len(columns) != 1 or len(fitting) != 1 or any(c == fitting[0] for _row, c in grid.percents):
        return None
    return fitting[0]


def _unique(taken: list[tuple[str, float]], scores: Callable[[int], bool], counted: Callable[[int], int]) -> list[str]:
    """Leave each single field to one column; what stands in the others is kept as far as a field fits.

    The criterion is the column whose cells name amounts (`scores`), else the surest; the name is the
    last of the surest, those before it are levels above. A sheet without a criterion column scores
    by what is to be done, so its 考核内容 is the criterion. The points are the surest right of the lowest
    level with the most figures (`counted`); a column of points right of a level above states what that is worth.
    """
    fields = [field for field, _sure in taken]
    rivals = {field: [c for c, f in enumerate(fields) if f == field] for field in set(fields) - {"", *REPEATABLE}}
    for field, columns in rivals.items():
        if len(columns) == 1:
            continue
        if field == "criterion":
            winner = max(columns, key=lambda c: (scores(c), taken[c][1], -c))
        elif field == "points":
            deepest = max((c for c, f in enumerate(fields) if f == "section"), default=-1)
            winner = max(columns, key=lambda c: (taken[c][1], c > deepest, counted(c), -c))
        else:
            winner = max(columns, key=lambda c: (taken[c][1], c if field == "name" else -c))
        for column in columns:
            if column != winner:
                fields[column] = _second_use(field, before=column < winner, named="name" in rivals)
    if "criterion" not in rivals and "name" in rivals:
        fields[fields.index("name")] = "criterion"
        levels = [c for c in rivals["name"] if fields[c] == "section"]
        if levels:
            fields[levels[-1]] = "name"
    for column in rivals.get("points", []):
        left = next((f for f in reversed(fields[:column]) if f), "")
        if not fields[column] and left == "section" and column < fields.index("points"):
            fields[column] = "level_points"
    return fields


def _second_use(field: str, *, before: bool, named: bool) -> str:
    """Return what a column is whose field another column has."""
    if field == "name":
        return "section" if before else "remark"
    if field == "criterion":
        return "name" if before and not named else "remark"
    return ""
