"""The panel's verbs on the real sample, without any page."""

from __future__ import annotations

import json
import shutil
from datetime import datetime

import pytest
from openpyxl import Workbook

from kaohe_tools.locale import language
from kaohe_tools.panels.review.state import ReviewState

NOON = datetime(2018, 5, 21, 14, 3, 22)


@pytest.fixture
def folder(tmp_path, sample_path):
    """A working folder with the sample in it."""
    shutil.copy(sample_path, tmp_path / "部门.xlsx")
    return tmp_path


@pytest.fixture
def state(folder):
    return ReviewState(folder=folder, path="部门.xlsx", profile="node-annual", clock=lambda: NOON)


def _said(state):
    return [e.message for e in state.errors]


def test_a_file_is_reviewed_at_once(state):
    assert () == state.errors
    assert ("部门.xlsx", "指标", 92) == (state.file, state.sheet, state.review.scheme.total)
    assert any("92" in row["message"] and "100" in row["message"] for row in state.rows())


def test_nothing_is_chosen_before_a_file_is(folder):
    state = ReviewState(folder=folder)

    assert (None, [], None, ("部门.xlsx",)) == (state.review, state.rows(), state.detail(), state.files)


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04 cut in half"])
def test_a_broken_file_is_one_clear_line_and_the_panel_goes_on(state, folder, content):
    (folder / "坏.xlsx").write_bytes(content)

    assert not state.attempt(state.choose_file, "坏.xlsx")

    assert 1 == len(state.errors)
    assert "坏.xlsx" in _said(state)[0]
    assert ("", "\n" in _said(state)[0]) == (state.errors[0].details, False)
    assert state.review is None
    assert state.attempt(state.choose_file, "部门.xlsx")
    assert ((), 92) == (state.errors, state.review.scheme.total)


def test_a_missing_file_at_the_start_is_said_in_the_panel(folder):
    state = ReviewState(folder=folder, path="没有.xlsx")

    assert "没有.xlsx" in _said(state)[0]
    assert "没有.xlsx" in state.files


def test_what_was_not_foreseen_keeps_its_traceback_folded(state):
    def stumble():
        raise ZeroDivisionError("by zero")

    state.attempt(stumble)

    assert ["出错了：by zero"] == _said(state)
    assert "ZeroDivisionError" in state.errors[0].details


def test_another_profile_reviews_again(state):
    """`default` asks for no node share, so its family BL has nothing to say about it."""
    before = {row["code"] for row in state.rows()}

    state.choose_profile("default")

    assert "BL01" in before
    assert "BL01" not in {row["code"] for row in state.rows()}


def test_an_unknown_profile_leaves_the_earlier_one(state):
    assert not state.attempt(state.choose_profile, "nodal")
    assert ("node-annual", 92) == (state.profile, state.review.scheme.total)


def test_language_changes_words_and_nothing_else(state):
    chinese = state.rows()[0]
    state.select(0)

    state.choose_language("en")

    english = state.rows()[0]
    assert (chinese["code"], chinese["cells"]) == (english["code"], english["cells"])
    assert chinese["message"] != english["message"]
    assert 0 == state.selected
    assert "zh" == language()  # the notebook's own language stays


def test_a_workbook_with_two_sheets_offers_both(folder, sample_path):
    book = Workbook()
    for title, points in (("甲", 3), ("乙", 5)):
        sheet = book.create_sheet(title)
        sheet.append(["序号", "指标", "分值", "评分标准"])
        sheet.append([1, "窗口服务", points, "未完成窗口培训的扣1分。"])
    del book["Sheet"]
    book.save(folder / "两张.xlsx")
    state = ReviewState(folder=folder, path="两张.xlsx")

    assert ["甲", "乙"] == [s.sheet for s in state.schemes]
    state.choose_sheet("乙")
    assert ("乙", 5) == (state.sheet, state.review.scheme.total)


