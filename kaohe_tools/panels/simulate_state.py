"""What the simulation panel knows and can do; no widgets.

A slider that moves is followed at once, by rougher figures where exact ones take too long; what takes
longer is worked out beside, and the page is told when it is there.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kaohe_tools.errors import KaoheError, ModelError
from kaohe_tools.locale import Text, _, plain, use_language
from kaohe_tools.model import Scheme
from kaohe_tools.panels.background import Background
from kaohe_tools.panels.panel_state import PanelError, PanelState
from kaohe_tools.panels.scenario_scheme import kept_scenarios, scheme_of
from kaohe_tools.panels.simulate_basis import REPLICATIONS, Assumed, Basis, Check, Figures, Seen, changed
from kaohe_tools.panels.working_folder import MAX_UPLOAD, chosen_profile, store_upload

if TYPE_CHECKING:
    from kaohe_tools.grades import Grading
    from kaohe_tools.scenarios import Listed
    from kaohe_tools.sheets import Results
    from kaohe_tools.simulate import OutcomeModel

TOPICS = frozenset({"options", "model", "live", "figures", "check", "status"})
TABS = ("ranks", "changes", "weights", "items")
PICTURES = ("distribution", "grades", *TABS)
UNITS = 30
MOST_UNITS = 400
SCENARIO = "#"
RESULTS, TABLE = "results:", "table:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One scheme: its offered name, its sheet, and what the workbook holds."""

    name: str = ""
    sheet: str = ""
    schemes: tuple[Scheme, ...] = ()

    @property
    def scheme(self) -> Scheme | None:
        """The chosen sheet's scheme."""
        return next((s for s in self.schemes if s.sheet == self.sheet), self.schemes[0] if self.schemes else None)


