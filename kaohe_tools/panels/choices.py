"""What the panels' selection lists offer, in the language in use."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from kaohe_tools.errors import ProfileError
from kaohe_tools.locale import _, with_more
from kaohe_tools.panels.working_folder import chosen_profile, offered_profiles
from kaohe_tools.profiles import title_of

if TYPE_CHECKING:
    from kaohe_tools.model import Scheme
    from kaohe_tools.scenarios import Listed

SCENARIO = "#"
"""Before a scenario's number, where a file's name would stand."""


class Choice(TypedDict):
    """One entry of a selection list."""

    value: str
    label: str


def nothing(label: str) -> Choice:
    """Return the entry that chooses nothing."""
    return {"value": "", "label": label}


def named(names: Iterable[str]) -> list[Choice]:
    """Return entries that are called what they are."""
    return [{"value": name, "label": name} for name in names]


def sheets(schemes: Sequence[Scheme]) -> list[Choice]:
    """Return the sheets of a workbook."""
    return named(scheme.sheet for scheme in schemes)


def drafts(scenarios: Iterable[Listed]) -> list[Choice]:
    """Return kept scenarios as sides to choose."""
    return [
        {"value": f"{SCENARIO}{s.id}", "label": _("draft “{name}” of {file}").format(name=s.name, file=s.source)}
        for s in scenarios
    ]


def profiles(folder: Path, chosen: str) -> list[Choice]:
    """Return the review profiles, the chosen one among them also where it is not offered."""
    names = dict.fromkeys((*offered_profiles(folder), chosen))
    return [{"value": name, "label": profile_label(folder, name)} for name in names]


def profile_label(folder: Path, name: str) -> str:
    """Return a profile's title, with the file's name for an office's own; the name where it is unusable."""
    try:
        title = title_of(chosen_profile(folder, name))
    except ProfileError:
        return name
    return with_more(title, name) if title and name.endswith(".toml") else title or name


def with_chosen(offered: Sequence[Choice], chosen: str) -> list[Choice]:
    """Return choices that hold the chosen one too, also where it is not offered."""
    known = {choice["value"] for choice in offered}
    return [*offered, *named([chosen] if chosen not in known else [])]
