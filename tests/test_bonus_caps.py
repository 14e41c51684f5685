"""Limits of bonuses as they are written: for all of a unit, for a section, in one of several schemes."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kaohe_tools.bonus_caps import bonus_caps
from kaohe_tools.errors import KaoheError, ProblemError


def test_one_for_all_and_one_for_each_section():
    caps = bonus_caps(("10", "专项一=5", "专项二=2.5"))
    assert caps.whole == 10
    assert caps.sections == (("专项一", Decimal(5)), ("专项二", Decimal("2.5")))
    assert bonus_caps(None) == bonus_caps(())


@pytest.mark.parametrize("said", [("=5",), ("专项一=",), ("1", "2"), ("专项一=1", "专项一=2"), ("许多",), ("-1",)])
def test_what_cannot_be_read_is_told(said):
    with pytest.raises(KaoheError):
        bonus_caps(said)


def test_a_section_has_to_be_in_one_of_the_schemes(sample_scheme):
    section = sample_scheme.sections[-1].path
    assert bonus_caps((f"{section[-1]}=3",)).of(sample_scheme) == {section: 3}
    assert bonus_caps(("3",)).of(sample_scheme) == {}
    with pytest.raises(ProblemError, match="档案室"):
        bonus_caps(("档案室=3",)).of(sample_scheme)
