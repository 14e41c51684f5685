"""The summary: what stands in it, and that no text in it becomes a formula or markup."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from kaohe_tools.batch import BatchResult, Failed, Reviewed, Row, summary_html, summary_xlsx

ROW = Row(sheet="指标", title="方案", total="92.5", expected="100", errors=2, warnings=1, notes=0, worst="SM01 少7.5分")
PAYLOADS = ("=cmd|' /C calc'!A0.xlsx", "+1.xlsx", "-1.xlsx", "@x.xlsx", '<script>alert(1)</script>".xlsx')


def batch(*names: str) -> BatchResult:
    return BatchResult(tuple(Reviewed(name, "0" * 64, (ROW,)) for name in names))


def test_the_workbook_holds_figures_as_numbers_and_a_line_for_each_file() -> None:
    rows = (ROW, Row(sheet="二", title="", total="10", expected="", errors=0, warnings=0, notes=0))
    result = BatchResult(
        (Reviewed("a.xlsx", "0" * 64, rows), Failed("b.xlsx", "b.xlsx: 打不开"), Failed("c.csv", "c", True))
    )

    sheet = openpyxl.load_workbook(io.BytesIO(summary_xlsx(result))).worksheets[0]

    assert [cell.value for cell in sheet[2]][:8] == ["a.xlsx", "指标 · 方案", 92.5, 100, 2, 1, 0, "SM01 少7.5分"]
    assert [cell.value for cell in sheet[3]][:7] == ["a.xlsx", "二", 10, None, 0, 0, 0]
    assert [cell.value for cell in sheet[4]][:8] == ["b.xlsx", *[None] * 6, "b.xlsx: 打不开"]
    assert sheet["H5"].value == "不是考核方案：c"
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B2", "A1:I5")


@pytest.mark.parametrize("name", PAYLOADS)
def test_names_stay_texts(name: str) -> None:
    result = BatchResult((*batch(name).outcomes, Failed(name, name)))

    sheet = openpyxl.load_workbook(io.BytesIO(summary_xlsx(result))).worksheets[0]

    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value == name} == {"s"}
    assert sheet["A2"].quotePrefix or not name.startswith(tuple("=+-@"))
    assert b"<script" not in summary_html(result)
    assert b"http" not in summary_html(result).replace(b"http-equiv", b"")


def test_memos_are_linked_by_their_escaped_names() -> None:
    memo = "100% #1-审核意见.docx"
    row = Row(sheet="", title="", total="1", expected="", errors=0, warnings=0, notes=0, memo=memo)
    result = BatchResult((Reviewed("a.xlsx", "", (row,)),))

    cell = openpyxl.load_workbook(io.BytesIO(summary_xlsx(result))).worksheets[0]["I2"]

    assert cell.value == memo
    assert cell.hyperlink.target == "100%25%20%231-%E5%AE%A1%E6%A0%B8%E6%84%8F%E8%A7%81.docx"
    assert b'href="./100%25%20%231-' in summary_html(result)


def test_the_bytes_do_not_hold_the_time(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    first = summary_xlsx(batch("a.xlsx"))
    monkeypatch.setattr("time.time", lambda: 4e8)

    assert summary_xlsx(batch("a.xlsx")) == first
    assert b"2000-01-01T00:00:00Z" in _part(first, "docProps/core.xml")


def _part(package: bytes, name: str) -> bytes:
    import zipfile

    return zipfile.ZipFile(io.BytesIO(package)).read(name)
