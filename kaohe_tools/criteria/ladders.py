"""Figures without a verb that are steps of one ladder: 资料齐全3分，基本齐全2分，不齐全0分.

One such figure alone may be the weight of a part (制度健全2分，台账规范3分). Steps are told from
parts by what they add up to: parts make up the item's points together, steps exclude each other,
so the best one alone is worth the item's points, or one is worth nothing.
"""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise

from kaohe_tools.criteria.bands import condition_in
from kaohe_tools.criteria.drafts import Draft, Mark, words_of
from kaohe_tools.criteria.notations import Hit
from kaohe_tools.criteria.tiers import figures_in
from kaohe_tools.criteria.triggers import clause_start
from kaohe_tools.model import RuleKind

_BETWEEN = re.compile(r"[,;、)]{0,2}")
_LESS = re.compile(r"基本|部分|较|一般|差|[未不无没]")


def step(text: str, hit: Hit, left: int) -> Draft:
    """Return a figure without a verb as a step that may turn out to be a rule."""
    figures = sorted(figures_in(text, hit.start, hit.end), key=lambda f: f[2])
    best = figures[-1]
    draft = Draft(
        kind=RuleKind.AWARD,
        left=left,
        words=(clause_start(text, left, hit.start), hit.start),
        start=left,
        end=hit.end,
        points=best[2],
        bare=True,
    )
    draft.start = draft.words[0]
    if len(figures) == 2:
        draft.min = figures[0][2]
        draft.marks.append(Mark("min", *figures[0]))
    draft.marks.append(Mark("points", *best))
    return draft


def with_steps(drafts: list[Draft], steps: list[Draft], text: str, item_points: Decimal | None) -> list[Draft]:
    """Return the drafts, in the order of the text, with those steps that make a ladder."""
    if not steps:
        return drafts
    loose = {id(s) for s in steps}
    out: list[Draft] = []
    run: list[Draft] = []
    for draft in [*sorted([*drafts, *steps], key=lambda d: d.end), None]:
        complete = len(run) > 1 and run[-1].kind is RuleKind.ZERO
        if draft is not None and run and not complete and _next_to(run[-1], draft, text):
            run.append(draft)
            continue
        if _is_ladder(run, text, item_points):
            out += _parted(run, text)
        else:
            out += [d for d in run if id(d) not in loose]
        run = [] if draft is None else [draft]
    return out


def _next_to(one: Draft, other: Draft, text: str) -> bool:
    plain = all(d.kind in (RuleKind.AWARD, RuleKind.ZERO) and d.per is None for d in (one, other))
    return plain and not text.startswith(("其中", "包括"), other.words[0]) and _between(one, other, text)


def _between(one: Draft, other: Draft, text: str) -> bool:
    return _BETWEEN.fullmatch(text, one.end, max(one.end, other.left)) is not None


def _parted(run: list[Draft], text: str) -> list[Draft]:
    """Let every step begin behind the one before it."""
    for one, other in pairwise(run):
        one.step = other.step = True
        if other.left < one.end <= other.words[1]:
            other.left = one.end
            other.words = (clause_start(text, one.end, other.words[1]), other.words[1])
            other.start = max(other.start, other.words[0])
    return run


def _condition(draft: Draft, text: str) -> str:
    return words_of(text[draft.words[0] : draft.words[1]])


def _ranges(run: list[Draft], text: str) -> bool:
    return all(condition_in(_condition(d, text)) for d in run)


def _is_ladder(run: list[Draft], text: str, item_points: Decimal | None) -> bool:
    points = [d.points for d in run if d.kind is RuleKind.AWARD and d.points is not None]
    if len(points) < 2 or not all(_condition(d, text) for d in run):
        return False
    bracketed = any(text[d.end : d.end + 1] == ")" for d in run)
    nothing = any(d.kind is RuleKind.ZERO and text[d.end - 2 : d.end] in ("0分", "零分") for d in run)
    if len(set(points)) < len(points) and not (nothing and _ranges(run, text)):
        return False  # parts of equal weight; but ranges down to nothing may have equal steps
    if item_points is None:
        return nothing
    best, together = max(points), sum(points, Decimal(0))
    graded = _ranges(run, text) or all(_LESS.search(_condition(d, text)) for d in run[1:] if d.kind is RuleKind.AWARD)
    if together in (item_points, 2 * best) and not graded:
        return False  # parts; 组织领导10分，制度健全6分，执行到位4分: a heading and its parts
    if nothing:  # ranges of one rate stay a ladder even where the item carries less: that is a finding
        return best <= item_points or _ranges(run, text)
    return not bracketed and best == item_points < together
