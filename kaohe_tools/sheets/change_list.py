"""The list of changes that a written-back file carries: its title, its columns, and how it is known again."""

from __future__ import annotations

import re
from functools import lru_cache

from kaohe_tools.locale import LANGUAGES, _, use_language
from kaohe_tools.sheets.grid import Grid


def title() -> str:
    """Return the list's title, which names its sheet too."""
    return _("List of changes")


def heading(n: int, file: str) -> str:
    """Return the line above the list."""
    return _("{title}: {n} changes against {file}").format(title=title(), n=n, file=file)


def columns() -> tuple[str, ...]:
    """Return the headings of the list's columns."""
    return (
        _("Sheet"), _("Cell"), _("Which row"), _("Was"), _("Becomes"), _("Change by"),
        _("Reason"), _("Text before"), _("Text after"),
    )  # fmt: skip


def is_change_list(grid: Grid) -> bool:
    """Return whether a sheet is such a list, and so no scheme, whatever its words are."""
    return grid.text(0, 0).startswith(_beginnings())


@lru_cache(maxsize=1)
def _beginnings() -> tuple[str, ...]:
    found = []
    for language in LANGUAGES:
        with use_language(language):
            found.append(re.split("[0*]", heading(0, "*"))[0])
    return tuple(found)
