"""The strip of the rebalancing panel: what a draft does to the scores, worked out beside."""

from __future__ import annotations

import shutil
from decimal import Decimal

import pytest

from kaohe_tools import rebalance_panel
from kaohe_tools.errors import ModelError
from kaohe_tools.panels.rebalance import effect as rebalance_effect
from kaohe_tools.panels.rebalance import effect_state
from kaohe_tools.panels.rebalance.effect import effect_of_draft, strip
from kaohe_tools.panels.rebalance.state import RebalanceState
from kaohe_tools.replay import replay
from kaohe_tools.sheets import load_results
from tests.panels.test_simulate_state import SAMPLES
from tests.scoring.hand import scheme_of


def test_figures_worked_by_hand():
    """30 units lose 4 of 10 with chance 0.1 on average: 9.6, and 9.2 where it is 8 of 10 that they lose."""
    before, after = scheme_of(("未完成的扣4分。", "10")), scheme_of(("未完成的扣8分。", "10"))

    found = effect_of_draft(before, after, Decimal(10), None, lambda: False)

    assert (found.line, found.units) == (Decimal(9), 30)
    lost = 10 - found.before.mean
    assert lost == pytest.approx(4 * (1 - found.before.high))
    assert 10 - found.now.mean == pytest.approx(2 * lost)
    assert found.now.spread == pytest.approx(2 * found.before.spread)
    assert 0 == found.moved  # everybody loses twice as much: nobody passes anybody


def test_it_is_stopped_between_the_two():
    scheme = scheme_of(("未完成的扣4分。", "10"))
    assert None is effect_of_draft(scheme, scheme, Decimal(10), None, lambda: True)


def test_a_scheme_without_an_exact_form_is_drawn(monkeypatch):
    from kaohe_tools.simulate import frame

    scheme = scheme_of(("未完成的扣4分。", "10"), ("未移交的扣3.3分。", "5"))
    known = effect_of_draft(scheme, scheme, Decimal(15), None, lambda: False)
    frame.frame_of.cache_clear()
    monkeypatch.setattr(frame, "MOST_CELLS", 3)

    drawn = effect_of_draft(scheme, scheme, Decimal(15), None, lambda: False)

    assert drawn.now.mean == pytest.approx(known.now.mean, abs=0.2)
    assert drawn.now.mean != known.now.mean


@pytest.fixture
def folder(tmp_path):
    shutil.copy(SAMPLES / "node_annual_2018.xlsx", tmp_path / "部门.xlsx")
    shutil.copy(SAMPLES / "results_2023.xlsx", tmp_path / "结果.xlsx")
    return tmp_path


@pytest.fixture
def state(folder):
    return RebalanceState(folder=folder, path="部门.xlsx", profile="node-annual")


def test_an_edit_makes_it_stale_and_a_quiet_moment_brings_it_up_to_date(state):
    assert state.wait_for_effect()
    assert not state.effect_pending
    before = state.effect
    state.set_points("1", "10")
    assert (state.effect_pending, state.effect) == (True, before)

    state.settle()
    assert state.wait_for_effect()

    assert not state.effect_pending
    assert state.effect.now.mean > before.now.mean
    assert state.effect.before.mean == before.before.mean
    state.undo()
    assert state.wait_for_effect()
    assert state.effect.now.mean == before.now.mean


def test_without_results_the_assumptions_are_said(state):
    state.wait_for_effect()
    assert "默认假设" in strip(state.effect, pending=False)["rests_on"]


def test_with_results_the_places_are_those_of_the_records_scored_again(state, folder):
    assert state.attempt(state.choose_results, "结果.xlsx"), state.errors
    state.set_points("1", "10")
    assert state.wait_for_effect()
    after = state.live.followed.scheme

    seen = replay(state.scheme, load_results(folder / "结果.xlsx", state.scheme, state.live.profile), after)

    assert (60, sum(c.rank_before != c.rank_after for c in seen.changes)) == (state.effect.units, state.effect.moved)


def test_a_file_without_results_is_told_and_the_assumptions_hold(state):
    assert not state.attempt(state.choose_results, "部门.xlsx")
    assert "考核记录" in state.errors[0].message
    assert "" == state.results
    assert state.wait_for_effect()
    assert state.effect is not None


def test_what_goes_wrong_beside_is_told_in_the_panel(state, monkeypatch):

    state.wait_for_effect()
    monkeypatch.setattr(effect_state, "effect_of_draft", lambda *_args: 1 / 0)
    state.set_points("1", "10")
    state.settle()
    assert state.wait_for_effect()

    assert "对分数的影响" in state.errors[-1].message
    assert (state.effect, state.effect_pending) == (None, False)  # and it is not tried again at every quiet moment


def test_the_panel_shows_it_and_takes_results(folder):
    panel = rebalance_panel("部门.xlsx", results="结果.xlsx", profile="node-annual", folder=folder)
    panel.state.wait_for_effect()

    assert "依据 60 个单位" in panel.board.effect["rests_on"]
    assert "结果.xlsx" == panel.board.options["result"]
    panel._receive(panel.board, {"action": "results", "name": ""}, [])
    panel.state.wait_for_effect()
    assert "默认假设" in panel.board.effect["rests_on"]
    panel._receive(panel.board, {"action": "points", "id": "1", "text": "10"}, [])
    assert panel.board.effect["pending"]
    panel._receive(panel.board, {"action": "settle"}, [])
    panel.state.wait_for_effect()
    assert (False, True) == (panel.board.effect["pending"], panel.board.effect["figures"][0]["changed"])


def test_labels_of_the_figures_name_the_line():
    scheme = scheme_of(("未完成的扣4分。", "10"))
    found = effect_of_draft(scheme, scheme, Decimal(100), None, lambda: False)

    assert "90 分以上占比" == strip(found, pending=False)["figures"][1]["label"]
    assert Decimal("0.9") == rebalance_effect.HIGH


def test_rows_without_rules_are_told_and_a_scheme_without_any_is_refused():
    some = scheme_of(("未完成的扣4分。", "10"), ("综合评定。", "30"))
    found = effect_of_draft(some, some, Decimal(40), None, lambda: False)
    assert "第2行没有参与模拟" in str(found.rests_on)
    with pytest.raises(ModelError, match="没有读出计分规则"):
        effect_of_draft(scheme_of(("综合评定。", "30")), some, Decimal(40), None, lambda: False)
