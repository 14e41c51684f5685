"""Words and names: dates as officials say them, file names from whatever a sheet holds."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe_tools.memo.wording import (
    MAX_BYTES,
    MAX_NAME,
    joined_names,
    moment,
    ordinal,
    safe_name,
    weekday,
)


@pytest.mark.parametrize(
    ("number", "said"),
    [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (29, "二十九"), (99, "九十九"), (100, "100")],
)
def test_outline_numbers(number, said):
    assert ordinal(number) == said


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (dt.date(2018, 5, 25), "星期五"),
        (dt.date(1969, 7, 20), "星期日"),  # the first landing on the moon, a Sunday
        (dt.date(2000, 1, 1), "星期六"),
        (dt.date(2024, 2, 29), "星期四"),
        (dt.date(1970, 1, 1), "星期四"),  # the Unix epoch, a Thursday
    ],
)
def test_weekdays_of_days_that_everyone_knows(day, name):
    assert weekday(day) == name


def test_evening_and_midnight():
    assert moment(dt.datetime(2018, 5, 25, 20, 5)) == "2018年5月25日（星期五）晚上8时5分"
    assert moment(dt.datetime(2018, 5, 25)) == "2018年5月25日（星期五）上午0时"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("2018年度“重点工作”指标", "2018年度重点工作指标"),
        ("../../etc/passwd", "etc_passwd"),
        (r"C:\temp\表", "C_temp_表"),
        ("con", "_con"),
        ("ＣＯＭ１", "_COM1"),
        ("a<b>|?*.xlsx", "a_b_xlsx"),
        ("..", "memo"),
        ("", "memo"),
        ("甲局（个性）指标", "甲局(个性)指标"),
        ("-rf 表", "rf_表"),
        ("表\u202egnp.exe", "表_gnp_exe"),
    ],
)
def test_file_names_from_texts(text, name):
    assert safe_name(text) == name


@given(st.text())
def test_any_text_makes_a_name_that_every_system_takes(text):
    name = safe_name(text)

    assert 0 < len(name) <= MAX_NAME + 1
    assert len(name.encode()) <= 240
    assert not set(name) & set('/\\:*?"<>|. \t\n\x00')
    assert not name.startswith("-")


def test_joined_names_fit_a_file_system_and_keep_their_last_word():
    """Two names of 60 Chinese letters have 360 bytes; file systems take 255."""
    name = joined_names("甲" * 60, "", "乙" * 60, "审核意见")

    assert len(name.encode()) <= MAX_BYTES
    assert name.endswith("乙-审核意见")
    assert abs(name.count("甲") - name.count("乙")) <= 1
    assert joined_names("a", "b") == "a-b"
