"""A file as cells: values and texts as written, merges, what is hidden.

:func:`read_grids` is the only door to a file's contents. The file is opened read-only, once; its
bytes are hashed and handed to a child process, so what is parsed is what the digest names.
"""

from __future__ import annotations

import hashlib
import os
import stat
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from pathlib import Path
from typing import Any

from kaohe_tools.errors import SheetError
from kaohe_tools.locale import Text, _, why
from kaohe_tools.model.source import SourceRef, refs_of
from kaohe_tools.points import format_points, from_excel
from kaohe_tools.sheets.cleaning import UNSEEN, cleaned, notes_for
from kaohe_tools.sheets.formats.reader import ask
from kaohe_tools.sheets.letters import column_letter

Value = str | int | float | bool | None
_LEFT = itemgetter(0)


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may take. `seconds` bounds the child's wall clock, start included."""

    seconds: float = 5.0
    megabytes: int = 500
    file_bytes: int = 50_000_000


@dataclass(frozen=True, slots=True)
class Note:
    """Something about a file, a sheet or a cell that its reader has to be told; it becomes a Problem.

    Attributes
    ----------
    code : str
        Kind in kebab-case: ``"wrong-extension"``, ``"tracked-changes"``, ``"hidden-characters"`` …
    row, column : int or None
        From 0; None: it concerns the whole sheet.
    """

    code: str
    message: Text
    row: int | None = None
    column: int | None = None


