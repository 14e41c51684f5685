"""Last year's records under the new scheme, worked by hand."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kaohe_tools.compare import compare, effect_of
from kaohe_tools.compare.matching import match_rows
from kaohe_tools.errors import SchemeError
from kaohe_tools.grades import Grading, read_grading
from kaohe_tools.locale import use_language
from kaohe_tools.scoring import events_from_records, score
from tests.compare.made import D, row, scheme, year
from tests.scoring.test_rescoring import recordings

TWO = (row("开展窗口业务培训", "每少1次扣1分，最多扣3分。", "5"), row("公布办事指南", "未公布的扣5分。", "5"))


def recorded(of, **units):
    """Events of units, each given as one value for each row's first rule."""
    return events_from_records(
        of,
        [
            {"unit": unit, "indicator": str(n), "value": value}
            for unit, values in units.items()
            for n, value in enumerate(values, 1)
        ],
    )


def totals(found):
    return {c.unit: (c.before, c.after) for c in found.effect.replay.changes}


def test_the_unchanged_scheme_gives_last_years_scores():
    old = year()
    events = recorded(old, 甲局=(1, 0, 2, 0, 1, 1), 乙局=(4, 1, 0, 1, 0, 3))
    found = compare(old, year(), events)

    scored = dict(zip(events.units, score(old, events).totals(), strict=True))
    assert {unit: (total, total) for unit, total in scored.items()} == totals(found)
    assert () == found.effect.notes


def test_other_points_rules_and_order():
    """甲 misses one training: 5 − 1 + 5 = 9 before. Now guides are worth 4, a miss costs 2, and the rows change places:
    4 + (6 − 2) = 8. 乙 has no guide: 5 + 0 = 5 before, 6 + 0 = 6 now.
    """
    old = scheme(*TWO)
    new = scheme(row("公布办事指南", "未公布的扣4分。", "4"), row("开展窗口业务培训", "每少1次扣2分，最多扣3分。", "6"))
    found = compare(old, new, recorded(old, 甲=(1, 0), 乙=(0, 1)))

    assert {"甲": (D(9), D(8)), "乙": (D(5), D(6))} == totals(found)
    parts = {p.indicator: p.by for p in found.effect.replay.of("甲").parts}
    assert {"2": D(-1)} == parts  # training gives 4 both times


def test_a_row_that_went_takes_its_points_and_one_that_came_gives_none():
    """甲 5 − 1 + 5 = 9 → 4: the guide is gone; 乙 5 + 0 = 5 → 5."""
    old = scheme(*TWO)
    new = scheme(TWO[0], row("排查安全隐患", "每发现1处扣2分。", "9"))
    found = compare(old, new, recorded(old, 甲=(1, 0), 乙=(0, 1)))

    assert {"甲": (D(9), D(4)), "乙": (D(5), D(5))} == totals(found)
    assert (["2"], ["2"]) == ([i.id for i in found.effect.gone], [i.id for i in found.effect.came])
    with use_language("en"):
        notes = " ".join(str(n) for n in found.effect.notes)
    assert "Rows 2 of the old scheme are gone" in notes
    assert "Rows 2 of the new scheme are new" in notes


def test_a_rule_of_another_kind_is_scored_in_proportion_and_says_so():
    """未公布的扣5分 became a count of guides: 甲 got 5 of 5, now 4 of 4; 乙 0 of 5, now 0 of 4."""
    old = scheme(*TWO)
    new = scheme(TWO[0], row("公布办事指南", "每少公布一项指南扣1分，最多扣4分。", "4"))
    found = compare(old, new, recorded(old, 甲=(0, 0), 乙=(0, 1)))

    assert {"甲": (D(10), D(9)), "乙": (D(5), D(5))} == totals(found)
    assert ["2"] == [i.id for i in found.effect.in_proportion]


def test_a_rule_that_came_is_taken_as_not_having_happened():
    old = scheme(*TWO)
    new = scheme(TWO[0], row("公布办事指南", "未公布的扣5分，内容有误的每处扣1分。", "5"))
    found = compare(old, new, recorded(old, 甲=(0, 0), 乙=(0, 1)))

    assert {"甲": (D(10), D(10)), "乙": (D(5), D(5))} == totals(found)
    assert ["2"] == [i.id for i in found.effect.unrecorded]


def test_rules_that_changed_places_keep_their_records():
    """甲 has no plan (−2), 乙 no register (−1): 5 − 2 = 3 and 4, whatever the order of the sentences."""
    old = scheme(row("公布办事指南", "没有方案扣2分，没有台账扣1分。"), TWO[0])
    new = scheme(row("公布办事指南", "没有台账扣1分，没有方案扣2分。"), TWO[0])
    events = events_from_records(
        old,
        [
            {"unit": unit, "indicator": "1", "rule": rule, "value": int((unit, rule) in (("甲", 0), ("乙", 1)))}
            for unit in "甲乙"
            for rule in (0, 1)
        ],
    )

    assert {"甲": (D(3), D(3)), "乙": (D(4), D(4))} == totals(compare(old, new, events))


