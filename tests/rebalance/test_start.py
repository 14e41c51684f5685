"""Points set by hand: moves are counted from them, a lock keeps them, a TOML file says them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kaohe_tools.errors import ProblemError
from kaohe_tools.rebalance import Problem, rebalance
from kaohe_tools.rebalance.spec import read_spec, write_spec
from kaohe_tools.testing import make_scheme

D = Decimal
SCHEME = make_scheme([{"points": 3}, {"points": 3}, {"points": 4}])


def problem(**more):
    return Problem(**{"scheme": SCHEME, "total": D(10), "tick": D(1)} | more)


def test_moves_are_counted_from_the_hand_set_points():
    """3 + 3 + 4 is 10 already; with the first at 5, two points have to go, and 2 is the least that can move."""
    answer = rebalance(problem(start=(("1", D(5)),)))

    assert (D(2), D(10)) == (answer.value, sum(answer.by_id.values()))
    assert all(m.before == (5 if m.indicator.id == "1" else m.indicator.points) for m in answer.moves)


def test_a_lock_keeps_the_hand_set_points():
    answer = rebalance(problem(start=(("1", D(5)),), locked=("1", "3")))

    assert {"1": D(5), "2": D(1), "3": D(4)} == answer.by_id


def test_the_file_says_them(tmp_path):
    asked = problem(start=(("1", D("5")), ("3", D("0"))))
    (tmp_path / "spec.toml").write_text(write_spec(asked), "utf-8")

    assert asked == read_spec(tmp_path / "spec.toml", problem())


@pytest.mark.parametrize("start", [(("1", D(-1)),), (("9", D(1)),), (("1", D("NaN")),)])
def test_what_cannot_be_started_from_is_refused(start):
    with pytest.raises(ProblemError):
        problem(start=start)
