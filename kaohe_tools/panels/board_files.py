"""The page's code of the panels: small files, joined into one module per panel."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import traitlets

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"


def joined(*names: str) -> str:
    """Return some files of ``board/`` as one text; scripts share one scope that way."""
    return "\n".join((HERE / "board" / name).read_text(encoding="utf-8") for name in names)


def synced() -> Any:
    """Return a value that the page sees, as JSON."""
    return traitlets.Any(None, allow_none=True).tag(sync=True, to_json=_sendable)


def _sendable(value: Any, _widget: object) -> Any:
    """Return a value that can go to the page.

    Half a letter, as the names of files from elsewhere have it, would break the connection: ``?`` stands for it.
    """
    try:
        json.dumps(value, ensure_ascii=False, default=repr).encode()
    except UnicodeEncodeError:
        return _whole_letters(value)
    return value


def _whole_letters(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_whole_letters(key): _whole_letters(held) for key, held in value.items()}
    return [_whole_letters(held) for held in value] if isinstance(value, list | tuple) else value


def page_code(*own: str) -> str:
    """Return a panel's script: what all panels share, then its own files, in one scope."""
    return joined("dom.js", "shell.js", "strips.js", *own)


def page_style(*own: str) -> str:
    """Return a panel's style sheet: what all panels share, then its own files."""
    return joined("board.css", *own)
