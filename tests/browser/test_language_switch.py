"""The switch between the languages in a real page: all of one panel follows, nothing of the panel beside it."""

from __future__ import annotations

import re
import shutil

from tests.browser.rebalance_board import write_notebook
from tests.panels.languages import OWN, write_latin

FILE = "latin.xlsx"
SOURCE = """from IPython.display import display
from kaohe_tools import rebalance_panel, review_panel
display(rebalance_panel("latin.xlsx", profile="node-annual", folder="languages"))
display(review_panel("latin.xlsx", profile="node-annual", folder="languages"))"""

# What is seen of a panel: its text, and the hints and labels that a mouse or a screen reader brings out.
SEEN = """board => {
    const seen = [...board.querySelectorAll("*")].filter((node) => node.checkVisibility());
    const hints = ["title", "placeholder", "aria-label", "aria-valuetext"];
    return [board.innerText, ...seen.flatMap((node) => hints.map((hint) => node.getAttribute(hint)))].filter(Boolean);
}"""


def _chinese(locator):
    runs = {run for said in locator.evaluate(SEEN) for run in re.findall(r"[㐀-鿿、。；：，！？]+", said)}
    return {run for run in runs if run not in OWN} - {"中文", "草稿"}  # the draft was named in Chinese


def test_one_panel_goes_over_to_english_and_keeps_what_was_done(lab_page, working_folder):
    folder = working_folder / "languages"  # what other tests leave in the working folder is not offered here
    folder.mkdir()
    write_latin(folder / FILE)
    notebook = write_notebook(working_folder / "languages.ipynb", SOURCE)
    lab_page.open(notebook.name).run_all()
    page = lab_page.page
    one, other = page.locator(".kh-rebalance"), page.locator(".kh-review")
    points = one.locator("tr[data-n='0'] input[name=points]")
    points.fill("4")
    points.press("Enter")
    one.locator("tr[data-n='0'] .kh-g-move", has_text="1").wait_for()
    assert _chinese(one)
    lab_page.screenshot("language-zh")
    before = other.inner_text()

    one.locator("button[name=lang-en]").click()
    one.locator("button[name=undo]", has_text="undo").wait_for()

    assert _chinese(one) == set()
    assert "en" == one.get_attribute("lang")
    assert "4" == points.input_value()
    assert before == other.inner_text()
    lab_page.screenshot("language-en")
    one.locator("button[name=undo]").click()
    page.wait_for_function(
        "() => document.querySelector(\".kh-rebalance tr[data-n='0'] input[name=points]\").value === '3'"
    )
    one.locator("button[name=lang-zh]").click()
    one.locator("button[name=redo]", has_text="重做").click()
    page.wait_for_function(
        "() => document.querySelector(\".kh-rebalance tr[data-n='0'] input[name=points]\").value === '4'"
    )
    assert [] == lab_page.console_errors
    notebook.unlink()
    shutil.rmtree(folder)
