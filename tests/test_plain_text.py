"""Texts in office files: nothing that XML forbids, nothing that runs, widths as a printer counts them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe_tools.plain_text import (
    cell_text,
    clean,
    csv_text,
    half_letters,
    is_live,
    json_text,
    one_line,
    printable,
)


@given(st.text(st.characters(codec=None, exclude_categories=())))
def test_clean_texts_can_stand_in_xml(text):
    """The production Char of XML 1.0: tab, line feed, return, and all but surrogates, FFFE, FFFF."""
    for char in clean(text):
        code = ord(char)
        assert code in (9, 10, 13) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code >= 0x10000


def test_direction_marks_and_breaks_vanish():
    assert one_line("扣\u202e分\n 不\u3000得分") == "扣分 不 得分"
    assert one_line("一二三四五", 4) == "一二三…"


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@a", "＝1", " =1", "\t=1", "＋1", "－1", "＠a", "\x01=1", "\u202e=1", "\ufeff=1"]
)
def test_texts_that_a_spreadsheet_might_run(text):
    assert is_live(text)


def test_an_ordinary_sentence_is_not_live():
    assert not is_live("扣5分=大于4分")


def test_a_chinese_letter_is_as_wide_as_two_latin_ones():
    assert half_letters("A分3（") == 1 + 2 + 1 + 2


def test_a_cell_reads_as_it_was_written():
    """Excel reads _x000D_ as a return; written so, it shows the eight letters."""
    assert cell_text("a_x000D_b_x0041__x0042_") == "a_x005F_x000D_b_x005F_x0041__x005F_x0042_"
    assert cell_text("_x00_ _xyzab_ x0041_") == "_x00_ _xyzab_ x0041_"


@given(st.text(st.characters(codec=None, exclude_categories=()), min_size=1), st.integers(1, 50_000))
def test_a_cell_takes_every_text(text, times):
    """32,767 units of UTF-16 is Excel's limit, and half a pair at the cut would spoil the file."""
    read = cell_text(text * (times // len(text) + 1)).replace("_x005F_", "_")

    assert len(read.encode("utf-16-le")) // 2 <= 32_767


@pytest.mark.parametrize(
    ("text", "written"), [("=1", "'=1"), ("\x01-1", "'-1"), ("\t=1", "'\t=1"), ("扣5分", "扣5分"), ("a\x00b", "ab")]
)
def test_a_field_of_a_csv_file_is_no_formula(text, written):
    assert csv_text(text) == written


def test_a_terminal_gets_lines_and_tabs_and_nothing_that_moves_its_cursor():
    assert printable("甲\t乙\n\x1b[31m丙\x9b2J\r丁\u202e\x07\ud800\x85\u2028") == "甲\t乙\n[31m丙2J丁"


@given(st.recursive(st.text(), st.lists))
def test_json_keeps_every_text_and_shows_nothing_unseen(data):
    said = json_text(data)

    assert json.loads(said) == data
    assert printable(said) == said


def test_half_a_letter_in_json_is_written_by_its_number():
    assert json_text("a\ud800") == r'"a\ud800"'


def test_json_keeps_chinese_letters():
    assert json_text({"扣": "分"}, indent=1) == '{\n "扣": "分"\n}'
