"""Many allocations at once give what each of them gives when it is scored by itself."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaohe_tools.errors import SchemeError
from kaohe_tools.locale import use_language
from kaohe_tools.model import Scheme
from kaohe_tools.scoring import Allocations, Events, Figures, Stated, events_from_records, ranks, rescore, score, slots
from tests.scoring.hand import scheme_of
from tests.scoring.schemes import TYPES, recorded, schemes

D = Decimal


@st.composite
def recordings(draw: st.DrawFn) -> tuple[Scheme, Events]:
    scheme = draw(schemes())
    known = slots(scheme)
    units = draw(st.integers(1, 4))
    rows = [[np.nan if (v := draw(recorded(slot))) is None else float(v) for slot in known] for _ in range(units)]
    types = tuple(draw(st.sampled_from(TYPES)) for _ in range(units)) if draw(st.booleans()) else ()
    values = np.array(rows, dtype=np.float64).reshape(units, len(known))
    return scheme, Events(units=tuple("甲乙丙丁"[:units]), slots=known, values=values, unit_types=types)


points = st.sampled_from([D(n) for n in ("0", "1", "2", "4.5", "5", "7.5", "8", "20", "33.3")])
limits = st.none() | st.sampled_from([D(1), D("2.5")])


def given_points(scheme: Scheme, allocation: dict[str, Decimal]) -> Scheme:
    return scheme.replace(indicators=tuple(i.replace(points=allocation.get(i.id, i.points)) for i in scheme.indicators))


@settings(max_examples=150)
@given(recordings(), st.data())
def test_figures_that_stay_give_what_the_scheme_with_those_points_gives(
    recording: tuple[Scheme, Events], data: st.DataObject
) -> None:
    """The oracle is `score`, one allocation after the other (it has its own slow reference)."""
    scheme, events = recording
    ids = [i.id for i in scheme.indicators]
    allocations = data.draw(st.lists(st.fixed_dictionaries(dict.fromkeys(ids, points)), min_size=1, max_size=4))
    cap, group = data.draw(limits), data.draw(limits)
    groups = {} if group is None else {scheme.indicators[0].path: group}
    many = rescore(Allocations.of(scheme, allocations), events, figures=Figures.KEEP, bonus_cap=cap, group_caps=groups)

    for n, allocation in enumerate(allocations):
        slots_then = {s.key: s.kind for s in slots(given_points(scheme, allocation))}
        if any(slots_then[s.key] != s.kind for s in events.slots):
            continue  # a share that its own limit turns from a count into a flag: not the same records
        loose = Events(  # what was recorded may be beyond the new points; the limits are those of then
            units=events.units, slots=events.slots, values=events.values, unit_types=events.unit_types
        )
        alone = score(given_points(scheme, allocation), loose, bonus_cap=cap, group_caps=groups)
        wanted = [t if c else None for t, c in zip(alone.totals(), alone.assessed.any(axis=-1), strict=True)]
        assert wanted == list(many.totals(n))
        parts = many.breakdown(n)
        assert [[many.grain * int(p) for p in row] for row in parts.points] == [
            [alone.grain * int(p) for p in row] for row in alone.points
        ]
        sums = parts.points.sum(1) + parts.bonus.sum(1) - parts.penalties.sum(1)
        assert (sums + parts.limits + parts.veto + parts.beside).tolist() == parts.total.tolist()
        assert (ranks(alone.total, alone.assessed.any(axis=-1)) == many.ranks[n]).all()


@given(recordings(), st.sampled_from(Figures))
def test_the_same_points_give_the_same_scores(recording: tuple[Scheme, Events], figures: Figures) -> None:
    scheme, events = recording
    many = rescore(Allocations.of(scheme, [{}]), events, figures=figures)
    before = score(scheme, events)

    assert [D(0) if t is None else t for t in many.totals(0)] == list(before.totals())


@given(recordings(), points)
def test_figures_that_follow_keep_every_share(recording: tuple[Scheme, Events], new: Decimal) -> None:
    """An item's points are its old points × new / old, to 0.0001 or finer, half up."""
    scheme, events = recording
    many = rescore(Allocations.of(scheme, [{"1": new}]), events)
    before, parts = score(scheme, events), many.breakdown(0)
    old = scheme.indicators[0].points or D(0)
    if old == 0:
        return
    for n, unit in enumerate(events.units):
        got = before.points_of(unit, "1") or D(0)
        wanted = (got * new / old / many.grain).quantize(D(1), ROUND_HALF_UP) * many.grain
        assert wanted == int(parts.points[n, 0]) * many.grain


# by hand ------------------------------------------------------------------------------------------


def two() -> tuple[Scheme, Events]:
    """检查 10: 每次扣2分, 最多扣6分; 创新: 每项加1分, 最高加2分 (worth 2, all of it bonus)."""
    scheme = scheme_of(("每发生1次扣2分，最多扣6分。", "10"), ("每项加1分，最高加2分。", "2"))
    records = [
        {"unit": "甲", "indicator": "1", "value": 0},
        {"unit": "甲", "indicator": "2", "value": 1},
        {"unit": "乙", "indicator": "1", "value": 4},
        {"unit": "乙", "indicator": "2", "value": 5},
    ]
    return scheme, events_from_records(scheme, records)


