"""The view copies messages to the state and draws from it; sheet text is never markup."""

from __future__ import annotations

import shutil

import pytest
from openpyxl import Workbook

from kaohe_tools import review_panel
from kaohe_tools.panels import shell
from kaohe_tools.panels.review import view as review_view

PAYLOAD = "<img src=x onerror=alert(1)>"


@pytest.fixture
def panel(tmp_path, sample_path):
    shutil.copy(sample_path, tmp_path / "部门.xlsx")
    return review_panel("部门.xlsx", profile="node-annual", folder=tmp_path)


def _send(panel, buffers=(), **message):
    panel._receive(panel.board, message, [memoryview(b) for b in buffers])


def test_the_board_shows_the_review(panel):
    assert "92 分" == panel.board.header["total"]
    assert len(panel.review.findings) == len(panel.board.rows)
    assert 10 == len(panel.board.totals["bars"])
    assert "" == panel.board.status["saved"]


def test_every_action_of_the_page_reaches_the_state(panel):
    _send(panel, action="filter", severities=["error"])
    _send(panel, action="select", index=panel.board.shown[0])
    _send(panel, action="explain", toggle=True)
    _send(panel, action="language", name="en")

    assert {"error"} == {panel.board.rows[i]["severity"] for i in panel.board.shown}
    assert panel.board.detail["explanation"]
    assert ("92 points", "Word", 4) == (
        panel.board.header["total"],
        panel.board.labels["save_docx"],
        panel.board.status["seq"],
    )

    _send(panel, action="save", format="html")
    assert "memos/" in panel.board.status["saved"]


def test_an_upload_arrives_in_parts(panel, sample_path):
    data = sample_path.read_bytes()
    for part, piece in enumerate((data[:5000], data[5000:])):
        _send(panel, [piece], action="upload", name="新.xlsx", part=part, parts=2)

    assert "uploads/新.xlsx" == panel.board.options["file"]


@pytest.mark.parametrize(
    "message", [{"action": "dance"}, {}, {"action": "select", "index": "x"}, {"action": "place", "place": "x"}]
)
def test_a_bad_message_is_shown_and_not_raised(panel, message):
    _send(panel, **message)

    assert 1 == len(panel.board.status["errors"])
    _send(panel, action="select", index=0)
    assert [] == panel.board.status["errors"]


def test_a_download_goes_out_as_bytes(panel, monkeypatch):
    sent = []
    monkeypatch.setattr(panel.board, "send", lambda content, buffers=None: sent.append((content, buffers)))
    _send(panel, action="save", format="docx")
    _send(panel, action="download")

    (content, (data,)) = sent[0]
    assert {"action": "download", "name": "部门-审核意见.docx"} == content
    assert (panel.state.folder / panel.state.saved.path).read_bytes() == data


def test_the_static_table_escapes_what_a_sheet_says(tmp_path):
    book = Workbook()
    sheet = book.active
    sheet.append([f"2018年度{PAYLOAD}指标"])
    sheet.append(["序号", "指标", "分值", "评分标准"])
    sheet.append([1, PAYLOAD, 3, f"{PAYLOAD}未完成的扣5分。"])
    book.save(tmp_path / "坏心.xlsx")
    page = review_panel("坏心.xlsx", folder=tmp_path).static_html()

    assert "<img" not in page
    assert "&lt;img" in page


def test_the_static_table_says_an_error(tmp_path):
    assert "没有.xlsx" in review_panel("没有.xlsx", folder=tmp_path).static_html()


@pytest.fixture
def displayed(monkeypatch):
    """What the panel shows in a notebook: the things displayed, and later changes to the table."""
    shown, changed = [], []

    class Handle:
        def update(self, page):
            changed.append(page.data)

    def display(what, display_id=False):
        shown.append(what)
        return Handle() if display_id else None

    monkeypatch.setattr(shell, "_display", display)
    return shown, changed


def test_a_table_stands_beneath_the_widget_and_follows_the_review(panel, displayed):
    shown, changed = displayed
    panel._ipython_display_()
    _send(panel, action="select", index=0)
    assert (len(shown), changed) == (2, [])  # nothing new to say: the review is the same

    _send(panel, action="language", name="en")

    assert "92 分" in shown[1].data
    assert len(changed) == 1
    assert "92 points" in changed[0]


def test_a_voila_page_has_the_widget_alone(panel, displayed, monkeypatch):
    """Voilà never renews other outputs, so a table there would go stale."""
    monkeypatch.setenv("SERVER_SOFTWARE", "voila/0.5.13")

    panel._ipython_display_()

    assert displayed[0] == [panel.board]


def test_a_very_long_table_is_cut_and_says_so(panel, monkeypatch):
    monkeypatch.setattr(review_view, "MOST_STATIC", 5)

    page = panel.static_html()

    assert page.count("<tr>") == 6
    assert f"另有 {len(panel.review.findings) - 5} 条问题" in page
