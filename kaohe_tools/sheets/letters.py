"""Columns by letter and by number, as Excel names them (openpyxl's own would cost its import)."""

from __future__ import annotations

from functools import lru_cache


def column_index(letters: str) -> int:
    """Return the column of ``"A"`` as 0, of ``"AB"`` as 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


@lru_cache(maxsize=1024)
def column_letter(column: int) -> str:
    """Return ``"A"`` for column 0, ``"AB"`` for 27."""
    letters, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
