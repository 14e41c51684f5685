"""What a designer says about columns: set, applied, saved in the office's own profile, taken back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from kaohe_tools.panels.review.state import ReviewState
from kaohe_tools.panels.review.view import ReviewPanel
from kaohe_tools.profiles import load_profile, profile_file

HEADS = ("序号", "事项", "分值", "权重分", "怎样算", "哪个科")
ROWS = (
    (1, "窗口培训", 40, 30, "未组织培训的扣5分。", "综合科"),
    (2, "档案整理", 60, 45, "每少整理1卷扣1分，最多扣5分。", "档案科"),
)
STRANGE = ("项", "事项", "值多少", "怎样算", "哪个科")
FIELDS = ("number", "name", "points", "criterion", "assessed_unit")
STRANGE_ROWS = tuple((n, name, points, rule, unit) for n, name, points, _w, rule, unit in ROWS)
NOON = datetime(2018, 5, 21, 12, 0, 0)


def write(path: Path, *sheets: tuple[str, list[tuple]]) -> Path:
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


@pytest.fixture
def folder(tmp_path):
    """Three files: one whose headings are half known, two of a shape that nobody knows."""
    write(tmp_path / "半.xlsx", ("指标", [("2018年度服务指标",), HEADS, *ROWS]))
    for name in ("生", "生2"):
        write(tmp_path / f"{name}.xlsx", ("表", [("2018年度服务指标",), STRANGE, *STRANGE_ROWS]))
    return tmp_path


def opened(folder, name, profile="default"):
    return ReviewState(folder=folder, path=name, profile=profile, clock=lambda: NOON)


def explain(state, fields=FIELDS):
    for n, field in enumerate(fields):
        state.choose_field(n, field)


def columns(view):
    return {c["letter"]: (c["field"], c["sure"]) for c in view["columns"]}


def test_the_layout_is_told_with_confidence_and_skipped_rows(folder):
    view = opened(folder, "半.xlsx").layout_view()

    assert "表头在表中第2行，6 列中用了 2 列，跳过 1 行" == view["said"]
    assert {
        "A": ("number", "确定 100%"),
        "C": ("points", "确定 100%"),
        "D": ("", ""),
        "F": ("", ""),
    }.items() <= columns(view).items()
    assert [("表中第1行", "在表头上方", "2018年度服务指标")] == [
        (s["row"], s["reason"], s["text"]) for s in view["skipped"]
    ]
    assert ("自动识别", False) == (view["state"], view["open"])
    assert "40 | 60" == view["columns"][2]["sample"]


def test_unsure_columns_are_told_before_the_section_is_opened(sample_path, tmp_path):
    """The sample has two columns under one heading, told apart by what stands in them."""
    (tmp_path / "样表.xlsx").write_bytes(sample_path.read_bytes())
    state = opened(tmp_path, "样表.xlsx")

    view = state.layout_view()

    assert ("◑", "自动识别，2 列存疑") == (view["mark"], view["state"])
    assert {"E": ("due", "存疑 70%"), "F": ("criterion", "存疑 70%")}.items() <= columns(view).items()


def test_a_field_is_applied_at_once_and_the_change_is_told(folder):
    state = opened(folder, "半.xlsx")
    assert 100 == state.review.scheme.total

    state.choose_field(3, "points")

    assert 100 == state.review.scheme.total
    view = state.layout_view()
    assert ("", "points") == (view["columns"][2]["field"], view["columns"][3]["field"])  # a sheet has one of them
    assert [False, False, True, True] == [c["changed"] for c in view["columns"][:4]]
    assert (True, True, True) == (view["can_apply"], view["can_save"], view["can_reset"])

    state.apply_layout()

    assert 75 == state.review.scheme.total
    assert "总分 100 → 75 · 指标项数 2" in state.layout_view()["change"]
    assert not list(folder.glob("**/*.toml"))


def test_setting_what_is_there_already_is_no_change(folder):
    state = opened(folder, "半.xlsx")

    state.choose_field(3, "points")
    state.choose_field(3, "")
    state.choose_field(2, "points")

    assert state.layout.draft is None
    assert not state.layout_view()["can_apply"]


def test_a_file_without_known_headings_shows_its_rows_to_choose_from(folder):
    state = opened(folder, "生.xlsx")

    assert "没有找到表头" in state.errors[0].message
    view = state.layout_view()
    assert (True, "1", False) == (view["open"], view["header"], view["read"])
    assert "没有认出表头，表中第2行最像" == view["said"]
    assert ["2018年度服务指标", "", "", "", ""] == view["excerpt"][0]["cells"]
    assert [False, True, False, False] == [row["header"] for row in view["excerpt"]]

    explain(state)
    state.apply_layout()

    assert (100, 2) == (state.review.scheme.total, len(state.schemes[0].indicators))
    assert "现在读出：100 分，2 项指标" in state.layout_view()["change"]


def test_what_cannot_be_read_so_changes_nothing(folder):
    state = opened(folder, "半.xlsx")
    review = state.review
    state.choose_field(2, "")

    assert not state.attempt(state.apply_layout)

    assert "没有分值列" in state.errors[0].message
    assert review is state.review
    assert "" == state.layout_view()["change"]
    assert "" == state.layout_view()["columns"][2]["field"]
    assert state.layout_view()["can_apply"]


def test_another_header_row_is_taken_by_its_headings(tmp_path):
    write(
        tmp_path / "两行.xlsx",
        ("表", [("甲", "乙", "丙"), ("说明",), ("序号", "分值", "评分标准"), (1, 9, "未完成。")]),
    )
    state = opened(tmp_path, "两行.xlsx")

    state.choose_header(0)
    view = state.layout_view()
    assert ["甲", "乙", "丙"] == [c["heading"] for c in view["columns"]]
    assert {""} == {c["field"] for c in view["columns"]}

    state.choose_header(2)
    assert state.layout.draft is None


def test_a_shipped_profile_is_copied_and_the_next_file_loads_by_itself(folder):
    before = profile_file("default").read_bytes()
    state = opened(folder, "生.xlsx")
    explain(state)

    path = state.save_layout()

    assert before == profile_file("default").read_bytes()
    assert (folder / "profiles" / "default.toml", "profiles/default.toml") == (path, state.profile)
    written = path.read_text("utf-8")
    assert [line for line in before.decode().splitlines() if line not in written.splitlines()] == []
    assert (100, "按审核标准里保存的版面读取") == (state.review.scheme.total, state.layout_view()["state"])

    state.choose_file("生2.xlsx")
    assert 100 == state.review.scheme.total
    assert (False, "确定 100%") == (state.layout_view()["open"], columns(state.layout_view())["C"][1])
    assert 100 == opened(folder, "生.xlsx", "profiles/default.toml").review.scheme.total


def test_the_offices_own_profile_is_changed_in_place(folder):
    own = folder / "本局.toml"
    own.write_text('# 本局标准\ntitle = "本局"  # 全称\n[points]\ntotal = 100\n', "utf-8")
    state = opened(folder, "半.xlsx", "本局.toml")

    state.choose_field(3, "points")
    assert own == state.save_layout()
    state.choose_field(5, "assessed_unit")
    state.save_layout()

    text = own.read_text("utf-8")
    assert text.startswith('# 本局标准\ntitle = "本局"  # 全称\n[points]\ntotal = 100\n')
    assert 1 == text.count("headings = ")
    saved = load_profile(own).layouts
    assert [(HEADS, "assessed_unit")] == [(one.headings, one.fields[5]) for one in saved]
    assert [own] == list(folder.glob("**/*.toml"))


def test_saving_twice_from_a_shipped_profile_makes_one_copy(folder):
    for name in ("生.xlsx", "半.xlsx"):
        state = opened(folder, name)
        state.choose_field(2, "points")
        state.choose_field(4, "assessed_unit")
        state.save_layout()

    assert ["default.toml"] == [p.name for p in (folder / "profiles").iterdir()]
    assert 2 == len(load_profile(folder / "profiles" / "default.toml").layouts)


def test_a_copy_that_asks_for_something_else_is_left_alone(folder):
    other = folder / "profiles" / "default.toml"
    other.parent.mkdir()
    other.write_text("[points]\ntotal = 1000\n", "utf-8")
    state = opened(folder, "生.xlsx")
    explain(state)

    assert "default (2).toml" == state.save_layout().name
    assert "[points]\ntotal = 1000\n" == other.read_text("utf-8")


def test_a_shipped_profile_named_by_its_path_is_copied_too(folder):
    before = profile_file("default").read_bytes()
    state = opened(folder, "生.xlsx", str(profile_file("default")))
    explain(state)

    assert folder in state.save_layout().parents
    assert before == profile_file("default").read_bytes()


def test_back_to_automatic_recognition(folder):
    state = opened(folder, "半.xlsx")
    state.choose_field(3, "points")
    state.apply_layout()

    state.reset_layout()

    assert (100, "自动识别") == (state.review.scheme.total, state.layout_view()["state"])
    assert not state.layout_view()["can_reset"]


def test_a_saved_layout_goes_only_when_that_is_saved(folder):
    state = opened(folder, "半.xlsx")
    state.choose_field(3, "points")
    path = state.save_layout()

    state.reset_layout()
    assert (100, 1) == (state.review.scheme.total, len(load_profile(path).layouts))
    view = state.layout_view()
    assert "保存后才去掉" in view["state"]
    assert (True, False) == (view["can_save"], view["can_reset"])

    state.save_layout()
    assert (100, ()) == (state.review.scheme.total, load_profile(path).layouts)
    assert profile_file("default").read_bytes() == path.read_bytes()


def test_the_saved_reading_of_a_sheet_is_replaced_when_its_header_is_another_row(tmp_path):
    """Else the earlier one, saved for the wrong row, would stay in the way."""
    rows = [("甲", "乙", "丙"), ("一", "二", "三"), (1, 9, "未完成扣5分。")]
    write(tmp_path / "两行.xlsx", ("表", rows))
    state = opened(tmp_path, "两行.xlsx")
    state.choose_header(0)
    explain(state, ("number", "points", "criterion"))
    path = state.save_layout()

    state.choose_header(1)
    explain(state, ("number", "points", "criterion"))
    state.save_layout()

    assert [("一", "二", "三")] == [one.headings for one in load_profile(path).layouts]
    assert (1, (2,)) == (len(state.schemes[0].indicators), state.schemes[0].layout.header_rows)


def test_another_file_forgets_what_was_not_saved(folder):
    state = opened(folder, "半.xlsx")
    state.choose_field(3, "points")
    state.apply_layout()

    state.attempt(state.choose_file, "生.xlsx")
    state.choose_file("半.xlsx")

    assert (100, "") == (state.review.scheme.total, state.layout_view()["change"])


def test_a_sheet_that_gave_no_scheme_is_explained_beside_one_that_did(tmp_path):
    write(tmp_path / "两张.xlsx", ("好", [HEADS, *ROWS]), ("生", [STRANGE, *STRANGE_ROWS]))
    state = opened(tmp_path, "两张.xlsx")
    assert (["好"], ["好", "生"]) == (
        [s.sheet for s in state.schemes],
        [choice["value"] for choice in state.layout_view()["sheets"]],
    )

    state.choose_layout_sheet("生")
    assert ("好", False) == (state.sheet, state.layout_view()["read"])
    explain(state)
    state.apply_layout()

    assert (["好", "生"], "生") == ([s.sheet for s in state.schemes], state.sheet)
    state.choose_layout_sheet("好")
    assert "好" == state.sheet


def test_sheets_of_one_shape_are_explained_and_saved_together(tmp_path):
    write(tmp_path / "两张.xlsx", ("甲", [STRANGE, *STRANGE_ROWS]), ("乙", [STRANGE, STRANGE_ROWS[0]]))
    state = opened(tmp_path, "两张.xlsx")
    explain(state)
    state.apply_layout()
    assert [100, 40] == [s.total for s in state.schemes]

    state.choose_layout_sheet("乙" if state.sheet == "甲" else "甲")
    state.save_layout()

    for sheet in ("甲", "乙"):
        state.choose_layout_sheet(sheet)
        assert ("按审核标准里保存的版面读取", False) == (state.layout_view()["state"], state.layout_view()["can_save"])


def test_a_profile_whose_layouts_cannot_be_used_shows_none(folder):
    (folder / "坏.toml").write_text('[[columns.layouts]]\nheadings = ["a", "b"]\nfields = ["poins", ""]\n', "utf-8")
    state = opened(folder, "半.xlsx")

    assert not state.attempt(state.choose_profile, "坏.toml")

    assert "poins" in state.errors[0].message
    assert (None, None) == (state.review, state.layout_view())
    state.choose_profile("default")
    assert 100 == state.review.scheme.total


def test_a_numbered_text_says_that_it_has_no_columns(tmp_path):
    (tmp_path / "文.txt").write_text(
        "2018年度服务考核办法\n一、窗口服务\n1.按期办结，未办结扣1分。（4分）\n2.公开时限，未公开扣1分。（3分）\n",
        "utf-8",
    )
    state = opened(tmp_path, "文.txt")

    view = state.layout_view()
    assert 7 == state.review.scheme.total
    assert (False, "编号文本，不是表格，没有列") == (view["table"], view["said"])
    assert not state.attempt(state.choose_header, 0)
    assert "没有列可以设置" in state.errors[0].message


@pytest.mark.parametrize(
    ("verb", "args"), [("choose_field", (99, "points")), ("choose_field", (0, "x")), ("choose_header", (999,))]
)
def test_what_the_page_cannot_mean_is_an_error_in_the_panel(folder, verb, args):
    state = opened(folder, "半.xlsx")

    assert not state.attempt(getattr(state, verb), *args)
    assert state.layout.draft is None


def test_a_profile_that_cannot_be_written_keeps_what_was_tried(folder):
    own = folder / "本局.toml"
    own.write_text('columns = { required = ["points"] }\n', "utf-8")
    state = opened(folder, "半.xlsx", "本局.toml")
    state.choose_field(3, "points")

    assert not state.attempt(state.save_layout)

    assert "[columns]" in state.errors[0].message
    assert 'columns = { required = ["points"] }\n' == own.read_text("utf-8")
    assert (75, True) == (state.review.scheme.total, state.layout_view()["can_save"])


def test_the_memo_names_the_layout_that_was_tried(folder):
    """A figure that rests on the designer's own mapping has to say so."""
    state = opened(folder, "半.xlsx")
    state.choose_field(3, "points")
    state.apply_layout()

    assert HEADS in [one.headings for one in state.review.profile.layouts]


def test_the_page_carries_it_all(folder):
    panel = ReviewPanel(opened(folder, "生.xlsx"))

    def send(**message):
        panel._receive(panel.board, message, [])

    send(action="layout-header", row=1)
    for n, field in enumerate(FIELDS):
        send(action="layout-field", column=n, field=field)
    assert panel.board.layout_view["can_apply"]
    send(action="layout-apply")
    assert "100 分" == panel.board.header["total"]
    send(action="layout-save")
    assert "profiles/default.toml" in panel.board.status["layout_saved"]
    assert "profiles/default.toml" == panel.board.options["profile"]
    page = panel.static_html()
    assert "按审核标准里保存的版面读取" in page
    assert "C 值多少 → 分值" in page
    send(action="layout-reset")
    assert panel.board.header is None
    send(action="layout-sheet", name="表")
    send(action="language", name="en")
    assert "no header was recognised" in panel.board.layout_view["said"]
