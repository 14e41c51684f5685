"""``kaohe lab``: JupyterLab on the designer's working folder, for this machine's user only.

The server listens on 127.0.0.1, asks for a random token, installs no extensions and has settings of
its own, so that neither another Jupyter set-up on the machine nor this one disturbs the other.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from kaohe_tools.errors import KaoheError
from kaohe_tools.locale import Text, _, language, text
from kaohe_tools.workspace import OWN, prepare, write_settings

__all__ = ["RunningLab", "free_port", "lab_command", "lab_environment", "prepare", "run_lab", "start_lab"]

HOST = "127.0.0.1"
FIRST_PORT = 8888
START_PAGE = "00_start.ipynb"


@dataclass(frozen=True, kw_only=True)
class RunningLab:
    """A lab that answers.

    Attributes
    ----------
    folder : Path
        The working folder.
    port : int
        On 127.0.0.1.
    token : str
        Who has it may do everything that the user may.
    process : subprocess.Popen
        The server.
    runtime : Path
        Private folder with the server's passing files; removed by :meth:`stop`.
    """

    folder: Path
    port: int
    token: str
    process: subprocess.Popen[bytes]
    runtime: Path

    @property
    def url(self) -> str:
        """The address to open, with the token in it."""
        return f"http://{HOST}:{self.port}{_start_path(self.folder)}?token={self.token}"

    def stop(self) -> None:
        """End the server and its kernels, and return when they have ended."""
        if self.process.poll() is None and os.name != "nt":
            self.process.terminate()
        try:  # Windows: Ctrl+C has reached the server already; terminate() would leave it no time
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.runtime, ignore_errors=True)


def free_port(wanted: int | None = None) -> int:
    """Return `wanted` if it is free on 127.0.0.1, else the next free one (8888 on if None)."""
    first = FIRST_PORT if wanted is None else wanted
    for port in (*range(first, min(first + 50, 65536)), 0):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            if sys.platform == "win32":  # else Windows lets two programs share a port
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
            else:  # a port that was left a moment ago counts as free
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind((HOST, port))
                return int(probe.getsockname()[1])
    raise KaoheError(_("No free port was found on this machine."))


def lab_command(folder: Path, port: int, *, browser: bool = False, options: Sequence[str] = ()) -> list[str]:
    """Return the command line of the server, ending in `options`.

    The token is not in it, since every user of a machine can read command lines; it is in
    :func:`lab_environment`.
    """
    own = folder / OWN / "lab"
    command = [
        *(sys.executable, "-m", "jupyterlab"),
        f"--ServerApp.ip={HOST}",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        f"--ServerApp.root_dir={folder}",
        f"--ServerApp.open_browser={browser}",
        "--ServerApp.answer_yes=True",
        f"--LabApp.default_url={_start_path(folder)}",
        f"--LabApp.user_settings_dir={own / 'settings'}",
        f"--LabApp.workspaces_dir={own / 'workspaces'}",
        "--LabApp.extension_manager=readonly",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    return [*command, *options]


def lab_environment(folder: Path, runtime: Path, token: str, lang: str) -> dict[str, str]:
    """Return the server's environment: its token, its own folders, the language of the panels."""
    own = folder / OWN / "jupyter"
    return {
        **os.environ,
        "JUPYTER_TOKEN": token,
        "JUPYTER_CONFIG_DIR": str(own / "config"),
        "JUPYTER_DATA_DIR": str(own / "data"),
        "JUPYTER_RUNTIME_DIR": str(runtime),
        "IPYTHONDIR": str(own / "ipython"),
        "KAOHE_LANG": lang,
        "PYTHONUTF8": "1",
    }


