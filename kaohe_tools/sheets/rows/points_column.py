"""What a reader must know of the column that the points were read from."""

from __future__ import annotations

from kaohe_tools.locale import text
from kaohe_tools.sheets.columns import is_deducted
from kaohe_tools.sheets.rows.sheet_reading import Reading


def report_points_column(reading: Reading) -> None:
    """Report columns that could be the points as well, and points that by their heading are taken off."""
    own = reading.header.at("points")
    if own is None:
        return
    taken = reading.header.columns[own]
    for column in reading.header.columns:
        if column.rival == "points":
            message = text(
                "column {letter} ({heading}) holds points as well; they were read from column {own} ({own_heading})",
                letter=column.letter,
                heading=column.heading,
                own=taken.letter,
                own_heading=taken.heading,
            )
            reading.problem("other-points", message, reading.header.last, column.index)
    if taken.confidence < 1 and is_deducted(taken.heading):
        message = text(
            "column {letter} ({heading}) holds points that are taken off; no other column says what the rows are "
            "worth, so these were taken for it",
            letter=taken.letter,
            heading=taken.heading,
        )
        reading.problem("deductions-as-points", message, reading.header.last, own)
