"""Files that cannot be read: one sentence each, naming the file, and never a dead process."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from kaohe_tools.errors import LayoutError, SheetError
from kaohe_tools.locale import use_language
from kaohe_tools.profiles import Profile
from kaohe_tools.sheets import Limits, load_scheme, load_schemes

HEADER = ("序号", "一级指标", "指标名称", "分值", "评分标准")
ROW = (1, "服务", "窗口培训", 5, "未完成扣5分。")


def good_bytes() -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(HEADER)
    book.active.append(ROW)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def part_replaced(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good_bytes())) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, data if part == name else old.read(part))
    return out.getvalue()


def encrypted_bytes() -> bytes:
    """Return the head of a compound file that holds an encrypted package, as Office writes it."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(512)


def docx_bytes() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as new:
        new.writestr("[Content_Types].xml", "<Types/>")
        new.writestr("word/document.xml", "<document/>")
    return out.getvalue()


def with_sheet(xml: str) -> bytes:
    head = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    return part_replaced("xl/worksheets/sheet1.xml", (head + xml + "</worksheet>").encode())


BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "web page named xlsx": (b"<html><table><tr><td>1</td></tr></table></html>".strip, "a web page"),
    "bytes of nothing": (lambda: bytes(range(256)) * 20, "neither a workbook"),
    "empty file": (lambda: b"", "is empty"),
    "encrypted": (encrypted_bytes, "protected by a password"),
    "old xls": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "neither a workbook"),
    "cut in half": (lambda: good_bytes()[: len(good_bytes()) // 2], "damaged or was cut off"),
    "pdf": (lambda: b"%PDF-1.7\n", "the PDF is damaged"),
    "word document": (docx_bytes, "the document is empty"),
    "sheet is not xml": (lambda: part_replaced("xl/worksheets/sheet1.xml", b"<worksheet><sheetData>"), "damaged"),
    "far cell": (
        lambda: with_sheet('<sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'),
        "XFD1048576",
    ),
    "document type": (
        lambda: part_replaced(
            "xl/worksheets/sheet1.xml",
            b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet xmlns="http://schemas.openxmlformats.org/'
            b'spreadsheetml/2006/main"><sheetData/></worksheet>',
        ),
        "document type definition",
    ),
    "only an empty sheet": (lambda: with_sheet("<sheetData/>"), "is empty"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_gives_one_sentence_that_names_it(case: str, tmp_path: Path) -> None:
    make, expected = BAD[case]
    path = tmp_path / "县局报表.xlsx"
    path.write_bytes(make())
    before = path.read_bytes()

    with use_language("en"), pytest.raises(SheetError) as caught:
        load_schemes(path)

    said = str(caught.value)
    assert said.startswith("县局报表.xlsx")
    assert expected in said
    assert "\n" not in said
    assert "Traceback" not in said
    assert before == path.read_bytes()


def test_errors_are_chinese_by_default(tmp_path: Path) -> None:
    path = tmp_path / "空.xlsx"
    path.write_bytes(b"")

    with use_language("zh"), pytest.raises(SheetError, match="空文件"):
        load_schemes(path)


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    with use_language("en"), pytest.raises(SheetError, match=r"没有\.xlsx: there is no such file"):
        load_schemes(tmp_path / "没有.xlsx")
    with use_language("en"), pytest.raises(SheetError, match="a folder or a device"):
        load_schemes(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are a Unix thing")
def test_a_named_pipe_is_refused_and_does_not_hang(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.xlsx"
    os.mkfifo(pipe)

    with use_language("en"), pytest.raises(SheetError, match="a folder or a device"):
        load_schemes(pipe)


def test_a_file_over_the_size_limit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "大.xlsx"
    path.write_bytes(good_bytes())

    with use_language("en"), pytest.raises(SheetError, match="more than"):
        load_schemes(path, limits=Limits(file_bytes=100))


def test_a_child_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    path = tmp_path / "慢.xlsx"
    path.write_bytes(good_bytes())

    with use_language("en"), pytest.raises(SheetError, match="took longer than"):
        load_schemes(path, limits=Limits(seconds=1e-6))


def test_a_sheet_without_points_column_names_its_headings(make_book: Callable[..., Path]) -> None:
    path = make_book([("序号", "指标名称", "评分标准"), (1, "培训", "未完成扣5分")])

    with use_language("en"), pytest.raises(LayoutError) as caught:
        load_schemes(path)

    assert "no column holds points" in str(caught.value)
    assert "序号, 指标名称, 评分标准" in str(caught.value)
    assert "指标" in caught.value.where


def test_a_sheet_without_header_says_what_was_expected(make_book: Callable[..., Path]) -> None:
    path = make_book([("甲", "乙"), ("丙", "丁")])

    with use_language("en"), pytest.raises(LayoutError, match="no header row was found"):
        load_schemes(path)


def test_the_name_does_not_matter_the_content_does(tmp_path: Path) -> None:
    path = tmp_path / "报表.dat"
    path.write_bytes(good_bytes())

    assert load_scheme(path).total == 5


def test_several_sheets_give_several_schemes_and_one_must_be_named(make_book: Callable[..., Path]) -> None:
    path = make_book(
        [HEADER, ROW], sheets={"第二张": [HEADER, (1, "服务", "归档", 3, "未归档扣3分")], "填表说明": [("请如实填写",)]}
    )

    assert tuple(s.sheet for s in load_schemes(path)) == ("指标", "第二张")
    assert load_scheme(path, sheet="第二张").total == 3
    with use_language("en"), pytest.raises(SheetError, match="指标, 第二张"):
        load_scheme(path)


def test_hidden_sheets_are_not_schemes(make_book: Callable[..., Path]) -> None:
    path = make_book([HEADER, ROW], sheets={"底稿": [HEADER, ROW]})
    book = openpyxl.load_workbook(path)
    book["底稿"].sheet_state = "hidden"
    book.save(path)

    assert tuple(s.sheet for s in load_schemes(path)) == ("指标",)


def test_an_office_brings_its_own_headings(make_book: Callable[..., Path]) -> None:
    path = make_book([("序号", "指标名称", "赋值"), (1, "培训", 4)])
    profile = Profile(name="本单位", synonyms=(("points", ("赋值",)),))

    assert load_scheme(path, profile).total == 4
