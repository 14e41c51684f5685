"""Call one function on many arguments in several processes; a process that dies takes one argument with it."""

from __future__ import annotations

import multiprocessing
import os
import queue
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

AHEAD = 2
"""Calls handed to each of our processes ahead of its need: few, as all of them are lost if one process dies."""
AHEAD_ELSEWHERE = 512
"""Calls handed to an executor that was given, whose size is not known."""
IN_PROCESS = 2
"""So few calls are not worth starting processes for."""


class WorkerDiedError(Exception):
    """The process that worked on an argument ended without an answer."""


def run_jobs(
    function: Callable[[Any], Any],
    arguments: Sequence[Any],
    *,
    executor: Executor | None = None,
    workers: int | None = None,
) -> Iterator[tuple[int, Any]]:
    """Yield each argument's number and its result, or the exception it ended with, as they come.

    Parameters
    ----------
    executor : concurrent.futures.Executor, optional
        Who does the work; only ``submit`` and the futures' ``add_done_callback``, ``result`` and
        ``cancel`` are used. None: processes of our own.
    workers : int, optional
        How many processes of our own; None: one for each CPU.

    Notes
    -----
    When a process dies, all calls under way in its pool fail. Each of these is then made again in a
    process of its own, so that only the one to blame fails; the others go on in a fresh pool. An
    executor that was given is shut down by whoever made it; if it breaks, a pool of our own takes over.
    """
    workers = workers or os.cpu_count() or 1
    if executor is None and (workers == 1 or len(arguments) <= IN_PROCESS or not _can_spawn()):
        for n, argument in enumerate(arguments):
            yield n, _called(function, argument)
        return
    waiting = deque(range(len(arguments)))
    while waiting:
        pool = executor or _pool(min(workers, len(waiting)))
        window = AHEAD_ELSEWHERE if executor else AHEAD * workers
        try:
            lost = yield from _drain(pool, function, arguments, waiting, window)
        finally:
            if executor is None:
                pool.shutdown(wait=False, cancel_futures=True)
        if lost:
            executor = None
        for n in lost:
            yield n, _alone(function, arguments[n])


def _drain(
    pool: Executor, function: Callable[[Any], Any], arguments: Sequence[Any], waiting: deque[int], window: int
) -> Generator[tuple[int, Any], None, list[int]]:
    """Yield results until nothing waits, or the pool breaks; return the numbers that were lost with it."""
    done: queue.SimpleQueue[tuple[int, Future[Any]]] = queue.SimpleQueue()
    under_way: dict[int, Future[Any]] = {}
    lost: list[int] = []
    try:
        while under_way or (waiting and not lost):
            while waiting and not lost and len(under_way) < window:
                n = waiting.popleft()
                try:
                    with _deaf():
                        under_way[n] = future = pool.submit(function, arguments[n])
                except BrokenExecutor:
                    lost.append(n)
                    break
                future.add_done_callback(lambda ended, n=n: done.put((n, ended)))  # type: ignore[misc]
            if not under_way:
                break
            n, future = _next(done)
            del under_way[n]
            try:
                result = future.result()
            except BrokenExecutor:
                lost.append(n)
                continue
            except Exception as err:  # noqa: BLE001 - whatever a call ends with is its result
                result = err
            yield n, result
    finally:
        for future in under_way.values():
            future.cancel()
    return sorted(lost)


def _next(done: queue.SimpleQueue[tuple[int, Future[Any]]]) -> tuple[int, Future[Any]]:
    while True:
        try:
            return done.get(timeout=0.5)  # Windows hears Ctrl+C only between waits
        except queue.Empty:
            continue


def _called(function: Callable[[Any], Any], argument: Any) -> Any:
    try:
        return function(argument)
    except Exception as err:  # noqa: BLE001 - as above
        return err


def _alone(function: Callable[[Any], Any], argument: Any) -> Any:
    """Return what a call gives in a process of its own."""
    with _pool(1) as pool:
        try:
            with _deaf():
                future = pool.submit(function, argument)
            return future.result()
        except BrokenExecutor:
            return WorkerDiedError()
        except Exception as err:  # noqa: BLE001 - as above
            return err


def _pool(workers: int) -> ProcessPoolExecutor:
    # started anew, not forked: a fork copies locks that other threads hold, and Windows has none
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"), initializer=_begin)


@contextmanager
def _deaf() -> Iterator[None]:
    """Hold Ctrl+C back while a call may start a process.

    The process inherits this, so that it cannot be stopped amid its imports, before :func:`_begin`; here
    Ctrl+C is heard right after. Windows has no such thing.
    """
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin() -> None:
    """Prepare a process: Ctrl+C is the parent's to answer, and no process outlives its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _can_spawn() -> bool:
    """Whether a new process can import what was started; a script piped into Python it cannot."""
    started = getattr(sys.modules["__main__"], "__file__", None)
    return started is None or Path(started).is_file()
