"""Two schemes side by side: what changes for each unit from one outlook to another.

::

    seen = outlook(scheme, model, lines={"优秀": Decimal(90), "良好": Decimal(80)})
    beside(seen, outlook(next_year, model, lines=seen.lines)).said
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from kaohe_tools.errors import ModelError
from kaohe_tools.locale import Text, _, text, units_said
from kaohe_tools.outlook import Outlook
from kaohe_tools.simulate import Sampled
from kaohe_tools.simulate.states import Floats

if TYPE_CHECKING:
    import pandas as pd

_SEEN = 0.05
"""Places that are 0 in a sentence with one decimal are no move."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Beside:
    """Two outlooks of the same units, unit by unit.

    Attributes
    ----------
    change : ndarray, shape (n_units,)
        The expected total of the second less that of the first, in points.
    error : ndarray or None
        Its standard error, where both are simulated: drawn with the same luck.
    places : ndarray, shape (n_units,)
        Expected ranks gained: above 0 the unit comes out further up.
    """

    first: Outlook
    second: Outlook
    change: Floats
    error: Floats | None
    places: Floats

    def _as_far_as(self, unit: int) -> list[str]:
        """Return the units that move as far as one of them."""
        same = np.isclose(self.places, self.places[unit], rtol=0, atol=1e-9)
        return [name for name, moves in zip(self.first.units, same, strict=True) if moves]

    @property
    def said(self) -> tuple[Text, ...]:
        """What changes, in plain words."""
        best, worst = int(np.argmax(self.places)), int(np.argmin(self.places))
        titles = {"first": self.first.scheme.title, "second": self.second.scheme.title}
        change = {"mean": _figure(self.change.mean()), "low": _figure(self.change.min()),
                  "high": _figure(self.change.max())}  # fmt: skip
        lines = [
            text("The expected total changes by {mean} points on average, between {low} and {high}.", **change)
            if titles["first"] == titles["second"]
            else text(
                "From “{first}” to “{second}” the expected total changes by {mean} points on average, between {low} "
                "and {high}.",
                **titles, **change,
            )
        ]  # fmt: skip
        if (abs(self.places) >= _SEEN).any():
            lines.append(text("Equal totals count here with the mean of their places."))
        if self.places[best] >= _SEEN:
            risen, n = units_said(self._as_far_as(best)), _figure(self.places[best])
            lines.append(text("Furthest up: {unit}, {n} places expected.", unit=risen, n=n))
        if self.places[worst] <= -_SEEN:
            fallen, n = units_said(self._as_far_as(worst)), _figure(-self.places[worst])
            lines.append(text("Furthest down: {unit}, {n} places expected.", unit=fallen, n=n))
        pairs = zip(self.first.shares.grades, self.first.shares.shares, self.second.shares.shares, strict=True)
        parts = [
            text("{grade} {before} → {after}", grade=grade, before=_share(was), after=_share(now))
            for grade, was, now in pairs
        ]
        lines.append(text("Expected shares: {shares}.", shares=parts))
        return (*lines, *self._quotas_said())

    def _quotas_said(self) -> tuple[Text, ...]:
        pairs = zip(self.first.quotas, self.second.quotas, strict=True)
        return tuple(
            text(
                "{name}, {room} of {n} units: with nine chances in ten or more {before} → {after}.",
                name=name, room=room, n=len(self.first.units), before=int((was >= 0.9).sum()),
                after=int((now >= 0.9).sum()),
            )
            for (name, room, was), (_name, _room, now) in pairs
        )  # fmt: skip

    def to_frame(self) -> pd.DataFrame:
        """Return one row per unit: ``unit``, ``first``, ``second``, ``change``, ``error``, ``places``."""
        import pandas as pd

        return pd.DataFrame(
            {
                "unit": list(self.first.units),
                "first": self.first.mean,
                "second": self.second.mean,
                "change": self.change,
                "error": np.zeros(len(self.change)) if self.error is None else self.error,
                "places": self.places,
            }
        )

    def to_dict(self) -> dict[str, Any]:
        """Return JSON data: both outlooks and their differences."""
        return {
            "first": self.first.to_dict(),
            "second": self.second.to_dict(),
            "difference": {
                "said": [str(s) for s in self.said],
                "units": self.to_frame().to_dict(orient="records"),
            },
        }


def beside(first: Outlook, second: Outlook) -> Beside:
    """Return two outlooks side by side.

    Raises
    ------
    ModelError
        If they do not have the same units and grades.
    """
    if first.units != second.units or first.shares.grades != second.shares.grades:
        raise ModelError(_("two outlooks are compared unit by unit; they need the same units and the same grades"))
    error: Floats | None = None
    change: Floats = second.mean - first.mean
    if isinstance(first.result, Sampled) and isinstance(second.result, Sampled):
        less = second.result.less(first.result)
        change, error = less.value, less.error
    return Beside(
        first=first, second=second, change=change, error=error, places=first.expected_rank - second.expected_rank
    )


def _figure(points: float) -> Decimal:
    return Decimal(f"{points:.1f}") + 0


def _share(share: float) -> Fraction:
    return Fraction(round(float(share) * 1000), 1000)
