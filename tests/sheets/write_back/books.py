"""Workbooks with all that offices put into them, made for the tests of writing back."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from lxml import etree
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image as Picture
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from PIL import Image

HEAD = ("一级指标", "指标名称", "分值", "评分标准", "占比")
ROWS = (
    ("窗口服务（5分）", "按期办结", 3, "未按期办结的扣3分。"),
    (None, "办件回访", 2, "未回访的扣2分。"),
    ("档案管理（5分）", "归档", "=1+1", "未归档的扣2分。"),
    (None, "查阅登记", 3, "未登记的扣1分，未装订的扣2分。"),
)
TEXT_BOX = (
    '<xdr:twoCellAnchor xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:from><xdr:col>7</xdr:col>'
    "<xdr:colOff>0</xdr:colOff><xdr:row>1</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>9</xdr:col>"
    "<xdr:colOff>0</xdr:colOff><xdr:row>4</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>"
    '<xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="9" name="文本框"/><xdr:cNvSpPr txBox="1"/></xdr:nvSpPr>'
    '<xdr:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr><xdr:txBody><a:bodyPr/><a:p><a:r>'
    "<a:t>填表说明</a:t></a:r></a:p></xdr:txBody></xdr:sp><xdr:clientData/></xdr:twoCellAnchor>"
)


def office_book(path: Path, *, total: str | int = "=SUM(C3:C6)") -> Path:
    """Save a workbook of four rows in two sections with a chart, a picture, a text box and all kinds of settings."""
    book = Workbook()
    sheet = book.active
    sheet.title = "指标"
    sheet["A1"] = "2025年度窗口考核评分表"
    sheet.merge_cells("A1:E1")
    sheet.append(HEAD)
    for n, row in enumerate(ROWS, 3):
        sheet.append([*row, f"=C{n}/C7"])
    sheet.append(["合计", None, total, None, "=SUM(E3:E6)"])
    sheet.merge_cells("A3:A4")
    sheet.merge_cells("A5:A6")
    bold = TextBlock(InlineFont(b=True, color="FFFF0000"), "扣2分")
    sheet["D4"] = CellRichText("未回访的", bold, "。")
    sheet["C4"].comment = Comment("去年为1分", "张三")
    for cell in ("C3", "C4", "C5", "C6"):
        sheet[cell].number_format = "0"
        sheet[cell].font = Font(bold=True, color="FF0000FF")
    sheet["C3"].fill = PatternFill("solid", fgColor="FFCCFFCC")
    sheet.conditional_formatting.add(
        "C3:C6", CellIsRule(operator="greaterThan", formula=["4"], font=Font(color="FFFF0000"))
    )
    valid = DataValidation(type="decimal", operator="between", formula1="0", formula2="10")
    valid.add("C3:C6")
    sheet.add_data_validation(valid)
    sheet.freeze_panes = "A3"
    sheet.column_dimensions.group("D", "E", hidden=False)
    sheet.row_dimensions[4].height = 33
    sheet.print_title_rows, sheet.print_area = "2:2", "A1:E7"
    sheet.oddFooter.center.text = "第 &P 页"
    book.defined_names["分值区"] = DefinedName("分值区", attr_text="指标!$C$3:$C$6")
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=3, min_row=3, max_row=6))
    sheet.add_chart(chart, "G10")
    picture = io.BytesIO()
    Image.new("RGB", (8, 8), "navy").save(picture, "PNG")
    sheet.add_image(Picture(picture), "G2")
    other = book.create_sheet("汇总")
    other.append(["总分", "=指标!C7", "=ROUND(指标!C3/2,1)"])
    book.save(path)
    stored(
        path, {"C5": 2, "C7": 10, "E3": 0.3, "E4": 0.2, "E5": 0.2, "E6": 0.3, "E7": 1}, part="xl/worksheets/sheet1.xml"
    )
    stored(path, {"B1": 10, "C1": 1.5}, part="xl/worksheets/sheet2.xml")
    edit(
        path,
        "xl/drawings/drawing1.xml",
        lambda xml: xml.replace("</wsDr>", TEXT_BOX + "</wsDr>").replace("</xdr:wsDr>", TEXT_BOX + "</xdr:wsDr>"),
    )
    return path


def stored(path: Path, values: dict[str, float], part: str) -> None:
    """Give formulas the results that Excel would have stored for them."""

    def fill(xml: str) -> str:
        for cell, value in values.items():
            at = xml.index(f'r="{cell}"')
            end = xml.index("</c>", at)
            formula_end = xml.index("</f>", at) + 4
            xml = f"{xml[:formula_end]}<v>{value}</v>{xml[end:]}"
        return xml

    edit(path, part, fill)


def edit(path: Path, part: str, change) -> None:
    """Change one part of a package."""
    with zipfile.ZipFile(path) as old:
        parts = {e.filename: old.read(e) for e in old.infolist()}
    parts[part] = change(parts[part].decode()).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in parts.items():
            new.writestr(name, data)


def with_macros(path: Path, target: Path) -> Path:
    """Return a copy with a part of macros, as an .xlsm has."""
    target.write_bytes(path.read_bytes())
    with zipfile.ZipFile(target, "a") as package:
        package.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0macros")
    edit(
        target,
        "[Content_Types].xml",
        lambda xml: (
            xml.replace("spreadsheetml.sheet.main+xml", "MARK")
            .replace(
                "application/vnd.openxmlformats-officedocument.MARK",
                "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
            )
            .replace(
                "</Types>", '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
            )
        ),
    )
    edit(
        target,
        "xl/_rels/workbook.xml.rels",
        lambda xml: xml.replace(
            "</Relationships>",
            '<Relationship Id="rIdVba" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" '
            'Target="vbaProject.bin"/></Relationships>',
        ),
    )
    return target


def with_shared_strings(path: Path) -> Path:
    """Move the texts of a workbook's cells to one part that cells point to, as Excel does."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    with zipfile.ZipFile(path) as old:
        found = {e.filename: old.read(e) for e in old.infolist()}
    table = etree.Element(f"{{{space}}}sst", nsmap={None: space})
    numbers: dict[bytes, int] = {}
    for name in [n for n in found if n.startswith("xl/worksheets/sheet")]:
        root = etree.fromstring(found[name])
        for cell in root.iter(f"{{{space}}}c"):
            words = cell.find(f"{{{space}}}is")
            if words is not None:
                cell.remove(words)
                words.tag = f"{{{space}}}si"
                number = numbers.setdefault(etree.tostring(words), len(numbers))
                if number == len(table):
                    table.append(words)
                cell.set("t", "s")
                etree.SubElement(cell, f"{{{space}}}v").text = str(number)
        found[name] = etree.tostring(root)
    table.set("count", "99")
    table.set("uniqueCount", str(len(table)))
    found["xl/sharedStrings.xml"] = etree.tostring(table)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    found["[Content_Types].xml"] = found["[Content_Types].xml"].replace(
        b"</Types>", f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'.encode()
    )
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    found["xl/_rels/workbook.xml.rels"] = found["xl/_rels/workbook.xml.rels"].replace(
        b"</Relationships>",
        f'<Relationship Id="rIdSst" Type="{relation}" Target="sharedStrings.xml"/></Relationships>'.encode(),
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in found.items():
            new.writestr(name, data)
    return path
