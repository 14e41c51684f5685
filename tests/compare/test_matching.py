"""Which row is which: by hand, against every assignment there is, and nothing lost."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe_tools.compare import How
from kaohe_tools.compare.matching import match_rows, pair_up
from tests.compare.made import row, scheme, year


def matched(old, new):
    matches, _gone, _came = match_rows(old.indicators, new.indicators)
    return {m.old.row: (m.new.row, m.how) for m in matches}


def test_a_scheme_is_itself():
    pairs = matched(year(), year())

    assert {n: (n, How.SAME) for n in range(1, 7)} == pairs


def test_an_inserted_row_shifts_the_others_by_their_words():
    old = year()
    new = scheme(row("新建政务大厅导航", "未建成的扣5分。"), *old.indicators)

    assert {n: (n + 1, How.WORDS) for n in range(1, 7)} == matched(old, new)
    assert [1] == [i.row for i in match_rows(old.indicators, new.indicators)[2]]


def test_a_reworded_row_is_found_and_says_how_sure_it_is():
    old = year()
    new = scheme(*old.indicators[1:], old.indicators[0].replace(name="组织开展窗口人员业务培训"))
    matches, gone, came = match_rows(old.indicators, new.indicators)
    found = next(m for m in matches if m.old.row == 1)

    assert ((), ()) == (gone, came)
    assert (6, How.LIKENESS) == (found.new.row, found.how)
    assert 0.75 <= found.confidence < 1
    assert found.sure


def test_rows_with_other_words_are_two_rows_however_alike_place_and_time():
    old = scheme(row("整理历年档案", "未完成的扣5分。"))
    new = scheme(row("排查安全隐患", "未完成的扣5分。"))

    matches, gone, came = match_rows(old.indicators, new.indicators)

    assert ((), 1, 1) == (matches, len(gone), len(came))


def test_two_equal_rivals_are_a_match_to_verify():
    old = scheme(row("开展窗口业务培训", "每少1次扣1分。"))
    new = scheme(row("开展窗口业务培训一", "每少1次扣1分。"), row("开展窗口业务培训二", "每少1次扣1分。"))

    (match,), _gone, came = match_rows(old.indicators, new.indicators)

    assert not match.sure
    assert match.confidence == pytest.approx(match.rival)
    assert 1 == len(came)


def test_rows_with_the_same_words_keep_their_sections():
    """年度 rows often say the same in every section."""
    old = scheme(*(row("完成年度任务", "未完成的扣5分。", path=(part,)) for part in "甲乙丙"))
    new = scheme(*(row("完成年度任务", "未完成的扣5分。", path=(part,)) for part in "丙甲乙"))

    assert {1: 2, 2: 3, 3: 1} == {a: b for a, (b, _how) in matched(old, new).items()}


likeness = st.integers(1, 4).flatmap(
    lambda n: st.integers(1, 4).flatmap(
        lambda m: st.lists(
            st.lists(st.sampled_from([0, 0.5, 0.6, 0.75, 0.9, 1.0]), min_size=m, max_size=m), min_size=n, max_size=n
        )
    )
)


@given(likeness)
def test_no_other_assignment_is_more_alike(table):
    given_ = np.array(table)
    rows, columns = given_.shape
    places = range(max(rows, columns))
    best = max(
        sum(given_[i, j] for i, j in enumerate(way[:rows]) if j < columns)
        for way in itertools.permutations(places)
    )  # fmt: skip

    found = pair_up(range(rows), range(columns), lambda _row: (), lambda _a, _b: given_)

    assert best == pytest.approx(sum(confidence for *_places, confidence, _rival in found.pairs), abs=1e-4)
    assert all(given_[i, j] > 0 for i, j, *_ in found.pairs)


names = st.lists(
    st.sampled_from(["开展培训", "开展培训活动", "整理档案", "排查隐患", "", "公开信息", "公开"]), max_size=7
)


@given(names, names)
def test_every_row_of_both_stands_exactly_once(ones, others):
    old, new = scheme(*map(row, ones)), scheme(*map(row, others))
    matches, gone, came = match_rows(old.indicators, new.indicators)

    assert sorted(i.id for i in old.indicators) == sorted([*(m.old.id for m in matches), *(i.id for i in gone)])
    assert sorted(i.id for i in new.indicators) == sorted([*(m.new.id for m in matches), *(i.id for i in came)])
    assert all(0.5 <= m.confidence <= 1 for m in matches)
