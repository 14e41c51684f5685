"""Points that stand in words: at the end of a name (组织建设（35分）) and of numbered items (1.…（4分）；2.…)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from kaohe_tools.errors import PointsError
from kaohe_tools.model import Indicator, Part, Path, RuleKind, Scheme, Section
from kaohe_tools.points import parse_points
from kaohe_tools.sheets.alternatives import grouped

IN_LABEL = re.compile(r"[（(〔\[【]\s*+(?:共|计|满分)?\s*+([0-9０-９.．]+)\s*分\s*[）)〕\]】]\s*$")
"""The points at the end of a section's name or an item's label."""

_ITEM = re.compile(r"[（(〔\[【]\s*+(?:共|计)?\s*+([0-9０-９]{1,3}(?:[.．][0-9０-９]{1,3})?)\s*分\s*[）)〕\]】]")
_MARK = re.compile(r"^[；;。，,、\s]*(?:([0-9０-９]{1,2})[.．、]|[（(]([0-9０-９]{1,2})[）)]|([①-⑳]))?\s*")


def label_points(label: str) -> Decimal | None:
    """Return the points at the end of a label; None where it names none, or none that can be read."""
    match = IN_LABEL.search(label)
    try:
        return parse_points(match[1]) if match else None
    except PointsError:
        return None


def holds_points(text: str) -> bool:
    """Return whether a text names points in brackets, as labels and items do."""
    return _ITEM.search(text) is not None


def parts_of(text: str) -> tuple[Part, ...]:
    """Return the items of a text that name their points in brackets behind them.

    Examples
    --------
    >>> [(p.number, p.text, p.points) for p in parts_of("1.按期办结（2分）；2.回访（1分）。")]
    [('1', '按期办结', Decimal('2')), ('2', '回访', Decimal('1'))]
    """
    found, at = [], 0
    for match in _ITEM.finditer(text):
        words = text[at : match.start()]
        at = match.end()
        mark = _MARK.match(words)
        assert mark is not None  # noqa: S101 - every part of it may be empty
        said = words[mark.end() :].strip()
        if said:
            number = next((n for n in mark.groups() if n), "")
            found.append(Part(number=number, text=said, points=parse_points(match[1])))
    return tuple(found)


def with_parts(item: Indicator) -> Indicator:
    """Return an indicator with its parts, where its text is made of items with points and not of rules."""
    if not item.parts and holds_points(item.criterion.text):
        parts = parts_of(item.criterion.text)
        rated = any(rule.kind in (RuleKind.BAND, RuleKind.AWARD) for rule in item.criterion.rules)
        if parts and not rated and (item.points is None or len(parts) > 1):
            return item.replace(parts=parts)
    return item


def points_from_words(
    indicators: Sequence[Indicator], sections: Mapping[Path, Section], *, trusted: bool = True
) -> tuple[Indicator, ...]:
    """Return indicators of a sheet without a points column with the points that their words name.

    A row alone under its lowest label has the label's points, several rows for other units each have
    them too; else a row has the sum of its own items. Where labels and items disagree, those count
    with which the section above adds up; where neither does, the labels, or the items if the labels
    are not `trusted` because cells of the sheet have shifted. Without a figure the points stay None.
    """
    labelled = grouped(_by_labels(indicators, sections), sections)
    itemised = grouped([i.replace(points=_of_parts(i) or i.points) for i in labelled], sections)
    by_label, by_items = _sums(labelled), _sums(itemised)
    out = []
    for one, other in zip(labelled, itemised, strict=True):
        above = sections.get(one.path[:-1])
        wanted = above.declared.points if above and above.declared else None
        fits = (by_label[one.path[:-1]] == wanted, by_items[one.path[:-1]] == wanted)
        first = trusted if fits[0] == fits[1] else fits[0]
        out.append((one if first else other).replace(alternative=""))
    return tuple(out)


def _of_parts(item: Indicator) -> Decimal | None:
    return sum((p.points for p in item.parts), Decimal(0)) if item.parts else None


def _sums(indicators: Sequence[Indicator]) -> dict[Path, Decimal]:
    below: dict[Path, list[Indicator]] = defaultdict(list)
    for item in indicators:
        below[item.path[:-1]].append(item)
    return {path: Scheme.sum_of(rows) for path, rows in below.items()}


def _by_labels(indicators: Sequence[Indicator], sections: Mapping[Path, Section]) -> list[Indicator]:
    below: dict[Path, list[Indicator]] = defaultdict(list)
    for item in indicators:
        below[item.path].append(item)
    named = {path: _label_of_each(rows, sections.get(path)) for path, rows in below.items()}
    return [
        item.replace(points=_of_parts(item) if named[item.path] is None else named[item.path]) for item in indicators
    ]


def _label_of_each(rows: Sequence[Indicator], section: Section | None) -> Decimal | None:
    """Return the points of a label that each row below it has: one alone, or several for other units each."""
    if section is None or section.declared is None:
        return None
    for_others = len({r.applies_to for r in rows if r.applies_to}) == len(rows) > 1
    return section.declared.points if len(rows) == 1 or for_others else None
