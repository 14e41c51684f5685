"""Whole criteria: what they take, give and limit. Expected values are worked out by hand."""

from decimal import Decimal

import pytest

from kaohe_tools.criteria import parse_criterion
from kaohe_tools.model import Per, RuleKind

D = Decimal


def test_rules_limits_and_requirement_of_a_typical_row():
    text = "完成整治动员，汇总3月、4月、5月数据表。未作动员的扣2分，数据表每少1次扣0.5分，最多扣1分。"

    criterion = parse_criterion(text, 2)

    first, second = criterion.rules
    assert (first.kind, first.trigger, first.points, first.per, first.cap) == (
        RuleKind.DEDUCT, "未作动员", D(2), None, None,
    )  # fmt: skip
    assert (second.trigger, second.points, second.per, second.cap) == (
        "数据表每少1次", D("0.5"), Per(unit="次"), D(1),
    )  # fmt: skip
    assert criterion.requirement == "完成整治动员，汇总3月、4月、5月数据表"
    assert criterion.max_deduction(D(2)) == 3  # 2 + cap 1
    assert criterion.unread == ()


def test_every_figure_says_where_it_stands():
    text = "汇总数据。未作动员的扣2分，数据表每少1次扣０．５分，最多扣1分。"

    figures = [f for rule in parse_criterion(text).rules for f in rule.figures]

    assert [(f.role, text[f.start : f.end], f.value) for f in figures] == [
        ("points", "2", D(2)),
        ("points", "０．５", D("0.5")),
        ("cap", "1", D(1)),
    ]


@pytest.mark.parametrize(
    ("text", "requirement"),
    [
        ("做好启动，没有启动通知扣2分。", "做好启动"),
        ("组织抽检。未抽检扣2分。", "组织抽检"),
        ("系统与省、县（市、区）平台连通，并承担会商。系统未与省、县（市、区）平台连通的扣2分。",
         "系统与省、县（市、区）平台连通，并承担会商"),
        ("按时报送台账，未按时报送的，每次扣1分，最多扣3分", "按时报送台账"),
    ],
)  # fmt: skip
def test_the_requirement_is_what_remains_without_the_rules(text, requirement):
    assert parse_criterion(text).requirement == requirement
