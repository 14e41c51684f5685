"""What is known while one text is read: the rules so far, and where the next condition may begin."""

from __future__ import annotations

import re
from decimal import Decimal

from kaohe_tools.criteria import triggers
from kaohe_tools.criteria.drafts import Draft, Mark, words_of
from kaohe_tools.criteria.notations import Hit
from kaohe_tools.criteria.text import clean
from kaohe_tools.model import RuleKind, Unread

DEDUCT, BONUS, AWARD = RuleKind.DEDUCT, RuleKind.BONUS, RuleKind.AWARD

_KIND_OF_VERB = {"扣": DEDUCT, "减": DEDUCT, "罚": DEDUCT, "倒": DEDUCT}
_KIND_OF_VERB |= {"加": BONUS, "奖": BONUS, "增": BONUS, "追": BONUS}
_SIGN = re.compile(r"[^,;。)\n]{0,20}")
_STOP = re.compile(r"[^;。\n]{0,120}")


def kind_of(verb: str) -> RuleKind:
    """Return what a verb does with points, by its first character: 扣除, 奖励, 得."""
    return _KIND_OF_VERB.get(verb[:1], AWARD)


class State:
    """The state of reading one text.

    Attributes
    ----------
    text : str
        The clean text; all places are places in it.
    taken : int
        The text before this place belongs to notations already read.
    steps : list of Draft
        Figures without a verb that are rules only if they make a ladder.
    context : RuleKind or None
        What figures without a verb mean at this place.
    sub_points, sub_from, sub_until
        （3分，缺一期扣1分）: the points of the sub-item, its first draft, and where it ends.
    pending : (int, int) or None
        The condition of a 酌情扣分 whose limit may follow.
    cap_marks : list of Mark
        The figures of limits of all rules together.
    highest_range : Decimal or None
        The highest figure of the ranges without a verb (良好3-4分); None until it was asked for.
    """

    def __init__(self, written: str, points: Decimal | None) -> None:
        self.written = written
        self.clean = clean(written)
        self.text = self.clean.text
        self.points = points
        self.drafts: list[Draft] = []
        self.item_cap: Decimal | None = None
        self.cap_marks: list[Mark] = []
        self.unread: list[Unread] = []
        self.taken = 0
        self.steps: list[Draft] = []
        self.context: RuleKind | None = None
        self.sub_points: Decimal | None = None
        self.sub_from = self.sub_until = 0
        self.no_figure_at = -1
        self.pending: tuple[int, int] | None = None
        self.highest_range: Decimal | None = None

    def add(self, kind: RuleKind, hit: Hit, left: int, end: int) -> Draft:
        """Begin a rule whose condition ends at `end`."""
        start = triggers.clause_start(self.text, left, end)
        if not words_of(self.text[start:end]) and self.drafts and left >= self.drafts[-1].end:
            words = self.drafts[-1].words  # …，不得分，并从总分中扣5分: the same condition
        else:
            words = (start, end)
        start = min(start, hit.start) if words_of(self.text[start:end]) else end
        draft = Draft(kind=kind, left=left, words=words, start=start, end=hit.end)
        self.drafts.append(draft)
        self.pending = None
        return draft

    def extend(self, hit: Hit, left: int) -> None:
        """Let the last rule's words reach to the end of its limit, if nothing else stands between."""
        if self.drafts and not words_of(self.text[self.drafts[-1].end : left]):
            self.drafts[-1].end = max(self.drafts[-1].end, hit.end)

    def prefix(self, left: int, at: int) -> tuple[int, str]:
        """Return where the condition ends before 分别, 最多, 再 …, and those words."""
        begin = max(left, at - 24)
        match = triggers.PREFIX.search(self.text[begin:at])
        return (begin + match.start(), match[0]) if match else (at, "")

    def last_kind(self) -> RuleKind:
        """Return what the last rule does with points."""
        for draft in reversed(self.drafts[-8:]):
            if draft.kind in (DEDUCT, BONUS, AWARD):
                return draft.kind
        return self.context or DEDUCT

    def sentence(self, hit: Hit) -> str:
        """Return the text around a notation, to the next full stop."""
        stop = self.text.find("。", hit.end, hit.end + 60)
        begin = max(0, hit.start - 60)
        return self.text[begin : hit.end + 60 if stop < 0 else stop]

    def until_sign(self, at: int) -> int:
        """Return where the words at `at` end: at a comma or any other sign."""
        match = _SIGN.match(self.text, at)
        return match.end() if match else at

    def until_stop(self, at: int) -> int:
        """Return where the sentence at `at` ends."""
        match = _STOP.match(self.text, at)
        return match.end() if match else at

    def not_read(self, left: int, hit: Hit, why: str) -> None:
        """Note a piece that looks like scoring and gives no rule."""
        start = triggers.clause_start(self.text, left, hit.start)
        at, to = self.clean.back(start, hit.end)
        self.unread.append(Unread(text=self.written[at:to], start=at, end=to, why=why))
