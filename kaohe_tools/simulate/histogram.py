"""Distributions of totals in classes of equal width, for a picture and the table beneath it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from kaohe_tools.locale import _, plain
from kaohe_tools.points import as_number
from kaohe_tools.simulate.sampled import Sampled
from kaohe_tools.simulate.states import Floats, Ints
from kaohe_tools.simulate.summary import Simulation

if TYPE_CHECKING:
    import pandas as pd

MOST_BARS = 32
_WIDTHS = (
    *map(Decimal, ("0.1", "0.2", "0.5")),
    *(Decimal(first).scaleb(zeros) for zeros in range(19) for first in ("1", "2", "2.5", "5")),  # scores fit 64 bits
)
_RARE = 1e-4
"""Totals at either end that together are rarer than this widen no picture."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Histogram:
    """The share of the units' totals in each class, of one result or of several on the same classes.

    Attributes
    ----------
    low : Decimal
        Where the first class begins, a multiple of `width`. A class holds its lower end, not its upper.
    width : Decimal
    top : Decimal
        The most that can be had. A class that ends with it holds it, so that none is left to it alone
        (but where classes are hardly wider than the steps of the scores).
    shares : ndarray, shape (n_results, n_classes)
        Rows sum to 1, less what is rarer than one in ten thousand on either side.
    """

    low: Decimal
    width: Decimal
    top: Decimal
    shares: Floats

    @property
    def starts(self) -> tuple[Decimal, ...]:
        """The classes' lower ends."""
        return tuple(self.low + n * self.width for n in range(self.shares.shape[1]))

    @property
    def ends(self) -> tuple[Decimal, ...]:
        """The classes' upper ends; the last is no higher than what can be had."""
        *whole, last = (start + self.width for start in self.starts)
        return (*whole, self.top if last - self.width < self.top < last else last)

    @property
    def labels(self) -> tuple[str, ...]:
        """The classes in words: from where to below what, or up to the top where they hold it."""
        *whole, last = ((plain(low), plain(high)) for low, high in zip(self.starts, self.ends, strict=True))
        said = [_("{low} to below {high}").format(low=low, high=high) for low, high in whole]
        if last[0] == plain(self.top):
            return (*said, last[0])
        form = _("{low} to {high}") if last[1] == plain(self.top) else _("{low} to below {high}")
        return (*said, form.format(low=last[0], high=last[1]))

    def to_frame(self) -> pd.DataFrame:
        """Return one row per class: ``from``, ``to`` (held by none but the last), and a column of shares per result."""
        import pandas as pd

        starts = [float(s) for s in self.starts]
        columns = {f"share {n}": row for n, row in enumerate(self.shares, 1)}
        return pd.DataFrame({"from": starts, "to": [float(e) for e in self.ends], **columns})

    def to_dict(self) -> dict[str, Any]:
        """Return JSON data."""
        return {
            "low": as_number(self.low),
            "width": as_number(self.width),
            "top": as_number(self.top),
            "shares": self.shares.tolist(),
        }


def histogram(results: Sequence[Simulation | Sampled], most: int = MOST_BARS) -> Histogram:
    """Return the distributions of totals over all units, on common classes.

    Parameters
    ----------
    most : int
        At most so many classes; their width is the least of 0.1, 0.2, 0.5, 1, 2, 2.5, 5 … that does, and no
        finer than the scores themselves.
    """
    held = [_distribution(result) for result in results]
    ends = [_ends(scores, chances) for scores, chances, _grain in held]
    grains = [Fraction(grain) for _s, _c, grain in held]
    low = min(first * grain for (first, _l), grain in zip(ends, grains, strict=True))
    high = max(last * grain for (_f, last), grain in zip(ends, grains, strict=True))
    finest = max((_step(scores) * grain for (scores, _c, _g), grain in zip(held, grains, strict=True)), default=0)
    fitting = (w for w in _WIDTHS if w >= finest and high // Fraction(w) - low // Fraction(w) < most)
    width = next(fitting, _WIDTHS[-1])
    first, last = low // Fraction(width), high // Fraction(width)
    top = max(_top(result) for result in results)
    closed = first < last and last * Fraction(width) == top and width >= 2 * finest
    last -= closed  # nothing but the top would stand there
    rows = []
    for (scores, chances, _grain), grain in zip(held, grains, strict=True):
        ratio = grain / Fraction(width)
        at = scores * ratio.numerator // ratio.denominator - first
        at[at == last - first + 1] -= closed
        inside = (at >= 0) & (at <= last - first)
        rows.append(np.bincount(at[inside], weights=chances[inside], minlength=last - first + 1))
    return Histogram(low=first * width, width=width, top=top, shares=np.stack(rows))


def _distribution(result: Simulation | Sampled) -> tuple[Ints, Floats, Decimal]:
    if isinstance(result, Simulation):
        return result.lattice.scores, result.overall, result.grain
    scores, counts = np.unique(result.totals, return_counts=True)
    return scores.astype(np.int64), counts / result.totals.size, result.grain


def _top(result: Simulation | Sampled) -> Decimal:
    """Return the most that can be had; of drawn totals at least the full mark."""
    if isinstance(result, Simulation):
        return int(result.lattice.scores[np.flatnonzero(result.overall)[-1]]) * result.grain
    return max(int(result.totals.max()) * result.grain, result.scheme.total)


def _ends(scores: Ints, chances: Floats) -> tuple[int, int]:
    below = np.cumsum(chances)
    first, last = np.searchsorted(below, [_RARE, below[-1] - _RARE])
    return int(scores[first]), int(scores[min(last, len(scores) - 1)])


def _step(scores: Ints) -> int:
    return int(np.min(np.diff(scores))) if len(scores) > 1 else 0
