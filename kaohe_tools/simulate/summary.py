"""The exact result: each unit's distribution of total scores, and what one reads from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from kaohe_tools.locale import Text, _, text
from kaohe_tools.model import Path, Scheme
from kaohe_tools.points import as_number
from kaohe_tools.simulate.exact import Engine
from kaohe_tools.simulate.frame import Lattice
from kaohe_tools.simulate.models import OutcomeModel
from kaohe_tools.simulate.states import Floats

if TYPE_CHECKING:
    import pandas as pd

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
_ROUNDING = 1e-12


@dataclass(frozen=True, kw_only=True, eq=False)
class GradeShares:
    """How likely each unit gets each grade.

    Attributes
    ----------
    grades : tuple of str
        From the best to the worst; the last is what is below every line.
    lines : tuple of Decimal
        The least total of each grade but the last.
    chances : ndarray, shape (n_units, n_grades)
    errors : ndarray or None
        Standard errors of the chances, and of `shares`, where they are simulated.
    """

    units: tuple[str, ...]
    grades: tuple[str, ...]
    lines: tuple[Decimal, ...]
    chances: Floats
    errors: Floats | None = None
    share_errors: Floats | None = None

    @property
    def shares(self) -> Floats:
        """The expected share of the units in each grade."""
        result: Floats = self.chances.mean(axis=0)
        return result

    @property
    def said(self) -> Text:
        """The shares in one sentence."""
        parts = [
            text("{grade} {share}", grade=grade, share=_percent(share))
            for grade, share in zip(self.grades, self.shares, strict=True)
        ]
        return text("expected share of the {n} units: {shares}", n=len(self.units), shares=parts)

    def to_frame(self) -> pd.DataFrame:
        """Return one row per unit, one column per grade."""
        import pandas as pd

        columns = {grade: self.chances[:, n] for n, grade in enumerate(self.grades)}
        return pd.DataFrame({"unit": list(self.units), **columns})

    def to_dict(self) -> dict[str, Any]:
        """Return JSON data."""
        result: dict[str, Any] = {
            "grades": list(self.grades),
            "lines": [as_number(line) for line in self.lines],
            "shares": self.shares.tolist(),
        }
        if self.share_errors is not None:
            result["standard_errors"] = self.share_errors.tolist()
        return result


@dataclass(frozen=True, kw_only=True, eq=False)
class Simulation:
    """Each unit's exact distribution of totals under a scheme and an outcome model.

    Points here are floats: expectations lie on no tick. Where a score is compared with a line it is
    compared in whole grains.

    Attributes
    ----------
    scheme, model
        What was simulated.
    grain : Decimal
        Points that one count of the lattice stands for.
    lattice : Lattice
        The totals that can be, in grains.
    bonus_cap, group_caps
        As for :func:`kaohe_tools.score`.
    nodes : int
        Values of the common factor in the quadrature.
    """

    scheme: Scheme
    model: OutcomeModel
    grain: Decimal
    lattice: Lattice
    bonus_cap: Decimal | None
    group_caps: tuple[tuple[Path, Decimal], ...]
    nodes: int
    by_class: Floats = field(repr=False)
    engine: Engine = field(repr=False)

    def __repr__(self) -> str:
        """Say how many units and scores there are."""
        return f"<Simulation {self.scheme.title!r}: {len(self.units)} units, {self.lattice.cells} scores>"

    @property
    def units(self) -> tuple[str, ...]:
        """The units' names, in the order of the arrays."""
        return self.model.units

    @cached_property
    def chances(self) -> Floats:
        """The probability of each total for each unit; shape (n_units, n_scores)."""
        result: Floats = self.by_class[self.engine.of_unit]
        return result

    @cached_property
    def points(self) -> Floats:
        """The totals that can be, in points; shape (n_scores,)."""
        result: Floats = np.asarray(self.lattice.scores * float(self.grain), dtype=np.float64)
        return result

    @cached_property
    def overall(self) -> Floats:
        """The distribution of totals over all units."""
        counts = np.bincount(self.engine.of_unit, minlength=len(self.by_class))
        result: Floats = np.asarray(counts @ self.by_class / len(self.units), dtype=np.float64)
        return result

    @cached_property
    def mean(self) -> Floats:
        """Each unit's expected total, in points."""
        result: Floats = (self.by_class @ self.points)[self.engine.of_unit]
        return result

    @cached_property
    def sd(self) -> Floats:
        """Each unit's standard deviation of the total, in points."""
        centre = float(self.mean.mean())
        away = self.points - centre
        variance = self.by_class @ away**2 - (self.by_class @ away) ** 2
        result: Floats = np.sqrt(np.maximum(variance, 0))[self.engine.of_unit]
        return result

    def at_least(self, line: Decimal) -> Floats:
        """Return each unit's chance of a total of at least `line`."""
        reached = self.lattice.scores >= grains(line, self.grain)
        result: Floats = self.by_class[:, reached].sum(axis=1)[self.engine.of_unit]
        return result

    def quantiles(self, levels: Sequence[float] = QUANTILES) -> Floats:
        """Return for each unit the least totals that are not passed with these probabilities, in points."""
        below = np.cumsum(self.by_class, axis=1)
        at = np.stack([np.argmax(below >= level - _ROUNDING, axis=1) for level in levels], axis=1)
        result: Floats = self.points[at][self.engine.of_unit]
        return result

    def grade_shares(self, lines: Mapping[str, Decimal], rest: str = "") -> GradeShares:
        """Return how likely each unit gets each grade.

        Parameters
        ----------
        lines : mapping of str to Decimal
            Grade → the least total for it, such as ``{"优秀": Decimal(90), "良好": Decimal(80)}``.
        rest : str
            What is below every line.
        """
        grades, ordered = ordered_lines(lines, rest)
        reached = np.stack([self.at_least(line) for line in ordered], axis=1) if ordered else self._none
        return GradeShares(
            units=self.units,
            grades=grades,
            lines=ordered,
            chances=np.maximum(np.diff(reached, axis=1, prepend=0.0, append=1.0), 0.0),
        )

    def indicators(self) -> pd.DataFrame:
        """Return for each assessed indicator the expected points, what it is worth, and how often it is had in full.

        Columns: ``indicator``, ``points``, ``mean``, ``full`` (share of the units expected to get the most).
        """
        import pandas as pd

        items, means, full = self.engine.item_means()
        weights = np.bincount(self.engine.of_unit, minlength=len(self.by_class)) / len(self.units)
        own = [self.scheme.indicators[n] for n in items]
        return pd.DataFrame(
            {
                "indicator": [i.id for i in own],
                "points": [float(i.points or 0) for i in own],
                "mean": weights @ means * float(self.grain),
                "full": weights @ full,
            }
        )

    @property
    def said(self) -> tuple[Text, ...]:
        """The result in plain words."""
        below = np.cumsum(self.overall)
        at = [int(np.argmax(below >= q - _ROUNDING)) for q in (0.05, 0.5, 0.95)]
        low, middle, high = (self._point(n) for n in at)
        values = {"low": low, "high": high, "middle": middle, "mean": rounded(float(self.mean.mean()))}
        return (
            text(
                "Nine of ten totals lie between {low} and {high} points, half of them or more at the highest of all, "
                "{middle}; the expected total is {mean}.",
                **values,
            )
            if at[1] > 0 and below[at[1]] > 1 - _ROUNDING
            else text(
                "Nine of ten totals lie between {low} and {high} points, half of them at or below {middle}; "
                "the expected total is {mean}.",
                **values,
            ),
            text(
                "A unit's own total varies by about {sd} points from year to year; the units' expected totals "
                "lie {range} points apart.",
                sd=rounded(float(self.sd.mean())),
                range=rounded(float(np.ptp(self.mean))),
            ),
        )

    def to_frame(self) -> pd.DataFrame:
        """Return one row per unit: ``unit``, ``mean``, ``sd`` and the quantiles ``q05`` … ``q95``."""
        import pandas as pd

        held = self.quantiles()
        columns = {f"q{round(level * 100):02d}": held[:, n] for n, level in enumerate(QUANTILES)}
        return pd.DataFrame({"unit": list(self.units), "mean": self.mean, "sd": self.sd, **columns})

    def to_dict(self) -> dict[str, Any]:
        """Return JSON data: what is assumed, every unit's figures, the distribution over all units."""
        seen = np.flatnonzero(self.overall)
        return {
            "method": "exact",
            "assumptions": [str(a) for a in self.model.assumptions()],
            "said": [str(s) for s in self.said],
            "units": self.to_frame().to_dict(orient="records"),
            "distribution": [
                {"points": as_number(self._point(int(n))), "chance": float(self.overall[n])} for n in seen
            ],
        }

    @property
    def _none(self) -> Floats:
        return np.zeros((len(self.units), 0))

    def _point(self, at: int) -> Decimal:
        return (self.lattice.low + self.lattice.step * at) * self.grain


