"""What a scheme's scores would look like, in one call: totals, grades, quotas and ranks.

::

    seen = outlook(scheme, model, lines={"优秀": Decimal(90), "良好": Decimal(80)}, quotas={"优秀": Fraction(1, 5)})
    seen.said                                    # the assumptions first

Exactly where an exact answer exists, else by Monte Carlo; which of the two, and why, is said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING, Any

import numpy as np

from kaohe_tools.errors import ModelError, NoExactFormError
from kaohe_tools.locale import Text, _, plain, text
from kaohe_tools.model import Path, Scheme
from kaohe_tools.points import as_number
from kaohe_tools.simulate import (
    GradeShares,
    OutcomeModel,
    Ranks,
    Sampled,
    Simulation,
    Ties,
    expected_ranks,
    left_out_said,
    need_rules,
    rank_chances,
    sample,
    simulate,
)
from kaohe_tools.simulate.monte_carlo import REPLICATIONS
from kaohe_tools.simulate.ranks import MOST_UNITS
from kaohe_tools.simulate.states import Floats

if TYPE_CHECKING:
    import pandas as pd

USUAL_LINES = (
    (text("excellent"), Fraction(9, 10)),
    (text("good"), Fraction(8, 10)),
    (text("satisfactory"), Fraction(6, 10)),
)
"""Usual grades as parts of the full mark; an assumption, to be replaced by the office's own."""
REST = text("unsatisfactory")
_GIVEN_AWAY = 0.995


class Method(StrEnum):
    """How the figures are found."""

    EXACT = "exact"
    MONTE_CARLO = "monte-carlo"


