"""The designer's working folder: which sheets it offers, and where uploads and memos go.

Names come from a safe alphabet, and nothing that is there already is overwritten.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path, PurePosixPath, PureWindowsPath

from kaohe_tools.errors import OutputError, ProfileError
from kaohe_tools.files import write_new, write_whole
from kaohe_tools.locale import _, why
from kaohe_tools.memo import safe_name
from kaohe_tools.profiles import Profile, load_profile, profile_file, profile_names

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".docx", ".txt", ".pdf")
"""Files that are offered."""

OFFERED = (".", "uploads", "sample_sheets")
"""Where in the working folder sheets are looked for."""

MAX_UPLOAD = 50 * 1024 * 1024
"""Bytes: a larger upload is refused."""


def upload_name(name: str) -> str:
    """Return a safe name for an uploaded file: its last part only, made by :func:`safe_name`.

    Examples
    --------
    >>> upload_name("../../指标 表.XLSX")
    '指标_表.xlsx'
    """
    last = Path(PureWindowsPath(PurePosixPath(name).name).name)
    return f"{safe_name(last.stem, 'sheet')}{last.suffix.lower()[:10]}"


def offered_sheets(folder: Path) -> tuple[str, ...]:
    """Return the sheets of a working folder as paths relative to it, in reading order."""
    found = []
    for part in OFFERED:
        place = folder / part
        if place.is_dir():
            files = (f for f in place.iterdir() if f.suffix.lower() in SUFFIXES and f.is_file())
            found += sorted(f.relative_to(folder).as_posix() for f in files if f.name[:2] not in ("~$", "._"))
    return tuple(found)


def offered_profiles(folder: Path) -> tuple[str, ...]:
    """Return the profiles to choose from: the shipped ones by name, the office's own by their path."""
    places = (folder, folder / "profiles")
    own = (f.relative_to(folder).as_posix() for place in places if place.is_dir() for f in sorted(place.glob("*.toml")))
    return (*profile_names(), *own)


def chosen_profile(folder: Path, profile: str) -> Profile:
    """Load a profile by a name of :func:`offered_profiles`.

    Raises
    ------
    ProfileError
        If there is none, or it cannot be used.
    """
    return load_profile(folder / profile if profile.lower().endswith(".toml") else profile)


def store_upload(folder: Path, name: str, data: bytes) -> Path:
    """Write an uploaded sheet into ``folder/uploads`` and return its path.

    A file of that name with the same bytes is taken as it is; one with other bytes stays, and the
    upload gets a number behind its name.

    Raises
    ------
    OutputError
        If the file is too large, is no sheet by its name, or cannot be written.
    """
    clean = upload_name(name)
    if Path(clean).suffix.lower() not in SUFFIXES:
        raise OutputError(
            _("{name} is no workbook: choose a file that ends in {suffixes}.").format(
                name=clean, suffixes=" ".join(SUFFIXES)
            )
        )
    if len(data) > MAX_UPLOAD:
        raise OutputError(
            _("{name} has {size} MB; a sheet may have {most} MB at most.").format(
                name=clean, size=len(data) // 1024**2, most=MAX_UPLOAD // 1024**2
            )
        )
    uploads = folder / "uploads"
    try:
        uploads.mkdir(parents=True, exist_ok=True)
        there = uploads / clean
        if there.is_file() and there.read_bytes() == data:
            return there
        return write_new(uploads, clean, data)
    except OutputError:
        raise
    except OSError as err:
        raise OutputError(
            _("{name} could not be written into {folder}: {why}").format(name=clean, folder=uploads, why=why(err))
        ) from err


def save_profile(folder: Path, profile: str, edit: Callable[[str], str]) -> Path:
    """Change the text of an office's own profile and return its file; a shipped profile is copied first.

    The copy goes into ``folder/profiles``. One that is there already is taken if it asks for the
    same as the shipped profile, saved layouts apart.

    Raises
    ------
    ProfileError
        If there is no such profile, or `edit` refuses its text.
    OutputError
        If the file cannot be written; what was there is unchanged.
    """
    path = folder / profile if profile.lower().endswith(".toml") else profile_file(profile)
    path = path.resolve()
    shipped = path.parent == profile_file("default").resolve().parent
    copy = folder / "profiles" / path.name
    if shipped and not _asks_the_same(copy, path):
        made = edit(_text_of(path))
        try:
            copy.parent.mkdir(parents=True, exist_ok=True)
            return write_new(copy.parent, copy.name, made.encode())
        except OutputError:
            raise
        except OSError as err:
            raise OutputError(_("{path} cannot be written: {why}").format(path=copy, why=why(err))) from err
    target = copy if shipped else path
    write_whole(target, edit(_text_of(target)).encode())
    return target


def _asks_the_same(copy: Path, shipped: Path) -> bool:
    """Return whether a copy of a shipped profile differs from it in nothing but saved layouts."""
    try:
        return copy.is_file() and load_profile(copy).replace(layouts=()) == load_profile(shipped).replace(layouts=())
    except ProfileError:
        return False


def _text_of(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")  # line ends stay as they are
    except OSError as err:
        raise ProfileError(_("the profile {path} cannot be read: {why}").format(path=path, why=why(err))) from err
    except UnicodeDecodeError as err:
        raise ProfileError(_("the profile {path} is not valid TOML: {why}").format(path=path, why=err)) from err
