"""What a panel says of cells of a results sheet that could not be read: each with its place."""

from __future__ import annotations

from collections.abc import Sequence

from kaohe_tools.locale import Text, text
from kaohe_tools.model import Problem

_NAMED = 8
"""So many cells are named; with so many wrong it is the sheet that wants mending."""


def unread_cells(file: str, problems: Sequence[Problem]) -> Text:
    """Say how many cells of a file could not be read, and which: sheet, cell, and what is wrong there."""
    cells = [
        text("{said} ({more})", said=f"{p.where.sheet} {p.where.cell}".strip(), more=p.message)
        for p in problems[:_NAMED]
    ]
    if len(problems) > _NAMED:
        cells.append(text("and {n} more", n=len(problems) - _NAMED))
    return text("{n} cells of {file} could not be read and count as not recorded: {cells}",
                n=len(problems), file=file, cells=cells)  # fmt: skip
