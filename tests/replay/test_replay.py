"""Last year's records under other points: totals, ranks, where a change comes from, who crosses a line."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe_tools.criteria import parse_criterion
from kaohe_tools.errors import SchemeError
from kaohe_tools.grades import Grade, Grading
from kaohe_tools.locale import use_language
from kaohe_tools.model import Scheme
from kaohe_tools.replay import replay, replay_many
from kaohe_tools.scoring import Events, Figures, Stated, events_from_records, score
from kaohe_tools.sheets import load_results, load_scheme
from tests.scoring.hand import scheme_of
from tests.scoring.test_rescoring import points, recordings

D = Decimal
SAMPLES = Path(__file__).resolve().parents[2] / "sample_sheets"
GRADING = Grading(grades=(Grade(name="优秀", least=D(15)), Grade(name="合格")))


def three() -> tuple[Scheme, Events]:
    """检查 10: 每次扣2分，最多扣6分; 台账 5: 未建扣5分; 创新: 每项加1分，最高加3分; 安全: 一票否决.

    甲: 1 occurrence, register kept, 2 ideas: 8 + 5 + 2 = 15.
    乙: 4 occurrences, no register, 5 ideas:  4 + 0 + 3 = 7.
    丙: none, register kept, no idea, vetoed: 0.
    """
    scheme = scheme_of(
        ("每发生1次扣2分，最多扣6分。", "10"),
        ("未建立台账的扣5分。", "5"),
        ("每项加1分，最高加3分。", None),
        ("发生安全事故的一票否决。", "0"),
    )
    rows = {"甲": (1, 0, 2, 0), "乙": (4, 1, 5, 0), "丙": (0, 0, 0, 1)}
    records = [
        {"unit": unit, "indicator": str(n + 1), "value": value}
        for unit, row in rows.items()
        for n, value in enumerate(row)
    ]
    return scheme, events_from_records(scheme, records)


def test_who_gains_and_loses_and_why() -> None:
    """检查 10 → 5, 台账 5 → 10. Scaled: 甲 4 + 10 + 2 = 16; 乙 2 + 0 + 3 = 5; 丙 stays at 0."""
    seen = replay(*three(), {"1": D(5), "2": D(10)}, grading=GRADING)

    assert [(D(15), D(16)), (D(7), D(5)), (D(0), D(0))] == [(c.before, c.after) for c in seen.changes]
    assert [("2", D(5)), ("1", D(-4))] == [(p.indicator, p.by) for p in seen.of("甲").parts]
    assert [("1", D(-2))] == [(p.indicator, p.by) for p in seen.of("乙").parts]
    assert [("1", D(-5)), ("2", D(5))] == [(p.indicator, p.by) for p in seen.of("丙").parts]
    assert [1, 2, 3] == [c.rank_after for c in seen.changes]


def test_a_veto_takes_away_what_the_rest_comes_to() -> None:
    """丙 would have 15 points, with 20 for 检查 25: the veto takes 10 more."""
    seen = replay(*three(), {"1": D(20)})

    assert [("indicator", D(10)), ("veto", D(-10))] == [(p.source.value, p.by) for p in seen.of("丙").parts]
    assert D(0) == seen.of("丙").by


def test_figures_as_written_and_the_limit_of_the_bonus() -> None:
    """检查 10 → 20, kept: 甲 20 - 2, 乙 20 - 6. The bonus is limited to 1 before and after."""
    seen = replay(*three(), {"1": D(20)}, figures=Figures.KEEP, bonus_cap=D(1), grading=GRADING)

    assert [(D(14), D(24)), (D(5), D(15))] == [(c.before, c.after) for c in seen.changes[:2]]
    assert [("甲", "合格", "优秀", D(9)), ("乙", "合格", "优秀", D(0))] == [
        (c.unit, c.before, c.after, c.by) for c in seen.crossings
    ]


def test_falling_below_a_line_is_measured_from_that_line() -> None:
    (crossing,) = replay(*three(), {"1": D(5)}, grading=GRADING).crossings

    assert ("甲", False, D(11), D(15), D(-4)) == (
        crossing.unit,
        crossing.rises,
        crossing.total,
        crossing.line,
        crossing.by,
    )


def test_another_scheme_with_figures_of_its_own() -> None:
    """The new text takes 1 for each, at most 4: 甲 9 + 5 + 2; 乙 6 + 0 + 3; the limit of the ideas is 2 now: 乙 8."""
    scheme, events = three()
    new = scheme_of(
        ("每发生1次扣1分，最多扣4分。", "10"),
        ("未建立台账的扣5分。", "5"),
        ("每项加1分，最高加2分。", None),
        ("发生安全事故的一票否决。", "0"),
    )
    seen = replay(scheme, events, new)

    assert [D(16), D(8), D(0)] == [c.after for c in seen.changes]
    assert [("1", D(2)), ("3", D(-1))] == [(p.indicator, p.by) for p in seen.of("乙").parts]


def test_another_scheme_without_a_recorded_rule_is_refused() -> None:
    scheme, events = three()
    with use_language("en"), pytest.raises(SchemeError, match=r"rule 1 of indicator 2 .*this scheme does not have"):
        replay(scheme, events, scheme.replace(indicators=scheme.indicators[:1]))


def test_the_sample_with_its_own_points_gives_the_same_scores_to_the_tick() -> None:
    scheme = load_scheme(SAMPLES / "node_annual_2018.xlsx")
    results = load_results(SAMPLES / "results_2023.xlsx", scheme)
    before = score(scheme, results.events)
    for seen in (replay(scheme, results, {}), replay(scheme, results, scheme)):
        assert list(before.totals()) == [c.after for c in seen.changes] == [c.before for c in seen.changes]
        assert not any(c.parts or c.places for c in seen.changes)
        assert not seen.is_scaled


@given(recordings(), st.data(), st.sampled_from(Figures), st.none() | st.just(D("1.5")))
def test_the_parts_add_up_to_the_whole_change(
    recording: tuple[Scheme, Events], data: st.DataObject, figures: Figures, cap: Decimal | None
) -> None:
    scheme, events = recording
    new = {i.id: data.draw(points) for i in scheme.indicators}
    seen = replay(scheme, events, new, figures=figures, bonus_cap=cap, group_caps={scheme.indicators[0].path: D(1)})

    assert all(c.by == sum((p.by for p in c.parts), D(0)) for c in seen.changes)
    assert all(p.by for c in seen.changes for p in c.parts)


@given(recordings(), st.sampled_from(Figures))
def test_the_same_points_change_nothing(recording: tuple[Scheme, Events], figures: Figures) -> None:
    scheme, events = recording
    seen = replay(scheme, events, {i.id: i.points or D(0) for i in scheme.indicators}, figures=figures)

    assert not any(c.parts or c.places for c in seen.changes)


# points only --------------------------------------------------------------------------------------


class Sheet:
    """A results sheet that holds points only."""

    def __init__(self, events: Events, stated: Stated) -> None:
        self.events, self.stated = events, stated


def stated_only() -> tuple[Scheme, Sheet]:
    scheme, events = three()
    empty = Events(units=("甲", "乙"), slots=events.slots, values=np.full((2, len(events.slots)), np.nan))
    got = {("甲", "1"): D(8), ("甲", "2"): D(5), ("乙", "1"): D(4), ("乙", "2"): D(0)}
    return scheme, Sheet(empty, Stated(points=got, totals={"甲": D(15), "乙": D(4)}))


@pytest.mark.parametrize("whole_scheme", [False, True])
def test_points_without_events_are_changed_in_proportion_and_every_output_says_so(whole_scheme: bool) -> None:
    """检查 10 → 5: 8 → 4 and 4 → 2; 甲's 2 points beyond its items stay."""
    scheme, sheet = stated_only()
    items = (scheme.indicators[0].replace(points=D(5)), *scheme.indicators[1:])
    new = scheme.replace(indicators=items) if whole_scheme else {"1": D(5)}
    seen = replay(scheme, sheet, new)

    assert [(D(15), D(11)), (D(4), D(2))] == [(c.before, c.after) for c in seen.changes]
    assert ("1", "2") == seen.scaled
    with use_language("en"):
        assert "For rows 1, 2 the sheet holds points and not what happened" in str(seen.note)
        assert str(seen.note) in [str(s) for s in seen.said]
        assert str(seen.note) == seen.to_dict()["note"]
    assert seen.to_dict()["scaled"] is True
    assert seen.to_frame()["scaled"].all()
    many = replay_many(scheme, sheet, [{"1": D(5)}])
    assert many.to_frame()["scaled"].all()
    with use_language("en"):
        assert "estimates" in str(many.said[-1])


