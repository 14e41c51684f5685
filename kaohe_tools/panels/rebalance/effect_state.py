"""The part of the rebalancing panel that says what a draft does to the scores; no widgets.

It is worked out beside, when the page has been quiet for a moment: no edit ever waits for it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Unpack

from kaohe_tools.locale import _
from kaohe_tools.panels.background import Background
from kaohe_tools.panels.panel_state import PanelError, Settings
from kaohe_tools.panels.rebalance.effect import HIGH, DraftEffect, effect_of_draft
from kaohe_tools.panels.rebalance.scenarios import ScenarioState

if TYPE_CHECKING:
    from kaohe_tools.model import Scheme
    from kaohe_tools.scenarios import Scenario
    from kaohe_tools.sheets import Results


class EffectState(ScenarioState):
    """A sheet, its scenarios, and what the open one does to the scores.

    Attributes
    ----------
    results : str
        The file with what was recorded under the sheet's scheme; empty: none.
    effect : DraftEffect or None
        What the draft does, as far as it was worked out; see `effect_pending`.
    """

    def __init__(self, **settings: Unpack[Settings]) -> None:
        super().__init__(**settings)
        self.results = ""
        self.effect: DraftEffect | None = None
        self._seen: Scheme | None = None  # what `effect` is of
        self._sheet: Scheme | None = None  # whose effect it is
        self._records: tuple[Scheme, str, Results] | None = None
        self._work = Background(self.guard)

    @property
    def effect_pending(self) -> bool:
        """Whether the points have changed since `effect` was worked out."""
        return self.live is not None and self._seen is not self.live.followed.scheme

    def choose_results(self, name: str) -> None:
        """Take a file with what was recorded under the sheet's scheme; empty: none, the default assumptions.

        Raises
        ------
        KaoheError
            If it cannot be read; the default assumptions hold then.
        """
        self._forget_effect()
        self.results = ""
        try:
            if name and self.scheme is not None:
                self._records = (self.scheme, name, self._read_results(name))
            self.results = name
            self.work_out_effect()
        finally:
            self._tell("options", "effect")

    def wait_for_effect(self, seconds: float = 60) -> bool:
        """Wait until the effect is worked out; for notebooks and tests."""
        self.work_out_effect()
        return self._work.wait(seconds)

    def _read_results(self, name: str) -> Results:
        from kaohe_tools.sheets import load_results

        return load_results(self.folder / name, self._need_live().before, self._need_live().profile)

    def work_out_effect(self) -> None:
        """Begin to work it out beside, where the points are not those that it was worked out for."""
        if self.live is None or self.draft is None or not self.effect_pending or self._work.busy:
            return
        before, after, full, name = self.live.before, self.live.followed.scheme, self.draft.total, self.results

        held = self.effect
        known = held.before if held is not None and held.line == full * HIGH else None

        def work(stop: Callable[[], bool]) -> tuple[DraftEffect | None, Scheme]:
            if name and (self._records is None or self._records[:2] != (before, name)):
                self._records = (before, name, self._read_results(name))
            records = self._records[2] if name and self._records else None
            return effect_of_draft(before, after, full, records, stop, known), after

        self._work.start(work, self._take_effect, self._take_failure)

    def _take_effect(self, found: tuple[DraftEffect | None, Scheme]) -> None:
        if found[0] is not None:
            self.effect, self._seen = found
            self._tell_from_beside("effect")

    def _take_failure(self, err: Exception) -> None:
        self.effect, self._seen = None, self.live.followed.scheme if self.live else None
        self._fail_from_beside(err, "effect")

    def _say_from_beside(self, error: PanelError) -> PanelError:
        return replace(error, message=_("The effect on the scores: {what}").format(what=error.message))

    def _forget_effect(self) -> None:
        self._work.drop()
        self.effect, self._seen, self._records = None, None, None

    def _renew(self, scenario: Scenario) -> None:
        self._work.drop()
        if self.live is not None and self.live.before is not self._sheet:
            self._forget_effect()
            self._sheet = self.live.before
        super()._renew(scenario)
