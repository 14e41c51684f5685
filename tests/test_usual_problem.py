"""What a sheet and a profile ask of the points by themselves."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kaohe_tools.errors import ProblemError
from kaohe_tools.usual_problem import usual_problem


def test_the_sheets_full_mark_and_the_profiles_band(sample_scheme, node_annual):
    """The sheet says 100 points; the profile asks for 70 to 80 % on milestones, in steps of 0.5."""
    asked = usual_problem(sample_scheme, node_annual)
    assert (asked.total, asked.tick) == (Decimal(100), Decimal("0.5"))
    assert [(b.low, b.high, b.path) for b in asked.node_shares] == [(Decimal("0.7"), Decimal("0.8"), ())]


def test_another_total_can_be_said(sample_scheme, node_annual):
    assert usual_problem(sample_scheme, node_annual, Decimal(120)).total == 120


def test_no_band_where_a_sheet_has_no_milestones(sample_scheme, node_annual):
    plain = sample_scheme.replace(indicators=tuple(i.replace(period=None) for i in sample_scheme.indicators))
    assert usual_problem(plain, node_annual).node_shares == ()


def test_where_nobody_names_a_full_mark_it_is_asked_for(sample_scheme, node_annual):
    silent = sample_scheme.replace(declared=None, sections=())
    with pytest.raises(ProblemError, match="--total"):
        usual_problem(silent, node_annual.replace(total=None))
