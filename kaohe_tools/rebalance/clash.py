"""Which of the designer's constraints cannot hold together, and what would do.

A smallest set that clashes is found by hitting sets: whatever a set of constraints that *can* hold
leaves out has to be met by every clash, so the smallest set that meets all of what was left out so far
is either a clash, and then none is smaller, or can hold, and shows something more that is left out.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from kaohe_tools.rebalance.asked import Asked, Request, share_form
from kaohe_tools.rebalance.clash_words import relaxed_to, said_together
from kaohe_tools.rebalance.elastic import blamed, keeps, least_broken, missed
from kaohe_tools.rebalance.highs import any_steps
from kaohe_tools.rebalance.hitting import smallest_hitting_set
from kaohe_tools.rebalance.lattice import compile_lattice
from kaohe_tools.rebalance.nested import forest_of
from kaohe_tools.rebalance.result import Clash, Relaxation

_SECONDS = 1.5
_SHARE_STEPS = 1000
_DROPPED = ("order", "tick", "floor", "zero")
_KINDS = (
    "rules", "order", "tick", "floor", "zero", "high", "low", "lock", "section-low", "section-high",
    "node-low", "node-high", "total",
)  # fmt: skip
"""The order in which kinds are tried for being needless: those that are seldom to blame come first."""


def clash_of(request: Request, seconds: float = _SECONDS) -> Clash:
    """Return a smallest set of constraints that cannot hold together, and single changes that would do.

    Parameters
    ----------
    seconds : float
        How long to search for the smallest set; after that, and for as long again at most, a set is
        returned of which none can be left out.
    """
    search = _Search(request)
    ends = time.perf_counter() + seconds
    found, smallest = search.smallest(ends)
    chosen = tuple(request.asked[at] for at in sorted(found))
    relaxations = search.relaxations(sorted(found), max(ends, time.perf_counter() + seconds))
    return Clash(
        constraints=tuple(one.constraint for one in chosen),
        relaxations=tuple(relaxations),
        said=said_together(request, chosen),
        smallest=smallest,
    )


class _Search:
    def __init__(self, request: Request) -> None:
        self.request = request
        self.all = frozenset(range(len(request.asked)))
        self.ticks = frozenset(at for at in self.all if request.asked[at].steps)
        self.known: dict[frozenset[int], bool] = {}

    def can_hold(self, chosen: Collection[int], ends: float) -> bool:
        """Return whether some constraints can hold together; True where the time did not suffice to tell."""
        key = frozenset(chosen)
        if key not in self.known:
            answer = self._can_hold([self.request.asked[at] for at in sorted(key)], ends)
            if answer is None:
                return True
            self.known[key] = answer
        return self.known[key]

    def _can_hold(self, chosen: Sequence[Asked], ends: float) -> bool | None:
        lattice = compile_lattice(self.request, chosen)
        forest = forest_of(lattice)
        if forest.limits(lattice) is None:
            return False
        if forest.whole:
            return True
        found = any_steps(lattice, ends)
        return True if found.ks is not None else False if found.infeasible else None

    def smallest(self, ends: float) -> tuple[frozenset[int], bool]:
        """Return a smallest set that clashes, and whether it is known to be one."""
        found = self._irreducible(ends + _SECONDS)
        left_out = [frozenset([at]) for at in sorted(found) if self._alone(at, ends)]
        while time.perf_counter() < ends:
            chosen = smallest_hitting_set(left_out)
            if len(chosen) >= len(found):
                return found, True
            if not self.can_hold(chosen, ends):
                return chosen, True
            more = self._left_out(chosen, ends)
            if more is None:
                break
            left_out.append(more)
        return found, False

    def _alone(self, at: int, ends: float) -> bool:
        return time.perf_counter() < ends and self.can_hold(self.all - {at}, ends) and (self.all - {at}) in self.known

    def _left_out(self, chosen: frozenset[int], ends: float) -> frozenset[int] | None:
        """Return what an answer to some constraints breaks of the others, as little as is easily found."""
        soft = sorted(self.all - chosen - self.ticks)
        few = missed(self.request, sorted(chosen - self.ticks), soft, ends)
        if few and self.can_hold(self.all - few, ends) and (self.all - few) in self.known:
            return few
        for hard in (chosen | self.ticks, chosen):
            units = least_broken(self.request, sorted(hard), sorted(self.all - hard - self.ticks), ends)
            if units is not None:
                return frozenset(at for at in self.all if not keeps(self.request.asked[at], units))
        return None

    def _irreducible(self, ends: float) -> frozenset[int]:
        """Return a set that clashes and of which none can be left out: by leaving out more and more, then less."""
        suspects = blamed(self.request, ends)
        if not suspects or self.can_hold(suspects, ends):
            suspects = self.all
        kept = sorted(suspects, key=lambda at: (_KINDS.index(self.request.asked[at].constraint.kind), -at))
        size = len(kept)
        while size:
            at = 0
            while at < len(kept):
                without = kept[:at] + kept[at + size :]
                if without != kept and time.perf_counter() < ends and not self.can_hold(without, ends):
                    kept = without
                else:
                    at += size
            size //= 2
        return frozenset(kept)

    def relaxations(self, found: Iterable[int], ends: float) -> list[Relaxation]:
        """Return the single changes that let everything else hold, the least first."""
        sized = []
        for at in found:
            asked = self.request.asked[at]
            if not self.can_hold(self.all - {at}, ends):
                continue
            to = self._least_change(at, asked, ends)
            if to is None and asked.constraint.kind not in _DROPPED:
                continue
            size = _size(asked, to, self.request.problem.total)
            sized.append((size, at, relaxed_to(self.request, asked, to)))
        return [relaxation for _size, _at, relaxation in sorted(sized, key=lambda each: each[:2])]

    def _least_change(self, at: int, asked: Asked, ends: float) -> Decimal | None:
        """Return the figure nearest to the constraint's own at which everything holds."""
        kind = asked.constraint.kind
        if kind in ("node-low", "node-high"):
            return self._least_share(at, asked, ends)
        if kind in _DROPPED:
            return None
        units = least_broken(self.request, sorted(self.all - {at}), [at], ends, steps=self._own_step(asked))
        if units is None:
            return None
        sums = [sum(c * units[n] for n, c in zip(f.items, f.coefs, strict=True)) for f in asked.forms]
        lowest = kind in ("low", "section-low", "rules")
        return self.request.points(min(sums) if lowest else max(sums))

    def _own_step(self, asked: Asked) -> tuple[tuple[int, int], ...]:
        """Return the step on which a locked row would move if it were not."""
        if asked.constraint.kind != "lock":
            return ()
        problem, (id_,) = self.request.problem, asked.constraint.key
        step = dict(problem.item_ticks).get(id_, problem.tick)
        return ((self.request.at[id_], int(step.scaleb(self.request.places))),)

    def _least_share(self, at: int, asked: Asked, ends: float) -> Decimal | None:
        """Return the nearest share, in tenths of a percent, by halving."""
        low_side = asked.constraint.kind == "node-low"
        amount = asked.constraint.amount or Decimal(0)
        good, bad = (0, int(amount * _SHARE_STEPS)) if low_side else (_SHARE_STEPS, -int(-amount * _SHARE_STEPS))
        while abs(good - bad) > 1:
            middle = (good + bad) // 2
            if self._holds_with_share(at, asked, middle, ends):
                good = middle
            else:
                bad = middle
        return Decimal(good) / _SHARE_STEPS

    def _holds_with_share(self, at: int, asked: Asked, thousandths: int, ends: float) -> bool:
        share = Decimal(thousandths) / _SHARE_STEPS
        forms = tuple(share_form(self.request, f.items, share, asked.constraint.kind) for f in asked.forms)
        others = [self.request.asked[n] for n in sorted(self.all - {at})]
        return self._can_hold([*others, replace(asked, forms=forms)], ends) is True


def _size(asked: Asked, to: Decimal | None, total: Decimal) -> Decimal:
    """Return how much a change changes, in points; what has to be dropped comes last."""
    amount = asked.constraint.amount
    if to is None or amount is None:
        return total * 2
    return abs(to - amount) * (total if asked.constraint.kind.startswith("node") else 1)