@dataclass(frozen=True, kw_only=True, eq=False)
class Outlook:
    """What one scheme's scores would look like.

    Attributes
    ----------
    result : Simulation or Sampled
        Each unit's total; a Sampled one has a standard error on every figure.
    shares : GradeShares
    ranks : Ranks or None
        None where there are too many units for an exact distribution of ranks.
    own_rank : ndarray, shape (n_units,)
        Expected ranks where equal totals share the better one, as in `ranks`, `quotas` and results.
    expected_rank : ndarray, shape (n_units,)
        Expected ranks where equal totals count with the mean of their places, so that all ranks add up to the
        same under every scheme: for comparing two schemes.
    quotas : tuple of (str, int, ndarray)
        For each quota its name, how many units it takes, and each unit's chance to be among them. One below
        another comes after it: its name and its number are those of both.
    note : Text or None
        Why the figures are simulated though exact ones were asked for.
    usual : bool
        Whether the lines are the usual ones, since nobody gave any.
    """

    result: Simulation | Sampled
    shares: GradeShares
    ranks: Ranks | None
    own_rank: Floats
    expected_rank: Floats
    quotas: tuple[tuple[str, int, Floats], ...]
    note: Text | None = None
    usual: bool = False

    @property
    def scheme(self) -> Scheme:
        """The scheme."""
        return self.result.scheme

    @property
    def units(self) -> tuple[str, ...]:
        """The units' names, in the order of the arrays."""
        return self.result.units

    @property
    def mean(self) -> Floats:
        """Each unit's expected total, in points."""
        return self.result.mean.value if isinstance(self.result, Sampled) else self.result.mean

    @property
    def lines(self) -> dict[str, Decimal]:
        """Each grade's least total."""
        return dict(zip(self.shares.grades, self.shares.lines, strict=False))

    @property
    def notes(self) -> tuple[Text, ...]:
        """What a reader must know besides what is assumed: rows that are not simulated, figures that are not exact."""
        missing = left_out_said(self.scheme, self.result.model)
        return (*missing, *self._usual_said(), *(() if self.note is None else (self.note,)))

    def _usual_said(self) -> tuple[Text, ...]:
        if not self.usual:
            return ()
        lines = tuple(text("{grade} from {points}", grade=g, points=points) for g, points in self.lines.items())
        parts = tuple(part for _name, part in USUAL_LINES)
        return (
            text("No grades were given, so the usual ones are assumed, at {parts} of the full mark: {lines}.",
                 parts=parts, lines=lines),
        )  # fmt: skip

    @property
    def said(self) -> tuple[Text, ...]:
        """What is assumed, then the result in plain words."""
        lines = [*self.result.model.assumptions(), *self.notes, *self.result.said]
        lines.append(self.shares.said)
        lines += self.quotas_said
        if self.ranks is not None:
            lines.append(self.ranks.said)
        lines += self._errors_said()
        return (*lines, *self._given_away())

    def _errors_said(self) -> tuple[Text, ...]:
        """Say how far simulated figures may be off; the JSON has the error of each."""
        if not isinstance(self.result, Sampled) or self.shares.errors is None:
            return ()
        return (
            text(
                "Standard errors, at most: expected totals {mean} points, chances of a grade {chance} percentage "
                "points, expected ranks {rank} places.",
                mean=Decimal(f"{self.result.mean.error.max():.2g}"),
                chance=Decimal(f"{100 * self.shares.errors.max():.2g}"),
                rank=Decimal(f"{self.result.expected_ranks(Ties.BEST).error.max():.2g}"),
            ),
        )  # fmt: skip

    @property
    def quotas_said(self) -> tuple[Text, ...]:
        """How many units have each quota's places as good as sure, and for how many they are open."""
        return tuple(
            text(
                "{name}, {room} of {n} units: {sure} have nine chances in ten or more, for {open} it is open.",
                name=name, room=room, n=len(self.units), sure=int((chances >= 0.9).sum()),
                open=int(((chances > 0.1) & (chances < 0.9)).sum()),
            )
            for name, room, chances in self.quotas
        )  # fmt: skip

    def _given_away(self) -> list[Text]:
        if isinstance(self.result, Sampled):
            return []
        items = self.result.indicators()
        items = items[items["points"] > 0]
        rows = items[items["full"] >= _GIVEN_AWAY]
        if rows.empty:
            return []
        held = [self.scheme.indicator(str(id_)) for id_ in rows["indicator"]]
        return [
            text(
                "{n} of {of} indicators every unit is nearly sure to have in full: {points} points (rows {rows}).",
                n=len(held), of=len(items), points=Scheme.sum_of(held), rows=tuple(i.row for i in held),
            )
        ]  # fmt: skip

    def to_frame(self) -> pd.DataFrame:
        """Return one row per unit: totals, the chance of each grade and quota, expected rank and its interval."""
        frame = self.result.to_frame()
        for n, grade in enumerate(self.shares.grades):
            frame[f"grade {grade}"] = self.shares.chances[:, n]
        for name, room, chances in self.quotas:
            frame[f"top {room} {name}"] = chances
        frame["expected rank"] = self.own_rank
        if self.ranks is not None:
            held = self.ranks.intervals()
            frame["rank low"], frame["rank high"] = held[:, 0], held[:, 1]
        return frame

    def to_dict(self) -> dict[str, Any]:
        """Return JSON data."""
        return {
            "scheme": self.scheme.title,
            "total": as_number(self.scheme.total),
            **self.result.to_dict(),
            "said": [str(s) for s in self.said],
            "grades": self.shares.to_dict(),
            "quotas": [
                {"name": name, "units": room, "chances": chances.tolist(), **self._quota_errors(chances)}
                for name, room, chances in self.quotas
            ],
            "ranks": {
                "expected": self.own_rank.tolist(),
                "expected_level": self.expected_rank.tolist(),
                "intervals": None if self.ranks is None else self.ranks.intervals().tolist(),
                **self._rank_errors(),
            },
        }

    def _quota_errors(self, chances: Floats) -> dict[str, list[float]]:
        if not isinstance(self.result, Sampled):
            return {}
        return {"standard_errors": np.sqrt(chances * (1 - chances) / self.result.replications).tolist()}

    def _rank_errors(self) -> dict[str, list[float]]:
        if not isinstance(self.result, Sampled):
            return {}
        return {
            "expected_errors": self.result.expected_ranks(Ties.BEST).error.tolist(),
            "expected_level_errors": self.result.expected_ranks(Ties.AVERAGE).error.tolist(),
        }


