"""How the sheets of the open file are read, and what the designer says about it; no widgets.

A *draft* is what the designer has set and not yet applied. Applied, it is a *trial*: a layout beside
those of the profile, for this file only, until it is saved.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from kaohe_tools.errors import LayoutError, SheetError
from kaohe_tools.locale import _
from kaohe_tools.model import Layout
from kaohe_tools.profiles import Profile, SavedLayout
from kaohe_tools.profiles.layouts import with_layout, without_layouts
from kaohe_tools.sheets.columns import HEADINGS, REPEATABLE, Vocabulary
from kaohe_tools.sheets.grid import Grid
from kaohe_tools.sheets.layout import propose_header
from kaohe_tools.sheets.load import Reading, read_schemes, visible_grids
from kaohe_tools.sheets.saved import LEAST_HEADINGS, Shape, find_saved, shape_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A header and what its columns are; rows count from 0.

    Attributes
    ----------
    headings, fields : tuple of str
        Of every column, left to right; a field is ``""`` where the column is not used.
    """

    first: int
    last: int
    headings: tuple[str, ...]
    fields: tuple[str, ...]

    def taken_as(self, column: int, field: str) -> Draft:
        """Return a draft where a column is `field`; another column of a single field gives it up."""
        fields = list(self.fields)
        if field and field not in REPEATABLE:
            fields = ["" if taken == field else taken for taken in fields]
        fields[column] = field
        return replace(self, fields=tuple(fields))

    def layout(self) -> SavedLayout:
        """Return it as a profile keeps it."""
        return SavedLayout(headings=self.headings, fields=self.fields)

    @classmethod
    def of(cls, layout: Layout) -> Draft:
        """Return how a sheet was read."""
        rows = layout.header_rows
        return cls(
            first=rows[0] - 1,
            last=rows[-1] - 1,
            headings=tuple(c.heading for c in layout.columns),
            fields=tuple(c.field for c in layout.columns),
        )


