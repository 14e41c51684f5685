"""The view copies messages to the state and draws from it; sheet text is never markup."""

from __future__ import annotations

import base64
import re
import shutil

import pytest
from openpyxl import Workbook

from kaohe_tools import simulate_panel
from kaohe_tools.panels import shell
from kaohe_tools.panels.simulate import view as simulate_view
from tests.panels.test_simulate_state import SAMPLES, write_tiny

PAYLOAD = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("work")
    shutil.copy(SAMPLES / "node_annual_2018.xlsx", place / "部门.xlsx")
    shutil.copy(SAMPLES / "results_2023.xlsx", place / "结果.xlsx")
    write_tiny(place / "小.xlsx")
    write_tiny(place / "乙.xlsx", points=20)
    return place


@pytest.fixture
def panel(folder):
    made = simulate_panel("部门.xlsx", results="结果.xlsx", profile="node-annual", folder=folder)
    made.state.wait()
    return made


def _send(panel, buffers=(), **message):
    panel._receive(panel.board, message, [memoryview(b) for b in buffers])


def test_the_board_shows_assumptions_pictures_readings_and_tables(panel):
    board = panel.board

    assert "可能性来自" in board.assumed["said"][0]
    assert ("精确计算", ["部门"]) == (board.live["method"], board.live["names"])
    for part in (board.live["distribution"], board.live["grades"]):
        assert part["said"]
        assert len(part["table"]["rows"][0]) == len(part["table"]["head"]) - (part is board.live["grades"]) * 0
    assert "单位" == board.figures["table"]["head"][0]
    assert 60 == len(board.figures["table"]["rows"])


def test_every_action_of_the_page_reaches_the_state(panel, folder):
    messages = (
        {"action": "slide", "name": "shift", "value": 0.2},
        {"action": "slide", "name": "spread", "value": 1.2},
        {"action": "slide", "name": "shock", "value": 0.2},
        {"action": "back"},
        {"action": "grades", "text": "优秀=82,20%；良好=73"},
        {"action": "tab", "name": "items"},
        {"action": "tab", "name": "ranks"},
        {"action": "page", "number": 2},
        {"action": "draw"},
        {"action": "other", "name": "乙.xlsx"},
        {"action": "source", "name": ""},
        {"action": "units", "text": "12"},
        {"action": "profile", "name": "default"},
        {"action": "refresh"},
        {"action": "file", "name": "小.xlsx"},
        {"action": "sheet", "name": "Sheet"},
        {"action": "stop"},
        {"action": "language", "name": "en"},
    )
    for n, message in enumerate(messages, 1):
        _send(panel, **message)
        assert [] == panel.board.status["errors"], message
        assert n == panel.board.status["seq"]
    assert "worked out exactly" == panel.board.live["method"] or panel.board.live["quick"]
    assert "12" == panel.board.options["units"]


@pytest.mark.parametrize(
    "message",
    [
        {"action": "dance"},
        {},
        {"action": "slide", "name": "luck", "value": 1},
        {"action": "slide", "name": "shift", "value": "x"},
        {"action": "tab", "name": "luck"},
        {"action": "save", "name": "ranks", "form": "exe"},
        {"action": "save", "name": "../x", "form": "png"},
        {"action": "other", "name": "#99"},
        {"action": "grades", "text": "优秀=x"},
    ],
)
def test_a_bad_message_is_shown_and_not_raised(panel, message):
    _send(panel, **message)

    assert 1 == len(panel.board.status["errors"])
    _send(panel, action="refresh")
    assert [] == panel.board.status["errors"]


def test_a_picture_is_drawn_when_the_page_asks_for_it(panel):
    for tab in ("ranks", "weights", "items"):
        _send(panel, action="tab", name=tab)
        assert (panel.board.figures["wanted"], panel.board.figures["picture"]) == (True, "")
        _send(panel, action="draw")
        kind, data = panel.board.figures["picture"].split(",")
        assert "data:image/png;base64" == kind
        assert base64.b64decode(data).startswith(b"\x89PNG")
        assert not panel.board.figures["wanted"]


def test_without_a_scheme_b_nobody_moves(panel):
    _send(panel, action="tab", name="changes")

    assert (panel.board.figures["table"], panel.board.figures["wanted"]) == (None, False)


@pytest.mark.parametrize("name", simulate_view.PICTURES)
@pytest.mark.parametrize("form", ["png", "svg"])
def test_pictures_go_out_as_files(panel, monkeypatch, name, form):
    sent = []
    monkeypatch.setattr(panel.board, "send", lambda content, buffers=None: sent.append((content, buffers)))
    _send(panel, action="save", name=name, form=form)
    if name == "changes":  # there is no scheme B
        assert "方案 B" in panel.board.status["errors"][0]["message"]
        return

    (content, (data,)) = sent[0]
    assert re.fullmatch(rf"部门-\w+(-1)?\.{form}", content["name"])
    assert data.startswith({"png": b"\x89PNG", "svg": b"<?xml"}[form])


def test_the_static_table_escapes_what_a_sheet_says(tmp_path):
    book = Workbook()
    sheet = book.active
    sheet.append([f"2018年度{PAYLOAD}指标"])
    sheet.append(["任务", "指标", "分值", "评分标准"])
    for _ in range(2):
        sheet.append([f"任务{PAYLOAD}", PAYLOAD, 3, "未完成的扣3分。"])
    book.save(tmp_path / "坏心.xlsx")
    panel = simulate_panel("坏心.xlsx", grades=f"{PAYLOAD.replace('=', '')}=2", folder=tmp_path)
    page = panel.static_html()

    assert "<img" not in page
    assert "&lt;img" in page


def test_the_static_table_says_an_error(tmp_path):
    assert "没有.xlsx" in simulate_panel("没有.xlsx", folder=tmp_path).static_html()


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
    _send(panel, action="slide", name="shift", value=0.5)
    assert (len(shown), changed) == (2, [])
    panel.state.wait()
    _send(panel, action="settle")
    assert "0.5个标准差" in changed[0]


def test_a_voila_page_has_the_widget_alone(panel, monkeypatch):
    """Voilà never renews other outputs, so a table there would go stale."""
    shown = []
    monkeypatch.setattr(shell, "_display", lambda what, **_more: shown.append(what))
    monkeypatch.setenv("SERVER_SOFTWARE", "voila/0.5.13")

    panel._ipython_display_()

    assert shown == [panel.board]
