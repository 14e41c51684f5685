"""Criteria by the line."""

import json

import pytest

from kaohe_tools.criteria import parse_lines
from kaohe_tools.errors import CriterionError
from kaohe_tools.locale import use_language


def test_one_line_in_one_line_out():
    lines = ['{"id": "a", "text": "未报扣1分，每缺1项扣0.5分，此项最多扣2分", "points": 3}\n', "\n"]

    (said,) = parse_lines(lines)

    assert (said["id"], said["item_cap"], said["unread"]) == ("a", 2, [])
    assert [(r["kind"], r["points"], r["per"]) for r in said["rules"]] == [
        ("deduct", 1, None),
        ("deduct", 0.5, {"count": 1, "unit": "项"}),
    ]
    assert json.loads(json.dumps(said, ensure_ascii=False)) == said


def test_what_was_not_understood_is_handed_out():
    (said,) = parse_lines(['{"id": 1, "text": "缺1次扣分"}'])

    assert said["rules"] == []
    assert said["unread"] == ["缺1次扣分"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "line 2 is no JSON"),
        ("[1]", "line 2 has no text"),
        ('{"id": 1, "text": 5}', "line 2 has no text"),
        ('{"text": "扣2分", "points": "abc"}', "line 2: .abc. does not say one number"),
    ],
)
def test_a_broken_line_is_named(line, said):
    with use_language("en"), pytest.raises(CriterionError, match=said):
        list(parse_lines(['{"text": "扣2分"}', line]))
