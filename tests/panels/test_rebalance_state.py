"""The panel's verbs on the real sample and on a generated sheet, without any page."""

from __future__ import annotations

import re
import shutil
from datetime import datetime
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from kaohe_tools import load_scheme
from kaohe_tools.locale import use_language
from kaohe_tools.panels.rebalance import data as data
from kaohe_tools.panels.rebalance.detail import compared, detail, outcome
from kaohe_tools.panels.rebalance.edits import section_changes
from kaohe_tools.panels.rebalance.history import history
from kaohe_tools.panels.rebalance.state import RebalanceState
from kaohe_tools.rebalance.spec import read_spec
from kaohe_tools.scenarios import ScenarioStore

D = Decimal
NOON = datetime(2018, 5, 21, 14, 3, 22)


@pytest.fixture
def folder(tmp_path, sample_path):
    """A working folder with the sample in it: 92 points of 100, tick 0.5, milestones 70–80 %."""
    shutil.copy(sample_path, tmp_path / "部门.xlsx")
    return tmp_path


@pytest.fixture
def opened(folder):
    def open_(path="部门.xlsx"):
        return RebalanceState(folder=folder, path=path, profile="node-annual", clock=lambda: NOON)

    return open_


@pytest.fixture
def state(opened):
    return opened()


def _said(state):
    return [e.message for e in state.errors]


def _head(state):
    return data.head(state.shown, state.live)


def test_a_sheet_opens_with_a_scenario_of_its_own(state):
    head = _head(state)

    assert () == state.errors
    assert ("92", "100", "还差 8") == (head["total"], head["wanted"], head["gap"])
    assert "草稿" == state.scenario.name
    assert "▲" not in head["moved"]
    assert "62.0%" == head["share"]["said"]  # 57 of 92 points
    assert not head["share"]["ok"]


def test_rows_without_a_name_are_told_apart_by_date_and_task(state):
    """The sample has no names: three rows of a section would read alike."""
    rows = data.row_heads(state.scheme)

    assert rows[0]["name"].startswith("年度标准 · ")
    assert len(rows) == len({(row["section"], row["name"]) for row in rows})


def test_a_typed_value_is_saved_at_once_and_every_figure_follows(state, folder):
    first = state.scheme.indicators[0]

    assert state.attempt(state.set_points, "1", str(first.points + 2))

    assert "还差 6" == _head(state)["gap"]
    assert "+2" == data.cells(state.draft, state.live.review)[0]["move"]
    with ScenarioStore(folder / "kaohe-scenarios.sqlite") as other:
        assert str(first.points + 2) == other.open(state.scenario.id).values["1", "points"]
    assert any("94" in str(f.message) for f in state.live.review.of("SM01"))


def test_a_refused_edit_is_one_sentence_and_the_stored_value_stays(state):
    before = state.draft.points

    assert not state.attempt(state.set_limits, "1", low="-3")
    assert ["第1行：-3分小于0，没有保存。"] == _said(state)
    for written in ("很多", "2.25", "-1"):
        assert not state.attempt(state.set_points, "1", written)
        assert 1 == len(state.errors)
        assert "\n" not in _said(state)[0]
        assert "" == state.errors[0].details

    assert before == state.draft.points
    assert not state.scenario.can_undo


def test_a_stale_edit_shows_both_values_and_what_stands_now(state, opened):
    other = opened()
    other.set_points("1", "7")

    assert not state.attempt(state.set_points, "1", "9")

    assert _said(state)[0].startswith("第1行分值刚在别处由3改为7")
    assert D(7) == state.draft.points["1"]
    assert state.attempt(state.set_points, "1", "9")


def test_a_solution_under_locks_and_limits_that_were_changed_elsewhere_is_refused(state, opened):
    """Saved, it would move a row that stands locked, and say that it is proven."""
    other = opened()
    other.lock("3")

    assert not state.attempt(state.solve)

    assert ["第3行锁定刚在别处由–改为是。您的修改没有保存，请核对后再改。"] == _said(state)
    assert state.draft.points == state.draft.before
    assert {"3"} == state.draft.locked
    assert state.attempt(state.solve)
    assert state.draft.before["3"] == state.draft.points["3"]


def test_a_slider_let_go_over_a_change_made_elsewhere_saves_nothing(state, opened):
    other = opened()
    changes = section_changes(state.scheme.tasks[0].path, "12", "12")
    state.slide(changes)
    other.set_limits("1", high="3")

    assert not state.attempt(state.release, changes)

    assert state.preview is None
    assert not state.draft.sections
    assert D(3) == state.draft.bounds["1"].high


