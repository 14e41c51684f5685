"""The lists beside the rows: what came, went, reads otherwise, or has another limit."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kaohe_tools.compare import compare
from kaohe_tools.criteria import parse_criterion
from kaohe_tools.locale import use_language
from kaohe_tools.model import Adjustment, AdjustmentCap, AdjustmentKind
from tests.compare.made import D, year

BONUS, PENALTY, VETO = AdjustmentKind


def entry(kind, words, cap=None):
    return Adjustment(kind=kind, criterion=parse_criterion(words), cap=None if cap is None else D(cap))


def compared(old, new, caps=((), ())):
    sides = (
        year().replace(adjustments=tuple(entries), adjustment_caps=tuple(limits))
        for entries, limits in zip((old, new), caps, strict=True)
    )
    return compare(*sides)


def test_by_hand():
    old = (
        entry(BONUS, "获得省级表彰的每次加2分", "4"),
        entry(PENALTY, "被通报批评的每次扣1分"),
        entry(VETO, "发生安全事故的一票否决"),
    )
    new = (
        entry(BONUS, "获得省级表彰的每次加2分", "6"),
        entry(PENALTY, "被书面通报批评的每次扣1分"),
        entry(PENALTY, "档案遗失的每件扣2分"),
    )
    found = compared(old, new)

    with use_language("en"):
        said = [(str(a.said), a.words[:4]) for a in found.adjustments]
        assert "4 changes in the lists of bonuses, penalties and vetoes." in [str(s) for s in found.said]
    assert [
        ("bonus: limit 4 → 6", "获得省级"),
        ("penalty: reads otherwise", "被书面通"),
        ("penalty: came", "档案遗失"),
        ("veto: went", "发生安全"),
    ] == said


def test_the_same_lists_in_another_order_are_the_same():
    entries = [entry(BONUS, "获得省级表彰的每次加2分"), entry(VETO, "发生安全事故的一票否决")]

    assert () == compared(entries, entries[::-1]).adjustments


def test_a_shared_limit():
    caps = ((AdjustmentCap(kind=BONUS, group="1", cap=D(8)),), (AdjustmentCap(kind=BONUS, group="1", cap=D(5)),))
    (change,) = compared((), (), caps).shared_caps

    assert (D(8), D(5)) == (change.old, change.new)


lists = st.lists(
    st.builds(
        entry,
        st.sampled_from(list(AdjustmentKind)),
        st.sampled_from(["获得省级表彰的加2分", "获得市级表彰的加1分", "被通报批评的扣1分", "发生安全事故"]),
        st.sampled_from([None, "3"]),
    ),
    max_size=5,
)


@given(lists, lists)
def test_what_changed_makes_one_list_of_the_other(old, new):
    """Taking away what went and adding what came leaves as many entries as there are now."""
    changes = compared(old, new).adjustments
    went, came = sum(a.new is None for a in changes), sum(a.old is None for a in changes)

    assert len(new) == len(old) - went + came
    assert () == compared(old, old).adjustments
