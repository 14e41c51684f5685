"""Words that can be read in two ways cost no time, however many of them follow each other."""

from __future__ import annotations

import time

import pytest

from kaohe_tools.criteria import parse_criterion


@pytest.mark.parametrize(
    "text",
    [
        "每年度" * 50 + "甲最多扣5分。",
        "单" * 60 + "甲最多扣5分。",
        "全年" * 60 + "甲累计最多扣5分。",
        "违规的一票否决" + "并且" * 40 + "年，取消评优资格。",
        "未" + "分别给予" * 38 + "甲扣5分。",
    ],
)
def test_a_text_of_such_words_is_read_at_once(text: str) -> None:
    started = time.monotonic()
    parse_criterion(text, 5)
    assert time.monotonic() - started < 2
