"""Small results whose figures can be worked by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kaohe_tools.simulate import Simulation, simulate
from tests.scoring.hand import scheme_of
from tests.simulate.models import model_of


@pytest.fixture
def flip() -> Simulation:
    """Two units of 10 points that lose 4 with chance 1/4: 6 or 10, mean 9."""
    scheme = scheme_of(("未建立台账的扣4分。", "10"))
    return simulate(scheme, model_of(scheme, ("1", 0, {0: "0.75", 1: "0.25"}), units=2))


@pytest.fixture
def lines() -> dict[str, Decimal]:
    return {"优秀": Decimal(9), "合格": Decimal(6)}
