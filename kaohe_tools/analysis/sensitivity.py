"""Which indicators' points the ranking depends on: Sobol indices."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from kaohe_tools.analysis.items import rounded
from kaohe_tools.analysis.marks import Floats
from kaohe_tools.analysis.robustness import check_spread, drawn, shifts
from kaohe_tools.errors import AnalysisError
from kaohe_tools.locale import Text, _, text
from kaohe_tools.model import Indicator, Path, Scheme
from kaohe_tools.scoring import Allocations, Events, Figures, Stated, rescore

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True)
class Indices:
    """Sobol indices of one factor, with half the width of their 95 % intervals (bootstrap).

    Attributes
    ----------
    first : float
        The share of the variance that goes if only this factor were fixed (Sobol 2001,
        doi:10.1016/S0378-4754(00)00270-6; estimator of Saltelli et al. 2010, doi:10.1016/j.cpc.2009.09.018).
    total : float
        The share that stays if all others were fixed, with everything it does together with them.
    """

    first: float
    first_half: float
    total: float
    total_half: float


@dataclass(frozen=True, kw_only=True)
class Sensitivity:
    """How much each indicator's points move the ranking.

    Attributes
    ----------
    rows : tuple of (Indicator, Indices)
        The one with the largest total index first. Indicators that cannot move a rank, because every
        unit has the same share of them, are not in it.
    variance : float
        Of the mean shift in rank; 0: no drawn points change any rank, and all indices are 0.
    note : Text or None
        For which indicators points were changed in proportion, without the rules.
    """

    by: Fraction
    samples: int
    seed: int
    variance: float
    rows: tuple[tuple[Indicator, Indices], ...]
    note: Text | None

    @property
    def said(self) -> tuple[Text, ...]:
        """The indicators that matter most, in words."""
        last = () if self.note is None else (self.note,)
        if not self.rows or self.variance == 0:
            return (text("Points within ±{by} of their own change no rank.", by=self.by), *last)
        first = tuple(
            text(
                "Row {row} ({label}): {first} (±{half}) of the movement in the ranking comes from its points alone, "
                "{total} (±{total_half}) with what they do together with others.",
                row=item.row, label=item.label, first=rounded(one.first), half=rounded(one.first_half),
                total=rounded(one.total), total_half=rounded(one.total_half),
            )
            for item, one in self.rows[:3]
        )  # fmt: skip
        return (*first, *last)

    def to_frame(self) -> pd.DataFrame:
        """Return one row per indicator: ``id``, ``label``, the indices with their half widths, ``scaled``."""
        import pandas as pd

        names = ("first", "first_half", "total", "total_half")
        rows = [(i.id, i.label, *(getattr(one, name) for name in names)) for i, one in self.rows]
        return pd.DataFrame(rows, columns=["id", "label", *names]).assign(scaled=self.note is not None)


def sensitivity(
    scheme: Scheme,
    events: Events,
    *,
    by: Fraction = Fraction(1, 10),
    samples: int = 256,
    seed: int = 0,
    figures: Figures = Figures.SCALE,
    stated: Stated | None = None,
    bonus_cap: Decimal | None = None,
    group_caps: Mapping[Path, Decimal] | None = None,
) -> Sensitivity:
    """Return how much of the movement in the ranking comes from which indicator's points.

    The movement is the mean number of places by which units move against the scheme's own ranking
    (Saisana, Saltelli and Tarantola 2005); the factors are those of
    :func:`~kaohe_tools.analysis.robustness.robustness`.

    Parameters
    ----------
    samples : int
        A power of 2; ``samples * (indicators + 2)`` allocations are scored.

    Raises
    ------
    AnalysisError
        If `by` or `samples` cannot be.
    """
    check_spread(by, samples)
    base = rescore(
        Allocations.of(scheme, [{}]), events, figures=figures, stated=stated, bonus_cap=bonus_cap, group_caps=group_caps
    )
    parts = base.breakdown(0)
    given = parts.points + parts.bonus - parts.penalties
    counted = np.flatnonzero(base.counted)
    moving = [n for n, i in enumerate(scheme.indicators) if i.points and counted.size and np.ptp(given[counted, n]) > 0]

    def shift(factors: Floats) -> Floats:
        rows = np.ones((len(factors), len(scheme.indicators)))
        rows[:, moving] = factors
        many = rescore(
            drawn(scheme, rows), events, figures=figures, stated=stated, bonus_cap=bonus_cap, group_caps=group_caps
        )
        return shifts(many, base.ranks[0])

    bounds = [(1 - float(by), 1 + float(by))] * len(moving)
    found, variance = sobol(shift, bounds, samples=samples, seed=seed) if moving else ((), 0.0)
    rows = [(scheme.indicators[n], one) for n, one in zip(moving, found, strict=True)]
    return Sensitivity(
        by=by,
        samples=samples,
        seed=seed,
        variance=variance,
        rows=tuple(sorted(rows, key=lambda row: (-row[1].total, row[0].row))),
        note=base.note,
    )


def sobol(
    function: Callable[[Floats], Floats], bounds: Sequence[tuple[float, float]], *, samples: int, seed: int
) -> tuple[tuple[Indices, ...], float]:
    """Return the Sobol indices of a function's factors, by SALib, and the variance of its values.

    Parameters
    ----------
    function : callable
        Takes rows of factors and returns one value for each.
    samples : int
        A power of 2.

    Raises
    ------
    AnalysisError
        If `samples` is no power of 2.
    """
    from SALib.analyze import sobol as analyse
    from SALib.sample import sobol as sample

    if samples < 2 or samples & (samples - 1):
        raise AnalysisError(_("the number of samples must be a power of 2, not {n}").format(n=samples))
    problem = {
        "num_vars": len(bounds),
        "names": [str(n) for n in range(len(bounds))],
        "bounds": [list(b) for b in bounds],
    }
    rows = sample.sample(problem, samples, calc_second_order=False, seed=seed)
    values = function(rows)
    variance = float(values.var())
    if variance == 0:
        none = Indices(first=0.0, first_half=0.0, total=0.0, total_half=0.0)
        return (none,) * len(bounds), 0.0
    found = analyse.analyze(problem, values, calc_second_order=False, seed=seed)
    names = ("S1", "S1_conf", "ST", "ST_conf")
    return tuple(Indices(**dict(zip(Indices.__dataclass_fields__, map(float, row), strict=True)))
                 for row in zip(*(found[name] for name in names), strict=True)), variance  # fmt: skip
