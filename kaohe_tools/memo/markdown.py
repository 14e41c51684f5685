"""The memo as Markdown, for mail and version control; every special character is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kaohe_tools.locale import _, plain, use_language
from kaohe_tools.memo.data import Grid, Memo, Remark
from kaohe_tools.memo.wording import follow, labelled, part_number, point_number
from kaohe_tools.plain_text import one_line

_SPECIAL = re.compile(r"[\\`*_{}\[\]<>&|~$@#^]")
_HTML = {"<": "&lt;", ">": "&gt;", "&": "&amp;", "\\": "&#92;"}  # \\( would begin a formula in JupyterLab
_LINK = re.compile(r"(?<=\w)(?=://)|(?<=www)(?=\.)", re.IGNORECASE)
_OPENING = re.compile(r"^(\d{0,9})(?=[-+=]|[.)](?:\s|$))")


def escape(text: str) -> str:
    """Return a text that Markdown, and the HTML made from it, shows letter by letter.

    Addresses stay text as well: no renderer turns what stands in a sheet into a link.
    """
    line = _SPECIAL.sub(lambda m: _HTML.get(m[0], f"\\{m[0]}"), one_line(text))
    return _OPENING.sub(r"\1\\", _LINK.sub(r"\\", line))


def memo_markdown(memo: Memo) -> str:
    """Return the memo as Markdown."""
    with use_language(memo.language):
        return "\n".join(_lines(memo))


def _lines(memo: Memo) -> Iterator[str]:
    yield from (f"# {escape(memo.title)}", "")
    if memo.number:
        yield from (escape(memo.number), "")
    if memo.addressee:
        yield from (labelled(escape(memo.addressee)), "")
    yield from (escape(memo.opening), "")
    part = 0
    if memo.general or memo.notes:
        part += 1
        yield from (f"## {part_number(part)}" + _("General points"), "")
        for n, remark in enumerate(memo.general, 1):
            yield from (point_number(n) + _remark(remark), "")
            if remark.table:
                yield from (*_table(remark.table), "")
        for n, note in enumerate(memo.notes, len(memo.general) + 1):
            yield from (point_number(n) + escape(note), "")
    if memo.blocks:
        yield from (f"## {part_number(part + 1)}" + _("Row by row"), "")
        for block in memo.blocks:
            yield from (f"### {escape(block.heading)}", "")
            yield from (f"- {_remark(remark)}" for remark in block.remarks)
            yield ""
    yield from (escape(memo.closing), "")
    if memo.signature:
        yield from (escape(memo.signature), "")
    yield from (plain(memo.date), "")
    yield from ("## " + _("Annex 1: points by section"), "", *_table(memo.totals), "")
    if memo.unchecked:
        head = (_("Code"), _("Check"), _("State"), _("Reason"))
        rows = tuple((u.code, u.title, u.status.label, u.reason) for u in memo.unchecked)
        yield from ("## " + _("Annex 2: checks without a verdict"), "", *_table(Grid(head=head, rows=rows)), "")
    yield from ("## " + _("What this memo rests on"), "")
    yield from ("- " + labelled(escape(label), escape(value)) for label, value in memo.provenance.lines())
    yield ""


def _remark(remark: Remark) -> str:
    rows = _("Rows {rows}.").format(rows=plain(remark.rows)) if remark.summary else ""
    said = follow(escape(remark.fact), escape(rows), escape(remark.action))
    return f"{remark.severity.mark} {said} ({escape(remark.code)})"


def _table(grid: Grid) -> Iterator[str]:
    yield "| " + " | ".join(escape(h) for h in grid.head) + " |"
    yield "|" + "|".join(" ---: " if n in grid.numbers else " --- " for n in range(len(grid.head))) + "|"
    for row in grid.rows:
        yield "| " + " | ".join(escape(cell) for cell in row) + " |"
