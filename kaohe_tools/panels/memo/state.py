"""What the memo panel knows and can do; no widgets."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from kaohe_tools.errors import KaoheError
from kaohe_tools.locale import _
from kaohe_tools.memo.document import Kind
from kaohe_tools.panels.memo.orders import PARAMETERS, checked, orders, write_memos
from kaohe_tools.panels.panel_state import PanelState, Settings
from kaohe_tools.panels.scenario_scheme import kept_scenarios
from kaohe_tools.panels.working_folder import chosen_profile

if TYPE_CHECKING:
    from kaohe_tools.memo import Made
    from kaohe_tools.scenarios import Listed

TOPICS = frozenset({"options", "memo", "status"})
FIELDS = ("number", "addressee", "signature", "date", "deadline", "reason", "wording", "grades")
"""Single lines that the page lets be written."""
_BY_KIND = {
    Kind.REVIEW: (),
    Kind.DESIGN: ("spec", "reason"),
    Kind.SIMULATION: ("results", "outcomes", "grade", "quota", "units", "seed"),
    Kind.COMPARISON: ("results", "grade"),
}
_LETTER = ("number", "addressee", "signature", "date", "deadline", "notes", "wording")


class MemoState(PanelState):
    """The memo panel without its widgets.

    Attributes
    ----------
    given : dict of str to Any
        Parameters of :data:`kaohe_tools.panels.memo.orders.PARAMETERS` that differ from what they are by themselves.
    grades : str
        Grades as written: ``优秀=90,20%；良好=80``.
    made : tuple of Made
        The memos now shown; empty: nothing is shown, or it is out of date.
    written : tuple of str
        The files written last, relative to the working folder.
    """

    topics = TOPICS

    def __init__(self, given: dict[str, Any] | None = None, **settings: Unpack[Settings]) -> None:
        super().__init__(**settings)
        said = dict(given or {})
        self.profile = str(said.pop("profile", "") or self.profile)
        self.given: dict[str, Any] = {}
        self.grades = ""
        self.made: tuple[Made, ...] = ()
        self.written: tuple[str, ...] = ()
        self._asked_for = False
        self._list_files()
        self.attempt(self._begin, said)

    def _begin(self, given: dict[str, Any]) -> None:
        known = checked(given)
        self.given = {name: known[name] for name in given if known[name] != PARAMETERS[name]}
        written = [*known["grade"], *(f"{q}" for q in known["quota"])]
        self.grades = "；".join(written)
        if self.files_said[0]:
            self.show()

    # what is asked -----------------------------------------------------------------------------

    @property
    def kind(self) -> Kind:
        """The kind of memo."""
        return Kind(self.given.get("kind", PARAMETERS["kind"]))

    @property
    def files_said(self) -> tuple[str, str]:
        """The sheet, and the second one of a simulation or a comparison."""
        first, second = (*self.given.get("files", ()), "", "")[:2]
        return first, second

    @property
    def formats(self) -> tuple[str, ...]:
        """The forms that are written."""
        return tuple(self.given.get("formats", PARAMETERS["formats"]))

    def scenarios(self) -> tuple[Listed, ...]:
        """Return the scenarios that the working folder keeps."""
        return kept_scenarios(self.folder)

    def asked(self) -> dict[str, Any]:
        """Return the parameters of the memo: those that its kind takes."""
        kind, held = self.kind, dict(self.given)
        lines, quotas = split_grades(self.grades)
        held["grade"], held["quota"] = (lines, quotas) if kind is Kind.SIMULATION else (_parts(self.grades), ())
        first, second = self.files_said
        two = kind in (Kind.SIMULATION, Kind.COMPARISON)
        held["files"] = tuple(f for f in ((first, second) if two else (first,)) if f)
        kept = {"kind", "files", "formats", "out", "sheets", *_LETTER, *_BY_KIND[kind]}
        if kind is Kind.DESIGN and "#" in first:
            kept.discard("spec")
        return {name: said for name, said in held.items() if name in kept and said} | {"profile": self.profile}

    def choose_kind(self, kind: str) -> None:
        """Ask for another kind of memo."""
        self._set("kind", str(Kind(kind)))

    def choose_file(self, place: int, name: str) -> None:
        """Take a sheet, or a scenario (``#`` and its number), as the first or the second one."""
        files = list(self.files_said)
        files[place] = name
        self._set("files", tuple(files))

    def choose(self, name: str, file: str) -> None:
        """Take a file of another role: ``results`` or ``outcomes``, of which only one is kept, or ``spec``."""
        for other in {"results": ("outcomes",), "outcomes": ("results",)}.get(name, ()):
            if file:
                self.given.pop(other, None)
        self._set(name, file)

    def write(self, name: str, text: str) -> None:
        """Take what was written into a field."""
        if name == "grades":
            self.grades = text.strip()
            self._forget()
        elif name == "notes":
            self._set("notes", tuple(line.strip() for line in text.splitlines() if line.strip()))
        elif name == "reason":
            self._set("reason", (text.strip(),) if text.strip() else ())
        elif name in FIELDS:
            self._set(name, text.strip())
        else:
            raise ValueError(f"unknown field {name!r}")

    def choose_formats(self, formats: tuple[str, ...]) -> None:
        """Write other forms; what is shown stays."""
        self.given["formats"] = formats
        self._tell("options")

    def choose_profile(self, profile: str) -> None:
        """Make it by another profile."""
        chosen_profile(self.folder, profile)
        self.profile = profile
        self._forget()

    def take_sheet(self, name: str) -> None:
        """Take a sheet that has just come in: as the second one where a first one is chosen and two are asked for."""
        two = self.kind in (Kind.SIMULATION, Kind.COMPARISON) and bool(self.files_said[0])
        self.choose_file(int(two), name)

    def _retell(self) -> None:
        """Make a memo that is shown, or could not be made, again: both are in words."""
        if self._asked_for:
            self.made = ()
            self.show()

    def _set(self, name: str, value: Any) -> None:
        self.given[name] = value
        self._forget()

    def _forget(self) -> None:
        self.made, self._asked_for = (), False
        self._tell("options", "memo")

    # making ------------------------------------------------------------------------------------

    def show(self) -> None:
        """Make the memo and show it; nothing is written.

        Raises
        ------
        KaoheError
            If it cannot be made, in one sentence.
        """
        from kaohe_tools.memo import make_memo

        self._asked_for = True
        self._require_sheet()
        self.made = tuple(make_memo(order) for order in orders(self.asked(), self.folder))
        self._tell("memo")

    def save(self) -> tuple[Path, ...]:
        """Make the memo and write it into the working folder's ``memos``; nothing that is there is overwritten.

        Raises
        ------
        KaoheError
            If it cannot be made or written.
        """
        self._asked_for = True
        self._require_sheet()
        if not self.formats:
            raise KaoheError(_("Choose at least one form, such as Word."))
        done = tuple(write_memos(self.asked(), self.folder))
        self.made = tuple(made for made, _paths in done)
        paths = tuple(path for _made, written in done for path in written)
        self.written = tuple(self.offered_name(path) for path in paths)
        for path in paths[:1]:
            self._keep(path)
        self._tell("memo")
        return paths

    def _require_sheet(self) -> None:
        if not self.files_said[0]:
            raise KaoheError(_("Choose the sheet that the memo is about."))

    @property
    def notices(self) -> tuple[str, ...]:
        """What the person who sends the memo should know."""
        return tuple(dict.fromkeys(notice for made in self.made for notice in made.notices))

    def to_dict(self) -> dict[str, Any]:
        """Return what the designer chose, as JSON data."""
        return {**self.asked(), "language": self.language}


def split_grades(written: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return lines and quotas from grades as written: ``优秀=90,20%；良好=80``.

    Examples
    --------
    >>> split_grades("优秀=90,20%；良好=80")
    (('优秀=90', '良好=80'), ('优秀=20%',))
    """
    lines: list[str] = []
    quotas: list[str] = []
    for part in _parts(written):
        name, equals, values = part.partition("=")
        if not equals:
            lines.append(part)
        for value in values.replace("，", ",").split(",") if equals else ():
            (quotas if value.strip().endswith("%") else lines).append(f"{name.strip()}={value.strip()}")
    return tuple(lines), tuple(quotas)


def _parts(written: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in written.replace("；", ";").split(";") if part.strip())
