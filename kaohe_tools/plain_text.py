"""Texts made fit for an office file: without forbidden characters, on one line, how wide, never a formula."""

from __future__ import annotations

import re

# XML 1.0 forbids these in any text; Word and Excel refuse a file that has one of them.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# Direction marks can turn the reading order of a sentence round; no Chinese sheet needs them.
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")

_LIVE = tuple("=+-@＝＋－＠\t\r")


def clean(text: str) -> str:
    """Return a text without characters that XML forbids or that reverse the reading order."""
    return _DIRECTION.sub("", _ILLEGAL.sub("", text))


def one_line(text: str, limit: int = 0) -> str:
    """Return a clean text on one line, its blanks joined; cut with … where longer than `limit`."""
    line = " ".join(clean(text).split())
    return line[: limit - 1] + "…" if limit and len(line) > limit else line


def is_live(text: str) -> bool:
    """Return whether a spreadsheet program might take this text for a formula."""
    return text.lstrip(" \n\u3000").startswith(_LIVE)


def half_letters(text: str) -> int:
    """Return the width of a text in half letters: a CJK letter counts two."""
    return sum(1 if ord(c) < 0x2E80 else 2 for c in text)
