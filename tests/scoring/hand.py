"""Small schemes with criteria written out, for cases worked by hand."""

from __future__ import annotations

from decimal import Decimal

from kaohe_tools.criteria import parse_criterion
from kaohe_tools.model import Indicator, Scheme
from kaohe_tools.scoring import Record, Scores, events_from_records, score


def scheme_of(*rows: tuple[str, str | None] | Indicator) -> Scheme:
    """A scheme of indicators "1", "2" …, each given as (criterion, points) or whole."""
    items = []
    for n, row in enumerate(rows, 1):
        if isinstance(row, Indicator):
            items.append(row)
            continue
        text, written = row
        points = None if written is None else Decimal(written)
        items.append(Indicator(id=str(n), row=n, points=points, criterion=parse_criterion(text, points)))
    return Scheme(title="试", indicators=tuple(items))


def scored(scheme: Scheme, *seen: tuple, **limits) -> Scores:
    """Score one unit, 甲; what was seen is (indicator, rule, value) or (indicator, rule, tier, value)."""
    records = [
        Record(unit="甲", indicator=s[0], rule=s[1], tier=s[2] if len(s) == 4 else None, value=s[-1]) for s in seen
    ]
    return score(scheme, events_from_records(scheme, records), **limits)


def points(text: str, worth: str, *seen: tuple) -> Decimal | None:
    """Points for one item; what was seen is (rule, value) or (rule, tier, value)."""
    return scored(scheme_of((text, worth)), *(("1", *s) for s in seen)).points_of("甲", "1")
