"""The solver against every combination there is, on small schemes."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, product

from hypothesis import HealthCheck, assume, given, settings

from kaohe_tools.errors import ProblemError
from kaohe_tools.rebalance import ClashError, Objective, Problem, rebalance
from kaohe_tools.rebalance.asked import take_apart
from kaohe_tools.rebalance.clash import clash_of
from kaohe_tools.rebalance.elastic import keeps
from tests.rebalance import brute
from tests.rebalance.drawn import small_problems


@given(small_problems())
@settings(max_examples=120, deadline=None)
def test_the_best_of_all_combinations_is_found(problem: Problem):
    """Objective, then the squared moves: no combination is better, and none exists where a clash is told."""
    try:
        found = rebalance(problem)
    except ClashError:
        assert brute.best(problem.replace(objective=Objective.TOTAL_MOVE), problem.total + 2) is None
        return
    except ProblemError:
        assume(False)
    goals = brute.aims(problem) if problem.objective is Objective.PROPORTIONAL else {}
    assert brute.allowed(problem, found.by_id)
    cost = brute.cost(problem, found.by_id, goals)
    assert cost == brute.best(problem, problem.total + 2)
    assert found.proven
    assert abs(Fraction(found.value) - cost[0]) < Fraction(1, 10**20)
    assert found.bound == found.value


@given(small_problems())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
def test_no_smaller_set_of_constraints_clashes(problem: Problem):
    """The set named cannot hold, any one fewer can, and every smaller set can."""
    request = take_apart(problem)
    assume(not request.places)  # points between whole ones: too many combinations
    assume(not problem.node_shares or len(request.items) == 3)
    most = 24 if problem.node_shares else int(problem.total) + 3  # a share of 0.7 may ask for 7/3 of the rest
    holding = set()
    for units in product(range(most), repeat=len(request.items)):
        holding.add(frozenset(n for n, one in enumerate(request.asked) if keeps(one, list(units))))

    def can_hold(chosen: frozenset[int]) -> bool:
        return any(chosen <= held for held in holding)

    everything = frozenset(range(len(request.asked)))
    if can_hold(everything):
        return
    clash = clash_of(request, seconds=20)
    named = [n for n, one in enumerate(request.asked) if one.constraint in clash.constraints]
    assert clash.smallest
    assert len(named) == len(clash.constraints)
    assert not can_hold(frozenset(named))
    for smaller in combinations(everything, len(named) - 1):
        assert can_hold(frozenset(smaller))
