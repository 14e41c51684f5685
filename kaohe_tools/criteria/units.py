"""What a rule is counted in: 每少1次, 一处…, 每下降5%, …/人次.

The last counting phrase before the figure counts; words of time only say how often something has
to be done (每月组织一次) unless they stand at the figure or at the failure itself (每季度低于…).
"""

from __future__ import annotations

import re
from decimal import Decimal

from kaohe_tools.criteria.figures import NUM, number_or_none
from kaohe_tools.model import Per

_TWO = (
    "名次 位次 批次 人节 人次 户次 项次 台次 车次 班次 件次 篇次 场次 例次 处次 台套 人天 "
    "人日 台日 床日 台班 学时 课时 学期 季度 半年 分钟 小时 公里 平方米 公顷 百元 千元 万元 亿元 险种 "
    "环节 方面 岗位 专业 行业 部门 单位 科室 班级 学生 教师 家庭 楼层 窗口 村居 社区 "
    "乡镇 单元 工作日 "
)
_ONE = (
    "次人项处个件例起份条篇名天日户家台套辆座间种类组宗场期部本张块只盏点门页幅册批笔棵株米元月周季年旬"
    "节课堂班车村校栋幢层段根口桩位款样道题票封支艘岁亩时厘吨度盘升克趟列架单眼枚粒队"
)
UNIT = rf"(?:(?:{'|'.join(_TWO.split())})|[{_ONE}])"
PERCENT = r"(?:个?百分点|个点|%|‰)"
TIME = r"(?:半年|季度?|学期|个?月|周|年度?|天|日|旬|星期)"

_PAIR = rf"(?P<u>个?{UNIT})(?:(?:[/、]每?|每)(?P<v>次|天|日|项|人|处|节|件|例|起|份|条|场|月|年)(?![0-9]))?"
_CLOSE = r"(?:\((?:每?[^()]{1,6})\))?(?:的|者|时)?[,:、]*"

# right behind the figure: 0.5分/次, 1分/人/节, 2分(每次), 0.5分/生
_BEHIND = re.compile(
    rf"/(?:{NUM})?每?{_PAIR}"
    rf"|\(每{_PAIR.replace('<u>', '<u2>').replace('<v>', '<v2>')}\)"
    r"|/每?(?P<u3>[\u4e00-\u9fff]{1,3})(?=[,;。、)\n]|$)"
)
# right before the figure: 每次, 每人次, 每5个百分点, 一处, 1项
_EACH_AT_END = re.compile(rf"每(?P<n>{NUM})?(?:(?P<p>{PERCENT})|{_PAIR}){_CLOSE}$")
_EACH_ANY_AT_END = re.compile(
    rf"每(?P<u>(?![缺少漏有发出存欠迟超])[^0-9一二两三四五六七八九十半,;。、:()每]{{1,5}}){_CLOSE}$"
)
_ONE_AT_END = re.compile(rf"(?<![0-9.十百])(?:一|1){_PAIR}{_CLOSE}$")
# inside: 每少1次, 每下降5%, 每有一名…未…
_EACH = re.compile(
    rf"每(?P<verb>[^0-9一二两三四五六七八九十半,;。:每]{{0,8}}?)(?P<n>{NUM})(?:(?P<p>{PERCENT})|{_PAIR})"
)
# 每下降百分之一
_HUNDREDTH = re.compile(rf"每[^0-9,;。:每]{{0,8}}?(?<!百)百分之(?P<n>{NUM})")
_STEP = re.compile(rf"的?(?P<n>{NUM})(?P<p>{PERCENT})")
_EACH_POINT = re.compile(
    rf"每(?:降低|提高|减少|增加|超过|超出|超|低于|高于|低|高|少|多|下降|上升|差|落后)(?P<n>{NUM})(?P<u>分)(?!之)"
)
# a unit that no list knows, at the figure: 每超1毫升扣…, 缺一幕扣…
_UNKNOWN = re.compile(
    rf"(?:每(?!{TIME})[^0-9,;。:每]{{0,8}}?(?P<n>{NUM})|(?<=[缺少漏])(?:一|1))(?P<u>[A-Za-z]{{1,6}}|[^0-9,;。:、()的者分%]{{1,3}})[,:的者]*$"
)
_EACH_PLAIN = re.compile(rf"每(?P<u>{UNIT})(?P<v>次|天|日|项|人|处|节|件|例|起|份|条|场)?")
_EACH_TIME = re.compile(rf"每(?P<u>{TIME})(?=未|低|不|没|少|缺|无|迟|逾|超|漏)")
_RATE = re.compile(rf"(?:低|降|下降|减少|下滑|超|超出|超过|高|上升|提高|增长|增加|提升)(?P<n>一|1)(?P<p>{PERCENT})")
# a single one that fails: 发现一处…, 一人不…, 缺1项…
_SINGLE = re.compile(
    rf"(?<![第任唯逐统同进专其万十百千0-9.])(?:一|1){_PAIR}(?!以上|以下|及以|以内|之内|内|性|级|至|到|[-~]|[0-9])"
)
_NOT_COUNTING = re.compile(
    r"(?:于|过|足|满|达|达到|至|近|第|任|任意|前|后|≥|≤|<|>|以|最|连续|累计|唯|统|同|进|专|不到|到|少|是|为)$"
)
_TIME_FIRST = re.compile(TIME)
_OFTEN = re.compile(rf"每{TIME}[^,;。]{{0,8}}$")
_CUE_BEFORE = re.compile(
    r"(?:有|发现|出现|查出|发生|存在|缺|少|漏|迟|欠|差|缺少|其他|其它|其余|每|旷|误|超|错|另)[^0-9,;。]{0,3}$|^$|[,、:(]$|如|凡"
)
_FAILS = re.compile(r"^[^,;。]{0,30}?(?:不|未|没|无|欠|缺|达不到|漏|差|违|超|虚|假|错|损|坏|迟|误|乱|脏|破|低于)")


