"""What the simulation panel holds: assumptions, what figures depend on, the figures themselves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal
    from fractions import Fraction

    from kaohe_tools.analysis import Analysis
    from kaohe_tools.compare import Carried, Effect
    from kaohe_tools.grades import Grading
    from kaohe_tools.locale import Text
    from kaohe_tools.model import Scheme
    from kaohe_tools.outlook import Outlook
    from kaohe_tools.outlook_pair import Beside
    from kaohe_tools.sheets import Results
    from kaohe_tools.simulate import GradeShares, Histogram, OutcomeModel, Sampled, Simulation

REPLICATIONS = 10_000
"""Of the cross-check."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumed:
    """What the designer assumes: how far the sliders are from what the model says by itself.

    Attributes
    ----------
    shift, spread, shock, response
        As in :meth:`OutcomeModel.adjusted`; a `shock` of None is the model's own.
    """

    shift: float = 0.0
    spread: float = 1.0
    shock: float | None = None
    response: float = 0.0


@dataclass(frozen=True, kw_only=True, eq=False)
class Basis:
    """All that figures depend on.

    Attributes
    ----------
    other : Scheme or None
        Scheme B.
    carried : Carried or None
        How B comes by its chances: rows and rules that both have keep theirs, new ones are assumed; None
        where the schemes have no row in common, so that B cannot be simulated beside A.
    """

    scheme: Scheme
    other: Scheme | None
    carried: Carried | None
    model: OutcomeModel
    results: Results | None
    assumed: Assumed
    grading: Grading

    @property
    def lines(self) -> dict[str, Decimal]:
        """Grade → its least total."""
        return {g.name: g.least for g in self.grading.grades if g.least is not None}

    @property
    def quotas(self) -> dict[str, Fraction]:
        """Grade → the largest share that may have it; none where not a single unit fits in."""
        units = len(self.model.units)
        return {g.name: g.share for g in self.grading.grades if g.share and g.share * units >= 1}

    @property
    def rest(self) -> str:
        """What units below every line get."""
        return self.grading.names[-1]

    @cached_property
    def first(self) -> OutcomeModel:
        """The model for A."""
        held = self.assumed
        return self.model.adjusted(shift=held.shift, spread=held.spread, shock=held.shock)

    @cached_property
    def second(self) -> OutcomeModel:
        """The model for B; effort follows the points where that is assumed."""
        if self.carried is None:
            return self.first
        held = self.assumed
        second = self.carried.model.adjusted(shift=held.shift, spread=held.spread, shock=held.shock)
        return second.responding(self.scheme, self.carried.scheme, held.response) if held.response else second

    @property
    def beside(self) -> Scheme | None:
        """Scheme B where it can be simulated; rows that A has too are named as there."""
        return self.carried.scheme if self.carried else None


@dataclass(frozen=True, kw_only=True, eq=False)
class Seen:
    """What follows a slider: distribution and grades, of A and where there is one of B.

    Attributes
    ----------
    means : tuple of float
        Each one's mean over all units, in points.
    drawn : int
        Replications, where there is no exact form; else 0.
    quick : bool
        Whether these are the rougher figures of a slider that moves.
    """

    results: tuple[Simulation | Sampled, ...]
    shares: tuple[GradeShares, ...]
    bars: Histogram
    means: tuple[float, ...]
    drawn: int
    quick: bool


@dataclass(frozen=True, kw_only=True, eq=False)
class Figures:
    """What takes longer: ranks, who moves and why, what indicators tell.

    Attributes
    ----------
    outlooks : tuple of Outlook
        Of A, and where it can be simulated of B.
    pair : Beside or None
        Both, unit by unit.
    effect : Effect or None
        Last year's records under B.
    analysis : Analysis
    simulated : bool
        Whether the analysis rests on simulated years rather than on records.
    """

    outlooks: tuple[Outlook, ...]
    pair: Beside | None
    effect: Effect | None
    analysis: Analysis
    simulated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A cross-check that runs, or has come to an end.

    Attributes
    ----------
    done, wanted : int
        Replications.
    running : bool
    said : tuple of Text
        What it came to; empty while it runs.
    agrees : bool or None
        Whether both agree; None while it runs, and where there is nothing exact to compare with.
    """

    done: int = 0
    wanted: int = REPLICATIONS
    running: bool = True
    said: tuple[Text, ...] = ()
    agrees: bool | None = None


def changed(assumed: Assumed, name: str, value: float) -> Assumed:
    """Return what is assumed after one slider was moved.

    Raises
    ------
    ValueError
        If there is no such slider.
    """
    if name not in ("shift", "spread", "shock", "response"):
        raise ValueError(f"nothing is assumed about {name!r}")
    return replace(assumed, **{name: value})
