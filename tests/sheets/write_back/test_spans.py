"""Figures that change in a text, carried over to the same text with other blanks, in one piece or several."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kaohe_tools.sheets.write_back.spans import Replacement, applied, carried, replacements, split_over

PIECES = st.lists(st.text(st.sampled_from("扣分窗口，1234５两半.\u200b "), max_size=5), min_size=1, max_size=6)


def test_only_the_figures_that_differ():
    found = replacements("扣3分，缺1次扣两分", "扣2.5分，缺1次扣1.5分")

    assert found == (Replacement(1, 2, "2.5"), Replacement(8, 9, "1.5"))


def test_blanks_breaks_and_unseen_characters_are_stepped_over():
    edits = replacements("扣10分", "扣4分")

    assert carried(edits, "扣10分", "\u200b1. 扣 1_x000D_\n0 分。") == (Replacement(6, 16, "4"),)
    assert carried(edits, "扣10分", "扣11分") is None


@given(PIECES, PIECES)
def test_any_change_can_be_made(old, new):
    before, after = "".join(old), "".join(new)

    assert applied(before, replacements(before, after)) == after


@given(PIECES, st.integers(0, 30), st.integers(1, 9))
def test_pieces_together_say_what_the_whole_says(pieces, start, length):
    whole = "".join(pieces)
    start = min(start, len(whole))
    edit = [Replacement(start, min(start + length, len(whole)), "９")] if start < len(whole) else []

    assert "".join(split_over(pieces, edit)) == applied(whole, edit)
    assert [len(p) for p in split_over(pieces, [])] == [len(p) for p in pieces]
