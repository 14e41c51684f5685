"""What a memo's file is called, and where it may go: nothing that is there is overwritten."""

from __future__ import annotations

import re
from pathlib import Path

from kaohe_tools.memo.data import Memo
from kaohe_tools.memo.document import Kind
from kaohe_tools.memo.made import Made
from kaohe_tools.memo.wording import joined_names, safe_name

_ANNOTATED = {"zh": "批注", "en": "annotated"}
_MEMO = {"zh": "审核意见", "en": "review_memo"}
_OTHERS = {
    Kind.DESIGN: {"zh": "调分说明", "en": "design_memo"},
    Kind.SIMULATION: {"zh": "模拟测算", "en": "simulation_memo"},
    Kind.COMPARISON: {"zh": "方案对比", "en": "comparison_memo"},
}


def made_name(made: Made, format: str) -> str:
    """Return the file name of a memo of any kind; a workbook that keeps its macros ends in .xlsm."""
    kind, language = made.document.kind, made.document.language
    words = _OTHERS.get(kind, _ANNOTATED if format == "xlsx" else _MEMO)
    own = made.sources[0].suffix.lower() if made.sources and made.workbook is not None else ""
    ending = ".xlsm" if format == "xlsx" and own == ".xlsm" else f".{format}"
    return joined_names(made.stem, words[language]) + ending


def memo_name(memo: Memo, format: str, suffix: str = ".xlsx", *, sheet: str = "") -> str:
    """Return the file name of a review memo: the sheet's own name, the word for a memo, the form.

    Parameters
    ----------
    format : str
        One of :data:`kaohe_tools.memo.FORMATS`.
    suffix : str
        The reviewed workbook's suffix: an annotated ``.xlsm`` stays one, so that it opens.

    sheet : str
        The sheet's name, where a workbook holds several schemes.

    Examples
    --------
    ``node_annual_2018-审核意见.docx``; the annotated copy is ``node_annual_2018-批注.xlsx``.
    """
    scheme = memo.review.scheme
    word = (_ANNOTATED if format == "xlsx" else _MEMO)[memo.language]
    ending = suffix.lower() if format == "xlsx" and suffix.lower() == ".xlsm" else f".{format}"
    stem = safe_name(Path(scheme.file).stem or scheme.title)
    return joined_names(stem, safe_name(sheet, "") if sheet else "", word) + ending


def is_annotated(path: Path) -> bool:
    """Whether a file bears the name of an annotated copy (``…-批注.xlsx``, ``…-annotated (2).xlsx``)."""
    return re.search(rf"-(?:{'|'.join(_ANNOTATED.values())})(?: \(\d+\))?$", path.stem) is not None


def is_memo(path: Path) -> bool:
    """Whether a file bears the name of a memo or of an annotated copy."""
    words = "|".join(word for sort in (_ANNOTATED, _MEMO, *_OTHERS.values()) for word in sort.values())
    return re.search(rf"-(?:{words})(?: \(\d+\))?$", path.stem) is not None
