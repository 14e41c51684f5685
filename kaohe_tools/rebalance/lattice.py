"""A request as a lattice: whole numbers of steps, integer sums between integer limits.

An item that may move has points ``step * k`` with a whole `k`; a locked one is a constant. All
arithmetic is exact; a sum that no whole numbers can reach shows as a row whose limits are crossed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import gcd

from kaohe_tools.rebalance.asked import Asked, Form, Request


@dataclass(frozen=True, slots=True)
class Row:
    """``low <= sum of coefs x points <= high`` over the cells that may move, in units."""

    cells: tuple[int, ...]
    coefs: tuple[int, ...]
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Lattice:
    """The points that a request allows.

    Attributes
    ----------
    items : tuple of int
        Which item of the request each cell is.
    steps : tuple of int
        Units of one step of each cell.
    lows, highs : tuple of int
        Fewest and most steps of each cell.
    rows : tuple of Row
    empty : bool
        Some condition cannot hold whatever moves: crossed limits, or constants that break one.
    """

    items: tuple[int, ...]
    steps: tuple[int, ...]
    lows: tuple[int, ...]
    highs: tuple[int, ...]
    rows: tuple[Row, ...]
    empty: bool

    def holds(self, ks: Sequence[int]) -> bool:
        """Return whether steps lie within all limits: the exact test that every answer has to pass."""
        if self.empty or any(not low <= k <= high for low, k, high in zip(self.lows, ks, self.highs, strict=True)):
            return False
        units = [step * k for step, k in zip(self.steps, ks, strict=True)]
        for row in self.rows:
            value = sum(c * units[n] for c, n in zip(row.coefs, row.cells, strict=True))
            if (row.low is not None and value < row.low) or (row.high is not None and value > row.high):
                return False
        return True


def compile_lattice(request: Request, asked: Iterable[Asked]) -> Lattice:
    """Return the lattice of some of a request's constraints: all of them, or those under suspicion."""
    asked = tuple(asked)
    forms = [form for one in asked for form in one.forms]
    steps = _steps(request, asked)
    low: list[int] = [0] * len(request.items)
    high: list[int | None] = [None] * len(request.items)
    empty = False
    for form in forms:
        if len(form.items) == 1:
            empty |= _tighten(form, low, high)
    fixed = _fixed(low, high, asked)
    cells = tuple(n for n in range(len(request.items)) if n not in fixed)
    at = {n: cell for cell, n in enumerate(cells)}
    merged: dict[tuple[tuple[int, ...], tuple[int, ...]], Row] = {}
    for form in _plain_shares([f for f in forms if len(f.items) > 1]):
        row = _row(form, fixed, at, steps)
        if row.cells:
            key = (row.cells, row.coefs)
            merged[key] = _both(merged[key], row) if key in merged else row
        else:
            empty |= _crossed(row, 0)
    box = _box(request, asked)
    lows = tuple(-(-low[n] // steps[n]) for n in cells)
    highs = tuple((box if (most := high[n]) is None else most) // steps[n] for n in cells)
    empty |= any(a > b for a, b in zip(lows, highs, strict=True))
    rows = tuple(merged.values())
    empty |= any(row.low is not None and row.high is not None and row.low > row.high for row in rows)
    return Lattice(cells, tuple(steps[n] for n in cells), lows, highs, rows, empty)


def _steps(request: Request, asked: Iterable[Asked]) -> list[int]:
    """Return the step of each item: the coarsest that is asked, one unit where none is."""
    steps = [1] * len(request.items)
    for one in asked:
        for n, step in one.steps:
            steps[n] = max(steps[n], step)
    return steps


def _tighten(form: Form, low: list[int], high: list[int | None]) -> bool:
    """Apply a condition on a single item; return whether it crosses an earlier one."""
    (n,), (c,) = form.items, form.coefs
    if not c:
        return _crossed(Row((), (), form.low, form.high), 0)
    least, most = (form.low, form.high) if c > 0 else (form.high, form.low)
    if least is not None:
        low[n] = max(low[n], -(-least // c))
    if most is not None:
        now = high[n]
        high[n] = most // c if now is None else min(now, most // c)
    limit = high[n]
    return limit is not None and low[n] > limit


def _fixed(low: Sequence[int], high: Sequence[int | None], asked: Iterable[Asked]) -> dict[int, int]:
    """Return the items that are locked, with their units; the lattice need not hold them."""
    locked = {form.items[0] for one in asked if one.constraint.kind == "lock" for form in one.forms}
    return {n: low[n] for n in locked if low[n] == high[n]}


def _plain_shares(forms: Sequence[Form]) -> list[Form]:
    """Write a share of a fixed sum as a plain sum, which nests and keeps the programme integral.

    With N + A = T, ``(1 - p) N - p A >= 0`` is ``N >= p T``.
    """
    sums = {f.items: f.low for f in forms if set(f.coefs) == {1} and f.low is not None and f.low == f.high}
    lows = {f.items: f.low for f in forms if set(f.coefs) == {1} and f.low is not None}
    highs = {f.items: f.high for f in forms if set(f.coefs) == {1} and f.high is not None}
    sums |= {items: low for items, low in lows.items() if highs.get(items) == low}
    plain = []
    for form in forms:
        total = sums.get(form.items)
        least, most = min(form.coefs), max(form.coefs)
        if total is None or least == most or least >= 0 or set(form.coefs) != {least, most}:
            plain.append(form)
            continue
        whole = most - least
        chosen = tuple(n for n, c in zip(form.items, form.coefs, strict=True) if c == most)
        low = None if form.low is None else -(-(form.low - least * total) // whole)
        high = None if form.high is None else (form.high - least * total) // whole
        plain.append(Form(chosen, (1,) * len(chosen), low, high))
    return plain


def _row(form: Form, fixed: dict[int, int], at: dict[int, int], steps: Sequence[int]) -> Row:
    """Take the locked items out of a condition and bring its limits onto the lattice."""
    constant = sum(c * fixed[n] for n, c in zip(form.items, form.coefs, strict=True) if n in fixed)
    kept = [(at[n], c) for n, c in zip(form.items, form.coefs, strict=True) if n in at and c]
    low = None if form.low is None else form.low - constant
    high = None if form.high is None else form.high - constant
    if kept:
        grain = gcd(*(c * steps[n] for n, c in zip(form.items, form.coefs, strict=True) if n in at))
        common = gcd(*(c for _, c in kept))
        low = None if low is None else -(-low // grain) * grain // common
        high = None if high is None else high // grain * grain // common
        kept = [(cell, c // common) for cell, c in kept]
    return Row(tuple(cell for cell, _ in kept), tuple(c for _, c in kept), low, high)


def _both(one: Row, other: Row) -> Row:
    lows = [row.low for row in (one, other) if row.low is not None]
    highs = [row.high for row in (one, other) if row.high is not None]
    return Row(one.cells, one.coefs, max(lows, default=None), min(highs, default=None))


def _crossed(row: Row, value: int) -> bool:
    return (row.low is not None and value < row.low) or (row.high is not None and value > row.high)


def _box(request: Request, asked: Sequence[Asked]) -> int:
    """Return more units than any item needs, so that every item has an upper limit."""
    lows = sum(max(form.low or 0, 0) for one in asked for form in one.forms if min(form.coefs) > 0)
    return (lows + sum(abs(s) for s in request.starts) + 1) * widest(asked)


def widest(asked: Iterable[Asked]) -> int:
    """Return more than how many times as many points one item may need as the others have, for a share of them."""
    coefs = [[abs(c) for c in form.coefs if c] for one in asked for form in one.forms]
    return max((-(-max(each) // min(each)) for each in coefs if each), default=1)