@pytest.mark.parametrize("tick", ["0.3", "1", "5"])
def test_points_off_a_new_step_are_shown_and_the_scenario_opens_again(tick, state, opened):
    """A step that cannot be right is told by solving; it must not close the scenario."""
    state.set_points("1", "2.5")

    assert state.attempt(state.set_tick, tick)

    again = opened()
    assert () == again.errors
    assert D(tick) == again.draft.tick
    assert D("2.5") == again.draft.points["1"]
    again.undo()
    assert D("0.5") == again.draft.tick


def test_an_undo_of_a_step_that_was_not_seen_is_refused(state, opened):
    state.set_points("1", "9")
    opened().set_points("2", "7")

    assert not state.attempt(state.undo)

    assert 1 == len(state.errors)
    assert (D(9), D(7)) == (state.draft.points["1"], state.draft.points["2"])


def test_a_full_disk_is_one_sentence_and_the_old_value_stays(state, monkeypatch):
    from kaohe_tools.errors import ScenarioError

    def full(*_args, **_more):
        raise ScenarioError("磁盘已满，没有保存")

    monkeypatch.setattr(state.store, "record", full)

    assert not state.attempt(state.set_points, "1", "7")
    assert ["磁盘已满，没有保存"] == _said(state)
    assert state.draft.before["1"] == state.draft.points["1"]


def test_undo_and_redo_go_over_a_restart(state, opened):
    state.set_points("1", "7")
    state.lock("2")
    state.paste("points", "3", [["1.5"], ["2"]])

    again = opened()
    assert (D("1.5"), D(2)) == (again.draft.points["3"], again.draft.points["4"])
    again.undo()
    assert again.draft.before["3"] == again.draft.points["3"]
    assert again.draft.before["4"] == again.draft.points["4"]
    again.undo()
    assert frozenset() == again.draft.locked
    again.redo()
    assert {"2"} == again.draft.locked
    assert D(7) == again.draft.points["1"]


def test_a_paste_that_cannot_be_taken_changes_nothing(state):
    assert not state.attempt(state.paste, "points", "1", [["2"], ["不是数"]])

    assert "第2行" in _said(state)[0]
    assert not state.scenario.can_undo


def test_a_blank_in_a_pasted_column_leaves_the_row_s_points(state):
    """Row 2 has 7 typed: a blank beside others leaves it, and says so; alone, typed, it goes back to the sheet's."""
    state.set_points("2", "7")
    state.attempt(state.paste, "points", "1", [["2"], [" "], ["1.5"]])

    assert (D(2), D(7), D("1.5")) == tuple(state.draft.points[n] for n in "123")
    assert ["粘贴完成；第2行是空的，分值保持不变"] == _said(state)
    state.show_history()
    assert "第2行是空的" in state.store.history(state.scenario.id)[-1].reason
    state.attempt(state.paste, "points", "2", [[""], ["2"]])
    assert (D(7), D(2)) == (state.draft.points["2"], state.draft.points["3"])
    state.attempt(state.paste, "low", "2", [["1"], [""]])
    assert [] == _said(state)
    state.set_points("2", "")
    assert state.draft.before["2"] == state.draft.points["2"]


def test_solving_reaches_the_total_and_the_band_in_one_step(state):
    state.set_points("1", "7")
    state.lock("1")

    assert state.attempt(state.solve)

    head = _head(state)
    assert ("100", "", True) == (head["total"], head["gap"], head["ok"])
    assert 70 <= head["share"]["now"] <= 80
    assert D(7) == state.draft.points["1"]
    assert state.answer.solution.proven
    assert all(p % D("0.5") == 0 for p in state.draft.points.values())
    state.undo()
    assert "100" != _head(state)["total"]
    assert (D(7), None) == (state.draft.points["1"], state.answer)


def test_solving_twice_gives_the_same_points(state):
    state.solve()
    first = dict(state.draft.points)
    state.solve()

    assert first == state.draft.points


