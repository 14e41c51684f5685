"""What all panels share, shown by a panel that has nothing else: a fifth one is this short."""

from __future__ import annotations

import pytest

from kaohe_tools.errors import KaoheError
from kaohe_tools.locale import language
from kaohe_tools.panels import shell
from kaohe_tools.panels.board_files import page_code, page_style, synced
from kaohe_tools.panels.panel_state import PanelState
from kaohe_tools.panels.shell import Board, Panel


class NoteState(PanelState):
    topics = frozenset({"options", "note", "status"})

    def __init__(self, **settings):
        super().__init__(**settings)
        self.note, self.retold = "", 0

    def take_sheet(self, name):
        self.write(name)

    def choose_profile(self, profile):
        self.profile = profile
        self._tell("options")

    def _retell(self):
        self.retold += 1

    def write(self, note):
        self.note = note
        self._tell("note")

    def refuse(self, _said):
        raise KaoheError("refused")

    def keep(self):
        path = self.folder / "note.txt"
        path.write_text(self.note, "utf-8")
        self._keep(path)


class NoteBoard(Board):
    _esm = page_code()
    _css = page_style()
    note = synced()


class NotePanel(Panel[NoteState, NoteBoard]):
    template = "panel_table.html"
    looking = ("look",)

    def __init__(self, state):
        super().__init__(state, NoteBoard())

    def _labels(self):
        return {"language": language()}

    def _options(self):
        return {"own": True}

    def _draw(self, topics):
        if "note" in topics:
            self.board.note = self.state.note

    def _verbs(self):
        return {
            "write": lambda m: self.state.write(m["text"]),
            "refuse": lambda m: self.state.refuse(m["text"]),
            "keep": lambda _m: self.state.keep(),
            "look": lambda _m: None,
        }

    def _static(self):
        return {}

    def _shown(self):
        return (self.state.note,)


@pytest.fixture
def panel(tmp_path):
    return NotePanel(NoteState(folder=tmp_path, lang="zh"))


def _send(panel, buffers=(), **message):
    panel._receive(panel.board, message, [memoryview(b) for b in buffers])


def test_a_panel_shows_its_parts_and_offers_profiles_and_languages(panel):
    assert {"own", "profiles", "profile", "language", "accept"} == set(panel.board.options)
    assert ("", {"seq": 0, "errors": [], "saved": ""}) == (panel.board.note, panel.board.status)

    _send(panel, action="write", text="<b>")
    assert ("<b>", 1) == (panel.board.note, panel.board.status["seq"])


def test_the_switch_redraws_all_in_the_other_language(panel):
    _send(panel, action="write", text="stays")
    _send(panel, action="language", name="en")

    assert ("en", "en", "stays") == (panel.board.labels["language"], panel.board.options["language"], panel.board.note)
    assert 1 == panel.state.retold


def test_an_error_is_shown_until_the_next_verb_but_not_cleared_by_looking(panel):
    _send(panel, action="refuse", text="")
    assert ["refused"] == [e["message"] for e in panel.board.status["errors"]]
    assert "✕ refused" in panel.static_html()

    _send(panel, action="look")
    assert panel.board.status["errors"]
    _send(panel, action="write", text="")
    assert [] == panel.board.status["errors"]


@pytest.mark.parametrize(
    "message", [{}, {"action": "dance"}, {"action": "language", "name": "fr"}, {"action": "upload"}]
)
def test_a_bad_message_is_shown_with_its_traceback(panel, message):
    _send(panel, **message)

    (error,) = panel.board.status["errors"]
    assert "Traceback" in error["details"]


def test_an_upload_in_parts_becomes_a_sheet_of_the_folder(panel):
    for part, data in enumerate((b"a,", b"b")):
        _send(panel, [data], action="upload", name="../x.csv", part=part, parts=2)

    assert "uploads/x.csv" == panel.board.note
    assert b"a,b" == (panel.state.folder / "uploads" / "x.csv").read_bytes()


def test_a_file_that_was_written_is_told_and_can_be_kept(panel, monkeypatch):
    sent = []
    monkeypatch.setattr(panel.board, "send", lambda content, buffers=None: sent.append((content, buffers)))
    _send(panel, action="download")
    assert "没有可下载" in panel.board.status["errors"][0]["message"]

    _send(panel, action="write", text="kept")
    _send(panel, action="keep")
    assert panel.board.status["saved"].endswith("note.txt")
    _send(panel, action="download")
    assert [({"action": "download", "name": "note.txt"}, [b"kept"])] == sent


def test_the_table_beneath_follows_what_it_shows_and_nothing_else(panel, monkeypatch):
    renewed = []

    class Handle:
        def update(self, page):
            renewed.append(page.data)

    monkeypatch.setattr(shell, "_display", lambda _what, display_id=False: Handle() if display_id else None)
    panel._ipython_display_()
    _send(panel, action="look")
    assert renewed == []
    _send(panel, action="write", text="new")
    assert 1 == len(renewed)
    _send(panel, action="language", name="en")
    assert 2 == len(renewed)
