"""WD: whether the texts say enough to score by, and whether they say it once."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from fractions import Fraction

from kaohe_tools.checks._base import (
    MOST_SINGLE,
    Draft,
    Explanation,
    NotApplicable,
    at,
    check,
    excerpt,
    found,
    has_column,
    rows_of,
)
from kaohe_tools.checks.likeness import bare, contained, longest_shared
from kaohe_tools.checks.tasks import task_rows
from kaohe_tools.findings import Severity
from kaohe_tools.locale import Text, text
from kaohe_tools.model import Criterion, Indicator, Period, Scheme
from kaohe_tools.profiles import Profile

DISCRETION = re.compile(
    r"(?:酌情|酌定|视情况?|视情节(?:轻重)?|视轻重|视程度|适当|酌)(?:给予|予以|相应)?"
    r"(?:扣[^，,。；;\n]{0,8}|(?:减|加|奖励?|给|计|赋)(?:分|[^，,。；;\n]{0,2}[0-9０-９一二两三四五半]+[^，,。；;\n]{0,5}分))"
)
"""Points left to the assessor: 酌情扣分, 视情给予加分, 酌情扣1-3分."""

_COUNTED = re.compile(r"\d|[一二两三四五六七八九十百]+[次个项篇家名份场期月季年条件部批人天日周]")
_SHORTEST_SHARED = 4


@check(
    "WD01",
    "vague-criterion",
    text("The requirement is too vague to score by"),
    Severity.WARNING,
    text("Looks for requirements that are very short without any figure, and for words that say nothing exact."),
    Explanation(
        why=text("What is not said cannot be checked: every assessor fills the gap differently."),
        example="做好启动，没有启动通知扣2分。",
        better="6月底前召开启动会并印发实施方案，没有启动通知扣2分。",
        fix=text("Say what has to be done, how much of it and by when."),
        limits=text(
            "Length is a rough sign: a short text can be clear, and a long one vague. The rule clauses are not counted."
        ),
        options=("wording.min_requirement_chars", "wording.vague_words"),
    ),
)
def vague_criterion(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield a finding for every row with a short requirement or with vague words."""
    if not any(i.criterion.text.strip() for i in scheme.indicators):
        raise NotApplicable(text("the sheet has no scoring criteria"))
    for item in scheme.indicators:
        message = _short(item, profile) or _vague(item, profile)
        if message:
            yield found(
                message,
                at(item, "criterion", observed=item.criterion.requirement),
                fix=text("Say in row {row} what has to be done, how much and by when.", row=item.row),
            )


def _short(item: Indicator, profile: Profile) -> Text | None:
    said = item.criterion.requirement
    chars = len(bare(said))
    if not item.criterion.text.lstrip().startswith(said):
        return None  # what is left behind the rules (以此类推) is no requirement
    if not 0 < chars < profile.min_requirement_chars or _COUNTED.search(said):
        return None
    return text(
        "Row {row} asks only for “{requirement}”: {chars} characters and no figure (at least {least} are expected).",
        row=item.row,
        requirement=excerpt(said),
        chars=chars,
        least=profile.min_requirement_chars,
    )


def _vague(item: Indicator, profile: Profile) -> Text | None:
    said = DISCRETION.sub("", item.criterion.text)
    words = tuple(f"“{w}”" for w in profile.vague_words if w in said)
    return text("Row {row} uses words that say nothing exact: {words}.", row=item.row, words=words) if words else None


