"""The annotated workbook: a copy that keeps what was there, findings in cells and in a list."""

import datetime as dt
import hashlib
import io
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference

from kaohe_tools.errors import OutputError
from kaohe_tools.findings import Severity
from kaohe_tools.locale import text
from kaohe_tools.memo import build_memo, render_memo
from kaohe_tools.memo.xlsx import lost_parts

DAY = dt.date(2018, 5, 21)
RED, AMBER, BLUE = "FFF4B6B0", "FFFFE29A", "FFCFE3F7"


@pytest.fixture
def copy(memo, workbook):
    return load_workbook(io.BytesIO(render_memo(memo, "xlsx", source=workbook)), rich_text=True)


def test_a_cell_lists_all_its_findings_worst_first(copy):
    cell = copy.worksheets[0]["D6"]

    assert cell.comment.text == "▲ WD03 年度标准与第5行的节点是同一件事。\n○ WD01 要求只有4个字。"
    assert cell.comment.author == "kaohe_tools"
    assert cell.fill.fgColor.rgb == AMBER


def test_only_the_main_cell_says_what_to_do(copy):
    sheet = copy.worksheets[0]

    assert sheet["C6"].comment.text == "● DT01 2018/6/31这一天不存在。\n　→ 请写明日期。"
    assert sheet["C6"].fill.fgColor.rgb == RED
    assert "→" not in sheet["D3"].comment.text


def test_a_comment_that_was_there_stays_above(copy):
    comment = copy.worksheets[0]["D5"].comment

    assert comment.text.startswith("张三：分值待定\n———— kaohe_tools ————\n● RL01 扣5分，大于该行4分。")
    assert comment.author == "张三"


def test_a_merged_cell_is_marked_at_its_top_left_once(copy):
    sheet = copy.worksheets[0]

    assert sheet["E2"].comment.text == "▲ OW01 责任领导一栏8行全空。"
    assert [c.coordinate for c in sheet["E"] if c.comment] == ["E2"]
    assert sheet["E2"].fill.fgColor.rgb == AMBER


def test_a_finding_led_by_a_heading_colours_no_whole_column(copy):
    """SM01's evidence names a cell that is no row's; the rows' points stay as they were."""
    sheet = copy.worksheets[0]

    assert sheet["B2"].fill.fgColor.rgb == RED
    assert [c.coordinate for c in sheet["B"] if c.comment] == ["B2", "B5", "B8"]


def test_what_was_in_the_workbook_is_still_there(copy, make):
    before, after = make.workbook().worksheets[0], copy.worksheets[0]

    assert {str(m) for m in after.merged_cells.ranges} == {str(m) for m in before.merged_cells.ranges}
    assert [c.value for c in after["C"]] == [c.value for c in before["C"]]
    assert after["B10"].value == "=SUM(B2:B9)"
    assert (after["D7"].value, after["D7"].data_type) == ("=印发简报。每少1次扣1分。", "s")
    assert after["D2"].value[1].font.b
    assert copy.active.title == "考核'表"


def test_the_last_sheet_lists_every_finding_with_a_link_to_its_cell(copy):
    sheet = copy.worksheets[-1]
    rows = [[c.value for c in row] for row in sheet.iter_rows(min_row=4, max_row=14)]

    assert sheet.title == "审核意见"
    assert rows[0] == ["序号", "等级", "代码", "行", "单元格", "问题", "怎么改"]
    assert [row[0] for row in rows[1:]] == list(range(1, 11))
    assert rows[6] == [6, "● 错误", "RL01", 4, "D5", "扣5分，大于该行4分。", "把扣分改到4分以内。"]
    assert sheet["E10"].hyperlink.location == "'考核''表'!D5"
    assert sheet["A3"].value == "请于2018年5月25日（星期五）上午10时前修改后交回。"


def test_a_sheet_of_that_name_is_not_replaced(make, tmp_path):
    book = make.workbook()
    book.create_sheet("审核意见")["A1"] = "原有内容"
    path = tmp_path / "a.xlsx"
    book.save(path)
    memo = build_memo(make.review(path), date=DAY)

    copy = load_workbook(io.BytesIO(render_memo(memo, "xlsx", source=path.read_bytes())))

    assert copy.sheetnames == ["考核'表", "审核意见", "审核意见 2"]
    assert copy["审核意见"]["A1"].value == "原有内容"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
def test_no_text_of_a_sheet_becomes_a_formula(make, workbook, start):
    scheme = make.scheme(workbook)
    live = f'{start}HYPERLINK("http://x","y")'
    found = make.finding(
        scheme,
        "WD01",
        "vague-criterion",
        Severity.NOTE,
        text("{w}", w=live),
        (("5", "criterion"),),
        fix=text("{w}", w=live),
    )
    memo = build_memo(make.review(workbook, (found,)), date=DAY)

    sheet = load_workbook(io.BytesIO(render_memo(memo, "xlsx", source=workbook))).worksheets[-1]

    assert [(c.value, c.data_type, c.quotePrefix) for c in sheet[5][5:7]] == [(live, "s", True)] * 2
    assert not [c.coordinate for row in sheet.iter_rows() for c in row if c.data_type == "f"]


