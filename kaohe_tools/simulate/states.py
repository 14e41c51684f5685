"""Sums of independent parts, kept as short tables: what may come out, and how likely it is.

A part's table of results is worked out once; its chances are then found for all units and all values
of the common factor at once. Chances are arrays of shape (n_results, n_nodes or 1, n_units).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from kaohe_tools.errors import NoExactFormError
from kaohe_tools.locale import _
from kaohe_tools.simulate.products import multiplied

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

MOST_STATES = 200_000
"""More results of one item than this are left to Monte Carlo."""

_FEW = 64
"""Up to so many sums are not looked through for equal ones on the way."""

_MOST_MATRIX = 2**13
"""Sums of results are taken by matrix products of up to so many ones and zeros: many times as fast as reduceat."""

Finish = Callable[[Ints], Ints]


class Given(Protocol):
    """Some units and some values of the common factor."""

    def chances(self, slot: Slots) -> Floats:
        """Return the chances of one slot's outcomes, put together as `slot` says."""

    def applies(self, item: int) -> Bools:
        """Return for which of the units an indicator counts."""

    def once(self, form: Hashable, parts: Sequence[Floats], work: Callable[[], Floats]) -> Floats:
        """Return what `work` gives, done once for all sums of that form of the same arrays of chances."""


@dataclass(frozen=True, eq=False)
class _Merge:
    """Puts equal results together: the order that brings them side by side, and where each begins."""

    order: Ints
    starts: Ints

    def __call__(self, chances: Floats) -> Floats:
        if len(self.starts) == len(self.order):
            return chances[self.order]
        if self._matrix is None:
            result: Floats = np.add.reduceat(chances[self.order], self.starts, axis=0)
            return result
        return multiplied(self._matrix, chances.reshape(len(chances), -1)).reshape(-1, *chances.shape[1:])

    @cached_property
    def _matrix(self) -> Floats | None:
        """Ones where a result counts to a sum, else zeros; None where there are so many that it takes longer."""
        if len(self.order) * len(self.starts) > _MOST_MATRIX:
            return None
        begins = np.zeros(len(self.order), dtype=np.int64)
        begins[self.starts[1:]] = 1
        into = np.empty_like(begins)
        into[self.order] = begins.cumsum()
        matrix: Floats = (into == np.arange(len(self.starts))[:, None]).astype(np.float64)
        return matrix


@dataclass(frozen=True, eq=False)
class Slots:
    """A slot's outcomes, where neighbours with the same effect are one.

    Attributes
    ----------
    at : int
        Which of the model's outcomes.
    """

    at: int
    _groups: _Merge

    @property
    def starts(self) -> Ints:
        """Where each group of neighbours begins."""
        return self._groups.starts

    def together(self, chances: Floats) -> Floats:
        """Return the chances of the groups, given those of the outcomes; shapes (n, n_units)."""
        return chances if len(self.starts) == len(chances) else self._groups(chances)

    def chances(self, given: Given) -> Floats:
        """Return the chances of the groups."""
        return given.chances(self)

    def moved(self, to: Mapping[int, int], _item: int) -> Slots:
        """Return the same of another slot."""
        return Slots(to[self.at], self._groups)


@dataclass(frozen=True, eq=False)
class Table:
    """What comes out where independent parts are added, and how likely it is, given the parts' chances.

    Attributes
    ----------
    states : ndarray, shape (n_results, n_columns), int64
        The results, each once.
    """

    states: Ints
    _merges: tuple[_Merge | None, ...]
    _end: _Merge

    def sum(self, parts: Sequence[Floats]) -> Floats:
        """Return the chances of the results."""
        total: Floats | None = None
        for chances, merge in zip(parts, self._merges, strict=True):
            if total is None:
                total = chances
            else:
                outer = (total if merge is None else merge(total))[:, None] * chances[None]
                total = outer.reshape(-1, *outer.shape[2:])
        return self._end(np.ones((1, 1, 1)) if total is None else total)

    @cached_property
    def form(self) -> tuple[tuple[bytes, bytes] | None, ...]:
        """What is the same for all tables that get their results in the same way from chances in the same order."""
        merges = (*self._merges, self._end)
        return tuple(None if m is None else (m.order.tobytes(), m.starts.tobytes()) for m in merges)


