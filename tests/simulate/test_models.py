"""Outcome models: from results with a stated prior, from a table, by default; what is wrong is named."""

from __future__ import annotations

import math
from decimal import Decimal
from statistics import NormalDist

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

from kaohe_tools.errors import ModelError
from kaohe_tools.locale import use_language
from kaohe_tools.scoring import Events, events_from_records, slots
from kaohe_tools.simulate import (
    OutcomeModel,
    Outcomes,
    default_model,
    model_from_results,
    model_from_table,
    simulate,
)
from kaohe_tools.simulate.quadrature import given_factor, normal_nodes
from tests.scoring.hand import scheme_of
from tests.scoring.schemes import schemes
from tests.simulate import oracle
from tests.simulate.models import model_of

D = Decimal
SCHEME = scheme_of(
    ("未报送的扣2分。", "5"),
    ("每迟报1次扣1分，最多扣3分。", "5"),
    ("优秀得5分，良好得3分，合格得1分。", "5"),
    ("按完成率×15分计算得分。", "15"),
)
FLAG, COUNT, CHOICE, RATE = slots(SCHEME)


def results(*rows: tuple) -> Events:
    """Records: (unit, indicator, value)."""
    return events_from_records(SCHEME, [{"unit": u, "indicator": i, "value": v} for u, i, v in rows])


def outcomes(**fields) -> Outcomes:
    given_ = {"slot": FLAG, "values": np.array([0.0, 1.0]), "chances": np.array([[0.5, 0.5], [0.9, 0.1]])}
    return Outcomes(**given_ | fields)


# ---------------------------------------------------------------- from results


def test_a_flag_is_drawn_towards_all_units():
    """4 units, 1 struck: p₀ = 1.5 / 5 = 0.3; with m = 4 the struck one has (1 + 1.2) / 5, the others 1.2 / 5."""
    model = model_from_results(SCHEME, results(("甲", "1", 1), ("乙", "1", 0), ("丙", "1", 0), ("丁", "1", 0)))

    assert [0.44, 0.24, 0.24, 0.24] == pytest.approx(list(model.outcomes_of("1").mean))


def test_a_count_is_negative_binomial():
    """甲 3, 乙 0: λ₀ = 3.5 / 2; 甲's mean (3 + 4 λ₀) / 5 = 2, shape 10, rate 5: P(0) = (5/6)¹⁰, variance 2 · 6/5."""
    own = model_from_results(SCHEME, results(("甲", "2", 3), ("乙", "2", 0))).outcomes_of("2")

    assert (5 / 6) ** 10 == pytest.approx(own.chances[0, 0])
    assert 10 * (5 / 6) ** 10 / 6 == pytest.approx(own.chances[0, 1])
    assert [2.0, 1.4] == pytest.approx(list(own.mean), abs=1e-7)
    assert 2.4 == pytest.approx(own.chances[0] @ (own.values - 2) ** 2, abs=1e-5)


def test_a_choice_counts_a_half_for_each_category():
    """Two units 优秀, one 合格: p₀ = 2.5, 0.5, 1.5 of 4.5; ordered from the worst to the best."""
    own = model_from_results(SCHEME, results(("甲", "3", 0), ("乙", "3", 0), ("丙", "3", 2))).outcomes_of("3")
    pooled = np.array([1.5, 0.5, 2.5]) / 4.5

    assert [2.0, 1.0, 0.0] == own.values.tolist()
    assert list((np.array([0, 0, 1]) + 4 * pooled) / 5) == pytest.approx(list(own.chances[0]))


def test_rates_are_rounded_to_a_hundredth_and_taken_as_recorded():
    own = model_from_results(SCHEME, results(("甲", "4", 0.8), ("乙", "4", 0.804), ("丙", "4", 1))).outcomes_of("4")

    assert [0.8, 1.0] == pytest.approx(own.values.tolist())
    assert [(1 + 8 / 3) / 5, (4 / 3) / 5] == pytest.approx(list(own.chances[0]))


def test_more_years_count_for_more():
    years = [results(("甲", "1", 1), ("乙", "1", 0)), results(("乙", "1", 0), ("甲", "1", 1))]
    model = model_from_results(SCHEME, years)

    assert ("乙", "甲") == model.units  # the last year's order
    assert [(0 + 4 * 0.5) / 6, (2 + 4 * 0.5) / 6] == pytest.approx(list(model.outcomes_of("1").mean))
    assert "33.3%" in " ".join(map(str, model.assumptions()))


