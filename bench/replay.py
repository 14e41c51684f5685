"""Replay: 1,000 other allocations of 100 units × 60 rules, re-scored with every cap and ranked.

    python3 run.py bench [--runs N]

Beside it pymcdm's weighted sums (WSM) of the same allocations: a library for such sums that knows no
rules and no caps. Three ways of calling it are shown: as it comes; with the shares left on their own
scale, which alone gives points; and that without its checks of the input. The first is what the
target is measured against. Where no cap binds (figures in proportion, no bonus) the second must give
the same totals; a sample of the capped ones must be what `score` gives, one allocation after the other.
Exit code 1 when something differs, or when the sums take less than 40 times as long.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from decimal import Decimal

import numpy as np
from pymcdm.methods import WSM
from scoring import events_of, median, scheme_of_rules  # the scripts of this folder stand beside each other

from kaohe_tools.model import Scheme
from kaohe_tools.scoring import Allocations, Events, Figures, Rescored, rescore, score

UNITS, RULES, ALLOCATIONS = 100, 60, 1000
TICK = Decimal("0.1")
BONUS_CAP = Decimal(5)
TIMES = 40
SAMPLE = 20


def drawn_allocations(scheme: Scheme) -> Allocations:
    """Return points of ±20 % around the scheme's own, on the tick."""
    rng = np.random.default_rng(2023)
    now = np.array([float((i.points or 0) / TICK) for i in scheme.indicators])
    ticks = np.rint(now * rng.uniform(0.8, 1.2, (ALLOCATIONS, len(now)))).astype(np.int64)
    return Allocations(scheme=scheme, ticks=ticks, tick=TICK)


def weighted_sums(method: WSM, shares: np.ndarray, weights: np.ndarray, validation: bool = True) -> np.ndarray:
    """Return pymcdm's weighted sums, each ranked, one allocation after the other, as its interface has it."""
    types = np.ones(shares.shape[1])
    sums = []
    for row in weights:
        sums.append(method(shares, row, types, validation=validation))
        method.rank(sums[-1])
    return np.array(sums)


def by_sums(allocations: Allocations, events: Events) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return shares and weights as pymcdm takes them, and each allocation's total points."""
    before = score(allocations.scheme, events)
    worth = np.array([float(i.points or 0) for i in allocations.scheme.indicators])
    held = worth > 0
    shares = (before.points * float(before.grain))[:, held] / worth[held]
    points = allocations.ticks[:, held] * float(allocations.tick)
    total = points.sum(axis=1, keepdims=True)
    return shares, points / total, total


def differing(many: Rescored, events: Events) -> int:
    """Return how many of a sample of allocations are not what `score` gives."""
    wrong = 0
    for n in range(0, ALLOCATIONS, ALLOCATIONS // SAMPLE):
        points = many.allocations.points(n)
        items = (i.replace(points=points[i.id]) for i in many.allocations.scheme.indicators)
        alone = score(many.allocations.scheme.replace(indicators=tuple(items)), events, bonus_cap=BONUS_CAP)
        wrong += alone.totals() != many.totals(n)
    return wrong


def clocked(call: Callable[[], np.ndarray]) -> tuple[float, np.ndarray]:
    """Return how long a call takes, and what it gives."""
    began = time.perf_counter()
    given = call()
    return time.perf_counter() - began, given


def main() -> int:
    """Measure, compare, print the table, and return 1 if a target is missed or a score is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=9, help="how often each is measured; default 9")
    runs = parser.parse_args().runs
    scheme = scheme_of_rules(RULES)
    events = events_of(scheme, UNITS)
    allocations = drawn_allocations(scheme)
    shares, weights, total = by_sums(allocations, events)

    def rescored(figures: Figures) -> Rescored:
        many = rescore(allocations, events, figures=figures, bonus_cap=BONUS_CAP)
        assert many.ranks.shape == (ALLOCATIONS, UNITS)  # noqa: S101 - the ranks are part of what is measured
        return many

    plain = WSM(normalization_function=lambda column, cost: column)
    print(f"{ALLOCATIONS:,} allocations, {UNITS} units × {RULES} rules ({len(scheme.indicators)} indicators), ranked")
    slow, sums = clocked(lambda: weighted_sums(WSM(), shares + 1e-9, weights))  # it takes no 0
    own_scale, sums = clocked(lambda: weighted_sums(plain, shares, weights))
    bare, sums = clocked(lambda: weighted_sums(plain, shares, weights, validation=False))
    for said, seconds in (("as it comes", slow), ("own scale", own_scale), ("own scale, unchecked", bare)):
        print(f"{'pymcdm, weighted sums, ' + said:<44}{seconds:>9.4f} s")
    missed = False
    for figures, said in (
        (Figures.KEEP, "figures stay as written, caps"),
        (Figures.SCALE, "figures in proportion, caps"),
    ):
        seconds = median(lambda figures=figures: rescored(figures), runs)
        missed |= slow / seconds < TIMES
        ratios = " / ".join(f"{other / seconds:.0f}" for other in (slow, own_scale, bare))
        print(f"{said:<44}{seconds:>9.4f} s   {ratios} x faster (target {TIMES} x the first)")
    many = rescored(Figures.SCALE)
    items = sum(t.points[row][:, t.pattern] for t, row in zip(many.tables, many.rows, strict=True))
    gap = float(np.abs(items * float(many.grain) - sums * total).max())
    wrong = differing(rescored(Figures.KEEP), events)
    print(f"largest gap to pymcdm where no cap binds: {gap:.5f} points (rounding to {many.grain} for each item)")
    print(f"{SAMPLE} allocations against `score`: {wrong} differ")
    return 1 if missed or wrong or gap > len(scheme.indicators) * float(many.grain) / 2 + 1e-9 else 0


if __name__ == "__main__":
    sys.exit(main())
