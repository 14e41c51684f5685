"""Rows of a messy print whose label stands one row below them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

from kaohe_tools.model import Indicator, Path, Section


def headed_below(
    indicators: Sequence[Indicator], sections: Mapping[Path, Section], shifted: frozenset[str]
) -> tuple[Indicator, ...]:
    """Return indicators with those shifted rows whose section's label is printed one row late put under it.

    A shifted row fills the cell of its section's label with its own, so that the label comes with
    the next row. It belongs there if the section above is complete without it: its labels, each
    once, reach the figure, and the row is no alternative of theirs.
    """
    out = list(indicators)
    figures: dict[Path, dict[Path, Decimal]] = defaultdict(dict)  # of the labels above, by their section
    for n, (item, after) in enumerate(pairwise(indicators)):
        if n:
            before = sections.get(out[n - 1].path)
            if before and before.declared:
                figures[out[n - 1].path[:-1]][out[n - 1].path] = before.declared.points
        above, below = item.path[:-1], after.path[:-1]
        if item.id not in shifted or above == below or above[:-1] != below[:-1] or len(above) < 2:
            continue
        labels = figures[above]
        section, own = sections.get(above), sections.get(item.path)
        same = own is not None and own.declared is not None and own.declared.points == sum(labels.values())
        complete = section and section.declared and sum(labels.values(), Decimal(0)) == section.declared.points
        if complete and not (item.applies_to and same):
            out[n] = item.replace(path=(*below, item.path[-1]))
    return tuple(out)
