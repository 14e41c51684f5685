"""What a memo's file is called, and where it may go: nothing that is there is overwritten."""

from __future__ import annotations

from pathlib import Path

from kaohe_tools.locale import _, use_language
from kaohe_tools.memo.data import Memo
from kaohe_tools.memo.wording import safe_name


def memo_name(memo: Memo, format: str, suffix: str = ".xlsx") -> str:
    """Return the file name of a memo: the sheet's own name, the word for a memo, the form.

    Parameters
    ----------
    format : str
        One of :data:`kaohe_tools.memo.FORMATS`.
    suffix : str
        The reviewed workbook's suffix: an annotated ``.xlsm`` stays one, so that it opens.

    Examples
    --------
    ``node_annual_2018-审核意见.docx``; the annotated copy is ``node_annual_2018-批注.xlsx``.
    """
    scheme = memo.review.scheme
    with use_language(memo.language):
        word = _("annotated") if format == "xlsx" else _("review memo")
    ending = suffix.lower() if format == "xlsx" and suffix.lower() == ".xlsm" else f".{format}"
    return f"{safe_name(Path(scheme.file).stem or scheme.title)}-{safe_name(word)}{ending}"


def free_path(folder: Path, name: str) -> Path:
    """Return a path in `folder` that nothing has yet: `name`, else with (2), (3) … behind it."""
    path, count = folder / name, 1
    while path.exists():
        count += 1
        path = folder / f"{Path(name).stem} ({count}){Path(name).suffix}"
    return path
