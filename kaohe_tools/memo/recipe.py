"""The record that a memo carries of how it was made: enough to make it again and compare.

It stands where readers do not look and programs do: among the custom properties of a Word document
or a workbook, in a comment at the end of a web page or Markdown, under ``recipe`` in JSON.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from kaohe_tools.errors import MemoError
from kaohe_tools.locale import _
from kaohe_tools.memo.document import Kind
from kaohe_tools.memo.letter import Letter
from kaohe_tools.memo.package import CUSTOM, VALUES, with_record
from kaohe_tools.memo.pieces import pieces_of
from kaohe_tools.memo.provenance import Recipe, Used
from kaohe_tools.plain_text import json_text
from kaohe_tools.sheets.formats.container import Refused, open_zip, tree_of

NAME = "kaohe"
_COMMENT = re.compile(rb"<!-- " + NAME.encode() + rb" (\{[^\n]*\}) -->")


def to_json(recipe: Recipe) -> str:
    """Return a recipe as one line of ASCII that can end neither a comment nor an element."""
    plain = asdict(recipe)
    plain["letter"] = {k: v for k, v in plain["letter"].items() if v and k != "day"}
    plain["inputs"] = [{k: v for k, v in used.items() if v} for used in plain["inputs"]]
    said = json.dumps({k: v for k, v in plain.items() if v}, sort_keys=True)
    return said.replace("<", r"\u003c").replace(">", r"\u003e").replace("--", r"-\u002d")


def from_plain(plain: Any) -> Recipe:
    """Read a recipe from plain data.

    Raises
    ------
    MemoError
        If something in it is unknown, missing or of another kind than it should be.
    """
    try:
        said = dict(plain)
        inputs = tuple(Used(**{"sheet": "", "sha256": ""} | dict(used)) for used in said.pop("inputs"))
        day = date.fromisoformat(said["date"])
        letter = Letter(day=day, **{k: _frozen(v) for k, v in said.pop("letter", {}).items()})
        recipe = Recipe(inputs=inputs, letter=letter, **{k: _frozen(v) for k, v in said.items()})
        Kind(recipe.kind)
    except (TypeError, ValueError, AttributeError, KeyError) as err:
        raise _unreadable() from err
    pairs = (*recipe.libraries, *recipe.options, *letter.wording)
    if not (
        inputs
        and all(isinstance(said, str) for said in _texts((*inputs, letter, recipe)))
        and all(len(pair) == 2 for pair in pairs)
        and all(isinstance(said, tuple) for _name, said in recipe.options)
    ):
        raise _unreadable()
    return recipe


def _texts(parts: Iterable[Used | Letter | Recipe]) -> Iterator[Any]:
    """Yield everything in them that has to be a text, lists of texts opened."""
    for part in parts:
        for field in fields(part):
            if field.name not in ("inputs", "letter", "day"):
                yield from _flat(getattr(part, field.name))


def _flat(value: Any) -> list[Any]:
    return [v for part in value for v in _flat(part)] if isinstance(value, tuple) else [value]


def stamped(data: bytes, form: str, recipe: Recipe) -> bytes:
    """Return a memo with its recipe in it."""
    record = to_json(recipe.with_words(words_digest(data, form)))
    if form in ("docx", "xlsx"):
        return with_record(data, NAME, record)
    if form == "json":
        return (json_text(json.loads(data) | {"recipe": json.loads(record)}, indent=2) + "\n").encode()
    return data + f"<!-- {NAME} {record} -->\n".encode()


def read_recipe(data: bytes, form: str) -> Recipe:
    """Return the recipe in a memo.

    Raises
    ------
    MemoError
        If there is none, or it cannot be read.
    """
    read: Callable[[bytes], str] = {"docx": _from_package, "xlsx": _from_package, "json": _from_json}.get(
        form, _from_comment
    )
    said = read(data)
    if not said:
        raise MemoError(
            _("It does not say what it rests on: it was not written by kaohe, or another program has removed that.")
        )
    try:
        return from_plain(json.loads(said))
    except ValueError as err:
        raise err if isinstance(err, MemoError) else _unreadable() from err


def words_digest(data: bytes, form: str) -> str:
    """Return a SHA-256 of all texts of a memo and their places."""
    said = [(piece.key, piece.words) for piece in pieces_of(data, form)]
    if form in ("xlsx", "json"):  # places have names there: another program may save them in another order
        said.sort()
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _from_comment(data: bytes) -> str:
    found = _COMMENT.findall(data)
    return found[-1].decode("ascii", "replace") if found else ""


def _from_json(data: bytes) -> str:
    try:
        plain = json.loads(data)
    except ValueError as err:
        raise MemoError(_("It is no memo, or damaged: it cannot be read as {form}.").format(form="JSON")) from err
    return json.dumps(plain["recipe"]) if isinstance(plain, dict) and "recipe" in plain else ""


def _from_package(data: bytes) -> str:
    try:
        book = open_zip(data)
        root = tree_of(book, CUSTOM) if CUSTOM in book.namelist() else None
    except (Refused, zipfile.BadZipFile) as err:
        raise MemoError(str(err.message) if isinstance(err, Refused) else str(err)) from err
    properties = {p.get("name") or "": p.findtext(f"{VALUES}lpwstr") or "" for p in root} if root is not None else {}
    said, n = io.StringIO(), 1
    while f"{NAME}-{n}" in properties:
        said.write(properties[f"{NAME}-{n}"])
        n += 1
    return said.getvalue()


def _frozen(value: Any) -> Any:
    return tuple(_frozen(v) for v in value) if isinstance(value, list) else value


def _unreadable() -> MemoError:
    return MemoError(_("What it says that it rests on cannot be read: it was changed, or comes from a later version."))
