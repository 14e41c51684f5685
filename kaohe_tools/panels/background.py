"""Work that takes too long for an answer at once: one piece at a time, in a thread beside the panel."""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Background:
    """Runs work in a thread; a newer piece of work makes the outcome of an older one void.

    Parameters
    ----------
    lock : RLock
        Held while an outcome is taken, so that no verb of the panel runs at the same time.
    """

    def __init__(self, lock: threading.RLock) -> None:
        self._lock = lock
        self._turn = threading.Lock()
        self._token = 0
        self._thread: threading.Thread | None = None

    @property
    def busy(self) -> bool:
        """Whether work is still going on whose outcome is wanted."""
        return self._thread is not None and self._thread.is_alive()

    def start(
        self,
        work: Callable[[Callable[[], bool]], T],
        done: Callable[[T], object],
        failed: Callable[[Exception], object],
    ) -> None:
        """Begin some work; `done` or `failed` is called with what came of it, unless it was overtaken.

        Parameters
        ----------
        work : callable
            Called with a function that says whether it should stop.
        """
        with self._lock:
            self._token += 1
            token = self._token
        context = contextvars.copy_context()  # the language in use goes with the work

        def overtaken() -> bool:
            return token != self._token

        def run() -> None:
            with self._turn:
                if overtaken():
                    return
                try:
                    outcome = work(overtaken)
                except Exception as err:  # noqa: BLE001 - the panel says whatever went wrong
                    self._take(token, failed, err)
                else:
                    self._take(token, done, outcome)

        self._thread = threading.Thread(target=lambda: context.run(run), daemon=True, name="kaohe-background")
        self._thread.start()

    def drop(self) -> None:
        """Ask the work that is going on to stop; its outcome is not wanted any more."""
        with self._lock:
            self._token += 1
            self._thread = None

    def wait(self, seconds: float = 60) -> bool:
        """Wait until the work is done; return whether it is."""
        thread = self._thread
        if thread is not None:
            thread.join(seconds)
        return not self.busy

    def _take(self, token: int, take: Callable[[T], object], outcome: T) -> None:
        with self._lock:
            if token == self._token:
                take(outcome)
