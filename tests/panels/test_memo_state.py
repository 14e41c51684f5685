"""The memo panel's state: what is asked follows what is chosen, files appear only when they are asked for."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from kaohe_tools.errors import MemoError
from kaohe_tools.memo import Kind, verify_memo
from kaohe_tools.panels import memo_panel
from kaohe_tools.panels.memo.orders import parameters_of
from kaohe_tools.panels.memo.state import MemoState, split_grades
from kaohe_tools.panels.rebalance.state import RebalanceState

SHEET = "sample_sheets/node_annual_2018.xlsx"


@pytest.fixture
def folder(tmp_path, sample_path):
    place = tmp_path / "work"
    (place / "sample_sheets").mkdir(parents=True)
    for name in ("node_annual_2018.xlsx", "results_2023.xlsx", "node_annual_2019.toml"):
        shutil.copy(sample_path.parent / name, place / "sample_sheets")
    return place


@pytest.fixture
def state(folder):
    given = {"files": [SHEET], "profile": "node-annual", "date": "2018-05-21"}
    return MemoState(given, folder=folder, lang="zh")


def test_it_begins_with_the_memo_shown_and_nothing_written(state, folder):
    assert state.errors == ()
    assert state.made[0].document.title == "关于《2018年度某市级机关“重点工作”“职责工作”“规定工作”指标》的审核意见"
    assert not (folder / "memos").exists()


def test_what_is_written_is_what_was_shown_and_holds(state, folder):
    shown = state.made[0].document
    state.choose_formats(("docx", "md"))
    assert state.attempt(state.save)
    assert state.made[0].document == shown
    assert state.written == ("memos/node_annual_2018-审核意见.docx", "memos/node_annual_2018-审核意见.md")
    assert all(verify_memo(folder / path, inputs=folder).holds for path in state.written)


def test_fields_of_other_kinds_are_kept_and_not_asked(state):
    state.write("reason", "向节点倾斜")
    state.write("grades", "优秀=90,20%；良好=80")
    state.choose("results", "sample_sheets/results_2023.xlsx")
    assert not {"reason", "grade", "quota", "results"} & state.asked().keys()
    state.choose_kind("design")
    assert state.asked()["reason"] == ("向节点倾斜",)
    state.choose_kind("simulation")
    assert state.asked()["quota"] == ("优秀=20%",)
    assert state.asked()["grade"] == ("优秀=90", "良好=80")
    state.choose_kind("comparison")
    assert state.asked()["grade"] == ("优秀=90,20%", "良好=80")
    assert state.asked()["results"] == "sample_sheets/results_2023.xlsx"


def test_a_change_takes_the_memo_off_the_page(state):
    for change in (
        lambda: state.write("addressee", "某局"),
        lambda: state.choose_kind("design"),
        lambda: state.choose_file(0, SHEET),
        lambda: state.choose_profile("default"),
    ):
        state.show()
        assert state.made
        change()
        assert not state.made


def test_another_language_makes_the_memo_again(state):
    state.choose_language("en")
    assert state.made[0].document.title.startswith("Review of")
    state.choose_language("zh")
    assert state.made[0].document.title.startswith("关于")


def test_a_draft_of_the_rebalancing_panel_becomes_a_design_memo(state, folder):
    """Row 1 goes from 3 to 5 points, row 2 from 4 to 3, with a reason for one of them."""
    rebalancing = RebalanceState(folder=folder, path=SHEET, profile="node-annual", lang="zh")
    rebalancing.set_points("1", "5")
    rebalancing.set_row("1", "reason", "窗口是重点")
    rebalancing.set_points("2", "3")
    (kept,) = state.scenarios()

    state.choose_kind("design")
    state.choose_file(0, f"#{kept.id}")
    assert state.attempt(state.save), state.errors

    figures = state.made[0].data["figures"]
    assert {m["row"]: (m["before"], m["after"], m["reason"]) for m in figures["moves"]} == {
        1: (3, 5, "窗口是重点"),
        2: (4, 3, ""),
    }
    assert verify_memo(folder / state.written[0], inputs=folder).holds


def test_a_review_of_a_draft_names_it_and_holds_in_every_form(state, folder):
    """Row 1 goes from 3 to 5 points: the draft has 94, the sheet itself 92."""
    rebalancing = RebalanceState(folder=folder, path=SHEET, profile="node-annual", lang="zh")
    rebalancing.set_points("1", "5")
    (kept,) = state.scenarios()
    state.choose_file(0, f"#{kept.id}")
    state.choose_formats(("docx", "xlsx", "md"))
    assert state.attempt(state.save), state.errors

    said = (folder / state.written[2]).read_text("utf-8")
    assert "本表共29项指标，合计94分（满分94分）" in said
    assert any("满分原写100分" in notice for notice in state.made[0].notices)
    assert f"调分方案：{kept.name}" in said
    assert [Path(path).name for path in state.written] == [
        f"node_annual_2018-{kept.name}-{word}" for word in ("审核意见.docx", "批注.xlsx", "审核意见.md")
    ]
    page = load_workbook(folder / state.written[1])["指标"]
    assert page["D5"].value == 5
    for path in state.written:
        assert verify_memo(folder / path, inputs=folder).holds, path


def test_a_kind_that_there_is_not_is_told_in_one_sentence(folder):
    given = {"files": [SHEET], "kind": "调分", "profile": "node-annual"}
    with pytest.raises(MemoError, match=r"没有.*调分"):
        parameters_of(given)
    (told,) = MemoState(given, folder=folder, lang="zh").errors
    assert "没有“调分”" in str(told.message)


def test_a_simulation_of_a_draft_bears_its_name(state, folder):
    RebalanceState(folder=folder, path=SHEET, profile="node-annual", lang="zh").set_points("1", "5")
    (kept,) = state.scenarios()
    state.choose_kind("simulation")
    state.choose_file(0, f"#{kept.id}")
    state.choose_formats(("json",))
    assert state.attempt(state.save), state.errors
    assert state.made[0].stem == f"node_annual_2018-{kept.name}"


def test_what_cannot_be_made_is_told_in_the_panel(state):
    for change, said in (
        (lambda: state.write("date", "昨天"), "昨天"),
        (lambda: (state.write("date", ""), state.choose_file(0, "没有.xlsx")), "没有.xlsx"),
        (lambda: state.choose_file(0, ""), "请选"),
    ):
        change()
        assert not state.attempt(state.save)
        assert said in state.errors[0].message
    state.choose_file(0, SHEET)
    state.write("date", "")
    state.choose_formats(())
    assert not state.attempt(state.save)
    assert "格式" in state.errors[0].message


def test_unknown_parameters_are_told_in_the_panel(folder):
    state = MemoState({"adressee": "某局"}, folder=folder, lang="zh")
    assert "addressee" in state.errors[0].message


@pytest.mark.parametrize(
    ("written", "lines", "quotas"),
    [
        ("", (), ()),
        ("优秀=90", ("优秀=90",), ()),
        ("优秀=20%", (), ("优秀=20%",)),
        ("优秀=90，20%; 合格=60", ("优秀=90", "合格=60"), ("优秀=20%",)),
        ("优秀", ("优秀",), ()),
    ],
)
def test_grades_are_lines_and_quotas(written, lines, quotas):
    assert split_grades(written) == (lines, quotas)


def test_the_page_offers_what_the_kind_takes(folder):
    panel = memo_panel({"files": [SHEET], "profile": "node-annual", "date": "2018-05-21"}, folder=folder, lang="zh")
    offered = {
        "review": set(),
        "design": {"spec", "reason"},
        "simulation": {"second", "results", "outcomes", "grades"},
        "comparison": {"second", "results", "grades"},
    }
    for kind in Kind:
        panel.state.choose_kind(kind)
        options = panel.board.options
        names = ("second", "results", "outcomes", "spec", "grades", "reason")
        assert {name for name in names if options[name] is not None} == offered[kind]


def test_the_preview_is_the_page_that_is_written(folder):
    panel = memo_panel({"files": [SHEET], "profile": "node-annual", "date": "2018-05-21"}, folder=folder, lang="zh")
    panel._receive(None, {"action": "formats", "names": ["html"]}, [])
    panel._receive(None, {"action": "save"}, [])
    assert panel.state.errors == ()
    written = (folder / panel.state.written[0]).read_text("utf-8")
    assert written.startswith(panel.board.memo[0]["page"])
    assert "29项指标合计92分" in panel.static_html()
