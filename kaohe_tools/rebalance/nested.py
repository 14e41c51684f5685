"""Sums that nest, such as those of a tree of sections: solved by sorting slopes.

The least cost of a section as a function of its points is convex, and its slopes are those of its
parts, merged and sorted. A lower limit takes the cheapest ones first, an upper limit cuts the dearest
off, and what is left goes up to the section above. Exact, in integers.

Conditions that do not nest (orders, a share of milestones across sections, coarse steps) are left out.
An answer that keeps them all the same is the best there is, since leaving conditions out can only make
the best cheaper.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import gcd, lcm

import numpy as np
import numpy.typing as npt

from kaohe_tools.rebalance.cost import Cost, Ints
from kaohe_tools.rebalance.lattice import Lattice, Row

_WIDTHS = (4, 32, 256, None)


@dataclass(frozen=True, slots=True)
class Sum:
    """Limits of the sum of some cells, in grains.

    Attributes
    ----------
    parts, single : tuple of int
        The sums directly inside it, and the cells that are in none of those.
    """

    low: int | None
    high: int | None
    parts: tuple[int, ...]
    single: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Forest:
    """The sums of a lattice that nest, the inner ones first.

    Attributes
    ----------
    grain : int
        Units of the smallest step of any cell.
    outer, loose : tuple of int
        The sums that are inside no other, and the cells that are in none.
    whole : bool
        No condition of the lattice is left out.
    """

    grain: int
    sums: tuple[Sum, ...]
    outer: tuple[int, ...]
    loose: tuple[int, ...]
    whole: bool

    def limits(self, lattice: Lattice) -> list[tuple[int, int]] | None:
        """Return what each sum can come to, in grains, or None where one can come to nothing."""
        per_step = [step // self.grain for step in lattice.steps]
        found: list[tuple[int, int]] = []
        for each in self.sums:
            low = sum(found[p][0] for p in each.parts) + sum(lattice.lows[n] * per_step[n] for n in each.single)
            high = sum(found[p][1] for p in each.parts) + sum(lattice.highs[n] * per_step[n] for n in each.single)
            low = low if each.low is None else max(low, each.low)
            high = high if each.high is None else min(high, each.high)
            if low > high:
                return None
            found.append((low, high))
        return None if lattice.empty else found


def forest_of(lattice: Lattice) -> Forest:
    """Return the sums of a lattice that nest: greedily, in the order of its rows."""
    grain = gcd(*lattice.steps) or 1
    kept: list[tuple[int, Row]] = []
    for row in lattice.rows:
        mask = sum(1 << n for n in row.cells)
        if set(row.coefs) == {1} and all(not mask & m or mask & m in (mask, m) for m, _ in kept):
            kept.append((mask, row))
    whole = len(kept) == len(lattice.rows) and all(step == grain for step in lattice.steps)
    kept.sort(key=lambda each: (len(each[1].cells), each[0]))
    inside: list[int | None] = [None] * len(lattice.items)
    sums: list[Sum] = []
    for at, (_mask, row) in enumerate(kept):
        held = dict.fromkeys(inside[n] for n in row.cells)
        parts = tuple(p for p in held if p is not None)
        single = tuple(n for n in row.cells if inside[n] is None)
        low = None if row.low is None else -(-row.low // grain)
        high = None if row.high is None else row.high // grain
        sums.append(Sum(low, high, parts, single))
        for n in row.cells:
            inside[n] = at
    outer = tuple(dict.fromkeys(at for at in inside if at is not None))
    loose = tuple(n for n, at in enumerate(inside) if at is None)
    return Forest(grain, tuple(sums), outer, loose, whole)


def solve_nested(lattice: Lattice, forest: Forest, costs: Sequence[Cost]) -> tuple[list[int], bool] | None:
    """Return the cheapest steps of every cell under the sums that nest, or None where there are none.

    With cells coarser than the grain the answer may lie between two steps: it is then rounded down, and
    the second value is False.

    Parameters
    ----------
    costs : sequence of Cost
        The first decides; each later one only between answers that are alike under those before it.
    """
    limits = forest.limits(lattice)
    if limits is None:
        return None
    best = costs[0].best(lattice)
    for width in _WIDTHS:
        lows, highs = list(lattice.lows), list(lattice.highs)
        if width is not None:
            lows = [max(low, k - width) for low, k in zip(lows, best, strict=True)]
            highs = [min(high, k + width) for high, k in zip(highs, best, strict=True)]
        found = _Sorted(lattice, forest, limits, costs, lows, highs).solve()
        if found is None:
            continue
        inner = all(
            (low == least or k > low) and (high == most or k < high)
            for k, low, high, least, most in zip(found[0], lows, highs, lattice.lows, lattice.highs, strict=True)
        )
        if inner or width is None:
            return found
    return None


class _Sorted:
    """One pass over the forest with every cell inside a window.

    Away from the window's edges its answer is that of the whole: by convexity an answer that no
    exchange of single steps betters is the best.
    """

    def __init__(
        self,
        lattice: Lattice,
        forest: Forest,
        limits: Sequence[tuple[int, int]],
        costs: Sequence[Cost],
        lows: Sequence[int],
        highs: Sequence[int],
    ) -> None:
        self.forest, self.limits, self.lows = forest, limits, lows
        counts = np.array(highs, dtype=np.int64) - np.array(lows, dtype=np.int64)
        owners = np.repeat(np.arange(len(lows)), counts)
        firsts = np.cumsum(counts) - counts
        ks = np.arange(len(owners)) - firsts[owners] + np.array(lows, dtype=np.int64)[owners]
        lengths = np.array(lattice.steps, dtype=np.int64) // forest.grain
        even = lcm(*lengths.tolist())
        keys: list[Ints] = []
        for cost in costs:
            slopes = cost.slopes(lattice, owners, ks)
            keys.append(slopes if even == 1 else slopes.astype(np.object_) * (even // lengths)[owners])
        order = np.lexsort((ks, owners))
        for key in reversed(keys):
            order = order[np.argsort(key[order], kind="stable")]
        self.owners, self.lengths = owners[order], lengths[owners[order]]
        self.gains = _negative([key[order] for key in keys])
        self.units = np.array(lows, dtype=np.int64) * lengths
        ranks = np.argsort(order, kind="stable")
        self.ranks = np.split(ranks, firsts[1:])
        self.per_step = lengths

    def solve(self) -> tuple[list[int], bool] | None:
        """Return the steps of every cell, or None where the windows leave no answer."""
        waiting: list[npt.NDArray[np.int64]] = []
        bases: list[int] = []
        for each, (low, high) in zip(self.forest.sums, self.limits, strict=True):
            base = sum(bases[p] for p in each.parts) + self._held(each.single)
            pieces = [waiting[p] for p in each.parts] + [self.ranks[n] for n in each.single]
            runs = np.sort(np.concatenate(pieces)) if pieces else np.zeros(0, dtype=np.int64)
            ends = base + np.cumsum(self.lengths[runs])
            top = int(ends[-1]) if len(ends) else base
            if base > high or top < low:
                return None
            runs, base = self._take(runs, ends, base, low)
            runs = self._cut(runs, base, high)
            waiting.append(runs)
            bases.append(base)
        for at in self.forest.outer:
            self._take_gains(waiting[at])
        for n in self.forest.loose:
            self._take_gains(self.ranks[n])
        return (self.units // self.per_step).tolist(), not (self.units % self.per_step).any()

    def _held(self, cells: Sequence[int]) -> int:
        """Return the grains that some cells have from the start."""
        return sum(self.lows[n] * int(self.per_step[n]) for n in cells)

    def _take(
        self, runs: npt.NDArray[np.int64], ends: npt.NDArray[np.int64], base: int, low: int
    ) -> tuple[npt.NDArray[np.int64], int]:
        """Give the cheapest runs to their cells until the sum reaches `low`."""
        if base >= low:
            return runs, base
        count = int(np.searchsorted(ends, low, side="left")) + 1
        np.add.at(self.units, self.owners[runs[:count]], self.lengths[runs[:count]])
        over = int(ends[count - 1]) - low
        if over:
            last = runs[count - 1]
            self.units[self.owners[last]] -= over
            self.lengths[last] = over
            return runs[count - 1 :], low
        return runs[count:], low

    def _cut(self, runs: npt.NDArray[np.int64], base: int, high: int) -> npt.NDArray[np.int64]:
        """Drop the dearest runs that would bring the sum above `high`."""
        ends = base + np.cumsum(self.lengths[runs])
        count = int(np.searchsorted(ends, high, side="right"))
        if count < len(runs):
            room = high - (int(ends[count - 1]) if count else base)
            if room:
                self.lengths[runs[count]] = room
                return runs[: count + 1]
        return runs[:count]

    def _take_gains(self, runs: npt.NDArray[np.int64]) -> None:
        """Give the runs that make the whole cheaper to their cells."""
        chosen = runs[self.gains[runs]]
        np.add.at(self.units, self.owners[chosen], self.lengths[chosen])


def _negative(keys: Sequence[Ints]) -> npt.NDArray[np.bool_]:
    """Return whether a slope is below zero, a later cost deciding where an earlier one is zero."""
    below = np.zeros(len(keys[0]), dtype=bool)
    alike = np.ones(len(keys[0]), dtype=bool)
    for key in keys:
        below |= alike & (key < 0)
        alike &= key == 0
    return below
