"""Grades as data: lines, quotas, and what becomes of ties."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import floor
from typing import Any

from kaohe_tools.errors import GradingError, PointsError
from kaohe_tools.locale import Text, _, text
from kaohe_tools.points import parse_points


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


def room_for(share: Fraction, of: int) -> int:
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
