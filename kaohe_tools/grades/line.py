"""What the line would have to be for a wanted share of the units."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from kaohe_tools.errors import GradingError
from kaohe_tools.grades.grading import room_for
from kaohe_tools.locale import Text, _, plain, text


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
        values = {"wanted": self.wanted, "room": room_for(self.wanted, self.of), "of": self.of, "points": self.points}
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
    room = room_for(share, len(known))
    points: Decimal | None = None
    inside = 0
    for total, n in sorted(Counter(known).items(), reverse=True):
        if inside + n > room:
            return Line(wanted=share, points=points, units=inside, of=len(known),
                        next_points=total, next_units=inside + n)  # fmt: skip
        points, inside = total, inside + n
    return Line(wanted=share, points=points, units=inside, of=len(known), next_points=None, next_units=None)
