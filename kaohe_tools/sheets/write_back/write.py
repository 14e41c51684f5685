"""Write a scheme's new points into a copy of the file that it was read from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from kaohe_tools.errors import OutputError, SheetError
from kaohe_tools.files import write_together
from kaohe_tools.locale import _, plain
from kaohe_tools.model import Scheme
from kaohe_tools.profiles import Profile
from kaohe_tools.sheets.change_list import title
from kaohe_tools.sheets.formats.container import Refused
from kaohe_tools.sheets.formats.sniff import SUFFIXES, sniff
from kaohe_tools.sheets.grid import Grid, grids_of
from kaohe_tools.sheets.load import schemes_in
from kaohe_tools.sheets.write_back.changes import Changes, changes_between
from kaohe_tools.sheets.write_back.compare import differences

_AS_WORKBOOK = ("xls", "ods")


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was written: where it is, and what its reader has to know."""

    path: Path
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Output:
    """What is to be written: the file, a second one with the list of changes where the first cannot hold it."""

    data: bytes
    notes: tuple[str, ...] = ()
    beside: bytes | None = None
    computed: frozenset[tuple[str, str]] = frozenset()


def write_back(
    source: bytes,
    name: str,
    before: Scheme,
    after: Scheme,
    target: str | Path,
    *,
    reasons: Mapping[str, str] | None = None,
    profile: Profile | None = None,
    overwrite: bool = False,
) -> Written:
    """Write `after` into a copy of the file that `before` was read from, in the file's own layout.

    Changed cells are marked, with a comment “3 → 2.5，原因…”, and all changes are listed: on a last
    sheet, at the end of the document, or in a second file beside a text. The result is loaded again
    before anything is written; it appears whole or not at all, and the source is never written over.

    Parameters
    ----------
    source : bytes
        The file that was loaded; its SHA-256 is the scheme's.
    name : str
        The file's name, for messages and the list.
    before, after : Scheme
        As loaded, and as it has to read: see :func:`kaohe_tools.rebalance.follow.follow`.
    target : path
        Ends as the source does; .xls and .ods are written as .xlsx.
    reasons : mapping of id to str, optional
        Why an indicator's points change; under ``""`` why the full mark does.
    profile : Profile, optional
        The one that the scheme was loaded with.
    overwrite : bool
        Replace a file that stands at `target`, unless it is the source.

    Raises
    ------
    OutputError
        If `source` is not the file that was loaded, the kind of file cannot be written, `target`
        exists, cannot be written, or would not load again to the same scheme.
    """
    target = Path(target)
    if hashlib.sha256(source).hexdigest() != before.sha256:
        raise OutputError(
            _("{file} is not the file that the scheme was read from: its content has changed. Load it again.").format(
                file=name
            )
        )
    kind = _kind(source, name)
    _refuse_name(target, kind, name)
    _refuse_existing(target, source, name, overwrite=overwrite)
    try:
        grids = grids_of(source, name)
        read = schemes_in(grids, name, profile)
    except SheetError as err:
        raise OutputError(str(err)) from err
    changes = changes_between(before, after, grids, reasons or {})
    made = _render(kind, source, name, grids, changes)
    _verify(made, f"{PurePath(name).stem}{target.suffix}", read, (before, after), profile)
    _write(target, made, overwrite=overwrite)
    return Written(target, made.notes)


def _write(target: Path, made: _Output, *, overwrite: bool) -> None:
    """Write the file, and the list beside it: where one of them fails, neither is new."""
    files = {target: made.data}
    if made.beside is not None:
        beside = list_path(target)
        if beside.exists() and not overwrite:
            raise OutputError(_("{path} exists already; choose another name.").format(path=beside.name))
        files[beside] = made.beside
    write_together(files)


def list_path(target: Path) -> Path:
    """Return where the list of changes of a text file is written: ``指标.csv`` → ``指标-调分清单.csv``."""
    return target.with_name(f"{target.stem}-{title()}.csv")


