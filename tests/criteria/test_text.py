"""Cleaning a text, and the way back to what was written."""

import pytest

from kaohe_tools.criteria.text import clean


@pytest.mark.parametrize(
    ("written", "cleaned"),
    [
        ("每缺 1 项扣０．５ 分", "每缺1项扣0.5分"),
        ("扣0 .5分", "扣0.5分"),
        ("每项扣l分", "每项扣1分"),
        ("扣0.l分", "扣0.1分"),
        ("扣O.5分", "扣0.5分"),
        ("每项扣0,5分", "每项扣0.5分"),
        ("耒设置机构的", "未设置机构的"),
        ("记录不全，没次扣1分", "记录不全,每次扣1分"),
        ("没有记录扣1分", "没有记录扣1分"),  # 没有 is no slip for 每
        ("没人值守扣2分", "没人值守扣2分"),
        ("⽆无记录", "无记录"),  # a PDF radical that doubles its neighbour
        ("⼈员缺岗", "人员缺岗"),  # a radical in the character's place
        ("单项加\n0.5分", "单项加0.5分"),
        ("扣1分\n2、未报", "扣1分\n2、未报"),  # a new line of a list stays
        ("见附表2 90分", "见附表2 90分"),  # two numbers do not become one
    ],
)
def test_cleaned(written, cleaned):
    assert clean(written).text == cleaned


@pytest.mark.parametrize("written", ["每缺 1 项扣０．５ 分", "⽆无记录扣 2 分", "未报 扣1分", "扣1分"])
def test_every_place_leads_back(written):
    cleaned = clean(written)
    at = cleaned.text.index("扣")

    start, end = cleaned.back(at, at + 1)

    assert written[start:end] == "扣"