def start_lab(
    folder: Path,
    *,
    port: int | None = None,
    token: str | None = None,
    lang: str = "zh",
    browser: bool = False,
    patience: float = 90,
    options: Sequence[str] = (),
) -> RunningLab:
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
        If the server ends or does not answer; the message names its log. Also if it would let in
        somebody without the token.
    """
    token = token or secrets.token_hex(24)
    write_settings(folder, lang)
    chosen = free_port(port)
    log = folder / OWN / f"lab-{chosen}.log"
    runtime = Path(tempfile.mkdtemp(prefix="kaohe-lab-"))
    with log.open("wb") as output:
        process = subprocess.Popen(
            lab_command(folder, chosen, browser=browser, options=options),
            env=lab_environment(folder, runtime, token, lang),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    lab = RunningLab(folder=folder, port=chosen, token=token, process=process, runtime=runtime)
    try:
        _wait_until_it_answers(lab, log, patience)
        if _status(lab, "/api/contents") == 200:
            raise KaoheError(
                _("This machine's Jupyter settings would let anybody in without a token; the lab was stopped.")
            )
    except BaseException:
        lab.stop()
        raise
    return lab


def run_lab(folder: Path | None = None, *, browser: bool = True, port: int | None = None, lang: str = "") -> int:
    """Prepare a working folder, run the lab on it until Ctrl+C, and return the exit code.

    Parameters
    ----------
    folder : Path, optional
        ``kaohe-work`` in the current folder if None.
    browser, port, lang
        As in :func:`start_lab`; the language in use if `lang` is empty.
    """
    target = prepare(folder, _tell)
    _tell(text("Starting JupyterLab on {folder} …", folder=str(target)))
    with _stopped_by_signals():
        try:
            lab = start_lab(target, port=port, lang=lang or language(), browser=browser)
        except KeyboardInterrupt:
            return 130
        if port is not None and lab.port != port:
            _tell(text("Port {port} is in use; {other} is taken instead.", port=port, other=lab.port))
        _tell(text("Open this address in a browser: {url}", url=lab.url))
        _tell(text("It works for you on this machine only. Ctrl+C here ends it."))
        try:
            code = lab.process.wait()
        except KeyboardInterrupt:
            code = 0
        finally:
            lab.stop()
    _tell(text("The lab has ended; your files are in {folder}.", folder=str(target)))
    return 0 if code == 0 else 2


def _start_path(folder: Path) -> str:
    """Return the page to begin with: the start notebook, or the plain lab where it is missing."""
    return f"/lab/tree/{START_PAGE}" if (folder / START_PAGE).is_file() else "/lab"


def _wait_until_it_answers(lab: RunningLab, log: Path, patience: float) -> None:
    """Return when the server answers to its token; raise when it has ended or time is up."""
    end = time.monotonic() + patience
    while time.monotonic() < end and lab.process.poll() is None:
        if _status(lab, "/api/status", lab.token) == 200:
            return
        time.sleep(0.1)
    lines = log.read_text("utf-8", errors="replace").splitlines()
    raise KaoheError(
        _("JupyterLab did not start. Its last words (all in {log}):\n{tail}").format(
            log=log, tail="\n".join(lines[-8:])
        )
    )


def _status(lab: RunningLab, path: str, token: str | None = None) -> int | None:
    """Return the HTTP status of a page of the lab, or None if nothing answers."""
    headers = {"Authorization": f"token {token}"} if token else {}
    request = urllib.request.Request(f"http://{HOST}:{lab.port}{path}", headers=headers)
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(request, timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refusal:
        return refusal.code
    except OSError:
        return None


@contextlib.contextmanager
def _stopped_by_signals() -> Iterator[None]:
    """Let an ordinary end of this program (kill, a closed terminal) end the lab as Ctrl+C does."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    names = ("SIGTERM", "SIGHUP")
    before = {getattr(signal, n): signal.signal(getattr(signal, n), interrupt) for n in names if hasattr(signal, n)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _tell(message: Text) -> None:
    """Write one line to the terminal."""
    sys.stdout.write(f"{message}\n")
    sys.stdout.flush()
