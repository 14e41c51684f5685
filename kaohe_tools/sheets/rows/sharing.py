"""Points cells merged over several rows: the rows' own caps are their points."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from kaohe_tools.model import Indicator


def split(rows: Sequence[Indicator], points: Decimal) -> tuple[Decimal, ...] | None:
    """Return what each of the rows under one points cell is worth, or None where that is not told.

    A row is worth its own cap (此项最多扣5分), without one what its rules deduct at most. One row
    that names neither takes what the others leave (nothing, if they leave nothing).
    """
    own = [_own(row) for row in rows]
    silent = [n for n, worth in enumerate(own) if worth is None]
    named = sum((worth for worth in own if worth is not None), Decimal(0))
    if len(silent) > 1 or (silent and named > points) or len(silent) == len(rows):
        return None
    if named != points and not any(row.criterion.item_cap is not None for row in rows):
        return None  # deductions that nobody called a cap tell the split only where they add up to the cell
    return tuple(points - named if worth is None else worth for worth in own)


def _own(row: Indicator) -> Decimal | None:
    criterion = row.criterion
    if criterion.item_cap is not None:
        return criterion.item_cap
    if any(rule.all_points for rule in criterion.rules) or not criterion.deductions:
        return None
    return criterion.max_deduction(None)
