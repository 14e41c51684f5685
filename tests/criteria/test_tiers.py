"""Names that stand side by side for figures that stand side by side."""

from decimal import Decimal

import pytest

from kaohe_tools.criteria import parse_criterion
from kaohe_tools.criteria.tiers import interpolated, labels_for

D = Decimal


@pytest.mark.parametrize(
    ("words", "labels"),
    [
        ("被国家、省、市通报的", ("国家", "省", "市")),
        ("被县、被市、被省通报的", ("县", "市", "省")),
        ("年终排名前3名的", ("第1名", "第2名", "第3名")),
        ("受提醒、受通报、受问责的", ("受提醒", "受通报", "受问责")),
        ("获一等奖、二等奖、三等奖的", ("一等奖", "二等奖", "三等奖")),
        ("被国家、省、市点名或造成严重、较大、一般影响的", ("国家/严重", "省/较大", "市/一般")),
        ("未完成的", ()),
    ],
)
def test_labels(words, labels):
    assert labels_for(3, words) == labels


def test_a_range_over_named_levels_is_filled_in():
    (rule,) = parse_criterion("获镇、县、市、省表彰的，分别加1-4分").rules

    assert rule.tiers == (D(1), D(2), D(3), D(4))
    assert rule.tier_labels == ("镇", "县", "市", "省")
    assert (rule.min, rule.points) == (D(1), D(4))


def test_interpolated():
    assert interpolated(D(1), D(2), 3) == (D(1), D("1.5"), D(2))
