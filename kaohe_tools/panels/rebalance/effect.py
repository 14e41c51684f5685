"""What a draft of points does to the scores: before and now, for the strip of the rebalancing panel; no widgets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, TypedDict

from kaohe_tools.errors import NoExactFormError
from kaohe_tools.locale import Text, _, plain, text
from kaohe_tools.model import Scheme

if TYPE_CHECKING:
    from kaohe_tools.sheets import Results
    from kaohe_tools.simulate import OutcomeModel

HIGH = Decimal("0.9")
"""Scores are called high from this part of the full mark; a usual line, to be set in the simulation panel."""
_NODES = 12
_REPLICATIONS = 400
_PLACES = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How scores lie under one allocation of points."""

    mean: float
    high: float
    spread: float
    ranks: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftEffect:
    """Scores before and now.

    Attributes
    ----------
    line : Decimal
        The points from which a score is called high, before and now.
    moved, units : int
        How many units change places, of how many.
    rests_on : Text
        Records or assumptions, in words.
    """

    before: Outcome
    now: Outcome
    line: Decimal
    moved: int
    units: int
    rests_on: Text


class Figure(TypedDict):
    """One figure of the strip."""

    label: str
    was: str
    now: str
    changed: bool


class Strip(TypedDict):
    """The strip: figures before and now, and what they rest on."""

    figures: list[Figure]
    ranks: str
    rests_on: str
    pending: bool


def effect_of_draft(
    before: Scheme,
    after: Scheme,
    full: Decimal,
    results: Results | None,
    stop: Callable[[], bool],
    known: Outcome | None = None,
) -> DraftEffect | None:
    """Return what a draft does to the scores; None where it was stopped.

    Parameters
    ----------
    full : Decimal
        The full mark that the designer asks for.
    results : Results or None
        What was recorded under the scheme as it is; None: the default assumptions.
    known : Outcome or None
        How the scores lie under the scheme as it is, from an earlier draft of the same.

    Raises
    ------
    KaoheError
        If a scheme cannot be scored, or nothing was recorded.
    """
    from kaohe_tools.outlook_options import learnt_model
    from kaohe_tools.replay import replay
    from kaohe_tools.simulate import default_model, left_out_said, need_rules

    need_rules(before)
    model = default_model(before) if results is None else learnt_model(before, results)
    line = full * HIGH
    was = known or _outcome(before, model, line)
    if stop():
        return None
    now = was if after is before else _outcome(after, model, line)
    if stop():
        return None
    if results is None:
        moved = sum(abs(a - b) >= _PLACES for a, b in zip(was.ranks, now.ranks, strict=True))
        rests_on = text(
            "No results: the default assumptions, the same for every rule, {n} units; places are expected ones.",
            n=len(model.units),
        )
    else:
        moved = sum(bool(c.places) for c in replay(before, results, after).changes)
        rests_on = text(
            "From the records of {n} units: chances for the coming year; places by last year's records, scored again.",
            n=len(model.units),
        )
    for said in left_out_said(before, model):
        rests_on = text("{said} {more}", said=rests_on, more=said)
    return DraftEffect(before=was, now=now, line=line, moved=moved, units=len(model.units), rests_on=rests_on)


def strip(effect: DraftEffect, pending: bool) -> Strip:
    """Return the strip as it is shown."""
    was, now = effect.before, effect.now
    pairs = [
        (_("expected mean"), f"{was.mean:.1f}", f"{now.mean:.1f}"),
        (_("share with {line} or more").format(line=plain(effect.line)), f"{was.high:.1%}", f"{now.high:.1%}"),
        (_("spread of the totals"), f"{was.spread:.1f}", f"{now.spread:.1f}"),
    ]
    return {
        "figures": [{"label": label, "was": old, "now": new, "changed": old != new} for label, old, new in pairs],
        "ranks": _("{n} of {of} units change places").format(n=effect.moved, of=effect.units),
        "rests_on": str(effect.rests_on),
        "pending": pending,
    }


def _outcome(scheme: Scheme, model: OutcomeModel, line: Decimal) -> Outcome:
    from kaohe_tools.simulate import expected_ranks, sample, simulate

    try:
        exact = simulate(scheme, model, nodes=_NODES)
    except NoExactFormError:
        drawn = sample(scheme, model, replications=_REPLICATIONS)
        totals = drawn.totals * float(drawn.grain)
        return Outcome(
            mean=float(totals.mean()), high=float(drawn.at_least(line).value.mean()), spread=float(totals.std()),
            ranks=tuple(drawn.expected_ranks().value.tolist()),
        )  # fmt: skip
    mean = float(exact.mean.mean())
    variance = float(exact.overall @ (exact.points - mean) ** 2)
    return Outcome(
        mean=mean, high=float(exact.at_least(line).mean()), spread=variance**0.5,
        ranks=tuple(expected_ranks(exact).tolist()),
    )  # fmt: skip
