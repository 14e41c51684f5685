"""Numbered texts: what is an item, what a heading, what a part of an item, what stands beside the points."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from kaohe_tools.errors import LayoutError
from kaohe_tools.model import AdjustmentKind, Scheme
from kaohe_tools.sheets import load_schemes

Load = Callable[..., tuple[Scheme, ...]]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def loaded(*lines: str) -> tuple[Scheme, ...]:
        path = tmp_path / "办法.txt"
        path.write_text("\n".join(("2024年度服务考核办法", *lines)), "utf-8")
        return load_schemes(path)

    return loaded


def points(scheme: Scheme) -> list[tuple[str, Decimal | None]]:
    return [(i.number, i.points) for i in scheme.indicators]


def test_points_stand_at_the_end_of_a_sentence_with_who_scores(load: Load) -> None:
    (scheme,) = load(
        "一、日常（60分）",
        "（一）窗口（60分）",
        "1.按期办结。（60分，由政务科制定细则并评分）",
        "二、专项（40分）",
        "2.归档。（40分）",
    )

    assert [("1", Decimal(60)), ("2", Decimal(40))] == points(scheme)
    assert ["政务科", ""] == [i.assessor for i in scheme.indicators]
    assert [Decimal(60), Decimal(60), Decimal(40)] == [s.declared.points for s in scheme.sections if s.declared]


def test_sub_points_are_parts_of_the_item_above_and_counted_once(load: Load) -> None:
    """The item has 40 points, its sub-points 15 and 25: 40 in all, not 80."""
    (scheme,) = load(
        "1.按期归档，由档案科评分。（40分）", "(1)立卷及时。（15分）", "(2)目录齐全。（25分）", "2.检查到位。（60分）"
    )

    assert [("1", Decimal(40)), ("2", Decimal(60))] == points(scheme)
    assert [("1", Decimal(15)), ("2", Decimal(25))] == [(p.number, p.points) for p in scheme.indicators[0].parts]
    assert 100 == scheme.total


def test_an_item_without_points_has_the_sum_of_its_sub_points(load: Load) -> None:
    (scheme,) = load("1.按期归档，做到两条。", "①立卷。（15分）", "②目录。（25分）")

    assert [("1", Decimal(40))] == points(scheme)


def test_rules_below_an_item_belong_to_it(load: Load) -> None:
    (scheme,) = load(
        "1.计划（20分）",
        "(1)未制定的扣5分。",
        "(2)每少1项扣1分，最多扣5分。",
        "2.总结（80分）",
        "（1）未报送的扣10分。",
    )

    assert [("1", Decimal(20)), ("2", Decimal(80))] == points(scheme)
    assert [2, 1] == [len(i.criterion.rules) for i in scheme.indicators]


@pytest.mark.parametrize("marks", [("(1)", "(2)"), ("1）", "2）"), ("1.1 ", "1.2 "), ("①", "②")])
def test_an_item_that_only_heads_its_sub_points_is_a_section(load: Load, marks: tuple[str, str]) -> None:
    (scheme,) = load(
        "1.数据（40分）", f"{marks[0]}归集（25分）。每少1件扣1分。", f"{marks[1]}共享（15分）。未共享扣5分。"
    )

    assert [Decimal(25), Decimal(15)] == [i.points for i in scheme.indicators]
    assert [("1.数据（40分）",)] * 2 == [i.path for i in scheme.indicators]
    assert [Decimal(40)] == [s.declared.points for s in scheme.sections if s.declared]


def test_sub_points_count_by_themselves_where_no_item_stands_above(load: Load) -> None:
    (scheme,) = load(
        "第一部分　组织（40分）",
        "（１）计划。（２０分）",
        "（２）总结。（２０分）",
        "第二部分　业务（６０分）",
        "（１）归档。（６０分）",
    )

    assert [Decimal(20), Decimal(20), Decimal(60)] == [i.points for i in scheme.indicators]


def test_alternatives_by_their_numbers_give_every_unit_its_total(load: Load) -> None:
    (scheme,) = load(
        "1.窗口。（60分）",
        "- 2—1.数据归集。（40分）",
        "- 2—2.资料报送。（40分）",
        "（其中，甲局、乙局适用于第2—1项，其它单位适用于第2—2项）",
    )

    assert 100 == scheme.total
    assert {"甲局": 100, "乙局": 100, "其它单位": 100} == {v.name: v.total for v in scheme.variants}


def test_lists_beside_the_points_with_shared_limits_and_the_larger_of_two(load: Load) -> None:
    (scheme,) = load(
        "一、指标（100分）",
        "1.窗口。（100分）",
        "二、加分项",
        "（一）获得市级表彰的加2分。",
        "（二）经验推广的加1分。",
        "以上2项最多加3分。",
        "三、扣分项",
        "1.迟报：",
        "(1)每次扣1分；",
        "(2)瞒报每次扣2分。",
        "2.差错扣2分；同一事项被两家扣分的，取最大值。",
        "四、一票否决",
        "1.发生责任事故的。",
    )

    assert 100 == scheme.total
    kinds = [a.kind for a in scheme.adjustments]
    assert [AdjustmentKind.BONUS] * 2 + [AdjustmentKind.PENALTY] * 2 + [AdjustmentKind.VETO] == kinds
    assert [Decimal(3)] == [c.cap for c in scheme.adjustment_caps]
    assert [False, False, False, True, False] == [a.largest_only for a in scheme.adjustments]
    assert 2 == len(scheme.adjustments[2].criterion.rules)


@pytest.mark.parametrize(
    "lines",
    [
        ("一、迟报的，每次扣1分。", "二、漏报的，每次扣2分，最多扣6分。", "三、本办法自发布之日起施行。"),
        ("1.迟报的，每次扣1分。", "2.漏报的，每次扣2分，最多扣6分。"),
        ("（一）迟报的，每次扣1分。", "（二）漏报的，每次扣2分，最多扣6分。"),
    ],
)
def test_a_list_of_penalties_needs_no_points(load: Load, lines: tuple[str, ...]) -> None:
    (scheme,) = load(*lines)

    assert [Decimal(1), Decimal(2)] == [r.points for i in scheme.indicators for r in i.criterion.rules]
    assert [None, None] == [i.points for i in scheme.indicators]


def test_a_part_that_scores_but_is_no_item_is_a_located_problem(load: Load) -> None:
    (scheme,) = load(
        "一、指标（100分）", "1.窗口。（100分）", "二、纪律", "弄虚作假的每次扣5分。", "三、结果运用。90分以上为优秀。"
    )

    assert [("row-not-understood", "第4段")] == [(p.code, p.where.cell) for p in scheme.problems]


def test_two_schemes_in_one_text(load: Load) -> None:
    second = ("附件2", "2024年度档案考核办法", "一、归档（50分）", "1.立卷。（50分）")
    schemes = load("一、窗口（60分）", "1.培训。（60分）", "二、办件（40分）", "2.时限。（40分）", *second)

    assert [("2024年度服务考核办法", 100), ("2024年度档案考核办法", 50)] == [(s.title, s.total) for s in schemes]
    assert ["正文", "正文（2）"] == [s.sheet for s in schemes]
    assert {"正文"} == {source.sheet for s in schemes for i in s.indicators for _f, source in i.sources}


def test_a_line_that_ends_like_a_title_goes_on_with_its_item(load: Load) -> None:
    (scheme,) = load("1.落实上级", "部门制定的年度绩效考核实施办法", "各项要求。（60分）", "2.归档。（40分）")

    assert [("1", Decimal(60)), ("2", Decimal(40))] == points(scheme)


def test_a_text_without_points_and_rules_says_what_was_expected(load: Load) -> None:
    with pytest.raises(LayoutError) as refused:
        load("一、总则", "1.为了规范服务。")

    assert "没有哪个编号段落写明分值或规则" in str(refused.value)


def test_entries_without_a_number_below_a_list_s_heading_or_behind_its_colon(load: Load) -> None:
    (scheme,) = load(
        "一、培训实施（100分）",
        "（一）按计划开班（100分）。每少1期扣5分。",
        "二、加分项：在全省推广的加3分，在全市推广的加1分，最高加4分。",
        "三、扣分项",
        "瞒报数据的，每次扣2分；",
        "泄露信息的，每次扣5分，从总分",
        "中扣除。",
        "四、否决项",
        "发生重大事故的，一票否决。",
        "附：本办法自发布之日起施行",
    )

    assert scheme.total == 100
    assert [(a.kind, a.criterion.text) for a in scheme.adjustments] == [
        (AdjustmentKind.BONUS, "在全省推广的加3分，在全市推广的加1分，最高加4分。"),
        (AdjustmentKind.PENALTY, "瞒报数据的，每次扣2分；"),
        (AdjustmentKind.PENALTY, "泄露信息的，每次扣5分，从总分中扣除。"),
        (AdjustmentKind.VETO, "发生重大事故的，一票否决。"),
    ]
    assert [a.cap for a in scheme.adjustments] == [4, None, None, None]


def test_a_heading_that_is_no_list_keeps_the_line_below_it(load: Load) -> None:
    (scheme,) = load("一、培训实施", "全年开班5期，每少1期扣5分。（100分）")

    assert [(i.points, i.criterion.text) for i in scheme.indicators] == [
        (100, "培训实施全年开班5期，每少1期扣5分。（100分）")
    ]
    assert not scheme.adjustments


def test_articles_number_a_text_as_parts_do(load: Load) -> None:
    (scheme,) = load(
        "第一章 总则",
        "第一条 为加强管理，根据第三条的规定，制定本办法。",
        "第二章 考核内容",
        "第二条 组织领导（20分）。",
        "（一）明确分管领导（5分）。未明确的扣5分。",
        "（二）配备专职人员（15分）。未配备的扣10分。",
        "第三条 业务建设（80分）。漏归1件扣2分，扣完为止。",
        "第四条 得分90分以上为优秀。",
    )

    assert points(scheme) == [("一", 5), ("二", 15), ("三", 80)]
    assert [(s.path, s.declared.points) for s in scheme.sections if s.declared] == [(("第二条组织领导（20分）",), 20)]
    assert scheme.problems == ()


def test_a_part_with_nothing_but_its_name_and_points_counts(load: Load) -> None:
    (scheme,) = load(
        "一、档案管理（20分）",
        "二、数据报送（30分）",
        "漏报1次扣2分。",
        "三、培训（50分）",
        "（一）计划（20分）",
        "（二）实施（30分）",
    )

    assert points(scheme) == [("一", 20), ("二", 30), ("一", 20), ("二", 30)]
    assert scheme.total == 100
