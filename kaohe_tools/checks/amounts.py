"""How much the rules of a row take and give: one occurrence, and all together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from kaohe_tools.checks._base import NotApplicable, excerpt
from kaohe_tools.checks.likeness import pieces
from kaohe_tools.locale import text
from kaohe_tools.model import Criterion, Indicator, Rule, RuleKind, Scheme

_FIGURES = re.compile(r"[\d.%％]+|[一二三四五六七八九十百]+")
_LATE = re.compile(r"逾期|超期|延期|延迟|迟|未按时|未及时|未按期|未按规定时间|不及时|不按时|滞后")
_NONE = re.compile(r"拒不|未能|没有|未|没|不|无|缺")
_DEFECT = re.compile(
    r"不完善|不健全|不完整|不齐全|不齐|不全|不到位|不规范|不明确|不落实|不正常|不准确|不严格?|不实|不符合?|不达标"
)
_DOING = re.compile(r"落实|执行|开展|建立|制定|设置|设立|使用|要求|规定|其[它他]|内容|工作")
_NEAR = 12
_FILLER = re.compile(r"[的了者均,，。、；;:：\s]")


def priced(scheme: Scheme) -> Iterator[tuple[Indicator, Decimal]]:
    """Yield the rows that have points above zero, with their points."""
    for item in scheme.indicators:
        if item.points is not None and item.points > 0:
            yield item, item.points


def need_rules(scheme: Scheme) -> None:
    """Raise NotApplicable where no row of the sheet has a criterion."""
    if not any(i.criterion.text.strip() for i in scheme.indicators):
        raise NotApplicable(text("the sheet has no scoring criteria"))


def said(item: Indicator, rule: Rule, most: int = 30) -> str:
    """Return the words of a rule as the sheet has them, short enough for a quotation."""
    start, end = rule.clause
    words = item.criterion.text[start:end].strip(" 　，,；;、。\n") or rule.trigger
    return excerpt(words, most)


def row_limit(criterion: Criterion, points: Decimal | None) -> Decimal | None:
    """Return the most that all rules of a row deduct together, where the text sets a limit.

    A closing 最多扣N分 with just the row's points is a limit of the row, whatever rule it stands behind.
    """
    if criterion.item_cap is not None:
        return criterion.item_cap
    last = criterion.deductions[-1:]
    return points if last and points is not None and last[0].cap == points else None


def bounded_once(rule: Rule, criterion: Criterion, points: Decimal) -> Decimal | None:
    """Return what one occurrence takes once the rule's and the item's own caps are applied."""
    once = rule.once(points)
    if once is None or rule.kind is not RuleKind.DEDUCT or rule.all_points:
        return None
    caps = [c for c in (rule.cap, criterion.item_cap) if c is not None]
    return min([once, *caps])


def _alternatives(one: Rule, other: Rule) -> bool:
    """Whether two triggers exclude each other.

    Grades of one thing (低于90%, 低于80%); late against not at all (逾期报送, 未报送); missing
    against imperfect (无计划, 计划不完善).
    """
    a, b = one.trigger, other.trigger
    bare_ = [_FILLER.sub("", _FIGURES.sub("", t)) for t in (a, b)]
    if bare_[0] == bare_[1] and a != b and bare_[0]:
        return True
    if bool(_LATE.search(a)) != bool(_LATE.search(b)):
        cores = [_FILLER.sub("", _NONE.sub("", _LATE.sub("", t))) for t in (a, b)]
        return cores[0] in cores[1] or cores[1] in cores[0]
    if bool(_DEFECT.search(a)) != bool(_DEFECT.search(b)):
        imperfect, missing = (a, b) if _DEFECT.search(a) else (b, a)
        if not _NONE.search(missing):
            return False
        core = pieces(_DOING.sub("", _DEFECT.sub("", imperfect)))
        return not core or bool(core & pieces(missing))
    return False


def summands(criterion: Criterion, points: Decimal) -> tuple[Decimal, ...]:
    """Return what the deduction rules take together when all apply that can apply at once.

    A rule counts with its cap. Of rules that exclude each other the largest counts. Rules that take
    everything, rules for some units only, and rules per occurrence without a cap are left out.
    """
    groups: list[tuple[list[Rule], Decimal]] = []
    for rule in criterion.deductions:
        once = rule.once(points)
        if rule.all_points or rule.scope or once is None or (rule.per is not None and rule.cap is None):
            continue
        amount = rule.cap if rule.cap is not None and rule.per is not None else once
        # rules that exclude each other stand near each other: look back a little, not through the whole text
        for at_ in range(max(0, len(groups) - _NEAR), len(groups)):
            members, largest = groups[at_]
            if not rule.additional and any(_alternatives(m, rule) for m in members[-_NEAR:]):
                groups[at_] = ([*members, rule], max(largest, amount))
                break
        else:
            groups.append(([rule], amount))
    return tuple(amount for _rules, amount in groups if amount > 0)
