"""What a deduction is counted in."""

from decimal import Decimal

import pytest

from kaohe_tools.criteria.units import per_before, per_behind
from kaohe_tools.model import Per


@pytest.mark.parametrize(
    ("condition", "count", "unit"),
    [
        ("报表每少1次", 1, "次"),
        ("每少两次", 2, "次"),
        ("合格率每下降5%", 5, "%"),
        ("每低5个百分点", 5, "%"),
        ("每增加一个百分点", 1, "%"),
        ("发现一处不符合的,", 1, "处"),
        ("未佩戴标识的,每人次", 1, "人次"),
        ("无故缺席者每人每次", 1, "人次"),
        ("迟报1天", 1, "天"),
        ("每超10分钟", 10, "分钟"),
        ("平均分每低2分", 2, "分"),
        ("未按期盘点,每月", 1, "月"),
        ("每季度低于80%的,", 1, "季度"),
        ("每季度组织一次检查,少一次", 1, "次"),
        ("每缺一个方面", 1, "个方面"),
        ("每超1毫升", 1, "毫升"),
        ("抽查2个窗口,有一项未达标的,", 1, "项"),
    ],
)
def test_counted(condition, count, unit):
    assert per_before(condition) == Per(count=Decimal(count), unit=unit)


@pytest.mark.parametrize(
    "condition",
    [
        "未开展检查的,",
        "每月组织一次检查,未组织的",  # how often, not how many
        "少于每年一次的,",
        "宣传少于1次的",
        "超过1小时",
        "达到一次以上",
        "第一次未参加",
        "缺少任一项",
        "一次性补齐不到位",
        "统一着装不到位",
        "11人以上未到",
        "一年内未整改",
    ],
)
def test_not_counted(condition):
    assert per_before(condition) is None


@pytest.mark.parametrize(
    ("behind", "unit"), [("/次", "次"), ("/人/节", "人节"), ("/人次", "人次"), ("(每项)", "项"), ("/每处", "处")]
)
def test_a_unit_behind_the_figure(behind, unit):
    assert per_behind(f"扣1分{behind}", 3) == (Per(unit=unit), 3 + len(behind))
