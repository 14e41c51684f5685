"""Difficulty, discrimination, what is given away: by hand and against published figures."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe_tools.analysis import Marks, Sort, analyse, items_of
from kaohe_tools.analysis.marks import fisher_interval, pearson
from kaohe_tools.errors import AnalysisError
from kaohe_tools.locale import use_language
from kaohe_tools.scoring import Events, score
from tests.analysis.data import attitude, recorded_points
from tests.scoring.hand import scheme_of


def marks(worth: list[str], rows: list[list[float | None]]) -> Marks:
    return Marks.of(score(*recorded_points(worth, rows)))


def test_corrected_item_total_correlations_of_a_published_data_set() -> None:
    """``r.drop`` of R's ``psych::alpha(attitude)``: 0.67 0.74 0.56 0.71 0.79 0.27 0.46; means 65 67 53 56 65 75 43."""
    items = items_of(Marks.of(score(*attitude())))

    assert [0.67, 0.74, 0.56, 0.71, 0.79, 0.27, 0.46] == [round(i.discrimination or 0, 2) for i in items]
    assert [65, 67, 53, 56, 65, 75, 43] == [round(100 * (i.difficulty or 0)) for i in items]


def test_the_total_without_the_item_itself() -> None:
    """Item 1: 1 2 3 4; the rest 2 1 4 3. r = (-1.5·-0.5 + -0.5·-1.5 + 0.5·1.5 + 1.5·0.5) / 5 = 3 / 5."""
    first, second = items_of(marks(["5", "5"], [[1, 2], [2, 1], [3, 4], [4, 3]]))

    assert pytest.approx(0.6) == first.discrimination == second.discrimination
    assert pytest.approx(0.5) == first.difficulty


def test_interval_of_a_correlation_as_published() -> None:
    """Cohen et al. (2003), Applied Multiple Regression, p. 45: r = .657, n = 15: 95 % interval .22 to .87."""
    low, high = fisher_interval(0.657, 15) or (0, 0)

    assert (0.22, 0.87) == (round(low, 2), round(high, 2))
    assert fisher_interval(0.5, 3) is None
    assert (1, 1) == fisher_interval(1.0, 10)


def test_upper_and_lower_27_percent_by_hand() -> None:
    """11 units: 27 % is 2.97, so 3. Item worth 4: the best three have 4 4 2, the worst 0 2 0: 10/12 - 2/12."""
    rows: list[list[float | None]] = [
        [4, 90],
        [4, 80],
        [2, 70],
        *[[2, 60 - n] for n in range(5)],
        [0, 20],
        [2, 10],
        [0, 5],
    ]
    item = items_of(marks(["4", "100"], rows))[0]

    assert pytest.approx(8 / 12) == item.upper_lower
    assert item.upper_lower_interval is None  # three units say too little


def test_equal_totals_at_the_edge_share_the_places_left() -> None:
    """4 units, groups of 1. Totals 8 8 5 2: the upper group is half of each 8: (4/4 + 0/4) / 2; the lower has 2/4."""
    item = items_of(marks(["4", "10"], [[4, 4], [0, 8], [1, 4], [2, 0]]))[0]

    assert pytest.approx(0.5 - 0.5) == item.upper_lower


def test_interval_of_the_upper_lower_difference_by_hand() -> None:
    """20 units, groups of 5 (5.4). Upper shares 1 1 1 1 0: mean 0.8, variance 0.2; lower 0: 0.8 ± 1.96·√(0.2/5)."""
    rows: list[list[float | None]] = [[5 if n < 4 else 0, 100 - 4 * n] for n in range(20)]
    item = items_of(marks(["5", "100"], rows))[0]

    assert pytest.approx(0.8) == item.upper_lower
    assert pytest.approx((0.8 - 1.959964 * 0.2, 0.8 + 1.959964 * 0.2)) == item.upper_lower_interval


def test_given_away_dead_and_the_same() -> None:
    rows: list[list[float | None]] = [[2, 0, 1, 3, None], [2, 0, 1, 1, None], [2, 0, 1, None, None]]
    analysis = analyse(score(*recorded_points(["2", "3", "4", "5", "6"], rows)))
    found = analysis.items

    assert [Sort.GIVEN_AWAY, Sort.DEAD, Sort.SAME, Sort.TELLS] == [i.sort for i in found[:4]]
    assert (0, None, None) == (found[4].units, found[4].difficulty, found[4].discrimination)
    assert (2, 0) == (found[3].units, found[3].full)
    with use_language("en"):
        said = [str(s) for s in analysis.said]
        each = [str(i.said) for i in found]
    assert "Every unit has all points of 1 of 5 indicators: 2 points do not tell units apart (rows 1)." == said[0]
    assert "No unit has any points of 1 of 5 indicators: 3 points (rows 2)." == said[1]
    assert "Every unit has the same part of the points of 1 of 5 indicators: 4 points (rows 3)." == said[2]
    assert "3 units are too few for correlations to say much." == said[3]
    assert "Row 1 (指标1): all 3 units have all 2 points." == each[0]
    assert "Row 4 (指标4): units have 40% of its points on average; 2 units are too few to say" in each[3]
    assert "Row 5 (指标5): no unit was assessed." == each[4]