def test_characters_that_xml_forbids_vanish(make, workbook):
    scheme = make.scheme(workbook)
    found = make.finding(
        scheme, "WD01", "vague-criterion", Severity.NOTE, text("{w}", w="做\x00好\x0b\ufffe"), (("5", "criterion"),)
    )
    memo = build_memo(make.review(workbook, (found,)), date=DAY)

    copy = load_workbook(io.BytesIO(render_memo(memo, "xlsx", source=workbook)))

    assert copy.worksheets[0]["D6"].comment.text == "○ WD01 做好"
    assert copy.worksheets[-1]["F5"].value == "做好"


def test_the_original_is_only_read(memo, workbook):
    before = hashlib.sha256(workbook.read_bytes()).hexdigest()

    render_memo(memo, "xlsx", source=workbook)

    assert hashlib.sha256(workbook.read_bytes()).hexdigest() == before


def test_another_file_than_the_reviewed_one_is_refused(memo, workbook):
    other = load_workbook(workbook)
    other.worksheets[0]["B2"] = 5
    other.save(workbook)

    with pytest.raises(OutputError, match=r"窗口指标\.xlsx 与审核时的内容不一致，请重新审核。"):
        render_memo(memo, "xlsx", source=workbook)


def test_without_the_reviewed_file_it_says_so(memo, tmp_path):
    with pytest.raises(OutputError, match=r"批注表格要用到被审核的文件 窗口指标\.xlsx"):
        render_memo(memo, "xlsx")
    with pytest.raises(OutputError, match=r"没有\.xlsx 读不出来"):
        render_memo(memo, "xlsx", source=tmp_path / "没有.xlsx")


def test_other_kinds_of_sheets_cannot_be_annotated(make, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("任务,分值\n甲,5\n", encoding="utf-8")
    memo = build_memo(make.review(path), date=DAY)

    with pytest.raises(OutputError, match=r"^窗口指标\.xlsx：只有 .xlsx、.xlsm 能做批注副本"):
        render_memo(memo, "xlsx", source=path)


def test_a_word_table_cannot_be_annotated_though_it_is_a_package_too(make):
    sample = Path(__file__).parents[2] / "sample_sheets" / "unit_100.docx"
    memo = build_memo(make.review(sample), date=DAY)

    with pytest.raises(OutputError, match=r"^窗口指标\.xlsx：只有 .xlsx、.xlsm 能做批注副本"):
        render_memo(memo, "xlsx", source=sample)


def test_a_vast_merge_or_a_far_cell_does_not_hang(make, tmp_path):
    """openpyxl makes an object for every cell of a merge: a whole sheet of them never ends."""
    path = tmp_path / "a.xlsx"
    book = make.workbook()
    book.worksheets[0]["XFD1048576"] = "远"
    book.save(path)
    far = build_memo(make.review(path), date=DAY)
    copy = load_workbook(io.BytesIO(render_memo(far, "xlsx", source=path)), read_only=True)
    assert copy.sheetnames[-1] == "审核意见"

    vast = path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(vast)) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").replace(b'ref="A2:A4"', b'ref="A2:XFD1048576"')
    path.write_bytes(add_part(vast, "xl/worksheets/sheet2.xml", sheet))
    memo = build_memo(make.review(path), date=DAY)
    with pytest.raises(OutputError, match=r"^窗口指标\.xlsx：工作簿太大，做不了批注副本"):
        render_memo(memo, "xlsx", source=path)


def add_part(data, name, content):
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as package:
        package.writestr(name, content)
    return out.getvalue()


def test_what_a_copy_loses_is_named():
    book = Workbook()
    book.active.append([1, 2])
    chart = BarChart()
    chart.add_data(Reference(book.active, min_col=1, min_row=1, max_row=1))
    book.active.add_chart(chart, "D2")
    plain = io.BytesIO()
    book.save(plain)
    shapes = add_part(plain.getvalue(), "xl/drawings/drawing9.xml", b"<xdr:wsDr><xdr:sp/></xdr:wsDr>")
    macros = add_part(shapes, "xl/vbaProject.bin", b"x")

    assert lost_parts(plain.getvalue()) == ()  # charts are kept
    assert lost_parts(macros) == ("宏", "形状和文本框")
    assert lost_parts(macros, macros=True) == ("形状和文本框",)


def test_the_copy_says_what_it_lost(make, tmp_path):
    path = tmp_path / "a.xlsx"
    make.workbook().save(path)
    path.write_bytes(add_part(path.read_bytes(), "xl/slicers/slicer1.xml", b"<slicers/>"))
    memo = build_memo(make.review(path), date=DAY)

    sheet = load_workbook(io.BytesIO(render_memo(memo, "xlsx", source=path))).worksheets[-1]

    assert "本副本没有保留原表的切片器，以原表为准。" in [c.value for c in sheet["A"]]
