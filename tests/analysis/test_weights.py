"""Nominal against effective weight."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe_tools.analysis import Marks, weights_of
from kaohe_tools.analysis.weights import correlation_ratio
from kaohe_tools.locale import use_language
from kaohe_tools.scoring import score
from tests.analysis.data import recorded_points


def test_by_hand() -> None:
    """Items worth 8 and 2; totals 10 8 2 0: variance 17. Item 1 is 8 8 0 0: cov 16, 16/17; item 2 is 2 0 2 0: 1/17."""
    weights = weights_of(Marks.of(score(*recorded_points(["8", "2"], [[8, 2], [8, 0], [0, 2], [0, 0]]))))

    assert [0.8, 0.2] == [w.nominal for w in weights.rows]
    assert pytest.approx([16 / 17, 1 / 17]) == [w.part for w in weights.rows]
    assert pytest.approx([16 / 17, 1 / 17]) == [w.linear for w in weights.rows]
    assert pytest.approx(0, abs=1e-12) == weights.rest
    with use_language("en"):
        assert "Row 1 (指标1) has 80% of the points, and makes 94.1% of the differences." == str(weights.said[0])
        assert "Row 2 (指标2) has 20% of the points, but makes only 5.9% of the differences." == str(weights.said[1])


def test_correlation_ratio_of_a_textbook_example() -> None:
    """Scores in algebra, geometry and statistics (Wikipedia, “Correlation ratio”): η² = 6780 / 9640.

    Means 36, 33, 78 of 5, 4, 6 pupils; Kelley's correction: 1 - (1 - η²)·14/12.
    """
    groups = np.array([1.0] * 5 + [2.0] * 4 + [3.0] * 6)
    scores = np.array([45, 70, 29, 15, 21, 40, 20, 30, 42, 65, 95, 80, 70, 85, 73], dtype=float)

    assert pytest.approx(1 - (1 - 6780 / 9640) * 14 / 12) == correlation_ratio(groups, scores)


def test_nothing_to_explain() -> None:
    assert 0 == correlation_ratio(np.ones(20), np.arange(20.0))
    assert 0 == correlation_ratio(np.arange(20.0), np.ones(20))
    assert 0 == correlation_ratio(np.array([]), np.array([]))


def test_main_effect_of_independent_factors_is_their_part_of_the_variance() -> None:
    """Paruolo et al. (2013), section 3: for independent items it is weight²·variance / total variance: 16/17, 1/17."""
    rng = np.random.default_rng(5)
    rows = np.stack([rng.integers(0, 5, 20_000) * 1.0, rng.integers(0, 5, 20_000) / 4], axis=1)
    weights = weights_of(Marks.of(score(*recorded_points(["4", "1"], rows.tolist()))))

    assert pytest.approx([16 / 17, 1 / 17], abs=0.01) == [w.main_effect for w in weights.rows]


def test_main_effect_of_correlated_items_is_the_square_of_their_correlation_with_the_total() -> None:
    """Paruolo et al. (2013), section 3: where all is linear it is r².

    Items of equal weight with correlation ρ = 1/2: r² = (1 + ρ)² / (2 + 2ρ) = 3/4 each, 3/2 in all. Of weights 3 and
    1 and ρ = 1/2: (3 + 1/2)² / 13 and (1 + 3/2)² / 13. The parts of the variance add up to 1 all the same.
    """
    rng = np.random.default_rng(11)
    common, own = rng.normal(0, 1, 20_000), rng.normal(0, 1, (2, 20_000))
    levels = np.rint(5 * (common + own) / np.sqrt(2)) + 25  # of the normal; 1/5 of a deviation apart
    for weights_, wanted in (((1, 1), (3 / 4, 3 / 4)), ((3, 1), (3.5**2 / 13, 2.5**2 / 13))):
        rows = (levels * np.array(weights_)[:, None]).T
        weights = weights_of(Marks.of(score(*recorded_points([str(50 * w) for w in weights_], rows.tolist()))))

        assert pytest.approx(wanted, abs=0.015) == [w.main_effect for w in weights.rows]
        assert pytest.approx(wanted, abs=0.015) == [w.linear for w in weights.rows]
        assert pytest.approx(1) == sum(w.part for w in weights.rows)


@given(st.lists(st.lists(st.integers(0, 4), min_size=3, max_size=3), min_size=2, max_size=20))
def test_parts_add_up_to_one_and_main_effects_stay_between_0_and_1(rows: list[list[int]]) -> None:
    weights = weights_of(Marks.of(score(*recorded_points(["4"] * 3, rows))))

    assert pytest.approx(1) == sum(w.nominal for w in weights.rows)
    assert pytest.approx(sum(w.part for w in weights.rows) + weights.rest) in (0, 1)
    assert all(0 <= w.main_effect <= 1 for w in weights.rows)


def test_an_item_that_goes_against_the_totals_is_said_to() -> None:
    """Totals 8 6 5; item 2 is 0 1 2 there, so it has cov -1 where the totals have a variance of 14/9."""
    weights = weights_of(Marks.of(score(*recorded_points(["8", "2"], [[8, 0], [5, 1], [3, 2]]))))

    assert pytest.approx(-1 / (14 / 9)) == weights.rows[1].part
    with use_language("en"):
        assert [str(s) for s in weights.said][1] == (
            "Row 2 (指标2) has 20% of the points, but goes against the totals: it makes -64.3% of the differences."
        )


def test_nothing_is_said_of_an_item_that_nobody_was_assessed_on() -> None:
    """Item 2 has 8 of 10 points and weighs nothing, for want of records: that is no finding about it."""
    weights = weights_of(Marks.of(score(*recorded_points(["1", "8", "1"], [[1, None, 0], [0, None, 0], [1, None, 1]]))))

    assert [True, False, True] == [w.assessed for w in weights.rows]
    assert not any("指标2" in str(said) for said in weights.said)