def test_a_slider_shows_before_it_saves(state):
    path = state.scheme.tasks[0].path
    now = state.scheme.sum_of(state.scheme.within(path))
    wanted = str(now + 2)
    changes = section_changes(path, wanted, wanted)
    state.slide(changes)
    shown = state.shown.placed
    assert D(wanted) == shown.sum_of(shown.within(path))
    assert state.draft.placed == state.scheme  # nothing saved

    state.release(changes)
    assert state.preview is None
    saved = state.draft.placed
    assert (D(wanted), D(100)) == (saved.sum_of(saved.within(path)), saved.total)
    state.undo()
    assert state.draft.placed == state.scheme


def test_a_clash_keeps_the_points_and_a_proposal_mends_it(state):
    state.set_points("1", "7")
    state.lock("1")
    state.set_limits("1", high="5")
    before = dict(state.draft.points)

    state.solve()

    said = outcome(state.answer)
    assert said["clash"]
    assert before == state.draft.points
    assert said["proposals"]
    state.relax(0)
    assert state.answer.solution
    assert D(100) == state.draft.placed.total


def test_settings_that_contradict_each_other_are_not_saved(state):
    assert not state.attempt(state.set_total, "0")
    assert not state.attempt(state.set_section_limits, ("没有",), low="1")
    assert not state.attempt(state.set_node_share, "80", "70")
    assert not state.scenario.can_undo


def test_scenarios_are_kept_apart(state, opened):
    state.set_points("1", "7")
    first = state.scenario.id
    state.branch_scenario("宽松")
    state.set_points("2", "8")
    state.new_scenario("空白")
    assert state.scheme == state.draft.placed
    state.rename_scenario("从头")

    assert ["草稿", "宽松", "从头"] == [s.name for s in state.scenarios()]
    state.open_scenario(first)
    assert (D(7), state.draft.before["2"]) == (state.draft.points["1"], state.draft.points["2"])

    branch = next(s.id for s in state.scenarios() if s.name == "宽松")
    lines = compared(state.scheme, state.store.compare(first, branch))
    assert [("8", f"第2行 {state.scheme.indicators[1].label}：分值")] == [(line["b"], line["what"]) for line in lines]

    state.delete_scenario()
    assert ["宽松", "从头"] == [s.name for s in state.scenarios()]
    state.restore_scenario(first)
    assert D(7) == state.draft.points["1"]


def test_a_scenario_opens_when_its_workbook_is_gone(state, folder):
    state.set_points("1", "7")
    (folder / "部门.xlsx").unlink()

    for path in ("部门.xlsx", None):
        again = RebalanceState(folder=folder, path=path, profile="node-annual")
        assert ((), D(7)) == (again.errors, again.draft.points["1"])


def test_another_workbook_of_the_same_name_has_scenarios_of_its_own(state, folder, opened):
    state.set_points("1", "7")
    book = load_workbook(folder / "部门.xlsx")
    book.properties.title = "另一份"
    book.save(folder / "部门.xlsx")

    again = opened()

    assert again.scenario.id != state.scenario.id
    assert again.scheme.indicators[0].points == again.draft.points["1"]


def test_a_broken_file_is_one_line_and_the_open_scenario_stays(state, folder):
    (folder / "坏.xlsx").write_bytes(b"not a workbook")

    assert not state.attempt(state.choose_file, "坏.xlsx")

    assert "坏.xlsx" in _said(state)[0]
    assert "部门.xlsx" == state.source.name
    assert state.attempt(state.set_points, "1", "7")


def test_the_row_below_the_grid_reads_as_it_would(state):
    """Row 1 of the sample: 未作动员的扣…; doubling its points doubles the figures of its rules."""
    row = next(i for i in state.scheme.indicators if i.points and i.criterion.deductions and not i.criterion.unread)
    state.set_points(row.id, str(row.points * 2))
    state.set_row(row.id, "reason", "上年全员满分")

    shown = detail(state.draft, state.live, row.id)

    assert "上年全员满分" == shown["reason"]
    assert "".join(s["text"] for s in shown["before"]) == row.criterion.text
    changed = [s["text"] for s in shown["after"] if s["changed"]]
    assert changed
    assert "".join(s["text"] for s in shown["after"]) != row.criterion.text


def test_checks_that_do_not_look_at_points_wait_until_it_is_quiet(state):
    state.set_points("1", "7")
    assert not state.live.settled
    state.settle()
    assert state.live.settled

    from kaohe_tools import load_profile, review_scheme

    whole = review_scheme(state.live.review.scheme, load_profile("node-annual"))
    assert whole.findings == state.live.review.findings


