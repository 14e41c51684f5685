"""Everything that the product writes about, with a payload in every text that a designer or a sheet may set."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import docx
import xlwt
from openpyxl import Workbook

from kaohe_tools.batch import BatchResult
from kaohe_tools.batch.outcome import Failed, Reviewed, Row
from kaohe_tools.checks import review_scheme
from kaohe_tools.compare import Difference, compare
from kaohe_tools.findings import Review
from kaohe_tools.memo import Memo, build_memo
from kaohe_tools.model import Scheme
from kaohe_tools.outlook import Outlook, outlook
from kaohe_tools.plain_text import clean
from kaohe_tools.profiles import Profile, load_profile
from kaohe_tools.scoring import Events, events_from_records
from kaohe_tools.simulate import model_from_results
from kaohe_tools.testing import make_scheme
from tests.escaping.payloads import HIT, PAYLOADS, POLYGLOT

DAY = dt.date(2018, 5, 21)
SHEET_TITLE = "'=1+1\"<b>{{7}}$x$"
FILE_STEM = f"=1+1'\"><img src=x onerror={HIT}>$x$\x1b[31m\u202e{{{{ 7*7 }}}}%s"
"""A name that Linux allows."""


class Hostile:
    """Values made by hand, whose texts are the payloads as they are; each is made once."""

    @cached_property
    def profile(self) -> Profile:
        return load_profile("node-annual").replace(name=POLYGLOT)

    @cached_property
    def scheme(self) -> Scheme:
        rows = [
            {
                "path": (f"{n % 5}{payload}", payload),
                **dict.fromkeys(
                    ("number", "name", "evidence", "assessed_unit", "assessor", "basis", "lead", "remark"), payload
                ),
                "criterion": f"{payload}。每少1次扣5分。",
                "points": "2",
                "due": "2018/6/30" if n % 2 else "年度标准",
            }
            for n, payload in enumerate(PAYLOADS)
        ]
        made = make_scheme(
            rows,
            declared="100",
            title=POLYGLOT,
            year=2018,
            problems=[{"code": "bad-points", "row": n + 1, "raw": p} for n, p in enumerate(PAYLOADS)],
            adjustments=[{"kind": "bonus", "criterion": f"{p}每1次加1分"} for p in PAYLOADS[:40]],
        )
        return made.replace(file=f"{POLYGLOT}.xlsx", sheet=POLYGLOT)

    @cached_property
    def review(self) -> Review:
        return review_scheme(self.scheme, self.profile, ignore={"OW01": POLYGLOT})

    @cached_property
    def memo(self) -> Memo:
        return build_memo(
            self.review, date=DAY, addressee=POLYGLOT, number=POLYGLOT, signature=POLYGLOT, notes=PAYLOADS
        )

    @cached_property
    def events(self) -> Events:
        records = [{"unit": p, "indicator": str(n % 9 + 1), "value": n % 3} for n, p in enumerate(PAYLOADS)]
        return events_from_records(self.scheme, records)

    @cached_property
    def difference(self) -> Difference:
        """Every second row has other words and points; a section more."""
        items = [
            i.replace(points=Decimal(3), evidence=f"另{i.evidence}", lead=i.lead[::-1]) if i.row % 2 else i
            for i in self.scheme.indicators
        ]
        return compare(self.scheme, self.scheme.replace(indicators=tuple(items)), self.events, profile=self.profile)

    @cached_property
    def outlook(self) -> Outlook:
        model = model_from_results(self.scheme, self.events)
        lines = {
            POLYGLOT: self.scheme.total / 2,
            **{p: self.scheme.total / (n + 3) for n, p in enumerate(PAYLOADS[:6])},
        }
        return outlook(self.scheme, model, lines=lines)

    @cached_property
    def batch(self) -> BatchResult:
        counts = {"errors": 1, "warnings": 0, "notes": 0}
        some = [p[:500] for p in PAYLOADS]
        rows = [Row(sheet=p, title=p, total="1", expected=p, worst=p, memo=p, **counts) for p in some]
        reviewed = [Reviewed(p, "0" * 64, (row,)) for p, row in zip(some, rows, strict=True)]
        return BatchResult((*reviewed, *(Failed(p, p) for p in some)))


def write_sheet(folder: Path, name: str = f"{FILE_STEM}.xlsx", *, points: int = 2) -> Path:
    """Write a workbook that holds each payload, as far as a workbook can, in every column of words."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = SHEET_TITLE[:31]
    for r, row in enumerate(_table(points), 1):
        for c, value in enumerate(row, 1):
            cell = sheet.cell(r, c)
            cell.value = clean(value) if isinstance(value, str) else value
            if isinstance(value, str):
                cell.data_type = "s"
    path = folder / name
    book.save(path)
    return path


def _table(points: int) -> list[tuple[Any, ...]]:
    heads = ("序号", "一级指标", "二级指标", "指标", "分值", "评分标准", "完成时限", "责任领导", "证明材料", "考核对象")
    table: list[tuple[Any, ...]] = [(f"2018年度{POLYGLOT}指标",), heads]
    for n, payload in enumerate(PAYLOADS, 1):
        due = "2018/6/30" if n % 2 else "年度标准"
        words = payload[:300]
        rule = re.sub("_x(0041|D800)_", "", words)  # where a figure is to be changed, these are refused
        table.append(
            (n, f"{n % 5}部分{words}", words, words, points, f"{rule}。每少1次扣5分。", due, words, words, words)
        )
    return table


def write_document(folder: Path) -> Path:
    """Write the same as a table in a Word document."""
    document = docx.Document()
    rows = [row for row in _table(2) if len(row) > 1]
    table = document.add_table(rows=0, cols=len(rows[0]))
    for row in rows[:40]:
        for cell, value in zip(table.add_row().cells, row, strict=True):
            cell.text = clean(str(value))
    path = folder / "指标.docx"
    document.save(str(path))
    return path


def write_old_workbook(folder: Path) -> Path:
    """Write the same as an .xls."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("=1+1 <b>")
    for r, row in enumerate(_table(2)[1:]):
        for c, value in enumerate(row):
            sheet.write(r, c, clean(value) if isinstance(value, str) else value)
    path = folder / "指标.xls"
    book.save(str(path))
    return path


def write_results(folder: Path) -> Path:
    """Write what was recorded for units whose names are the payloads: a row for each record."""
    book = Workbook()
    sheet: Any = book.active
    rows = [
        ("单位", "指标序号", "规则", "次数"),
        *((clean(p)[:300], n % 9 + 1, 1, n % 3) for n, p in enumerate(PAYLOADS)),
    ]
    for r, row in enumerate(rows, 1):
        for c, value in enumerate(row, 1):
            sheet.cell(r, c).value = value
            sheet.cell(r, c).data_type = "s" if isinstance(value, str) else "n"
    path = folder / "结果.xlsx"
    book.save(path)
    return path
