"""Which units have which grade, and how each grade came out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import ceil, lcm
from typing import TYPE_CHECKING, Any

import numpy as np

from kaohe_tools.errors import GradingError
from kaohe_tools.grades.grading import Grade, Grading, Ties, room_for
from kaohe_tools.locale import Text, _, text
from kaohe_tools.points import as_number
from kaohe_tools.scoring.ranks import ranks
from kaohe_tools.scoring.scores import Bools, Ints

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """How one grade came out.

    Attributes
    ----------
    units : int
        How many have it.
    room : int or None
        How many its quota allows; None without one.
    line : Decimal or None
        The total from which a unit has it in fact: its line, or where the quota binds the lowest total
        that came in. None where nobody came in and it has no line of its own, and for the last grade.
    tied : tuple of str
        Units that the rule for ties let in beyond the quota, or kept out though there was room.
    """

    grade: Grade
    units: int
    room: int | None
    line: Decimal | None
    tied: tuple[str, ...] = ()

    def said(self, of: int) -> Text:
        """Return it in one sentence, `of` units in all."""
        share = Fraction(self.units, of) if of else Fraction(0)
        values = {"name": self.grade.name, "n": self.units, "of": of, "share": share}
        if self.room is None:
            return text("{name}: {n} of {of} units ({share})", **values)
        if self.tied:
            return text("{name}: {n} of {of} units ({share}), the quota allows {room}; equal at the line: {tied}",
                        room=self.room, tied=self.tied, **values)  # fmt: skip
        return text("{name}: {n} of {of} units ({share}), the quota allows {room}", room=self.room, **values)


@dataclass(frozen=True, kw_only=True, eq=False)
class Graded:
    """Units and their grades.

    Attributes
    ----------
    totals : tuple of Decimal or None
        None: nothing was recorded, so the unit has no grade and does not count for the quotas.
    codes : tuple of int
        Which grade each unit has, 0 the best; -1: none.
    """

    grading: Grading
    units: tuple[str, ...]
    totals: tuple[Decimal | None, ...]
    codes: tuple[int, ...]

    @property
    def of(self) -> int:
        """How many units have a grade."""
        return sum(code >= 0 for code in self.codes)

    def grade_of(self, unit: str) -> str | None:
        """Return a unit's grade; None where it has none.

        Raises
        ------
        GradingError
            If there is no such unit.
        """
        if unit not in self.units:
            raise GradingError(_("there is no unit {unit} among those graded").format(unit=unit))
        code = self.codes[self.units.index(unit)]
        return self.grading.names[code] if code >= 0 else None

    @cached_property
    def counts(self) -> tuple[Counted, ...]:
        """How each grade came out, the best first."""
        return tuple(self._count(n) for n in range(len(self.grading.grades)))

    @property
    def said(self) -> tuple[Text, ...]:
        """The rule, then each grade's count, in words."""
        return (self.grading.said, *(c.said(self.of) for c in self.counts))

    def _count(self, at: int) -> Counted:
        one = self.grading.grades[at]
        held = [(t, u) for t, u, c in self._rows() if c == at]
        below = [(t, u) for t, u, c in self._rows() if c > at and (one.least is None or t >= one.least)]
        room = None if one.share is None else room_for(one.share, self.of)
        tied: tuple[str, ...] = ()
        if room is not None and len(held) > room:
            lowest = min(t for t, _u in held)
            tied = tuple(u for t, u in held if t == lowest)
        elif room is not None and len(held) < room and below:
            highest = max(t for t, _u in below)
            tied = tuple(u for t, u in below if t == highest)
        last = at == len(self.grading.grades) - 1
        bound = room is not None and bool(below)
        line = None if last else min((t for t, _u in held), default=None) if bound or one.least is None else one.least
        return Counted(grade=one, units=len(held), room=room, line=line, tied=tied)

    def _rows(self) -> list[tuple[Decimal, str, int]]:
        rows = zip(self.totals, self.units, self.codes, strict=True)
        return [(total, unit, code) for total, unit, code in rows if total is not None]

    def to_dict(self) -> dict[str, Any]:
        """Return the grades as plain data."""
        return {
            "grading": self.grading.to_dict(),
            "grades": [
                {
                    "name": c.grade.name,
                    "units": c.units,
                    "room": c.room,
                    "line": None if c.line is None else as_number(c.line),
                    "tied": list(c.tied),
                }
                for c in self.counts
            ],
            "units": [
                {"unit": u, "total": None if t is None else as_number(t), "grade": self.grade_of(u)}
                for u, t in zip(self.units, self.totals, strict=True)
            ],
            "said": [str(s) for s in self.said],
        }

    def to_frame(self) -> pd.DataFrame:
        """Return one row per grade as a DataFrame: ``grade``, ``units``, ``share``, ``room``, ``line``."""
        import pandas as pd

        return pd.DataFrame(
            {
                "grade": [c.grade.name for c in self.counts],
                "units": [c.units for c in self.counts],
                "share": [c.units / self.of if self.of else float("nan") for c in self.counts],
                "room": [float("nan") if c.room is None else c.room for c in self.counts],
                "line": [float("nan") if c.line is None else float(c.line) for c in self.counts],
            }
        )


