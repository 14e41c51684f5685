"""What becomes of each file of a batch, as plain values that go from process to process and to disk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One scheme of a file in a few figures.

    Attributes
    ----------
    total, expected : str
        The points counted, and those that the sheet itself or the profile names.
    worst : str
        The first of the gravest findings: code and message; empty if there is none.
    memo : str
        Name of the file written about it, empty if none was.
    """

    sheet: str
    title: str
    total: str
    expected: str
    errors: int
    warnings: int
    notes: int
    worst: str = ""
    memo: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """What is to be printed or written about one scheme: a memo, or the review as JSON."""

    name: str
    data: bytes = field(repr=False)
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A file that was reviewed: a row for each of its schemes, and a document for each if one was asked for."""

    file: str
    sha256: str
    rows: tuple[Row, ...]
    documents: tuple[Document, ...] = ()


@dataclass(frozen=True, slots=True)
class Failed:
    """A file that gave no review; the message says why.

    Attributes
    ----------
    no_scheme : bool
        The file was read and holds no scheme: recorded results, or some other table.
    """

    file: str
    message: str
    no_scheme: bool = False


Outcome = Reviewed | Failed


@dataclass(frozen=True, slots=True)
class BatchResult:
    """The outcomes of a batch, in the order in which its files were named."""

    outcomes: tuple[Outcome, ...]

    @property
    def reviewed(self) -> tuple[Reviewed, ...]:
        """The files that were reviewed."""
        return tuple(o for o in self.outcomes if isinstance(o, Reviewed))

    @property
    def failed(self) -> tuple[Failed, ...]:
        """The files that could not be read or reviewed; not those that merely hold no scheme."""
        return tuple(o for o in self.outcomes if isinstance(o, Failed) and not o.no_scheme)

    @property
    def no_scheme(self) -> tuple[Failed, ...]:
        """The files that hold no scheme."""
        return tuple(o for o in self.outcomes if isinstance(o, Failed) and o.no_scheme)


def to_plain(outcome: Outcome) -> dict[str, Any]:
    """Return an outcome as JSON data, without its documents."""
    if isinstance(outcome, Failed):
        return {"file": outcome.file, "message": outcome.message, "no_scheme": outcome.no_scheme}
    return {"file": outcome.file, "sha256": outcome.sha256, "rows": [asdict(row) for row in outcome.rows]}


def from_plain(data: Mapping[str, Any]) -> Outcome:
    """Return the outcome that :func:`to_plain` wrote.

    Raises
    ------
    (KeyError, TypeError)
        If the data is not of that shape.
    """
    if "rows" in data:
        return Reviewed(data["file"], data["sha256"], tuple(Row(**row) for row in data["rows"]))
    return Failed(data["file"], data["message"], data["no_scheme"])
