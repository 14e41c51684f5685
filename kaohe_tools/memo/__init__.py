"""Review memos (审核意见): what is sent back to the department, and the annotated workbook.

``build_memo`` turns a review into frozen data in the order a reviewer writes; ``write_memo`` puts
it on disk as a web page, a Word document, the source workbook with comments, Markdown or JSON.
"""

from __future__ import annotations

from kaohe_tools.files import free_path
from kaohe_tools.memo.build import build_memo
from kaohe_tools.memo.data import Memo
from kaohe_tools.memo.names import is_annotated, memo_name
from kaohe_tools.memo.verify import Verified, verify_memo
from kaohe_tools.memo.wording import joined_names, safe_name
from kaohe_tools.memo.write import FORMATS, render_memo, write_memo

__all__ = [
    "FORMATS",
    "Memo",
    "Verified",
    "build_memo",
    "free_path",
    "is_annotated",
    "joined_names",
    "memo_name",
    "render_memo",
    "safe_name",
    "verify_memo",
    "write_memo",
]