@pytest.mark.parametrize("whole_scheme", [False, True])
def test_a_unit_of_which_only_a_total_is_stated_keeps_its_share(whole_scheme: bool) -> None:
    """15 points can be got, the ideas apart; with 检查 10 → 5 it is 10: of 丁's 12 points 8 are left. 甲: 4 + 5 + 2."""
    scheme, events = three()
    values = np.vstack([events.values, np.full(len(events.slots), np.nan)])
    sheet = Sheet(Events(units=(*events.units, "丁"), slots=events.slots, values=values), Stated(totals={"丁": D(12)}))
    items = (scheme.indicators[0].replace(points=D(5)), *scheme.indicators[1:])
    halved = parse_criterion("每发生1次扣1分，最多扣3分。", D(5))
    new = scheme.replace(indicators=(items[0].replace(criterion=halved), *items[1:]))
    seen = replay(scheme, sheet, new if whole_scheme else {"1": D(5)})

    assert (D(12), D(8), 2, 2) == (
        seen.of("丁").before, seen.of("丁").after, seen.of("丁").rank_before, seen.of("丁").rank_after,
    )  # fmt: skip
    assert [("total", D(-4))] == [(p.source.value, p.by) for p in seen.of("丁").parts]
    assert (D(15), D(11)) == (seen.of("甲").before, seen.of("甲").after)
    assert (("丁",), ["丁"], True) == (seen.alone, seen.to_dict()["scaled_totals"], seen.is_scaled)
    with use_language("en"):
        assert "Of 丁 the sheet holds nothing but a total" in str(seen.said[-1])
        assert "丁: 12 → 8 (-4), rank 2 → 2: -4 from the total, in proportion" == str(seen.of("丁").said)


