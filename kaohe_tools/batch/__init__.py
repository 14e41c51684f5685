"""Many sheets at once: reviewed side by side, summed up in one table, gone on with after a stop."""

from __future__ import annotations

from kaohe_tools.batch.files import find_files
from kaohe_tools.batch.outcome import BatchResult, Document, Failed, Outcome, Reviewed, Row
from kaohe_tools.batch.run import review_files
from kaohe_tools.batch.store import Store
from kaohe_tools.batch.summary import summary_html, summary_xlsx

__all__ = [
    "BatchResult",
    "Document",
    "Failed",
    "Outcome",
    "Reviewed",
    "Row",
    "Store",
    "find_files",
    "review_files",
    "summary_html",
    "summary_xlsx",
]
