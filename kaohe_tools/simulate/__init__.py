"""Simulation: what the scores would look like, exactly and by Monte Carlo.

::

    model = model_from_results(scheme, results.events)   # or model_from_table, default_model
    model = model.adjusted(shift=0.3, spread=1.5, shock=0.2)      # sliders
    model.assumptions()                                  # in plain words
    result = simulate(scheme, model)
    result.mean, result.at_least(Decimal(90)), result.said
    rank_chances(result).intervals()
    sample(scheme, model, seed=7).mean.error    # Monte Carlo: the same figures, with standard errors
"""

from __future__ import annotations

from kaohe_tools.simulate.coverage import left_out, left_out_said, need_rules
from kaohe_tools.simulate.defaults import default_model
from kaohe_tools.simulate.histogram import Histogram, histogram
from kaohe_tools.simulate.learning import model_from_results
from kaohe_tools.simulate.models import OutcomeModel, Outcomes
from kaohe_tools.simulate.monte_carlo import sample
from kaohe_tools.simulate.ranks import Ranks, Ties, expected_ranks, rank_chances
from kaohe_tools.simulate.sampled import Estimate, Sampled
from kaohe_tools.simulate.summary import GradeShares, Simulation, simulate
from kaohe_tools.simulate.table import model_from_table

__all__ = [
    "Estimate",
    "GradeShares",
    "Histogram",
    "OutcomeModel",
    "Outcomes",
    "Ranks",
    "Sampled",
    "Simulation",
    "Ties",
    "default_model",
    "expected_ranks",
    "histogram",
    "left_out",
    "left_out_said",
    "model_from_results",
    "model_from_table",
    "need_rules",
    "rank_chances",
    "sample",
    "simulate",
]
