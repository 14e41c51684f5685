"""A memo as Markdown, for mail and version control; every special character is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kaohe_tools.locale import _, plain, use_language
from kaohe_tools.memo.document import Block, Cell, Document, Grid, Heading, Paragraph, Picture, Point, Remark
from kaohe_tools.memo.wording import follow, labelled
from kaohe_tools.plain_text import one_line

_SPECIAL = re.compile(r"[\\`*_{}\[\]<>&|~$@#^]")
_HTML = {"<": "&lt;", ">": "&gt;", "&": "&amp;", "\\": "&#92;"}  # \\( would begin a formula in JupyterLab
_LINK = re.compile(r"(?<=\w)(?=://)|(?<=www)(?=\.)", re.IGNORECASE)
_OPENING = re.compile(r"^(\d{0,9})(?=[-+=]|[.)](?:\s|$))")
_MARKS = {"same": "", "gone": "~~", "new": "**"}


def escape(text: str) -> str:
    """Return a text that Markdown, and the HTML made from it, shows letter by letter.

    Addresses stay text as well: no renderer turns what stands in a sheet into a link.
    """
    line = _SPECIAL.sub(lambda m: _HTML.get(m[0], f"\\{m[0]}"), one_line(text))
    return _OPENING.sub(r"\1\\", _LINK.sub(r"\\", line))


def document_markdown(document: Document) -> str:
    """Return a memo as Markdown. Pictures are said in words: the tables hold their figures."""
    with use_language(document.language):
        return "\n".join(_lines(document))


def _lines(document: Document) -> Iterator[str]:
    yield from (f"# {escape(document.title)}", "")
    if document.number:
        yield from (escape(document.number), "")
    if document.addressee:
        yield from (labelled(escape(document.addressee)), "")
    for block in document.body:
        yield from _block(block)
    for line in (document.closing, document.signature):
        if line:
            yield from (escape(line), "")
    yield from (plain(document.date), "")
    for block in document.annexes:
        yield from _block(block)
    yield from ("## " + _("What this memo rests on"), "")
    yield from ("- " + labelled(escape(label), escape(value)) for label, value in document.rests_on)
    yield ""


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading():
            yield from (f"## {block.number}{block.text}", "")  # the program's own words
        case Paragraph():
            yield from (escape(block.text), "")
        case Point():
            yield from (block.number + _remark(block.remark), "")
            if block.remark.table:
                yield from (*_table(block.remark.table), "")
        case Grid():
            yield from (*_table(block), "")
        case Picture():
            yield from (f"*{escape(_('Picture: {said}').format(said=block.said))}*", "")
        case _:
            yield from (f"### {escape(block.heading)}", "")
            yield from (f"- {_remark(remark)}" for remark in block.remarks)
            yield ""


def _remark(remark: Remark) -> str:
    rows = _("Rows {rows}.").format(rows=plain(remark.rows)) if remark.summary else ""
    said = follow(escape(remark.fact), escape(rows), escape(remark.action))
    return f"{remark.severity.mark} {said} ({escape(remark.code)})"


def _table(grid: Grid) -> Iterator[str]:
    yield "| " + " | ".join(escape(h) for h in grid.head) + " |"
    yield "|" + "|".join(" ---: " if n in grid.numbers else " --- " for n in range(len(grid.head))) + "|"
    for row in grid.rows:
        yield "| " + " | ".join(_cell(cell) for cell in row) + " |"


def _cell(cell: Cell) -> str:
    if isinstance(cell, str):
        return escape(cell)
    return "".join(f"{_MARKS[run.mark.value]}{escape(run.text)}{_MARKS[run.mark.value]}" for run in cell)
