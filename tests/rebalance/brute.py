"""The slow reference: every combination of points on the lattice, each constraint checked as it is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise, product

from kaohe_tools.criteria import fewest_points
from kaohe_tools.model import Indicator, Path, Period
from kaohe_tools.rebalance import Follow, Objective, Problem


def choices(problem: Problem, path: Path = ()) -> list[list[Indicator]]:
    """Return the sets of rows that are added together: one for each choice of one alternative a group."""
    rows = [i for i in problem.scheme.indicators if i.path[: len(path)] == path]
    groups: dict[str, list[str]] = {}
    for i in rows:
        if i.alternative and i.applies_to not in groups.setdefault(i.alternative, []):
            groups[i.alternative].append(i.applies_to)
    found = []
    for chosen in product(*groups.values()):
        takes = dict(zip(groups, chosen, strict=True))
        found.append([i for i in rows if not i.alternative or takes[i.alternative] == i.applies_to])
    return found


def allowed(problem: Problem, points: Mapping[str, Decimal]) -> bool:
    """Return whether points keep every constraint."""
    if any(sum(points[i.id] for i in rows) != problem.total for rows in choices(problem)):
        return False
    items = {i.id: i for i in problem.scheme.indicators}
    steps = dict(problem.item_ticks)
    bounds = dict(problem.bounds)
    for id_, value in points.items():
        now = items[id_].points or Decimal(0)
        limits = bounds.get(id_)
        if limits and (
            (limits.low is not None and value < limits.low) or (limits.high is not None and value > limits.high)
        ):
            return False
        if id_ in problem.locked:
            if value != now:
                return False
            continue
        step = steps.get(id_, problem.tick)
        if value < 0 or value % step:
            return False
        own_low = limits is not None and limits.low is not None
        removed = limits is not None and limits.high is not None and limits.high < step
        if now > 0 and not own_low and not removed and value < step:
            return False
        if now == 0 and limits is None and not dict(problem.importance).get(id_) and value != 0:
            return False
        if problem.fit_rules and now > 0:
            criterion = items[id_].criterion
            keep = problem.follow is Follow.KEEP
            if value < (criterion.stated_deduction(now) if keep else fewest_points(criterion, problem.tick)):
                return False
    for path, limits in problem.sections:
        for rows in choices(problem, path):
            total = sum(points[i.id] for i in rows)
            if (limits.low is not None and total < limits.low) or (limits.high is not None and total > limits.high):
                return False
    for band in problem.node_shares:
        for rows in choices(problem, band.path):
            node = sum(points[i.id] for i in rows if i.period is Period.NODE)
            both = sum(points[i.id] for i in rows if i.period is not None)
            if not band.low * both <= node <= band.high * both:
                return False
    return all(points[a] >= points[b] for group in problem.orders for a, b in pairwise(group))


def candidates(problem: Problem, most: Decimal) -> Iterator[dict[str, Decimal]]:
    """Yield every combination of points up to a limit for each row."""
    steps = dict(problem.item_ticks)
    ranges = []
    for i in problem.scheme.indicators:
        step = steps.get(i.id, problem.tick)
        whole = [step * k for k in range(int(most / step) + 1)]
        ranges.append([i.points] if i.id in problem.locked else whole)
    for values in product(*ranges):
        yield dict(zip([i.id for i in problem.scheme.indicators], values, strict=True))  # type: ignore[arg-type]


def aims(problem: Problem) -> dict[str, Fraction]:
    """Return the proportional points: what locks leave, shared out; the mean over the choices of alternatives."""
    given = dict(problem.importance)
    found: dict[str, list[Fraction]] = {}
    for rows in choices(problem):
        held = sum((Fraction(i.points or 0) for i in rows if i.id in problem.locked), Fraction(0))
        weight = {i.id: Fraction(given.get(i.id, i.points or Decimal(0))) for i in rows if i.id not in problem.locked}
        left = max(Fraction(problem.total) - held, Fraction(0))
        for id_, w in weight.items():
            found.setdefault(id_, []).append(left * w / sum(weight.values()))
    return {id_: sum(each, Fraction(0)) / len(each) for id_, each in found.items()}


def cost(
    problem: Problem, points: Mapping[str, Decimal], goals: Mapping[str, Fraction]
) -> tuple[Fraction, Fraction, Fraction]:
    """Return what a solution costs: the objective, the total for the largest move, and the plain squares."""
    weights = dict(problem.weights)
    off = []
    squares = Fraction(0)
    for i in problem.scheme.indicators:
        if i.id in problem.locked:
            continue
        move = abs(Fraction(points[i.id]) - Fraction(i.points or 0))
        squares += move * move
        goal = abs(Fraction(points[i.id]) - goals[i.id]) if problem.objective is Objective.PROPORTIONAL else move
        off.append((Fraction(weights.get(i.id, Decimal(1))), goal))
    if problem.objective is Objective.LARGEST_MOVE:
        return max((w * d for w, d in off), default=Fraction(0)), sum((w * d for w, d in off), Fraction(0)), squares
    power = 1 if problem.objective is Objective.TOTAL_MOVE else 2
    return sum((w * d**power for w, d in off), Fraction(0)), Fraction(0), squares


def best(problem: Problem, most: Decimal) -> tuple[Fraction, Fraction, Fraction] | None:
    """Return the least cost of any allowed combination, or None where there is none."""
    goals = aims(problem) if problem.objective is Objective.PROPORTIONAL else {}
    return min((cost(problem, p, goals) for p in candidates(problem, most) if allowed(problem, p)), default=None)
