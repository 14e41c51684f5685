"""The comparison panel as a designer uses it, in JupyterLab and as a Voilà page: choose, read, rank, keep a page."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook

from kaohe_tools.cli import main
from kaohe_tools.scenarios import STORE_NAME
from tests.browser.rebalance_board import start_voila, write_notebook

NEW = "明年.xlsx"
PAYLOAD = "<img src=x onerror=\"window.pwned=1;document.title='pwned'\">"
SOURCE = (
    "from kaohe_tools import compare_panel\n"
    'compare_panel("sample_sheets/node_annual_2018.xlsx", profile="node-annual", folder={folder!r})'
)
TO_PANEL = "() => document.querySelector('.kh-board').scrollIntoView({ block: 'start' })"


def _write_next_year(sample, folder):
    """The sample rebalanced to 100, one evidence text changed to a payload, the last row's lead named."""
    path = folder / NEW
    code = main([
        "rebalance", str(sample), "--profile", "node-annual", "--node-share", "0.7:0.8", "--out", str(path), "-q",
    ])  # fmt: skip
    assert 0 == code
    book = load_workbook(path)
    sheet = book.worksheets[0]
    cell = next(c for row in sheet.iter_rows() for c in row if str(c.value or "").startswith("执行《窗口岗位培训"))
    cell.value = str(cell.value).replace("不少于一次", f"不少于{PAYLOAD}两次")
    assert PAYLOAD in cell.value
    book.save(path)


@pytest.fixture(params=["lab", "voila"])
def page(request, tmp_path, sample_path):
    """A page that shows the panel with the sample chosen as the scheme before."""
    if request.param == "lab":
        lab_page, folder = request.getfixturevalue("lab_page"), request.getfixturevalue("working_folder")
        _write_next_year(sample_path, folder)
        notebook = write_notebook(folder / "comparing.ipynb", SOURCE.format(folder=str(folder)))
        lab_page.open("comparing.ipynb").run_all()
        lab_page.page.evaluate(TO_PANEL)
        yield lab_page.page
        for file in (notebook, folder / NEW, *folder.glob(f"{STORE_NAME}*"), *(folder / "exports").glob("*")):
            file.unlink(missing_ok=True)
        return
    browser = request.getfixturevalue("browser")
    work, app = tmp_path / "work", tmp_path / "app"
    (work / "sample_sheets").mkdir(parents=True)
    app.mkdir()
    for name in ("node_annual_2018.xlsx", "results_2023.xlsx"):
        (work / "sample_sheets" / name).write_bytes((sample_path.parent / name).read_bytes())
    _write_next_year(sample_path, work)
    running = start_voila(write_notebook(app / "comparing.ipynb", SOURCE.format(folder=str(work))))
    context = browser.new_context(viewport={"width": 1280, "height": 1000}, locale="zh-CN", accept_downloads=True)
    shown = context.new_page()
    shown.set_default_timeout(60_000)
    shown.goto(running.url)
    yield shown
    context.close()
    running.stop()


def _do(page, act):
    """Do something on the page and wait for the kernel's answer."""
    before = page.locator(".kh-compare").get_attribute("data-seq")
    act()
    page.wait_for_function("seq => document.querySelector('.kh-compare').dataset.seq !== seq", arg=before)


def _list(page, key):
    return page.locator(f".kh-list[data-key='{key}']")


def test_a_designer_compares_two_years(page, request):
    board = page.locator(".kh-compare")
    board.get_by_text("还没有对比").wait_for()

    _do(page, lambda: board.locator("select[name=new]").select_option(NEW))
    summary = board.locator(".kh-summary").first.inner_text()
    assert "原来29项共92分，现在29项共100分" in summary
    points = _list(page, "points").locator("tbody tr")
    moves = [float(row.locator("td").nth(5).inner_text().lstrip("▲▼ ")) for row in points.all()]
    assert (8.0, 18.0) == (sum(moves), sum(map(abs, moves)))

    words = _list(page, "words").locator("tbody tr").first
    assert f"{PAYLOAD}两" in words.locator("ins").all_inner_texts()
    assert "一" in words.locator("del").all_inner_texts()
    assert page.evaluate("() => window.pwned") is None
    assert "underline" in words.locator("ins").first.evaluate("e => getComputedStyle(e).textDecorationLine")
    assert "line-through" in words.locator("del").first.evaluate("e => getComputedStyle(e).textDecorationLine")

    _do(page, lambda: board.locator("select[name=results]").select_option("sample_sheets/results_2023.xlsx"))
    assert 400 < board.locator(".kh-picture img").evaluate("picture => picture.decode().then(() => picture.width)")
    assert 60 == _list(page, "effect").locator("tbody tr").count()
    grades = board.locator("input[name=grades]")
    grades.fill("优秀=很多")
    _do(page, lambda: grades.press("Enter"))
    assert "优秀=很多" in board.locator(".kh-alert").inner_text()
    grades.fill("优秀=90；良好=80")
    _do(page, lambda: grades.press("Enter"))
    assert 0 == board.locator(".kh-alert").count()
    assert "优秀" in _list(page, "crossings").locator("tbody").inner_text()
    where = "lab" if "lab" in request.node.name else "voila"
    page.screenshot(path=_artefact(f"compare-{where}-1"))
    board.locator(".kh-picture").scroll_into_view_if_needed()
    page.screenshot(path=_artefact(f"compare-{where}-3"))
    _list(page, "words").scroll_into_view_if_needed()
    page.screenshot(path=_artefact(f"compare-{where}-2"))

    _do(page, lambda: board.locator("button[name=save]").click())
    with page.expect_download() as download:
        board.locator("button[name=download]").click()
    html = download.value.path().read_text("utf-8")
    assert "node_annual_2018-明年-对比.html" == download.value.suggested_filename
    assert "<img src=x" not in html
    assert "&lt;img src=x" in html

    _do(page, lambda: board.locator("select[name=new]").select_option("sample_sheets/node_annual_2018.xlsx"))
    assert "两边是同一份表" in board.locator(".kh-alert").inner_text()
    _do(page, lambda: board.locator("button[name=lang-en]").click())
    assert "Nothing compared yet" in board.inner_text()


def _artefact(name):
    from tests.browser.conftest import ARTEFACTS

    ARTEFACTS.mkdir(exist_ok=True)
    return ARTEFACTS / f"{name}.png"