def simulate(
    scheme: Scheme,
    model: OutcomeModel,
    *,
    bonus_cap: Decimal | None = None,
    group_caps: Mapping[Path, Decimal] | None = None,
    nodes: int | None = None,
) -> Simulation:
    """Return every unit's exact distribution of totals.

    Parameters
    ----------
    bonus_cap, group_caps
        As for :func:`kaohe_tools.score`.
    nodes : int, optional
        Values of the common factor in the quadrature; by itself as many as give chances to four
        decimals (:func:`.quadrature.nodes_for`). Exact where there is no common factor.

    Raises
    ------
    ModelError
        If the scheme lacks something that is modelled.
    SchemeError
        If the scheme cannot be scored.
    NoExactFormError
        If there are too many different scores; use :func:`sample`.
    """
    caps = dict(group_caps or {})
    engine = Engine(scheme, model, bonus_cap, caps, nodes)
    return Simulation(
        scheme=scheme,
        model=model,
        grain=engine.grain,
        lattice=engine.lattice,
        bonus_cap=bonus_cap,
        group_caps=tuple(caps.items()),
        nodes=len(engine.z),
        by_class=engine.mixed(),
        engine=engine,
    )


def ordered_lines(lines: Mapping[str, Decimal], rest: str) -> tuple[tuple[str, ...], tuple[Decimal, ...]]:
    """Return grades from the best to the worst, and the lines between them."""
    ordered = sorted(lines.items(), key=lambda entry: -entry[1])
    grades = (*(name for name, _line in ordered), rest or _("below"))
    return grades, tuple(line for _name, line in ordered)


def grains(line: Decimal, grain: Decimal) -> int:
    """Return the least whole number of grains that reaches a line."""
    count = Fraction(line) / Fraction(grain)
    return -(-count.numerator // count.denominator)


def _percent(share: float) -> Fraction:
    return Fraction(round(share * 1000), 1000)


def rounded(points: float) -> Decimal:
    """Return points as they are said: to one decimal."""
    return Decimal(f"{points:.1f}")
