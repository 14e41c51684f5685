"""Rebalancing: move points under the designer's constraints until the scheme adds up.

``problem`` is the task as data, ``result`` the answer or the clash that forbids one.
"""

from __future__ import annotations

from kaohe_tools.rebalance.problem import Follow, Limits, NodeShare, Objective, Problem
from kaohe_tools.rebalance.result import Clash, ClashError, Constraint, Move, Rebalanced, Relaxation

__all__ = [
    "Clash",
    "ClashError",
    "Constraint",
    "Follow",
    "Limits",
    "Move",
    "NodeShare",
    "Objective",
    "Problem",
    "Rebalanced",
    "Relaxation",
]
