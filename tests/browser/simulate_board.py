"""Driving the simulation panel in a page: for the browser tests and for ``bench/simulate_panel.py``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from kaohe_tools.panels.rebalance.state import RebalanceState
from tests.panels.wide_sheet import write_wide_sheet

PATIENCE = 90_000

# From moving a slider to the frame that shows both pictures anew, in milliseconds, measured inside the page.
SLIDE_TO_FRAME = """([name, value]) => new Promise((done) => {
    const board = document.querySelector(".kh-simulate");
    const slider = board.querySelector(`input[name=${name}]`);
    const left = new Set(board.querySelectorAll(".kh-picture"));
    const began = performance.now();
    const watch = new MutationObserver((changes) => {
        changes.forEach((change) => left.delete(change.target));
        if (left.size) return;
        watch.disconnect();
        requestAnimationFrame(() => done(performance.now() - began));
    });
    left.forEach((picture) => watch.observe(picture, { childList: true }));
    setTimeout(() => done(null), 20000);
    slider.value = value;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
})"""


def write_two_schemes(folder: Path, rows: int = 60) -> None:
    """Write ``wide.xlsx`` and a scenario of it (number 1) in which some rows have other points."""
    write_wide_sheet(folder / "wide.xlsx", rows)
    state = RebalanceState(folder=folder, path="wide.xlsx", profile="node-annual")
    for item in state.scheme.indicators[:: max(1, rows // 6)]:
        if item.points:
            state.set_points(item.id, str(item.points * 2))
    state.rename_scenario("加倍草案")
    assert not state.errors


class SimulateBoard:
    """The panel on a page."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.root = page.locator(".kh-simulate")

    def wait(self) -> SimulateBoard:
        """Wait until the exact figures are there, and the open picture."""
        self.page.wait_for_function(
            """() => document.querySelector(".kh-simulate")?.dataset.exact === "true" """, timeout=PATIENCE
        )
        self.page.wait_for_function(
            """() => {
                const board = document.querySelector(".kh-simulate");
                return board.dataset.waiting === "0" && !board.querySelector(".kh-waiting")
                    && board.querySelector(".kh-tabs button");
            }""",
            timeout=PATIENCE,
        )
        return self

    def do(self, act: Callable[[], object]) -> None:
        """Do something and wait until the kernel has answered everything that was sent."""
        before = self.root.get_attribute("data-seq")
        act()
        self.page.wait_for_function(
            """seq => {
                const board = document.querySelector(".kh-simulate");
                return board.dataset.seq !== seq && board.dataset.waiting === "0";
            }""",
            arg=before,
        )

    def text(self, selector: str) -> str:
        return self.root.locator(selector).first.inner_text()

    def slide(self, name: str, value: float) -> float | None:
        """Move a slider and return how many milliseconds both pictures took to follow."""
        return self.page.evaluate(SLIDE_TO_FRAME, [name, str(value)])