class SimulateState(PanelState):
    """The simulation panel without its widgets.

    Parameters
    ----------
    path, other : str, Path or None
        Scheme A and scheme B; B may be ``#`` and a scenario's number.
    source : str
        ``results:FILE``, ``table:FILE``, or empty: nothing is known, the default assumptions.

    Attributes
    ----------
    first, second : Side
        A and B.
    units : int
        How many units there are where no results say so.
    assumed : Assumed
        The sliders.
    grades : str
        Grades as written: ``优秀=90,20%；良好=80``.
    basis : Basis or None
        All that figures depend on; None before a sheet is chosen.
    seen : Seen or None
        Distribution and grades.
    figures : Figures or None
        What takes longer; None until it is there.
    tab : str
        The picture that is open, one of `TABS`; `page` is its page.
    check : Check or None
        The cross-check by Monte Carlo.
    notes : tuple of Text
        What a reader must know of the figures.
    """

    topics = TOPICS

    def __init__(
        self,
        *,
        folder: str | Path | None = None,
        path: str | Path | None = None,
        other: str | Path | None = None,
        source: str = "",
        grades: str = "",
        profile: str = "default",
        lang: str | None = None,
        clock: Callable[[], datetime] = datetime.now,
    ) -> None:
        super().__init__(folder=folder, profile=profile, lang=lang, clock=clock)
        self.guard = threading.RLock()
        self.first, self.second = Side(), Side()
        self.source, self.units, self.grades = source, UNITS, grades
        self.results: Results | None = None
        self.assumed = Assumed()
        self.basis: Basis | None = None
        self.seen: Seen | None = None
        self.figures: Figures | None = None
        self.tab, self.page = TABS[0], 1
        self.check: Check | None = None
        self.notes: tuple[Text, ...] = ()
        self._model: OutcomeModel | None = None
        self._incoming: dict[str, bytearray] = {}
        self._work, self._checking = Background(self.guard), Background(self.guard)
        self._list_files()
        self.attempt(self._begin, path, other)

    def _begin(self, path: str | Path | None, other: str | Path | None) -> None:
        if other:
            self.second = self._read(other if str(other).startswith(SCENARIO) else self.offered_name(other))
        if path is not None:
            self.choose_file(self.offered_name(path))

    def attempt(self, verb: Callable[..., object], *args: Any, **kwargs: Any) -> bool:
        """Carry out a verb; nothing that was worked out beside is taken meanwhile."""
        with self.guard:
            return super().attempt(verb, *args, **kwargs)

    @property
    def names(self) -> tuple[str, ...]:
        """What A and B are called in pictures."""
        sides = (self.first, self.second) if self.second.scheme else (self.first,)
        said = [self._name(side) for side in sides]
        if len(set(said)) < len(said):
            said = [f"{letter} {name}" for letter, name in zip("AB", said, strict=True)]
        return tuple(said)

    def _name(self, side: Side) -> str:
        if side.name.startswith(SCENARIO):
            return next((s.name for s in self.scenarios() if f"#{s.id}" == side.name), side.name)
        return Path(side.name).stem

    # choosing ----------------------------------------------------------------------------------

    def scenarios(self) -> tuple[Listed, ...]:
        """Return the scenarios that the working folder keeps."""
        return kept_scenarios(self.folder)

    def choose_file(self, name: str) -> None:
        """Read a sheet as scheme A.

        Raises
        ------
        KaoheError
            If it cannot be read; nothing is shown then.
        """
        self._forget()
        self.first, self.file = Side(name=name), name
        try:
            if name:
                self.first = self._read(name)
            self._list_files()
            self._load_model()
        finally:
            self._tell("options", "model", "live", "figures", "check")

    def choose_sheet(self, sheet: str) -> None:
        """Take another sheet of A's workbook."""
        self.first = Side(name=self.first.name, sheet=sheet, schemes=self.first.schemes)
        self._anew()

    def choose_other(self, name: str) -> None:
        """Take a file, or a scenario (``#`` and its number), as scheme B; empty: A alone.

        Raises
        ------
        KaoheError
            If it cannot be read; A stands alone then.
        """
        self.second = Side()
        try:
            if name:
                self.second = self._read(name)
        finally:
            self._anew()

    def choose_source(self, source: str) -> None:
        """Choose what the model rests on: recorded results, the designer's own table, or nothing.

        Raises
        ------
        KaoheError
            If the file cannot be used; nothing is simulated then.
        """
        self.source = source
        self.assumed = Assumed()
        self._anew()

    def set_units(self, written: str) -> None:
        """Set how many units there are, where no results say so."""
        said = written.strip()
        if not said.isdigit() or not 1 <= int(said) <= MOST_UNITS:
            raise ModelError(
                _("{said}: a whole number of units from 1 to {most} was expected.").format(said=said, most=MOST_UNITS)
            )
        self.units = int(said)
        self._anew()

    def choose_profile(self, profile: str) -> None:
        """Read the sheets by another profile."""
        chosen_profile(self.folder, profile)
        self.profile = profile
        if self.second.name:
            self.second = self._read(self.second.name)
        if self.first.name:
            self.choose_file(self.first.name)
        self._tell("options")

    def set_grades(self, written: str) -> None:
        """Set the grades' lines and quotas as written; empty: the usual lines.

        Raises
        ------
        GradingError
            If they cannot be read; the earlier ones stay.
        """
        earlier, self.grades = self.grades, written.strip()
        try:
            self._grading()
        except KaoheError:
            self.grades = earlier
            raise
        self._anew()

    def upload(self, name: str, data: bytes) -> None:
        """Keep an uploaded sheet in the working folder and open it as scheme A."""
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

    # assuming ----------------------------------------------------------------------------------

    def slide(self, name: str, value: float) -> None:
        """Follow a slider that moves: distribution and grades at once, the rest when it rests."""
        self.assumed = changed(self.assumed, name, value)
        if self._model is None:
            return
        self._work.drop()
        self._stop_check()
        self.basis = self._make_basis(self._model)
        self.seen, self.figures = self._quickly(self.basis), None
        self._tell("live", "model", "figures")

    def assume_nothing(self) -> None:
        """Put the sliders back."""
        self.assumed = Assumed()
        self._anew()

    def settle(self) -> None:
        """Work out beside what a slider left out, when the page has been quiet for a moment."""
        from kaohe_tools.panels.simulate_source import figures_of

        if self.basis is None or self.figures is not None or self._work.busy:
            return
        basis = self.basis
        self._work.start(lambda stop: figures_of(basis, stop), self._take_figures, self._take_failure)

    def wait(self, seconds: float = 60) -> bool:
        """Wait until everything is worked out; for notebooks and tests."""
        self.settle()
        return self._work.wait(seconds)

    # looking -----------------------------------------------------------------------------------

    def open_tab(self, tab: str) -> None:
        """Open one of the pictures."""
        if tab not in TABS:
            raise ValueError(f"there is no picture {tab!r}")
        self.tab, self.page = tab, 1
        self._tell("figures")

    def turn_to(self, page: int) -> None:
        """Turn to another page of the picture that is open."""
        self.page = page
        self._tell("figures")

    # checking ----------------------------------------------------------------------------------

    def start_check(self) -> None:
        """Draw scores at random and compare them with the exact ones; progress is told, and it can be stopped.

        Raises
        ------
        KaoheError
            If the exact figures are not there yet.
        """
        from kaohe_tools.panels.simulate_check import checked
        from kaohe_tools.simulate import sample

        if self.basis is None or self.figures is None:
            raise KaoheError(_("The figures are not there yet; check them when they are."))
        basis, seen = self.basis, self.figures.outlooks[0]
        self._stopped = threading.Event()
        stopped = self._stopped

        def work(overtaken: Callable[[], bool]) -> Check:
            def progress(done: int, wanted: int) -> None:
                self._take_progress(Check(done=done, wanted=wanted), overtaken)

            drawn = sample(
                basis.scheme, basis.first, replications=REPLICATIONS, seed=1, progress=progress,
                stop=lambda: stopped.is_set() or overtaken(),
            )  # fmt: skip
            return checked(seen, drawn)

        self.check = Check()
        self._tell("check")
        self._checking.start(work, self._take_check, self._take_check_failure)

    def stop_check(self) -> None:
        """Stop drawing; what was drawn so far is compared."""
        if self.check is not None and self.check.running:
            self._stopped.set()

    def wait_for_check(self, seconds: float = 60) -> bool:
        """Wait until the cross-check has ended."""
        return self._checking.wait(seconds)

    def tables(self) -> tuple[str, ...]:
        """Return the files of the working folder that may hold the designer's own table of outcomes."""
        books = [f for f in self.files if f.lower().endswith((".xlsx", ".xlsm"))]
        return (*sorted(p.name for p in self.folder.glob("*.toml") if p.is_file()), *books)

    def need_figures(self) -> tuple[Seen, Basis]:
        """Return what is shown.

        Raises
        ------
        KaoheError
            If no sheet is chosen.
        """
        if self.seen is None or self.basis is None:
            raise KaoheError(_("Choose a sheet first."))
        return self.seen, self.basis

    # inside ------------------------------------------------------------------------------------

    def _read(self, name: str | Path) -> Side:
        from kaohe_tools.sheets import load_schemes

        said = str(name)
        if said.startswith(SCENARIO):
            schemes: tuple[Scheme, ...] = (scheme_of(self.folder, int(said[1:])),)
        else:
            schemes = load_schemes(self.folder / said, chosen_profile(self.folder, self.profile))
        return Side(name=said, sheet=schemes[0].sheet, schemes=schemes)

    def _forget(self) -> None:
        self._work.drop()
        self._stop_check()
        self.basis, self.seen, self.figures, self._model = None, None, None, None
        self.results, self.notes = None, ()

    def _stop_check(self) -> None:
        self._checking.drop()
        self.check = None

    def _anew(self) -> None:
        self._forget()
        try:
            self._load_model()
        finally:
            self._tell("options", "model", "live", "figures", "check")

    def _load_model(self) -> None:
        """Make the outcome model, then all figures."""
        from kaohe_tools.sheets import load_results
        from kaohe_tools.simulate import default_model, model_from_results, model_from_table

        scheme = self.first.scheme
        if scheme is None:
            return
        if self.source.startswith(RESULTS):
            profile = chosen_profile(self.folder, self.profile)
            self.results = load_results(self.folder / self.source.removeprefix(RESULTS), scheme, profile)
            model = model_from_results(scheme, self.results.events)
        elif self.source.startswith(TABLE):
            model = model_from_table(scheme, self.folder / self.source.removeprefix(TABLE), self.units)
        else:
            model = default_model(scheme, self.units)
        self._model = model
        self.basis = self._make_basis(model)
        self.seen = self._quickly(self.basis)
        self.settle()

    @staticmethod
    def _quickly(basis: Basis) -> Seen:
        from kaohe_tools.panels.simulate_source import seen_quickly

        return seen_quickly(basis)

    def _make_basis(self, model: OutcomeModel) -> Basis:
        from kaohe_tools.panels.simulate_source import differs

        scheme, other = self.first.scheme, self.second.scheme
        if scheme is None:
            raise KaoheError(_("Choose a sheet first."))
        unlike = differs(scheme, other, model) if other is not None else None
        self.notes = tuple(note for note in (unlike, *self._problems()) if note is not None)
        return Basis(
            scheme=scheme, other=other, same_rules=other is not None and unlike is None, model=model,
            results=self.results, assumed=self.assumed, grading=self._grading(),
        )  # fmt: skip

    def _problems(self) -> tuple[Text, ...]:
        from kaohe_tools.locale import text

        problems = self.results.problems if self.results else ()
        if not problems:
            return ()
        first = problems[0]
        return (
            text(
                "{n} cells of the results could not be read, the first: {cell} {problem}",
                n=len(problems), cell=f"{first.where.sheet} {first.where.cell}", problem=first.message,
            ),
        )  # fmt: skip

    def _grading(self) -> Grading:
        from kaohe_tools.grades import read_grading

        written = self.grades or (usual_grades(self.first.scheme) if self.first.scheme else "")
        return read_grading([part.strip() for part in written.replace("；", ";").split(";") if part.strip()])

    # what comes from a thread; the lock is held ---------------------------------------------------

    def _take_figures(self, found: tuple[Seen, Figures] | None) -> None:
        if found is not None:
            self.seen, self.figures = found
            self._tell_from_beside("live", "figures")

    def _take_failure(self, err: Exception) -> None:
        with use_language(self.language):
            said = str(err) if isinstance(err, KaoheError) else _("Something went wrong: {what}").format(what=err)
        self.errors = (PanelError(message=said),)
        self._tell_from_beside("figures")

    def _take_progress(self, check: Check, overtaken: Callable[[], bool]) -> None:
        with self.guard:
            if not overtaken():
                self.check = check
                self._tell_from_beside("check")

    def _take_check(self, check: Check) -> None:
        self.check = check
        self._tell_from_beside("check")

    def _take_check_failure(self, err: Exception) -> None:
        self.check = None
        self._take_failure(err)
        self._tell_from_beside("check")

    def _tell_from_beside(self, *topics: str) -> None:
        with use_language(self.language):
            self._tell(*topics)


def usual_grades(scheme: Scheme) -> str:
    """Return the usual grades for a scheme, as they are written."""
    from kaohe_tools.outlook import usual_lines

    return "；".join(f"{name}={plain(line)}" for name, line in usual_lines(scheme).items())
