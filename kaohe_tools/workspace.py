"""The designer's working folder: copies of the notebooks and sample sheets, and the lab's settings.

What the designer changed is never overwritten. A small record of what was copied
(``.kaohe/copies.json``) tells an untouched old copy, which is renewed, from a changed one, which
stays; the newer version is then laid beside it as ``name.new.ipynb``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path

from kaohe_tools.errors import OutputError
from kaohe_tools.files import write_whole
from kaohe_tools.locale import Text, _, text, why
from kaohe_tools.profiles import profile_file
from kaohe_tools.resources import notebooks_dir, samples_dir

DEFAULT_FOLDER = "kaohe-work"
OWN = ".kaohe"  # our own folder inside the working folder; JupyterLab does not list it
_RECORD = "copies.json"


def _silent(message: Text) -> None:
    """Take a message and say nothing."""


def prepare(folder: Path | str | None = None, tell: Callable[[Text], None] = _silent) -> Path:
    """Copy the notebooks and sample sheets into a working folder, keeping what was changed there.

    Parameters
    ----------
    folder : path, optional
        Made if it does not exist; ``kaohe-work`` in the current folder if None.
    tell : callable
        Called with one :class:`Text` for each file that could not simply be renewed.

    Returns
    -------
    Path
        The working folder, absolute.

    Raises
    ------
    OutputError
        If the folder is a file, cannot be written, or is the one that the notebooks ship in.
    """
    target = Path(folder or DEFAULT_FOLDER).expanduser().resolve()
    if notebooks_dir() in (target, *target.parents) or samples_dir() in (target, *target.parents):
        raise OutputError(_("{folder} belongs to kaohe_tools; choose another folder.").format(folder=target))
    try:
        (target / OWN).mkdir(parents=True, exist_ok=True)
        record = _read_record(target)
        for source, name in _shipped_files():
            _renew(source, target / name, name, record, tell)
        _write(target / OWN / _RECORD, json.dumps(record, indent=1, sort_keys=True, ensure_ascii=False).encode())
    except OutputError:
        raise
    except OSError as error:
        raise OutputError(
            _("The working folder {folder} cannot be written: {why}. Choose another folder.").format(
                folder=target, why=why(error)
            )
        ) from error
    return target


def write_settings(folder: Path, lang: str) -> None:
    """Write JupyterLab's settings for this folder: menus in `lang`, no news, no update reminders.

    Settings that the designer made in the lab's own dialog are kept.
    """
    settings = folder / OWN / "lab" / "settings" / "@jupyterlab"
    locale: dict[str, object] = {"locale": "zh_CN" if lang == "zh" else "en"}
    _merge(settings / "translation-extension" / "plugin.jupyterlab-settings", locale, overrule=True)
    quiet: dict[str, object] = {"fetchNews": "false", "checkForUpdates": False}
    _merge(settings / "apputils-extension" / "notification.jupyterlab-settings", quiet, overrule=False)


def _merge(path: Path, wanted: dict[str, object], *, overrule: bool) -> None:
    """Set keys in a settings file; what is there already wins unless `overrule`."""
    try:
        there = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):  # none yet, or with comments in it: begin anew
        there = {}
    there = there if isinstance(there, dict) else {}
    merged = {**there, **wanted} if overrule else {**wanted, **there}
    if merged != there:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, json.dumps(merged, indent=1, ensure_ascii=False).encode())


def _shipped_files() -> Iterator[tuple[Path, str]]:
    """Yield each shipped file with its name in the working folder (``/`` between the parts)."""
    for path in sorted(notebooks_dir().glob("*.ipynb")):
        yield path, path.name
    yield profile_file("default"), "profiles/office.toml"  # to be made the office's own
    samples = samples_dir()
    for path in sorted([*samples.glob("*"), *samples.glob("profiles/*.toml")]):
        if path.is_file() and path.suffix != ".py" and not path.name.startswith((".", "~")):
            yield path, f"{samples.name}/{path.relative_to(samples).as_posix()}"


def _renew(source: Path, copy: Path, name: str, record: dict[str, str], tell: Callable[[Text], None]) -> None:
    """Bring one copy up to date; `record` holds the digest of what this folder was last given."""
    shipped = source.read_bytes()
    digest = _digest(shipped)
    there = _digest(copy.read_bytes()) if copy.exists() else None
    given = record.get(name)
    record[name] = digest
    if there == digest:
        return
    if there is None or there == given:
        _write(copy, shipped)
    elif given != digest:  # changed by the designer, and there is a newer one: offer it once
        beside = _free_name(copy, untouched={digest, given})
        _write(beside, shipped)
        tell(
            text(
                "{name} was changed by you and is kept; the newer version is {beside}.",
                name=name,
                beside=beside.name,
            )
        )


def _free_name(copy: Path, untouched: set[str | None]) -> Path:
    """Return ``name.new.ipynb``; ``name.new2.ipynb`` … where the designer has changed that one too."""
    number = 1
    while True:
        beside = copy.with_name(f"{copy.stem}.new{number if number > 1 else ''}{copy.suffix}")
        if not beside.exists() or _digest(beside.read_bytes()) in untouched:
            return beside
        number += 1


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _read_record(folder: Path) -> dict[str, str]:
    """Return the digests by file name; none where the record is missing or damaged (nothing is lost by that)."""
    try:
        record = json.loads((folder / OWN / _RECORD).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(k): str(v) for k, v in record.items()} if isinstance(record, dict) else {}


def _write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, content)
