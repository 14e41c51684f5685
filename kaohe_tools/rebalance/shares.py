"""Points shared out in proportion on a tick: the method of largest remainders (Hamilton)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor

from kaohe_tools.points import from_ticks, to_ticks


def shared_out(weights: Sequence[Decimal], total: Decimal, tick: Decimal) -> tuple[Decimal, ...]:
    """Return `total` split in proportion to some weights, each share a whole number of ticks.

    Every weight above zero gets one tick at least, as long as there are enough. Of equal remainders
    the first comes first.

    Raises
    ------
    PointsError
        If `total` does not lie on the tick.

    Examples
    --------
    >>> [str(s) for s in shared_out([Decimal(1), Decimal(1), Decimal(1)], Decimal(4), Decimal("0.5"))]
    ['1.5', '1.5', '1.0']
    """
    count, whole = to_ticks(total, tick), sum(map(Fraction, weights), Fraction(0))
    if not whole:
        return tuple(Decimal(0) for _weight in weights)
    exact = [Fraction(weight) * count / whole for weight in weights]
    least = [1 if weight > 0 else 0 for weight in weights]
    if sum(least) > count:
        least = [0] * len(weights)
    ticks = [max(floor(part), low) for part, low in zip(exact, least, strict=True)]
    order = sorted(range(len(ticks)), key=lambda n: (ticks[n] - exact[n], n))
    left = count - sum(ticks)
    for n in order[: max(left, 0)]:
        ticks[n] += 1
    while left < 0:  # shares were lifted to one tick: the others pay, the one most above its part first
        payer = max((n for n in order if ticks[n] > least[n]), key=lambda n: (ticks[n] - exact[n], -n))
        ticks[payer] -= 1
        left += 1
    return tuple(from_ticks(n, tick) for n in ticks)
