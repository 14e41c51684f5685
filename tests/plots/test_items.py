"""Figures of indicators: their own numbers, and the dead and given-away ones by name."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from matplotlib.container import BarContainer

from kaohe_tools.analysis import Analysis, analyse
from kaohe_tools.plots import Chart, plot_items, plot_weights, weight_pages
from kaohe_tools.scoring import score
from tests.analysis.data import recorded_points


@pytest.fixture
def seen() -> Analysis:
    """Item 1 is given away, 2 is dead, 3 and 4 rise together, 5 runs against them; 6 is level."""
    rows = [[10, 0, n, n + 1, 12 - n, 5] for n in range(12)]
    return analyse(score(*recorded_points(["10", "8", "12", "12", "12", "10"], rows)))


def _texts(chart: Chart) -> list[str]:
    return [t.get_text() for axes in chart.axes for t in axes.texts]


def test_weights_are_those_of_the_analysis_the_widest_gap_first(seen) -> None:
    axes = plot_weights(seen.weights).axes[0]

    nominal, part = ([p.get_width() / 100 for p in c.patches] for c in axes.containers if isinstance(c, BarContainer))
    gaps = [abs(a - b) for a, b in zip(nominal, part, strict=True)]
    assert gaps == sorted(gaps, reverse=True)
    assert sorted(nominal) == pytest.approx(sorted([10 / 64, 8 / 64, 12 / 64, 12 / 64, 12 / 64, 10 / 64]))
    assert sum(part) == pytest.approx(1)


def test_three_hundred_indicators_come_in_pages() -> None:
    rng = np.random.default_rng(1)
    many = analyse(score(*recorded_points(["10"] * 300, rng.integers(0, 10, (20, 300)).tolist())))

    assert weight_pages(many.weights) == 12
    assert "第12页，共12页" in plot_weights(many.weights, page=12).axes[0]._left_title.get_text()
    said = _texts(plot_items(many))
    assert len([t for t in said if t.startswith("第")]) <= 32  # the list beside it is as long as the picture


def test_what_tells_nobody_apart_is_named_with_its_points(seen) -> None:
    said = _texts(plot_items(seen))

    assert "■ 人人满分1项：共10分，都拿到了" in said
    assert "▲ 无人得分1项：共8分，都没拿到" in said
    assert "◆ 人人同分1项：共10分，得分都一样" in said
    assert {"第1行，10分：指标1", "第2行，8分：指标2", "第6行，10分：指标6", "第5行，12分：指标5"} <= set(said)


def test_marks_stand_at_difficulty_and_discrimination(seen) -> None:
    axes = plot_items(seen).axes[0]

    drawn = {tuple(np.round(p, 6)) for c in axes.collections[:2] for p in np.asarray(c.get_offsets())}
    assert drawn == {
        (round(i.difficulty * 100, 6), round(i.discrimination, 6)) for i in seen.items if i.discrimination is not None
    }
    assert "5" in [t.get_text() for t in axes.texts]  # the one that runs against the rest carries its row


def test_a_scheme_where_all_tell_apart_says_so() -> None:
    rows = [[n, n + 1] for n in range(12)]
    assert "每项指标都能区分单位。" in _texts(plot_items(analyse(score(*recorded_points(["12", "12"], rows)))))


def test_names_in_the_list_do_not_overlap(seen) -> None:
    chart = plot_items(seen)
    chart.png(60)
    boxes = [t.get_window_extent() for t in chart.axes[1].texts]

    assert all(a.y0 >= b.y1 - 1 for a, b in itertools.pairwise(boxes))
