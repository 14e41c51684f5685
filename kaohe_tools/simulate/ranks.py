"""Exact ranks: expected rank, the distribution of each unit's rank, chances of the first k places.

Given the common factor, units are independent, so the number of others above a score is a sum of
independent flags (Poisson-binomial; Wang, "On the number of successes in independent trials",
Statistica Sinica 3, 1993). Leaving one unit out is done by products from both ends, of generating
functions at roots of unity: no division, so it is stable for every probability. Sums over scores and
over the factor are taken of the transforms, which are turned back once for each unit (Hong, "On
computing the distribution function for the Poisson binomial distribution", CSDA 59, 2013).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from kaohe_tools.errors import NoExactFormError
from kaohe_tools.locale import Text, _, text
from kaohe_tools.simulate.states import Floats
from kaohe_tools.simulate.summary import Simulation

if TYPE_CHECKING:
    import pandas as pd

    from kaohe_tools.simulate.exact import Engine

MOST_UNITS = 400
"""Whole distributions of ranks take work with the square of the number of units; more are left to Monte Carlo."""
_UNSEEN = 1e-14
"""Scores that all units together reach with a smaller chance are passed over."""
_BLOCK = 2**21
_HELD = 2**26
"""Bytes of transforms held at a time."""
_ROUNDING = 1e-12


class Ties(StrEnum):
    """What units with equal totals get."""

    BEST = "best"  # all of them the better rank: 1, 2, 2, 4
    AVERAGE = "average"  # the mean of their places: 1, 2.5, 2.5, 4
    ORDER = "order"  # places in the order in which the units are listed: 1, 2, 3, 4


@dataclass(frozen=True, kw_only=True, eq=False)
class Ranks:
    """How likely each unit gets each rank.

    Attributes
    ----------
    ranks : ndarray, shape (n_ranks,)
        1, 2 … (with halves where ties share the mean of their places).
    chances : ndarray, shape (n_units, n_ranks)
    errors : ndarray or None
        Standard errors of `chances`, where they are simulated.
    """

    units: tuple[str, ...]
    ties: Ties
    ranks: Floats
    chances: Floats
    errors: Floats | None = None

    @property
    def expected(self) -> Floats:
        """Each unit's expected rank."""
        result: Floats = self.chances @ self.ranks
        return result

    def top(self, k: int) -> Floats:
        """Return each unit's chance of a rank of at most `k`."""
        result: Floats = self.chances[:, self.ranks <= k].sum(axis=1)
        return result

    def intervals(self, level: float = 0.9) -> Floats:
        """Return for each unit the ranks between which it lies with this probability; shape (n_units, 2).

        As much is left out on either side, or less.
        """
        below = np.cumsum(self.chances, axis=1)
        ends = [np.argmax(below >= q - _ROUNDING, axis=1) for q in ((1 - level) / 2, (1 + level) / 2)]
        result: Floats = self.ranks[np.stack(ends, axis=1)]
        return result

    @property
    def said(self) -> Text:
        """How sure a rank is, in one sentence."""
        held = self.intervals()
        spans = held[:, 1] - held[:, 0] + 1
        widest = np.flatnonzero(spans == spans.max())
        figures = {
            "span": Decimal(f"{spans.mean():.1f}"),
            "n": len(self.units),
            "unit": self.units[widest[0]],
            "low": _place(held[widest[0], 0]),
            "high": _place(held[widest[0], 1]),
        }
        if len(widest) > 1:
            return text(
                "With nine chances in ten a unit's rank lies within {span} places (mean of {n} units); {many} are the "
                "least sure, among them {unit}, between {low} and {high}.",
                many=len(widest),
                **figures,
            )
        return text(
            "With nine chances in ten a unit's rank lies within {span} places (mean of {n} units); {unit}, the least "
            "sure, between {low} and {high}.",
            **figures,
        )

    def to_frame(self) -> pd.DataFrame:
        """Return one row per unit: ``unit``, ``expected``, and the ends ``low`` and ``high`` of nine chances in ten."""
        import pandas as pd

        held = self.intervals()
        return pd.DataFrame(
            {"unit": list(self.units), "expected": self.expected, "low": held[:, 0], "high": held[:, 1]}
        )

    def to_dict(self) -> dict[str, Any]:
        """Return JSON data."""
        return {"ties": str(self.ties), "said": str(self.said), "units": self.to_frame().to_dict(orient="records")}


def expected_ranks(simulation: Simulation, ties: Ties = Ties.BEST) -> Floats:
    """Return each unit's exact expected rank, for any number of units."""
    engine = simulation.engine
    if ties is not Ties.ORDER and not engine.pieces.vetoes:
        return 1 + _expected_by_transforms(engine, ties)[engine.of_unit]
    of_unit = engine.of_unit
    counts = np.bincount(of_unit, minlength=len(engine.first)).astype(np.float64)
    result = np.zeros(len(of_unit))
    for weight, pmf in _given(simulation):
        own = np.einsum("ij,ij->i", pmf, pmf)  # two units alike are level with this chance
        every = counts @ pmf
        above = np.cumsum(every[::-1])[::-1] - every
        rank = pmf @ above - (1 - own) / 2
        if ties is Ties.AVERAGE:
            rank += (pmf @ every - own) / 2
        of_units = rank[of_unit]
        if ties is Ties.ORDER:
            units = pmf[of_unit]
            earlier = np.cumsum(units, axis=0) - units
            of_units = of_units + np.einsum("ij,ij->i", units, earlier)
        result += weight * of_units
    return 1 + result


