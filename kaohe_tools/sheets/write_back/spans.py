"""Which figures of a text change, and where they stand in the same text as its file keeps it.

A reader trims, joins lines and drops characters that nobody sees, so places are carried over by
counting visible characters only.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kaohe_tools.sheets.cleaning import UNSEEN

_FIGURE = re.compile(r"[0-9０-９]+(?:[.．][0-9０-９]+)?|[零〇一二两三四五六七八九十百半点]+")
_HIDDEN = re.compile(rf"_x[0-9A-Fa-f]{{4}}_|\s|{UNSEEN.pattern}")
"""Blanks, characters that nobody sees, and Excel's escapes for them."""


@dataclass(frozen=True, slots=True, order=True)
class Replacement:
    """``text[start:end]`` becomes `new`."""

    start: int
    end: int
    new: str


def replacements(old: str, new: str) -> tuple[Replacement, ...]:
    """Return what turns one text into another: single figures where only figures differ, else one piece."""
    was, is_ = list(_FIGURE.finditer(old)), [m[0] for m in _FIGURE.finditer(new)]
    if _FIGURE.split(old) == _FIGURE.split(new):
        return tuple(Replacement(*m.span(), n) for m, n in zip(was, is_, strict=True) if m[0] != n)
    start = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    most = min(len(old), len(new)) - start
    tail = next((n for n in range(most) if old[-1 - n] != new[-1 - n]), most)
    start = max(start - 1, 0) if start == len(old) - tail else start  # something is taken along to stand beside
    return (Replacement(start, len(old) - tail, new[start : len(new) - tail]),)


def applied(words: str, edits: Iterable[Replacement]) -> str:
    """Return a text with its replacements made."""
    parts, at = [], 0
    for edit in sorted(edits):
        parts += [words[at : edit.start], edit.new]
        at = edit.end
    return "".join([*parts, words[at:]])


def carried(edits: Sequence[Replacement], said: str, raw: str) -> tuple[Replacement, ...] | None:
    """Return the replacements in `raw`, which holds the text `said` with other blanks; None where it does not."""
    (bare, at), (kept, places) = _visible(said), _visible(raw)
    shift = kept.find(bare)
    if shift < 0 or not bare:
        return None
    out = []
    for edit in edits:
        first, last = bisect_left(at, edit.start) + shift, bisect_left(at, edit.end) - 1 + shift
        out.append(Replacement(places[first], places[last] + 1, edit.new))
    return tuple(out)


def _visible(words: str) -> tuple[str, list[int]]:
    """Return a text's visible characters, and where each of them stands."""
    hidden = {n for match in _HIDDEN.finditer(words) for n in range(*match.span())}
    places = [n for n in range(len(words)) if n not in hidden]
    return "".join(words[n] for n in places), places


def split_over(pieces: Sequence[str], edits: Sequence[Replacement]) -> list[str]:
    """Return the pieces of a text after its replacements; a figure over several pieces goes to its first."""
    out, at = [], 0
    for piece in pieces:
        end = at + len(piece)
        inside = []
        for edit in edits:
            if edit.start < end and edit.end > at:
                new = edit.new if edit.start >= at else ""
                inside.append(Replacement(max(edit.start, at) - at, min(edit.end, end) - at, new))
        out.append(applied(piece, inside))
        at = end
    return out
