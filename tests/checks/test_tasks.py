"""What a task is, by section and name."""

from __future__ import annotations

from dataclasses import replace

from kaohe_tools.checks import review_scheme
from kaohe_tools.checks.tasks import Task, task_of, task_rows
from kaohe_tools.model import Scheme
from kaohe_tools.profiles import Profile
from kaohe_tools.testing import make_scheme


def numbers(scheme: Scheme) -> dict[Task, list[int]]:
    return {task: [i.row for i in rows] for task, rows in task_rows(scheme).items()}


def test_without_names_a_task_is_a_section() -> None:
    scheme = make_scheme([{"path": "甲/一"}, {"path": "甲/二"}, {"path": "甲/一"}])

    assert {Task(("甲", "一")): [1, 3], Task(("甲", "二")): [2]} == numbers(scheme)


def test_rows_of_one_section_with_their_own_names_are_tasks_of_their_own() -> None:
    scheme = make_scheme([{"path": "甲", "name": n} for n in ("档案", "培训", "档案", "")])

    assert {Task(("甲",), "档案"): [1, 3, 4], Task(("甲",), "培训"): [2]} == numbers(scheme)
    assert ["档案", "培训"] == [task.label for task in task_rows(scheme)]


def test_on_a_level_of_tasks_different_names_are_steps_of_one_task() -> None:
    third = make_scheme([{"path": "甲/一/档案", "name": n} for n in ("方案", "检查", "总结")])
    many = make_scheme([{"path": "甲/一/档案", "name": f"第{n}步"} for n in range(9)])
    twice = make_scheme([{"path": "甲/一/档案", "name": n} for n in ("方案", "检查", "方案")])

    assert {Task(("甲", "一", "档案")): [1, 2, 3]} == numbers(third)
    assert 9 == len(task_rows(many))
    assert 2 == len(task_rows(twice))


def test_the_heading_of_the_section_column_says_that_it_holds_tasks() -> None:
    scheme = make_scheme([{"path": "档案", "name": n} for n in ("方案", "检查")], columns=["path", "points"])
    assert scheme.layout is not None
    headed = tuple(
        replace(c, field="section", heading="工作任务") if c.field == "path" else c for c in scheme.layout.columns
    )

    assert 2 == len(task_rows(scheme))
    assert {Task(("档案",)): [1, 2]} == numbers(replace(scheme, layout=replace(scheme.layout, columns=headed)))


def test_a_row_without_section_and_name_belongs_to_no_task() -> None:
    scheme = make_scheme([{"points": 1}, {"points": 1, "name": "档案"}])

    assert {"2": Task((), "档案")} == task_of(scheme)


def test_one_section_of_many_indicators_is_no_task_that_repeats_itself(node_annual: Profile) -> None:
    """Ten indicators in two sections, worded alike, one of three due by the year's end."""
    names = [
        "窗口服务",
        "政务公开",
        "安全检查",
        "档案管理",
        "技能培训",
        "环境整治",
        "数据治理",
        "健康宣传",
        "排水",
        "绿化",
    ]
    rows = [
        {
            "points": 10,
            "path": "重点工作" if n < 5 else "日常工作",
            "name": name,
            "due": "年度标准" if n % 3 == 2 else f"2024/{n + 1}/20",
            "criterion": f"组织开展{name}专项工作，完成率达到90%以上；每低1个百分点扣0.5分，扣完为止。",
        }
        for n, name in enumerate(names)
    ]
    found = review_scheme(make_scheme(rows), node_annual, select=["WD03", "BL02", "BL03"])

    assert () == found.findings
