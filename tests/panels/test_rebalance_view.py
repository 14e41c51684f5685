"""The view copies messages to the state and draws from it; sheet text is never markup."""

from __future__ import annotations

import re
import shutil

import pytest
from openpyxl import Workbook

from kaohe_tools import rebalance_panel
from kaohe_tools.panels import shell

PAYLOAD = "<img src=x onerror=alert(1)>"


@pytest.fixture
def panel(tmp_path, sample_path):
    shutil.copy(sample_path, tmp_path / "部门.xlsx")
    return rebalance_panel("部门.xlsx", profile="node-annual", folder=tmp_path)


def _send(panel, buffers=(), **message):
    panel._receive(panel.board, message, [memoryview(b) for b in buffers])


def test_the_board_shows_the_draft(panel):
    board = panel.board

    assert ("92", "100", "还差 8") == (board.head["total"], board.head["wanted"], board.head["gap"])
    assert len(panel.scheme.indicators) == len(board.rows) == len(board.cells)
    assert {"变动总量最小"} == {o["label"] for o in board.settings["objectives"] if o["value"] == "total-move"}
    assert re.fullmatch(r"已保存 \d\d:\d\d:\d\d", board.status["saved"])


def test_every_action_of_the_page_reaches_the_state(panel):
    path = list(panel.state.scheme.tasks[0].path)
    now = panel.board.sections[0]["now"]
    messages = (
        {"action": "points", "id": "1", "text": "7"},
        {"action": "lock", "id": "1", "on": True},
        {"action": "limit", "id": "2", "side": "high", "text": "9"},
        {"action": "row", "id": "2", "field": "weight", "text": "2"},
        {"action": "paste", "column": "low", "id": "3", "block": [["0.5"], ["0.5"]]},
        {"action": "select", "id": "2"},
        {"action": "section", "path": path, "side": "low", "text": "1"},
        {"action": "fix", "path": path, "on": False},
        {"action": "share", "low": "60", "high": "90"},
        {"action": "tick", "text": "0.1"},
        {"action": "total", "text": "99"},
        {"action": "orders", "text": "1 > 2"},
        {"action": "objective", "name": "squared-move"},
        {"action": "follow", "name": "keep"},
        {"action": "fit", "on": False},
        {"action": "solve"},
        {"action": "slide", "what": "share", "low": "65%", "high": "90%"},
        {"action": "release", "what": "share", "low": "65%", "high": "90%"},
        {"action": "undo"},
        {"action": "redo"},
        {"action": "reset"},
        {"action": "branch", "name": "另一份"},
        {"action": "compare", "id": "1"},
        {"action": "history", "on": True},
        {"action": "rename", "name": "乙案"},
        {"action": "delete"},
        {"action": "restore", "id": "2"},
        {"action": "new", "name": ""},
        {"action": "scenario", "id": "1"},
        {"action": "export", "form": "changes"},
        {"action": "refresh"},
        {"action": "language", "name": "en"},
        {"action": "profile", "name": "default"},
        {"action": "profile", "name": "node-annual"},
        {"action": "sheet", "name": "指标"},
        {"action": "file", "name": "部门.xlsx"},
    )
    for n, message in enumerate(messages, 1):
        _send(panel, **message)
        assert [] == panel.board.status["errors"], message
        assert n == panel.board.status["seq"]

    assert now
    assert ("total", "saved") == (panel.board.labels["total"], panel.board.status["saved"].split()[0])


def test_one_message_is_answered_at_once_and_whole(panel, monkeypatch):
    """Total, findings and the saved time may not arrive one after the other."""
    sent = []
    monkeypatch.setattr(panel.board, "_send", lambda message, buffers=None: sent.append(message), raising=True)

    _send(panel, action="points", id="1", text="7")

    updates = [set(m["state"]) for m in sent if m.get("method") == "update"]
    assert [True] == [{"head", "cells", "status"} <= names for names in updates]


