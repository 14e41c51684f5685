"""A memo of any kind, ready to be written: its words, its figures, and how it was made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kaohe_tools.locale import Text, _, language, with_more
from kaohe_tools.memo.document import Block, Cell, Document, Grid, Heading, Kind, Paragraph, Picture, plain_cell
from kaohe_tools.memo.letter import Letter
from kaohe_tools.memo.office_words import OfficeWords
from kaohe_tools.memo.provenance import Provenance
from kaohe_tools.memo.wording import full_stop, part_number, point_number


@dataclass(frozen=True, kw_only=True)
class Made:
    """A memo, ready to be written.

    Attributes
    ----------
    data : mapping
        All of it as plain data, for the JSON form.
    stem : str
        What its file is called, before the word for the kind.
    sources : tuple of Path
        The files that it rests on, which are never written over.
    workbook : callable or None
        Returns the annotated workbook; None: the workbook form holds its tables.
    notices : tuple of str
        For the person who sends it, not for its reader.
    """

    document: Document
    provenance: Provenance
    data: Mapping[str, Any]
    stem: str
    sources: tuple[Path, ...] = ()
    workbook: Callable[[], bytes] | None = None
    notices: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Say its kind and title."""
        return f"<Made {self.document.kind} {self.document.title!r}>"


def plain_data(document: Document, provenance: Provenance, figures: Mapping[str, Any]) -> dict[str, Any]:
    """Return a memo as plain data for the JSON form, its figures beside its words; pictures are said in words."""
    return {
        "kind": str(document.kind),
        "title": document.title,
        "number": document.number,
        "addressee": document.addressee,
        "date": document.date.isoformat(),
        "signature": document.signature,
        "body": [_plain(block) for block in document.body],
        "closing": document.closing,
        "annexes": [_plain(block) for block in document.annexes],
        "provenance": provenance.to_dict(),
        "figures": dict(figures),
    }


def _plain(block: Block) -> dict[str, Any]:
    match block:
        case Heading():
            return {"heading": block.number + block.text}
        case Paragraph():
            return {"text": block.text}
        case Picture():
            return {"picture": block.said}
        case Grid():
            return {"head": list(block.head), "rows": [[plain_cell(cell) for cell in row] for row in block.rows]}
        case _:
            raise TypeError(f"a review memo has its own data: {type(block).__name__}")


@dataclass
class Composer:
    """Puts a document's blocks together and numbers them: 一、 for parts, （一） for the points in a part."""

    blocks: list[Block] = field(default_factory=list)
    annexes: list[Block] = field(default_factory=list)
    _part: int = 0
    _points: list[tuple[int, str]] = field(default_factory=list)
    """The points of the part so far: each with its place among the blocks."""

    def part(self, title: str) -> None:
        """Begin a part."""
        self._number_points()
        self._part += 1
        self.blocks.append(Heading(title, part_number(self._part)))

    def say(self, *lines: str | Text) -> None:
        """Add paragraphs without a number."""
        self.blocks += [Paragraph(str(line)) for line in lines]

    def points(self, lines: Sequence[str | Text]) -> None:
        """Add points: numbered through in their part, unless there is but one in it.

        The program's own end with a full stop.
        """
        for line in lines:
            said = full_stop(str(line)) if isinstance(line, Text) else line
            self._points.append((len(self.blocks), said[:1].upper() + said[1:]))
            self.blocks.append(Paragraph(said))

    def _number_points(self) -> None:
        for n, (place, said) in enumerate(self._points, 1):
            self.blocks[place] = Paragraph(said if len(self._points) == 1 else point_number(n) + said)
        self._points = []

    def table(self, head: Sequence[str], rows: Iterator[Sequence[Cell]] | Sequence[Sequence[Cell]], **how: Any) -> None:
        """Add a table; none where it has no rows."""
        held = tuple(tuple(row) for row in rows)
        if held:
            self.blocks.append(Grid(head=tuple(head), rows=held, **how))

    def pictures(self, said: str, *pngs: bytes) -> None:
        """Add a picture; several of one sort say which of them each is."""
        for n, png in enumerate(pngs, 1):
            which = with_more(said, f"{n}/{len(pngs)}") if len(pngs) > 1 else said
            self.blocks.append(Picture(png=png, said=which))

    def document(
        self, kind: Kind, letter: Letter, words: OfficeWords, *, title: str, provenance: Provenance
    ) -> Document:
        """Return the document: the blocks, the office's own points behind them, and what a letter has around them."""
        notes = (*letter.notes, *words.notes())
        if notes:
            self.part(_("Further points"))
            self.points(notes)
        self._number_points()
        return Document(
            kind=kind,
            language=language(),
            date=letter.day,
            title=words.said("title", title),
            number=letter.number,
            addressee=letter.addressee,
            body=tuple(self.blocks),
            closing=words.said("closing", ""),
            signature=letter.signature,
            annexes=tuple(self.annexes),
            rests_on=provenance.lines(),
        )

    def annex(self, title: str, head: Sequence[str], rows: Sequence[Sequence[Cell]], **how: Any) -> None:
        """Add a table beneath the signature."""
        self.annexes += [Heading(title, annex=True), Grid(head=tuple(head), rows=tuple(map(tuple, rows)), **how)]
