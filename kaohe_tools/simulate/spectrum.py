"""Fourier transforms of sums of independent pieces on a grid.

A piece has few results, so its transform is one small matrix product. A piece whose results lie k
cells apart has a transform that repeats k times: pieces of equal step are multiplied on the shorter
range first, and the product is then repeated (a scheme's points mostly lie on halves, though a few
rules need a grid of 0.05).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import gcd, lcm

import numpy as np
from numpy.typing import NDArray

from kaohe_tools.simulate.states import Floats, Ints

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

        steps = [gcd(*map(int, at)) for at in places]
        whole = 1
        for step in sorted(set(steps)):
            if lcm(whole, step) <= length:
                whole = lcm(whole, step)
        self.points = whole * int(next_fast_len(-(-length // whole), real=True))
        self.frequencies = self.points // 2 + 1
        self._steps = [gcd(step, whole) for step in steps]
        self._into = _finer(set(self._steps))
        turns = np.exp(-2j * np.pi * np.arange(self.points) / self.points)
        self._waves = [
            _waves(at, turns, self.points // step // 2 + 1) for at, step in zip(places, self._steps, strict=True)
        ]

    def product(self, chances: Sequence[Floats]) -> Complexes:
        """Return the transform of the sum.

        Parameters
        ----------
        chances : sequence of ndarray, shape (n_results, n_nodes or 1, n_units or 1)
            For each piece.

        Returns
        -------
        ndarray, shape (n_nodes or 1, n_units or 1, n_frequencies)
        """
        by_step: dict[int, dict[tuple[int, int], Complexes]] = {step: {} for step in self._into}
        for given, step, waves in zip(chances, self._steps, self._waves, strict=True):
            shape = given.shape[1:]
            piece = (given.reshape(len(given), -1).T @ waves).view(np.complex128).reshape(*shape, -1)
            _times(by_step[step], shape, piece)
        for step, into in self._into.items():
            if step > 1:
                for shape, factor in by_step[step].items():
                    self._repeat(by_step[into], shape, factor, step, into)
        held = sorted(by_step[1].values(), key=lambda array: -array.size)
        if not held:
            return np.ones((1, 1, self.frequencies), dtype=np.complex128)
        result = held[0]
        for factor in held[1:]:
            result = result * factor
        return result

    def _repeat(
        self, held: dict[tuple[int, int], Complexes], shape: tuple[int, int], factor: Complexes, step: int, into: int
    ) -> None:
        """Multiply what is held for steps of `into` cells by a transform for steps of `step`, repeated."""
        period, length = self.points // step, self.points // into // 2 + 1
        mirrored = factor[..., period - factor.shape[-1] : 0 : -1].conj()
        whole = np.concatenate([factor, mirrored], axis=-1)
        new = shape not in held
        if new:
            held[shape] = np.empty((*shape, length), dtype=np.complex128)
        for at in range(0, length, period):
            part = held[shape][..., at : at + period]
            once = whole[..., : part.shape[-1]]
            np.copyto(part, once) if new else np.multiply(part, once, out=part)


def _waves(places: Ints, turns: Complexes, frequencies: int) -> Floats:
    """Return exp(-2πi f v / n) at the results v; shape (n_results, 2 n_frequencies), real and imaginary in turn."""
    at = np.outer(places, np.arange(frequencies)) % len(turns)
    return np.ascontiguousarray(turns[at]).view(np.float64)


def _times(held: dict[tuple[int, int], Complexes], shape: tuple[int, int], factor: Complexes) -> None:
    if shape in held:
        held[shape] *= factor
    else:
        held[shape] = factor


def _finer(steps: set[int]) -> dict[int, int]:
    """Return for each step, the coarsest first, the next finer one that divides it; 1 at last."""
    ordered = sorted(steps | {1}, reverse=True)
    return {step: next((other for other in ordered if other < step and step % other == 0), 1) for step in ordered}
