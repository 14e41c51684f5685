"""Characters that nobody sees: zero-width, direction and control characters are taken out, and told.

They come along when text is copied from web pages and chats; a heading with one in it is no heading
any more, and a right-to-left mark shows figures in another order than they are stored.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from kaohe_tools.locale import text

UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
IN_BYTES = re.compile(
    rb"\xe2\x80[\x8b-\x8f\xaa-\xae]|\xe2\x81[\xa0-\xa9]|\xef\xbb\xbf|\xc2\xad|\x7f|\\u00(?:[01]|7f)|\\[bf]"
)
"""The same in JSON as UTF-8: a look at the whole answer costs less than one at each cell."""

_MOST_NOTES = 20


def cleaned(rows: Sequence[Sequence[Any]]) -> tuple[list[list[Any]], list[tuple[int, int]]]:
    """Return rows without unseen characters, and the cells that held some."""
    out, places = [], []
    for r, row in enumerate(rows):
        cells = list(row)
        for c, value in enumerate(cells):
            if isinstance(value, str) and UNSEEN.search(value):
                cells[c] = UNSEEN.sub("", value)
                places.append((r, c))
        out.append(cells)
    return out, places


def notes_for(places: Sequence[tuple[int, int]]) -> list[list[Any]]:
    """Return a note for each cell that was cleaned, one for all of them where they are many."""
    from kaohe_tools.sheets.formats.worker import plain_message

    if len(places) > _MOST_NOTES:
        said = text("{n} cells hold characters that nobody sees; they were taken out", n=len(places))
        return [["hidden-characters", plain_message(said), *places[0]]]
    each = plain_message(text("the cell holds characters that nobody sees; they were taken out"))
    return [["hidden-characters", each, r, c] for r, c in places]
