"""Amounts with a verb or a sign: 扣2分, 加1-3分, 分别得5分、3分, -2分, 扣15%."""

from __future__ import annotations

import re

from kaohe_tools.criteria import units
from kaohe_tools.criteria.drafts import Mark, words_of
from kaohe_tools.criteria.figures import number_or_none
from kaohe_tools.criteria.giving import give, set_points, set_tiers
from kaohe_tools.criteria.limits import at_most
from kaohe_tools.criteria.notations import Hit
from kaohe_tools.criteria.state import AWARD, BONUS, DEDUCT, State, kind_of
from kaohe_tools.model import RuleKind

AT_MOST = re.compile(r"最多|最高|最大|至多|不超过|上限|限")
TAKEN_ALREADY = re.compile(r"(?:[不无未被没免已]|没有|累计|曾)$")
_OUTCOME = re.compile(r"(?:取|考|总|应|平均|最后|综合|评分|标准|最终|不|心|获|测评|评估|考核|换)$")
STRUCTURE = re.compile(r"共计?[0-9]{1,4}分|总分|(?<![得计记给赋评])满分|总计[0-9]|合计[0-9]|共[0-9]{1,4}分")
NO_CONDITION = re.compile(
    r"(?:满分|总分|共|共计|合计|总计|分值|基础分?|基本分?|标准分?|权重|(?<![侵抢挤])占|各占|应得分|考核分|得分|评分|小计|(?<![设审])计|成绩|分数|(?<![签署报])名|等|为|是|(?<!建)设|[≥≤<>=于足达至第每前后近满在×*/+~±-]|(?<!通)过|(?<![签报迟早])到|(?<![违签履])约)$"
)
_FAILURE = re.compile(r"(?:^|[,;、。:)])[^,;。0-9]{0,8}[未无不没违][^,;。0-9<>≥≤=×+~-]{1,8}$")
_REVERSED = re.compile(r"(?:^|[;。\n,])[0-9.]{1,5}分[:]")
_RESTATED = re.compile(r"[|Nn×*、,/\s或()]*")


def amount(state: State, hit: Hit, variant: str, left: int) -> bool:
    """扣2分, 加1分, 得3分; lists and ranges of them; 最多扣5分."""
    kind = kind_of(hit.match["verb"])
    end, prefix = state.prefix(left, hit.start)
    if is_outcome(state, hit, kind, prefix):
        return False
    if kind is AWARD and hit.match["verb"][0] in "计记" and STRUCTURE.search(state.sentence(hit)):
        return False
    if AT_MOST.search(prefix):
        return at_most(state, hit, kind, left, end)
    give(state, hit, kind, left, end, prefix)
    if hit.match["verb"]:
        state.context = kind
    return True


def both(state: State, hit: Hit, _variant: str, left: int) -> bool:
    """加（扣）0.5分: the same figure either way."""
    end, _prefix = state.prefix(left, hit.start)
    for kind in (BONUS, DEDUCT) if hit.match["verb"][0] in "加奖增" else (DEDUCT, BONUS):
        give(state, hit, kind, left, end, "")
    return True


def reversed(state: State, hit: Hit, _variant: str, left: int) -> bool:
    """5分：无投诉；3分：投诉1次: the points stand before the condition."""
    end = state.until_stop(hit.end)
    others = len(_REVERSED.findall(state.text, max(0, hit.start - 120), end + 40))
    if others < 2:
        return False
    draft = state.add(AWARD, hit, hit.end, end)
    draft.start, draft.end = hit.start, end
    set_points(state, draft, hit)
    if draft.points == 0:
        draft.kind, draft.all_points, draft.points, draft.marks = RuleKind.ZERO, True, state.points, []
    state.taken = end
    return True


def plus(state: State, hit: Hit, _variant: str, left: int) -> bool:
    """+2分: a bonus written as a positive number."""
    if not words_of(state.text[left : hit.start]):
        return False
    give(state, hit, BONUS, left, hit.start, "")
    return True


def minus(state: State, hit: Hit, _variant: str, left: int) -> bool:
    """-2分, -2~6: a deduction written as a negative number."""
    last = state.drafts[-1] if state.drafts else None
    own = state.text[left : hit.start]
    if NO_CONDITION.search(own[-3:]) and not _FAILURE.search(own):
        return False
    if last is not None and _RESTATED.fullmatch(own):
        if last.kind is DEDUCT:
            return True  # the score cell repeats the rule: 差错一次扣2分 | n×-2
        give(state, hit, DEDUCT, last.left, last.words[1], "")
        return True
    if not words_of(own):
        return False
    end = hit.start - 1 if own.endswith("|") else hit.start
    give(state, hit, DEDUCT, left, end, "")
    return True


def share(state: State, hit: Hit, variant: str, left: int) -> bool:
    """扣15%: a share of the item's points."""
    figure = "b" if hit.match["a"] is None else "a"
    value = number_or_none(hit.match[figure])
    if value is None:
        return False
    end, _prefix = state.prefix(left, hit.start)
    draft = state.add(AWARD if variant else DEDUCT, hit, left, end)
    draft.share = value / 100
    draft.per = units.per_before(state.text[left:end])
    draft.marks.append(Mark("share", *hit.match.span(figure), value))
    return True


def ratio_list(state: State, hit: Hit, _variant: str, left: int) -> bool:
    """按3:2:1比例加分."""
    draft = state.add(kind_of(hit.match["verb"]), hit, left, hit.start)
    draft.per = units.per_before(state.text[left : hit.start])
    set_tiers(state, draft, hit)
    return True


def is_outcome(state: State, hit: Hit, kind: RuleKind, prefix: str) -> bool:
    """Whether the points are spoken of, not given: 取得90分, 被扣3分的."""
    before = state.text[max(0, hit.start - 4) : hit.start]
    after = state.text[hit.end : hit.end + 1]
    if kind is AWARD:
        nothing = number_or_none(hit.match.groupdict().get("a") or "") == 0
        return (not nothing and bool(_OUTCOME.search(before))) or after in ("的", "者", "为", "时")
    return not prefix and bool(TAKEN_ALREADY.search(before))