@dataclass(frozen=True, eq=False)
class Part:
    """Independent parts added, and what became of their sums."""

    table: Table
    parts: tuple[Slots | Part | Unless, ...]

    @property
    def states(self) -> Ints:
        """The results, each once."""
        return self.table.states

    def chances(self, given: Given) -> Floats:
        """Return the chances of the results."""
        parts = [part.chances(given) for part in self.parts]
        return given.once(self.table.form, parts, lambda: self.table.sum(parts))

    def moved(self, to: Mapping[int, int], item: int) -> Part:
        """Return the same of another item, whose slots are given by this one's."""
        return Part(self.table, tuple(part.moved(to, item) for part in self.parts))


@dataclass(frozen=True, eq=False)
class Unless:
    """An item's part, nothing for units that the item does not apply to."""

    part: Part
    item: int
    states: Ints
    _end: _Merge

    def chances(self, given: Given) -> Floats:
        """Return the chances of the results."""
        applies = given.applies(self.item)
        chances = self.part.chances(given) * applies
        nothing = np.broadcast_to((~applies).astype(np.float64), (1, chances.shape[1], len(applies)))
        return self._end(np.concatenate([chances, nothing]))

    def moved(self, to: Mapping[int, int], item: int) -> Unless:
        """Return the same of another item, whose slots are given by this one's."""
        return Unless(self.part.moved(to, item), item, self.states, self._end)


def unless(part: Part, item: int) -> Unless:
    """Return a part that is nothing for units to which the item does not apply."""
    nothing = np.zeros((1, part.states.shape[1]), dtype=np.int64)
    states, end = _merged(np.concatenate([part.states, nothing]))
    return Unless(part, item, states, end)


Effect = tuple[Slots | Part | Unless, Ints]
"""A part and what each of its results adds; shape (n_results, n_columns)."""


def effect_of(at: int, gives: Ints) -> tuple[Slots, Ints]:
    """Return what a slot's outcomes add; neighbours that do the same are one."""
    starts = neighbours(gives)
    return Slots(at, _Merge(np.arange(len(gives)), starts)), gives[starts]


def added(effects: Sequence[Effect], columns: int, limit: Finish, end: Finish, name: Callable[[], str]) -> Part:
    """Return the sum of independent effects.

    Parameters
    ----------
    limit : callable
        Applied to sums on the way and at last: what need not be told apart is made equal.
    end : callable
        Turns the last sums into results.
    name : callable
        Returns whose sum it is, for the message.

    Raises
    ------
    NoExactFormError
        If there are too many different sums.
    """
    sums = np.zeros((1, columns), dtype=np.int64)
    merges: list[_Merge | None] = []
    for _part, gives in effects:
        merge = None
        if len(sums) * len(gives) > _FEW:
            sums, merge = _merged(limit(sums))
        if len(sums) * len(gives) > MOST_STATES:
            raise NoExactFormError(
                _("{name} has more than {n} different results; simulate it by Monte Carlo instead").format(
                    name=name(), n=MOST_STATES
                )
            )
        sums = (sums[:, None] + gives).reshape(-1, columns)
        merges.append(merge)
    results, last = _merged(end(limit(sums)))
    return Part(Table(results, tuple(merges), last), tuple(part for part, _gives in effects))


def unchanged(sums: Ints) -> Ints:
    """Leave sums as they are."""
    return sums


def neighbours(gives: Ints) -> Ints:
    """Return where, going down the rows, a row differs from the one before."""
    differs = np.empty(len(gives), dtype=np.bool_)
    differs[:1] = True
    if gives.shape[1] == 1:
        np.not_equal(gives[1:, 0], gives[:-1, 0], out=differs[1:])
    else:
        np.logical_or.reduce(gives[1:] != gives[:-1], axis=1, out=differs[1:])
    return differs.nonzero()[0]


def _merged(rows: Ints) -> tuple[Ints, _Merge]:
    """Return the different rows in ascending order, and how to bring equal ones together."""
    order = rows[:, 0].argsort(kind="stable") if rows.shape[1] == 1 else np.lexsort(rows.T[::-1])
    inside = rows[order]
    starts = neighbours(inside)
    return inside[starts], _Merge(order, starts)
