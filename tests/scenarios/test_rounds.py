"""Kills and two programs side by side, a few rounds; ``bench/scenarios.py`` does many."""

from __future__ import annotations

from pathlib import Path

from tests.scenarios.rounds import kill_rounds, side_by_side


def test_a_killed_program_loses_no_edit_that_it_said_was_saved(path: Path) -> None:
    told = kill_rounds(path, 10)
    assert (told.rounds, told.lost, told.doubled, told.wrong) == (10, 0, 0, 0)
    assert told.edits > 40


def test_two_programs_side_by_side_lose_and_overwrite_nothing(path: Path) -> None:
    told = side_by_side(path, 200)
    assert (told.lost, told.doubled, told.overwritten, told.wrong) == (0, 0, 0, 0)
    assert told.saved + told.refused == 200
    assert told.refused > 0
