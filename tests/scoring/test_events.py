"""Records become events, and what cannot be is refused with unit and indicator named."""

from __future__ import annotations

import numpy as np
import pytest

from kaohe_tools.errors import SchemeError
from kaohe_tools.locale import use_language
from kaohe_tools.model import Scheme
from kaohe_tools.scoring import Events, Record, events_from_records, score, slots
from tests.scoring.hand import scheme_of


@pytest.fixture
def scheme() -> Scheme:
    return scheme_of(
        ("未作动员的扣2分，数据表每少1次扣0.5分，最多扣1分。", "3"),
        ("优秀得5分，良好得3分，合格得1分。", "5"),
        ("管理不规范的扣1-3分。", "5"),
        ("按完成率×15分计算得分。", "15"),
        ("满意率每低5个百分点扣1分。", "5"),
    )


def test_records_land_in_their_slots(scheme):
    """Records in any order, as Record or mapping; what is not recorded is NaN."""
    events = events_from_records(
        scheme,
        [
            {"unit": "乙", "indicator": "2", "value": "良好"},
            Record(unit="甲", indicator="1", rule=1, value=2),
            Record(unit="甲", indicator="1", rule=0, value=True),
            Record(unit="甲", indicator="4", value=None),
        ],
        units=["甲"],
        unit_types={"乙": "学校"},
    )

    assert ("甲", "乙") == events.units
    assert ("", "学校") == events.unit_types
    assert events.n_replications is None
    nan = np.nan
    np.testing.assert_array_equal([[1, 2, nan, nan, nan, nan], [nan, nan, 1, nan, nan, nan]], events.values)


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"indicator": "1", "rule": 1, "value": -1},
         "甲, indicator 1 (数据表每少1次): -1 is recorded; a count cannot be negative"),
        ({"indicator": "1", "rule": 1, "value": 1.5},
         "甲, indicator 1 (数据表每少1次): 1.5 is recorded; a count is a whole number"),
        ({"indicator": "1", "rule": 1, "value": 2e9},
         "甲, indicator 1 (数据表每少1次): 2e+09 is recorded; more than 1000000000 is taken for a slip"),
        ({"indicator": "1", "rule": 0, "value": 2},
         "甲, indicator 1 (未作动员): 2 is recorded; only 1 (it happened) or 0 (it did not) can be"),
        ({"indicator": "2", "value": 3},
         "甲, indicator 2 (优秀 / 良好 / 合格): 3 is recorded; there are 3 bands, counted from 0"),
        ({"indicator": "2", "value": 0.5},
         "甲, indicator 2 (优秀 / 良好 / 合格): 0.5 is recorded; there are 3 bands, counted from 0"),
        ({"indicator": "2", "value": "很好"},
         "甲, indicator 2 (优秀 / 良好 / 合格): a number was expected, not 很好"),
        ({"indicator": "3", "value": 0.5},
         "甲, indicator 3 (管理不规范): 0.5 is recorded; allowed: 0, 1~3"),
        ({"indicator": "3", "value": 4},
         "甲, indicator 3 (管理不规范): 4 is recorded; allowed: 0, 1~3"),
        ({"indicator": "4", "value": 95},
         "甲, indicator 4 (按完成率×15分计算得分): 95 is recorded; allowed: 0~1"),
        ({"indicator": "5", "value": -2},
         "甲, indicator 5 (满意率每低5个百分点): -2 is recorded; allowed: ≥ 0"),
        ({"indicator": "5", "value": float("inf")},
         "甲, indicator 5 (满意率每低5个百分点): inf is recorded; allowed: ≥ 0"),
        ({"indicator": "1", "value": 1},
         "甲, indicator 1: 2 things can be recorded here; name the rule and the tier"),
        ({"indicator": "1", "rule": 5, "value": 1},
         "甲, indicator 1: there is no such rule or tier (rule 6)"),
        ({"indicator": "3", "tier": "省级", "value": 1},
         "甲, indicator 3: there is no such rule or tier (rule -)"),
        ({"indicator": "9", "value": 1},
         "甲: the scheme has no indicator 9"),
        ({"indicator": "3", "times": 1},
         "a record has unit, indicator, value, rule, tier; unknown: times; missing: value"),
    ],
)  # fmt: skip
def test_records_that_cannot_be_name_unit_and_indicator(scheme, record, message):
    with use_language("en"), pytest.raises(SchemeError) as err:
        events_from_records(scheme, [{"unit": "甲", **record}])

    assert message == str(err.value)


