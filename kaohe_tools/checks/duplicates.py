"""WD04: whether two rows ask for the same thing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from kaohe_tools.checks._base import Draft, Explanation, NotApplicable, at, check, excerpt, found, rows_of
from kaohe_tools.checks.likeness import alike, bare, linked, words_and_numbers
from kaohe_tools.checks.tasks import Task, task_of
from kaohe_tools.findings import Severity
from kaohe_tools.locale import Text, text
from kaohe_tools.model import Indicator, Period, Scheme
from kaohe_tools.profiles import Profile

_SHORTEST = 6
_HUNDRED = 100


class _Key(NamedTuple):
    """What two rows must share: words of the requirement, its numbers, and whom it concerns."""

    words: str
    numbers: tuple[str, ...]
    unit: str
    applies_to: str


def _key(item: Indicator) -> _Key:
    requirement = item.criterion.requirement
    told = requirement if bare(item.name) in bare(requirement) else item.name + requirement
    words, numbers = words_and_numbers(told)
    return _Key(words, numbers, bare(item.assessed_unit), bare(item.applies_to))


def _groups(scheme: Scheme) -> dict[_Key, list[Indicator]]:
    groups: dict[_Key, list[Indicator]] = defaultdict(list)
    for item in scheme.indicators:
        key = _key(item)
        if len(key.words) >= _SHORTEST:
            groups[key].append(item)
    return groups


def _one_task(items: list[Indicator], tasks: Mapping[str, Task]) -> bool:
    """Whether all rows are year-end standard and milestone of one task (annual-repeats-node says it)."""
    if len(items) != 2 or {i.period for i in items} != {Period.NODE, Period.ANNUAL}:
        return False
    one, other = (tasks.get(i.id) for i in items)
    return one is not None and one == other


def _rules_differ(items: list[Indicator]) -> bool:
    said = {bare(i.criterion.text.replace(i.criterion.requirement, "")) for i in items}
    return len(said) > 1 or len({i.points for i in items}) > 1


@check(
    "WD04",
    "duplicate-indicator",
    text("Indicators stand twice"),
    Severity.WARNING,
    text("Looks for rows that ask the same of the same unit, and for the same text with another penalty."),
    Explanation(
        why=text("The same work is scored twice, or by two different rules."),
        example="第3行“按月报送安全检查台账”扣1分，第9行“按月报送安全检查台账”扣2分",
        better="只保留一行，统一扣分",
        fix=text("Keep one of the rows, or say what sets them apart."),
        limits=text(
            "Numbers are compared apart from the words: rows that differ in a number (二季度, 三季度) "
            "are two things. Rows for different units or variants are not compared. Likeness is "
            "looked for among rows that share one of their rarest two-character pieces."
        ),
        options=("wording.duplicate_threshold",),
    ),
)
def duplicate_indicator(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield a finding for every group of rows with one text, and for every group of nearly equal texts."""
    groups = _groups(scheme)
    if not groups:
        raise NotApplicable(text("no row has a text long enough to compare"))
    tasks = task_of(scheme)
    for items in groups.values():
        if len(items) > 1 and not _one_task(items, tasks):
            yield _same(items)
    yield from _nearly(groups, tasks, float(profile.duplicate_threshold))


def _same(items: list[Indicator]) -> Draft:
    told = excerpt(items[0].criterion.requirement or items[0].name)
    message: Text
    if _rules_differ(items):
        message = text(
            "Rows {rows} ask for the same (“{text}”), but their points or penalties differ.",
            rows=rows_of(items),
            text=told,
        )
    else:
        message = text("Rows {rows} are the same: “{text}”.", rows=rows_of(items), text=told)
    return _draft(message, items)


def _nearly(groups: dict[_Key, list[Indicator]], tasks: Mapping[str, Task], threshold: float) -> Iterator[Draft]:
    """Compare the words of rows whose numbers, unit and variant are the same."""
    comparable: dict[tuple[tuple[str, ...], str, str], list[_Key]] = defaultdict(list)
    for key in groups:
        comparable[key.numbers, key.unit, key.applies_to].append(key)
    for keys in comparable.values():
        pairs = [
            (i, j, ratio)
            for i, j, ratio in alike([k.words for k in keys], threshold)
            if not _one_task([groups[keys[i]][0], groups[keys[j]][0]], tasks)
        ]
        for members, least in linked(pairs):
            yield _alike([groups[keys[n]][0] for n in members], least)


def _alike(items: list[Indicator], least: float) -> Draft:
    told, other = (excerpt(i.criterion.requirement or i.name) for i in items[:2])
    percent = int(least * _HUNDRED)
    message = (
        text(
            "Rows {rows} ask for nearly the same ({percent}% alike): “{text}” and “{other}”.",
            rows=rows_of(items),
            percent=percent,
            text=told,
            other=other,
        )
        if len(items) == 2
        else text(
            "Rows {rows} ask for nearly the same, each {percent}% or more like another: “{text}”.",
            rows=rows_of(items),
            percent=percent,
            text=told,
        )
    )
    return _draft(message, items)


def _draft(message: Text, items: list[Indicator]) -> Draft:
    return found(
        message,
        *(at(i, "criterion", observed=i.criterion.text) for i in items),
        fix=text("Keep one of the rows {rows}, or say what sets them apart.", rows=rows_of(items)),
    )
