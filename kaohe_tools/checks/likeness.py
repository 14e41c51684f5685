"""How alike two texts are: two-character pieces, words apart from numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction

_NUMBER = re.compile(
    r"\d+(?:\.\d+)?[%％]?|[一二三四五六七八九十百两]+|[上下](?=半年)|首|[甲乙丙丁戊己庚辛壬癸](?=[类级组科])"
)
_MOST_POSTINGS = 40


def bare(said: str) -> str:
    """Return a text without punctuation and spaces."""
    return "".join(c for c in said if c.isalnum())


def pieces(said: str) -> frozenset[str]:
    """Return the set of two-character pieces of a text without its punctuation."""
    chars = bare(said)
    return frozenset(chars[i : i + 2] for i in range(len(chars) - 1))


def containment(one: str, other: str) -> Fraction:
    """Return the shared two-character pieces as a share of the shorter text's, 0 for empty texts."""
    a, b = pieces(one), pieces(other)
    return Fraction(len(a & b), min(len(a), len(b))) if a and b else Fraction(0)


def longest_shared(one: str, other: str) -> str:
    """Return the longest piece that stands in both texts as written."""
    from difflib import SequenceMatcher

    match = SequenceMatcher(None, one, other, autojunk=False).find_longest_match()
    return one[match.a : match.a + match.size].strip(" 　，,。；;、的").lstrip("”》").rstrip("“《")


def words_and_numbers(said: str) -> tuple[str, tuple[str, ...]]:
    """Return a text's words without numbers and punctuation, and its numbers in their order.

    Ordinals in Chinese (一季度, 上半年) are numbers too: two quarters are two things.
    """
    return bare(_NUMBER.sub("", said)), tuple(_NUMBER.findall(said))


def alike(texts: Sequence[str], threshold: float) -> Iterator[tuple[int, int, float]]:
    """Yield the pairs (i, j, ratio) of different texts that are at least as alike as `threshold`.

    The ratio is rapidfuzz's (2 · common characters in order / both lengths). Candidates share one
    of their rarest two-character pieces, so the work grows with the number of texts and not with
    its square; pieces that stand in very many texts find no candidates.
    """
    from rapidfuzz import fuzz

    bags = [pieces(t) for t in texts]
    spread = Counter(piece for bag in bags for piece in bag)
    seen: dict[str, list[int]] = {}
    for j, bag in enumerate(bags):
        rarest = sorted(bag, key=lambda p: (spread[p], p))
        prefix = rarest[: max(1, len(rarest) * 2 // 5 + 1)]
        candidates: set[int] = set()
        for piece in prefix:
            at = seen.setdefault(piece, [])
            candidates.update(at)
            if len(at) < _MOST_POSTINGS:
                at.append(j)
        size = len(texts[j])
        least, most = size * threshold / (2 - threshold), size * (2 - threshold) / threshold
        for i in sorted(c for c in candidates if least <= len(texts[c]) <= most):
            ratio = fuzz.ratio(texts[i], texts[j], score_cutoff=threshold * 100)
            if ratio and texts[i] != texts[j]:
                yield i, j, ratio / 100
