"""What the solver promises: hand-worked answers, and what holds for every answer."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kaohe_tools.errors import ProblemError
from kaohe_tools.model import Period, Unit
from kaohe_tools.rebalance import ClashError, Limits, NodeShare, Objective, Problem, highs, rebalance
from kaohe_tools.rebalance.asked import take_apart
from kaohe_tools.rebalance.cost import cost_of, plain_squares
from kaohe_tools.rebalance.lattice import compile_lattice
from kaohe_tools.rebalance.nested import forest_of, solve_nested
from kaohe_tools.sheets import load_scheme
from tests.rebalance import brute
from tests.rebalance.drawn import small_problems
from tests.rebalance.made import D, large_problem, row, scheme_of

SAMPLE = Path(__file__).resolve().parents[2] / "sample_sheets" / "node_annual_2018.xlsx"
MOVES = (Objective.TOTAL_MOVE, Objective.LARGEST_MOVE, Objective.SQUARED_MOVE)


def points_of(problem: Problem) -> dict[str, str]:
    return {id_: format(p.normalize(), "f") for id_, p in rebalance(problem).points}


def test_the_sample_reaches_100_with_milestones_at_70_percent():
    """57 of 92 points stand on milestones: 13 more there and 5 fewer at the year's end make 70 and 30."""
    problem = Problem(scheme=load_scheme(SAMPLE), total=D(100), node_shares=(NodeShare(low=D("0.7"), high=D("0.8")),))
    found = rebalance(problem)
    assert (found.value, found.bound, found.proven) == (D(18), D(18), True)
    assert sum(p for _, p in found.points) == 100
    node = sum(p for id_, p in found.points if problem.items[id_].period is Period.NODE)
    assert node == 70


def test_largest_remainders_of_the_textbook():
    """The worked example for ten seats in https://en.wikipedia.org/wiki/Largest_remainder_method (Hare quota)."""
    votes = (47000, 16000, 15900, 12000, 6000, 3100)
    scheme = scheme_of([row(n + 1, "1") for n in range(6)])
    problem = Problem(
        scheme=scheme,
        total=D(10),
        tick=D(1),
        bounds=tuple((str(n + 1), Limits(low=D(0))) for n in range(6)),
        importance=tuple((str(n + 1), D(v)) for n, v in enumerate(votes)),
        objective=Objective.PROPORTIONAL,
    )
    found = rebalance(problem)
    assert [int(p) for _, p in found.points] == [5, 2, 1, 1, 1, 0]
    assert found.baseline == found.points


def test_total_move_spreads_what_is_missing_evenly():
    """Of all ways to add 3 points in steps of 1 the one with the least squares adds 1 to three rows, the first ones."""
    scheme = scheme_of([row(1, "2"), row(2, "2"), row(3, "2"), row(4, "2")])
    assert points_of(Problem(scheme=scheme, total=D(11), tick=D(1))) == {"1": "3", "2": "3", "3": "3", "4": "2"}


def test_a_dear_row_moves_last():
    """Row 1 costs 3 a point: the other two take 4 points between them."""
    scheme = scheme_of([row(1, "2"), row(2, "2"), row(3, "2")])
    problem = Problem(scheme=scheme, total=D(10), tick=D(1), weights=(("1", D(3)),))
    assert points_of(problem) == {"1": "2", "2": "4", "3": "4"}
    # 3 x 1² + 1 + 2² = 8 against 2² + 2² = 8: alike, and then the least squares without weights, 1+1+4 against 8
    assert points_of(problem.replace(objective=Objective.SQUARED_MOVE)) == {"1": "3", "2": "4", "3": "3"}


def test_a_lock_off_the_tick_is_made_up_by_the_others():
    """2.25 stays; 10 − 2.25 = 7.75 is no multiple of 0.5, so nothing fits; with a total of 10.25, 8 does."""
    scheme = scheme_of([row(1, "2.25"), row(2, "3"), row(3, "4")])
    problem = Problem(scheme=scheme, total=D("10.25"), tick=D("0.5"), locked=("1",))
    assert points_of(problem) == {"1": "2.25", "2": "3.5", "3": "4.5"}
    with pytest.raises(ClashError) as caught:
        rebalance(problem.replace(total=D(10)))
    kinds = {(c.kind, c.key) for c in caught.value.clash.constraints}
    assert kinds == {("lock", ("1",)), ("tick", ()), ("total", ())}


