"""Header, bars and rows show the figures of the hand-made review.

The scheme: task 窗口服务 has 3 (annual) + 4 (node) and declares 8; task 档案整理 has 2 (node) and an
unread cell. In all 9, declared 10. Nodes 6 of 9.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from kaohe_tools.findings import Review
from kaohe_tools.locale import use_language
from kaohe_tools.panels.review import data as review_data
from kaohe_tools.panels.review.data import Filters


def test_header_says_total_against_expected_and_counts(make_review):
    head = review_data.header(make_review())

    assert ("4 项指标", "9 分", "应为 10", False) == (head["size"], head["total"], head["verdict"], head["ok"])
    assert [("error", 1), ("warning", 1), ("note", 1)] == [(c["key"], c["count"]) for c in head["counts"]]
    assert "4 项检查：通过 1 · 有问题 3" == head["checks"]
    assert "" == head["broken"]


def test_header_says_what_broke_off(make_review):
    """A crashed check must never look like a passed one."""
    review = make_review()
    from kaohe_tools.findings import Status

    crashed = replace(review.runs[3], status=Status.CRASHED, reason="Traceback")
    head = review_data.header(replace(review, runs=(*review.runs[:3], crashed)))

    assert "DT01" in head["broken"]
    assert "通过" not in head["checks"]


def test_bars_share_one_scale_and_mark_a_declared_sum_that_differs(make_scheme):
    window, archive = review_data.bars(make_scheme())

    assert ("窗口服务", "7", "8", 1.0) == (window["name"], window["total"], window["declared"], window["declared_at"])
    assert [("node", "4", 0.5), ("annual", "3", 0.375)] == [
        (p["period"], p["points"], p["length"]) for p in window["parts"]
    ]
    assert ("2", "", None) == (archive["total"], archive["declared"], archive["declared_at"])
    assert [("node", 0.25)] == [(p["period"], p["length"]) for p in archive["parts"]]


def test_bars_hold_every_indicator_once_even_outside_sections(make_scheme):
    scheme = make_scheme()
    loose = scheme.replace(
        indicators=(*scheme.indicators[:3], scheme.indicators[3].replace(path=(), points=Decimal(1)))
    )

    bars = review_data.bars(loose)

    assert ["1", "2", "3", "4"] == [i for bar in bars for i in bar["indicators"]]
    assert loose.total == sum(Decimal(bar["total"]) for bar in bars)


@pytest.mark.parametrize(
    ("band", "ok", "side"),
    [(("0.7", "0.8"), False, "低于"), (("0.6", "0.7"), True, "符合"), (("0.5", "0.6"), False, "高于")],
)
def test_node_share_is_compared_with_the_band(make_review, band, ok, side):
    """6 of 9 points are 66.7 %."""
    share = review_data.node_share(make_review(node_share=tuple(map(Decimal, band))))

    assert ok is share["ok"]
    assert "66.7%" in share["said"]
    assert side in share["said"]


def test_without_nodes_there_is_no_share(make_scheme, make_review):
    plain = make_scheme(indicators=tuple(i.replace(period=None) for i in make_scheme().indicators))

    assert review_data.node_share(make_review(plain)) is None


def test_rows_come_worst_first_with_their_place(make_review):
    rows = review_data.rows(make_review())

    assert [("RL01", "2", ["D4", "C4"]), ("SM01", "", ["A1"]), ("WD01", "3、4", ["D5", "D6"])] == [
        (r["code"], r["row"], r["cells"]) for r in rows
    ]
    assert [0, 1, 2] == [r["index"] for r in rows]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"severities": ("error", "note")}, ["RL01", "WD01"]),
        ({"severities": ()}, []),
        ({"family": "SM"}, ["SM01"]),
        ({"indicator": "4"}, ["WD01"]),
        ({"text": "deducted"}, ["RL01"]),
        ({"text": " d5 "}, ["WD01"]),
        ({"text": "total-MISMATCH"}, ["SM01"]),
        ({"text": "扣分大于分值"}, ["RL01"]),
        ({"text": "没有这样的话"}, []),
    ],
)
def test_filters(make_review, filters, expected):
    review = make_review()
    rows = review_data.rows(review)

    assert [rows[i]["code"] for i in review_data.shown(review, rows, Filters(**filters))] == expected


def test_choices_list_only_what_was_found(make_review):
    assert ["SM", "RL", "WD"] == [c["value"] for c in review_data.family_choices(make_review())]
    assert ["2", "3", "4"] == [c["value"] for c in review_data.indicator_choices(make_review())]


def test_an_empty_review_has_no_rows(make_scheme):
    from kaohe_tools.profiles import Profile

    bare = Review(scheme=make_scheme(indicators=(), sections=()), profile=Profile(name="t"), runs=())

    assert [] == review_data.rows(bare)
    assert [] == review_data.bars(bare.scheme)


def test_texts_follow_the_language(make_review):
    with use_language("en"):
        assert "10 expected" == review_data.header(make_review())["verdict"]
