"""What the columns of assessment sheets are called, and how a heading is recognised.

The table below is the built-in vocabulary; a profile adds an office's own words
(``[columns] synonyms = { points = ["赋分"] }``). Headings are compared without spaces, line breaks
and a unit in brackets: “分 值（分）” is 分值.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kaohe_tools.errors import ProfileError
from kaohe_tools.locale import _
from kaohe_tools.profiles import Profile

# field → headings. `section` columns become the levels of an indicator's path, left to right.
HEADINGS: dict[str, tuple[str, ...]] = {
    "number": ("序号", "编号", "项次", "条目", "NO", "NO."),
    "section": (
        *("一级指标", "二级指标", "三级指标", "四级指标", "一级", "二级", "三级", "大项", "项目", "考核项目"),
        *(
            "考评项目",
            "评价项目",
            "类别",
            "指标类别",
            "指标类型",
            "考评指标",
            "考核指标",
            "评价指标",
            "指标体系",
        ),
        *(
            "维度",
            "考核维度",
            "模块",
            "板块",
            "任务",
            "重点任务",
            "工作任务",
            "主要任务",
            "目标任务",
            "考核类别",
        ),
        *("一级指标及分值", "二级指标及分值", "三级指标及分值", "项目及分值", "考核项目及分值"),
    ),
    "name": (
        *("指标名称", "指标", "考核内容", "考评内容", "评价内容", "考核要点", "评价要点", "考核内容及要求"),
        *("工作内容", "工作要求", "考核要求", "具体内容", "目标要求", "指标内容", "内容", "检查内容"),
        "情形",
    ),
    "points": (
        *("分值", "指标分值", "标准分", "标准分值", "基础分", "基本分", "分数", "满分", "满分值", "配分"),
        *("权重分", "考核分值", "考评分值", "分值权重", "单项分值", "应得分", "赋分值"),
    ),
    "level_points": ("一级分值", "二级分值", "一级指标分值", "二级指标分值", "本级分值", "大项分值", "类别分值"),
    "due": (
        *("完成时限", "时限", "时间节点", "节点", "节点时间", "完成时间", "时间", "时间要求", "进度安排"),
        *("完成期限", "办结时限", "考核时间", "年度/节点", "节点/年度"),
    ),
    "criterion": (
        *("考核标准", "评分标准", "计分标准", "考评标准", "评价标准", "扣分标准", "评分细则", "考核细则"),
        *("计分办法", "评分办法", "考评办法", "考核办法", "计分方法", "评分方法", "考核方法", "计分规则"),
        *(
            "评分规则",
            "扣分规则",
            "赋分标准",
            "考核评分标准",
            "标准",
            "计分方式",
            "评分依据及标准",
            "考核评价标准",
            "评分说明",
            "计分说明",
            "考核说明",
        ),
    ),
    "evidence": (
        "证明材料",
        "佐证材料",
        "印证材料",
        "支撑材料",
        "证明资料",
        "佐证资料",
        "所需材料",
        "提供材料",
        "考核资料",
    ),
    "assessed_unit": (
        "考核对象",
        "被考核单位",
        "责任科室",
        "责任单位",
        "责任部门",
        "承办单位",
        "牵头单位",
        "被考核部门",
        "责任处室",
    ),
    "assessor": (
        "考核部门",
        "考核单位",
        "考评单位",
        "考评部门",
        "评分单位",
        "评分部门",
        "考核主体",
        "数据提供单位",
        "考核科室",
    ),
    "basis": ("制定依据", "依据", "考核依据", "指标依据", "设定依据", "政策依据"),
    "lead": ("责任领导", "分管领导", "责任人", "负责人", "责任负责人", "牵头领导", "领导责任人"),
    "applies_to": ("适用类别", "适用对象", "适用单位", "适用范围"),
    "remark": (
        "备注",
        "说明",
        "审核结果",
        "审核意见",
        "扣分依据",
        "扣分根据",
        "扣分",
        "扣分原因",
        "得分",
        "自评分",
        "考核得分",
        "应完成的工作",
    ),
}
REPEATABLE = ("section", "level_points", "remark")
"""Fields that several columns may have; of the others a sheet has one column each."""

_DEDUCTED = re.compile("扣[分减除]|减分")
_MOST_CHARS = 200
_UNIT = re.compile(r"[（(〔\[][^）)〕\]]*[）)〕\]]")
_DROPPED = re.compile(r"[\s　:：*＊]+")
LEFT_OUT = ":：*＊（(〔["
"""Signs, besides blanks, with which words may begin that :func:`normal` leaves out."""


def normal(heading: str) -> str:
    """Return a heading as it is compared: no spaces, line breaks, colons or brackets, upper case."""
    bare = _DROPPED.sub("", heading).upper()
    return _UNIT.sub("", bare) or bare


def is_deducted(heading: str) -> bool:
    """Return whether a column of figures is headed as points that are taken off: 扣分分值, 扣减分值."""
    return _DEDUCTED.match(normal(heading.split("/")[-1])) is not None


@dataclass(frozen=True, slots=True)
class Match:
    """What a heading was taken for; `confidence` is 1 for a known heading, less for a part of one."""

    field: str
    confidence: float


class Vocabulary:
    """The built-in headings and a profile's own.

    Raises
    ------
    ProfileError
        If the profile names a field that indicators do not have.
    """

    def __init__(self, profile: Profile | None = None) -> None:
        self._exact: dict[str, str] = {}
        for field, headings in HEADINGS.items():
            for heading in headings:
                self._exact.setdefault(normal(heading), field)
        for field, headings in profile.synonyms if profile else ():
            if field not in HEADINGS:
                raise ProfileError(
                    _("columns.synonyms: there is no field {field}; fields are {known}").format(
                        field=field, known=", ".join(HEADINGS)
                    )
                )
            self._exact |= {normal(heading): field for heading in headings}
        self._parts = sorted((h for h in self._exact if len(h) >= 2), key=len, reverse=True)

    def match(self, heading: str) -> Match | None:
        """Return what a heading is: a known one, or a short one that ends in or contains a known one."""
        bare = normal(heading) if len(heading) <= _MOST_CHARS else ""
        if not bare or len(bare) > 14:
            return None
        if bare in self._exact:
            return Match(self._exact[bare], 1.0)
        for part in self._parts:
            if bare.endswith(part):
                return Match(self._exact[part], 0.8)
        for part in self._parts:
            if part in bare:
                return Match(self._exact[part], 0.6)
        return None
