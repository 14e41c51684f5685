"""Replay many allocations at once: how far each unit's rank depends on the points."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import numpy as np

from kaohe_tools.errors import SchemeError
from kaohe_tools.grades import Grading, grade_codes
from kaohe_tools.locale import Text, _, text
from kaohe_tools.model import Path, Scheme
from kaohe_tools.replay.run import Recorded, records_of
from kaohe_tools.scoring import Allocations, Events, Figures, Rescored, rescore
from kaohe_tools.scoring.scores import Ints

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True, eq=False)
class Replays:
    """Last year's records under many allocations.

    Attributes
    ----------
    before, after : Rescored
        Under the scheme's own points, and under each allocation; `after` has totals and ranks as arrays.
    grading : Grading or None
    """

    before: Rescored
    after: Rescored
    grading: Grading | None

    @property
    def units(self) -> tuple[str, ...]:
        """The units' names, in the order of the arrays."""
        return self.after.units

    @property
    def rank_before(self) -> Ints:
        """Ranks under the scheme's own points; 0 without a total. Shape (n_units,)."""
        return np.asarray(self.before.ranks[0])

    @cached_property
    def codes(self) -> Ints | None:
        """Grades in each allocation, 0 the best; None without a grading. Shape (n_allocations, n_units)."""
        if self.grading is None:
            return None
        return grade_codes(self.after.total, self.after.grain, self.grading, self.after.counted)

    def rank_range(self, unit: str) -> tuple[int, int] | None:
        """Return a unit's best and worst rank; None where nothing was recorded for it.

        Raises
        ------
        SchemeError
            If there is no such unit.
        """
        if unit not in self.units:
            raise SchemeError(_("there is no unit {unit} in these scores").format(unit=unit))
        at = self.units.index(unit)
        own = self.after.ranks[:, at]
        return (int(own.min()), int(own.max())) if self.after.counted[at] and len(own) else None

    def replayed(self, n: int) -> dict[str, Decimal]:
        """Return the n-th allocation, for :func:`~kaohe_tools.replay.replay` to say where its changes come from."""
        return self.after.allocations.points(n)

    @property
    def said(self) -> tuple[Text, ...]:
        """What a reader wants to know first."""
        counted = self.after.counted
        own = self.after.ranks[:, counted]
        held = int((own == self.rank_before[counted]).all(axis=0).sum()) if own.size else 0
        lines = [
            text("Under {n} allocations {held} of {of} units keep their rank throughout.",
                 n=len(self.after.allocations), held=held, of=int(counted.sum()))
        ]  # fmt: skip
        note = self.after.note
        return tuple(lines) if note is None else (*lines, note)

    def to_frame(self) -> pd.DataFrame:
        """Return one row per unit: rank before, best, median and worst, the share of allocations that keep it."""
        import pandas as pd

        at = np.flatnonzero(self.after.counted)
        own = self.after.ranks[:, at]
        columns: dict[str, Any] = {
            "unit": [self.units[n] for n in at],
            "rank_before": self.rank_before[at],
            "best": own.min(axis=0, initial=len(self.units)),
            "median": np.median(own, axis=0),
            "worst": own.max(axis=0, initial=0),
            "kept": (own == self.rank_before[at]).mean(axis=0),
        }
        if self.codes is not None and self.grading is not None:
            for code, name in enumerate(self.grading.names):
                columns[name] = (self.codes[:, at] == code).mean(axis=0)
        columns["scaled"] = self.after.note is not None
        return pd.DataFrame(columns)


def replay_many(
    scheme: Scheme,
    recorded: Events | Recorded,
    allocations: Allocations | Iterable[Mapping[str, Decimal]],
    *,
    figures: Figures = Figures.SCALE,
    grading: Grading | None = None,
    bonus_cap: Decimal | None = None,
    group_caps: Mapping[Path, Decimal] | None = None,
) -> Replays:
    """Score what was recorded again under many allocations of points.

    Parameters
    ----------
    allocations : Allocations, or mappings of indicator to points
        An indicator that is not named keeps its points.
    figures, grading, bonus_cap, group_caps
        As in :func:`~kaohe_tools.replay.replay`.

    Raises
    ------
    SchemeError
        If there is no allocation, or the records do not fit the scheme.
    """
    events, stated = records_of(recorded)
    given = allocations if isinstance(allocations, Allocations) else Allocations.of(scheme, allocations)
    if not len(given):
        raise SchemeError(_("no allocation was given; name at least one"))
    scored = partial(rescore, events=events, figures=figures, stated=stated, bonus_cap=bonus_cap, group_caps=group_caps)
    before = scored(Allocations.of(scheme, [{}]))
    after = scored(given)
    return Replays(before=before, after=after, grading=grading)
