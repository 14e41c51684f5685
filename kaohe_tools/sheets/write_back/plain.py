"""A text file (.csv, .txt) with other points: the same encoding, signs between cells, quotes and line ends."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence

from kaohe_tools.errors import OutputError
from kaohe_tools.locale import _
from kaohe_tools.plain_text import csv_text
from kaohe_tools.points import format_points
from kaohe_tools.sheets.change_list import columns
from kaohe_tools.sheets.formats.container import Refused
from kaohe_tools.sheets.formats.delimited import decoded_from, delimiter_of
from kaohe_tools.sheets.grid import Grid
from kaohe_tools.sheets.write_back.changes import Change, Changes
from kaohe_tools.sheets.write_back.spans import Replacement, applied, carried

_QUOTE = '"'
_Span = tuple[int, int]


def rewritten_text(data: bytes, grids: Sequence[Grid], changes: Changes) -> bytes:
    """Return a text file's bytes with the changes written.

    Raises
    ------
    OutputError
        If the file's own bytes could not be given back, or a cell holds another text than expected.
    """
    try:
        written, encoding = decoded_from(data)
    except Refused as err:
        raise OutputError(str(err.message)) from err
    if _encoded(written, encoding, data) != data:
        raise OutputError(_("The text cannot be written back in its own encoding; save it as UTF-8 first."))
    delimiter = delimiter_of(written)
    if delimiter is None or any(g.kind == "outline" for g in grids):
        edits = [edit for change in changes.cells for edit in _in_line(written, change)]
    else:
        rows = _fields(written, delimiter)
        edits = [_in_field(written, rows, change) for change in changes.cells]
    return _encoded(applied(written, edits), encoding, data)


def changes_as_csv(changes: Changes) -> bytes:
    """Return the list of changes as a .csv that Excel opens; no text in it is taken for a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns())
    for e in changes.entries:
        by = e.after - e.before if e.before is not None and e.after is not None else None
        figures = [format_points(n) if n is not None else "" for n in (e.before, e.after, by)]
        texts = [csv_text(t) for t in (e.sheet, e.cell, e.label, e.reason, e.old_text, e.new_text)]
        writer.writerow([*texts[:3], *figures, *texts[3:]])
    return codecs.BOM_UTF8 + out.getvalue().encode()


def _encoded(written: str, encoding: str, data: bytes) -> bytes:
    try:
        if encoding == "utf-16":
            big = data.startswith(codecs.BOM_UTF16_BE)
            return data[:2] + written.encode("utf-16-be" if big else "utf-16-le")
        return written.encode(encoding)
    except UnicodeEncodeError as err:
        raise OutputError(_("The text cannot be written back in its own encoding; save it as UTF-8 first.")) from err


def _in_line(written: str, change: Change) -> Iterator[Replacement]:
    """Yield a paragraph's replacements at their places in the file."""
    at, n = 0, -1
    for line in written.splitlines(keepends=True):
        n += bool(line.strip())
        if n == change.row and line.strip():
            for edit in _carried(change, line):
                yield Replacement(edit.start + at, edit.end + at, edit.new)
            return
        at += len(line)


def _in_field(written: str, rows: Sequence[Sequence[_Span]], change: Change) -> Replacement:
    """Return a cell's replacement, quoted as it was."""
    start, end = rows[change.row][change.column]
    raw = written[start:end]
    value = _unquoted(raw)
    if change.number is not None:
        new = value.replace(value.strip(), format_points(change.number))
    else:
        new = applied(value, _carried(change, value))
    quoted = f"{_QUOTE}{new.replace(_QUOTE, _QUOTE * 2)}{_QUOTE}" if raw.startswith(_QUOTE) else new
    return Replacement(start, end, quoted)


def _carried(change: Change, words: str) -> tuple[Replacement, ...]:
    moved = carried(change.edits, change.raw, words)
    if moved is None:
        raise OutputError(
            _("{cell} holds another text than “{words}”; nothing was written.").format(
                cell=change.cell, words=change.raw[:40]
            )
        )
    return moved


def _fields(written: str, delimiter: str) -> list[list[_Span]]:
    """Return where each cell of a table stands, as the csv module reads it.

    Raises
    ------
    OutputError
        If the table is quoted in a way that reads differently.
    """
    rows = list(_rows(written, delimiter))
    read = list(csv.reader(io.StringIO(written, newline=""), delimiter=delimiter))
    if [[_unquoted(written[a:b]) for a, b in row] for row in rows] != read:
        raise OutputError(_("The quotes of this table are irregular; open it in Excel and save it as .xlsx first."))
    return rows


def _rows(written: str, delimiter: str) -> Iterator[list[_Span]]:
    at, row = 0, list[_Span]()
    while at < len(written):
        start = at
        if written[at] == _QUOTE:
            at = _behind_quotes(written, at)
        while at < len(written) and written[at] not in (delimiter, "\r", "\n"):
            at += 1
        row.append((start, at))
        if at < len(written) and written[at] == delimiter:
            at += 1
            if at == len(written):
                row.append((at, at))
            continue
        yield [] if row == [(start, start)] else row
        row = []
        at += 2 if written[at : at + 2] == "\r\n" else 1
    if row:
        yield row


def _behind_quotes(written: str, at: int) -> int:
    at += 1
    while at < len(written):
        if written[at] == _QUOTE:
            if written[at + 1 : at + 2] != _QUOTE:
                return at + 1
            at += 1
        at += 1
    return at


def _unquoted(raw: str) -> str:
    if not raw.startswith(_QUOTE):
        return raw
    end = _behind_quotes(raw, 0)
    return raw[1 : end - 1].replace(_QUOTE * 2, _QUOTE) + raw[end:]
