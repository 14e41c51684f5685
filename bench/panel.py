"""The rebalancing panel at 300 indicators, in a real Chromium, in JupyterLab and as a Voilà page.

    python3 run.py bench [--runs N]

Medians, measured inside the page: from Enter in a cell to the frame that shows the row's move, the
total and the findings; and, with a row locked, from letting a section's slider go to the frame with
the saved solution. Exit code 1 when one is over its limit.
"""

from __future__ import annotations

import argparse
import statistics
import sys

import _pages as pages  # what stands beside this file

from tests.browser.rebalance_board import SLIDE_TO_FRAME, TYPE_TO_FRAME, Board
from tests.panels.wide_sheet import write_wide_sheet

ROWS = 300
TYPING, SOLVING = 150, 500  # milliseconds
SOURCE = (
    'from kaohe_tools import rebalance_panel\nrebalance_panel("wide.xlsx", profile="node-annual", folder={folder!r})'
)


def measured(board: Board, runs: int) -> tuple[list[float], list[float]]:
    """Return the times of typing values and of sliding with a row locked, in milliseconds."""
    page = board.page
    page.wait_for_timeout(2000)
    typed, slid = [], []
    for n in range(runs):
        typed.append(page.evaluate(TYPE_TO_FRAME, [3 + n, "2.5"]))
        page.wait_for_timeout(300)
    board.do(board.cell(0, "lock").click)
    for n in range(runs):
        slid.append(page.evaluate(SLIDE_TO_FRAME, [1, str(8 + n % 10 * 0.5)]))
        page.wait_for_timeout(1200)
    if None in typed or None in slid:
        raise SystemExit("the panel did not answer within 20 seconds")
    return typed, slid


def main() -> int:
    """Measure, print the table, and return 1 if a limit is passed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=20, help="how often each is measured; default 20")
    runs = parser.parse_args().runs
    if not pages.can_show("panel"):
        return 0
    over = False
    pages.heading(f"median of {runs}, {ROWS} indicators")
    for place, show in pages.PLACES.items():
        with pages.shown(show, SOURCE, lambda work: write_wide_sheet(work / "wide.xlsx", ROWS)) as page:
            times = measured(Board(page).wait(ROWS), runs)
        for what, limit, took in zip(("type a value", "lock, slide, solve"), (TYPING, SOLVING), times, strict=True):
            over |= pages.line(f"{place}: {what}", statistics.median(took), max(took), limit)
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
