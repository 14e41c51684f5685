"""What the review panel knows and can do; no widgets.

Figures come from :mod:`.data` and :mod:`.detail`; everything here can be used and
tested without a page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from kaohe_tools.errors import KaoheError
from kaohe_tools.files import make_folder
from kaohe_tools.findings import Review, Severity
from kaohe_tools.locale import _, use_language
from kaohe_tools.model import Scheme
from kaohe_tools.panels.panel_state import PanelState, Saved, Settings
from kaohe_tools.panels.review import data, layout_data
from kaohe_tools.panels.review.data import Filters
from kaohe_tools.panels.review.detail import Detail, detail
from kaohe_tools.panels.review.layout_state import LayoutState
from kaohe_tools.panels.working_folder import chosen_profile, save_profile

if TYPE_CHECKING:
    from kaohe_tools.sheets.load import Reading

TOPICS = frozenset({"options", "review", "rows", "detail", "layout", "status"})

FORMATS = ("docx", "html", "xlsx")
"""Forms of the memo and how their files end."""


class ReviewState(PanelState):
    """The review panel without its widgets.

    Parameters
    ----------
    path : str, Path or None
        The sheet to open first.
    **settings
        See :class:`PanelState`.

    Attributes
    ----------
    file, sheet : str
        The chosen file as offered, and which of its sheets; empty: none.
    review : Review or None
        None until a file was read.
    selected : int or None
        Which of ``review.findings``.
    place : int
        Which cell of the selected finding.
    explained : bool
        Whether the check's explanation is open.
    layout : LayoutState
        How the sheets of the file are read; the verbs on it stand below.
    layout_saved : Saved or None
        The profile that a layout was saved in last.
    """

    topics = TOPICS

    def __init__(
        self,
        *,
        path: str | Path | None = None,
        **settings: Unpack[Settings],
    ) -> None:
        super().__init__(**settings)
        self.sheet = ""
        self.schemes: tuple[Scheme, ...] = ()
        self.review: Review | None = None
        self.filters = Filters()
        self.selected: int | None = None
        self.place = 0
        self.explained = False
        self.layout = LayoutState()
        self._reread_once = False
        self.layout_saved: Saved | None = None
        self._before: Review | None = None
        self._rows_of: tuple[Review | None, str, list[data.Row]] = (None, "", [])
        self.refresh_files()
        if path is not None:
            self.attempt(self.choose_file, self.offered_name(path))

    # choosing ----------------------------------------------------------------------------------

    def choose_file(self, name: str) -> None:
        """Read a file and review its first scheme.

        Raises
        ------
        KaoheError
            If it cannot be read; the file stays chosen and there is no review.
        """
        self._forget()
        self.layout.forget()
        self._before, self._reread_once, self.layout_saved = None, False, None
        self.file, self.sheet, self.schemes = name, "", ()
        try:
            if name:
                self._read()
        finally:  # all at once: rows of the earlier file must not stay on the page meanwhile
            self._list_files()
            self._tell("options", "review", "rows", "detail", "layout")

    def choose_sheet(self, sheet: str) -> None:
        """Review another sheet of the same file."""
        self._forget()
        self.sheet = sheet
        self._look_at(sheet)
        try:
            self._check()
        finally:
            self._tell("options", "review", "rows", "detail", "layout")

    def choose_profile(self, profile: str) -> None:
        """Review the same file by another profile; its own column headings count, so it is read again.

        Raises
        ------
        ProfileError
            If there is no such profile; the earlier one stays.
        """
        chosen_profile(self.folder, profile)
        self.profile = profile
        self._forget()
        try:
            if self.file:
                self._before, self._reread_once = None, False
                self._read()
        finally:
            self._tell("options", "review", "rows", "detail", "layout")

    def _read(self) -> None:
        profile = chosen_profile(self.folder, self.profile)
        self.layout.open(self.folder / self.file)
        self._take(self.layout.read(profile))

    def _take(self, reading: Reading) -> None:
        """Review what was read; the sheet that was open stays open where it still holds a scheme."""
        self.schemes = reading.schemes
        names = [s.sheet for s in self.schemes]
        if not names and reading.nearest is not None:
            self.layout.look_at(self.layout.sheet or reading.nearest.sheet)
            raise reading.nearest.error
        self.sheet = self.sheet if self.sheet in names else names[0]
        self.layout.look_at(self.layout.sheet or self.sheet)
        self._check()

    def _check(self) -> None:
        from kaohe_tools.checks import review_scheme

        scheme = next(s for s in self.schemes if s.sheet == self.sheet)
        self.review = review_scheme(scheme, self.layout.effective)

    def _forget(self) -> None:
        self.review, self.selected, self.place, self.explained = None, None, 0, False
        self.filters = replace(self.filters, family="", indicator="")

    def _retell(self) -> None:
        """Say again why sheets of the file gave no scheme; what was set of a layout and not applied stays."""
        if not self.file or (self.review is not None and not self.layout.reading.unread):
            return
        reading = self.layout.reread(self.folder / self.file, chosen_profile(self.folder, self.profile))
        if self.review is None and reading.nearest is not None:
            raise reading.nearest.error

    # layout ------------------------------------------------------------------------------------

    def choose_layout_sheet(self, sheet: str) -> None:
        """Look at the layout of another sheet, of one that gave no scheme too."""
        if any(s.sheet == sheet for s in self.schemes):
            self.choose_sheet(sheet)
        else:
            self._look_at(sheet)
            self._tell("layout")

    def _look_at(self, sheet: str) -> None:
        if sheet != self.layout.sheet:
            self._before, self._reread_once = None, False
        self.layout.look_at(sheet)

    def choose_header(self, row: int) -> None:
        """Set which row (from 0) is the header; it counts once it is applied."""
        self.layout.choose_header(row)
        self._tell("layout")

    def choose_field(self, column: int, field: str) -> None:
        """Set what a column (from 0) is, ``""`` for nothing; it counts once it is applied."""
        self.layout.choose_field(column, field)
        self._tell("layout")

    def apply_layout(self) -> None:
        """Read the file again by what was set, and say what that changes.

        Raises
        ------
        LayoutError
            If no scheme can be read so; the review stays as it was.
        """
        self._reread(self.layout.apply())

    def reset_layout(self) -> None:
        """Drop what was set or saved for this sheet and read it by its own headings; nothing is written.

        Raises
        ------
        LayoutError
            If no scheme is found so.
        """
        self._reread(self.layout.reset())

    def save_layout(self) -> Path:
        """Save the layout in the office's profile and use that; a shipped profile is copied first.

        What was set and not applied is applied. After :meth:`reset_layout` the saved one is taken out.

        Raises
        ------
        KaoheError
            If the layout cannot be applied or the profile cannot be written.
        """
        if self.layout.draft is not None:
            self.apply_layout()
        path = save_profile(self.folder, self.profile, self.layout.edited)
        self.profile = self.offered_name(path)
        self.layout.kept()
        self.layout_saved = Saved(at=self._clock(), path=self.profile)
        self.layout.read(chosen_profile(self.folder, self.profile))
        self._reread(self.layout.reading)
        return path

    def _reread(self, reading: Reading) -> None:
        """Take another reading of the same file, and say what has changed since the first."""
        before = self._before or self.review
        self._before = before if before is not None and before.scheme.sheet == self.layout.sheet else None
        self._forget()
        self.sheet = self.layout.sheet
        try:
            self._take(reading)
        finally:
            self._reread_once = True
            self._tell("options", "review", "rows", "detail", "layout")

    @property
    def layout_change(self) -> str:
        """What the layout that was applied last has changed."""
        return layout_data.change_said(self._before, self.review) if self._reread_once else ""

    def layout_view(self) -> layout_data.LayoutView | None:
        """Return what is shown of the layout, or None."""
        with use_language(self.language):
            return layout_data.layout_view(self.layout, self.layout_change)

    # findings ----------------------------------------------------------------------------------

    def filter(self, **changes: Any) -> None:
        """Change some filters: `severities`, `family`, `indicator`, `text`."""
        if "severities" in changes:
            known = [s.value for s in Severity]
            changes["severities"] = tuple(s for s in known if s in changes["severities"])
        self.filters = replace(self.filters, **changes)
        if self.selected is not None and self.selected not in self.shown():
            self.selected, self.place, self.explained = None, 0, False
            self._tell("detail")
        self._tell("rows")

    def clear_filters(self) -> None:
        """Show all findings again."""
        self.filter(**Filters().to_dict())

    def select(self, index: int | None) -> None:
        """Select one of the review's findings; None, or one that is no longer there, selects none."""
        count = len(self.review.findings) if self.review else 0
        if index is not None and not 0 <= index < count:
            index = None
        if index != self.selected:
            self.selected, self.place, self.explained = index, 0, False
        self._tell("detail")

    def show_place(self, place: int) -> None:
        """Show another cell of the selected finding."""
        shown = self.detail()
        if shown is not None and 0 <= place < len(shown["places"]):
            self.place = place
            self._tell("detail")

    def explain(self, open_: bool = True) -> None:
        """Open or close the explanation of the selected finding's check."""
        self.explained = open_ and self.selected is not None
        self._tell("detail")

    def rows(self) -> list[data.Row]:
        """Return every finding as a row; made once per review and language."""
        if self.review is None:
            return []
        if self._rows_of[0] is not self.review or self._rows_of[1] != self.language:
            with use_language(self.language):
                self._rows_of = (self.review, self.language, data.rows(self.review))
        return self._rows_of[2]

    def shown(self) -> list[int]:
        """Return which of the review's findings pass the filters, in their order."""
        return data.shown(self.review, self.rows(), self.filters) if self.review else []

    def detail(self) -> Detail | None:
        """Return what is shown of the selected finding, or None."""
        if self.review is None or self.selected is None:
            return None
        with use_language(self.language):
            return detail(self.review, self.selected, self.place, self.explained)

    # files -------------------------------------------------------------------------------------

    def take_sheet(self, name: str) -> None:
        """Review a sheet that has just come in."""
        self.choose_file(name)

    def save(self, format_: str) -> Path:
        """Write the memo into the working folder's ``memos`` under a name that nothing has yet.

        Parameters
        ----------
        format_ : str
            ``"docx"``, ``"html"`` or ``"xlsx"`` (the sheet itself with comments).

        Raises
        ------
        KaoheError
            If there is no review yet, or the file cannot be written.
        """
        from kaohe_tools.memo import build_memo, free_path, memo_name, write_memo

        if self.review is None:
            raise KaoheError(_("Choose a sheet first: there is no review to save yet."))
        memos = self.folder / "memos"
        make_folder(memos)
        memo = build_memo(self.review)
        sheet = self.sheet if len(self.schemes) > 1 else ""
        target = free_path(memos, memo_name(memo, format_, Path(self.file).suffix, sheet=sheet))
        return self._keep(write_memo(memo, target, format=format_, source=self.folder / self.file))

    # settings ----------------------------------------------------------------------------------

    def to_dict(self) -> dict[str, Any]:
        """Return what the designer chose, as JSON data."""
        return {
            "file": self.file,
            "sheet": self.sheet,
            "profile": self.profile,
            "language": self.language,
            "filters": self.filters.to_dict(),
        }

    def restore(self, settings: Mapping[str, Any]) -> None:
        """Take settings from :meth:`to_dict`; the file is read again."""
        self.language, self.profile = settings["language"], settings["profile"]
        self.choose_file(settings["file"])
        if settings["sheet"] and settings["sheet"] != self.sheet:
            self.choose_sheet(settings["sheet"])
        self.filter(**settings["filters"])
