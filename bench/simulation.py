"""Simulation: exact distributions of totals beside Monte Carlo, and exact expected ranks.

    python3 run.py bench [--runs N]

Each model of 100 units under 60 rules is worked out exactly and by two chunked numpy Monte Carlos of
10,000 replications. `bare` is what a good hand writes in numpy: it draws a chunk of outcomes, all units and
replications at once, and adds up the same rules, but checks nothing, keeps nothing but totals and takes
normal numbers as they come. `sample` is this package's own, with common random numbers; it looks further
only at outcomes that are not the usual ones, so where few are it is as fast or faster. Every unit's expected
total and its chance of 90 % of the points must agree within five of the simulation's standard errors. In the
first model units differ as the default has it (25 levels of ability); in the others no two units have a
chance in common. `first` is a scheme not seen before, `again` the same scheme under other chances (what a
slider does); `times` is how many times as long as `first` the bare Monte Carlo takes, and `sample` in
brackets; the limit is on the former. 3,000 units under 200 rules run in programs of their own, so that the
peak of memory can be read. The least of several runs is taken, of Monte Carlo the least of two: what other
programs take from the machine only ever adds. Exit code 1 when a limit is passed or figures differ.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import numpy as np
from scoring import scheme_of_rules  # the scripts of this folder stand beside each other

from kaohe_tools.model import Scheme
from kaohe_tools.scoring.items import Board, Tally
from kaohe_tools.scoring.plan import make_plan
from kaohe_tools.simulate import (
    OutcomeModel,
    Sampled,
    Simulation,
    default_model,
    expected_ranks,
    rank_chances,
    sample,
    simulate,
)
from kaohe_tools.simulate.frame import frame_of
from kaohe_tools.simulate.quadrature import cumulative

T = TypeVar("T")
ROOT = Path(__file__).resolve().parent.parent
UNITS, RULES, REPLICATIONS, CHUNK = 100, 60, 10_000, 100
TIMES, LIMIT, LIMIT_RANKS = 100, 0.030, 0.020
MANY, MANY_RULES, LIMIT_MANY, LIMIT_BYTES = 3000, 200, 1.5, 10**9
ERRORS = 5.0
LARGE = """
import resource, sys
sys.path.insert(0, "bench")
from simulation import large
seconds, units = large(sys.argv[1])
print(seconds, units, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
"""


def all_different(model: OutcomeModel) -> OutcomeModel:
    """Return a model of as many units, of which no two have a chance in common."""
    from dataclasses import replace

    rng = np.random.default_rng(2023)
    outcomes = []
    for o in model.outcomes:
        moved = o.chances * rng.uniform(0.5, 1.5, o.chances.shape)
        outcomes.append(replace(o, chances=moved / moved.sum(axis=1, keepdims=True)))
    return replace(model, outcomes=tuple(outcomes))


def farthest(exact: Simulation, drawn: Sampled, totals: np.ndarray, line: Decimal) -> float:
    """Return how many standard errors the simulated figure lies off that lies off farthest."""
    points = totals * float(exact.grain)
    found = [np.abs(exact.mean - points.mean(axis=0)) / points.std(axis=0) * np.sqrt(len(points))]
    for figure, estimate in ((exact.mean, drawn.mean), (exact.at_least(line), drawn.at_least(line))):
        held = estimate.error > 0
        found.append(np.abs(figure - estimate.value)[held] / estimate.error[held])
    return float(np.concatenate(found).max())


def afresh(scheme: Scheme, model: OutcomeModel) -> Simulation:
    """Simulate a scheme that was not simulated before: nothing of it is kept."""
    frame_of.cache_clear()
    return simulate(scheme, model)


def bare(scheme: Scheme, model: OutcomeModel) -> np.ndarray:
    """Return totals in grains drawn with as little ado as numpy allows; shape (n_replications, n_units)."""
    plan = make_plan(scheme, None, {})
    rng = np.random.default_rng(1)
    where = {slot.key: n for n, slot in enumerate(plan.slots)}
    rows = {where[o.slot.key]: n for n, o in enumerate(model.outcomes)}
    ends = [cumulative(o.chances.T) if o.loading else np.cumsum(o.chances.T[:-1], axis=0) for o in model.outcomes]
    shape = (CHUNK, len(model.units))
    values = np.empty((len(rows), *shape))
    recorded = np.ones(values.shape, dtype=np.bool_)
    totals = np.empty((REPLICATIONS, len(model.units)), dtype=np.int64)
    for start in range(0, REPLICATIONS, CHUNK):
        year = rng.standard_normal((CHUNK, 1))
        for n, o in enumerate(model.outcomes):
            if o.loading:
                luck = o.loading * year + np.sqrt(1 - o.shock) * rng.standard_normal(shape)
            else:
                luck = rng.random(shape)
            chosen = np.zeros(shape, dtype=np.int16)
            for end in ends[n]:
                chosen += luck >= end
            values[n] = o.values[chosen]
        board = Board(plan.per_point, rows, values, recorded)
        points = np.zeros(shape, dtype=np.int64)
        for item in plan.items:
            tally = Tally(item, board)
            points += tally.points()
            points -= tally.penalties
            if tally.bonus is not None:
                points += tally.total_bonus()
        totals[start : start + CHUNK] = points
    return totals


def large(sort: str) -> tuple[float, int]:
    """Simulate many units under many rules; return the seconds and how many different units there are."""
    scheme = scheme_of_rules(MANY_RULES)
    model = default_model(scheme, MANY)
    if sort == "independent":
        model = all_different(model.with_shock(0))
    elif sort == "different":
        model = all_different(model)
    began = time.perf_counter()
    if sort == "drawn":
        sample(scheme, model, replications=REPLICATIONS)
    else:
        simulate(scheme, model)
    return time.perf_counter() - began, len(model.classes[0])


def elsewhere(sort: str) -> tuple[float, int, int]:
    """Run `large` in a program of its own; return seconds, different units and its peak of memory in bytes."""
    done = subprocess.run([sys.executable, "-c", LARGE, sort], cwd=ROOT, capture_output=True, text=True, check=True)
    seconds, units, peak = done.stdout.split()
    return float(seconds), int(units), int(peak)


def least(call: Callable[[], T], runs: int) -> tuple[float, T]:
    """Return the least time that a call takes, and what it gives."""
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        given = call()
        times.append(time.perf_counter() - began)
    return min(times), given


def main() -> int:
    """Measure, compare, print the table, and return 1 if a limit is passed or figures differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=9, help="how often each is measured; default 9")
    parser.add_argument(
        "--full", action="store_true", help="also what takes minutes: 3,000 units that all differ, Monte Carlo"
    )
    chosen, _rest = parser.parse_known_args()
    scheme = scheme_of_rules(RULES)
    line = scheme.total * Decimal("0.9")
    usual = default_model(scheme, UNITS)
    missed = False
    cases = (
        ("default model, a common factor", usual, True),
        ("all units different, independent", all_different(usual.with_shock(0)), True),
        ("all units different, a common factor", all_different(usual), False),
    )
    print(f"{UNITS} units x {RULES} rules, 10,000 replications     first    again     bare   sample   times (sample)")
    for name, model, limited in cases:
        exact, _first = least(lambda model=model: afresh(scheme, model), chosen.runs)
        again, result = least(lambda model=model: simulate(scheme, model), chosen.runs)
        seconds, drawn = least(lambda model=model: sample(scheme, model, replications=REPLICATIONS, seed=1), 2)
        lean, totals = least(lambda model=model: bare(scheme, model), 2)
        off = farthest(result, drawn, totals, line)
        over = off > ERRORS or (limited and (lean < TIMES * exact or exact > LIMIT))
        missed |= over
        times = f"{exact * 1000:>6.1f} ms {again * 1000:>5.1f} ms {lean:>6.2f} s {seconds:>6.2f} s"
        said = f"{times} {lean / exact:>7.0f} {f'({seconds / exact:.0f})':>8}  {off:.1f} s.e."
        print(f"{name:<44}{said}{'  OVER' if over else ''}")
    for name, model in (("default model", usual), ("all units different, independent", cases[1][1])):
        simulation = simulate(scheme, model)
        seconds, ranks = least(lambda held=simulation: expected_ranks(held), chosen.runs)
        gap = float(np.abs(ranks - rank_chances(simulation).expected).max())
        over = seconds > LIMIT_RANKS or gap > 1e-6
        missed |= over
        print(f"expected ranks, {name:<36}{seconds * 1000:>8.1f} ms (limit 20), {gap:.0e} from the whole distributions"
              f"{'  OVER' if over else ''}")  # fmt: skip
    sorts = {
        "usual": ("units of 25 levels, a common factor", True),
        "independent": ("all units different, independent", True),
        "different": ("all units different, a common factor", False),
        "drawn": ("10,000 replications of them by Monte Carlo", False),
    }
    for sort, (name, limited) in sorts.items():
        if not limited and not chosen.full:
            continue
        seconds, _units, peak = elsewhere(sort)
        over = (limited and seconds > LIMIT_MANY) or peak > LIMIT_BYTES
        missed |= over
        said = f"{seconds:>6.2f} s{' (limit 1.5)' if limited else ''}, {peak / 1e6:.0f} MB (limit 1,000)"
        print(f"{MANY:,} x {MANY_RULES}, {name:<44}{said}{'  OVER' if over else ''}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
