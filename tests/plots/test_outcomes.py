"""Figures of simulated scores hold the result's own numbers."""

from __future__ import annotations

import itertools
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from matplotlib.collections import LineCollection
from matplotlib.container import BarContainer

from kaohe_tools.plots import Chart, plot_distribution, plot_grade_shares, plot_ranks, rank_pages
from kaohe_tools.simulate import Ranks, Ties, rank_chances


def _bars(chart: Chart) -> list[list[float]]:
    held = [c for c in chart.axes[0].containers if isinstance(c, BarContainer)]
    return [[round(float(p.get_height()), 6) for p in c.patches] for c in held]


def _words(chart: Chart) -> str:
    axes = chart.axes[0]
    return "\n".join(t.get_text() for t in (*axes.texts, *axes.get_legend().get_texts(), axes._left_title))


def test_a_distribution_shows_the_shares_the_mean_and_the_lines_within(flip, lines) -> None:
    chart = plot_distribution(flip, flip, names=("现行", "草案"), lines=lines | {"不合格": Decimal(-3)})
    shares = [height for height in _bars(chart)[0] if height]

    assert shares == [25, 75]  # of totals 6 and 10
    assert _bars(chart)[0] == _bars(chart)[1]
    words = _words(chart)
    assert "平均9.0分" in words
    assert {"现行", "草案", "优秀≥9", "合格≥6"} <= set(words.splitlines())
    assert "不合格" not in words  # beyond what is drawn


def test_two_schemes_with_other_lines_name_both(flip, lines) -> None:
    first = flip.grade_shares(lines, "不合格")
    other = replace(first, lines=tuple(line + 1 for line in first.lines))
    labels = [t.get_text() for t in plot_grade_shares(first, other).axes[0].get_xticklabels()]
    assert labels == ["优秀\n≥ 9 → 10", "合格\n≥ 6 → 7", "不合格\n< 6 → 7"]


def test_grade_shares_and_quotas(flip, lines) -> None:
    shares = flip.grade_shares(lines, "不合格")

    chart = plot_grade_shares(shares, quotas={"优秀": Fraction(1, 5)})

    assert _bars(chart) == [[75, 25, 0]]
    assert {"75.0%", "25.0%", "0.0%"} == {t.get_text() for t in chart.axes[0].texts}
    assert [t.get_text() for t in chart.axes[0].get_xticklabels()] == [
        "优秀\n≥ 9\n名额≤20%",
        "合格\n≥ 6",
        "不合格\n< 6",
    ]
    assert [list(line.get_ydata()) for line in chart.axes[0].lines] == [[20.0, 20.0]]


def test_simulated_shares_have_their_errors(flip, lines) -> None:
    shares = replace(flip.grade_shares(lines), share_errors=np.array([0.01, 0.01, 0.0]))

    assert plot_grade_shares(shares).axes[0].collections  # the bars of the errors


def _ranks(units: int) -> Ranks:
    """Unit n has rank n + 1 for sure."""
    names = tuple(f"第{n}街道综合行政服务与便民事项受理中心" for n in range(units))
    return Ranks(units=names, ties=Ties.BEST, ranks=np.arange(1.0, units + 1), chances=np.eye(units))


def test_rank_intervals_by_page() -> None:
    ranks = _ranks(100)
    assert rank_pages(ranks) == 3

    axes = plot_ranks(ranks, page=2).axes[0]

    assert list(axes.lines[0].get_xdata()) == list(range(35, 69))  # 34 to a page
    assert axes.get_yticklabels()[0].get_text() == "第34街道综合行政服务与便民事项…"


def test_the_best_is_on_top_and_intervals_are_those_of_the_ranks(flip) -> None:
    """Two units alike: rank 1 unless only the other has 10: 1 - 3/16; never a clear second with less than 3/16."""
    ranks = rank_chances(flip)

    axes = plot_ranks(ranks, ranks).axes[0]

    assert axes.lines[0].get_xdata() == pytest.approx(ranks.expected)
    spans = [s for c in axes.collections if isinstance(c, LineCollection) for s in c.get_segments()]
    assert [[float(x) for x in s[:, 0]] for s in spans] == [[1.0, 2.0]] * 4


@pytest.mark.parametrize("units", [1, 3, 40, 100])
def test_no_unit_names_overlap(units: int) -> None:
    chart = plot_ranks(_ranks(units))
    chart.png(60)
    boxes = [t.get_window_extent() for t in chart.axes[0].get_yticklabels()]

    assert all(a.y0 >= b.y1 - 0.5 for a, b in itertools.pairwise(boxes))
