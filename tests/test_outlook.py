"""What a scheme's scores would look like, in one call: worked by hand on two units and one rule."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from kaohe_tools.errors import ModelError, StoppedError
from kaohe_tools.outlook import Method, outlook, places_of, usual_lines
from kaohe_tools.simulate import OutcomeModel, Sampled, Simulation
from tests.scoring.hand import scheme_of
from tests.simulate.models import model_of

D = Decimal
SCHEME = scheme_of(("未报送的扣4分。", "10"))
CHANCES = (0.25, 0.5)
"""How likely the rule strikes the first unit and the second."""


def model() -> OutcomeModel:
    made = model_of(SCHEME, ("1", 0, {0: 0.5, 1: 0.5}), units=2)
    chances = np.array([[1 - p, p] for p in CHANCES])
    return dataclasses.replace(made, outcomes=(dataclasses.replace(made.outcomes[0], chances=chances),))


def test_grades_quotas_and_ranks_of_two_units():
    """10 or 6 points each: 10 with 3/4 and with 1/2. Alone on top: 3/4 · 1/2 and 1/4 · 1/2; else level."""
    seen = outlook(SCHEME, model(), lines={"优秀": D(9), "合格": D(6)}, quotas={"先进": Fraction(1, 2)})

    assert isinstance(seen.result, Simulation)
    assert seen.mean == pytest.approx([10 - 4 * 0.25, 10 - 4 * 0.5])
    assert seen.shares.grades == ("优秀", "合格", "不合格")
    assert seen.shares.chances == pytest.approx(np.array([[0.75, 0.25, 0], [0.5, 0.5, 0]]), abs=1e-12)
    ((name, room, chances),) = seen.quotas
    assert (name, room) == ("先进", 1)
    assert chances == pytest.approx([1 - 0.25 * 0.5, 1 - 0.75 * 0.5])  # level units share the better rank
    assert seen.expected_rank == pytest.approx([1 + 0.25 * 0.5 + 0.5 / 2, 1 + 0.75 * 0.5 + 0.5 / 2])  # level: half each
    frame = seen.to_frame()
    assert list(frame["grade 优秀"]) == pytest.approx([0.75, 0.5])
    assert list(frame["top 1 先进"]) == pytest.approx(list(chances))


def test_what_is_assumed_is_said_first():
    seen = outlook(SCHEME, model())

    assert seen.said[: len(seen.result.model.assumptions())] == seen.result.model.assumptions()


def test_usual_lines_are_parts_of_the_scheme_s_total():
    assert usual_lines(SCHEME) == {"优秀": D(9), "良好": D(8), "合格": D(6)}
    assert outlook(SCHEME, model()).lines == usual_lines(SCHEME)


def test_an_indicator_that_all_have_in_full_is_named():
    sure = scheme_of(("未报送的扣4分。", "10"), ("逾期的扣1分。", "5"))
    made = model_of(sure, ("1", 0, {0: 0.5, 1: 0.5}), ("2", 0, {0: 1}), units=2)

    (said,) = [s for s in outlook(sure, made).said if "rows" in dict(s.values)]

    assert dict(said.values) == {"n": 1, "of": 2, "points": D(5), "rows": (2,)}


def test_monte_carlo_agrees_within_its_errors():
    exact = outlook(SCHEME, model())
    drawn = outlook(SCHEME, model(), method=Method.MONTE_CARLO, seed=3, replications=4000)

    assert isinstance(drawn.result, Sampled)
    assert drawn.note is None
    assert np.all(np.abs(drawn.mean - exact.mean) < 4 * drawn.result.mean.error)


def test_where_there_is_no_exact_form_it_is_simulated_and_said(monkeypatch):
    monkeypatch.setattr("kaohe_tools.simulate.frame.MOST_CELLS", 1)
    other = scheme_of(("未报送的扣3分。", "10"))  # one that has not been taken apart before

    seen = outlook(other, model_of(other, ("1", 0, {0: 0.5, 1: 0.5}), units=2), replications=500)

    assert isinstance(seen.result, Sampled)
    assert seen.note in seen.said


@pytest.mark.parametrize("share", [Fraction(0), Fraction(3, 2), Fraction(-1, 5)])
def test_a_quota_that_is_no_share_is_refused(share):
    with pytest.raises(ModelError, match="优秀"):
        outlook(SCHEME, model(), quotas={"优秀": share})


def test_stopped_before_anything_is_told():
    with pytest.raises(StoppedError):
        outlook(SCHEME, model(), method=Method.MONTE_CARLO, stop=lambda: True)


def test_rows_that_are_not_simulated_are_told_before_the_figures():
    some = scheme_of(("未报送的扣4分。", "10"), ("由考核领导小组综合评定。", "30"))

    seen = outlook(some, model_of(some, ("1", 0, {0: 0.5, 1: 0.5}), units=2), lines={"优秀": D(9)})

    (note,) = seen.notes
    assert dict(note.values) == {"rows": (2,), "points": D(30), "total": D(40)}
    assert seen.said.index(note) < seen.said.index(seen.result.said[0])


def test_a_scheme_without_rules_has_no_outlook():
    """It would give every unit 0 points and the lowest grade, which nobody said."""
    with pytest.raises(ModelError, match="没有读出计分规则"):
        outlook(scheme_of(("综合评定。", "60")), model())


def test_usual_grades_are_said_with_their_lines_and_given_ones_are_not():
    (said,) = outlook(SCHEME, model()).notes
    assert str(said) == "没有给出等次，按常用的分数线假定，即满分的90%、80%、60%：优秀9分起、良好8分起、合格6分起。"
    assert () == outlook(SCHEME, model(), lines={"优秀": D(9)}).notes


def test_expected_ranks_that_are_shown_give_equal_totals_the_better_place():
    """The second is behind only where the first has 10 and it has 6: 3/4 · 1/2."""
    seen = outlook(SCHEME, model())

    assert seen.own_rank == pytest.approx([1 + 0.25 * 0.5, 1 + 0.75 * 0.5])
    assert list(seen.to_frame()["expected rank"]) == pytest.approx(list(seen.own_rank))
    assert seen.to_dict()["ranks"]["expected"] == pytest.approx(list(seen.ranks.expected))


def test_places_of_a_lower_grade_come_after_those_of_a_better_one():
    """8 units: a fifth is 1, three tenths are 2; both together 3, though half of 8 would be 4."""
    quotas = {"优秀": Fraction(1, 5), "良好": Fraction(3, 10)}

    assert places_of(quotas, 8) == (("优秀", 1), ("优秀、良好合计", 3))
    seen = outlook(SCHEME, model(), lines={"优秀": D(9), "良好": D(6)}, quotas=dict.fromkeys(quotas, Fraction(1, 2)))
    assert [(name, room) for name, room, _c in seen.quotas] == [("优秀", 1), ("优秀、良好合计", 2)]
    assert seen.quotas[1][2] == pytest.approx([1, 1])


def test_simulated_chances_and_ranks_have_errors_too():
    """A chance is a share of 400 draws; a rank of two units is 1 or 2."""
    drawn = outlook(SCHEME, model(), method=Method.MONTE_CARLO, replications=400, quotas={"优秀": Fraction(1, 2)})
    found = drawn.to_dict()

    chances = np.array(found["quotas"][0]["chances"])
    assert found["quotas"][0]["standard_errors"] == pytest.approx(np.sqrt(chances * (1 - chances) / 400))
    behind = np.array(found["ranks"]["expected"]) - 1
    assert found["ranks"]["expected_errors"] == pytest.approx(np.sqrt(behind * (1 - behind) / 400), rel=0.01)
    assert any("抽样误差" in str(line) for line in drawn.said)


def test_totals_that_mostly_reach_the_highest_are_not_said_to_lie_below_it():
    often = model_of(SCHEME, ("1", 0, {0: 0.7, 1: 0.3}), units=2)
    assert any("至少一半得到最高的10分" in str(line) for line in outlook(SCHEME, often).said)
    assert not any("最高的" in str(line) for line in outlook(SCHEME, model_of(SCHEME, ("1", 0, {0: 0.4, 1: 0.6}))).said)


def test_a_row_without_points_is_not_given_away():
    sure = scheme_of(("未报送的扣4分。", "10"), ("逾期的扣1分。", "0"))
    made = model_of(sure, ("1", 0, {0: 0.5, 1: 0.5}), ("2", 0, {0: 1}), units=2)
    assert not any("rows" in dict(s.values) for s in outlook(sure, made).said)
