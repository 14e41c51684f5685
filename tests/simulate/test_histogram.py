"""Classes of totals: hand-worked, and against counting every single score."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from kaohe_tools.errors import NoExactFormError
from kaohe_tools.locale import use_language
from kaohe_tools.simulate import Sampled, Simulation, histogram, sample, simulate
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


def fifty(*, drawn: bool = False) -> Simulation | Sampled:
    """Ten items of 5 points, each lost at once with 1/2: 0 to 50 points in steps of 5, binomial."""
    scheme = scheme_of(*[("未完成的扣5分。", "5")] * 10)
    model = model_of(scheme, *((str(n), 0, {0: "0.5", 1: "0.5"}) for n in range(1, 11)))
    return sample(scheme, model, replications=1000, seed=1) if drawn else simulate(scheme, model)


def test_the_last_class_holds_the_most_that_can_be_had() -> None:
    """In five classes of 10 the last has 40, 45 and 50: (45 + 10 + 1) / 1024; none is left to 50 alone."""
    bars = histogram([fifty()], 6)

    assert (bars.width, bars.top) == (10, 50)
    assert bars.starts[-1] == 40
    assert bars.shares[0, -1] == pytest.approx(56 / 1024)
    with use_language("en"):
        assert bars.labels[-2:] == ("30 to below 40", "40 to 50")
    assert list(bars.to_frame()["to"])[-2:] == [40, 50]


def test_the_last_class_ends_with_the_most_that_can_be_had() -> None:
    """Steps of 5 in classes of 20: 0–20, 20–40, 40–50."""
    bars = histogram([fifty()], 4)

    assert bars.ends == (20, 40, 50)
    with use_language("en"):
        assert bars.labels == ("0 to below 20", "20 to below 40", "40 to 50")


def test_a_class_of_one_score_is_that_score() -> None:
    scheme = scheme_of(("未建立台账的扣2分。", "10"))
    bars = histogram([simulate(scheme, model_of(scheme, ("1", 0, {0: "0.75", 1: "0.25"})))])

    with use_language("en"):
        assert bars.labels == ("8 to below 10", "10")


def test_of_drawn_totals_the_full_mark_is_the_most() -> None:
    drawn = fifty(drawn=True)
    bars = histogram([drawn], 6)

    assert bars.top == 50
    assert bars.shares[0, -1] == pytest.approx((drawn.totals * drawn.grain >= 40).mean())


def test_a_last_class_that_nearly_no_unit_leaves_upwards_is_open() -> None:
    """Twenty items of 5, each lost with 9/10: above 45 is rarer than one in ten thousand, and can be had."""
    scheme = scheme_of(*[("未完成的扣5分。", "5")] * 20)
    bars = histogram([simulate(scheme, model_of(scheme, *((str(n), 0, {0: "0.1", 1: "0.9"}) for n in range(1, 21))))])

    assert bars.top > bars.ends[-1]
    with use_language("en"):
        assert bars.labels[-1].startswith(f"{bars.starts[-1]} to below ")


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
        points = score * Fraction(result.grain)
        start = points // width * width
        if points == Fraction(bars.top) and Fraction(bars.starts[-1]) + width == points:
            start -= width  # the last class holds its upper end
        slow[start] = slow.get(start, 0.0) + chance
    assert len(bars.starts) <= most
    assert Fraction(bars.top) == int(result.lattice.scores[possible[-1]]) * Fraction(result.grain)
    assert bars.shares.sum() == pytest.approx(1, abs=3e-4)
    for start, share in zip(bars.starts, bars.shares[0], strict=True):
        assert share == pytest.approx(slow.get(Fraction(start), 0.0), abs=1e-12)
    np.testing.assert_allclose(bars.to_frame()["share 1"], bars.shares[0])