def _expected_by_transforms(engine: Engine, ties: Ties) -> Floats:
    """Return each class's expected number of places before it, without turning a single distribution back.

    Sums over scores of products of two distributions are sums over frequencies of products of their
    transforms (Parseval); only the sum over all units is turned back, once for each value of the factor.
    """
    from scipy.fft import irfft, rfft

    counts = np.bincount(engine.of_unit, minlength=len(engine.first)).astype(np.float64)
    points, frequencies = engine.frame.spectrum.points, engine.frame.spectrum.frequencies
    twice = np.full(frequencies, 2 / points)
    twice[0] = 1 / points
    if points % 2 == 0:
        twice[-1] = 1 / points
    result = np.zeros(len(engine.first))
    step = max(1, _HELD // (16 * len(engine.first) * frequencies))
    for at in range(0, len(engine.z), step):
        nodes = slice(at, at + step)
        for weight, own in zip(engine.weights[nodes], engine.transforms(nodes), strict=True):
            parts = own.view(np.float64)  # real and imaginary in turn
            every = irfft(np.einsum("i,ij->j", counts, parts).view(np.complex128), points)
            before = np.cumsum(every[::-1])[::-1] - every
            if ties is Ties.AVERAGE:
                before += every / 2
            others = np.einsum("ij,j->i", parts, (rfft(before) * twice).view(np.float64))
            alike = np.einsum("ij,ij->i", parts, parts * np.repeat(twice, 2))  # two units alike are level
            result += weight * (others - ((1 - alike) / 2 + (alike / 2 if ties is Ties.AVERAGE else 0)))
    return result


def rank_chances(simulation: Simulation, ties: Ties = Ties.BEST) -> Ranks:
    """Return the exact distribution of each unit's rank.

    Raises
    ------
    NoExactFormError
        If there are more than 400 units; :func:`~kaohe_tools.simulate.sample` ranks any number.
    """
    n = len(simulation.units)
    if n > MOST_UNITS:
        raise NoExactFormError(
            _(
                "the ranks of {n} units are not worked out exactly (at most {most}); simulate them by Monte Carlo"
            ).format(n=n, most=MOST_UNITS)
        )
    length = 2 * n - 1 if ties is Ties.AVERAGE else n
    waves = np.exp(2j * np.pi * np.arange(length // 2 + 1) / length)
    transform = np.zeros((n, len(waves)), dtype=np.complex128)
    for weight, classes in _given(simulation):
        pmf = classes[simulation.engine.of_unit]
        seen = pmf.sum(axis=0) > _UNSEEN
        above = np.cumsum(pmf[:, ::-1], axis=1)[:, ::-1] - pmf
        size = max(1, _BLOCK // (16 * n * len(waves)))
        places = np.flatnonzero(seen)
        for at in range(0, len(places), size):
            block = places[at : at + size]
            transform += weight * _leaving_one_out(pmf[:, block], above[:, block], waves, ties)
    chances = np.fft.irfft(transform.conj(), length, axis=1)
    chances = np.where(chances < _ROUNDING / 100, 0.0, chances)
    chances /= chances.sum(axis=1, keepdims=True)
    ranks = 1 + np.arange(length) / (2 if ties is Ties.AVERAGE else 1)
    return Ranks(units=simulation.units, ties=ties, ranks=ranks, chances=chances)


def _leaving_one_out(level: Floats, above: Floats, waves: np.ndarray, ties: Ties) -> np.ndarray:
    """Return for each unit the transform of the places before it, summed over its scores.

    `level` and `above`: chances that a unit has a score, or more; shape (n_units, n_scores).
    """
    more = waves - 1
    if ties is Ties.AVERAGE:
        before = after = 1 + level[..., None] * more + above[..., None] * (waves**2 - 1)
    else:
        after = 1 + above[..., None] * more
        before = after + level[..., None] * more if ties is Ties.ORDER else after
    n = len(level)
    heads = np.empty_like(before)
    heads[0] = 1
    for unit in range(1, n):
        np.multiply(heads[unit - 1], before[unit - 1], out=heads[unit])
    tail = np.ones_like(heads[0])
    result = np.empty((n, len(waves)), dtype=np.complex128)
    for unit in range(n - 1, -1, -1):
        result[unit] = level[unit] @ (heads[unit] * tail)
        tail *= after[unit]
    return result


def _given(simulation: Simulation) -> Iterator[tuple[float, Floats]]:
    """Yield each value of the factor: its weight, and each class's distribution."""
    engine = simulation.engine
    if len(engine.z) == 1:
        yield 1.0, simulation.by_class
        return
    step = max(1, 2**22 // simulation.by_class.size)
    for at in range(0, len(engine.z), step):
        nodes = slice(at, at + step)
        yield from zip(engine.weights[nodes].tolist(), engine.given_nodes(nodes), strict=True)


def _place(rank: float) -> Decimal:
    return Decimal(str(Fraction(rank).limit_denominator(2).numerator)) if rank == int(rank) else Decimal(f"{rank:.1f}")