def test_a_record_given_twice_is_refused(scheme):
    """Two different values for one thing: taking either would be a guess."""
    record = {"unit": "甲", "indicator": "3", "value": 2}

    with use_language("en"), pytest.raises(SchemeError, match=r"甲, indicator 3 \(管理不规范\): recorded twice"):
        events_from_records(scheme, [record, record])


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"units": ("甲", "甲")}, "unit 甲 stands twice"),
        ({"units": ("", "")}, "unit  stands twice"),
        ({"unit_types": ("学校",)}, "1 unit types were given for 2 units"),
        ({"values": np.zeros((2, 5))}, "the recorded values have the shape 2 × 5; 2 units by 6 slots were expected"),
        ({"values": np.zeros(6)}, "the recorded values have the shape 6; 2 units by 6 slots were expected"),
        ({"values": np.zeros((1, 1, 2, 6))},
         "the recorded values have the shape 1 × 1 × 2 × 6; 2 units by 6 slots were expected"),
    ],
)  # fmt: skip
def test_arrays_that_do_not_fit(scheme, fields, message):
    given = {"units": ("甲", "乙"), "slots": slots(scheme), "values": np.zeros((2, 6))} | fields

    with use_language("en"), pytest.raises(SchemeError) as err:
        Events(**given)

    assert message == str(err.value)


def test_a_slot_in_two_columns_is_refused(scheme):
    slot = slots(scheme)[1]

    with use_language("en"), pytest.raises(SchemeError, match="rule 2 of indicator 1 is recorded in two columns"):
        Events(units=("甲",), slots=(slot, slot), values=np.zeros((1, 2)))


def test_a_wrong_value_in_one_replication_is_found(scheme):
    values = np.zeros((3, 2, 6))
    values[2, 1, 0] = 7

    with use_language("en"), pytest.raises(SchemeError, match=r"乙, indicator 1 \(未作动员\): 7 is recorded"):
        Events(units=("甲", "乙"), slots=slots(scheme), values=values)


def test_events_of_another_scheme_are_refused(scheme):
    """A rule that the scheme does not have, or that asks something else there, is never scored in silence."""
    other = scheme_of(("未作动员的扣2分。", "2"), ("每少1次扣1分。", "2"))
    events = events_from_records(other, [{"unit": "甲", "indicator": "2", "value": 1}])

    with use_language("en"), pytest.raises(SchemeError) as err:
        score(scheme, events)

    assert "the events record rule 1 of indicator 2 (“每少1次”), which this scheme does not have" == str(err.value)


def test_what_was_recorded_cannot_be_changed_afterwards(scheme):
    events = events_from_records(scheme, [{"unit": "甲", "indicator": "3", "value": 2}])

    with pytest.raises(ValueError, match="read-only"):
        events.values[0, 0] = 1


def test_scoring_leaves_the_events_as_they_are(scheme):
    """Also where an item does not apply and its records are put aside."""
    item = scheme.indicators[2].replace(applies_to="医院")
    alternative = scheme.replace(indicators=(item,))
    events = events_from_records(
        alternative, [{"unit": "甲", "indicator": "3", "value": 2}], unit_types={"甲": "学校"}
    )  # fmt: skip
    before = events.values.copy()

    assert score(alternative, events).points_of("甲", "3") is None
    np.testing.assert_array_equal(before, events.values)
