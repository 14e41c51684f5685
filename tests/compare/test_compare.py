"""Whole comparisons: the samples, every row once, bad input."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe_tools.compare import compare
from kaohe_tools.compare.matching import match_rows
from kaohe_tools.errors import SchemeError
from kaohe_tools.locale import use_language
from kaohe_tools.profiles import load_profile
from kaohe_tools.rebalance import NodeShare, Problem, rebalance
from kaohe_tools.rebalance.follow import follow
from kaohe_tools.scoring import events_from_records
from kaohe_tools.sheets import load_results, load_scheme
from tests.compare.made import D, row, scheme, year

SAMPLES = Path(__file__).parents[2] / "sample_sheets"


@pytest.fixture(scope="module")
def next_year(sample_scheme):
    """The sample at 100 points with 70–80 % on milestones, the rules in step."""
    share = NodeShare(low=Decimal("0.7"), high=Decimal("0.8"))
    problem = Problem(scheme=sample_scheme, total=D(100), tick=D("0.5"), node_shares=(share,))
    answer = rebalance(problem)
    return follow(sample_scheme, answer.by_id, problem.follow, problem.tick, fit=problem.fit_rules).scheme


@pytest.fixture(scope="module")
def found(sample_scheme, next_year, node_annual):
    results = load_results(SAMPLES / "results_2023.xlsx", sample_scheme, node_annual)
    return compare(sample_scheme, next_year, results, profile=node_annual)


def test_the_sample_against_its_next_year(found, sample_scheme, next_year):
    """92 → 100, milestones 57 → 70: 13 up and 5 down; the points are the only thing that moved."""
    moved = [a.id for a, b in zip(sample_scheme.indicators, next_year.indicators, strict=True) if a.points != b.points]

    assert (D(92), D(100)) == (found.whole.old.points, found.whole.new.points)
    assert (D(57), D(70)) == (found.whole.old.nodes, found.whole.new.nodes)
    assert moved == [r.old.id for r in found.of("points")]
    assert (D(13), D(-5)) == (sum(r.by for r in found.rows if r.by > 0), sum(r.by for r in found.rows if r.by < 0))
    assert ((), (), (), ()) == (found.added, found.removed, found.of("moved"), found.of("due"))
    assert {"criterion"} == {w.field for r in found.of("words") for w in r.reworded}
    assert {"SM01", "BL01", "RL01", "RL02"} <= {f.code for f in found.found.gone}
    assert [] == [r.old.row for r in found.unsure]


def test_the_ranking_of_the_sample_is_explained_to_the_last_half_point(found):
    changes = found.effect.replay.changes

    assert 60 == len(changes)
    assert all(c.by == sum((p.by for p in c.parts), D(0)) for c in changes)
    assert () == found.effect.notes


def test_a_clean_sheet_against_its_messy_twin():
    """README of the samples: a row printed twice and one item lost from its own row; 56 rows against 55 read."""
    profile = load_profile(SAMPLES / "profiles" / "unit_100.toml")
    old, new = (load_scheme(SAMPLES / name, profile) for name in ("unit_100.docx", "unit_100_messy.xlsx"))
    found = compare(old, new, profile=profile)

    assert len(old.indicators) == len(found.rows) + len(found.removed)
    assert len(new.indicators) == len(found.rows) + len(found.added)
    assert ["线上差错处理（1分）"] == [i.label for i in found.removed]  # it stands in the cell of the row above
    assert ["线上推广（2分）线上差错处理（1分）"] == [r.new.label for r in found.of("points")]


def test_every_item_of_the_county_sheets_is_found_again():
    """94 rows each way of writing; the messy one lost item 39's and repeats two rows that a page cuts."""
    profile = load_profile(SAMPLES / "profiles" / "county_200.toml")
    old, new = (load_scheme(SAMPLES / name, profile) for name in ("county_200.xlsx", "county_200_messy.docx"))
    found = compare(old, new, profile=profile)

    assert len(old.indicators) == len(found.rows) + len(found.removed)
    assert len(new.indicators) == len(found.rows) + len(found.added)
    assert 90 < len(found.rows)


def test_all_of_it_is_json_and_a_table(found):
    data = json.loads(json.dumps(found.to_dict(), ensure_ascii=False))
    frame = found.to_frame()

    assert (29, 92, 100) == (len(data["rows"]), data["old"]["total"], data["new"]["total"])
    assert 60 == len(data["effect"]["units"])
    assert 29 == len(frame)
    assert 8 == frame["by"].sum()
    assert {"points rules words"} >= set(frame["change"]) - {"same"}


def test_the_table_has_every_row_of_both():
    new = scheme(*year().indicators[1:], row("开展应急演练", "未开展的扣5分。", "7"))
    frame = compare(year(), new).to_frame()

    assert [1, 2, 3, 4, 5, 6] == sorted(frame["old_row"].dropna())
    assert [1, 2, 3, 4, 5, 6] == sorted(frame["new_row"].dropna())
    assert 2 == frame["by"].sum()  # 30 − 5 + 7 = 32


def test_the_same_scheme_twice_says_that_nothing_changed():
    with use_language("en"):
        said = [str(s) for s in compare(year(), year()).said]

    assert "Nothing changed: both say the same." in said


def test_two_schemes_without_a_common_row_are_refused():
    other = scheme(row("财务报销审核", "超标的扣1分。"), title="另一份")

    with pytest.raises(SchemeError, match=r"2018年方案.*另一份"):
        compare(year(), other)


def test_a_scheme_without_rows_is_refused():
    with pytest.raises(SchemeError, match="空表"):
        compare(year(), scheme(title="空表"))


words = st.sampled_from(["开展培训", "开展业务培训", "整理档案", "排查隐患", "公开信息", "公开"])
criteria = st.sampled_from(["未完成的扣2分。", "每少1次扣1分，最多扣3分。", "没有方案扣2分，没有台账扣1分。"])
sections = st.sampled_from([("甲",), ("乙",), ("甲", "一")])
drawn = st.lists(
    st.builds(row, words, criteria, st.sampled_from(["3", "5"]), path=sections),
    min_size=1,
    max_size=6,
)


@given(drawn, drawn)
def test_nothing_is_dropped_in_silence(ones, others):
    old, new = scheme(*ones), scheme(*others)
    events = events_from_records(old, [{"unit": "甲局", "indicator": "1", "rule": 0, "value": 1}])
    if not match_rows(old.indicators, new.indicators)[0]:
        with pytest.raises(SchemeError, match="没有一项指标相像"):
            compare(old, new, events)
        return
    found = compare(old, new, events)

    assert sorted(i.id for i in old.indicators) == sorted(
        [*(r.old.id for r in found.rows), *(i.id for i in found.removed)]
    )
    assert sorted(i.id for i in new.indicators) == sorted(
        [*(r.new.id for r in found.rows), *(i.id for i in found.added)]
    )
    by = sum((r.by for r in found.rows), D(0))
    by += sum((i.points for i in found.added), D(0)) - sum((i.points for i in found.removed), D(0))
    assert found.whole.by == by
    for change in found.effect.replay.changes:
        assert change.by == sum((p.by for p in change.parts), D(0))
