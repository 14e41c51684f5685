"""Pages, pictures and panels full of hostile texts in a real browser: none runs, and nobody else is asked."""

from __future__ import annotations

import json
import os
import shutil
import sys
from urllib.parse import urlsplit

import pytest

from kaohe_tools import plots
from kaohe_tools.batch.summary import summary_html
from kaohe_tools.memo import render_memo
from kaohe_tools.memo.comparison import comparison_html
from tests.browser.conftest import ARTEFACTS, LAPTOP, PATIENCE
from tests.browser.rebalance_board import start_voila, write_notebook
from tests.escaping.inputs import DAY, Hostile, write_results, write_sheet
from tests.escaping.payloads import MARKUP

VOILAS_OWN = "https://cdn.jsdelivr.net/npm/@fortawesome/fontawesome-free@%5E5/css/"
LOOPBACK = {"127.0.0.1", "localhost"}
SHOWN = """() => [document.body, ...document.querySelectorAll("[title], input, option")]
    .map((e) => [e.innerText, e.title, e.value].join(" ")).join(" ").replace(/\\s+/g, " ")"""
STRANGE = """() => [...document.querySelectorAll("*")].flatMap((e) => [...e.attributes]
    .filter((a) => a.name.startsWith("on")
        || (["href", "src", "action"].includes(a.name) && /^\\s*(javascript:|data:text)/i.test(a.value)))
    .map((a) => `${e.tagName} ${a.name}=${a.value}`))"""
GRADE = MARKUP[0].replace("=", "")
CELLS = (
    "review_panel(sheet, profile='node-annual', folder=folder)",
    "rebalance_panel(sheet, profile='node-annual', folder=folder)",
    "compare_panel(sheet, '新.xlsx', results='结果.xlsx', profile='node-annual', folder=folder)",
    "simulate_panel(sheet, '新.xlsx', results='结果.xlsx', grades=grade + '=20', profile='node-annual', folder=folder)",
    "memo_panel({'files': [sheet], 'profile': 'node-annual', 'addressee': payload}, folder=folder)",
    "criterion_view(payload + '，扣1分。', 2)",
)
NAMES = (
    "from kaohe_tools import compare_panel, memo_panel, rebalance_panel, review_panel, simulate_panel\n"
    "from kaohe_tools.panels import criterion_view\n"
    "folder, sheet, payload, grade = {folder!r}, {sheet!r}, {payload!r}, {grade!r}"
)


class Watched:
    """A page, and what it did that no text may make it do.

    Voilà's own template names style sheets of another server, which the page's policy never asks for.
    """

    def __init__(self, page) -> None:
        self.page, self.asked, self.opened = page, [], []
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("requestfailed", self._forget)
        page.on("popup", lambda popup: self.opened.append(popup.url))
        page.on("dialog", self._dismiss)

    def _forget(self, request) -> None:
        if request.failure == "csp" and request.url.startswith(VOILAS_OWN):
            self.asked.remove(request.url)

    def _dismiss(self, dialog) -> None:
        self.opened.append(dialog.message)
        dialog.dismiss()

    def strange(self) -> list[str]:
        """What ran, opened, was asked of somebody else, or stands on the page as more than a text."""
        self.page.wait_for_timeout(300)  # what was to load or run has begun by then
        ran = [f"ran in {frame.url}" for frame in self.page.frames if frame.evaluate("() => window.__hit") is not None]
        inside = ("data:image/", "blob:", "file:")
        asked = [url for url in self.asked if not url.startswith(inside) and urlsplit(url).hostname not in LOOPBACK]
        return [*ran, *self.opened, *asked, *self.page.evaluate(STRANGE)]


@pytest.fixture
def watched(browser):
    context = browser.new_context(viewport=LAPTOP, locale="zh-CN")
    yield Watched(context.new_page())
    context.close()


