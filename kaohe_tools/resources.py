"""Where the notebooks and the sample sheets are: in a checkout its top folders, else inside the package."""

from __future__ import annotations

from pathlib import Path

from kaohe_tools.errors import KaoheError
from kaohe_tools.locale import _

_PACKAGE = Path(__file__).resolve().parent


def notebooks_dir() -> Path:
    """Return the folder of the notebooks as shipped (read them, do not write there).

    Raises
    ------
    KaoheError
        If the installation lacks it.
    """
    return _shipped("notebooks")


def samples_dir() -> Path:
    """Return the folder of the sample sheets as shipped (read them, do not write there).

    Raises
    ------
    KaoheError
        If the installation lacks it.
    """
    return _shipped("sample_sheets")


def _shipped(name: str) -> Path:
    """Return a folder that a wheel carries in ``_shipped`` and a checkout at its top."""
    for folder in (_PACKAGE / "_shipped" / name, _PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise KaoheError(_("This installation of kaohe_tools lacks its folder {name}; install it again.").format(name=name))
