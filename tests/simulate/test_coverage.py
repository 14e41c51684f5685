"""What a simulation does not reach: a scheme without any rule is refused, rows without one are told."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kaohe_tools.errors import ModelError
from kaohe_tools.locale import use_language
from kaohe_tools.simulate import default_model, left_out, left_out_said, need_rules
from tests.scoring.hand import scheme_of

D = Decimal
SOME = scheme_of(("未报送的扣2分。", "5"), ("由考核领导小组综合评定。", "20"), ("每项加1分，最高加3分。", None))


def test_a_scheme_without_any_rule_is_refused_with_what_to_do():
    with pytest.raises(ModelError, match=r"试：2行评分标准中都没有读出计分规则.*每少1次扣1分"):
        need_rules(scheme_of(("综合评定。", "60"), ("成绩明显。", "40")))
    need_rules(SOME)


def test_rows_without_a_rule_are_told_with_their_points():
    """Of 25 points row 2 has 20; row 3 is a bonus and has none to miss."""
    model = default_model(SOME, 3)

    assert [i.id for i in left_out(SOME, model)] == ["2"]
    (said,) = left_out_said(SOME, model)
    assert dict(said.values) == {"rows": (2,), "points": D(20), "total": D(25)}
    with use_language("en"):
        assert "their 20 of 25 points are missing from every total" in str(said)


def test_nothing_is_said_where_every_row_is_simulated():
    scheme = scheme_of(("未报送的扣2分。", "5"))
    assert () == left_out_said(scheme, default_model(scheme, 3))
