"""Files on disk that appear whole or not at all: the package's one way of writing.

A file is written beside its place under a name of its own (``.kaohe-….part``), synced, then renamed.
A program that is killed meanwhile leaves the old file or the new one, and at worst such a part, which
no list of sheets takes for a file of its own and which a later writing into the folder removes.
"""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import shutil
import stat
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from kaohe_tools.errors import OutputError
from kaohe_tools.locale import _, why

_PART, _ENDING = ".kaohe-", ".part"
_LEFT_BEHIND = 24 * 3600  # seconds: no writing takes so long
_NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK)


def write_whole(target: Path, data: bytes) -> None:
    """Write a file that appears whole or not at all; one that is there is replaced and keeps its permissions.

    A link is replaced by the file; what it leads to stays.

    Raises
    ------
    OutputError
        If it cannot be written; what was there is unchanged.
    """
    write_together({target: data})


def write_together(files: Mapping[Path, bytes]) -> None:
    """Write several files of which, as far as a file system can do it, all are new or none.

    All are on disk under other names before the first is renamed.

    Raises
    ------
    OutputError
        If one cannot be written. What was there is unchanged, unless only the last step failed: then
        files before it in this order that replaced others are new.
    """
    with ExitStack() as stack:
        parts = {target: stack.enter_context(_part(target, data)) for target, data in files.items()}
        made: list[Path] = []
        for target, part in parts.items():
            new = not os.path.lexists(target)
            try:
                part.replace(target)
            except OSError as err:
                for other in made:
                    other.unlink(missing_ok=True)
                raise failure(target, err) from err
            made += [target] if new else []
    for target in files:
        _settle(target)


def write_new(folder: Path, name: str, data: bytes) -> Path:
    """Write a file under a name that nothing in `folder` has yet, and return its path; see :func:`free_path`.

    Raises
    ------
    OutputError
        If it cannot be written; nothing is there then.
    """
    with _part(folder / name, data) as part:
        while True:
            target = free_path(folder, name)
            try:
                _place(part, target)
            except FileExistsError:  # somebody else was quicker
                continue
            except OSError as err:
                raise failure(target, err) from err
            break
    _settle(target)
    return target


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it, where they are missing.

    Raises
    ------
    OutputError
        If it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as err:
        raise OutputError(_("{path} cannot be made: {why}.").format(path=folder, why=why(err))) from err


