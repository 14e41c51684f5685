"""What a file may hold at most, so that whoever takes its cells stays small and quick.

Runs in the child process (:mod:`kaohe_tools.sheets.formats.worker`), on what any of the readers answers.
"""

from __future__ import annotations

from typing import Any

from kaohe_tools.locale import text
from kaohe_tools.sheets.formats.container import Refused
from kaohe_tools.sheets.letters import column_letter

MAX_CELLS = 2_000_000
MAX_BYTES = 40_000_000
"""So long may an answer be, as JSON in UTF-8."""


def keep_within(answer: dict[str, Any]) -> None:
    """Take out of an answer what lies beyond its cells.

    Raises
    ------
    Refused
        If its sheets hold more cells than a parent can take, or merged areas lie upon each other.
    """
    cells = 0
    for sheet in answer["sheets"]:
        rows = sheet["rows"]
        height, width = len(rows), max(map(len, rows), default=0)
        cells += height * width
        if cells > MAX_CELLS:
            raise too_many_cells(sheet["name"], height - 1, width - 1)
        sheet["hidden_rows"] = [row for row in sheet.get("hidden_rows", ()) if row < height]
        sheet["merges"] = [m for m in sheet.get("merges", ()) if m[0] < height and m[1] < width]
        covered = sum((min(m[2], height - 1) - m[0] + 1) * (min(m[3], width - 1) - m[1] + 1) for m in sheet["merges"])
        if covered > height * width:
            raise Refused(text("its merged cells lie upon each other; save the file anew in Excel."), sheet["name"])


def keep_short(said: bytes) -> bytes:
    """Return an answer as it is.

    Raises
    ------
    Refused
        If it is longer than a parent can take.
    """
    if len(said) > MAX_BYTES:
        raise Refused(text("the sheets hold more than {n} MB of text; split the file.", n=MAX_BYTES // 1_000_000))
    return said


def too_many_cells(sheet: str, row: int, column: int) -> Refused:
    """Return what to say of a sheet whose last cell makes it too large; row and column from 0."""
    said = text(
        "the cells reach down to here, {n} million in all; a sheet may have {most} million: "
        "delete the rows and columns that are not needed.",
        n=(row + 1) * (column + 1) // 1_000_000,
        most=MAX_CELLS // 1_000_000,
    )
    return Refused(said, sheet, f"{column_letter(column)}{row + 1}")
