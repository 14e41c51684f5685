"""RL06: whether everything that a row asks for has a rule that prices it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from kaohe_tools.checks._base import Draft, Explanation, NotApplicable, at, check, excerpt, found
from kaohe_tools.checks.likeness import pieces
from kaohe_tools.findings import Severity
from kaohe_tools.locale import text
from kaohe_tools.model import Criterion, Rule, RuleKind, Scheme
from kaohe_tools.profiles import Profile

# verbs of a deliverable; 推进, 做好, 加强 and the like open a sentence without asking for a thing
_ACTION = (
    "制定|制订|编制|拟订|拟定|起草|印发|出台|下发|订立|签订|建立|建成|组建|成立|设立|搭建|开通|开展|组织|召开|举办|"
    "承办|完成|形成|通报|公布|公示|发布|刊登|登出|上线|报送|上报|提交|汇总|录入|接入|连通|补齐|配备|划定|推行|承担|"
    "检查|抽查|抽检|巡查|督查|评估|评价|验收|培训|演练|普查|排查|整改|更新|归档|移交|选定|挑出|遴选|总结|培育|创建|"
    "签约|采购|安装|改造|新建|修订|清理|统计|听取|研究|部署"
)
_HAS_ACTION = re.compile(_ACTION)
_STARTS_WITH_ACTION = re.compile(rf"(?:并|且|及时|按时|按期|定期|全面|认真)?(?:{_ACTION})")
_QUOTED = re.compile(r"《[^》]*》|“[^”]*”|（[^）]*）|\([^)]*\)")
# words of a trigger that name no particular thing
_EMPTY = re.compile(
    r"未能|没有|未|没|不|无|缺|少|每|一|项|次|个|处|的|按照?|要求|规定|时限|时间|及时|本|该|此|上述|以上|其中|任何?|"
    r"任务|工作|内容|事项|完成|开展|落实|到位|达标|达到|标准|进行|实施|作|做|的|等|或|和|与|有|佐证|证明|相关|有关|"
    r"材料|资料|活动|指标|目标|全部|部分|一处|环节|延迟|逾期|超期|迟报?|漏报?|报送|质量|高|差|低于|不足|[\d.%％]"
)
_LEAST_TASK = 4
_STRONG = 0.5


def tasks_in(requirement: str) -> tuple[str, ...]:
    """Return the deliverables that a requirement asks for, one clause each, as written.

    The text is cut at ，。；and line ends, and at 、 where an action verb follows; never inside
    quotation marks, titles or brackets. A clause without an action verb belongs to no task.
    """
    hidden = _QUOTED.sub(lambda m: "\0" * len(m[0]), requirement)
    cuts = [0]
    for mark in re.finditer(r"[，,。；;！!\n]|、", hidden):
        after = hidden[mark.end() :]
        if mark[0] != "、" or _STARTS_WITH_ACTION.match(after):
            cuts.append(mark.end())
    cuts.append(len(requirement))
    clauses = [requirement[a:b].strip(" 　，,。；;、！!\n") for a, b in pairwise(cuts)]
    clauses = [re.sub("^(?:并且|并|且|以及)", "", c) for c in clauses]
    clauses = [c for c in clauses if not c.endswith("为准")]
    return tuple(c for c in clauses if len(c) >= _LEAST_TASK and _HAS_ACTION.search(_QUOTED.sub("", c)))


def _object(trigger: str) -> str:
    """Return what a trigger names: its words without the ones that name no particular thing."""
    return _EMPTY.sub("", trigger)


def _generic(rule: Rule, alone: bool) -> bool:
    """Whether a rule covers whatever the row asks for."""
    if rule.kind is not RuleKind.DEDUCT or rule.all_points or rule.share is not None:
        return True
    named = re.sub(r"\W", "", _object(rule.trigger))
    return len(named) < 2 or (alone and len(named) <= 2)


def unpriced_tasks(criterion: Criterion) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return all tasks that a criterion asks for, and those among them that no rule names.

    Every rule covers the tasks with which it shares most two-character pieces, and any other with
    which it shares at least half. A rule that names nothing in particular covers all.
    """
    tasks = tasks_in(criterion.requirement)
    rules = criterion.rules
    if len(tasks) < 2 or not rules or criterion.unread:
        return tasks, ()
    if any(_generic(rule, alone=len(rules) == 1) for rule in rules):
        return tasks, ()
    said = [pieces(task) for task in tasks]
    covered: set[int] = set()
    for rule in rules:
        wanted = pieces(rule.trigger) | pieces(_object(rule.trigger))
        named = pieces(_object(rule.trigger)) or wanted
        shared = [len(wanted & task) for task in said]
        strong = [len(named & task) / min(len(named), len(task)) >= _STRONG if task else True for task in said]
        most = max(shared)
        if not most:
            return tasks, ()  # a rule about something else: the row's wording is beyond this check
        covered |= {n for n, count in enumerate(shared) if count == most or strong[n]}
    return tasks, tuple(task for n, task in enumerate(tasks) if n not in covered)


@check(
    "RL06",
    "unpriced-requirement",
    text("Requirements have no deduction of their own"),
    Severity.NOTE,
    text("Looks for things that a row asks for and that none of its rules names."),
    Explanation(
        why=text("What costs nothing is not done, and leaving it out cannot be deducted."),
        example="编制行动计划，制定管理办法，拟订建设方案。未编制计划扣2分，未拟订方案扣2分",
        better="编制行动计划，制定管理办法，拟订建设方案。每缺一项扣1分，最多扣3分",
        fix=text("Give each thing asked for its rule, or take it out of the text."),
        limits=text(
            "Things asked for are recognised by their verbs, and matched to rules by shared "
            "two-character pieces: a rule in other words for the same thing is not recognised. "
            "Rows with a rule for everything (未完成本项任务) are passed over."
        ),
    ),
)
def unpriced_requirement(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield a finding for every row with tasks that no rule names."""
    if not any(i.criterion.rules for i in scheme.indicators):
        raise NotApplicable(text("the sheet has no scoring rules"))
    for item in scheme.indicators:
        tasks, unpriced = unpriced_tasks(item.criterion)
        if unpriced:
            yield found(
                text(
                    "Row {row} asks for {asked} things and has a rule for {priced}; without a rule: {missing}.",
                    row=item.row,
                    asked=len(tasks),
                    priced=len(tasks) - len(unpriced),
                    missing=tuple(f"“{excerpt(t, 30)}”" for t in unpriced),
                ),
                at(item, "criterion", observed=item.criterion.text),
                fix=text("Write a rule for each of these, or take them out of row {row}.", row=item.row),
            )
