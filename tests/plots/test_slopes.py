"""The slopegraph: every unit's rank before and after; names that do not touch."""

from __future__ import annotations

import itertools
from decimal import Decimal

import numpy as np

from kaohe_tools.outlook import outlook
from kaohe_tools.outlook_pair import beside
from kaohe_tools.plots import Chart, plot_slopes
from kaohe_tools.replay import replay
from kaohe_tools.scoring import Stated, events_from_records
from kaohe_tools.simulate import model_from_results
from tests.analysis.data import recorded_points
from tests.replay.test_replay import three


def _texts(chart: Chart) -> list[str]:
    return [t.get_text() for t in chart.axes[0].texts]


def test_ranks_and_totals_stand_on_both_sides() -> None:
    """甲 15 → 16, 乙 7 → 5, 丙 0 → 0; nobody changes places."""
    chart = plot_slopes(replay(*three(), {"1": Decimal(5), "2": Decimal(10)}), names=("现行", "草案"))

    assert ["甲  1  15", "乙  2  7", "丙  3  0"] == _texts(chart)[:3]
    assert ["1  16  甲", "2  5  乙", "3  0  丙"] == _texts(chart)[3:6]
    assert ["现行", "草案"] == _texts(chart)[6:]
    assert "不变3个" in [t.get_text() for t in chart.axes[0].get_legend().get_texts()]


def test_those_that_rise_and_fall_differ_in_dash_and_mark() -> None:
    """Two items of 10: 甲 has 8 and 2, 乙 4 and 4. With the second worth 30: 甲 8 + 6, 乙 4 + 12."""
    scheme, events = recorded_points(["10", "10"], [[8, 2], [4, 4]])

    lines = [
        line
        for line in plot_slopes(replay(scheme, events, {"2": Decimal(30)})).axes[0].lines
        if line.get_marker() in "^v"
    ]

    assert {("^", "-"), ("v", "--")} == {(line.get_marker(), line.get_linestyle()) for line in lines}
    assert [[1.0, 2.0], [2.0, 1.0]] == sorted(list(line.get_ydata()) for line in lines)


def test_of_a_hundred_units_those_that_move_most_are_named_and_do_not_touch() -> None:
    rng = np.random.default_rng(5)
    scheme, events = recorded_points(["50", "50"], rng.integers(0, 50, (100, 2)).tolist())
    chart = plot_slopes(replay(scheme, events, {"2": Decimal(90)}))
    chart.png(60)

    names = chart.axes[0].texts[:48]
    assert len(chart.axes[0].texts) == 48 + 2
    for side in (names[:24], names[24:]):
        boxes = sorted((t.get_window_extent() for t in side), key=lambda box: box.y0)
        assert all(a.y1 <= b.y0 + 0.5 for a, b in itertools.pairwise(boxes))
    assert "24个单位" in chart.axes[0].get_xlabel()


def test_points_in_proportion_are_said_on_the_picture() -> None:
    scheme, _events = three()

    class Sheet:
        events = events_from_records(scheme, [{"unit": "甲", "indicator": "2", "value": 0}])
        stated = Stated(points={("甲", "1"): Decimal(8)}, totals={})

    seen = replay(scheme, Sheet(), {"1": Decimal(5)})

    assert seen.is_scaled
    assert "按比例" in plot_slopes(seen).axes[0].get_xlabel()


def test_expected_ranks_of_two_outlooks() -> None:
    scheme, events = recorded_points(["10", "10"], [[8, 2], [4, 4], [9, 9]])
    seen = outlook(scheme, model_from_results(scheme, events))

    chart = plot_slopes(beside(seen, seen))

    assert "不变3个" in [t.get_text() for t in chart.axes[0].get_legend().get_texts()]
    assert "预计名次" in chart.axes[0]._left_title.get_text()
