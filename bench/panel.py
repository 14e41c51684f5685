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
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # the tests stand beside bench and are not installed

import run  # noqa: E402 - found by the line above
from kaohe_tools.lab import prepare, start_lab  # noqa: E402
from tests.browser.conftest import CHROMIUM_OPTIONS, FINISHED, PATIENCE, READY, RUN_ALL  # noqa: E402
from tests.browser.rebalance_board import (  # noqa: E402
    SLIDE_TO_FRAME,
    TYPE_TO_FRAME,
    Board,
    start_voila,
    write_notebook,
)
from tests.panels.wide_sheet import write_wide_sheet  # noqa: E402

ROWS = 300
TYPING, SOLVING = 150, 500  # milliseconds
SOURCE = (
    'from kaohe_tools import rebalance_panel\nrebalance_panel("wide.xlsx", profile="node-annual", folder={folder!r})'
)


@contextmanager
def in_lab(page: Any, work: Path) -> Iterator[Board]:
    """Show the panel in JupyterLab."""
    write_notebook(work / "wide.ipynb", SOURCE.format(folder=str(work)))
    lab = start_lab(work, port=18988, options=["--LabApp.expose_app_in_browser=True"])
    try:
        page.goto(f"http://127.0.0.1:{lab.port}/lab/tree/wide.ipynb?token={lab.token}")
        page.wait_for_function(READY, arg="wide.ipynb", timeout=PATIENCE)
        page.evaluate(RUN_ALL)
        page.wait_for_function(FINISHED, timeout=PATIENCE)
        yield Board(page).wait(ROWS)
    finally:
        lab.stop()


@contextmanager
def in_voila(page: Any, work: Path) -> Iterator[Board]:
    """Show the panel as a Voilà page; its folder holds the notebook alone."""
    app = work.parent / "app"
    app.mkdir()
    voila = start_voila(write_notebook(app / "wide.ipynb", SOURCE.format(folder=str(work))))
    try:
        page.goto(voila.url)
        yield Board(page).wait(ROWS)
    finally:
        voila.stop()


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
    if run.missing_for_browser():
        print(f"panel: not measured, missing: {', '.join(run.missing_for_browser())}")
        return 0
    from playwright.sync_api import sync_playwright

    places: dict[str, Callable[[Any, Path], Any]] = {"JupyterLab": in_lab, "Voilà": in_voila}
    over = False
    print(f"{f'median of {runs}, {ROWS} indicators':<44}{'ms':>7}{'slowest':>9}{'limit':>7}")
    with sync_playwright() as playwright:
        for place, shown in places.items():
            browser = playwright.chromium.launch(executable_path=run.find_browser(), args=CHROMIUM_OPTIONS)
            page = browser.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN").new_page()
            with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
                work = prepare(Path(folder) / "work")
                write_wide_sheet(work / "wide.xlsx", ROWS)
                with shown(page, work) as board:
                    times = measured(board, runs)
                    browser.close()
            for what, limit, took in zip(("type a value", "lock, slide, solve"), (TYPING, SOLVING), times, strict=True):
                middle = statistics.median(took)
                late = middle > limit
                over |= late
                said = f"{place}: {what}"
                print(f"{said:<44}{middle:>7.0f}{max(took):>9.0f}{limit:>7}{'  OVER' if late else ''}", flush=True)
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
