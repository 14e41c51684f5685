"""What every form of the list of changes shares: its title, its columns, clean texts."""

from __future__ import annotations

import re

from kaohe_tools.locale import _

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_LIVE = tuple("=+-@＝＋－＠\t\r")


def title() -> str:
    """Return the list's title, which names its sheet too."""
    return _("Changes")


def headings() -> tuple[str, ...]:
    """Return the list's columns; no two of them are headings that a reader of sheets would take for its own."""
    return (
        _("Sheet"), _("Cell"), _("Which row"), _("Before"), _("After"), _("By"),
        _("Reason"), _("Text before"), _("Text after"),
    )  # fmt: skip


def without_controls(words: str) -> str:
    """Return a text without characters that XML forbids."""
    return _ILLEGAL.sub("", words)


def is_live(words: str) -> bool:
    """Return whether a spreadsheet program might take this text for a formula."""
    return words.lstrip(" \n\u3000").startswith(_LIVE)
