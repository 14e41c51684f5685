"""The exact distribution: worked by hand, and against every joint outcome counted out."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from kaohe_tools.errors import NoExactFormError
from kaohe_tools.model import Criterion, Indicator, Rule, RuleKind, Scheme
from kaohe_tools.simulate import OutcomeModel, Simulation, simulate, states
from kaohe_tools.simulate.frame import MOST_CELLS, frame_of
from tests.scoring.hand import scheme_of
from tests.scoring.schemes import PATHS, amounts, banded, plain, schemes, tiered
from tests.simulate import oracle
from tests.simulate.models import model_of, models

D = Decimal
caps = st.sampled_from([D(n) for n in ("0", "0.3", "1", "4")])


def found(simulation: Simulation, unit: int = 0) -> dict[Decimal, float]:
    """A unit's distribution: total → chance, without what cannot be."""
    lattice = simulation.lattice
    return {
        int(score) * simulation.grain: float(chance)
        for score, chance in zip(lattice.scores, simulation.chances[unit], strict=True)
        if chance
    }


def same(wanted: dict[Decimal, float], got: dict[Decimal, float]) -> None:
    for total in wanted.keys() | got.keys():
        assert wanted.get(total, 0) == pytest.approx(got.get(total, 0), abs=1e-12), total


def test_one_flag():
    """5 points, 2 off with a chance of one in four."""
    scheme = scheme_of(("未报送的扣2分。", "5"))

    same({D(3): 0.25, D(5): 0.75}, found(simulate(scheme, model_of(scheme, ("1", 0, {0: 0.75, 1: 0.25})))))


def test_two_rules_and_the_items_floor():
    """2 + 2 off an item of 3: 3, 1, 1, 0 with 1/4 each where both chances are one half."""
    scheme = scheme_of(("无方案扣2分，无总结扣2分。", "3"))
    half = {0: 0.5, 1: 0.5}

    same({D(3): 0.25, D(1): 0.5, D(0): 0.25}, found(simulate(scheme, model_of(scheme, ("1", 0, half), ("1", 1, half)))))


def test_two_items_as_likely_that_cost_differently():
    """5, 3, 3, 1 and 5, 4, 3, 2 with 1/4 each: same chances in the same order, but other sums of them are equal."""
    scheme = scheme_of(("无方案扣2分，无总结扣2分。", "5"), ("无方案扣1分，无总结扣2分。", "5"))
    rows = [(id_, rule, {0: 0.5, 1: 0.5}) for id_ in ("1", "2") for rule in (0, 1)]
    wanted = {10: 1, 9: 1, 8: 3, 7: 3, 6: 3, 5: 3, 4: 1, 3: 1}

    same({D(total): n / 16 for total, n in wanted.items()}, found(simulate(scheme, model_of(scheme, *rows))))


def test_a_count_up_to_its_cap():
    """每次扣1分，最多扣2分: 0, 1, 2 or more times with 0.5, 0.3, 0.15 + 0.05."""
    scheme = scheme_of(("每迟报1次扣1分，最多扣2分。", "5"))
    model = model_of(scheme, ("1", 0, {0: 0.5, 1: 0.3, 2: 0.15, 9: 0.05}))

    same({D(5): 0.5, D(4): 0.3, D(3): 0.2}, found(simulate(scheme, model)))


def test_bands():
    """≥ 90: 5, 80 to 90: 3, below: 0; the ends belong to the upper band."""
    scheme = scheme_of(("≥90%得5分，80%以上不足90%得3分，80%以下不得分。", "5"))
    model = model_of(scheme, ("1", 0, {79.9: 0.1, 80: 0.2, 89.9: 0.3, 90: 0.4}))

    same({D(0): 0.1, D(3): 0.5, D(5): 0.4}, found(simulate(scheme, model)))


def test_a_veto_takes_everything():
    """A veto with 0.1 beside an item lost with 0.5: 0 with 0.1, else 5 or 3."""
    veto = Indicator(id="2", row=2, criterion=Criterion(rules=(Rule(kind=RuleKind.VETO, trigger="重大事故"),)))
    scheme = scheme_of(("未报送的扣2分。", "5"), veto)
    model = model_of(scheme, ("1", 0, {0: 0.5, 1: 0.5}), ("2", 0, {0: 0.9, 1: 0.1}))

    same({D(0): 0.1, D(3): 0.45, D(5): 0.45}, found(simulate(scheme, model)))


def test_bonuses_up_to_a_cap():
    """Two bonuses of 2 with one half each, 3 at most in all: 0, 2, 2, 3."""
    bonus = [
        Indicator(id=str(n), row=n, path=("加分",), criterion=Criterion(
            rules=(Rule(kind=RuleKind.BONUS, trigger="获奖", points=D(2)),)
        ))
        for n in (1, 2)
    ]  # fmt: skip
    scheme = scheme_of(*bonus)
    model = model_of(scheme, ("1", 0, {0: 0.5, 1: 0.5}), ("2", 0, {0: 0.5, 1: 0.5}))
    wanted = {D(0): 0.25, D(2): 0.5, D(3): 0.25}

    same(wanted, found(simulate(scheme, model, bonus_cap=D(3))))
    same(wanted, found(simulate(scheme, model, group_caps={("加分",): D(3)})))
    same({D(0): 0.25, D(2): 0.5, D(4): 0.25}, found(simulate(scheme, model)))


