"""Workbooks: what changes, and that nothing else does."""

from __future__ import annotations

import zipfile
from decimal import Decimal
from xml.etree import ElementTree

import openpyxl
import pytest

from kaohe_tools.errors import OutputError
from kaohe_tools.sheets import load_schemes
from kaohe_tools.sheets.write_back import write_back
from tests.sheets.write_back.books import edit, office_book, with_macros, with_shared_strings
from tests.sheets.write_back.moves import moved, said, written

MOVE = {"1": "2.5", "2": "1.5", "3": "4", "4": "4"}
UNTOUCHED = (
    "docProps/app.xml",
    "docProps/core.xml",
    "xl/theme/theme1.xml",
    "xl/drawings/drawing1.xml",
    "xl/drawings/_rels/drawing1.xml.rels",
    "xl/charts/chart1.xml",
    "xl/media/image1.png",
    "xl/worksheets/_rels/sheet1.xml.rels",
)


@pytest.fixture(params=["in the cells", "shared"])
def office(request, tmp_path):
    book = office_book(tmp_path / "表.xlsx")
    return with_shared_strings(book) if request.param == "shared" else book


@pytest.fixture
def done(office, tmp_path):
    reasons = {"1": "降低比重", "3": '=HYPERLINK("http://a.example")'}
    return written(office, tmp_path / "新.xlsx", MOVE, reasons=reasons)


@pytest.fixture
def sheet(done):
    return openpyxl.load_workbook(done[0].path, rich_text=True)["指标"]


def parts(path):
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_it_reads_as_it_was_meant(done):
    _done, wanted, found = done

    assert said(found) == said(wanted)
    assert [i.points for i in found.indicators] == [Decimal("2.5"), Decimal("1.5"), 4, 4]
    assert found.stated_sum.points == 12


def test_parts_that_hold_nothing_changed_are_the_same_bytes(office, done):
    old, new = parts(office), parts(done[0].path)

    assert [n for n in UNTOUCHED if old[n] != new[n]] == []
    assert list(new)[: len(old)] == list(old)
    assert set(new) - set(old) == {"xl/worksheets/sheet3.xml"}
    for name, data in new.items():
        if name.endswith((".xml", ".rels", ".vml")):
            ElementTree.fromstring(data)


def test_only_cells_and_their_formats_change_in_the_sheet(office, done):
    """The two sheets without their rows are the same; so are all cells but those with figures."""
    trees = [ElementTree.fromstring(parts(p)["xl/worksheets/sheet1.xml"]) for p in (office, done[0].path)]
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    cells = [{c.get("r"): ElementTree.tostring(c) for c in t.iter(f"{space}c")} for t in trees]

    changed = {ref for ref in cells[0] if cells[0][ref] != cells[1][ref]}
    assert changed == {"A3", "A5", *(f"{c}{r}" for c in "CDE" for r in range(3, 7)), "C7"}
    for tree in trees:
        tree.remove(tree.find(f"{space}sheetData"))
    assert ElementTree.tostring(trees[0]) == ElementTree.tostring(trees[1])


def test_formats_stay_but_for_the_fill_and_places_enough_for_the_number(sheet):
    assert sheet["C3"].font.b
    assert sheet["C3"].font.color.rgb == "FF0000FF"
    assert sheet["C3"].fill.fgColor.rgb == "FFFFF2AB"
    assert sheet["C3"].number_format == "0.0"  # "0" would show 2.5 as 3
    assert sheet["C5"].number_format == "0"
    assert sheet.row_dimensions[4].height == 33
    assert sheet.freeze_panes == "A3"


def test_a_figure_in_rich_text_keeps_its_run(sheet):
    words = sheet["D4"].value

    assert [str(run) for run in words] == ["未回访的", "扣1.5分", "。"]
    assert words[1].font.b
    assert words[1].font.color.rgb == "FFFF0000"


def test_a_sum_keeps_its_formula_and_a_formula_for_points_is_quoted(done, sheet):
    assert sheet["C7"].value == "=SUM(C3:C6)"
    assert sheet["C5"].value == 4
    assert "此处原为公式 =1+1。" in sheet["C5"].comment.text
    values = openpyxl.load_workbook(done[0].path, data_only=True)
    assert values["指标"]["C7"].value == 12
    assert values["指标"]["E3"].value == pytest.approx(2.5 / 12)
    assert values["汇总"]["B1"].value == 12  # through the sum, on another sheet
    assert any("汇总!C1" in note for note in done[0].notes)  # =ROUND(…) is left to Excel
    assert b'fullCalcOnLoad="1"' in parts(done[0].path)["xl/workbook.xml"]


def test_comments_say_what_changed_and_old_ones_stay(sheet):
    assert sheet["C3"].comment.text == "3 → 2.5，原因：降低比重"
    assert sheet["C4"].comment.text.startswith("去年为1分\n")
    assert sheet["C4"].comment.text.endswith("\n2 → 1.5")
    assert sheet["C4"].comment.author == "张三"
    assert sheet["D6"].comment.text == "1 → 1.5、2 → 2.5"