def append_line(target: Path, line: bytes) -> None:
    """Add a line to a journal, on disk when this returns; one that a crash has cut off is ended first.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    try:
        new = not target.exists()
        with target.open("ab+") as file:
            if file.tell():
                file.seek(-1, os.SEEK_END)
                if file.read(1) != b"\n":
                    file.write(b"\n")
            file.write(line + b"\n")
            file.flush()
            os.fsync(file.fileno())
        if new:
            _sync_folder(target.parent)
    except OSError as err:
        raise failure(target, err) from err


def free_path(folder: Path, name: str) -> Path:
    """Return a path in `folder` that nothing has yet: `name`, else with (2), (3) … behind it."""
    path, count = folder / name, 1
    while os.path.lexists(path):
        count += 1
        path = folder / f"{Path(name).stem} ({count}){Path(name).suffix}"
    return path


@contextmanager
def scratch_copy(name: str, data: bytes) -> Iterator[Path]:
    """Give a private file of that name with these bytes for as long as the block runs, to be read by its path."""
    with tempfile.TemporaryDirectory(prefix="kaohe-") as folder:
        path = Path(folder) / (Path(name).name or "copy")
        path.write_bytes(data)
        yield path


def refuse_source(target: Path, sources: Iterable[Path]) -> None:
    """Refuse to write over a file that was read: itself under whatever name, or one with the same content.

    Raises
    ------
    OutputError
        If `target` is one of them.
    """
    if not target.is_file():
        return
    try:
        same = any(s.is_file() and (target.samefile(s) or _digest(target) == _digest(s)) for s in sources)
    except OSError as err:
        raise failure(target, err) from err
    if same:
        raise OutputError(
            _("{path} is one of the files that were read and is never written over; choose another name.").format(
                path=target
            )
        )


def failure(target: Path, err: OSError) -> OutputError:
    """Return what to tell the reader of a file that could not be written."""
    locked = _("there is no permission to write here, or the file is open in another program")
    known = {
        errno.EACCES: locked,
        errno.EPERM: locked,
        errno.ENOENT: _("the folder {folder} does not exist; make it first").format(folder=target.parent),
        errno.ENOSPC: _("the disk is full; nothing was changed"),
        errno.EDQUOT: _("the disk is full; nothing was changed"),
        errno.EFBIG: _("the disk takes no file of this size; nothing was changed"),
        errno.EISDIR: _("this is a folder; name a file in it"),
    }
    return OutputError(
        _("{path} cannot be written: {why}.").format(path=target, why=known.get(err.errno or 0) or why(err))
    )


@contextmanager
def _part(target: Path, data: bytes) -> Iterator[Path]:
    """Give the data on disk beside their place, under a name of their own that is gone after the block."""
    part = target.parent / f"{_PART}{secrets.token_hex(6)}{_ENDING}"
    try:
        mode = _mode(target)
        _sweep(target.parent)
        try:
            with open(part, "xb", opener=partial(os.open, mode=0o666 if mode is None else mode)) as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            if mode is not None:
                shutil.copymode(target, part)
            yield part
        finally:
            part.unlink(missing_ok=True)
    except OutputError:
        raise
    except OSError as err:
        raise failure(target, err) from err


def _mode(target: Path) -> int | None:
    """Return the permissions of what stands at a place, None for nothing.

    Raises
    ------
    OSError
        If it is no file.
    OutputError
        If it is none that can be replaced, or no file can have the name.
    """
    try:
        there = target.stat()
    except FileNotFoundError:
        return None
    except ValueError as err:  # a name with a NUL or half a letter
        raise OutputError(
            _("{path} cannot be written: no file can have such a name.").format(path=ascii(target.name))
        ) from err
    if stat.S_ISDIR(there.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(there.st_mode):
        raise OutputError(_("{path} cannot be written: it is no ordinary file; name another one.").format(path=target))
    return stat.S_IMODE(there.st_mode)


def _place(part: Path, target: Path) -> None:
    """Give a part its name, without replacing anything."""
    if os.name == "nt":
        part.rename(target)  # fails where something has the name
        return
    try:
        os.link(part, target)
    except OSError as err:
        if err.errno not in _NO_LINKS:
            raise
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST)) from err
        part.replace(target)  # a file system without links


def _sweep(folder: Path) -> None:
    """Remove parts that programs killed long ago have left."""
    try:
        with os.scandir(folder) as entries:
            left = [e for e in entries if e.name.startswith(_PART) and e.name.endswith(_ENDING)]
    except PermissionError:  # a folder that one may put things into, without seeing what is there
        return
    for entry in left:
        try:
            if time.time() - entry.stat(follow_symlinks=False).st_mtime > _LEFT_BEHIND:
                Path(entry.path).unlink()
        except OSError:  # somebody else's, or gone: it harms nobody
            continue


def _settle(target: Path) -> None:
    """Put a name that a file was given on disk."""
    try:
        _sync_folder(target.parent)
    except OSError as err:
        raise OutputError(
            _("{path} was written, but the disk reports an error ({why}); open it to be sure.").format(
                path=target, why=why(err)
            )
        ) from err


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows cannot open a folder; its rename is on disk with the next flush
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
    except PermissionError:  # as above
        return
    try:
        os.fsync(handle)
    except OSError as err:
        if err.errno not in (errno.EINVAL, errno.ENOTSUP):  # some network folders cannot be synced
            raise
    finally:
        os.close(handle)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