def _kind(source: bytes, name: str) -> str:
    try:
        return sniff(source)
    except Refused as err:
        raise OutputError(f"{name}: {err.message}") from err


def _refuse_name(target: Path, kind: str, name: str) -> None:
    """Refuse a kind of file that cannot be written, or a target whose name says another kind."""
    if kind == "pdf":
        raise OutputError(
            _("{file} is a PDF, into which no points can be written; ask for the workbook or Word file.").format(
                file=name
            )
        )
    wanted = SUFFIXES["xlsx"][:1] if kind in _AS_WORKBOOK else SUFFIXES[kind]
    own = PurePath(name).suffix.lower()
    wanted = (own,) if own in wanted else wanted
    if target.suffix.lower() not in wanted:
        raise OutputError(
            _("{path}: the copy of {file} has to end in {suffixes}.").format(
                path=target.name, file=name, suffixes=plain(wanted)
            )
        )


def _refuse_existing(target: Path, source: bytes, name: str, *, overwrite: bool) -> None:
    """Refuse the source, and any other file unless it may be replaced; a copy under another name is one."""
    if not target.exists():
        return
    if target.is_file() and target.read_bytes() == source and not (overwrite and target.name != name):
        raise OutputError(
            _("{path} is the loaded file itself and is never written over; choose another name.").format(
                path=target.name
            )
        )
    if not overwrite:
        raise OutputError(_("{path} exists already; choose another name.").format(path=target.name))


def _render(kind: str, source: bytes, name: str, grids: Sequence[Grid], changes: Changes) -> _Output:
    if kind == "xlsx":
        from kaohe_tools.sheets.write_back.xlsx import rewritten_workbook

        book = rewritten_workbook(source, changes, name)
        return _Output(book.data, book.notes, computed=book.computed)
    if kind == "docx":
        from kaohe_tools.sheets.write_back.docx import rewritten_document

        return _Output(*rewritten_document(source, changes, name))
    if kind == "text":
        from kaohe_tools.sheets.write_back.plain import changes_as_csv, rewritten_text

        return _Output(rewritten_text(source, grids, changes), (), changes_as_csv(changes))
    from kaohe_tools.sheets.write_back.convert import as_workbook
    from kaohe_tools.sheets.write_back.xlsx import rewritten_workbook

    book = rewritten_workbook(as_workbook(grids), changes, name)
    told = _("{file} is of an old format: its cells, merges and hidden rows were carried over, not its formats.")
    return _Output(book.data, (told.format(file=name), *book.notes))


def _verify(
    made: _Output, name: str, read: Sequence[Scheme], move: tuple[Scheme, Scheme], profile: Profile | None
) -> None:
    """Load what is to be written, and refuse it where it says anything else than it should.

    It is loaded under the source's own name: a text without a title is called after its file.
    """
    before, after = move
    try:
        found = schemes_in(grids_of(made.data, name), name, profile)
    except SheetError as err:
        raise OutputError(
            _("What would have been written cannot be loaded ({why}); nothing was written.").format(why=err)
        ) from err
    wanted = [after if s.sheet == before.sheet else s for s in read]
    told = [d for w, f in zip(wanted, found, strict=False) for d in differences(w, f, made.computed)]
    if len(wanted) != len(found) or told:
        why = str(told[0]) if told else _("{n} schemes instead of {m}").format(n=len(found), m=len(wanted))
        said = _("What would have been written does not load to the same scheme ({why}); nothing was written.")
        raise OutputError(" ".join((said.format(why=why), *_advice(before))))


def _advice(scheme: Scheme) -> Iterator[str]:
    """Yield what to do about a sheet that was only read by putting its cells right."""
    shifted = [p.where.cell for p in scheme.problems if p.code == "label-shifted"]
    if shifted:
        yield _("Rows of the sheet were read shifted ({cells}); put their cells right in the file first.").format(
            cells=plain(shifted[:10])
        )
