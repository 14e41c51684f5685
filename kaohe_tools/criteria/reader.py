"""Read the notations of one text from left to right and make rules of them.

One function for each name in the table of notations (:mod:`kaohe_tools.criteria.notations`). It
returns whether the notation took the words before it, so that the next condition begins behind it.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from kaohe_tools.criteria import amounts, bands, bare, ladders, limits, outcomes, tiers, triggers
from kaohe_tools.criteria.drafts import figures_of, freeze
from kaohe_tools.criteria.figures import HANZI_SIGN, number_or_none
from kaohe_tools.criteria.notations import Hit, find
from kaohe_tools.criteria.state import State
from kaohe_tools.model import Criterion

READERS: dict[str, Callable[[State, Hit, str, int], bool]] = {
    "amount": amounts.amount,
    "both": amounts.both,
    "minus": amounts.minus,
    "plus": amounts.plus,
    "ratio_list": amounts.ratio_list,
    "reversed": amounts.reversed,
    "share": amounts.share,
    "bare": bare.bare,
    "all_gone": limits.all_gone,
    "condition": limits.condition,
    "limit": limits.limit,
    "limit_share": limits.share_of_item,
    "discretion": outcomes.discretion,
    "exempt": outcomes.exempt,
    "factor": outcomes.factor,
    "full": outcomes.full,
    "no_figure": outcomes.no_figure,
    "proportional": outcomes.proportional,
    "unknown": outcomes.unknown,
    "table": outcomes.table,
    "veto": outcomes.veto,
    "zero": outcomes.zero,
}
"""Who reads which notation; the part of a notation's name behind its dot is handed over too."""


def parse_criterion(text: str, points: Decimal | int | float | str | None = None) -> Criterion:
    """Read a scoring text (评分标准) and return what it means.

    Parameters
    ----------
    text : str
        The cell as written; any text, of any length. Time grows linearly with it.
    points : number, optional
        The indicator's points; 不得分, 得满分 and 扣完为止 refer to them. None where unknown.

    Returns
    -------
    Criterion
        Rules in the order of the text. Every figure's place and every rule's `clause` are places in
        `text`. What looks like scoring but was not understood stands in `unread`.

    Examples
    --------
    >>> parse_criterion("简报每少1次扣0.5分，最多扣1分。").rules[0].cap
    Decimal('1')
    """
    if points is not None and not isinstance(points, Decimal):
        points = Decimal(str(points))
    return read(State(text, points))


def read(state: State) -> Criterion:
    """Read all notations of a text, then make runs of alternatives into bands."""
    for hit in find(state.text):
        name, _dot, variant = hit.name.partition(".")
        left = triggers.sentence_start(state.text, state.taken, hit.start)
        if not _readable(hit):
            state.not_read(left, hit, "unknown")
            state.taken = hit.end
        elif READERS[name](state, hit, variant, left):
            state.taken = max(state.taken, hit.end)
    drafts = ladders.with_steps(state.drafts, state.steps, state.text, state.points)
    drafts = bands.merge(drafts, state.text, state.points)
    return Criterion(
        text=state.written,
        rules=tuple(freeze(d, state.clean, state.written) for d in drafts),
        item_cap=state.item_cap,
        unread=tuple(state.unread),
        figures=figures_of(state.cap_marks, state.clean),
    )


def _readable(hit: Hit) -> bool:
    """Whether every Chinese numeral of a notation makes a number (百零百 does not)."""
    if not HANZI_SIGN.search(hit.match[0]):
        return True
    said = hit.match.groupdict()
    parts = (words for name in ("a", "b", "list", "range") if (words := said.get(name)))
    return all(number_or_none(n) is not None for part in parts for n in tiers.FIGURE.findall(part))
