"""Rules that came, went, or mean something else; in the words of a designer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe_tools.compare.rules import cap_change, pair_rules, rule_changes
from kaohe_tools.criteria import parse_criterion
from kaohe_tools.locale import use_language
from tests.compare.made import D, row


def said(old: str, new: str) -> list[str]:
    with use_language("en"):
        return [str(change.said) for change in rule_changes(row("甲", old), row("甲", new))]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("每少1次扣1分，最多扣3分。", "每少1次扣0.5分，最多扣3分。",
         ["每少1次: for every 1 次: deducts 1, 3 at most in all → for every 1 次: deducts 0.5, 3 at most in all"]),
        ("未完成的扣5分。", "未完成的扣5分。", []),
        ("没有方案扣2分，没有台账扣1分。", "没有台账扣1分，没有方案扣2分。", []),  # only the order
        ("没有方案扣2分。", "没有方案扣2分，没有台账扣1分。", ["没有台账: deducts 1 (new)"]),
        ("没有方案扣2分，没有台账扣1分。", "没有方案扣2分。", ["没有台账: deducts 1 (gone)"]),
    ],
)  # fmt: skip
def test_by_hand(old, new, expected):
    assert expected == said(old, new)


def test_what_was_once_is_now_a_veto():
    """A deduction that became a veto is another rule: one went, one came."""
    changes = rule_changes(row("甲", "发生事故的扣2分。"), row("甲", "发生事故的一票否决。"))

    assert {(True, False), (False, True)} == {(c.old is None, c.new is None) for c in changes}


def test_fields_that_differ():
    (change,) = rule_changes(row("甲", "每少1次扣1分。"), row("甲", "每少1次扣2分，最多扣4分。"))

    assert ("points", "cap") == change.fields


def test_the_limit_of_all_rules_together():
    change = cap_change(parse_criterion("每少1次扣1分，此项最多扣3分。"), parse_criterion("每少1次扣1分。"))

    assert change is not None
    assert (D(3), None) == (change.old, change.new)
    assert cap_change(parse_criterion("扣1分"), parse_criterion("扣2分")) is None


SENTENCES = ("没有方案扣2分", "没有台账扣1分", "每少1次扣1分", "每少1次扣2分", "发生事故一票否决", "获奖加2分")
pieces = st.lists(st.sampled_from(SENTENCES), max_size=5)


@given(pieces, pieces)
def test_every_rule_of_both_stands_in_exactly_one_pair(ones, others):
    old, new = parse_criterion("，".join(ones)), parse_criterion("，".join(others))
    pairs = pair_rules(old, new)

    assert list(range(len(old.rules))) == sorted(i for i, _j in pairs if i is not None)
    assert list(range(len(new.rules))) == sorted(j for _i, j in pairs if j is not None)
    assert (None, None) not in pairs
