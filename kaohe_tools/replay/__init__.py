"""Replay (what-if): last year's records under other points.

::

    results = load_results("results_2023.xlsx", scheme)
    seen = replay(scheme, results, {"7": Decimal(5), "8": Decimal(3)}, grading=BY_POINTS)
    seen.of("甲局").said                     # 甲局: 91.5 → 90.3 (-1.2), rank 2 → 5: -1.2 from row 7 (…)
    replay(scheme, results, rebalanced_scheme)
    replay_many(scheme, results, allocations).rank_range("甲局")

The rules score what happened again; nothing is estimated. Only where a sheet holds points and no events
are these changed in proportion, and every output says so.
"""

from __future__ import annotations

from kaohe_tools.replay.changes import Crossing, Part, Replay, Source, UnitChange
from kaohe_tools.replay.many import Replays, replay_many
from kaohe_tools.replay.run import Recorded, records_of, replay

__all__ = [
    "Crossing",
    "Part",
    "Recorded",
    "Replay",
    "Replays",
    "Source",
    "UnitChange",
    "records_of",
    "replay",
    "replay_many",
]
