"""Ranks: equal totals share the better one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe_tools.scoring import ranks


def test_ties_share_the_better_rank() -> None:
    assert [2, 1, 2, 4] == ranks(np.array([90, 95, 90, 80])).tolist()


def test_units_that_do_not_count_have_rank_0_and_take_no_place() -> None:
    assert [0, 1, 2] == ranks(np.array([99, 90, 80]), np.array([False, True, True])).tolist()


def test_nobody() -> None:
    assert (3, 0) == ranks(np.zeros((3, 0), dtype=np.int64)).shape


totals = st.lists(st.one_of(st.integers(-3, 3), st.integers(-(2**62), 2**62)), min_size=1, max_size=8)


@given(st.lists(totals, min_size=1, max_size=4).filter(lambda rows: len({len(r) for r in rows}) == 1))
def test_rank_is_one_more_than_the_number_of_larger_totals(rows: list[list[int]]) -> None:
    wanted = [[1 + sum(other > own for other in row) for own in row] for row in rows]
    assert wanted == ranks(np.array(rows, dtype=np.int64)).tolist()


@pytest.mark.parametrize("top", [3, 2**61])
def test_small_and_very_large_totals_are_ranked_alike(top: int) -> None:
    assert [1, 3, 1] == ranks(np.array([top, -top, top])).tolist()
