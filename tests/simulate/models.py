"""Outcome models made by Hypothesis for the schemes of tests/scoring, and small ones written out."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
from hypothesis import strategies as st

from kaohe_tools.model import Scheme
from kaohe_tools.scoring import Slot, slots
from kaohe_tools.simulate import OutcomeModel, Outcomes
from tests.scoring.schemes import TYPES, recorded


@st.composite
def outcomes(draw: st.DrawFn, slot: Slot, units: int, shocks: st.SearchStrategy[float]) -> Outcomes:
    """One to three values that can be recorded, with chances in twelfths for each unit."""
    some = recorded(slot).map(lambda value: float(value or 0))  # 0 can be recorded everywhere
    values = draw(st.lists(some, min_size=1, max_size=3, unique=True))
    rows = []
    for _ in range(units):
        cuts = sorted(draw(st.lists(st.integers(0, 12), min_size=len(values) - 1, max_size=len(values) - 1)))
        rows.append([float(Fraction(b - a, 12)) for a, b in zip([0, *cuts], [*cuts, 12], strict=True)])
    return Outcomes(
        slot=slot,
        values=np.array(sorted(values)),
        chances=np.array(rows),
        better=draw(st.sampled_from([1, -1])),
        shock=draw(shocks),
    )


@st.composite
def models(
    draw: st.DrawFn,
    scheme: Scheme,
    *,
    most: int = 200,
    shocks: st.SearchStrategy[float] = st.sampled_from([0.0, 0.0, 0.3, 0.6]),  # noqa: B008 - strategies are values
    units: int | None = None,
) -> OutcomeModel:
    """A model of some of a scheme's slots, with at most so many joint outcomes for each unit."""
    count = units or draw(st.integers(1, 3))
    held, joint = [], 1
    for slot in draw(st.permutations(slots(scheme))):
        o = draw(outcomes(slot, count, shocks))
        if joint * len(o.values) <= most:
            held.append(o)
            joint *= len(o.values)
    types = draw(st.just(()) | st.tuples(*[st.sampled_from(("", *TYPES))] * count))
    return OutcomeModel(units=tuple(f"单位{n}" for n in range(count)), unit_types=types, outcomes=tuple(held))


def model_of(scheme: Scheme, *rows: tuple, units: int = 1, shock: float = 0.0) -> OutcomeModel:
    """A model written out: (indicator, rule, {value: chance}) or (indicator, rule, tier, {value: chance})."""
    known = {slot.key: slot for slot in slots(scheme)}
    held = []
    for row in rows:
        indicator, rule, tier = (*row[:-1], None)[:3]
        pairs = sorted(row[-1].items())
        held.append(
            Outcomes(
                slot=known[indicator, rule, tier],
                values=np.array([float(v) for v, _chance in pairs]),
                chances=np.tile([float(Decimal(str(c))) for _value, c in pairs], (units, 1)),
                shock=shock,
            )
        )
    return OutcomeModel(units=tuple(f"单位{n}" for n in range(units)), outcomes=tuple(held))
