"""The streaming look at a sheet's XML: what calamine does not tell."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe_tools.sheets import load_scheme
from kaohe_tools.sheets.formats.container import Refused
from kaohe_tools.sheets.formats.scan import SheetScan, Styles, scan_sheet
from kaohe_tools.sheets.letters import column_index, column_letter

NONE = Styles({}, frozenset())


def scan(body: str, styles: Styles = NONE) -> SheetScan:
    out = io.BytesIO()
    head = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    with zipfile.ZipFile(out, "w") as book:
        book.writestr("s.xml", f"{head}{body}</worksheet>")
    return scan_sheet(zipfile.ZipFile(out), "s.xml", "表", styles)


def test_empty_styled_cells_do_not_reach_far() -> None:
    seen = scan('<sheetData><row r="2"><c r="B2"><v>1</v></c><c r="D2" s="1"/></row><row r="900"/></sheetData>')

    assert (seen.last_row, seen.last_column) == (1, 1)


def test_cells_that_do_not_say_where_they_stand_follow_each_other() -> None:
    """The position may be left out of a legal file; some programs do."""
    seen = scan("<sheetData><row><c><v>1</v></c></row><row><c/><c><f>A1</f></c><c><v>2</v></c></row></sheetData>")

    assert (seen.last_row, seen.last_column) == (1, 2)
    assert seen.valueless == [(1, 1)]


def test_hidden_rows_columns_errors_dates_and_percentages_are_noted() -> None:
    body = (
        '<cols><col min="2" max="3" hidden="1"/></cols><sheetData><row r="4" hidden="1">'
        '<c r="A4" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="B4" s="7"><v>43281</v></c><c r="C4" s="9"><v>0.3</v></c>'
        "</row></sheetData>"
    )

    seen = scan(body, Styles({"7": "yyyy/m/d"}, frozenset({"9"})))

    assert (seen.hidden_rows, seen.hidden_columns) == ([3], [1, 2])
    assert seen.errors == {(3, 0): "#DIV/0!"}
    assert seen.date_forms == {(3, 1): "yyyy/m/d"}
    assert seen.percents == [(3, 2)]


def test_empty_cells_in_two_tags_do_not_send_a_sheet_to_the_slow_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    """openpyxl writes an empty text so; a parser takes three times as long as the search."""
    monkeypatch.delattr("kaohe_tools.sheets.formats.scan._parsed")
    hollow = '<c r="C2" t="inlineStr"></c><c r="D2" s="1"><v/></c><c r="E2"><v></v></c>'

    seen = scan(f'<sheetData><row r="2"><c r="A2"><v>1</v></c><c r="B2"><f>A2</f><v/></c>{hollow}</row></sheetData>')

    assert (seen.last_row, seen.last_column) == (1, 1)
    assert seen.valueless == [(1, 1)]


@pytest.mark.parametrize("where", ["1A", "A0", "ÀÀ1", "A1:B2"])
def test_what_is_no_cell_is_refused(where: str) -> None:
    with pytest.raises(Refused):
        scan(f'<sheetData><row r="1"><c r="{where}"><v>1</v></c></row></sheetData>')


def test_a_sheet_without_positions_is_read(make_book: Callable[..., Path]) -> None:
    path = make_book([("指标名称", "分值", "评分标准"), ("培训", 5, "未完成扣5分")])
    parts = {}
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    bare = re.sub(rb'(<(?:c|row)\b[^>]*?) r="[A-Z]*[0-9]+"', rb"\1", parts["xl/worksheets/sheet1.xml"])
    assert bare != parts["xl/worksheets/sheet1.xml"]
    with zipfile.ZipFile(path, "w") as book:
        for name, content in (parts | {"xl/worksheets/sheet1.xml": bare}).items():
            book.writestr(name, content)

    assert load_scheme(path).total == 5


@given(st.integers(0, 20_000))
def test_letters_and_numbers_of_columns_are_inverse(column: int) -> None:
    assert column_index(column_letter(column)) == column


def test_known_letters() -> None:
    assert [column_letter(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
