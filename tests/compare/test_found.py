"""Findings gone, new and kept: each stands exactly once."""

from __future__ import annotations

from collections import Counter

from kaohe_tools.compare import compare
from kaohe_tools.model import Declared, SourceRef
from tests.compare.made import D, row, scheme, year

PLACE = SourceRef(file="", sha256="", sheet="", cell="A1", raw="")


def codes(findings):
    return Counter(f.code for f in findings)


def test_a_total_put_right_is_gone_and_a_rule_too_large_is_new():
    """30 of 32 declared → 32 of 32; row 2 now has 3 points and deducts 5, row 4 has 9."""
    old = year().replace(declared=Declared(points=D(32), source=PLACE))
    changed = {2: D(3), 4: D(9)}
    new = scheme(*(i.replace(points=changed.get(i.row, i.points)) for i in year().indicators)).replace(
        declared=old.declared
    )
    found = compare(old, new).found

    assert 1 == codes(found.gone)["SM01"]
    assert 1 == codes(found.new)["RL01"]
    assert "RL01" not in codes(found.gone)


def test_a_finding_follows_its_row():
    """Row 3 has a deduction without a cap; a row before it shifts it, and the finding is the same one."""
    new = scheme(row("新建政务大厅导航", "未建成的扣5分。", path=("服务",)), *year().indicators)
    found = compare(year(), new).found
    kept = [(a.indicators, b.indicators) for a, b in found.kept if a.code == "RL03"]

    assert [(("3",), ("4",))] == kept
    assert "RL03" not in codes(found.gone) + codes(found.new)


def test_every_finding_of_both_reviews_stands_exactly_once(sample_scheme, node_annual):
    moved = sample_scheme.replace(
        indicators=tuple(i.replace(points=D(4)) if i.row % 3 else i for i in sample_scheme.indicators[2:])
    )
    found = compare(sample_scheme, moved, profile=node_annual).found

    assert Counter(map(id, found.old_review.findings)) == Counter(map(id, [*found.gone, *(a for a, _b in found.kept)]))
    assert Counter(map(id, found.new_review.findings)) == Counter(map(id, [*found.new, *(b for _a, b in found.kept)]))
    assert all(a.code == b.code for a, b in found.kept)
