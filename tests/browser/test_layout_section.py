"""A designer explains a sheet's columns once; the next sheet of that shape loads by itself."""

from __future__ import annotations

import tomllib

import pytest
from openpyxl import Workbook

from kaohe_tools.profiles import profile_file

TO_PANEL = """() => {
    const book = window.jupyterapp.shell.currentWidget.content;
    const at = book.widgets.findIndex(cell => cell.model.sharedModel.source.includes("review_panel(path"));
    book.activeCellIndex = at;
    book.scrollToItem(at, "start");
}"""
HEADINGS = ("项", "板", "事项", "值多少", "怎样算", "哪个科")
FIELDS = ("number", "section", "name", "points", "criterion", "assessed_unit")


def _book(path, points):
    """A sheet none of whose headings is known, with points that are known here."""
    book = Workbook()
    sheet = book.active
    sheet.title = "任务表"
    sheet.append([f"2018年度{path.stem}科政务服务考核指标"])
    sheet.append(["填报：服务大厅　单位：分"])
    sheet.append(HEADINGS)
    for n, worth in enumerate(points, 1):
        rule = f"按季度公布办理时限并报送台账，每少1次扣{n}分，最多扣{worth}分。"
        sheet.append([n, "窗口" if n < 3 else "档案", f"第{n}类事项公开", worth, rule, "综合科"])
    book.save(path)
    return path


@pytest.fixture
def panel(lab_page):
    lab_page.open("01_review.ipynb").run_all()
    lab_page.page.evaluate(TO_PANEL)
    board = lab_page.page.locator(".kh-board")
    board.locator("tbody tr").first.wait_for()
    return board


def _do(board, act):
    """Do something on the page and wait for the kernel's answer."""
    before = board.get_attribute("data-seq")
    act()
    board.page.wait_for_function("seq => document.querySelector('.kh-board').dataset.seq !== seq", arg=before)


def _upload(board, path):
    _do(board, lambda: board.locator("input[type=file]").set_input_files(path))
    board.page.wait_for_function(
        "name => document.querySelector('.kh-board select[name=file]').value === name", arg=f"uploads/{path.name}"
    )


def _taken(board):
    return tuple(board.locator(f"select[name=field-{n}]").input_value() for n in range(len(FIELDS)))


def test_a_mapping_is_corrected_saved_and_used_for_the_next_sheet(lab_page, panel, tmp_path, working_folder):
    page = lab_page.page
    shipped = profile_file("default").read_bytes()
    _do(panel, lambda: panel.locator("select[name=profile]").select_option("default"))
    _upload(panel, _book(tmp_path / "甲.xlsx", (40, 35, 25)))

    # nobody knows these headings: the panel shows the sheet and the row that comes closest
    layout = panel.locator(".kh-layout")
    assert "没有找到表头" in panel.locator(".kh-errors .kh-alert").inner_text()
    assert layout.get_attribute("open") is not None
    assert "第3行最像" in layout.locator("summary").inner_text()
    assert "2" == layout.locator("select[name=header]").input_value()
    lab_page.screenshot("layout-unread")

    # another row is tried and the right one taken again, by the keyboard alone
    layout.locator("button[name=header-1]").focus()
    _do(panel, lambda: page.keyboard.press("Enter"))
    assert "1" == layout.locator("select[name=header]").input_value()
    assert "header-1" == page.evaluate("document.activeElement.name")
    _do(panel, lambda: layout.locator("select[name=header]").select_option("2"))
    for n, field in enumerate(FIELDS):
        _do(panel, lambda n=n, field=field: layout.locator(f"select[name=field-{n}]").select_option(field))
    panel.locator(".kh-layout .kh-table").evaluate("table => table.scrollIntoView({ block: 'center' })")
    lab_page.screenshot("layout-set")
    _do(panel, lambda: layout.locator("button[name=layout-apply]").click())

    assert "100 分" in panel.locator(".kh-total").inner_text()
    assert 0 == panel.locator(".kh-errors .kh-alert").count()
    assert "100 分，3 项指标" in layout.locator(".kh-change").inner_text()
    assert "尚未保存" in layout.locator("summary").inner_text()
    panel.locator(".kh-change").evaluate("said => said.scrollIntoView({ block: 'center' })")
    lab_page.screenshot("layout-applied")

    _do(panel, lambda: layout.locator("button[name=layout-save]").click())
    assert "profiles/default.toml" in layout.locator(".kh-layout-said").inner_text()
    assert "profiles/default.toml" == panel.locator("select[name=profile]").input_value()
    own = (working_folder / "profiles" / "default.toml").read_text("utf-8")
    assert "# The default profile" in own
    saved = tomllib.loads(own)["columns"]["layouts"]
    assert [{"headings": list(HEADINGS), "fields": list(FIELDS)}] == saved
    assert shipped == profile_file("default").read_bytes()
    panel.evaluate("board => board.scrollIntoView({ block: 'start' })")
    lab_page.screenshot("layout-saved")

    # the next sheet of that shape: no question
    _upload(panel, _book(tmp_path / "乙.xlsx", (50, 30, 12)))
    assert 0 == panel.locator(".kh-errors .kh-alert").count()
    assert "92 分" in panel.locator(".kh-total").inner_text()
    assert layout.get_attribute("open") is None
    assert "按审核标准里保存的版面读取" in layout.locator("summary").inner_text()
    layout.locator("summary").click()
    assert _taken(panel) == FIELDS
    lab_page.screenshot("layout-next-sheet")

    # and back: the sheet is read by its own headings again
    _do(panel, lambda: layout.locator("button[name=layout-reset]").click())
    assert "没有找到表头" in panel.locator(".kh-errors .kh-alert").inner_text()
    assert lab_page.console_errors == []


