"""The review panel as a designer uses it: upload, see, filter, understand, save."""

from __future__ import annotations

import time
import zipfile

import pytest
from openpyxl import Workbook, load_workbook

PAYLOAD = "<img src=x onerror=\"window.pwned=1;document.title='pwned'\">"
TO_PANEL = """() => {
    const book = window.jupyterapp.shell.currentWidget.content;
    const at = book.widgets.findIndex(cell => cell.model.sharedModel.source.includes("review_panel(path"));
    book.activeCellIndex = at;
    book.scrollToItem(at, "start");
}"""
# From the click to the redraw that answers it, in milliseconds, measured inside the page.
CLICK_TO_UPDATE = """selector => new Promise((done) => {
    const board = document.querySelector(".kh-board"), began = performance.now();
    new MutationObserver((_, watch) => { watch.disconnect(); done(performance.now() - began); })
        .observe(board, { attributes: true, attributeFilter: ["data-seq"] });
    board.querySelector(selector).click();
})"""


@pytest.fixture
def panel(lab_page):
    """The panel of 01_review, with every cell run."""
    lab_page.open("01_review.ipynb").run_all()
    lab_page.page.evaluate(TO_PANEL)
    board = lab_page.page.locator(".kh-board")
    board.locator("tbody tr").first.wait_for()
    return board


def _upload(board, path):
    board.locator("input[type=file]").set_input_files(path)
    board.page.wait_for_function(
        "name => document.querySelector('.kh-board select[name=file]').value === name", arg=f"uploads/{path.name}"
    )


def _messages(board):
    return board.locator(".kh-findings td.kh-c3").all_inner_texts()


def _settled(board, before):
    board.page.wait_for_function("seq => document.querySelector('.kh-board').dataset.seq !== seq", arg=before)


def _do(board, act):
    """Do something on the page and wait for the kernel's answer."""
    before = board.get_attribute("data-seq")
    act()
    _settled(board, before)


@pytest.fixture
def department_sheet(tmp_path, sample_path):
    """The sample under the name that a department would send it."""
    path = tmp_path / "服务局2018.xlsx"
    path.write_bytes(sample_path.read_bytes())
    return path


def test_a_designer_reviews_an_uploaded_sheet_and_takes_the_memo(lab_page, panel, department_sheet, working_folder):
    page = lab_page.page
    _do(panel, lambda: panel.locator("select[name=profile]").select_option("default"))
    _upload(panel, department_sheet)
    assert department_sheet.read_bytes() == (working_folder / "uploads" / department_sheet.name).read_bytes()

    _do(panel, lambda: panel.locator("select[name=profile]").select_option("node-annual"))
    panel.locator("td.kh-c1", has_text="BL01").wait_for()
    assert "92 分" in panel.locator(".kh-total").inner_text()
    assert "应为 100" in panel.locator(".kh-total").inner_text()
    everything = _messages(panel)
    assert any("合计92分" in said and "100" in said for said in everything)

    # only the errors
    _do(panel, lambda: panel.locator("button[name=severity-warning]").click())
    _do(panel, lambda: panel.locator("button[name=severity-note]").click())
    assert {"● 错误"} == set(panel.locator("td.kh-c0").all_inner_texts())
    _do(panel, lambda: panel.locator("button[name=clear]").click())
    assert everything == _messages(panel)

    # the row that deducts 5 of its 4 points: "/" goes to the search field
    panel.locator(".kh-findings").focus()
    page.keyboard.press("/")
    _do(panel, lambda: page.keyboard.insert_text("却达5分"))
    assert 1 == len(_messages(panel))
    _do(panel, lambda: panel.locator("td.kh-c3").click())
    assert "开展背街小巷环境卫生整治专项行动。未开展整治行动的扣5分。" == panel.locator("td.kh-here").inner_text()
    assert "未开展整治行动的扣5分" in "".join(panel.locator(".kh-criterion .kh-rule").all_inner_texts())
    assert "扣5分" in panel.locator(".kh-meanings").inner_text()
    page.keyboard.press("Enter")
    panel.locator(".kh-explained").wait_for()
    lab_page.screenshot("review-panel-finding")

    # the other language, and back
    _do(panel, lambda: panel.locator("button[name=lang-en]").click())
    assert "92 points" in panel.locator(".kh-total").inner_text()
    assert "Row 19" in panel.locator(".kh-message").inner_text()
    _do(panel, lambda: panel.locator("button[name=lang-zh]").click())
    _do(panel, lambda: panel.locator("button[name=clear]").click())

    # the memo
    for form, name in (
        ("docx", "服务局2018-审核意见.docx"),
        ("html", "服务局2018-审核意见.html"),
        ("xlsx", "服务局2018-批注.xlsx"),
    ):
        _do(panel, lambda form=form: panel.locator(f"button[name=save-{form}]").click())
        assert f"memos/{name}" in panel.locator(".kh-state").inner_text()
    memos = working_folder / "memos"
    assert "合计92分" in (memos / "服务局2018-审核意见.html").read_text("utf-8")
    with zipfile.ZipFile(memos / "服务局2018-审核意见.docx") as word:
        assert "合计92分" in word.read("word/document.xml").decode()
    assert any(cell.comment for row in load_workbook(memos / "服务局2018-批注.xlsx")["指标"] for cell in row)
    with page.expect_download() as download:
        panel.locator("button[name=download]").click()
    assert (memos / "服务局2018-批注.xlsx").read_bytes() == download.value.path().read_bytes()
    panel.evaluate("board => board.scrollIntoView({ block: 'start' })")
    lab_page.screenshot("review-panel")
    assert [] == lab_page.console_errors


