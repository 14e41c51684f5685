"""Two schemes side by side, worked by hand on two units and one rule."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from kaohe_tools.errors import ModelError
from kaohe_tools.model import Scheme
from kaohe_tools.outlook import Method, outlook
from kaohe_tools.outlook_pair import beside
from tests.scoring.hand import scheme_of
from tests.simulate.models import model_of
from tests.test_outlook import CHANCES, SCHEME, model


def harder() -> Scheme:
    """The same rule, 8 points off instead of 4."""
    return scheme_of(("未报送的扣8分。", "10"))


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


def test_quotas_are_told_of_two_schemes():
    quotas = {"优秀": Fraction(1, 2)}
    both = beside(outlook(SCHEME, model(), quotas=quotas), outlook(harder(), model(), quotas=quotas))

    (said,) = [dict(s.values) for s in both.said if "room" in dict(s.values)]
    assert said == {"name": "优秀", "room": 1, "n": 2, "before": 0, "after": 0}


def test_nobody_is_said_to_move_by_no_place():
    both = beside(outlook(SCHEME, model()), outlook(harder(), model()))
    assert not any("unit" in dict(s.values) for s in both.said)
