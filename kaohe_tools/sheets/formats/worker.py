"""The child process that parses files nobody has vouched for.

``python -m kaohe_tools.sheets.formats.worker`` answers one file after another: a line of JSON (``name``,
``size``, ``seconds``, ``megabytes``), then the file's bytes; back comes a line with the size of the
answer and whether it was the last, then the answer as JSON. Whatever a file does to the parser, the
process that asked stays alive (:mod:`kaohe_tools.sheets.formats.reader`).
"""

from __future__ import annotations

import json
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from kaohe_tools.locale import Text, text
from kaohe_tools.sheets.collector import collector_paused
from kaohe_tools.sheets.formats import container

MOST_FILES = 500
MOST_MEGABYTES = 250
"""After so many files, or once it has grown so large, a child makes room for a fresh one."""
_LONG = 500_000
"""Bytes; of smaller files the collector's pause costs more time than it saves."""


def limit_memory(megabytes: int) -> None:
    """Bound this process's memory where the system can do it (not on Windows)."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1_000_000, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_time(seconds: float) -> None:
    """Bound the processor time of the next file."""
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    end = int(used.ru_utime + used.ru_stime + seconds) + 2
    resource.setrlimit(resource.RLIMIT_CPU, (end, resource.RLIM_INFINITY))


def _grown() -> bool:
    """Return whether this process holds much memory now; False where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return False
    return pages * 4_096 > MOST_MEGABYTES * 1_000_000


def read(data: bytes, name: str) -> dict[str, Any]:
    """Return a file's sheets as plain data, whatever kind of file it is.

    `name` serves for what has no name of its own, and to note an extension that is wrong.

    Raises
    ------
    Refused
        If the file cannot be read, with a sentence for the reader.
    """
    from importlib import import_module

    from kaohe_tools.sheets.formats.bounds import keep_within
    from kaohe_tools.sheets.formats.sniff import sniff, wrong_extension

    kind = sniff(data)
    answer: dict[str, Any] = import_module(f"kaohe_tools.sheets.formats.{_MODULES[kind]}").read(data, name)
    keep_within(answer)
    note = wrong_extension(kind, name)
    if note is not None and answer["sheets"]:
        answer["sheets"][0].setdefault("notes", []).append(["wrong-extension", plain_message(note), None, None])
    return answer


_MODULES = {"xlsx": "xlsx", "xls": "office", "ods": "office", "docx": "word", "pdf": "pdf", "text": "delimited"}


def plain_message(message: Text) -> dict[str, Any]:
    """Return a message as JSON data, so that it crosses to the parent and is put into words there."""
    values = [[k, plain_message(v) if isinstance(v, Text) else v] for k, v in message.values]
    return {"message": message.message, "values": values}


def _answer(data: bytes, name: str, megabytes: int) -> bytes:
    """Return what is to be said of a file, as JSON."""
    from kaohe_tools.sheets.formats.bounds import keep_short

    try:
        with collector_paused() if len(data) > _LONG else nullcontext():
            return keep_short(_as_json(read(data, name)))
    except container.Refused as err:
        said, sheet, cell = err.message, err.sheet, err.cell
    except MemoryError:
        said, sheet, cell = text("it needs more than {n} MB to open; split it.", n=megabytes), "", ""
    except RecursionError:
        said, sheet, cell = text("it is nested too deeply; save it anew."), "", ""
    return _as_json({"refused": plain_message(said), "sheet": sheet, "cell": cell})


def _as_json(answer: dict[str, Any]) -> bytes:
    return json.dumps(answer, ensure_ascii=False, default=str, separators=(",", ":")).encode("utf-8", "replace")


def main() -> None:
    """Answer files on standard input until it ends."""
    source, target = sys.stdin.buffer, sys.stdout.buffer
    for count in range(1, MOST_FILES + 1):
        line = source.readline()
        if not line:
            return
        asked = json.loads(line)
        data = source.read(asked["size"])
        limit_memory(asked["megabytes"])
        limit_time(asked["seconds"])
        said = _answer(data, asked["name"], asked["megabytes"])
        last = count == MOST_FILES or _grown()
        target.write(b"%d %d\n" % (len(said), last))
        target.write(said)
        target.flush()
        if last:
            return


if __name__ == "__main__":
    main()
