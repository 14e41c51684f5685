"""Texts in Chinese (the default) and English.

English is what stands in the code; the Chinese catalogue is
``locale/zh_CN/LC_MESSAGES/kaohe_tools.po``, compiled by ``python3 run.py messages``.

Two ways to write a text:

``_("No sheet was found.")``
    at once, in the language now in use (errors, labels);
``text("{rows} rows are empty.", rows=3)``
    later: a value that keeps the sentence and its figures apart, so that one finding reads in
    either language and its figures stay figures.
"""

from __future__ import annotations

import errno
import gettext as _gettext
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

LANGUAGES = ("zh", "en")
_DOMAIN = "kaohe_tools"
_of_process: dict[str, str | None] = {"language": None}
_of_block: ContextVar[str | None] = ContextVar("kaohe_language", default=None)
_QUOTED = re.compile(r"“\{(\w+)\}")
_COUNTED = re.compile(r"\{(\w+)\} (\w+)\(s\)")


def language() -> str:
    """Return the language now in use: ``"zh"`` or ``"en"``.

    That of the innermost :func:`use_language`; else what :func:`set_language` chose; else
    ``KAOHE_LANG`` (its first two letters); else Chinese.
    """
    return _of_block.get() or _of_process["language"] or _of_environment()


def _of_environment() -> str:
    wanted = os.environ.get("KAOHE_LANG", "")[:2].lower()
    return wanted if wanted in LANGUAGES else "zh"


def _known(lang: str | None) -> str | None:
    if lang is not None and lang not in LANGUAGES:
        raise ValueError(f"language must be one of zh, en; not {lang!r}")
    return lang


def set_language(lang: str | None) -> None:
    """Choose the language for this process; ``None`` goes back to ``KAOHE_LANG`` or Chinese.

    Inside a block of :func:`use_language` it holds for the rest of the block as well; blocks of other
    threads keep theirs.

    Raises
    ------
    ValueError
        If `lang` is neither ``"zh"`` nor ``"en"``.
    """
    _of_process["language"] = _known(lang)
    if _of_block.get() is not None:
        _of_block.set(lang or _of_environment())


@contextmanager
def use_language(lang: str | None) -> Iterator[None]:
    """Use one language inside a ``with`` block, and the earlier one after it; None: that of the environment.

    It holds for this thread of work alone: two panels of one kernel, one in each language, never
    disturb each other.

    Raises
    ------
    ValueError
        If `lang` is neither ``"zh"`` nor ``"en"``.
    """
    earlier = _of_block.set(_known(lang) or _of_environment())
    try:
        yield
    finally:
        _of_block.reset(earlier)


@lru_cache(maxsize=2)
def _catalogue(lang: str) -> _gettext.NullTranslations:
    if lang == "en":
        return _gettext.NullTranslations()
    return _gettext.translation(_DOMAIN, Path(__file__).parent, ["zh_CN"], fallback=True)


def gettext(message: str) -> str:
    """Return `message` in the language now in use (the English itself where none is known)."""
    return _catalogue(language()).gettext(message) if message else ""


_ = gettext


def in_every_language(said: Text) -> tuple[str, ...]:
    """Return a text in each of the languages."""
    found = []
    for lang in LANGUAGES:
        with use_language(lang):
            found.append(str(said))
    return tuple(found)


def plain(value: object) -> str:
    """Write a figure or a name as a reader expects it inside a sentence.

    Decimals without trailing zeros, shares (``Fraction``) as a percentage (``70%`` where it is
    whole, else with one decimal), sequences joined by the list mark of the language, dates in the language's order.
    """
    if isinstance(value, Decimal):
        digits = format(value, "f")
        return digits.rstrip("0").rstrip(".") if "." in digits else digits
    if isinstance(value, Fraction):
        if (value * 100).denominator == 1:
            return f"{value * 100}%"
        tenths = int(abs(value) * 1000 + Fraction(1, 2))
        sign = "-" if value < 0 and tenths else ""
        return f"{sign}{tenths // 10}.{tenths % 10}%"
    if isinstance(value, (tuple, list)):
        return ("、" if language() == "zh" else ", ").join(plain(v) for v in value)
    if isinstance(value, datetime):
        return f"{plain(value.date())} {value:%H:%M}"
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日" if language() == "zh" else value.isoformat()
    return str(value)


def in_a_row(sentences: Iterable[str]) -> str:
    """Join short sentences or entries with the semicolon of the language."""
    return ("；" if language() == "zh" else "; ").join(sentences)


def with_more(said: str, more: str) -> str:
    """Write something in the brackets of the language behind a text."""
    return _("{said} ({more})").format(said=said, more=more)


def inner(said: str) -> str:
    """Return a text as it stands between quotation marks: its own double marks become single ones."""
    return said.replace("“", "‘").replace("”", "’")


def why(err: OSError) -> str:
    """Say in the language in use why a file or folder could not be used; never in the system's words alone."""
    known = {
        errno.ENOENT: _("there is none of that name"),
        errno.EEXIST: _("a file of that name is in the way"),
        errno.ENOTDIR: _("a file of that name is in the way"),
        errno.EISDIR: _("it is a folder"),
        errno.EACCES: _("there is no permission, or another program has it open"),
        errno.EPERM: _("there is no permission, or another program has it open"),
        errno.EROFS: _("the disk is read-only"),
        errno.ENOSPC: _("the disk is full"),
        errno.ELOOP: _("its links go round in a circle"),
        errno.ENAMETOOLONG: _("the name is too long"),
    }
    return known.get(err.errno or 0) or err.strerror or str(err)


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence and its figures, put into words only when it is read.

    Attributes
    ----------
    message : str
        The English sentence with named fields, the key of the catalogue.
    values : tuple of (str, object)
        What the fields stand for: strings, ints, Decimals (points), Fractions (shares), dates,
        other texts, or tuples of these.
    """

    message: str
    values: tuple[tuple[str, Any], ...] = ()

    def __str__(self) -> str:
        """Return the sentence in the language now in use.

        What stands between quotation marks has single marks inside; ``{n} point(s)`` is one point or many.
        """
        message = gettext(self.message)
        fields = {name: plain(value) for name, value in self.values}
        fields |= {name: inner(fields[name]) for name in _QUOTED.findall(message) if name in fields}
        if "(s)" in message:
            message = _COUNTED.sub(lambda m: f"{{{m[1]}}} {m[2]}{'' if fields.get(m[1]) == '1' else 's'}", message)
        return message.format_map(fields)

    def __getitem__(self, name: str) -> Any:
        return dict(self.values)[name]


def units_said(units: Sequence[str], most: int = 3) -> Text | tuple[str, ...]:
    """Name some units that have something in common: all of them, or the first few and how many there are."""
    if len(units) <= most:
        return tuple(units)
    return text("{units} ({n} units in all)", units=tuple(units[:most]), n=len(units))


def text(message: str, /, **values: Any) -> Text:
    """Return `message` as a :class:`Text`; lists among `values` become tuples."""
    return Text(message, tuple((k, tuple(v) if isinstance(v, list) else v) for k, v in values.items()))
