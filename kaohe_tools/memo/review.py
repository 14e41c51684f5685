"""The review memo (审核意见) as a document: general points, then row by row, then the request to reply."""

from __future__ import annotations

from collections.abc import Iterator

from kaohe_tools.locale import _, use_language
from kaohe_tools.memo.data import Memo
from kaohe_tools.memo.document import Block, Document, Grid, Heading, Kind, Paragraph, Point
from kaohe_tools.memo.wording import part_number, point_number


def review_document(memo: Memo) -> Document:
    """Return a review memo, block by block, in its own language."""
    with use_language(memo.language):
        return Document(
            kind=Kind.REVIEW,
            language=memo.language,
            date=memo.date,
            title=memo.title,
            number=memo.number,
            addressee=memo.addressee,
            body=tuple(_body(memo)),
            closing=memo.closing,
            signature=memo.signature,
            annexes=tuple(_annexes(memo)),
            rests_on=memo.provenance.lines(),
        )


def _body(memo: Memo) -> Iterator[Block]:
    yield Paragraph(memo.opening)
    part = 0
    if memo.general or memo.notes:
        part += 1
        several = len(memo.general) + len(memo.notes) > 1
        yield Heading(_("General points"), part_number(part))
        for n, remark in enumerate(memo.general, 1):
            yield Point(point_number(n) if several else "", remark)
        for n, note in enumerate(memo.notes, len(memo.general) + 1):
            yield Paragraph(point_number(n) + note if several else note)
    if memo.blocks:
        yield Heading(_("Row by row"), part_number(part + 1))
        yield from memo.blocks


def _annexes(memo: Memo) -> Iterator[Block]:
    yield Heading(_("Annex 1: points by section"), annex=True)
    yield memo.totals
    if memo.unchecked:
        yield Heading(_("Annex 2: checks without a verdict"), annex=True)
        head = (_("Code"), _("Check"), _("State"), _("Reason"))
        rows = tuple((u.code, u.title, u.status.label, u.reason) for u in memo.unchecked)
        yield Grid(head=head, rows=rows)
