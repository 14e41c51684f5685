"""The rebalancing panel as a designer uses it, at 300 indicators, in JupyterLab and as a Voilà page."""

from __future__ import annotations

import os
import signal
from contextlib import contextmanager

import pytest

from kaohe_tools.scenarios import STORE_NAME
from tests.browser.rebalance_board import Board, start_voila, write_notebook
from tests.panels.wide_sheet import write_wide_sheet

ROWS = 300
SOURCE = 'from kaohe_tools import rebalance_panel\nrebalance_panel("{name}", profile="node-annual", folder={folder!r})'
TO_PANEL = "() => document.querySelector('.kh-board').scrollIntoView({ block: 'start' })"
RESTART = """async () => {
    window.restarted = false;
    await window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart();
    window.restarted = true;
}"""

STOP = """path => {
    const code = `import os, pathlib, signal
pathlib.Path(${JSON.stringify(path)}).write_text(str(os.getpid()))
os.kill(os.getpid(), signal.SIGSTOP)`;
    window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.requestExecute({ code, store_history: false });
}"""
"""Has the kernel say its number and stop. A busy cell would not do: Lab answers panels beside it, in a subshell."""


class InLab:
    """The panel in JupyterLab."""

    def __init__(self, lab_page, folder):
        self.lab_page, self.page = lab_page, lab_page.page
        self.lab_page.open("wide.ipynb").run_all()

    def shown(self):
        board = Board(self.page).wait(ROWS)
        self.page.evaluate(TO_PANEL)
        return board

    def begin_again(self):
        """Reload the page with its kernel; then restart the kernel, reload again, run all cells."""
        self.lab_page.save()
        self.page.reload()
        self.lab_page.wait_ready("wide.ipynb")
        self.shown()
        self.page.evaluate(RESTART)
        self.page.wait_for_function("() => window.restarted")
        self.page.reload()
        self.lab_page.wait_ready("wide.ipynb").run_all()
        return self.shown()


class InVoila:
    """The panel as a Voilà page; every load has a kernel of its own."""

    def __init__(self, page, url):
        self.page = page
        self.page.goto(url)

    def shown(self):
        return Board(self.page).wait(ROWS)

    def begin_again(self):
        self.page.reload()
        return self.shown()


@pytest.fixture(params=["lab", "voila"])
def place(request, tmp_path):
    """Where the panel is shown, with a generated sheet of 300 rows: 225 points, 230 asked for."""
    if request.param == "lab":
        lab_page, folder = request.getfixturevalue("lab_page"), request.getfixturevalue("working_folder")
        write_wide_sheet(folder / "宽表.xlsx", ROWS)
        notebook = write_notebook(folder / "wide.ipynb", SOURCE.format(name="宽表.xlsx", folder=str(folder)))
        yield InLab(lab_page, folder)
        _take_away(folder, notebook)
        return
    browser = request.getfixturevalue("browser")
    (tmp_path / "work").mkdir()
    (tmp_path / "app").mkdir()  # holds the notebook alone: Voilà lists what lies beside it
    write_wide_sheet(tmp_path / "work" / "宽表.xlsx", ROWS)
    source = SOURCE.format(name="宽表.xlsx", folder=str(tmp_path / "work"))
    running = start_voila(write_notebook(tmp_path / "app" / "wide.ipynb", source))
    context = browser.new_context(viewport={"width": 1280, "height": 1000}, locale="zh-CN")
    page = context.new_page()
    page.set_default_timeout(30_000)
    yield InVoila(page, running.url)
    context.close()
    running.stop()


def _take_away(folder, notebook):
    """Leave the working folder as the other tests of the session expect it."""
    notebook.unlink(missing_ok=True)
    (folder / "宽表.xlsx").unlink(missing_ok=True)
    for file in folder.glob(f"{STORE_NAME}*"):
        file.unlink()


