"""The two three-level schemes: clean, and as their prints have come down, with every shift of a label.

A printed row is seven cells; None continues the cell above (merged), an empty text is a cell of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from word_file import LIST_ITEM

Printed = list[str | None]

NUMBER, FIRST, SECOND, THIRD, CONTENT, ASSESSOR, REMARK = range(7)


def content(items: Iterable[list[Any]], start: int = 1) -> str:
    """Return numbered items with their points, as one text; a single item has no number."""
    said = [f"{words}（{points:g}分）" for words, points in items]
    if len(said) == 1 and start == 1:
        return f"{said[0]}。"
    return "；".join(f"{n}.{words}" for n, words in enumerate(said, start)) + "。"


def clean_rows(figures: dict[str, Any]) -> list[Printed]:
    """Return every row with its labels where they belong, merged over the rows that share them."""
    printed: list[Printed] = []
    sections: list[str] = []
    above: list[str] = []
    for row in figures["rows"]:
        labels = row["labels"]
        if labels[0] not in sections:
            sections.append(labels[0])
        shown: Printed = [None if above[: n + 1] == labels[: n + 1] else words for n, words in enumerate(labels[:2])]
        number = None if shown[0] is None else figures["numbers"][len(sections) - 1]
        third = None if above == labels and not row["remark"] else labels[2]
        printed.append([number, *shown, third, content(row["items"]), row["assessor"], row["remark"]])
        above = labels
    return printed


def messy_county(figures: dict[str, Any]) -> list[list[Printed]]:
    """Return the pages of the county scheme as printed."""
    rows = {row["row"]: row for row in figures["rows"]}
    printed = {row["row"]: [cells] for row, cells in zip(figures["rows"], clean_rows(figures), strict=True)}
    for number, texts in figures["messy"]["rows"]:
        printed[number] = [_fill(cells, rows[number]) for cells in texts]
    for number, words in figures["messy"]["second_labels"]:
        printed[number][0][SECOND] = words
    for number, remark in figures["messy"]["remarks"]:
        printed[number][0][REMARK] = remark
    pages: list[list[Printed]] = []
    for number, row in rows.items():
        for n, cells in enumerate(printed[number]):
            if [number, n] in figures["messy"]["page_starts"]:
                pages.append([])
                cells[FIRST] = cells[FIRST] or row["labels"][0].replace("公开与", "公开 与")
                cells[NUMBER] = cells[NUMBER] or "—"
                if cells[SECOND] is None:
                    cells[SECOND] = row["labels"][1]
            cells[CONTENT] = _dress(cells[CONTENT], number)
            pages[-1].append(cells)
    return pages


def _fill(cells: list[str | None], row: dict[str, Any]) -> Printed:
    """Replace what stands for the row's own texts: {content}, {assessor}, {remark}, {content:1-4}."""
    own = {"{content}": content(row["items"]), "{assessor}": row["assessor"], "{remark}": row["remark"]}
    filled: Printed = []
    for words in cells:
        part = re.fullmatch(r"\{content:(\d+)-(\d+)\}", words or "")
        if part:
            first, last = int(part[1]), int(part[2])
            filled.append(content(row["items"][first - 1 : last], first))
        else:
            filled.append(own.get(words, words) if words else words)
    return filled


def _dress(words: str | None, number: int) -> str | None:
    """Write a row's items as many hands would: on one line, a line each, numbered by Word, with odd brackets."""
    if not words:
        return words
    lines = words.split("；")
    if number % 9 == 4 and len(lines) > 1 and all(line.startswith(f"{n}.") for n, line in enumerate(lines, 1)):
        words = "\n".join(LIST_ITEM + line.split(".", 1)[1] for line in lines)
    elif number % 3 == 1:
        words = words.replace("；", "；\n")
    if number % 5 == 0:
        words = words.replace("（", "(").replace("）", ")")
    return words.replace("分）", " 分）") if number % 7 == 0 else words


def messy_unit(figures: dict[str, Any]) -> list[list[Printed]]:
    """Return the pages of the unit scheme as printed, without a title."""
    rows = {row["row"]: row for row in figures["rows"]}
    printed = {row["row"]: [cells] for row, cells in zip(figures["rows"], clean_rows(figures), strict=True)}
    for number, texts in figures["messy"]["rows"]:
        printed[number] = [_fill(cells, rows[number]) for cells in texts]
    for column, name in ((SECOND, "second_labels"), (THIRD, "third_labels"), (ASSESSOR, "assessors")):
        for number, words in figures["messy"][name]:
            printed[number][0][column] = words
    pages: list[list[Printed]] = []
    for number, row in rows.items():
        for n, cells in enumerate(printed[number]):
            if [number, n] in figures["messy"]["page_starts"]:
                pages.append([])
                cells[FIRST] = cells[FIRST] or row["labels"][0]
                if cells[SECOND] is None:
                    cells[SECOND] = row["labels"][1]
            pages[-1].append(cells)
    return pages
