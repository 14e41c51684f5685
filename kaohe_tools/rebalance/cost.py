"""What a move costs: convex in each cell, exact in integers, known by its slopes.

A slope is what one more step of a cell costs. Sums of slopes are costs up to a constant, so that
every method may work with slopes alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor, lcm
from typing import Any

import numpy as np
import numpy.typing as npt

from kaohe_tools.errors import ProblemError
from kaohe_tools.locale import _
from kaohe_tools.rebalance.asked import Request, importance_of, rows_that_count
from kaohe_tools.rebalance.lattice import Lattice
from kaohe_tools.rebalance.problem import Objective

Ints = npt.NDArray[Any]
"""Whole numbers: of 64 bits where that is enough, else Python's own."""

_SAFE = 2**60


@dataclass(frozen=True, slots=True)
class Cost:
    """``weight * |scale * points - at|``, or its square, for each cell, in integers.

    Attributes
    ----------
    squared : bool
    weights, at : tuple of int
        One for each cell.
    scale : int
        What makes the points aimed at whole numbers.
    one : Fraction
        What a cost of 1 is in points, or in squared points.
    """

    squared: bool
    weights: tuple[int, ...]
    at: tuple[int, ...]
    scale: int
    one: Fraction

    @classmethod
    def nothing(cls, cells: int) -> Cost:
        """Return a cost of nothing: any answer is as good as another."""
        return cls(False, (0,) * cells, (0,) * cells, 1, Fraction(1))

    def value(self, cell: int, units: int) -> int:
        """Return what points of one cell cost."""
        off = self.scale * units - self.at[cell]
        return self.weights[cell] * (off * off if self.squared else abs(off))

    def total(self, lattice: Lattice, ks: Sequence[int]) -> int:
        """Return what all cells cost together."""
        return sum(self.values(lattice, ks))

    def values(self, lattice: Lattice, ks: Sequence[int]) -> list[int]:
        """Return what each cell costs."""
        return [self.value(n, step * k) for n, (step, k) in enumerate(zip(lattice.steps, ks, strict=True))]

    def slopes(self, lattice: Lattice, cells: Ints, ks: Ints) -> Ints:
        """Return the cost of the step from `ks` to `ks` + 1, for many cells at once; exact."""
        most = max(
            (
                self.scale * s * (abs(h) + 1) + abs(a)
                for s, h, a in zip(lattice.steps, lattice.highs, self.at, strict=True)
            ),
            default=0,
        )
        largest = max(self.weights, default=1) * (4 * most * most if self.squared else 2 * most)
        kind = np.int64 if largest < _SAFE else np.object_
        steps: npt.NDArray[Any] = np.array(lattice.steps, dtype=kind)[cells] * self.scale
        off = steps * ks.astype(kind) - np.array(self.at, dtype=kind)[cells]
        weights: npt.NDArray[Any] = np.array(self.weights, dtype=kind)[cells]
        found: Ints = weights * (steps * (2 * off + steps) if self.squared else abs(off + steps) - abs(off))
        return found

    def best(self, lattice: Lattice) -> list[int]:
        """Return the cheapest steps of each cell by itself, within its limits; the lower of two alike."""
        found = []
        for n, (step, low, high) in enumerate(zip(lattice.steps, lattice.lows, lattice.highs, strict=True)):
            below = min(max(self.at[n] // (self.scale * step), low), high)
            above = min(below + 1, high)
            found.append(below if self.value(n, step * below) <= self.value(n, step * above) else above)
        return found


def cost_of(request: Request, lattice: Lattice, objective: Objective) -> Cost:
    """Return an objective as a cost; for ``LARGEST_MOVE`` that of the single moves."""
    given = dict(request.problem.weights)
    weights = [Fraction(given.get(request.items[n].id, Decimal(1))) for n in lattice.items]
    common = lcm(*(w.denominator for w in weights))
    whole = tuple(int(w * common) for w in weights)
    unit = Fraction(1, 10**request.places)
    if objective is Objective.PROPORTIONAL:
        aims = targets(request)
        scale = lcm(*(aims[n].denominator for n in lattice.items))
        return Cost(
            True, whole, tuple(int(aims[n] * scale) for n in lattice.items), scale, (unit / scale) ** 2 / common
        )
    at = tuple(request.starts[n] for n in lattice.items)
    squared = objective is Objective.SQUARED_MOVE
    return Cost(squared, whole, at, 1, (unit**2 if squared else unit) / common)


def plain_squares(request: Request, lattice: Lattice) -> Cost:
    """Return the sum of squared moves without weights: what decides between answers of one cost."""
    at = tuple(request.starts[n] for n in lattice.items)
    return Cost(True, (1,) * len(at), at, 1, Fraction(1, 100**request.places))


def targets(request: Request) -> list[Fraction]:
    """Return the points in proportion to the importance, in units.

    What the locked rows leave of the total is shared out over the others. With alternatives that is
    done for each variant; a row of several takes the mean.

    Raises
    ------
    ProblemError
        If nothing that may move has any importance.
    """
    problem = request.problem
    importance = [Fraction(x) for x in importance_of(request)]
    total = Fraction(problem.total) * 10**request.places
    locked = {request.at[id_] for id_ in problem.locked}
    found: list[list[Fraction]] = [[] for _item in request.items]
    for rows in rows_that_count(request):
        free = [n for n in rows if n not in locked]
        left = max(total - sum(request.starts[n] for n in rows if n in locked), Fraction(0))
        whole = sum((importance[n] for n in free), Fraction(0))
        if free and not whole:
            raise ProblemError(_("No row that may move has any importance; give at least one of them some."))
        for n in free:
            found[n].append(left * importance[n] / whole)
    return [sum(each, Fraction(0)) / len(each) if each else Fraction(request.starts[n]) for n, each in enumerate(found)]


def largest_remainders(request: Request) -> list[tuple[int, int]]:
    """Return items and units by the method of largest remainders, with no condition but the total.

    Each row gets the whole ticks of its proportional points; the ticks left over go to the largest
    remainders, the earlier row first. Of alternatives the first variant counts.
    """
    problem = request.problem
    importance = [Fraction(x) for x in importance_of(request)]
    tick = Fraction(problem.tick)
    rows = next(iter(rows_that_count(request)))
    whole = sum((importance[n] for n in rows), Fraction(0))
    ticks = Fraction(problem.total) / tick
    if not whole or ticks.denominator != 1:
        return []
    exact = {n: ticks * importance[n] / whole for n in rows}
    counts = {n: floor(share) for n, share in exact.items()}
    left = int(ticks) - sum(counts.values())
    for n in sorted(rows, key=lambda n: (counts[n] - exact[n], n))[:left]:
        counts[n] += 1
    return [(n, int(count * tick * 10**request.places)) for n, count in counts.items()]
