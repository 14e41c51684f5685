"""Grades (等次): which units are 优秀, 良好 …, by points, by quota, or by both.

::

    grading = Grading(grades=(Grade(name="优秀", least=Decimal(90), share=Fraction(1, 5)), Grade(name="合格")))
    graded = grade(units, totals, grading)
    graded.grade_of("甲局"), graded.counts, graded.said
    line_for(totals, Fraction(1, 5))                # what the line would have to be

A quota of 20 % means *at most* 20 %: of 29 units 5, not 6. Units with equal totals are never split:
:class:`Ties` says whether all of them come in or all stay out. Grades are given from the best down, and
each looks only at the units that no better one has taken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from math import ceil, floor, lcm
from typing import TYPE_CHECKING, Any

import numpy as np

from kaohe_tools.errors import GradingError, PointsError
from kaohe_tools.locale import Text, _, plain, text
from kaohe_tools.points import as_number, parse_points
from kaohe_tools.scoring.ranks import ranks
from kaohe_tools.scoring.scores import Bools, Ints

if TYPE_CHECKING:
    import pandas as pd


class Ties(StrEnum):
    """What becomes of units with equal totals of which a quota has room for some only.

    ``IN``: they share the better rank, so all come in and the quota is passed. ``OUT``: all stay out,
    so a quota is never passed.
    """

    IN = "in"
    OUT = "out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """One grade.

    Attributes
    ----------
    least : Decimal or None
        The points from which a unit has it; None: no such line.
    share : Fraction or None
        The largest share of all units that may have it (优秀不超过20%); None: no quota.
    """

    name: str
    least: Decimal | None = None
    share: Fraction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grading:
    """Grades from the best down; the last one takes all units that are left.

    Raises
    ------
    GradingError
        If there is no grade, a name stands twice, a line is above that of a better grade, a share is
        not between 0 and 1, or the last grade has a line or a quota.
    """

    grades: tuple[Grade, ...]
    ties: Ties = Ties.OUT

    def __post_init__(self) -> None:
        """Hold a tuple; refuse what cannot be."""
        object.__setattr__(self, "grades", tuple(self.grades))
        for said in self._faults():
            raise GradingError(str(said))

    def _faults(self) -> Iterable[Text]:
        if not self.grades:
            yield text("There must be at least one grade.")
            return
        for name, times in Counter(g.name for g in self.grades).items():
            if times > 1:
                yield text("The grade “{name}” stands twice.", name=name)
        above: Grade | None = None
        for one in self.grades:
            if one.share is not None and not 0 <= one.share <= 1:
                yield text("The share of “{name}” must lie between 0 and 1, not {share}.",
                           name=one.name, share=str(one.share))  # fmt: skip
            if one.least is None:
                continue
            if not one.least.is_finite():
                yield text("The line of “{name}” cannot be {least}.", name=one.name, least=one.least)
            elif above is not None and above.least is not None and one.least > above.least:
                yield text(
                    "The line of “{name}” ({least}) is above that of “{better}” ({other}); name the best grade first.",
                    name=one.name, least=one.least, better=above.name, other=above.least,
                )  # fmt: skip
            above = one
        last = self.grades[-1]
        if last.least is not None or last.share is not None:
            yield text("The last grade (“{name}”) takes all that are left: it has no line and no quota.",
                       name=last.name)  # fmt: skip

    @property
    def names(self) -> tuple[str, ...]:
        """The grades' names, the best first."""
        return tuple(g.name for g in self.grades)

    @property
    def said(self) -> Text:
        """The grades in one sentence."""
        parts = [_in_words(g) for g in self.grades[:-1]]
        rule = _TIES[self.ties]
        if any(g.share is not None for g in self.grades):
            return text("{grades}; the others: {last}. {rule}", grades=parts, last=self.grades[-1].name, rule=rule)
        return text("{grades}; the others: {last}.", grades=parts, last=self.grades[-1].name)

    def to_dict(self) -> dict[str, Any]:
        """Return the grades as plain data; :meth:`from_dict` reads it again."""
        return {
            "ties": self.ties.value,
            "grades": [
                {
                    "name": g.name,
                    "least": None if g.least is None else str(g.least),
                    "share": None if g.share is None else str(g.share),
                }
                for g in self.grades
            ],
        }

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> Grading:
        """Return grades from plain data: figures are texts, shares may be written ``1/5``, ``0.2`` or ``20%``.

        Raises
        ------
        GradingError
            If a figure cannot be read or something is missing.
        """
        try:
            grades = tuple(
                Grade(
                    name=str(entry["name"]),
                    least=None if entry.get("least") is None else Decimal(str(entry["least"])),
                    share=None if entry.get("share") is None else _share(str(entry["share"])),
                )
                for entry in given["grades"]
            )
            ties = Ties(given.get("ties", Ties.OUT))
        except (KeyError, TypeError, AttributeError, ArithmeticError, ValueError) as err:
            raise GradingError(
                _("the grades cannot be read ({what}); each needs a name, and may have least and share").format(
                    what=err
                )
            ) from err
        return cls(grades=grades, ties=ties)


