"""What the options of a memo are called in its small print: a word, and behind it the option's own name."""

from __future__ import annotations

from kaohe_tools.locale import in_a_row, text, with_more
from kaohe_tools.plain_text import one_line

_WORDS = {
    "ignore": text("findings left out"),
    "reason": text("reason"),
    "units": text("number of units"),
    "grade": text("grades"),
    "quota": text("quotas"),
    "shift": text("base rate"),
    "spread": text("spread"),
    "shock": text("common shock"),
    "response": text("response to points"),
    "bonus_cap": text("limit of the bonus"),
    "method": text("method"),
    "seed": text("seed"),
    "replications": text("replications"),
    "deadline": text("deadline"),
    "addressee": text("addressee"),
    "number": text("memo number"),
    "signature": text("signature"),
    "notes": text("notes added"),
    "wording": text("texts of the office"),
}


def in_small_print(options: tuple[tuple[str, str], ...]) -> str:
    """Return options with what was chosen, each under its word and under the name that it has on the command line."""
    said = (one_line(_one(name, chosen), 200) for name, chosen in options)
    return in_a_row(said)


def _one(name: str, chosen: str) -> str:
    written = f"{name} = {chosen}"
    return with_more(str(_WORDS[name]), written) if name in _WORDS else written
