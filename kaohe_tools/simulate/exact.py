"""Exact distributions of total scores: independent pieces convolved on the scheme's own grid.

Given the common factor, a total is a sum of independent pieces (:mod:`.pieces`). Its distribution over
all values of the factor is found by :mod:`.mixture`, that at a single value by the discrete Fourier transform,
which is the product of the pieces' (:mod:`.spectrum`). The grids are as long as the sums can reach, so nothing
wraps round.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from itertools import accumulate

import numpy as np

from kaohe_tools.model import Path, Scheme
from kaohe_tools.simulate.frame import frame_of
from kaohe_tools.simulate.mixture import Mixture
from kaohe_tools.simulate.models import OutcomeModel
from kaohe_tools.simulate.pieces import Pieces, Veto
from kaohe_tools.simulate.quadrature import given_factor, nodes_for, normal_nodes
from kaohe_tools.simulate.spectrum import Complexes, Spectrum
from kaohe_tools.simulate.states import Bools, Floats, Ints, Slots

_BLOCK = 2**21
"""Bytes of transforms worked on at a time; they should stay in the processor's cache."""
_CHANCES = 2**24
"""Bytes of the pieces' chances held at a time."""
_NOISE = 1e-15
"""Chances below this are rounding of the transforms."""


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
        frame = frame_of(scheme, bonus_cap, tuple(group_caps.items()), model.held, bool(model.unit_types))
        self.frame, self.pieces, self.lattice = frame, frame.pieces, frame.lattice
        self.grain = frame.pieces.plan.grain
        shocks = [o.shock for o in model.outcomes]
        self.z, self.weights = normal_nodes(nodes or nodes_for(shocks)) if any(shocks) else (np.zeros(1), np.ones(1))
        self.first, self.of_unit = model.classes

    def mixed(self) -> Floats:
        """Return each class's distribution over all values of the factor; shape (n_classes, n_cells)."""
        result = np.empty((len(self.first), self.lattice.cells))
        weights = self.weights[:, None]
        for units, chances, survives in self._chances(slice(None), self.frame.mixture):
            struck = None if survives is None else self.weights @ (1 - survives)
            own = np.broadcast_to(weights if survives is None else weights * survives, (len(weights), _length(units)))
            self._place(self.frame.mixture.mean(chances, own), struck, result[units])
        return result

    def given_nodes(self, nodes: slice) -> Floats:
        """Return each class's distribution at some nodes of the factor; shape (n_nodes, n_classes, n_cells)."""
        from scipy.fft import irfft

        spectrum = self.frame.spectrum
        result = np.empty((len(self.z[nodes]), len(self.first), self.lattice.cells))
        for units, chances, survives in self._chances(nodes, spectrum):
            transform = spectrum.product(chances)
            if survives is not None:
                transform = transform * survives[..., None]
            sums = irfft(transform, spectrum.points, axis=-1)[..., : self.frame.length]
            self._place(sums, None if survives is None else 1 - survives, result[:, units])
        return result

    def transforms(self, nodes: slice) -> Complexes:
        """Return the transforms of the sums at some nodes, before any veto; shape (n_nodes, n_classes, n_frequencies).

        All of them begin at the same score; they are as long as the frame's spectrum.
        """
        spectrum = self.frame.spectrum
        result = np.empty((len(self.z[nodes]), len(self.first), spectrum.frequencies), dtype=np.complex128)
        for units, chances, _survives in self._chances(nodes, spectrum):
            result[:, units] = spectrum.product(chances)
        return result

    def item_means(self) -> tuple[Ints, Floats, Floats]:
        """Return which items are assessed, each class's mean points (in grains), and its chance of the most."""
        held = self.pieces.items
        means = np.zeros((len(self.first), len(held)))
        full = np.zeros_like(means)
        given = Block(self.model, self.pieces, self.first, self.z)
        for n, piece in enumerate(held):
            own = piece.part.chances(given)
            chances = np.tensordot(self.weights if own.shape[1] > 1 else np.ones(1), own, (0, 1))
            means[:, n] = piece.values @ chances
            full[:, n] = chances[piece.values == self.pieces.plan.items[piece.item or 0].points].sum(axis=0)
        return np.array([p.item for p in held], dtype=np.int64), means, full

    def _chances(self, nodes: slice, into: Mixture | Spectrum) -> Iterator[tuple[slice, list[Floats], Floats | None]]:
        """Yield for a few classes at a time what `into` takes at some nodes, and the chances that no veto strikes."""
        z = self.z[nodes]
        most = max(1, _CHANCES // (8 * len(z) * max(1, self.frame.results)))
        few = max(1, _BLOCK // into.bytes(len(z)))
        for start in range(0, len(self.first), most):
            if len(self.first) <= most and len(z) == len(self.z):
                own, survives = self._all_chances
            else:
                own, survives = self._work_out(self.first[start : start + most], z)
            gathered = into.gathered(own)
            for at in range(0, min(most, len(self.first) - start), few):
                units = slice(at, min(at + few, most, len(self.first) - start))
                chances = [c if c.shape[2] == 1 else c[:, :, units] for c in gathered]
                spared = None if survives is None else survives[:, units]
                yield slice(start + at, start + units.stop), chances, spared

    @cached_property
    def _all_chances(self) -> tuple[list[Floats], Floats | None]:
        """What :meth:`_work_out` gives for all units at all nodes, kept where that is little."""
        return self._work_out(self.first, self.z)

    def _work_out(self, units: Ints, z: Floats) -> tuple[list[Floats], Floats | None]:
        """Return the pieces' chances, and the chances that no veto strikes."""
        given = Block(self.model, self.pieces, units, z)
        chances = [piece.part.chances(given) for piece in self.frame.moving]
        return chances, self._survives(given) if self.pieces.vetoes else None

    def _survives(self, given: Block) -> Floats:
        survives = np.ones((len(given.z), len(given.units)))
        for veto in self.pieces.vetoes:
            survives = survives * given.spared(veto)
        return survives

    def _place(self, sums: Floats, struck: Floats | None, out: Floats) -> None:
        """Fill in distributions on the whole lattice, with the chances of a veto put on a total of 0."""
        lattice = self.lattice
        at = (self.frame.low - lattice.low) // lattice.step
        end = at + self.frame.length
        out[..., :at] = out[..., end:] = 0
        np.multiply(sums, sums >= _NOISE, out=out[..., at:end])
        if struck is not None:
            out[..., -lattice.low // lattice.step] += struck
        out /= out.sum(axis=-1, keepdims=True)


class Block:
    """Some units (the first of each class) at some values of the factor."""

    def __init__(self, model: OutcomeModel, pieces: Pieces, units: Ints, z: Floats) -> None:
        self.model = model
        self.units = units
        self.z = z
        self._items = pieces.plan.items
        self._ends = list(accumulate((len(o.values) for o in model.outcomes), initial=0))
        self._rows = np.empty((self._ends[-1], len(units)))  # the slots' chances, one below the other
        if model.outcomes:
            np.concatenate([o.chances.take(units, axis=0).T for o in model.outcomes], out=self._rows)
        self._known: dict[tuple[float, ...], tuple[Floats, Floats]] = {}
        self._sums: dict[tuple[Hashable, ...], tuple[Sequence[Floats], Floats]] = {}

    def chances(self, slot: Slots) -> Floats:
        """Return a slot's chances, neighbouring outcomes with the same effect together.

        Many slots have the same chances, above all where nothing is known about them: those are worked out once.
        """
        loading = self.model.outcomes[slot.at].loading
        grouped = slot.together(self._rows[self._ends[slot.at] : self._ends[slot.at + 1]])
        key = loading, *grouped[:, 0].tolist()
        if key not in self._known or not np.array_equal(self._known[key][0], grouped):
            self._known[key] = grouped, given_factor(grouped, loading, self.z)
        return self._known[key][1]

    def once(self, form: Hashable, parts: Sequence[Floats], work: Callable[[], Floats]) -> Floats:
        """Return what `work` gives, done once for all sums of that form of the same arrays of chances."""
        key = form, *map(id, parts)
        if key not in self._sums:
            self._sums[key] = parts, work()  # the parts are held, so that no other array gets their id
        return self._sums[key][1]

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


def _length(units: slice) -> int:
    return int(units.stop - units.start)
