"""A PDF with text -> its tables, else its lines, as plain data; needs the extra `pdf`.

Runs in the child process (:mod:`kaohe_tools.sheets.worker`).
"""

from __future__ import annotations

import io
from typing import Any

from kaohe_tools.locale import text
from kaohe_tools.sheets.container import Refused

MAX_PAGES = 100


def read(data: bytes, _name: str) -> dict[str, Any]:
    """Return a PDF's tables as one sheet for each run of tables with the same number of columns.

    Raises
    ------
    Refused
        If pdfplumber is not installed, the PDF is scanned, protected, damaged or too long.
    """
    try:
        import pdfplumber
    except ImportError as err:
        raise Refused(text("this is a PDF; to read it, first run: pip install kaohe_tools[pdf]")) from err
    from kaohe_tools.sheets.delimited import outline

    sheets: list[dict[str, Any]] = []
    lines: list[str] = []
    try:
        with pdfplumber.open(io.BytesIO(data)) as book:
            if len(book.pages) > MAX_PAGES:
                raise Refused(text("this PDF has more than {n} pages; ask for the workbook or Word file.", n=MAX_PAGES))
            for page in book.pages:
                tables = page.find_tables()
                top = tables[0].bbox[1] if tables else page.height
                above = page.crop((0, 0, page.width, max(top, 1)), strict=False).extract_text() if top > 1 else ""
                words = [line for line in (above or "").split("\n") if line.strip()]
                lines += words
                for table in tables:
                    _add(sheets, table.extract(), words)
                    words = []
                page.close()
    except (Refused, MemoryError, RecursionError):
        raise
    except Exception as err:  # a damaged PDF makes pdfminer raise whatever it comes to
        if "PDFPasswordIncorrect" in repr(err):
            said = text("the file is protected by a password; open it, remove the password, save.")
        else:
            said = text("the PDF is damaged; ask for the workbook or Word file.")
        raise Refused(said) from err
    if not sheets and not lines:
        raise Refused(
            text("this PDF is a picture of its pages (scanned) and holds no text; ask for the workbook or Word file.")
        )
    return {"sheets": sheets or [outline(lines)]}


def _add(sheets: list[dict[str, Any]], rows: list[list[str | None]], words: list[str]) -> None:
    """Add a table; one as wide as the last, with no words between, continues it on the next page."""
    width = max((len(row) for row in rows), default=0)
    if sheets and not words and sheets[-1]["width"] == width:
        sheets[-1]["rows"] += rows
        return
    merges = [[n, 0, n, width - 1] for n in range(len(words)) if width > 1]
    heads: list[list[str | None]] = [[line] for line in words]
    sheets.append({"name": f"表{len(sheets) + 1}", "rows": heads + rows, "merges": merges, "width": width})
