"""Figures show the review's own numbers, in Chinese, without touching pyplot."""

from __future__ import annotations

import sys
import warnings
from decimal import Decimal

import pytest
from matplotlib.container import BarContainer

from kaohe_tools.findings import Review
from kaohe_tools.locale import text, use_language
from kaohe_tools.model import Declared, Indicator, Period, Scheme, Section, SourceRef
from kaohe_tools.plots import Chart, plot_node_share, plot_sections
from kaohe_tools.profiles import Profile


def _scheme() -> Scheme:
    """Task 窗口服务: annual 3, node 4, declared 8. Task 档案整理: node 2, other 1. In all 10."""
    cell = SourceRef(file="a.xlsx", sha256="", sheet="表1", cell="A3", raw="8")
    rows = (
        ("窗口服务", 3, Period.ANNUAL),
        ("窗口服务", 4, Period.NODE),
        ("档案整理", 2, Period.NODE),
        ("档案整理", 1, None),
    )
    return Scheme(
        title="服务指标",
        indicators=tuple(
            Indicator(id=str(n), row=n, path=(task,), points=Decimal(points), period=period)
            for n, (task, points, period) in enumerate(rows, start=1)
        ),
        sections=(
            Section(path=("窗口服务",), declared=Declared(points=Decimal(8), source=cell)),
            Section(path=("档案整理",)),
        ),
    )


def _review(**profile: object) -> Review:
    return Review(scheme=_scheme(), profile=Profile(name="test", **profile), runs=())  # type: ignore[arg-type]


def _widths(chart: Chart) -> list[float]:
    bars = [c for c in chart.axes[0].containers if isinstance(c, BarContainer)]
    return [float(patch.get_width()) for c in bars for patch in c.patches]


def _words(chart: Chart) -> str:
    axes = chart.axes[0]
    return "\n".join(t.get_text() for t in (*axes.texts, axes.title, *axes.get_legend().get_texts(), axes._left_title))


def test_bars_are_the_points_of_each_section_and_period() -> None:
    chart = plot_sections(_scheme())

    assert [4, 3, 2, 1] == _widths(chart)  # node before annual before other, section by section
    assert ["窗口服务", "档案整理"] == [t.get_text() for t in chart.axes[0].get_yticklabels()]
    assert {" 7", " 3"} == {t.get_text() for t in chart.axes[0].texts}


def test_only_a_declared_sum_that_differs_is_marked() -> None:
    marks = plot_sections(_scheme()).axes[0].lines

    assert [[8.0, 8.0]] == [list(line.get_xdata()) for line in marks]


def test_a_review_is_drawn_as_its_scheme() -> None:
    assert _widths(plot_sections(_scheme())) == _widths(plot_sections(_review()))


def test_node_share_in_percent_and_the_band_asked_for() -> None:
    """Nodes 4 + 2 of 10 are 60 %, annual 3 are 30 %, other 1 is 10 %."""
    chart = plot_node_share(_review(node_share=(Decimal("0.7"), Decimal("0.8"))))

    assert [60, 30, 10] == pytest.approx(_widths(chart))
    assert "70%～80%" in _words(chart)


def test_without_a_band_none_is_drawn() -> None:
    assert "70" not in _words(plot_node_share(_review()))


def test_words_follow_the_language() -> None:
    with use_language("en"):
        english = _words(plot_sections(_scheme()))

    assert "Points by section: 10 in all" in english
    assert "node" in english


@pytest.mark.parametrize("points", [None, Decimal(0)])
def test_a_scheme_without_points_is_drawn_empty(points: Decimal | None) -> None:
    bare = Scheme(title=str(text("t")), indicators=(Indicator(id="1", row=1, path=("服务",), points=points),))

    for chart in (plot_sections(bare), plot_node_share(Review(scheme=bare, profile=Profile(name="t"), runs=()))):
        assert chart.png().startswith(b"\x89PNG")


def test_a_notebook_shows_it_as_a_picture_with_chinese_glyphs() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        data, size = plot_sections(_scheme())._repr_png_()

    assert data.startswith(b"\x89PNG")
    assert 720 == size["width"]


def test_the_same_scheme_gives_the_same_bytes() -> None:
    assert plot_sections(_scheme()).png() == plot_sections(_scheme()).png()


def test_pyplot_is_not_needed() -> None:
    plot_sections(_scheme())

    assert "matplotlib.pyplot" not in sys.modules or not sys.modules["matplotlib.pyplot"].get_fignums()
