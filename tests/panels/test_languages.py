"""A panel's switch between Chinese and English: every text changes, nothing of the state does."""

from __future__ import annotations

import re

import matplotlib.text
import pytest

from kaohe_tools import compare_panel, memo_panel, rebalance_panel, review_panel, simulate_panel
from kaohe_tools.locale import LANGUAGES, language, use_language
from kaohe_tools.panels.simulate.pictures import picture
from kaohe_tools.panels.simulate.state import PICTURES
from tests.panels.languages import OWN, chinese_left, english_left, shown_texts, write_latin

FILES = ("first.xlsx", "second.xlsx", "broken.xlsx", "first", "second")
SCENARIOS = ("Alpha", "Beta", "Gamma")
PROGRAMS = (
    "Markdown",
    "JSON",
    "kaohe_tools",
    "asked.toml",
    "LP",
    "SHA",
    "numpy",
    "scipy",
    "matplotlib",
    "highspy",
    "Word",
    "Excel",
    "TOML",
    "PNG",
    "SVG",
    "Tab",
    "Esc",
    "Ctrl",
    "sample_sheets",
    "HiGHS",
)


@pytest.fixture
def folder(tmp_path):
    write_latin(tmp_path / "first.xlsx")
    write_latin(tmp_path / "second.xlsx", scanning=6)
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    return tmp_path


def _send(panel, **message):
    panel._receive(panel.board, message, [])


def _review(folder, lang):
    panel = review_panel("first.xlsx", profile="node-annual", folder=folder, lang=lang)
    _send(panel, action="filter", severities=["error", "warning"], text="")
    _send(panel, action="layout-field", column=5, field="")
    _send(panel, action="layout-apply")
    _send(panel, action="layout-field", column=6, field="")
    _send(panel, action="select", index=1)
    return panel


def _compare(folder, lang):
    return compare_panel("first.xlsx", "second.xlsx", folder=folder, lang=lang)


def _rebalance(folder, lang):
    panel = rebalance_panel("first.xlsx", profile="node-annual", folder=folder, lang=lang)
    _send(panel, action="rename", name="Alpha")
    _send(panel, action="points", id="1", text="4")
    _send(panel, action="lock", id="2", on=True)
    _send(panel, action="solve")
    _send(panel, action="history", on=True)
    _send(panel, action="branch", name="Beta")
    _send(panel, action="total", text="12")
    _send(panel, action="compare", id="1")
    _send(panel, action="select", id="1")
    panel.state.wait_for_effect()
    return panel


def _clash(folder, lang):
    panel = rebalance_panel("first.xlsx", profile="node-annual", folder=folder, lang=lang)
    _send(panel, action="rename", name="Gamma")
    _send(panel, action="total", text="12")
    for row in ("1", "2", "3"):
        _send(panel, action="lock", id=row, on=True)
    _send(panel, action="section", path=["Records"], side="high", text="4")
    _send(panel, action="solve")
    assert panel.board.outcome["clash"]
    panel.state.wait_for_effect()
    return panel


def _simulate(tab):
    def make(folder, lang):
        panel = simulate_panel("first.xlsx", "second.xlsx", profile="node-annual", folder=folder, lang=lang)
        _send(panel, action="slide", name="shift", value=0.2)
        panel.state.wait()
        _send(panel, action="check")
        assert panel.state.wait_for_check()
        _send(panel, action="tab", name=tab)
        return panel

    return make


def _memo(kind):
    def make(folder, lang):
        files = ["first.xlsx", "second.xlsx"] if kind in ("simulation", "comparison") else ["first.xlsx"]
        (folder / "asked.toml").write_text('total = 12\n[node_share]\n"" = "0.1:0.9"\n', "utf-8")
        more = {"spec": "asked.toml"} if kind == "design" else {}
        given = {"kind": kind, "files": files, "profile": "node-annual", "date": "2024-05-01", **more}
        panel = memo_panel(given, folder=folder, lang=lang)
        assert panel.board.memo, panel.state.errors
        return panel

    return make


