"""Which rows are alternatives: for other units each, never added together."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from kaohe_tools.model.scheme import Indicator, Path, Section

_FOR_ALL = re.compile(
    r"[（(]?(?:均?适用于?[:：]?)?(?:通用|共同|均适用|不限|(?:全部|全体|所有|各)(?:类|个)?(?:被?考核)?(?:单位|对象)?(?:均适用)?)[）)]?"
)
_EACH = "各"


def applies_to_all(words: str) -> bool:
    """Return whether a row's applicability names everybody: 全部单位, 各考核对象, 通用.

    各部门 does not: it may be one kind of several.
    """
    bare = "".join(words.split())
    return bare != _EACH and _FOR_ALL.fullmatch(bare) is not None


def grouped(indicators: Sequence[Indicator], sections: Mapping[Path, Section]) -> tuple[Indicator, ...]:
    """Return indicators with the group of alternatives that each belongs to.

    Within the lowest section that holds rows for two or more kinds of units, these rows are
    alternatives if every kind comes to the same, or if the section's figure is met by the common rows
    and those of one kind. Rows of unequal worth whose section only adds up with all of them are
    parts, whoever they name.
    """
    group_of: dict[str, str] = {}
    groups = _for_some(indicators)
    below: dict[Path, list[Indicator]] = {path: [] for path in groups}
    for item in indicators if groups else ():
        for depth in range(len(item.path) + 1):
            if item.path[:depth] in below:
                below[item.path[:depth]].append(item)
    for path, rows in groups.items():
        inside = below[path]
        if _are_alternatives(inside, rows, sections.get(path)):
            group_of |= {i.id: " / ".join(path) or "0" for i in rows}
    return tuple(i.replace(alternative=group_of[i.id]) if i.id in group_of else i for i in indicators)


def _for_some(indicators: Sequence[Indicator]) -> dict[Path, list[Indicator]]:
    """Return the rows for some units by the lowest section that holds two kinds of them."""
    left = {i.id: i for i in indicators if i.applies_to and not i.alternative and not applies_to_all(i.applies_to)}
    found: dict[Path, list[Indicator]] = {}
    for depth in range(max((len(i.path) for i in left.values()), default=0), -1, -1):
        below: dict[Path, list[Indicator]] = defaultdict(list)
        beside: dict[Path, Counter[str]] = defaultdict(Counter)
        for item in left.values():
            if len(item.path) >= depth:
                below[item.path[:depth]].append(item)
            if depth > 1 and len(item.path) >= depth - 1:
                below[item.path[: depth - 1]].append(item)
                beside[item.path[: depth - 1]][item.applies_to] += 1
        for path in [path for path in below if len(path) == depth]:
            rows = [i for i in below[path] if i.id in left]
            kinds = {i.applies_to for i in rows}
            if len(kinds) > 1:
                upper = sum(beside[path[:-1]][kind] for kind in kinds) if depth > 1 else 0
                # kinds that also stand under sister labels belong together: 5+3+1 or 4+3+2
                whole = path[:-1] if upper > len(rows) else path
                found[whole] = [left.pop(i.id) for i in below[whole] if i.id in left]
                if depth > 1:
                    beside[path[:-1]].subtract(i.applies_to for i in found[whole])
    return found


def _are_alternatives(inside: Sequence[Indicator], rows: Sequence[Indicator], section: Section | None) -> bool:
    of_group = {i.id for i in rows}
    common = _sum([i for i in inside if i.id not in of_group])
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
