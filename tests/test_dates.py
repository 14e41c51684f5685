"""Dates are read as written, and a day that does not exist stays one."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe_tools.dates import read_date


@pytest.mark.parametrize(
    ("written", "form", "figures"),
    [
        ("6/30/2018", "M/D/YYYY", (2018, 6, 30)),
        ("2018/9/30", "YYYY/M/D", (2018, 9, 30)),
        ("2018-09-30", "YYYY-M-D", (2018, 9, 30)),
        ("2018.9.30", "YYYY.M.D", (2018, 9, 30)),
        ("2018年9月30日", "YYYY年M月D日", (2018, 9, 30)),
        ("２０１８／９／３０", "YYYY/M/D", (2018, 9, 30)),
        ("9月30日前", "M月D日", (None, 9, 30)),
        ("2018年9月底前", "YYYY年M月", (2018, 9, None)),
        ("6/30", "M/D", (None, 6, 30)),
        ("24年6月", "YY年M月", (2024, 6, None)),
        ("18年9月30日", "YY年M月D日", (2018, 9, 30)),
        ("20180930", "YYYYMMDD", (2018, 9, 30)),
        (" 2018 年 9 月 30 日 ", "YYYY年M月D日", (2018, 9, 30)),
    ],
)
def test_forms(written: str, form: str, figures: tuple[int | None, int, int | None]) -> None:
    found = read_date(written)

    assert found is not None
    assert (form, figures) == (found.form, (found.year, found.month, found.day))


@pytest.mark.parametrize("written", ["年度标准", "", "每季度", "2018", "第3季度", "6/32", "13/30", "节点", "1/2/3/4"])
def test_other_texts_are_no_dates(written: str) -> None:
    assert read_date(written) is None


@pytest.mark.parametrize(
    ("written", "exists"),
    [
        ("2018/6/31", False),
        ("2018/9/31", False),
        ("2018/2/29", False),
        ("2020/2/29", True),
        ("13/4/2018", False),
        ("2018/0/1", False),
        ("2月29日", True),
    ],
)
def test_days_that_do_not_exist(written: str, exists: bool) -> None:
    found = read_date(written)

    assert found is not None
    assert exists == found.exists
    assert exists == (found.on(2020) is not None)


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_every_real_day_is_read_back(day: date) -> None:
    for written in (
        f"{day.year}/{day.month}/{day.day}",
        f"{day.month}/{day.day}/{day.year}",
        f"{day.year}年{day.month}月{day.day}日",
    ):
        found = read_date(written)
        assert found is not None
        assert day == found.on()


@given(st.text(max_size=30))
def test_no_text_makes_it_fail(written: str) -> None:
    found = read_date(written)
    assert found is None or isinstance(found.exists, bool)


@pytest.mark.parametrize("word", ["底前", "00:00:00", "前前底", " "])
def test_words_behind_a_date_cost_no_time_however_many(word: str) -> None:
    """底前 reads as one word or as two: a text of it must not be tried in every way."""
    started = time.monotonic()
    for count in (10, 15, 1_000):
        assert read_date("2024/5/1" + word * count + "x") is None
    assert time.monotonic() - started < 1