def test_a_unit_without_a_record_is_like_the_others_and_what_nobody_has_is_left_out():
    model = model_from_results(SCHEME, results(("甲", "1", 1), ("乙", "2", 0)))

    assert model.outcomes_of("1").mean[1] == pytest.approx(1.5 / 2)
    assert [CHOICE, RATE] == list(model.not_modelled(SCHEME))
    with use_language("en"):
        said = " ".join(map(str, model.assumptions()))
    assert "Nothing was recorded on 2 things" in said
    assert "counts for 20%" in said


def test_no_results_make_no_model():
    with pytest.raises(ModelError):
        model_from_results(SCHEME, Events(units=("甲",), slots=slots(SCHEME), values=np.full((1, 4), np.nan)))
    with pytest.raises(ModelError):
        model_from_results(SCHEME, [])
    with pytest.raises(ModelError, match="-1"):
        model_from_results(SCHEME, results(("甲", "1", 1)), prior=-1)


# ---------------------------------------------------------------- from a table, by default


def test_a_table_says_how_likely_how_often_and_which_values():
    table = [
        {"indicator": "1", "likely": 0.2},
        {"指标": "2", "平均次数": 0.5},
        {"indicator": "3", "values": "优秀: 0.5；良好：0.25; 合格: 0.25"},
        {"indicator": 4, "values": {"1": 0.75, "0.8": 0.25}},
        {"indicator": "1", "unit": "乙", "likely": 0.6},
    ]
    model = model_from_table(SCHEME, table, ("甲", "乙"))

    assert [0.2, 0.6] == pytest.approx(list(model.outcomes_of("1").mean))
    poisson = [math.exp(-0.5) * 0.5**k / math.factorial(k) for k in range(4)]
    assert poisson == pytest.approx(list(model.outcomes_of("2").chances[0, :4]))
    assert {2.0: 0.25, 1.0: 0.25, 0.0: 0.5} == dict(
        zip(*map(list, (model.outcomes_of("3").values, model.outcomes_of("3").chances[0])), strict=True)
    )
    assert [0.95, 0.95] == pytest.approx(list(model.outcomes_of("4").mean))
    assert len(simulate(SCHEME, model).mean) == 2


@pytest.mark.parametrize("suffix", ["toml", "xlsx", "csv"])
def test_a_table_in_a_file(tmp_path, suffix):
    path = tmp_path / f"假设.{suffix}"
    frame = pd.DataFrame({"指标": [1, 2], "可能性": [0.2, None], "平均次数": [None, 0.5]})
    if suffix == "toml":
        path.write_text('[[outcome]]\nindicator = "1"\nlikely = 0.2\n[[outcome]]\n"指标" = 2\noften = 0.5\n', "utf-8")
    elif suffix == "xlsx":
        frame.to_excel(path, index=False)
    else:
        frame.to_csv(path, index=False)

    model = model_from_table(SCHEME, path, 3, spread=0)

    assert [0.2] * 3 == pytest.approx(list(model.outcomes_of("1").mean))
    assert [0.5] * 3 == pytest.approx(list(model.outcomes_of("2").mean))


def test_unequal_units_keep_the_mean_and_the_first_is_best():
    table = [{"indicator": "1", "likely": 0.2, "spread": 0.8}]
    means = model_from_table(SCHEME, table, 25).outcomes_of("1").mean

    assert (np.diff(means) > 0).all()  # a deduction: the first is struck least
    assert 0.2 == pytest.approx(means.mean(), abs=0.01)
    median = NormalDist().cdf(NormalDist().inv_cdf(0.2) * math.sqrt(1 + 0.64))
    assert median == pytest.approx(means[12])


BAD = {
    "indicator 9": {"indicator": "9", "likely": 0.1},
    "rule 2": {"indicator": "1", "rule": 2, "likely": 0.1},
    "1.5": {"indicator": "1", "likely": 1.5},
    "-1": {"indicator": "2", "often": -1},
    "many": {"indicator": "2", "often": "many"},
    "丙": {"indicator": "1", "likely": 0.1, "unit": "丙"},
    "chance": {"indicator": "1", "chance": 0.1},
    "0.9": {"indicator": "1", "values": "0: 0.5; 1: 0.4"},
    "0 or 1": {"indicator": "1", "values": "0 or 1"},
    "-2": {"indicator": "2", "values": "-2: 1"},
    "not 2": {"indicator": "2", "likely": 0.1, "often": 2},
    "measured": {"indicator": "4", "likely": 0.1},
    "not counted": {"indicator": "1", "often": 2},
}


