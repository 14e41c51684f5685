"""Where things stand in a sheet, and how the sheet was understood."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kaohe_tools.locale import Text, text

FIELD_NAMES = {
    "number": text("number"),
    "section": text("section of the scheme"),
    "name": text("indicator name"),
    "points": text("points"),
    "level_points": text("points of the level to its left"),
    "due": text("due date"),
    "criterion": text("criterion"),
    "evidence": text("evidence"),
    "assessed_unit": text("assessed unit"),
    "assessor": text("assessor"),
    "basis": text("basis"),
    "lead": text("responsible leader"),
    "applies_to": text("applies to"),
    "remark": text("remark"),
}
"""The fields that a column may be taken as, and what a reader calls them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRef:
    """Where a value stands: file, its SHA-256, sheet, cell, and the cell's text as written."""

    file: str
    sha256: str
    sheet: str
    cell: str
    raw: str

    def __str__(self) -> str:
        """Return file, sheet and cell for a message."""
        return " · ".join(part for part in (self.file, self.sheet, self.cell) if part)


_SLOTS = tuple(SourceRef.__dict__[name].__set__ for name in SourceRef.__slots__)
"""What sets the fields of a source that is being made; ten of them for each row would take long one by one."""


def refs_of(file: str, sha256: str, sheet: str, cells: Iterable[tuple[str, str]]) -> list[SourceRef]:
    """Return the sources of several cells of one sheet, each given by its name and its text as written."""
    set_file, set_sha256, set_sheet, set_cell, set_raw = _SLOTS
    found = []
    for cell, raw in cells:
        ref = object.__new__(SourceRef)
        set_file(ref, file)
        set_sha256(ref, sha256)
        set_sheet(ref, sheet)
        set_cell(ref, cell)
        set_raw(ref, raw)
        found.append(ref)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something in the file that could not be read as it stands, with its place.

    Attributes
    ----------
    code : str
        Kind of problem in kebab-case, such as ``"unreadable-points"``.
    """

    code: str
    message: Text
    where: SourceRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of the sheet and what it was taken for.

    Attributes
    ----------
    field : str
        The model's name of the column; empty where it was not used.
    how : Text
        Why it was taken so: by its heading, by what stands in it, or as the designer said.
    confidence : float
        From 0 (not used) to 1 (a known heading, or said by the designer).
    rival : str
        The field that an unused column could be as surely as the column that has it.
    """

    index: int
    letter: str
    heading: str
    field: str
    how: Text
    confidence: float = 1.0
    rival: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SkippedRow:
    """A row of the sheet that is no indicator, with the reason; `kind` is its short name.

    `cell` is where its text stands: ``"A3"``, or ``"第5段"`` in a document.
    """

    row: int
    kind: str
    reason: Text
    text: str
    cell: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How a sheet was understood: header rows (from 1), columns, rows passed over."""

    sheet: str
    header_rows: tuple[int, ...]
    columns: tuple[Column, ...]
    skipped: tuple[SkippedRow, ...] = ()

    def column(self, field: str) -> Column | None:
        """Return the column taken for `field`, if the sheet has one."""
        return next((c for c in self.columns if c.field == field), None)
