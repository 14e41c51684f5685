"""Constraints that may give way, at a price: the least that has to change for an answer to exist."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable
from dataclasses import replace
from math import inf

import highspy
import numpy as np
import numpy.typing as npt

from kaohe_tools.rebalance.asked import Asked, Form, Request
from kaohe_tools.rebalance.lattice import widest
from kaohe_tools.rebalance.programme import run_highs

_NEAR = 1e-6


def least_broken(
    request: Request,
    hard: Collection[int],
    soft: Collection[int],
    ends: float,
    steps: Iterable[tuple[int, int]] = (),
) -> list[int] | None:
    """Return the units of every item that keep the hard constraints and break the soft ones least.

    A soft constraint costs what it lacks in units, the most of its conditions. Steps are never
    soft: a constraint on steps holds if it is among the hard ones; `steps` are further ones.

    Returns
    -------
    list of int or None
        None where the hard ones cannot hold, or the time was up.
    """
    if time.perf_counter() >= ends:
        return None
    grid = [1] * len(request.items)
    for n, step in (*steps, *(pair for at in hard for pair in request.asked[at].steps)):
        grid[n] = max(grid[n], step)
    rows = _Rows(len(request.items), grid)
    for at in hard:
        for form in request.asked[at].forms:
            rows.add(form, None, None)
    for at in soft:
        rows.add_soft(request.asked[at])
    most = _box(request) // np.array(grid)
    for whole in (False, True):
        solver = _solved(rows.programme(most, whole=whole), ends)
        if solver.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return None
        ks = np.rint(np.array(solver.getSolution().col_value[: len(grid)])).astype(int).tolist()
        units = [step * k for step, k in zip(grid, ks, strict=True)]
        missed = sum(_lack(request.asked[at], units) for at in soft)
        if all(keeps(request.asked[at], units) for at in hard) and (
            whole or missed <= solver.getInfo().objective_function_value + _NEAR
        ):
            return units
    return None


def missed(request: Request, hard: Collection[int], soft: Collection[int], ends: float) -> frozenset[int] | None:
    """Return the soft constraints that are missed where they are missed least, if points could be split without end.

    None where the hard ones cannot hold, or the time was up.
    """
    rows = _Rows(len(request.items), [1] * len(request.items))
    for at in hard:
        for form in request.asked[at].forms:
            rows.add(form, None, None)
    firsts = []
    for at in soft:
        firsts.append(rows.columns)
        rows.add_soft(request.asked[at])
    solver = _solved(rows.programme(np.full(len(request.items), _box(request)), whole=False), ends)
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    values = solver.getSolution().col_value
    ends_ = [*firsts[1:], rows.columns][: len(firsts)]
    return frozenset(at for at, a, b in zip(soft, firsts, ends_, strict=True) if max(values[a:b], default=0) > _NEAR)


def blamed(request: Request, ends: float) -> frozenset[int]:
    """Return constraints that clash even if points could be split without end; empty where none do.

    All may be missed by the same amount; those that have a price when that amount is least cannot hold
    together. The least amount has the fewest constraints with the widest gap between them.
    """
    rows = _Rows(len(request.items), [1] * len(request.items))
    shared = rows.column()
    owners = []
    for at, asked in enumerate(request.asked):
        for form in asked.forms:
            if form.low is not None:
                rows.add(replace(form, high=None), shared, None)
                owners.append(at)
            if form.high is not None:
                rows.add(replace(form, low=None), None, shared)
                owners.append(at)
    solver = _solved(rows.programme(np.full(len(request.items), _box(request)), whole=False), ends)
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return frozenset()
    if solver.getInfo().objective_function_value < _NEAR:
        return frozenset()
    prices = solver.getSolution().row_dual
    return frozenset(at for at, price in zip(owners, prices, strict=True) if abs(price) > _NEAR)


def _solved(programme: highspy.HighsLp, ends: float) -> highspy.Highs:
    return run_highs(programme, max(ends - time.perf_counter(), 0.01))


def _lack(asked: Asked, units: list[int]) -> float:
    """Return by how much points miss a constraint, the most of its conditions on each side."""
    short = over = 0.0
    for form in asked.forms:
        value = sum(c * units[n] for n, c in zip(form.items, form.coefs, strict=True))
        most = max(abs(c) for c in form.coefs)
        short = max(short, ((form.low if form.low is not None else value) - value) / most)
        over = max(over, (value - (form.high if form.high is not None else value)) / most)
    return short + over


def keeps(asked: Asked, units: list[int]) -> bool:
    """Return whether points keep a constraint, exactly."""
    if any(units[n] % step for n, step in asked.steps):
        return False
    for form in asked.forms:
        value = sum(c * units[n] for n, c in zip(form.items, form.coefs, strict=True))
        if (form.low is not None and value < form.low) or (form.high is not None and value > form.high):
            return False
    return True


def _box(request: Request) -> int:
    figures = [abs(v) for one in request.asked for f in one.forms for v in (f.low, f.high) if v is not None]
    return max([*figures, sum(abs(s) for s in request.starts), 1]) * 2 * widest(request.asked)


class _Rows:
    """A programme row by row: the items' steps, then one column for each thing that may lack."""

    def __init__(self, items: int, steps: list[int]) -> None:
        self.items, self.steps = items, steps
        self.columns = items
        self.low: list[float] = []
        self.high: list[float] = []
        self.starts = [0]
        self.index: list[int] = []
        self.value: list[float] = []

    def add(self, form: Form, short: int | None, over: int | None) -> None:
        """Add a condition; `short` and `over` are the columns by which it may be missed."""
        most = max(abs(c) for c in form.coefs)
        for n, c in zip(form.items, form.coefs, strict=True):
            self.index.append(n)
            self.value.append(c * self.steps[n])
        for column, sign in ((short, most), (over, -most)):
            if column is not None:
                self.index.append(column)
                self.value.append(sign)
        self.starts.append(len(self.index))
        self.low.append(-inf if form.low is None else form.low)
        self.high.append(inf if form.high is None else form.high)

    def add_soft(self, asked: Asked) -> None:
        """Add a constraint that may be missed on either side that it limits."""
        short = self.column() if any(f.low is not None for f in asked.forms) else None
        over = self.column() if any(f.high is not None for f in asked.forms) else None
        for form in asked.forms:  # each side by itself: an equation would tie what the forms lack to each other
            if form.low is not None:
                self.add(replace(form, high=None), short, None)
            if form.high is not None:
                self.add(replace(form, low=None), None, over)

    def column(self) -> int:
        """Return a new column for something that may lack."""
        self.columns += 1
        return self.columns - 1

    def programme(self, most: npt.NDArray[np.int64], *, whole: bool) -> highspy.HighsLp:
        """Return the programme for HiGHS; what lacks costs 1 a unit."""
        slack = self.columns - self.items
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = self.columns, len(self.low)
        lp.col_cost_ = np.concatenate([np.zeros(self.items), np.ones(slack)])
        lp.col_lower_ = np.zeros(self.columns)
        lp.col_upper_ = np.concatenate([most.astype(float), np.full(slack, inf)])
        lp.row_lower_, lp.row_upper_ = np.array(self.low, dtype=float), np.array(self.high, dtype=float)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.array(self.starts, dtype=np.int32)
        lp.a_matrix_.index_ = np.array(self.index, dtype=np.int32)
        lp.a_matrix_.value_ = np.array(self.value, dtype=float)
        if whole:
            kinds = [highspy.HighsVarType.kInteger] * self.items + [highspy.HighsVarType.kContinuous] * slack
            lp.integrality_ = kinds
        return lp
