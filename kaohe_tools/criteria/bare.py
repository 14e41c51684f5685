"""Figures without a verb: mostly no rule (满分10分), sometimes one (一处缺损2分, 良好3分)."""

from __future__ import annotations

import re

from kaohe_tools.criteria import bands, ladders, tiers, units
from kaohe_tools.criteria.amounts import AT_MOST, NO_CONDITION, STRUCTURE
from kaohe_tools.criteria.drafts import Mark, words_of
from kaohe_tools.criteria.figures import DIGITS, FEN, number_or_none
from kaohe_tools.criteria.giving import give
from kaohe_tools.criteria.limits import at_most
from kaohe_tools.criteria.notations import Hit
from kaohe_tools.criteria.state import AWARD, DEDUCT, State
from kaohe_tools.model import RuleKind

_FAILS = re.compile(r"不|未|没|无|缺|少|迟|漏|违|逾|超|差|错|假|投诉|事故|旷|早退|低于|降|否则|通报批评")
_HEADS = re.compile(r"(扣分|减分|扣罚|加分|奖励|得分)(?:项目?|情形|标准|内容)?:")
"""A heading that says of every figure behind it, to the end of the line, whether it is taken or given."""
_GRADE = re.compile(
    r"(?:优秀?|良好?|中等?|差|较好|好|一般|较差|合格|不合格|[ABCD甲乙丙丁][级等]|[一二三四特]等奖?|第?[一二三四五六123456]名"
    r"|(?:国家|全国|中央|部|省部|省|市|地市|厅|县|区|县区|镇|乡镇|校|院)级?(?:媒体|部门|单位|刊物|奖项|及以上|以上)?)(?:的|为|者|:)?$"
)
_PLAIN_GRADE = re.compile(
    r"(?:^|[,;:、。)为得是])(?:优秀?|良好?|中等?|差|较好|较差|好|一般|合格|不合格|[ABCD甲乙丙丁][级等]?)$"
)
_MET = re.compile(
    r"(?:有|是|(?:完全|全部|基本|部分|大部分|比?较)?(?:符合|达标|完成|齐全|规范|落实|满意|满足|到位|达到|健全|完善)(?:要求|标准)?)[:,的]?"
)
_FOLLOWS_CONDITION = re.compile(r"以|及以|[者为时的=×*/+~-]|[≤<>≥](?![0-9.]+%)|之间|\(含|左右|制|\)")
_IN_ALL = re.compile(rf"[,、(](?:共计?|合计|总计|总共|满分)(?:为|得|计)?(?P<a>{DIGITS}){FEN}")
_EACH = re.compile(rf"(?:^|[,;。:、)\n])每{units.UNIT}[:计为]?$")
_NEAR = 48  # characters: a figure without a verb is close to its condition
_HEADING = re.compile(
    r"^(?:[一二三四五六七八九十0-9]{1,2}[、.]|\([一二三四五六七八九十0-9]{1,2}\)|第[一二三四五六七八九十])"
)


def bare(state: State, hit: Hit, variant: str, left: int) -> bool:
    """Read 一处缺损2分, 良好3分 as rules; leave （10分）, 满分100分 as they are."""
    before, after = state.text[hit.start - 1 : hit.start], state.text[hit.end : hit.end + 1]
    if before == "(" and after in (",", ")", "、", ";"):
        if state.pending and variant == "range":
            give(state, hit, state.context or DEDUCT, *state.pending, "")
            return True
        graded = _PLAIN_GRADE.search(state.text[max(left, hit.start - 6) : hit.start - 1])
        if after == ")" and variant != "list" and graded:
            give(state, hit, AWARD, left, hit.start - 1, "").bare = True
            return True
        if after != ")":
            _begin_sub_item(state, hit)
        elif not variant and bands.condition_in(state.text[max(left, hit.start - _NEAR) : hit.start - 1]) is not None:
            _keep_as_step(state, hit, left)  # ≥90%(10分);80-90%(8分);<80%(0分)
        return True
    end, prefix = state.prefix(left, hit.start)
    if not variant and _each_of_all(state, hit, left):
        return True
    if AT_MOST.search(prefix):
        return not variant and at_most(state, hit, state.last_kind(), left, end)
    kind = _kind_of_bare(state, hit, left, end)
    if kind is None:
        if _may_be_step(state, hit, variant, left):
            _keep_as_step(state, hit, left)
        return False
    if state.unread and state.unread[-1].why == "no-figure" and state.no_figure_at >= state.taken - 1:
        state.unread.pop()  # 被评为先进的加分，省级5分: the figure follows
    draft = give(state, hit, kind, left, end, prefix)
    draft.bare = True
    return True