def test_what_is_certain_is_one_score():
    scheme = scheme_of(("未报送的扣2分。", "5"), ("每迟报1次扣1分，最多扣2分。", "5"))
    model = model_of(scheme, ("1", 0, {0: 0, 1: 1}), ("2", 0, {0: 1}), shock=0.5)

    same({D(8): 1.0}, found(simulate(scheme, model)))


def test_nothing_modelled_is_nothing_assessed():
    scheme = scheme_of(("未报送的扣2分。", "5"))

    same({D(0): 1.0}, found(simulate(scheme, model_of(scheme))))


SORTS = {
    "all": None,
    "bands": banded(),
    "bonus": amounts(st.just(RuleKind.BONUS)) | tiered(),
    "deductions": amounts(st.just(RuleKind.DEDUCT)) | plain,
    "awards": amounts(st.just(RuleKind.AWARD)) | plain,
}


@pytest.mark.parametrize("sort", SORTS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_every_joint_outcome_counted_out(sort, data):
    """Caps, floors, tiers, bands, factors, limits of the bonus, penalties, vetoes and types; a common factor."""
    scheme: Scheme = data.draw(schemes() if SORTS[sort] is None else schemes(SORTS[sort]))
    model = data.draw(models(scheme))
    limits = {
        "bonus_cap": data.draw(st.none() | caps),
        "group_caps": data.draw(st.dictionaries(st.sampled_from(sections(scheme)), caps)),
    }

    few = data.draw(st.sampled_from([0, 4, 64]))  # how many sums are not looked through for equal ones
    with patch.object(states, "_FEW", few):
        frame_of.cache_clear()
        simulation = simulated_or_refused(scheme, model, nodes=3, **limits)
    if isinstance(simulation, str):  # points on a grid of 0.00005: told, and left to Monte Carlo
        assert finer_than_most(simulation)
        reject()

    for unit in range(len(model.units)):
        same(over_the_factor(scheme, model, unit, 3, **limits), found(simulation, unit))


def over_the_factor(scheme: Scheme, model: OutcomeModel, unit: int, nodes: int, **limits: Any) -> dict[Decimal, float]:
    """The oracle's distribution of a unit's totals over some values of the factor."""
    wanted: dict[Decimal, float] = {}
    for z, weight in oracle.nodes(nodes):
        for total, chance in oracle.totals(scheme, model, unit, z, **limits).items():
            wanted[total] = wanted.get(total, 0) + weight * chance
    return wanted


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_items_that_are_alike_counted_out(data):
    """Every item stands twice, the second time under chances that go the other way."""
    once: Scheme = data.draw(schemes())
    first = data.draw(models(once, most=12))
    twins = [replace(i, id=f"{i.id}b", row=i.row + len(once.indicators)) for i in once.indicators]
    scheme = replace(once, indicators=(*once.indicators, *twins))
    others = [
        replace(o, slot=replace(o.slot, indicator=f"{o.slot.indicator}b"), chances=o.chances[:, ::-1], better=-o.better)
        for o in first.outcomes
    ]
    model = replace(first, outcomes=(*first.outcomes, *others))

    frame_of.cache_clear()
    simulation = simulated_or_refused(scheme, model, nodes=3)
    if isinstance(simulation, str):
        assert finer_than_most(simulation)
        reject()

    for unit in range(len(model.units)):
        same(over_the_factor(scheme, model, unit, 3), found(simulation, unit))


def simulated_or_refused(scheme: Scheme, model: OutcomeModel, **options: Any) -> Simulation | str:
    """The exact result, or what is said where there is none."""
    try:
        return simulate(scheme, model, **options)
    except NoExactFormError as refused:
        return str(refused)


def finer_than_most(refused: str) -> bool:
    """Whether a refusal names more scores than are worked out."""
    return int(re.findall(r"[0-9]+", refused)[0]) > MOST_CELLS


def sections(scheme: Scheme) -> list[tuple[str, ...]]:
    """The paths that a limit may be set for."""
    return [p for p in PATHS if any(i.path[: len(p)] == p for i in scheme.indicators)]


def test_a_common_factor_leaves_each_chance_but_widens_the_sum():
    """Ten flags: the expected total stays, its spread grows with what they have in common."""
    scheme = scheme_of(*[("未报送的扣2分。", "5")] * 10)
    rows = [(str(n), 0, {0: 0.7, 1: 0.3}) for n in range(1, 11)]
    spreads = []
    for shock in (0.0, 0.1, 0.3, 0.5):
        simulation = simulate(scheme, model_of(scheme, *rows, shock=shock))
        assert float(simulation.mean[0]) == pytest.approx(50 - 10 * 0.3 * 2, abs=1e-6)
        spreads.append(float(simulation.sd[0]))

    assert spreads[0] == pytest.approx(2 * np.sqrt(10 * 0.3 * 0.7), abs=1e-12)
    assert spreads == sorted(spreads)
    assert spreads[2] > 1.5 * spreads[0]
