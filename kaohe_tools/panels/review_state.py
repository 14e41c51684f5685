"""What the review panel knows and can do; no widgets.

Figures come from :mod:`review_data` and :mod:`review_detail`; everything here can be used and
tested without a page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from kaohe_tools.errors import KaoheError
from kaohe_tools.findings import Review, Severity
from kaohe_tools.locale import _, use_language
from kaohe_tools.model import Scheme
from kaohe_tools.panels import review_data
from kaohe_tools.panels.panel_state import PanelState, Saved
from kaohe_tools.panels.review_data import Filters
from kaohe_tools.panels.review_detail import Detail, detail
from kaohe_tools.panels.working_folder import MAX_UPLOAD, chosen_profile, store_upload

TOPICS = frozenset({"options", "review", "rows", "detail", "status"})

FORMATS = ("docx", "html", "xlsx")
"""Forms of the memo and how their files end."""


class ReviewState(PanelState):
    """The review panel without its widgets.

    Parameters
    ----------
    folder : str, Path or None
        The working folder; None: the current one.
    path : str, Path or None
        The sheet to open first.
    profile : str
        A shipped profile's name or an office's own TOML file.
    lang : str or None
        ``"zh"`` or ``"en"``; None: the language now in use.
    clock : callable
        Returns the present time; what the saving strip shows.

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
    errors : tuple of PanelError
        What the last verb ran into.
    saved : Saved or None
        The memo written last.
    """

    topics = TOPICS

    def __init__(
        self,
        *,
        folder: str | Path | None = None,
        path: str | Path | None = None,
        profile: str = "default",
        lang: str | None = None,
        clock: Callable[[], datetime] = datetime.now,
    ) -> None:
        super().__init__(folder=folder, profile=profile, lang=lang, clock=clock)
        self.sheet = ""
        self.schemes: tuple[Scheme, ...] = ()
        self.review: Review | None = None
        self.filters = Filters()
        self.selected: int | None = None
        self.place = 0
        self.explained = False
        self.saved: Saved | None = None
        self._rows_of: tuple[Review | None, str, list[review_data.Row]] = (None, "", [])
        self._incoming: dict[str, bytearray] = {}
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
        self.file, self.sheet, self.schemes = name, "", ()
        try:
            if name:
                self._read()
        finally:  # all at once: rows of the earlier file must not stay on the page meanwhile
            self._list_files()
            self._tell("options", "review", "rows", "detail")

    def choose_sheet(self, sheet: str) -> None:
        """Review another sheet of the same file."""
        self._forget()
        self.sheet = sheet
        try:
            self._check()
        finally:
            self._tell("options", "review", "rows", "detail")

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
                self._read()
        finally:
            self._tell("options", "review", "rows", "detail")

    def _read(self) -> None:
        from kaohe_tools.sheets import load_schemes

        self.schemes = load_schemes(self.folder / self.file, chosen_profile(self.folder, self.profile))
        names = [s.sheet for s in self.schemes]
        self.sheet = self.sheet if self.sheet in names else names[0]
        self._check()

    def _check(self) -> None:
        from kaohe_tools.checks import review_scheme

        scheme = next(s for s in self.schemes if s.sheet == self.sheet)
        self.review = review_scheme(scheme, chosen_profile(self.folder, self.profile))

    def _forget(self) -> None:
        self.review, self.selected, self.place, self.explained = None, None, 0, False
        self.filters = replace(self.filters, family="", indicator="")

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

    def rows(self) -> list[review_data.Row]:
        """Return every finding as a row; made once per review and language."""
        if self.review is None:
            return []
        if self._rows_of[0] is not self.review or self._rows_of[1] != self.language:
            with use_language(self.language):
                self._rows_of = (self.review, self.language, review_data.rows(self.review))
        return self._rows_of[2]

    def shown(self) -> list[int]:
        """Return which of the review's findings pass the filters, in their order."""
        return review_data.shown(self.review, self.rows(), self.filters) if self.review else []

    def detail(self) -> Detail | None:
        """Return what is shown of the selected finding, or None."""
        if self.review is None or self.selected is None:
            return None
        with use_language(self.language):
            return detail(self.review, self.selected, self.place, self.explained)

    # files -------------------------------------------------------------------------------------

    def upload(self, name: str, data: bytes) -> None:
        """Keep an uploaded sheet in the working folder and review it."""
        path = store_upload(self.folder, name, data)
        self.choose_file(self.offered_name(path))

    def upload_part(self, name: str, part: int, parts: int, data: bytes) -> None:
        """Take one part of an upload (they come in order); after the last one, :meth:`upload`."""
        held = self._incoming.setdefault(name, bytearray())
        if part == 0:
            held.clear()
        held += data
        if len(held) > MAX_UPLOAD or part + 1 >= parts:
            self.upload(name, bytes(self._incoming.pop(name)))

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
        memos.mkdir(parents=True, exist_ok=True)
        memo = build_memo(self.review)
        sheet = self.sheet if len(self.schemes) > 1 else ""
        target = free_path(memos, memo_name(memo, format_, Path(self.file).suffix, sheet=sheet))
        path = write_memo(memo, target, format=format_, source=self.folder / self.file)
        self.saved = Saved(at=self._clock(), path=self.offered_name(path))
        self._tell("status")
        return path

    def saved_file(self) -> tuple[str, bytes]:
        """Return name and bytes of the memo saved last, for the browser to keep a copy.

        Raises
        ------
        KaoheError
            If none was saved, or it is gone.
        """
        if self.saved is None or not (self.folder / self.saved.path).is_file():
            raise KaoheError(_("There is no saved memo to download."))
        path = self.folder / self.saved.path
        return path.name, path.read_bytes()

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
