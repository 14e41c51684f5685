"""`kaohe app` in a real browser: the panel loads a sheet and shows its review, and asks nothing of other machines."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from kaohe_tools.app import find_notebook, start_app
from tests.browser.conftest import ARTEFACTS, LAPTOP, PATIENCE


@pytest.fixture
def app(working_folder):
    running = start_app(working_folder, find_notebook(working_folder, None), port=28888)
    yield running
    running.stop()


def test_the_page_shows_the_review_of_the_sample_and_of_another_sheet(app, browser):
    """The sample has 29 rows and 92 points of 100, counted by hand."""
    context = browser.new_context(viewport=LAPTOP, locale="zh-CN", accept_downloads=True)
    page = context.new_page()
    asked, errors = [], []
    page.on("response", lambda response: asked.append(response.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    try:
        page.goto(app.url, timeout=PATIENCE)
        board = page.locator(".kh-board")
        board.locator("td.kh-c1", has_text="BL01").wait_for(timeout=PATIENCE)
        assert "92 分" in board.locator(".kh-total").inner_text()
        assert any("29项指标合计92分" in said for said in board.locator("td.kh-c3").all_inner_texts())
        body = page.locator("body").inner_text()
        assert "load_scheme" not in body  # no source text
        assert "菜单" not in body  # no words about the lab
        picture(page, "app-review")

        board.locator("select[name=file]").select_option("sample_sheets/county_200.xlsx")
        page.wait_for_function("() => document.querySelector('.kh-total').innerText.includes('200')")
        picture(page, "app-review-other")
        board.locator("button[name=save-docx]").click()
        page.wait_for_function("() => document.querySelector('.kh-state').innerText.includes('.docx')")
        with page.expect_download() as download:
            board.locator("button[name=download]").click()
        memo = app.folder / "memos" / "county_200-审核意见.docx"
        assert memo.read_bytes() == download.value.path().read_bytes()
    finally:
        context.close()

    assert errors == []
    assert {urlsplit(url).hostname for url in asked if url.startswith(("http", "ws"))} == {"127.0.0.1"}


def picture(page, name):
    ARTEFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTEFACTS / f"{name}.png")
