"""A unit's whole: the sample's rows, bonus and its limits, penalties, veto, unit types, what was not recorded."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kaohe_tools.errors import SchemeError
from kaohe_tools.locale import use_language
from kaohe_tools.model import Criterion, Indicator, Per, Rule, RuleKind
from kaohe_tools.scoring import events_from_records, score
from tests.scoring.hand import scheme_of, scored

D = Decimal

PRAISE = "获国家级、省级、市级表彰的分别加3分、2分、1分，最高加4分。"


def test_rows_of_the_sample(sample_scheme):
    """Row 20 (2 points): not mobilised -2, two tables missing -1 of at most 1: 0. Row 5: 5 - 2 - 1 = 2.

    Row 19 (4 points) deducts 5: 0, never -1. Row 21: two bulletins missing take both points.
    Nothing else was recorded: 25 of 29 rows are not assessed and the total is 2.
    """
    seen = [("20", 0, 1), ("20", 1, 2), ("5", 0, 1), ("5", 1, 1), ("5", 2, 0), ("5", 3, 0), ("19", 0, 1), ("21", 0, 2)]

    scores = scored(sample_scheme, *seen)

    assert [D(0), D(2), D(0), D(0)] == [scores.points_of("甲", id_) for id_ in ("20", "5", "19", "21")]
    assert scores.points_of("甲", "1") is None
    assert [25] == scores.not_assessed.tolist()
    assert D(2) == scores.total_of("甲")
    assert D("0.5") == scores.grain


def test_all_of_the_sample_done_gives_what_the_rows_sum_to(sample_scheme):
    """Nothing happened in any row: every row keeps its points, 92 in all, 35 + 57."""
    events = events_from_records(
        sample_scheme,
        [
            {"unit": "甲", "indicator": i.id, "rule": n, "value": 0}
            for i in sample_scheme.indicators
            for n in range(len(i.criterion.rules))
        ],
    )

    scores = score(sample_scheme, events)

    assert D(92) == scores.total_of("甲")
    assert not scores.partial.any()
    assert [0] == scores.not_assessed.tolist()


def bonus(id_: str, path: tuple[str, ...], most: str) -> Indicator:
    rule = Rule(kind=RuleKind.BONUS, trigger="表彰", points=D(most), per=Per(unit="次"))
    return Indicator(id=id_, row=1, path=path, criterion=Criterion(rules=(rule,)))


def test_bonus_limits_from_the_inside_out():
    """A 3 + B 4 in one part, limited to 5; with C 2 the section has 7, limited to 6; with D 9 the whole 15, to 12."""
    scheme = scheme_of(
        bonus("A", ("加分", "一"), "3"),
        bonus("B", ("加分", "一"), "4"),
        bonus("C", ("加分", "二"), "2"),
        bonus("D", ("其他",), "9"),
    )
    seen = [(id_, 0, 1) for id_ in "ABCD"]
    groups = {("加分",): D(6), ("加分", "一"): D(5)}

    assert D(18) == scored(scheme, *seen).bonus_of("甲")
    assert D(16) == scored(scheme, *seen, group_caps={("加分", "一"): D(5)}).bonus_of("甲")
    assert D(15) == scored(scheme, *seen, group_caps=groups).bonus_of("甲")
    assert D(12) == scored(scheme, *seen, group_caps=groups, bonus_cap=D(12)).bonus_of("甲")


def test_an_inner_limit_counts_before_the_outer_one():
    """A 9 limited to 5, with C 2: 7, under the outer limit of 8. The other way round it would be 8."""
    scheme = scheme_of(bonus("A", ("加分", "一"), "9"), bonus("C", ("加分", "二"), "2"))
    groups = {("加分",): D(8), ("加分", "一"): D(5)}

    assert D(7) == scored(scheme, ("A", 0, 1), ("C", 0, 1), group_caps=groups).bonus_of("甲")


def test_an_item_of_nothing_but_bonus_has_no_points_from_the_start():
    """5 in its points column is the most it gives: 2 x 3 = 6, at most 5, and nothing where nothing happened."""
    item = bonus("A", (), "3").replace(points=D(5))

    assert D(5) == scored(scheme_of(item), ("A", 0, 2)).total_of("甲")
    assert D(3) == scored(scheme_of(item), ("A", 0, 1)).total_of("甲")
    assert D(0) == scored(scheme_of(item), ("A", 0, 0)).total_of("甲")


def test_tiers_of_a_bonus_under_its_cap():
    """One at national and two at provincial level: 3 + 2 x 2 = 7, at most 4."""
    assert D(4) == scored(scheme_of((PRAISE, None)), ("1", 0, "国家级", 1), ("1", 0, "省级", 2)).bonus_of("甲")
    assert D(3) == scored(scheme_of((PRAISE, None)), ("1", 0, 1, 1), ("1", 0, 2, 1)).bonus_of("甲")


def test_what_comes_off_the_total_leaves_the_item_alone():
    """4 + 3 points, three complaints of 2 each off the total: 1; a fourth takes it below 0."""
    scheme = scheme_of(("每发生1起投诉从总分中扣2分。", "4"), ("未开展的扣3分。", "3"))

    scores = scored(scheme, ("1", 0, 3), ("2", 0, 0))

    assert D(4) == scores.points_of("甲", "1")
    assert D(6) == scores.penalties_of("甲")
    assert D(1) == scores.total_of("甲")
    assert D(-1) == scored(scheme, ("1", 0, 4), ("2", 0, 0)).total_of("甲")


def test_a_veto_takes_the_total_and_leaves_the_items_readable():
    scheme = scheme_of(("发生安全事故的一票否决。", "0"), ("未开展的扣3分。", "3"))

    vetoed, clean = (scored(scheme, ("1", 0, n), ("2", 0, 0)) for n in (1, 0))

    assert [True] == vetoed.vetoed.tolist()
    assert D(0) == vetoed.total_of("甲")
    assert D(3) == vetoed.points_of("甲", "2")
    assert D(3) == clean.total_of("甲")


def test_a_missing_record_is_not_a_zero_and_not_a_full_mark():
    """Row 1 half recorded: 5 - 1, marked partial. Row 2 not recorded: not assessed, and not in the total."""
    scheme = scheme_of(("无计划扣1分，无总结扣2分。", "5"), ("未开展的扣3分。", "3"))

    scores = scored(scheme, ("1", 0, 1))

    assert D(4) == scores.total_of("甲")
    assert scores.points_of("甲", "2") is None
    assert [[True, False]] == scores.partial.tolist()
    assert [1] == scores.not_assessed.tolist()


def test_alternatives_count_for_units_of_their_types():
    """The school has item 1 (3 points), the hospital item 2 (4), a unit of unknown type whatever was recorded."""
    criterion = Criterion(rules=(Rule(kind=RuleKind.DEDUCT, trigger="未做", points=D(1)),))
    scheme = scheme_of(
        Indicator(id="1", row=1, points=D(3), applies_to="学校、社区", criterion=criterion),
        Indicator(id="2", row=2, points=D(4), applies_to="医院", criterion=criterion),
        Indicator(id="3", row=3, points=D(5), criterion=criterion),
    )
    records = [{"unit": u, "indicator": i, "value": 0} for u in ("一中", "二院", "某所") for i in "123"]

    scores = score(scheme, events_from_records(scheme, records, unit_types={"一中": "学校", "二院": "医院"}))

    assert (D(8), D(9), D(12)) == scores.totals()
    assert scores.points_of("一中", "2") is None
    assert [0, 0, 0] == scores.not_assessed.tolist()


def test_indicators_without_rules_are_never_assessed():
    scores = scored(scheme_of(("认真做好各项工作。", "3"), ("未开展的扣3分。", "3")), ("2", 0, 0))

    assert scores.points_of("甲", "1") is None
    assert D(3) == scores.total_of("甲")


def test_a_large_scheme_of_fine_figures_is_not_refused():
    """1,000 items of rates, open amounts and percent steps stay far from what 64 bits hold."""
    texts = (
        "按完成率×15分计算得分。",
        "管理不规范的扣1-3分，加倍扣分。",
        "满意率每低1个百分点扣0.25分。",
        "每少1元扣0.01分。",
    )
    scheme = scheme_of(*[(texts[n % 4], "15") for n in range(1000)])

    assert D(15) == scored(scheme, ("1", 0, 1)).total_of("甲")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (Indicator(id="7", row=7, criterion=Criterion(rules=(Rule(kind=RuleKind.DEDUCT, trigger="甲", points=D(1)),))),
         "indicator 7 has rules but no points; it cannot be scored"),
        (Indicator(id="7", row=7, points=D(-3), criterion=Criterion()),
         "indicator 7 has a negative figure; it cannot be scored"),
        (Indicator(id="7", row=7, points=D(3), criterion=Criterion(rules=(Rule(kind=RuleKind.DEDUCT, trigger="甲"),))),
         "rule 1 of indicator 7 (“甲”) has no figure to score by"),
        (Indicator(id="7", row=7, points=D(3), criterion=Criterion(
            rules=(Rule(kind=RuleKind.DEDUCT, trigger="甲", points=D(1), per=Per(count=D(0), unit="次")),))),
         "a rule of indicator 7 is counted in steps of 0"),
        (Indicator(id="7", row=7, points=D("1E-17")),
         "the figures of this scheme have too many decimals, or are too large, to be added exactly in 64 bits"),
        (Indicator(id="7", row=7, points=D("0.0000000001"), criterion=Criterion(
            rules=(Rule(kind=RuleKind.DEDUCT, trigger="甲", points=D(1000), per=Per(unit="次")),))),
         "the figures of this scheme have too many decimals, or are too large, to be added exactly in 64 bits"),
    ],
)  # fmt: skip
def test_schemes_that_cannot_be_scored_say_why(row, message):
    scheme = scheme_of(row)

    with use_language("en"), pytest.raises(SchemeError) as err:
        score(scheme, events_from_records(scheme, []))

    assert message == str(err.value)


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        ({"group_caps": {("无",): D(1)}}, "the scheme has no section 无"),
        ({"bonus_cap": D(-1)}, "a limit of the bonus cannot be negative"),
        ({"group_caps": {(): D(-1)}}, "a limit of the bonus cannot be negative"),
    ],
)
def test_limits_that_cannot_be(limits, message):
    with use_language("en"), pytest.raises(SchemeError) as err:
        scored(scheme_of((PRAISE, None)), **limits)

    assert message == str(err.value)
