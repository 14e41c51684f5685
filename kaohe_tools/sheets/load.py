"""Load the schemes of a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from kaohe_tools.errors import LayoutError, SheetError
from kaohe_tools.locale import Text, _, plain, text
from kaohe_tools.model import Layout, Problem, Scheme
from kaohe_tools.profiles import Profile, SavedLayout
from kaohe_tools.sheets.change_list import is_change_list
from kaohe_tools.sheets.collector import collector_paused
from kaohe_tools.sheets.columns import Vocabulary
from kaohe_tools.sheets.grid import Grid, Limits, read_grids
from kaohe_tools.sheets.layout import Header, find_header, nearest_header
from kaohe_tools.sheets.outline import read_outline
from kaohe_tools.sheets.pieces import continues, cut, goes_on, joined, pieces, told_apart
from kaohe_tools.sheets.saved import checked
from kaohe_tools.sheets.scoring_texts import ScoringTexts
from kaohe_tools.sheets.tidy import read_scheme

__all__ = [
    "Limits",
    "Reading",
    "UnreadSheet",
    "load_scheme",
    "load_schemes",
    "read_file",
    "read_schemes",
    "visible_grids",
]

MAX_ROWS_OF_SCHEME = 60_000
_PEEKED_ROWS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadSheet:
    """A sheet that gave no scheme.

    Attributes
    ----------
    error : LayoutError
        Why, and what to do.
    layout : Layout or None
        The row that comes closest to a header and what its columns would be; None for an empty
        sheet and for a text without a table.
    """

    sheet: str
    error: LayoutError
    layout: Layout | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the visible sheets of a file gave, in their order: schemes, or the reason why not."""

    schemes: tuple[Scheme, ...]
    unread: tuple[UnreadSheet, ...] = ()

    @property
    def nearest(self) -> UnreadSheet | None:
        """The unread sheet that comes closest to a scheme: with most known columns, else the best explained."""
        return max(self.unread, key=_closeness, default=None)


def _closeness(unread: UnreadSheet) -> tuple[int, int]:
    known = sum(bool(c.field) for c in unread.layout.columns) if unread.layout else 0
    return known, len(unread.error.message)


def load_schemes(
    path: str | Path, profile: Profile | None = None, *, limits: Limits | None = None
) -> tuple[Scheme, ...]:
    """Load every scheme of a workbook: one for each visible sheet that has a header.

    Parameters
    ----------
    path : str or Path
        A workbook, Word document, text or PDF; told by its content, not by its name.
    profile : Profile, optional
        Brings an office's own column headings and the layouts that it has explained.
    limits : Limits, optional
        Time, memory and size that the file may take.

    Returns
    -------
    tuple of Scheme
        At least one, in the order of the sheets. Sheets without indicators are passed over as
        long as another one has them.

    Raises
    ------
    SheetError
        If the file cannot be read, or no sheet holds a scheme; one sentence naming file, sheet and
        cell as far as known.
    """
    return schemes_in(read_grids(path, limits), Path(path).name, profile)


def schemes_in(grids: Sequence[Grid], name: str, profile: Profile | None = None) -> tuple[Scheme, ...]:
    """Return every scheme of a file's sheets; else as :func:`load_schemes`."""
    reading = read_schemes(_readable(grids, name), profile)
    if not reading.schemes and reading.nearest is not None:
        raise reading.nearest.error
    return reading.schemes


def read_file(path: str | Path, profile: Profile | None = None, *, limits: Limits | None = None) -> Reading:
    """Read a file's visible sheets: schemes, and of the others why they hold none.

    Raises
    ------
    SheetError
        If the file cannot be read, or has no visible sheet.
    """
    return read_schemes(_readable(read_grids(path, limits), Path(path).name), profile)


def visible_grids(path: str | Path, limits: Limits | None = None) -> tuple[Grid, ...]:
    """Read the cells of a file's visible sheets.

    Raises
    ------
    SheetError
        If the file cannot be read, or has no visible sheet.
    """
    return tuple(grid for grid in _readable(read_grids(path, limits), Path(path).name) if not grid.hidden)


def _readable(grids: Sequence[Grid], name: str) -> tuple[Grid, ...]:
    """Return the sheets without our own list of changes; refuse a file that shows none."""
    kept = tuple(grid for grid in grids if not is_change_list(grid))
    if all(grid.hidden for grid in kept):
        raise SheetError(_("the workbook has no visible sheet; unhide the one that holds the indicators."), name)
    return kept


def read_schemes(grids: Sequence[Grid], profile: Profile | None = None) -> Reading:
    """Read the schemes in the visible sheets of a file; a sheet that has none is kept with its reason.

    The first scheme tells which sheets were not read, and of hidden ones that hold a scheme too.

    Raises
    ------
    ProfileError
        If the profile's headings or saved layouts name a field that indicators do not have.
    """
    with collector_paused():
        return _read_schemes(grids, profile)


def _read_schemes(grids: Sequence[Grid], profile: Profile | None) -> Reading:
    reader = _Reader(Vocabulary(profile), checked(profile.layouts) if profile else (), profile)
    note = next((n.message for grid in grids for n in grid.notes if n.code == "wrong-extension"), None)
    found: list[_Run] = []
    unread: list[tuple[Grid, LayoutError]] = []
    for grid in (g for g in grids if not g.hidden):
        texts = ScoringTexts(_place(grid))
        try:
            found.append(_Run(grid, texts, reader.read(grid, texts)))
        except LayoutError as err:
            if found and reader.goes_on(found[-1], grid):
                found[-1].more.append(grid)
            else:
                unread.append((grid, _with_note(err, note)))
    schemes = [scheme for run in found for scheme in reader.whole(run)]
    if schemes:
        passed = (*_passed_over(grid for grid, _err in unread), *_hidden(g for g in grids if reader.holds_scheme(g)))
        schemes[0] = replace(schemes[0], problems=(*schemes[0].problems, *passed))
    return Reading(
        schemes=told_apart(schemes),
        unread=tuple(UnreadSheet(sheet=g.sheet, error=err, layout=reader.nearest(g)) for g, err in unread),
    )


