"""The simulation panel without a page: schemes, sources, sliders, grades, and what is worked out beside."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from kaohe_tools.panels.rebalance.state import RebalanceState
from kaohe_tools.panels.simulate import data as simulate_data
from kaohe_tools.panels.simulate.state import TOPICS, SimulateState

SAMPLES = Path(__file__).parents[2] / "sample_sheets"
SHEET, RESULTS, TINY = "考核.xlsx", "结果.xlsx", "小表.xlsx"


def write_tiny(path, criterion="未完成的扣4分。", points=10, name="台账"):
    book = Workbook()
    sheet = book.active
    sheet.append(["2018年度部门工作考核指标（满分10分）"])
    sheet.append(["序号", "任务", "指标", "分值", "评分标准"])
    sheet.append([1, "档案工作", name, points, criterion])
    sheet.append([2, "档案工作", "移交", 5, "未移交的扣5分。"])
    book.save(path)


@pytest.fixture
def folder(tmp_path):
    shutil.copy(SAMPLES / "node_annual_2018.xlsx", tmp_path / SHEET)
    shutil.copy(SAMPLES / "results_2023.xlsx", tmp_path / RESULTS)
    write_tiny(tmp_path / TINY)
    return tmp_path


@pytest.fixture
def state(folder):
    return SimulateState(folder=folder, path=SHEET, source=f"results:{RESULTS}", profile="node-annual")


@pytest.fixture
def tiny(folder):
    """One unit; by the designer's own table each of the two rules strikes with chance 1/10."""
    rows = [f'[[outcome]]\nindicator = "{n}"\nlikely = 0.1\n' for n in (1, 2)]
    (folder / "各十分之一.toml").write_text("\n".join(rows), "utf-8")
    state = SimulateState(folder=folder, path=TINY, source="table:各十分之一.toml")
    done(state, state.set_units, "1")
    done(state, state.slide, "shock", 0.0)
    return state


def done(state, verb, *args):
    assert state.attempt(verb, *args), state.errors


def refused(state, verb, *args) -> str:
    assert not state.attempt(verb, *args)
    (error,) = state.errors
    assert "" == error.details
    return error.message


def test_a_small_scheme_worked_by_hand(tiny):
    """15 points, less 4 and less 5 with 1/10 each: mean 14.1; 15 with 0.81, 11 and 10 with 0.09, 6 with 0.01."""
    done(tiny, tiny.set_grades, "优秀=15；合格=10")

    assert tiny.seen.means == (pytest.approx(14.1),)
    assert [pytest.approx(s) for s in (0.81, 0.18, 0.01)] == list(tiny.seen.shares[0].shares)
    shown = simulate_data.distribution(tiny.seen, tiny.basis, tiny.names)
    held = {s: row for s, row in zip(shown["starts"], shown["shares"][0], strict=True) if row > 1e-9}
    assert held == {
        6.0: pytest.approx(0.01),
        10.0: pytest.approx(0.09),
        11.0: pytest.approx(0.09),
        15.0: pytest.approx(0.81),
    }
    bars = simulate_data.grades(tiny.seen, tiny.basis, tiny.names)["bars"]
    assert [("优秀", "≥ 15", ["81.0%"]), ("合格", "≥ 10", ["18.0%"]), ("其余", "< 10", ["1.0%"])] == [
        (b["name"], b["line"], b["said"]) for b in bars
    ]


def test_the_page_is_told_the_figures_in_words_with_the_assumptions_first(state):
    said = simulate_data.assumptions(state.basis)

    assert "可能性来自已登记的结果" in said[0]
    assert "60个单位" in said[0]


def test_a_slider_changes_the_assumptions_and_the_figures(tiny):
    before = tiny.seen.means[0]
    done(tiny, tiny.slide, "shift", 0.5)

    assert tiny.seen.means[0] > before
    assert tiny.seen.quick
    assert any("0.5个标准差" in line for line in simulate_data.assumptions(tiny.basis))
    assert tiny.wait()
    assert not tiny.seen.quick
    done(tiny, tiny.assume_nothing)
    assert 0 == tiny.assumed.shift


def test_a_shock_leaves_the_mean_and_widens_the_spread(tiny):
    done(tiny, tiny.slide, "shock", 0.6)
    tiny.wait()

    assert tiny.seen.means[0] == pytest.approx(14.1, abs=1e-3)
    held = dict(
        zip(
            simulate_data.distribution(tiny.seen, tiny.basis, tiny.names)["starts"],
            tiny.seen.bars.shares[0],
            strict=True,
        )
    )
    assert held[6.0] > 0.02  # both at once: 0.01 where they are independent