@pytest.mark.parametrize("said", BAD)
def test_a_wrong_row_is_named(said):
    with use_language("en"), pytest.raises(ModelError) as caught:
        model_from_table(SCHEME, [{"indicator": "3", "values": "0: 1"}, BAD[said]], ("甲", "乙"))

    message = str(caught.value)
    assert "row 2" in message or "indicator 2" in message
    assert said == "rule 2" or said in message


def test_every_wrong_cell_of_a_workbook_is_named(tmp_path):
    """Rows of the sheet count from its head: the first row of figures is row 2."""
    path = tmp_path / "假设.xlsx"
    pd.DataFrame(
        {
            "指标": ["1", "2", "9", "3", "2", "1"],
            "可能性": [0.1, None, 0.1, None, None, 1.5],
            "平均次数": [None, "many", None, None, None, None],
            "取值": [None, None, None, "优秀: 0.5; 良好: 0.4", "-2: 1", None],
            "备注": [None, None, None, None, None, None],
        }
    ).to_excel(path, index=False)

    with use_language("en"), pytest.raises(ModelError) as caught:
        model_from_table(SCHEME, path, 3)

    told = str(caught.value).splitlines()
    assert ["C3", "A4", "D5", "D6", "B7"] == [line.split(", ")[1].split(":")[0] for line in told]
    for line, found in zip(told, ("many", "9", "0.9", "-2", "1.5"), strict=True):
        assert found in line
    assert all(line.startswith("假设.xlsx") for line in told)


def test_a_column_that_is_none_or_stands_twice_is_told(tmp_path):
    path = tmp_path / "假设.csv"
    path.write_text("指标,likely,几率\n1,0.1,\n2,,0.3\n")
    with use_language("en"), pytest.raises(ModelError, match=r"假设\.csv, C3: 几率 is no column"):
        model_from_table(SCHEME, path)

    with use_language("en"), pytest.raises(ModelError, match=r"row 1: likely .* two columns"):
        model_from_table(SCHEME, [{"indicator": "1", "likely": 0.1, "可能性": 0.2}])


def test_the_same_row_twice_is_told():
    with use_language("en"), pytest.raises(ModelError, match=r"row 2.*row 1"):
        model_from_table(SCHEME, [{"indicator": "1", "likely": 0.1}] * 2)


def test_a_file_that_is_no_table_is_told(tmp_path):
    for name, content in (("a.toml", "outcome = 3"), ("b.toml", "x ="), ("c.xlsx", "no workbook")):
        (tmp_path / name).write_text(content)
        with pytest.raises(ModelError, match=name):
            model_from_table(SCHEME, tmp_path / name)


@settings(max_examples=60, deadline=None)
@given(scheme=schemes())
def test_the_default_covers_every_scheme_and_says_that_it_rests_on_nothing(scheme):
    model = default_model(scheme, 4)
    with use_language("en"):
        assert "No results were used" in str(model.assumptions()[0])

    simulation = simulate(scheme, model)

    assert () == model.not_modelled(scheme)
    assert np.ones(4) == pytest.approx(simulation.chances.sum(axis=1))


# ---------------------------------------------------------------- what a model can do


def test_the_factor_leaves_the_chances_as_they_are():
    """The mean over the factor of the chances given the factor is the chance itself, up to the quadrature."""
    z, weights = normal_nodes(32)
    chances = np.array([[0.01, 0.2, 0.6], [0.3, 0.3, 0.39], [0.69, 0.5, 0.01]])
    for shock, off in ((0.0, 1e-15), (0.1, 1e-9), (0.3, 1e-6), (0.5, 1e-4), (0.8, 5e-3)):
        given_ = given_factor(chances, math.sqrt(shock), z)
        mean = np.einsum("z,kzu->ku", weights if shock else np.ones(1), given_)
        assert np.abs(mean - chances).max() < off


def test_nodes_that_weigh_nothing_are_left_out():
    """Against all nodes from another routine of numpy: what is left out weighs less than 1e-14 together."""
    for count, kept in ((3, 3), (12, 12), (23, 21), (256, None)):
        places, weights = normal_nodes(count)
        every, heavy = (np.array(column) for column in zip(*oracle.nodes(count), strict=True))
        same = [int(np.argmin(np.abs(every - place))) for place in places]

        assert kept in (len(places), None)
        assert heavy.sum() - heavy[same].sum() < 1e-13  # and as much for rounding
        np.testing.assert_allclose(weights, heavy[same], rtol=1e-9, atol=1e-15)
    assert len(places) < 128


