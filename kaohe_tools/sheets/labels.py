"""Points that stand in words: at the end of a name (组织建设（35分）) and of numbered items (1.…（4分）；2.…)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from kaohe_tools.errors import PointsError
from kaohe_tools.model import Indicator, Part, Path, RuleKind, Section
from kaohe_tools.points import parse_points

IN_LABEL = re.compile(r"[（(〔\[【]\s*(?:共|计|满分)?\s*([0-9０-９.．]+)\s*分\s*[）)〕\]】]\s*$")
"""The points at the end of a section's name or an item's label."""

_ITEM = re.compile(r"[（(〔\[【]\s*(?:共|计)?\s*([0-9０-９]{1,3}(?:[.．][0-9０-９]{1,3})?)\s*分\s*[）)〕\]】]")
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


def points_from_words(indicators: Sequence[Indicator], sections: Mapping[Path, Section]) -> tuple[Indicator, ...]:
    """Return indicators of a sheet without a points column with the points that their words name.

    A row alone under its lowest label has the label's points. Several rows under one label are
    alternatives if each is for other units (each then has the label's points); else each has the
    sum of its own items. Without a figure anywhere the points stay None.
    """
    below: dict[Path, list[Indicator]] = defaultdict(list)
    for item in indicators:
        below[item.path].append(item)
    out = []
    for item in indicators:
        section = sections.get(item.path)
        label = section.declared.points if section and section.declared else None
        rows = below[item.path]
        own = sum((p.points for p in item.parts), Decimal(0)) if item.parts else None
        for_others = len({r.applies_to for r in rows if r.applies_to}) == len(rows) > 1
        points = label if label is not None and (len(rows) == 1 or for_others) else own
        out.append(item.replace(points=points))
    return tuple(out)
