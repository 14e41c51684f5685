"""What the comparison panel knows and can do; no widgets."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kaohe_tools.errors import KaoheError, OutputError
from kaohe_tools.files import write_new
from kaohe_tools.locale import _, language, use_language, why
from kaohe_tools.model import Scheme
from kaohe_tools.panels.panel_state import PanelState, Saved
from kaohe_tools.panels.scenario_scheme import kept_scenarios, scheme_of
from kaohe_tools.panels.working_folder import MAX_UPLOAD, chosen_profile, store_upload

if TYPE_CHECKING:
    from kaohe_tools.compare import Difference
    from kaohe_tools.scenarios import Listed

TOPICS = frozenset({"options", "result", "status"})
SIDES = ("old", "new")
FOLDER = "exports"
_SCENARIO = "#"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """One side: the file's offered name, or ``#`` and a scenario's number; and what it holds."""

    name: str = ""
    sheet: str = ""
    schemes: tuple[Scheme, ...] = ()

    @property
    def scheme(self) -> Scheme | None:
        """The scheme of the chosen sheet; None where nothing was read."""
        return next((s for s in self.schemes if s.sheet == self.sheet), self.schemes[0] if self.schemes else None)


class CompareState(PanelState):
    """The comparison panel without its widgets.

    Attributes
    ----------
    sides : dict of str to Chosen
        ``"old"`` and ``"new"``.
    results : str
        The file with last year's results; empty: none.
    grades : str
        Grades as written: ``优秀=90,20%；良好=80``; empty: none.
    found : Difference or None
    saved : Saved or None
        The page written last.
    """

    topics = TOPICS

    def __init__(
        self,
        *,
        folder: str | Path | None = None,
        old: str | Path | None = None,
        new: str | Path | None = None,
        results: str | Path | None = None,
        profile: str = "default",
        lang: str | None = None,
        clock: Callable[[], datetime] = datetime.now,
    ) -> None:
        super().__init__(folder=folder, profile=profile, lang=lang, clock=clock)
        self.sides = {side: Chosen() for side in SIDES}
        self.results = ""
        self.grades = ""
        self.found: Difference | None = None
        self.saved: Saved | None = None
        self._incoming: dict[str, bytearray] = {}
        self._list_files()
        self.attempt(self._begin, old, new, results)

    def _begin(self, old: str | Path | None, new: str | Path | None, results: str | Path | None) -> None:
        self.results = self.offered_name(results) if results else ""
        for side, said in zip(SIDES, (old, new), strict=True):
            if said:
                self.sides[side] = self._read(said if str(said).startswith(_SCENARIO) else self.offered_name(said))
        self._compare()

    # choosing ----------------------------------------------------------------------------------

    def scenarios(self) -> tuple[Listed, ...]:
        """Return the scenarios that the working folder keeps."""
        return kept_scenarios(self.folder)

    def choose(self, side: str, name: str) -> None:
        """Take a file, or a scenario (``#`` and its number), as the scheme before or now.

        Raises
        ------
        KaoheError
            If it cannot be read; that side is then empty.
        """
        self._forget()
        self.sides[side] = Chosen(name=name)
        try:
            if name:
                self.sides[side] = self._read(name)
            self._compare()
        finally:
            self._tell("options", "result")

    def choose_sheet(self, side: str, sheet: str) -> None:
        """Take another sheet of the same workbook."""
        self._forget()
        self.sides[side] = replace(self.sides[side], sheet=sheet)
        try:
            self._compare()
        finally:
            self._tell("options", "result")

    def swap(self) -> None:
        """Exchange before and now; the results belong to the scheme before."""
        self._forget()
        self.sides = {"old": self.sides["new"], "new": self.sides["old"]}
        try:
            self._compare()
        finally:
            self._tell("options", "result")

    def choose_results(self, name: str) -> None:
        """Take a file with last year's results, recorded under the scheme before; empty: none.

        Raises
        ------
        KaoheError
            If it cannot be read; the comparison stands without the ranking.
        """
        self.results = name
        self._again()

    def choose_grades(self, written: str) -> None:
        """Take grades as written, to say who crosses a line: ``优秀=90,20%；良好=80``.

        Raises
        ------
        GradingError
            If they are written otherwise; the comparison stands without the ranking.
        """
        self.grades = written.strip()
        self._again()

    def choose_profile(self, profile: str) -> None:
        """Review both sides by another profile; files are read again, scenarios have their own.

        Raises
        ------
        ProfileError
            If there is no such profile; the earlier one stays.
        """
        chosen_profile(self.folder, profile)
        self.profile = profile
        self._forget()
        try:
            for side, chosen in self.sides.items():
                if chosen.name:
                    self.sides[side] = replace(self._read(chosen.name), sheet=chosen.sheet)
            self._compare()
        finally:
            self._tell("options", "result")

    def refresh_files(self) -> None:
        """Look again which sheets the working folder offers."""
        self._list_files()
        self._tell("options")

    def upload(self, name: str, data: bytes) -> None:
        """Keep an uploaded sheet in the working folder; it becomes the side that is empty, else the one now."""
        path = store_upload(self.folder, name, data)
        self._list_files()
        self.choose("new" if self.sides["old"].name else "old", self.offered_name(path))

    def upload_part(self, name: str, part: int, parts: int, data: bytes) -> None:
        """Take one part of an upload (they come in order); after the last one, :meth:`upload`."""
        held = self._incoming.setdefault(name, bytearray())
        if part == 0:
            held.clear()
        held += data
        if len(held) > MAX_UPLOAD or part + 1 >= parts:
            self.upload(name, bytes(self._incoming.pop(name)))

    # reading and comparing ---------------------------------------------------------------------

    def _forget(self) -> None:
        self.found, self.saved = None, None

    def _again(self) -> None:
        self._forget()
        try:
            self._compare()
        finally:
            self._tell("options", "result")

    def _read(self, name: str | Path) -> Chosen:
        from kaohe_tools.sheets import load_schemes

        said = str(name)
        if said.startswith(_SCENARIO):
            schemes: tuple[Scheme, ...] = (scheme_of(self.folder, int(said[1:])),)
        else:
            schemes = load_schemes(self.folder / said, chosen_profile(self.folder, self.profile))
        return Chosen(name=said, sheet=schemes[0].sheet, schemes=schemes)

    def _compare(self) -> None:
        """Compare both sides where both were read; with results, score them."""
        from kaohe_tools.compare import compare, effect_of
        from kaohe_tools.grades import read_grading
        from kaohe_tools.sheets import load_results

        old, new = (self.sides[side].scheme for side in SIDES)
        if old is None or new is None:
            return
        names = [(self.sides[side].name, self.sides[side].sheet) for side in SIDES]
        if names[0] == names[1]:
            raise KaoheError(_("Both sides are the same sheet; choose another one on one of them."))
        profile = chosen_profile(self.folder, self.profile)
        found = compare(old, new, profile=profile)
        self.found = found
        if not self.results:
            return
        results = load_results(self.folder / self.results, old, profile)
        written = [part for part in self.grades.replace("；", ";").split(";") if part.strip()]
        grading = read_grading(written) if written else None
        matches = [row.match for row in found.rows]
        self.found = found.replace(effect=effect_of(old, new, matches, results, grading=grading))
        if results.problems:
            raise KaoheError(
                _("{n} cells of {file} could not be read, the first: {problem}").format(
                    n=len(results.problems), file=self.results, problem=results.problems[0].message
                )
            )

    def picture(self) -> str:
        """Return last year's ranking before and now as the address of a picture; empty without results."""
        from kaohe_tools.memo.comparison import slopes_png

        if self.found is None or self.found.effect is None:
            return ""
        with use_language(self.language):
            return f"data:image/png;base64,{b64encode(slopes_png(self.found)).decode()}"

    # saving ------------------------------------------------------------------------------------

    def page(self) -> str:
        """Return the comparison as a page to print.

        Raises
        ------
        KaoheError
            If nothing is compared yet.
        """
        from kaohe_tools.memo.comparison import comparison_html

        if self.found is None:
            raise KaoheError(_("Choose two sheets first: there is nothing to save yet."))
        with use_language(self.language):
            return comparison_html(self.found, date=self._clock().date())

    def save(self) -> Path:
        """Write the page into the working folder's ``exports`` under a name that nothing has yet.

        Raises
        ------
        KaoheError
            If nothing is compared yet, or the file cannot be written.
        """
        from kaohe_tools.memo import joined_names, safe_name

        page = self.page()
        place = self.folder / FOLDER
        stems = [Path(s.file).stem or s.title for s in (self.sides["old"].scheme, self.sides["new"].scheme) if s]
        word = "对比" if language() == "zh" else "comparison"
        try:
            place.mkdir(parents=True, exist_ok=True)
            path = write_new(place, joined_names(*map(safe_name, stems), word) + ".html", page.encode())
        except OutputError:
            raise
        except OSError as err:
            raise OutputError(_("{path} cannot be written: {why}").format(path=place, why=why(err))) from err
        self.saved = Saved(at=self._clock(), path=self.offered_name(path))
        self._tell("status")
        return path

    def saved_file(self) -> tuple[str, bytes]:
        """Return name and bytes of the page saved last, for the browser to keep a copy.

        Raises
        ------
        KaoheError
            If none was saved, or it is gone.
        """
        if self.saved is None or not (self.folder / self.saved.path).is_file():
            raise KaoheError(_("There is no saved page to download."))
        path = self.folder / self.saved.path
        return path.name, path.read_bytes()

    def to_dict(self) -> dict[str, Any]:
        """Return what the designer chose, as JSON data."""
        return {
            **{side: {"name": chosen.name, "sheet": chosen.sheet} for side, chosen in self.sides.items()},
            "results": self.results,
            "grades": self.grades,
            "profile": self.profile,
            "language": self.language,
        }
