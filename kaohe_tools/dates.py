"""Dates as people write them in sheets.

A due date is kept exactly as written; this module says what it means, in which form it is
written, and whether the day exists.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_FULL_WIDTH = str.maketrans("０１２３４５６７８９．／－", "0123456789./-")

# (name of the form, pattern); y, m and d are found by name. The first that fits the whole text wins.
_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("YYYY/M/D", r"(?P<y>\d{4})/(?P<m>\d{1,2})/(?P<d>\d{1,2})"),
        ("M/D/YYYY", r"(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>\d{4})"),
        ("YYYY-M-D", r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"),
        ("YYYY.M.D", r"(?P<y>\d{4})\.(?P<m>\d{1,2})\.(?P<d>\d{1,2})"),
        ("YYYY年M月D日", r"(?P<y>\d{4})年(?P<m>\d{1,2})月(?P<d>\d{1,2})[日号]"),
        ("YYYYMMDD", r"(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})"),
        ("M月D日", r"(?P<m>\d{1,2})月(?P<d>\d{1,2})[日号]"),
        ("YY年M月D日", r"(?P<y>\d{2})年(?P<m>\d{1,2})月(?P<d>\d{1,2})[日号]"),
        ("YY年M月", r"(?P<y>\d{2})年(?P<m>\d{1,2})月"),
        ("M/D", r"(?P<m>0?[1-9]|1[0-2])/(?P<d>0?[1-9]|[12]\d|3[01])"),
        ("YYYY年M月", r"(?P<y>\d{4})年(?P<m>\d{1,2})月"),
        ("M月", r"(?P<m>\d{1,2})月"),
    )
)
_TRAILING = re.compile(r"(?:\s*(?:0{1,2}:00(?::00)?|前|之前|以前|底前|底|末|止|截止))++$")
_MOST_CHARS = 40


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """What a written date says.

    Attributes
    ----------
    form : str
        How it is written, such as ``"YYYY/M/D"``. A text like 13/4/2018 is read M/D/YYYY, the
        form the sheet's neighbours use, and is then an impossible date: nothing is guessed.
    year, month, day : int or None
        The figures as written; None where the form leaves them out.
    """

    form: str
    year: int | None
    month: int
    day: int | None

    @property
    def exists(self) -> bool:
        """Whether the calendar has that day (any year where none is written, leap years allowed)."""
        try:
            date(self.year if self.year is not None else 2000, self.month, self.day or 1)
        except ValueError:
            return False
        return True

    def on(self, default_year: int | None = None) -> date | None:
        """Return the date, its year from `default_year` where unwritten; None if it does not exist."""
        year = self.year if self.year is not None else default_year
        if year is None or self.day is None:
            return None
        try:
            return date(year, self.month, self.day)
        except ValueError:
            return None


def read_date(written: str) -> WrittenDate | None:
    """Read a date as written, or return None where the whole text is not one date.

    Words such as 前, 底 or a midnight time after the date are passed over.
    """
    if len(written) > _MOST_CHARS:
        return None
    bare = _TRAILING.sub("", re.sub(r"\s+(?=\D)|(?<=\D)\s+", "", written.translate(_FULL_WIDTH).strip()))
    for form, pattern in _FORMS:
        match = pattern.fullmatch(bare)
        if match:
            found = match.groupdict()
            day = found.get("d")
            year = found.get("y")
            century = 2000 if year and len(year) == 2 else 0
            return WrittenDate(form, century + int(year) if year else None, int(found["m"]), int(day) if day else None)
    return None
