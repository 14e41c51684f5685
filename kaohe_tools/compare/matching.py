"""Which row of one scheme is which of another.

Rows with the same words are one row, the one with the same id before others. The rest is matched by
likeness: how alike the requirement, the criterion, the section and the time are. The pairs are those
whose likenesses add up to the most (an assignment problem), so that no early guess takes a row away
from where it fits better. Every match says how it was made, how sure it is, and what else came close.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from kaohe_tools.locale import Text, text
from kaohe_tools.model import Indicator, Path

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LEAST = 0.5
"""Rows less alike than this are two rows: one went, one came."""

SURE = 0.75
"""A likeness below this, or another row nearly as alike, is a match to verify."""

_CLOSE = 0.05
_WHAT, _CRITERION, _PLACE, _WHEN = 0.55, 0.15, 0.2, 0.1
_OWN_WORDS = 0.4
"""However alike place and time are: rows whose own words are less alike than this are two rows."""

_MOST_CHARS = 1000

_Row = TypeVar("_Row")


class How(StrEnum):
    """How two rows were found to be one."""

    SAME = "same"  # the same id and the same words
    WORDS = "words"  # the same words
    LIKENESS = "likeness"


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """One row in both schemes.

    Attributes
    ----------
    confidence : float
        From 0.5 (barely alike) to 1 (the same words).
    rival : float
        The likeness of the next best row of either scheme that would also do; 0 where none would.
    """

    old: Indicator
    new: Indicator
    how: How
    confidence: float
    rival: float = 0.0

    @property
    def sure(self) -> bool:
        """Whether a reader need not verify it."""
        return self.how is not How.LIKENESS or (self.confidence >= SURE and self.confidence - self.rival > _CLOSE)

    @property
    def said(self) -> Text:
        """How it was made, in a few words."""
        if self.how is How.SAME:
            return text("the same row")
        if self.how is How.WORDS:
            return text("the same words")
        values = {"percent": round(self.confidence * 100)}
        if self.rival and self.confidence - self.rival <= _CLOSE:
            return text("alike by {percent}%; another row is nearly as alike: verify", **values)
        if self.confidence < SURE:
            return text("alike by {percent}% only: verify", **values)
        return text("alike by {percent}%", **values)


@dataclass(frozen=True, slots=True)
class Pairing(Generic[_Row]):
    """Two lists, paired: every place of both lists stands in exactly one of the three."""

    pairs: tuple[tuple[int, int, How, float, float], ...]
    old: tuple[int, ...]
    new: tuple[int, ...]


def match_rows(
    olds: Sequence[Indicator], news: Sequence[Indicator]
) -> tuple[tuple[Match, ...], tuple[Indicator, ...], tuple[Indicator, ...]]:
    """Return the matches in the new order, the old rows without one, and the new rows without one."""
    paired = pair_up(olds, news, _keys, _likeness)
    matches = (
        Match(old=olds[i], new=news[j], how=how, confidence=confidence, rival=rival)
        for i, j, how, confidence, rival in sorted(paired.pairs, key=lambda p: p[1])
    )
    return tuple(matches), tuple(olds[i] for i in paired.old), tuple(news[j] for j in paired.new)


def pair_up(
    olds: Sequence[_Row],
    news: Sequence[_Row],
    keys: Callable[[_Row], Sequence[Hashable]],
    likeness: Callable[[Sequence[_Row], Sequence[_Row]], NDArray[np.float64]],
) -> Pairing[_Row]:
    """Pair two lists: by equal keys, the finest first, then by the likenesses that add up to the most.

    Parameters
    ----------
    keys : callable
        A row's keys, from the finest (id and words) to the coarsest (its words). A key pairs two rows
        where each list holds it once among the rows that are left.
    likeness : callable
        Two lists to a matrix of numbers from 0 to 1; 0 where two rows cannot be one.
    """
    left, right = dict.fromkeys(range(len(olds))), dict.fromkeys(range(len(news)))
    pairs: list[tuple[int, int, How, float, float]] = []
    old_keys, new_keys = [keys(row) for row in olds], [keys(row) for row in news]
    for level in range(len((*old_keys, *new_keys, ())[0])):
        how = How.WORDS if level else How.SAME
        for i, j in _alone({i: old_keys[i][level] for i in left}, {j: new_keys[j][level] for j in right}):
            pairs.append((i, j, how, 1.0, 0.0))
            del left[i], right[j]
    if left and right:
        ones, others = list(left), list(right)
        found = _assigned(likeness([olds[i] for i in ones], [news[j] for j in others]))
        for a, b, confidence, rival in found:
            pairs.append((ones[a], others[b], How.LIKENESS, confidence, rival))
            del left[ones[a]], right[others[b]]
    return Pairing(tuple(pairs), tuple(left), tuple(right))


def _alone(olds: dict[int, Hashable], news: dict[int, Hashable]) -> Iterable[tuple[int, int]]:
    """Yield the places that share a key which each side holds once."""
    where: tuple[dict[Hashable, list[int]], dict[Hashable, list[int]]] = (defaultdict(list), defaultdict(list))
    for side, keys in zip(where, (olds, news), strict=True):
        for place, key in keys.items():
            if key is not None:
                side[key].append(place)
    for key, places in where[0].items():
        if len(places) == 1 == len(where[1].get(key, ())):
            yield places[0], where[1][key][0]


def _assigned(likeness: NDArray[np.float64]) -> list[tuple[int, int, float, float]]:
    """Return the pairs whose likenesses add up to the most; of equal sums the one nearest to the order."""
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    rows, columns = likeness.shape
    at = np.arange(rows)[:, None] / max(rows, 1) - np.arange(columns)[None, :] / max(columns, 1)
    worth = np.where(likeness > 0, likeness - 1e-6 * np.abs(at), 0)
    found = []
    for i, j in zip(*linear_sum_assignment(worth, maximize=True), strict=True):
        if likeness[i, j] > 0:
            others = (np.delete(likeness[i], j), np.delete(likeness[:, j], i))
            rival = max(float(o.max(initial=0)) for o in others)
            found.append((int(i), int(j), float(likeness[i, j]), rival))
    return found


def _keys(item: Indicator) -> tuple[Hashable, ...]:
    """Return what two rows must share to be one row, from the finest to the coarsest."""
    words = _bare(item.requirement) or _bare(item.criterion.text)
    if not words:
        bare = (item.id, _bared(item.path), _bare(item.due)) if item.path or item.due else None
        return bare, None, None
    place = _bared(item.path)
    return (item.id, words, place), (words, place, _bare(item.due)), words


def _likeness(olds: Sequence[Indicator], news: Sequence[Indicator]) -> NDArray[np.float64]:
    import numpy as np

    def alike(of: Callable[[Indicator], str]) -> tuple[Any, Any]:
        """Return likenesses, and where there is anything to compare."""
        from rapidfuzz import fuzz
        from rapidfuzz.process import cdist

        ones, others = ([_bare(of(i))[:_MOST_CHARS] for i in side] for side in (olds, news))
        ratio = cdist(ones, others, scorer=fuzz.ratio, dtype=np.float64) / 100
        said = np.array([bool(t) for t in ones])[:, None] | np.array([bool(t) for t in others])[None, :]
        return np.where(said, ratio, 0), said

    what, has_what = alike(lambda i: i.requirement or i.criterion.text)
    parts = [(_WHAT, what, has_what)]
    parts += [
        (weight, *alike(of))
        for weight, of in (
            (_CRITERION, lambda i: i.criterion.text),
            (_PLACE, lambda i: "".join(i.path)),
            (_WHEN, lambda i: f"{i.period or ''}{i.due}"),
        )
    ]
    weights = sum(weight * said for weight, _alike, said in parts)
    total = sum(weight * found for weight, found, _said in parts)
    whole = np.divide(total, weights, out=np.zeros_like(total), where=weights > 0)
    return np.where((whole >= LEAST) & (what >= _OWN_WORDS), whole, 0)


def _bared(path: Path) -> Path:
    return tuple(_bare(label) for label in path)


def _bare(said: str) -> str:
    return "".join(c for c in said if c.isalnum())
