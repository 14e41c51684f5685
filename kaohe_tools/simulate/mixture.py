"""The mean over the common factor of the distribution of a sum: coarse pieces by transforms, fine ones as they are.

A scheme's points mostly lie on halves, and a few rules need a grid of 0.05 or 0.1; whole transforms on
the fine grid would be many times as long for the sake of those few. So the pieces that lie on a coarse
grid are added by transforms on that grid (:mod:`.spectrum`), the others by themselves to one short table
(:mod:`.sums`). Given the factor, both are independent, and the chance of a pair of their sums, taken
over all values of the factor, is

    Σ_z w(z) F(j | z) C(i | z),

which is a matrix product for each unit, the nodes being what is summed over.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import gcd

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from kaohe_tools.simulate.products import multiplied
from kaohe_tools.simulate.spectrum import Complexes, Spectrum
from kaohe_tools.simulate.states import Floats, Ints
from kaohe_tools.simulate.sums import Sums

_AS_MANY = 128
"""A cell of the coarse grid costs its transforms about as much as so many fine results in the matrix product."""
_MOST_FINE = 512
"""More fine results take longer to add up than whole transforms do."""
_HELD = 2**21
"""Bytes of pairs of results worked on at a time."""


class Mixture:
    """Distributions of sums over all values of the factor; each piece has results at given places, from 0 upwards."""

    def __init__(self, places: Sequence[Ints], length: int) -> None:
        self.length = length
        steps = [int(np.gcd.reduce(at)) for at in places]
        self.step = _step(places, steps, length)
        self._coarse = [n for n, own in enumerate(steps) if own % self.step == 0]
        fine = [n for n, own in enumerate(steps) if own % self.step]
        coarse = [places[n] // self.step for n in self._coarse]
        self._cells = 1 + sum(int(at[-1]) for at in coarse)
        self._spectrum = Spectrum(coarse, self._cells)
        self._fine = fine
        self._sums = Sums([places[n] for n in fine])
        self._last = self._sums.add(range(len(fine)))
        self._places = self._sums.places[self._last[0]] if fine else np.zeros(1, dtype=np.int64)

    def bytes(self, nodes: int) -> int:
        """Return how much is held for a unit while its distribution is worked out."""
        return 16 * nodes * self._spectrum.points

    def gathered(self, chances: Sequence[Floats]) -> list[Floats]:
        """Return the chances of what :meth:`mean` takes: the sum of the fine pieces, then what is left of the others.

        Parameters
        ----------
        chances : sequence of ndarray, shape (n_results, n_nodes or 1, n_units or 1)
            For each piece.
        """
        fine = self._sums.chances([chances[n] for n in self._fine])
        coarse = self._spectrum.gathered([chances[n] for n in self._coarse])
        return [fine[self._last[0]] if fine else np.ones((1, 1, 1)), *coarse]

    def mean(self, chances: Sequence[Floats], weights: Floats) -> Floats:
        """Return the distributions of the sum, summed over the nodes with weights; shape (n_units, length).

        Parameters
        ----------
        chances : sequence of ndarray
            As :meth:`gathered` gives them, for all of the units or some.
        weights : ndarray, shape (n_nodes, n_units)
        """
        fine, *coarse_chances = chances
        if len(self._places) == 1:  # transforms are linear: their mean is turned back
            result = np.zeros((weights.shape[1], self.length))
            result[:, :: self.step] = self._back(self._spectrum.mean(coarse_chances, weights))
            return result
        coarse = self._back(self._spectrum.product(coarse_chances))
        weighted = weights * fine
        if len(coarse) == 1:  # the factor moves fine pieces only, if any
            return self._convolved(weighted.sum(axis=1), coarse[0])
        return self._summed(weighted, coarse)

    def _back(self, transforms: Complexes) -> Floats:
        from scipy.fft import irfft

        back: Floats = irfft(transforms, self._spectrum.points, axis=-1)
        return back[..., : self._cells]

    def _convolved(self, fine: Floats, coarse: Floats) -> Floats:
        """Return the distributions of the sums of a fine and a coarse result.

        A score is s = step · q + r with r < step. Its chance is the sum over t of the chances of step · t + r and
        of step · (q - t): a matrix product with one row for each r, and the coarse chances moved by t in the other
        matrix.

        Parameters
        ----------
        fine : ndarray, shape (n_results, n_units)
        coarse : ndarray, shape (n_units or 1, n_cells)
        """
        moved, rest = np.divmod(self._places, self.step)
        most = int(moved[-1])
        left = np.zeros((fine.shape[1], self.step, most + 1))
        left[:, rest, most - moved] = fine.T
        rows = sliding_window_view(np.pad(coarse, ((0, 0), (most, most))), self._cells + most, axis=1)
        found = np.empty((len(left), self.step, rows.shape[2]))
        few = max(1, _HELD // (8 * rows[0].size))
        for at in range(0, len(left), few):
            units = slice(at, at + few)
            own = rows if len(rows) == 1 else rows[units]
            found[units] = multiplied(left[units], np.ascontiguousarray(own))
        return self._in_order(found)

    def _summed(self, fine: Floats, coarse: Floats) -> Floats:
        """Return the distributions of the sums of a fine and a coarse result, summed over the nodes.

        Parameters
        ----------
        fine : ndarray, shape (n_results, n_nodes, n_units)
        coarse : ndarray, shape (n_nodes, n_units or 1, n_cells)
        """
        moved, rest = np.divmod(self._places, self.step)
        found = np.zeros((fine.shape[2], self.step, self._cells + int(moved[-1])))
        left = np.ascontiguousarray(fine.transpose(2, 0, 1))
        width = max(1, _HELD // (8 * len(left) * len(fine)))
        for at in range(0, self._cells, width):
            pairs = multiplied(left, coarse[..., at : at + width].swapaxes(0, 1))
            for n, (start, row) in enumerate(zip((moved + at).tolist(), rest.tolist(), strict=True)):
                found[:, row, start : start + pairs.shape[2]] += pairs[:, n]
        return self._in_order(found)

    def _in_order(self, found: Floats) -> Floats:
        """Return by score what is given by its rest and its quotient."""
        return found.swapaxes(1, 2).reshape(len(found), -1)[:, : self.length]


def _step(places: Sequence[Ints], steps: Sequence[int], length: int) -> int:
    """Return the step of the coarse grid with which there is the least to do.

    It is one that some of the pieces, whose own are `steps`, have in common; 1 leaves no fine pieces.
    """
    common = {1}
    for step in set(steps):
        common |= {gcd(step, other) for other in common} | {step}
    best, least = 1, (_AS_MANY + 1) * length
    for step in sorted(common - {0}):
        fine = [n for n, own in enumerate(steps) if own % step]
        grain = gcd(*(steps[n] for n in fine))
        results = 1 + sum(int(places[n][-1]) for n in fine) // max(1, grain)
        work = (_AS_MANY + results) * (length // step + 1)
        if work < least and results <= _MOST_FINE:
            best, least = step, work
    return best
