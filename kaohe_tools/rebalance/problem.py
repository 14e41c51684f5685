"""The rebalancing problem as data: what must hold, what may move, what is to be least.

Everything that a designer may ask for stands here once; :func:`kaohe_tools.rebalance.rebalance`
solves it, a scenario keeps it, a TOML file says it (:mod:`kaohe_tools.rebalance.spec`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import Any

from kaohe_tools.errors import ProblemError
from kaohe_tools.locale import Text, text
from kaohe_tools.model import Indicator, Path, Scheme
from kaohe_tools.points import format_points, on_tick


class Objective(StrEnum):
    """What a rebalancing makes least.

    ``PROPORTIONAL`` is the least squared distance from points in proportion to the given importance;
    without other constraints that is the method of largest remainders (Hamilton).
    """

    TOTAL_MOVE = "total-move"
    LARGEST_MOVE = "largest-move"
    SQUARED_MOVE = "squared-move"
    PROPORTIONAL = "proportional"


class Follow(StrEnum):
    """What becomes of a rule's figures when its indicator's points move.

    ``SCALE``: they are rewritten in proportion, on the tick. ``KEEP``: they stay as written, and a
    rule that then takes more than its indicator has is flagged.
    """

    SCALE = "scale"
    KEEP = "keep"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Fewest and most points that something may have; None: no limit on that side."""

    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeShare:
    """The share of milestones in the points of milestones and year-end standards together.

    Attributes
    ----------
    low, high : Decimal
        Between 0 and 1, such as 0.7 and 0.8.
    path : tuple of str
        The section whose rows count; empty: the whole scheme.
    """

    low: Decimal
    high: Decimal
    path: Path = ()


