"""What every form of the list of changes shares: its title and its columns."""

from __future__ import annotations

from kaohe_tools.locale import _


def title() -> str:
    """Return the list's title, which names its sheet too."""
    return _("List of changes")


def headings() -> tuple[str, ...]:
    """Return the list's columns; no two of them are headings that a reader of sheets would take for its own."""
    return (
        _("Sheet"), _("Cell"), _("Which row"), _("Was"), _("Becomes"), _("Change by"),
        _("Reason"), _("Text before"), _("Text after"),
    )  # fmt: skip
