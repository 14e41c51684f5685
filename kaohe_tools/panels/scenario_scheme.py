"""The scheme that a kept scenario comes to: its sheet as the store has it, with its points and texts."""

from __future__ import annotations

from pathlib import Path

from kaohe_tools.errors import ScenarioError
from kaohe_tools.files import scratch_copy
from kaohe_tools.locale import _, plain
from kaohe_tools.model import Scheme
from kaohe_tools.panels.rebalance_draft import Draft
from kaohe_tools.panels.working_folder import chosen_profile
from kaohe_tools.scenarios import STORE_NAME, Listed, ScenarioStore


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
    from kaohe_tools.rebalance.follow import follow

    with ScenarioStore(folder / STORE_NAME) as store:
        scenario, source = store.open(id), store.source(id)
    schemes = schemes_of(source.name, source.data, folder, source.profile)
    scheme = next((s for s in schemes if s.sheet == source.sheet), schemes[0])
    draft = Draft(scheme=scheme, profile=chosen_profile(folder, source.profile), values=scenario.values)
    after = follow(scheme, draft.points, draft.follow, draft.tick, fit=draft.fit_rules).scheme
    return after.replace(title=_("{title} ({scenario})").format(title=scheme.title, scenario=scenario.name))


def schemes_of(name: str, data: bytes, folder: Path, profile: str) -> tuple[Scheme, ...]:
    """Read a sheet from the bytes that the store kept, under its own name."""
    from kaohe_tools.sheets import load_schemes

    with scratch_copy(name, data) as path:
        return load_schemes(path, chosen_profile(folder, profile))