def per_behind(text: str, at: int) -> tuple[Per, int] | None:
    """Read a unit right behind a figure that ends at `at`; return it and where it ends."""
    match = _BEHIND.match(text, at)
    if match is None:
        return None
    unit = match["u"] or match["u2"] or match["u3"]
    return Per(unit=_joined(unit, match["v"] or match["v2"])), match.end()


def per_before(trigger: str) -> Per | None:
    """Find what a rule is counted in, in the words before its figure; None if it is a single event.

    Parameters
    ----------
    trigger : str
        The condition up to the verb, in clean text; its last part decides.
    """
    head = _at_end(trigger)
    if head is not None:
        return head
    last = trigger.rstrip(",:、的者")
    comma = last.rfind(",") + 1
    found = _inside(last[comma:])
    if found is not None:
        return found
    unknown = _UNKNOWN.search(trigger)
    if unknown is not None and not _TIME_FIRST.match(unknown["u"]):
        return _per(unknown)
    return _inside_earlier(last[:comma]) if comma else None


def _at_end(trigger: str) -> Per | None:
    match = _EACH_AT_END.search(trigger)
    if match is not None:
        return _per(match)
    match = _ONE_AT_END.search(trigger)
    if match is not None:
        before = trigger[: match.start()]
        if before.endswith("每"):
            return Per(unit=_joined(match["u"], match["v"]))
        threshold = _NOT_COUNTING.search(before[-3:]) and not before.endswith(("少", "迟到", "早到"))
        if threshold or before.endswith(("不少", "不足", "至少")):
            return None
        return None if _OFTEN.search(before[-12:]) else Per(unit=_joined(match["u"], match["v"]))
    match = _EACH_ANY_AT_END.search(trigger)
    if match is None:
        return None
    unit = match["u"].rstrip("的者各均都则")
    known = re.match(rf"个?{UNIT}", unit)
    if known and _TIME_FIRST.match(unit) and len(known[0]) < len(unit):
        return None  # 未每周检查: how often
    if known and not unit.startswith("个") and len(known[0]) < len(unit):
        unit = known[0]
    return Per(unit=unit) if unit else None


def _inside(part: str) -> Per | None:
    """Find a counting phrase anywhere in one part of a condition; the last one counts."""
    found: Per | None = None
    for match in _EACH.finditer(part):
        if not _TIME_FIRST.match(match["verb"]):  # 每月组织一次 says how often
            step = _STEP.match(part, match.end()) if match["p"] else None
            found = _per(step or match)
    if found is not None:
        return found
    hundredth = _HUNDREDTH.search(part)
    if hundredth is not None:
        return Per(count=number_or_none(hundredth["n"]) or Decimal(1), unit="%")
    for pattern in (_EACH_POINT, _EACH_TIME, _RATE):
        one = pattern.search(part)
        if one is not None:
            return _per(one)
    for plain in _EACH_PLAIN.finditer(part):
        if not _TIME_FIRST.match(plain["u"]):
            found = Per(unit=_joined(plain["u"], plain["v"]))
    return found or _single(part)


def _single(part: str) -> Per | None:
    for match in _SINGLE.finditer(part):
        before, after = part[: match.start()], part[match.end() :]
        if before.endswith(("不少", "至少")) or (
            _NOT_COUNTING.search(before[-3:]) and not before.endswith(("少", "迟到", "早到"))
        ):
            continue
        if _TIME_FIRST.match(match["u"]) and not before.endswith(("有", "缺", "少")):
            continue
        if _OFTEN.search(before[-12:]):
            continue
        if _CUE_BEFORE.search(before[-8:]) or _FAILS.search(after):
            return Per(unit=_joined(match["u"], match["v"]))
    return None


def _inside_earlier(text: str) -> Per | None:
    """Look one part back, only where it says 每发现一…, 每有一… or ends as a condition."""
    parts = text.rstrip(",").rsplit(",", 1)
    part = parts[-1]
    if not part.endswith(("的", "者", "时")) and not re.match(r"(?:每|发现|出现|有)", part):
        return None
    return _inside(part.rstrip("的者时"))


def _per(match: re.Match[str]) -> Per:
    groups = match.groupdict()
    count = number_or_none(groups["n"]) if groups.get("n") else Decimal(1)
    if groups.get("p"):
        return Per(count=count or Decimal(1), unit="‰" if groups["p"] == "‰" else "%")
    return Per(count=count or Decimal(1), unit=_joined(groups["u"], groups.get("v")))


def _joined(unit: str, second: str | None) -> str:
    if len(unit) == 2 and unit.startswith("个"):
        unit = unit[1:]  # 每个月 is per 月; 每个方面 stays
    return unit + (second or "")
