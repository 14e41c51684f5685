"""A criterion is cut without losing a character, and each rule is said in plain words."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe_tools.criteria.words import cut, describe
from kaohe_tools.locale import use_language
from kaohe_tools.model import Band, Criterion, Figure, Per, Rule, RuleKind, Unread


def test_rules_and_their_figures_are_marked_where_they_stand():
    body = "开展培训。未开展的扣3分。"
    rule = Rule(
        kind=RuleKind.DEDUCT,
        trigger="未开展的",
        clause=(5, 12),
        figures=(Figure(role="points", start=10, end=11, value=Decimal(3)),),
    )

    pieces = [(p["text"], p["rule"], p["figure"]) for p in cut(Criterion(text=body, rules=(rule,)))]

    assert [
        ("开展培训。", 0, False),
        ("未开展的扣", 1, False),
        ("3", 1, True),
        ("分", 1, False),
        ("。", 0, False),
    ] == pieces


def test_what_was_not_understood_is_marked_apart():
    criterion = Criterion(text="酌情扣分。", unread=(Unread(text="酌情扣分", start=0, end=4),))

    assert [("酌情扣分", True), ("。", False)] == [(p["text"], p["unread"]) for p in cut(criterion)]


spans = st.tuples(st.integers(-3, 40), st.integers(-3, 40))


@given(st.text(max_size=30), st.lists(spans, max_size=4), st.lists(spans, max_size=4))
def test_the_pieces_are_the_text_whatever_the_spans(body, clauses, unread):
    """Overlapping, reversed or far spans must not lose or double a character."""
    rules = tuple(Rule(kind=RuleKind.DEDUCT, trigger="", clause=c) for c in clauses)
    left = tuple(Unread(text="", start=a, end=b) for a, b in unread)

    pieces = cut(Criterion(text=body, rules=rules, unread=left))

    assert body == "".join(p["text"] for p in pieces)
    assert all(p["text"] for p in pieces)


@pytest.mark.parametrize(
    ("fields", "chinese", "english"),
    [
        ({"points": Decimal("0.5")}, "扣0.5分", "deducts 0.5"),
        (
            {"points": Decimal("0.5"), "per": Per(unit="次"), "cap": Decimal(1)},
            "每1次：扣0.5分，累计最多1分",
            "for every 1 次: deducts 0.5, 1 at most in all",
        ),
        (
            {"points": Decimal(1), "per": Per(unit="次")},
            "每1次：扣1分，未写上限",
            "for every 1 次: deducts 1, no upper limit stated",
        ),
        ({"points": Decimal(3), "min": Decimal(1)}, "扣1–3分", "deducts 1–3"),
        (
            {"points": Decimal(2), "tiers": (Decimal(2), Decimal(1)), "tier_labels": ("省", "市")},
            "扣省 2、市 1分",
            "deducts 省 2, 市 1",
        ),
        ({"kind": RuleKind.ZERO}, "扣完本项4分", "takes all 4 points of the item"),
        ({"all_points": True}, "扣完本项4分", "takes all 4 points of the item"),
        ({"share": Decimal("0.15")}, "扣本项分值的15%", "takes 15% of the item's points"),
        ({"kind": RuleKind.BONUS, "points": Decimal(2), "beyond_item": False}, "加2分", "adds 2"),
        (
            {"points": Decimal(5), "beyond_item": True},
            "扣5分，从总分中扣，不在本项内",
            "deducts 5, off the total and not off this item",
        ),
        ({"kind": RuleKind.VETO}, "一票否决", "veto: the whole assessment is lost"),
        (
            {
                "kind": RuleKind.BAND,
                "bands": (Band(min=Decimal(90), points=Decimal(5)), Band(label="良", points=Decimal(3))),
            },
            "按区间计分：[90, ) → 5、良 → 3",
            "points by range: [90, ) → 5, 良 → 3",
        ),
        ({}, "扣分，未写分数", "deducts points, how many is not said"),
    ],
)
def test_a_rule_in_words(fields, chinese, english):
    """Every figure of the rule is said, in both languages, for an item of 4 points."""
    rule = Rule(**({"kind": RuleKind.DEDUCT, "trigger": ""} | fields))

    assert chinese == str(describe(rule, Decimal(4)))
    with use_language("en"):
        assert english == str(describe(rule, Decimal(4)))


def test_all_points_of_an_item_without_points():
    assert "扣完本项分值" == str(describe(Rule(kind=RuleKind.ZERO, trigger=""), None))
