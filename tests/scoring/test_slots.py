"""What can be recorded: read off the rules, one thing each."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kaohe_tools.scoring import Slot, slots
from tests.scoring.hand import scheme_of


def only(text: str, points: str | None) -> tuple[Slot, ...]:
    return slots(scheme_of((text, points)))


@pytest.mark.parametrize(
    ("text", "points", "expected"),
    [
        ("未作动员的扣2分，数据表每少1次扣0.5分，最多扣1分。", "2",
         [(0, None, "flag", "times", "", "未作动员"), (1, None, "count", "times", "次", "数据表每少1次")]),
        ("满意率每低5个百分点扣1分。", "5", [(0, None, "value", "measure", "%", "满意率每低5个百分点")]),
        ("获国家级、省级表彰的分别加3分、2分。", None,
         [(0, 0, "flag", "times", "", "获国家级、省级表彰 · 国家级"),
          (0, 1, "flag", "times", "", "获国家级、省级表彰 · 省级")]),
        ("获国家级、省级表彰的分别加3分、2分，最高加4分。", None,
         [(0, 0, "count", "times", "", "获国家级、省级表彰 · 国家级"),
          (0, 1, "count", "times", "", "获国家级、省级表彰 · 省级")]),
        ("≥90%得5分，80%以上不足90%得3分，80%以下不得分。", "5", [(0, None, "value", "band", "", "≥90%")]),
        ("优秀得5分，良好得3分，合格得1分。", "5", [(0, None, "choice", "choice", "", "优秀 / 良好 / 合格")]),
        ("按完成率×15分计算得分。", "15", [(0, None, "value", "rate", "", "按完成率×15分计算得分")]),
        ("管理不规范的扣1-3分。", "5", [(0, None, "value", "points", "", "管理不规范")]),
        ("未开展的不得分，逾期的减半计分。", "4",
         [(0, None, "flag", "times", "", "未开展"), (1, None, "flag", "times", "", "逾期")]),
        ("发生安全事故的一票否决。", "4", [(0, None, "flag", "times", "", "发生安全事故")]),
        # 得满分 beside deductions is where the item starts, not a thing to record
        ("完成得满分，每少1次扣1分。", "4", [(1, None, "count", "times", "次", "每少1次")]),
        ("完成得满分，未完成不得分。", "4",
         [(0, None, "flag", "times", "", "完成"), (1, None, "flag", "times", "", "未完成")]),
        ("认真做好各项工作。", "4", []),
    ],
)  # fmt: skip
def test_slots_of_a_text(text, points, expected):
    found = [(s.rule, s.tier, s.kind, s.means, s.unit, s.label) for s in only(text, points)]

    assert expected == found


def test_limits_of_values():
    """扣1-3分 says how much can be lost; a completion rate lies between 0 and 1."""
    (lost,) = only("管理不规范的扣1-3分。", "5")
    (rate,) = only("按完成率×15分计算得分。", "15")
    (band,) = only("≥90%得5分，80%以上不足90%得3分。", "5")

    assert (Decimal(1), Decimal(3)) == (lost.low, lost.high)
    assert (Decimal(0), Decimal(1)) == (rate.low, rate.high)
    assert (None, None) == (band.low, band.high)


def test_the_sample_asks_for_39_things(sample_scheme):
    """Every rule of the sample is one thing: 37 fixed ones and two that count (rows 20 and 21)."""
    known = slots(sample_scheme)

    assert sum(len(i.criterion.rules) for i in sample_scheme.indicators) == len(known)
    assert [("20", 1), ("21", 0)] == [(s.indicator, s.rule) for s in known if s.kind == "count"]