def outlook(
    scheme: Scheme,
    model: OutcomeModel,
    *,
    lines: Mapping[str, Decimal] | None = None,
    rest: str = "",
    quotas: Mapping[str, Fraction] | None = None,
    method: Method = Method.EXACT,
    seed: int = 0,
    replications: int = REPLICATIONS,
    bonus_cap: Decimal | None = None,
    group_caps: Mapping[Path, Decimal] | None = None,
    progress: Callable[[int, int], object] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Outlook:
    """Return what a scheme's scores would look like under an outcome model.

    Parameters
    ----------
    lines : mapping of str to Decimal, optional
        Grade → the least total for it; by itself 90, 80 and 60 % of the scheme's total.
    rest : str
        What is below every line; empty: the usual word.
    quotas : mapping of str to Fraction, optional
        Grade → the largest share of the units that may have it, the best first; never rounded up.
    method : Method
        ``EXACT`` turns to Monte Carlo where there is no exact form, and says so.
    seed, replications, bonus_cap, group_caps, progress, stop
        As for :func:`kaohe_tools.simulate.sample`.

    Raises
    ------
    ModelError
        If no rule of the scheme was read, it lacks something that is modelled, or a quota is no share.
    """
    need_rules(scheme)
    for name, share in (quotas or {}).items():
        if not 0 < share <= 1:
            raise ModelError(
                _("the quota of {name} is {share}; a share between 0 and 1 was expected").format(name=name, share=share)
            )
    held = usual_lines(scheme) if lines is None else dict(lines)
    note: Text | None = None
    result: Simulation | Sampled | None = None
    if method is Method.EXACT:
        try:
            result = simulate(scheme, model, bonus_cap=bonus_cap, group_caps=group_caps)
        except NoExactFormError as err:
            note = text("Simulated by Monte Carlo: {why}.", why=str(err))
    if result is None:
        result = sample(
            scheme, model, replications=replications, seed=seed, bonus_cap=bonus_cap, group_caps=group_caps,
            progress=progress, stop=stop,
        )  # fmt: skip
    ranks, own, expected = _ranks(result)
    shares = result.grade_shares(held, rest or str(REST))
    return Outlook(
        result=result,
        shares=shares,
        ranks=ranks,
        own_rank=own,
        expected_rank=expected,
        quotas=tuple(_quota(ranks, name, room) for name, room in places_of(quotas or {}, len(result.units))),
        note=note,
        usual=lines is None,
    )


def places_of(quotas: Mapping[str, Fraction], units: int) -> tuple[tuple[str, int], ...]:
    """Return for each quota, the best grade first, which of the first places it reaches down to.

    Returns
    -------
    tuple of (str, int)
        The grade's name - with those of the better ones, whose places are counted in - and the number of places.
    """
    found: list[tuple[str, int]] = []
    held: list[str] = []
    places = 0
    for name, share in quotas.items():
        held.append(name)
        places += floor(share * units)
        label = name if len(held) == 1 else _("{names} together").format(names=plain(tuple(held)))
        found.append((label, places))
    return tuple(found)


def usual_lines(scheme: Scheme) -> dict[str, Decimal]:
    """Return the usual grades' least totals for a scheme."""
    return {str(name): scheme.total * part.numerator / part.denominator for name, part in USUAL_LINES}


def _ranks(result: Simulation | Sampled) -> tuple[Ranks | None, Floats, Floats]:
    if isinstance(result, Sampled):
        ranks = result.rank_chances()
        return ranks, ranks.expected, result.expected_ranks(Ties.AVERAGE).value
    level = expected_ranks(result, Ties.AVERAGE)
    if len(result.units) > MOST_UNITS:
        return None, expected_ranks(result, Ties.BEST), level
    found = rank_chances(result)
    return found, found.expected, level


def _quota(ranks: Ranks | None, name: str, room: int) -> tuple[str, int, Floats]:
    if ranks is None:
        raise ModelError(
            _("chances to be among the first {n} are worked out for at most {most} units; use Monte Carlo").format(
                n=room, most=MOST_UNITS
            )
        )
    return name, room, ranks.top(room)
