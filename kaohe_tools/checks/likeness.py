"""How alike two texts are: two-character pieces, words apart from numbers."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import ceil

_NUMBER = re.compile(
    r"\d+(?:\.\d+)?[%％]?|[一二三四五六七八九十百两]+|[上下](?=半年)|首|[甲乙丙丁戊己庚辛壬癸](?=[类级组科])"
)
_TOKEN = re.compile(r"\d+(?:[.．]\d+)?[%％]?|[一二三四五六七八九十百两]+|.", re.DOTALL)
_MEASURE = re.compile(r"^(?:个百分点|个工作日|人次|[个次项篇家名份场期件条部批人天日周月季年起例])")
_MOST_POSTINGS = 40
_MOST_PAIRS = 2500
_MOST_CHARS = 1000


def bare(said: str) -> str:
    """Return a text without punctuation and spaces."""
    return "".join(c for c in said if c.isalnum())


def pieces(said: str) -> frozenset[str]:
    """Return the set of two-character pieces of a text without its punctuation."""
    chars = bare(said)
    return frozenset(chars[i : i + 2] for i in range(len(chars) - 1))


def containment(one: str, other: str) -> Fraction:
    """Return the shared two-character pieces as a share of the shorter text's, 0 for empty texts."""
    return _shared(pieces(one), pieces(other))


def _shared(a: frozenset[str], b: frozenset[str]) -> Fraction:
    return Fraction(len(a & b), min(len(a), len(b))) if a and b else Fraction(0)


def contained(ones: Sequence[str], others: Sequence[str], threshold: Fraction) -> Iterator[tuple[int, int, Fraction]]:
    """Yield the pairs (i, j, containment) of one text each of two lists that reach `threshold`.

    All pairs are compared where there are few. Where there are many, candidates share one of the
    rarest pieces of the shorter text, so that the work grows with the number of texts; pieces that
    stand in very many texts find no candidates.
    """
    left, right = [pieces(t) for t in ones], [pieces(t) for t in others]
    if len(left) * len(right) <= _MOST_PAIRS:
        candidates = {(i, j) for i in range(len(left)) for j in range(len(right))}
    else:
        spread = Counter(piece for bag in (*left, *right) for piece in bag)
        candidates = {(i, j) for i, j in _sharing(left, right, spread, threshold)}
        candidates |= {(i, j) for j, i in _sharing(right, left, spread, threshold)}
    for i, j in sorted(candidates):
        likeness = _shared(left[i], right[j])
        if likeness >= threshold:
            yield i, j, likeness


def _sharing(
    bags: Sequence[frozenset[str]], others: Sequence[frozenset[str]], spread: Mapping[str, int], threshold: Fraction
) -> Iterator[tuple[int, int]]:
    """Yield the pairs of a bag and an other that hold one of the bag's rarest pieces in common.

    To share the part `threshold` of its pieces, a bag has to share one of those that remain when
    nearly that part of them, the commonest, is set aside.
    """
    postings: dict[str, list[int]] = defaultdict(list)
    for j, other in enumerate(others):
        for piece in other:
            postings[piece].append(j)
    for i, bag in enumerate(bags):
        rarest = sorted(bag, key=lambda p: (spread[p], p))
        for piece in rarest[: len(bag) - ceil(threshold * len(bag)) + 1]:
            if len(postings.get(piece, ())) <= _MOST_POSTINGS:
                yield from ((i, j) for j in postings.get(piece, ()))


def longest_shared(one: str, other: str) -> str:
    """Return the longest piece that stands in both texts as written; of very long texts their beginnings count.

    A number is shared whole or not at all: 完成9次检查 and 完成19次检查 share no 9次检查, and no 次检查 either.
    """
    from difflib import SequenceMatcher

    ones, others = _TOKEN.findall(one[:_MOST_CHARS]), _TOKEN.findall(other[:_MOST_CHARS])
    match = SequenceMatcher(None, ones, others, autojunk=False).find_longest_match()
    shared = "".join(ones[match.a : match.a + match.size])
    if match.a and _NUMBER.fullmatch(ones[match.a - 1]):
        shared = _MEASURE.sub("", shared)
    return shared.strip(" 　，,。；;、的").lstrip("”》").rstrip("“《")


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


def linked(pairs: Sequence[tuple[int, int, float]]) -> list[tuple[list[int], float]]:
    """Return the groups that pairs link, each with the least ratio of its links; members in rising order."""
    head: dict[int, int] = {}

    def first(n: int) -> int:
        while head.setdefault(n, n) != n:
            head[n] = head[head[n]]
            n = head[n]
        return n

    for i, j, _ratio in pairs:
        one, other = sorted((first(i), first(j)))
        head[other] = one
    least: dict[int, float] = {}
    for i, _j, ratio in pairs:
        least[first(i)] = min(ratio, least.get(first(i), ratio))
    members: dict[int, list[int]] = defaultdict(list)
    for n in sorted(head):
        members[first(n)].append(n)
    return [(group, least[top]) for top, group in members.items()]
