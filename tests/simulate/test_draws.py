"""Drawn outcomes: number by number against the definition, and their scores against the plain scorer of events."""

from __future__ import annotations

import hashlib
import math
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from kaohe_tools.scoring import Events, score
from kaohe_tools.simulate import OutcomeModel, sample
from kaohe_tools.simulate.draws import Draws
from kaohe_tools.simulate.monte_carlo import drawn
from tests.scoring.schemes import schemes
from tests.simulate import oracle
from tests.simulate.models import model_of, models
from tests.simulate.test_exact import caps, sections
from tests.simulate.test_monte_carlo import ROWS, SCHEME

NORMAL = NormalDist()
REPLICATIONS = 12


def stream(seed: int, name: str, count: int) -> list[float]:
    """The numbers of a slot's stream: a PCG64 generator whose spawn key is a digest of the name."""
    digest = hashlib.blake2b(name.encode(), digest_size=16).digest()
    key = tuple(int.from_bytes(digest[at : at + 4], "little") for at in range(0, 16, 4))
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=key))).random(count).tolist()


def one_by_one(model: OutcomeModel, seed: int) -> np.ndarray:
    """What is recorded: the k-th outcome where luck lies between F(k-1 | z) and F(k | z); NaN where it is too close."""
    units = len(model.units)
    values = np.empty((REPLICATIONS, units, len(model.outcomes)))
    years = [NORMAL.inv_cdf(max(u, 2.0**-54)) for u in stream(seed, "", REPLICATIONS)]
    for n, o in enumerate(model.outcomes):
        luck = iter(stream(seed, "\t".join(map(str, o.slot.key)), REPLICATIONS * units))
        for replication, z in enumerate(years):
            for unit in range(units):
                below = np.cumsum(oracle.chances_at(o, unit, z))[:-1]
                u = next(luck)
                chosen = o.values[int((u >= below).sum())]
                values[replication, unit, n] = math.nan if (np.abs(below - u) < 1e-9).any() else chosen
    return values


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_totals_are_those_of_the_same_draws_scored_as_events(data):
    """Every kind of rule and limit, unit types, a common factor; what is drawn is found number by number."""
    scheme = data.draw(schemes())
    model = data.draw(models(scheme, most=10_000))
    seed = data.draw(st.integers(0, 2**32))
    limits = {
        "bonus_cap": data.draw(st.none() | caps),
        "group_caps": data.draw(st.dictionaries(st.sampled_from(sections(scheme)), caps)),
    }
    values = one_by_one(model, seed)
    if np.isnan(values).any():  # luck on the very end between two outcomes: rounding decides
        reject()
    events = Events(
        units=model.units, unit_types=model.unit_types, slots=tuple(o.slot for o in model.outcomes), values=values
    )
    np.testing.assert_array_equal(values, drawn(model, seed, 0, REPLICATIONS).values)
    wanted = score(scheme, events, **limits)

    found = sample(scheme, model, replications=REPLICATIONS, seed=seed, **limits)

    assert wanted.grain == found.grain
    assert np.array_equal(wanted.total, found.totals)
    assert np.array_equal(wanted.points.sum(axis=1), found.items)


@pytest.mark.parametrize("shock", [0.0, 0.4])
def test_any_part_of_the_draws_can_be_asked_for(shock):
    """Replications 30 to 49 by themselves are those of the whole."""
    draws = Draws(model_of(SCHEME, *ROWS, units=5, shock=shock), 9)
    whole, part = (draws.factor(start, count) for start, count in ((0, 60), (30, 20)))

    assert np.array_equal(whole[30:50], part)
    for n in range(2):
        assert np.array_equal(draws.values(n, 0, whole)[30:50], draws.values(n, 30, part))
