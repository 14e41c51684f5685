"""What a rebalancing comes to: the new points, how they were found, or why there are none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from kaohe_tools.errors import KaoheError
from kaohe_tools.locale import Text, text
from kaohe_tools.model import Indicator
from kaohe_tools.rebalance.problem import Objective, Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One indicator whose points change."""

    indicator: Indicator
    before: Decimal
    after: Decimal

    @property
    def by(self) -> Decimal:
        """Points gained; negative where some are lost."""
        return self.after - self.before


@dataclass(frozen=True, kw_only=True)
class Rebalanced:
    """The answer to a problem.

    Attributes
    ----------
    points : tuple of (id, Decimal)
        New points of every indicator that takes part, in the scheme's order.
    value : Decimal
        What was made least: points moved in all, the largest move, or the sum of squares (for
        ``PROPORTIONAL`` of the distances from the proportional points); weighted.
    proven : bool
        Nothing better exists; False: the time limit came first.
    bound : Decimal
        No solution can be below it; equals `value` where proven.
    solver : str
        Which method found it and proved it, such as ``"nested"`` or ``"HiGHS 1.16 LP"``.
    seconds : float
        Time taken.
    baseline : tuple of (id, Decimal)
        For ``PROPORTIONAL``: the method of largest remainders without any constraint but the total,
        to show beside it; else empty.
    """

    problem: Problem
    points: tuple[tuple[str, Decimal], ...]
    value: Decimal
    proven: bool
    bound: Decimal
    solver: str
    seconds: float
    baseline: tuple[tuple[str, Decimal], ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, Decimal]:
        """New points by indicator."""
        return dict(self.points)

    @cached_property
    def moves(self) -> tuple[Move, ...]:
        """The indicators whose points change, in the scheme's order."""
        items = self.problem.items
        pairs = ((items[id_], items[id_].points, after) for id_, after in self.points)
        return tuple(
            Move(indicator=i, before=old, after=new) for i, old, new in pairs if old is not None and old != new
        )

    @property
    def said(self) -> Text:
        """What was made least, and what it comes to."""
        value = round(self.value, 4)
        return {
            Objective.TOTAL_MOVE: text("{value} points moved in all", value=value),
            Objective.LARGEST_MOVE: text("the largest move is {value} points", value=value),
            Objective.SQUARED_MOVE: text("the squared moves add up to {value}", value=value),
            Objective.PROPORTIONAL: text("the squared distances from proportion add up to {value}", value=value),
        }[self.problem.objective]

    @property
    def proof(self) -> Text:
        """Whether nothing better exists."""
        if self.proven:
            return text("proven: there is nothing less")
        return text("not proven: the time limit came first; it cannot be less than {bound}", bound=round(self.bound, 4))

    @property
    def method(self) -> Text:
        """What found and proved it, in words where it is the package's own."""
        return text("exact method for nested sections") if self.solver == "nested" else Text(self.solver)


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraint:
    """One thing that the designer asked for, small enough to be dropped or relaxed by itself.

    Attributes
    ----------
    kind : str
        ``"total"``, ``"lock"``, ``"low"``, ``"high"``, ``"section-low"``, ``"section-high"``,
        ``"node-low"``, ``"node-high"``, ``"order"``, ``"rules"``, ``"tick"``, ``"floor"`` (a row keeps
        at least a step) or ``"zero"`` (a row without points stays so).
    key : tuple of str
        What it is about: ids, a section's path, a variant's name.
    amount : Decimal or None
        Its figure: points, or a share.
    said : Text
        In the designer's words: “专项一” at most 50 points.
    """

    kind: str
    key: tuple[str, ...]
    amount: Decimal | None
    said: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Relaxation:
    """The least change of one constraint that lets all of them hold.

    Attributes
    ----------
    to : Decimal or None
        Its new figure; None: it has to be dropped.
    """

    constraint: Constraint
    to: Decimal | None
    said: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """A set of constraints that cannot hold together, though any one fewer could.

    Attributes
    ----------
    smallest : bool
        No smaller set clashes; False: the search for a smaller one was cut short by time.
    relaxations : tuple of Relaxation
        Single changes that would do, the least first; empty where no single one does.
    """

    constraints: tuple[Constraint, ...]
    relaxations: tuple[Relaxation, ...]
    said: Text
    smallest: bool = True


class ClashError(KaoheError):
    """The constraints cannot all hold; `clash` says which of them and what would do."""

    def __init__(self, clash: Clash) -> None:
        super().__init__(str(clash.said))
        self.clash = clash

    def __reduce__(self) -> tuple[type[ClashError], tuple[Clash]]:
        return type(self), (self.clash,)