def test_stated_points_alone_are_not_said_to_be_scored_by_rules() -> None:
    scheme, sheet = stated_only()
    with use_language("en"):
        assert "scored again" not in " ".join(str(s) for s in replay(scheme, sheet, scheme).said)
        assert "scored again" in str(replay(*three(), scheme).note)


def test_units_without_records_and_rows_without_records_are_told() -> None:
    """乙 has nothing at all; for 甲 the register was not recorded, 丙 has everything."""
    scheme, events = three()
    values = events.values.copy()
    values[1] = np.nan
    values[0, [n for n, slot in enumerate(events.slots) if slot.indicator == "2"]] = np.nan
    seen = replay(scheme, Events(units=events.units, slots=events.slots, values=values), {"1": D(5)})

    assert (["乙"], 1) == (seen.to_dict()["without_record"], seen.incomplete)
    with use_language("en"):
        assert [str(s) for s in seen.said][-2:] == [
            "Nothing was recorded for 1 units, so they have neither total nor rank: 乙.",
            "1 units have rows of which nothing was recorded; these count nothing in their totals, so mind it when "
            "comparing ranks.",
        ]
    assert () == replay(*three(), {"1": D(5)})._unrecorded()


def test_a_recording_of_nothing_has_no_ranking() -> None:
    scheme, events = three()
    empty = Events(units=events.units, slots=events.slots, values=np.full_like(events.values, np.nan))
    with use_language("en"):
        assert ["Nothing was recorded for any unit, so there is no ranking."] == [
            str(s) for s in replay(scheme, empty, {"1": D(5)}).said
        ]


