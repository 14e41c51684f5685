"""Exact distributions of total scores: independent pieces convolved on the scheme's own grid.

Given the common factor, a total is a sum of independent pieces (:mod:`.pieces`), and the discrete Fourier
transform of its distribution is the product of theirs (:mod:`.spectrum`). The grid is as long as the
sum can reach, so nothing wraps round. The mean over the factor is taken of the transforms (it is
linear) and turned back once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, reduce
from math import gcd

import numpy as np

from kaohe_tools.errors import NoExactFormError
from kaohe_tools.locale import _
from kaohe_tools.model import Path, Scheme
from kaohe_tools.scoring.plan import make_plan
from kaohe_tools.simulate.models import OutcomeModel
from kaohe_tools.simulate.pieces import Piece, Pieces, Veto, take_apart
from kaohe_tools.simulate.quadrature import given_factor, nodes_for, normal_nodes
from kaohe_tools.simulate.spectrum import Complexes, Spectrum
from kaohe_tools.simulate.states import Bools, Floats, Ints, Slots

MOST_CELLS = 2**18
"""A finer grid of total scores is left to Monte Carlo."""
_BLOCK = 2**20
"""Bytes of transforms worked on at a time; they should stay in the processor's cache."""
_CHANCES = 2**26
"""Bytes of the pieces' chances held at a time."""
_NOISE = 1e-15
"""Chances below this are rounding of the transforms."""


@dataclass(frozen=True, slots=True)
class Lattice:
    """The total scores that can be, in grains: `low`, `low` + `step` …, `cells` of them."""

    low: int
    step: int
    cells: int

    @property
    def scores(self) -> Ints:
        """The scores in grains."""
        return self.low + self.step * np.arange(self.cells, dtype=np.int64)


