"""The annotated copy of a review memo: from which file, and that it is the one that was reviewed."""

from __future__ import annotations

import hashlib
from pathlib import Path

from kaohe_tools.errors import OutputError
from kaohe_tools.locale import _, why
from kaohe_tools.memo.data import Memo


def annotated(memo: Memo, source: str | Path | bytes | None, *, macros: bool = False) -> bytes:
    """Return the reviewed workbook with the findings in it.

    Raises
    ------
    OutputError
        If `source` is missing, or not the workbook that was reviewed.
    """
    from kaohe_tools.memo.xlsx import memo_xlsx

    return memo_xlsx(memo, _read(memo, source), macros=macros)


def _read(memo: Memo, source: str | Path | bytes | None) -> bytes:
    scheme = memo.review.scheme
    if source is None:
        if not (scheme.file and Path(scheme.file).is_file()):
            raise OutputError(
                _("The annotated workbook needs the reviewed file {file}; say where it is.").format(
                    file=scheme.file or "?"
                )
            )
        source = Path(scheme.file)
    name = scheme.file
    if not isinstance(source, bytes):
        name = Path(source).name
        try:
            source = Path(source).read_bytes()
        except OSError as err:
            raise OutputError(_("{file} cannot be read: {why}.").format(file=name, why=why(err))) from err
    if hashlib.sha256(source).hexdigest() != scheme.sha256:
        raise OutputError(
            _("{file} is not the file that was reviewed: its content has changed. Review it again.").format(file=name)
        )
    return source