def test_filters_and_selection(state):
    state.filter(severities=["error"])
    assert {state.rows()[i]["severity"] for i in state.shown()} == {"error"}

    state.select(state.shown()[0])
    assert state.detail()["message"] == state.rows()[state.shown()[0]]["message"]

    state.filter(severities=["note"])  # the selected finding is no longer shown
    assert state.detail() is None

    state.clear_filters()
    assert state.shown() == list(range(len(state.review.findings)))


def test_a_click_on_a_finding_that_is_gone_selects_none(state):
    """The page may still show rows of an earlier review when it is clicked."""
    state.select(0)

    state.select(len(state.review.findings))

    assert state.detail() is None


def test_a_new_selection_starts_at_its_first_cell_unexplained(state):
    many = next(i for i, f in enumerate(state.review.findings) if len(f.cells) > 2)
    state.select(many)
    state.show_place(1)
    state.explain()
    assert (1, True) == (state.detail()["place"], state.detail()["explanation"] is not None)

    state.show_place(10_000)
    assert 1 == state.detail()["place"]

    state.select(many - 1)
    assert (0, None) == (state.detail()["place"], state.detail()["explanation"])


def test_an_upload_in_parts_is_put_together_and_reviewed(folder, sample_path):
    data, state = sample_path.read_bytes(), ReviewState(folder=folder, profile="node-annual")
    cuts = [data[:3000], data[3000:7000], data[7000:]]

    for part, piece in enumerate(cuts):
        state.upload_part("新表.xlsx", part, len(cuts), piece)

    assert data == (folder / "uploads/新表.xlsx").read_bytes()
    assert ("uploads/新表.xlsx", 92) == (state.file, state.review.scheme.total)


def test_an_upload_begun_again_starts_afresh(folder, sample_path):
    data, state = sample_path.read_bytes(), ReviewState(folder=folder)
    state.upload_part("新表.xlsx", 0, 2, b"left over from a broken upload")

    state.upload_part("新表.xlsx", 0, 2, data[:100])
    state.upload_part("新表.xlsx", 1, 2, data[100:])

    assert data == (folder / "uploads/新表.xlsx").read_bytes()


@pytest.mark.parametrize(
    ("form", "name"), [("docx", "部门-审核意见.docx"), ("html", "部门-审核意见.html"), ("xlsx", "部门-批注.xlsx")]
)
def test_memos_are_saved_and_never_overwritten(state, folder, form, name):
    source = (folder / "部门.xlsx").read_bytes()

    first, second = state.save(form), state.save(form)

    assert folder / "memos" / name == first
    assert f"{first.stem} (2){first.suffix}" == second.name
    assert first.stat().st_size > 1000
    assert (NOON, f"memos/{second.name}") == (state.saved.at, state.saved.path)
    assert (second.name, second.read_bytes()) == state.saved_file()
    assert source == (folder / "部门.xlsx").read_bytes()


def test_the_memo_is_in_the_panels_language(state):
    state.choose_language("en")
    state.attempt(state.save, "html")

    page = (state.folder / state.saved.path).read_text("utf-8")
    assert 'lang="en"' in page


def test_nothing_to_save_is_said(folder):
    state = ReviewState(folder=folder)

    assert not state.attempt(state.save, "docx")
    assert ["请先选择指标表：还没有可保存的审核结果。"] == _said(state)


def test_settings_make_a_round_trip_through_json(state, folder):
    state.choose_language("en")
    state.filter(severities=["warning"], family="WD", text="row")
    settings = json.loads(json.dumps(state.to_dict()))

    other = ReviewState(folder=folder)
    other.restore(settings)

    assert settings == other.to_dict()
    assert (state.rows(), state.shown()) == (other.rows(), other.shown())


def test_listeners_hear_which_parts_changed(state):
    heard = []
    state.listen(heard.append)

    state.attempt(state.select, 0)

    assert [{"detail"}, {"status"}] == heard


def test_a_new_file_is_told_whole(state):
    """One telling: the page must never show rows of one file under the name of another."""
    heard = []
    state.listen(lambda topics: heard.append((topics, state.review is not None)))

    state.attempt(state.choose_file, "部门.xlsx")

    assert heard == [({"options", "review", "rows", "detail", "layout"}, True), ({"status"}, True)]