def test_what_a_correlation_says_in_words() -> None:
    rng = np.random.default_rng(1)
    skill = rng.normal(0, 1, 200)
    helps, noise, harms = skill, rng.normal(0, 1, 200), -skill
    columns = [np.clip(5 + c + rng.normal(0, 0.5, 200), 0, 10).round(2) for c in (helps, helps, helps, noise, harms)]
    items = items_of(marks(["10"] * 5, [list(map(float, row)) for row in zip(*columns, strict=True)]))
    with use_language("en"):
        said = [str(i.said) for i in items]

    assert "tend to have more of it" in said[0]
    assert "hardly tells" in said[3]
    assert "tend to have less of it" in said[4]


def test_bonus_items_and_vetoes_are_no_items_of_their_own() -> None:
    scheme = scheme_of(("得分=完成率×5分。", "5"), ("每项加1分。", "2"), ("发生事故的一票否决。", "0"))
    from kaohe_tools.scoring import events_from_records

    events = events_from_records(
        scheme, [{"unit": "甲", "indicator": "1", "value": 0.5}, {"unit": "甲", "indicator": "2", "value": 1}]
    )

    assert ["1"] == [i.id for i in Marks.of(score(scheme, events)).indicators]
    assert [3.5] == Marks.of(score(scheme, events)).totals.tolist()


def test_nothing_recorded() -> None:
    with use_language("en"), pytest.raises(AnalysisError, match="no unit has any record"):
        analyse(score(*recorded_points(["2"], [[None], [None]])))


floats = st.lists(st.integers(0, 20), min_size=3, max_size=30)


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=3, max_size=30))
def test_pearson_is_that_of_numpy(pairs: list[tuple[int, int]]) -> None:
    one, two = np.array(pairs, dtype=float).T
    r = pearson(one, two)
    if np.ptp(one) == 0 or np.ptp(two) == 0:
        assert r is None
    else:
        assert pytest.approx(np.corrcoef(one, two)[0, 1], abs=1e-12) == r


def test_full_points_of_the_assessed_are_not_said_of_every_unit() -> None:
    rows: list[list[float | None]] = [[2, 0, 1, 3], [2, None, None, 2], [None, 0, 1, 1]]
    with use_language("en"):
        said = [str(s) for s in analyse(score(*recorded_points(["2", "3", "4", "5"], rows))).said]

    assert said[:3] == [
        "1 of 4 indicators are earned in full by every unit that was assessed on them, which not all were: 2 points "
        "(rows 1).",
        "1 of 4 indicators are earned by none of the units that were assessed on them, which not all were: 3 points "
        "(rows 2).",
        "1 of 4 indicators give every unit that was assessed on them, which not all were, the same part of their "
        "points: 4 points (rows 3).",
    ]


def test_indicators_without_a_record_are_named_last() -> None:
    rows: list[list[float | None]] = [[2, None], [1, None], [0, None]]
    with use_language("en"):
        said = [str(s) for s in analyse(score(*recorded_points(["2", "6"], rows))).said]

    assert said[-1] == (
        "1 of 2 indicators were not assessed for any unit, so nothing is said about them: 6 points (rows 2)."
    )


def test_simulated_years_are_not_called_units() -> None:
    """5 units in 2 drawn years are 10 results."""
    scheme, events = recorded_points(["2", "3"], [[2, 1], [2, 3], [2, 0], [2, 2], [2, 1]])
    twice = Events(units=events.units, slots=events.slots, values=np.stack([events.values, events.values]))
    with use_language("en"):
        analysis = analyse(score(scheme, twice))
        said = [*map(str, analysis.said), str(analysis.items[0].said)]

    assert "Row 1 (指标1): all 10 simulated results have all 2 points." in said
    assert any("1 indicators vary, 10 simulated results were assessed" in line for line in said)
    assert not any("10 units" in line for line in said)


def test_an_indicator_that_stands_alone_is_not_blamed_on_too_few_units() -> None:
    rows: list[list[float | None]] = [[n % 5] for n in range(20)]
    (item,) = items_of(marks(["5"], rows))

    assert item.discrimination is None
    assert "没有差异，无从对照" in str(item.said)


def test_a_sure_but_small_correlation_is_not_called_telling() -> None:
    """3000 units: r is about 0.1, surely above 0 and surely below the 0.2 from which an item tells units apart."""
    rng = np.random.default_rng(2)
    other = rng.normal(0, 1, 3000)
    for share, words in ((0.17, "have little more of it"), (0.4, "tend to have more of it")):
        one = share * other + np.sqrt(1 - share**2) * rng.normal(0, 1, 3000)
        rows = [list(map(float, row)) for row in np.clip(50 + 10 * np.stack([one, other], axis=1), 0, 100).round(1)]
        item = items_of(marks(["100", "100"], rows))[0]
        assert item.interval is not None
        assert item.interval[0] > 0
        with use_language("en"):
            assert words in str(item.said)
