"""From parameters, as a notebook or a command line gives them, to the memos that are asked for."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

from kaohe_tools.errors import MemoError
from kaohe_tools.files import make_folder, write_new
from kaohe_tools.locale import _
from kaohe_tools.memo import FORMATS, Input, Kind, Letter, Made, Order, made_name, make_memo, read_wording, render_memo
from kaohe_tools.memo.order import OPTIONS
from kaohe_tools.panels.working_folder import chosen_profile, offered_sheets
from kaohe_tools.plain_text import one_line
from kaohe_tools.profiles import Profile
from kaohe_tools.scenarios import STORE_NAME, Source

PARAMETERS: Mapping[str, Any] = {
    "files": (),
    "kind": "review",
    "profile": "default",
    "formats": ("docx",),
    "out": "memos",
    "sheets": (),
    "results": "",
    "results_sheet": "",
    "outcomes": "",
    "spec": "",
    "date": "",
    "deadline": "",
    "addressee": "",
    "number": "",
    "signature": "",
    "notes": (),
    "wording": "",
    "lang": "",
    **{name: () for kind in Kind for name in OPTIONS[kind] if name != "spec"},
}
"""Every parameter and what it is where nothing is said; texts, or sequences of texts."""

_SHOWN = ("In", "Out", "exit", "quit", "open", "get_ipython")


def parameters_of(namespace: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters that a notebook's first cells have set.

    Parameters
    ----------
    namespace : mapping
        ``globals()`` of the notebook, before anything but parameters and imports has run.

    Raises
    ------
    MemoError
        If there is one that is not known; papermill sets whatever it is told.
    """
    found: dict[str, Any] = {}
    for name, value in namespace.items():
        if name.startswith("_") or name in _SHOWN or isinstance(value, ModuleType | FunctionType | type):
            continue
        found[name] = value
    return checked(found)


