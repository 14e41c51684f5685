"""Saved layouts written into a profile's TOML text, everything else in it kept: comments, order, blank lines."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from typing import Any

from kaohe_tools.errors import ProfileError
from kaohe_tools.locale import _
from kaohe_tools.profiles import SavedLayout

Replaced = Callable[[SavedLayout], bool]


def with_layout(toml: str, layout: SavedLayout, replaces: Replaced) -> str:
    """Return a profile's text with a layout saved in it.

    Parameters
    ----------
    replaces : callable
        Says of each layout saved there whether the new one takes its place: it then stands where
        the last of them stood. Where it replaces none, it is added behind the others.

    Raises
    ------
    ProfileError
        If the text is no TOML, or is written in a way that cannot be added to.
    """
    return _edited(toml, replaces, layout)


def without_layouts(toml: str, dropped: Replaced) -> str:
    """Return a profile's text without the layouts that `dropped` names.

    Raises
    ------
    ProfileError
        As :func:`with_layout`.
    """
    return _edited(toml, dropped, None)


def _edited(toml: str, replaced: Replaced, layout: SavedLayout | None) -> str:
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        wanted = _wanted(tomllib.loads(toml), replaced, layout)
        document = tomlkit.parse(toml)
    except (tomllib.TOMLDecodeError, TOMLKitError) as err:
        raise ProfileError(_("the profile is not valid TOML: {why}").format(why=err)) from err
    _change(document, replaced, layout)
    made = tomlkit.dumps(document)
    if not _says(made, wanted):
        raise ProfileError(
            _(
                "the profile is written in a way that nothing can be added to without touching the rest; "
                "begin its columns with a line [columns] of their own."
            )
        )
    return made


def _says(toml: str, wanted: dict[str, Any]) -> bool:
    """Return whether a text is TOML that says just this."""
    try:
        return tomllib.loads(toml) == wanted
    except tomllib.TOMLDecodeError:
        return False


def _saved(entry: Any) -> SavedLayout:
    return SavedLayout(headings=tuple(str(h) for h in entry["headings"]), fields=tuple(str(f) for f in entry["fields"]))


def _said(layout: SavedLayout) -> dict[str, list[str]]:
    return {"headings": list(layout.headings), "fields": list(layout.fields)}


def _wanted(data: dict[str, Any], replaced: Replaced, layout: SavedLayout | None) -> dict[str, Any]:
    """Return the settings that the edited text must say: what was there, and the change."""
    columns = dict(data.get("columns", {}))
    entries = list(columns.get("layouts", []))
    gone = [n for n, entry in enumerate(entries) if replaced(_saved(entry))]
    if layout is not None:
        entries = [*entries, _said(layout)] if not gone else entries
        if gone:
            entries[gone.pop()] = _said(layout)
    columns["layouts"] = [entry for n, entry in enumerate(entries) if n not in gone]
    if not columns["layouts"]:
        del columns["layouts"]
    return data | {"columns": columns} if columns or "columns" in data else data


def _change(document: Any, replaced: Replaced, layout: SavedLayout | None) -> None:
    """Make the same change in the document that keeps its comments."""
    import tomlkit

    if "columns" not in document:
        if layout is None:
            return
        document["columns"] = tomlkit.table()
    columns = document["columns"]
    entries = columns.get("layouts", [])
    gone = [n for n, entry in enumerate(entries) if replaced(_saved(entry))]
    if layout is not None and gone:
        entry = entries[gone.pop()]
        for key, value in _said(layout).items():
            entry[key] = value
    elif layout is not None and "layouts" in columns:
        inline = isinstance(columns["layouts"], tomlkit.items.Array)
        entry = tomlkit.inline_table() if inline else tomlkit.table()
        entry.update(_said(layout))
        if not inline:
            entry.add(tomlkit.nl())
        entries.append(entry)
    elif layout is not None:
        table = tomlkit.table()
        table.update(_said(layout))
        table.add(tomlkit.nl())
        columns["layouts"] = tomlkit.aot()
        columns["layouts"].append(table)
    if len(gone) == len(entries) and gone:
        del columns["layouts"]
    else:
        for n in reversed(gone):
            del entries[n]
