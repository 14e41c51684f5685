"""Pieces added as they are: which results their sums have, and how likely each is."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np

from kaohe_tools.simulate.states import Floats, Ints


@dataclass(frozen=True, eq=False)
class _Sum:
    """Two pieces added: which they are, and to which of the sum's results each pair of theirs leads.

    The results of `other` are gone through one by one, each with all results of `one`.
    """

    one: int
    other: int
    size: int
    into: tuple[slice | Ints, ...]


class Sums:
    """Pieces with results at given places, and sums of some of them.

    Attributes
    ----------
    places : list of ndarray
        Where the results of the pieces stand, ascending; then those of the sums in the order of their making.
    """

    def __init__(self, places: Sequence[Ints]) -> None:
        self.places = list(places)
        self._sums: list[_Sum] = []

    def add(self, own: Sequence[int], most: int | None = None) -> list[int]:
        """Add pieces, the smallest first, up to `most` pairs of results each; return which are left."""
        order = count()
        heap = [(len(self.places[n]), next(order), n) for n in own]
        heapq.heapify(heap)
        while len(heap) > 1 and (most is None or heap[0][0] * min(heap[1:3])[0] <= most):
            other, one = heapq.heappop(heap)[2], heapq.heappop(heap)[2]
            places = self.places[one] + self.places[other][:, None]
            reached = np.zeros(int(places[-1, -1]) + 1, dtype=np.bool_)
            reached[places] = True
            self.places.append(reached.nonzero()[0])
            into = reached.cumsum()[places] - 1  # many times as fast as np.unique: the places are no large numbers
            self._sums.append(_Sum(one, other, len(self.places[-1]), tuple(_runs(into))))
            heapq.heappush(heap, (len(self.places[-1]), next(order), len(self.places) - 1))
        return [n for _size, _order, n in heap]

    def chances(self, chances: Sequence[Floats]) -> list[Floats]:
        """Return the chances of the pieces and of their sums, in the order of `places`.

        Parameters
        ----------
        chances : sequence of ndarray, shape (n_results, n_nodes or 1, n_units or 1)
            For each piece.
        """
        held = list(chances)
        for add in self._sums:
            one, other = held[add.one], held[add.other]
            total = np.zeros((add.size, *np.broadcast_shapes(one.shape[1:], other.shape[1:])))
            for into, chance in zip(add.into, other, strict=True):
                total[into] += one * chance
            held.append(total)
        return held


def _runs(into: Ints) -> Iterator[slice | Ints]:
    """Yield rows of ascending places, as slices where they follow each other."""
    width = into.shape[1] - 1
    for row, first, last in zip(into, into[:, 0].tolist(), into[:, -1].tolist(), strict=True):
        yield slice(first, last + 1) if last - first == width else row
