"""An outcome model for a scheme with other rows: what is kept, what is assumed, worked by hand."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaohe_tools.compare import carry_model, effect_of
from kaohe_tools.compare.matching import match_rows
from kaohe_tools.errors import ModelError
from kaohe_tools.locale import use_language
from kaohe_tools.outlook import outlook
from kaohe_tools.outlook_pair import beside
from kaohe_tools.scoring import score, slots
from kaohe_tools.simulate import OutcomeModel, default_model, model_from_results, simulate
from kaohe_tools.simulate.monte_carlo import drawn
from tests.compare.made import D, row, scheme, year
from tests.compare.test_effect import recorded
from tests.simulate.models import model_of

TRAINING = row("开展窗口业务培训", "每少1次扣1分，最多扣3分。", "5")
GUIDE = row("公布办事指南", "未公布的扣5分。", "5")
HAZARDS = row("排查安全隐患", "未排查的扣4分。", "9")


def flags(of, *chances: float) -> OutcomeModel:
    """A model of the first rule of row 2: how likely it strikes each unit."""
    made = model_of(of, ("2", 0, {0: 0.5, 1: 0.5}), units=len(chances))
    rows = np.array([[1 - p, p] for p in chances])
    return dataclasses.replace(made, outcomes=(dataclasses.replace(made.outcomes[0], chances=rows),))


def notes(carried) -> str:
    with use_language("en"):
        return " ".join(str(note) for note in carried.model.notes)


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 5), st.sampled_from([0.0, 0.3]))
def test_the_unchanged_scheme_keeps_every_chance(units: int, shock: float) -> None:
    model = default_model(year(), units, shock=shock)
    carried = carry_model(year(), year(), model)

    assert [o.slot for o in carried.model.outcomes] == [o.slot for o in model.outcomes]
    for now, then in zip(carried.model.outcomes, model.outcomes, strict=True):
        assert np.array_equal(now.chances, then.chances)
        assert (now.shock, now.better) == (then.shock, then.better)
    assert carried.model.notes == model.notes
    assert not carried.assumed


def test_a_row_that_moved_keeps_its_chances_under_other_figures():
    """公布办事指南 is row 2, then row 1 with 4 points: it strikes with 1/4 and 1/2, so 1 and 2 points are lost."""
    old, new = scheme(TRAINING, GUIDE), scheme(row("公布办事指南", "未公布的扣4分。", "4"), TRAINING)
    carried = carry_model(old, new, flags(old, 0.25, 0.5))

    assert not carried.assumed
    assert simulate(carried.scheme, carried.model).mean == pytest.approx([3, 2])
    assert carried.to_dict()["kept"] == [{"old": "2", "new": "1"}, {"old": "1", "new": "2"}]


def test_a_new_row_is_assumed_and_named():
    """Both units are alike, so the new row strikes both with 1/10: 9 - 0.4 more than before."""
    old, new = scheme(TRAINING, GUIDE), scheme(HAZARDS, TRAINING, GUIDE)
    model = flags(old, 0.25, 0.25).with_shock(0.3)
    carried = carry_model(old, new, model)

    both = beside(outlook(old, model), outlook(carried.scheme, carried.model))
    assert both.change == pytest.approx([8.6, 8.6])
    assert {o.shock for o in carried.model.outcomes} == {0.3}
    assert [i.row for i in carried.came] == [1]
    assert "Rows 1 of the new scheme are new" in notes(carried)
    assert "10%" in notes(carried)
    assert "standard deviations" not in notes(carried)


def test_who_is_strong_in_the_rest_is_strong_in_what_is_new():
    """Quantiles -1.5 and -0.5: the units stand 0.5 above and below the middle.

    The new row's 1/10 (quantile 1.2816 of not being struck) is spread as far: 1.2816 · √1.25 ± 0.5 are
    1.9328 and 0.9328, so chances of 0.0266 and 0.1755.
    """
    old, new = scheme(TRAINING, GUIDE), scheme(TRAINING, GUIDE, HAZARDS)
    carried = carry_model(old, new, flags(old, 0.0668072, 0.3085375))  # Φ(-1.5), Φ(-0.5)

    assert carried.model.outcomes_of("+3").mean == pytest.approx([0.0266, 0.1755], abs=1e-4)
    assert "0.5 standard deviations apart" in notes(carried)


def test_order_of_the_list_goes_on_where_it_was_assumed():
    """A default model with some rows left out, carried to all of them, is nearly the default model of all.

    Nearly: the listed units stand 0.48 standard deviations apart where the default assumes 0.5.
    """
    whole = year()
    some = whole.replace(indicators=whole.indicators[:4])
    carried = carry_model(some, whole, default_model(some, 30))

    found = simulate(carried.scheme, carried.model).mean
    assert found == pytest.approx(simulate(whole, default_model(whole, 30)).mean, abs=0.1)


def test_a_rule_of_another_kind_is_assumed_and_the_row_named():
    """未公布 became a count with the default mean of 1/10, the training's own rule stays as it is."""
    old = scheme(TRAINING, GUIDE)
    new = scheme(TRAINING, row("公布办事指南", "每少公布一项指南扣1分，最多扣4分。", "4"))
    model = model_of(old, ("1", 0, {0: 0.5, 1: 0.5}), ("2", 0, {0: 0.5, 1: 0.5}))
    carried = carry_model(old, new, model)

    assert carried.model.outcomes_of("1").mean == pytest.approx([0.5])
    assert carried.model.outcomes_of("2").mean == pytest.approx([0.1])
    assert [i.row for i in carried.changed] == [2]
    assert "Rows 2 of the new scheme have rules" in notes(carried)
    assert carried.to_dict()["changed"] == [{"old": "2", "new": "2"}]


