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
from fractions import Fraction
from functools import cached_property
from importlib.metadata import version as distribution_version
from math import ceil, inf, isfinite, lcm

import highspy
import numpy as np
import numpy.typing as npt

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
_EXACT = 2**53
_FINEST = 10**6

Floats = npt.NDArray[np.float64]


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

    The first cost is least, and proven so by a bound. The second is the least near the linear
    programme's answer; with several hundred cells a little less may be found further away.

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
    relaxed, bound = _relaxed(first, Windows(lattice, near), ends)
    if relaxed is None:
        return Found(None, 0, "LP", infeasible=bound is None)
    both = Combined.of(lattice, costs, relaxed)
    if both.second is not None:
        closer = _run(both, Windows(lattice, near), ends, whole=False).xs
        relaxed = relaxed if closer is None else closer
    if _whole_steps(relaxed) and lattice.holds(ks := _rounded(relaxed)) and first.value(ks) == bound:
        return Found(ks, first.value(ks), "LP")
    centre = _rounded(relaxed)
    for _round in range(max(1, min(_FEW, _BUDGET // max(1, len(centre))))):
        close = _whole(both, Windows(lattice, centre, _REACH), bound or 0, ends)
        if close.ks is None or first.value(close.ks) != bound:
            return _proven(first, _whole(both, Windows(lattice, centre), bound or 0, ends), ends)
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
        if solved.xs is not None and _whole_steps(solved.xs) and lattice.holds(ks := _rounded(solved.xs)):
            return Found(ks, 0, "LP")
    return Found(None, 0, "MILP")


def _relaxed(cost: Combined, windows: Windows, ends: float) -> tuple[Floats | None, int | None]:
    """Return the answer in parts of steps and an exact bound on the cost; (None, None) where there is none."""
    xs, bound = None, None
    for _round in range(_ROUNDS):
        solved = _run(cost, windows, ends, whole=False)
        if solved.xs is None:
            return (xs, bound) if xs is not None or solved.infeasible else (None, 0)
        xs = solved.xs
        bound = cost.certified(solved.prices) if bound is None else max(bound, cost.certified(solved.prices))
        if not windows.grow(cost, xs):
            break
    return xs, bound


def _whole(both: Combined, windows: Windows, least: int, ends: float) -> Found:
    """Branch: the cells in whole steps; the best answer found stands when the time is up."""
    lattice, best = both.lattice, None
    for _round in range(_ROUNDS):
        solved = _run(both, windows, ends, whole=True)
        if solved.infeasible:
            return Found(None, 0, "MILP", infeasible=True)
        if solved.xs is None:
            break
        ks = _rounded(solved.xs)
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


def _rounded(xs: Floats) -> tuple[int, ...]:
    return tuple(int(k) for k in np.rint(xs))


# ---------------------------------------------------------------- two costs in one


@dataclass(frozen=True)
class Combined:
    """``big * first + second``, in integers; `big` is more than the second can differ by.

    Attributes
    ----------
    second : Cost or None
        None where the sum would be finer than floats can tell apart.
    """

    lattice: Lattice
    first: Cost
    second: Cost | None
    big: int

    @cached_property
    def bends(self) -> npt.NDArray[np.int64]:
        """Where the first cost of each cell is least: the only place where one that is not squared bends."""
        return np.array(self.first.best(self.lattice), dtype=np.int64)

    @classmethod
    def alone(cls, lattice: Lattice, cost: Cost) -> Combined:
        """Return a cost by itself."""
        return cls(lattice, cost, None, 1)

    @classmethod
    def of(cls, lattice: Lattice, costs: tuple[Cost, Cost], near: Floats) -> Combined:
        """Return two costs in one, fit for answers that cost about what the one near costs."""
        first, second = costs
        alone = cls.alone(lattice, first)
        if first.squared and len(set(first.weights)) <= 1 and first.at == second.at:
            return alone
        value = first.total(lattice, _rounded(near))
        big = 2 * alone.spread(second, value + value // 8) + 1
        return cls(lattice, first, second, big) if value * big < _EXACT else alone

    def spread(self, second: Cost, value: int) -> int:
        """Return more than the second cost of any answer whose first cost is at most `value`."""
        first = self.first
        least = min(first.weights, default=1)
        away = sum((Fraction(a, first.scale) - b) ** 2 for a, b in zip(first.at, second.at, strict=True))
        near = Fraction(value, least) / first.scale
        squares = near / first.scale if first.squared else near * near
        return int(2 * (squares + away) if away else squares) + 1

    def value(self, ks: Sequence[int]) -> int:
        """Return the exact cost of an answer."""
        rest = self.second.total(self.lattice, ks) if self.second else 0
        return self.big * self.first.total(self.lattice, ks) + rest

    def slopes(self, cells: Ints, ks: Ints) -> npt.NDArray[np.object_]:
        """Return the exact cost of single steps up."""
        found: npt.NDArray[np.object_] = self.first.slopes(self.lattice, cells, ks).astype(np.object_) * self.big
        if self.second:
            found += self.second.slopes(self.lattice, cells, ks)
        return found

    def first_bound(self, bound: int, ks: Sequence[int]) -> int:
        """Return what a bound on the whole says of the first cost.

        An answer that is one cheaper in the first cost could be dearer in the second by at most its spread.
        """
        value = self.first.total(self.lattice, ks)
        spread = self.spread(self.second, value) if self.second else 0
        return min(value, -((spread - bound) // self.big))

    def certified(self, prices: Floats) -> int:
        """Return a lower bound on the whole cost that is exact, whatever the prices are.

        The conditions are taken into the cost at their prices; then every cell is cheapest by itself.
        """
        exact = [Fraction(float(p)).limit_denominator(_FINEST) if isfinite(p) else Fraction(0) for p in prices]
        share = lcm(*(p.denominator for p in exact))
        whole = [int(p * share) for p in exact]
        bound, rates = 0, [0] * len(self.lattice.items)
        for price, row in zip(whole, self.lattice.rows, strict=True):
            limit = row.low if price > 0 else row.high
            if not price or limit is None:
                continue
            bound += price * limit
            for n, c in zip(row.cells, row.coefs, strict=True):
                rates[n] += price * c
        for n, rate in enumerate(rates):
            bound += self._least(n, share, rate)
        return -(-bound // share)

    def _least(self, n: int, share: int, rate: int) -> int:
        """Return the least of ``share * cost - rate * points`` over the steps of one cell."""
        step, low, high = self.lattice.steps[n], self.lattice.lows[n], self.lattice.highs[n]

        def at(k: int) -> int:
            rest = self.second.value(n, step * k) if self.second else 0
            return share * (self.big * self.first.value(n, step * k) + rest) - rate * step * k

        if self.second is None and not self.first.squared:  # straight on either side of its one bend
            bend = min(max(self.first.at[n] // (self.first.scale * step), low), high)
            return min(map(at, {low, bend, min(bend + 1, high), high}))
        while low < high:
            middle = (low + high) // 2
            if at(middle) <= at(middle + 1):
                high = middle
            else:
                low = middle + 1
        return at(low)


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
