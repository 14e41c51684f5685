"""Grades by points and by quota; ties at the line."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe_tools.errors import GradingError
from kaohe_tools.grades import BY_POINTS, Grade, Grading, Ties, grade, grade_codes, line_for
from kaohe_tools.locale import use_language

D, F = Decimal, Fraction
UNITS = ("甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸")


def quota(share: Fraction, ties: Ties = Ties.OUT, least: str | None = None) -> Grading:
    best = Grade(name="优秀", least=None if least is None else D(least), share=share)
    return Grading(grades=(best, Grade(name="合格", least=D(60)), Grade(name="不合格")), ties=ties)


def totals(*points: float) -> tuple[Decimal, ...]:
    return tuple(D(str(p)) for p in points)


def test_points_at_the_line_are_in() -> None:
    graded = grade(UNITS[:5], totals(90, 89.99, 80, 60, 59.5), BY_POINTS)

    assert ["优秀", "良好", "良好", "合格", "不合格"] == [graded.grade_of(u) for u in UNITS[:5]]
    assert [1, 2, 1, 1] == [c.units for c in graded.counts]
    assert [D(90), D(80), D(60), None] == [c.line for c in graded.counts]


def test_a_quota_is_never_rounded_up() -> None:
    """At most 20 %: of 9 units 1 (1.8), of 10 units 2, of 29 units 5 (5.8)."""
    for n, wanted in ((9, 1), (10, 2), (29, 5)):
        units = tuple(str(i) for i in range(n))
        graded = grade(units, [D(100 - i) for i in range(n)], quota(F(1, 5)))
        assert wanted == graded.counts[0].units == graded.counts[0].room


@pytest.mark.parametrize(
    ("ties", "excellent", "line", "tied"),
    [(Ties.IN, 3, D(90), ("乙", "丙")), (Ties.OUT, 1, D(95), ("乙", "丙"))],
)
def test_equal_units_come_in_together_or_stay_out_together(
    ties: Ties, excellent: int, line: Decimal, tied: tuple[str, ...]
) -> None:
    """20 % of 10 units is room for 2; the second and the third have 90 points each."""
    graded = grade(UNITS, totals(95, 90, 90, 85, 80, 75, 70, 65, 60, 50), quota(F(1, 5), ties))
    best = graded.counts[0]

    assert (excellent, 2, line, tied) == (best.units, best.room, best.line, best.tied)


def test_both_a_line_and_a_quota_must_hold() -> None:
    """Room for 3 of 6; only 甲 and 乙 have 90. Then the line is 90, and nobody was kept out by the quota."""
    graded = grade(UNITS[:6], totals(95, 90, 89, 80, 70, 60), quota(F(1, 2), least="90"))

    assert (2, 3, D(90), ()) == (
        graded.counts[0].units,
        graded.counts[0].room,
        graded.counts[0].line,
        graded.counts[0].tied,
    )


def test_the_second_quota_counts_from_where_the_first_ended() -> None:
    """优秀 30 % of 10: 3. 良好 40 %: the next 4. A tie at the end of 良好 (7th and 8th) stays out."""
    grading = Grading(
        grades=(Grade(name="优秀", share=F(3, 10)), Grade(name="良好", share=F(4, 10)), Grade(name="合格"))
    )
    graded = grade(UNITS, totals(99, 98, 97, 96, 95, 94, 90, 90, 80, 70), grading)

    assert [3, 3, 4] == [c.units for c in graded.counts]
    assert ("庚", "辛") == graded.counts[1].tied


def test_a_unit_without_total_has_no_grade_and_does_not_count() -> None:
    graded = grade(UNITS[:6], (None, *totals(95, 90, 80, 70, 60)), quota(F(1, 5)))

    assert (5, None, "优秀") == (graded.of, graded.grade_of("甲"), graded.grade_of("乙"))
    assert 1 == graded.counts[0].room


def test_the_line_that_a_wanted_share_needs() -> None:
    """20 % of 10 is 2; 2nd to 4th share 90: a line at 90 lets in 4, so it must be 95 and lets in 1."""
    line = line_for(totals(95, 90, 90, 90, 80, 75, 70, 65, 60, 50), F(1, 5))

    assert (D(95), 1, D(90), 4) == (line.points, line.units, line.next_points, line.next_units)
    assert D(90) == line_for(totals(95, 90, 90, 90, 80, 75, 70, 65, 60, 50), F(2, 5)).points


def test_no_line_will_do_where_too_many_share_the_best_total() -> None:
    line = line_for(totals(95, 95, 90), F(1, 3))
    with use_language("en"):
        assert "2 units share the best total, 95" in str(line.said)

    assert (None, 0) == (line.points, line.units)
    assert D(90) == line_for(totals(95, 95, 90), F(1)).points


def test_in_words() -> None:
    graded = grade(UNITS, totals(95, 90, 90, 85, 80, 75, 70, 65, 60, 50), quota(F(1, 5), least="90"))
    with use_language("en"):
        said = [str(s) for s in graded.said]

    assert [
        "优秀: 90 points or more, at most 20% of the units, 合格: 60 points or more; the others: 不合格. "
        "Where a quota has room for some of several equal units, all of them stay out.",
        "优秀: 1 of 10 units (10%), the quota allows 2; equal at the line: 乙, 丙",
        "合格: 8 of 10 units (80%)",
        "不合格: 1 of 10 units (10%)",
    ] == said


def test_as_data() -> None:
    grading = quota(F(1, 5), Ties.IN, "90")

    assert grading == Grading.from_dict(grading.to_dict())
    written = {"grades": [{"name": "优秀", "share": "20%"}, {"name": "合格"}]}
    assert F(1, 5) == Grading.from_dict(written).grades[0].share
    graded = grade(UNITS[:2], totals(95, 70), grading)
    assert [0, 2, 0] == [g["units"] for g in graded.to_dict()["grades"]]
    assert ["优秀", "合格", "不合格"] == list(graded.to_frame()["grade"])


BAD = {
    "none": (lambda: Grading(grades=()), "at least one grade"),
    "twice": (lambda: Grading(grades=(Grade(name="优", least=D(1)), Grade(name="优"))), "“优” stands twice"),
    "order": (
        lambda: Grading(grades=(Grade(name="良", least=D(80)), Grade(name="优", least=D(90)), Grade(name="末"))),
        r"“优” \(90\) is above that of “良” \(80\)",
    ),
    "share": (lambda: quota(F(6, 5)), "between 0 and 1, not 6/5"),
    "last": (lambda: Grading(grades=(Grade(name="优", least=D(90)),)), "takes all that are left"),
    "infinite": (lambda: quota(F(1), least="Infinity"), "cannot be"),
    "data": (
        lambda: Grading.from_dict({"grades": [{"name": "优", "least": "九十"}, {"name": "末"}]}),
        "cannot be read",
    ),
    "no data": (lambda: Grading.from_dict({}), "cannot be read"),
    "lengths": (lambda: grade(UNITS, totals(1), BY_POINTS), "10 units and 1 totals"),
    "unit": (lambda: grade(UNITS[:1], totals(1), BY_POINTS).grade_of("乙"), "no unit 乙"),
    "line": (lambda: line_for((), F(2)), "between 0 and 1"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_is_said(case: str) -> None:
    call, words = BAD[case]
    with use_language("en"), pytest.raises(GradingError, match=words):
        call()


points = st.integers(0, 12).map(lambda n: D(n) * 5)
shares = st.sampled_from([F(0), F(1, 5), F(3, 10), F(1, 2), F(1)])


@st.composite
def gradings(draw: st.DrawFn) -> Grading:
    lines = sorted(draw(st.lists(points, min_size=1, max_size=3)), reverse=True)
    grades = [
        Grade(name=str(n), least=draw(st.sampled_from([line, None])), share=draw(st.none() | shares))
        for n, line in enumerate(lines)
    ]
    return Grading(grades=(*grades, Grade(name="末")), ties=draw(st.sampled_from(Ties)))


def reference(held: list[Decimal | None], grading: Grading) -> list[int]:
    """Grade by grade, group of equal units by group, from the best total down."""
    of = sum(t is not None for t in held)
    codes = [-1] * len(held)
    for at, one in enumerate(grading.grades):
        inside = 0
        for total in sorted({t for t in held if t is not None}, reverse=True):
            group = [n for n, t in enumerate(held) if t == total and codes[n] < 0]
            if not group or (one.least is not None and total < one.least):
                continue
            room = len(group) if one.share is None else int(one.share * of) - inside
            if room < (1 if grading.ties is Ties.IN else len(group)):
                break
            inside += len(group)
            for n in group:
                codes[n] = at
    return codes


@given(st.lists(st.none() | points, min_size=1, max_size=12), gradings())
def test_grades_are_those_of_a_plain_reference_and_quotas_hold(held: list[Decimal | None], grading: Grading) -> None:
    units = tuple(str(n) for n in range(len(held)))
    graded = grade(units, held, grading)

    assert reference(held, grading) == list(graded.codes)
    for count in graded.counts:
        if count.room is None:
            continue
        beyond = max(0, count.units - count.room)
        assert not beyond or (grading.ties is Ties.IN and beyond < len(count.tied))


@given(st.lists(st.lists(st.integers(0, 12), min_size=4, max_size=4), min_size=1, max_size=5), gradings())
def test_many_rows_are_graded_as_each_by_itself(rows: list[list[int]], grading: Grading) -> None:
    codes = grade_codes(np.array(rows, dtype=np.int64), D(5), grading)
    wanted = [list(grade(UNITS[:4], [D(n) * 5 for n in row], grading).codes) for row in rows]

    assert wanted == codes.tolist()


@given(st.lists(points, min_size=1, max_size=12), shares)
def test_no_lower_line_would_do(held: list[Decimal], share: Fraction) -> None:
    line = line_for(held, share)
    room = share * len(held)

    assert line.units == (0 if line.points is None else sum(t >= line.points for t in held)) <= room
    if line.next_points is not None:
        assert line.next_units == sum(t >= line.next_points for t in held) > room
