"""The simulation panel at 100 units × 60 indicators, two schemes, in a real Chromium, in JupyterLab and in Voilà.

    python3 run.py bench [--runs N]

Medians, measured inside the page: from moving a slider to the frame that shows the distribution and the
grades anew. Exit code 1 when one is over its limit.
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
from tests.browser.rebalance_board import start_voila, write_notebook  # noqa: E402
from tests.browser.simulate_board import SimulateBoard, write_two_schemes  # noqa: E402

UNITS, ROWS = 100, 60
LIMIT = 300  # milliseconds
SOURCE = (
    'from kaohe_tools import simulate_panel\npanel = simulate_panel("wide.xlsx", "#1", profile="node-annual", '
    'folder={folder!r})\npanel.state.set_units("100")\npanel'
)


@contextmanager
def in_lab(page: Any, work: Path) -> Iterator[SimulateBoard]:
    """Show the panel in JupyterLab."""
    write_notebook(work / "wide.ipynb", SOURCE.format(folder=str(work)))
    lab = start_lab(work, port=18989, options=["--LabApp.expose_app_in_browser=True"])
    try:
        page.goto(f"http://127.0.0.1:{lab.port}/lab/tree/wide.ipynb?token={lab.token}")
        page.wait_for_function(READY, arg="wide.ipynb", timeout=PATIENCE)
        page.evaluate(RUN_ALL)
        page.wait_for_function(FINISHED, timeout=PATIENCE)
        yield SimulateBoard(page).wait()
    finally:
        lab.stop()


@contextmanager
def in_voila(page: Any, work: Path) -> Iterator[SimulateBoard]:
    """Show the panel as a Voilà page; its folder holds the notebook alone."""
    app = work.parent / "app"
    app.mkdir()
    voila = start_voila(write_notebook(app / "wide.ipynb", SOURCE.format(folder=str(work))))
    try:
        page.goto(voila.url)
        yield SimulateBoard(page).wait()
    finally:
        voila.stop()


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
    if run.missing_for_browser():
        print(f"simulate_panel: not measured, missing: {', '.join(run.missing_for_browser())}")
        return 0
    from playwright.sync_api import sync_playwright

    places: dict[str, Callable[[Any, Path], Any]] = {"JupyterLab": in_lab, "Voilà": in_voila}
    over = False
    print(f"{f'median of {runs}, {UNITS} units × {ROWS}, two schemes':<44}{'ms':>7}{'slowest':>9}{'limit':>7}")
    with sync_playwright() as playwright:
        for place, shown in places.items():
            browser = playwright.chromium.launch(executable_path=run.find_browser(), args=CHROMIUM_OPTIONS)
            page = browser.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN").new_page()
            with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
                work = prepare(Path(folder) / "work")
                write_two_schemes(work, ROWS)
                with shown(page, work) as board:
                    times = measured(board, runs)
                    browser.close()
            for name, took in times.items():
                middle = statistics.median(took)
                late = middle > LIMIT
                over |= late
                said = f"{place}: slider “{name}”"
                print(f"{said:<44}{middle:>7.0f}{max(took):>9.0f}{LIMIT:>7}{'  OVER' if late else ''}", flush=True)
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
