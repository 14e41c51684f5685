"""Comments in a Word document: those that are there stay."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from kaohe_tools.plain_text import clean
from kaohe_tools.sheets.formats.word import W
from kaohe_tools.sheets.write_back.package import Element, Package

AUTHOR = "kaohe_tools"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"


class Comments:
    """The comments of a document."""

    def __init__(self, book: Package, part: str) -> None:
        self.book, self.part = book, part
        found = book.related(part, "comments")
        self.root = book.tree(found[0]) if found else None

    def add(self, runs: Sequence[Element], said: str) -> None:
        """Write a comment on what reaches from the first of some runs to the last."""
        if not runs:
            return
        id_ = str(1 + max([-1, *(int(c.get(f"{W}id", "0")) for c in self._comments())]))
        comment = etree.SubElement(self._comments(), f"{W}comment")
        for name, value in (("id", id_), ("author", AUTHOR), ("initials", "KH")):
            comment.set(f"{W}{name}", value)
        for line in said.split("\n"):
            run = etree.SubElement(etree.SubElement(comment, f"{W}p"), f"{W}r")
            etree.SubElement(run, f"{W}t").text = clean(line)
        start, end, mark = (etree.Element(f"{W}{n}") for n in ("commentRangeStart", "commentRangeEnd", "r"))
        reference = etree.SubElement(mark, f"{W}commentReference")
        for element in (start, end, reference):
            element.set(f"{W}id", id_)
        runs[0].addprevious(start)
        runs[-1].addnext(end)
        end.addnext(mark)

    def _comments(self) -> Element:
        if self.root is None:
            name = self.book.free_name("word/comments{}.xml").replace("comments1.xml", "comments.xml")
            self.book.add(name, f'<w:comments xmlns:w="{W[1:-1]}"/>'.encode(), _TYPE)
            self.book.relate(self.part, "comments", name)
            self.root = self.book.tree(name)
        return self.root
