"""Tiers: figures that stand side by side, and the names that stand side by side for them."""

from __future__ import annotations

import re
from decimal import Decimal

from kaohe_tools.criteria.figures import NUM, value_of

FIGURE = re.compile(NUM)
_LEVEL = (
    r"(?:国家级?|全国|中央|省部级?|部级?|省级?|全省|厅级?|市级?|全市|地市级?|州级?|县级?|全县|区级?|全区|县区级?"
    r"|镇级?|乡镇?级?|街道|村级?|校级?|院级?|集团|公司|本级)"
)
_LEVELS = re.compile(rf"(?:被|受|获|在|对|由)?({_LEVEL})(?=、|,|或|和|及|被)|(?<=[、,或和及被])({_LEVEL})")
_ITEM = r"[^、,;。()]{1,12}"
_LISTING = re.compile(rf"{_ITEM}(?:(?:、|,|或者?|和|及){_ITEM})+")
_SPLIT = re.compile(r"、|,|或者?|以及|和|及")


def figures_in(text: str, start: int, end: int) -> list[tuple[int, int, Decimal]]:
    """Return start, end and value of every figure in ``text[start:end]``."""
    return [(m.start(), m.end(), value_of(m[0])) for m in FIGURE.finditer(text, start, end)]


def labels_for(count: int, words: str) -> tuple[str, ...]:
    """Return the names in `words` that `count` figures belong to, in their order; () if unclear.

    Two parallel lists (国家、省、市 … 特大、较大、一般) are joined: ``国家/特大``.
    """
    lists = [labels for labels in _lists(words) if len(labels) == count]
    if not lists:
        return ()
    if len(lists) == 1:
        return lists[0]
    return tuple("/".join(names) for names in zip(*lists[-2:], strict=True))


def _lists(words: str) -> list[tuple[str, ...]]:
    found = []
    levels = tuple(a or b for a, b in _LEVELS.findall(words))
    if len(levels) > 1:
        last = re.search(rf"(?:{levels[-1]})?[、或和及,](?:被)?({_LEVEL})(?=[^、]|$)", words)
        if last and last[1] not in levels:
            levels = (*levels, last[1])
        found.append(levels)
    for part in re.split(r"[,;:。]", words):
        names = [n for n in _SPLIT.split(part) if n]
        if len(names) > 1 and not (found and any(n in found[0] for n in names)):
            found.append(tuple(_trim(names)))
    return found


def _trim(names: list[str]) -> list[str]:
    """Cut the words around a list off its first and last name: names are about equally long."""
    inner = max((len(n) for n in names[1:-1]), default=0) or min(len(names[0]), len(names[-1]))
    first, last = names[0], names[-1]
    return [
        first[-inner:] if len(first) > inner + 2 else first,
        *names[1:-1],
        last[:inner] if len(last) > inner + 2 else last,
    ]


def interpolated(low: Decimal, high: Decimal, count: int) -> tuple[Decimal, ...]:
    """Return `count` evenly spaced tiers from `low` to `high`: 加1-4分 over four names is 1, 2, 3, 4."""
    if count < 2:
        return (high,)
    step = (high - low) / (count - 1)
    return tuple(low + step * n for n in range(count))
