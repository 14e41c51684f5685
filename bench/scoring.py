"""Scoring: 3,000 units under 200 rules, and 200 replications of 60 units; checked against the plain scorer.

    python3 run.py bench [--runs N]

Medians; exit code 1 when one is over its limit, or when a unit's points are not what the plain
scorer of the tests gives.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import numpy as np

from kaohe_tools.criteria import parse_criterion
from kaohe_tools.model import Indicator, Scheme
from kaohe_tools.scoring import Events, Scores, Slot, score, slots

TEXTS = {  # criterion → points; twenty rules
    "没有方案扣2分，未组建专班扣1分，未下发通知扣1分，未到现场检查扣1分。": "5",
    "未作动员的扣2分，数据表每少1次扣0.5分，最多扣1分。": "3",
    "未开展的不得分，每少1次扣1分，逾期的减半计分。": "4",
    "满意率每低5个百分点扣1分，发生投诉的每起扣0.5分。": "5",
    "≥90%得5分，80%以上不足90%得3分，80%以下不得分。": "5",
    "管理不规范的扣1-3分，材料每缺1份扣0.2分。": "5",
    "建立台账得2分，开展巡查得3分。": "5",
    "按完成率×15分计算得分。": "15",
    "优秀得5分，良好得3分，合格得1分。": "5",
    "每发生1起投诉从总分中扣2分。": "4",
    "获国家级、省级、市级表彰的分别加3分、2分、1分，最高加4分。": "0",
}
ROOT = Path(__file__).resolve().parents[1]
RULES = 200
CHECKED = 100


def scheme_of_rules(count: int) -> Scheme:
    """Return a scheme with exactly `count` rules, the texts in turn."""
    items: list[Indicator] = []
    held = 0
    while held < count:
        for text, points in TEXTS.items():
            criterion = parse_criterion(text, Decimal(points))
            if held + len(criterion.rules) > count:
                continue
            held += len(criterion.rules)
            n = len(items) + 1
            items.append(Indicator(id=str(n), row=n, points=Decimal(points), criterion=criterion))
    return Scheme(title="bench", indicators=tuple(items))


def drawn(slot: Slot, shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
    """Return what might be recorded in one slot; one in twenty is not recorded."""
    if slot.kind == "value":
        low, high = {"rate": (0, 1), "points": (1, 3), "band": (50, 100)}.get(slot.means, (0, 20))
        values = np.round(rng.uniform(low, high, shape), 3)
    else:
        most = {"flag": 2, "count": 5}.get(slot.kind, len(slot.choices))
        values = rng.integers(0, most, shape).astype(float)
    values[rng.random(shape) < 0.05] = np.nan
    return values


def events_of(scheme: Scheme, units: int, replications: int | None = None) -> Events:
    """Return seeded events for a scheme."""
    rng = np.random.default_rng(2023)
    known = slots(scheme)
    shape = (units,) if replications is None else (replications, units)
    values = np.stack([drawn(slot, shape, rng) for slot in known], axis=-1)
    return Events(units=tuple(f"unit {n + 1}" for n in range(units)), slots=known, values=values)


def differing(scores: Scores, units: int) -> list[str]:
    """Return which of the first units do not have the points that the plain scorer gives."""
    sys.path.insert(0, str(ROOT))  # the tests stand beside bench and are not installed
    from tests.scoring.reference import reference_score

    wrong = []
    for name, row in zip(scores.units[:units], scores.events.values[:units], strict=True):
        recorded = zip(scores.events.slots, row, strict=True)
        seen = {slot.key: Decimal(repr(float(value))) for slot, value in recorded if not np.isnan(value)}
        wanted = reference_score(scores.scheme, seen)
        points = {id_: scores.points_of(name, id_) for id_ in scores.indicators}
        if points != {id_: i.points for id_, i in wanted.items.items()} or scores.total_of(name) != wanted.total:
            wrong.append(name)
    return wrong


def median(call: Callable[[], object], runs: int) -> float:
    """Return the median time of a call, in seconds."""
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        call()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def main() -> int:
    """Measure, compare, print the table, and return 1 if a limit is passed or a score is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=9, help="how often each is measured; default 9")
    runs = parser.parse_args().runs
    scheme = scheme_of_rules(RULES)
    once, many = events_of(scheme, 3000), events_of(scheme, 60, 200)
    given = {"units": once.units, "slots": once.slots, "values": once.values}
    cases: dict[str, tuple[Callable[[], object], float | None]] = {
        f"check {once.values.size:,} records": (lambda: Events(**given), None),
        f"score 3,000 units x {RULES} rules": (lambda: score(scheme, once), 0.05),
        "score 60 units x 200 replications": (lambda: score(scheme, many), None),
    }
    over = False
    print(f"{'median of ' + str(runs):<36}{'seconds':>9}{'limit':>7}")
    for name, (call, limit) in cases.items():
        seconds = median(call, runs)
        late = limit is not None and seconds > limit
        over |= late
        print(f"{name:<36}{seconds:>9.4f}{limit or '':>7}{'  OVER' if late else ''}")
    wrong = differing(score(scheme, once), CHECKED)
    print(f"{CHECKED} units against the plain scorer: {len(wrong)} differ {' '.join(wrong[:5])}")
    return 1 if over or wrong else 0


if __name__ == "__main__":
    sys.exit(main())