def test_a_cap_makes_it_more_than_a_product_of_shares_and_points() -> None:
    """20 points instead of 10. Kept: 甲 20+1, 乙 20-6+2. Scaled: 甲 20+1, 乙 4/10·20+2. 1 point: 乙 0+2 or 0.4+2."""
    scheme, events = two()
    allocations = Allocations.of(scheme, [{"1": D(20)}, {"1": D(1)}])
    kept, scaled = (rescore(allocations, events, figures=f) for f in (Figures.KEEP, Figures.SCALE))

    assert ((D(21), D(16)), (D(2), D(2))) == (kept.totals(0), kept.totals(1))
    assert ((D(21), D(10)), (D(2), D("2.4"))) == (scaled.totals(0), scaled.totals(1))
    assert [[1, 2], [2, 1]] == scaled.ranks.tolist()
    assert [[1, 2], [1, 1]] == kept.ranks.tolist()


def test_points_of_a_bonus_item_limit_the_bonus() -> None:
    scheme, events = two()

    assert (D("10.5"), D("4.5")) == rescore(Allocations.of(scheme, [{"2": D("0.5")}]), events).totals(0)


def test_stated_points_are_changed_in_proportion_and_named() -> None:
    """甲 has 7 of 10 stated, 11 in all: 7 × 15/10 + 4 = 14.5; 乙 is scored by the rules."""
    scheme, events = two()
    values = np.array(events.values)
    values[0] = np.nan
    told = Stated(points={("甲", "1"): D(7), ("乙", "1"): D(9)}, totals={"甲": D(11), "乙": D(99)})
    many = rescore(
        Allocations.of(scheme, [{}, {"1": D(15)}]),
        Events(units=events.units, slots=events.slots, values=values),
        figures=Figures.KEEP,
        stated=told,
    )

    assert ("1",) == many.scaled
    assert ((D(11), D(6)), (D("14.5"), D(11))) == (many.totals(0), many.totals(1))


def test_a_total_that_is_stated_alone_is_changed_in_proportion_and_named() -> None:
    """丙 has 8 in all, of 10 that can be got (the 2 of the bonus apart): of 15 it is 12, of 10.25 it is 8.2."""
    scheme, events = two()
    more = Events(units=(*events.units, "丙"), slots=events.slots, values=np.vstack([events.values, [np.nan, np.nan]]))
    told = Stated(totals={"丙": D(8), "甲": D(99)})  # of 甲 it is known what happened
    many = rescore(Allocations.of(scheme, [{}, {"1": D(15)}, {"1": D("10.25")}]), more, stated=told)

    assert [D(8), D(12), D("8.2")] == [many.totals(n)[2] for n in range(3)]
    assert D(11) == many.totals(0)[0]
    assert [[1, 3, 2]] == many.ranks[:1].tolist()  # 11, 6 and 8
    assert (("丙",), ()) == (many.alone, many.scaled)
    assert [0, 0, D(12)] == [int(n) * many.grain for n in many.breakdown(1).beside]
    with use_language("en"):
        assert "Of 丙 the sheet holds nothing but a total" in str(many.note)


def test_what_a_unit_can_get_depends_on_its_type() -> None:
    """学校 can get 4 + 6 = 10, 医院 4 + 12 = 16. With 10 for the first item: 16 and 22."""
    scheme = scheme_of(("未报送的扣4分。", "4"), ("未检查的扣6分。", "6"), ("未演练的扣12分。", "12"))
    kinds = ("", "学校", "医院")
    items = tuple(i.replace(applies_to=kind) for i, kind in zip(scheme.indicators, kinds, strict=True))
    scheme = scheme.replace(indicators=items)
    empty = Events(units=("甲", "乙"), unit_types=kinds[1:], slots=slots(scheme), values=np.full((2, 3), np.nan))
    many = rescore(Allocations.of(scheme, [{"1": D(10)}]), empty, stated=Stated(totals={"甲": D(5), "乙": D(8)}))

    assert (D(8), D(11)) == many.totals(0)


def test_a_unit_without_records_has_neither_total_nor_rank() -> None:
    scheme, events = two()
    more = Events(units=(*events.units, "丙"), slots=events.slots, values=np.vstack([events.values, [np.nan, np.nan]]))
    many = rescore(Allocations.of(scheme, [{}]), more)

    assert (D(11), D(6), None) == many.totals(0)
    assert [[1, 2, 0]] == many.ranks.tolist()


BAD = {
    "unknown indicator": (lambda s: Allocations.of(s, [{"9": D(1)}]), "no indicator 9"),
    "negative": (lambda s: Allocations.of(s, [{"1": D(-1)}]), "indicator 1 cannot have -1 points"),
    "shape": (lambda s: Allocations(scheme=s, ticks=np.zeros((1, 3), dtype=np.int64), tick=D(1)), "2 columns"),
    "tick": (lambda s: Allocations(scheme=s, ticks=np.zeros((1, 2), dtype=np.int64), tick=D(0)), "above 0"),
    "unit": (lambda s: rescored(s, Stated(points={("丁", "1"): D(1)})), "丁"),
    "total": (lambda s: rescored(s, Stated(totals={"丁": D(1)})), "丁"),
    "item": (lambda s: rescored(s, Stated(points={("甲", "9"): D(1)})), "no indicator 9"),
    "too much": (lambda s: rescored(s, Stated(points={("甲", "1"): D(11)})), "11 points are stated"),
}


def rescored(scheme: Scheme, stated: Stated) -> object:
    return rescore(Allocations.of(scheme, [{}]), two()[1], stated=stated)


@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_is_named(case: str) -> None:
    call, words = BAD[case]
    with use_language("en"), pytest.raises(SchemeError, match=words):
        call(two()[0])
