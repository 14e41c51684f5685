"""Criteria by the line."""

import json

import pytest

from kaohe_tools.criteria import parse_lines


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


def test_a_broken_line_is_an_error():
    with pytest.raises(json.JSONDecodeError):
        list(parse_lines(["{"]))
