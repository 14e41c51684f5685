"""Scoring: a scheme's rules and what was recorded, in points.

::

    slots(scheme)                                   # what can be recorded
    events = events_from_records(scheme, [{"unit": "甲局", "indicator": "20", "rule": 1, "value": 2}])
    scores = score(scheme, events)
    scores.total_of("甲局"), scores.points_of("甲局", "20")

:func:`rescore` scores the same records under many allocations of points at once.

A thing that was not recorded is not a zero: an item of which nothing was recorded is not assessed.
"""

from __future__ import annotations

from kaohe_tools.scoring.allocations import Allocations, Stated
from kaohe_tools.scoring.engine import score
from kaohe_tools.scoring.events import Events, Record, events_from_records
from kaohe_tools.scoring.ranks import ranks
from kaohe_tools.scoring.rescoring import Breakdown, Rescored, rescore, scaled_note
from kaohe_tools.scoring.scores import Scores
from kaohe_tools.scoring.slots import Slot, slots
from kaohe_tools.scoring.tables import Figures

__all__ = [
    "Allocations",
    "Breakdown",
    "Events",
    "Figures",
    "Record",
    "Rescored",
    "Scores",
    "Slot",
    "Stated",
    "events_from_records",
    "ranks",
    "rescore",
    "scaled_note",
    "score",
    "slots",
]
