"""Fourier transforms of sums of independent pieces on a grid.

A piece has few results, so its transform is one small matrix product. A piece whose results lie k
cells apart has a transform that repeats k times: pieces of equal step are multiplied on the shorter
range first, and the product is then repeated (a scheme's points mostly lie on halves, though a few
rules need a grid of 0.05). Before that, small pieces of equal step are added as they are: fewer
products of transforms are left.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from math import gcd, lcm

import numpy as np
from numpy.typing import NDArray

from kaohe_tools.simulate.states import Floats, Ints

Complexes = NDArray[np.complex128]

_ALONE = 2**18
"""Up to so many multiplications OpenBLAS uses one thread; several wait for each other on a busy machine."""


@dataclass(frozen=True, eq=False)
class _Sum:
    """Two pieces added: which they are, and to which of the sum's results each pair of theirs leads.

    The results of `other` are gone through one by one, each with all results of `one`.
    """

    one: int
    other: int
    size: int
    into: tuple[slice | Ints, ...]


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

        steps = [gcd(*map(int, at)) for at in places]
        whole = 1
        for step in sorted(set(steps)):
            if lcm(whole, step) <= length:
                whole = lcm(whole, step)
        self.points = whole * int(next_fast_len(-(-length // whole), real=True))
        self.frequencies = self.points // 2 + 1
        steps = [gcd(step, whole) for step in steps]
        self._into = _finer(set(steps))
        self._sums: list[_Sum] = []
        held = list(places)
        left: list[int] = []
        for step in self._into:
            own = [n for n, other in enumerate(steps) if other == step]
            left += _pair(held, own, self.points // step // 2 + 1, self._sums)
        self._left = sorted(left)
        self._steps = [gcd(gcd(*map(int, held[n])), whole) for n in self._left]
        turns = np.exp(-2j * np.pi * np.arange(self.points) / self.points)
        self._waves = [
            _waves(held[n], turns, self.points // step // 2 + 1)
            for n, step in zip(self._left, self._steps, strict=True)
        ]

    def gathered(self, chances: Sequence[Floats]) -> list[Floats]:
        """Return the chances of what :meth:`product` takes: small pieces of equal step are added.

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
        result = np.ones((*shape, self.frequencies), dtype=np.complex128)
        for at, parts in self._slices(factors):
            for n, part in enumerate(parts):
                np.copyto(result[..., at], part) if n == 0 else np.multiply(result[..., at], part, out=result[..., at])
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
        for given, step, waves in zip(chances, self._steps, self._waves, strict=True):
            shape = given.shape[1:]
            piece = _multiplied(given.reshape(len(given), -1).T, waves).view(np.complex128).reshape(*shape, -1)
            if shape in by_step[step]:
                by_step[step][shape] *= piece
            else:
                by_step[step][shape] = piece
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


def _multiplied(rows: Floats, waves: Floats) -> Floats:
    """Return the matrix product, worked on in parts that are too small for threads to wait on each other."""
    width = max(1, _ALONE // (len(rows) * len(waves)))
    if width >= waves.shape[1]:
        return rows @ waves
    result = np.empty((len(rows), waves.shape[1]))
    for at in range(0, waves.shape[1], width):
        np.matmul(rows, waves[:, at : at + width], out=result[:, at : at + width])
    return result


def _pair(held: list[Ints], own: list[int], most: int, sums: list[_Sum]) -> list[int]:
    """Plan sums of pieces, the smallest first, up to `most` pairs of results each; return what is left."""
    order = count()
    heap = [(len(held[n]), next(order), n) for n in own]
    heapq.heapify(heap)
    while len(heap) > 1 and heap[0][0] * heapq.nsmallest(2, heap)[1][0] <= most:
        other, one = heapq.heappop(heap)[2], heapq.heappop(heap)[2]
        places, into = np.unique(held[one][None] + held[other][:, None], return_inverse=True)
        held.append(places)
        at = into.reshape(len(held[other]), -1)
        sums.append(_Sum(one, other, len(places), tuple(map(_run, at))))
        heapq.heappush(heap, (len(places), next(order), len(held) - 1))
    return [n for _size, _order, n in heap]


def _run(at: Ints) -> slice | Ints:
    """Return places as a slice where they follow each other."""
    return slice(int(at[0]), int(at[-1]) + 1) if at[-1] - at[0] == len(at) - 1 else at


def _finer(steps: set[int]) -> dict[int, int]:
    """Return for each step, the coarsest first, the next finer one that divides it; 1 at last."""
    ordered = sorted(steps | {1}, reverse=True)
    return {step: next((other for other in ordered if other < step and step % other == 0), 1) for step in ordered}
