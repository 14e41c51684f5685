"""What a memo has of a letter: its date, to whom, who signs, the office's own points and words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from kaohe_tools.plain_text import one_line
from kaohe_tools.profiles import Deadline


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What is said of a memo beside its content.

    Attributes
    ----------
    day : datetime.date
        The memo's date.
    deadline : str
        When the reply is due, ISO; empty: as the profile says.
    addressee, number, signature : str
        To whom, the memo's number, who signs; left out where empty.
    notes : tuple of str
        The office's own points, set after those of the program.
    wording : tuple of (block, text)
        The office's own texts for single blocks (:mod:`kaohe_tools.memo.office_words`).
    """

    day: dt.date
    deadline: str = ""
    addressee: str = ""
    number: str = ""
    signature: str = ""
    notes: tuple[str, ...] = ()
    wording: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(
        cls,
        day: dt.date | None = None,
        *,
        deadline: dt.datetime | Deadline | str | None = None,
        addressee: str = "",
        number: str = "",
        signature: str = "",
        notes: Sequence[str] = (),
        wording: tuple[tuple[str, str], ...] = (),
    ) -> Letter:
        """Return it with every text on one line; dated today if no day is given.

        Raises
        ------
        ProfileError
            If `deadline` is a text that names no time.
        """
        due = Deadline.read(deadline) if isinstance(deadline, str) else deadline
        return cls(
            day=day or dt.date.today(),
            deadline="" if due is None else _written(due),
            addressee=one_line(addressee),
            number=one_line(number),
            signature=one_line(signature),
            notes=tuple(line for line in (one_line(n) for n in notes) if line),
            wording=wording,
        )

    def options(self) -> tuple[tuple[str, str], ...]:
        """Return what was given, for small print."""
        return (
            ("deadline", self.deadline),
            ("addressee", self.addressee),
            ("number", self.number),
            ("signature", self.signature),
            ("notes", str(len(self.notes) or "")),
            ("wording", " ".join(name for name, _text in self.wording)),
        )


def _written(due: dt.datetime | Deadline) -> str:
    if isinstance(due, dt.datetime):
        return due.isoformat(sep=" ", timespec="minutes")
    year = f"{due.year:04}-" if due.year else ""
    return f"{year}{due.month:02}-{due.day:02} {due.hour:02}:{due.minute:02}"