def _kind_of_bare(state: State, hit: Hit, left: int, end: int) -> RuleKind | None:
    """Return what a figure without a verb does with points, or None if it is no rule."""
    own = state.text[max(left, end - _NEAR) : end].lstrip(",:、)|")
    behind = units.per_behind(state.text, hit.end)
    if not words_of(own) or (_FOLLOWS_CONDITION.match(state.text, hit.end) and behind is None):
        return None
    part = own[own.rfind(",") + 1 :]
    if NO_CONDITION.search(part) or STRUCTURE.search(state.sentence(hit)):
        return None
    if state.text[hit.end : hit.end + 1] == ")" and "(" not in own:
        return None
    if bands.condition_in(part) is not None and part.endswith(("上", "下", "间", "内", "分", "%")):
        return AWARD
    if part.endswith(":") and bands.condition_in(part.rstrip(":")) is not None:
        return AWARD
    if "range" in hit.match.re.groupindex and _is_grading(state, hit):
        return None
    if _MET.fullmatch(part):
        return AWARD
    counts = behind is not None or units.per_before(own) is not None
    same_sentence = bool(state.drafts) and left == state.taken
    if counts and (state.context is None or not same_sentence):
        return DEDUCT if _FAILS.search(part) or _under_deductions(state, hit) else state.context or AWARD
    if _GRADE.search(part):
        return state.context or AWARD
    if state.context is not None and not _HEADING.match(part) and len(part) <= 12 and hit.start - state.taken <= 14:
        return state.context
    return None


def _under_deductions(state: State, hit: Hit) -> bool:
    """Return whether the last heading of the line speaks of deductions: 扣分项：未按时报送，0.5分/人."""
    heads = _HEADS.findall(state.text, state.text.rfind("\n", 0, hit.start) + 1, hit.start)
    return bool(heads) and heads[-1][0] in "扣减"


def _each_of_all(state: State, hit: Hit, left: int) -> bool:
    """Read 每项1分，共5分: points for each of several, and how many in all."""
    in_all = _IN_ALL.match(state.text, hit.end)
    if in_all is None or not _EACH.search(state.text[max(left, hit.start - 8) : hit.start]):
        return False
    value = number_or_none(in_all["a"])
    draft = give(state, hit, AWARD, left, hit.start, "")
    draft.bare, draft.cap, draft.end = True, value, in_all.end()
    if value is not None:
        draft.marks.append(Mark("cap", *in_all.span("a"), value))
    state.taken = in_all.end()
    return True


def _keep_as_step(state: State, hit: Hit, left: int) -> None:
    state.steps.append(ladders.step(state.text, hit, _since_step(state, left)))


def _since_step(state: State, left: int) -> int:
    return max(left, state.steps[-1].end if state.steps else 0)


def _may_be_step(state: State, hit: Hit, variant: str, left: int) -> bool:
    """Return whether a figure has a condition of its own and is no weight, total or grade of totals."""
    own = state.text[max(_since_step(state, left), hit.start - _NEAR) : hit.start].lstrip(",:、;)|").rstrip(",:")
    if variant == "list" or not words_of(own) or _FOLLOWS_CONDITION.match(state.text, hit.end):
        return False
    if NO_CONDITION.search(own) and not (_PLAIN_GRADE.search(own) or bands.condition_in(own)):
        return False
    return not (variant == "range" and _is_grading(state, hit)) and not STRUCTURE.search(state.sentence(hit))


def _is_grading(state: State, hit: Hit) -> bool:
    """Return whether a range grades a total (优秀90-100分) and gives no points of this item.

    The ranges of one text are judged together, by the highest: 优9-10分 … 差0-4分 in an item of 4
    points grade something else, the lowest one too.
    """
    if state.highest_range is None:
        spans = (match.span("range") for match in hit.match.re.finditer(state.text))
        state.highest_range = max(f[2] for span in spans for f in tiers.figures_in(state.text, *span))
    return state.highest_range > state.points if state.points is not None else state.highest_range >= 60


def _begin_sub_item(state: State, hit: Hit) -> None:
    """（3分，缺一期扣1分）: to the closing bracket the limit is 3."""
    closing = state.text.find(")", hit.end, hit.end + 200)
    state.sub_points = number_or_none(hit.match[0][:-1])
    state.sub_from = len(state.drafts)
    state.sub_until = closing if closing >= 0 else hit.end + 200
