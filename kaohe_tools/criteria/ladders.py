"""Figures without a verb that are steps of one ladder: 资料齐全3分，基本齐全2分，不齐全0分.

One such figure alone may be the weight of a part (制度健全2分，台账规范3分). Steps are told from
parts by what they add up to: parts make up the item's points together, steps exclude each other,
so the best one alone is worth the item's points, or one is worth nothing.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from kaohe_tools.criteria.drafts import Draft, Mark, words_of
from kaohe_tools.criteria.notations import Hit
from kaohe_tools.criteria.tiers import figures_in
from kaohe_tools.criteria.triggers import clause_start
from kaohe_tools.model import RuleKind

_GAP = 1
"""Characters between two steps: a comma or a semicolon."""


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
        if draft is not None and run and _next_to(run[-1], draft, text):
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
    return plain and other.left - one.end <= _GAP and text[one.end : one.end + 1] not in ("。", "\n")


def _parted(run: list[Draft], text: str) -> list[Draft]:
    """Let every step begin behind the one before it."""
    for one, other in pairwise(run):
        if other.left < one.end <= other.words[1]:
            other.left = one.end
            other.words = (clause_start(text, one.end, other.words[1]), other.words[1])
            other.start = max(other.start, other.words[0])
    return run


def _is_ladder(run: list[Draft], text: str, item_points: Decimal | None) -> bool:
    points = [d.points for d in run if d.kind is RuleKind.AWARD and d.points is not None]
    if len(points) < 2 or not all(words_of(text[d.words[0] : d.words[1]]) for d in run):
        return False
    nothing = any(d.kind is RuleKind.ZERO and text[d.end - 2 : d.end] in ("0分", "零分") for d in run)
    if item_points is None:
        return nothing
    together = sum(points, Decimal(0))
    return together != item_points and (
        (nothing and max(points) <= item_points) or (max(points) == item_points and together > item_points)
    )