@dataclass(frozen=True, kw_only=True)
class Problem:
    """What a designer asks of the points of a scheme.

    Indicators are named by their ids. Rows whose points are None are no part of it: they have to be
    filled in first.

    Attributes
    ----------
    scheme : Scheme
        The scheme as its sheet has it; moves are counted from its points.
    total : Decimal
        What every variant of the scheme has to add up to (without alternatives: all rows together).
    tick : Decimal
        The smallest step of points.
    start : tuple of (id, Decimal)
        Points that moves are counted from instead, where the designer has set some by hand; a lock
        keeps these.
    item_ticks : tuple of (id, Decimal)
        Coarser steps for some indicators, whole multiples of `tick`.
    locked : tuple of str
        Indicators that keep their points, even points off the tick.
    bounds : tuple of (id, Limits)
        Fewest and most points of single indicators. Without one, a row with points keeps at least
        one step, and a row with no points (it takes what others leave) keeps none.
    sections : tuple of (path, Limits)
        Fewest and most points of a section, at any level; equal limits fix its total. Where a
        section holds alternatives, the limits hold for each choice.
    node_shares : tuple of NodeShare
        Shares of the milestones, for the scheme or for single sections.
    orders : tuple of tuple of str
        Groups of indicators, the most important first: no later one may have more points.
    fit_rules : bool
        Leave each row at least the points that its rules need: all that its deductions take
        together where figures are kept, one step for each of them where figures follow.
    follow : Follow
        What becomes of the figures in the criterion texts.
    weights : tuple of (id, Decimal)
        How dear one point of movement is; 1 where not named. Above 0.
    importance : tuple of (id, Decimal)
        For ``PROPORTIONAL``: how much each row matters; its present points where not named.
    objective : Objective
    seconds : float
        Time limit; when it passes, the best solution found is returned and not called proven.
    """

    scheme: Scheme
    total: Decimal
    tick: Decimal = Decimal("0.1")
    start: tuple[tuple[str, Decimal], ...] = ()
    item_ticks: tuple[tuple[str, Decimal], ...] = ()
    locked: tuple[str, ...] = ()
    bounds: tuple[tuple[str, Limits], ...] = ()
    sections: tuple[tuple[Path, Limits], ...] = ()
    node_shares: tuple[NodeShare, ...] = ()
    orders: tuple[tuple[str, ...], ...] = ()
    fit_rules: bool = True
    follow: Follow = Follow.SCALE
    weights: tuple[tuple[str, Decimal], ...] = ()
    importance: tuple[tuple[str, Decimal], ...] = ()
    objective: Objective = Objective.TOTAL_MOVE
    seconds: float = 10.0

    def __post_init__(self) -> None:
        """Refuse what no solver could make sense of, in one sentence."""
        for said in self._faults():
            raise ProblemError(str(said))

    def replace(self, **changes: Any) -> Problem:
        """Return a copy with some of it changed."""
        return replace(self, **changes)

    @cached_property
    def items(self) -> Mapping[str, Indicator]:
        """The indicators that take part, by id, with the points that moves are counted from."""
        start = dict(self.start)
        return {
            i.id: i.replace(points=start[i.id]) if i.id in start else i
            for i in self.scheme.indicators
            if i.points is not None
        }

    def _faults(self) -> Iterable[Text]:
        if not self.tick.is_finite() or self.tick <= 0:
            yield text("The tick must be above 0, not {tick}.", tick=self.tick)
            return
        if not self.total.is_finite() or self.total <= 0:
            yield text("The total must be above 0, not {total}.", total=self.total)
            return
        yield from self._unknown()
        for id_, number in self.start:
            if not number.is_finite() or number < 0:
                yield text("Row {row} cannot start from {number} points.", row=self._row(id_), number=number)
        for id_, step in self.item_ticks:
            if not step.is_finite() or step <= 0 or not on_tick(step, self.tick):
                yield text(
                    "The tick of row {row} must be a whole multiple of {tick}, not {step}.",
                    row=self._row(id_), tick=self.tick, step=step,
                )  # fmt: skip
        for id_, number in self.weights:
            if not number.is_finite() or number <= 0:
                yield text("The weight of row {row} must be above 0, not {number}.", row=self._row(id_), number=number)
        for id_, number in self.importance:
            if not number.is_finite() or number < 0:
                yield text("The importance of row {row} cannot be {number}.", row=self._row(id_), number=number)
        for id_, limits in self.bounds:
            yield from _crossed(limits, text("row {row}", row=self._row(id_)))
        for path, limits in self.sections:
            yield from _crossed(limits, text("section “{name}”", name=path[-1]))
        for band in self.node_shares:
            if not 0 <= band.low <= band.high <= 1:
                yield text(
                    "The share of milestones must lie between 0 and 100 %, the lower first; not {low} to {high}.",
                    low=Fraction(band.low), high=Fraction(band.high),
                )  # fmt: skip

    def _unknown(self) -> Iterable[Text]:
        named = [
            *self.locked,
            *(
                id_
                for pairs in (self.start, self.item_ticks, self.bounds, self.weights, self.importance)
                for id_, _ in pairs
            ),
            *(id_ for group in self.orders for id_ in group),
        ]
        known = {i.id for i in self.scheme.indicators}
        for id_ in named:
            if id_ not in known:
                yield text(
                    "The scheme has no indicator {id}; ids are those of the sheet's rows, 1 to {n}.",
                    id=id_, n=len(known),
                )  # fmt: skip
            elif id_ not in self.items:
                yield text(
                    "Row {row} has no readable points; fill them in before it can be rebalanced.", row=self._row(id_)
                )
        paths = {s.path for s in self.scheme.sections}
        for path in (*(p for p, _ in self.sections), *(b.path for b in self.node_shares if b.path)):
            if path not in paths:
                yield text(
                    "The scheme has no section “{path}”; its sections are {known}.",
                    path="/".join(path), known=tuple("/".join(p) for p in sorted(paths)[:20]),
                )  # fmt: skip

    def _row(self, id_: str) -> int:
        return next((i.row for i in self.scheme.indicators if i.id == id_), 0)


def _crossed(limits: Limits, what: Text) -> Iterable[Text]:
    low, high = limits.low, limits.high
    if low is not None and high is not None and low > high:
        yield text(
            "The limits of {what} are crossed: at least {low}, at most {high}.",
            what=what, low=format_points(low), high=format_points(high),
        )  # fmt: skip
