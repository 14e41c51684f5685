"""``kaohe app``: one notebook as a web page, for this machine's user only.

The page is made by Voilà, whose documented settings keep it closed: a token, this machine's names
alone, no list of files, no files, no tracebacks, nothing loaded from elsewhere. It is made from a
copy of the notebook in a private folder that holds nothing else; the notebook works in the working
folder all the same, where the sheets are.
"""

from __future__ import annotations

import json
import sys
import webbrowser
from pathlib import Path
from typing import Any

from kaohe_tools.errors import KaoheError
from kaohe_tools.files import write_whole
from kaohe_tools.locale import _, language, text, why
from kaohe_tools.server import HOST, RunningServer, serve, start_server, tell
from kaohe_tools.workspace import prepare

DEFAULT_NOTEBOOK = "01_review.ipynb"
PANEL, LAB = "panel", "lab"
"""Tags of cells: the page ends with the last cell tagged ``panel``; those tagged ``lab`` are not in it."""

_IDLE = 3600  # seconds after which a page that nobody looks at gives its memory back
_ONLY_FROM_HERE = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' ws://{host}:{port}; "
    "worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)


def app_settings(folder: Path, page: Path, runtime: Path, port: int) -> dict[str, Any]:
    """Return Voilà's settings for the notebook `page`, whose cells work in `folder`."""
    security = _ONLY_FROM_HERE.format(host=HOST, port=port)
    return {
        "Voila": {
            "ip": HOST,
            "port": port,
            "port_retries": 0,
            "open_browser": False,
            "auto_token": True,  # the one in JUPYTER_TOKEN; without this Voilà asks for none
            "root_dir": str(page.parent),
            "connection_dir_root": str(runtime),
            "tornado_settings": {
                "allow_remote_access": False,  # a request that names another host is refused
                "headers": {"Content-Security-Policy": security, "Referrer-Policy": "no-referrer"},
            },
        },
        "VoilaConfiguration": {
            "show_tracebacks": False,
            "strip_sources": True,
            "file_allowlist": [],
            "file_denylist": [".*"],
            "allow_template_override": "NO",
            "allow_theme_override": "NO",
        },
        "VoilaExecutor": {
            "cell_error_instruction": _("The page cannot go on from here; the log of `kaohe app` says why."),
        },
        "MappingKernelManager": {
            "root_dir": str(folder),
            "cull_idle_timeout": _IDLE,
            "cull_interval": _IDLE // 12,
        },
    }


def page_of(notebook: Path) -> bytes:
    """Return the notebook as the page shows it: up to its panel, without cells meant for the lab.

    Raises
    ------
    KaoheError
        If the file is no notebook.
    """
    try:
        book = json.loads(notebook.read_text("utf-8"))
        cells = [(cell, cell.get("metadata", {}).get("tags", ())) for cell in book["cells"]]
    except OSError as err:
        raise KaoheError(_("{path} cannot be read: {why}").format(path=notebook, why=why(err))) from err
    except (ValueError, LookupError, TypeError, AttributeError) as err:
        raise KaoheError(_("{path} is no notebook; name a file that ends in .ipynb.").format(path=notebook)) from err
    last = max((n for n, (_cell, tags) in enumerate(cells) if PANEL in tags), default=len(cells) - 1)
    shown = [cell for cell, tags in cells[: last + 1] if LAB not in tags]
    return json.dumps(book | {"cells": shown}, ensure_ascii=False).encode()


def find_notebook(folder: Path, named: Path | None) -> Path:
    """Return a notebook by its name in the working folder, with or without .ipynb, or by its path.

    Raises
    ------
    KaoheError
        If there is none; the message lists those that there are.
    """
    wanted = Path(named or DEFAULT_NOTEBOOK)
    wanted = wanted if wanted.suffix == ".ipynb" else wanted.with_name(f"{wanted.name}.ipynb")
    for path in (folder / wanted, wanted):
        if path.is_file():
            return path.resolve()
    there = ", ".join(path.name for path in sorted(folder.glob("*.ipynb")))
    raise KaoheError(
        _("There is no notebook {name}; in {folder} there are: {there}.").format(
            name=wanted, folder=folder, there=there or "—"
        )
    )


def start_app(
    folder: Path,
    notebook: Path,
    *,
    port: int | None = None,
    token: str | None = None,
    lang: str = "zh",
    patience: float = 90,
) -> RunningServer:
    """Serve a notebook as a page and return when the server answers.

    Parameters
    ----------
    folder : Path
        The prepared working folder, in which the notebook's cells work.
    notebook : Path
        From :func:`find_notebook`.
    port, token, lang, patience
        As in :func:`kaohe_tools.server.start_server`.

    Raises
    ------
    KaoheError
        If `notebook` is no notebook; also as :func:`kaohe_tools.server.start_server`.
    """
    shown = page_of(notebook)

    def command(chosen: int, runtime: Path) -> list[str]:
        page, settings = runtime / "page" / notebook.name, runtime / "settings"
        for private in (page.parent, settings):
            private.mkdir(mode=0o700)
        write_whole(page, shown)
        said = json.dumps(app_settings(folder, page, runtime, chosen), ensure_ascii=False, indent=1)
        write_whole(settings / "voila.json", said.encode())
        return [*(sys.executable, "-m", "voila"), str(page), f"--Voila.config_file_paths={settings}"]

    return start_server(folder, command, name="app", page="/", port=port, token=token, lang=lang, patience=patience)


def run_app(
    named: Path | None = None,
    folder: Path | None = None,
    *,
    browser: bool = True,
    port: int | None = None,
    lang: str = "",
) -> int:
    """Prepare a working folder, serve a notebook of it until Ctrl+C, and return the exit code.

    Parameters
    ----------
    named : Path, optional
        The notebook; ``01_review`` if None.
    folder : Path, optional
        The working folder; ``kaohe-work`` in the current folder if None.
    browser : bool
        Whether to open the page in the user's browser.
    port, lang
        As in :func:`start_app`; the language in use if `lang` is empty.
    """
    target = prepare(folder, tell)
    notebook = find_notebook(target, named)
    tell(text("Starting the page of {notebook} on {folder} …", notebook=notebook.name, folder=str(target)))
    return serve(
        lambda: start_app(target, notebook, port=port, lang=lang or language()),
        wanted=port,
        on_start=_open if browser else None,
    )


def _open(server: RunningServer) -> None:
    """Open the page in the user's browser, by way of a private file: command lines show addresses."""
    from kaohe_tools.memo.html import environment

    template = environment().from_string(
        '<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0; url={{ url }}">'
    )
    door = server.runtime / "open.html"
    write_whole(door, template.render(url=server.url).encode())
    door.chmod(0o600)
    webbrowser.open(door.as_uri())
