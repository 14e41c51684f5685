"""Whether a file that was written says what it should: two schemes compared, wherever they were read from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Set
from decimal import Decimal

from kaohe_tools.locale import Text, text
from kaohe_tools.model import Declared, Indicator, Scheme

_FIELDS = tuple(f for f in Indicator.__dataclass_fields__ if f not in ("sources", "criterion"))


def differences(wanted: Scheme, found: Scheme, computed: Set[tuple[str, str]] = frozenset()) -> Iterator[Text]:
    """Yield what two schemes say differently; places and file names are not compared.

    `computed` are cells (sheet, cell) whose formulas come to something else now: their texts may differ.
    """
    for name in ("title", "year"):
        if getattr(wanted, name) != getattr(found, name):
            yield _differs(text("the title"), getattr(wanted, name), getattr(found, name))
    yield from _figures(text("the full mark"), wanted.declared, found.declared)
    yield from _figures(text("the row of sums"), wanted.stated_sum, found.stated_sum)
    yield from _sections(wanted, found)
    yield from _indicators(wanted, found, computed)
    beside = (
        (text("shared points cells"), _shared),
        (text("bonuses, penalties and vetoes"), _adjustments),
        (text("units"), lambda s: s.units),
        (text("totals of the kinds of unit"), lambda s: [(v.name, v.total) for v in s.variants]),
    )
    for what, say in beside:
        if say(wanted) != say(found):
            yield _differs(what, _short(say(wanted)), _short(say(found)))
    for code, cell in (_problems(found, computed) - _problems(wanted, computed)).elements():
        yield text("{cell} has the new problem {code}", cell=cell, code=code)


def _sections(wanted: Scheme, found: Scheme) -> Iterator[Text]:
    """Yield the sections that differ; in which order their labels are printed says nothing."""
    have = {s.path: s for s in found.sections}
    for path in {s.path for s in wanted.sections} ^ set(have):
        where = text("the file") if path in have else text("the scheme")
        yield text("section “{path}” stands only in {where}", path=" / ".join(path), where=where)
    for old in wanted.sections:
        if old.path in have:
            new = have[old.path]
            yield from _figures(text("“{section}”", section=old.name), old.declared, new.declared)
            yield from _figures(text("the subtotal of “{section}”", section=old.name), old.stated, new.stated)


def _indicators(wanted: Scheme, found: Scheme, computed: Set[tuple[str, str]]) -> Iterator[Text]:
    if len(wanted.indicators) != len(found.indicators):
        yield _differs(text("the number of rows"), len(wanted.indicators), len(found.indicators))
        return
    for old, new in zip(wanted.indicators, found.indicators, strict=True):
        free = {name for name, ref in new.sources if (ref.sheet, ref.cell) in computed} - {"points"}
        for name in _FIELDS:
            if name not in free and getattr(old, name) != getattr(new, name):
                what = text("row {row}, {field}", row=old.row, field=name)
                yield _differs(what, _short(getattr(old, name)), _short(getattr(new, name)))
        if old.criterion != new.criterion:
            what = text("row {row}, {field}", row=old.row, field="criterion")
            yield _differs(what, old.criterion.text, new.criterion.text)


def _figures(what: Text, old: Declared | None, new: Declared | None) -> Iterator[Text]:
    said = [d.points if d else None for d in (old, new)]
    if said[0] != said[1]:
        yield _differs(what, *said)


def _differs(what: Text, old: object, new: object) -> Text:
    return text("{what}: expected “{old}”, reads “{new}”", what=what, old=_short(old), new=_short(new))


def _short(value: object) -> str:
    said = str(value)
    return said if len(said) <= 200 else said[:199] + "…"


def _shared(scheme: Scheme) -> list[tuple[Decimal, tuple[str, ...]]]:
    return [(c.points, c.indicators) for c in scheme.shared]


def _adjustments(scheme: Scheme) -> list[object]:
    own = [(a.kind, a.number, a.criterion.text, a.cap, a.group, a.largest_only, a.assessor) for a in scheme.adjustments]
    return [*own, *((c.kind, c.group, c.cap) for c in scheme.adjustment_caps)]


def _problems(scheme: Scheme, computed: Set[tuple[str, str]]) -> Counter[tuple[str, str]]:
    told = [p for p in scheme.problems if (p.where.sheet, p.where.cell) not in computed]
    return Counter((p.code, p.where.cell) for p in told)
