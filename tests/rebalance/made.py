"""Schemes and problems made for tests and benches: small ones by hand, large ones by seed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from decimal import Decimal

from kaohe_tools.criteria import parse_criterion
from kaohe_tools.model import Indicator, Period, Scheme, Section
from kaohe_tools.rebalance import Limits, NodeShare, Problem

D = Decimal


def row(id_: int | str, points: str | None, path: str = "", period: str = "", **more: object) -> Indicator:
    """Return an indicator; `path` is written ``A/B``, `period` ``n`` or ``a``."""
    return Indicator(
        id=str(id_),
        row=int(id_),
        path=tuple(path.split("/")) if path else (),
        points=None if points is None else D(points),
        period={"n": Period.NODE, "a": Period.ANNUAL, "": None}[period],
        **more,  # type: ignore[arg-type]
    )


def scheme_of(rows: Sequence[Indicator], **more: object) -> Scheme:
    """Return a scheme with every level of every path as a section."""
    paths = dict.fromkeys(i.path[:n] for i in rows for n in range(1, len(i.path) + 1))
    return Scheme(title="made", indicators=tuple(rows), sections=tuple(Section(path=p) for p in paths), **more)  # type: ignore[arg-type]


def large_scheme(count: int, seed: int = 5) -> Scheme:
    """Return a scheme of three levels: parts of about 60 rows, tasks of about 6, each with milestones."""
    rng = random.Random(seed)
    rows = []
    for n in range(count):
        part, field, task = n // 60, n // 20 % 3, n // 5 % 4
        points = D(rng.randint(2, 30)) / 10
        criterion = parse_criterion("未开展的扣0.1分，台账每缺1份扣0.1分，最多扣0.1分。", points)
        path = f"第{part + 1}部分/第{field + 1}类/任务{part * 12 + field * 4 + task + 1}"
        rows.append(row(n + 1, str(points), path, "a" if n % 5 in (3, 4) else "n", criterion=criterion))
    return scheme_of(rows)


def large_problem(count: int, *, crossing: bool, seed: int = 5) -> Problem:
    """Return a problem with sections at every level, locks and bounds; with `crossing`, all the rest too."""
    rng = random.Random(seed)
    scheme = large_scheme(count, seed)
    total = (scheme.total * D("1.04")).quantize(D(1))
    sections = []
    for n, section in enumerate(scheme.sections):
        now = scheme.sum_of(scheme.within(section.path))
        slack = (D("0.97"), D("1.02")) if n % 4 == 3 else (D("0.9"), D("1.1"))
        low, high = ((now * s).quantize(D("0.1")) for s in slack)
        sections.append((section.path, Limits(low=low, high=high)))
    ids = [i.id for i in scheme.indicators]
    locked = tuple(rng.sample(ids, count // 15))
    bounds = tuple(
        (id_, Limits(low=D("0.2"), high=scheme.indicator(id_).points + 1))  # type: ignore[operator]
        for id_ in rng.sample(ids, count // 5)
        if id_ not in locked
    )
    problem = Problem(scheme=scheme, total=total, sections=tuple(sections), locked=locked, bounds=bounds)
    if not crossing:
        return problem
    free = [i for i in scheme.indicators if i.id not in locked and i.id not in dict(bounds)]
    orders = []
    for at in range(0, len(free) - 12, 12):
        chosen = sorted(free[at : at + 4], key=lambda i: -(i.points or 0))
        orders.append(tuple(i.id for i in chosen))
    coarse = tuple((i.id, D("0.5")) for i in free[5::6])
    return problem.replace(
        node_shares=(NodeShare(low=D("0.70"), high=D("0.80")),), orders=tuple(orders), item_ticks=coarse
    )
