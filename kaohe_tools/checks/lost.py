"""RL13: whether a deduction or bonus has lost its number."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kaohe_tools.checks._base import Draft, Explanation, at, check, excerpt, found
from kaohe_tools.checks.amounts import need_rules
from kaohe_tools.findings import Severity
from kaohe_tools.locale import text
from kaohe_tools.model import Criterion, Rule, RuleKind, Scheme, Unread
from kaohe_tools.profiles import Profile

_HOLE = re.compile(
    r"(?<![不免未无被已所])(?P<verb>扣|减|加|奖|得)(?:除|减|励)?"
    r"(?P<hole>(?:若干|几|多少)|[ \t　_＿]*[(（\[［]?[ \t　_＿—×xXＸnNＮ*＊?？□○]{0,12}[)）\]］]?)"
    r"分(?![依项制标原根情处细办条表说值规内上钟数支别析类])"
)
"""扣＿＿分, 扣（ ）分, 扣X分, 扣几分: the place of the number is there, the number is not."""
_CLAUSE = re.compile(r"[^，,。；;：:\n]*$")
_COUNTED = re.compile(r"每|[一二两三1-9][次项人处个件起份期篇例名条]")
_ELSEWHERE = re.compile(
    r"(?<![未不])(?<!没有)(?:按照?|依照?|依据|根据|参照|视)[^，,。；;]{1,30}?"
    r"(?:分别|依次|予以|给予|相应|进行|执行|[）)》])*(?:扣|加|减|奖)[除减励]?分$"
    r"|相应|[0-9０-９.]+分(?:奖|加|扣|减)分$"
)
"""The number stands in another text, is a share, or stands before the word: 按办法扣分, 扣相应分值, 7分奖分."""
_GIVES = re.compile(r"[加奖][励\s]*分$")
_NO_UNIT = re.compile(r"\s*(?:[，,。；;）)]|$)")
_NEXT = re.compile(r"[，,：:、（(\s]*")


@dataclass(frozen=True, slots=True)
class Lost:
    """A clause without its number: its words, where it stands, and whether it gives points."""

    text: str
    start: int
    end: int
    gives: bool


def lost_figures(criterion: Criterion) -> tuple[Lost, ...]:
    """Return the clauses that clearly deduct or give points but do not say how many.

    Clauses that point to another text (按办法扣分) or to a share (扣相应分值) have no number to
    lose, and a clause that only opens a list of rules (资料不全的扣分：缺一项扣1分) needs none.
    """
    lost = [Lost(u.text, u.start, u.end, _GIVES.search(u.text) is not None) for u in _sorted_out(criterion)[0]]
    starts, ends = [u.start for u in criterion.unread], [u.end for u in criterion.unread]
    until = 0
    for piece in sorted((*_of_rules(criterion), *_holes(criterion)), key=lambda piece: piece.start):
        before = bisect_left(starts, piece.end) - 1  # the last unread piece that begins inside or before this one
        if piece.start >= until and (before < 0 or ends[before] <= piece.start):
            lost.append(piece)
            until = piece.end
    return tuple(sorted(lost, key=lambda piece: piece.start))


def unread_pieces(criterion: Criterion) -> tuple[Unread, ...]:
    """Return the unread pieces that are neither discretion, nor a lost figure, nor the opening of a list."""
    return tuple(_sorted_out(criterion)[1])


def without_unit(criterion: Criterion) -> tuple[str, ...]:
    """Return the pieces whose figure lacks the unit: 扣0.1，此项 … for 扣0.1分."""
    pieces = []
    for rule in criterion.rules:
        amounts = [f for f in rule.figures if f.role == "points"]
        if rule.kind not in (RuleKind.DEDUCT, RuleKind.BONUS) or len(amounts) != 1 or rule.tiers or rule.share:
            continue
        (figure,) = amounts
        if _NO_UNIT.match(criterion.text, figure.end):
            pieces.append(criterion.text[max(rule.clause[0], figure.start - 16) : figure.end])
    return tuple(pieces)


def _sorted_out(criterion: Criterion) -> tuple[list[Unread], list[Unread]]:
    """Return the unread pieces that lost their number, and those that stay unread."""
    starts = sorted(rule.clause[0] for rule in criterion.rules)
    lost, unread = [], []
    for piece in criterion.unread:
        if piece.why == "discretion":
            continue
        if piece.why != "no-figure" or _ELSEWHERE.search(piece.text):
            unread.append(piece)
        elif not _opens_a_list(piece, criterion.text, starts):
            lost.append(piece)
    return lost, unread


def _opens_a_list(piece: Unread, said: str, starts: Sequence[int]) -> bool:
    """Whether the rules that a clause opens follow at once: 资料不全的扣分：缺一项扣1分."""
    if _COUNTED.search(piece.text):
        return False
    sign = _NEXT.match(said, piece.end)
    to = sign.end() if sign else piece.end
    following = bisect_left(starts, piece.end)
    return to > piece.end and following < len(starts) and starts[following] <= to


def _of_rules(criterion: Criterion) -> Iterator[Lost]:
    for rule in criterion.rules:
        if _has_no_amount(rule):
            start, end = rule.clause
            yield Lost(criterion.text[start:end] or rule.trigger, start, end, rule.kind is not RuleKind.DEDUCT)


def _has_no_amount(rule: Rule) -> bool:
    return (
        rule.kind in (RuleKind.DEDUCT, RuleKind.BONUS)
        and rule.points is None
        and rule.factor is None
        and rule.share is None
        and not (rule.all_points or rule.tiers or rule.bands or rule.expr)
    )


def _holes(criterion: Criterion) -> Iterator[Lost]:
    for match in _HOLE.finditer(criterion.text):
        blank = not match["hole"].strip()
        if not match["hole"] or (blank and match["verb"] == "得"):
            continue  # 扣分 is the reader's to judge, and 得 分 is a heading
        before = _CLAUSE.search(criterion.text, max(0, match.start() - 60), match.start())
        start = before.start() if before else match.start()
        yield Lost(criterion.text[start : match.end()], start, match.end(), match["verb"] in "加奖得")


@check(
    "RL13",
    "lost-figure",
    text("A deduction's number is missing"),
    Severity.ERROR,
    text("Looks for clauses that deduct or add points without saying how many."),
    Explanation(
        why=text("Nobody can score by it: the number was lost in typing or copying, or never set."),
        example="每月组织集体学习，缺1次扣分",
        better="每月组织集体学习，缺1次扣0.5分，最多扣3分",
        fix=text("Write the number of points."),
        limits=text(
            "A wrong number is not noticed. Clauses that refer to another text (按办法扣分) or to a share "
            "(扣相应分值) are reported as unread-scoring instead."
        ),
    ),
)
def lost_figure(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield a finding for every row with such clauses, all of them together."""
    need_rules(scheme)
    for item in scheme.indicators:
        lost = lost_figures(item.criterion)
        if not lost:
            continue
        pieces = tuple(f"“{excerpt(piece.text)}”" for piece in lost)
        yield found(
            text("Row {row}: {pieces} does not say how many points are added.", row=item.row, pieces=pieces)
            if all(piece.gives for piece in lost)
            else text("Row {row}: {pieces} does not say how many points are deducted.", row=item.row, pieces=pieces),
            at(item, "criterion", observed=tuple(piece.text for piece in lost)),
            fix=text("Write the number of points in row {row}.", row=item.row),
        )
