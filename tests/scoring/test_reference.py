"""Arrays against the plain scorer: whatever the scheme and whatever was recorded, the same points."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaohe_tools.model import RuleKind
from kaohe_tools.scoring import Events, Scores, score, slots
from tests.scoring import reference
from tests.scoring.schemes import PATHS, TYPES, amounts, banded, plain, recorded, schemes, tiered

caps = st.sampled_from([Decimal(n) for n in ("0", "0.3", "1", "4")])


def equals_the_reference(scores: Scores, seen, unit: int, replication: int | None, **given_) -> None:
    """Compare one unit of one replication with what the plain scorer says."""
    wanted = reference.reference_score(scores.scheme, seen, **given_)
    at = (unit,) if replication is None else (replication, unit)
    name = scores.units[unit]

    assert {id_: i.points for id_, i in wanted.items.items()} == {
        id_: scores.points_of(name, id_, replication) for id_ in scores.indicators
    }
    assert [i.partial for i in wanted.items.values()] == scores.partial[at].tolist()
    assert wanted.bonus == scores.bonus_of(name, replication)
    assert wanted.penalties == scores.penalties_of(name, replication)
    assert wanted.total == scores.total_of(name, replication)
    assert wanted.vetoed == scores.vetoed[at]
    assert wanted.not_assessed == scores.not_assessed[at]


@settings(max_examples=150, deadline=None)
@given(data=st.data(), scheme=schemes())
def test_every_unit_gets_what_the_plain_scorer_gives(data, scheme):
    """All rule kinds, caps, tiers, bands, factors, types and limits of the bonus, in any mixture."""
    agrees(data, scheme)


SORTS = {
    "bands": banded(),
    "bonus": amounts(st.just(RuleKind.BONUS)) | tiered(),
    "deductions": amounts(st.just(RuleKind.DEDUCT)) | plain,
    "awards": amounts(st.just(RuleKind.AWARD)) | plain,
}


@pytest.mark.parametrize("sort", SORTS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_each_sort_of_rule_by_itself(sort, data):
    """Fewer sorts at once, so that rare meetings (a value on a band's end, nested limits) come up."""
    agrees(data, data.draw(schemes(SORTS[sort])))


def agrees(data, scheme) -> None:
    """Record something for some units and compare each with the plain scorer."""
    known = slots(scheme)
    units = data.draw(st.integers(1, 3))
    types = data.draw(st.just(()) | st.tuples(*[st.sampled_from(("", *TYPES))] * units))
    groups = data.draw(st.dictionaries(st.sampled_from(_sections(scheme)), caps))
    bonus_cap = data.draw(st.none() | caps)
    rows = [[data.draw(recorded(slot)) for slot in known] for _ in range(units)]
    values = np.array([[np.nan if v is None else float(v) for v in row] for row in rows]).reshape(units, len(known))
    names = tuple(f"单位{n}" for n in range(units))

    scores = score(
        scheme,
        Events(units=names, unit_types=types, slots=known, values=values),
        bonus_cap=bonus_cap,
        group_caps=groups,
    )

    assert [s.key for s in known] == [key for item in scheme.indicators for key in reference.keys(item)]
    for unit, row in enumerate(rows):
        seen = {slot.key: value for slot, value in zip(known, row, strict=True) if value is not None}
        type_ = types[unit] if types else ""
        equals_the_reference(scores, seen, unit, None, unit_type=type_, bonus_cap=bonus_cap, group_caps=groups)


@settings(max_examples=60, deadline=None)
@given(data=st.data(), scheme=schemes())
def test_replications_and_a_choice_of_slots_change_nothing(data, scheme):
    """Replications are scored as if each stood alone; slots may come in any order, and some may lack."""
    known = data.draw(st.permutations(slots(scheme)))
    known = known[: data.draw(st.integers(0, len(known)))]
    seen = [[{s.key: data.draw(recorded(s)) for s in known} for _ in range(2)] for _ in range(3)]
    values = np.array([[[np.nan if v is None else float(v) for v in u.values()] for u in r] for r in seen])

    scores = score(scheme, Events(units=("甲", "乙"), slots=known, values=values.reshape(3, 2, len(known))))

    assert (3, 2, len(scheme.indicators)) == scores.points.shape
    for replication, unit in np.ndindex(3, 2):
        held = {key: value for key, value in seen[replication][unit].items() if value is not None}
        equals_the_reference(scores, held, unit, replication)


def test_the_sample_agrees_with_the_plain_scorer(sample_scheme):
    """Sixty units with something recorded almost everywhere in the sample's own rules."""
    known = slots(sample_scheme)
    values = np.random.default_rng(2023).integers(0, 2, (60, len(known))).astype(float)
    values[np.random.default_rng(18).random(values.shape) < 0.2] = np.nan
    names = tuple(f"单位{n}" for n in range(60))

    scores = score(sample_scheme, Events(units=names, slots=known, values=values))

    for unit, row in enumerate(values):
        seen = {s.key: Decimal(int(v)) for s, v in zip(known, row, strict=True) if not np.isnan(v)}
        equals_the_reference(scores, seen, unit, None)


@settings(max_examples=100, deadline=None)
@given(data=st.data(), scheme=schemes())
def test_points_stay_between_nothing_and_what_the_item_is_worth(data, scheme):
    known = slots(scheme)
    values = [[float("nan") if (v := data.draw(recorded(s))) is None else float(v) for s in known]]

    scores = score(scheme, Events(units=("甲",), slots=known, values=np.array(values).reshape(1, -1)))

    for item in scheme.indicators:
        points = scores.points_of("甲", item.id)
        assert points is None or 0 <= points <= item.points
    assert (scores.bonus >= 0).all()
    assert (scores.penalties >= 0).all()


def _sections(scheme) -> list[tuple[str, ...]]:
    return [path for path in PATHS if any(i.path[: len(path)] == path for i in scheme.indicators)]