def test_a_rank_lost_though_points_were_gained_has_its_reason() -> None:
    """检查 10 → 20: 甲 8 → 16, 乙 4 → 8, 丙 vetoed; the mean change is (8 + 4 + 0) / 3 = 4."""
    scheme, events = three()
    seen = replay(scheme, events, {"1": D(20)})
    with use_language("en"):
        assert not any("on average" in str(s) for s in seen.said)  # nobody changes places
        grown = scheme_of(("未完成的扣5分。", "5"), ("未上报的扣6分。", "6"))
        rows = [("甲", "1", 1), ("甲", "2", 0), ("乙", "1", 0), ("乙", "2", 1)]  # 甲 6, 乙 5
        records = [{"unit": u, "indicator": i, "value": v} for u, i, v in rows]
        found = replay(grown, events_from_records(grown, records), {"1": D(15), "2": D(8)})  # 甲 8, 乙 15
        assert (D(2), -1) == (found.of("甲").by, found.of("甲").places)
        assert str(found.said[1]).startswith("Totals change by +6 points on average")


# many ---------------------------------------------------------------------------------------------


def test_ranks_under_many_allocations() -> None:
    """检查 0 / 台账 0 / as it is. 甲 is first in all; 乙 (3, 7, 7) is ahead of 丙 (0)."""
    scheme, events = three()
    many = replay_many(scheme, events, [{"1": D(0)}, {"2": D(0)}, {}], grading=GRADING)

    assert (1, 1) == many.rank_range("甲")
    assert (2, 2) == many.rank_range("乙")
    assert [[D(7), D(3), D(0)], [D(10), D(7), D(0)], [D(15), D(7), D(0)]] == [
        list(many.after.totals(n)) for n in range(3)
    ]
    assert [[1, 1, 1], [1, 1, 1], [0, 1, 1]] == many.codes.tolist()  # type: ignore[union-attr]  # a grading was given
    assert {"1": D(0), "2": D(5), "4": D(0)} == many.replayed(0)
    with use_language("en"):
        assert "Under 3 allocations 3 of 3 units keep their rank throughout." == str(many.said[0])


def test_in_words() -> None:
    seen = replay(*three(), {"1": D(5), "2": D(10)}, grading=GRADING)
    with use_language("en"):
        said = [str(s) for s in seen.said]
        unit = str(seen.of("甲").said)

    assert "2 of 3 units have another total, 0 another rank." == said[0]
    assert "0 units rise to a better grade, 0 fall to a lower one." == said[1]
    assert unit.startswith("甲: 15 → 16 (+1), rank 1 → 1: +5 from row 2")


def test_no_allocation_and_no_such_unit() -> None:
    scheme, events = three()
    with use_language("en"):
        with pytest.raises(SchemeError, match="no allocation was given"):
            replay_many(scheme, events, [])
        with pytest.raises(SchemeError, match="no unit 丁"):
            replay(scheme, events, {}).of("丁")
        with pytest.raises(SchemeError, match="no unit 丁"):
            replay_many(scheme, events, [{}]).rank_range("丁")
        with pytest.raises(SchemeError, match="no indicator 9"):
            replay(scheme, events, {"9": D(1)})


@pytest.mark.parametrize(("units", "said"), [(2, "甲1, 甲2"), (4, "甲1, 甲2, 甲3 (4 units in all)")])
def test_all_units_that_move_furthest_are_named(units: int, said: str) -> None:
    """办结 10 → 2, 台账 5 → 20: every 甲 fails at 办结, 5 → 20 points, rank 2 → 1; 丙 at 台账, 10 → 2, rank 1 → last.

    To name the first of equals alone says of the others that they moved less.
    """
    scheme = scheme_of(("未办结的扣10分。", "10"), ("未建立台账的扣5分。", "5"))
    failed = {**{f"甲{n + 1}": (1, 0) for n in range(units)}, "丙": (0, 1)}
    records = [
        {"unit": unit, "indicator": str(n + 1), "value": value}
        for unit, row in failed.items()
        for n, value in enumerate(row)
    ]
    seen = replay(scheme, events_from_records(scheme, records), {"1": D(2), "2": D(20)})
    with use_language("en"):
        lines = [str(s) for s in seen.said]
    assert f"Furthest up: {said}, 1 places." in lines
    assert f"Furthest down: 丙, {units} places." in lines
