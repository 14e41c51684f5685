"""In which order names of tiers stand."""

from __future__ import annotations

import pytest

from kaohe_tools.checks.ranks import ranks, written_in_order


@pytest.mark.parametrize(
    ("names", "order"),
    [
        (("国家", "省", "市"), [0, 1, 2]),
        (("市级", "国家级", "省部级"), [2, 0, 1]),
        (("优秀", "较差", "良好", "不合格"), [0, 2, 1, 3]),
        (("特大", "一般", "较大"), [0, 2, 1]),
        (("第3名", "第1名", "第2名"), [2, 0, 1]),
        (("首次", "再次", "3次"), [0, 1, 2]),
        (("三等奖", "一等奖", "二等奖"), [2, 0, 1]),
        (("国家/特大", "省/较大", "市/一般"), [0, 1, 2]),
        (("提醒", "通报", "约谈"), [0, 1, 2]),
    ],
)
def test_names_of_grades_are_ranked(names: tuple[str, ...], order: list[int]) -> None:
    found = ranks(names)

    assert found is not None
    assert order == [sorted(found).index(rank) for rank in found]


@pytest.mark.parametrize(
    "names", [("未报计划", "未报总结", "未建台账"), ("国家", "国家级", "省"), ("优秀", "省"), ("窗口", "热线"), ()]
)
def test_names_of_different_things_have_no_order(names: tuple[str, ...]) -> None:
    assert ranks(names) is None


def test_a_condition_may_say_that_its_figures_follow_a_grade() -> None:
    assert written_in_order("视情节轻重")
    assert not written_in_order("未报计划")
