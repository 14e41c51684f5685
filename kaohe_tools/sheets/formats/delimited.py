"""A text file -> a table, where its lines are split by one sign, else an outline of paragraphs.

UTF-8 with and without a byte order mark, UTF-16 and GB18030. Runs in the child process
(:mod:`kaohe_tools.sheets.formats.worker`).
"""

from __future__ import annotations

import codecs
import contextlib
import csv
import io
import re
from pathlib import PurePath
from typing import Any

from kaohe_tools.locale import text
from kaohe_tools.sheets.formats.container import Refused
from kaohe_tools.sheets.formats.scan import MAX_COLUMNS, MAX_ROWS

DELIMITERS = (",", "\t", ";")
_LOOKED_AT = 60
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,11})(?:\.[0-9]{0,8}[1-9])?")
"""A number that is written no other way: 1.10 is the number of an item."""
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def read(data: bytes, name: str) -> dict[str, Any]:
    """Return the one sheet of a text file as plain data.

    Raises
    ------
    Refused
        If the bytes are no text in a known encoding, or the table is too large.
    """
    written = decoded(data)
    if not written.strip():
        raise Refused(text("the file holds no text; ask for it to be sent again."))
    delimiter = delimiter_of(written)
    if delimiter is None:
        return {"sheets": [outline(written.splitlines())]}
    return {"sheets": [{"name": PurePath(name).stem, "rows": _table(written, delimiter), "typed": False}]}


def decoded(data: bytes) -> str:
    """Return the text of a file in whichever of the known encodings it is."""
    return decoded_from(data)[0]


def decoded_from(data: bytes) -> tuple[str, str]:
    """Return the text of a file and the name of its encoding; one with a byte order mark is named so."""
    encodings = [encoding for bom, encoding in _BOMS if data.startswith(bom)]
    if not encodings and b"\0" in data[:4096]:
        even, odd = data[:4096:2].count(0), data[1:4096:2].count(0)
        encodings = ["utf-16-le" if odd >= even else "utf-16-be"]
    for encoding in encodings or ["utf-8", "gb18030"]:
        try:
            written = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        controls = sum(c < " " and c not in "\t\r\n\f\v" for c in written[:4096])
        if controls * 20 <= len(written[:4096]):
            return written, encoding
    raise Refused(
        text("this is neither a workbook, a document nor a text in UTF-8, UTF-16 or GB18030; save it as .xlsx.")
    )


def delimiter_of(written: str) -> str | None:
    """Return the sign that splits the lines of a table; None for a text of paragraphs.

    A table's rows are split into the same number of cells, three at least; commas in running text
    are not that regular.
    """
    sample = "\n".join(written.splitlines()[: _LOOKED_AT * 3])
    best: tuple[float, str] | None = None
    for delimiter in DELIMITERS:
        widths: list[int] = []
        with contextlib.suppress(csv.Error):  # a cell that is too long is told when the table is read
            widths.extend(len(row) for row in csv.reader(io.StringIO(sample), delimiter=delimiter) if any(row))
        del widths[_LOOKED_AT:]
        usual = max(set(widths), key=widths.count, default=0)
        even = widths.count(usual) / max(len(widths), 1)
        if usual >= 3 and even >= 0.6 and len(widths) >= 2 and (best is None or even > best[0]):
            best = (even, delimiter)
    return best[1] if best else None


def outline(lines: list[str]) -> dict[str, Any]:
    """Return paragraphs as a sheet of the kind "outline"; empty ones are left out."""
    said = [line.strip() for line in lines]
    said = [line for line in said if line]
    if len(said) > MAX_ROWS:
        raise Refused(text("the text has more than {n} paragraphs; split it.", n=MAX_ROWS))
    return {
        "name": "正文",
        "kind": "outline",
        "rows": [[line] for line in said],
        "row_names": [f"第{n}段" for n in range(1, len(said) + 1)],
    }


def _table(written: str, delimiter: str) -> list[list[Any]]:
    csv.field_size_limit(2_000_000)
    rows: list[list[Any]] = []
    try:
        for row in csv.reader(io.StringIO(written, newline=""), delimiter=delimiter):
            if len(rows) >= MAX_ROWS or len(row) > MAX_COLUMNS:
                raise Refused(
                    text(
                        "the table has more than {rows} rows or {columns} columns.", rows=MAX_ROWS, columns=MAX_COLUMNS
                    )
                )
            rows.append([_value(cell) for cell in row])
    except csv.Error as err:
        raise Refused(text("line {n} cannot be read ({why}).", n=len(rows) + 1, why=str(err))) from err
    return rows


def _value(cell: str) -> Any:
    """Return a plain number as one; everything else stays the text it is."""
    if not _NUMBER.fullmatch(cell.strip()):
        return cell
    return float(cell) if "." in cell else int(cell)
