"""What the columns of results sheets are called, and what a heading says its figures are."""

from __future__ import annotations

import re

from kaohe_tools.profiles import Profile
from kaohe_tools.sheets.columns import HEADINGS, normal
from kaohe_tools.sheets.grid import Grid
from kaohe_tools.sheets.results.cells import Quantity

UNITS = (
    *("单位", "单位名称", "考核对象", "被考核单位", "被考核对象", "部门", "部门名称", "科室", "处室"),
    *("名称", "对象", "县区", "学校"),
)
TYPES = ("类型", "单位类型", "类别", "单位类别", "适用类别", "对象类型")
INDICATORS = (
    *("指标", "指标名称", "指标编号", "指标序号", "指标行号", "考核指标", "行", "行号"),
    *("考核内容", "考核项目", "项目", "任务", "考核任务"),
)
RULES = (
    *("规则", "规则序号", "规则编号", "计分规则", "扣分规则", "评分标准", "条款", "扣分条款"),
    *("扣分项", "扣分事项", "扣分情形", "情形", "档次", "分档"),
)
EVENTS = (
    *("次数", "发生次数", "扣分次数", "缺少次数", "数量", "数值", "次数数值", "次数或数值", "次数/数值"),
    *("记录", "记录值", "记录数", "结果", "考核结果", "情况", "发生情况", "完成情况"),
    *("是否发生", "是否", "实际值", "完成值", "完成率"),
)
LOST = ("扣分", "扣减分", "扣除分", "失分", "扣分值", "实扣分", "扣分情况")
GOT = ("得分", "实得分", "考核得分", "评分", "得分情况", "实际得分")
TOTALS = ("总分", "总得分", "最终得分", "考核总分", "年度得分", "年度总分", "得分合计", "合计得分", "综合得分")
PASSED_OVER = (
    *("序号", "编号", "名次", "排名", "等次", "等级", "合计", "小计", "总扣分", "扣分合计", "平均", "平均分"),
    *("分值", "满分", "备注", "说明", "证明材料", "扣分原因", "原因"),
    *("考核人", "核对人", "记录人", "日期", "记录日期"),
)

_SUFFIX = re.compile(
    r"^(?P<rest>.*?(?:[\d)）\s/:：_-]|\d行|(?=[（(])))[（(]?(?P<word>扣分|得分|次数|数值|数量|是否发生)[）)]?$",
    re.DOTALL,
)
_IN_TITLE = (("次数", Quantity.EVENT), ("扣分", Quantity.LOST), ("失分", Quantity.LOST), ("得分", Quantity.GOT))


def unit_words(profile: Profile | None) -> frozenset[str]:
    """Return the headings of the units' column, a profile's own included, as they are compared."""
    own = [w for field, words in (profile.synonyms if profile else ()) if field == "assessed_unit" for w in words]
    return frozenset(normal(w) for w in (*UNITS, *HEADINGS["assessed_unit"], *own))


def is_unit_heading(heading: str, profile: Profile | None) -> bool:
    """Whether a cell is the heading of the units' column, as on a header printed again."""
    return normal(heading) in unit_words(profile)


def long_field(levels: list[str]) -> str:
    """Return what a column of a long sheet is; an empty text for one that is not used."""
    groups: dict[str, tuple[str, ...]] = {
        "indicator": INDICATORS,
        "rule": RULES,
        "type": TYPES,
        Quantity.EVENT.value: EVENTS,
        Quantity.LOST.value: LOST,
        Quantity.GOT.value: GOT,
    }
    for level in reversed(levels):
        for field, words in groups.items():
            if normal(level) in words:
                return field
    return ""


def without_quantity(level: str) -> tuple[str, Quantity | None]:
    """Return a heading without 扣分, 得分 or 次数, and which of them it had."""
    for quantity, headings in ((Quantity.EVENT, EVENTS), (Quantity.LOST, LOST), (Quantity.GOT, GOT)):
        if normal(level) in headings:
            return "", quantity
    match = _SUFFIX.match(level)
    if match is None:
        return level, None
    said = {"扣分": Quantity.LOST, "得分": Quantity.GOT}
    return match["rest"].rstrip(" /:：_-（("), said.get(match["word"], Quantity.EVENT)


def of_title(grid: Grid, stop: int) -> Quantity | None:
    """Return what the lines above the header say that the figures are; None where they do not, or say two things."""
    lines = "".join(grid.text(row, c) for row in range(stop) for c in range(grid.width))
    said = [quantity for word, quantity in _IN_TITLE if word in lines]
    if Quantity.EVENT in said:
        return Quantity.EVENT
    return said[0] if len(set(said)) == 1 else None