@dataclass(frozen=True)
class Grid:
    """One sheet's cells; rows and columns count from 0.

    Attributes
    ----------
    rows : tuple of tuple
        Values: text, number, truth value, or None for an empty cell. A date cell is the text that
        its number format shows.
    merges : tuple of (top, left, bottom, right)
        Merged areas, the last row and column included. The value stands in the top-left cell only.
    valueless : frozenset of (row, column)
        Formula cells without a stored value.
    percents : frozenset of (row, column)
        Cells whose number is shown as a percentage: 0.95 is seen as 95%.
    kind : str
        ``"table"``, or ``"outline"``: a text without a table, one paragraph a row in the first column.
    hidden : bool
        The sheet is hidden in its workbook.
    row_names : tuple of str
        What a reader calls each row where that is not its number from 1: the rows of a Word table
        (``"3"``) or a paragraph (``"第5段"``), whose cells have no letter.
    notes : tuple of Note
        What the reader of the file has noticed.
    typed : bool
        Its cells tell a number from a text, as a workbook's do; in a document all cells are texts.
    """

    file: str
    sha256: str
    sheet: str
    rows: tuple[tuple[Value, ...], ...]
    merges: tuple[tuple[int, int, int, int], ...] = ()
    valueless: frozenset[tuple[int, int]] = frozenset()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    percents: frozenset[tuple[int, int]] = frozenset()
    kind: str = "table"
    hidden: bool = False
    row_names: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    typed: bool = True

    @cached_property
    def width(self) -> int:
        """Number of columns of the widest row."""
        return max((len(row) for row in self.rows), default=0)

    def value(self, row: int, column: int) -> Value:
        """Return a cell's own value; None beyond the edge."""
        cells = self.rows[row] if row < len(self.rows) else ()
        value = cells[column] if column < len(cells) else None
        return None if isinstance(value, str) and not value.strip() else value

    def text(self, row: int, column: int) -> str:
        """Return a cell's text, trimmed; numbers as Excel shows them."""
        texts = self.texts(row)
        return texts[column] if column < len(texts) else ""

    def filled(self, row: int) -> list[int]:
        """Return the columns in which a row holds something of its own."""
        return [column for column, words in enumerate(self.texts(row)) if words]

    def texts(self, row: int) -> tuple[str, ...]:
        """Return the texts of a row's own cells, as far as it goes."""
        made = self._said.get(row)
        if made is None:
            cells = self.rows[row] if row < len(self.rows) else ()
            made = self._said[row] = tuple([v.strip() if type(v) is str else as_text(v) for v in cells])
        return made

    @cached_property
    def _said(self) -> dict[int, tuple[str, ...]]:
        return {}

    @cached_property
    def _merged(self) -> dict[int, list[tuple[int, int, int]]]:
        """Return for each row the merged areas that reach into it as (left, right, top), from left to right."""
        inside: dict[int, list[tuple[int, int, int]]] = {}
        for top, left, bottom, right in self.merges:
            area = (left, right, top)
            for row in range(top, min(bottom + 1, len(self.rows))):
                inside.setdefault(row, []).append(area)
        for areas in inside.values():
            areas.sort()
        return inside

    def anchor(self, row: int, column: int) -> tuple[int, int]:
        """Return the cell whose value shows here: the merged area's first, or the cell itself."""
        areas = self._merged.get(row)
        if areas:
            at = bisect_right(areas, column, key=_LEFT) - 1
            if at >= 0 and column <= areas[at][1]:
                return areas[at][2], areas[at][0]
        return row, column

    @cached_property
    def wide(self) -> frozenset[int]:
        """Rows with an area that is merged over several of their columns and no other row."""
        return frozenset(top for top, left, bottom, right in self.merges if top == bottom and right > left)

    def shown(self, row: int, column: int) -> str:
        """Return the text that a reader sees at a cell, merged areas included."""
        return self.text(*self.anchor(row, column))

    def line(self, row: int) -> tuple[str, ...]:
        """Return the texts that a reader sees in a row, merged areas included, as wide as the sheet."""
        if row in self._merged:
            return tuple(self.shown(row, column) for column in range(self.width))
        texts = self.texts(row)
        return (*texts, *[""] * (self.width - len(texts)))

    def ref(self, row: int, column: int) -> SourceRef:
        """Return the source of the value shown at a cell."""
        top, left = self.anchor(row, column)
        return self._own_refs(top, (left,))[0]

    def refs(self, row: int, columns: Sequence[int]) -> list[SourceRef]:
        """Return the sources of the values shown at some cells of a row."""
        if row in self._merged:
            return [self.ref(row, column) for column in columns]
        return self._own_refs(row, columns)

    def _own_refs(self, row: int, columns: Sequence[int]) -> list[SourceRef]:
        texts, cells = self.texts(row), self.rows[row] if row < len(self.rows) else ()
        name = self.row_names[row] if row < len(self.row_names) else str(row + 1)
        lettered = name.isdigit()
        found = []
        for column in columns:
            said = texts[column] if column < len(texts) else ""
            raw = cells[column] if said else ""
            where = column_letter(column) + name if lettered else name
            found.append((where, raw if isinstance(raw, str) else said))
        return refs_of(self.file, self.sha256, self.sheet, found)

    def cell_name(self, row: int, column: int) -> str:
        """Return what a reader calls a cell: ``"D22"``, or ``"第5段"`` in a text."""
        if row >= len(self.row_names):
            return cell_name(row, column)
        named = self.row_names[row]
        return f"{column_letter(column)}{named}" if named.isdigit() else named

    def row_name(self, row: int) -> str:
        """Return what a reader calls a row: ``"22"``, or ``"第5段"`` in a text."""
        return self.row_names[row] if row < len(self.row_names) else str(row + 1)

    def row_number(self, row: int) -> int:
        """Return a row's number as a reader counts it, from 1; a paragraph has its place in the text."""
        named = self.row_name(row)
        return int(named) if named.isdigit() else row + 1


