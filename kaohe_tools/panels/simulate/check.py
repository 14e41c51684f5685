"""The cross-check of the simulation panel: the exact figures beside drawn ones, in words."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np

from kaohe_tools.locale import text
from kaohe_tools.outlook import Outlook
from kaohe_tools.panels.simulate.basis import Check
from kaohe_tools.simulate import Sampled, Simulation

_MANY = 5.0
"""Of some hundred figures the one furthest away is rarely as many standard errors off."""


def checked(seen: Outlook, drawn: Sampled) -> Check:
    """Return how far drawn figures are from the exact ones."""
    lines = [
        text("{n} of {of} replications were drawn before it was stopped.", n=drawn.replications, of=drawn.asked)
        if drawn.stopped
        else text("{n} replications were drawn.", n=drawn.replications)
    ]
    ended = Check(done=drawn.replications, wanted=drawn.asked, running=False)
    shares = drawn.grade_shares(seen.lines, seen.shares.grades[-1])
    if not isinstance(seen.result, Simulation):
        lines.append(text("There is no exact form for this scheme: both are drawn, and nothing is checked."))
        return replace(ended, said=tuple(lines))
    mean = drawn.mean
    off = np.abs(mean.value - seen.result.mean)
    errors = _errors(off, mean.error)
    apart = np.abs(shares.shares - seen.shares.shares)
    share_errors = _errors(apart, np.zeros(len(apart)) if shares.share_errors is None else shares.share_errors)
    most = max(float(errors.max()), float(share_errors.max()))
    lines.append(
        text(
            "The units' expected totals are at most {points} points off the exact ones, the grades' shares at most "
            "{share} percentage points; the furthest lies {errors} standard errors away.",
            points=Decimal(f"{off.max():.2f}"),
            share=Decimal(f"{apart.max() * 100:.2f}"),
            errors=Decimal(f"{min(most, 999):.1f}"),
        )
    )
    agrees = most <= _MANY
    lines.append(
        text("Both ways of reckoning agree.")
        if agrees
        else text("The two ways of reckoning do not agree: do not use these figures, and report the sheet.")
    )
    return replace(ended, said=tuple(lines), agrees=agrees)


def _errors(off: np.ndarray, error: np.ndarray) -> np.ndarray:
    """Return distances in standard errors; rounding where nothing varies counts nothing."""
    held = np.where(off <= 1e-9, 0.0, off)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.where(held == 0, 0.0, held / error)
    return np.asarray(found)