def test_the_last_sheet_lists_every_change_with_its_cell(done):
    book = openpyxl.load_workbook(done[0].path)
    listed = book.worksheets[-1]
    lines = [[c.value for c in row] for row in listed.iter_rows(min_row=3, max_row=9)]

    assert book.sheetnames == ["指标", "汇总", "调分清单"]
    assert [line[1] for line in lines] == ["C7", "A3", "A5", "C3", "C4", "C5", "C6"]
    assert lines[3][2:7] == ["按期办结", 3, 2.5, -0.5, "降低比重"]
    assert lines[3][7:] == ["未按期办结的扣3分。", "未按期办结的扣2.5分。"]
    assert listed["B6"].hyperlink.location == "'指标'!C3"
    formula = listed["G8"]
    assert (formula.value, formula.data_type, formula.quotePrefix) == ('=HYPERLINK("http://a.example")', "s", True)


def test_macros_stay(office, tmp_path):
    book = with_macros(office, tmp_path / "宏.xlsm")

    written(book, tmp_path / "新.xlsm", MOVE)

    new = parts(tmp_path / "新.xlsm")
    assert new["xl/vbaProject.bin"] == parts(book)["xl/vbaProject.bin"]
    assert b"macroEnabled" in new["[Content_Types].xml"]
    with pytest.raises(OutputError, match=r"\.xlsm"):
        written(book, tmp_path / "新.xlsx", MOVE)


def test_points_that_a_formula_would_change_become_a_number(make_book, tmp_path):
    """C3 repeats C2; the designer moves C2 alone, so Excel must not compute C3 anew."""
    book = make_book([("指标名称", "评分标准", "分值"), ("甲", "扣3分", 3), ("乙", "扣3分", "=C2"), ("丙", "扣1分", 1)])
    edit(book, "xl/worksheets/sheet1.xml", lambda xml: xml.replace("<f>C2</f><v />", "<f>C2</f><v>3</v>"))
    edit(book, "xl/worksheets/sheet1.xml", lambda xml: xml.replace("<f>C2</f><v></v>", "<f>C2</f><v>3</v>"))

    done, _wanted, found = written(book, tmp_path / "新.xlsx", {"1": "5"})

    assert [i.points for i in found.indicators] == [5, 3, 1]
    cell = openpyxl.load_workbook(done.path)["指标"]["C3"]
    assert cell.value == 3
    assert "=C2" in cell.comment.text
    assert any("C3" in note for note in done.notes)


def test_formulas_beside_the_points_that_are_read_as_remarks(make_book, tmp_path):
    """得分 is worked out from the points, once simply and once not; neither stands in the way, neither stays stale."""
    head = ("指标名称", "评分标准", "分值", "得分", "备注")
    book = make_book([head, ("甲", "扣3分", 3, "=C2*0.5", "=ROUND(C2/2,0)"), ("乙", "扣2分", 2, 1, 1)])
    for formula, value in (("C2*0.5", "1.5"), ("ROUND(C2/2,0)", "2")):
        fill = f"<f>{formula}</f><v>{value}</v>"
        edit(
            book,
            "xl/worksheets/sheet1.xml",
            lambda xml, f=formula, new=fill: xml.replace(f"<f>{f}</f><v />", new).replace(f"<f>{f}</f><v></v>", new),
        )
    assert load_schemes(book)[0].indicators[0].remark == "1.5\n2"

    done, _wanted, found = written(book, tmp_path / "新.xlsx", {"1": "5"})

    values = openpyxl.load_workbook(done.path, data_only=True)["指标"]
    assert (values["D2"].value, values["E2"].value) == (2.5, None)
    assert openpyxl.load_workbook(done.path)["指标"]["E2"].value == "=ROUND(C2/2,0)"
    assert found.indicators[0].remark == "2.5"


def test_shared_formulas_survive_the_loss_of_their_first(make_book, tmp_path):
    book = make_book(
        [("指标名称", "评分标准", "分值", "备注"), ("甲", "扣3分", 3, 1), ("乙", "扣4分", 4, 1), ("丙", "扣5分", 5, 1)]
    )

    def share(xml: str) -> str:
        for n, points in ((2, 3), (3, 4), (4, 5)):
            own = f'<f t="shared" ref="C2:C4" si="0">D2*{2 + n - 1}</f>' if n == 2 else '<f t="shared" si="0"/>'
            value = points if n == 2 else 3
            xml = xml.replace(f'<c r="C{n}" t="n"><v>{points}</v></c>', f'<c r="C{n}">{own}<v>{value}</v></c>')
        return xml

    edit(book, "xl/worksheets/sheet1.xml", share)
    assert [i.points for i in load_schemes(book)[0].indicators] == [3, 3, 3]

    done, _wanted, found = written(book, tmp_path / "新.xlsx", {"1": "2"})

    assert [i.points for i in found.indicators] == [2, 3, 3]
    sheet = openpyxl.load_workbook(done.path)["指标"]
    assert [sheet[f"C{n}"].value for n in (2, 3, 4)] == [2, "=D3*3", "=D4*3"]


