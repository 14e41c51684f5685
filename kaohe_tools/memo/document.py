"""A memo of any kind as blocks of words, ready to be laid out: what the writers know, and all that they know.

::

    Document(title, …, body=(Paragraph(…), Heading("一、…"), Point(…), Grid(…), Picture(…)), …)

Every sentence is in words already, in one language, with its number; a writer sets it as a Word
document, a web page, Markdown or a workbook, and adds nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from kaohe_tools.findings import Finding, Severity
from kaohe_tools.locale import Text, text

if TYPE_CHECKING:
    from kaohe_tools.compare.words import Run

Cell: TypeAlias = "str | tuple[Run, ...]"
"""A text of a table; as runs where some of its words are marked as gone or new."""


class Kind(StrEnum):
    """What a memo is about."""

    REVIEW = "review"
    DESIGN = "design"
    SIMULATION = "simulation"
    COMPARISON = "comparison"

    @property
    def said(self) -> Text:
        """Its name."""
        return {
            Kind.REVIEW: text("Review memo"),
            Kind.DESIGN: text("Design memo"),
            Kind.SIMULATION: text("Simulation memo"),
            Kind.COMPARISON: text("Comparison memo"),
        }[self]


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a part, with its number; `annex` where it stands beneath the signature."""

    text: str
    number: str = ""
    annex: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, its number before it if it has one."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table: texts only.

    Attributes
    ----------
    numbers : tuple of int
        Columns (from 0) that hold figures and stand to the right.
    total : bool
        Whether the last row is the sum of the others.
    title : str
        What it is called in a workbook, where it stands on a sheet of its own; else its part's heading.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numbers: tuple[int, ...] = ()
    total: bool = False
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture; `said` stands for it where it cannot be seen. The figures in it stand in words or tables too."""

    png: bytes
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One thing that a reviewer says: a fact, and what to do about it.

    Attributes
    ----------
    action : str
        Empty where the check proposes nothing, or where a general point has said it for all rows.
    cells : tuple of str
        The cells of its evidence, the main one first.
    rows : tuple of int
        Rows of the sheet's indicators (第N行) that it points to.
    findings : tuple of Finding
        The findings it puts into words; several where similar ones were merged.
    summary : bool
        It only gathers findings that also stand at their rows.
    """

    severity: Severity
    code: str
    name: str
    fact: str
    action: str = ""
    cells: tuple[str, ...] = ()
    rows: tuple[int, ...] = ()
    table: Grid | None = None
    findings: tuple[Finding, ...] = ()
    summary: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """A remark as a numbered point."""

    number: str
    remark: Remark


@dataclass(frozen=True, slots=True, kw_only=True)
class RowBlock:
    """What is to be said about one indicator: its heading, then its remarks, worst first."""

    indicator: str
    row: int
    cell: str
    heading: str
    remarks: tuple[Remark, ...]

    @property
    def severity(self) -> Severity:
        """The worst severity among its remarks."""
        return min((r.severity for r in self.remarks), key=lambda s: s.rank)


Block = Heading | Paragraph | Grid | Picture | Point | RowBlock


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A memo, block by block.

    Attributes
    ----------
    language : str
        ``"zh"`` or ``"en"``: all texts are in it, and the writers' labels follow it.
    number, addressee, signature, closing : str
        As they stand on the page; empty ones are left out of it.
    annexes : tuple of Block
        What stands beneath the signature.
    rests_on : tuple of (label, value)
        The small print at the end.
    """

    kind: Kind
    language: str
    date: date
    title: str
    number: str = ""
    addressee: str = ""
    body: tuple[Block, ...] = ()
    closing: str = ""
    signature: str = ""
    annexes: tuple[Block, ...] = ()
    rests_on: tuple[tuple[str, str], ...] = ()


def plain_cell(cell: Cell) -> str:
    """Return a cell's words without their marks."""
    return cell if isinstance(cell, str) else "".join(run.text for run in cell)
