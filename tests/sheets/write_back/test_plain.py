"""Texts: the same encoding, delimiter, quotes and line ends, with other figures."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe_tools.errors import OutputError
from kaohe_tools.sheets.write_back.plain import _fields, _unquoted
from tests.sheets.write_back.moves import said, written

TABLE = (
    "2025年度窗口考核表;;\r\n指标名称;评分标准;分值\r\n"
    '"甲 ""一""; 窗口";"未办结的扣3分。\n另扣1分。";3\r\n'
    '乙;-扣２分;"2"\r\n\r\n合计;;5'
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16-le", "utf-16-be"])
def test_only_figures_change(tmp_path, encoding):
    bom = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    path = tmp_path / "表.csv"
    path.write_bytes(bom + TABLE.encode(encoding))

    done, wanted, found = written(path, tmp_path / "新.csv", {"1": "4.5", "2": "1"})

    assert said(found) == said(wanted)
    text = TABLE.replace("扣3分", "扣4.5分").replace("扣1分", "扣1.5分").replace(";3\r", ";4.5\r")
    text = text.replace("扣２分", "扣１分").replace('"2"', '"1"').replace(";;5", ";;5.5")
    assert done.path.read_bytes() == bom + text.encode(encoding)


def test_the_list_stands_beside_it_and_runs_nothing(tmp_path):
    path = tmp_path / "表.csv"
    path.write_text(TABLE, encoding="utf-8", newline="")

    written(path, tmp_path / "新.csv", {"2": "1"}, reasons={"2": "=1+1"})

    listed = (tmp_path / "新-调分清单.csv").read_bytes()
    assert listed.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(listed.decode("utf-8-sig"), newline="")))
    assert rows[0] == ["表", "单元格", "哪一项", "原为", "改为", "增减", "原因", "原文", "新文"]
    assert rows[2] == ["表", "C4", "乙", "2", "1", "-1", "'=1+1", "'-扣２分", "'-扣１分"]


def test_an_outline(tmp_path):
    text = "2025年度考核办法\n\n一、窗口服务（8分）\n  1.按期办结，不得拖延。（4分）\n2.办件回访，每月一次。（4分）\n"
    path = tmp_path / "表.txt"
    path.write_text(text, encoding="gb18030", newline="")

    done, wanted, found = written(path, tmp_path / "新.txt", {"1": "2.5"})

    assert said(found) == said(wanted)
    new = text.replace("8分", "6.5分").replace("拖延。（4分", "拖延。（2.5分")
    assert done.path.read_bytes() == new.encode("gb18030")


CELLS = st.text(st.sampled_from('ab";, \t\r\n甲'), max_size=6)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=4), max_size=4), st.sampled_from(",;\t"), st.booleans())
def test_cells_stand_where_the_csv_module_reads_them(rows, delimiter, everywhere):
    out = io.StringIO(newline="")
    quoting = csv.QUOTE_ALL if everywhere else csv.QUOTE_MINIMAL
    csv.writer(out, delimiter=delimiter, quoting=quoting).writerows(rows)
    written_text = out.getvalue()

    found = _fields(written_text, delimiter)

    assert [[_unquoted(written_text[a:b]) for a, b in row] for row in found] == rows


@given(st.text(st.sampled_from('a";,\r\n'), max_size=12))
def test_irregular_quotes_are_refused_and_never_misread(words):
    try:
        found = _fields(words, ",")
    except (OutputError, csv.Error):
        return
    read = list(csv.reader(io.StringIO(words, newline="")))
    assert [[_unquoted(words[a:b]) for a, b in row] for row in found] == read
