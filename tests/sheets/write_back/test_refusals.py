"""What is not written, and the one sentence that says why."""

from __future__ import annotations

import pytest

from kaohe_tools.errors import OutputError
from kaohe_tools.sheets import load_schemes
from kaohe_tools.sheets.write_back import write_back
from tests.sheets.write_back.moves import moved

ROWS = [("指标名称", "评分标准", "分值"), ("甲", "扣3分", 3), ("乙", "扣2分", 2)]


@pytest.fixture
def book(make_book):
    return make_book(ROWS)


@pytest.fixture
def move(book):
    before = load_schemes(book)[0]
    return before, moved(before, {"1": "4"})


def names(folder):
    return sorted(p.name for p in folder.iterdir())


def test_the_source_itself(book, move, tmp_path):
    data = book.read_bytes()

    for overwrite in (False, True):
        with pytest.raises(OutputError, match="不会被覆盖"):
            write_back(data, book.name, *move, book, overwrite=overwrite)

    assert book.read_bytes() == data
    assert names(tmp_path) == [book.name]


def test_another_file_unless_asked(book, move, tmp_path):
    (tmp_path / "旧.xlsx").write_bytes(b"x")

    with pytest.raises(OutputError, match=r"旧\.xlsx 已存在"):
        write_back(book.read_bytes(), book.name, *move, tmp_path / "旧.xlsx")
    assert (tmp_path / "旧.xlsx").read_bytes() == b"x"

    write_back(book.read_bytes(), book.name, *move, tmp_path / "旧.xlsx", overwrite=True)
    assert load_schemes(tmp_path / "旧.xlsx")[0].total == 6


def test_a_copy_without_changes_is_no_source(tmp_path):
    """A text written back before anything moved is the same bytes; it may be replaced later."""
    path = tmp_path / "表.csv"
    path.write_text("考核表,,\n指标名称,评分标准,分值\n甲,扣3分,3\n乙,扣2分,2\n", encoding="utf-8")
    before = load_schemes(path)[0]
    for after in (before, moved(before, {"1": "4"})):
        write_back(path.read_bytes(), path.name, before, after, tmp_path / "新.csv", overwrite=True)

    assert load_schemes(tmp_path / "新.csv")[0].total == 6
    assert load_schemes(path)[0].total == 5


def test_a_source_that_has_changed(book, move, tmp_path):
    with pytest.raises(OutputError, match="内容已改变"):
        write_back(book.read_bytes() + b" ", book.name, *move, tmp_path / "新.xlsx")

    assert names(tmp_path) == [book.name]


def test_a_name_of_another_kind(book, move, tmp_path):
    with pytest.raises(OutputError, match=r"应以 \.xlsx 结尾"):
        write_back(book.read_bytes(), book.name, *move, tmp_path / "新.docx")


def test_a_missing_folder(book, move, tmp_path):
    with pytest.raises(OutputError, match="不存在，请先新建"):
        write_back(book.read_bytes(), book.name, *move, tmp_path / "没有" / "新.xlsx")


def test_a_pdf_says_what_to_do(book, move, tmp_path):
    import hashlib

    data = b"%PDF-1.7\n"
    before, after = (s.replace(sha256=hashlib.sha256(data).hexdigest()) for s in move)

    with pytest.raises(OutputError, match="请索要原 Excel 或 Word 文件"):
        write_back(data, "表.pdf", before, after, tmp_path / "新.pdf")


def test_a_list_beside_a_text_is_not_written_over(tmp_path):
    path = tmp_path / "表.csv"
    path.write_text("指标名称,评分标准,分值\n甲,扣3分,3\n乙,扣2分,2\n", encoding="utf-8")
    (tmp_path / "新-调分清单.csv").write_text("旧", encoding="utf-8")
    before = load_schemes(path)[0]

    with pytest.raises(OutputError, match=r"新-调分清单\.csv 已存在"):
        write_back(path.read_bytes(), path.name, before, moved(before, {"1": "4"}), tmp_path / "新.csv")

    assert names(tmp_path) == sorted(["表.csv", "新-调分清单.csv"])
