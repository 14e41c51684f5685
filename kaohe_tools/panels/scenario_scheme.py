"""The scheme that a kept scenario comes to: its sheet as the store has it, with its points and texts."""

from __future__ import annotations

from pathlib import Path

from kaohe_tools.errors import ScenarioError
from kaohe_tools.files import scratch_copy
from kaohe_tools.locale import _, plain
from kaohe_tools.model import Scheme
from kaohe_tools.panels.rebalance.draft import Draft
from kaohe_tools.panels.working_folder import chosen_profile
from kaohe_tools.rebalance import Kept
from kaohe_tools.scenarios import STORE_NAME, Listed, ScenarioStore, Source


def kept_scenarios(folder: Path) -> tuple[Listed, ...]:
    """Return the scenarios of a working folder; none where nothing was ever saved."""
    path = folder / STORE_NAME
    if not path.is_file():
        return ()
    with ScenarioStore(path) as store:
        return store.scenarios()


def find_scenario(folder: Path, name: str, file: str = "") -> Listed:
    """Return a scenario of a working folder by its name.

    Parameters
    ----------
    file : str
        Name of the sheet that it was made from; empty: any.

    Raises
    ------
    ScenarioError
        If there is none of that name; the message says which there are.
    """
    kept = [s for s in kept_scenarios(folder) if not file or s.source == file]
    for scenario in kept:
        if scenario.name == name:
            return scenario
    known = plain(tuple(f"“{s.name}”" for s in kept)) or "—"
    raise ScenarioError(
        _("There is no scenario “{name}” of {file} in {folder}; there are: {known}.").format(
            name=name, file=file or "*", folder=folder, known=known
        )
    )


def scheme_of(folder: Path, id: int) -> Scheme:
    """Return what a scenario comes to: its points, and the texts that follow them. Its name stands in the title.

    Raises
    ------
    KaoheError
        If there is no such scenario, or its sheet cannot be read.
    """
    draft, name, _source = _draft(folder, id)
    return _kept(draft, name).followed(draft.scheme).scheme


def kept_of(folder: Path, id: int) -> tuple[Kept, Source]:
    """Return a scenario's points taken out of the store, and the sheet that they belong to.

    Raises
    ------
    KaoheError
        If there is no such scenario, or its sheet cannot be read.
    """
    draft, name, source = _draft(folder, id)
    return _kept(draft, name), source


def _draft(folder: Path, id: int) -> tuple[Draft, str, Source]:
    with ScenarioStore(folder / STORE_NAME) as store:
        scenario, source = store.open(id), store.source(id)
    schemes = schemes_of(source.name, source.data, folder, source.profile)
    scheme = next((s for s in schemes if s.sheet == source.sheet), schemes[0])
    draft = Draft(scheme=scheme, profile=chosen_profile(folder, source.profile), values=scenario.values)
    return draft, scenario.name, source


def _kept(draft: Draft, name: str) -> Kept:
    from kaohe_tools.rebalance.spec import write_spec

    moved = {id_: points for id_, points in draft.points.items() if points != draft.before.get(id_)}
    return Kept(
        name=name,
        points=tuple(moved.items()),
        reasons=tuple((id_, said) for id_, said in draft.reasons.items() if id_ in moved),
        spec=write_spec(draft.problem(), source=False),
    )


def schemes_of(name: str, data: bytes, folder: Path, profile: str) -> tuple[Scheme, ...]:
    """Read a sheet from the bytes that the store kept, under its own name."""
    from kaohe_tools.sheets import load_schemes

    with scratch_copy(name, data) as path:
        return load_schemes(path, chosen_profile(folder, profile))
