"""Driving the rebalancing panel in a page: for the browser tests and for ``bench/panel.py``."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kaohe_tools.app import start_app
from kaohe_tools.server import RunningServer
from kaohe_tools.workspace import OWN

PATIENCE = 90_000

# From Enter in a cell to the frame that shows the answer, in milliseconds, measured inside the page.
TYPE_TO_FRAME = """([n, value]) => new Promise((done) => {
    const board = document.querySelector(".kh-board");
    const input = board.querySelector(`tr[data-n="${n}"] input[name=points]`);
    input.focus();
    input.value = value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    const began = performance.now();
    new MutationObserver((_, watch) => {
        watch.disconnect();
        requestAnimationFrame(() => done(performance.now() - began));
    }).observe(input.closest("tr").querySelector(".kh-g-move"), { childList: true });
    setTimeout(() => done(null), 20000);
    input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
})"""

# From moving a section's slider and letting it go to the frame with the saved solution.
SLIDE_TO_FRAME = """([n, value]) => new Promise((done) => {
    const board = document.querySelector(".kh-board");
    const slider = board.querySelectorAll(".kh-sectionline .kh-slider")[n];
    const began = performance.now();
    let answers = 0;
    new MutationObserver((_, watch) => {
        answers += 1;
        if (answers < 2) return;
        watch.disconnect();
        requestAnimationFrame(() => done(performance.now() - began));
    }).observe(board, { attributes: true, attributeFilter: ["data-seq"] });
    setTimeout(() => done(null), 20000);
    slider.value = value;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    slider.dispatchEvent(new Event("change", { bubbles: true }));
})"""

PASTE = """([n, column, text]) => {
    const input = document.querySelector(`.kh-board tr[data-n="${n}"] input[name=${column}]`);
    input.focus();
    const data = new DataTransfer();
    data.setData("text/plain", text);
    input.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def write_notebook(path: Path, source: str) -> Path:
    """Write a notebook of one cell."""
    cell = {"cell_type": "code", "execution_count": None, "id": "a", "metadata": {}, "outputs": [], "source": source}
    spec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    path.write_text(
        json.dumps({"cells": [cell], "metadata": {"kernelspec": spec}, "nbformat": 4, "nbformat_minor": 5}), "utf-8"
    )
    return path


def start_voila(notebook: Path) -> RunningServer:
    """Serve a notebook as `kaohe app` does, its cells working where it is."""
    (notebook.parent / OWN).mkdir(exist_ok=True)
    return start_app(notebook.parent, notebook, port=28866)


class Board:
    """The panel on a page."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.root = page.locator(".kh-board")

    def wait(self, rows: int) -> Board:
        """Wait until the grid has so many rows."""
        self.page.wait_for_function(
            "rows => document.querySelectorAll('.kh-board tr[data-n]').length === rows", arg=rows, timeout=PATIENCE
        )
        return self

    def do(self, act: Callable[[], object]) -> None:
        """Do something and wait until the kernel has answered everything that was sent."""
        before = self.root.get_attribute("data-seq")
        act()
        self.page.wait_for_function(
            """seq => {
                const board = document.querySelector(".kh-board");
                return board.dataset.seq !== seq && board.dataset.waiting === "0";
            }""",
            arg=before,
        )

    def cell(self, n: int, column: str = "points") -> Any:
        """Return an editable cell of a row, counted from 0."""
        return self.root.locator(f"tr[data-n='{n}'] input[name={column}]")

    def type(self, n: int, value: str, column: str = "points") -> None:
        """Type into a cell and press Enter."""
        self.cell(n, column).focus()
        self.page.keyboard.type(value)
        self.do(lambda: self.page.keyboard.press("Enter"))

    def text(self, selector: str) -> str:
        return self.root.locator(selector).first.inner_text()

    def points(self) -> list[str]:
        """Return the points of every row as shown."""
        return self.page.evaluate(
            "() => [...document.querySelectorAll('.kh-board input[name=points]')].map((input) => input.value)"
        )

    def total(self) -> str:
        return self.text(".kh-sum-now")

    def paste(self, n: int, column: str, text: str) -> None:
        self.do(lambda: self.page.evaluate(PASTE, [n, column, text]))
