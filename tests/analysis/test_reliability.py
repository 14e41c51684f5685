"""Cronbach's alpha against published figures; pairs that say the same."""

from __future__ import annotations

import pytest

from kaohe_tools.analysis import Marks, alpha_of, redundant
from kaohe_tools.analysis.reliability import alpha
from kaohe_tools.locale import use_language
from kaohe_tools.scoring import score
from tests.analysis.data import attitude, recorded_points


def test_alpha_of_a_published_data_set() -> None:
    """R's ``psych::alpha(attitude)`` prints raw_alpha 0.84."""
    found = alpha_of(Marks.of(score(*attitude())))

    assert (0.84, 7, 30) == (round(found.value or 0, 2), found.indicators, found.units)


def test_alpha_from_published_variances() -> None:
    """Bland and Altman (1997), BMJ 314: 572: ten items, variances 11.16 in all, of the sum 77.88: alpha 0.95."""
    assert 0.95 == round(alpha([1.116] * 10, 77.88) or 0, 2)


def test_identical_items_have_alpha_1_and_one_item_has_none() -> None:
    same = alpha_of(Marks.of(score(*recorded_points(["4", "4"], [[1, 1], [3, 3], [4, 4]]))))
    one = alpha_of(Marks.of(score(*recorded_points(["4", "4"], [[1, 2], [3, 2], [4, 2]]))))
    with use_language("en"):
        assert "cannot be worked out: 1 indicators vary, 3 units" in str(one.said)
        assert "Cronbach's alpha is 1 (2 indicators that vary, 3 units)" in str(same.said)

    assert pytest.approx(1) == same.value
    assert one.value is None


def test_only_units_assessed_on_all_varying_items_count() -> None:
    """The third unit has no record of item 2, nobody varies on item 3. Left: 1 3, 2 4 and 4 2: α = 2·(1 - s/S)."""
    rows: list[list[float | None]] = [[1, 3, 2], [2, 4, 2], [4, None, 2], [4, 2, None]]
    found = alpha_of(Marks.of(score(*recorded_points(["4", "4", "4"], rows))))
    variances, whole = 7 / 3 + 1, 4 / 3  # of 1 2 4, of 3 4 2, of the sums 4 6 6

    assert pytest.approx(2 * (1 - variances / whole)) == found.value
    assert (2, 3) == (found.indicators, found.units)


def test_pairs_that_rise_and_fall_together() -> None:
    rows: list[list[float | None]] = [[n % 5, (n % 5) * 2, (n * 3) % 7] for n in range(12)]
    (pair,) = redundant(Marks.of(score(*recorded_points(["4", "8", "6"], rows))))
    with use_language("en"):
        assert "Rows 1 (指标1) and 2 (指标2) rise and fall together (correlation 1, 12 units)." == str(pair.said)

    assert ("1", "2", 12) == (pair.first.id, pair.second.id, pair.units)
    assert pytest.approx(1) == pair.r


def test_too_few_units_make_no_pair() -> None:
    rows: list[list[float | None]] = [[n, n] for n in range(5)]

    assert () == redundant(Marks.of(score(*recorded_points(["9", "9"], rows))))


def test_two_units_make_no_alpha() -> None:
    """Their sums differ by 1 where the items differ by 9 and 8: 2·(1 - (40.5 + 32) / 0.5) would be -288."""
    found = alpha_of(Marks.of(score(*recorded_points(["9", "9"], [[9, 0], [0, 8]]))))

    assert (None, 2, 2) == (found.value, found.indicators, found.units)
