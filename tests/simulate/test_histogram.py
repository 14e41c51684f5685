"""Classes of totals: hand-worked, and against counting every single score."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from kaohe_tools.errors import NoExactFormError
from kaohe_tools.simulate import histogram, sample, simulate
from tests.scoring.hand import scheme_of
from tests.scoring.schemes import schemes
from tests.simulate.models import model_of, models


def test_a_line_begins_a_class_and_never_ends_one() -> None:
    """10 points, 扣2分 with chance 1/4: 8 or 10. A total of 8 stands in the class that begins at 8."""
    scheme = scheme_of(("未建立台账的扣2分。", "10"))
    result = simulate(scheme, model_of(scheme, ("1", 0, {0: "0.75", 1: "0.25"})))

    bars = histogram([result])

    shares = dict(zip(bars.starts, bars.shares[0], strict=True))
    assert shares[Decimal(8)] == pytest.approx(0.25)
    assert shares[Decimal(10)] == pytest.approx(0.75)
    assert sum(shares.values()) == pytest.approx(1)


def test_two_results_stand_on_the_same_classes_whatever_their_grains() -> None:
    """8 or 10 beside 10 or 12.5: classes of 2.5, the coarser of the steps, so that no class is empty for no reason."""
    first = scheme_of(("未建立台账的扣2分。", "10"))
    second = scheme_of(("未建立台账的扣2.5分。", "12.5"))
    chances = ("1", 0, {0: "0.5", 1: "0.5"})

    bars = histogram([simulate(s, model_of(s, chances)) for s in (first, second)])

    held = [{float(s): v for s, v in zip(bars.starts, row, strict=True) if v} for row in bars.shares]
    assert held == [{7.5: 0.5, 10.0: 0.5}, {10.0: 0.5, 12.5: 0.5}]


def test_drawn_totals_are_counted() -> None:
    scheme = scheme_of(("未建立台账的扣2分。", "10"))
    drawn = sample(scheme, model_of(scheme, ("1", 0, {0: "0.5", 1: "0.5"})), replications=400, seed=3)

    bars = histogram([drawn])

    shares = dict(zip(bars.starts, bars.shares[0], strict=True))
    assert shares[Decimal(8)] == (drawn.totals * drawn.grain == 8).sum() / drawn.totals.size


def test_totals_by_the_thousand_still_fit_the_classes_asked_for() -> None:
    """Once or 1,000 times 3 points off: 5, 2 or -2,995; three classes at most, so 2,000 wide from -4,000 on."""
    scheme = scheme_of(("每发生1起投诉从总分中扣3分。", "5"))

    bars = histogram([simulate(scheme, model_of(scheme, ("1", 0, {0: "0.25", 1: "0.25", 1000: "0.5"})))], 3)

    assert (Decimal(-4000), Decimal(2000)) == (bars.low, bars.width)
    assert [0.5, 0.0, 0.5] == pytest.approx(bars.shares[0].tolist())


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_every_score_is_in_its_class(data: st.DataObject) -> None:
    """Against going through the scores one by one with exact fractions."""
    scheme = data.draw(schemes())
    model = data.draw(models(scheme))
    try:
        result = simulate(scheme, model)
    except NoExactFormError:  # points 0.0001 apart
        reject()
    most = data.draw(st.integers(3, 32))

    bars = histogram([result], most)

    width = Fraction(bars.width)
    slow: dict[Fraction, float] = {}
    possible = np.flatnonzero(result.overall)
    for score, chance in zip(result.lattice.scores[possible].tolist(), result.overall[possible].tolist(), strict=True):
        start = score * Fraction(result.grain) // width * width
        slow[start] = slow.get(start, 0.0) + chance
    assert len(bars.starts) <= most
    assert bars.shares.sum() == pytest.approx(1, abs=3e-4)
    for start, share in zip(bars.starts, bars.shares[0], strict=True):
        assert share == pytest.approx(slow.get(Fraction(start), 0.0), abs=1e-12)
    np.testing.assert_allclose(bars.to_frame()["share 1"], bars.shares[0])
