"""What prices say of an answer's cost and place holds for every combination there is, whatever the prices."""

from __future__ import annotations

from itertools import product
from math import prod

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kaohe_tools.errors import ProblemError
from kaohe_tools.rebalance import ClashError, Objective, Problem
from kaohe_tools.rebalance.asked import take_apart
from kaohe_tools.rebalance.combined import Combined, Priced
from kaohe_tools.rebalance.cost import cost_of, plain_squares
from kaohe_tools.rebalance.lattice import compile_lattice
from tests.rebalance.drawn import small_problems

MOST = 20_000


@given(small_problems(), st.data())
@settings(max_examples=100, deadline=None)
def test_no_answer_lies_outside_what_prices_allow(problem: Problem, data: st.DataObject):
    try:
        request = take_apart(problem)
        lattice = compile_lattice(request, request.asked)
    except (ClashError, ProblemError):
        assume(False)
    ranges = [range(low, high + 1) for low, high in zip(lattice.lows, lattice.highs, strict=True)]
    assume(not lattice.empty and 0 < prod(map(len, ranges)) <= MOST)
    wanted = Objective.TOTAL_MOVE if problem.objective is Objective.LARGEST_MOVE else problem.objective
    costs = (cost_of(request, lattice, wanted), plain_squares(request, lattice))
    both = Combined.of(lattice, costs, np.array([data.draw(st.sampled_from(r)) for r in ranges], dtype=float))
    price = st.floats(-3, 3).map(lambda p: p * both.big)
    prices = np.array([data.draw(price) for _row in lattice.rows])
    priced = Priced(both, prices)
    answers = [ks for ks in product(*ranges) if lattice.holds(ks)]
    value = priced.bound + data.draw(st.integers(0, 3 * both.big))
    lows, highs = priced.within(value)
    for ks in answers:
        assert both.value(ks) >= priced.bound
        if both.value(ks) <= value:
            assert all(low <= k <= high for low, k, high in zip(lows, ks, highs, strict=True))
    for n, (low, high) in enumerate(zip(lows, highs, strict=True)):
        assert lattice.lows[n] <= low
        assert high <= lattice.highs[n]
