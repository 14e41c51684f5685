"""Ranks of units: the largest total first, equal totals share the better rank."""

from __future__ import annotations

import numpy as np

from kaohe_tools.scoring.scores import Bools, Ints


def ranks(totals: Ints, counted: Bools | None = None) -> Ints:
    """Return the rank of every unit among the last axis, from 1 (标准竞赛排名: 1, 2, 2, 4).

    Parameters
    ----------
    totals : ndarray, shape (…, n_units)
        Whole numbers; equal ones are ties.
    counted : ndarray, shape (n_units,), bool, optional
        Units that take part; the others have rank 0. None: all.
    """
    if counted is not None and not counted.all():
        found = np.zeros(totals.shape, dtype=np.int64)
        found[..., counted] = ranks(totals[..., counted])
        return found
    units = totals.shape[-1]
    if units == 0:
        return np.zeros(totals.shape, dtype=np.int64)
    order, falling = _falling(totals)
    places = np.arange(1, units + 1, dtype=np.int64)
    first = np.ones(totals.shape, dtype=np.bool_)
    np.not_equal(falling[..., 1:], falling[..., :-1], out=first[..., 1:])
    shared = np.maximum.accumulate(np.where(first, places, 0), axis=-1)
    found = np.empty(totals.shape, dtype=np.int64)
    np.put_along_axis(found, order, shared, axis=-1)
    return found


def _falling(totals: Ints) -> tuple[Ints, Ints]:
    """Return the units from the largest total down, and those totals."""
    units = totals.shape[-1]
    if np.abs(totals).max(initial=0) < 2**62 // units:  # total and unit in one number: one plain sort
        keys = np.sort(np.arange(units, dtype=np.int64) - totals * units, axis=-1)
        order = keys % units
        return order, (order - keys) // units
    order = np.argsort(-totals, axis=-1, kind="stable")
    return order, np.take_along_axis(totals, order, axis=-1)