def test_the_conditional_chance_is_vasiceks():
    """Φ((Φ⁻¹(p) - √ρ z) / √(1-ρ)) of a deduction in a year that is two standard deviations good."""
    p, rho, z, normal = 0.2, 0.3, 2.0, NormalDist()
    wanted = normal.cdf((normal.inv_cdf(p) - math.sqrt(rho) * z) / math.sqrt(1 - rho))

    assert wanted == pytest.approx(given_factor(np.array([[1 - p], [p]]), -math.sqrt(rho), np.array([z]))[1, 0, 0])


def test_shifted_spread_and_responding():
    model = model_of(SCHEME, ("1", 0, {0: 0.8, 1: 0.2}), units=2)
    normal = NormalDist()
    at = normal.inv_cdf(0.2)

    assert normal.cdf(at - 0.5) == pytest.approx(model.shifted(0.5).outcomes_of("1").mean[0])
    uneven = OutcomeModel(units=("甲", "乙"), outcomes=(outcomes(),))
    apart = [normal.inv_cdf(p) for p in uneven.with_spread(2).outcomes_of("1").mean]
    assert 2 * (normal.inv_cdf(0.5) - normal.inv_cdf(0.1)) == pytest.approx(apart[0] - apart[1])
    assert 1 == len({round(float(m), 12) for m in uneven.with_spread(0).outcomes_of("1").mean})
    dearer = scheme_of(("未报送的扣2分。", "10"))
    answered = model.responding(SCHEME, dearer, 0.5)
    assert normal.cdf(at - 0.5 * math.log(2)) == pytest.approx(answered.outcomes_of("1").mean[0])
    with use_language("en"):
        assert "ASSUMPTION" in str(answered.assumptions())
    assert model is model.responding(SCHEME, dearer, 0)


def test_differences_drawn_apart_leave_chances_that_sum_to_one():
    """甲 is never at 1, 乙 is almost always: twice as far apart, 甲's cumulative chances would cross each other."""
    slot = slots(scheme_of(("每发生1次扣2分，最多扣6分。", "10")))[0]
    chances = np.array([[0.5, 0.0, 0.5], [0.01, 0.98, 0.01]])
    held = Outcomes(slot=slot, values=np.array([0.0, 1.0, 2.0]), chances=chances)
    model = OutcomeModel(units=("甲", "乙"), outcomes=(held,))

    apart = model.with_spread(2).outcomes_of("1").chances

    assert (apart >= 0).all()
    assert apart.sum(axis=1) == pytest.approx([1, 1])


def test_the_assumptions_say_how_much_is_common():
    with use_language("en"):
        assert "30%" in " ".join(map(str, model_of(SCHEME, ("1", 0, {0: 1}), shock=0.3).assumptions()))
        assert "independently" in " ".join(map(str, model_of(SCHEME, ("1", 0, {0: 1})).assumptions()))


WRONG = {
    r"甲, indicator 1 .*is (-0.2|1.2);": {"chances": np.array([[-0.2, 1.2], [0.5, 0.5]])},
    r"乙, indicator 1 .*0\.9": {"chances": np.array([[0.5, 0.5], [0.5, 0.4]])},
    r"indicator 1, .* 3 .*only 1": {"values": np.array([0.0, 3.0])},
    r"indicator 1, .* twice": {"values": np.array([1.0, 1.0])},
    r"indicator 1, .* 2 units by 2": {"chances": np.array([[0.5, 0.5]])},
    r"indicator 1, .* 0\.9; it lies": {"shock": 0.9},
    r"indicator 2, .* -1 .*negative": {"slot": COUNT, "values": np.array([-1.0, 0.0])},
    r"indicator 2, .* 1\.5 .*whole": {"slot": COUNT, "values": np.array([1.5, 0.0])},
    r"indicator 3, .* 5 .*3 bands": {"slot": CHOICE, "values": np.array([0.0, 5.0])},
    r"indicator 4, .* 2 .*beyond": {"slot": RATE, "values": np.array([0.0, 2.0])},
    r"indicator 2, .* no possible": {"slot": COUNT, "values": np.array([0.0, np.nan])},
}


