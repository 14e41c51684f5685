"""The comparison panel without a page: choosing both sides, results, grades, the page to print."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from kaohe_tools.cli import main
from kaohe_tools.panels.compare.data import groups, header
from kaohe_tools.panels.compare.state import TOPICS, CompareState
from kaohe_tools.scenarios import STORE_NAME, Change, ScenarioStore, Source

SAMPLES = Path(__file__).parents[2] / "sample_sheets"
OLD, NEW, RESULTS = "去年.xlsx", "明年.xlsx", "结果.xlsx"


@pytest.fixture(scope="module")
def sheets(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sheets")
    shutil.copy(SAMPLES / "node_annual_2018.xlsx", folder / OLD)
    shutil.copy(SAMPLES / "results_2023.xlsx", folder / RESULTS)
    shutil.copy(SAMPLES / "training_2024.ods", folder / "培训.ods")
    (folder / "坏.xlsx").write_bytes(b"no workbook")
    options = ["--profile", "node-annual", "--node-share", "0.7:0.8", "--out", str(folder / NEW), "-q"]
    assert 0 == main(["rebalance", str(folder / OLD), *options])
    return folder


@pytest.fixture
def folder(sheets, tmp_path):
    for path in sheets.iterdir():
        shutil.copy(path, tmp_path)
    return tmp_path


@pytest.fixture
def state(folder):
    return CompareState(
        folder=folder, old=OLD, new=NEW, profile="node-annual", clock=lambda: datetime(2019, 1, 2, 9, 5, 7)
    )


def done(state, verb, *args):
    assert state.attempt(verb, *args), state.errors


def refused(state, verb, *args) -> str:
    assert not state.attempt(verb, *args)
    (error,) = state.errors
    assert "" == error.details
    return error.message


def keys(state):
    return [g["key"] for g in groups(state.found)]


def test_it_compares_at_once(state):
    assert () == state.errors
    assert ["sections", "points", "rules", "words", "findings-gone", "findings-new"] == keys(state)
    assert "原来29项共92分，现在29项共100分。" in header(state.found)["said"]


def test_with_results_and_grades(state):
    done(state, state.choose_results, RESULTS)
    assert 60 == groups(state.found)[0]["count"]
    done(state, state.choose_grades, "优秀=90；良好=80")
    assert ["effect", "crossings"] == keys(state)[:2]
    assert "很多" in refused(state, state.choose_grades, "优秀=很多")
    assert "points" in keys(state)  # the comparison stands
    done(state, state.choose_grades, "")
    done(state, state.choose_results, "")
    assert state.found.effect is None


def test_results_that_cannot_be_read_leave_the_comparison(state):
    assert "坏.xlsx" in refused(state, state.choose_results, "坏.xlsx")
    assert state.found is not None
    assert state.found.effect is None


def test_a_file_that_cannot_be_read_empties_its_side(state):
    assert "坏.xlsx" in refused(state, state.choose, "new", "坏.xlsx")
    assert state.found is None
    done(state, state.choose, "new", NEW)
    assert state.found is not None


def test_the_same_sheet_twice(state):
    assert "同一份表" in refused(state, state.choose, "new", OLD)
    assert state.found is None


def test_a_workbook_with_several_schemes(state):
    """The first one is taken and another can be chosen; these two have nothing in common, and that is said."""
    refused(state, state.choose, "old", "培训.ods")
    refused(state, state.choose, "new", "培训.ods")
    assert ["培训中心", "公共卫生中心"] == [s.sheet for s in state.sides["new"].schemes]

    assert "没有一项指标相像" in refused(state, state.choose_sheet, "new", "公共卫生中心")


def test_both_sides_can_change_places(state):
    done(state, state.swap)

    assert (NEW, OLD) == (state.sides["old"].name, state.sides["new"].name)
    assert "原来29项共100分，现在29项共92分。" in header(state.found)["said"]


def test_a_scenario_is_a_side(folder, state):
    data = (folder / OLD).read_bytes()
    with ScenarioStore(folder / STORE_NAME) as store:
        kept = store.create("草案", Source.of(OLD, data, sheet="指标", profile="node-annual"))
        store.record(kept.id, [Change("2", "points", None, "8")])
    done(state, state.choose, "new", f"#{kept.id}")

    assert ["草案"] == [s.name for s in state.scenarios()]
    (points,) = [g for g in groups(state.found) if g["key"] == "points"]
    (row,) = points["rows"]
    assert ["2", "2", "4", "8", "+4"] == [row[n]["lines"][0] for n in (0, 1, 3, 4, 5)]


def test_another_profile_and_language(state):
    told = []
    state.listen(told.append)
    done(state, state.choose_profile, "default")
    assert "default" == state.found.found.new_review.profile.name
    refused(state, state.choose_profile, "没有.toml")
    assert "default" == state.profile
    state.choose_language("en")
    assert TOPICS in told


def test_an_upload_becomes_the_new_side(state, folder):
    data = (folder / NEW).read_bytes()
    done(state, state.upload_part, "收到.xlsx", 0, 2, data[:5000])
    done(state, state.upload_part, "收到.xlsx", 1, 2, data[5000:])

    assert "uploads/收到.xlsx" == state.sides["new"].name


def test_a_page_to_print_is_saved_and_never_over_another(state, folder):
    done(state, state.save)
    done(state, state.save)

    assert ["去年-明年-对比 (2).html", "去年-明年-对比.html"] == sorted(p.name for p in (folder / "exports").iterdir())
    name, data = state.saved_file()
    assert "去年-明年-对比 (2).html" == name
    assert "2019年1月2日" in data.decode()
    assert datetime(2019, 1, 2, 9, 5, 7) == state.saved.at


def test_nothing_to_save_or_to_download(folder):
    state = CompareState(folder=folder)

    assert "还没有可保存" in refused(state, state.save)
    assert "还没有保存过" in refused(state, state.saved_file)
    assert {"old": {"name": "", "sheet": ""}, "results": "", "grades": ""}.items() <= state.to_dict().items()


def test_unread_cells_of_the_results_are_named_with_their_place(state, folder):
    book = load_workbook(folder / RESULTS)
    book.active["F8"].value = "很多"
    book.save(folder / RESULTS)

    assert " F8（" in refused(state, state.choose_results, RESULTS)
