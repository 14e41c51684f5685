"""Items of a numbered text and their sub-points: what each is worth, which of them only head others."""

from __future__ import annotations

import re
from decimal import Decimal

from kaohe_tools.criteria.stated import label_points, worth_of
from kaohe_tools.model import Part
from kaohe_tools.sheets.outline.blocks import Block

_HEADING = re.compile(r"[^。，；,;]{1,30}")


def points_of(block: Block) -> Decimal | None:
    """Return the points that a block's own words name, those of its sub-points left out."""
    named = worth_of(block.text).points
    return named if named is not None else label_points(block.name or block.text)


def parts_in(block: Block) -> tuple[Part, ...]:
    """Return the sub-points of an item that name points."""
    named = ((point, points_of(point)) for point in block.points)
    return tuple(
        Part(number=point.number, text=point.text, points=points, assessor=worth_of(point.text).assessor)
        for point, points in named
        if points is not None
    )


def sum_of(parts: tuple[Part, ...]) -> Decimal | None:
    """Return what parts add up to; None without any."""
    return sum((part.points for part in parts), Decimal(0)) if parts else None


def heads_points(block: Block) -> bool:
    """Return whether an item is only the heading of its sub-points: all of these have points, it says no sentence."""
    return (
        bool(block.points)
        and len(parts_in(block)) == len(block.points)
        and _HEADING.fullmatch(block.name or block.text.rstrip("。：:")) is not None
    )
