"""What the simulation panel rests on: the scheme beside, the outcome model, and what both come to; no widgets."""

from __future__ import annotations

from collections.abc import Callable

from kaohe_tools.analysis import analyse
from kaohe_tools.compare import Effect, effect_of
from kaohe_tools.compare.matching import match_rows
from kaohe_tools.errors import NoExactFormError
from kaohe_tools.model import Scheme
from kaohe_tools.outlook import Outlook, outlook
from kaohe_tools.outlook_pair import beside
from kaohe_tools.panels.simulate.basis import Basis, Figures, Seen
from kaohe_tools.scoring import score
from kaohe_tools.simulate import OutcomeModel, Sampled, Simulation, histogram, sample, simulate
from kaohe_tools.simulate.monte_carlo import drawn
from kaohe_tools.simulate.quadrature import nodes_for

LIVE_NODES = 12
"""Values of the common factor while a slider moves; when it rests, as many as four decimals take."""
LIVE_REPLICATIONS = 200
"""Replications while a slider moves, where there is no exact form."""
REPLICATIONS = 4000
_DRAWN = 100


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


def _result(scheme: Scheme, model: OutcomeModel) -> Simulation | Sampled:
    nodes = min(LIVE_NODES, nodes_for([o.shock for o in model.outcomes]))
    try:
        return simulate(scheme, model, nodes=nodes)
    except NoExactFormError:
        return sample(scheme, model, replications=LIVE_REPLICATIONS)


def _seen(basis: Basis, results: tuple[Simulation | Sampled, ...], *, quick: bool) -> Seen:
    shares = tuple(result.grade_shares(basis.lines, basis.rest) for result in results)
    return Seen(
        results=results, shares=shares, bars=histogram(results), means=tuple(_mean(r) for r in results),
        drawn=max(r.replications if isinstance(r, Sampled) else 0 for r in results), quick=quick,
    )  # fmt: skip


def _mean(result: Simulation | Sampled) -> float:
    return float((result.mean.value if isinstance(result, Sampled) else result.mean).mean())


def _outlook(basis: Basis, scheme: Scheme, model: OutcomeModel) -> Outlook:
    return outlook(
        scheme, model, lines=basis.lines, rest=basis.rest, quotas=basis.quotas, replications=REPLICATIONS
    )  # fmt: skip


def _effect(basis: Basis) -> Effect | None:
    if basis.other is None or basis.results is None:
        return None
    matches, _gone, _came = match_rows(basis.scheme.indicators, basis.other.indicators)
    return effect_of(basis.scheme, basis.other, matches, basis.results, grading=basis.grading)
