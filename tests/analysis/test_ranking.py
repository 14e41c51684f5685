"""What the ranking depends on: drawn points, Sobol indices, the range of one indicator's points."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kaohe_tools.analysis import Marks, analyse, robustness, sensitivity, stable_range
from kaohe_tools.analysis.sensitivity import sobol
from kaohe_tools.errors import AnalysisError, PointsError
from kaohe_tools.locale import use_language
from kaohe_tools.model import Scheme
from kaohe_tools.scoring import Allocations, Events, Figures, Stated, rescore
from tests.analysis.data import recorded_points
from tests.scoring.test_rescoring import recordings, two

D, F = Decimal, Fraction


# the range ----------------------------------------------------------------------------------------


def test_the_range_by_hand() -> None:
    """Items worth 10 and 10. 甲 has 9 + 2, 乙 4 + 6: with p points for item 1, 0.9 p + 2 against 0.4 p + 6: equal at 8.

    So from 8.1 on 甲 is ahead; at 8 they draw level.
    """
    found = stable_range(*recorded_points(["10", "10"], [[9, 2], [4, 6]]), "1")
    with use_language("en"):
        assert "Row 1 (指标1, 10 points): from 8.1 to 20 points the ranking stays as it is." in str(found.said)
        assert str(found.said).endswith("At 8 单位2 draws level with 单位1.")

    assert (D("8.1"), D(20)) == (found.low, found.high)
    assert found.above is None
    assert found.below is not None
    assert (D(8), "单位1", "单位2", True) == (
        found.below.points,
        found.below.ahead,
        found.below.behind,
        found.below.tied,
    )


def test_units_pass_between_two_ticks() -> None:
    """0.9 p + 2 against 0.4 p + 6 on whole points with item 2 worth 9 (1.8 and 5.4): equal at 7.2, passed at 7."""
    found = stable_range(*recorded_points(["10", "9"], [[9, 1.8], [4, 5.4]]), "1", tick=D(1))
    with use_language("en"):
        assert str(found.said).endswith("At 7 单位2 passes 单位1.")

    assert D(8) == found.low


def test_a_cap_can_hold_the_ranking_where_shares_would_not() -> None:
    """Figures as written, 2 each, at most 6: 甲 has p + 1, 乙 the larger of p - 6 and 0, + 2.

    At 1 point they draw level (2 and 2). In proportion 乙 has 0.4 p + 2: level at 5/3, so from 1.7.
    """
    kept = stable_range(*two(), "1", figures=Figures.KEEP, most=D(30))

    assert (D("1.1"), D(30)) == (kept.low, kept.high)
    assert D("1.7") == stable_range(*two(), "1", most=D(30)).low


def test_any_points_will_do() -> None:
    found = stable_range(*recorded_points(["10", "10"], [[9, 6], [4, 2]]), "1", most=D(12))
    with use_language("en"):
        assert "any points from 0 to 12 leave the ranking as it is" in str(found.said)


def test_stated_points_are_told() -> None:
    scheme, events = recorded_points(["10", "10"], [[None, 2], [4, 6]])
    found = stable_range(scheme, events, "1", stated=Stated(points={("单位1", "1"): D(9)}))

    with use_language("en"):
        assert "For rows 1 the sheet holds points and not what happened" in str(found.said)

    assert D("8.1") == found.low


@settings(max_examples=40, deadline=None)
@given(recordings(), st.sampled_from(Figures))
def test_no_rank_changes_inside_and_one_does_at_each_end(recording: tuple[Scheme, Events], figures: Figures) -> None:
    """Every half point from 0 to 12 (or the item's own), scored one by one."""
    scheme, events = recording
    now = scheme.indicators[0].points or D(0)
    end = max(now, D(12))
    each = {
        D(n) / 2: rescore(Allocations.of(scheme, [{"1": D(n) / 2}]), events, figures=figures)
        for n in range(int(end * 2) + 1)
    }
    assume(each[now].counted.sum() >= 2)
    found = stable_range(scheme, events, "1", tick=D("0.5"), most=end, figures=figures)
    same = {points: bool((many.ranks == each[now].ranks).all()) for points, many in each.items()}

    assert all(same[points] for points in each if found.low <= points <= found.high)
    assert found.low == 0 or not same[found.low - D("0.5")]
    assert found.high == end or not same[found.high + D("0.5")]


BAD = {
    "off the tick": ("1", {"tick": D(3)}, PointsError, "do not lie on the tick"),
    "one unit": ("1", {}, AnalysisError, "fewer than two units"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_range_that_cannot_be(case: str) -> None:
    id_, more, error, words = BAD[case]
    with use_language("en"), pytest.raises(error, match=words):
        stable_range(*recorded_points(["10"], [[9]]), id_, **more)


def test_an_indicator_without_points_has_no_range() -> None:
    scheme, events = recorded_points(["10"], [[9], [8]])
    bare = scheme.replace(indicators=(*scheme.indicators, scheme.indicators[0].replace(id="2", points=None)))
    with use_language("en"), pytest.raises(AnalysisError, match="indicator 2 has no readable points"):
        stable_range(bare, events, "2")


# drawn points -------------------------------------------------------------------------------------


def rows() -> tuple[Scheme, Events]:
    """甲 is far ahead; 乙 and 丙 are close: 20 + 60 and 60 + 21."""
    return recorded_points(["100", "100", "10"], [[100, 100, 10], [20, 60, 10], [60, 21, 10]])


def test_close_units_are_unsure_and_the_first_is_not() -> None:
    found = robustness(*rows(), by=F(1, 5), draws=500, seed=7)
    first, second, third = found.rows

    assert (1, 1, 1, 1.0) == (first.rank, first.low, first.high, first.kept)
    assert (2, 3) == (second.low, second.high) == (third.low, third.high)
    assert pytest.approx(0.5, abs=0.08) == second.kept  # 乙 leads 丙 by 39/40 of one factor against the other
    assert pytest.approx(2 * (1 - second.kept) / 3) == found.shift
    assert found.rows == robustness(*rows(), by=F(1, 5), draws=500, seed=7).rows
    with use_language("en"):
        assert "1 of 3 units keep their rank in nine draws of ten." == str(found.said[1])
        assert "Least sure: 单位3" in str(found.said[2])
    assert ["单位1", "单位3", "单位2"] == list(found.to_frame()["unit"])


def test_spreads_and_draws_that_cannot_be() -> None:
    with use_language("en"):
        for by in (F(0), F(2), F(-1, 10)):
            with pytest.raises(AnalysisError, match="within 0 to 100 %"):
                robustness(*rows(), by=by)
        with pytest.raises(AnalysisError, match="at least one draw"):
            robustness(*rows(), draws=0)
        with pytest.raises(AnalysisError, match="power of 2, not 100"):
            sensitivity(*rows(), samples=100)


# Sobol indices ------------------------------------------------------------------------------------


def test_indices_of_the_g_function() -> None:
    """Sobol's g-function (Saltelli et al. 2010): with V_i = (1/3)/(1+a_i)², V = Π(1+V_i) - 1, S_i = V_i / V,

    and the total index of i is V_i·Π_{j≠i}(1+V_j) / V.
    """
    a = np.array([0, 1, 4.5, 9])
    parts = (1 / 3) / (1 + a) ** 2
    whole = np.prod(1 + parts) - 1
    found, variance = sobol(
        lambda x: np.prod((np.abs(4 * x - 2) + a) / (1 + a), axis=1), [(0.0, 1.0)] * 4, samples=4096, seed=1
    )

    assert pytest.approx(parts / whole, abs=0.02) == [i.first for i in found]
    assert pytest.approx(parts * np.prod(1 + parts) / (1 + parts) / whole, abs=0.02) == [i.total for i in found]
    assert pytest.approx(whole, rel=0.05) == variance


def test_a_function_that_does_not_vary() -> None:
    found, variance = sobol(lambda x: np.ones(len(x)), [(0.0, 1.0)], samples=4, seed=1)

    assert (0.0, 0.0, 0.0) == (found[0].first, found[0].total, variance)


def test_only_indicators_that_can_move_a_rank_are_named() -> None:
    """Item 3 is given away. Items 1 and 2 change places between 乙 and 丙 alike."""
    found = sensitivity(*rows(), by=F(1, 5), samples=256, seed=3)

    assert {"1", "2"} == {item.id for item, _indices in found.rows}
    assert found.variance > 0
    assert all(0.5 < one.total <= 1.2 for _item, one in found.rows)
    with use_language("en"):
        assert "of the movement in the ranking comes from its points alone" in str(found.said[0])
    assert ["id", "label", "first", "first_half", "total", "total_half", "scaled"] == list(found.to_frame())


def test_ranks_that_nothing_moves() -> None:
    found = sensitivity(*recorded_points(["10", "10"], [[9, 9], [1, 1]]), samples=8)
    alike = sensitivity(*recorded_points(["10"], [[9], [9]]), samples=8)
    with use_language("en"):
        assert "Points within ±10% of their own change no rank." == str(found.said[0]) == str(alike.said[0])


def test_every_output_says_where_points_were_changed_in_proportion() -> None:
    scheme, events = recorded_points(["10", "10"], [[None, 2], [4, 6]])
    stated = Stated(points={("单位1", "1"): D(9)})
    marks = Marks.of_rescored(rescore(Allocations.of(scheme, [{}]), events, stated=stated))
    outputs = (
        robustness(scheme, events, draws=2, stated=stated),
        sensitivity(scheme, events, samples=2, stated=stated),
        analyse(marks),
    )
    with use_language("en"):
        assert all("For rows 1 the sheet holds points" in str(one.said[-1]) for one in outputs)
    assert all(one.to_frame()["scaled"].all() for one in outputs)
    assert analyse(marks).to_dict()["scaled"] is True
    assert [9.0, 4.0] == marks.points[:, 0].tolist()
