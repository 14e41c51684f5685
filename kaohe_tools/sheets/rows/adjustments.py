"""Rows beside the points: bonus, penalty and veto lists inside a table."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from kaohe_tools.model import Adjustment, AdjustmentKind, Criterion, RuleKind, SourceRef
from kaohe_tools.points import parse_points

_HEADINGS: tuple[tuple[AdjustmentKind, re.Pattern[str]], ...] = (
    (AdjustmentKind.VETO, re.compile(r"一票否[决优]|否决性?(?:内容|事项|指标|项目?)$")),
    (
        AdjustmentKind.BONUS,
        re.compile(
            r"^(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)])?(?:附加|奖励)?(?:加分|奖分|奖励)(?:项目?|内容|事项|指标|因素|部分|情形)?$|^附加分$"
        ),
    ),
    (
        AdjustmentKind.PENALTY,
        re.compile(
            r"^(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)])?(?:减分|扣分|倒扣分?|罚分)(?:项目?|内容|事项|指标|因素|部分|情形)?$"
        ),
    ),
)
_IN_BRACKETS = re.compile(r"[（(〔\[].*?[）)〕\]]")
_MOST_LABEL = 200
_LARGEST = re.compile(
    r"取[最较]?[大高](?:者|值|的)?|就高(?:不就低)?|按(?:扣得)?[最较]?[高多大]的?(?:一[项方]|者)?(?:计|扣|加)|不(?:重复|累计|累加)"
)
_LIMIT = re.compile(
    r"(?:最[高多]|累计|上限|不超过|至多)(?:加|扣|减|计|奖)?(?:分)?(?:至|到|为|不超过)?\s*([0-9０-９]+(?:\.[0-9]+)?)\s*分"
)


def kind_of_heading(label: str) -> AdjustmentKind | None:
    """Return which list a label heads: 加分项, 扣分项, 一票否决; None for any other label."""
    if "分" not in label and "奖" not in label and "否" not in label:
        return None  # most labels: no need to look closer
    return _kind_of_short(label) if len(label) <= _MOST_LABEL else None


@lru_cache(maxsize=1024)
def _kind_of_short(label: str) -> AdjustmentKind | None:
    bare = "".join(_IN_BRACKETS.sub("", label).split()).rstrip(":：")
    if not bare or len(bare) > 16:
        return None
    return next((kind for kind, pattern in _HEADINGS if pattern.search(bare)), None)


def is_bonus_row(criterion: Criterion) -> bool:
    """Return whether all rules of a row only add points beyond the full mark (加分 …，最多加2分)."""
    return bool(criterion.rules) and all(rule.kind is RuleKind.BONUS for rule in criterion.rules)


def adjustment(
    kind: AdjustmentKind,
    criterion: Criterion,
    *,
    points: Decimal | None = None,
    number: str = "",
    assessor: str = "",
    source: SourceRef | None = None,
) -> Adjustment:
    """Return a row of such a list. Its limit is the one its text states, else the points it stands with."""
    return Adjustment(
        kind=kind,
        number=number,
        criterion=criterion,
        cap=None if kind is AdjustmentKind.VETO else _cap(criterion, points),
        largest_only=_LARGEST.search(criterion.text) is not None,
        assessor=assessor,
        source=source,
    )


def _cap(criterion: Criterion, points: Decimal | None) -> Decimal | None:
    if criterion.item_cap is not None:
        return criterion.item_cap
    caps = [rule.cap for rule in criterion.rules if rule.cap is not None]
    if len(caps) == 1 and len(criterion.rules) == 1:
        return caps[0]
    stated = limit_in(criterion.text)
    if stated is not None:
        return stated
    return abs(points) if points else None


def limit_in(words: str) -> Decimal | None:
    """Return the limit that words state: 最高加5分, 累计不超过3分."""
    stated = _LIMIT.search(words)
    return parse_points(stated[1]) if stated else None
