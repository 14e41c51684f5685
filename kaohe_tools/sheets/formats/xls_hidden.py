"""The hidden rows and columns of an old .xls workbook, which calamine does not tell.

The workbook is a stream of records inside a compound file ([MS-CFB], [MS-XLS]); only where a sheet
begins, its rows' and its columns' flags are looked at. Runs in the child process
(:mod:`kaohe_tools.sheets.formats.worker`).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

Lines = tuple[list[int], list[int]]
"""Hidden rows and hidden columns, from 0."""

_LAST_SECTOR = 0xFFFFFFF9
_SHEET, _BEGIN, _END, _ROW, _COLUMNS = 0x85, 0x809, 0x0A, 0x208, 0x7D
_ROW_HIDDEN, _COLUMN_HIDDEN = 0x20, 0x01
_MOST_COLUMNS = 256
_SIZES = ((9, 6), (12, 6))
"""Sectors of 512 or 4096 bytes, small ones of 64, as powers of two."""


def hidden_lines(data: bytes) -> list[Lines]:
    """Return the hidden lines of every worksheet, in the workbook's order; none where the file is built oddly."""
    try:
        stream = _workbook(data)
        return [_of_sheet(stream, start) for start in _sheets(stream)]
    except (struct.error, IndexError):
        return []


def _workbook(data: bytes) -> bytes:
    """Return the stream named Workbook, or Book, of a compound file."""
    shift, small_shift = struct.unpack_from("<HH", data, 30)
    if (shift, small_shift) not in _SIZES:
        return b""
    directory, cutoff, small_table = (struct.unpack_from("<I", data, at)[0] for at in (48, 56, 60))
    sectors = [s for s in struct.unpack_from("<109I", data, 76) if s <= _LAST_SECTOR]
    table = _numbers(b"".join(_sector(data, s + 1, shift) for s in sectors))[: len(data) >> shift]
    entries = b"".join(_sector(data, s + 1, shift) for s in _chain(table, directory))
    found = {}
    for at in range(0, len(entries), 128):
        name = entries[at : at + 64].decode("utf-16-le", "replace").partition("\0")[0]
        found[name] = struct.unpack_from("<IQ", entries, at + 116)
    start, size = found.get("Workbook") or found.get("Book") or (_LAST_SECTOR + 1, 0)
    if size >= cutoff:
        return b"".join(_sector(data, s + 1, shift) for s in _chain(table, start))[:size]
    root = b"".join(_sector(data, s + 1, shift) for s in _chain(table, found.get("Root Entry", (0, 0))[0]))
    small = _numbers(b"".join(_sector(data, s + 1, shift) for s in _chain(table, small_table)))
    return b"".join(_sector(root, s, small_shift) for s in _chain(small, start))[:size]


def _sector(data: bytes, number: int, shift: int) -> bytes:
    return data[number << shift : (number + 1) << shift]


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])


def _chain(table: tuple[int, ...], sector: int) -> Iterator[int]:
    """Yield the sectors of a stream; one that runs in a circle ends where it would begin again."""
    for _step in table:
        if sector > _LAST_SECTOR:
            return
        yield sector
        sector = table[sector]


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size


def _sheets(stream: bytes) -> Iterator[int]:
    """Yield where each worksheet begins in the stream."""
    for kind, body in _records(stream, 0):
        if kind == _END:
            return
        if kind == _SHEET and body[5] == 0:
            yield struct.unpack_from("<I", body)[0]


def _of_sheet(stream: bytes, start: int) -> Lines:
    rows, columns, depth = list[int](), list[int](), 0
    for kind, body in _records(stream, start):
        depth += (kind == _BEGIN) - (kind == _END)
        if depth == 0:
            break
        if kind == _ROW and struct.unpack_from("<H", body, 12)[0] & _ROW_HIDDEN:
            rows.append(struct.unpack_from("<H", body)[0])
        elif kind == _COLUMNS and struct.unpack_from("<H", body, 8)[0] & _COLUMN_HIDDEN:
            first, last = struct.unpack_from("<HH", body)
            columns += range(first, min(last + 1, _MOST_COLUMNS))
    return rows, columns