class Engine:
    """Distributions of totals under a scheme and a model."""

    def __init__(
        self,
        scheme: Scheme,
        model: OutcomeModel,
        bonus_cap: Decimal | None,
        group_caps: Mapping[Path, Decimal],
        nodes: int | None,
    ) -> None:
        self.model = model
        plan = make_plan(scheme, bonus_cap, group_caps)
        model.check_slots(plan.slots)
        self.grain = plan.grain
        self.pieces = take_apart(plan, model)
        self.lattice = _lattice(self.pieces)
        shocks = [o.shock for o in model.outcomes]
        self.z, self.weights = normal_nodes(nodes or nodes_for(shocks)) if any(shocks) else (np.zeros(1), np.ones(1))
        self.first, self.of_unit = model.classes

    def mixed(self) -> Floats:
        """Return each class's distribution over all values of the factor; shape (n_classes, n_cells)."""
        result = np.empty((len(self.first), self.lattice.cells))
        for units, transform, survives in self._transforms(slice(None)):
            mean = np.tensordot(self.weights, transform, axes=(0, 0))
            result[units] = self._back(mean, None if survives is None else self.weights @ (1 - survives))
        return result

    def given_nodes(self, nodes: slice) -> Floats:
        """Return each class's distribution at some nodes of the factor; shape (n_nodes, n_classes, n_cells)."""
        result = np.empty((len(self.z[nodes]), len(self.first), self.lattice.cells))
        for units, transform, survives in self._transforms(nodes):
            result[:, units] = self._back(transform, None if survives is None else 1 - survives)
        return result

    def item_means(self) -> tuple[Ints, Floats, Floats]:
        """Return which items are assessed, each class's mean points (in grains), and its chance of the most."""
        held = self.pieces.items
        means = np.zeros((len(self.first), len(held)))
        full = np.zeros_like(means)
        given = Block(self.model, self.pieces, self.first, self.z)
        for n, piece in enumerate(held):
            chances = np.tensordot(self._weights_for(piece.part.chances(given)), piece.part.chances(given), (0, 1))
            means[:, n] = piece.values @ chances
            full[:, n] = chances[piece.values == self.pieces.plan.items[piece.item or 0].points].sum(axis=0)
        return np.array([p.item for p in held], dtype=np.int64), means, full

    def _weights_for(self, chances: Floats) -> Floats:
        return self.weights if chances.shape[1] > 1 else np.ones(1)

    def _transforms(self, nodes: slice) -> Iterator[tuple[slice, Complexes, Floats | None]]:
        """Yield for a few classes at a time the transforms at some nodes, and the chances that no veto strikes."""
        z = self.z[nodes]
        most = max(1, _CHANCES // (8 * len(z) * max(1, self._results)))
        few = max(1, _BLOCK // (16 * len(z) * self.spectrum.frequencies))
        for start in range(0, len(self.first), most):
            given = Block(self.model, self.pieces, self.first[start : start + most], z)
            chances = [piece.part.chances(given) for piece in self._moving]
            survives = self._survives(given) if self.pieces.vetoes else None
            for at in range(0, len(given.units), few):
                units = slice(at, min(at + few, len(given.units)))
                transform = self.spectrum.product([c if c.shape[2] == 1 else c[:, :, units] for c in chances])
                transform = np.broadcast_to(transform, (len(z), units.stop - units.start, self.spectrum.frequencies))
                spared = None if survives is None else survives[:, units]
                if spared is not None:
                    transform = transform * spared[..., None]
                yield slice(start + at, start + units.stop), transform, spared

    def _survives(self, given: Block) -> Floats:
        survives = np.ones((len(given.z), len(given.units)))
        for veto in self.pieces.vetoes:
            survives = survives * given.spared(veto)
        return survives

    def _back(self, transform: Complexes, struck: Floats | None) -> Floats:
        """Return distributions for transforms, with the chances of a veto put on a total of 0."""
        from scipy.fft import irfft

        lattice = self.lattice
        at = (self._sum_low - lattice.low) // lattice.step
        result = np.zeros((*transform.shape[:-1], lattice.cells))
        result[..., at : at + self._length] = irfft(transform, self.spectrum.points, axis=-1)[..., : self._length]
        np.multiply(result, result >= _NOISE, out=result)
        if struck is not None:
            result[..., -lattice.low // lattice.step] += struck
        result /= result.sum(axis=-1, keepdims=True)
        return result

    @cached_property
    def _sum_low(self) -> int:
        return sum(int(p.values.min()) for p in self.pieces.summands)

    @cached_property
    def _length(self) -> int:
        """How many cells the sum of the pieces can reach."""
        return sum(int(np.ptp(p.values)) for p in self.pieces.summands) // self.lattice.step + 1

    @cached_property
    def _moving(self) -> list[Piece]:
        """The pieces that can take more than one value."""
        return [p for p in self.pieces.summands if np.ptp(p.values)]

    @cached_property
    def _results(self) -> int:
        return sum(len(p.values) for p in self._moving)

    @cached_property
    def spectrum(self) -> Spectrum:
        """The transforms of sums on the lattice."""
        places = [(p.values - p.values.min()) // self.lattice.step for p in self._moving]
        return Spectrum(places, self._length)


class Block:
    """Some units (the first of each class) at some values of the factor."""

    def __init__(self, model: OutcomeModel, pieces: Pieces, units: Ints, z: Floats) -> None:
        self.model = model
        self.units = units
        self.z = z
        self._items = pieces.plan.items

    def chances(self, slot: Slots) -> Floats:
        """Return a slot's chances, neighbouring outcomes with the same effect together."""
        outcomes = self.model.outcomes[slot.at]
        grouped = np.add.reduceat(outcomes.chances[self.units].T, slot.starts, axis=0)
        return given_factor(grouped, outcomes.loading, self.z)

    def applies(self, item: int) -> Bools:
        """Return which of the units an indicator counts for."""
        types = self._items[item].types
        if not types or not self.model.unit_types:
            return np.ones(len(self.units), dtype=np.bool_)
        return np.array([self.model.unit_types[u] in ("", *types) for u in self.units], dtype=np.bool_)

    def spared(self, veto: Veto) -> Floats:
        """Return the chances that a veto does not strike; shape (n_nodes or 1, n_units)."""
        outcomes = self.model.outcomes[veto.slot.at]
        group = np.flatnonzero(outcomes.values[veto.slot.starts] == 0)
        spared = self.chances(veto.slot)[group].sum(axis=0)
        return np.asarray(np.where(self.applies(veto.item), spared, 1.0))


def _lattice(pieces: Pieces) -> Lattice:
    """Return the coarsest grid that holds every total."""
    low = sum(int(p.values.min()) for p in pieces.summands)
    high = low + sum(int(np.ptp(p.values)) for p in pieces.summands)
    steps = [int(v) for p in pieces.summands for v in np.unique(p.values - p.values.min())]
    if pieces.vetoes:
        steps.append(abs(low))
        low, high = min(low, 0), max(high, 0)
    step = reduce(gcd, steps, 0) or 1
    cells = (high - low) // step + 1
    if cells > MOST_CELLS:
        raise NoExactFormError(
            _(
                "the totals lie on a grid of {cells} scores, {step} points apart; more than {most} are not "
                "worked out exactly. Round the measured outcomes, or simulate by Monte Carlo"
            ).format(cells=cells, step=step * pieces.plan.grain, most=MOST_CELLS)
        )
    return Lattice(low, step, cells)
