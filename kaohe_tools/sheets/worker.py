"""The child process that parses a file nobody has vouched for.

``python -m kaohe_tools.sheets.worker SECONDS MEGABYTES NAME`` takes the file's bytes on standard input
and prints one JSON object. Whatever the file does to the parser, the process that asked stays alive.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from kaohe_tools.locale import Text, text
from kaohe_tools.sheets import container


def limit(seconds: int, megabytes: int) -> None:
    """Bound this process's time and memory where the system can do it (not on Windows)."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1_000_000, megabytes * 1_000_000))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def read(data: bytes, name: str) -> dict[str, Any]:
    """Return a file's sheets as plain data; `name` only serves to note an extension that is wrong.

    Raises
    ------
    Refused
        If the file cannot be read, with a sentence for the reader.
    """
    from kaohe_tools.sheets import xlsx

    return xlsx.read(data)


def plain_message(message: Text) -> dict[str, Any]:
    """Return a message as JSON data, so that it crosses to the parent and is put into words there."""
    values = [[k, plain_message(v) if isinstance(v, Text) else v] for k, v in message.values]
    return {"message": message.message, "values": values}


def main() -> None:
    """Read standard input, print the result or the refusal as JSON."""
    limit(int(sys.argv[1]), int(sys.argv[2]))
    try:
        answer = read(sys.stdin.buffer.read(), sys.argv[3])
    except container.Refused as err:
        answer = {"refused": plain_message(err.message), "sheet": err.sheet, "cell": err.cell}
    except MemoryError:
        answer = {"refused": plain_message(text("it needs more than {n} MB to open; split it.", n=int(sys.argv[2])))}
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False, default=str).encode("utf-8", "replace"))


if __name__ == "__main__":
    main()
