"""Rebalancing: move points under the designer's constraints until the scheme adds up.

``problem`` is the task as data, ``result`` the answer or the clash that forbids one.
"""

from __future__ import annotations

from kaohe_tools.rebalance.kept import Kept
from kaohe_tools.rebalance.problem import Follow, Limits, NodeShare, Objective, Problem
from kaohe_tools.rebalance.result import Clash, ClashError, Constraint, Move, Rebalanced, Relaxation

__all__ = [
    "Clash",
    "ClashError",
    "Constraint",
    "Follow",
    "Kept",
    "Limits",
    "Move",
    "NodeShare",
    "Objective",
    "Problem",
    "Rebalanced",
    "Relaxation",
    "rebalance",
]


def rebalance(problem: Problem) -> Rebalanced:
    """Return the points that a designer's constraints allow and that move least.

    See :func:`kaohe_tools.rebalance.solve.rebalance`; the solver is loaded when it is first needed.
    """
    from kaohe_tools.rebalance.solve import rebalance as solve

    return solve(problem)
