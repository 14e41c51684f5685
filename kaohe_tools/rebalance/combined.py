"""Two costs in one, and what the prices of a linear programme say of them in exact arithmetic."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, partial
from math import isfinite, lcm

import numpy as np
import numpy.typing as npt

from kaohe_tools.rebalance.cost import Cost, Ints
from kaohe_tools.rebalance.lattice import Lattice

_EXACT = 2**53
_FINEST = 10**6

Floats = npt.NDArray[np.float64]


def rounded(xs: Floats) -> tuple[int, ...]:
    """Return the whole steps nearest to an answer in parts of steps."""
    return tuple(int(k) for k in np.rint(xs))


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
        value = first.total(lattice, rounded(near))
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


class Priced:
    """A combined cost with the conditions taken into it at their prices: every cell is cheapest by itself.

    Whatever the prices are, no answer costs less than all cells at their cheapest, and a cell that is
    not costs so much more.
    """

    def __init__(self, both: Combined, prices: Floats) -> None:
        exact = [Fraction(float(p)).limit_denominator(_FINEST) if isfinite(p) else Fraction(0) for p in prices]
        self._both, self._share = both, lcm(*(p.denominator for p in exact))
        whole = [int(p * self._share) for p in exact]
        lattice, self._least = both.lattice, 0
        self._rates = [0] * len(lattice.items)
        for price, row in zip(whole, lattice.rows, strict=True):
            limit = row.low if price > 0 else row.high
            if not price or limit is None:
                continue
            self._least += price * limit
            for n, c in zip(row.cells, row.coefs, strict=True):
                self._rates[n] += price * c
        self._best = [self._cheapest(n) for n in range(len(self._rates))]
        self._least += sum(self._at(n, k) for n, k in enumerate(self._best))

    @property
    def bound(self) -> int:
        """The exact lower bound on the whole cost."""
        return -(-self._least // self._share)

    def within(self, value: int) -> tuple[Ints, Ints]:
        """Return between which steps each cell lies in every answer that costs at most `value`."""
        lattice, slack = self._both.lattice, self._share * value - self._least
        lows, highs = [], []
        for n, best in enumerate(self._best):
            most = self._at(n, best) + slack
            below, above = range(best, lattice.lows[n] - 1, -1), range(best, lattice.highs[n] + 1)
            lows.append(best + 1 - bisect_right(below, most, key=partial(self._at, n)))
            highs.append(best - 1 + bisect_right(above, most, key=partial(self._at, n)))
        return np.array(lows, dtype=np.int64), np.array(highs, dtype=np.int64)

    def _at(self, n: int, k: int) -> int:
        """Return ``share * cost - rate * points`` of a cell."""
        both, units = self._both, self._both.lattice.steps[n] * k
        rest = both.second.value(n, units) if both.second else 0
        return self._share * (both.big * both.first.value(n, units) + rest) - self._rates[n] * units

    def _cheapest(self, n: int) -> int:
        both, low, high = self._both, self._both.lattice.lows[n], self._both.lattice.highs[n]
        if both.second is None and not both.first.squared:  # straight on either side of its one bend
            bend = min(max(both.first.at[n] // (both.first.scale * both.lattice.steps[n]), low), high)
            return min({low, bend, min(bend + 1, high), high}, key=lambda k: (self._at(n, k), k))
        while low < high:
            middle = (low + high) // 2
            if self._at(n, middle) <= self._at(n, middle + 1):
                high = middle
            else:
                low = middle + 1
        return low