def test_a_refused_edit_leaves_the_cells_and_says_why(panel):
    before = panel.board.cells
    _send(panel, action="points", id="1", text="7.25")

    assert before == panel.board.cells
    _send(panel, action="select", id="2")  # the cursor has gone down: the sentence must stay to be read
    assert "第1行" in panel.board.status["errors"][0]["message"]
    _send(panel, action="points", id="1", text="7")
    assert [] == panel.board.status["errors"]


@pytest.mark.parametrize(
    "message",
    [
        {"action": "dance"},
        {},
        {"action": "points", "id": "999", "text": "1"},
        {"action": "limit", "id": "1", "side": "left", "text": "1"},
        {"action": "paste", "column": "reason", "id": "1", "block": []},
        {"action": "relax", "number": 3},
        {"action": "scenario", "id": "x"},
    ],
)
def test_a_bad_message_is_shown_and_not_raised(panel, message):
    _send(panel, **message)

    assert 1 == len(panel.board.status["errors"])
    _send(panel, action="refresh")
    assert [] == panel.board.status["errors"]


def test_a_quiet_moment_is_no_message_that_the_page_waits_for(panel):
    _send(panel, action="points", id="1", text="7")
    assert panel.board.head["pending"]

    _send(panel, action="settle")

    assert ("", 1) == (panel.board.head["pending"], panel.board.status["seq"])


def test_an_upload_arrives_in_parts(panel, sample_path):
    data = sample_path.read_bytes()
    for part, piece in enumerate((data[:5000], data[5000:])):
        _send(panel, [piece], action="upload", name="新.xlsx", part=part, parts=2)

    assert "uploads/新.xlsx" == panel.board.options["file"]


def test_a_download_goes_out_as_bytes(panel, monkeypatch):
    sent = []
    monkeypatch.setattr(panel.board, "send", lambda content, buffers=None: sent.append((content, buffers)))
    _send(panel, action="points", id="1", text="7")
    _send(panel, action="export", form="changes")
    _send(panel, action="download")

    (content, (data,)) = sent[0]
    assert {"action": "download", "name": "部门-草稿-调分清单.xlsx"} == content
    assert (panel.state.folder / panel.state.saved.path).read_bytes() == data


def test_the_static_table_escapes_what_a_sheet_says(tmp_path):
    book = Workbook()
    sheet = book.active
    sheet.append([f"2018年度{PAYLOAD}指标"])
    sheet.append(["任务", "指标", "分值", "评分标准"])
    for _ in range(2):
        sheet.append([f"任务{PAYLOAD}", PAYLOAD, 3, f"{PAYLOAD}未完成的扣5分。"])
    book.save(tmp_path / "坏心.xlsx")
    page = rebalance_panel("坏心.xlsx", folder=tmp_path).static_html()

    assert "<img" not in page
    assert "&lt;img" in page


def test_the_static_table_says_an_error(tmp_path):
    assert "没有.xlsx" in rebalance_panel("没有.xlsx", folder=tmp_path).static_html()


def test_a_table_stands_beneath_the_widget_and_follows_when_it_is_quiet(panel, monkeypatch):
    shown, changed = [], []

    class Handle:
        def update(self, page):
            changed.append(page.data)

    def display(what, display_id=False):
        shown.append(what)
        return Handle() if display_id else None

    monkeypatch.setattr(shell, "_display", display)
    panel._ipython_display_()
    _send(panel, action="points", id="1", text="7")
    assert (len(shown), changed) == (2, [])

    _send(panel, action="settle")
    assert "<b>7</b>" in changed[0]
    _send(panel, action="settle")
    assert 1 == len(changed)


def test_a_voila_page_has_the_widget_alone(panel, monkeypatch):
    """Voilà never renews other outputs, so a table there would go stale."""
    shown = []
    monkeypatch.setattr(shell, "_display", lambda what, **_more: shown.append(what))
    monkeypatch.setenv("SERVER_SOFTWARE", "voila/0.5.13")

    panel._ipython_display_()

    assert shown == [panel.board]