def as_text(value: Value) -> str:
    """Return a cell's value as the text that Excel shows, trimmed."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value == value and abs(value) < 1e300:
        return format_points(from_excel(value))
    return str(value).strip()


def cell_name(row: int, column: int) -> str:
    """Return ``"D22"`` for row 21, column 3, both from 0."""
    return f"{column_letter(column)}{row + 1}"


def read_bytes(path: Path, limits: Limits) -> bytes:
    """Return a regular file's bytes.

    Raises
    ------
    SheetError
        If there is no such file, it is no regular file, cannot be opened, or is too large.
    """
    if "\0" in str(path):
        raise SheetError(_("there is no such file; check the name and the folder."), repr(str(path)))
    try:
        info = path.stat()
        if not stat.S_ISREG(info.st_mode):
            raise SheetError(_("it is not a file but a folder or a device; name a workbook."), str(path))
        if info.st_size > limits.file_bytes:
            raise SheetError(
                _("the file has {size} MB, more than the {limit} MB that a sheet may have; split it.").format(
                    size=info.st_size // 1_000_000, limit=limits.file_bytes // 1_000_000
                ),
                str(path),
            )
        with path.open("rb") as file:
            data = file.read(limits.file_bytes + 1)
            after = os.fstat(file.fileno())
    except FileNotFoundError as err:
        raise SheetError(_("there is no such file; check the name and the folder."), str(path)) from err
    except OSError as err:
        said = _("the file cannot be opened ({why}); close it elsewhere or ask for access.").format(why=why(err))
        raise SheetError(said, str(path)) from err
    if (after.st_size, after.st_mtime_ns) != (info.st_size, info.st_mtime_ns) or len(data) != info.st_size:
        raise SheetError(_("the file changed while it was read; close it elsewhere and try again."), str(path))
    return data


def read_grids(path: str | Path, limits: Limits | None = None) -> tuple[Grid, ...]:
    """Read a workbook's visible sheets in a child process.

    Parameters
    ----------
    path : str or Path
        An .xlsx or .xlsm workbook. It is never written.
    limits : Limits, optional
        Time, memory and size that the file may take.

    Raises
    ------
    SheetError
        Whatever is wrong with the file, in one sentence that names it.
    """
    path, limits = Path(path), limits or Limits()
    return grids_of(read_bytes(path, limits), path.name, limits)


def grids_of(data: bytes, name: str, limits: Limits | None = None) -> tuple[Grid, ...]:
    """Read the sheets of a file whose bytes are at hand; else as :func:`read_grids`."""
    limits = limits or Limits()
    answer = ask(data, name, seconds=limits.seconds, megabytes=limits.megabytes)
    if "refused" in answer:
        where = " · ".join(part for part in (name, answer.get("sheet"), answer.get("cell")) if part)
        raise SheetError(str(_as_message(answer["refused"])), where)
    digest = hashlib.sha256(data).hexdigest()
    if answer["unseen"]:
        for sheet in answer["sheets"]:
            sheet["name"] = UNSEEN.sub("", sheet["name"])
            sheet["rows"], places = cleaned(sheet["rows"])
            sheet["notes"] = [*sheet.get("notes", ()), *notes_for(places)]
    return tuple(_grid(sheet, name, digest) for sheet in answer["sheets"])


def _grid(sheet: dict[str, Any], file: str, digest: str) -> Grid:
    """Return one sheet of the child's answer as a grid; what it does not tell is not there."""
    return Grid(
        file=file,
        sha256=digest,
        sheet=sheet["name"],
        rows=tuple(tuple(_cell(v) for v in row) for row in sheet["rows"]),
        merges=tuple((m[0], m[1], m[2], m[3]) for m in sheet.get("merges", ())),
        valueless=frozenset((r, c) for r, c in sheet.get("valueless", ())),
        hidden_rows=frozenset(sheet.get("hidden_rows", ())),
        hidden_columns=frozenset(sheet.get("hidden_columns", ())),
        percents=frozenset((r, c) for r, c in sheet.get("percents", ())),
        kind=sheet.get("kind", "table"),
        hidden=sheet.get("hidden", False),
        row_names=tuple(sheet.get("row_names", ())),
        notes=tuple(Note(code, _as_message(said), row, col) for code, said, row, col in sheet.get("notes", ())),
        typed=sheet.get("typed", True),
    )


def _cell(value: Any) -> Value:
    if isinstance(value, dict):
        return str(value["date"])
    return None if value == "" else value


def _as_message(data: dict[str, Any]) -> Text:
    return Text(data["message"], tuple((k, _as_message(v) if isinstance(v, dict) else v) for k, v in data["values"]))
