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
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any

from kaohe_tools.errors import MemoError
from kaohe_tools.findings import Review, Status
from kaohe_tools.locale import _, use_language
from kaohe_tools.memo.data import Memo
from kaohe_tools.memo.package import CUSTOM, VALUES, with_record
from kaohe_tools.memo.pieces import pieces_of
from kaohe_tools.plain_text import json_text
from kaohe_tools.profiles import Profile
from kaohe_tools.sheets.container import Refused, open_zip, tree_of

NAME = "kaohe"
_COMMENT = re.compile(rb"<!-- " + NAME.encode() + rb" (\{[^\n]*\}) -->")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How a memo was made.

    Attributes
    ----------
    kind : str
        ``"review"``.
    file, sheet, sha256, scheme_digest, profile, profile_digest, version, language
        As in :class:`kaohe_tools.memo.provenance.Provenance`.
    date : str
        The memo's date, ISO.
    due : str
        The deadline that the profile was given for this memo, ISO; empty if it has none.
    deadline, addressee, number, signature : str
        As given to `build_memo`; empty where not.
    notes : tuple of str
        The reviewer's own points.
    left_out : tuple of (code, reason)
        Checks that were not run.
    words : str
        SHA-256 of all texts of the memo, as they were written.
    """

    kind: str
    version: str
    language: str
    date: str
    file: str
    sheet: str
    sha256: str
    scheme_digest: str
    profile: str
    profile_digest: str
    due: str = ""
    deadline: str = ""
    addressee: str = ""
    number: str = ""
    signature: str = ""
    notes: tuple[str, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()
    words: str = ""

    def to_json(self) -> str:
        """Return it as one line of ASCII that can end neither a comment nor an element."""
        said = json.dumps({k: v for k, v in asdict(self).items() if v}, sort_keys=True)
        return said.replace("<", r"\u003c").replace(">", r"\u003e").replace("--", r"-\u002d")

    @classmethod
    def from_plain(cls, plain: Any) -> Recipe:
        """Read it from plain data.

        Raises
        ------
        MemoError
            If something in it is unknown, missing or of another kind than it should be.
        """
        try:
            said = {name: _frozen(value) for name, value in plain.items()}
            recipe = cls(**said)
            texts = [getattr(recipe, f.name) for f in fields(cls) if f.name not in ("notes", "left_out")]
            texts += [*recipe.notes, *(word for code, reason in recipe.left_out for word in (code, reason))]
            date.fromisoformat(recipe.date)
        except (TypeError, ValueError, AttributeError) as err:
            raise _unreadable() from err
        if not all(isinstance(word, str) for word in texts) or recipe.kind != "review":
            raise _unreadable()
        return recipe


def recipe_of(memo: Memo) -> Recipe:
    """Return how a memo was made; its words are not known before it is written."""
    traced, options = memo.provenance, dict(memo.provenance.options)
    return Recipe(
        kind="review",
        version=traced.version,
        language=traced.language,
        date=traced.date.isoformat(),
        file=traced.file,
        sheet=traced.sheet,
        sha256=traced.sha256,
        scheme_digest=traced.scheme_digest,
        profile=traced.profile,
        profile_digest=traced.profile_digest,
        due=_due(memo.review.profile),
        deadline=options.get("deadline", ""),
        addressee=memo.addressee,
        number=memo.number,
        signature=memo.signature,
        notes=memo.notes,
        left_out=_left_out(memo.review, memo.language),
    )


def stamped(data: bytes, form: str, recipe: Recipe) -> bytes:
    """Return a memo with its recipe in it."""
    record = replace(recipe, words=words_digest(data, form)).to_json()
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
        return Recipe.from_plain(json.loads(said))
    except ValueError as err:
        raise err if isinstance(err, MemoError) else _unreadable() from err


def words_digest(data: bytes, form: str) -> str:
    """Return a SHA-256 of all texts of a memo and their places."""
    said = [(piece.key, piece.words) for piece in pieces_of(data, form)]
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


def _due(profile: Profile) -> str:
    due = profile.deadline
    if due is None:
        return ""
    year = f"{due.year:04}-" if due.year else ""
    return f"{year}{due.month:02}-{due.day:02} {due.hour:02}:{due.minute:02}"


def _left_out(review: Review, language: str) -> tuple[tuple[str, str], ...]:
    with use_language(language):
        return tuple((run.code, str(run.reason)) for run in review.runs if run.status is Status.NOT_RUN)


def _frozen(value: Any) -> Any:
    return tuple(_frozen(v) for v in value) if isinstance(value, list) else value


def _unreadable() -> MemoError:
    return MemoError(_("What it says that it rests on cannot be read: it was changed, or comes from a later version."))
