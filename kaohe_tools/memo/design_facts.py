"""What a design memo rests on: a draft of points beside its sheet, and the least that would have done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from kaohe_tools.memo.order import Opened, Order
from kaohe_tools.model import Indicator, Scheme
from kaohe_tools.plain_text import one_line
from kaohe_tools.points import as_number
from kaohe_tools.rebalance import ClashError, Limits, Problem, Rebalanced, rebalance
from kaohe_tools.rebalance.follow import Followed, follow


@dataclass(frozen=True, kw_only=True)
class Design:
    """A draft of points beside its sheet.

    Attributes
    ----------
    problem : Problem
        What was asked of the points.
    points : mapping of id to Decimal
        The points now, of all rows that have any.
    reasons : mapping of id to str
    answer : Rebalanced or None
        The least that would have done, from the sheet's own points; None where nothing fits.
    clash : str
        Why nothing fits.
    drafted : bool
        The points come from a scenario, not from the solver.
    """

    opened: Opened
    problem: Problem
    points: Mapping[str, Decimal]
    reasons: Mapping[str, str]
    answer: Rebalanced | None
    clash: str
    drafted: bool

    @property
    def before(self) -> Scheme:
        """The scheme as its sheet has it."""
        return self.opened.before

    @cached_property
    def followed(self) -> Followed:
        """The scheme with its new points and the figures that follow them."""
        asked = self.problem
        return follow(self.before, self.points, asked.follow, asked.tick, fit=asked.fit_rules)

    @property
    def after(self) -> Scheme:
        """The scheme with its new points."""
        return self.followed.scheme

    @cached_property
    def pairs(self) -> tuple[tuple[Indicator, Indicator], ...]:
        """Every row before and now."""
        return tuple(zip(self.before.indicators, self.after.indicators, strict=True))

    @cached_property
    def moves(self) -> tuple[tuple[Indicator, Decimal, Decimal], ...]:
        """The rows whose points change, with their points before and now."""
        return tuple(
            (old, old.points, new.points)
            for old, new in self.pairs
            if old.points is not None and new.points is not None and old.points != new.points
        )

    @property
    def moved(self) -> Decimal:
        """The points that move in all."""
        return sum((abs(new - old) for _item, old, new in self.moves), Decimal(0))

    @property
    def libraries(self) -> tuple[str, ...]:
        """The packages whose figures stand in it."""
        return ("highspy",) if self.answer and "HiGHS" in self.answer.solver else ()

    def broken(self) -> list[str]:
        """Return what was asked and the draft does not do."""
        from kaohe_tools.rebalance.asked import take_apart

        request = take_apart(self.problem)
        units = [self.points[i.id].scaleb(request.places) for i in request.items]
        broken = []
        for asked in request.asked:
            outside = any(
                (form.low is not None and form.low > total) or (form.high is not None and form.high < total)
                for form in asked.forms
                for total in [sum(c * units[n] for n, c in zip(form.items, form.coefs, strict=True))]
            )
            if outside or any(units[n] % step for n, step in asked.steps):
                broken.append(str(asked.constraint.said))
        return broken

    def figures(self) -> dict[str, Any]:
        """Return its figures as plain data."""
        answer = self.answer
        return {
            "total_before": as_number(self.before.total),
            "total_now": as_number(self.after.total),
            "moved": as_number(self.moved),
            "objective": str(self.problem.objective),
            "value": None if answer is None else as_number(answer.value),
            "bound": None if answer is None else as_number(answer.bound),
            "proven": answer is not None and answer.proven,
            "solver": "" if answer is None else answer.solver,
            "drafted": self.drafted,
            "moves": [
                {
                    "id": item.id,
                    "row": item.row,
                    "name": item.label,
                    "before": as_number(old),
                    "after": as_number(new),
                    "reason": self.reasons.get(item.id, ""),
                }
                for item, old, new in self.moves
            ],
        }


def designed(order: Order) -> Design:
    """Return a scenario's points, or those that solve what is asked, with the least that would have done.

    Raises
    ------
    KaoheError
        If the sheet cannot be read, or no points satisfy what is asked.
    """
    opened = order.opened("sheet")
    kept, before = opened.input.kept, opened.before
    if kept is not None:
        problem = kept.problem(before)
        points = {i.id: i.points for i in before.indicators if i.points is not None} | dict(kept.by_id)
        answer, clash = _least(problem, points)
        return Design(opened=opened, problem=problem, points=points, reasons=dict(kept.reasons), answer=answer,
                      clash=clash, drafted=True)  # fmt: skip
    from kaohe_tools.rebalance.spec import spec_of

    problem = spec_of(order.one("spec"), Problem(scheme=before, total=before.total), name="spec")
    answer = rebalance(problem)
    reason = one_line(order.one("reason"))
    return Design(opened=opened, problem=problem, points=answer.by_id, answer=answer, clash="", drafted=False,
                  reasons={m.indicator.id: reason for m in answer.moves if reason})  # fmt: skip


def _least(problem: Problem, points: Mapping[str, Decimal]) -> tuple[Rebalanced | None, str]:
    """Return the least move from the sheet's own points that does what was asked; locked rows stand as drafted."""
    fixed = {id_: Limits(low=points[id_], high=points[id_]) for id_ in problem.locked if id_ in points}
    asked = problem.replace(start=(), locked=(), bounds=tuple((dict(problem.bounds) | fixed).items()))
    try:
        return rebalance(asked), ""
    except ClashError as err:
        return None, str(err.clash.said)
