"""Rebalancing beside scipy.optimize.milp in its naive form, and what a moved slider costs at 300 indicators.

    python3 run.py bench [--runs N] [--moves N]

The naive form: |x - t| as two continuous columns, x in whole steps. Both must come to the same
least movement. Exit code 1 when they differ, an optimum is not proven, or a re-solve is over its
limit. On a machine with other work the times are longer; the ratios hold.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, eye_array, hstack

from kaohe_tools.rebalance import Limits, Problem, Rebalanced, rebalance
from kaohe_tools.rebalance.asked import take_apart
from kaohe_tools.rebalance.lattice import compile_lattice

ROOT = Path(__file__).resolve().parents[1]
SIZES = (30, 100, 300, 1000)
NESTED, CROSSING = 0.05, 0.25


def naive(problem: Problem) -> float:
    """Return the least total movement as scipy finds it."""
    request = take_apart(problem)
    lattice = compile_lattice(request, request.asked)
    n, steps = len(lattice.items), np.array(lattice.steps, dtype=float)
    starts = np.array([request.starts[item] for item in lattice.items], dtype=float)
    cells = [(at, cell, c) for at, row in enumerate(lattice.rows) for cell, c in zip(row.cells, row.coefs, strict=True)]
    at, cell, c = (np.array(column) for column in zip(*cells, strict=True))
    sums = coo_array((c * steps[cell], (at, cell)), shape=(len(lattice.rows), n))
    low = [-np.inf if row.low is None else row.low for row in lattice.rows]
    high = [np.inf if row.high is None else row.high for row in lattice.rows]
    none = coo_array((len(lattice.rows), 2 * n))
    apart = hstack([coo_array(np.diag(steps)), -eye_array(n), eye_array(n)])  # points - up + down = start
    found = milp(
        np.concatenate([np.zeros(n), np.ones(2 * n)]),
        integrality=np.concatenate([np.ones(n), np.zeros(2 * n)]),
        bounds=Bounds(
            np.concatenate([lattice.lows, np.zeros(2 * n)]), np.concatenate([lattice.highs, np.full(2 * n, np.inf)])
        ),
        constraints=[LinearConstraint(hstack([sums, none]), low, high), LinearConstraint(apart, starts, starts)],
        options={"mip_rel_gap": 0.0},
    )
    return float(found.fun) / 10**request.places


def timed(call: Callable[[], object], runs: int) -> float:
    """Return the median time of a call, in seconds."""
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        call()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def slid(problem: Problem, moves: int) -> list[tuple[float, Rebalanced]]:
    """Return the time and the answer of each re-solve while a slider moves: a section's limit, then the total."""
    path, limits = problem.sections[0]
    now = problem.scheme.sum_of(problem.scheme.within(path))
    found = []
    for n in range(moves):
        moved = problem
        if n % 2:
            moved = problem.replace(total=problem.total + (n % 20 - 10) * problem.tick)
        else:
            high = now + (n % 30) * problem.tick
            rest = tuple((p, lim) for p, lim in problem.sections if p != path)
            moved = problem.replace(sections=((path, Limits(low=limits.low, high=high)), *rest))
        began = time.perf_counter()
        answer = rebalance(moved)
        found.append((time.perf_counter() - began, answer))
    return found


def main() -> int:
    """Measure, compare, print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="how often each is measured; default 5")
    parser.add_argument("--moves", type=int, default=100, help="re-solves of a slider; default 100")
    chosen, _rest = parser.parse_known_args()
    sys.path.insert(0, str(ROOT))  # the tests stand beside bench and are not installed
    from tests.rebalance.made import large_problem

    wrong = False
    print(f"{'least movement, median of ' + str(chosen.runs):<40}{'ours':>9}{'scipy':>9}{'ratio':>7}")
    for crossing in (False, True):
        for size in SIZES:
            problem = large_problem(size, crossing=crossing).replace(seconds=60)
            answer, theirs = rebalance(problem), naive(problem)
            same = answer.proven and abs(float(answer.value) - theirs) < 1e-6
            wrong |= not same
            ours = timed(partial(rebalance, problem), chosen.runs)
            scipy = timed(partial(naive, problem), chosen.runs)
            name = f"{size:,} indicators, {'all constraints' if crossing else 'nested'}, {answer.solver}"
            print(f"{name:<40}{ours:>8.3f}s{scipy:>8.3f}s{scipy / ours:>7.1f}{'' if same else '  DIFFER'}")
    for crossing, limit in ((False, NESTED), (True, CROSSING)):
        found = slid(large_problem(300, crossing=crossing), chosen.moves)
        times = sorted(seconds for seconds, _ in found)
        late = times[int(len(times) * 0.95) - 1]
        proven = all(answer.proven for _, answer in found)
        wrong |= late > limit or not proven
        name = f"{chosen.moves} re-solves at 300, {'all constraints' if crossing else 'nested'}"
        said = f"p50 {statistics.median(times):.3f}s  p95 {late:.3f}s  limit {limit}s"
        print(f"{name:<40}{said}{'  OVER' if late > limit else ''}{'' if proven else '  NOT PROVEN'}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
