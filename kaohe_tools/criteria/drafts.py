"""Rules while they are being read: mutable, with places in the clean text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from kaohe_tools.criteria.text import Clean
from kaohe_tools.model import Band, Figure, Per, Rule, RuleKind


@dataclass(slots=True)
class Mark:
    """Where one figure of a draft stands in the clean text."""

    role: str
    start: int
    end: int
    value: Decimal
    index: int = 0


@dataclass(slots=True)
class Draft:
    """One rule in the making; fields as in :class:`kaohe_tools.model.Rule`.

    `left` is where its words may begin (behind the rule before), `words` where its condition
    stands, `start` and `end` what the rule takes of the text.
    """

    kind: RuleKind
    left: int
    words: tuple[int, int]
    start: int
    end: int
    points: Decimal | None = None
    min: Decimal | None = None
    per: Per | None = None
    cap: Decimal | None = None
    tiers: tuple[Decimal, ...] = ()
    tier_labels: tuple[str, ...] = ()
    factor: Decimal | None = None
    share: Decimal | None = None
    bands: tuple[Band, ...] = ()
    expr: str = ""
    all_points: bool = False
    additional: bool = False
    beyond_item: bool = False
    scope: str = ""
    bare: bool = False
    step: bool = False
    marks: list[Mark] = field(default_factory=list)


_LEAD = re.compile(
    r"^(?:[,;:。、)|\s]|(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})[.、)](?![0-9])|\([0-9一二三四五六七八九十]{1,2}\)"
    r"|[⑴-⒇①-⑳]|(?:且|并|或|如|若|对于?|其中|但)(?=[^,;。]{3}))+"
)
_TAIL = re.compile(r"[,;:。、(|\s的者]+$")


def words_of(text: str) -> str:
    """Return a condition without list numbers, signs and the closing 的."""
    start, end = _bounds(text)
    return text[start:end]


@lru_cache(maxsize=1024)
def _bounds(text: str) -> tuple[int, int]:
    lead, tail = _LEAD.match(text), _TAIL.search(text)
    start = lead.end() if lead else 0
    return start, max(start, tail.start() if tail else len(text))


def _as_written(draft: Draft, clean: Clean, written: str) -> str:
    """Return the condition in the characters of the text as written, on one line."""
    left, right = draft.words
    start, end = _bounds(clean.text[left:right])
    if start >= end:
        return ""
    at, to = clean.back(left + start, left + end)
    return written[at:to].replace("\n", "")


def figures_of(marks: list[Mark], clean: Clean) -> tuple[Figure, ...]:
    """Return figures with their places in the text as written."""
    return tuple(
        Figure(role=m.role, start=at, end=to, value=m.value, index=m.index)
        for m in marks
        for at, to in (clean.back(m.start, m.end),)
    )


def freeze(draft: Draft, clean: Clean, written: str) -> Rule:
    """Return the finished rule, its places given in the text as written."""
    start, end = clean.back(draft.start, draft.end)
    return Rule(
        kind=draft.kind,
        trigger=_as_written(draft, clean, written),
        points=draft.points,
        min=draft.min,
        per=draft.per,
        cap=draft.cap,
        tiers=draft.tiers,
        tier_labels=draft.tier_labels,
        factor=draft.factor,
        share=draft.share,
        bands=draft.bands,
        expr=draft.expr,
        all_points=draft.all_points,
        additional=draft.additional,
        beyond_item=draft.beyond_item,
        scope=draft.scope,
        clause=(start, end),
        figures=figures_of(draft.marks, clean),
    )