def test_a_designer_rebalances_three_hundred_rows(place, request):
    board = place.shown()
    page = place.page
    assert ("225", "▲ 还差 5") == (board.total(), board.text(".kh-gap"))

    # a typed value: total and findings follow, the cursor goes down
    board.type(0, "2.5")
    assert ("227", "▲ 还差 3") == (board.total(), board.text(".kh-gap"))
    assert "+2" == board.text("tr[data-n='0'] .kh-g-move")
    assert "points" == page.evaluate("() => document.activeElement.name")
    assert "1" == page.evaluate("() => document.activeElement.closest('tr').dataset.n")
    errors = board.text(".kh-count.kh-error b")
    assert "1" == errors  # the total

    # an unreadable one: one sentence, and the cell shows what is stored
    board.type(1, "很多")
    assert "第2行" in board.text(".kh-alert")
    assert "1" == board.points()[1]

    # a column of 50 from Excel
    board.paste(10, "points", "\r\n".join(["1.5"] * 50) + "\r\n")
    assert ["1.5"] * 50 == board.points()[10:60]
    assert "264.5" == board.total()  # 25 rows + 1 and 25 rows + 0.5
    page.keyboard.press("Control+z")
    page.wait_for_function("() => document.querySelector('.kh-sum-now').textContent === '227'")

    # a lock by the space bar, then a section's slider
    board.cell(0).focus()
    board.do(lambda: page.keyboard.press("Space"))
    assert board.cell(0, "lock").is_checked()
    slider = board.root.locator(".kh-sectionline .kh-slider").first
    slider.evaluate(
        """node => {
            node.value = 45;
            node.dispatchEvent(new Event("input", { bubbles: true }));
            node.dispatchEvent(new Event("change", { bubbles: true }));
        }"""
    )
    page.wait_for_function("() => document.querySelector('.kh-gap').textContent === '✓'")
    page.wait_for_function("() => document.querySelector('.kh-state').textContent.startsWith('✓')")
    assert ("230", "2.5") == (board.total(), board.points()[0])
    assert "45" == board.text(".kh-sectionline:nth-child(2) .kh-sums b")
    assert board.text(".kh-solved").startswith("✓")
    page.screenshot(path=_picture(request, "solved"))

    # a new page and a new kernel: all of it is there, and can be taken back
    points = board.points()
    board = place.begin_again()
    assert points == board.points()
    assert board.cell(0, "lock").is_checked()
    board.do(lambda: board.root.locator("button[name=undo]").click())
    assert "227" == board.total()


def test_a_clash_is_told_and_mended_by_a_button(place, request):
    board = place.shown()
    board.type(0, "20")
    board.do(lambda: board.cell(0, "lock").click())
    board.type(0, "5", "high")
    board.do(lambda: board.root.locator("button[name=solve]").click())

    clash = board.root.locator(".kh-clash")
    assert "第1行" in clash.inner_text()
    assert "20" == board.points()[0]
    place.page.evaluate(TO_PANEL)
    place.page.screenshot(path=_picture(request, "clash"))
    board.do(clash.locator("button[name=relax]").first.click)
    place.page.wait_for_function("() => document.querySelector('.kh-gap').textContent === '✓'")
    assert "230" == board.total()


def test_keys_move_in_the_grid_and_a_value_being_typed_is_not_overwritten(place):
    board, page = place.shown(), place.page
    board.cell(5).focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowRight", "ArrowUp"):
        page.keyboard.press(key)
    assert ["5", "low"] == page.evaluate(
        "() => [document.activeElement.closest('tr').dataset.n, document.activeElement.name]"
    )
    board.cell(5).focus()
    page.keyboard.type("9.")
    page.wait_for_timeout(1500)  # the answers to selecting the row and to the quiet moment have come by then
    assert "9." == board.cell(5).input_value()
    page.keyboard.press("Escape")
    assert "1" == board.cell(5).input_value() == board.points()[5]


def test_of_a_slider_that_moves_fast_only_the_newest_place_is_solved(place):
    """Ten places in one moment are two messages: the first, and where it was let go."""
    board = place.shown()
    before = int(board.root.get_attribute("data-seq"))
    board.do(
        lambda: board.root.locator(".kh-sectionline .kh-slider").first.evaluate(
            """node => {
                for (let n = 0; n < 10; n += 1) {
                    node.value = 38 + n / 2;
                    node.dispatchEvent(new Event("input", { bubbles: true }));
                }
                node.dispatchEvent(new Event("change", { bubbles: true }));
            }"""
        )
    )

    assert before + 2 == int(board.root.get_attribute("data-seq"))
    assert "42.5" == board.text(".kh-sectionline:nth-child(2) .kh-sums b")


