"""The part of the rebalancing panel that opens sheets and keeps scenarios; no widgets.

Every edit is committed to the scenario store before it is shown: the draft on the page is always
the one that the store holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Unpack

from kaohe_tools.errors import KaoheError, SheetError
from kaohe_tools.locale import _, why
from kaohe_tools.model import Scheme
from kaohe_tools.panels.panel_state import PanelState, Settings
from kaohe_tools.panels.rebalance.draft import Draft
from kaohe_tools.panels.rebalance.live import LiveReview
from kaohe_tools.panels.scenario_scheme import schemes_of
from kaohe_tools.panels.working_folder import chosen_profile
from kaohe_tools.scenarios import STORE_NAME, Listed, Scenario, ScenarioStore, Source


class ScenarioState(PanelState):
    """A sheet, its scenarios, and the draft of the one that is open.

    Attributes
    ----------
    scenario : Scenario or None
        The one that is open, as the store last gave it.
    source : Source or None
        The sheet that it was made from, with its bytes.
    schemes : tuple of Scheme
        One for each sheet of the workbook.
    scheme : Scheme or None
        The scenario's; never changed.
    draft : Draft or None
        Points and constraints of the scenario.
    live : LiveReview or None
        The scheme with the draft's points, and its findings.
    selected : str or None
        The indicator shown below the grid.
    compared : int or None
        The scenario that stands beside this one.
    """

    def __init__(self, **settings: Unpack[Settings]) -> None:
        super().__init__(**settings)
        self.scenario: Scenario | None = None
        self.source: Source | None = None
        self.schemes: tuple[Scheme, ...] = ()
        self.scheme: Scheme | None = None
        self.draft: Draft | None = None
        self.live: LiveReview | None = None
        self.selected: str | None = None
        self.compared: int | None = None
        self._store: ScenarioStore | None = None

    @property
    def store(self) -> ScenarioStore:
        """The store of the working folder; opened when it is first needed."""
        if self._store is None:
            self._store = ScenarioStore(self.folder / STORE_NAME, clock=self._clock)
        return self._store

    def begin(self, path: str | Path | None) -> None:
        """Open a sheet's scenario; without a sheet the scenario that was saved last, if there is any."""
        if path is not None:
            self.choose_file(self.offered_name(path))
        elif kept := self.scenarios():
            self.open_scenario(_latest(kept).id)

    # files -------------------------------------------------------------------------------------

    def choose_file(self, name: str) -> None:
        """Open the scenario that was saved last for a sheet; the first time, begin one.

        A file that is gone opens all the same where a scenario of it is kept: the store has its bytes.

        Raises
        ------
        KaoheError
            If it cannot be read; the scenario that was open stays open.
        """
        if not name:
            return
        path = self.folder / name
        if not path.is_file() and (kept := self._kept(path.name)):
            self.open_scenario(_latest(kept).id)
            return
        try:
            data = path.read_bytes()
        except OSError as err:
            raise SheetError(_("the file cannot be read: {why}.").format(why=why(err)), name) from err
        self._open_bytes(path.name, data, self.profile, "")
        self.file = name
        self._list_files()
        self._tell("options")

    def choose_sheet(self, sheet: str) -> None:
        """Go over to another sheet of the same workbook."""
        if self.source is not None:
            self._open_bytes(self.source.name, self.source.data, self.profile, sheet)

    def choose_profile(self, profile: str) -> None:
        """Go over to the scenarios of the same sheet under another profile.

        Raises
        ------
        ProfileError
            If there is no such profile; the earlier one stays.
        """
        chosen_profile(self.folder, profile)
        if self.source is None:
            self.profile = profile
            self._tell("options")
            return
        self._open_bytes(self.source.name, self.source.data, profile, self.source.sheet)

    def take_sheet(self, name: str) -> None:
        """Open the scenario of a sheet that has just come in."""
        self.choose_file(name)

    def _open_bytes(self, name: str, data: bytes, profile: str, sheet: str) -> None:
        self._enter(schemes_of(name, data, self.folder, profile), name, data, profile, sheet)

    def _enter(self, schemes: tuple[Scheme, ...], name: str, data: bytes, profile: str, sheet: str) -> None:
        """Open the newest scenario of one sheet's scheme, or make the first."""
        scheme = next((s for s in schemes if s.sheet == sheet), schemes[0])
        source = Source.of(name, data, sheet=scheme.sheet, profile=profile)
        kept = self._siblings(source)
        scenario = self.store.open(_latest(kept).id) if kept else self.store.create(self._free_name(), source)
        self._show(scenario, source, schemes)

    def _show(self, scenario: Scenario, source: Source, schemes: tuple[Scheme, ...]) -> None:
        """Put a scenario on the page, all at once."""
        scheme = next((s for s in schemes if s.sheet == source.sheet), schemes[0])
        self.profile = source.profile
        profile = chosen_profile(self.folder, source.profile)
        self.scenario, self.source, self.schemes, self.scheme = scenario, source, schemes, scheme
        self.file = next((f for f in (self.file, *self.files) if Path(f).name == source.name), source.name)
        self.live = LiveReview(scheme, profile)
        self.selected, self.compared = None, None
        self._list_files()
        self._renew(scenario)
        self._tell("options", "rows", "cells", "detail", "compared", "history", "effect")

    def _renew(self, scenario: Scenario) -> None:
        """Take what the store now holds."""
        if self.scheme is None or self.live is None:
            return
        self.scenario = scenario
        self.draft = Draft(scheme=self.scheme, profile=self.live.profile, values=scenario.values)
        self._follow(self.draft)

    def _follow(self, draft: Draft) -> None:
        """Let texts and findings follow a draft's points."""
        self._need_live().move(draft)

    def _retell(self) -> None:
        """Say nothing again: a scenario holds figures and the designer's own words."""

    # scenarios ---------------------------------------------------------------------------------

    def scenarios(self, *, deleted: bool = False) -> tuple[Listed, ...]:
        """Return the store's scenarios; none where nothing was ever saved."""
        return self.store.scenarios(deleted=deleted) if (self.folder / STORE_NAME).is_file() else ()

    def _kept(self, file: str) -> tuple[Listed, ...]:
        return tuple(s for s in self.scenarios() if s.source == file)

    def _siblings(self, source: Source) -> tuple[Listed, ...]:
        """Return the scenarios of one sheet under one profile."""
        kept = (s for s in self._kept(source.name) if s.sheet == source.sheet)
        return tuple(s for s in kept if _same(self.store.source(s.id), source))

    def open_scenario(self, id_: int) -> None:
        """Open a scenario with the sheet that it was made from."""
        scenario, source = self.store.open(id_), self.store.source(id_)
        same = self.source is not None and _same(self.source, source)
        schemes = self.schemes if same else schemes_of(source.name, source.data, self.folder, source.profile)
        self._show(scenario, source, schemes)

    def new_scenario(self, name: str = "") -> None:
        """Begin another scenario of the same sheet, with the sheet's points."""
        source = self._need_source()
        self._show(self.store.create(name.strip() or self._free_name(), source), source, self.schemes)

    def branch_scenario(self, name: str = "") -> None:
        """Go on with a copy of this scenario; the original stays as it is."""
        source, scenario = self._need_source(), self._need()
        self._show(
            self.store.branch(scenario.id, name.strip() or self.store.free_name(scenario.name)), source, self.schemes
        )

    def rename_scenario(self, name: str) -> None:
        """Give the open scenario another name."""
        self.scenario = self.store.rename(self._need().id, name)
        self._tell("options")

    def delete_scenario(self) -> None:
        """Put the open scenario away; :meth:`restore_scenario` brings it back."""
        source = self._need_source()
        self.store.delete(self._need().id)
        kept = self._siblings(source)
        if kept:
            self.open_scenario(_latest(kept).id)
        else:
            self.new_scenario()

    def restore_scenario(self, id_: int) -> None:
        """Bring a deleted scenario back and open it."""
        self.store.restore(id_)
        self.open_scenario(id_)

    def _free_name(self) -> str:
        return self.store.free_name(_("Draft"))

    def _need(self) -> Scenario:
        if self.scenario is None:
            raise KaoheError(_("Choose a sheet first."))
        return self.scenario

    def _need_live(self) -> LiveReview:
        if self.live is None:
            raise KaoheError(_("Choose a sheet first."))
        return self.live

    def _need_source(self) -> Source:
        if self.source is None:
            raise KaoheError(_("Choose a sheet first."))
        return self.source

    def _need_draft(self) -> Draft:
        if self.draft is None:
            raise KaoheError(_("Choose a sheet first."))
        return self.draft


def _latest(kept: Iterable[Listed]) -> Listed:
    return max(kept, key=lambda s: s.saved_at)


def _same(one: Source, other: Source) -> bool:
    return (one.sha256, one.sheet, one.profile) == (other.sha256, other.sheet, other.profile)
