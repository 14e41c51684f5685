"""The part of the simulation panel that chooses schemes and what is known of them, and makes the model; no widgets."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from kaohe_tools.errors import KaoheError, ModelError
from kaohe_tools.locale import Text, _, in_a_row, plain, text
from kaohe_tools.model import Scheme
from kaohe_tools.panels.choices import SCENARIO
from kaohe_tools.panels.panel_state import PanelState, Settings
from kaohe_tools.panels.scenario_scheme import kept_scenarios
from kaohe_tools.panels.sides import Side, read_side
from kaohe_tools.panels.simulate.basis import Assumed, Basis
from kaohe_tools.panels.unread import unread_cells
from kaohe_tools.panels.working_folder import chosen_profile

if TYPE_CHECKING:
    from kaohe_tools.compare import Carried
    from kaohe_tools.grades import Grading
    from kaohe_tools.scenarios import Listed
    from kaohe_tools.sheets import Results
    from kaohe_tools.simulate import OutcomeModel

UNITS = 30
MOST_UNITS = 400
RESULTS, TABLE = "results:", "table:"


class ModelState(PanelState):
    """Two schemes, what is known of them, and the model that follows from it.

    Attributes
    ----------
    first, second : Side
        A and B.
    source : str
        ``results:FILE``, ``table:FILE``, or empty: nothing is known, the default assumptions.
    units : int
        How many units there are where no results say so.
    assumed : Assumed
        The sliders.
    grades : str
        Grades as written: ``优秀=90,20%；良好=80``.
    basis : Basis or None
        All that figures depend on; None before a sheet is chosen.
    notes : tuple of Text
        What a reader must know of the figures.
    """

    def __init__(self, *, source: str = "", grades: str = "", **settings: Unpack[Settings]) -> None:
        super().__init__(**settings)
        self.first, self.second = Side(), Side()
        self.source, self.units, self.grades = source, UNITS, grades
        self.results: Results | None = None
        self.assumed = Assumed()
        self.basis: Basis | None = None
        self.notes: tuple[Text, ...] = ()
        self._model: OutcomeModel | None = None

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
            self._tell(*self.topics - {"status"})

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

    def take_sheet(self, name: str) -> None:
        """Open a sheet that has just come in as scheme A."""
        self.choose_file(name)

    def tables(self) -> tuple[str, ...]:
        """Return the files of the working folder that may hold the designer's own table of outcomes."""
        books = [f for f in self.files if f.lower().endswith((".xlsx", ".xlsm"))]
        return (*sorted(p.name for p in self.folder.glob("*.toml") if p.is_file()), *books)

    # the model ---------------------------------------------------------------------------------

    def _read(self, name: str) -> Side:
        return read_side(self.folder, name, self.profile)

    def _forget(self) -> None:
        """Drop everything that rests on the model."""
        self.basis, self._model, self.results, self.notes = None, None, None, ()

    def _anew(self) -> None:
        self._forget()
        try:
            self._load_model()
        finally:
            self._tell(*self.topics - {"status"})

    def _retell(self) -> None:
        """Make the model again: units that no results name, usual grades and titles of drafts are in words."""
        self.first, self.second = self._reworded(self.first), self._reworded(self.second)
        self._load_model()

    def _reworded(self, side: Side) -> Side:
        if not side.name or (side.schemes and not side.name.startswith(SCENARIO)):
            return side
        return replace(self._read(side.name), sheet=side.sheet)

    def _load_model(self) -> None:
        """Make the outcome model, and what figures depend on; a panel works them out then."""
        from kaohe_tools.outlook_options import learnt_model
        from kaohe_tools.sheets import load_results
        from kaohe_tools.simulate import default_model, model_from_table, need_rules

        scheme = self.first.scheme
        if scheme is None:
            return
        need_rules(scheme)
        if self.source.startswith(RESULTS):
            if self.results is None:
                profile = chosen_profile(self.folder, self.profile)
                self.results = load_results(self.folder / self.source.removeprefix(RESULTS), scheme, profile)
            model = learnt_model(scheme, self.results)
        elif self.source.startswith(TABLE):
            model = model_from_table(scheme, self.folder / self.source.removeprefix(TABLE), self.units)
        else:
            model = default_model(scheme, self.units)
        self._model = model
        self.basis = self._make_basis(model)

    def _make_basis(self, model: OutcomeModel) -> Basis:
        scheme, other = self.first.scheme, self.second.scheme
        if scheme is None:
            raise KaoheError(_("Choose a sheet first."))
        carried, unlike = _carried(scheme, other, model)
        self.notes = (*unlike, *_missing(scheme, carried, model), *self._problems())
        return Basis(
            scheme=scheme, other=other, carried=carried, model=model,
            results=self.results, assumed=self.assumed, grading=self._grading(),
        )  # fmt: skip

    def _problems(self) -> tuple[Text, ...]:
        if self.results is None or not self.results.problems:
            return ()
        return (unread_cells(self.results.file, self.results.problems),)

    def _grading(self) -> Grading:
        from kaohe_tools.grades import read_grading

        written = self.grades or (usual_grades(self.first.scheme) if self.first.scheme else "")
        return read_grading([part.strip() for part in written.replace("；", ";").split(";") if part.strip()])


def _missing(scheme: Scheme, carried: Carried | None, model: OutcomeModel) -> tuple[Text, ...]:
    """Say which rows of either scheme are not simulated."""
    from kaohe_tools.simulate import left_out_said

    found = left_out_said(scheme, model)
    if carried is None:
        return found
    return (*found, *(text("B: {what}", what=said) for said in left_out_said(carried.scheme, carried.model)))


def _carried(scheme: Scheme, other: Scheme | None, model: OutcomeModel) -> tuple[Carried | None, tuple[Text, ...]]:
    """Return how another scheme comes by its chances, or why it has none."""
    from kaohe_tools.compare import carry_model

    if other is None:
        return None, ()
    try:
        return carry_model(scheme, other, model), ()
    except ModelError as err:
        return None, (text("Scheme B is not simulated: {why}", why=str(err)),)


def usual_grades(scheme: Scheme) -> str:
    """Return the usual grades for a scheme, as they are written."""
    from kaohe_tools.outlook import usual_lines

    return in_a_row(f"{name}={plain(line)}" for name, line in usual_lines(scheme).items())
