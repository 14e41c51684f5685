"""Chinese text in figures is drawn with Chinese glyphs, and nothing global changes."""

from __future__ import annotations

import warnings
from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, fontManager

from kaohe_tools import fonts


@pytest.fixture
def _nothing_installed(monkeypatch: pytest.MonkeyPatch):
    """A machine without any Chinese font: the list of known families is empty."""
    monkeypatch.setattr(fonts, "INSTALLED", ())
    fonts.chinese_family.cache_clear()
    yield
    fonts.chinese_family.cache_clear()


def _draw(words: str) -> None:
    with fonts.chinese_text():
        figure = Figure()
        figure.suptitle(words)
    figure.canvas.draw()  # after the block: the text must have kept its font


def test_chinese_is_drawn_without_a_missing_glyph() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        _draw("考核指标“节点”－2.5分 № ≠")


@pytest.mark.usefixtures("_nothing_installed")
def test_without_an_installed_font_the_bundled_one_is_used() -> None:
    from pylopdf_fonts_zh_cn import sans_path

    family = fonts.chinese_family()

    assert Path(sans_path()) == Path(findfont(FontProperties(family=family)))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        _draw("考核指标")


def test_a_font_that_only_the_stale_cache_knows_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    ghost = mpl.font_manager.FontEntry(fname="/nowhere/ghost.otf", name="Ghost Sans SC")
    monkeypatch.setattr(fontManager, "ttflist", [ghost, *fontManager.ttflist])
    monkeypatch.setattr(fonts, "INSTALLED", ("Ghost Sans SC",))
    fonts.chinese_family.cache_clear()
    try:
        assert fonts.chinese_family() != "Ghost Sans SC"
    finally:
        fonts.chinese_family.cache_clear()


def test_settings_hold_inside_the_block_only() -> None:
    before = dict(mpl.rcParams)

    with fonts.chinese_text():
        assert mpl.rcParams["axes.unicode_minus"] is False

    assert before == dict(mpl.rcParams)
