"""What a scheme's scores would look like, in one call: worked by hand on two units and one rule."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from kaohe_tools.errors import ModelError, StoppedError
from kaohe_tools.model import Scheme
from kaohe_tools.outlook import Method, beside, outlook, usual_lines
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


def harder() -> Scheme:
    """The same rule, 8 points off instead of 4."""
    return scheme_of(("未报送的扣8分。", "10"))


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


def test_two_schemes_side_by_side():
    """The means fall by 4 · 1/4 and 4 · 1/2; who is ahead does not change."""
    both = beside(outlook(SCHEME, model()), outlook(harder(), model()))

    assert both.change == pytest.approx([-1, -2])
    assert both.places == pytest.approx([0, 0], abs=1e-12)
    assert both.error is None
    assert both.to_dict()["difference"]["units"][1]["change"] == pytest.approx(-2)


def test_two_simulations_are_compared_with_the_same_luck():
    """The change is -4 where the rule strikes: its error is that of a flag, far below that of two means apart."""
    settings = {"method": Method.MONTE_CARLO, "seed": 5, "replications": 2000}
    both = beside(outlook(SCHEME, model(), **settings), outlook(harder(), model(), **settings))

    assert both.error == pytest.approx([4 * np.sqrt(p * (1 - p) / 2000) for p in CHANCES], rel=0.1)
    assert np.all(np.abs(both.change - [-1, -2]) < 4 * both.error)


def test_other_units_cannot_be_compared():
    with pytest.raises(ModelError, match="单位"):
        beside(outlook(SCHEME, model()), outlook(SCHEME, model_of(SCHEME, ("1", 0, {0: 1}), units=3)))


@pytest.mark.parametrize("share", [Fraction(0), Fraction(3, 2), Fraction(-1, 5)])
def test_a_quota_that_is_no_share_is_refused(share):
    with pytest.raises(ModelError, match="优秀"):
        outlook(SCHEME, model(), quotas={"优秀": share})


def test_stopped_before_anything_is_told():
    with pytest.raises(StoppedError):
        outlook(SCHEME, model(), method=Method.MONTE_CARLO, stop=lambda: True)
