"""Sums of pieces over all values of the factor: against plain convolution, node by node and unit by unit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaohe_tools.simulate.mixture import Mixture
from kaohe_tools.simulate.spectrum import Spectrum

STEPS = (1, 2, 3, 5, 20, 15, 10)


@st.composite
def pieces(draw: st.DrawFn) -> list[np.ndarray]:
    """Places of some pieces, each on a grid of its own, the least at 0; a few need a fine grid."""
    held = []
    for _ in range(draw(st.integers(1, 7))):
        step = draw(st.sampled_from(STEPS))
        places = draw(st.lists(st.integers(1, 30), min_size=1, max_size=6, unique=True))
        held.append(step * np.array(sorted([0, *places]), dtype=np.int64))
    return held


def chances_of(places: list[np.ndarray], nodes: int, units: int, moved: list[bool], seed: int) -> list[np.ndarray]:
    """Chances at each node for each unit; those of a piece that is not moved by the factor have one node only."""
    rng = np.random.default_rng(seed)
    drawn = [rng.random((len(p), nodes if m else 1, units)) for p, m in zip(places, moved, strict=True)]
    return [d / d.sum(axis=0) for d in drawn]


def by_convolution(places: list[np.ndarray], chances: list[np.ndarray], node: int, unit: int) -> np.ndarray:
    total = np.ones(1)
    for at, chance in zip(places, chances, strict=True):
        own = np.zeros(at.max() + 1)
        own[at] = chance[:, node % chance.shape[1], unit]
        total = np.convolve(total, own)
    return total


@settings(max_examples=150, deadline=None)
@given(places=pieces(), nodes=st.sampled_from([1, 3, 8]), units=st.integers(1, 4), data=st.data())
def test_the_mean_over_the_factor_is_that_of_plain_convolutions(places, nodes, units, data):
    moved = data.draw(st.lists(st.booleans(), min_size=len(places), max_size=len(places)))
    chances = chances_of(places, nodes, units, moved, data.draw(st.integers(0, 2**32)))
    weights = np.random.default_rng(nodes).random((nodes, units))
    length = 1 + sum(int(p.max()) for p in places)

    mixture = Mixture(places, length)
    found = mixture.mean(mixture.gathered(chances), weights)

    for unit in range(units):
        wanted = sum(weights[z, unit] * by_convolution(places, chances, z, unit) for z in range(nodes))
        np.testing.assert_allclose(found[unit], wanted, rtol=0, atol=1e-13)


@settings(max_examples=100, deadline=None)
@given(places=pieces(), seed=st.integers(0, 2**32))
def test_transforms_are_those_of_plain_convolutions(places, seed):
    chances = chances_of(places, 2, 3, [True] * len(places), seed)
    length = 1 + sum(int(p.max()) for p in places)

    spectrum = Spectrum(places, length)
    found = spectrum.product(spectrum.gathered(chances))

    for z in range(2):
        for unit in range(3):
            wanted = np.fft.rfft(by_convolution(places, chances, z, unit), spectrum.points)
            np.testing.assert_allclose(found[z, unit], wanted, rtol=0, atol=1e-13)


def test_many_fine_results_are_not_added_one_by_one():
    """Beside pieces of a thousand cells a step, three that have 300 results each: every pair of them would be tried."""
    coarse = [1000 * np.arange(40, dtype=np.int64)] * 5
    fine = [np.arange(300, dtype=np.int64)] * 3

    assert 1000 == Mixture([*coarse, fine[0]], 1 + 5 * 39_000 + 299).step
    assert 1 == Mixture([*coarse, *fine], 1 + 5 * 39_000 + 3 * 299).step


@pytest.mark.parametrize(("steps", "step"), [((20, 10, 10, 10, 10, 10, 2), 10), ((7, 7, 7), 7), ((1, 1, 1), 1)])
def test_few_fine_pieces_leave_a_coarse_grid(steps, step):
    """Two hundred half-point cells and one rule of 0.1: transforms on halves, not on tenths."""
    places = [s * np.arange(9, dtype=np.int64) for s in steps]

    assert step == Mixture(places, 1 + sum(int(p.max()) for p in places)).step


def test_pairs_are_the_same_in_blocks(monkeypatch):
    """However few pairs of results are held at a time."""
    places = [5 * np.arange(12, dtype=np.int64)] * 3 + [np.arange(7, dtype=np.int64)]
    chances = chances_of(places, 4, 3, [True] * 4, 1)
    weights = np.full((4, 3), 0.25)
    mixture = Mixture(places, 1 + 3 * 55 + 6)
    whole = mixture.mean(mixture.gathered(chances), weights)
    monkeypatch.setattr("kaohe_tools.simulate.mixture._HELD", 8 * 3 * 7 * 5)  # five cells at a time

    assert 5 == mixture.step
    np.testing.assert_allclose(mixture.mean(mixture.gathered(chances), weights), whole, rtol=0, atol=1e-15)
