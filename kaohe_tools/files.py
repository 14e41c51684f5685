"""Files on disk that appear whole or not at all."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from pathlib import Path

from kaohe_tools.errors import OutputError
from kaohe_tools.locale import _


def write_whole(target: Path, data: bytes) -> None:
    """Write a file that appears whole or not at all.

    Raises
    ------
    OutputError
        If it cannot be written; what was there is unchanged.
    """
    part = target.parent / f".kaohe-{secrets.token_hex(6)}.part"
    try:
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        try:
            with part.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            if target.exists():
                shutil.copymode(target, part)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
        _sync_folder(target.parent)
    except OSError as err:
        raise failure(target, err) from err


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows cannot open a folder; its rename is on disk with the next flush
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as err:
        if err.errno not in (errno.EINVAL, errno.ENOTSUP):  # some network folders cannot be synced
            raise
    finally:
        os.close(handle)


def failure(target: Path, err: OSError) -> OutputError:
    """Return what to tell the reader of a file that could not be written."""
    if err.errno == errno.ENOENT:
        said = _("the folder {folder} does not exist; make it first").format(folder=target.parent)
    elif err.errno in (errno.ENOSPC, errno.EDQUOT):
        said = _("the disk is full; nothing was changed")
    elif err.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        said = _("there is no permission to write here, or the file is open in another program")
    elif err.errno == errno.EISDIR:
        said = _("this is a folder; name a file in it")
    else:
        said = err.strerror or str(err)
    return OutputError(_("{path} cannot be written: {why}.").format(path=target, why=said))
