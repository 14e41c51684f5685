"""The simulated result: the same figures as the exact one, each with its standard error."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from math import sqrt
from typing import TYPE_CHECKING, Any

import numpy as np

from kaohe_tools.errors import ModelError
from kaohe_tools.locale import Text, _, text
from kaohe_tools.model import Scheme
from kaohe_tools.simulate.models import OutcomeModel
from kaohe_tools.simulate.ranks import Ranks, Ties
from kaohe_tools.simulate.states import Floats, Ints
from kaohe_tools.simulate.summary import QUANTILES, GradeShares, grains, ordered_lines, rounded

if TYPE_CHECKING:
    import pandas as pd

_BLOCK = 2**24
_ROUNDING = 1e-9


@dataclass(frozen=True, eq=False)
class Estimate:
    """A simulated figure (or an array of them) and its standard error."""

    value: Floats
    error: Floats


@dataclass(frozen=True, kw_only=True, eq=False)
class Sampled:
    """Totals drawn at random.

    Attributes
    ----------
    asked : int
        Replications that were asked for; fewer are held where the simulation was stopped.
    totals : ndarray, shape (n_replications, n_units), int64
        In grains, as :func:`kaohe_tools.score` gives them.
    items : ndarray, shape (n_replications, n_indicators), int64
        Each indicator's points, summed over the units, in grains.
    """

    scheme: Scheme
    model: OutcomeModel
    seed: int
    asked: int
    grain: Decimal
    totals: Ints = field(repr=False)
    items: Ints = field(repr=False)

    def __repr__(self) -> str:
        """Say how many units and replications there are."""
        return f"<Sampled {self.scheme.title!r}: {len(self.units)} units, {self.replications} replications>"

    @property
    def units(self) -> tuple[str, ...]:
        """The units' names, in the order of the arrays."""
        return self.model.units

    @property
    def replications(self) -> int:
        """How many replications are held."""
        return len(self.totals)

    @property
    def stopped(self) -> bool:
        """Whether fewer replications are held than were asked for."""
        return self.replications < self.asked

    @cached_property
    def mean(self) -> Estimate:
        """Each unit's expected total, in points."""
        return _mean(self.totals, float(self.grain))

    @cached_property
    def sd(self) -> Estimate:
        """Each unit's standard deviation of the total, in points.

        The error follows from the fourth moment: var(s²) ≈ (m₄ - s⁴) / n.
        """
        second, fourth = np.zeros(len(self.units)), np.zeros(len(self.units))
        centre = self.totals.mean(axis=0)
        for block in self._blocks():
            away = (block - centre) ** 2
            second += away.sum(axis=0)
            fourth += (away**2).sum(axis=0)
        n = self.replications
        variance = second / (n - 1)
        spread = np.sqrt(np.maximum(fourth / n - variance**2, 0) / n)
        sd = np.sqrt(variance)
        error = np.divide(spread, 2 * sd, out=np.zeros_like(sd), where=sd > 0)
        return Estimate(np.asarray(sd * float(self.grain)), np.asarray(error * float(self.grain)))

    def at_least(self, line: Decimal) -> Estimate:
        """Return each unit's chance of a total of at least `line`."""
        return _share(self.totals >= grains(line, self.grain))

    def quantiles(self, levels: Sequence[float] = QUANTILES) -> Estimate:
        """Return each unit's quantiles of the total, in points; shape (n_units, n_levels).

        The error is half the distance between the quantiles one standard error of their level apart.
        """
        n = self.replications
        off = [sqrt(q * (1 - q) / n) for q in levels]
        wanted = [*levels, *(q - o for q, o in zip(levels, off, strict=True))]
        wanted += [q + o for q, o in zip(levels, off, strict=True)]
        at = [min(n - 1, max(0, int(np.ceil(q * n - _ROUNDING)) - 1)) for q in wanted]
        found = np.empty((len(self.units), len(at)))
        for units in _columns(self.totals):
            found[units] = np.partition(self.totals[:, units], sorted(set(at)), axis=0)[at].T
        value, low, high = np.split(found * float(self.grain), 3, axis=1)
        return Estimate(value, (high - low) / 2)

    def grade_shares(self, lines: Mapping[str, Decimal], rest: str = "") -> GradeShares:
        """Return how likely each unit gets each grade; see :meth:`Simulation.grade_shares`.

        The error of a share over all units counts what they have in common.
        """
        grades, ordered = ordered_lines(lines, rest)
        floors = [grains(line, self.grain) for line in ordered]
        chances, errors, shares = [], [], []
        for n in range(len(grades)):
            inside = np.ones(self.totals.shape, dtype=np.bool_)
            if n < len(floors):
                inside &= self.totals >= floors[n]
            if n:
                inside &= self.totals < floors[n - 1]
            one = _share(inside)
            chances.append(one.value)
            errors.append(one.error)
            shares.append(float(_mean(inside.mean(axis=1)[:, None], 1.0).error[0]))
        return GradeShares(
            units=self.units,
            grades=grades,
            lines=ordered,
            chances=np.stack(chances, axis=1),
            errors=np.stack(errors, axis=1),
            share_errors=np.array(shares),
        )

    def expected_ranks(self, ties: Ties = Ties.BEST) -> Estimate:
        """Return each unit's expected rank."""
        first, second = np.zeros(len(self.units)), np.zeros(len(self.units))
        for block in self._blocks():
            ranks = ranked(block, ties)
            first += ranks.sum(axis=0)
            second += (ranks**2).sum(axis=0)
        n = self.replications
        mean = first / n
        variance = np.maximum(second / n - mean**2, 0) * n / (n - 1)
        return Estimate(mean, np.sqrt(variance / n))

    def rank_chances(self, ties: Ties = Ties.BEST) -> Ranks:
        """Return how likely each unit gets each rank."""
        n = len(self.units)
        steps = 2 if ties is Ties.AVERAGE else 1
        length = steps * (n - 1) + 1
        counts = np.zeros(n * length)
        for block in self._blocks():
            at = np.rint((ranked(block, ties) - 1) * steps).astype(np.int64) + np.arange(n) * length
            counts += np.bincount(at.ravel(), minlength=n * length)
        chances = counts.reshape(n, length) / self.replications
        return Ranks(
            units=self.units,
            ties=ties,
            ranks=1 + np.arange(length) / steps,
            chances=chances,
            errors=np.sqrt(chances * (1 - chances) / self.replications),
        )

    def less(self, other: Sampled) -> Estimate:
        """Return each unit's expected change from another scheme's (or model's) totals, drawn with the same luck.

        Raises
        ------
        ModelError
            If the two do not have the same units and the same seed.
        """
        if other.units != self.units or other.seed != self.seed:
            raise ModelError(_("two simulations are compared unit by unit; they need the same units and the same seed"))
        n = min(self.replications, other.replications)
        value, error = np.empty(len(self.units)), np.empty(len(self.units))
        for units in _columns(self.totals):
            own, others = self.totals[:n, units], other.totals[:n, units]
            change = _mean(own * float(self.grain) - others * float(other.grain), 1.0)
            value[units], error[units] = change.value, change.error
        return Estimate(value, error)

    def indicators(self) -> pd.DataFrame:
        """Return for each indicator the expected points of a unit and their standard error."""
        import pandas as pd

        mean = _mean(self.items, float(self.grain) / len(self.units))
        return pd.DataFrame(
            {
                "indicator": [i.id for i in self.scheme.indicators],
                "points": [float(i.points or 0) for i in self.scheme.indicators],
                "mean": mean.value,
                "error": mean.error,
            }
        )

    @property
    def said(self) -> tuple[Text, ...]:
        """The result in plain words."""
        whole = _mean(self.totals.mean(axis=1)[:, None], float(self.grain))
        first = text(
            "{n} replications with seed {seed}: the expected total is {mean}, give or take {error}.",
            n=self.replications,
            seed=self.seed,
            mean=rounded(float(whole.value[0])),
            error=Decimal(f"{2 * float(whole.error[0]):.2g}"),
        )
        if not self.stopped:
            return (first,)
        return (
            first,
            text("It was stopped after {done} of {asked} replications.", done=self.replications, asked=self.asked),
        )

    def to_frame(self) -> pd.DataFrame:
        """Return one row per unit: ``unit``, then ``mean``, ``sd``, ``q05`` … with their errors (``mean_error`` …)."""
        import pandas as pd

        held = self.quantiles()
        columns = {"mean": (self.mean.value, self.mean.error), "sd": (self.sd.value, self.sd.error)}
        for n, level in enumerate(QUANTILES):
            columns[f"q{round(level * 100):02d}"] = (held.value[:, n], held.error[:, n])
        flat: dict[str, Any] = {}
        for name, (value, error) in columns.items():
            flat |= {name: value, f"{name}_error": error}
        return pd.DataFrame({"unit": list(self.units), **flat})

    def to_dict(self) -> dict[str, Any]:
        """Return JSON data: what is assumed, the seed, every unit's figures with their errors."""
        return {
            "method": "monte carlo",
            "seed": self.seed,
            "replications": self.replications,
            "assumptions": [str(a) for a in self.model.assumptions()],
            "said": [str(s) for s in self.said],
            "units": self.to_frame().to_dict(orient="records"),
        }

    def _blocks(self) -> Iterator[Ints]:
        size = max(1, _BLOCK // (8 * len(self.units)))
        for at in range(0, self.replications, size):
            yield self.totals[at : at + size]


def ranked(totals: Ints, ties: Ties) -> Floats:
    """Return the ranks within each row, the highest total first."""
    order = np.argsort(-totals, axis=1, kind="stable")
    ordered = np.take_along_axis(totals, order, axis=1)
    places = np.broadcast_to(np.arange(totals.shape[1], dtype=np.float64), totals.shape)
    if ties is not Ties.ORDER:
        differs = ordered[:, 1:] != ordered[:, :-1]
        edge = np.ones((len(totals), 1), dtype=np.bool_)
        best = np.maximum.accumulate(np.where(np.hstack([edge, differs]), places, 0), axis=1)
        if ties is Ties.AVERAGE:
            most = totals.shape[1]
            last = np.where(np.hstack([differs, edge]), places, most)
            best = (best + np.minimum.accumulate(last[:, ::-1], axis=1)[:, ::-1]) / 2
        places = best
    result = np.empty(totals.shape)
    np.put_along_axis(result, order, places + 1, axis=1)
    return result


def _mean(values: Floats | Ints, scale: float) -> Estimate:
    """Return means over the replications and their standard errors."""
    sd = np.empty(values.shape[1])
    for columns in _columns(values):
        sd[columns] = values[:, columns].std(axis=0, ddof=1)
    return Estimate(np.asarray(values.mean(axis=0) * scale), sd / sqrt(len(values)) * scale)


def _columns(values: Floats | Ints) -> Iterator[slice]:
    """Yield a few columns at a time, so that what is made of them stays small."""
    size = max(1, _BLOCK // (8 * len(values)))
    for at in range(0, values.shape[1], size):
        yield slice(at, at + size)


def _share(flags: np.ndarray) -> Estimate:
    share = flags.mean(axis=0)
    return Estimate(share, np.sqrt(share * (1 - share) / len(flags)))
