"""The parent's side of the child that parses: one that lives, asked again for every file.

Starting a process costs a hundred times what reading a sheet costs. A child that dies or takes too
long is replaced, and only the file it was reading is given up.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import threading
from typing import Any

from kaohe_tools.errors import SheetError
from kaohe_tools.locale import _


class _Child:
    """A child process and who may talk to it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.process: subprocess.Popen[bytes] | None = None
        self.owner = 0

    def ready(self) -> subprocess.Popen[bytes]:
        """Return a living child of this very process."""
        if self.process is None or self.owner != os.getpid() or self.process.poll() is not None:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-m", "kaohe_tools.sheets.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            self.owner = os.getpid()
        return self.process

    def stop(self) -> None:
        """End the child, if it is ours."""
        process, self.process = self.process, None
        if process is None or self.owner != os.getpid():
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
        process.wait()


_CHILD = _Child()
atexit.register(_CHILD.stop)


def ask(data: bytes, name: str, *, seconds: float, megabytes: int) -> dict[str, Any]:
    """Return what the child reads in a file's bytes (see :func:`kaohe_tools.sheets.worker.read`).

    Raises
    ------
    SheetError
        If it takes longer than `seconds`, or the child dies of the file.
    """
    with _CHILD.lock:
        if _CHILD.owner != os.getpid():
            _CHILD.process = None  # the parent's child, after a fork
        return _exchange(data, name, seconds, megabytes)


def _exchange(data: bytes, name: str, seconds: float, megabytes: int) -> dict[str, Any]:
    answer: list[tuple[bytes, bool]] = []
    process = _CHILD.ready()
    talk = threading.Thread(target=_talk, args=(process, data, name, seconds, megabytes, answer), daemon=True)
    talk.start()
    talk.join(seconds)
    if talk.is_alive():
        process.kill()
        talk.join()
        _CHILD.stop()
        raise SheetError(
            _("reading took longer than {n} seconds and was stopped; save it anew in Excel, or split it.").format(
                n=f"{seconds:g}"
            ),
            name,
        )
    if not answer:
        _CHILD.stop()
        raise SheetError(
            _("the file is damaged in a way that stops the reader; open it in Excel or Word and save it anew."), name
        )
    said, last = answer[0]
    if last:
        _CHILD.stop()
    result: dict[str, Any] = json.loads(said)
    return result


def _talk(
    process: subprocess.Popen[bytes],
    data: bytes,
    name: str,
    seconds: float,
    megabytes: int,
    answer: list[tuple[bytes, bool]],
) -> None:
    """Send a file and take the answer; a broken pipe leaves `answer` empty."""
    assert process.stdin is not None  # noqa: S101 - both were asked for
    assert process.stdout is not None  # noqa: S101
    head = {"name": name, "size": len(data), "seconds": seconds, "megabytes": megabytes}
    try:
        process.stdin.write(json.dumps(head).encode() + b"\n")
        process.stdin.write(data)
        process.stdin.flush()
        size, last = process.stdout.readline().split()
        said = process.stdout.read(int(size))
    except (OSError, ValueError):
        return
    if len(said) == int(size):
        answer.append((said, last == b"1"))
