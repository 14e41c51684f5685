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
    "repeated-deduction": text("The same thing is deducted twice"),
    "deduction-beyond-item": text("A deduction goes beyond the item"),
    "unreachable-points": text("Some points cannot be reached"),
    "bonus-without-cap": text("A bonus has no cap"),
    "duplicate-number": text("Numbers stand twice"),
    "numbering-gap": text("Numbers are skipped"),
}


def heading(name: str) -> str:
    """Return the few words for a check's problem; the check's own name where there are none."""
    return str(_HEADINGS.get(name, name))
