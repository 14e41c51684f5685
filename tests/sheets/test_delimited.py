"""Texts with separators, in every encoding that offices send."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from kaohe_tools.sheets import load_scheme

ROWS = (
    ("序号", "一级指标", "指标名称", "分值", "评分标准"),
    ("1.9", "服务", "窗口培训", "30", "未组织扣5分。"),
    ("1.10", "档案", "归档", "70.0", "每少1件扣1分，最多扣5分。"),
)


def written(separator: str) -> str:
    return "\r\n".join(separator.join(row) for row in ROWS) + "\r\n"


@pytest.mark.parametrize(
    ("encoding", "separator"),
    [
        ("utf-8", ","),
        ("utf-8-sig", ";"),
        ("gb18030", ";"),
        ("gb18030", "\t"),
        ("utf-16", "\t"),
        ("utf-16-le", ","),
        ("utf-16-be", "\t"),
    ],
)
def test_a_table_of_text_is_read_in_any_encoding(tmp_path: Path, encoding: str, separator: str) -> None:
    path = tmp_path / "表.csv"
    path.write_bytes(written(separator).encode(encoding))

    scheme = load_scheme(path)

    assert [Decimal(30), Decimal(70)] == [i.points for i in scheme.indicators]
    assert [("服务",), ("档案",)] == [i.path for i in scheme.indicators]
    assert () == scheme.problems


def test_the_number_of_an_item_is_kept_as_printed(tmp_path: Path) -> None:
    """1.10 is the item behind 1.9, not 1.1."""
    path = tmp_path / "表.csv"
    path.write_text(written(","), "utf-8")

    assert ["1.9", "1.10"] == [i.number for i in load_scheme(path).indicators]


def test_cells_may_hold_the_separator_and_lines_in_quotes(tmp_path: Path) -> None:
    path = tmp_path / "表.csv"
    row = '1,服务,"窗口\n培训",30,"未组织,或走过场,扣5分。"\n'
    path.write_text("2024年考核表,,,,\n" + ",".join(ROWS[0]) + "\n" + row + "合计,,,30,\n", "utf-8")

    scheme = load_scheme(path)

    assert ("窗口\n培训", "未组织,或走过场,扣5分。") == (
        scheme.indicators[0].name,
        scheme.indicators[0].criterion.text,
    )
    assert scheme.stated_sum is not None
    assert ("2024年考核表", Decimal(30)) == (scheme.title, scheme.stated_sum.points)


def test_a_workbook_named_as_a_text_is_read_as_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes(written(",").encode("gb18030"))

    scheme = load_scheme(path)

    assert 100 == scheme.total
    assert ["wrong-extension"] == [p.code for p in scheme.problems]
