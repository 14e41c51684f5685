"""Fourier transforms of sums of independent pieces on a grid.

A piece has few results, so its transform is one small matrix product. A piece whose results lie k
cells apart has a transform that repeats k times: pieces of equal step are multiplied on the shorter
range first, and the product is then repeated (a scheme's points mostly lie on halves, though a few
rules need a grid of 0.05). Before that, small pieces of equal step are added as they are: fewer
products of transforms are left.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import gcd, lcm

import numpy as np
from numpy.typing import NDArray

from kaohe_tools.simulate.products import multiplied
from kaohe_tools.simulate.states import Floats, Ints
from kaohe_tools.simulate.sums import Sums

Complexes = NDArray[np.complex128]


class Spectrum:
    """Transforms of sums whose pieces have results at given places.

    Attributes
    ----------
    points : int
        Length of the transform; at least the length asked for.
    frequencies : int
        How many of its frequencies are kept: distributions are real, so half of them and one.
    """

    def __init__(self, places: Sequence[Ints], length: int) -> None:
        from scipy.fft import next_fast_len

        steps = [int(np.gcd.reduce(at)) for at in places]
        whole = 1
        for step in sorted(set(steps)):
            if lcm(whole, step) <= length:
                whole = lcm(whole, step)
        self.points = whole * int(next_fast_len(-(-length // whole), real=True))
        self.frequencies = self.points // 2 + 1
        steps = [gcd(step, whole) for step in steps]
        self._into = _finer(set(steps))
        self._sums = Sums(places)
        held = self._sums.places
        left: list[int] = []
        for step in self._into:
            own = [n for n, other in enumerate(steps) if other == step]
            left += self._sums.add(own, self.points // step // 2 + 1)
        self._left = sorted(left)
        self._steps = [gcd(int(np.gcd.reduce(held[n])), whole) for n in self._left]
        turns = np.exp(-2j * np.pi * np.arange(self.points) / self.points)
        self._waves = [
            _waves(held[n], turns, self.points // step // 2 + 1)
            for n, step in zip(self._left, self._steps, strict=True)
        ]

    def bytes(self, nodes: int) -> int:
        """Return how much is held for a unit while its transforms are worked out."""
        return 16 * self.frequencies * nodes

    def gathered(self, chances: Sequence[Floats]) -> list[Floats]:
        """Return the chances of what :meth:`product` takes: small pieces of equal step are added.

        Parameters
        ----------
        chances : sequence of ndarray, shape (n_results, n_nodes or 1, n_units or 1)
            For each piece.
        """
        held = self._sums.chances(chances)
        return [held[n] for n in self._left]

    def product(self, chances: Sequence[Floats]) -> Complexes:
        """Return the transform of the sum, of shape (n_nodes or 1, n_units or 1, n_frequencies).

        Parameters
        ----------
        chances : sequence of ndarray
            As :meth:`gathered` gives them, for all of the units or some.
        """
        factors = self._factors(chances)
        shape = np.broadcast_shapes((1, 1), *(factor.shape[:2] for factor in factors))
        whole = next((f for f in factors if f.shape == (*shape, self.frequencies)), None)
        result = np.ones((*shape, self.frequencies), dtype=np.complex128) if whole is None else whole
        for at, parts in self._slices([f for f in factors if f is not whole]):
            for part in parts:
                np.multiply(result[..., at], part, out=result[..., at])
        return result

    def mean(self, chances: Sequence[Floats], weights: Floats) -> Complexes:
        """Return the transform of the sum, summed over the nodes with weights; shape (n_units, n_frequencies).

        Parameters
        ----------
        chances : sequence of ndarray
            As for :meth:`product`.
        weights : ndarray, shape (n_nodes, n_units)
        """
        result = np.empty((weights.shape[1], self.frequencies), dtype=np.complex128)
        for at, parts in self._slices(self._factors(chances)):
            first = weights[..., None] * parts[0] if parts else weights[..., None].astype(np.complex128)
            for part in parts[1:-1]:
                first = first * part
            if len(parts) > 1:
                np.einsum("zuf,zuf->uf", first, np.broadcast_to(parts[-1], first.shape), out=result[:, at])
            else:
                result[:, at] = first.sum(axis=0)
        return result

    def _factors(self, chances: Sequence[Floats]) -> list[Complexes]:
        """Return transforms whose product is that of the sum; each is one period long, or all that is kept."""
        by_step: dict[int, dict[tuple[int, int], Complexes]] = {step: {} for step in self._into}
        spare: dict[tuple[int, int], Floats] = {}  # the same memory for one transform after the other
        for given, step, waves in zip(chances, self._steps, self._waves, strict=True):
            shape = given.shape[1:]
            rows = given.reshape(len(given), -1).T
            if shape not in by_step[step]:
                by_step[step][shape] = multiplied(rows, waves).view(np.complex128).reshape(*shape, -1)
                continue
            key = len(rows), waves.shape[1]
            spare[key] = multiplied(rows, waves, spare.get(key))
            by_step[step][shape] *= spare[key].view(np.complex128).reshape(*shape, -1)
        found = list(by_step[1].values())
        for step, into in self._into.items():
            for shape, factor in by_step[step].items() if step > 1 else ():
                period = self.points // step
                whole = np.concatenate([factor, factor[..., period - factor.shape[-1] : 0 : -1].conj()], axis=-1)
                if into > 1:
                    self._repeat(by_step[into], shape, whole, into)
                else:
                    found.append(whole)
        return sorted(found, key=lambda factor: -factor.shape[0] * factor.shape[1])

    def _repeat(
        self, held: dict[tuple[int, int], Complexes], shape: tuple[int, int], whole: Complexes, into: int
    ) -> None:
        """Multiply what is held for steps of `into` cells by a transform of a shorter period, repeated."""
        length, period = self.points // into // 2 + 1, whole.shape[-1]
        new = shape not in held
        if new:
            held[shape] = np.empty((*shape, length), dtype=np.complex128)
        for at in range(0, length, period):
            part = held[shape][..., at : at + period]
            once = whole[..., : part.shape[-1]]
            np.copyto(part, once) if new else np.multiply(part, once, out=part)

    def _slices(self, factors: Sequence[Complexes]) -> Iterator[tuple[slice, list[Complexes]]]:
        """Yield stretches of frequencies over which no factor starts anew, with each factor's part."""
        ends = {self.frequencies}
        for factor in factors:
            ends.update(range(factor.shape[-1], self.frequencies, factor.shape[-1]))
        start = 0
        for end in sorted(ends):
            first = [start % factor.shape[-1] for factor in factors]
            parts = [f[..., at : at + end - start] for f, at in zip(factors, first, strict=True)]
            yield slice(start, end), parts
            start = end


def _waves(places: Ints, turns: Complexes, frequencies: int) -> Floats:
    """Return exp(-2πi f v / n) at the results v; shape (n_results, 2 n_frequencies), real and imaginary in turn."""
    at = np.outer(places, np.arange(frequencies)) % len(turns)
    return np.ascontiguousarray(turns[at]).view(np.float64)


def _finer(steps: set[int]) -> dict[int, int]:
    """Return for each step, the coarsest first, the next finer one that divides it; 1 at last."""
    ordered = sorted(steps | {1}, reverse=True)
    return {step: next((other for other in ordered if other < step and step % other == 0), 1) for step in ordered}
