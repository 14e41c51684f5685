"""``kaohe lab``: JupyterLab on the designer's working folder, for this machine's user only.

The server installs no extensions and asks for no updates; :mod:`kaohe_tools.server` keeps it to its user.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from kaohe_tools.locale import language, text
from kaohe_tools.server import HOST, RunningServer, as_root, serve, start_server, tell
from kaohe_tools.workspace import OWN, prepare, write_settings

__all__ = ["lab_command", "prepare", "run_lab", "start_lab"]

START_PAGE = "00_start.ipynb"


def lab_command(folder: Path, port: int, *, browser: bool = False, options: Sequence[str] = ()) -> list[str]:
    """Return the command line of the server, ending in `options`."""
    own = folder / OWN / "lab"
    return [
        *(sys.executable, "-m", "jupyterlab"),
        f"--ServerApp.ip={HOST}",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        "--ServerApp.allow_remote_access=False",
        f"--ServerApp.root_dir={folder}",
        f"--ServerApp.open_browser={browser}",
        "--ServerApp.answer_yes=True",
        f"--LabApp.default_url={_start_path(folder)}",
        f"--LabApp.user_settings_dir={own / 'settings'}",
        f"--LabApp.workspaces_dir={own / 'workspaces'}",
        "--LabApp.extension_manager=readonly",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--VoilaConfiguration.file_allowlist=[]",  # Voilà would serve pictures to whoever asks
        "--VoilaConfiguration.file_denylist=['.*']",
        *as_root(),
        *options,
    ]


def start_lab(
    folder: Path,
    *,
    port: int | None = None,
    token: str | None = None,
    lang: str = "zh",
    browser: bool = False,
    patience: float = 90,
    options: Sequence[str] = (),
) -> RunningServer:
    """Start the server on a prepared working folder and return when it answers.

    Parameters
    ----------
    folder : Path
        From :func:`prepare`.
    port : int, optional
        The next free one is taken if it is in use; 8888 or the next free one if None.
    token : str, optional
        Random if None.
    lang : {"zh", "en"}
        Of the menus and the panels.
    browser : bool
        Whether to open the start page in the user's browser.
    patience : float
        Seconds to wait for the first answer.
    options : sequence of str
        More options of the server, such as ``"--LabApp.expose_app_in_browser=True"``.

    Raises
    ------
    KaoheError
        As :func:`kaohe_tools.server.start_server`.
    """
    write_settings(folder, lang)

    def command(chosen: int, _runtime: Path) -> list[str]:
        return lab_command(folder, chosen, browser=browser, options=options)

    return start_server(
        folder, command, name="lab", page=_start_path(folder), port=port, token=token, lang=lang, patience=patience
    )


def run_lab(folder: Path | None = None, *, browser: bool = True, port: int | None = None, lang: str = "") -> int:
    """Prepare a working folder, run the lab on it until Ctrl+C, and return the exit code.

    Parameters
    ----------
    folder : Path, optional
        ``kaohe-work`` in the current folder if None.
    browser, port, lang
        As in :func:`start_lab`; the language in use if `lang` is empty.
    """
    target = prepare(folder, tell)
    tell(text("Starting JupyterLab on {folder} …", folder=str(target)))
    return serve(lambda: start_lab(target, port=port, lang=lang or language(), browser=browser), wanted=port)


def _start_path(folder: Path) -> str:
    """Return the page to begin with: the start notebook, or the plain lab where it is missing."""
    return f"/lab/tree/{START_PAGE}" if (folder / START_PAGE).is_file() else "/lab"
