"""Make the rule of one amount: what it is counted in, its figures, its tiers, its several conditions."""

from __future__ import annotations

import dataclasses
import re

from kaohe_tools.criteria import tiers, triggers, units
from kaohe_tools.criteria.drafts import Draft, Mark, words_of
from kaohe_tools.criteria.figures import number_or_none
from kaohe_tools.criteria.notations import Hit
from kaohe_tools.criteria.state import AWARD, DEDUCT, State
from kaohe_tools.model import Per, RuleKind

_RESPECTIVE = re.compile(r"分别|依次|各")
_MORE = re.compile(r"再|另外?|(?<!累)加$|增$|追加|还")
_BEYOND = re.compile(r"追加|总分")
_COUNTED_AWARD = re.compile(r"每|[一1][^,;:。0-9一二两三四五六七八九十]{1,3}$")
_BESIDE = re.compile(r"(?<=[^0-9,;。])、|或者?|,")
_EACH_FAILS = re.compile(r"每[缺少漏欠低有发出]")
_THRESHOLD = re.compile(r"每[^,;:。每]{1,12}[≤≥<>][^,;:。]{1,8}$")


def nothing(state: State, hit: Hit, left: int, end: int) -> Draft:
    """Make the rule that the item gets no points."""
    scope = triggers.SCOPE_AT_END.search(state.text[left:end])
    if scope is not None:
        end = left + scope.start()
    draft = state.add(RuleKind.ZERO, hit, left, end)
    draft.all_points = True
    draft.points = state.points
    if scope is not None and "小" in scope[0]:
        draft.scope, draft.points = scope[0].lstrip(",、:"), None
    return draft


def give(state: State, hit: Hit, kind: RuleKind, left: int, end: int, prefix: str) -> Draft:
    """Make the rule of the amount that a notation names.

    `left` and `end` bound its condition; `prefix` is what stands between condition and verb (分别, 再).
    """
    groups = hit.match.groupdict()
    value = number_or_none(groups["a"]) if groups.get("a") else None
    if kind is AWARD and value == 0:
        return nothing(state, hit, left, end)
    words = state.text[left:end]
    behind = units.per_behind(state.text, hit.end)
    per = behind[0] if behind else units.per_before(words)
    if kind is AWARD and not behind and (not _COUNTED_AWARD.search(words) or _THRESHOLD.search(words)):
        per = None  # 发布2期，得2分: a target that is met, not a rate
    last = state.drafts[-1] if state.drafts else None
    if kind is AWARD and per is None and last and last.bare and last.per and last.points == value:
        last.words = (triggers.clause_start(state.text, left, end), end)
        last.end = hit.end  # 1件1分，办成得1分: said twice
        return last
    draft = state.add(kind, hit, left, end)
    draft.per = per
    draft.beyond_item = kind is DEDUCT and bool(_BEYOND.search(prefix) or "总分" in groups.get("obj", ""))
    draft.additional = bool(_MORE.search(prefix)) and not draft.beyond_item
    if behind:
        draft.end = state.taken = behind[1]
    if groups.get("list"):
        set_tiers(state, draft, hit)
    elif groups.get("range"):
        _set_range(state, draft, hit, prefix)
    else:
        set_points(state, draft, hit)
    if state.sub_points is not None and kind is DEDUCT and hit.start < state.sub_until:
        draft.cap = state.sub_points
    if "各" in prefix:
        _split_named(state, draft)
    elif per is not None:
        _split_units(state, draft)
    return draft


def set_points(state: State, draft: Draft, hit: Hit) -> None:
    """Take over the single figure of a notation."""
    value = number_or_none(hit.match["a"])
    draft.points = value
    if value is not None:
        draft.marks.append(Mark("points", hit.match.start("a"), hit.match.end("a"), value))
    if draft.kind is AWARD and value is not None and value == state.points and draft.per is None:
        draft.all_points = True


def _set_range(state: State, draft: Draft, hit: Hit, prefix: str) -> None:
    figures = tiers.figures_in(state.text, *hit.match.span("range"))
    if len(figures) != 2:
        return
    low, high = sorted(f[2] for f in figures)
    draft.min, draft.points = low, high
    for start, end, value in figures:
        draft.marks.append(Mark("points" if value == high else "min", start, end, value))
    if _RESPECTIVE.search(prefix):
        words = state.text[draft.left : draft.words[1]]
        for count in range(3, 8):
            labels = tiers.labels_for(count, words)
            if labels:
                draft.tiers = tiers.interpolated(low, high, count)
                draft.tier_labels = labels
                return


def set_tiers(state: State, draft: Draft, hit: Hit) -> None:
    """Take over a list of figures, and the names they belong to."""
    figures = tiers.figures_in(state.text, *hit.match.span("list"))
    draft.tiers = tuple(value for _start, _end, value in figures)
    draft.points = max(draft.tiers)
    draft.tier_labels = tiers.labels_for(len(figures), state.text[draft.left : draft.words[1]])
    draft.marks += [Mark("tier", s, e, v, n) for n, (s, e, v) in enumerate(figures)]


def _split_named(state: State, draft: Draft) -> None:
    """各扣1分 over several named conditions is one rule for each."""
    if draft.per is not None or draft.tiers:
        return
    start, end = draft.words
    parts = _named(state.text[start:end])
    if len(parts) < 2:
        if draft.kind is AWARD:
            draft.per = Per(unit="项")
        return
    state.drafts.pop()
    for at, to in parts:
        state.drafts.append(_copy(draft, (start + at, start + to)))


def _split_units(state: State, draft: Draft) -> None:
    """表册每缺一本、图纸每缺一张，扣1分: one rule for each unit."""
    start, end = draft.words
    parts = _BESIDE.split(words_of(state.text[start:end]))
    if len(parts) < 2 or not all(_EACH_FAILS.search(p) for p in parts):
        return
    pers = [units.per_before(p) for p in parts]
    if any(p is None for p in pers):
        return
    state.drafts.pop()
    for per in pers:
        twin = _copy(draft, draft.words)
        twin.per = per
        state.drafts.append(twin)


def _named(words: str) -> list[tuple[int, int]]:
    """Return the places of conditions named side by side: 未签约的，未备案的 / 计划、总结缺失."""
    sign = "," if re.search(r"的,.*的,?$", words) or re.search(r"未[^,、]+,未", words) else "、"
    found, at = [], 0
    body = words.rstrip(",:、")
    for match in re.finditer(f"{sign}|(?<=[^平缓温饱柔])和(?=[^谐睦解好平缓])", body):
        if body.count("(", 0, match.start()) > body.count(")", 0, match.start()):
            continue
        if match[0] == "和" and sign == ",":
            continue
        found.append((at, match.start()))
        at = match.end()
    found.append((at, len(body)))
    return found if len(found) > 1 and all(to > a for a, to in found) else []


def _copy(draft: Draft, words: tuple[int, int]) -> Draft:
    return dataclasses.replace(draft, words=words, marks=list(draft.marks))
