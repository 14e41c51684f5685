"""Load the schemes of a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kaohe_tools.errors import LayoutError, SheetError
from kaohe_tools.locale import _
from kaohe_tools.model import Layout, Scheme
from kaohe_tools.profiles import Profile, SavedLayout
from kaohe_tools.sheets.columns import Vocabulary
from kaohe_tools.sheets.grid import Grid, Limits, read_grids
from kaohe_tools.sheets.layout import find_header, nearest_header
from kaohe_tools.sheets.outline import read_outline
from kaohe_tools.sheets.saved import checked
from kaohe_tools.sheets.tidy import read_scheme

__all__ = ["Limits", "Reading", "Unread", "load_scheme", "load_schemes", "read_grids", "read_schemes"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
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
    unread: tuple[Unread, ...] = ()

    @property
    def nearest(self) -> Unread | None:
        """The unread sheet that comes closest to a scheme: with most known columns, else the best explained."""
        return max(self.unread, key=_closeness, default=None)


def _closeness(unread: Unread) -> tuple[int, int]:
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
    reading = read_schemes(read_grids(path, limits), profile)
    if reading.schemes:
        return reading.schemes
    if reading.nearest is not None:
        raise reading.nearest.error
    raise no_sheet(path)


def no_sheet(path: str | Path) -> SheetError:
    """Return the error for a workbook whose sheets are all hidden."""
    return SheetError(
        _("the workbook has no visible sheet; unhide the one that holds the indicators."), Path(path).name
    )


def read_schemes(grids: Sequence[Grid], profile: Profile | None = None) -> Reading:
    """Read the schemes in the visible sheets of a file; a sheet that has none is kept with its reason.

    Raises
    ------
    ProfileError
        If the profile's headings or saved layouts name a field that indicators do not have.
    """
    words, saved = Vocabulary(profile), checked(profile.layouts) if profile else ()
    schemes: list[Scheme] = []
    unread: list[Unread] = []
    for grid in grids:
        if grid.hidden:
            continue
        try:
            schemes += _read(grid, words, saved, profile)
        except LayoutError as err:
            unread.append(Unread(sheet=grid.sheet, error=_with_note(err, grids), layout=_nearest(grid, words, saved)))
    return Reading(schemes=tuple(schemes), unread=tuple(unread))


def _read(grid: Grid, words: Vocabulary, saved: tuple[SavedLayout, ...], profile: Profile | None) -> tuple[Scheme, ...]:
    if grid.kind == "outline":
        return read_outline(grid, profile)
    header = find_header(grid, words, saved)
    scheme = read_scheme(grid, header, profile)
    if scheme.indicators:
        return (scheme,)
    message = _("row {row} is the header, but no indicator stands below it.").format(row=header.first + 1)
    raise LayoutError(message, f"{grid.file} · {grid.sheet}")


def _nearest(grid: Grid, words: Vocabulary, saved: tuple[SavedLayout, ...]) -> Layout | None:
    if grid.kind == "outline" or not grid.width:
        return None
    header = nearest_header(grid, words, saved)
    rows = tuple(range(header.first + 1, header.last + 2))
    return Layout(sheet=grid.sheet, header_rows=rows, columns=header.columns)


def _with_note(err: LayoutError, grids: Sequence[Grid]) -> LayoutError:
    """Return the error with what explains it where the file's name says another kind than its bytes."""
    note = next((n.message for grid in grids for n in grid.notes if n.code == "wrong-extension"), None)
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
        _("name one of the sheets that hold a scheme: {names}.").format(names="、".join(names)),
        Path(path).name,
    )
