"""Words marked: what stayed and went is the old text, what stayed and came the new one."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe_tools.compare import Mark, word_changes

texts = st.text(alphabet="一二三年内完成扣分每次0123456789./%，。 abXY\n", max_size=60)


def marked(old: str, new: str) -> str:
    signs = {Mark.SAME: "{}", Mark.GONE: "[-{}-]", Mark.NEW: "[+{}+]"}
    return "".join(signs[run.mark].format(run.text) for run in word_changes(old, new))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("每次扣1分", "每次扣0.5分", "每次扣[-1-][+0.5+]分"),
        ("每次扣1分", "每次扣15分", "每次扣[-1-][+15+]分"),  # a number is one word
        ("6月30日前完成", "9月30日前完成", "[-6-][+9+]月30日前完成"),
        ("2018/6/30", "2018/9/30", "[-2018/6/30-][+2018/9/30+]"),  # so is a date
        ("未完成的扣分", "未完成的扣分", "未完成的扣分"),
        ("", "新的", "[+新的+]"),
        ("旧的", "", "[-旧的-]"),
        ("", "", ""),
        ("开展培训两次", "开展业务培训两次", "开展[+业务+]培训两次"),
        # 月 alone between two changes is no stay; 每 before and 次 behind are
        ("每一月三次", "每两月四次", "每[-一月三-][+两月四+]次"),
    ],
)
def test_by_hand(old: str, new: str, expected: str) -> None:
    assert expected == marked(old, new)


@given(texts, texts)
def test_both_texts_come_back(old: str, new: str) -> None:
    runs = word_changes(old, new)

    assert old == "".join(r.text for r in runs if r.mark is not Mark.NEW)
    assert new == "".join(r.text for r in runs if r.mark is not Mark.GONE)
    assert all(r.text for r in runs)
    assert all(a.mark is not b.mark for a, b in itertools.pairwise(runs))


def test_a_cell_full_of_text_takes_no_time() -> None:
    """Excel's largest cell, every second figure changed; the limit is far above what it takes."""
    old, new = "每少1次扣1分。" * 4000, "每少1次扣2分。" * 4000
    began = time.perf_counter()
    runs = word_changes(old[:32767], new[:32767])

    assert 20 > time.perf_counter() - began
    assert new[:32767] == "".join(r.text for r in runs if r.mark is not Mark.GONE)
