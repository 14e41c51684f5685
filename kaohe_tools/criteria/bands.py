"""Bands: a run of awards whose conditions are ranges of one quantity, read as one rule."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from kaohe_tools.criteria.drafts import Draft, Mark, words_of
from kaohe_tools.criteria.figures import DIGITS, value_of
from kaohe_tools.model import Band, RuleKind

_UNIT = (
    r"(?P<u>个?百分点|%|‰|分钟|分|人次|人|次|项|个|名|篇|天|小时|件|条|张|台|辆|册|本|份|块|间|所|座|亩|株|家|户|位"
    r"|岁|万元|元|日|月|处|场|期|年|例|起)?"
)
_NUM = rf"(?:{DIGITS}|(?<!第)[一二两三四五六七八九十百]{{1,4}}(?=%|分|人|次|项|个|名|篇|天|件|条|家|户|年|例|起|处))"
_A, _B = rf"(?P<a>{_NUM})", rf"(?P<b>{_NUM})"
_IN = r"(?:\(?(?:含|不含)(?:本数|[0-9.]+[%分]?)?\)?)?"
_GAP = r"[^0-9,;。一二三四五六七八九十]{0,6}"
_LEAST = r"(?:≥|>=|>|不低于|不少于|不小于|高于|大于等于|大于或等于|大于|超过|达到?|多于|至少)"
_BELOW = r"(?:≤|<=|<|低于|不足|少于|小于|不到|未达到?|达不到|不满|不超过|不高于|不多于)"
_LESS = r"(?:≤|<|<=)"

# what a range of a quantity looks like; the first that fits is taken
_CONDITIONS: tuple[tuple[str, re.Pattern[str], str], ...] = tuple(
    (name, re.compile(pattern), example)
    for name, pattern, example in (
        ("between", rf"{_A}(?:%|分|[人次项个])?{_LESS}[^0-9,;。≤<]{{0,20}}{_LESS}{_B}{_UNIT}", "80%≤完成率<90%"),
        ("between", rf"{_A}(?:%|分|[人次项个名天])?{_IN}(?:[-~]|至|到){_B}{_UNIT}{_IN}", "80-90分"),
        (
            "between",
            rf"{_A}(?:%|分)?{_IN}(?:以上|及以上)[,、]?(?:不足|不到|未达到?|低于|至)?{_B}{_UNIT}{_IN}(?:以下|以内)?",
            "80%以上不足90%",
        ),
        ("least", rf"{_LEAST}{_GAP}{_A}{_UNIT}", "≥90分"),
        ("least", rf"{_A}{_UNIT}{_IN}(?:及|或)?(?:以上|及以上)", "90分以上"),
        ("below", rf"{_BELOW}{_GAP}{_A}{_UNIT}", "低于60%"),
        ("below", rf"{_A}{_UNIT}{_IN}(?:及|或)?(?:以下|及以下|以内)", "60分以下"),
        ("exact", rf"(?<![第0-9.])(?:为|=|占)?(?P<a>[0-9]{{1,3}}){_UNIT}(?=[的,:均全满完达都不符合]|$)", "3件全办结"),
    )
)
NUMBERED = re.compile(r"(?<![0-9.])[0-9]{1,2}(?:[、)]|\.(?![0-9]))|\([0-9一二三四五六七八九十]{1,2}\)|[⑴-⒇①-⑳]")
_NONE = re.compile(r"均不|都不|全不|均未|都未")
_BACK = 60


@dataclass(frozen=True, slots=True)
class Condition:
    """A range of a quantity: ``[low, high)``, its unit, and what is measured (`name`)."""

    low: Decimal | None
    high: Decimal | None
    unit: str
    name: str
    closed: bool


def condition_in(words: str) -> Condition | None:
    """Return the range that a condition names, or None where it names none."""
    words = words[-_BACK:]
    for kind, pattern, _example in _CONDITIONS:
        match = pattern.search(words)
        if match is None:
            continue
        try:
            first = value_of(match["a"])
            second = value_of(match["b"]) if kind == "between" else None
        except (ValueError, ArithmeticError):
            continue
        unit = match["u"] or ("%" if "%" in match[0] else "")
        name = words_of(words[: match.start()])
        if kind == "least":
            return Condition(first, None, unit, name, False)
        if kind == "below":
            return Condition(None, first, unit, name, False)
        if kind == "between" and second is not None:
            if first > second and "." in match["a"]:  # a list number glued to a range: 4.1至3次
                first = value_of(match["a"].partition(".")[2])
            return Condition(min(first, second), max(first, second), unit, name, True)
        zero = Decimal(0) if _NONE.search(words) else first
        return Condition(zero, zero, unit, name, True)
    return None


def merge(drafts: list[Draft], text: str, item_points: Decimal | None) -> list[Draft]:
    """Return the drafts, each run of alternatives made one band rule."""
    if len(drafts) < 2:
        return drafts
    for one, other in pairwise(drafts):
        _number_not_rate(one, other, text)
    out: list[Draft] = []
    for run in _runs(drafts, text):
        band = _as_band(run, text, item_points) if len(run) > 1 else None
        out += run if band is None else [band]
    return out


def _number_not_rate(one: Draft, other: Draft, text: str) -> None:
    """Read 1个得2分，2个得4分 as points for a number reached, not for each."""
    said = text[one.left : one.end]
    if one.per is None or one.kind is not RuleKind.AWARD or one.per.count != 1 or "每" in said or "/" in said:
        return
    condition = condition_in(text[other.left : other.words[1]]) if _plain_award(other) else None
    if condition and condition.unit == one.per.unit and condition.low is not None and condition.low > 1:
        one.per = None


def _plain_award(d: Draft) -> bool:
    return d.kind is RuleKind.AWARD and not (d.per or d.tiers or d.factor or d.share or d.min)


def _plain_deduct(d: Draft) -> bool:
    return d.kind is RuleKind.DEDUCT and d.points is not None and not (
        d.per or d.tiers or d.factor or d.share or d.min or d.cap or d.additional or d.beyond_item
    )  # fmt: skip


def _sort_of(d: Draft) -> str:
    if _plain_award(d) or d.kind is RuleKind.ZERO:
        return "award"
    return "deduct" if _plain_deduct(d) else ""


def _runs(drafts: list[Draft], text: str) -> list[list[Draft]]:
    """Cut the drafts into runs of one sort; a list number begins a new run, for deductions a full stop too."""
    runs: list[list[Draft]] = []
    sort = ""
    for draft in drafts:
        its = _sort_of(draft)
        gap = text[runs[-1][-1].end : draft.left] if runs else ""
        parted = NUMBERED.search(gap) or (its == "deduct" and "。" in gap)
        if runs and its and its == sort and not parted:
            runs[-1].append(draft)
        else:
            runs.append([draft])
        sort = its
    return runs


def _as_band(run: list[Draft], text: str, item_points: Decimal | None) -> Draft | None:
    deduct = run[0].kind is RuleKind.DEDUCT
    found = [condition_in(text[d.left : d.words[1]]) for d in run]
    numeric = [c for c in found if c is not None]
    if deduct:
        if len(numeric) < len(run) or sum(c.closed and c.low != c.high for c in numeric) < 2:
            return None
        return _build(run, found, text, item_points, sign=-1) if _same_quantity(numeric) else None
    if not any(d.kind is RuleKind.AWARD for d in run):
        return None
    if len(numeric) > 1 and _same_quantity(numeric):
        return _build(run, found, text, item_points, sign=1)
    if len(numeric) < 2 and (all(d.step for d in run) or _alternatives(run, item_points)):
        return _build(run, [None] * len(run), text, item_points, sign=1)
    return None


def _same_quantity(conditions: list[Condition]) -> bool:
    units = {c.unit for c in conditions if c.unit}
    if len(units) > 1:
        return False
    name = conditions[0].name
    if all(c.closed and c.low == c.high for c in conditions):
        return len({c.name for c in conditions}) == 1
    return all(not c.name or not name or _alike(name, c.name) for c in conditions[1:])


def _alike(one: str, other: str) -> bool:
    pairs = {one[i : i + 2] for i in range(len(one) - 1)} or {one}
    return any(other[i : i + 2] in pairs for i in range(max(1, len(other) - 1)))


def _alternatives(run: list[Draft], item_points: Decimal | None) -> bool:
    """Whether awards without ranges exclude each other: together they would exceed the points."""
    awards = [d.points for d in run if d.kind is RuleKind.AWARD]
    if len(awards) < 2:
        return False
    if item_points is None or None in awards:
        return any(d.all_points for d in run)
    known = [a for a in awards if a is not None]
    return sum(known, Decimal(0)) > item_points and max(known) == item_points


def _build(run: list[Draft], found: list[Condition | None], text: str, item_points: Decimal | None, sign: int) -> Draft:
    numeric = [c for c in found if c is not None]
    lows = sorted({c.low for c in numeric if c.low is not None})
    highs = sorted({c.high for c in numeric if c.high is not None})
    percent = any(c.unit == "%" for c in numeric)
    bands, marks = [], []
    for index, (draft, c) in enumerate(zip(run, found, strict=True)):
        points = Decimal(0) if draft.kind is RuleKind.ZERO else draft.points
        if points is None:
            points = item_points if item_points is not None else Decimal(0)
        label = words_of(text[draft.words[0] : draft.words[1]])
        low, high = (c.low, c.high) if c is not None else (None, None)
        if c is None and index == 0 and percent and lows and lows[-1] < 100:
            low = Decimal(100)
            lows.append(low)
        elif low is not None and high is None:
            high = next((other for other in lows if other > low), None)
        elif high is not None and low is None:
            low = next((other for other in reversed(highs) if other < high), None)
        bands.append(Band(min=low, max=high, points=sign * points, label=label if c is None else ""))
        marks += [Mark("band", m.start, m.end, m.value, index) for m in draft.marks if m.role == "points"]
    first = run[0]
    return Draft(
        kind=RuleKind.BAND, left=first.left, words=first.words, start=first.start, end=run[-1].end,
        bands=tuple(bands), marks=marks,
    )  # fmt: skip
