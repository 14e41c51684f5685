"""What a designer has said about a shape of sheets holds for every sheet of that shape."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe_tools.errors import LayoutError, ProfileError
from kaohe_tools.locale import use_language
from kaohe_tools.profiles import Profile, SavedLayout
from kaohe_tools.sheets import load_scheme, load_schemes
from kaohe_tools.sheets.columns import HEADINGS, Vocabulary
from kaohe_tools.sheets.grid import Grid
from kaohe_tools.sheets.layout import find_header
from kaohe_tools.sheets.load import read_file
from kaohe_tools.sheets.saved import find_saved, shape_of

SAMPLES = Path(__file__).parents[2] / "sample_sheets"
STRANGE = ("项", "事项", "值多少", "怎样算", "哪个科")
FIELDS = ("number", "name", "points", "criterion", "assessed_unit")
ROWS = ((1, "窗口培训", 40, "未完成扣5分。", "综合科"), (2, "档案整理", 60, "每少1卷扣1分。", "档案科"))


def profile(*layouts: SavedLayout) -> Profile:
    return Profile(name="office", layouts=layouts)


def saved(headings: tuple[str, ...] = STRANGE, fields: tuple[str, ...] = FIELDS) -> SavedLayout:
    return SavedLayout(headings=headings, fields=fields)


def test_a_sheet_whose_words_nobody_knows_is_read_as_said(make_book) -> None:
    path = make_book([("2018年度服务指标",), STRANGE, *ROWS])
    with pytest.raises(LayoutError):
        load_scheme(path)

    scheme = load_scheme(path, profile(saved()))

    assert Decimal(100) == scheme.total
    assert ["窗口培训", "档案整理"] == [i.name for i in scheme.indicators]
    assert ["综合科", "档案科"] == [i.assessed_unit for i in scheme.indicators]
    assert scheme.layout is not None
    assert (2,) == scheme.layout.header_rows
    assert [("A", "项", "number", 1.0), ("B", "事项", "name", 1.0)] == [
        (c.letter, c.heading, c.field, c.confidence) for c in scheme.layout.columns[:2]
    ]
    assert {"按设计者的设置"} == {str(c.how) for c in scheme.layout.columns}
    assert [1] == [s.row for s in scheme.layout.skipped]


def test_what_is_said_counts_more_than_known_headings(make_book) -> None:
    """Two columns could be the points: by its words the first is, the designer said the second."""
    heads = ("序号", "指标名称", "分值", "权重分", "评分标准")
    path = make_book([heads, (1, "培训", 10, 7, "未完成扣5分。"), (2, "整理", 10, 8, "未完成扣5分。")])
    assert Decimal(20) == load_scheme(path).total

    scheme = load_scheme(path, profile(saved(heads, ("number", "name", "", "points", "criterion"))))

    assert Decimal(15) == scheme.total
    assert scheme.layout is not None
    unused = scheme.layout.columns[2]
    assert ("", 0, "按设计者的设置，不使用") == (unused.field, unused.confidence, str(unused.how))


def test_headings_are_compared_without_blanks_units_and_empty_edges(make_book) -> None:
    path = make_book([("项 ", "事\n项", "值多少（分）", "怎样算：", "哪个科", None, " "), *ROWS])

    assert Decimal(100) == load_scheme(path, profile(saved())).total


@pytest.mark.parametrize("heads", [STRANGE[:-1], (*STRANGE[:-1], "别的科"), STRANGE[::-1]])
def test_another_shape_is_not_touched(make_book, heads: tuple[str, ...]) -> None:
    with pytest.raises(LayoutError):
        load_scheme(make_book([heads, *(row[: len(heads)] for row in ROWS)]), profile(saved()))


def test_a_header_of_two_rows_and_one_merged_over_both(make_book) -> None:
    rows = [("项", "事项", "值", None), (None, None, "基数", "上限"), (1, "培训", 5, 6), (2, "整理", 7, 8)]
    path = make_book(rows, merges=["A1:A2", "B1:B2", "C1:D1"])
    layout = saved(("项", "事项", "值/基数", "值/上限"), ("number", "criterion", "", "points"))

    scheme = load_scheme(path, profile(layout))

    assert Decimal(14) == scheme.total
    assert scheme.layout is not None
    assert (1, 2) == scheme.layout.header_rows

    whole = make_book([STRANGE, (None,) * 5, *ROWS], merges=[f"{c}1:{c}2" for c in "ABCDE"], name="并.xlsx")
    merged = load_scheme(whole, profile(saved())).layout
    assert merged is not None
    assert (1, 2) == merged.header_rows


def test_the_one_saved_last_counts(make_book) -> None:
    heads = ("甲", "乙", "丙")
    path = make_book([heads, (3, 9, "未完成扣1分。")])
    first, second = saved(heads, ("points", "", "criterion")), saved(heads, ("", "points", "criterion"))

    assert Decimal(9) == load_scheme(path, profile(first, second)).total
    assert Decimal(3) == load_scheme(path, profile(second, first)).total


def test_a_header_repeated_at_a_page_break_is_still_passed_over(make_book) -> None:
    scheme = load_scheme(make_book([STRANGE, ROWS[0], STRANGE, ROWS[1]]), profile(saved()))

    assert scheme.layout is not None
    assert (100, [(3, "repeated-header")]) == (scheme.total, [(s.row, s.kind) for s in scheme.layout.skipped])


def test_a_saved_layout_without_points_says_so(make_book) -> None:
    with use_language("en"), pytest.raises(LayoutError, match="no column holds points"):
        load_scheme(make_book([STRANGE, *ROWS]), profile(saved(fields=("number", "name", "", "criterion", ""))))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (("numbr", *FIELDS[1:]), r"no field numbr; fields are .*number.*points"),
        (("points", "name", "points", "", ""), "2 columns are points; only section, level_points, remark"),
    ],
)
def test_a_field_that_cannot_be_is_a_profile_error(make_book, fields: tuple[str, ...], said: str) -> None:
    """Whatever the sheet: a profile's mistake must not wait for the one file that meets it."""
    path = make_book([("序号", "指标名称", "分值", "评分标准"), (1, "培训", 5, "未完成扣5分。")])

    with use_language("en"), pytest.raises(ProfileError, match=said):
        load_scheme(path, profile(saved(fields=fields)))


