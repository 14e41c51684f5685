"""Likeness of texts: the measures behind annual-repeats-node and duplicate-indicator."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe_tools.checks.likeness import (
    alike,
    contained,
    containment,
    linked,
    longest_shared,
    pieces,
    words_and_numbers,
)

TEXT = st.text(alphabet="安全检查台账报送月季度，。 1２", max_size=20)


def test_pieces_pass_over_punctuation() -> None:
    assert {"安全", "全检", "检查"} == pieces("安全，检查。")
    assert frozenset() == pieces("安")


@given(TEXT, TEXT)
def test_containment_is_a_share_and_the_same_both_ways(one: str, other: str) -> None:
    likeness = containment(one, other)

    assert 0 <= likeness <= 1
    assert likeness == containment(other, one)
    assert not pieces(one) or containment(one, one) == 1


def test_a_text_inside_another_is_contained_whole() -> None:
    assert Fraction(1) == containment("采样检测", "开展采样检测专项行动")


@pytest.mark.parametrize(
    ("said", "numbers"),
    [
        ("报送一季度台账", ("一",)),
        ("完成上半年报告", ("上",)),
        ("合格率95%以上，培训12人次", ("95%", "12")),
        ("推进统筹", ()),
    ],
)
def test_numbers_are_told_apart_from_words(said: str, numbers: tuple[str, ...]) -> None:
    words, found = words_and_numbers(said)

    assert numbers == found
    assert not any(n in words for n in numbers)


def test_the_longest_shared_piece_keeps_no_half_quotation() -> None:
    assert "岗位练兵活动" == longest_shared("开展“甲”岗位练兵活动", "召开“乙”岗位练兵活动现场会")


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("完成9次检查", "完成19次检查", "检查"),
        ("完成九次专项检查", "完成十九次专项检查", "专项检查"),
        ("完成12次检查", "按月完成12次检查", "完成12次检查"),
        ("合格率达到5%以上", "合格率达到95%以上", "合格率达到"),
    ],
)
def test_a_shared_piece_never_cuts_a_number(one: str, other: str, shared: str) -> None:
    assert shared == longest_shared(one, other)


def test_a_near_pair_is_found_among_many_texts() -> None:
    """Candidates come from an index, not from comparing all with all: nothing near may be lost."""
    others = [f"{chr(0x4E00 + n)}{chr(0x5E00 + n)}{chr(0x6E00 + n)}报送安全检查台账" for n in range(300)]
    pair = ["按月向督查室报送安全检查台账", "按旬向督查室报送安全检查台账"]

    found = list(alike([pair[0], *others, pair[1]], 0.9))

    assert [(0, 301)] == [(i, j) for i, j, _ratio in found]
    assert [26 / 28] == [pytest.approx(ratio) for _i, _j, ratio in found]


@given(st.lists(TEXT, max_size=6), st.lists(TEXT, max_size=6))
def test_few_texts_are_compared_pair_by_pair(ones: list[str], others: list[str]) -> None:
    half = Fraction(1, 2)
    wanted = [(i, j, containment(a, b)) for i, a in enumerate(ones) for j, b in enumerate(others)]

    assert [w for w in wanted if w[2] >= half] == list(contained(ones, others, half))


def test_among_very_many_texts_the_rare_likeness_is_found() -> None:
    """60 × 60 pairs are more than are compared one by one; one pair shares words that no other text has."""
    ones = [f"第{chr(0x4E00 + 7 * n)}{chr(0x5E00 + 11 * n)}处开展检查" for n in range(60)]
    others = [f"第{chr(0x6E00 + 7 * n)}{chr(0x7E00 + 11 * n)}处报送台账" for n in range(60)]
    others[41] = ones[17] + "并整改"

    assert [(17, 41, Fraction(1))] == list(contained(ones, others, Fraction(3, 4)))


def test_pairs_that_share_a_text_are_one_group() -> None:
    pairs = [(0, 3, 0.95), (4, 5, 0.9), (3, 7, 0.92), (1, 7, 0.97)]

    assert [([0, 1, 3, 7], 0.92), ([4, 5], 0.9)] == linked(pairs)


def test_no_pairs_are_no_groups() -> None:
    assert linked([]) == []
