"""The view copies messages to the state and draws from it; sheet text is never markup."""

from __future__ import annotations

import shutil

import pytest
from openpyxl import load_workbook

from kaohe_tools import compare_panel

PAYLOAD = "<img src=x onerror=alert(1)>"


@pytest.fixture
def panel(tmp_path, sample_path):
    """The sample against a copy in which one criterion reads otherwise and one row has 7 points."""
    shutil.copy(sample_path, tmp_path / "去年.xlsx")
    book = load_workbook(sample_path)
    cells = [c for row in book.worksheets[0].iter_rows() for c in row]
    changed = next(c for c in cells if str(c.value or "").startswith("执行《窗口岗位培训"))
    changed.value = str(changed.value).replace("不少于一次", f"不少于{PAYLOAD}两次")
    book.save(tmp_path / "今年.xlsx")
    shutil.copy(sample_path.parent / "results_2023.xlsx", tmp_path / "结果.xlsx")
    return compare_panel("去年.xlsx", "今年.xlsx", profile="node-annual", folder=tmp_path)


def _send(panel, buffers=(), **message):
    panel._receive(panel.board, message, [memoryview(b) for b in buffers])


def test_the_board_shows_the_comparison(panel):
    assert [] == panel.board.status["errors"]
    assert "28项没有变动，1项有变动，新增0项，删去0项。" in panel.board.header["said"]
    (words,) = [g for g in panel.board.groups if g["key"] == "words"]
    assert [("gone", "一"), ("new", f"{PAYLOAD}两")] == [
        (run["mark"], run["text"]) for run in words["rows"][0][3]["runs"] if run["mark"] != "same"
    ]


def test_every_action_of_the_page_reaches_the_state(panel):
    messages = (
        {"action": "results", "name": "结果.xlsx"},
        {"action": "grades", "text": "优秀=90"},
        {"action": "swap"},
        {"action": "swap"},
        {"action": "profile", "name": "default"},
        {"action": "refresh"},
        {"action": "old-sheet", "name": "指标"},
        {"action": "new-sheet", "name": "指标"},
        {"action": "old", "name": "去年.xlsx"},
        {"action": "new", "name": "今年.xlsx"},
        {"action": "save"},
        {"action": "language", "name": "en"},
    )
    for n, message in enumerate(messages, 1):
        _send(panel, **message)
        assert [] == panel.board.status["errors"], message
        assert n == panel.board.status["seq"]

    assert "exports/" in panel.board.status["saved"]
    assert ("grades", "default", "优秀=90") == (
        panel.board.labels["grades"], panel.board.options["profile"], panel.board.options["grades"],
    )  # fmt: skip


def test_an_upload_arrives_in_parts(panel, sample_path):
    data = sample_path.read_bytes()
    for part, piece in enumerate((data[:5000], data[5000:])):
        _send(panel, [piece], action="upload", name="收到.xlsx", part=part, parts=2)

    assert "uploads/收到.xlsx" == panel.board.options["new"]["name"]


@pytest.mark.parametrize(
    "message", [{"action": "dance"}, {}, {"action": "old"}, {"action": "upload", "name": "a.xlsx"}]
)
def test_a_bad_message_is_shown_and_not_raised(panel, message):
    _send(panel, **message)

    assert 1 == len(panel.board.status["errors"])
    _send(panel, action="refresh")
    assert [] == panel.board.status["errors"]


def test_a_download_goes_out_as_bytes(panel, monkeypatch):
    sent = []
    monkeypatch.setattr(panel.board, "send", lambda content, buffers=None: sent.append((content, buffers)))
    _send(panel, action="save")
    _send(panel, action="download")

    (content, (data,)) = sent[0]
    assert {"action": "download", "name": "去年-今年-对比.html"} == content
    assert b"<ins>" in data


def test_the_table_beneath_escapes_what_sheets_say(panel):
    html = panel.static_html()

    assert PAYLOAD not in html
    assert "&lt;img src=x onerror=alert(1)&gt;两" in html
    assert "<del>一</del>" in html


def test_a_file_that_is_missing_is_said_in_the_panel(tmp_path):
    panel = compare_panel("没有.xlsx", folder=tmp_path)

    assert "没有.xlsx" in panel.board.status["errors"][0]["message"]
    assert "没有.xlsx" in panel.static_html()
