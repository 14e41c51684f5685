"""Which files of a folder a batch takes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kaohe_tools.batch.store import written_by_batches
from kaohe_tools.errors import KaoheError
from kaohe_tools.locale import _
from kaohe_tools.memo.names import is_memo
from kaohe_tools.sheets.formats.sniff import READABLE

_REFUSED = (".doc", ".dot", ".wps", ".rtf", ".odt", ".xlsb")
"""Suffixes of files that schemes come in, too, and that are told to be saved anew: none is left out in silence."""

TAKEN = tuple(suffix for suffix in READABLE if suffix not in (".md", ".markdown"))
"""Suffixes that are taken from a folder; notes kept beside sheets are not, unless named."""


def find_files(paths: Sequence[Path]) -> list[Path]:
    """Return the files named, and those below the folders named that may hold a scheme, in a stable order.

    Memos and summaries that this package wrote are not taken from a folder: they are answers, not
    sheets. Nor are hidden files and the lock files of office programs. Documents of kinds that are
    not read, and what only looks like a file, are taken, so that their review says so.

    Raises
    ------
    KaoheError
        If a folder holds no such file.
    """
    found: list[Path] = []
    for path in paths:
        if not path.is_dir():
            found.append(path)
            continue
        inside = sorted(p for p in path.rglob("*") if p.suffix.lower() in (*TAKEN, *_REFUSED) and not p.is_dir())
        inside = [p for p in inside if not p.name.startswith(("~$", ".")) and not is_memo(p)]
        ours = {folder: written_by_batches(folder) for folder in {p.parent for p in inside}}
        inside = [p for p in inside if p.name not in ours[p.parent]]
        if not inside:
            raise KaoheError(
                _("{path}: the folder holds no sheet ({suffixes}).").format(path=path, suffixes=" ".join(TAKEN))
            )
        found += inside
    return list(dict.fromkeys(found))