def test_keys_move_in_the_table_and_not_in_the_notebook(lab_page, panel):
    """Lab's own keys would leave the cell, or cut it, while somebody reads findings."""
    page = lab_page.page
    cell = "() => window.jupyterapp.shell.currentWidget.content.activeCellIndex"
    cells = "() => window.jupyterapp.shell.currentWidget.content.widgets.length"
    before = (page.evaluate(cell), page.evaluate(cells))
    panel.locator(".kh-findings").focus()
    for _ in range(3):
        _do(panel, lambda: page.keyboard.press("ArrowDown"))
    chosen = panel.locator("tr[aria-selected=true] td.kh-c3").inner_text()

    assert _messages(panel)[2] == chosen == panel.locator(".kh-message").inner_text()
    page.keyboard.press("x")
    _do(panel, lambda: page.keyboard.press("ArrowUp"))
    assert _messages(panel)[1] == panel.locator(".kh-message").inner_text()
    _do(panel, lambda: page.keyboard.press("Escape"))
    assert 0 == panel.locator("tr[aria-selected=true]").count()
    assert before == (page.evaluate(cell), page.evaluate(cells))


def test_a_broken_file_is_one_line_and_the_panel_goes_on(panel, tmp_path, department_sheet):
    broken = tmp_path / "坏表.xlsx"
    broken.write_bytes(b"this is no workbook")
    _upload(panel, broken)
    said = panel.locator(".kh-alert")
    said.wait_for()
    assert "坏表.xlsx" in said.inner_text()
    assert "\n" not in said.inner_text().strip()

    _upload(panel, department_sheet)
    panel.locator("tbody tr[data-index]").first.wait_for()
    assert 0 == said.count()


def test_text_of_a_sheet_never_becomes_markup(lab_page, panel, tmp_path):
    """Every text that a sheet brings in is hostile here: title, section, name, criterion, sheet name."""
    book = Workbook()
    sheet = book.active
    sheet.title = "<b>表"
    sheet.append([f"2018年度{PAYLOAD}指标"])
    sheet.append(["任务", "指标", "分值", "评分标准", "完成时限"])
    for points in (3, 4):
        sheet.append(
            [f"任务{PAYLOAD}", f"服务{PAYLOAD}", points, f"{PAYLOAD}窗口服务，未完成的扣5分。", f"2018/6/31{PAYLOAD}"]
        )
    path = tmp_path / "坏心.xlsx"
    book.save(path)
    _upload(panel, path)
    rows = panel.locator("tbody tr[data-index]")
    rows.first.wait_for()
    for n in range(rows.count()):
        _do(panel, lambda n=n: rows.nth(n).click())
        _do(panel, lambda: panel.locator("button[name=explain-here]").click())
    lab_page.page.wait_for_timeout(500)

    assert lab_page.page.evaluate("() => window.pwned") is None
    assert 0 == lab_page.page.locator(".jp-OutputArea-output img[src=x]").count()
    assert PAYLOAD in panel.locator(".kh-title").inner_text()
    lab_page.screenshot("review-panel-payload")


def test_time_from_click_to_update(lab_page, panel):
    """Printed, not judged: the goal is 150 ms, and a shared machine may be slower."""
    panel.page.wait_for_timeout(500)
    note = ["button[name=severity-note]"] * 6
    rows = [f"tbody tr:nth-child({n}) td" for n in range(2, 8)]
    languages = ["button[name=lang-en]", "button[name=lang-zh]"] * 3
    for what, selectors in (("filter", note), ("select a row", rows), ("language", languages)):
        took = []
        for selector in selectors:
            took.append(panel.page.evaluate(CLICK_TO_UPDATE, selector))
            time.sleep(0.1)
        print(f"{what}: {sorted(round(t) for t in took)} ms")  # noqa: T201 - the measurement is the point

    assert [] == lab_page.console_errors