def test_rows_without_points_stay_without():
    """A row that takes what others leave in a shared cell has 0 points and keeps them, unless a bound is given."""
    scheme = scheme_of([row(1, "2"), row(2, "0")])
    problem = Problem(scheme=scheme, total=D(6), tick=D(1))
    assert points_of(problem) == {"1": "6", "2": "0"}
    assert points_of(problem.replace(bounds=(("2", Limits(high=D(3))),))) == {"1": "4", "2": "2"}


def test_every_variant_reaches_the_total():
    """Units take rows 1 and 2, or 1, 3 and 4: 8 + 4 and 8 + 1 + 1 become 10 each, by the fewest points."""
    rows = [
        row(1, "8"),
        row(2, "4", alternative="g", applies_to="甲类"),
        row(3, "1", alternative="g", applies_to="乙类"),
        row(4, "1", alternative="g", applies_to="乙类"),
    ]
    units = (Unit(name="甲局", takes=("甲类",)), Unit(name="乙局", takes=("乙类",)))
    for scheme in (scheme_of(rows), scheme_of(rows, units=units)):
        found = rebalance(Problem(scheme=scheme, total=D(10), tick=D(1)))
        assert (found.value, found.by_id) == (D(2), {"1": D(8), "2": D(2), "3": D(1), "4": D(1)})


@pytest.mark.parametrize("objective", list(Objective))
def test_everything_together_at_300_indicators(objective: Objective):
    """Three levels, every kind of constraint: proven, and each constraint holds as it is written."""
    problem = large_problem(300, crossing=True).replace(objective=objective, seconds=120)
    found = rebalance(problem)
    assert found.proven
    assert found.bound == found.value
    assert brute.allowed(problem, found.by_id)


@pytest.mark.parametrize("ticks", [-9, -7, -5, 0, 9])
def test_of_all_answers_that_move_as_little_the_one_of_least_squares_is_taken(ticks: int):
    """Where the least squares of all can be had with the least movement, asking for either gives both."""
    problem = large_problem(300, crossing=True)
    problem = problem.replace(total=problem.total + ticks * problem.tick)
    before = {i.id: i.points for i in problem.scheme.indicators}
    least = rebalance(problem.replace(objective=Objective.SQUARED_MOVE, seconds=120))
    moved = rebalance(problem.replace(seconds=120))
    assert sum(abs(x - before[id_]) for id_, x in least.points) == moved.value
    assert sum((x - before[id_]) ** 2 for id_, x in moved.points) == least.value


@pytest.mark.parametrize("objective", list(Objective))
@pytest.mark.parametrize("count", [30, 100])
def test_both_methods_agree(objective: Objective, count: int):
    """HiGHS, told nothing of the answer, gives the nested one's points."""
    problem = large_problem(count, crossing=False)
    request = take_apart(problem)
    lattice = compile_lattice(request, request.asked)
    wanted = Objective.TOTAL_MOVE if objective is Objective.LARGEST_MOVE else objective
    costs = (cost_of(request, lattice, wanted), plain_squares(request, lattice))
    nested = solve_nested(lattice, forest_of(lattice), costs)
    general = highs.solve_general(lattice, costs, lattice.lows, time.perf_counter() + 120)
    assert nested is not None
    assert general.ks is not None
    assert costs[0].total(lattice, general.ks) == costs[0].total(lattice, nested[0]) == general.bound
    if objective is not Objective.PROPORTIONAL:
        assert costs[1].total(lattice, general.ks) == costs[1].total(lattice, nested[0])


