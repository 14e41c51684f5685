"""Solve a rebalancing problem: exactly, and the same way each time."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from kaohe_tools.errors import ProblemError
from kaohe_tools.locale import _
from kaohe_tools.rebalance.asked import Request, take_apart
from kaohe_tools.rebalance.cost import Cost, cost_of, largest_remainders, plain_squares
from kaohe_tools.rebalance.lattice import Lattice, compile_lattice
from kaohe_tools.rebalance.nested import forest_of, solve_nested
from kaohe_tools.rebalance.problem import Objective, Problem
from kaohe_tools.rebalance.result import ClashError, Rebalanced


@dataclass(frozen=True, slots=True)
class _Answer:
    """Steps of every cell, what they cost, what nothing can cost less than, and how they were found."""

    ks: tuple[int, ...]
    value: Fraction
    bound: Fraction
    method: str


class _NoneThereError(Exception):
    """The lattice holds no answer."""


class _NoneFoundError(Exception):
    """The time was up before any answer was found."""


def rebalance(problem: Problem) -> Rebalanced:
    """Return the points that a designer's constraints allow and that move least.

    Parameters
    ----------
    problem : Problem
        The scheme, what must hold, and what is to be made least.

    Returns
    -------
    Rebalanced
        Of all answers that are equally good one with the least squared moves (where the sums do not
        nest and rows are many: nearly the least); the same one each time, whatever the order of the rows.

    Raises
    ------
    ClashError
        If the constraints cannot all hold: which of them clash, and what would do.
    ProblemError
        If the scheme has no points to move, or the time was too short to find any answer.
    """
    began = time.perf_counter()
    ends = began + problem.seconds
    request = take_apart(problem)
    if not request.items:
        raise ProblemError(_("The scheme has no row with readable points; there is nothing to rebalance."))
    lattice = compile_lattice(request, request.asked)
    try:
        answer = (
            _largest(request, lattice, ends)
            if problem.objective is Objective.LARGEST_MOVE
            else _least(lattice, (cost_of(request, lattice, problem.objective), plain_squares(request, lattice)), ends)
        )
    except _NoneThereError:
        from kaohe_tools.rebalance.clash import clash_of

        raise ClashError(clash_of(request)) from None
    except _NoneFoundError:
        message = _("No answer was found within {seconds} seconds; allow more time, or ask for less at once.")
        raise ProblemError(message.format(seconds=problem.seconds)) from None
    units = list(request.starts)
    for n, step, k in zip(lattice.items, lattice.steps, answer.ks, strict=True):
        units[n] = step * k
    proportional = problem.objective is Objective.PROPORTIONAL
    return Rebalanced(
        problem=problem,
        points=tuple((id_, request.points(units[request.at[id_]])) for id_ in problem.items),
        value=_decimal(answer.value),
        proven=answer.bound >= answer.value,
        bound=_decimal(answer.bound),
        solver=answer.method,
        seconds=time.perf_counter() - began,
        baseline=_baseline(request) if proportional else (),
    )


def _least(lattice: Lattice, costs: tuple[Cost, Cost], ends: float) -> _Answer:
    """Return the answer of least cost: by the sums that nest, and where they are not all, by HiGHS."""
    forest = forest_of(lattice)
    found = solve_nested(lattice, forest, costs)
    if found is None:
        raise _NoneThereError
    near, on_steps = found
    if on_steps and lattice.holds(near):
        value = costs[0].total(lattice, near) * costs[0].one
        return _Answer(tuple(near), value, value, "nested")
    from kaohe_tools.rebalance.highs import solve_general, version

    general = solve_general(lattice, costs, near, ends)
    if general.infeasible:
        raise _NoneThereError
    if general.ks is None:
        raise _NoneFoundError
    ks = _alike_in_order(lattice, costs, general.ks)
    one = costs[0].one
    return _Answer(ks, costs[0].total(lattice, ks) * one, general.bound * one, f"HiGHS {version()} {general.method}")


def _largest(request: Request, lattice: Lattice, ends: float) -> _Answer:
    """Return the answer whose largest move is least; of those the one that moves least in all.

    A limit on the largest move is a limit on each cell, so every limit is tried as a problem of its own.
    """
    moves = cost_of(request, lattice, Objective.TOTAL_MOVE)
    forest = forest_of(lattice)
    low, high = 0, max(moves.values(lattice, lattice.highs) + moves.values(lattice, lattice.lows), default=0)
    if forest.limits(lattice) is None:
        raise _NoneThereError
    while low < high:  # the sums that nest alone need a limit of so much
        middle = (low + high) // 2
        low, high = (low, middle) if forest.limits(_within(lattice, moves, middle)) else (middle + 1, high)
    proven = True
    if not forest.whole:
        low, high, proven = _raised(lattice, moves, low, ends)
    best = _least(_within(lattice, moves, high), (moves, plain_squares(request, lattice)), ends)
    value = max(moves.values(lattice, best.ks), default=0)
    return _Answer(best.ks, value * moves.one, (value if proven else low) * moves.one, best.method)


def _raised(lattice: Lattice, moves: Cost, low: int, ends: float) -> tuple[int, int, bool]:
    """Raise a limit on the largest move until there is an answer: first in growing strides, then by halves.

    Returns the least limit not ruled out, one that has an answer, and whether the two are the same.
    """
    from kaohe_tools.rebalance.highs import any_steps

    found = any_steps(lattice, ends)
    if found.ks is None:
        raise _NoneThereError if found.infeasible else _NoneFoundError
    high, stride = max(moves.values(lattice, found.ks), default=0), 1
    while low < high:
        limit = min(low + stride - 1, (low + high) // 2)
        found = any_steps(_within(lattice, moves, limit), ends)
        if found.ks is not None:
            high = max(moves.values(lattice, found.ks), default=0)
        elif found.infeasible:
            low, stride = _above(lattice, moves, limit), 2 * stride
        else:
            return low, high, False
    return low, high, True


def _above(lattice: Lattice, moves: Cost, limit: int) -> int:
    """Return the least cost above a limit that some cell can have."""
    inner = _within(lattice, moves, limit)
    found = []
    for n, step in enumerate(lattice.steps):
        below, above = inner.lows[n] - 1, inner.highs[n] + 1
        found += [moves.value(n, step * k) for k in (below, above) if lattice.lows[n] <= k <= lattice.highs[n]]
    return min((value for value in found if value > limit), default=limit + 1)


def _within(lattice: Lattice, moves: Cost, limit: int) -> Lattice:
    """Return the lattice with no cell's cost above a limit."""
    lows, highs = list(lattice.lows), list(lattice.highs)
    for n, step in enumerate(lattice.steps):
        reach = limit // moves.weights[n]
        lows[n] = max(lows[n], -((reach - moves.at[n]) // step))
        highs[n] = min(highs[n], (moves.at[n] + reach) // step)
    empty = lattice.empty or any(a > b for a, b in zip(lows, highs, strict=True))
    return replace(lattice, lows=tuple(lows), highs=tuple(highs), empty=empty)


def _alike_in_order(lattice: Lattice, costs: Sequence[Cost], ks: Sequence[int]) -> tuple[int, ...]:
    """Give cells that differ in nothing their steps in falling order, so that chance decides nothing."""
    inside: list[list[tuple[int, int]]] = [[] for _k in ks]
    for at, row in enumerate(lattice.rows):
        for n, c in zip(row.cells, row.coefs, strict=True):
            inside[n].append((at, c))
    groups: dict[object, list[int]] = {}
    for n, rows in enumerate(inside):
        same = tuple((cost.weights[n], cost.at[n]) for cost in costs)
        key = (lattice.steps[n], lattice.lows[n], lattice.highs[n], same, tuple(rows))
        groups.setdefault(key, []).append(n)
    ordered = list(ks)
    for cells in groups.values():
        for n, k in zip(cells, sorted((ks[n] for n in cells), reverse=True), strict=True):
            ordered[n] = k
    return tuple(ordered)


def _baseline(request: Request) -> tuple[tuple[str, Decimal], ...]:
    shares = {request.items[n].id: request.points(units) for n, units in largest_remainders(request)}
    return tuple((id_, shares[id_]) for id_ in request.problem.items if id_ in shares)


def _decimal(value: Fraction) -> Decimal:
    """Return a fraction as a number of points; one without an end has 28 digits."""
    return Decimal(value.numerator) / Decimal(value.denominator)
