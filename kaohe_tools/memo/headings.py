"""What each check's problem is called in a memo: a few words, where many findings stand together."""

from __future__ import annotations

from kaohe_tools.locale import Text, text

_HEADINGS: dict[str, Text] = {
    "task-node-share-out-of-band": text("A task's share of milestones is outside the range"),
    "total-mismatch": text("The total is not the full mark"),
    "section-sum-mismatch": text("A section's points do not add up"),
    "deduction-exceeds-points": text("Deductions exceed the points"),
    "cap-exceeds-points": text("A deduction's cap exceeds the points"),
    "node-share-out-of-band": text("The share of milestones is outside the range"),
    "impossible-date": text("The date does not exist"),
    "mixed-date-formats": text("Dates are written in several ways"),
    "node-in-annual-window": text("A milestone falls in the days kept for annual standards"),
    "annual-repeats-node": text("The annual standard repeats a milestone"),
    "vague-criterion": text("The requirement is too vague to score by"),
    "empty-lead": text("The responsible leader is missing"),
    "empty-evidence": text("The evidence is missing"),
    "uncapped-deduction": text("A deduction per occurrence has no cap"),
    "no-rule": text("No scoring rule is stated"),
    "discretionary-wording": text("The wording leaves the points to discretion"),
    "duplicate-indicator": text("Indicators stand twice"),
    "unreachable-points": text("Some points cannot be reached"),
    "bonus-without-cap": text("A bonus has no cap"),
    "duplicate-number": text("Numbers stand twice"),
    "numbering-gap": text("Numbers are skipped"),
    "unpriced-requirement": text("Requirements have no deduction of their own"),
    "deduction-sum-exceeds-points": text("The deductions together exceed the points"),
    "missing-points": text("Points are missing"),
    "non-positive-points": text("Points are not above zero"),
    "off-tick-points": text("Points do not lie on the smallest step"),
    "odd-node-count": text("A task has another number of milestones than the others"),
    "unread-scoring": text("Scoring text could not be read"),
    "vague-evidence": text("The evidence is not named"),
    "date-outside-year": text("The date lies outside the year"),
    "undated-indicator": text("The due date is missing"),
    "empty-assessor": text("The assessing department is missing"),
    "missing-column": text("A required column is missing"),
    "empty-cells": text("Cells of a required column are empty"),
    "repeated-header": text("The header stands again inside the table"),
    "text-number": text("Points are typed as text"),
    "announced-section-missing": text("A part named in the title is missing"),
    "unreadable-cell": text("Cells could not be read"),
}


def heading(name: str) -> str:
    """Return the few words for a check's problem; the check's own name where there are none."""
    return str(_HEADINGS.get(name, name))
