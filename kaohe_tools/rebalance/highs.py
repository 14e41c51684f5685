"""Everything that does not nest: HiGHS on the lattice, first as a linear programme, then in whole steps.

Each cell's cost is written as runs of slopes around a point where the answer is expected; beyond them
it goes on straight, which is never more than the cost itself. An answer inside all windows is therefore
the best of the true cost; otherwise the windows grow. Floats only propose: every answer is tested on
the lattice in integers, and the prices of a linear programme become a bound in exact arithmetic.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version as distribution_version
from math import ceil, inf, isfinite

import highspy
import numpy as np
import numpy.typing as npt

from kaohe_tools.rebalance.combined import Combined, Floats, Priced, rounded
from kaohe_tools.rebalance.cost import Cost, Ints
from kaohe_tools.rebalance.lattice import Lattice
from kaohe_tools.rebalance.programme import run_highs

_HALF = 4
_FURTHER = np.array([8, 16, 24, 40, 64, 128, 512, 2**40])
_SLACK = 0.01
_ON_STEP = 1e-6
_ROUNDS = 20
_REACH = 2
_FEW, _BUDGET = 12, 500
"""How often an answer near by is looked for again around the last one: less often with many cells."""
_DEARER, _MOST_STEPS = 16, 4_000
"""How far above the bound is looked where no answer in whole steps costs as little; among how many steps at most."""


@dataclass(frozen=True, slots=True)
class Found:
    """What HiGHS came to.

    Attributes
    ----------
    ks : tuple of int or None
        Steps that hold on the lattice; None: there are none, or none was found in time.
    bound : int
        No answer's first cost can be below it.
    method : str
        ``"LP"`` or ``"MILP"``.
    infeasible : bool
        There is no answer at all.
    """

    ks: tuple[int, ...] | None
    bound: int
    method: str
    infeasible: bool = False


@dataclass(frozen=True, slots=True)
class _Solved:
    """One run's answer, in floats; `bound` is on the combined cost, without its constant."""

    xs: Floats | None
    prices: Floats
    bound: float
    infeasible: bool = False


def version() -> str:
    """Return the version of HiGHS, such as ``1.16.0``."""
    return distribution_version("highspy")


