"""How sure the ranks are when the points could as well be a little different."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from kaohe_tools.analysis.items import rounded
from kaohe_tools.analysis.marks import Floats
from kaohe_tools.errors import AnalysisError
from kaohe_tools.locale import Text, _, text
from kaohe_tools.model import Path, Scheme
from kaohe_tools.scoring import Allocations, Events, Figures, Rescored, Stated, rescore
from kaohe_tools.scoring.scores import Ints

if TYPE_CHECKING:
    import pandas as pd

FINE = Decimal("0.001")
"""Drawn points are rounded to this: much finer than a tick, coarse enough to be exact."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RankRange:
    """One unit's ranks over the draws.

    Attributes
    ----------
    rank : int
        Under the scheme's own points.
    low, high : int
        The 5th and the 95th percentile of its ranks: better and worse end (the nearest rank drawn).
    kept : float
        The share of draws in which it keeps its rank.
    """

    unit: str
    rank: int
    low: int
    high: int
    kept: float


@dataclass(frozen=True, kw_only=True)
class Robustness:
    """Ranks under many allocations around the scheme's points.

    Attributes
    ----------
    by : Fraction
        How far each indicator's points were drawn from its own, evenly and each by itself.
    draws, seed : int
    shift : float
        The mean number of places by which a unit moves, over units and draws (R̄ of Saisana, Saltelli
        and Tarantola 2005, doi:10.1111/j.1467-985X.2005.00350.x).
    rows : tuple of RankRange
        The units with a total, the best first.
    note : Text or None
        For which indicators points were changed in proportion, without the rules.
    """

    by: Fraction
    draws: int
    seed: int
    shift: float
    rows: tuple[RankRange, ...]
    note: Text | None

    @property
    def said(self) -> tuple[Text, ...]:
        """What a reader wants to know first."""
        sure = sum(r.low == r.high == r.rank for r in self.rows)
        lines = [
            text(
                "Points drawn within ±{by} of their own ({n} draws, seed {seed}): "
                "a unit moves by {shift} places on average.",
                by=self.by, n=self.draws, seed=self.seed, shift=rounded(self.shift),
            ),
            text("{sure} of {of} units keep their rank in nine draws of ten.", sure=sure, of=len(self.rows)),
        ]  # fmt: skip
        if self.rows:
            widest = max(self.rows, key=lambda r: r.high - r.low)
            if widest.high > widest.low:
                lines.append(text("Least sure: {unit}, rank {rank}, between {low} and {high} in nine draws of ten.",
                                  unit=widest.unit, rank=widest.rank, low=widest.low, high=widest.high))  # fmt: skip
        return tuple(lines) if self.note is None else (*lines, self.note)

    def to_frame(self) -> pd.DataFrame:
        """Return one row per unit: ``unit``, ``rank``, ``low``, ``high``, ``kept``, ``scaled``."""
        import pandas as pd

        names = ("unit", "rank", "low", "high", "kept")
        columns = {name: [getattr(r, name) for r in self.rows] for name in names}
        return pd.DataFrame({**columns, "scaled": self.note is not None})


def robustness(
    scheme: Scheme,
    events: Events,
    *,
    by: Fraction = Fraction(1, 10),
    draws: int = 1000,
    seed: int = 0,
    figures: Figures = Figures.SCALE,
    stated: Stated | None = None,
    bonus_cap: Decimal | None = None,
    group_caps: Mapping[Path, Decimal] | None = None,
) -> Robustness:
    """Return how ranks vary when every indicator's points are drawn around their own.

    Each indicator's points are multiplied by a number drawn evenly from 1 - by to 1 + by, each by
    itself. Their sum is not held to the scheme's total: with figures in proportion, multiplying all
    points by one number changes no rank (bonuses apart).

    Parameters
    ----------
    by : Fraction
        Above 0, at most 1: 1/10 is ±10 %.
    seed : int
        The same seed gives the same figures.

    Raises
    ------
    AnalysisError
        If `by` or `draws` cannot be.
    """
    check_spread(by, draws)
    rng = np.random.default_rng(seed)
    factors = rng.uniform(1 - float(by), 1 + float(by), (draws, len(scheme.indicators)))
    many = rescore(
        drawn(scheme, factors), events, figures=figures, stated=stated, bonus_cap=bonus_cap, group_caps=group_caps
    )
    base = rescore(
        Allocations.of(scheme, [{}]), events, figures=figures, stated=stated, bonus_cap=bonus_cap, group_caps=group_caps
    )
    own = base.ranks[0]
    places = [int(n) for n in np.flatnonzero(many.counted)]
    rows = sorted((_range(many.units[n], int(own[n]), many.ranks[:, n]) for n in places), key=lambda r: r.rank)
    return Robustness(
        by=by,
        draws=draws,
        seed=seed,
        shift=float(shifts(many, own).mean()) if places else 0.0,
        rows=tuple(rows),
        note=many.note,
    )


def check_spread(by: Fraction, draws: int) -> None:
    """Refuse a spread or a number of draws that cannot be."""
    if not 0 < by <= 1:
        raise AnalysisError(
            _("points can be drawn within 0 to 100 % of their own, not {by} %").format(by=float(by) * 100)
        )
    if draws < 1:
        raise AnalysisError(_("there must be at least one draw"))


def drawn(scheme: Scheme, factors: Floats) -> Allocations:
    """Return the scheme's points times some factors, a row for each allocation."""
    now = np.array([float((i.points or 0) / FINE) for i in scheme.indicators])
    return Allocations(scheme=scheme, ticks=np.rint(factors * now).astype(np.int64), tick=FINE)


def shifts(many: Rescored, own: Ints) -> Floats:
    """Return for each allocation by how many places a unit moves on average."""
    counted = many.counted
    moved: Floats = np.abs(many.ranks[:, counted] - own[counted]).mean(axis=1)
    return moved


def _range(unit: str, rank: int, ranks: Ints) -> RankRange:
    low, high = (int(q) for q in np.quantile(ranks, (0.05, 0.95), method="nearest"))
    return RankRange(unit=unit, rank=rank, low=low, high=high, kept=float((ranks == rank).mean()))
