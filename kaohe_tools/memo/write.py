"""Memos on disk: one function for every form, written whole or not at all."""

from __future__ import annotations

import hashlib
from pathlib import Path

from kaohe_tools.errors import OutputError
from kaohe_tools.files import failure, write_whole
from kaohe_tools.findings import Review
from kaohe_tools.locale import _
from kaohe_tools.memo.build import build_memo
from kaohe_tools.memo.data import Memo
from kaohe_tools.memo.made import Made
from kaohe_tools.memo.make import made_of
from kaohe_tools.plain_text import json_text

FORMATS = ("html", "docx", "xlsx", "md", "json")
"""Forms a memo can take; each is a file's suffix too (.xlsm and .htm are taken as well)."""

SUFFIXES = {".html": "html", ".htm": "html", ".docx": "docx", ".xlsx": "xlsx", ".xlsm": "xlsx"}
SUFFIXES |= {".md": "md", ".markdown": "md", ".json": "json"}
"""The form of a memo by its file's suffix."""


def write_memo(
    memo: Review | Memo | Made,
    path: str | Path,
    *,
    format: str | None = None,
    source: str | Path | bytes | None = None,
) -> Path:
    """Write a memo to `path` and return it; a file that it rests on is never written over.

    The file appears whole or not at all: it is written beside `path` under another name, synced to
    disk, then renamed.

    Parameters
    ----------
    memo : Review, Memo or Made
        A review becomes a memo with all defaults, dated today.
    format : str, optional
        One of :data:`FORMATS`; by the suffix of `path` if not given.
    source : path or bytes, optional
        The reviewed workbook, for a review memo as ``xlsx``; the file that the review names if not given.

    Raises
    ------
    OutputError
        If the form is unknown, the folder is missing or cannot be written, the disk is full,
        `path` is a file that the memo rests on, or `source` is not the workbook that was reviewed.
    """
    target = Path(path)
    form = format or SUFFIXES.get(target.suffix.lower(), "")
    if form not in FORMATS:
        raise OutputError(
            _("{path}: the form of the memo is not known; end the name in {forms}.").format(
                path=target.name or target, forms=", ".join(f".{f}" for f in FORMATS)
            )
        )
    made = (
        memo
        if isinstance(memo, Made)
        else made_of(
            memo if isinstance(memo, Memo) else build_memo(memo), source, macros=target.suffix.lower() == ".xlsm"
        )
    )
    _refuse_sources(target, made)
    write_whole(target, render_memo(made, form))
    return target


def render_memo(
    memo: Memo | Made, format: str, *, source: str | Path | bytes | None = None, macros: bool = False
) -> bytes:
    """Return a memo in one form as bytes; the same memo and source give the same bytes.

    Parameters
    ----------
    source : path or bytes, optional
        The reviewed workbook, for a review memo as ``xlsx``.
    macros : bool
        Keep the macros of an .xlsm workbook; the file's name must then end in .xlsm.

    Raises
    ------
    OutputError
        If the form is unknown, or `source` is missing or not the workbook that was reviewed.
    """
    from kaohe_tools.memo.recipe import stamped

    made = memo if isinstance(memo, Made) else made_of(memo, source, macros=macros)
    return stamped(_rendered(made, format), format, made.provenance.recipe)


def _rendered(made: Made, format: str) -> bytes:
    document = made.document
    if format == "html":
        from kaohe_tools.memo.html import document_html

        return document_html(document).encode()
    if format == "docx":
        from kaohe_tools.memo.docx import document_docx

        return document_docx(document)
    if format == "md":
        from kaohe_tools.memo.markdown import document_markdown

        return document_markdown(document).encode()
    if format == "json":
        return (json_text(made.data, indent=2) + "\n").encode()
    if format == "xlsx":
        if made.workbook is not None:
            return made.workbook()
        from kaohe_tools.memo.tables_xlsx import document_xlsx

        return document_xlsx(document)
    raise OutputError(_("A memo cannot be written as {format}.").format(format=format))


def _refuse_sources(target: Path, made: Made) -> None:
    """Refuse a target that is a file the memo rests on, by place or by content."""
    if not target.is_file():
        return
    digests = {used.sha256 for used in made.provenance.recipe.inputs if used.sha256}
    try:
        same = any(place.exists() and target.samefile(place) for place in made.sources)
        if not same and digests:
            with target.open("rb") as file:
                same = hashlib.file_digest(file, "sha256").hexdigest() in digests
    except OSError as err:
        raise failure(target, err) from err
    if same:
        raise OutputError(
            _("{path} is a file that the memo rests on and is never written over; choose another name.").format(
                path=target.name
            )
        )
