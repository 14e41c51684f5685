"""Formulas after a change: arithmetic against Python's own, everything else told apart."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe_tools.sheets.write_back.formulas import Formulas, areas_in

A1, A2, B1, B2 = (("表", r, c) for c in (0, 1) for r in (0, 1))


def after(formula, stored, changed, others=()):
    book = Formulas({B1: formula, **dict(others)}, {k: Decimal(str(v)) for k, v in stored.items()})
    now = {k: Decimal(str(v)) for k, v in changed.items()}
    return book.after(now, book.touched(set(now)))


@pytest.mark.parametrize(
    ("formula", "before", "now"),
    [
        ("SUM(A1:A2)", 5, 6),
        ("sum($A$1:$A$2,10)-A2", 13, 14),
        ("A1+A2*2", 7, 8),
        ("-(A1-A2)/2", -0.5, -1),
        ("表!A1+'表'!A2", 5, 6),
        ("SUM(A1:A2,A1)", 8, 10),
    ],
)
def test_hand_worked(formula, before, now):
    """A1 goes from 3 to 4, A2 stays 2."""
    assert after(formula, {A1: 3, A2: 2, B1: before}, {A1: 4}) == {B1: Decimal(str(now))}


@pytest.mark.parametrize("formula", ["ROUND(A1,0)", "A1&A2", "IF(A1>1,2,3)", "A1%", "A1^2", "SUM(A1:A2", "A1/0"])
def test_what_is_not_simple_is_told_apart(formula):
    assert after(formula, {A1: 3, A2: 2, B1: 5}, {A1: 4}) == {B1: None}


def test_a_stored_result_that_does_not_fit_is_not_trusted():
    assert after("A1+A2", {A1: 3, A2: 2, B1: 99}, {A1: 4}) == {B1: None}


def test_formulas_of_formulas_and_circles():
    chain = after("A1*2", {A1: 3, B1: 6, B2: 7}, {A1: 4}, {B2: "B1+1"}.items())
    assert chain == {B1: 8, B2: 9}
    circle = after("B2+A1", {A1: 3, B1: 3, B2: 0}, {A1: 4}, {B2: "B1-3"}.items())
    assert set(circle.values()) == {None}


def test_only_what_depends_on_the_change_is_touched():
    book = Formulas({B1: "SUM(A1:A9)", B2: 'LEN("A1")'}, {})

    assert book.touched({A1}) == {B1}
    assert areas_in("VLOOKUP(C3,'甲 表'!$A$1:$B$9,2)", "表") == [("表", 2, 2, 2, 2), ("甲 表", 0, 0, 8, 1)]


NUMBERS = st.integers(-9, 9)


@given(st.recursive(
    st.sampled_from(["A1", "A2", "2", "0.5", "SUM(A1:A2)"]),
    lambda part: st.one_of(
        st.tuples(part, st.sampled_from("+-*"), part).map("".join),
        part.map(lambda words: f"({words})"),
        part.map(lambda words: f"-({words})"),
    ),
    max_leaves=8,
), NUMBERS, NUMBERS, NUMBERS)  # fmt: skip
def test_arithmetic_is_pythons(formula, one, two, new):
    def worth(first: int) -> Fraction:
        words = (
            formula.replace("SUM(A1:A2)", "(a+b)").replace("A1", "a").replace("A2", "b").replace("0.5", "Fraction(1,2)")
        )
        return eval(words, {"a": Fraction(first), "b": Fraction(two), "Fraction": Fraction})

    before = worth(one)
    stored = {A1: one, A2: two, B1: Decimal(Fraction(before).numerator) / Fraction(before).denominator}
    found = after(formula, stored, {A1: new})
    assert {spot: Fraction(v) for spot, v in found.items()} == ({B1: worth(new)} if found else {})
    assert bool(found) == ("A1" in formula)
