"""Memos: the review memo (审核意见) that goes back to the department; on a design, a simulation, a comparison.

``build_memo`` turns a review into a review memo; ``make_memo`` makes a memo of any kind from files and
options in words (:class:`Order`), so that ``verify_memo`` can make it again. ``write_memo`` puts it on
disk as a web page, a Word document, a workbook, Markdown or JSON.
"""

from __future__ import annotations

from kaohe_tools.files import free_path
from kaohe_tools.memo.build import build_memo
from kaohe_tools.memo.data import Memo
from kaohe_tools.memo.document import Document, Kind
from kaohe_tools.memo.letter import Letter
from kaohe_tools.memo.made import Made
from kaohe_tools.memo.make import make_memo
from kaohe_tools.memo.names import is_annotated, is_memo, made_name, memo_name
from kaohe_tools.memo.office_words import read_wording
from kaohe_tools.memo.order import Input, Order
from kaohe_tools.memo.verify import Verified, verify_memo
from kaohe_tools.memo.wording import joined_names, safe_name
from kaohe_tools.memo.write import FORMATS, render_memo, write_memo

__all__ = [
    "FORMATS",
    "Document",
    "Input",
    "Kind",
    "Letter",
    "Made",
    "Memo",
    "Order",
    "Verified",
    "build_memo",
    "free_path",
    "is_annotated",
    "is_memo",
    "joined_names",
    "made_name",
    "make_memo",
    "memo_name",
    "read_wording",
    "render_memo",
    "safe_name",
    "verify_memo",
    "write_memo",
]
