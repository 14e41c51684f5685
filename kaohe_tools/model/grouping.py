"""Which rows are alternatives: for other units each, never added together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from kaohe_tools.model.scheme import Indicator, Path, Section


def grouped(indicators: Sequence[Indicator], sections: Mapping[Path, Section]) -> tuple[Indicator, ...]:
    """Return indicators with the group of alternatives that each belongs to.

    Within the lowest section that holds rows for two or more kinds of units, these rows are
    alternatives if every kind comes to the same, or if the section's figure is met by the common rows
    and those of one kind. Rows of unequal worth whose section only adds up with all of them are
    parts, whoever they name.
    """
    group_of: dict[str, str] = {}
    for path, rows in _for_some(indicators).items():
        inside = [i for i in indicators if i.path[: len(path)] == path]
        if _are_alternatives(inside, rows, sections.get(path)):
            group_of |= {i.id: " / ".join(path) or "0" for i in rows}
    return tuple(i.replace(alternative=group_of[i.id]) if i.id in group_of else i for i in indicators)


def _for_some(indicators: Sequence[Indicator]) -> dict[Path, list[Indicator]]:
    """Return the rows for some units by the lowest section that holds two kinds of them."""
    left = [i for i in indicators if i.applies_to and not i.alternative]
    found: dict[Path, list[Indicator]] = {}
    for depth in range(max((len(i.path) for i in left), default=0), -1, -1):
        by_path: dict[Path, list[Indicator]] = defaultdict(list)
        for item in left:
            if len(item.path) >= depth:
                by_path[item.path[:depth]].append(item)
        for path, rows in by_path.items():
            if len({i.applies_to for i in rows}) > 1:
                kinds = {i.applies_to for i in rows}
                upper = [i for i in left if i.path[: len(path) - 1] == path[:-1] and i.applies_to in kinds]
                # kinds that also stand under sister labels belong together: 5+3+1 or 4+3+2
                whole = path[:-1] if depth > 1 and len(upper) > len(rows) else path
                found[whole] = [i for i in left if i.path[: len(whole)] == whole]
                left = [i for i in left if i not in found[whole]]
    return found


def _are_alternatives(inside: Sequence[Indicator], rows: Sequence[Indicator], section: Section | None) -> bool:
    common = _sum([i for i in inside if i not in rows])
    kinds: dict[str, list[Indicator]] = defaultdict(list)
    for item in rows:
        kinds[item.applies_to].append(item)
    sums = {_sum(of_kind) for of_kind in kinds.values()}
    wanted = section.declared.points if section and section.declared else None
    if len(sums) == 1 or wanted is None:
        return True
    return common + _sum(rows) != wanted and any(common + one == wanted for one in sums)


def _sum(rows: Sequence[Indicator]) -> Decimal:
    return sum((i.points for i in rows if i.points is not None), Decimal(0))
