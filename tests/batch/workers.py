"""Functions for worker processes, which import them by name."""

from __future__ import annotations

import os
import time

PATIENCE = 0.2


def doubled(n: int) -> int:
    """Return twice the number; 3 is refused, 5 takes the process away."""
    if n == 3:
        raise ValueError("not 3")
    if n == 5:
        time.sleep(PATIENCE)  # let others be under way
        os._exit(9)
    return 2 * n


def slow_first(n: int) -> int:
    """Return the number, 0 last of all."""
    time.sleep(PATIENCE if n == 0 else 0)
    return n
