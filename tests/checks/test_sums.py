"""Sums hold for any scheme, not only for the cases worked out by hand."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kaohe_tools.checks import review_scheme
from kaohe_tools.checks.sums import expected_total, outermost_declared
from kaohe_tools.findings import Status
from kaohe_tools.profiles import Profile
from kaohe_tools.testing import make_scheme

PROFILE = Profile(name="test", tick=Decimal("0.5"), node_share=(Decimal("0.7"), Decimal("0.8")))
ROW = st.fixed_dictionaries(
    {
        "points": st.one_of(st.none(), st.decimals(-5, 50, places=2)),
        "path": st.sampled_from(["甲", "乙", "甲/一", "甲/二"]),
        "due": st.sampled_from(["年度标准", "2018/6/30", "6/31/2018", ""]),
        "criterion": st.sampled_from(["未完成扣3分。", "每少1次扣1分。", "做好启动", ""]),
        "number": st.sampled_from(["", "1", "2.", "（三）"]),
    }
)
ROWS = st.lists(ROW, min_size=1, max_size=12)


def _sum(rows: list[dict[str, Any]]) -> Decimal:
    return sum((r["points"] for r in rows if r["points"] is not None), Decimal(0))


@given(ROWS, st.integers(0, 100))
def test_the_total_message_names_the_sum_and_the_difference(rows: list[dict[str, Any]], declared: int) -> None:
    found = review_scheme(make_scheme(rows, declared=declared), PROFILE, select=["SM01"]).findings

    total = _sum(rows)
    readable = any(r["points"] is not None for r in rows)
    assert bool(found) == (readable and total != declared)
    for finding in found:
        assert total == finding.message["total"]
        if any(r["points"] is None for r in rows):
            assert "gap" not in dict(finding.message.values)
        else:
            assert abs(total - declared) == finding.message["gap"]


@given(ROWS, st.integers(0, 2**16))
def test_the_order_of_the_rows_does_not_change_sums_and_shares(rows: list[dict[str, Any]], seed: int) -> None:
    mixed = list(rows)
    Random(seed).shuffle(mixed)

    def said(given_rows: list[dict[str, Any]]) -> list[Any]:
        scheme = make_scheme(given_rows, declared=10, sections={"甲": 5})
        found = review_scheme(scheme, PROFILE, select=["SM01", "SM02", "BL01"]).findings
        # where points are missing is said by cells, and these do change with the order
        return sorted((f.code, str([v for v in f.message.values if v[0] != "cells"])) for f in found)

    assert said(rows) == said(mixed)


@given(ROWS)
def test_no_check_crashes_or_changes_the_scheme(rows: list[dict[str, Any]]) -> None:
    scheme = make_scheme(rows, declared=10, title="“甲”“丙”2018年度指标", year=2018)
    before = scheme.digest(), repr(scheme.indicators), repr(scheme.sections)
    review = review_scheme(scheme, PROFILE)

    assert [r.reason for r in review.runs if r.status is Status.CRASHED] == []
    assert before == (scheme.digest(), repr(scheme.indicators), repr(scheme.sections))
    assert review == review_scheme(scheme, PROFILE)


def test_a_declared_section_inside_a_declared_one_is_not_counted_again() -> None:
    scheme = make_scheme(
        [{"points": 2, "path": "甲/一"}, {"points": 3, "path": "乙"}], sections={"甲": 2, "甲/一": 2, "乙": 3}
    )

    assert [s.path for s in outermost_declared(scheme)] == [("甲",), ("乙",)]
    expected = expected_total(scheme, PROFILE)
    assert expected is not None
    assert Decimal(5) == expected.points
