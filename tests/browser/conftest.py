"""A real JupyterLab and a real Chromium for the tests of what a designer sees.

One server serves the whole session; each test has a browser context (cookies, windows) of its own.
Without Chromium or a Chinese font these tests are skipped, except under CI, where they fail.

    def test_something(lab_page, working_folder):
        notebook = lab_page.open("01_review.ipynb")
        notebook.run_all()
        notebook.page.get_by_text("合计").wait_for()
        notebook.screenshot("review")
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import run
from kaohe_tools.lab import prepare, start_lab
from kaohe_tools.server import RunningServer

ROOT = Path(__file__).parents[2]
ARTEFACTS = ROOT / "test-artefacts"
CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LAPTOP = {"width": 1280, "height": 800}
PATIENCE = 90_000  # milliseconds for a cold kernel or all cells; a slow machine takes a third of it
SHORT = 30_000  # for anything that the page does by itself, so that a failure does not hold up the rest

READY = """path => {
    const panel = window.jupyterapp?.shell.currentWidget;
    const session = panel?.sessionContext;
    return session?.path === path && session.isReady && session.session?.kernel?.status === "idle";
}"""
RUN_ALL = """() => {
    window.cellsRan = false;
    window.jupyterapp.commands.execute("notebook:run-all-cells").then(() => { window.cellsRan = true; });
}"""
FINISHED = """() => window.cellsRan
    && window.jupyterapp.shell.currentWidget.sessionContext.session?.kernel?.status === "idle" """
ERRORS = """() => window.jupyterapp.shell.currentWidget.content.model.sharedModel.cells.flatMap(
    c => (c.outputs ?? []).filter(o => o.output_type === "error").map(o => `${o.ename}: ${o.evalue}`))"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of this folder, so that ``-m "not browser"`` leaves them out."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Chromium, on a machine that also shows Chinese."""
    missing = run.missing_for_browser()
    if missing:
        reason = f"missing: {', '.join(missing)} (python3 run.py test says how to get them)"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    return run.find_browser()


@pytest.fixture(scope="session")
def working_folder(tmp_path_factory, chromium) -> Path:
    """A designer's working folder, as `kaohe lab` makes it; what the server shows is in here."""
    return prepare(tmp_path_factory.mktemp("lab") / "work")


@pytest.fixture(scope="session")
def lab(working_folder) -> Iterator[RunningServer]:
    """The server that `kaohe lab` starts, with Chinese menus."""
    options = ["--LabApp.expose_app_in_browser=True"]  # so that a test can ask the page itself
    running = start_lab(working_folder, port=18888, options=options)
    yield running
    running.stop()


@pytest.fixture(scope="session")
def browser(chromium):
    """One Chromium for all tests."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_OPTIONS)
        yield launched
        launched.close()


@dataclass
class LabPage:
    """A JupyterLab page and what it said on its console.

    Attributes
    ----------
    page : playwright Page
        For everything that the helpers below do not do.
    console_errors : list of str
        Errors of the page so far.
    """

    lab: RunningServer
    page: object
    console_errors: list[str] = field(default_factory=list)

    def goto(self, path: str = "/lab", *, token: bool = True):
        """Open an address of the server and return the answer."""
        address = f"http://127.0.0.1:{self.lab.port}{path}"
        return self.page.goto(address + (f"?token={self.lab.token}" if token else ""))

    def open(self, notebook: str) -> LabPage:
        """Open a notebook of the working folder and wait until its kernel is idle."""
        self.goto(f"/lab/workspaces/{secrets.token_hex(4)}/tree/{notebook}")  # no tabs left by another test
        return self.wait_ready(notebook)

    def wait_ready(self, notebook: str) -> LabPage:
        """Wait until the notebook in front is this one and its kernel is idle."""
        self.page.wait_for_function(READY, arg=notebook, timeout=PATIENCE)
        return self

    def run_all(self) -> LabPage:
        """Run every cell, wait for the last, and fail with the first error that a cell shows."""
        self.page.evaluate(RUN_ALL)
        self.page.wait_for_function(FINISHED, timeout=PATIENCE)
        assert self.page.evaluate(ERRORS) == []
        return self

    def save(self) -> LabPage:
        """Save the notebook that is open."""
        self.page.evaluate("async () => { await window.jupyterapp.commands.execute('docmanager:save'); }")
        return self

    def screenshot(self, name: str) -> Path:
        """Keep a picture of the page in test-artefacts/ and return its path."""
        ARTEFACTS.mkdir(exist_ok=True)
        path = ARTEFACTS / f"{re.sub(r'[^A-Za-z0-9_-]+', '-', name)}.png"
        self.page.screenshot(path=path)
        return path


@pytest.fixture
def lab_page(lab, browser, request) -> Iterator[LabPage]:
    """A fresh browser context on the lab; a failed test leaves its last picture in test-artefacts/."""
    context = browser.new_context(viewport=LAPTOP, locale="zh-CN", accept_downloads=True)
    page = context.new_page()
    page.set_default_timeout(SHORT)
    opened = LabPage(lab=lab, page=page)
    page.on("console", lambda said: said.type == "error" and opened.console_errors.append(said.text))
    page.on("pageerror", lambda error: opened.console_errors.append(str(error)))
    failures = request.session.testsfailed
    yield opened
    if request.session.testsfailed > failures:
        opened.screenshot(f"failed-{request.node.name}")
    context.close()
    _end_kernels(lab)


def _end_kernels(lab: RunningServer) -> None:
    """End what a test left running, so that kernels do not pile up over a session."""
    import json
    import urllib.request

    def ask(method: str, path: str) -> bytes:
        headers = {"Authorization": f"token {lab.token}"}
        request = urllib.request.Request(f"http://127.0.0.1:{lab.port}{path}", headers=headers, method=method)
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=30) as answer:
            return answer.read()

    for session in json.loads(ask("GET", "/api/sessions")):
        ask("DELETE", f"/api/sessions/{session['id']}")