def test_a_response_is_an_assumption_that_is_off_and_said(folder):
    state = SimulateState(folder=folder, path=TINY)
    assert [s["off"] for s in simulate_data.sliders(state.assumed, state.basis) if s["name"] == "response"] == [True]
    write_tiny(folder / "乙.xlsx", points=20, criterion="未完成的扣8分。")
    done(state, state.choose_other, "乙.xlsx")
    assert not any("ASSUMPTION" in line or "假设" in line for line in simulate_data.assumptions(state.basis)[-1:])
    quiet = state.seen.means[1]

    done(state, state.slide, "response", 1.0)

    assert state.seen.means[1] > quiet
    assert state.seen.means[0] == pytest.approx(state.seen.means[0])
    assert simulate_data.assumptions(state.basis)[-1].startswith("B：")


def test_scenarios_and_files_are_offered_as_b_and_compared_unit_by_unit(state, folder):
    draft = RebalanceState(folder=folder, path=SHEET, profile="node-annual")
    draft.set_points("1", "10")
    draft.rename_scenario("草案甲")

    done(state, state.choose_other, "#1")
    assert state.wait()

    assert ("考核", "草案甲") == state.names
    assert 2 == len(state.seen.results)
    pair = state.figures.pair
    assert len(pair.change) == 60
    assert pair.change.mean() == pytest.approx(state.seen.means[1] - state.seen.means[0])
    said, table = simulate_data.changes(state.figures)
    assert 60 == len(table["rows"])
    assert any("第1行" in row[-1] for row in table["rows"])
    assert any("名次" in line for line in said)


def test_b_with_other_rows_is_simulated_and_what_is_assumed_of_them_is_named(folder):
    """Row 1 is another one in B: nothing is known of it, so that the default chances are said to be assumed."""
    state = SimulateState(folder=folder, path=TINY)
    write_tiny(folder / "乙.xlsx", name="借阅")
    done(state, state.choose_other, "乙.xlsx")

    assert 2 == len(state.seen.results)
    assert state.notes == ()
    said = simulate_data.assumptions(state.basis)
    assert any(line.startswith("B：") and "第1行是新增的" in line for line in said)
    assert not any("第1行" in line for line in said if not line.startswith("B："))


def test_b_that_has_nothing_in_common_with_a_is_not_simulated_and_that_is_told(folder):
    state = SimulateState(folder=folder, path=TINY)
    done(state, state.choose_other, SHEET)

    assert 1 == len(state.seen.results)
    (note,) = map(str, state.notes)
    assert note.startswith("方案 B 没有模拟：")


def test_what_cannot_be_read_is_one_sentence_and_nothing_stays(state, folder):
    (folder / "坏.xlsx").write_bytes(b"no workbook")
    assert "坏.xlsx" in refused(state, state.choose_file, "坏.xlsx")
    assert (state.seen, state.basis) == (None, None)
    done(state, state.choose_file, SHEET)
    assert state.seen is not None
    assert "考核记录" in refused(state, state.choose_source, f"results:{SHEET}")
    assert state.seen is None
    done(state, state.choose_source, "")
    assert 30 == len(state.basis.model.units)


@pytest.mark.parametrize("said", ["", "0", "401", "many", "3.5", "-1"])
def test_units_are_a_number(tiny, said):
    assert "单位数" in refused(tiny, tiny.set_units, said)


def test_grades_that_cannot_be_read_leave_the_earlier_ones(tiny):
    done(tiny, tiny.set_grades, "优秀=14")
    assert "优秀" in refused(tiny, tiny.set_grades, "优秀")
    assert ("优秀=14", {"优秀": 14}) == (tiny.grades, {k: int(v) for k, v in tiny.basis.lines.items()})


def test_a_quota_that_is_too_small_is_said(state):
    done(state, state.set_grades, "优秀=60,10%；合格=50")

    assert any("名额只有10%" in line for line in simulate_data.grades(state.seen, state.basis, state.names)["said"])


def test_the_designers_own_table_is_a_source(folder, tiny):
    (folder / "概率.toml").write_text('[[outcome]]\nindicator = "1"\nlikely = 0.5\n', "utf-8")
    assert "概率.toml" in tiny.tables()
    done(tiny, tiny.choose_source, "table:概率.toml")
    done(tiny, tiny.slide, "shock", 0.0)

    lost = 15 - tiny.seen.means[0]  # of row 2 it says nothing: there the default holds
    assert 4 * 0.5 < lost < 4 * 0.5 + 5 * 0.11


