"""Old formats: written as a new workbook of the same cells."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlwt

from kaohe_tools.errors import OutputError
from tests.sheets.write_back.moves import said, written

SAMPLES = Path(__file__).parents[3] / "sample_sheets"


def test_an_old_workbook_keeps_cells_merges_and_texts(tmp_path):
    book = xlwt.Workbook()
    sheet = book.add_sheet("指标")
    sheet.write_merge(0, 0, 0, 2, "2025年度考核表")
    for r, row in enumerate(
        [("指标名称", "评分标准", "分值"), ("=1+1", "未办结的扣3分。", 3), ("乙", "扣2分", 2.5)], 1
    ):
        for c, value in enumerate(row):
            sheet.write(r, c, value)
    book.add_sheet("附表").write(0, 0, "名单")
    book.save(str(tmp_path / "表.xls"))

    done, wanted, found = written(tmp_path / "表.xls", tmp_path / "新.xlsx", {"1": "4"})

    assert said(found) == said(wanted)
    made = openpyxl.load_workbook(done.path)
    assert made.sheetnames == ["指标", "附表", "调分清单"]
    cell = made["指标"]["A3"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")
    assert [str(m) for m in made["指标"].merged_cells.ranges] == ["A1:C1"]
    assert made["指标"]["C3"].comment.text == "3 → 4"
    assert "表.xls 是旧格式" in done.notes[0]


def test_hidden_sheets_and_rows_stay_hidden(tmp_path):
    done, _wanted, _found = written(SAMPLES / "training_2024.ods", tmp_path / "新.xlsx", {"1": "31"})

    book = openpyxl.load_workbook(done.path)
    states = [sheet.sheet_state for sheet in book.worksheets]
    assert states == ["visible", "visible", "hidden", "visible"]
    assert [r for r, row in book.worksheets[0].row_dimensions.items() if row.hidden] != []


@pytest.mark.parametrize("title", ["三十一个字以上" * 5, "甲/乙", "甲:乙", "[甲]", "'甲'", "History"])
def test_a_sheet_name_that_excel_does_not_take_is_told(title, tmp_path):
    """LibreOffice allows names of any length; Excel would call the new workbook damaged."""
    path = tmp_path / "表.ods"
    with zipfile.ZipFile(SAMPLES / "training_2024.ods") as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "content.xml":
                data = re.sub(rb'table:name="[^"]*"', f'table:name="{title}"'.encode(), data, count=1)
            new.writestr(name, data)

    with pytest.raises(OutputError, match="工作表"):
        written(path, tmp_path / "新.xlsx", {"1": "31"})
    assert [p.name for p in tmp_path.iterdir()] == ["表.ods"]