def test_a_rule_that_came_into_a_row_is_assumed_and_the_others_stay():
    old = scheme(TRAINING, GUIDE)
    new = scheme(TRAINING, row("公布办事指南", "未公布的扣3分，未更新的扣2分。", "5"))
    carried = carry_model(old, new, flags(old, 0.4))

    assert carried.model.outcomes_of("2", 0).mean == pytest.approx([0.4])
    assert carried.model.outcomes_of("2", 1).mean == pytest.approx([0.1])


def test_a_row_on_which_the_model_says_nothing_stays_without():
    old = scheme(TRAINING, GUIDE)
    carried = carry_model(old, scheme(GUIDE, TRAINING), flags(old, 0.4))

    assert [o.slot.indicator for o in carried.model.outcomes] == ["2"]
    assert not carried.assumed


def test_a_row_that_went_is_named():
    old = scheme(TRAINING, GUIDE)
    carried = carry_model(old, scheme(GUIDE), flags(old, 0.4))

    assert "Rows 1 of the old scheme are gone" in notes(carried)
    assert [i.id for i in carried.gone] == ["1"]
    assert carried.to_dict() == {"kept": [{"old": "2", "new": "1"}], "changed": [], "came": [], "gone": ["1"]}


def test_points_within_a_range_move_with_its_end():
    """扣1-3分 becomes 扣1-1.5分: 3 is halved to 1.5, 2 to 1, 1 to no less than 1: 1 and 2 are one outcome."""
    old = scheme(row("编制数据目录", "质量不高的扣1-3分。", "5"))
    new = scheme(row("编制数据目录", "质量不高的扣1-1.5分。", "5"))
    model = model_of(old, ("1", 0, {0: 0.4, 1: 0.3, 2: 0.2, 3: 0.1}))
    (outcomes,) = carry_model(old, new, model).model.outcomes

    assert list(outcomes.values) == [0, 1, 1.5]
    assert outcomes.chances == pytest.approx(np.array([[0.4, 0.5, 0.1]]))


def test_two_schemes_with_nothing_in_common_are_refused():
    old, new = scheme(TRAINING), scheme(row("检测饮用水水质", "超标的每处扣2分。", "8", path=("乙部分",)))

    with pytest.raises(ModelError, match="方案"):
        carry_model(old, new, default_model(old, 3))


def test_records_are_carried_over_as_compare_does():
    old, new = scheme(TRAINING, GUIDE), scheme(row("公布办事指南", "未公布的扣4分。", "4"), TRAINING)
    events = recorded(old, 甲=(1, 0), 乙=(0, 1))
    carried = carry_model(old, new, model_from_results(old, events))

    matches, _gone, _came = match_rows(old.indicators, new.indicators)
    after = [c.after for c in effect_of(old, new, matches, events).replay.changes]
    assert score(new, carried.recorded(events)).totals() == tuple(after) == (D(8), D(5))


def test_drawn_years_stand_under_the_new_scheme_s_own_ids():
    old, new = scheme(TRAINING, GUIDE), scheme(HAZARDS, GUIDE)
    carried = carry_model(old, new, flags(old, 0.4))
    years = carried.in_own_ids(drawn(carried.model, 0, 0, 5))

    assert {s.key for s in years.slots} == {s.key for s in slots(new)}
    own, aligned = score(new, years), score(carried.scheme, drawn(carried.model, 0, 0, 5))
    assert np.array_equal(own.total, aligned.total)
    assert own.grain == aligned.grain
