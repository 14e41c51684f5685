"""The oracle: every joint outcome of a unit by itself, scored by the plain scorer of tests/scoring.

The quadrature's nodes are taken from numpy; the chances at a node from the standard library.
"""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from statistics import NormalDist

import numpy as np

from kaohe_tools.model import Path, Scheme
from kaohe_tools.simulate import OutcomeModel, Outcomes
from tests.scoring.reference import reference_score

NORMAL = NormalDist()


def nodes(count: int) -> list[tuple[float, float]]:
    """Gauss-Hermite for exp(-x²), rescaled: another routine than the one under test."""
    places, weights = np.polynomial.hermite.hermgauss(count)
    return [(math.sqrt(2) * x, w / math.sqrt(math.pi)) for x, w in zip(places, weights, strict=True)]


def quantile(chance: float) -> float:
    if chance <= 0:
        return -math.inf
    return math.inf if chance >= 1 else NORMAL.inv_cdf(chance)


def chances_at(o: Outcomes, unit: int, z: float) -> list[float]:
    """The chances of a slot's outcomes, given the factor."""
    own = [float(c) for c in o.chances[unit]]
    if o.shock == 0:
        return own
    a = o.better * math.sqrt(o.shock)
    sums = [math.fsum(own[:n]) for n in range(1, len(own))]
    below = [0.0, *(NORMAL.cdf((quantile(s) - a * z) / math.sqrt(1 - o.shock)) for s in sums), 1.0]
    return [b - a for a, b in itertools.pairwise(below)]


def totals(
    scheme: Scheme,
    model: OutcomeModel,
    unit: int,
    z: float,
    *,
    bonus_cap: Decimal | None = None,
    group_caps: Mapping[Path, Decimal] | None = None,
) -> dict[Decimal, float]:
    """One unit's distribution of totals, given the factor."""
    found: dict[Decimal, list[float]] = defaultdict(list)
    given_ = [chances_at(o, unit, z) for o in model.outcomes]
    for total, at in outcomes(scheme, model, unit, bonus_cap, tuple((group_caps or {}).items())):
        found[total].append(math.prod(row[n] for row, n in zip(given_, at, strict=True)))
    return {total: math.fsum(chances) for total, chances in found.items()}


def outcomes(
    scheme: Scheme, model: OutcomeModel, unit: int, bonus_cap: Decimal | None, group_caps: tuple
) -> Iterator[tuple[Decimal, tuple[int, ...]]]:
    """Every joint outcome with the total that it gives."""
    type_ = model.unit_types[unit] if model.unit_types else ""
    for at in itertools.product(*(range(len(o.values)) for o in model.outcomes)):
        seen = {o.slot.key: Decimal(repr(float(o.values[n]))) for o, n in zip(model.outcomes, at, strict=True)}
        result = reference_score(scheme, seen, unit_type=type_, bonus_cap=bonus_cap, group_caps=dict(group_caps))
        yield result.total, at