def test_a_known_sheet_shows_its_layout_and_a_changed_column_at_once(lab_page, panel):
    layout = panel.locator(".kh-layout")
    assert "表头在表中第4行" in layout.locator("summary").inner_text()
    layout.locator("summary").click()
    assert "确定 100%" in layout.locator("td.kh-sure").first.inner_text()
    assert "附件3" in layout.locator(".kh-skipped").inner_text()
    panel.evaluate("board => board.scrollIntoView({ block: 'start' })")
    lab_page.screenshot("layout-known")

    _do(panel, lambda: layout.locator("select[name=field-10]").select_option(""))
    layout.locator("tr.kh-changed").wait_for()
    _do(panel, lambda: layout.locator("button[name=layout-apply]").click())

    assert "问题数" in layout.locator(".kh-change").inner_text()
    # what cannot be read so is said where the designer looks, and nothing is lost
    _do(panel, lambda: layout.locator("select[name=field-3]").select_option(""))
    _do(panel, lambda: layout.locator("button[name=layout-apply]").click())
    assert "没有分值列" in layout.locator(".kh-layout-said .kh-off").inner_text()
    assert "92 分" in panel.locator(".kh-total").inner_text()
    layout.locator(".kh-layout-said").evaluate("said => said.scrollIntoView({ block: 'center' })")
    lab_page.screenshot("layout-refused")
    _do(panel, lambda: layout.locator("button[name=layout-reset]").click())
    assert "自动识别" in layout.locator("summary").inner_text()
    panel.locator(".kh-change").evaluate("said => said.scrollIntoView({ block: 'center' })")
    lab_page.screenshot("layout-reset")
    assert lab_page.console_errors == []


def test_headings_and_cells_never_become_markup(lab_page, panel, tmp_path):
    payload = '<img src=x onerror="window.pwned=1">'
    book = Workbook()
    for row in ([payload], [f"{payload}{n}" for n in range(4)], [1, payload, 2, payload], [2, payload, 3, payload]):
        book.active.append(row)
    path = tmp_path / "坏心版面.xlsx"
    book.save(path)

    _upload(panel, path)
    panel.locator("select[name=field-0]").wait_for()
    lab_page.page.wait_for_timeout(300)

    assert lab_page.page.evaluate("() => window.pwned") is None
    assert 0 == lab_page.page.locator(".jp-OutputArea-output img[src=x]").count()
    assert payload in panel.locator(".kh-layout").inner_text()
