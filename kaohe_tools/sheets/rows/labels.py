"""Points that stand in words: at the end of a name (组织建设（35分）) and of numbered items (1.…（4分）；2.…)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from kaohe_tools.criteria.stated import holds_points, items_of
from kaohe_tools.model import Indicator, Path, RuleKind, Scheme, Section, grouped


def with_parts(item: Indicator) -> Indicator:
    """Return an indicator with its parts, where its text is made of items with points and not of rules."""
    if not item.parts and holds_points(item.criterion.text):
        parts = items_of(item.criterion.text).parts
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