def _place(grid: Grid) -> str:
    return f"{grid.file} · {grid.sheet}"


@dataclass(slots=True)
class _Run:
    """A sheet that holds schemes, and the tables of its document that go on with it; lives only while a file is read.

    Attributes
    ----------
    head : tuple of Grid and Header, optional
        The header rows of its last scheme, under which the tables go on; found when there are some.
    """

    grid: Grid
    texts: ScoringTexts
    schemes: tuple[Scheme, ...]
    more: list[Grid] = field(default_factory=list)
    head: tuple[Grid, Header] | None = None


@dataclass(frozen=True, slots=True)
class _Reader:
    """How the sheets of one file are read."""

    words: Vocabulary
    saved: tuple[SavedLayout, ...]
    profile: Profile | None

    def header(self, grid: Grid) -> Header:
        return find_header(grid, self.words, self.saved)

    def read(self, grid: Grid, texts: ScoringTexts) -> tuple[Scheme, ...]:
        """Return the schemes of a sheet, one at least."""
        if sum(any(value is not None for value in row) for row in grid.rows) > MAX_ROWS_OF_SCHEME:
            raise SheetError(
                _("the sheet has more than {n} rows with text, which is no scheme; split it.").format(
                    n=MAX_ROWS_OF_SCHEME
                ),
                _place(grid),
            )
        if grid.kind == "outline":
            return read_outline(grid, texts, self.profile)
        header = self.header(grid)
        parts = pieces(grid, header)
        schemes = (read_scheme(p, header if p is grid else self.header(p), texts, self.profile) for p in parts)
        found = tuple(s for s in schemes if s.indicators or s.adjustments)
        if not found:
            message = _("row {row} is the header, but no indicator stands below it.").format(
                row=grid.row_number(header.first)
            )
            raise LayoutError(message, _place(grid))
        return found

    def goes_on(self, run: _Run, grid: Grid) -> bool:
        """Return whether a document's table is the rest of the ones above it, under their header."""
        if not continues(grid, run.grid):
            return False
        if run.head is None:
            last = pieces(run.grid, self.header(run.grid))[-1]
            header = self.header(last)
            starts = sorted({0, header.first, header.last + 1})
            rows = cut(last, starts)[starts.index(header.first)]
            run.head = rows, replace(header, first=0, last=header.last - header.first)
        rows, header = run.head
        return goes_on(read_scheme(joined((rows, grid)), header, run.texts, self.profile))

    def whole(self, run: _Run) -> tuple[Scheme, ...]:
        """Return the schemes of a sheet and of the tables that go on with it."""
        return self.read(joined((run.grid, *run.more)), run.texts) if run.more else run.schemes

    def holds_scheme(self, grid: Grid) -> bool:
        """Return whether a hidden sheet holds a scheme, as far as its first rows tell."""
        if not grid.hidden:
            return False
        first = cut(grid, (0, _PEEKED_ROWS))[0] if len(grid.rows) > _PEEKED_ROWS else grid
        try:
            return bool(self.read(first, ScoringTexts(_place(grid))))
        except SheetError:
            return False

    def nearest(self, grid: Grid) -> Layout | None:
        if grid.kind == "outline" or not grid.width:
            return None
        header = nearest_header(grid, self.words, self.saved)
        rows = tuple(grid.row_number(row) for row in range(header.first, header.last + 1))
        return Layout(sheet=grid.sheet, header_rows=rows, columns=header.columns)


def _passed_over(grids: Iterable[Grid]) -> Iterator[Problem]:
    for grid in grids:
        if any(grid.value(r, c) is not None for r, row in enumerate(grid.rows) for c in range(len(row))):
            message = text("the sheet “{sheet}” was not read: it holds no header with points", sheet=grid.sheet)
            yield Problem(code="sheet-not-read", message=message, where=replace(grid.ref(0, 0), cell="", raw=""))


def _hidden(grids: Iterable[Grid]) -> Iterator[Problem]:
    for grid in grids:
        message = text("the hidden sheet “{sheet}” holds a scheme too; it was not read", sheet=grid.sheet)
        yield Problem(code="hidden-sheet", message=message, where=replace(grid.ref(0, 0), cell="", raw=""))


def _with_note(err: LayoutError, note: Text | None) -> LayoutError:
    """Return the error with what explains it where the file's name says another kind than its bytes."""
    if note is None:
        return err
    advice = _("If it should be a workbook, open it in Excel and save it as .xlsx.")
    return LayoutError(f"{note} {err.message} {advice}", err.where)


def load_scheme(
    path: str | Path,
    profile: Profile | None = None,
    *,
    sheet: str | None = None,
    limits: Limits | None = None,
) -> Scheme:
    """Load one scheme: that of `sheet`, or the only one.

    Raises
    ------
    SheetError
        As :func:`load_schemes`; also if `sheet` holds none, or several sheets do and none is named.
    """
    schemes = load_schemes(path, profile, limits=limits)
    names = [s.sheet for s in schemes]
    if sheet is None and len(schemes) == 1:
        return schemes[0]
    if sheet in names:
        return schemes[names.index(sheet)]
    raise SheetError(
        _("name one of the sheets that hold a scheme: {names}.").format(names=plain(names)),
        Path(path).name,
    )
