"""Matrix products that take no longer because other programs keep the processor busy."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_ALONE = 2**18
"""Up to so many multiplications OpenBLAS uses one thread; several wait for each other on a busy machine."""


def multiplied(left: Floats, right: Floats, out: Floats | None = None) -> Floats:
    """Return matrix products, worked on in parts that are too small for threads to wait on each other."""
    result = np.empty((*left.shape[:-1], right.shape[-1])) if out is None else out
    width = max(1, _ALONE // (left.shape[-2] * left.shape[-1]))
    for at in range(0, right.shape[-1], width):
        np.matmul(left, right[..., at : at + width], out=result[..., at : at + width])
    return result
