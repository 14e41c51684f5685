"""PDFs with text: tables over several pages, what stands around them, and scanned pages refused."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from kaohe_tools.errors import SheetError
from kaohe_tools.sheets import load_schemes

HEAD = ("序号", "指标名称", "分值", "评分标准")
EDGES = (50, 110, 230, 290, 540)
LINE = 24
FONT = (
    "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[<</Type/Font"
    "/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>"
    "/DW 1000>>]>>"
)

PAPER = "/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>"

Piece = str | Sequence[Sequence[str]]


def show(words: str, x: float, y: float) -> str:
    return f"BT /F1 10 Tf {x} {y} Td <{words.encode('utf-16-be').hex()}> Tj ET\n"


def page(pieces: Sequence[Piece]) -> str:
    """Return the drawing of lines of text and ruled tables, from top to bottom."""
    out, y = "", 780
    for piece in pieces:
        if isinstance(piece, str):
            out += show(piece, EDGES[0], y)
            y -= LINE
            continue
        top = y + LINE - 8
        for n, row in enumerate(piece):
            for words, x in zip(row, EDGES, strict=False):
                lines = words.split("\n")
                above = 5 * (len(lines) - 1)
                out += "".join(show(line, x + 3, y - n * LINE + above - 10 * k) for k, line in enumerate(lines))
        bottom = top - len(piece) * LINE
        out += "".join(f"{x} {bottom} m {x} {top} l S\n" for x in EDGES)
        out += "".join(
            f"{EDGES[0]} {top - n * LINE} m {EDGES[-1]} {top - n * LINE} l S\n" for n in range(len(piece) + 1)
        )
        y = bottom - LINE
    return out


def write(path: Path, *pages: Sequence[Piece]) -> Path:
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = ["<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>", FONT]
    for n, pieces in enumerate(pages):
        drawing = page(pieces)
        objects.append(f"<</Type/Page/Parent 2 0 R{PAPER}/Contents {5 + 2 * n} 0 R>>")
        objects.append(f"<</Length {len(drawing)}>>stream\n{drawing}endstream")
    data, places = "%PDF-1.4\n", []
    for n, body in enumerate(objects, 1):
        places.append(len(data))
        data += f"{n} 0 obj{body}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    data += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer<</Root 1 0 R/Size {len(objects) + 1}>>\n"
    path.write_text(f"{data}startxref\n{len(data) - len(table) - 60}\n%%EOF\n")
    return path


def rows(first: int, last: int) -> list[tuple[str, ...]]:
    return [(str(n), f"事项{n}", "10", "未完成扣5分。") for n in range(first, last + 1)]


def test_a_table_goes_on_over_pages_with_running_heads(tmp_path: Path) -> None:
    """Heads, page numbers and the header printed again are no rows, and break nothing."""
    first = ("某县考核办编印", "2024年度服务考核表", [HEAD, *rows(1, 4)], "- 1 -")
    second = ("某县考核办编印", [HEAD, *rows(5, 8)], "- 2 -")
    third = ("某县考核办编印", rows(9, 10), "注：以上按季度统计", "- 3 -")

    (scheme,) = load_schemes(write(tmp_path / "表.pdf", first, second, third))

    assert ("2024年度服务考核表", 10, 100) == (scheme.title, len(scheme.indicators), scheme.total)
    assert scheme.layout is not None
    assert "注：以上按季度统计" in [s.text for s in scheme.layout.skipped]


def test_two_tables_under_two_titles_on_one_page(tmp_path: Path) -> None:
    both = ("窗口服务考核表", [HEAD, *rows(1, 3)], "档案管理考核表", [HEAD, *rows(1, 2)])

    schemes = load_schemes(write(tmp_path / "表.pdf", both))

    assert [("窗口服务考核表", 30), ("档案管理考核表", 20)] == [(s.title, s.total) for s in schemes]


def test_a_numbered_text(tmp_path: Path) -> None:
    lines = (
        "2024年度服务考核办法",
        "一、日常（60分）",
        "1.归档。（60分，由档案科评分）",
        "二、专项（40分）",
        "2.数据。（40分）",
    )

    (scheme,) = load_schemes(write(tmp_path / "表.pdf", lines))

    assert [60, 40] == [i.points for i in scheme.indicators]


def test_a_scanned_page_is_refused_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SheetError) as refused:
        load_schemes(write(tmp_path / "扫描.pdf", ()))

    assert "扫描.pdf: 这个 PDF 是扫描的图片，没有文字；请索要工作簿或 Word 文件。" == str(refused.value)


def test_lines_that_were_full_go_on_and_numbered_ones_do_not(tmp_path: Path) -> None:
    """A rule cut at the edge of its cell is one rule: 最多扣 and 5分 belong together."""
    table = [
        HEAD,
        ("1", "台账\n管理", "60", "缺1本扣2分，最多扣1\n0分"),
        ("2", "归档", "40", "1.漏归扣2分\n2.错归扣1分"),
    ]

    (scheme,) = load_schemes(write(tmp_path / "表.pdf", ["2024年度服务考核表", table]))

    assert [i.criterion.text for i in scheme.indicators] == ["缺1本扣2分，最多扣10分", "1.漏归扣2分\n2.错归扣1分"]
    assert [i.name or i.path[-1] for i in scheme.indicators] == ["台账管理", "归档"]


def test_a_table_without_ruled_lines_is_refused_and_not_read_as_a_text(tmp_path: Path) -> None:
    lines = [
        "2024年度服务考核表",
        "序号  指标名称  分值  评分标准",
        "1. 台账管理（60分） 60 缺1本扣2分",
        "2. 归档 40 漏归扣2分",
    ]

    with pytest.raises(SheetError, match="没有框线"):
        load_schemes(write(tmp_path / "表.pdf", lines))
