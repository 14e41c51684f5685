"""What the simulation panel knows and can do; no widgets."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Unpack

from kaohe_tools.errors import KaoheError
from kaohe_tools.locale import _
from kaohe_tools.panels.background import Background
from kaohe_tools.panels.panel_state import Settings
from kaohe_tools.panels.sides import side_name
from kaohe_tools.panels.simulate.basis import REPLICATIONS, Check
from kaohe_tools.panels.simulate.figures_state import FiguresState

TOPICS = frozenset({"options", "model", "live", "figures", "check", "status"})
TABS = ("ranks", "changes", "weights", "items")
PICTURES = ("distribution", "grades", *TABS)


class SimulateState(FiguresState):
    """The simulation panel without its widgets.

    Parameters
    ----------
    path, other : str, Path or None
        Scheme A and scheme B; B may be ``#`` and a scenario's number.
    source : str
        ``results:FILE``, ``table:FILE``, or empty: nothing is known, the default assumptions.
    **settings
        See :class:`PanelState`.

    Attributes
    ----------
    tab : str
        The picture that is open, one of `TABS`; `page` is its page.
    check : Check or None
        The cross-check by Monte Carlo.
    """

    topics = TOPICS

    def __init__(
        self,
        *,
        path: str | Path | None = None,
        other: str | Path | None = None,
        source: str = "",
        grades: str = "",
        **settings: Unpack[Settings],
    ) -> None:
        super().__init__(source=source, grades=grades, **settings)
        self.tab, self.page = TABS[0], 1
        self.check: Check | None = None
        self._checking = Background(self.guard)
        self._list_files()
        self.attempt(self._begin, path, other)

    def _begin(self, path: str | Path | None, other: str | Path | None) -> None:
        if other:
            self.second = self._read(side_name(self, other))
        if path is not None:
            self.choose_file(self.offered_name(path))

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
        from kaohe_tools.panels.simulate.check import checked
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

    # inside ------------------------------------------------------------------------------------

    def _drop_figures(self) -> None:
        self._checking.drop()
        self.check = None
        super()._drop_figures()

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
        self._fail_from_beside(err, "check")