def test_a_value_typed_once_is_sent_once(place):
    """Enter sends it; that the field is left then must not send it again: the value and the row, two messages."""
    board, page = place.shown(), place.page
    board.cell(0).focus()
    page.wait_for_timeout(600)
    before = int(board.root.get_attribute("data-seq"))
    board.type(0, "2")
    page.wait_for_timeout(600)

    assert before + 2 == int(board.root.get_attribute("data-seq"))


@pytest.mark.parametrize("place", ["lab"], indirect=True)
def test_a_value_that_the_kernel_has_not_taken_is_not_called_saved(place, tmp_path):
    board, page = place.shown(), place.page
    with _stopped_kernel(page, tmp_path / "kernel"):
        board.cell(0).focus()
        page.keyboard.type("2")
        page.keyboard.press("Enter")
        page.wait_for_function("() => document.querySelector('.kh-state').textContent.startsWith('▲ 还没有保存')")
        unsaved = page.locator(".kh-grid .kh-unsaved")
        assert ["2"] == [unsaved.nth(n).input_value() for n in range(unsaved.count())]
        assert board.text(".kh-keys").startswith("▲ 还没有保存")
    page.wait_for_function("() => document.querySelector('.kh-state').textContent.startsWith('✓ 已保存')")

    assert 0 == unsaved.count()
    assert board.text(".kh-keys").startswith("回车保存")
    assert "2" == board.points()[0]
    assert "kh-off" not in board.root.locator(".kh-state").first.get_attribute("class")


@contextmanager
def _stopped_kernel(page, number):
    """Stop the page's kernel, and let it go on afterwards."""
    page.evaluate(STOP, str(number))
    while not (number.is_file() and number.read_text()):
        page.wait_for_timeout(50)
    page.wait_for_timeout(200)
    try:
        yield
    finally:
        os.kill(int(number.read_text()), signal.SIGCONT)


def test_one_end_of_the_band_keeps_its_place_when_the_other_is_dragged(place):
    """62.5 lies between the slider's steps of 1."""
    board, page = place.shown(), place.page
    low, high = (board.root.locator(f"input[name=share-{end}-field]") for end in ("low", "high"))
    low.fill("62.5")
    board.do(lambda: low.press("Enter"))
    board.do(
        lambda: board.root.locator("input[name=share-high]").evaluate(
            """node => {
                node.value = 85;
                node.dispatchEvent(new Event("input", { bubbles: true }));
                node.dispatchEvent(new Event("change", { bubbles: true }));
            }"""
        )
    )
    page.wait_for_function("() => document.querySelector('.kh-state').textContent.startsWith('✓')")

    assert ("62.5%", "85%") == (low.input_value(), high.input_value())


def test_the_past_and_the_largest_remainders_are_shown(place, request):
    board, page = place.shown(), place.page
    board.type(0, "2.5")
    reason = board.root.locator("input[name=row-reason]")
    board.cell(0).focus()
    page.wait_for_function("() => document.querySelector('.kh-message')?.textContent.startsWith('第1行')")
    reason.fill("会议意见")
    board.do(lambda: reason.press("Enter"))
    board.do(lambda: board.root.locator("select[name=objective]").select_option("proportional"))
    board.do(lambda: board.root.locator("button[name=solve]").click())
    board.root.locator(".kh-beside summary").click()
    assert ROWS == board.root.locator(".kh-beside tbody tr").count()
    board.do(lambda: board.root.locator("button[name=history]").click())
    past = board.root.locator(".kh-past tbody tr")
    assert 4 == past.count()
    assert "第1行分值 0.5 → 2.5" in past.nth(3).inner_text()
    assert "会议意见" in past.nth(3).inner_text()
    board.do(lambda: board.root.locator("button[name=undo]").click())
    assert "撤销" in past.nth(0).inner_text()
    board.root.locator(".kh-past").scroll_into_view_if_needed()
    page.screenshot(path=_picture(request, "past"))
    board.do(lambda: board.root.locator("button[name=close-history]").click())
    assert not board.root.locator(".kh-past").is_visible()


def _picture(request, name):
    from tests.browser.conftest import ARTEFACTS

    ARTEFACTS.mkdir(exist_ok=True)
    where = "lab" if "lab" in request.node.name else "voila"
    return ARTEFACTS / f"rebalance-{name}-{where}.png"