MAKERS = {
    **{f"memo {kind}": _memo(kind) for kind in ("review", "design", "simulation", "comparison")},
    "review": _review,
    "compare": _compare,
    "rebalance": _rebalance,
    "clash": _clash,
    **{tab: _simulate(tab) for tab in ("ranks", "changes", "weights", "items")},
}


@pytest.fixture(params=MAKERS)
def make(request):
    return MAKERS[request.param]


def _quiet(panel):
    """Wait for what is worked out beside."""
    if hasattr(panel.state, "wait"):
        assert panel.state.wait()


def test_an_english_panel_shows_no_chinese_but_the_sheet_s(make, folder):
    panel = make(folder, "zh")
    assert chinese_left(panel, *FILES)

    _send(panel, action="language", name="en")
    _quiet(panel)

    assert chinese_left(panel, *FILES) == {}


def test_a_chinese_panel_shows_no_english_but_the_sheet_s(make, folder):
    panel = make(folder, "en")
    assert english_left(panel, *FILES)

    _send(panel, action="language", name="zh")
    _quiet(panel)

    assert english_left(panel, *FILES, *SCENARIOS, *PROGRAMS) == {}


def test_there_and_back_shows_the_same_and_keeps_the_state(make, folder):
    """Filters, the selected row, edits, sliders, the open picture, undo: a switch touches none of them."""
    panel = make(folder, "zh")
    before = dict.fromkeys(shown_texts(panel))

    _send(panel, action="language", name="en")
    _quiet(panel)
    during = dict.fromkeys(shown_texts(panel))
    _send(panel, action="language", name="zh")
    _quiet(panel)

    assert during != before
    assert dict.fromkeys(shown_texts(panel)) == before


@pytest.mark.parametrize("name", ["review", "compare", "rebalance", "ranks", "memo review"])
def test_every_fixed_word_differs_between_the_languages(name, folder):
    panel = MAKERS[name](folder, "zh")
    chinese = dict(panel.board.labels)
    _send(panel, action="language", name="en")
    english = panel.board.labels

    assert chinese.keys() == english.keys()
    assert {key for key, word in chinese.items() if word == english[key]} <= {"save_docx"}  # Word


def test_two_panels_of_one_kernel_keep_a_language_each(folder):
    """Also while one of them works something out beside, and whatever the notebook itself speaks."""
    spoken = language()
    chinese = _simulate("ranks")(folder, "zh")
    english = simulate_panel("first.xlsx", profile="node-annual", folder=folder, lang="en")
    for value in (0.1, 0.4):
        for panel in (chinese, english):
            _send(panel, action="slide", name="shift", value=value)
            _send(panel, action="settle")
    _quiet(chinese)
    _quiet(english)

    assert chinese_left(english, *FILES) == {}
    assert "确" in chinese.board.live["method"]
    assert spoken == language()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_why_a_sheet_cannot_be_read_is_said_in_the_new_language(folder, lang):
    other = next(one for one in LANGUAGES if one != lang)
    panels = (
        review_panel("broken.xlsx", folder=folder, lang=other),
        compare_panel("broken.xlsx", folder=folder, lang=other),
        simulate_panel("broken.xlsx", folder=folder, lang=other),
        memo_panel({"files": ["broken.xlsx"]}, folder=folder, lang=other),
    )
    for panel in panels:
        (before,) = panel.board.status["errors"]
        _send(panel, action="language", name=lang)

        (after,) = panel.board.status["errors"]
        assert after != before
        assert (lang == "zh") == bool(re.search("[㐀-鿿]", after["message"]))


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_are_drawn_in_the_panel_s_language(folder, name):
    panel = _simulate("ranks")(folder, "zh")
    chinese = drawn_texts(panel, name)
    _send(panel, action="language", name="en")
    _quiet(panel)
    english = drawn_texts(panel, name)

    assert re.search("[㐀-鿿]", "".join(chinese))
    left = {said for said in english for run in re.findall("[㐀-鿿、。；：，]+", said) if run not in OWN}
    assert left == set()


def drawn_texts(panel, name):
    state = panel.state
    seen, basis = state.need_figures()
    with use_language(state.language):
        chart = picture(name, seen=seen, basis=basis, figures=state.figures, names=state.names)
        return [text.get_text() for text in chart.figure.findobj(matplotlib.text.Text)]
