"""A panel shown in a real Chromium, in JupyterLab and as a Voilà page, for the measurements of this folder."""

from __future__ import annotations

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

NOTEBOOK = "wide.ipynb"


@contextmanager
def in_lab(page: Any, work: Path, source: str) -> Iterator[None]:
    """Show what a cell of `source` shows in JupyterLab."""
    write_notebook(work / NOTEBOOK, source)
    lab = start_lab(work, port=18988, options=["--LabApp.expose_app_in_browser=True"])
    try:
        page.goto(f"http://127.0.0.1:{lab.port}/lab/tree/{NOTEBOOK}?token={lab.token}")
        page.wait_for_function(READY, arg=NOTEBOOK, timeout=PATIENCE)
        page.evaluate(RUN_ALL)
        page.wait_for_function(FINISHED, timeout=PATIENCE)
        yield
    finally:
        lab.stop()


@contextmanager
def in_voila(page: Any, work: Path, source: str) -> Iterator[None]:
    """Show it as a Voilà page; its folder holds the notebook alone."""
    app = work.parent / "app"
    app.mkdir()
    voila = start_voila(write_notebook(app / NOTEBOOK, source))
    try:
        page.goto(voila.url)
        yield
    finally:
        voila.stop()


PLACES: dict[str, Callable[..., Any]] = {"JupyterLab": in_lab, "Voilà": in_voila}


def can_show(name: str) -> bool:
    """Return whether there is a browser; where not, say that `name` is not measured."""
    missing = run.missing_for_browser()
    if missing:
        print(f"{name}: not measured, missing: {', '.join(missing)}")
    return not missing


@contextmanager
def shown(show: Callable[..., Any], source: str, fill: Callable[[Path], object]) -> Iterator[Any]:
    """Give the page that shows a panel in one of `PLACES`.

    Parameters
    ----------
    source : str
        The notebook's cell; ``{folder!r}`` stands for the working folder.
    fill : callable
        Writes into the working folder what the cell needs.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright, tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        browser = playwright.chromium.launch(executable_path=run.find_browser(), args=CHROMIUM_OPTIONS)
        page = browser.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN").new_page()
        work = prepare(Path(folder) / "work")
        fill(work)
        with show(page, work, source.format(folder=str(work))):
            yield page
            browser.close()


def line(said: str, middle: float, slowest: float, limit: float) -> bool:
    """Print one line of the table; return whether it is over its limit."""
    late = middle > limit
    print(f"{said:<44}{middle:>7.0f}{slowest:>9.0f}{limit:>7}{'  OVER' if late else ''}", flush=True)
    return late


def heading(said: str) -> None:
    """Print the head of the table."""
    print(f"{said:<44}{'ms':>7}{'slowest':>9}{'limit':>7}")
