"""BL: whether the points are spread as required, over milestones and year-end standards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

from kaohe_tools.checks._base import Draft, Explanation, NotApplicable, at, check, found, heading
from kaohe_tools.checks.sums import expected_total
from kaohe_tools.checks.tasks import task_rows
from kaohe_tools.findings import Evidence, Severity
from kaohe_tools.locale import Text, text
from kaohe_tools.model import Indicator, Period, Scheme
from kaohe_tools.points import share
from kaohe_tools.profiles import Profile

_LEAST_TASKS = 4
_NEARLY_ALL = Fraction(3, 4)


class Split(NamedTuple):
    """Points of the milestones and of the year-end standards among some indicators."""

    node: Decimal
    annual: Decimal

    @property
    def share(self) -> Fraction | None:
        """The milestones' share of both together, None where both are worth nothing."""
        return share(self.node, self.node + self.annual)

    @property
    def ratio(self) -> str:
        """Milestones to year-end standards out of ten, one decimal: ``6.2:3.8``."""
        tenths = floor((self.share or Fraction(0)) * 100 + Fraction(1, 2))
        return f"{_tenth(tenths)}:{_tenth(100 - tenths)}"


def _tenth(tenths: int) -> str:
    return f"{tenths // 10}.{tenths % 10}" if tenths % 10 else str(tenths // 10)


def split_of(items: Iterable[Indicator]) -> Split:
    """Return the points of milestones and year-end standards; rows without a period count nothing."""
    rows = list(items)
    return Split(
        Scheme.sum_of(i for i in rows if i.period is Period.NODE),
        Scheme.sum_of(i for i in rows if i.period is Period.ANNUAL),
    )


def node_range(total: Decimal, band: tuple[Decimal, Decimal], tick: Decimal) -> tuple[Decimal, Decimal] | None:
    """Return the fewest and most points on the tick that milestones may have, None where there are none."""
    low = ceil(Fraction(total) * Fraction(band[0]) / Fraction(tick)) * tick
    high = floor(Fraction(total) * Fraction(band[1]) / Fraction(tick)) * tick
    return (low, high) if low <= high else None


def _band(profile: Profile) -> tuple[Decimal, Decimal]:
    if profile.node_share is None:
        raise NotApplicable(text("the review standard asks for no share of the milestones"))
    return profile.node_share


def _need_periods(scheme: Scheme) -> None:
    if not any(i.period for i in scheme.indicators):
        raise NotApplicable(text("the sheet has neither milestones nor year-end standards"))


def _direction(part: Fraction, band: tuple[Decimal, Decimal]) -> Text | None:
    low, high = Fraction(band[0]), Fraction(band[1])
    if part < low:
        return text("below the required {low}–{high}", low=low, high=high)
    if part > high:
        return text("above the required {low}–{high}", low=low, high=high)
    return None


def _move(now: Split, band: tuple[Decimal, Decimal], tick: Decimal) -> tuple[Decimal, Text] | None:
    """Return how many points must change sides at the present sum, and a sentence that says so."""
    span = node_range(now.node + now.annual, band, tick)
    if span is None:
        return None
    if now.node < span[0]:
        gap = span[0] - now.node
        return gap, text("move at least {move} point(s) from year-end standards to milestones", move=gap)
    gap = now.node - span[1]
    return gap, text("move at least {move} point(s) from milestones to year-end standards", move=gap)


@check(
    "BL01",
    "node-share-out-of-band",
    text("The share of milestones is outside the range"),
    Severity.WARNING,
    text("Compares the milestones' share of all points with the band that the review standard asks for."),
    Explanation(
        why=text(
            "With too few points on milestones the year is decided in December; "
            "with too many, the result at the year's end hardly counts."
        ),
        example="节点 57 分，年度 35 分，节点占 62.0%（要求 70%～80%）",
        better="节点 70 分，年度 30 分，节点占 70%",
        fix=text("Move points between year-end standards and milestones until the share lies in the band."),
        limits=text("Rows that are neither a milestone nor a year-end standard count on neither side."),
        options=("node.share", "points.total", "points.tick"),
    ),
)
def node_share_out_of_band(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield a finding where the milestones' share lies outside the band, with its direction computed."""
    band = _band(profile)
    _need_periods(scheme)
    now = split_of(scheme.indicators)
    if now.share is None:
        raise NotApplicable(text("milestones and year-end standards have no points"))
    direction = _direction(now.share, band)
    if direction is None:
        return
    yield found(
        text(
            "Milestones carry {node} points and year-end standards {annual}: "
            "milestones have {share} ({ratio}), {direction}.",
            node=now.node,
            annual=now.annual,
            share=now.share,
            ratio=now.ratio,
            direction=direction,
            low=Fraction(band[0]),
            high=Fraction(band[1]),
        ),
        Evidence(where=heading(scheme, "points"), observed=now.share),
        *(at(i, observed=i.points) for i in scheme.indicators if i.period),
        fix=_balance_fix(scheme, profile, now, band),
    )


def _balance_fix(scheme: Scheme, profile: Profile, now: Split, band: tuple[Decimal, Decimal]) -> Text:
    total = now.node + now.annual
    move = _move(now, band, profile.tick)
    here = (
        text("With {total} points in all, {move}.", total=total, move=move[1])
        if move
        else text("With {total} points in all no split on the step lies in the band.", total=total)
    )
    wanted = expected_total(scheme, profile)
    span = node_range(wanted.points, band, profile.tick) if wanted else None
    if wanted is None or span is None or wanted.points == total:
        return here
    return text(
        "{here} With the full mark of {expected}, milestones should have {low}–{high} points "
        "and year-end standards {rest_low}–{rest_high}.",
        here=here,
        expected=wanted.points,
        low=span[0],
        high=span[1],
        rest_low=wanted.points - span[1],
        rest_high=wanted.points - span[0],
    )


@check(
    "BL02",
    "task-node-share-out-of-band",
    text("A task's share of milestones is outside the range"),
    Severity.NOTE,
    text("Compares the milestones' share of each task's points with the band."),
    Explanation(
        why=text("A task whose points sit at the year's end is not followed during the year."),
        example="任务 8 分：年度 4 分，节点 4 分，节点占 50%（要求 70%～80%）",
        better="任务 8 分：年度 2 分，节点 6 分，节点占 75%",
        fix=text("Move points between the task's own rows."),
        limits=text(
            "Very small tasks may have no split on the step that lies in the band. A task is the rows of the lowest "
            "section, or those of one name in it; a single row with a name of its own is not looked at."
        ),
        options=("node.share", "node.share_per_task", "points.tick"),
    ),
)
def task_node_share_out_of_band(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield a finding for every task whose milestones' share lies outside the band."""
    band = _band(profile)
    if not profile.node_share_per_task:
        raise NotApplicable(text("the review standard asks for the share of the whole sheet only"))
    _need_periods(scheme)
    for task, items in task_rows(scheme).items():
        if task.name and len(items) < 2:
            continue  # an indicator by itself has nothing to share
        now = split_of(items)
        direction = _direction(now.share, band) if now.share is not None else None
        if now.share is None or direction is None:
            continue
        move = _move(now, band, profile.tick)
        yield found(
            text(
                "“{task}”: milestones carry {node} of {total} points, {share}, {direction}.",
                task=task.label,
                node=now.node,
                total=now.node + now.annual,
                annual=now.annual,
                share=now.share,
                direction=direction,
            ),
            *(at(i, observed=i.points) for i in items if i.period),
            section=task.section,
            fix=text("In “{task}”, {move}.", task=task.label, move=move[1])
            if move
            else text("Change the points of “{task}” so that a split in the band exists.", task=task.label),
        )


@check(
    "BL03",
    "odd-node-count",
    text("A task has another number of milestones than the others"),
    Severity.NOTE,
    text("Looks for tasks that have another number of milestones than nearly all the others."),
    Explanation(
        why=text("One task followed once and the others twice is an uneven burden, or a row was lost."),
        example="9 项任务各有 2 个节点，1 项任务只有 1 个",
        better="10 项任务各有 2 个节点",
        fix=text("Add the missing milestone, or say why the task needs fewer or more."),
        limits=text(
            "It speaks only where at least four tasks exist and three quarters of them "
            "have the same number of milestones."
        ),
    ),
)
def odd_node_count(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield a finding for every task whose number of milestones is out of line."""
    tasks = task_rows(scheme)
    counts = {task: sum(i.period is Period.NODE for i in items) for task, items in tasks.items()}
    if not any(counts.values()):
        raise NotApplicable(text("the sheet has no milestones"))
    if 2 * sum(bool(task.name) and len(items) == 1 for task, items in tasks.items()) > len(tasks):
        raise NotApplicable(text("most rows have a name of their own and are a task by themselves"))
    if len(counts) < _LEAST_TASKS:
        raise NotApplicable(text("there are too few tasks to compare"))
    usual, tasks_with = Counter(counts.values()).most_common(1)[0]
    if Fraction(tasks_with, len(counts)) < _NEARLY_ALL:
        return
    for task, n in counts.items():
        if n != usual:
            yield found(
                text(
                    "“{task}” has {n} milestone(s); {others} of {tasks} tasks have {usual}.",
                    task=task.label,
                    n=n,
                    others=tasks_with,
                    tasks=len(counts),
                    usual=usual,
                ),
                *(at(i, "due", observed=i.due) for i in tasks[task]),
                section=task.section,
                fix=text("Bring “{task}” to {usual} milestones, or say why not.", task=task.label, usual=usual),
            )