@pytest.mark.filterwarnings("ignore:.*Glyph.*missing")
def test_pages_and_pictures_run_nothing(watched, tmp_path):
    hostile = Hostile()
    made = {
        "memo.html": render_memo(hostile.memo, "html"),
        "comparison.html": comparison_html(hostile.difference, date=DAY).encode(),
        "summary.html": summary_html(hostile.batch),
        "ranks.svg": plots.plot_ranks(hostile.outlook.ranks, names=MARKUP[:2]).svg(),
        "slopes.svg": plots.plot_slopes(hostile.difference.effect.replay, names=MARKUP[:2]).svg(),
    }
    for name, data in made.items():
        (tmp_path / name).write_bytes(data)
        watched.page.goto((tmp_path / name).as_uri())
        if name.endswith(".html"):
            assert MARKUP[0] in watched.page.evaluate(SHOWN), name
        for link in watched.page.locator("a[href^='#']").all()[:3]:
            link.click()
        assert watched.strange() == [], name


def test_the_watch_sees_what_runs(watched, tmp_path):
    """The same texts, not escaped: if nothing were seen here, the others would show nothing."""
    (tmp_path / "bad.html").write_text("\n".join((*MARKUP[:2], "<img src='http://192.0.2.1/x.png'>")), "utf-8")
    watched.page.goto((tmp_path / "bad.html").as_uri(), wait_until="commit")

    seen = watched.strange()
    assert [f"ran in {watched.page.url}", "http://192.0.2.1/x.png"] == seen[:2]
    assert seen[2].startswith("IMG onerror=")


@pytest.fixture
def hostile_notebook(tmp_path):
    """A notebook of all panels and a criterion, on sheets whose names and cells are hostile."""
    sheet = write_sheet(tmp_path)
    write_sheet(tmp_path, "新.xlsx", points=3)
    write_results(tmp_path)
    if sys.platform == "linux":  # archives from elsewhere leave names that are no text
        (tmp_path / os.fsdecode("旧表.xlsx".encode("gb18030"))).write_bytes(sheet.read_bytes())
    given = NAMES.format(folder=str(tmp_path), sheet=sheet.name, payload=MARKUP[1], grade=GRADE)
    notebook = write_notebook(tmp_path / "hostile.ipynb", given)
    book = json.loads(notebook.read_text("utf-8"))
    book["cells"] += [book["cells"][0] | {"source": source, "id": f"c{n}"} for n, source in enumerate(CELLS)]
    notebook.write_text(json.dumps(book), "utf-8")
    return notebook


def shows_the_texts_alone(watched):
    """Wait for all panels, open all they have, and see that the texts are there as texts and did nothing."""
    page = watched.page
    page.wait_for_function("() => document.querySelectorAll('.kh-board').length === 5", timeout=PATIENCE)
    page.wait_for_function("() => document.querySelector('.kh-simulate')?.dataset.exact === 'true'", timeout=PATIENCE)
    page.locator(".kh-board").first.locator("tbody tr").first.click()
    page.evaluate("() => document.querySelectorAll('details').forEach((part) => { part.open = true; })")

    assert watched.strange() == []
    shown = page.evaluate(SHOWN)
    assert [word for word in (*MARKUP[:2], GRADE) if word not in shown] == []
    assert page.locator(".kh-board :is(script, iframe:not([sandbox='']), link, meta, base, object)").count() == 0
    assert page.locator("mjx-container").count() == 0


def test_panels_run_nothing_and_show_the_texts_in_the_lab(lab_page, working_folder, hostile_notebook):
    notebook = working_folder / hostile_notebook.name
    shutil.copy(hostile_notebook, notebook)
    watched = Watched(lab_page.page)
    lab_page.open(notebook.name).run_all()

    shows_the_texts_alone(watched)
    lab_page.screenshot("hostile-texts")
    assert [said for said in lab_page.page.locator(".jp-OutputArea").all_inner_texts() if "\u202e" in said] == []
    assert lab_page.console_errors == []
    notebook.unlink()


def test_panels_run_nothing_and_show_the_texts_in_a_page_of_their_own(watched, hostile_notebook):
    running = start_voila(hostile_notebook)
    try:
        watched.page.goto(running.url, timeout=PATIENCE)
        shows_the_texts_alone(watched)
        watched.page.screenshot(path=ARTEFACTS / "hostile-texts-app.png", full_page=True)
    finally:
        running.stop()
