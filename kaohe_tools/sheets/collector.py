"""Python's search for garbage, paused while thousands of cells and rows are made, none of which is any."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Keep Python from looking for garbage; what was made is old when it looks again.

    Else it would go through all of it at once as soon as it may, which takes a tenth of the time
    that a long sheet takes to read.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            if not gc.get_freeze_count():  # what somebody else has frozen stays so
                gc.freeze()
                gc.unfreeze()  # into the oldest generation, without a look at each
            gc.enable()