def grade(units: Sequence[str], totals: Sequence[Decimal | None], grading: Grading) -> Graded:
    """Return the units' grades.

    Parameters
    ----------
    totals : sequence of Decimal or None
        One for each unit; None: it has no total and gets no grade.

    Raises
    ------
    GradingError
        If there are more or fewer totals than units.
    """
    if len(units) != len(totals):
        raise GradingError(
            _("{units} units and {totals} totals were given").format(units=len(units), totals=len(totals))
        )
    fractions = [Fraction(t or 0) for t in totals]
    parts = lcm(*(f.denominator for f in fractions), 1)
    exact = [int(f * parts) for f in fractions]
    order = {value: n for n, value in enumerate(sorted(set(exact)))}  # places keep the order and fit 64 bits
    places = np.array([order[value] for value in exact], dtype=np.int64)
    counted = np.array([t is not None for t in totals], dtype=np.bool_)
    above = [None if g.least is None else sum(v < g.least * parts for v in order) for g in grading.grades]
    codes = _codes(places, counted, grading, above)
    return Graded(grading=grading, units=tuple(units), totals=tuple(totals), codes=tuple(int(c) for c in codes))


def grade_codes(totals: Ints, grain: Decimal, grading: Grading, counted: Bools | None = None) -> Ints:
    """Return the grades of many rows of totals at once, such as many allocations or replications.

    Parameters
    ----------
    totals : ndarray, shape (…, n_units), int64
        Counts of `grain`.
    counted : ndarray, shape (n_units,), bool, optional
        Units that have a total.

    Returns
    -------
    ndarray, shape (…, n_units), int64
        Which grade, 0 the best; -1: none.
    """
    lines = [None if g.least is None else ceil(Fraction(g.least) / Fraction(grain)) for g in grading.grades]
    everybody = np.ones(totals.shape[-1], dtype=np.bool_)
    return _codes(totals, everybody if counted is None else counted, grading, lines)


def _codes(totals: Ints, counted: Bools, grading: Grading, lines: Sequence[int | None]) -> Ints:
    of = int(counted.sum())
    best = ranks(totals, counted)
    worst = np.where(counted, of + 1 - ranks(-totals, counted), 0)
    rank = best if grading.ties is Ties.IN else worst
    codes = np.full(totals.shape, -1, dtype=np.int64)
    left = np.broadcast_to(counted, totals.shape).copy()
    for at, (one, line) in enumerate(zip(grading.grades, lines, strict=True)):
        takes = left if line is None else left & (totals >= line)
        if one.share is not None:
            taken = of - left.sum(axis=-1, keepdims=True)
            takes = takes & (rank - taken <= room_for(one.share, of))
        codes[takes] = at
        left = left & ~takes
    return codes
