"""RL16: whether what a row awards fits the points it has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from kaohe_tools.checks._base import Draft, Explanation, at, check, excerpt, found
from kaohe_tools.checks.amounts import need_rules, priced, said
from kaohe_tools.findings import Severity
from kaohe_tools.locale import text
from kaohe_tools.model import Indicator, RuleKind, Scheme
from kaohe_tools.profiles import Profile

_FULL_WIDTH = str.maketrans("０１２３４５６７８９．", "0123456789.")
_FULL_MARK = re.compile(r"(?:满分|基础分|基准分)(?:值)?[为是：:]?\s*(\d+(?:\.\d+)?)\s*分")
_CONVERTED = re.compile(r"百分制|折算|换算|折合|折成|按比例|权重|系数|[×*]|平均|加权")
_HUNDRED = Decimal(100)


class _Said(NamedTuple):
    """A figure that a row gives at most, and the words that say so."""

    points: Decimal
    words: str


def _given(item: Indicator) -> Iterator[_Said]:
    """Yield what each award, range and full mark of a row gives at most."""
    for rule in item.criterion.rules:
        words = said(item, rule)
        if rule.kind is RuleKind.BAND and rule.bands:
            yield _Said(max(b.points for b in rule.bands), words)
        elif rule.kind is RuleKind.AWARD and not rule.all_points and rule.share is None:
            known = [p for p in (rule.cap if rule.per else None, rule.points) if p is not None]
            if known:
                yield _Said(max(known), words)
    for match in _FULL_MARK.finditer(item.criterion.text.translate(_FULL_WIDTH)):
        yield _Said(Decimal(match[1]), excerpt(match[0]))


@check(
    "RL16",
    "award-exceeds-points",
    text("Awards exceed the points"),
    Severity.ERROR,
    text("Looks for awards, ranges and full marks inside a criterion that are higher than the points of their row."),
    Explanation(
        why=text("A unit that does everything gets more than the row is worth, or the points column is wrong."),
        example="分值 10 分：完成得12分，未完成不得分",
        better="分值 10 分：完成得10分，未完成不得分",
        fix=text("Lower the award to the row's points, or raise the points."),
        limits=text(
            "Bonus points (加分) are meant to come on top and are not compared. Rows that convert a score "
            "(百分制, 折算, 权重) and full marks of 100 are passed over, and several awards are not added up."
        ),
    ),
)
def award_exceeds_points(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield a finding for every row of which one award, range or full mark is higher than its points."""
    need_rules(scheme)
    for item, points in priced(scheme):
        if _CONVERTED.search(item.criterion.text):
            continue
        over = [g for g in _given(item) if g.points > points and g.points != _HUNDRED]
        if over:
            most = max(over, key=lambda g: g.points)
            yield found(
                text(
                    "Row {row} is worth {points} points, but gives up to {award}: “{rule}”.",
                    row=item.row,
                    points=points,
                    award=most.points,
                    rule=most.words,
                    excess=most.points - points,
                ),
                at(item, "criterion", observed=most.points, expected=points),
                at(item, observed=points),
                fix=text("Lower the award to {points} points, or raise the row's points.", points=points),
            )
