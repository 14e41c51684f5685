"""What the comparison panel knows and can do; no widgets."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from kaohe_tools.errors import KaoheError, OutputError
from kaohe_tools.files import write_new
from kaohe_tools.locale import _, language, use_language, why
from kaohe_tools.panels.choices import SCENARIO
from kaohe_tools.panels.panel_state import PanelState, Settings
from kaohe_tools.panels.scenario_scheme import kept_scenarios
from kaohe_tools.panels.sides import Side, read_side, side_name
from kaohe_tools.panels.unread import unread_cells
from kaohe_tools.panels.working_folder import chosen_profile

if TYPE_CHECKING:
    from kaohe_tools.compare import Difference
    from kaohe_tools.scenarios import Listed

TOPICS = frozenset({"options", "result", "status"})
SIDES = ("old", "new")
FOLDER = "exports"


class CompareState(PanelState):
    """The comparison panel without its widgets.

    Attributes
    ----------
    sides : dict of str to Side
        ``"old"`` and ``"new"``.
    results : str
        The file with last year's results; empty: none.
    grades : str
        Grades as written: ``优秀=90,20%；良好=80``; empty: none.
    found : Difference or None
    """

    topics = TOPICS

    def __init__(
        self,
        *,
        old: str | Path | None = None,
        new: str | Path | None = None,
        results: str | Path | None = None,
        **settings: Unpack[Settings],
    ) -> None:
        super().__init__(**settings)
        self.sides = {side: Side() for side in SIDES}
        self.results = ""
        self.grades = ""
        self.found: Difference | None = None
        self._list_files()
        self.attempt(self._begin, old, new, results)

    def _begin(self, old: str | Path | None, new: str | Path | None, results: str | Path | None) -> None:
        self.results = self.offered_name(results) if results else ""
        for side, said in zip(SIDES, (old, new), strict=True):
            if said:
                self.sides[side] = Side(name=side_name(self, said))  # chosen also where it cannot be read
                self.sides[side] = self._read(self.sides[side].name)
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
        self.sides[side] = Side(name=name)
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

    def take_sheet(self, name: str) -> None:
        """Take a sheet that has just come in as the side that is empty, else as the one now."""
        self.choose("new" if self.sides["old"].name else "old", name)

    # reading and comparing ---------------------------------------------------------------------

    def _forget(self) -> None:
        self.found, self.saved = None, None

    def _again(self) -> None:
        self._forget()
        try:
            self._compare()
        finally:
            self._tell("options", "result")

    def _retell(self) -> None:
        """Compare again: titles of drafts, and what could not be read, are in words."""
        for side, chosen in self.sides.items():
            if chosen.name and (not chosen.schemes or chosen.name.startswith(SCENARIO)):
                self.sides[side] = replace(self._read(chosen.name), sheet=chosen.sheet)
        self._compare()

    def _read(self, name: str) -> Side:
        return read_side(self.folder, name, self.profile)

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
            raise KaoheError(str(unread_cells(self.results, results.problems)))

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
        return self._keep(path)

    def to_dict(self) -> dict[str, Any]:
        """Return what the designer chose, as JSON data."""
        return {
            **{side: {"name": chosen.name, "sheet": chosen.sheet} for side, chosen in self.sides.items()},
            "results": self.results,
            "grades": self.grades,
            "profile": self.profile,
            "language": self.language,
        }
