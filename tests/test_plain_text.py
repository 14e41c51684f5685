"""Texts in office files: nothing that XML forbids, nothing that runs, widths as a printer counts them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe_tools.plain_text import clean, half_letters, is_live, one_line


@given(st.text(st.characters(codec=None, exclude_categories=())))
def test_clean_texts_can_stand_in_xml(text):
    """The production Char of XML 1.0: tab, line feed, return, and all but surrogates, FFFE, FFFF."""
    for char in clean(text):
        code = ord(char)
        assert code in (9, 10, 13) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code >= 0x10000


def test_direction_marks_and_breaks_vanish():
    assert one_line("扣\u202e分\n 不\u3000得分") == "扣分 不 得分"
    assert one_line("一二三四五", 4) == "一二三…"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "＝1", " =1", "\t=1", "＋1", "－1", "＠a"])
def test_texts_that_a_spreadsheet_might_run(text):
    assert is_live(text)


def test_an_ordinary_sentence_is_not_live():
    assert not is_live("扣5分=大于4分")


def test_a_chinese_letter_is_as_wide_as_two_latin_ones():
    assert half_letters("A分3（") == 1 + 2 + 1 + 2
