"""RL15: whether one event is deducted in several rows."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from kaohe_tools.checks._base import Draft, Explanation, NotApplicable, at, check, excerpt, found, rows_of
from kaohe_tools.checks.amounts import said
from kaohe_tools.checks.likeness import bare, words_and_numbers
from kaohe_tools.findings import Severity
from kaohe_tools.locale import Text, text
from kaohe_tools.model import Indicator, Rule, RuleKind, Scheme
from kaohe_tools.points import format_points
from kaohe_tools.profiles import Profile

_RATE_AT_END = re.compile(r"[的者]?[，,]?(?:每|一)(?:出现|发生|发现)?[一1]?[次起项件例处人个条份篇户天][次]?$")
_OPENING = re.compile(r"^(?:凡|如|若|因)?(?:每)?(?:发生|出现|发现|有)?(?:[一1][次起项件例处个])?(?:的)?")
_EVENT = re.compile(
    r"通报|批评|点名|曝光|督办|约谈|问责|追责|处分|处罚|投诉|举报|信访|舆情|不良(?:影响|后果)|负面|事故|案件|"
    r"泄密|失密|造假|弄虚作假|违纪|违法|违规|火灾|伤亡|中毒|瘫痪|诉讼"
)
# words that mean the row's own task, whatever that is
_OWN_TASK = re.compile(
    r"未能|没有|未|没|不|无|缺|少|每|[一二两三四五六七八九十]|项|次|个|处|的|按照?|要求|规定|时限|时间|节点|及时|按期|按时|"
    r"期限|本|该|此|上述|以上|其中|任何?|任务|工作|内容|事项|完成|办结|办理|开展|落实|到位|达标|达到|标准|进行|实施|制定|"
    r"建立|作|做|等|或|和|与|及|有|佐证|证明|相关|有关|材料|资料|活动|指标|目标|全部|部分|环节|延迟|逾期|超期|迟报?|"
    r"漏报?|报送|上报|提供|质量|高|差|错误?|出现|存在|问题|低于|不足|齐全|完整|完善|健全|规范|准确|真实|方案|计划|总结|"
    r"台账|记录|通知|会议|百分点|[低超]|[\d.%％]"
)
_LEAST_EVENT = 6
_LEAST_OBJECT = 4
_COUNTED = (RuleKind.DEDUCT, RuleKind.ZERO)


class _Key(NamedTuple):
    """What rules must share to be about one event: words and numbers of it, and whom and when it concerns."""

    words: str
    numbers: tuple[str, ...]
    unit: str
    applies_to: str
    due: str


class _Hit(NamedTuple):
    item: Indicator
    rule: Rule


def event_of(trigger: str) -> str:
    """Return the words that name an event apart from any row, or nothing.

    Something that befalls the unit from outside (被上级通报批评, 发生安全事故) or a failure with an
    object of its own (未报送月度简报). A failure of whatever the row asks for (未按时完成) is another
    event in every row.
    """
    words = _OPENING.sub("", _RATE_AT_END.sub("", trigger))
    told = bare(words)
    if _EVENT.search(told):
        return told if len(told) >= _LEAST_EVENT else ""
    return told if len(bare(_OWN_TASK.sub("", words))) >= _LEAST_OBJECT else ""


def _groups(scheme: Scheme) -> dict[_Key, list[_Hit]]:
    groups: dict[_Key, list[_Hit]] = defaultdict(list)
    for item in scheme.indicators:
        seen = set()
        for rule in item.criterion.rules:
            event = event_of(rule.trigger) if rule.kind in _COUNTED else ""
            if not event:
                continue
            key = _Key(*words_and_numbers(event), bare(item.assessed_unit), bare(item.applies_to), item.due.strip())
            if key not in seen:
                groups[key].append(_Hit(item, rule))
                seen.add(key)
    return groups


def _cost(hit: _Hit, figure: Decimal | None) -> Decimal:
    """Return what one occurrence takes in one row, within the rule's and the row's limits; 0 where unknown."""
    rule, criterion = hit.rule, hit.item.criterion
    once = figure if figure is not None else (rule.points if rule.beyond_item else rule.once(hit.item.points))
    caps = [] if rule.beyond_item else [c for c in (rule.cap, criterion.item_cap) if c is not None]
    return Decimal(0) if once is None else min([once, *caps])


def _costs(hits: list[_Hit]) -> tuple[tuple[str, Decimal, tuple[Decimal, ...]], ...]:
    """Return, for each tier that all rules name alike (else once), its name, the sum and the rows' parts."""
    first = hits[0].rule
    alike = first.tier_labels and all(h.rule.tier_labels == first.tier_labels for h in hits)
    if not alike or any(len(h.rule.tiers) != len(first.tier_labels) for h in hits):
        parts = tuple(_cost(h, None) for h in hits)
        return (("", sum(parts, Decimal(0)), parts),)
    made = []
    for n, label in enumerate(first.tier_labels):
        parts = tuple(_cost(h, h.rule.tiers[n]) for h in hits)
        made.append((label, sum(parts, Decimal(0)), parts))
    return tuple(made)