@pytest.mark.parametrize("objective", MOVES)
@pytest.mark.parametrize("crossing", [False, True])
def test_a_scheme_that_keeps_everything_stays_as_it_is(objective: Objective, crossing: bool):
    """What was rebalanced once needs no second time."""
    problem = large_problem(60, crossing=crossing)
    points = rebalance(problem).by_id
    rows = [i.replace(points=points[i.id]) for i in problem.scheme.indicators]
    again = rebalance(problem.replace(scheme=problem.scheme.replace(indicators=tuple(rows)), objective=objective))
    assert again.moves == ()
    assert again.value == 0


@given(small_problems(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_order_of_the_rows_does_not_matter(problem: Problem, rng: random.Random):
    """The same points for each id, whatever row it stands in; the same again on a second run."""
    try:
        found = rebalance(problem)
    except (ClashError, ProblemError):
        assume(False)
    assert rebalance(problem).points == found.points
    assume(not any(i.alternative for i in problem.scheme.indicators))  # their first choice is a matter of order
    rows = list(problem.scheme.indicators)
    rng.shuffle(rows)
    mixed = problem.replace(
        scheme=problem.scheme.replace(indicators=tuple(rows)),
        locked=problem.locked[::-1],
        bounds=problem.bounds[::-1],
        sections=problem.sections[::-1],
    )
    assert rebalance(mixed).by_id == found.by_id


def test_the_order_of_the_rows_does_not_matter_at_length():
    """The same with 100 rows and HiGHS."""
    problem = large_problem(100, crossing=True)
    rows = list(problem.scheme.indicators)
    random.Random(1).shuffle(rows)
    mixed = problem.replace(scheme=problem.scheme.replace(indicators=tuple(rows)))
    assert rebalance(mixed).by_id == rebalance(problem).by_id


def test_without_time_the_sentence_says_so():
    """No time at all finds nothing; that is said, and is no clash."""
    with pytest.raises(ProblemError, match="秒"):
        rebalance(large_problem(100, crossing=True).replace(seconds=0.0))


def test_when_the_time_is_up_the_best_found_is_not_called_proven(monkeypatch: pytest.MonkeyPatch):
    """Where branching ends before its bound meets its answer, the bound of the linear programme stands."""
    run = highs._run

    def cut_short(both, windows, ends, *, whole):
        if not whole:
            return run(both, windows, ends, whole=False)
        worst = run(highs.Combined(both.lattice, backwards(both.first), None, 1), windows, ends, whole=True)
        return highs._Solved(worst.xs, worst.prices, -highs.inf)

    def backwards(cost):
        aims = tuple(step * high for step, high in zip(lattice.steps, lattice.highs, strict=True))
        return highs.Cost(False, cost.weights, aims, 1, cost.one)

    problem = large_problem(300, crossing=True)
    request = take_apart(problem)
    lattice = compile_lattice(request, request.asked)
    best = rebalance(problem)
    monkeypatch.setattr(highs, "_run", cut_short)
    found = rebalance(problem)
    assert brute.allowed(problem, found.by_id)
    assert not found.proven
    assert found.bound <= best.value < found.value


def test_nothing_to_rebalance_is_said():
    """A scheme whose points are all unread cannot be rebalanced."""
    with pytest.raises(ProblemError):
        rebalance(Problem(scheme=scheme_of([row(1, None)]), total=D(1)))


def test_no_importance_at_all_is_said():
    """Proportions of nothing are no proportions."""
    problem = Problem(scheme=scheme_of([row(1, "1")]), total=D(1), importance=(("1", D(0)),))
    with pytest.raises(ProblemError):
        rebalance(problem.replace(objective=Objective.PROPORTIONAL))


def test_the_solver_is_loaded_when_it_is_needed():
    """Importing the package, or solving what nests, does not load HiGHS."""
    code = (
        "import sys; from decimal import Decimal as D; from kaohe_tools.rebalance import Problem, rebalance;"
        "assert 'numpy' not in sys.modules; from tests.rebalance.made import row, scheme_of;"
        "rebalance(Problem(scheme=scheme_of([row(1, '1')]), total=D(2)));"
        "assert 'highspy' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=SAMPLE.parents[1])
