"""The memo panel as a designer uses it in JupyterLab: choose, fill in the letter, preview, write."""

from __future__ import annotations

import pytest

from kaohe_tools.memo import verify_memo
from tests.browser.rebalance_board import write_notebook

SOURCE = (
    "from kaohe_tools import memo_panel\n"
    'memo_panel({{"files": ["sample_sheets/node_annual_2018.xlsx"], "profile": "node-annual", "date": "2018-05-21"}}, '
    "folder={folder!r})"
)
TO_PANEL = "() => document.querySelector('.kh-board').scrollIntoView({ block: 'start' })"


@pytest.fixture
def lab(lab_page, working_folder):
    notebook = write_notebook(working_folder / "writing.ipynb", SOURCE.format(folder=str(working_folder)))
    lab_page.open("writing.ipynb").run_all()
    lab_page.page.evaluate(TO_PANEL)
    yield lab_page
    for file in (notebook, *(working_folder / "memos").glob("*")):
        file.unlink(missing_ok=True)


def do(page, act):
    """Do something on the page and wait for the kernel's answer."""
    before = page.locator(".kh-memo").get_attribute("data-seq")
    act()
    page.wait_for_function("seq => document.querySelector('.kh-memo').dataset.seq !== seq", arg=before)


def test_a_memo_is_chosen_seen_and_written(lab, working_folder):
    page = lab.page
    board = page.locator(".kh-memo")
    shown = board.frame_locator("iframe.kh-page")
    shown.get_by_text("29项指标合计92分").first.wait_for()

    board.locator("summary").first.click()
    addressee = board.locator("input[name=addressee]")
    addressee.fill("<img src=x onerror=alert(1)>某局")
    do(page, lambda: addressee.press("Enter"))
    assert board.get_attribute("data-empty") == "true"
    do(page, lambda: board.locator("button[name=show]").click())
    shown.get_by_text("<img src=x onerror=alert(1)>某局：").wait_for()
    lab.screenshot("memo-review")

    do(page, lambda: board.locator("select[name=kind]").select_option("design"))
    do(page, lambda: board.locator("select[name=spec]").select_option("sample_sheets/node_annual_2019.toml"))
    do(page, lambda: board.locator("input[name=form-md]").check())
    do(page, lambda: board.locator("button[name=save]").click())
    shown.get_by_text("增减合计18分").first.wait_for()
    page.evaluate(TO_PANEL)
    lab.screenshot("memo-design")
    written = sorted((working_folder / "memos").glob("*调分说明*"))
    assert [p.suffix for p in written] == [".docx", ".md"]
    assert all(verify_memo(p, inputs=working_folder).holds for p in written)
    assert board.locator(".kh-written li").first.inner_text() == f"memos/{written[0].name}"

    do(page, lambda: board.locator("button[name=lang-en]").click())
    shown.get_by_text("18 points in all").first.wait_for()
    lab.screenshot("memo-design-en")


def test_what_is_missing_is_said_in_the_panel(lab):
    page = lab.page
    board = page.locator(".kh-memo")
    do(page, lambda: board.locator("select[name=kind]").select_option("comparison"))
    do(page, lambda: board.locator("button[name=show]").click())
    board.get_by_text("方案对比要两个文件").wait_for()
