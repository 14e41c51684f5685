"""Alternatives (适用类别): rows of which each unit takes one set, so that they are never added together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import product
from typing import TYPE_CHECKING

from kaohe_tools.model.beside import Unit, Variant

if TYPE_CHECKING:
    from kaohe_tools.model.scheme import Indicator

_MOST = 64

Choices = dict[str, tuple["Indicator", ...]]
"""The alternatives of one group: what they apply to, and their rows."""


def alternatives(indicators: Iterable[Indicator]) -> dict[str, Choices]:
    """Return the alternatives by their group, both in the order of the sheet."""
    groups: dict[str, Choices] = {}
    for item in indicators:
        if item.alternative:
            choices = groups.setdefault(item.alternative, {})
            choices[item.applies_to] = (*choices.get(item.applies_to, ()), item)
    return groups


def counted(indicators: Iterable[Indicator]) -> tuple[Indicator, ...]:
    """Return the rows that count once: those for everybody, and of each group its first alternative."""
    rows = tuple(indicators)
    first = {group: next(iter(choices)) for group, choices in alternatives(rows).items()}
    return tuple(i for i in rows if not i.alternative or first[i.alternative] == i.applies_to)


def variants_of(indicators: Sequence[Indicator], units: Sequence[Unit]) -> tuple[Variant, ...]:
    """Return what each unit is scored on; without units, each way to choose one alternative a group.

    More than 64 ways are not listed one by one: each group's alternatives are then shown beside the
    first alternatives of the others. No alternatives, no variants.
    """
    groups = alternatives(indicators)
    if not groups:
        return ()
    if units:
        return tuple(_variant(u.name, indicators, u.takes) for u in units)
    ways = list(product(*groups.values()))[:_MOST] if _ways(groups) <= _MOST else _one_by_one(groups)
    return tuple(_variant(" + ".join(dict.fromkeys(way)), indicators, way, groups) for way in ways)


def _ways(groups: dict[str, Choices]) -> int:
    n = 1
    for choices in groups.values():
        n *= len(choices)
    return n


def _one_by_one(groups: dict[str, Choices]) -> list[tuple[str, ...]]:
    first = [next(iter(choices)) for choices in groups.values()]
    return list(
        dict.fromkeys(
            (*first[:n], choice, *first[n + 1 :]) for n, choices in enumerate(groups.values()) for choice in choices
        )
    )


def _variant(
    name: str, indicators: Sequence[Indicator], takes: Sequence[str], groups: dict[str, Choices] | None = None
) -> Variant:
    """Return the rows and the total of one choice; with `groups`, `takes` names one text a group."""
    chosen = dict(zip(groups, takes, strict=True)) if groups else None
    rows = tuple(
        i
        for i in indicators
        if not i.alternative or (chosen[i.alternative] == i.applies_to if chosen is not None else i.applies_to in takes)
    )
    total = sum((i.points for i in rows if i.points is not None), Decimal(0))
    return Variant(name=name, total=total, indicators=tuple(i.id for i in rows))
