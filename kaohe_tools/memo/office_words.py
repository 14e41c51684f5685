"""An office's own wording: a folder of short texts that take the place of the program's.

::

    wording/
      opening.txt              of every kind of memo
      review-closing.txt       of review memos only
      design-title.en.txt      of design memos in English

A text may hold ``{fields}`` from the list of its kind, and ``{default}`` for what the program would
have said; nothing else in it is read as anything but words.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from pathlib import Path

from kaohe_tools.errors import MemoError
from kaohe_tools.locale import _, language, plain, why
from kaohe_tools.memo.document import Kind
from kaohe_tools.memo.letter import Letter
from kaohe_tools.model import Scheme
from kaohe_tools.plain_text import clean, one_line

Wording = tuple[tuple[str, str], ...]
"""Block and text; the block as its file is called, without suffix."""

BLOCKS = ("title", "opening", "closing", "note")
"""The blocks that an office can word; a ``note`` is added after the general points."""
MAX_LETTERS = 4000
"""Longest text of one block."""
_NAME = re.compile(rf"(?:({'|'.join(Kind)})-)?({'|'.join(BLOCKS)})(?:\.(zh|en))?")
_UNNAMED = re.compile(r"(?:sheet|工作表|表)\s*\d*", re.IGNORECASE)
_FIELD = re.compile(r"\{([^{}]*)\}")


def read_wording(folder: str | Path) -> Wording:
    """Return the texts of a folder.

    Raises
    ------
    MemoError
        If the folder is missing, or a text in it is called otherwise, too long or not UTF-8.
    """
    place = Path(folder)
    if not place.is_dir():
        raise MemoError(_("{folder} is no folder; name the one with your own texts.").format(folder=place))
    found = []
    for path in sorted(place.glob("*.txt")):
        if not _NAME.fullmatch(path.stem):
            raise MemoError(
                _("{file}: texts are called [{kinds}-]{blocks}[.zh|.en].txt, such as review-closing.txt.").format(
                    file=path.name, kinds="|".join(Kind), blocks="|".join(BLOCKS)
                )
            )
        found.append((path.stem, _read(path)))
    if not found:
        raise MemoError(_("{folder} holds no texts, such as opening.txt or review-closing.txt.").format(folder=place))
    return tuple(found)


def _read(path: Path) -> str:
    try:
        said = path.read_text("utf-8-sig")
    except OSError as err:
        raise MemoError(_("{file} cannot be read: {why}.").format(file=path.name, why=why(err))) from err
    except UnicodeDecodeError as err:
        raise MemoError(_("{file} is not UTF-8; save it as UTF-8 text.").format(file=path.name)) from err
    if len(said) > MAX_LETTERS:
        raise MemoError(_("{file}: a text has at most {n} letters.").format(file=path.name, n=MAX_LETTERS))
    return said.strip()


class OfficeWords:
    """The texts that are meant for one memo, with its figures put in.

    Parameters
    ----------
    fields : mapping of str to object
        What ``{name}`` stands for.
    """

    def __init__(self, kind: Kind, wording: Wording, fields: Mapping[str, object]) -> None:
        self._texts: dict[str, tuple[str, str]] = {}
        ranked = []
        for name, said in wording:
            match = _NAME.fullmatch(name)
            if match and match[1] in (None, kind) and match[3] in (None, language()):
                ranked.append((bool(match[1]), bool(match[3]), match[2], name, said))
        for *_rank, block, name, said in sorted(ranked):  # what is meant more closely comes later and wins
            self._texts[block] = name, said
        self._fields = fields

    def said(self, block: str, default: str) -> str:
        """Return a block's text: the office's, else the program's."""
        if block not in self._texts:
            return default
        name, said = self._texts[block]
        return one_line(self._filled(name, said, default))

    def notes(self) -> tuple[str, ...]:
        """Return the office's standing points, one a line."""
        if "note" not in self._texts:
            return ()
        name, said = self._texts["note"]
        lines = (self._filled(name, line, "") for line in clean(said).splitlines())
        return tuple(line for line in map(one_line, lines) if line)

    def _filled(self, name: str, said: str, default: str) -> str:
        if set("{}") & set(_FIELD.sub("", said)):
            raise MemoError(
                _("{file}.txt: a brace stands alone; write a field as {field}, with both.").format(
                    file=name, field="{total}"
                )
            )
        return _FIELD.sub(lambda m: self._value(name, m[1], default), said)

    def _value(self, name: str, field: str, default: str) -> str:
        known = {**self._fields, "default": default}
        if field not in known:
            near = difflib.get_close_matches(field, known, 1)
            raise MemoError(
                _("{file}.txt: there is no field {field}; there are {known}.{near}").format(
                    file=name,
                    field=f"{{{one_line(field, 40)}}}",
                    known=", ".join(f"{{{k}}}" for k in known),
                    near=_(" Did you mean {near}?").format(near=f"{{{near[0]}}}") if near else "",
                )
            )
        return plain(known[field])


def own_title(scheme: Scheme) -> str:
    """Return a scheme's title on one line; nothing where it only has the name that every new sheet has."""
    title = one_line(scheme.title, 80)
    return "" if title == one_line(scheme.sheet) and _UNNAMED.fullmatch(title) else title


def scheme_fields(scheme: Scheme, letter: Letter) -> dict[str, object]:
    """Return the fields that every kind of memo knows."""
    return {
        "scheme": own_title(scheme),
        "file": one_line(Path(scheme.file).name),
        "indicators": len(scheme.indicators),
        "total": scheme.total,
        "year": "" if scheme.year is None else str(scheme.year),
        "date": letter.day,
        "addressee": letter.addressee,
        "signature": letter.signature,
    }