def test_reset_goes_back_to_the_sheet_and_keeps_the_locks(state):
    state.set_points("1", "7")
    state.lock("2")

    state.reset()

    assert state.scheme == state.draft.placed
    assert {"2"} == state.draft.locked


def test_exports_are_new_files_and_load_again(state, folder):
    source = (folder / "部门.xlsx").read_bytes()
    state.set_points("1", "7")
    state.set_row("1", "reason", "=危险")
    state.solve()

    book, changes, spec, second = (state.export(form) for form in ("workbook", "changes", "spec", "changes"))

    assert source == (folder / "部门.xlsx").read_bytes()
    assert second.name.endswith(" (2).xlsx")
    assert state.draft.points == {i.id: i.points for i in load_scheme(book).indicators}
    sheet = load_workbook(changes).active
    moved = [i for i in state.scheme.indicators if state.draft.points[i.id] != i.points]
    assert len(moved) + 1 == sheet.max_row
    assert ("=危险", "s") == (sheet["G2"].value, sheet["G2"].data_type)
    problem = state.draft.problem()
    assert read_spec(spec, problem.replace(total=D(1), start=(), locked=())) == problem


def test_nothing_to_do_is_said_before_a_sheet_is_chosen(tmp_path):
    state = RebalanceState(folder=tmp_path)

    for verb in (state.solve, state.undo, state.reset):
        assert not state.attempt(verb)
        assert ["请先选择指标表。"] == _said(state)
    assert not (tmp_path / "kaohe-scenarios.sqlite").exists()


def test_language_changes_words_and_nothing_else(state):
    state.set_points("1", "7")
    points = state.draft.points
    state.choose_language("en")

    with use_language("en"):
        assert "missing" in _head(state)["gap"] or "many" in _head(state)["gap"]
    assert points == state.draft.points


def test_the_history_tells_every_edit_with_its_time_and_reason(state, opened):
    state.set_points("1", "7", reason="按会议意见")
    state.set_row("2", "reason", "窗口人手不足")
    state.set_points("2", "9")
    state.set_objective("largest-move")
    state.set_total("101")
    state.undo()
    state.solve()

    for one in (state, opened()):  # in this window, and after a restart
        with use_language("zh"):
            told = history(one.draft, one.store.history(one.scenario.id))
        assert [
            ("第1行分值 3 → 7", "按会议意见"),
            ("第2行原因 – → 窗口人手不足", ""),
            ("第2行分值 4 → 9", "窗口人手不足"),
        ] == [(past["what"], past["reason"]) for past in reversed(told[3 - 6 :])]
        assert "求解目标 – → 最大变动最小" == told[2]["what"]
        assert "总分 – → 101" == told[1]["what"]
        assert re.fullmatch(r"已于\d\d:\d\d:\d\d撤销，不能再重做", told[1]["undone"])
        assert "求解：最大变动最小" == told[0]["reason"]
        assert re.search(r"\d+", told[0]["what"].split("、")[-1])
        assert all(re.fullmatch(r"2018-05-\d\d \d\d:03:22", past["time"]) for past in told)
        assert ["", "x", "", "", "", ""] == ["x" if past["undone"] else "" for past in told]


def test_the_largest_remainders_stand_beside_points_in_proportion(state):
    """100 points for 92, in steps of 0.5: a row of 3 is worth 6.52 steps, one of 4 is worth 8.70.

    Of the remainders only those of 5 (10.87) are larger than those of 4, so every 4 becomes 4.5. The band
    on milestones keeps the solution from that.
    """
    state.solve()
    with use_language("zh"):
        assert [] == outcome(state.answer)["beside"]

    state.set_objective("proportional")
    state.solve()

    with use_language("zh"):
        found = outcome(state.answer)
    beside = {line["what"].split()[0]: line for line in found["beside"]}
    assert 29 == len(beside)
    assert 100 == sum(D(line["a"]) for line in beside.values()) == sum(D(line["b"]) for line in beside.values())
    assert {"3", "3.5"} >= {line["a"] for n, line in beside.items() if state.draft.before[n[1:-1]] == 3}
    assert {"4.5"} == {line["a"] for n, line in beside.items() if state.draft.before[n[1:-1]] == 4}
    differ = [line for line in beside.values() if line["a"] != line["b"]]
    assert f"有{len(differ)}行不同" in found["baseline"]
    assert differ == [line for line in beside.values() if line["move"]]
    assert re.search(r"：\d+(\.\d{1,4})?$", found["solved"])  # the squared distance has no end of digits
