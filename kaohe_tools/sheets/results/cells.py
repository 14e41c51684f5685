"""One cell of a results sheet: what was recorded, or why it cannot be read."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from enum import StrEnum

from kaohe_tools.errors import PointsError
from kaohe_tools.locale import text
from kaohe_tools.model import Indicator, Rule, RuleKind
from kaohe_tools.points import from_excel, parse_points
from kaohe_tools.scoring import Slot
from kaohe_tools.scoring.slots import MAX_RECORDED
from kaohe_tools.sheets.grid import Value, as_text
from kaohe_tools.sheets.results.names import Unclear, squeezed

HAPPENED = ("是", "√", "✓", "✔", "☑", "●", "Y", "YES", "TRUE", "发生", "已发生")
"""The condition of the rule holds: “未作动员 … 是” says that nothing was done."""
NOT_HAPPENED = ("否", "×", "✗", "✘", "✕", "N", "NO", "FALSE", "未发生", "没有发生")
OPEN_MARK = ("○", "◯", "〇")
"""A mark that says 是, unless the sheet also has √: then nobody can tell."""
NOT_RECORDED = ("-", "—", "——", "–", "/", "不适用", "未考核", "未记录", "N/A", "NA")

_NUMBER = re.compile(r"(?P<number>[+-]?(?:\d+(?:\.\d+)?|\.\d+))(?P<unit>\D{0,4})")
_COUNTERS = ("次", "个", "项", "件", "人", "人次", "篇", "份", "天", "家", "处", "例", "起", "户", "期", "条")
_ERROR_VALUES = ("#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#N/A", "#NUM!", "#NULL!")


class Quantity(StrEnum):
    """What a number in a results sheet is: what happened, or points."""

    EVENT = "event"
    LOST = "lost"
    GOT = "got"


def is_blank(value: Value) -> bool:
    """Whether a cell says that nothing was recorded: empty, a dash, 不适用."""
    return value is None or (isinstance(value, str) and value.strip().upper() in NOT_RECORDED)


def read_event(value: Value, slot: Slot, *, open_mark: bool = True) -> float:
    """Return what a cell records for a slot, as its `means` says.

    Parameters
    ----------
    open_mark : bool
        Whether ○ says 是.

    Raises
    ------
    Unclear
        If it cannot be read, or cannot be.
    """
    if isinstance(value, str) and value.strip() in _ERROR_VALUES:
        raise Unclear("error-value", text("the formula ends in the error {value}", value=value.strip()))
    if slot.kind == "choice":
        return _choice(value, slot)
    if slot.kind == "flag" and (mark := _mark(value, open_mark)) is not None:
        return mark
    number = _number(value, slot)
    if slot.means == "band" and "%" in slot.label and 0 < number <= 1 and not _says_percent(value):
        message = text("{n} is recorded for “{label}”; write it as 95% or 95", n=number, label=slot.label)
        raise Unclear("ambiguous-rate", message)
    _refuse_impossible(number, slot)
    return float(number)


def read_lost(value: Value, item: Indicator, rule: int | None) -> Decimal:
    """Return the points lost that a cell records.

    Raises
    ------
    Unclear
        If it says no number of points, a negative one, or more than the rule or item can take.
    """
    lost = _points(value)
    most = _most_lost(item, rule)
    if most is not None and lost > most:
        values = {"lost": lost, "row": item.row, "most": most}
        message = text("{lost} points lost are recorded; row {row} can lose {most} at most", **values)
        if rule is not None:
            message = text(
                "{lost} points lost are recorded; rule {rule} of row {row} takes {most} at most",
                rule=rule + 1,
                **values,
            )
        raise Unclear("lost-too-much", message)
    return lost


def read_got(value: Value, item: Indicator, rule: int | None) -> Decimal:
    """Return the points got that a cell records.

    Raises
    ------
    Unclear
        If it says no number of points, a negative one, or more than the item is worth.
    """
    got = _points(value)
    if item.points is not None and got > item.points:
        message = text("{got} points are recorded; row {row} is worth {most}", got=got, row=item.row, most=item.points)
        raise Unclear("got-too-much", message)
    return got


def read_total(value: Value) -> Decimal:
    """Return the total points that a cell states; penalties may take it below 0.

    Raises
    ------
    Unclear
        If it says no number of points.
    """
    try:
        return parse_points(value)
    except PointsError as err:
        raise _unreadable(value) from err


def _points(value: Value) -> Decimal:
    points = read_total(value)
    if points < 0:
        raise Unclear(
            "negative-points", text("{points} is recorded; points are written without a minus", points=points)
        )
    return points


def _most_lost(item: Indicator, rule: int | None) -> Decimal | None:
    """Return the most points that a rule, or all rules of an item, can take; None without a bound."""
    if rule is None:
        bounds = [b for b in (item.points, item.criterion.max_deduction(item.points)) if b is not None]
        taking = any(r.kind in (RuleKind.DEDUCT, RuleKind.ZERO) and not r.beyond_item for r in item.criterion.rules)
        return min(bounds) if bounds and taking else item.points
    return _most_of(item.criterion.rules[rule], item.points)


def _most_of(rule: Rule, points: Decimal | None) -> Decimal | None:
    if rule.beyond_item:
        return rule.cap if rule.cap is not None or rule.per is not None else rule.points
    if rule.kind in (RuleKind.DEDUCT, RuleKind.ZERO) and not rule.tiers:
        return rule.most(points)
    return rule.cap if rule.cap is not None else points


def _mark(value: Value, open_mark: bool) -> float | None:
    """Return what a mark or word says about a flag; None for anything else."""
    if isinstance(value, bool):
        return float(value)
    word = squeezed(value).upper() if isinstance(value, str) else ""
    if isinstance(value, str) and value.strip() in OPEN_MARK:
        if open_mark:
            return 1.0
        message = text("both √ and {mark} stand in this sheet; write 是 or 否", mark=value.strip())
        raise Unclear("unclear-mark", message)
    if word in HAPPENED:
        return 1.0
    return 0.0 if word in NOT_HAPPENED else None


def _choice(value: Value, slot: Slot) -> float:
    word = squeezed(as_text(value))
    names = [squeezed(name) for name in slot.choices]
    named = [n for n, name in enumerate(names) if name == word]
    named = named or [n for n, name in enumerate(names) if len(word) > 1 and word in name]  # 优秀 for 评为优秀
    if len(named) != 1:
        message = text("“{raw}” is none of the bands {bands}", raw=_raw(value), bands=slot.choices)
        raise Unclear("unknown-band", message)
    return float(named[0])


def _number(value: Value, slot: Slot) -> Decimal:
    if isinstance(value, bool) or value is None:
        raise _unreadable(value)
    if isinstance(value, (int, float)):
        try:
            return from_excel(value) if isinstance(value, float) else Decimal(value)
        except PointsError as err:
            raise _unreadable(value) from err
    match = _NUMBER.fullmatch("".join(unicodedata.normalize("NFKC", value).split()))
    if match is None or len(value) > 40:
        raise _unreadable(value)
    number, unit = Decimal(match["number"]), match["unit"]
    if unit in ("%", "个百分点", "百分点"):
        return _percentage(number, slot, value)
    known = (slot.unit,) if slot.unit else _COUNTERS if slot.kind in ("flag", "count") else ()
    if unit and unit not in (*known, *(("分",) if slot.means == "points" else ())):
        raise _unreadable(value)
    return number


def _says_percent(value: Value) -> bool:
    return isinstance(value, str) and ("%" in unicodedata.normalize("NFKC", value) or "点" in value)


def _percentage(percent: Decimal, slot: Slot, value: Value) -> Decimal:
    """Return a percentage as the slot counts it: a rate from 0 to 1, or percentage points."""
    if slot.means == "rate":
        return percent / 100
    if slot.means == "band" or slot.unit == "%":
        return percent
    raise _unreadable(value)


def _refuse_impossible(number: Decimal, slot: Slot) -> None:
    whole = number == number.to_integral_value()
    label, values = slot.label, {"n": number, "label": slot.label}
    if number < 0 and slot.kind != "value":
        raise Unclear("negative-count", text("{n} is recorded for “{label}”; a count cannot be negative", **values))
    if slot.kind == "flag" and number not in (0, 1):
        message = text("{n} is recorded for “{label}”, which counts once; write 1 or 0", **values)
        raise Unclear("flag-above-one", message)
    if slot.kind == "count" and not whole:
        raise Unclear("broken-count", text("{n} is recorded for “{label}”; a count is a whole number", **values))
    if abs(number) > MAX_RECORDED:
        raise Unclear("value-out-of-range", text("{n} is too large for “{label}”", **values))
    low, high = slot.low, slot.high
    if slot.kind == "value" and number != 0 and not (low is None or number >= low):
        message = text("{n} is recorded for “{label}”; the least is {low}", n=number, label=label, low=low)
        raise Unclear("value-out-of-range", message)
    if slot.kind == "value" and not (high is None or number <= high):
        message = text("{n} is recorded for “{label}”; the most is {high}", n=number, label=label, high=high)
        if slot.means == "rate":
            message = text("{n} is recorded for “{label}”; write a rate as 95% or 0.95", n=number, label=label)
        raise Unclear("value-out-of-range", message)


def _unreadable(value: Value) -> Unclear:
    return Unclear("unreadable-value", text("“{raw}” cannot be read as what is recorded here", raw=_raw(value)))


def _raw(value: Value) -> str:
    return as_text(value)[:40]
