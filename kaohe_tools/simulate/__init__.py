"""Simulation: what the scores would look like, exactly and by Monte Carlo.

::

    model = OutcomeModel(units=("甲局", "乙局"), outcomes=(...))
    result = simulate(scheme, model)
    result.mean, result.at_least(Decimal(90)), result.said
"""

from __future__ import annotations

from kaohe_tools.simulate.models import OutcomeModel, Outcomes
from kaohe_tools.simulate.summary import GradeShares, Simulation, simulate

__all__ = ["GradeShares", "OutcomeModel", "Outcomes", "Simulation", "simulate"]
