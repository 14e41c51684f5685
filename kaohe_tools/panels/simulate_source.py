"""What the simulation panel rests on: the scheme beside, the outcome model, and what both come to; no widgets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from kaohe_tools.analysis import Analysis, analyse
from kaohe_tools.compare import Effect, effect_of
from kaohe_tools.compare.matching import match_rows
from kaohe_tools.errors import NoExactFormError
from kaohe_tools.grades import Grading
from kaohe_tools.locale import Text, text
from kaohe_tools.model import Scheme
from kaohe_tools.outlook import Beside, Outlook, beside, outlook
from kaohe_tools.scoring import score, slots
from kaohe_tools.simulate import GradeShares, Histogram, OutcomeModel, Sampled, Simulation, histogram, sample, simulate
from kaohe_tools.simulate.monte_carlo import drawn
from kaohe_tools.simulate.quadrature import nodes_for

if TYPE_CHECKING:
    from decimal import Decimal
    from fractions import Fraction

    from kaohe_tools.sheets import Results

LIVE_NODES = 12
"""Values of the common factor while a slider moves; when it rests, as many as four decimals take."""
LIVE_REPLICATIONS = 200
"""Replications while a slider moves, where there is no exact form."""
REPLICATIONS = 4000
_DRAWN = 100


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
    same_rules : bool
        Whether B has the rules that are modelled, row by row, so that it can be simulated too.
    """

    scheme: Scheme
    other: Scheme | None
    same_rules: bool
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
        if self.other is None or not self.assumed.response:
            return self.first
        return self.first.responding(self.scheme, self.other, self.assumed.response)

    @property
    def beside(self) -> Scheme | None:
        """Scheme B where it can be simulated."""
        return self.other if self.same_rules else None


@dataclass(frozen=True, kw_only=True, eq=False)
class Seen:
    """What follows a slider: distribution and grades, of A and where there is one of B.

    Attributes
    ----------
    quick : bool
        Whether these are the rougher figures of a slider that moves.
    """

    results: tuple[Simulation | Sampled, ...]
    shares: tuple[GradeShares, ...]
    bars: Histogram
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


def seen_quickly(basis: Basis) -> Seen:
    """Return distribution and grades, rougher where that saves time."""
    pairs = [(basis.scheme, basis.first)]
    if basis.beside is not None:
        pairs.append((basis.beside, basis.second))
    results = tuple(_result(scheme, model) for scheme, model in pairs)
    return _seen(basis, results, quick=True)


def figures_of(basis: Basis, stop: Callable[[], bool]) -> tuple[Seen, Figures] | None:
    """Return everything, as exactly as it can be had; None where it was stopped."""
    outlooks = [_outlook(basis, basis.scheme, basis.first)]
    if stop():
        return None
    if basis.beside is not None:
        outlooks.append(_outlook(basis, basis.beside, basis.second))
    if stop():
        return None
    results = basis.results
    marks = score(basis.scheme, drawn(basis.first, 0, 0, _DRAWN) if results is None else results.events)
    found = Figures(
        outlooks=tuple(outlooks),
        pair=beside(*outlooks) if len(outlooks) == 2 else None,
        effect=_effect(basis),
        analysis=analyse(marks),
        simulated=results is None,
    )
    return _seen(basis, tuple(o.result for o in outlooks), quick=False), found


def differs(scheme: Scheme, other: Scheme, model: OutcomeModel) -> Text | None:
    """Say in which row another scheme's rules are not those that are modelled; None where all are.

    Ids follow the rows of a sheet, so two sheets may give one id to two indicators: labels must agree too.
    """
    labels = {i.id: i.label for i in other.indicators}
    known = {s.key: (s.kind, s.means, len(s.choices)) for s in slots(other)}
    for o in model.outcomes:
        own = scheme.indicator(o.slot.indicator)
        same = labels.get(own.id) == own.label and known.get(o.slot.key) == (
            o.slot.kind,
            o.slot.means,
            len(o.slot.choices),
        )
        if not same:
            return text(
                "Scheme B is not simulated: row {row} ({label}) of A is not there or has other rules in B. Where "
                "results are chosen, their records are scored under B all the same.",
                row=own.row,
                label=own.label,
            )
    return None


def _result(scheme: Scheme, model: OutcomeModel) -> Simulation | Sampled:
    nodes = min(LIVE_NODES, nodes_for([o.shock for o in model.outcomes]))
    try:
        return simulate(scheme, model, nodes=nodes)
    except NoExactFormError:
        return sample(scheme, model, replications=LIVE_REPLICATIONS)


def _seen(basis: Basis, results: tuple[Simulation | Sampled, ...], *, quick: bool) -> Seen:
    shares = tuple(result.grade_shares(basis.lines, basis.rest) for result in results)
    return Seen(results=results, shares=shares, bars=histogram(results), quick=quick)


def _outlook(basis: Basis, scheme: Scheme, model: OutcomeModel) -> Outlook:
    return outlook(
        scheme, model, lines=basis.lines, rest=basis.rest, quotas=basis.quotas, replications=REPLICATIONS
    )  # fmt: skip


def _effect(basis: Basis) -> Effect | None:
    if basis.other is None or basis.results is None:
        return None
    matches, _gone, _came = match_rows(basis.scheme.indicators, basis.other.indicators)
    return effect_of(basis.scheme, basis.other, matches, basis.results, grading=basis.grading)


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
