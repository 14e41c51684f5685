"""Outcomes drawn at random from a model.

Every slot has its own stream of random numbers, named by its indicator, rule and tier, one number for
each replication and unit; a number of luck u gives the k-th outcome where u lies between the cumulative
chances F(k - 1) and F(k), given the common factor. Mostly that is the usual outcome, so only the others
are looked at any further.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np

from kaohe_tools.simulate.models import OutcomeModel, Outcomes
from kaohe_tools.simulate.quadrature import cumulative
from kaohe_tools.simulate.states import Floats, Ints

_LEAST = 2.0**-54


@dataclass(frozen=True, eq=False)
class _Slot:
    """A slot's outcomes, from the usual one at one end to the other.

    Attributes
    ----------
    name : str
        What its stream of random numbers is called.
    values : ndarray, shape (n_outcomes,)
    ends : ndarray, shape (n_outcomes - 1, n_classes)
        The cumulative chances between the outcomes for each class of units; normal quantiles of them where the factor
        has a part in the slot.
    passes : ufunc
        Whether luck lies beyond an end: ``>=`` where the usual outcome is the first, ``<`` where it is the last.
    loading : float
    """

    name: str
    values: Floats
    ends: Floats
    passes: np.ufunc
    loading: float

    def chosen(self, luck: Floats, z: Floats, of_unit: Ints) -> Floats:
        """Return the outcomes that numbers of luck give; shape (n_replications, n_units).

        Parameters
        ----------
        luck : ndarray, shape (n_replications, n_units)
        z : ndarray, shape (n_replications,)
            The common factor.
        of_unit : ndarray, shape (n_units,)
            Each unit's class.
        """
        found = np.full(luck.shape, self.values[0])
        if len(self.values) == 1:
            return found
        at = np.flatnonzero(self.passes(luck, self._given(self.ends[0], z[:, None])[..., of_unit]))
        left, year, unit = luck.ravel()[at], z[at // len(of_unit)], of_unit[at % len(of_unit)]
        for value, end in zip(self.values[1:], self.ends[1:], strict=False):
            found.ravel()[at] = value
            more = self.passes(left, self._given(end[unit], year))
            at, left, year, unit = at[more], left[more], year[more], unit[more]
        found.ravel()[at] = self.values[-1]
        return found

    def _given(self, ends: Floats, z: Floats) -> Floats:
        """Return cumulative chances, given the factor."""
        from scipy.special import ndtr

        if not self.loading:
            return ends
        chances: Floats = ndtr((ends - self.loading * z) / np.sqrt(1 - self.loading**2))
        return chances


class Draws:
    """Random outcomes of a model: the same seed gives the same ones, in whatever parts they are asked for."""

    def __init__(self, model: OutcomeModel, seed: int) -> None:
        self._seed = seed
        first, self._of_unit = model.classes
        self._slots = [_slot(o, first) for o in model.outcomes]

    def factor(self, start: int, count: int) -> Floats:
        """Return the common factor in some replications, counted from `start`."""
        from scipy.special import ndtri

        z: Floats = ndtri(np.maximum(_uniform(self._seed, "", start, count), _LEAST))
        return z

    def values(self, n: int, start: int, z: Floats) -> Floats:
        """Return what is recorded in the n-th slot of the model; shape (n_replications, n_units).

        Parameters
        ----------
        z : ndarray, shape (n_replications,)
            What :meth:`factor` gives for the replications from `start`.
        """
        units = len(self._of_unit)
        slot = self._slots[n]
        luck = _uniform(self._seed, slot.name, start * units, len(z) * units).reshape(len(z), units)
        return slot.chosen(luck, z, self._of_unit)


def _slot(o: Outcomes, first: Ints) -> _Slot:
    own = o.chances[first].T
    ends = cumulative(own) if o.loading else np.cumsum(own[:-1], axis=0)
    name = "\t".join(map(str, o.slot.key))
    if own[0].mean() >= own[-1].mean():
        return _Slot(name, o.values, ends, np.greater_equal, o.loading)
    return _Slot(name, o.values[::-1], ends[::-1], np.less, o.loading)


def _uniform(seed: int, name: str, start: int, count: int) -> Floats:
    """Return numbers from the stream of that name; each takes one step of the generator."""
    words = np.frombuffer(hashlib.blake2b(name.encode(), digest_size=16).digest(), dtype="<u4")
    bits = np.random.PCG64(np.random.SeedSequence(seed, spawn_key=tuple(map(int, words))))
    bits.advance(start)
    return np.random.Generator(bits).random(count)
