"""Limits: of one rule, of several, of the whole item."""

from __future__ import annotations

import re
from decimal import Decimal

from kaohe_tools.criteria import triggers
from kaohe_tools.criteria.bands import NUMBERED
from kaohe_tools.criteria.drafts import Mark
from kaohe_tools.criteria.figures import number_or_none
from kaohe_tools.criteria.giving import give
from kaohe_tools.criteria.notations import Hit
from kaohe_tools.criteria.state import AWARD, DEDUCT, State
from kaohe_tools.model import RuleKind

_OF_DEDUCTIONS = re.compile(r"扣分(?:的|累计|总)?$")


def limit(state: State, hit: Hit, variant: str, left: int) -> bool:
    """扣至4分为止, 5分封顶, 上限3分."""
    value = number_or_none(hit.match["a"])
    if value is None or (variant and state.text[hit.end : hit.end + 1] in ("的", "者", "时")):
        return False
    if not state.drafts:  # 扣分上限为5分，每起投诉扣1分: said first, it holds for all that follow
        if variant == "upper" and _OF_DEDUCTIONS.search(state.text, left, hit.start):
            _set_item_cap(state, value, hit.match.span("a"))
            return True
        return False
    end, prefix = state.prefix(left, hit.start)
    item = hit.match[0][0] in "扣减" or triggers.ITEM_SCOPE.search(state.text[left:end] + prefix) is not None
    _set_cap(state, hit, value, state.last_kind(), item)
    state.extend(hit, left)
    return True


def share_of_item(state: State, hit: Hit, _variant: str, left: int) -> bool:
    """不超过本项分值的50%: a limit of all deductions, where the item's points are known."""
    value = number_or_none(hit.match["a"])
    if value is None or state.points is None or not state.drafts or state.last_kind() is not DEDUCT:
        state.not_read(left, hit, "unknown")
    else:
        state.item_cap = state.points * value / 100
        state.extend(hit, left)
    return True


def all_gone(state: State, hit: Hit, _variant: str, left: int) -> bool:
    """扣完为止: the item's points are the limit, or those of the sub-item just named."""
    sub = sub_item_points(state, hit.start)
    if sub is not None and sub != state.points:
        for draft in state.drafts[state.sub_from :]:
            if draft.kind is DEDUCT and draft.cap is None:
                draft.cap = sub
    elif state.points is not None:
        state.item_cap = state.points
    state.extend(hit, left)
    return True


def condition(state: State, hit: Hit, variant: str, _left: int) -> bool:
    """扣满6分的: a condition, and a limit of the rules before it."""
    value = number_or_none(hit.match["a"]) if variant == "exhausted" else None
    if value is not None and any(d.kind is DEDUCT for d in state.drafts):
        _set_item_cap(state, value, hit.match.span("a"))
    return False


def at_most(state: State, hit: Hit, kind: RuleKind, left: int, end: int) -> bool:
    """Read 最多扣5分: a limit, or an amount of up to 5 where it has a condition of its own."""
    value = number_or_none(hit.match.groupdict().get("a") or "x")
    if value is None:
        return False
    own = state.text[left:end]
    scope_only = triggers.is_scope_only(own)
    if scope_only and state.pending and not any(state.text[state.pending[1] : left].count(c) for c in "。;"):
        left, end = state.pending
        scope_only = False
    if not scope_only:
        draft = give(state, hit, kind, left, end, "")
        if draft.per is None or draft.min is None:
            draft.min = Decimal(0)
        state.context = kind
        return True
    item = triggers.ITEM_SCOPE.search(own) is not None
    _set_cap(state, hit, value, kind, item)
    state.extend(hit, left)
    return True


def _set_cap(state: State, hit: Hit, value: Decimal, kind: RuleKind, item: bool) -> None:
    at = hit.match.span("a")
    same = [d for d in state.drafts[-40:] if d.kind is kind]
    if not same:
        if kind is DEDUCT and (item or not state.drafts):
            _set_item_cap(state, value, at)
        return
    if item and kind is DEDUCT:
        _set_item_cap(state, value, at)
    else:
        for draft in same if item else same[-1:]:
            if draft.cap is None:
                draft.cap = value
                draft.marks.append(Mark("cap", *at, value))


def _set_item_cap(state: State, value: Decimal, at: tuple[int, int]) -> None:
    state.item_cap = value
    state.cap_marks = [Mark("item_cap", *at, value)]


def sub_item_points(state: State, at: int) -> Decimal | None:
    """Return the points that 扣完 refers to where they are not the item's: （3分，缺一期扣1分，扣完为止）."""
    if state.sub_points is not None and at <= state.sub_until:
        return state.sub_points
    for back, draft in enumerate(reversed(state.drafts[-8:]), 1):
        if NUMBERED.search(state.text, draft.end, min(at, draft.end + triggers.REACH)):
            return None
        if draft.kind is AWARD and draft.points is not None and not draft.per and not draft.tiers:
            state.sub_from = len(state.drafts) - back
            return draft.points
    return None