@check(
    "WD02",
    "vague-evidence",
    text("The evidence is not named"),
    Severity.NOTE,
    text("Looks for evidence that is not named, such as “有关材料”."),
    Explanation(
        why=text("Units hand in whatever they have, and the assessor cannot refuse it."),
        example="有关材料",
        better="活动方案、验收报告",
        fix=text("Name the documents that prove the work."),
        limits=text("Only the words listed in the review standard are known."),
        options=("wording.vague_evidence",),
    ),
)
def vague_evidence(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield a finding for every row whose evidence is, or contains, one of the profile's vague words."""
    if not has_column(scheme, "evidence"):
        raise NotApplicable(text("the sheet has no evidence column"))
    for item in scheme.indicators:
        word = next((w for w in profile.vague_evidence if w in item.evidence), None)
        if word is None:
            continue
        whole = bare(item.evidence) == bare(word)
        yield found(
            text("Row {row} names only “{word}” as evidence.", row=item.row, word=word)
            if whole
            else text(
                "Row {row}: “{word}” in its evidence “{evidence}” does not say which documents.",
                row=item.row,
                word=word,
                evidence=excerpt(item.evidence),
            ),
            at(item, "evidence", observed=item.evidence),
            fix=text("Name the documents that row {row} needs.", row=item.row),
        )


@check(
    "WD03",
    "annual-repeats-node",
    text("The annual standard repeats a milestone"),
    Severity.WARNING,
    text("Compares each task's year-end standard with its milestones and looks for the same content."),
    Explanation(
        why=text("The same work is scored twice, and the year-end standard sets no goal of its own."),
        example="年度标准：开展采样检测专项行动；节点：制定采样检测专项行动方案",
        better="年度标准：采样合格率达到95%；节点：制定采样检测专项行动方案",
        fix=text("Let the year-end standard name the year's result, and the milestone the step towards it."),
        limits=text(
            "It counts shared two-character pieces of the requirements (rule clauses left out) as a "
            "share of the shorter text. A repetition in other words is not seen, and a necessary "
            "common name can look like one. Rows with different names are different tasks, except in a small "
            "section on a level of tasks."
        ),
        options=("wording.repeat_threshold",),
        source=text(
            "Project choice: a threshold of 0.5 separates the repetitions that reviewers marked in a "
            "sheet of 19 pairs (all others were at 0.34 or below)."
        ),
    ),
)
def annual_repeats_node(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield a finding for every pair of year-end standard and milestone of one task that repeat."""
    tasks = [(_of(items, Period.ANNUAL), _of(items, Period.NODE)) for items in task_rows(scheme).values()]
    tasks = [(annuals, nodes) for annuals, nodes in tasks if annuals and nodes]
    if not tasks:
        raise NotApplicable(text("no task has both a year-end standard and a milestone"))
    threshold = Fraction(profile.repeat_threshold)
    for annuals, nodes in tasks:
        by_annual: dict[int, list[tuple[Indicator, Fraction]]] = defaultdict(list)
        for a, n, likeness in contained(_required(annuals), _required(nodes), threshold):
            by_annual[a].append((nodes[n], likeness))
        for a, repeated in by_annual.items():
            yield from _repeated(annuals[a], repeated)


def _required(items: Iterable[Indicator]) -> list[str]:
    return [i.criterion.requirement for i in items]


def _repeated(annual: Indicator, repeated: list[tuple[Indicator, Fraction]]) -> Iterator[Draft]:
    """Yield one finding per milestone; where a year-end standard repeats very many, one for all."""
    if len(repeated) > MOST_SINGLE:
        nodes = [node for node, _likeness in repeated]
        yield found(
            text(
                "The year-end standard of row {annual} repeats {n} milestones: rows {rows}.",
                annual=annual.row,
                n=len(nodes),
                rows=rows_of(nodes),
            ),
            *(at(i, "criterion", observed=i.criterion.requirement) for i in (annual, *nodes)),
            fix=text("Let row {annual} name the year's result.", annual=annual.row),
        )
        return
    for node, likeness in repeated:
        yield found(
            _repeats(annual, node, likeness),
            at(annual, "criterion", observed=annual.criterion.requirement),
            at(node, "criterion", observed=node.criterion.requirement),
            fix=text(
                "Let row {annual} name the year's result and row {node} the step towards it.",
                annual=annual.row,
                node=node.row,
            ),
        )


def _of(items: Iterable[Indicator], period: Period) -> list[Indicator]:
    return [i for i in items if i.period is period]


def _repeats(annual: Indicator, node: Indicator, likeness: object) -> Text:
    shared = longest_shared(annual.criterion.requirement, node.criterion.requirement)
    if len(shared) < _SHORTEST_SHARED:
        return text(
            "The year-end standard of row {annual} and the milestone of row {node} repeat each other "
            "({likeness} of the pieces are shared).",
            annual=annual.row,
            node=node.row,
            likeness=likeness,
        )
    return text(
        "The year-end standard of row {annual} and the milestone of row {node} repeat each other: "
        "“{shared}” ({likeness} of the pieces are shared).",
        annual=annual.row,
        node=node.row,
        likeness=likeness,
        shared=excerpt(shared, 30),
    )


@check(
    "WD05",
    "discretionary-wording",
    text("The wording leaves the points to discretion"),
    Severity.WARNING,
    text("Looks for deductions and bonuses left to the assessor's discretion."),
    Explanation(
        why=text("“As appropriate” is scored differently by every assessor and cannot be defended."),
        example="工作不力的酌情扣分",
        better="未按时完成的，每项扣0.5分，最多扣2分",
        fix=text("Replace the discretion by a condition and a number."),
        limits=text(
            "Only the usual wordings (酌情, 视情, 适当) before a deduction or bonus are known. "
            "A range of points without such a word (扣1-3分) is not reported."
        ),
    ),
)
def discretionary_wording(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield a finding for every row whose scoring is left to discretion."""
    for item in scheme.indicators:
        words = tuple(dict.fromkeys(f"“{said}”" for said in _left_to_discretion(item.criterion)))
        if words:
            yield found(
                text("Row {row} leaves the score to discretion: {words}.", row=item.row, words=words),
                at(item, "criterion", observed=item.criterion.text),
                fix=text("Write the condition and the number of points in row {row}.", row=item.row),
            )


def _left_to_discretion(criterion: Criterion) -> Iterator[str]:
    found_ = list(DISCRETION.finditer(criterion.text))
    told = [(m.start(), m[0]) for m in found_]
    for piece in criterion.unread:
        if piece.why == "discretion" and not any(m.start() < piece.end and piece.start < m.end() for m in found_):
            told.append((piece.start, excerpt(piece.text)))
    return (words for _start, words in sorted(told))
