"""Small problems drawn by Hypothesis: every kind of constraint, every objective."""

from __future__ import annotations

from hypothesis import strategies as st

from kaohe_tools.criteria import parse_criterion
from kaohe_tools.rebalance import Follow, Limits, NodeShare, Objective, Problem
from tests.rebalance.made import D, row, scheme_of

PATHS = ("A/a", "A/b", "B", "")
CRITERIA = ("", "未开展的扣1分，未报送的扣1分。", "每缺1份扣0.5分，最多扣2分。")


def _limits(draw: st.DrawFn, most: int) -> Limits:
    low = draw(st.none() | st.integers(0, most))
    high = draw(st.none() | st.integers(low or 0, most + 2))
    return Limits(low=None if low is None else D(low), high=None if high is None else D(high))


@st.composite
def small_problems(draw: st.DrawFn) -> Problem:
    """Return a problem of three to five rows with whole points, some starts between the steps."""
    rows = []
    for n in range(draw(st.integers(3, 5))):
        points = draw(st.sampled_from(("0", "1", "1", "2", "2", "3", "1.5")))
        criterion = parse_criterion(draw(st.sampled_from(CRITERIA)), D(points))
        path, period = draw(st.sampled_from(PATHS)), draw(st.sampled_from("nna")) if draw(st.booleans()) else ""
        rows.append(row(n + 1, points, path, period, criterion=criterion))
    if draw(st.integers(0, 3)) == 0:
        rows[0] = rows[0].replace(alternative="g", applies_to="甲类")
        rows[1] = rows[1].replace(alternative="g", applies_to="乙类")
    scheme = scheme_of(rows)
    ids = [i.id for i in rows]
    some = st.lists(st.sampled_from(ids), unique=True, max_size=2)
    paths = [s.path for s in scheme.sections]
    bands = []
    if draw(st.integers(0, 2)) == 0:
        low = draw(st.sampled_from((D("0.2"), D("0.5"), D("0.7"))))
        bands.append(NodeShare(low=low, high=low + D("0.3"), path=draw(st.sampled_from([(), *paths]))))
    sections = draw(st.lists(st.sampled_from(paths), unique=True, max_size=2)) if paths else []
    return Problem(
        scheme=scheme,
        total=D(draw(st.integers(3, 8))),
        tick=D(1),
        item_ticks=tuple((id_, D(2)) for id_ in draw(some)) if draw(st.booleans()) else (),
        locked=tuple(draw(some)) if draw(st.booleans()) else (),
        bounds=tuple((id_, _limits(draw, 3)) for id_ in draw(some)),
        sections=tuple((path, _limits(draw, 5)) for path in sections),
        node_shares=tuple(bands),
        orders=(tuple(draw(st.lists(st.sampled_from(ids), unique=True, min_size=2, max_size=3))),)
        if draw(st.integers(0, 2)) == 0
        else (),
        fit_rules=draw(st.booleans()),
        follow=draw(st.sampled_from(Follow)),
        weights=tuple((id_, draw(st.sampled_from((D("0.5"), D(2), D("1.25"))))) for id_ in draw(some)),
        importance=tuple((id_, D(draw(st.integers(1, 4)))) for id_ in draw(some)),
        objective=draw(st.sampled_from(Objective)),
    )