def test_a_cell_that_could_not_be_read_is_named(folder):
    book = load_workbook(folder / RESULTS)
    sheet = book.active
    header = next(r for r in range(1, 12) if any("单位" in str(c.value) for c in sheet[r]))
    sheet.cell(header + 3, 6).value = "很多"
    book.save(folder / RESULTS)

    state = SimulateState(folder=folder, path=SHEET, source=f"results:{RESULTS}", profile="node-annual")

    assert any("读不懂" in str(note) for note in state.notes)


def test_listeners_hear_of_what_is_worked_out_beside(state):
    heard = []
    state.wait()
    state.listen(heard.append)
    done(state, state.slide, "spread", 1.5)
    state.wait()

    assert {"live", "figures"} in map(set, heard)
    state.choose_language("en")
    assert TOPICS in heard


def test_the_analysis_names_what_is_given_away(state):
    state.wait()
    said, table = simulate_data.items(state.figures.analysis)

    assert "29项指标中有1项所有单位都得满分，共2分，区分不了单位（第14行）。" in said[0]
    assert table["rows"][0][0].startswith("第14行")
    assert not state.figures.simulated


def test_without_results_the_analysis_says_that_it_is_simulated(tiny):
    done(tiny, tiny.set_units, "20")
    tiny.wait()
    assert tiny.figures.simulated


def test_a_cross_check_agrees_and_tells_its_progress(state):
    assert "还没有算好" in refused_early(state)
    state.wait()
    heard = []
    state.listen(lambda topics: "check" in topics and state.check and heard.append(state.check.done))
    done(state, state.start_check)
    assert state.wait_for_check()

    assert state.check.agrees is True
    assert "两种算法相符。" in [str(s) for s in state.check.said]
    assert heard == sorted(heard)
    assert 10_000 == state.check.done


def refused_early(state):
    """A check before the exact figures are there."""
    state.attempt(state.slide, "shift", 0.1)
    return refused(state, state.start_check)


def test_a_cross_check_can_be_stopped(state, monkeypatch):
    from kaohe_tools.simulate import monte_carlo

    monkeypatch.setattr(monte_carlo, "_CHUNK", 8 * 30 * 50)  # small chunks, so that there is something to stop
    state.wait()
    state.listen(lambda topics: "check" in topics and state.check and state.check.done and state.stop_check())
    done(state, state.start_check)
    assert state.wait_for_check()

    assert not state.check.running
    assert 0 < state.check.done < 10_000
    assert "停止前" in str(state.check.said[0])


def test_a_slider_ends_a_cross_check(state):
    state.wait()
    done(state, state.start_check)
    done(state, state.slide, "shift", 0.2)

    assert state.check is None
    state.wait_for_check()
    assert state.check is None


@pytest.mark.parametrize("verb", ["slide", "open_tab"])
def test_what_is_not_there_is_refused(tiny, verb):
    args = ("luck", 1.0) if verb == "slide" else ("luck",)
    assert not tiny.attempt(getattr(tiny, verb), *args)


def test_a_sheet_without_rules_is_told_and_shows_no_figures(folder):
    """Every unit would get 0 points: nobody may see that as a result."""
    shutil.copy(SAMPLES / "unit_100.docx", folder)
    state = SimulateState(folder=folder, path="unit_100.docx")

    assert (None, None) == (state.seen, state.figures)
    assert "没有读出计分规则" in state.errors[0].message


def test_ranks_in_the_table_are_those_of_the_picture(state):
    state.wait()
    (seen,) = state.figures.outlooks
    _said, table = simulate_data.ranks(state.figures, state.names)

    shown = {row[0]: row[2] for row in table["rows"]}
    assert shown == {unit: f"{rank:.1f}" for unit, rank in zip(seen.units, seen.ranks.expected, strict=True)}


def test_unread_cells_are_named_with_their_place(folder):
    book = load_workbook(folder / RESULTS)
    sheet = book.active
    header = next(r for r in range(1, 12) if any("单位" in str(c.value) for c in sheet[r]))
    for row in range(header + 3, header + 13):
        sheet.cell(row, 6).value = "很多"
    book.save(folder / RESULTS)

    state = SimulateState(folder=folder, path=SHEET, source=f"results:{RESULTS}", profile="node-annual")

    (note,) = [str(n) for n in state.notes if "读不懂" in str(n)]
    assert f"F{header + 3}（" in note
    assert f"F{header + 10}（" in note
    assert note.endswith("另有2处")


def test_a_sheet_of_points_alone_is_told_for_what_it_is(folder, tiny):
    """It is not empty: it holds points, of which no chances can be learnt."""
    book = Workbook()
    book.active.append(["单位", "总分"])
    book.active.append(["甲局", 12])
    book.save(folder / "总分.xlsx")

    assert "表中只有分数" in refused(tiny, tiny.choose_source, "results:总分.xlsx")