def solve_general(lattice: Lattice, costs: tuple[Cost, Cost], near: Sequence[int], ends: float) -> Found:
    """Return the best steps under all conditions of a lattice.

    The first cost is least, and proven so by a bound. The second is the least of all where the
    linear programme's prices leave few steps to choose from; else, with several hundred cells, a little less
    may be found further away.

    Parameters
    ----------
    costs : (Cost, Cost)
        What is made least, and what decides between answers that are alike.
    near : sequence of int
        Where the answer is expected; windows start there.
    ends : float
        When to stop, on ``time.perf_counter``.
    """
    if lattice.empty:
        return Found(None, 0, "LP", infeasible=True)
    first = Combined.alone(lattice, costs[0])
    alone = _relaxed(first, Windows(lattice, near), ends)
    if alone.xs is None or alone.priced is None:
        return Found(None, 0, "LP", infeasible=alone.infeasible)
    relaxed, bound = alone.xs, alone.priced.bound
    both = Combined.of(lattice, costs, relaxed)
    together = _Relaxed(None) if both.second is None else _relaxed(both, Windows(lattice, near), ends, rounds=1)
    if together.xs is not None:
        relaxed = together.xs
    if _whole_steps(relaxed) and lattice.holds(ks := rounded(relaxed)) and first.value(ks) == bound:
        return Found(ks, first.value(ks), "LP")
    if together.priced is not None:
        best = _by_prices(together.priced, both, first, bound, ends)
        if best is not None:
            return Found(best, bound, "MILP")
    centre = rounded(relaxed)
    for _round in range(max(1, min(_FEW, _BUDGET // max(1, len(centre))))):
        close = _whole(both, Windows(lattice, centre, _REACH), bound, ends)
        if close.ks is None or first.value(close.ks) != bound:
            return _proven(first, _whole(both, Windows(lattice, centre), bound, ends), ends)
        if all(abs(k - c) < _REACH for k, c in zip(close.ks, centre, strict=True)):
            break
        centre = close.ks
    return close


def _proven(first: Combined, found: Found, ends: float) -> Found:
    """Look at the first cost by itself where the two together were not bound closely enough."""
    if found.ks is None or first.value(found.ks) <= found.bound:
        return found
    alone = _whole(first, Windows(first.lattice, found.ks), found.bound, ends)
    if alone.ks is None or first.value(alone.ks) >= first.value(found.ks):
        return Found(found.ks, min(max(found.bound, alone.bound), first.value(found.ks)), "MILP")
    return alone


def any_steps(lattice: Lattice, ends: float) -> Found:
    """Return some steps that a lattice holds, whatever they cost."""
    if lattice.empty:
        return Found(None, 0, "LP", infeasible=True)
    nothing = Combined.alone(lattice, Cost.nothing(len(lattice.items)))
    windows = Windows(lattice, lattice.lows)
    for whole in (False, True):
        solved = _run(nothing, windows, ends, whole=whole)
        if solved.infeasible:
            return Found(None, 0, "LP", infeasible=True)
        if solved.xs is not None and _whole_steps(solved.xs) and lattice.holds(ks := rounded(solved.xs)):
            return Found(ks, 0, "LP")
    return Found(None, 0, "MILP")


@dataclass(frozen=True, slots=True)
class _Relaxed:
    """The answer in parts of steps (None: none found), and what the prices say; `infeasible`: there is none."""

    xs: Floats | None
    priced: Priced | None = None
    infeasible: bool = False


def _relaxed(cost: Combined, windows: Windows, ends: float, rounds: int = _ROUNDS) -> _Relaxed:
    """Solve without asking for whole steps; of several prices those count that bound the cost best."""
    found = _Relaxed(None)
    for _round in range(rounds):
        solved = _run(cost, windows, ends, whole=False)
        if solved.xs is None:
            return found if found.xs is not None else _Relaxed(None, infeasible=solved.infeasible)
        priced = Priced(cost, solved.prices)
        if found.priced is not None and found.priced.bound > priced.bound:
            priced = found.priced
        found = _Relaxed(solved.xs, priced)
        if not windows.grow(cost, solved.xs):
            break
    return found


def _by_prices(priced: Priced, both: Combined, first: Combined, least: int, ends: float) -> tuple[int, ...] | None:
    """Return the best answer by both costs; None where the prices leave too much open.

    Every answer that costs at most a value lies where the prices allow it. One found there that costs
    no more than that is the best of all; one that costs more says how far to look.
    """
    found, value = None, priced.bound
    while True:
        lows, highs = priced.within(value)
        if (highs - lows).sum() > _MOST_STEPS:
            return found
        solved = _run(both, Windows.between(both.lattice, lows, highs), ends, whole=True)
        if solved.infeasible and value == priced.bound:
            value += _DEARER
            continue
        if solved.xs is None or not both.lattice.holds(ks := rounded(solved.xs)) or first.value(ks) != least:
            return found
        if both.value(ks) <= value:
            return ks
        if found is not None:  # it lay within reach: the time is up
            return found
        found, value = ks, both.value(ks)


def _whole(both: Combined, windows: Windows, least: int, ends: float) -> Found:
    """Branch: the cells in whole steps; the best answer found stands when the time is up."""
    lattice, best = both.lattice, None
    for _round in range(_ROUNDS):
        solved = _run(both, windows, ends, whole=True)
        if solved.infeasible:
            return Found(None, 0, "MILP", infeasible=True)
        if solved.xs is None:
            break
        ks = rounded(solved.xs)
        if lattice.holds(ks) and (best is None or both.value(ks) < both.value(best)):
            best = ks
        if best is not None and isfinite(solved.bound):
            least = max(least, both.first_bound(ceil(solved.bound - _SLACK), best))
        if not windows.grow(both, solved.xs) or (best is not None and both.first.total(lattice, best) <= least):
            break
    if best is None:
        return Found(None, least, "MILP")
    return Found(best, min(least, both.first.total(lattice, best)), "MILP")


def _whole_steps(xs: Floats) -> bool:
    return bool(np.abs(xs - np.rint(xs)).max(initial=0) < _ON_STEP)


# ---------------------------------------------------------------- the programme


class Windows:
    """Between which steps each cell's cost is written out exactly; further away in ever longer runs."""

    def __init__(self, lattice: Lattice, near: Sequence[int], reach: int | None = None) -> None:
        self.least = np.array(lattice.lows, dtype=np.int64)
        self.most = np.array(lattice.highs, dtype=np.int64)
        centre = np.clip(np.array(near, dtype=np.int64), self.least, self.most)
        self.narrow = reach is not None
        if reach is not None:
            self.least, self.most = np.maximum(self.least, centre - reach), np.minimum(self.most, centre + reach)
        self.lows = np.maximum(centre - _HALF, self.least)
        self.highs = np.minimum(centre + _HALF, self.most)

    @classmethod
    def between(cls, lattice: Lattice, lows: Ints, highs: Ints) -> Windows:
        """Return windows of which nothing lies outside."""
        made = cls(lattice, lows.tolist(), 0)
        made.least, made.most, made.lows, made.highs = lows, highs, lows, highs
        return made

    def runs(self, both: Combined) -> _Runs:
        """Return the runs of every cell from its least to its most steps.

        Beyond the window a run has the slope of its inner end: never more than the cost itself.
        """
        width = int((self.highs - self.lows).max(initial=0))
        inner = np.minimum(self.lows[:, None] + np.arange(width + 1), self.highs[:, None])
        bends = both.bends[:, None] + np.array([-1, 0, 1])
        marks = np.hstack([self.lows[:, None] - _FURTHER[::-1], inner, self.highs[:, None] + _FURTHER, bends])
        marks = np.sort(np.clip(marks, self.least[:, None], self.most[:, None]), axis=1)
        owners, at = np.nonzero(marks[:, 1:] > marks[:, :-1])
        low, high = marks[owners, at], marks[owners, at + 1]
        below = high <= self.lows[owners]
        slopes = both.slopes(owners, np.where(below, high - 1, low)).astype(float)
        lengths = (high - low).astype(float)
        base = both.value(self.lows.tolist()) - float(slopes[below] @ lengths[below])
        new = np.ones(len(owners), dtype=bool)
        new[1:] = (owners[1:] != owners[:-1]) | (slopes[1:] != slopes[:-1])
        first = np.flatnonzero(new)
        merged = np.add.reduceat(lengths, first) if len(first) else lengths
        return _Runs(owners[first], merged, slopes[first], base)

    def grow(self, both: Combined, xs: Floats) -> bool:
        """Widen the windows beyond which an answer lies, unless the cost is straight up to there."""
        cells = np.arange(len(xs))
        low, high = xs < self.lows - _ON_STEP, xs > self.highs + _ON_STEP
        edge = np.where(low, self.lows - 1, self.highs)
        reached = np.where(low, np.floor(xs + _ON_STEP), np.ceil(xs - _ON_STEP) - 1).astype(np.int64)
        outside = (low | high) & (both.slopes(cells, edge) != both.slopes(cells, reached)).astype(bool)
        below = np.maximum(np.floor(xs).astype(np.int64) - _HALF, self.least)
        above = np.minimum(np.ceil(xs).astype(np.int64) + _HALF, self.most)
        self.lows = np.where(outside, np.minimum(self.lows, below), self.lows)
        self.highs = np.where(outside, np.maximum(self.highs, above), self.highs)
        return bool(outside.any())


@dataclass(frozen=True, slots=True)
class _Runs:
    """Columns that make up the cost: whose, how many steps long, what one step costs.

    `base` is the cost where all of them are 0.
    """

    owners: npt.NDArray[np.int64]
    lengths: Floats
    costs: Floats
    base: float


def _run(both: Combined, windows: Windows, ends: float, *, whole: bool) -> _Solved:
    """Solve one programme: a column for each cell's steps, and one for each run of equal slopes."""
    lattice, left = both.lattice, ends - time.perf_counter()
    if left <= 0:
        return _Solved(None, np.zeros(0), -inf)
    runs = windows.runs(both)
    scale = 2.0 ** max(0, int(np.log2(max(float(np.abs(runs.costs).max(initial=1)), 1.0))) - 10)
    n = len(lattice.items)
    programme = highspy.HighsLp()
    programme.num_col_ = n + len(runs.owners)
    programme.num_row_ = len(lattice.rows) + n
    programme.col_cost_ = np.concatenate([np.zeros(n), runs.costs / scale])
    programme.col_lower_ = np.concatenate([windows.least.astype(float), np.zeros(len(runs.owners))])
    programme.col_upper_ = np.concatenate([windows.most.astype(float), runs.lengths])
    low, high = _limits(lattice)
    programme.row_lower_ = np.concatenate([low, windows.least.astype(float)])
    programme.row_upper_ = np.concatenate([high, windows.least.astype(float)])
    starts, indices, values = _matrix(lattice, runs)
    programme.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    programme.a_matrix_.start_, programme.a_matrix_.index_, programme.a_matrix_.value_ = starts, indices, values
    if whole:
        kinds = [highspy.HighsVarType.kInteger] * n + [highspy.HighsVarType.kContinuous] * len(runs.owners)
        programme.integrality_ = kinds
    # presolve takes a hundred times as long as the simplex method on a linear programme of this shape
    options: dict[str, str | bool] = {"presolve": "off"} if windows.narrow or not whole else {}
    if windows.narrow:  # the window is a neighbourhood already: searching smaller ones in it only takes time
        options |= {"mip_heuristic_run_rins": False, "mip_heuristic_run_rens": False}
    solver = run_highs(programme, left, mip_abs_gap=0.5 / scale, dual_feasibility_tolerance=1e-9, **options)
    return _read(solver, runs.base, scale, len(lattice.rows), n, whole=whole)


def _read(solver: highspy.Highs, base: float, scale: float, rows: int, n: int, *, whole: bool) -> _Solved:
    status, info = solver.getModelStatus(), solver.getInfo()
    impossible = (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible)
    if status in impossible:
        return _Solved(None, np.zeros(0), -inf, infeasible=True)
    bound = -inf
    if whole and isfinite(info.mip_dual_bound):
        bound = base + info.mip_dual_bound * scale
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return _Solved(None, np.zeros(0), bound)
    solution = solver.getSolution()
    xs = np.array(solution.col_value[:n])
    prices = np.zeros(rows) if whole else np.array(solution.row_dual[:rows]) * scale
    return _Solved(xs, prices, bound)


def _limits(lattice: Lattice) -> tuple[Floats, Floats]:
    low = np.array([-inf if row.low is None else float(row.low) for row in lattice.rows])
    high = np.array([inf if row.high is None else float(row.high) for row in lattice.rows])
    return low, high


def _matrix(lattice: Lattice, runs: _Runs) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], Floats]:
    """Return the conditions row by row: the lattice's, then one that ties each cell to its runs."""
    n = len(lattice.items)
    lines = [np.array(row.cells, dtype=np.int32) for row in lattice.rows]
    steps = np.array(lattice.steps, dtype=float)
    values = [np.array(row.coefs, dtype=float) * steps[line] for row, line in zip(lattice.rows, lines, strict=True)]
    order = np.argsort(runs.owners, kind="stable")
    cuts = np.searchsorted(runs.owners[order], np.arange(n + 1))
    for cell in range(n):
        own = order[cuts[cell] : cuts[cell + 1]]
        lines.append(np.concatenate([[cell], n + own]).astype(np.int32))
        values.append(np.concatenate([[1.0], -np.ones(len(own))]))
    starts = np.concatenate([[0], np.cumsum([len(line) for line in lines])]).astype(np.int32)
    if not lines:
        return starts, np.zeros(0, dtype=np.int32), np.zeros(0)
    return starts, np.concatenate(lines), np.concatenate(values)
