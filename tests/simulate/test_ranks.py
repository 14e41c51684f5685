"""Ranks: worked by hand, against every joint outcome of all units, and the published properties of their sums."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from kaohe_tools.errors import NoExactFormError
from kaohe_tools.scoring import slots
from kaohe_tools.simulate import OutcomeModel, Outcomes, Simulation, Ties, expected_ranks, rank_chances, simulate
from kaohe_tools.simulate.ranks import Ranks
from kaohe_tools.simulate.sampled import ranked
from tests.scoring.hand import scheme_of
from tests.scoring.schemes import schemes
from tests.simulate.models import models

FLAG = scheme_of(("未报送的扣2分。", "5"))


def flags(*chances: float, shock: float = 0.0) -> Simulation:
    """Units that lose 2 points with these chances."""
    c = np.array(chances)
    o = Outcomes(slot=slots(FLAG)[0], values=np.array([0.0, 1.0]), chances=np.stack([1 - c, c], axis=1), shock=shock)
    return simulate(FLAG, OutcomeModel(units=tuple(f"单位{n}" for n in range(len(c))), outcomes=(o,)))


def ranks_by_hand(totals: tuple[float, ...], ties: Ties) -> list[float]:
    found = []
    for at, own in enumerate(totals):
        more = sum(t > own for t in totals)
        level = sum(t == own for t in totals) - 1
        earlier = sum(t == own for t in totals[:at])
        found.append(1 + more + {Ties.BEST: 0, Ties.AVERAGE: level / 2, Ties.ORDER: earlier}[ties])
    return found


def counted_out(simulation: Simulation, ties: Ties) -> np.ndarray:
    """The distribution of ranks from every joint outcome of all units at every value of the factor."""
    n = len(simulation.units)
    found = np.zeros((n, 2 * n - 1))
    engine = simulation.engine
    for z, weight in enumerate(engine.weights):
        pmf = engine.given_nodes(slice(z, z + 1))[0][engine.of_unit]
        seen = [np.flatnonzero(row) for row in pmf]
        for at in itertools.product(*seen):
            chance = weight * math.prod(row[t] for row, t in zip(pmf, at, strict=True))
            for unit, rank in enumerate(ranks_by_hand(at, ties)):
                found[unit, round(2 * (rank - 1))] += chance
    return found


def test_two_units_by_hand():
    """P(甲 loses) = 0.2, P(乙 loses) = 0.5: 甲 is second with 0.2 · 0.5, 乙 with 0.8 · 0.5; level with one half."""
    simulation = flags(0.2, 0.5)

    assert [1.1, 1.4] == pytest.approx(list(expected_ranks(simulation, Ties.BEST)), abs=1e-13)
    assert [1.35, 1.65] == pytest.approx(list(expected_ranks(simulation, Ties.AVERAGE)), abs=1e-13)
    assert [1.1, 1.9] == pytest.approx(list(expected_ranks(simulation, Ties.ORDER)), abs=1e-13)
    assert [0.9, 0.6] == pytest.approx(list(rank_chances(simulation).top(1)), abs=1e-13)


def test_the_number_above_is_binomial():
    """One unit that always loses, ten that lose with 0.3: its rank less one is binomial (10, 0.7)."""
    ranks = rank_chances(flags(1.0, *[0.3] * 10))
    wanted = [math.comb(10, k) * 0.7**k * 0.3 ** (10 - k) for k in range(11)]

    assert wanted == pytest.approx(list(ranks.chances[0]), abs=1e-13)


def test_the_number_above_is_poisson_binomial():
    """Mean Σp and variance Σp(1-p), also for chances near 0 and 1, where leaving out by division fails."""
    p = np.array([1e-9, 0.999999, 0.5, 0.5, 0.75, 0.01, 1.0, 0.0, *np.linspace(0.05, 0.95, 40)])
    ranks = rank_chances(flags(1.0, *(1 - p)))
    above = np.arange(len(p) + 1)
    mean = ranks.chances[0] @ above

    assert p.sum() == pytest.approx(mean, abs=1e-10)
    assert (p * (1 - p)).sum() == pytest.approx(ranks.chances[0] @ (above - mean) ** 2, abs=1e-9)
    assert np.prod(1 - p[p < 1]) * 0 == ranks.chances[0][0]  # one is certainly above


def test_four_unequal_chances_by_the_definition():
    """Four trials of 0.1, 0.2, 0.3, 0.4: e.g. none with 0.9 · 0.8 · 0.7 · 0.6 = 0.3024, all with 0.0024.

    Wang, Statistica Sinica 3 (1993): the sum over all choices of k trials of Π p Π (1 - p).
    """
    p = (0.1, 0.2, 0.3, 0.4)
    ranks = rank_chances(flags(1.0, *(1 - np.array(p))))

    assert [0.3024, 0.4404, 0.2144, 0.0404, 0.0024] == pytest.approx(list(ranks.chances[0]), abs=1e-14)


@pytest.mark.parametrize(("n", "best"), [(2, 0.5642), (3, 0.8463), (5, 1.1630), (10, 1.5388)])
def test_the_best_of_n_alike_stands_where_normal_order_statistics_put_it(n, best):
    """The expected largest of n standard normal variables (Harter, Biometrika 48, 1961, pp. 151-165).

    Four hundred flags of 0.5 are normal with a standard deviation of 10 to about one part in a thousand.
    The largest is found from the distribution: P(all at most s) = F(s)^n.
    """
    many = scheme_of(*[("未报送的扣1分。", "1")] * 400)
    held = tuple(Outcomes(slot=slot, values=np.array([0.0, 1.0]), chances=np.full((1, 2), 0.5)) for slot in slots(many))
    simulation = simulate(many, OutcomeModel(units=("甲",), outcomes=held))
    largest = np.diff(np.cumsum(simulation.chances[0]) ** n, prepend=0.0) @ simulation.points

    assert float(simulation.mean[0]) == pytest.approx(200, abs=1e-9)
    assert float(simulation.sd[0]) == pytest.approx(10, abs=1e-9)
    assert (largest - 200) / 10 == pytest.approx(best, abs=2e-3 + 0.05 / 10)


@pytest.mark.parametrize("ties", Ties)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_every_joint_outcome_of_all_units_counted_out(ties, data):
    scheme = data.draw(schemes())
    model = data.draw(models(scheme, most=8, units=3))
    try:
        simulation = simulate(scheme, model, nodes=3)
    except NoExactFormError:  # points 0.0001 apart
        reject()
    wanted = counted_out(simulation, ties)

    ranks = rank_chances(simulation, ties)

    got = np.zeros_like(wanted)
    got[:, np.rint(2 * (ranks.ranks - 1)).astype(int)] = ranks.chances
    assert np.abs(wanted - got).max() < 1e-12
    expected = wanted @ (1 + np.arange(5) / 2)
    assert list(expected) == pytest.approx(list(expected_ranks(simulation, ties)), abs=1e-11)
    assert list(expected) == pytest.approx(list(ranks.expected), abs=1e-11)


@pytest.mark.parametrize("ties", [Ties.AVERAGE, Ties.ORDER])
def test_all_ranks_add_up(ties):
    """1 + 2 + … + n, however ties are shared out; also with a common factor."""
    simulation = flags(*np.linspace(0.02, 0.98, 30), shock=0.4)

    assert 30 * 31 / 2 == pytest.approx(expected_ranks(simulation, ties).sum(), abs=1e-9)
    assert 30 * 31 / 2 == pytest.approx(rank_chances(simulation, ties).expected.sum(), abs=1e-9)


def test_an_interval_leaves_out_no_more_than_asked():
    ranks = rank_chances(flags(*np.linspace(0.02, 0.98, 12)), Ties.ORDER)
    held = ranks.intervals(0.8)

    for unit, (low, high) in enumerate(held):
        assert ranks.chances[unit, ranks.ranks < low].sum() <= 0.1 + 1e-12
        assert ranks.chances[unit, ranks.ranks > high].sum() <= 0.1 + 1e-12
    assert "单位" in str(ranks.said)


@pytest.mark.parametrize(
    ("chances", "said"),
    [
        ([[1, 0, 0], [0, 0.5, 0.5], [0, 0.5, 0.5]], "最不确定的有2个单位，如乙在第2至第3名之间。"),
        ([[0.8, 0.2, 0], [0, 1, 0], [0.2, 0.3, 0.5]], "最不确定的是丙，在第1至第3名之间。"),
    ],
)
def test_the_least_sure_is_one_of_several_or_the_only_one(chances, said):
    """Nine chances in ten: places 1, 2-3, 2-3 (5/3 places on average); places 1-2, 2, 1-3 (6/3)."""
    places = np.array([1.0, 2.0, 3.0])
    held = Ranks(units=("甲", "乙", "丙"), ties=Ties.BEST, ranks=places, chances=np.array(chances, dtype=float))
    span = "1.7" if "2个单位" in said else "2"

    assert str(held.said) == f"有九成把握，一个单位的名次落在{span}个名次之内（3个单位平均）；{said}"


def test_ranks_of_very_many_units_are_left_to_monte_carlo():
    simulation = flags(*[0.5] * 401)

    with pytest.raises(NoExactFormError, match="401"):
        rank_chances(simulation)
    assert expected_ranks(simulation, Ties.AVERAGE) == pytest.approx(201)


@pytest.mark.parametrize("ties", Ties)
@given(totals=st.lists(st.lists(st.integers(0, 3), min_size=5, max_size=5), min_size=1, max_size=4))
def test_ranks_of_drawn_totals(ties, totals):
    wanted = [ranks_by_hand(tuple(row), ties) for row in totals]

    assert wanted == ranked(np.array(totals), ties).tolist()