def test_points_set_within_a_range_move_with_it():
    """扣1-3分 → 扣0.5-1.5分 of the same 5: 甲 lost 2, now 1."""
    old = scheme(row("公布办事指南", "内容有误的扣1-3分。"))
    new = scheme(row("公布办事指南", "内容有误的扣0.5-1.5分。"))

    assert {"甲": (D(3), D(4))} == totals(compare(old, new, recorded(old, 甲=(2,))))


def test_who_crosses_a_line():
    """甲 9 → 8 falls below 9; 乙 5 → 6 rises over 6."""
    old = scheme(*TWO)
    new = scheme(row("公布办事指南", "未公布的扣4分。", "4"), row("开展窗口业务培训", "每少1次扣2分，最多扣3分。", "6"))
    found = compare(old, new, recorded(old, 甲=(1, 0), 乙=(0, 1)), grading=read_grading(["优秀=9", "良好=6"]))

    assert [("乙", "其余", "良好", D(0)), ("甲", "优秀", "良好", D(-1))] == [
        (c.unit, c.before, c.after, c.by) for c in found.effect.replay.crossings
    ]
    assert isinstance(found.effect.replay.after.grading, Grading)


def test_schemes_that_cannot_be_scored_are_named():
    old = scheme(*TWO)
    events = recorded(old, 甲=(1, 0))
    new = scheme(TWO[0].replace(points=None), TWO[1])

    with pytest.raises(SchemeError, match="1"):
        compare(old, new, events)


def test_what_was_recorded_for_a_rule_that_went_counts_no_more():
    """没有台账扣1分 is gone. 甲 has no plan and no register: 5 − 3 = 2, now 3. Of 乙 only the register was recorded:
    5 − 1 = 4, now 5, for it was assessed and nothing else happened.
    """
    old = scheme(row("公布办事指南", "没有方案扣2分，没有台账扣1分。"))
    new = scheme(row("公布办事指南", "没有方案扣2分。"))
    records = [("甲", 0), ("甲", 1), ("乙", 1)]
    events = events_from_records(old, [{"unit": u, "indicator": "1", "rule": r, "value": 1} for u, r in records])
    found = compare(old, new, events)

    assert {"甲": (D(2), D(3)), "乙": (D(4), D(5))} == totals(found)
    assert (["1"], []) == ([i.id for i in found.effect.dropped], [i.id for i in found.effect.in_proportion])
    with use_language("en"):
        assert "rules that are gone" in str(found.effect.notes[0])


@settings(max_examples=150)
@given(recordings(), st.randoms(use_true_random=False))
def test_the_same_rows_in_another_order_give_last_years_scores(recording, random):
    """Whatever the rules are: nothing changed, so nobody gains or loses, and no note is needed."""
    old, events = recording
    old = old.replace(indicators=tuple(i.replace(name=f"第{i.id}号工作任务") for i in old.indicators))
    rows = list(old.indicators)
    random.shuffle(rows)
    new = old.replace(indicators=tuple(i.replace(id=str(n), row=n) for n, i in enumerate(rows, 1)))
    matches = match_rows(old.indicators, new.indicators)[0]
    assume(all(m.old.name == m.new.name for m in matches) and len(matches) == len(rows))
    effect = effect_of(old, new, matches, events)

    scores = score(old, events)
    for n, change in enumerate(effect.replay.changes):
        expected = scores.totals()[n] if change.before is not None else None
        assert (expected, expected, ()) == (change.before, change.after, change.parts)
    assert () == (*effect.in_proportion, *effect.dropped, *effect.gone, *effect.came)


def test_a_section_s_bonus_is_limited_where_the_section_is():
    """4 of bonus: at most 1 in 环境 before; the row stands in 绿化 now, with a limit of 2: 5 + 1 → 5 + 2."""
    guide, bonus = row("公布办事指南", "未公布的扣5分。", "5"), "获得表彰加4分。"
    old = scheme(guide, row("争取表彰", bonus, "4", path=("环境",)))
    new = scheme(guide, row("争取表彰", bonus, "4", path=("绿化",)))
    caps = {("环境",): D(1), ("绿化",): D(2)}
    found = compare(old, new, recorded(old, 甲=(0, 1)), group_caps=caps)

    assert {"甲": (D(6), D(7))} == totals(found)
    with pytest.raises(SchemeError, match="档案"):
        compare(old, new, recorded(old, 甲=(0, 1)), group_caps=caps | {("档案",): D(1)})
