"""The parent's side of the children that parse: they live, and are asked again for every file.

Starting a process costs a hundred times what reading a sheet costs. A child that dies or takes too
long is replaced, and only the file it was reading is given up.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from typing import Any

from kaohe_tools.errors import SheetError
from kaohe_tools.locale import _
from kaohe_tools.sheets.cleaning import IN_BYTES


class _Watch:
    """Ends children that are still at it when their time is up; one thread for all of them."""

    def __init__(self) -> None:
        self.ends: dict[subprocess.Popen[bytes], float] = {}
        self.thread: threading.Thread | None = None
        self.owner = 0

    def begin(self, process: subprocess.Popen[bytes], end: float) -> None:
        """Watch a child until `end` on the monotonic clock."""
        self.ends[process] = end
        if self.thread is None or not self.thread.is_alive() or self.owner != os.getpid():
            self.thread, self.owner = threading.Thread(target=self._run, daemon=True), os.getpid()
            self.thread.start()

    def done(self, process: subprocess.Popen[bytes]) -> None:
        """Watch a child no longer."""
        self.ends.pop(process, None)

    def _run(self) -> None:
        while True:
            time.sleep(_TICK_SECONDS)
            now = time.monotonic()
            for process, end in list(self.ends.items()):
                if now > end:
                    process.kill()


_TICK_SECONDS = 0.05
_WATCH = _Watch()


class _Child:
    """A child process and who may talk to it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.process: subprocess.Popen[bytes] | None = None
        self.owner = 0

    def ready(self) -> subprocess.Popen[bytes]:
        """Return a living child of this very process; one from before a fork is the parent's."""
        if self.process is None or self.owner != os.getpid() or self.process.poll() is not None:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-m", "kaohe_tools.sheets.formats.worker"],
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
                with contextlib.suppress(OSError):
                    pipe.close()
        process.wait()


_CHILDREN = [_Child() for _ in range(min(4, os.cpu_count() or 1))]
"""One for each thread that reads at the same time, as far as there are processors."""


@atexit.register
def _stop_all() -> None:
    for child in _CHILDREN:
        child.stop()


def ask(data: bytes, name: str, *, seconds: float, megabytes: int) -> dict[str, Any]:
    """Return what a child reads in a file's bytes (see :func:`kaohe_tools.sheets.formats.worker.read`).

    Raises
    ------
    SheetError
        If it takes longer than `seconds`, or the child dies of the file.
    """
    child = next((c for c in _CHILDREN if c.lock.acquire(blocking=False)), None)
    if child is None:
        child = _CHILDREN[0]
        child.lock.acquire()
    try:
        return _exchange(child, data, name, seconds, megabytes)
    finally:
        child.lock.release()


def _exchange(child: _Child, data: bytes, name: str, seconds: float, megabytes: int) -> dict[str, Any]:
    process = child.ready()
    end = time.monotonic() + seconds
    _WATCH.begin(process, end)
    try:
        answer = _talk(process, data, name, seconds, megabytes)
    finally:
        _WATCH.done(process)
    late = time.monotonic() > end
    if answer is None and not late:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_TICK_SECONDS)  # it closes its end a little before it is gone
    if late or answer is None:
        child.stop()
        answer = None
    if answer is not None:
        said, last = answer
        if last:
            child.stop()
        result: dict[str, Any] = json.loads(said)
        result["unseen"] = IN_BYTES.search(said) is not None
        return result
    if late:
        raise SheetError(
            _("reading took longer than {n} seconds and was stopped; save it anew in Excel, or split it.").format(
                n=f"{seconds:g}"
            ),
            name,
        )
    if process.returncode == -signal.SIGABRT:  # what is not Python ends so when it gets no memory
        raise SheetError(
            _("the file is damaged, or needs more than {n} MB to open; save it anew in Excel, or split it.").format(
                n=megabytes
            ),
            name,
        )
    raise SheetError(
        _("the file is damaged in a way that stops the reader; open it in Excel or Word and save it anew."), name
    )


def _talk(
    process: subprocess.Popen[bytes], data: bytes, name: str, seconds: float, megabytes: int
) -> tuple[bytes, bool] | None:
    """Send a file and take the answer, and whether the child ends with it; None if it died of it."""
    assert process.stdin is not None  # noqa: S101 - both were asked for
    assert process.stdout is not None  # noqa: S101
    head = {"name": name, "size": len(data), "seconds": seconds, "megabytes": megabytes}
    try:
        process.stdin.write(json.dumps(head).encode() + b"\n" + data)
        process.stdin.flush()
        size, last = process.stdout.readline().split()
        said = process.stdout.read(int(size))
    except (OSError, ValueError):
        return None
    return (said, last == b"1") if len(said) == int(size) else None