class LayoutState:
    """The layouts of the open file's sheets.

    Attributes
    ----------
    grids : tuple of Grid
        The visible sheets of the file as cells.
    reading : Reading
        What they gave by the profile and the trials.
    sheet : str
        The sheet whose layout is looked at.
    draft : Draft or None
        None: nothing is set that is not applied.
    """

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Begin anew, without a file."""
        self.grids: tuple[Grid, ...] = ()
        self.reading = Reading(schemes=())
        self.sheet = ""
        self.draft: Draft | None = None
        self.profile = Profile(name="")
        self._trials: dict[str, SavedLayout] = {}
        self._passed_over: frozenset[Shape] = frozenset()

    # reading -----------------------------------------------------------------------------------

    def open(self, path: Path) -> None:
        """Read a file's cells; trials stay.

        Raises
        ------
        SheetError
            If it cannot be read.
        """
        self.grids, self.reading = (), Reading(schemes=())
        self.grids = visible_grids(path)

    def read(self, profile: Profile) -> Reading:
        """Read the schemes by a profile and the trials."""
        self.profile = profile
        self.reading = read_schemes(self.grids, self.effective)
        self.draft = None
        return self.reading

    def reread(self, path: Path, profile: Profile) -> Reading:
        """Read the file again, for the words in which it says what it could not read; the draft stays.

        Raises
        ------
        SheetError
            If it cannot be read.
        """
        draft = self.draft
        if not self.grids:
            self.open(path)
        self.read(profile)
        self.draft = draft
        return self.reading

    @property
    def effective(self) -> Profile:
        """The profile with the trials, and without the layouts that are passed over."""
        return self.profile.replace(layouts=(*self._kept(), *self._trials.values()))

    def _kept(self) -> tuple[SavedLayout, ...]:
        return tuple(one for one in self.profile.layouts if shape_of(one.headings) not in self._passed_over)

    # the sheet looked at -----------------------------------------------------------------------

    @property
    def grid(self) -> Grid | None:
        """The cells of the sheet looked at."""
        return next((grid for grid in self.grids if grid.sheet == self.sheet), None)

    @property
    def layout(self) -> Layout | None:
        """How the sheet was read; for an unread one, what comes closest."""
        schemes = (s.layout for s in self.reading.schemes if s.sheet == self.sheet)
        unread = (u.layout for u in self.reading.unread if u.sheet == self.sheet)
        return next((one for one in (*schemes, *unread) if one is not None), None)

    @property
    def error(self) -> LayoutError | None:
        """Why the sheet gave no scheme; None where it gave one."""
        return next((u.error for u in self.reading.unread if u.sheet == self.sheet), None)

    @property
    def applied(self) -> Draft | None:
        """The header and columns now in force; None for a text without a table."""
        return Draft.of(self.layout) if self.layout is not None and self.layout.header_rows else None

    @property
    def shown(self) -> Draft | None:
        """The draft, else what is in force."""
        return self.draft or self.applied

    @property
    def tried(self) -> bool:
        """Whether the sheet is read by a trial."""
        return self.grid is not None and find_saved(self.grid, tuple(self._trials.values())) is not None

    @property
    def saved(self) -> SavedLayout | None:
        """The profile's own layout for this sheet, in force or passed over."""
        found = find_saved(self.grid, self.profile.layouts) if self.grid is not None else None
        return found[0] if found else None

    @property
    def passed_over(self) -> bool:
        """Whether the profile has a layout for this sheet that is not used now."""
        return self.saved is not None and not self.tried and shape_of(self.saved.headings) in self._passed_over

    # verbs -------------------------------------------------------------------------------------

    def look_at(self, sheet: str) -> None:
        """Look at another sheet; what was set for the former one and not applied is dropped."""
        if sheet != self.sheet:
            self.sheet, self.draft = sheet, None

    def choose_header(self, row: int) -> None:
        """Take a row (from 0) as the header; its columns are taken by their headings."""
        grid = self._table()
        if not 0 <= row < len(grid.rows):
            raise ValueError(f"row {row} is not in the sheet")
        header = propose_header(grid, Vocabulary(self.profile), row)
        self._set(
            Draft(
                first=header.first,
                last=header.last,
                headings=tuple(c.heading for c in header.columns),
                fields=tuple(c.field for c in header.columns),
            )
        )

    def choose_field(self, column: int, field: str) -> None:
        """Take a column (from 0) as a field, or as nothing."""
        now = self.shown
        if now is None or not 0 <= column < len(now.fields) or field not in ("", *HEADINGS):
            raise ValueError(f"column {column} cannot be {field!r}")
        self._set(now.taken_as(column, field))

    def _set(self, draft: Draft) -> None:
        self.draft = draft if draft != self.applied else None

    def _table(self) -> Grid:
        if self.grid is None or self.applied is None:
            raise SheetError(_("this sheet has no table: there are no columns to set."), self.sheet)
        return self.grid

    def apply(self) -> Reading:
        """Read again by the draft.

        Raises
        ------
        LayoutError
            If the sheet gives no scheme then; everything stays as it was, the draft too.
        """
        grid, draft = self._table(), self.shown
        if draft is None or len([h for h in draft.headings if h]) < LEAST_HEADINGS:
            raise LayoutError(
                _("the header needs {n} headings at least; choose the row that holds them.").format(n=LEAST_HEADINGS),
                f"{grid.file} · {grid.sheet}",
            )
        trials, reading, unapplied = dict(self._trials), self.reading, self.draft
        self._trials.pop(self.sheet, None)
        self._trials[self.sheet] = draft.layout()
        self.read(self.profile)
        if self.error is not None:
            error, self._trials, self.reading, self.draft = self.error, trials, reading, unapplied
            raise error
        return self.reading

    def reset(self) -> Reading:
        """Read the sheet as if nobody had said anything about it; the profile is not changed."""
        grid = self._table()
        self._trials.pop(self.sheet, None)
        while (found := find_saved(grid, tuple(self._trials.values()))) is not None:
            self._trials = {sheet: one for sheet, one in self._trials.items() if one != found[0]}
        while (found := find_saved(grid, self._kept())) is not None:
            self._passed_over |= {shape_of(found[0].headings)}
        return self.read(self.profile)

    def edited(self, toml: str) -> str:
        """Return a profile's text with this sheet's layout saved in it; without one after :meth:`reset`."""
        applied, saved = self.applied, self.saved
        shapes = {shape_of(one.headings) for one in (saved,) if one is not None}
        if self.tried and applied is not None:
            shapes |= {shape_of(applied.headings)}
            return with_layout(toml, applied.layout(), lambda one: shape_of(one.headings) in shapes)
        return without_layouts(toml, lambda one: shape_of(one.headings) in self._passed_over)

    def kept(self) -> None:
        """Forget what was tried or reset for sheets of this shape: the profile says it now."""
        if not self.tried or self.applied is None:
            self._passed_over = frozenset()
            return
        said = {shape_of(one.headings) for one in (self.applied, self.saved) if one is not None}
        self._passed_over -= said
        self._trials = {name: one for name, one in self._trials.items() if shape_of(one.headings) not in said}
