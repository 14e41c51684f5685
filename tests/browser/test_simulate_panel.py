"""The simulation panel as a designer uses it, in JupyterLab and as a Voilà page."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.browser.rebalance_board import start_voila, write_notebook
from tests.browser.simulate_board import SimulateBoard, write_two_schemes

SAMPLES = Path(__file__).parents[2] / "sample_sheets"
SOURCE = (
    'from kaohe_tools import simulate_panel\nsimulate_panel("node_annual_2018.xlsx", results="results_2023.xlsx", '
    'grades="优秀=82,20%；良好=73；合格=60", profile="node-annual", folder={folder!r})'
)
TO_PANEL = "() => document.querySelector('.kh-simulate').scrollIntoView({ block: 'start' })"
OVERLAPS = """() => {
    const touching = [];
    for (const svg of document.querySelectorAll(".kh-picture")) {
        const boxes = [...svg.querySelectorAll("text")].map((t) => [t.textContent, t.getBoundingClientRect()]);
        boxes.forEach(([one, a], n) => boxes.slice(n + 1).forEach(([two, b]) => {
            if (a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 2 && b.top < a.bottom - 2)
                touching.push(`${one} / ${two}`);
        }));
    }
    return touching;
}"""


class Shown:
    """A place where the panel is shown, and how to come to it."""

    def __init__(self, page, folder, go):
        self.page, self.folder, self._go = page, folder, go

    def open(self) -> SimulateBoard:
        self._go()
        board = SimulateBoard(self.page).wait()
        self.page.evaluate(TO_PANEL)
        return board


@pytest.fixture(params=["lab", "voila"])
def place(request, tmp_path):
    """The panel with the sample and its results; a wide sheet of 60 rows and a scenario of it lie beside."""
    work = tmp_path / "work"
    work.mkdir()
    for name in ("node_annual_2018.xlsx", "results_2023.xlsx"):
        shutil.copy(SAMPLES / name, work)
    write_two_schemes(work)
    source = SOURCE.format(folder=str(work))
    if request.param == "lab":
        lab_page, served = request.getfixturevalue("lab_page"), request.getfixturevalue("working_folder")
        notebook = write_notebook(served / "simulate.ipynb", source)
        yield Shown(lab_page.page, work, lambda: lab_page.open("simulate.ipynb").run_all())
        notebook.unlink(missing_ok=True)
        return
    browser = request.getfixturevalue("browser")
    (tmp_path / "app").mkdir()  # holds the notebook alone: Voilà lists what lies beside it
    running = start_voila(write_notebook(tmp_path / "app" / "simulate.ipynb", source))
    context = browser.new_context(viewport={"width": 1280, "height": 1000}, locale="zh-CN", accept_downloads=True)
    page = context.new_page()
    page.set_default_timeout(30_000)
    yield Shown(page, work, lambda: page.goto(running.url))
    context.close()
    running.stop()


def test_a_designer_looks_at_what_scores_would_be(place, request):
    board, page = place.open(), place.page

    # the assumptions stand before the pictures; the readings beneath them
    said = board.root.inner_text()
    assert said.index("可能性来自已登记的结果") < said.index("总分分布") < said.index("九成总分在")
    assert "名额只有20%" in said
    assert page.evaluate(OVERLAPS) == []
    assert page.evaluate("() => document.querySelector('.kh-simulate').scrollWidth <= 1280")

    # a slider moves: both pictures follow, then exactly
    before = board.text(".kh-side-grades .kh-reading")
    assert board.slide("shift", 0.8) is not None
    board.wait()
    assert before != board.text(".kh-side-grades .kh-reading")
    assert "0.8个标准差" in board.text(".kh-assumed-said")
    assert "精确计算" in board.text(".kh-live-head")
    page.screenshot(path=_picture(request, "shifted"))
    board.do(board.root.locator("button[name=back]").click)
    board.wait()
    assert before == board.text(".kh-side-grades .kh-reading")

    # pictures with reading and table, kept as a file
    for tab, words in (("items", "共2分，区分不了单位"), ("weights", "占总分值"), ("ranks", "九成把握")):
        board.do(board.root.locator(f"button[name=tab-{tab}]").click)
        board.wait()
        assert words in board.text(".kh-tabbody .kh-reading")
        assert board.root.locator("img.kh-drawn").evaluate("node => node.naturalWidth") > 600
        assert board.root.locator(".kh-tabbody .kh-table tbody tr").count() >= 29
    for name, form, magic in (("distribution", "svg", b"<?xml"), ("ranks", "png", b"\x89PNG")):
        with page.expect_download() as kept:
            board.root.locator(f"button[name=save-{name}-{form}]").click()
        assert Path(kept.value.path()).read_bytes().startswith(magic)
        assert kept.value.suggested_filename.endswith(f".{form}")

    # the table beneath a picture
    board.root.locator(".kh-side-distribution summary").click()
    board.root.locator(".kh-side-distribution .kh-table tbody tr").nth(10).wait_for()


def test_a_against_b_and_a_cross_check(place, request):
    board, page = place.open(), place.page
    board.do(lambda: board.root.locator("select[name=file]").select_option("wide.xlsx"))
    board.do(lambda: board.root.locator("select[name=source]").select_option(""))
    board.do(lambda: board.root.locator("select[name=other]").select_option("#1"))
    units = board.root.locator("input[name=units]")
    units.fill("100")
    board.do(lambda: units.press("Enter"))
    board.wait()
    assert board.root.locator(".kh-keyed").count() == 2
    assert "加倍草案" in board.text(".kh-live-head")
    assert page.evaluate(OVERLAPS) == []

    board.do(board.root.locator("button[name=tab-changes]").click)
    board.wait()
    assert board.root.locator(".kh-tabbody .kh-table tbody tr").count() == 100
    page.evaluate(TO_PANEL)
    page.screenshot(path=_picture(request, "two"))
    board.root.locator("img.kh-drawn").screenshot(path=_picture(request, "slopes"))

    board.root.locator("button[name=check]").click()
    agreed = "() => document.querySelector('.kh-checked').textContent.includes('两种算法相符')"
    page.wait_for_function(agreed, timeout=90_000)
    assert board.root.locator(".kh-checked.kh-right").count() == 1


def test_what_a_sheet_says_is_text_and_errors_are_shown(place):
    board = place.open()
    grades = board.root.locator("input[name=grades]")
    grades.fill("<img src=x onerror=window.hit=1>")
    board.do(lambda: grades.press("Enter"))
    assert "<img" in board.text(".kh-alert")
    assert board.root.locator(".kh-alert img").count() == 0
    assert place.page.evaluate("() => window.hit") is None


def test_a_slider_that_nobody_answers_is_told(lab_page, working_folder):
    """After a restart the page is still there, but what is shown is not what the slider says."""
    source = 'from kaohe_tools import simulate_panel\nsimulate_panel("sample_sheets/node_annual_2018.xlsx")'
    notebook = write_notebook(working_folder / "stopped.ipynb", source)
    page = lab_page.page
    lab_page.open("stopped.ipynb").run_all()
    board = SimulateBoard(page).wait()
    assert 0 == board.root.locator(".kh-late").count()
    page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.restartKernel()")
    lab_page.wait_ready("stopped.ipynb")

    board.root.locator("input[name=shift]").press("ArrowRight")

    board.root.locator(".kh-late").wait_for()
    assert "没有回应" in board.text(".kh-late")
    notebook.unlink()


def _picture(request, name):
    from tests.browser.conftest import ARTEFACTS

    ARTEFACTS.mkdir(exist_ok=True)
    where = "lab" if "lab" in request.node.name else "voila"
    return ARTEFACTS / f"simulate-{name}-{where}.png"
