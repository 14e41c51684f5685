"""Who takes which alternative: (其中，甲局、乙局适用于第33—1项，其它单位适用于第33—2项)."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from kaohe_tools.model import Indicator, Unit

_TAKES = re.compile(r"\s*适用于?第?\s*([0-9]{1,3})\s*[—–―\-－]{1,2}\s*([0-9]{1,2})\s*[项条款]?")
_OTHERS = re.compile("^(?:其它|其他|其余)")


def takes_in(note: str) -> dict[str, str]:
    """Return which units take which item of a note, by the item's number: ``{"33-1": "甲局、乙局"}``."""
    words = re.sub(r"^[（(]?\s*其中[,，:：]?", "", note)
    found, at = {}, 0
    for match in _TAKES.finditer(words):
        names = re.split("[,，;；()（）]", words[at : match.start()])[-1].strip()
        at = match.end()
        if names:
            found[f"{match[1]}-{match[2]}"] = names
    return found


def with_alternatives(indicators: Iterable[Indicator], takes: Mapping[str, str]) -> tuple[Indicator, ...]:
    """Return items with their group: those whose numbers share what stands before the dash."""
    items = tuple(indicators)
    bases = Counter(i.number.partition("-")[0] for i in items if "-" in i.number)
    out = []
    for item in items:
        base = item.number.partition("-")[0]
        if "-" in item.number and bases[base] > 1:
            whom = takes.get(item.number, item.applies_to or f"第{item.number}项")
            # “others” means other units in each group, so that its name must say which group
            whom = f"{whom}（第{base}项）" if _OTHERS.match(whom) else whom
            out.append(item.replace(alternative=base, applies_to=whom))
        else:
            out.append(item)
    return tuple(out)


def units_of(indicators: Sequence[Indicator], takes: Mapping[str, str]) -> tuple[Unit, ...]:
    """Return every unit that the notes name, with the alternatives that it takes in each group.

    A unit that a group does not name takes what is for the others (其它单位) there.
    """
    others: dict[str, str] = {}
    named: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for item in indicators:
        if item.number not in takes or not item.alternative:
            continue
        if _OTHERS.match(item.applies_to):
            others[item.alternative] = item.applies_to
        else:
            for name in re.split("、", item.applies_to):
                named[name.strip()][item.alternative].append(item.applies_to)
    groups = list(dict.fromkeys(i.alternative for i in indicators if i.number in takes and i.alternative))
    units = [
        Unit(
            name=name,
            takes=tuple(t for g in groups for t in (own.get(g) or ([others[g]] if g in others else []))),
        )
        for name, own in sorted(named.items())
    ]
    if others:
        name = next(iter(others.values())).partition("（第")[0]
        units.append(Unit(name=name, takes=tuple(others.values())))
    return tuple(units)