_TIES = {
    Ties.IN: text("Where a quota has room for some of several equal units, all of them come in."),
    Ties.OUT: text("Where a quota has room for some of several equal units, all of them stay out."),
}

BY_POINTS = Grading(
    grades=(
        Grade(name="优秀", least=Decimal(90)),
        Grade(name="良好", least=Decimal(80)),
        Grade(name="合格", least=Decimal(60)),
        Grade(name="不合格"),
    )
)
"""Usual lines for schemes of 100 points; an assumption, to be replaced by the office's own."""


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
        room = None if one.share is None else _room(one.share, self.of)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The line that a wanted share needs.

    Attributes
    ----------
    wanted : Fraction
    points : Decimal or None
        The lowest total from which at most the wanted share of the units comes in; None: even the
        best total is shared by too many.
    units : int
        How many come in with that line.
    of : int
        How many units have a total.
    next_points, next_units
        The next total below, and how many would come in with it: more than wanted. None where all come in.
    """

    wanted: Fraction
    points: Decimal | None
    units: int
    of: int
    next_points: Decimal | None
    next_units: int | None

    @property
    def said(self) -> Text:
        """The line in one sentence."""
        values = {"wanted": self.wanted, "room": _room(self.wanted, self.of), "of": self.of, "points": self.points}
        more = {"next": self.next_points, "next_n": self.next_units}
        if self.points is None:
            return text("For at most {wanted} ({room} of {of} units) no line will do: "
                        "{next_n} units share the best total, {next}.", **values, **more)  # fmt: skip
        if self.next_points is None:
            return text("With a line at {points} all {of} units come in.", **values)
        return text(
            "For at most {wanted} ({room} of {of} units) the line has to be {points}: {n} units come in. "
            "The next total is {next}; with it {next_n} would.",
            n=self.units, **values, **more,
        )  # fmt: skip


def read_grading(said: Iterable[str]) -> Grading:
    """Return grades written as ``优秀=90``, ``优秀=20%`` or ``优秀=90,20%``, the best first; one more takes the rest.

    Raises
    ------
    GradingError
        If one is written otherwise, or the grades contradict each other.
    """
    return Grading(grades=(*map(_read_grade, said), Grade(name=_("the others"))))


def _read_grade(said: str) -> Grade:
    name, _equals, limits = said.partition("=")
    least: Decimal | None = None
    share: Fraction | None = None
    try:
        for limit in limits.replace("，", ",").split(","):
            if limit.strip().endswith(("%", "％")):
                share = Fraction(parse_points(limit.strip()[:-1])) / 100
            else:
                least = parse_points(limit)
    except PointsError:
        name = ""
    if not name.strip():
        raise GradingError(_("The grade “{said}”: write it as NAME=90, NAME=20% or NAME=90,20%.").format(said=said))
    return Grade(name=name.strip(), least=least, share=share)


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


def line_for(totals: Iterable[Decimal | None], share: Fraction) -> Line:
    """Return what the line would have to be so that at most a share of the units comes in.

    Raises
    ------
    GradingError
        If the share is not between 0 and 1.
    """
    if not 0 <= share <= 1:
        raise GradingError(_("a share lies between 0 and 1, not {share}").format(share=plain(share)))
    known = sorted((t for t in totals if t is not None), reverse=True)
    room = _room(share, len(known))
    points: Decimal | None = None
    inside = 0
    for total, n in sorted(Counter(known).items(), reverse=True):
        if inside + n > room:
            return Line(wanted=share, points=points, units=inside, of=len(known),
                        next_points=total, next_units=inside + n)  # fmt: skip
        points, inside = total, inside + n
    return Line(wanted=share, points=points, units=inside, of=len(known), next_points=None, next_units=None)


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
            takes = takes & (rank - taken <= _room(one.share, of))
        codes[takes] = at
        left = left & ~takes
    return codes


def _room(share: Fraction, of: int) -> int:
    """Return how many units a quota allows: at most the share, so never rounded up."""
    return floor(share * of)


def _share(written: str) -> Fraction:
    return Fraction(written.removesuffix("%")) / 100 if written.endswith("%") else Fraction(written)


def _in_words(one: Grade) -> Text:
    values = {"name": one.name, "least": one.least, "share": one.share}
    if one.least is not None and one.share is not None:
        return text("{name}: {least} points or more, at most {share} of the units", **values)
    if one.least is not None:
        return text("{name}: {least} points or more", **values)
    if one.share is not None:
        return text("{name}: at most {share} of the units", **values)
    return text("{name}: all", **values)
