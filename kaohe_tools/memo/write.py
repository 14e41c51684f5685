"""Memos on disk: one function for every form, written whole or not at all."""

from __future__ import annotations

import hashlib
from pathlib import Path

from kaohe_tools.errors import OutputError
from kaohe_tools.files import failure, write_whole
from kaohe_tools.findings import Review
from kaohe_tools.locale import _, why
from kaohe_tools.memo.build import build_memo
from kaohe_tools.memo.data import Memo
from kaohe_tools.plain_text import json_text

FORMATS = ("html", "docx", "xlsx", "md", "json")
"""Forms a memo can take; each is a file's suffix too (.xlsm and .htm are taken as well)."""

SUFFIXES = {".html": "html", ".htm": "html", ".docx": "docx", ".xlsx": "xlsx", ".xlsm": "xlsx"}
SUFFIXES |= {".md": "md", ".markdown": "md", ".json": "json"}
"""The form of a memo by its file's suffix."""


def write_memo(
    review: Review | Memo,
    path: str | Path,
    *,
    format: str | None = None,
    source: str | Path | bytes | None = None,
) -> Path:
    """Write a memo to `path` and return it; the reviewed file is never written over.

    The file appears whole or not at all: it is written beside `path` under another name, synced to
    disk, then renamed.

    Parameters
    ----------
    review : Review or Memo
        A review becomes a memo with all defaults, dated today.
    format : str, optional
        One of :data:`FORMATS`; by the suffix of `path` if not given.
    source : path or bytes, optional
        The reviewed workbook, for ``xlsx``; the file that the review names if not given.

    Raises
    ------
    OutputError
        If the form is unknown, the folder is missing or cannot be written, the disk is full,
        `path` is the reviewed file, or `source` is not the workbook that was reviewed.
    """
    target = Path(path)
    form = format or SUFFIXES.get(target.suffix.lower(), "")
    if form not in FORMATS:
        raise OutputError(
            _("{path}: the form of the memo is not known; end the name in {forms}.").format(
                path=target.name or target, forms=", ".join(f".{f}" for f in FORMATS)
            )
        )
    memo = review if isinstance(review, Memo) else build_memo(review)
    _refuse_source(target, memo, source)
    write_whole(target, render_memo(memo, form, source=source, macros=target.suffix.lower() == ".xlsm"))
    return target


def render_memo(memo: Memo, format: str, *, source: str | Path | bytes | None = None, macros: bool = False) -> bytes:
    """Return a memo in one form as bytes; the same memo and source give the same bytes.

    Parameters
    ----------
    macros : bool
        Keep the macros of an .xlsm workbook; the file's name must then end in .xlsm.

    Raises
    ------
    OutputError
        If the form is unknown, or `source` is missing or not the workbook that was reviewed.
    """
    from kaohe_tools.memo.recipe import recipe_of, stamped

    return stamped(_rendered(memo, format, source, macros=macros), format, recipe_of(memo))


def _rendered(memo: Memo, format: str, source: str | Path | bytes | None, *, macros: bool) -> bytes:
    if format == "html":
        from kaohe_tools.memo.html import memo_html

        return memo_html(memo).encode()
    if format == "docx":
        from kaohe_tools.memo.docx import memo_docx

        return memo_docx(memo)
    if format == "md":
        from kaohe_tools.memo.markdown import memo_markdown

        return memo_markdown(memo).encode()
    if format == "json":
        from kaohe_tools.locale import use_language

        with use_language(memo.language):
            return (json_text(memo.to_dict(), indent=2) + "\n").encode()
    if format == "xlsx":
        from kaohe_tools.memo.xlsx import memo_xlsx

        return memo_xlsx(memo, _read_source(memo, source), macros=macros)
    raise OutputError(_("A memo cannot be written as {format}.").format(format=format))


def _read_source(memo: Memo, source: str | Path | bytes | None) -> bytes:
    scheme = memo.review.scheme
    if source is None:
        if not (scheme.file and Path(scheme.file).is_file()):
            raise OutputError(
                _("The annotated workbook needs the reviewed file {file}; say where it is.").format(
                    file=scheme.file or "?"
                )
            )
        source = Path(scheme.file)
    name = scheme.file
    if not isinstance(source, bytes):
        name = Path(source).name
        try:
            source = Path(source).read_bytes()
        except OSError as err:
            raise OutputError(_("{file} cannot be read: {why}.").format(file=name, why=why(err))) from err
    if hashlib.sha256(source).hexdigest() != scheme.sha256:
        raise OutputError(
            _("{file} is not the file that was reviewed: its content has changed. Review it again.").format(file=name)
        )
    return source


def _refuse_source(target: Path, memo: Memo, source: str | Path | bytes | None) -> None:
    """Refuse a target that is the reviewed file, by place or by content."""
    if not target.is_file():
        return
    scheme = memo.review.scheme
    places = [Path(p) for p in (scheme.file, source) if p and not isinstance(p, bytes)]
    try:
        same = any(place.exists() and target.samefile(place) for place in places)
        if not same and scheme.sha256:
            with target.open("rb") as file:
                same = hashlib.file_digest(file, "sha256").hexdigest() == scheme.sha256
    except OSError as err:
        raise failure(target, err) from err
    if same:
        raise OutputError(
            _("{path} is the reviewed file itself and is never written over; choose another name.").format(
                path=target.name
            )
        )
