"""Data for tests: schemes whose items earn points by rate, so that any points can be recorded; a published data set."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import numpy as np

from kaohe_tools.criteria import parse_criterion
from kaohe_tools.model import Indicator, Scheme
from kaohe_tools.scoring import Events, slots

ATTITUDE = {
    "rating": "43 63 71 61 81 43 58 71 72 67 64 67 69 68 77 81 74 65 65 50 50 64 53 40 63 66 78 48 85 82",
    "complaints": "51 64 70 63 78 55 67 75 82 61 53 60 62 83 77 90 85 60 70 58 40 61 66 37 54 77 75 57 85 82",
    "privileges": "30 51 68 45 56 49 42 50 72 45 53 47 57 83 54 50 64 65 46 68 33 52 52 42 42 66 58 44 71 39",
    "learning": "39 54 69 47 66 44 56 55 67 47 58 39 42 45 72 72 69 75 57 54 34 62 50 58 48 63 74 45 71 59",
    "raises": "61 63 76 54 71 54 66 70 71 62 58 59 55 59 79 60 79 55 75 64 43 66 63 50 66 88 80 51 77 64",
    "critical": "92 73 86 84 83 49 68 66 83 80 67 74 63 77 77 54 79 80 85 78 64 80 80 57 75 76 78 83 74 78",
    "advance": "45 47 48 35 47 34 35 41 31 41 34 41 25 35 46 36 63 60 46 52 33 41 37 49 33 72 49 38 55 39",
}
"""Percentages of favourable answers in 30 departments: Chatterjee and Price, Regression Analysis by Example
(1977), section 3.7; data set ``attitude`` of R. Item statistics as printed by ``psych::alpha(attitude)``."""


def recorded_points(worth: Sequence[str], rows: Sequence[Sequence[float | None]]) -> tuple[Scheme, Events]:
    """A scheme of items of these points, and a recording that gives each unit the points of its row; None: nothing."""
    text = "按完成率计算得分。"
    items = tuple(
        Indicator(
            id=str(n),
            row=n,
            name=f"指标{n}",
            points=Decimal(w),
            criterion=parse_criterion(f"得分=完成率×{w}分。", Decimal(w)),
        )
        for n, w in enumerate(worth, 1)
    )
    scheme = Scheme(title=text, indicators=items)
    values = np.array(
        [[np.nan if p is None else p / float(w) for p, w in zip(row, worth, strict=True)] for row in rows], dtype=float
    )
    units = tuple(f"单位{n}" for n in range(1, len(rows) + 1))
    return scheme, Events(units=units, slots=slots(scheme), values=values)


def attitude() -> tuple[Scheme, Events]:
    """The data set as points of 7 items worth 100 each."""
    columns = [[float(v) for v in written.split()] for written in ATTITUDE.values()]
    return recorded_points(["100"] * 7, list(zip(*columns, strict=True)))