def test_texts_shared_by_cells_change_in_one_of_them_only(make_book, tmp_path):
    """Excel keeps one text for all cells that say the same; two rows say 未办结的扣3分。"""
    rows = [("指标名称", "评分标准", "分值"), ("甲", "未办结的扣3分。", 3), ("乙", "未办结的扣3分。", "3分")]
    path = with_shared_strings(make_book(rows))

    done, _wanted, found = written(path, tmp_path / "新.xlsx", {"1": "4", "2": "2.5"})

    assert [i.criterion.text for i in found.indicators] == ["未办结的扣4分。", "未办结的扣2.5分。"]
    assert openpyxl.load_workbook(done.path)["指标"]["C3"].value == "2.5分"


def test_points_in_names_and_texts_follow_the_points_column(make_book, tmp_path):
    rows = [
        ("指标名称", "评分标准", "分值"),
        ("办结（3分）", "1.登记（1分）；2.办结（2分）。", 3),
        ("回访", "扣2分", 2),
    ]

    _done, wanted, found = written(make_book(rows), tmp_path / "新.xlsx", {"1": "4.5"})

    assert said(found) == said(wanted)
    assert found.indicators[0].name == "办结（4.5分）"
    assert found.indicators[0].criterion.text == "1.登记（1.5分）；2.办结（3分）。"


def test_reasons_with_characters_that_no_file_may_hold(make_book, tmp_path):
    book = make_book([("指标名称", "评分标准", "分值"), ("甲", "扣3分", 3)])

    done, _wanted, _found = written(book, tmp_path / "新.xlsx", {"1": "4"}, reasons={"1": "降\x0b低<&>"})

    assert openpyxl.load_workbook(done.path)["指标"]["C2"].comment.text == "3 → 4，原因：降低<&>"


def test_boxes_of_comments_can_be_read_whatever_prefix_the_others_use(office, done):
    boxes = [data for name, data in parts(done[0].path).items() if name.endswith(".vml")]
    spaces = "{urn:schemas-microsoft-com:office:excel}"

    (root,) = [ElementTree.fromstring(data) for data in boxes]
    notes = list(root.iter(f"{spaces}ClientData"))
    places = {(int(n.find(f"{spaces}Row").text), int(n.find(f"{spaces}Column").text)) for n in notes}
    assert len(notes) == len(places) == 11  # A3, A5, C3 to D6, C7
    ids = [e.get("id") for e in root.iter() if e.tag.endswith("}shape")]
    assert len(set(ids)) == len(ids) == 11


def test_a_list_sheet_of_the_same_name_gets_a_number(make_book, tmp_path):
    book = make_book([("指标名称", "评分标准", "分值"), ("甲", "扣3分", 3)], sheets={"调分清单": [("去年",)]})

    done, _wanted, _found = written(book, tmp_path / "新.xlsx", {"1": "4"})

    assert openpyxl.load_workbook(done.path).sheetnames == ["指标", "调分清单", "调分清单 2"]


def test_what_does_not_load_to_the_same_scheme_is_not_written(office, tmp_path):
    before = load_schemes(office)[0]
    after = moved(before, MOVE).replace(title="别的表")

    with pytest.raises(OutputError, match="标题应为“别的表”"):
        write_back(office.read_bytes(), office.name, before, after, tmp_path / "新.xlsx")

    assert [p.name for p in tmp_path.iterdir()] == ["表.xlsx"]


NUMBERED = (
    ("序号", "考核内容", "分值", "评分标准"),
    ("一", "组织管理", 20, None),
    (1, "机构设置", 10, "未设置机构的扣5分"),
    (2, "管理制度", 10, "制度每缺1项扣2分"),
    ("二", "数据质量", 30, None),
    (1, "报送及时", 30, "每迟报1次扣3分"),
    (None, "合计", 50, None),
)
LABELLED = (
    ("一级指标", "指标名称", "分值", "评分标准"),
    ("组织管理", None, 20, None),
    (None, "机构设置", 10, "未设置机构的扣5分"),
    (None, "管理制度", 10, "制度每缺1项扣2分"),
    ("数据质量", None, 30, None),
    (None, "报送及时", 30, "每迟报1次扣3分"),
    ("合计", None, 50, None),
)


@pytest.mark.parametrize("rows", [NUMBERED, LABELLED], ids=["numbered", "labelled"])
def test_points_that_a_section_states_in_a_row_of_its_own_follow(rows, tmp_path):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "表.xlsx")

    done, wanted, found = written(tmp_path / "表.xlsx", tmp_path / "新.xlsx", {"1": "12", "3": "38"})

    assert said(found) == said(wanted)
    cells = openpyxl.load_workbook(done.path)["Sheet"]["C"]
    assert [c.value for c in cells] == ["分值", 22, 12, 10, 38, 38, 60]
    assert all(c.comment is not None for c in cells if c.value in (22, 12, 38, 60))
