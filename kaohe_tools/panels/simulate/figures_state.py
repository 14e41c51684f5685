"""The part of the simulation panel that works figures out; no widgets.

A slider that moves is followed at once, by rougher figures where exact ones take too long; what takes
longer is worked out beside, and the page is told when it is there.
"""

from __future__ import annotations

from typing import Unpack

from kaohe_tools.errors import KaoheError
from kaohe_tools.locale import _
from kaohe_tools.panels.background import Background
from kaohe_tools.panels.panel_state import Settings
from kaohe_tools.panels.simulate.basis import Assumed, Basis, Figures, Seen, changed
from kaohe_tools.panels.simulate.model_state import ModelState


class FiguresState(ModelState):
    """Two schemes, their model, and the figures.

    Attributes
    ----------
    seen : Seen or None
        Distribution and grades.
    figures : Figures or None
        What takes longer; None until it is there.
    """

    def __init__(self, *, source: str = "", grades: str = "", **settings: Unpack[Settings]) -> None:
        super().__init__(source=source, grades=grades, **settings)
        self.seen: Seen | None = None
        self.figures: Figures | None = None
        self._work = Background(self.guard)

    def slide(self, name: str, value: float) -> None:
        """Follow a slider that moves: distribution and grades at once, the rest when it rests."""
        self.assumed = changed(self.assumed, name, value)
        if self._model is None:
            return
        self._drop_figures()
        self._follow(self._make_basis(self._model))
        self._tell("live", "model", "figures")

    def assume_nothing(self) -> None:
        """Put the sliders back."""
        self.assumed = Assumed()
        self._anew()

    def settle(self) -> None:
        """Work out beside what a slider left out, when the page has been quiet for a moment."""
        from kaohe_tools.panels.simulate.source import figures_of

        if self.basis is None or self.figures is not None or self._work.busy:
            return
        basis = self.basis
        self._work.start(lambda stop: figures_of(basis, stop), self._take_figures, self._take_failure)

    def wait(self, seconds: float = 60) -> bool:
        """Wait until everything is worked out; for notebooks and tests."""
        self.settle()
        return self._work.wait(seconds)

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

    def _drop_figures(self) -> None:
        self._work.drop()
        self.seen, self.figures = None, None

    def _forget(self) -> None:
        self._drop_figures()
        super()._forget()

    def _retell(self) -> None:
        """Work the figures out again; a cross-check says the same in any language."""
        self._work.drop()
        self.figures = None
        super()._retell()

    def _load_model(self) -> None:
        super()._load_model()
        if self.basis is not None:
            self._follow(self.basis)
            self.settle()

    def _follow(self, basis: Basis) -> None:
        """Show at once what follows from another basis."""
        from kaohe_tools.panels.simulate.source import seen_quickly

        self.basis, self.seen = basis, seen_quickly(basis)

    def _take_figures(self, found: tuple[Seen, Figures] | None) -> None:
        if found is not None:
            self.seen, self.figures = found
            self._tell_from_beside("live", "figures")

    def _take_failure(self, err: Exception) -> None:
        self._fail_from_beside(err, "figures")
