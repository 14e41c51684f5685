"""Tiers: figures that stand side by side, and the names that stand side by side for them."""

from __future__ import annotations

import re
from decimal import Decimal

from kaohe_tools.criteria.figures import NUM, number_or_none, value_of

FIGURE = re.compile(NUM)
_LEVEL = (
    r"(?:国家级?|全国|中央|省部级?|部级?|省级?|全省|厅级?|市级?|全市|地市级?|州级?|县级?|全县|区级?|全区|县区级?"
    r"|镇级?|乡镇?级?|街道|村级?|校级?|院级?|集团|公司|本级)"
)
_LEVELS = re.compile(rf"{_LEVEL}(?:(?:[、,]|和|及|以及|或)?(?:被|受)?{_LEVEL})+")
_ONE_LEVEL = re.compile(_LEVEL)
_RANKS = re.compile(r"前([0-9一二两三四五六七八九十]{1,2})[名位]|名?1-([0-9])[名位]")
_CHUNKS = re.compile(r"[,;:。]|或者?|并(?!列)")
_COMMAS = re.compile("、")
_SPLIT = re.compile(r"、|以及|和|及")
_BEFORE_LIST = re.compile(r"^.*(?:引起|造成|发生|获得?|因|被|受|按|为|分)(?=.)")


def figures_in(text: str, start: int, end: int) -> list[tuple[int, int, Decimal]]:
    """Return start, end and value of every figure in ``text[start:end]``."""
    return [(m.start(), m.end(), value_of(m[0])) for m in FIGURE.finditer(text, start, end)]


def labels_for(count: int, words: str) -> tuple[str, ...]:
    """Return the names in `words` that `count` figures belong to, in their order; () if unclear.

    Two parallel lists (国家、省、市 … 特大、较大、一般) are joined: ``国家/特大``.
    """
    lists = [names for names in _lists(words.replace(" ", "")) if len(names) == count]
    if len(lists) > 1 and lists[-1] != lists[-2]:
        return tuple("/".join(names) for names in zip(*lists[-2:], strict=True))
    return lists[-1] if lists else ()


def _lists(words: str) -> list[tuple[str, ...]]:
    levels = [tuple(_ONE_LEVEL.findall(m[0])) for m in _LEVELS.finditer(words)]
    ranks = [_ranks(m[1] or m[2]) for m in _RANKS.finditer(words)]
    if levels or ranks:
        words = _LEVELS.sub("", words)
    named = []
    between = _COMMAS if levels else _SPLIT
    for chunk in _CHUNKS.split(words):
        names = [n for n in between.split(chunk.rstrip("的者时")) if n]
        if len(names) > 1:
            named.append(_trimmed(names))
    return [*levels, *named, *ranks]


def _ranks(written: str) -> tuple[str, ...]:
    count = number_or_none(written) or Decimal(0)
    return tuple(f"第{n}名" for n in range(1, int(count) + 1))


def _trimmed(names: list[str]) -> tuple[str, ...]:
    """Cut the words around a list off its first and last name: names are about equally long."""
    if len({n[0] for n in names}) == 1:
        return tuple(names)  # 受提醒、受通报、受问责
    inner = max((len(n) for n in names[1:-1]), default=0) or min(len(names[0]), len(names[-1]))
    first, last = names[0], names[-1]
    if len(first) == inner + 1 and first[0] in "获被受因":
        first = first[1:]
    if len(first) > inner:
        first = _BEFORE_LIST.sub("", first) if len(first) > inner + 2 else first
        first = first[-inner:] if len(first) > inner + 1 else first
    if len(last) > inner + 1:
        last = last[:inner]
    return (first, *names[1:-1], last)


def interpolated(low: Decimal, high: Decimal, count: int) -> tuple[Decimal, ...]:
    """Return `count` evenly spaced tiers from `low` to `high`: 加1-4分 over four names is 1, 2, 3, 4."""
    if count < 2:
        return (high,)
    step = (high - low) / (count - 1)
    return tuple(low + step * n for n in range(count))