def checked(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return all parameters: those that are given as texts or tuples of texts, the others as they are by themselves.

    Raises
    ------
    MemoError
        If there is one that is not known, or not of that kind, or there is no memo of the kind.
    """
    found = dict(PARAMETERS)
    for name, value in given.items():
        if name not in PARAMETERS:
            near = difflib.get_close_matches(name, PARAMETERS, 1)
            raise MemoError(
                _("There is no parameter {name}; there are {known}.{near}").format(
                    name=one_line(name, 40),
                    known=", ".join(PARAMETERS),
                    near=_(" Did you mean {near}?").format(near=near[0]) if near else "",
                )
            )
        found[name] = _several(name, value) if isinstance(PARAMETERS[name], tuple) else _one(name, value)
    _check_kind(found["kind"])
    return found


def _one(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str | Path | int | float) and not isinstance(value, bool):
        return str(value)
    raise MemoError(
        _("The parameter {name} is to be a text, not {value}.").format(name=name, value=one_line(repr(value), 60))
    )


def _several(name: str, value: Any) -> tuple[str, ...]:
    held = value if isinstance(value, Sequence) and not isinstance(value, str) else (value,)
    return tuple(said for said in (_one(name, one) for one in held) if said)


def orders(given: Mapping[str, Any], folder: Path = Path()) -> Iterator[Order]:
    """Yield the memos that are asked for: one for each scheme of a review or a design, else one in all.

    Parameters
    ----------
    given : mapping
        From :data:`PARAMETERS`.
    folder : Path
        Where files and profiles are looked for.

    Raises
    ------
    KaoheError
        If a parameter cannot be read, or a file that it names.
    """
    said = checked(given)
    kind, profile = Kind(said["kind"]), chosen_profile(folder, said["profile"])
    letter = Letter.of(
        _day(said["date"]),
        deadline=said["deadline"] or None,
        addressee=said["addressee"],
        number=said["number"],
        signature=said["signature"],
        notes=said["notes"],
        wording=read_wording(folder / said["wording"]) if said["wording"] else (),
    )
    known = {name for one in Kind for name in OPTIONS[one]} - {"spec"}
    options = {name: said[name] for name in sorted(known) if said[name]}
    files = _named(kind, said, folder)
    others = tuple(
        Input(role=role, path=folder / said[role], sheet=said.get(f"{role}_sheet", ""))
        for role in ("results", "outcomes")
        if said[role]
    )
    if said["spec"] and kind is not Kind.DESIGN:
        raise MemoError(_("Constraints go with a memo of the kind design."))
    if kind in (Kind.SIMULATION, Kind.COMPARISON):
        yield Order(kind=kind, inputs=(*files, *others), profile=profile, options=options, letter=letter)
        return
    for file in files:
        for one in _each_scheme(file, profile):
            asked = options
            if kind is Kind.DESIGN:
                asked = options | {"spec": _spec(one, profile, folder / said["spec"] if said["spec"] else None)}
            yield Order(kind=kind, inputs=(one, *others), profile=profile, options=asked, letter=letter)


def _check_kind(said: str) -> None:
    if said not in list(Kind):
        raise MemoError(_("There is no memo of the kind {kind}; there are {known}.").format(
            kind=one_line(said, 40), known=", ".join(Kind)))  # fmt: skip


def write_memos(given: Mapping[str, Any], folder: Path = Path()) -> Iterator[tuple[Made, tuple[Path, ...]]]:
    """Make the memos that are asked for, and write each in all its forms; nothing that is there is overwritten.

    Raises
    ------
    KaoheError
        If something cannot be made or written, in one sentence.
    """
    said = checked(given)
    for form in said["formats"]:
        if form not in FORMATS:
            raise MemoError(
                _("There is no form {form}; there are {known}.").format(
                    form=one_line(form, 40), known=", ".join(FORMATS)
                )
            )
    for order in orders(given, folder):
        made = make_memo(order)
        place = folder / said["out"]
        make_folder(place)
        yield made, tuple(write_new(place, made_name(made, form), render_memo(made, form)) for form in said["formats"])


def _named(kind: Kind, said: Mapping[str, Any], folder: Path) -> tuple[Input, ...]:
    files, sheets = said["files"], said["sheets"]
    roles = {Kind.SIMULATION: ("sheet", "against"), Kind.COMPARISON: ("old", "new")}.get(kind, ("sheet",) * len(files))
    least = 2 if kind is Kind.COMPARISON else 1
    if not least <= len(files) <= len(roles):
        if kind is Kind.COMPARISON:
            raise MemoError(
                _("A comparison takes two files, the sheet before and the sheet now, not {n}.").format(n=len(files))
            )
        if kind is Kind.SIMULATION and files:
            raise MemoError(
                _("A simulation takes one file, or two to set beside each other, not {n}.").format(n=len(files))
            )
        raise MemoError(_("Name the sheet that the memo is about."))
    padded = (*sheets, *("",) * len(files))
    return tuple(named(role, file, sheet, folder) for role, file, sheet in zip(roles, files, padded, strict=False))


def named(role: str, said: str, sheet: str = "", folder: Path = Path()) -> Input:
    """Return ``SHEET`` or, where no file has that name, ``SHEET#SCENARIO`` or ``#3`` (its number) as an input.

    Raises
    ------
    KaoheError
        If there is no such scenario, or its sheet reads otherwise now than when it was made.
    """
    file, hash_, name = said.rpartition("#")
    if not hash_ or (folder / said).exists():
        return Input(role=role, path=folder / said, sheet=sheet)
    from kaohe_tools.panels.scenario_scheme import find_scenario, kept_of

    path = folder / file
    place = path.resolve().parent if file else folder
    place = place if _has_store(place) else folder
    id_ = int(name) if not file and name.isdecimal() else find_scenario(place, name, path.name if file else "").id
    kept, source = kept_of(place, id_)
    return Input(role=role, path=_sheet_of(kept.name, source, place, path), sheet=source.sheet, kept=kept)


def _sheet_of(scenario: str, source: Source, place: Path, path: Path) -> Path:
    """Return the file that a scenario was made from, as it was then."""
    wanted = sha256(source.data).hexdigest()
    offered = [place / name for name in offered_sheets(place)]
    for one in (path, *(p for p in offered if p.name == source.name), *offered):
        if one.is_file() and sha256(one.read_bytes()).hexdigest() == wanted:
            return one
    raise MemoError(
        _(
            "{file} is not there as it was when the scenario “{name}” was made; make the scenario from the new one."
        ).format(file=source.name, name=scenario)
    )


def _has_store(place: Path) -> bool:
    return (place / STORE_NAME).is_file()


def _each_scheme(given: Input, profile: Profile) -> Iterator[Input]:
    """Yield an input for every scheme of a workbook, unless one is named."""
    from kaohe_tools.sheets import load_schemes

    if given.sheet or given.kept:
        yield given
        return
    for scheme in load_schemes(given.path, profile):
        yield replace(given, sheet=scheme.sheet)


def _spec(given: Input, profile: Profile, path: Path | None) -> tuple[str, ...]:
    """Return what is asked of the points as text: the file's, or what sheet and profile say; a scenario has its own."""
    from kaohe_tools.rebalance.spec import read_spec, write_spec
    from kaohe_tools.sheets import load_scheme
    from kaohe_tools.usual_problem import usual_problem

    if given.kept is not None:
        if path is not None:
            raise MemoError(_("A scenario has its own constraints; leave the file of constraints out."))
        return ()
    problem = usual_problem(load_scheme(given.path, profile, sheet=given.sheet or None), profile)
    return (write_spec(read_spec(path, problem) if path else problem, source=False),)


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError as err:
        raise MemoError(_("The date {day} is to be written as 2018-05-21.").format(day=one_line(written, 40))) from err
