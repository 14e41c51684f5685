"""One item whose 评分标准 is printed over several rows is one item, with all its rules and its points once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kaohe_tools.checks import review_scheme
from kaohe_tools.model import Scheme
from kaohe_tools.sheets import load_scheme
from tests.sheets.write_back.moves import said, written

MakeBook = Callable[..., Path]
HEADER = ("序号", "考核指标", "分值", "评分标准")
ROWS = (
    HEADER,
    (1, "台账管理", 20, "1.未建立台账扣10分"),
    (None, None, None, "2.台账更新不及时，每次扣2分，最多扣10分"),
    (2, "会议制度", 30, "少开1次扣10分，最多扣30分"),
    (None, None, None, "记录不全每次扣1分，最多扣4分"),
    (3, "资料归档", 50, "缺1件扣1分，扣完为止"),
)
MERGES = ("A2:A3", "B2:B3", "C2:C3")


def read(scheme: Scheme) -> list[tuple[Any, str]]:
    return [(i.points, i.criterion.text) for i in scheme.indicators]


@pytest.mark.parametrize("merges", [(), MERGES], ids=["blank cells", "merged cells"])
def test_rows_that_go_on_belong_to_the_item_above(make_book: MakeBook, merges: tuple[str, ...]) -> None:
    scheme = load_scheme(make_book(ROWS, merges=list(merges)))

    assert read(scheme) == [
        (20, "1.未建立台账扣10分\n2.台账更新不及时，每次扣2分，最多扣10分"),
        (30, "少开1次扣10分，最多扣30分\n记录不全每次扣1分，最多扣4分"),
        (50, "缺1件扣1分，扣完为止"),
    ]
    assert [(s.kind, s.cell) for s in scheme.layout.skipped] == [("continued", "D3"), ("continued", "D5")]
    assert scheme.problems == ()
    found = {f.name: f.message for f in review_scheme(scheme).findings}
    assert set(found) == {"deduction-sum-exceeds-points"}  # 30 + 4 of 30; 10 + 10 of 20 is right


def test_evidence_and_remarks_of_these_rows_are_kept(make_book: MakeBook) -> None:
    rows = [
        (*HEADER, "佐证材料", "备注"),
        (1, "台账管理", 20, "未建立扣10分", "台账", None),
        (None, None, None, "不实每处扣1分", "照片", "新增"),
    ]

    (item,) = load_scheme(make_book(rows)).indicators

    assert (item.evidence, item.remark) == ("台账\n照片", "新增")


@pytest.mark.parametrize(
    ("header", "row"),
    [
        pytest.param(HEADER, (2, None, None, "不实每处扣1分"), id="a number of its own"),
        pytest.param(HEADER, (None, "会议", None, "不实每处扣1分"), id="a label of its own"),
        pytest.param(HEADER, (None, None, 5, "不实每处扣1分"), id="points of its own"),
        pytest.param(("完成时限", *HEADER[1:]), ("2024/9/30", None, None, "不实每处扣1分"), id="a date of its own"),
        pytest.param(
            ("备注", *HEADER[1:]), (None, None, None, "不实每处扣1分"), id="nothing numbers or names the items"
        ),
    ],
)
def test_other_rows_are_items(make_book: MakeBook, header: tuple[str, ...], row: tuple[Any, ...]) -> None:
    scheme = load_scheme(make_book([header, (None, "台账管理", 20, "未建立扣10分"), row]))

    assert len(scheme.indicators) == 2


def test_a_row_behind_a_heading_or_a_sum_does_not_go_on(make_book: MakeBook) -> None:
    rows = [HEADER, ROWS[1], ("小计", None, 20, None), (None, None, None, "台账不实每处扣1分")]

    scheme = load_scheme(make_book(rows))

    assert [i.points for i in scheme.indicators] == [20, None]


def test_points_moved_are_written_into_the_rows_where_the_figures_stand(make_book: MakeBook, tmp_path: Path) -> None:
    _done, wanted, found = written(make_book(ROWS, merges=list(MERGES)), tmp_path / "新.xlsx", {"1": "10", "2": "40"})

    assert said(found) == said(wanted)
    book = openpyxl.load_workbook(tmp_path / "新.xlsx")
    sheet = book.worksheets[0]
    assert sheet["C2"].value == 10
    assert sheet["D2"].value == "1.未建立台账扣5分"
    assert sheet["D3"].value == "2.台账更新不及时，每次扣1分，最多扣5分"
