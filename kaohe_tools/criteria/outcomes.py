"""Everything, nothing, a part: 不得分, 得满分, 按比例得分, 减半, 一票否决; and what is no rule."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise

from kaohe_tools.criteria import bands, triggers
from kaohe_tools.criteria.amounts import TAKEN_ALREADY
from kaohe_tools.criteria.drafts import Mark, words_of
from kaohe_tools.criteria.figures import number_or_none
from kaohe_tools.criteria.giving import nothing
from kaohe_tools.criteria.limits import all_gone
from kaohe_tools.criteria.notations import Hit
from kaohe_tools.criteria.state import AWARD, BONUS, DEDUCT, State, kind_of
from kaohe_tools.model import Band, RuleKind

_SAME_EVENT = re.compile(r"[,、(]?(?:且|并且?|同时|一律|直接|当年|年度|年终)*+")
_FORMULA = re.compile(r"[,:(。]?(?:即|具体)?(?:计算|计分)?(?:公式|方法)?[为是:]?[^,;。\n=]{0,12}=[^,;。\n]*")
_FLOOR = re.compile(r"(?:最低|最少|至少|不低于)[得计记为]?分?$")


def veto(state: State, hit: Hit, variant: str, left: int) -> bool:
    """一票否决, 取消…资格: no points, a consequence for the whole."""
    condition = bands.condition_in(state.text[left : hit.start]) if variant == "rated" else None
    if condition is not None and condition.unit == "分":
        return False  # 60分以下评定为不合格: how totals are graded
    last = state.drafts[-1] if state.drafts else None
    if last is not None and last.kind is RuleKind.VETO and _SAME_EVENT.fullmatch(state.text, last.end, hit.start):
        last.end = hit.end  # 一票否决，取消评优资格: one event, said twice
        return True
    if words_of(state.text[left : hit.start]) or (state.drafts and state.drafts[-1].end >= left - 1):
        state.add(RuleKind.VETO, hit, left, hit.start)
    return True


def zero(state: State, hit: Hit, variant: str, left: int) -> bool:
    """不得分, 0分, 扣除全部分值."""
    if state.text[hit.end : hit.end + 1] in ("的", "者"):
        return False  # 两项不得分的，…: a condition
    if _FLOOR.search(state.text[max(left, hit.start - 5) : hit.start]):
        return True  # 最低0分: no rule, points never fall below
    end, _prefix = state.prefix(left, hit.start)
    if variant == "all" and not words_of(state.text[left:end]) and state.last_kind() is DEDUCT and state.drafts:
        return all_gone(state, hit, "", left)
    nothing(state, hit, left, end)
    return True


def table(state: State, hit: Hit, _variant: str, left: int) -> bool:
    """100/90/80→5/4/3: thresholds and what each earns, from the best down; else it was not understood."""
    limits = [Decimal(part.rstrip("%")) for part in hit.match["list"].split("/")]
    figures = [(m.start() + hit.match.start("to"), m[0]) for m in re.finditer(r"[0-9.]+", hit.match["to"])]
    points = [Decimal(figure) for _at, figure in figures]
    falling = all(a > b for a, b in pairwise(limits)) and all(a > b for a, b in pairwise(points))
    if len(limits) != len(points) or not falling:
        state.not_read(left, hit, "unknown")
        return True
    draft = state.add(RuleKind.BAND, hit, left, hit.start)
    upper = [None, *limits]
    draft.bands = tuple(Band(min=low, max=high, points=p) for low, high, p in zip(limits, upper, points, strict=False))
    draft.marks = [Mark("band", at, at + len(f), Decimal(f), n) for n, (at, f) in enumerate(figures)]
    return True


def full(state: State, hit: Hit, _variant: str, left: int) -> bool:
    """得满分."""
    end, _prefix = state.prefix(left, hit.start)
    draft = state.add(AWARD, hit, left, end)
    draft.all_points = True
    draft.points = state.points
    return True


def proportional(state: State, hit: Hit, variant: str, left: int) -> bool:
    """按完成比例得分, 办结率×15分."""
    said = hit.match[0]
    if re.search(r"[0-9]:[0-9]", said):
        return False
    last = state.drafts[-1] if state.drafts else None
    named = variant and last is not None and last.kind is RuleKind.PROPORTIONAL and not last.marks
    if named and last is not None and _FORMULA.fullmatch(state.text, last.end, hit.start):
        state.drafts.pop()  # 按完成比例得分，得分=…: the formula says the same again
        left = last.left
    draft = state.add(RuleKind.PROPORTIONAL, hit, left, hit.start)
    draft.points = state.points
    if variant:
        figure = hit.match.groupdict().get("a")
        draft.points = number_or_none(figure) if figure else state.points
        start = triggers.clause_start(state.text, left, hit.start)
        tail = state.until_sign(hit.end) if said.endswith(("×", "乘以")) else hit.end
        draft.end = tail
        draft.expr = state.text[start:tail].strip(",:")
        if figure and draft.points is not None:
            draft.marks.append(Mark("points", *hit.match.span("a"), draft.points))
    else:
        draft.expr = said
    return True


def factor(state: State, hit: Hit, _variant: str, left: int) -> bool:
    """减半扣分, 加倍: a multiple of what another rule says."""
    said = hit.match[0]
    kind = next((kind_of(c) for c in said if c in "扣奖得计记给"), None)
    if "加分" in said or said.endswith("加"):
        kind = BONUS
    if kind is None:
        kind = state.drafts[-1].kind if state.drafts else None
    if kind not in (DEDUCT, BONUS, AWARD):
        return False
    end, _prefix = state.prefix(left, hit.start)
    draft = state.add(kind, hit, left, end)
    draft.factor = Decimal("0.5") if re.search(r"减半|折半|一半|0\.5", said) else Decimal(2)
    return True


def exempt(state: State, _hit: Hit, _variant: str, _left: int) -> bool:
    """不扣分: no rule."""
    return True


def discretion(state: State, hit: Hit, _variant: str, left: int) -> bool:
    """酌情扣分: no rule unless a limit follows; noted as not readable."""
    state.pending = (left, hit.start)
    state.context = kind_of(next((c for c in hit.match[0] if c in "扣减加"), ""))
    state.not_read(left, hit, "discretion")
    return True


def unknown(state: State, hit: Hit, _variant: str, left: int) -> bool:
    """扣3分以上: an amount without an end."""
    before = state.text[max(left, hit.start - 4) : hit.start]
    if TAKEN_ALREADY.search(before) or state.text[hit.end : hit.end + 1] in ("的", "者", "时"):
        return False
    state.not_read(left, hit, "unknown")
    return True


def no_figure(state: State, hit: Hit, variant: str, left: int) -> bool:
    """缺1次扣分: the figure is missing. 加分： is a heading."""
    if variant:
        state.not_read(left, hit, "no-figure")
        return True
    before, after = state.text[max(left, hit.start - 1) : hit.start], state.text[hit.end : hit.end + 1]
    if before in tuple("被无未有所已不或和与、免+-") or after not in ("", *",;。)\n:"):
        return False
    state.context = kind_of(hit.match[0])
    words = words_of(state.text[left : hit.start])
    if after == ":" or not words or re.fullmatch(r"[0-9.]+分?", words):
        return after == ":"
    state.not_read(left, hit, "no-figure")
    state.no_figure_at = hit.end
    return True
