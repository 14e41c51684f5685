"""What changed in a row: points, time, place, order, words; and which sections only have another name."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from kaohe_tools.compare.matching import match_rows
from kaohe_tools.compare.rows import _in_order, renamed_sections, row_changes
from kaohe_tools.locale import use_language
from kaohe_tools.model import Period
from tests.compare.made import D, scheme, year


def changes(old, new):
    matches = match_rows(old.indicators, new.indicators)[0]
    return {r.old.row: r for r in row_changes(matches, renamed_sections(old, new, matches))}


def with_row(of, n, **fields):
    return scheme(*(i.replace(**fields) if i.row == n else i for i in of.indicators))


def test_nothing_changed():
    assert {()} == {r.kinds for r in changes(year(), year()).values()}


def test_points():
    found = changes(year(), with_row(year(), 2, points=D("3.5")))

    assert ("points",) == found[2].kinds
    assert ((D(5), D("3.5")), D("-1.5")) == (found[2].points, found[2].by)
    assert {2} == {n for n, r in found.items() if r.kinds}


def test_points_that_could_not_be_read_are_no_zero():
    found = changes(year(), with_row(year(), 2, points=None))

    assert (D(5), None) == found[2].points
    with use_language("en"):
        assert ["points 5 → unread"] == [str(s) for s in found[2].said]


def test_time():
    found = changes(year(), with_row(year(), 1, period=Period.ANNUAL, due="年度标准"))

    assert ("due",) == found[1].kinds
    assert ("2018/6/30", "年度标准") == found[1].due
    assert (Period.NODE, Period.ANNUAL) == found[1].period


def test_a_row_in_another_section_has_moved():
    found = changes(year(), with_row(year(), 3, path=("档案",)))

    assert (("服务",), ("档案",)) == (found[3].moved_from, found[3].moved_to)
    assert {3} == {n for n, r in found.items() if r.moved}


def test_of_a_changed_order_only_the_row_that_jumped_has_moved():
    """1 2 3 4 5 6 → 2 3 1 4 5 6: one row passed two."""
    rows = year().indicators
    found = changes(year(), scheme(*(rows[n - 1] for n in (2, 3, 1, 4, 5, 6))))

    assert {1} == {n for n, r in found.items() if r.reordered}


def test_a_section_with_another_name_is_not_left():
    new = scheme(*(i.replace(path=("便民服务",)) if i.path == ("服务",) else i for i in year().indicators))
    matches = match_rows(year().indicators, new.indicators)[0]

    assert {("服务",): ("便民服务",)} == renamed_sections(year(), new, matches)
    assert not any(r.moved for r in changes(year(), new).values())


def test_a_section_taken_apart_is_left():
    """档案 still has two of its three rows; the third went to a section of its own."""
    new = with_row(year(), 6, path=("安全",))
    found = changes(year(), new)

    assert {6} == {n for n, r in found.items() if r.moved}


def test_words_of_each_field_and_blanks_are_no_words():
    new = with_row(year(), 2, lead="办公室", name="公布　办事 指南")
    found = changes(year(), new)

    assert [("lead", "", "办公室")] == [(w.field, w.old, w.new) for w in found[2].reworded]
    assert ("words",) == found[2].kinds


def test_a_printed_number_is_told_apart_from_words():
    found = changes(year(), with_row(year(), 2, number="2."))

    assert ("number",) == found[2].kinds
    assert ("", "2.") == found[2].number


@given(st.permutations(range(6)))
def test_as_many_rows_as_can_stay_in_order(new_places):
    kept = _in_order(list(enumerate(new_places)))
    longest = max(n for n in range(7) for some in itertools.combinations(new_places, n) if list(some) == sorted(some))

    stayed = [place for place, is_kept in zip(new_places, kept, strict=True) if is_kept]
    assert sorted(stayed) == stayed
    assert longest == len(stayed)
