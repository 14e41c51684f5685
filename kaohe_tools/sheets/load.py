"""Load the schemes of a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kaohe_tools.errors import LayoutError, SheetError
from kaohe_tools.locale import _
from kaohe_tools.model import Scheme
from kaohe_tools.profiles import Profile
from kaohe_tools.sheets.columns import Vocabulary
from kaohe_tools.sheets.grid import Grid, Limits, read_grids
from kaohe_tools.sheets.layout import find_header
from kaohe_tools.sheets.outline import read_outline
from kaohe_tools.sheets.tidy import read_scheme

__all__ = ["Limits", "load_scheme", "load_schemes"]

MAX_ROWS_OF_SCHEME = 60_000


def load_schemes(
    path: str | Path, profile: Profile | None = None, *, limits: Limits | None = None
) -> tuple[Scheme, ...]:
    """Load every scheme of a workbook: one for each visible sheet that has a header.

    Parameters
    ----------
    path : str or Path
        An .xlsx workbook; told by its content, not by its name.
    profile : Profile, optional
        Brings an office's own column headings.
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
    words = Vocabulary(profile)
    schemes: list[Scheme] = []
    failed: list[LayoutError] = []
    grids = read_grids(path, limits)
    for grid in grids:
        if grid.hidden:
            continue
        if sum(any(value is not None for value in row) for row in grid.rows) > MAX_ROWS_OF_SCHEME:
            raise SheetError(
                _("the sheet has more than {n} rows with text, which is no scheme; split it.").format(
                    n=MAX_ROWS_OF_SCHEME
                ),
                f"{grid.file} · {grid.sheet}",
            )
        try:
            if grid.kind == "outline":
                schemes += read_outline(grid, profile)
                continue
            header = find_header(grid, words)
        except LayoutError as err:
            failed.append(err)
            continue
        scheme = read_scheme(grid, header, profile)
        if scheme.indicators:
            schemes.append(scheme)
        else:
            message = _("row {row} is the header, but no indicator stands below it.").format(row=header.first + 1)
            failed.append(LayoutError(message, f"{grid.file} · {grid.sheet}"))
    if schemes:
        return tuple(schemes)
    if failed:
        raise _with_note(max(failed, key=lambda err: len(err.message)), grids)
    raise SheetError(_("the workbook has no visible sheet; unhide the one that holds the indicators."), Path(path).name)


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