def _same_row_twice(hits: list[_Hit]) -> bool:
    """Whether the rows are copies of each other, which duplicate-indicator says."""
    told = {bare(h.item.requirement) for h in hits}
    return len(told) == 1 and told != {""}


@check(
    "RL15",
    "repeated-deduction",
    text("One event is deducted in several rows"),
    Severity.WARNING,
    text("Looks for the same event among the deductions of several rows, and adds up what it costs."),
    Explanation(
        why=text("A single event is punished several times, and nobody decided that it should cost so much."),
        example="第1、2、3行都写“被上级通报批评的扣2分”，一次通报共扣6分",
        better="另列一项：被上级通报批评的，每次扣2分，最多扣6分",
        fix=text("Deduct the event in one place only, or say that it counts once."),
        limits=text(
            "The words have to be the same; numbers are compared apart. A failure of the row's own task "
            "(未按时完成) is another event in every row. Rows for different units, variants or dates are not "
            "compared. What one event costs is the sum of the single deductions, within each row's limit."
        ),
    ),
)
def repeated_deduction(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield a finding for every event that several rows deduct, with the sum that it costs."""
    if not any(i.criterion.rules for i in scheme.indicators):
        raise NotApplicable(text("the sheet has no scoring rules"))
    for hits in _groups(scheme).values():
        if len(hits) < 2 or _same_row_twice(hits):
            continue
        costs = _costs(hits)
        if max(sum_ for _label, sum_, _parts in costs) <= 0:
            continue
        items = [h.item for h in hits]
        yield found(
            _message(hits, costs),
            *(at(h.item, "criterion", observed=said(h.item, h.rule, 60)) for h in hits),
            fix=text("Deduct it in one of the rows {rows} only, or say that it counts once.", rows=rows_of(items)),
        )


def _message(hits: list[_Hit], costs: tuple[tuple[str, Decimal, tuple[Decimal, ...]], ...]) -> Text:
    rows = rows_of([h.item for h in hits])
    event = excerpt(hits[0].rule.trigger, 30)
    if len(costs) == 1:
        _label, total, parts = costs[0]
        shown = "+".join(format_points(p) for p in parts[:10]) + ("+…" if len(parts) > 10 else "")
        return text(
            "Rows {rows} all deduct “{event}”: one event costs {sum} = {total} points.",
            rows=rows,
            event=event,
            sum=shown,
            total=total,
            n=len(hits),
        )
    return text(
        "Rows {rows} all deduct “{event}”: one event costs {totals}.",
        rows=rows,
        event=event,
        totals=tuple(_graded(total, label) for label, total, _parts in costs),
        total=max(total for _label, total, _parts in costs),
        n=len(hits),
    )


def _graded(points: Decimal, grade: str) -> Text:
    return text("{points} points ({grade})", points=points, grade=grade)
