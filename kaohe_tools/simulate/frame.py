"""What is the same for all chances: a scheme's pieces, the grid of its totals, and the transforms on it.

A slider changes chances only, so the last few are kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache, reduce
from math import gcd

import numpy as np

from kaohe_tools.errors import NoExactFormError
from kaohe_tools.locale import _
from kaohe_tools.model import Path, Scheme
from kaohe_tools.scoring import Slot
from kaohe_tools.scoring.plan import make_plan
from kaohe_tools.simulate.mixture import Mixture
from kaohe_tools.simulate.models import check_slots
from kaohe_tools.simulate.pieces import Piece, Pieces, take_apart
from kaohe_tools.simulate.spectrum import Spectrum
from kaohe_tools.simulate.states import Ints

MOST_CELLS = 2**18
"""A finer grid of total scores is left to Monte Carlo."""
_SEEN = 2**24
"""The GNU C library hands freed memory back to the system unless it has seen a block of such a size freed (man 3
mallopt, M_MMAP_THRESHOLD). Getting it again, page by page, took a third of a simulation's time. Elsewhere nothing
changes.
"""


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


@dataclass(frozen=True, eq=False)
class Frame:
    """A scheme's pieces and the grid of their sums."""

    pieces: Pieces
    lattice: Lattice

    @cached_property
    def low(self) -> int:
        """The least sum of the pieces, in grains."""
        return sum(p.low for p in self.pieces.summands)

    @cached_property
    def length(self) -> int:
        """How many cells the sum of the pieces can reach."""
        return sum(p.span for p in self.pieces.summands) // self.lattice.step + 1

    @cached_property
    def moving(self) -> list[Piece]:
        """The pieces that can take more than one value."""
        return [p for p in self.pieces.summands if p.span]

    @cached_property
    def results(self) -> int:
        """How many results the pieces have that can take more than one."""
        return sum(len(p.values) for p in self.moving)

    @cached_property
    def places(self) -> list[Ints]:
        """Where the results of the moving pieces stand on the lattice, the least at 0."""
        found = {id(p.values): (p.values - p.low) // self.lattice.step for p in self.moving}
        return [found[id(p.values)] for p in self.moving]

    @cached_property
    def mixture(self) -> Mixture:
        """Distributions of sums over all values of the factor."""
        return Mixture(self.places, self.length)

    @cached_property
    def spectrum(self) -> Spectrum:
        """Transforms of sums at single values of the factor."""
        return Spectrum(self.places, self.length)


@lru_cache(maxsize=4)
def frame_of(
    scheme: Scheme,
    bonus_cap: Decimal | None,
    group_caps: tuple[tuple[Path, Decimal], ...],
    held: tuple[tuple[Slot, tuple[float, ...]], ...],
    typed: bool,
) -> Frame:
    """Return what is the same for all chances.

    Parameters
    ----------
    held : tuple of (Slot, values)
        What may be recorded, as :attr:`.models.OutcomeModel.held` has it.
    typed : bool
        Whether units have types.

    Raises
    ------
    ModelError
        If the scheme lacks something that is modelled.
    NoExactFormError
        If an item has too many results or the grid is too fine.
    """
    np.empty(_SEEN, dtype=np.uint8)  # is freed at once
    plan = make_plan(scheme, bonus_cap, dict(group_caps))
    check_slots((slot for slot, _values in held), plan.slots)
    pieces = take_apart(plan, held, typed)
    return Frame(pieces, _lattice(pieces))


def _lattice(pieces: Pieces) -> Lattice:
    """Return the coarsest grid that holds every total."""
    low = sum(p.low for p in pieces.summands)
    high = low + sum(p.span for p in pieces.summands)
    steps = [p.step for p in pieces.summands]
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
