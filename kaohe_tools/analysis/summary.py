"""All that the points of a year (or of a simulation) say about the indicators, at once."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kaohe_tools.analysis.items import Item, Sort, items_of
from kaohe_tools.analysis.marks import ENOUGH, Marks
from kaohe_tools.analysis.reliability import Alpha, Pair, alpha_of, redundant
from kaohe_tools.analysis.weights import Weights, weights_of
from kaohe_tools.locale import Text, text
from kaohe_tools.model import Scheme
from kaohe_tools.points import as_number
from kaohe_tools.scoring import Scores

if TYPE_CHECKING:
    import pandas as pd


_SORTS = {
    Sort.GIVEN_AWAY: text(
        "Every unit has all points of {n} of {of} indicators: {points} points do not tell units apart (rows {rows})."
    ),
    Sort.DEAD: text("No unit has any points of {n} of {of} indicators: {points} points (rows {rows})."),
    Sort.SAME: text(
        "Every unit has the same part of the points of {n} of {of} indicators: {points} points (rows {rows})."
    ),
}
_SORTS_KNOWN = {
    Sort.GIVEN_AWAY: text(
        "{n} of {of} indicators are earned in full by every unit that was assessed on them, which not all were: "
        "{points} points (rows {rows})."
    ),
    Sort.DEAD: text(
        "{n} of {of} indicators are earned by none of the units that were assessed on them, which not all were: "
        "{points} points (rows {rows})."
    ),
    Sort.SAME: text(
        "{n} of {of} indicators give every unit that was assessed on them, which not all were, the same part of their "
        "points: {points} points (rows {rows})."
    ),
}
_COLUMNS = (
    *("id", "points", "units", "full", "none", "sort", "difficulty", "discrimination", "upper_lower"),
    *("nominal", "part", "main_effect", "linear"),
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Analysis:
    """The indicators' figures.

    Attributes
    ----------
    marks : Marks
        The points that they rest on.
    items : tuple of Item
        Difficulty and discrimination of each.
    weights : Weights
        Nominal and effective weights.
    alpha : Alpha
    redundant : tuple of Pair
    """

    marks: Marks
    items: tuple[Item, ...]
    weights: Weights
    alpha: Alpha
    redundant: tuple[Pair, ...]

    def of_sort(self, sort: Sort) -> tuple[Item, ...]:
        """Return the indicators of one sort, such as those given away."""
        return tuple(i for i in self.items if i.sort is sort)

    @cached_property
    def idle(self) -> Decimal:
        """The points of indicators on which no units differ: alternatives once."""
        return Scheme.sum_of(i.indicator for i in self.items if i.sort is not Sort.TELLS)

    @property
    def said(self) -> tuple[Text, ...]:
        """What a reader wants to know first."""
        lines = [*self._sorts()]
        if len(self.marks) < ENOUGH and not self.marks.simulated:
            lines.append(text("{n} units are too few for correlations to say much.", n=len(self.marks)))
        lines += self.weights.said
        if self.redundant:
            lines.append(text("{n} pairs of indicators rise and fall together: rows {pairs}.", n=len(self.redundant),
                              pairs=tuple(f"{p.first.row}-{p.second.row}" for p in self.redundant)))  # fmt: skip
        lines += [self.alpha.said, *self._unknown()]
        return tuple(lines) if self.marks.note is None else (*lines, self.marks.note)

    def _sorts(self) -> list[Text]:
        lines = []
        for sort in _SORTS:
            for words, some in ((_SORTS, False), (_SORTS_KNOWN, True)):
                found = [i for i in self.of_sort(sort) if (i.units < len(self.marks)) is some]
                if found:
                    points = Scheme.sum_of(i.indicator for i in found)
                    rows = tuple(i.indicator.row for i in found)
                    lines.append(text(words[sort].message, n=len(found), of=len(self.items), points=points, rows=rows))
        return lines

    def _unknown(self) -> tuple[Text, ...]:
        unknown = [i.indicator for i in self.items if not i.units]
        if not unknown:
            return ()
        return (
            text("{n} of {of} indicators were not assessed for any unit, so nothing is said about them: {points} "
                 "points (rows {rows}).", n=len(unknown), of=len(self.items), points=Scheme.sum_of(unknown),
                 rows=tuple(i.row for i in unknown)),
        )  # fmt: skip

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as plain data; statistics that could not be worked out are null."""
        weights = {w.indicator.id: w for w in self.weights.rows}
        return {
            "units": len(self.marks),
            "scaled": self.marks.note is not None,
            "idle_points": as_number(self.idle),
            "said": [str(s) for s in self.said],
            "alpha": {"value": self.alpha.value, "indicators": self.alpha.indicators, "units": self.alpha.units},
            "rest": self.weights.rest,
            "redundant": [
                {"first": p.first.id, "second": p.second.id, "r": p.r, "units": p.units} for p in self.redundant
            ],
            "indicators": [
                {
                    "id": i.indicator.id,
                    "points": as_number(i.worth),
                    "units": i.units,
                    "full": i.full,
                    "none": i.none,
                    "sort": i.sort.value,
                    "difficulty": i.difficulty,
                    "discrimination": i.discrimination,
                    "interval": None if i.interval is None else list(i.interval),
                    "upper_lower": i.upper_lower,
                    "upper_lower_interval": None if i.upper_lower_interval is None else list(i.upper_lower_interval),
                    "nominal": weights[i.indicator.id].nominal,
                    "part": weights[i.indicator.id].part,
                    "main_effect": weights[i.indicator.id].main_effect,
                    "linear": weights[i.indicator.id].linear,
                    "said": str(i.said),
                }
                for i in self.items
            ],
        }

    def to_frame(self) -> pd.DataFrame:
        """Return one row per indicator; the column ``scaled`` says whether figures rest on points in proportion."""
        import pandas as pd

        rows = self.to_dict()["indicators"]
        columns: dict[str, Any] = {name: [row[name] for row in rows] for name in _COLUMNS}
        columns["label"] = [i.indicator.label for i in self.items]
        columns["scaled"] = self.marks.note is not None
        return pd.DataFrame(columns)


def analyse(given: Scores | Marks) -> Analysis:
    """Return what the points of some units say about the indicators.

    Parameters
    ----------
    given : Scores or Marks
        Scores of one recording, or of simulated replications (every unit in every replication counts
        as one); use :meth:`Marks.of_rescored` for points that were changed in proportion.

    Raises
    ------
    AnalysisError
        If no unit has any record.
    """
    marks = given if isinstance(given, Marks) else Marks.of(given)
    return Analysis(
        marks=marks,
        items=items_of(marks),
        weights=weights_of(marks),
        alpha=alpha_of(marks),
        redundant=redundant(marks),
    )