def test_too_few_headings_are_refused(make_book) -> None:
    """One heading, or none, would be found in a title or an empty row."""
    path = make_book([STRANGE, *ROWS])
    with use_language("en"), pytest.raises(ProfileError, match="2 headings at least"):
        load_scheme(path, profile(saved(("项", "", ""), ("points", "", ""))))


@pytest.mark.parametrize(
    "name",
    ["node_annual_2018.xlsx", "base_deduction.xls", "training_2024.ods", "archive_2024.csv", "unit_100.docx"],
)
def test_every_format_takes_the_same_path(name: str) -> None:
    """The sample's own layout is said again without its assessor or evidence; nothing else may change."""
    plain = load_schemes(SAMPLES / name)[0]
    assert plain.layout is not None
    columns = plain.layout.columns
    dropped = next(c for c in columns if c.field in ("assessor", "evidence", "assessed_unit", "number"))
    fields = tuple("" if c == dropped else c.field for c in columns)

    scheme = load_schemes(SAMPLES / name, profile(saved(tuple(c.heading for c in columns), fields)))[0]

    assert scheme.layout is not None
    assert (plain.total, len(plain.indicators)) == (scheme.total, len(scheme.indicators))
    assert plain.layout.header_rows == scheme.layout.header_rows
    assert scheme.layout.columns[dropped.index].field == ""
    assert {"按设计者的设置"} == {str(c.how) for c in scheme.layout.columns if c.field}


def test_a_text_without_a_table_has_no_columns() -> None:
    scheme = load_schemes(SAMPLES / "responsibility_400.docx", profile(saved()))[0]

    assert scheme.layout is not None
    assert ((), ()) == (scheme.layout.header_rows, scheme.layout.columns)


def test_the_row_that_comes_closest_is_named_with_its_headings_and_what_to_do(make_book) -> None:
    path = make_book([("服务任务",), (None, "填报"), STRANGE, *ROWS])

    with use_language("en"), pytest.raises(LayoutError) as caught:
        load_scheme(path)

    said = str(caught.value)
    assert "Row 3 comes closest" in said
    assert "项, 事项, 值多少, 怎样算, 哪个科" in said
    assert "review panel" in said
    assert "columns.synonyms" in said


def test_unread_sheets_are_kept_with_their_reason(make_book) -> None:
    good = [("序号", "指标名称", "分值", "评分标准"), (1, "培训", 5, "未完成扣5分。")]
    path = make_book(good, sheets={"另页": [STRANGE, *ROWS], "空": []})

    reading = read_file(path)

    assert ["指标"] == [s.sheet for s in reading.schemes]
    assert ["另页", "空"] == [u.sheet for u in reading.unread]
    nearest = reading.unread[0].layout
    assert nearest is not None
    assert ((1,), STRANGE) == (nearest.header_rows, tuple(c.heading for c in nearest.columns))
    assert reading.unread[1].layout is None


def test_the_sheet_nearest_to_a_scheme_speaks_for_the_file(make_book) -> None:
    """A header without points is nearer than words that nobody knows, however long the message."""
    path = make_book([("序号", "指标名称", "评分标准"), (1, "培训", "无")], sheets={"另页": [STRANGE, *ROWS]})

    with use_language("en"), pytest.raises(LayoutError, match="no column holds points"):
        load_schemes(path)


def _grid(rows: list[list[str | float | None]]) -> Grid:
    return Grid(file="a.xlsx", sha256="", sheet="表", rows=tuple(map(tuple, rows)))


@given(
    order=st.permutations(range(5)),
    above=st.lists(st.sampled_from(["服务任务", "项", "2018年度指标", "填报单位：甲局"]), max_size=4),
)
def test_columns_are_found_in_any_order_under_any_title(order: list[int], above: list[str]) -> None:
    heads, fields = tuple(STRANGE[n] for n in order), tuple(FIELDS[n] for n in order)
    rows = [[words] for words in above] + [list(heads)] + [[row[n] for n in order] for row in ROWS]

    header = find_header(_grid(rows), Vocabulary(), (saved(heads, fields),))

    assert (len(above), len(above), fields) == (header.first, header.last, tuple(c.field for c in header.columns))


words = st.text(alphabet="分值 项：（）/a1\n", max_size=5)


@given(rows=st.lists(st.lists(words, min_size=1, max_size=4), min_size=1, max_size=4), n=st.integers(0, 3))
def test_a_sheet_has_the_shape_of_its_own_rows(rows: list[list[str]], n: int) -> None:
    """Whatever a row says, its own headings find it, or an earlier row that reads the same."""
    grid = _grid([list(row) for row in rows])
    row = min(n, len(rows) - 1)
    heads = tuple(" ".join(grid.text(row, c).split()) for c in range(grid.width))
    if not shape_of(heads):
        return

    found = find_saved(grid, (saved(heads, ("",) * len(heads)),))

    assert found is not None
    assert found[1] <= row


def test_every_field_has_a_name_for_readers() -> None:
    from kaohe_tools.model import FIELD_NAMES

    assert list(HEADINGS) == list(FIELD_NAMES)
    assert len(set(map(str, FIELD_NAMES.values()))) == len(FIELD_NAMES)
