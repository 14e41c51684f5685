"""A word-level difference of two texts: what stayed, what went, what came.

Numbers, dates and Latin words are compared whole, Chinese character by character. A short stay between
two changes is counted with them, so that a reader sees 〔每月一次〕→〔每季度两次〕 and no confetti.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby

_TOKEN = re.compile(
    r"\d+(?:[./:\-]\d+)*[%％‰]?"  # 2018/6/30, 0.5, 70%
    r"|[A-Za-z]+(?:['\-][A-Za-z]+)*"
    r"|\s+|.",
    re.DOTALL,
)
_SHORT = 1
"""A stay of so many characters between two changes is no stay, unless it is punctuation."""

_MOST_TOKENS = 1500
"""Longer texts are compared by their longest common subsequence: quick, if less easy to read."""


class Mark(StrEnum):
    """What became of a stretch of text."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text and what became of it."""

    mark: Mark
    text: str


def word_changes(old: str, new: str) -> tuple[Run, ...]:
    """Return the stretches of two texts in reading order; what went stands before what came for it.

    The stretches that stayed or went, joined, are the old text; those that stayed or came the new one.

    Examples
    --------
    >>> [(r.mark.value, r.text) for r in word_changes("每次扣1分", "每次扣0.5分")]
    [('same', '每次扣'), ('gone', '1'), ('new', '0.5'), ('same', '分')]
    """
    ones, others = _TOKEN.findall(old), _TOKEN.findall(new)
    head = _shared_start(ones, others)
    tail = _shared_start(ones[head:][::-1], others[head:][::-1])
    middle = (ones[head : len(ones) - tail], others[head : len(others) - tail])
    pieces = [("".join(ones[:head]), "".join(others[:head]))]
    pieces += [("".join(a), "".join(b)) for a, b in _blocks(*middle)]
    pieces.append(("".join(ones[len(ones) - tail :]), "".join(others[len(others) - tail :])))
    return tuple(_runs(_calmed([p for p in pieces if p != ("", "")])))


def _shared_start(ones: Sequence[str], others: Sequence[str]) -> int:
    pairs = enumerate(zip(ones, others, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(ones), len(others)))


def _blocks(ones: Sequence[str], others: Sequence[str]) -> Iterable[tuple[Sequence[str], Sequence[str]]]:
    """Yield the blocks of two token lists side by side: equal ones, and those that differ."""
    if max(len(ones), len(others)) > _MOST_TOKENS:
        from rapidfuzz.distance import Indel

        for op in Indel.opcodes(ones, others):
            yield ones[op.src_start : op.src_end], others[op.dest_start : op.dest_end]
        return
    for _tag, a, b, c, d in SequenceMatcher(None, ones, others, autojunk=False).get_opcodes():
        yield ones[a:b], others[c:d]


def _calmed(pieces: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Join neighbours that differ, and what is too short to have stayed between two of them."""
    differs = [a != b for a, b in pieces]
    for n in range(1, len(pieces) - 1):
        kept = pieces[n][0]
        if not differs[n] and differs[n - 1] and differs[n + 1] and len(kept) <= _SHORT and kept.isalpha():
            differs[n] = True
    joined = []
    for _differ, group in groupby(zip(differs, pieces, strict=True), key=lambda pair: pair[0]):
        block = [piece for _d, piece in group]
        joined.append(("".join(a for a, _b in block), "".join(b for _a, b in block)))
    return joined


def _runs(pieces: Iterable[tuple[str, str]]) -> Iterable[Run]:
    for old, new in pieces:
        if old == new:
            yield Run(Mark.SAME, old)
            continue
        if old:
            yield Run(Mark.GONE, old)
        if new:
            yield Run(Mark.NEW, new)
