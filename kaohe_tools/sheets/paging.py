"""Lines that a print puts between two pages of one table: 续表, page numbers.

Runs in the child process (:mod:`kaohe_tools.sheets.formats.worker`).
"""

from __future__ import annotations

import re

_CONTINUED = re.compile(
    r"[（(]?(?:接?(?:上|前)[页表]|续[上前]?[页表]|[上接]?续)(?:[0-9一二三四五六七八九十]*)[）)]?[:：]?"
)
_PAGE = re.compile(r"[-—–\s]*(?:第\s*)?[0-9]{1,4}\s*(?:页)?\s*(?:[,，/／]?\s*共?\s*[0-9]{1,4}\s*页?)?[-—–\s]*")


def says_continued(line: str) -> bool:
    """Return whether a line only says that the table above goes on: 续表, （续）, — 3 —, 第2页 共5页."""
    return _CONTINUED.fullmatch("".join(line.split())) is not None or _PAGE.fullmatch(line) is not None
