"""The simulation panel at 100 units × 60 indicators, two schemes, in a real Chromium, in JupyterLab and in Voilà.

    python3 run.py bench [--runs N]

Medians, measured inside the page: from moving a slider to the frame that shows the distribution and the
grades anew. Exit code 1 when one is over its limit.
"""

from __future__ import annotations

import argparse
import statistics
import sys

import _pages as pages  # what stands beside this file

from tests.browser.simulate_board import SimulateBoard, write_two_schemes

UNITS, ROWS = 100, 60
LIMIT = 300  # milliseconds
SOURCE = (
    'from kaohe_tools import simulate_panel\npanel = simulate_panel("wide.xlsx", "#1", profile="node-annual", '
    'folder={folder!r})\npanel.state.set_units("100")\npanel'
)


def measured(board: SimulateBoard, runs: int) -> dict[str, list[float]]:
    """Return the times of moving each slider, in milliseconds."""
    board.page.wait_for_timeout(2000)
    found: dict[str, list[float]] = {}
    for name, low, step in (("shift", -0.9, 0.1), ("spread", 0.5, 0.1), ("shock", 0.0, 0.05)):
        for n in range(runs):
            took = board.slide(name, round(low + step * (n % 15), 2))
            if took is None:
                raise SystemExit("the panel did not answer within 20 seconds")
            found.setdefault(name, []).append(took)
            board.page.wait_for_timeout(150)
        board.wait()
    return found


def main() -> int:
    """Measure, print the table, and return 1 if a limit is passed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=20, help="how often each is measured; default 20")
    runs = parser.parse_args().runs
    if not pages.can_show("simulate_panel"):
        return 0
    over = False
    pages.heading(f"median of {runs}, {UNITS} units × {ROWS}, two schemes")
    for place, show in pages.PLACES.items():
        with pages.shown(show, SOURCE, lambda work: write_two_schemes(work, ROWS)) as page:
            times = measured(SimulateBoard(page).wait(), runs)
        for name, took in times.items():
            over |= pages.line(f"{place}: slider “{name}”", statistics.median(took), max(took), LIMIT)
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
