"""A Jupyter server on this machine for this machine's user only: what ``kaohe lab`` and ``kaohe app`` share.

It listens on 127.0.0.1, asks for a random token that stands in no command line, and has settings of
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
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from kaohe_tools.errors import KaoheError
from kaohe_tools.locale import Text, _, text
from kaohe_tools.workspace import OWN

HOST = "127.0.0.1"
FIRST_PORT = 8888
_GUARDED = "/api/kernels/00000000-0000-0000-0000-000000000000"  # costs nothing: there is no such kernel
_NO_SUCH_KERNEL, _FORBIDDEN = 404, 403
_QUICKER = 3  # so often another program may take the port between the look at it and the server's start


@dataclass(frozen=True, kw_only=True)
class RunningServer:
    """A server that answers.

    Attributes
    ----------
    folder : Path
        The working folder.
    port : int
        On 127.0.0.1.
    token : str
        Who has it may do everything that the user may.
    page : str
        Where to begin, such as ``/lab``.
    process : subprocess.Popen
        The server.
    runtime : Path
        Private folder with the server's passing files; removed by :meth:`stop`.
    """

    folder: Path
    port: int
    token: str
    page: str
    process: subprocess.Popen[bytes]
    runtime: Path

    @property
    def url(self) -> str:
        """The address to open, with the token in it."""
        return f"http://{HOST}:{self.port}{self.page}?token={self.token}"

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


def as_root() -> tuple[str, ...]:
    """Return the option without which a Jupyter server does not work for the user root."""
    return ("--allow-root",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()


def server_environment(folder: Path, runtime: Path, token: str, lang: str) -> dict[str, str]:
    """Return a server's environment: its token, its own folders, the language of the panels.

    The token is here and not in the command line, which every user of a machine can read.
    """
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


def start_server(
    folder: Path,
    command: Callable[[int, Path], Sequence[str]],
    *,
    name: str,
    page: str,
    port: int | None = None,
    token: str | None = None,
    lang: str = "zh",
    patience: float = 90,
) -> RunningServer:
    """Start a server on a prepared working folder and return when it answers.

    Parameters
    ----------
    command : callable
        Returns the server's command line for a port and a private folder for passing files.
    name : str
        Of its log, ``.kaohe/NAME-PORT.log``.
    page : str
        Where a user begins.

    Raises
    ------
    KaoheError
        If the server ends or does not answer; the message names its log. Also if it would let in
        somebody without the token.
    """
    token = token or secrets.token_hex(24)
    for _attempt in range(_QUICKER):
        chosen = free_port(port)
        try:
            return _start_on(chosen, folder, command, name, page, token, lang, patience)
        except KaoheError:
            if free_port(chosen) == chosen:  # else another program took it in between: the next one then
                raise
    raise KaoheError(_("No free port was found on this machine."))


def _start_on(
    port: int,
    folder: Path,
    command: Callable[[int, Path], Sequence[str]],
    name: str,
    page: str,
    token: str,
    lang: str,
    patience: float,
) -> RunningServer:
    """Start a server on this port and return when it answers, to its token only."""
    log = folder / OWN / f"{name}-{port}.log"
    runtime = Path(tempfile.mkdtemp(prefix=f"kaohe-{name}-"))
    with log.open("wb") as output:
        process = subprocess.Popen(
            command(port, runtime),
            env=server_environment(folder, runtime, token, lang),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    server = RunningServer(folder=folder, port=port, token=token, page=page, process=process, runtime=runtime)
    try:
        _wait_until_it_answers(server, log, patience)
        if _status(server) != _FORBIDDEN:
            raise KaoheError(
                _("This machine's Jupyter settings would let anybody in without a token; the server was stopped.")
            )
    except BaseException:
        server.stop()
        raise
    return server


def serve(
    start: Callable[[], RunningServer],
    *,
    wanted: int | None = None,
    on_start: Callable[[RunningServer], object] | None = None,
) -> int:
    """Start a server, say its address, run it until Ctrl+C, and return the exit code.

    Parameters
    ----------
    wanted : int, optional
        The port that was asked for.
    on_start : callable
        Called once the server answers.
    """
    with _stopped_by_signals():
        try:
            server = start()
        except KeyboardInterrupt:
            return 130
        try:
            if wanted is not None and server.port != wanted:
                tell(text("Port {port} is in use; {other} is taken instead.", port=wanted, other=server.port))
            tell(text("Open this address in a browser: {url}", url=server.url))
            tell(text("It works for you on this machine only. Ctrl+C here ends it."))
            if on_start:
                on_start(server)
            code = server.process.wait()
        except KeyboardInterrupt:
            code = 0
        finally:
            server.stop()
    tell(text("The server has ended; your files are in {folder}.", folder=str(server.folder)))
    return 0 if code == 0 else 2


def tell(message: Text) -> None:
    """Write one line to the terminal."""
    sys.stdout.write(f"{message}\n")
    sys.stdout.flush()


def _wait_until_it_answers(server: RunningServer, log: Path, patience: float) -> None:
    """Return when the server answers to its token; raise when it has ended or time is up."""
    end = time.monotonic() + patience
    while time.monotonic() < end and server.process.poll() is None:
        if _status(server, server.token) == _NO_SUCH_KERNEL:
            return
        time.sleep(0.1)
    lines = log.read_text("utf-8", errors="replace").splitlines()
    raise KaoheError(
        _("The server did not start. Its last words (all in {log}):\n{tail}").format(
            log=log, tail="\n".join(lines[-8:])
        )
    )


def _status(server: RunningServer, token: str | None = None) -> int | None:
    """Return the HTTP status of a page that every Jupyter server guards, or None if nothing answers."""
    headers = {"Authorization": f"token {token}"} if token else {}
    request = urllib.request.Request(f"http://{HOST}:{server.port}{_GUARDED}", headers=headers)
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
    """Let an ordinary end of this program (kill, a closed terminal) end the server as Ctrl+C does."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    names = ("SIGTERM", "SIGHUP")
    before = {getattr(signal, n): signal.signal(getattr(signal, n), interrupt) for n in names if hasattr(signal, n)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
