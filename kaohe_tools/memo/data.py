"""A review memo as data: every sentence already in words, in one language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kaohe_tools.findings import Finding, Review, Status
from kaohe_tools.memo.document import Grid, Remark, RowBlock
from kaohe_tools.memo.provenance import Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchecked:
    """A check that gave no verdict, and why."""

    code: str
    title: str
    status: Status
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Memo:
    """A review memo (审核意见), ready to be laid out. It carries the review it rests on.

    Attributes
    ----------
    language : str
        ``"zh"`` or ``"en"``: all texts are in it, and the writers' labels follow it.
    number, addressee, signature : str
        As given; empty ones are left out of the page.
    opening, closing : str
        The sentence before the points, and the request to reply.
    deadline : datetime or None
        When the reply is due; None where neither the profile nor the caller says.
    notices : tuple of str
        For the person who sends the memo, not for its reader: a deadline on a weekend, or past.
    notes : tuple of str
        The reviewer's own points, as given.
    totals : Grid
        Points of each section, split by node and annual where the sheet does so.
    unchecked : tuple of Unchecked
        Checks that did not apply, were left out or crashed.
    """

    review: Review
    language: str
    date: date
    title: str
    number: str
    addressee: str
    signature: str
    opening: str
    general: tuple[Remark, ...]
    notes: tuple[str, ...]
    blocks: tuple[RowBlock, ...]
    closing: str
    deadline: datetime | None
    notices: tuple[str, ...]
    totals: Grid
    unchecked: tuple[Unchecked, ...]
    provenance: Provenance

    def __repr__(self) -> str:
        """Say the title and how much it holds."""
        return f"<Memo {self.title!r}: {len(self.general)} general points, {len(self.blocks)} rows>"

    def each(self) -> Iterator[tuple[int, Finding, RowBlock | None]]:
        """Give every finding once, numbered from 1 in the memo's order, with its row if it has one."""
        number = 0
        for block, remarks in ((None, self.general), *((b, b.remarks) for b in self.blocks)):
            for finding in (f for r in remarks if not r.summary for f in r.findings):
                number += 1
                yield number, finding, block

    def to_dict(self) -> dict[str, Any]:
        """Return the memo as plain data for the JSON form; the review's findings stand in full."""
        return {
            "kind": "review",
            "title": self.title,
            "number": self.number,
            "addressee": self.addressee,
            "date": self.date.isoformat(),
            "deadline": self.deadline.isoformat(timespec="minutes") if self.deadline else None,
            "opening": self.opening,
            "general": [_remark(r) for r in self.general],
            "notes": list(self.notes),
            "rows": [
                {"row": b.row, "cell": b.cell, "heading": b.heading, "remarks": [_remark(r) for r in b.remarks]}
                for b in self.blocks
            ],
            "closing": self.closing,
            "signature": self.signature,
            "totals": _grid(self.totals),
            "unchecked": [
                {"code": u.code, "title": u.title, "status": u.status.value, "reason": u.reason} for u in self.unchecked
            ],
            "notices": list(self.notices),
            "provenance": self.provenance.to_dict(),
            "review": self.review.to_dict(),
        }


def _grid(grid: Grid) -> dict[str, Any]:
    return {"head": list(grid.head), "rows": [list(row) for row in grid.rows]}


def _remark(remark: Remark) -> dict[str, Any]:
    return {
        "severity": remark.severity.value,
        "code": remark.code,
        "fact": remark.fact,
        "action": remark.action or None,
        "cells": list(remark.cells),
        "rows": list(remark.rows),
        "table": _grid(remark.table) if remark.table else None,
    }