@pytest.mark.parametrize("said", WRONG)
def test_a_wrong_model_is_refused_in_one_sentence(said):
    with use_language("en"), pytest.raises(ModelError, match=said):
        OutcomeModel(units=("甲", "乙"), outcomes=(outcomes(**WRONG[said]),))


def test_units_and_slots_stand_once():
    with pytest.raises(ModelError, match="甲"):
        OutcomeModel(units=("甲", "甲"), outcomes=())
    with pytest.raises(ModelError):
        OutcomeModel(units=(), outcomes=())
    with pytest.raises(ModelError, match="1"):
        OutcomeModel(units=("甲", "乙"), outcomes=(outcomes(), outcomes()))
    with pytest.raises(ModelError, match="3"):
        OutcomeModel(units=("甲", "乙"), unit_types=("学校",) * 3, outcomes=())


def test_a_scheme_without_what_is_modelled_is_refused():
    model = OutcomeModel(units=("甲", "乙"), outcomes=(outcomes(),))

    with pytest.raises(ModelError, match="1"):
        simulate(scheme_of(("优秀得5分，良好得3分，合格得1分。", "5")), model)
    with pytest.raises(ModelError, match="1"):
        simulate(scheme_of(), model)


def test_units_alike_share_their_work():
    model = default_model(SCHEME, 100, spread=0.5)

    assert 25 == len(model.classes[0])
    assert 1 == len(default_model(SCHEME, 100, spread=0).classes[0])


def test_adjusted_is_one_step_after_the_other():
    uneven = OutcomeModel(units=("甲", "乙"), outcomes=(outcomes(),))
    dearer = scheme_of(("未报送的扣2分。", "10"))

    all_at_once = uneven.adjusted(shift=0.3, spread=2, shock=0.4, response=0.5, before=SCHEME, after=dearer)

    by_steps = uneven.with_spread(2).shifted(0.3).responding(SCHEME, dearer, 0.5).with_shock(0.4)
    assert np.array_equal(by_steps.outcomes_of("1").chances, all_at_once.outcomes_of("1").chances)
    assert (0.4, by_steps.notes) == (all_at_once.outcomes_of("1").shock, all_at_once.notes)
    assert uneven is uneven.adjusted()
    with pytest.raises(ModelError, match=r"before and after|前后"):
        uneven.adjusted(response=0.5)
    with pytest.raises(ModelError, match="-1"):
        uneven.adjusted(spread=-1)


def test_units_without_a_record_are_counted_apart_and_named():
    """丙 has nothing recorded: 2 records of 2 units, and 丙's chance is that of all, p₀ = 1.5 / 3."""
    records = results(("甲", "1", 1), ("乙", "1", 0))
    values = np.vstack([records.values, np.full((1, records.values.shape[1]), np.nan)])
    model = model_from_results(SCHEME, Events(units=("甲", "乙", "丙"), slots=records.slots, values=values))

    with use_language("en"):
        said = [str(line) for line in model.assumptions()]
    assert "2 records of 2 units" in said[0]
    assert "Nothing was recorded for 1 units, so their chances are those of all units: 丙" in said
    assert pytest.approx(0.5) == model.outcomes_of("1").mean[2]


@pytest.mark.parametrize(("units", "alike"), [(25, False), (26, True)])
def test_units_that_share_a_level_are_said_to_be_alike(units, alike):
    """There are 25 levels: of 26 units two must be alike, so nobody may say that all differ."""
    model = default_model(SCHEME, units)

    assert alike == (len(np.unique(model.outcomes_of("1").mean)) < units)
    assert alike == any("同一档的完全相同" in str(line) for line in model.assumptions())


def test_what_a_table_leaves_to_the_default_is_not_said_of_what_it_names():
    """The table has 50 % for row 1: nobody may say that every rule has 10 %."""
    model = model_from_table(SCHEME, [{"indicator": "1", "likely": 0.5}], 3)

    with use_language("en"):
        said = [str(line) for line in model.assumptions()]
    assert said[0].startswith("Chances of 1 of the 4 things")
    assert said[1].startswith("Whatever else the rules ask about happens to a unit with a chance of 10%")
    assert not any("No results" in line for line in said)


def test_a_table_that_is_not_there_is_told_in_the_language(tmp_path):
    with pytest.raises(ModelError) as told:
        model_from_table(SCHEME, tmp_path / "没有.toml", 3)
    assert "没有.toml" in str(told.value)
    assert "Errno" not in str(told.value)
