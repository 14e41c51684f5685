"""What a panel shows, as texts: for the tests that it is in one language."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from openpyxl import Workbook

HEADINGS = ("任务", "指标", "分值", "评分标准", "完成时限", "佐证材料", "责任人")
ROWS = (
    ("Service desk", "Answer calls", 3, "未按时接听扣5分。", "6/30/2024", "log", ""),
    ("Service desk", "Train staff", 4, "每少1次扣1分，最多扣2分。", "年度标准", "有关材料", "Ann"),
    ("Records", "Scan files", 2, "未扫描扣2分。", "2024/6/31", "", ""),
    ("Records", "Index files", 3, "酌情扣分。", "年度标准", "list", "Bob"),
)
SHEET = "Plan"
TITLE = "2024 service scheme (100分)"
OWN = " ".join([SHEET, TITLE, *HEADINGS, *(str(cell) for row in ROWS for cell in row)])

HIDDEN = re.compile(
    r"(?:^|\.)(?:action|accept|code|file|field|key|kind|language|mark|name|period|profile|result|severity|sheet|tab"
    r"|tabs\[\]|tone|value|worst|severities\[\]|objective|follow|source|other|picture|class|id|path\[\])$"
)
"""Values that the page's code reads and nobody sees."""

CODE = re.compile(r"\b[A-Z]{2}\d{2}\b|\b[a-z]+(?:[-.][a-z]+)+\b")
"""A check's code or name, a setting of a profile."""


def write_latin(path: Path, scanning: int = 2) -> Path:
    """Write a sheet whose names are Latin; Chinese are its headings and criteria alone."""
    book = Workbook()
    sheet = book.active
    sheet.title = SHEET
    sheet.append([TITLE])
    sheet.append(HEADINGS)
    for row in ROWS:
        sheet.append([scanning if column == 2 and row[1] == "Scan files" else cell for column, cell in enumerate(row)])
    book.save(path)
    return path


def shown_texts(panel: Any) -> Iterator[tuple[str, str]]:
    """Yield every text of the page with where it stands, and the tables beneath."""
    board = panel.board
    own = ("labels", "options", "status", *type(board).class_own_traits())
    for part in dict.fromkeys(own):
        if not part.startswith("_"):
            yield from _strings(getattr(board, part), part)
    yield "tables beneath", html.unescape(re.sub(r"<[^>]*>", " ", panel.static_html()))


def _strings(value: Any, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        if value.startswith("<!doctype"):
            value = html.unescape(re.sub(r"<style>.*?</style>|<[^>]*>", " ", value, flags=re.DOTALL))
        if value and not value.startswith("data:"):
            yield place, value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _strings(part, f"{place}.{key}")
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _strings(part, f"{place}[]")


def chinese_left(panel: Any, *known: str) -> dict[str, str]:
    """Return Chinese letters and marks that stand on an English panel and are not the sheet's own, by their place."""
    left = {}
    for place, said in shown_texts(panel):
        for run in re.findall(r"[㐀-鿿、。；：，（）！？]+", _without(said, known)):
            if run not in OWN:
                left[place] = said
    return left


def english_left(panel: Any, *known: str) -> dict[str, str]:
    """Return English words that stand on a Chinese panel and are neither the sheet's own nor a program's name."""
    left = {}
    for place, said in shown_texts(panel):
        if HIDDEN.search(place):
            continue
        for word in re.findall(r"[A-Za-z]{2,}", CODE.sub(" ", _without(said, known))):
            if word not in OWN:
                left[place] = said
    return left


def _without(said: str, known: tuple[str, ...]) -> str:
    for word in sorted(known, key=len, reverse=True):
        said = said.replace(word, " ")
    return said
