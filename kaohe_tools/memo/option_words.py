"""What was chosen for a memo, in words for its small print."""

from __future__ import annotations

from collections.abc import Iterable

from kaohe_tools.locale import in_a_row, text
from kaohe_tools.memo.wording import labelled
from kaohe_tools.plain_text import one_line

_CALLED = {
    "deadline": text("deadline"),
    "addressee": text("to whom"),
    "number": text("memo number"),
    "signature": text("who signs"),
    "notes": text("own points"),
    "wording": text("own wording"),
    "ignore": text("checks left out"),
    "reason": text("reason"),
    "units": text("number of units"),
    "grade": text("grades"),
    "quota": text("quotas"),
    "shift": text("all units better by"),
    "spread": text("differences between units"),
    "shock": text("common variation"),
    "response": text("effort follows the points"),
    "bonus_cap": text("limit of the bonus"),
    "method": text("method"),
    "seed": text("seed"),
    "replications": text("replications"),
}


def options_said(chosen: Iterable[tuple[str, str]]) -> str:
    """Return options and what was chosen for them as one line."""
    return in_a_row(one_line(labelled(str(_CALLED.get(name, name)), said), 200) for name, said in chosen if said)
