"""Analysis of indicators: which tell good work from poor, which are given away, what ranks depend on.

::

    analyse(score(scheme, results.events)).said     # Every unit has all points of 12 of 29 indicators …
    robustness(scheme, results.events, by=Fraction(1, 10)).said
    sensitivity(scheme, results.events).said
    stable_range(scheme, results.events, "7").said
    least_effort(scheme, Decimal(90)).said

Formulas, conventions and sources stand with each figure. Statistics are floats; points stay Decimals.
"""

from __future__ import annotations

from kaohe_tools.analysis.effort import LeastEffort, least_effort
from kaohe_tools.analysis.items import Item, Sort, items_of
from kaohe_tools.analysis.marks import Marks
from kaohe_tools.analysis.reliability import Alpha, Pair, alpha_of, redundant
from kaohe_tools.analysis.robustness import RankRange, Robustness, robustness
from kaohe_tools.analysis.sensitivity import Indices, Sensitivity, sensitivity
from kaohe_tools.analysis.stability import StableRange, Swap, stable_range
from kaohe_tools.analysis.summary import Analysis, analyse
from kaohe_tools.analysis.weights import Weight, Weights, weights_of

__all__ = [
    "Alpha",
    "Analysis",
    "Indices",
    "Item",
    "LeastEffort",
    "Marks",
    "Pair",
    "RankRange",
    "Robustness",
    "Sensitivity",
    "Sort",
    "StableRange",
    "Swap",
    "Weight",
    "Weights",
    "alpha_of",
    "analyse",
    "items_of",
    "least_effort",
    "redundant",
    "robustness",
    "sensitivity",
    "stable_range",
    "weights_of",
]
