"""Schemes, and things recorded under them, made by Hypothesis: every kind of rule, cap, tier, band, type."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from kaohe_tools.model import Band, Criterion, Indicator, Per, Rule, RuleKind, Scheme
from kaohe_tools.scoring import Slot

D = Decimal
figures = st.sampled_from([D(n) for n in ("0.1", "0.25", "0.3", "0.5", "1", "1.5", "2", "3", "5", "10")])
caps = st.none() | st.sampled_from([D(n) for n in ("0.4", "1", "2", "4.5", "8")])
kinds = st.sampled_from([RuleKind.DEDUCT, RuleKind.DEDUCT, RuleKind.BONUS, RuleKind.AWARD])
pers = st.builds(
    Per,
    count=st.sampled_from([D(1), D(1), D(2), D(3), D(5), D("0.5"), D("0.1")]),
    unit=st.sampled_from(["次", "人", "%", "‰", "小时"]),
)
TYPES = ("学校", "医院", "社区")
PATHS = (("甲",), ("甲", "一"), ("甲", "二"), ("乙",))


@st.composite
def amounts(draw: st.DrawFn, of: st.SearchStrategy[RuleKind] = kinds) -> Rule:
    """Fixed, per occurrence, by share, open within a range; on the item, the total or the bonus."""
    kind = draw(of)
    shape = draw(st.sampled_from(["fixed", "per", "share", "range", "range per"]))
    points = draw(figures)
    return Rule(
        kind=kind,
        trigger="甲",
        points=None if shape == "share" else points,
        share=draw(st.sampled_from([D("0.15"), D("0.05"), D("0.333")])) if shape == "share" else None,
        min=draw(st.sampled_from([D(0), points / 2])) if shape.startswith("range") else None,
        per=draw(pers) if shape in ("per", "range per") or (shape == "share" and draw(st.booleans())) else None,
        cap=draw(caps),
        beyond_item=kind is RuleKind.DEDUCT and draw(st.integers(0, 4)) == 0,
    )


@st.composite
def tiered(draw: st.DrawFn) -> Rule:
    tiers = tuple(draw(st.lists(figures, min_size=2, max_size=3)))
    return Rule(
        kind=draw(kinds),
        trigger="分级",
        points=max(tiers),
        tiers=tiers,
        tier_labels=("国家", "省", "市")[: len(tiers)],
        per=draw(st.none() | pers),
        cap=draw(caps),
    )


@st.composite
def banded(draw: st.DrawFn) -> Rule:
    """Ranges with gaps and overlaps, exact counts, categories; giving or taking."""
    sort = draw(st.sampled_from(["ranges", "ranges", "categories", "mixed"]))
    sign = draw(st.sampled_from([1, 1, -1]))
    ends = st.none() | st.sampled_from([D(60), D(80), D(90), D("92.5"), D(100)])
    bands = []
    for n in range(draw(st.integers(1, 4))):
        low, high = draw(ends), draw(ends)
        if low is not None and high is not None:
            low, high = min(low, high), max(low, high)
        if sort == "ranges" and low is None and high is None:
            low = D(60)
        if sort == "categories" or (sort == "mixed" and n == 0):
            low = high = None
        bands.append(Band(min=low, max=high, points=sign * draw(figures | st.just(D(0))), label="ABCD"[n]))
    return Rule(kind=RuleKind.BAND, trigger="等级", bands=tuple(bands), cap=draw(caps))


def _rule(kind: RuleKind, trigger: str, **fields: object) -> st.SearchStrategy[Rule]:
    given_ = {name: value if isinstance(value, st.SearchStrategy) else st.just(value) for name, value in fields.items()}
    return st.builds(Rule, kind=st.just(kind), trigger=st.just(trigger), **given_)


plain = st.one_of(
    _rule(RuleKind.VETO, "否决"),
    _rule(RuleKind.ZERO, "未做", all_points=True, points=D(5)),
    _rule(RuleKind.ZERO, "小项", all_points=True, scope="该小项"),
    _rule(RuleKind.DEDUCT, "扣完", all_points=True),
    _rule(RuleKind.AWARD, "得满分", all_points=True),
    _rule(RuleKind.PROPORTIONAL, "率", points=st.none() | figures, cap=caps),
    *(
        _rule(kind, "倍", factor=st.sampled_from([D("0.5"), D(2), D("0.2")]), cap=caps)
        for kind in (RuleKind.DEDUCT, RuleKind.AWARD, RuleKind.BONUS)
    ),
)
rules = st.one_of(amounts(), amounts(), tiered(), banded(), plain)


@st.composite
def schemes(draw: st.DrawFn, of: st.SearchStrategy[Rule] = rules) -> Scheme:
    """One to four indicators of up to four rules each, of the sort given."""
    items = tuple(
        Indicator(
            id=str(n + 1),
            row=n + 1,
            path=draw(st.sampled_from(PATHS)),
            points=draw(st.sampled_from([D(0), D(2), D(5), D("7.5"), D(20)])),
            applies_to=draw(st.sampled_from(["", "", "学校", "学校、医院"])),
            criterion=Criterion(rules=tuple(draw(st.lists(of, max_size=4))), item_cap=draw(caps)),
        )
        for n in range(draw(st.integers(1, 4)))
    )
    return Scheme(title="试", indicators=items)


def recorded(slot: Slot) -> st.SearchStrategy[Decimal | None]:
    """What may be recorded in a slot; None: nothing."""
    return st.none() | recordable(slot)


def recordable(slot: Slot) -> st.SearchStrategy[Decimal]:
    """What may be recorded in a slot where something is."""
    if slot.kind == "flag":
        return st.sampled_from([D(0), D(1)])
    if slot.kind == "count":
        return st.sampled_from([D(0), D(1), D(2), D(3), D(7), D(1000)])
    if slot.kind == "choice":
        return st.integers(0, len(slot.choices) - 1).map(D)
    if slot.means == "rate":
        return st.decimals(0, 1, places=6) | st.sampled_from([D(2) / D(3), D(1) / D(7)])
    if slot.means == "points":
        low, high = slot.low or D(0), D(12) if slot.high is None else slot.high
        inside = [D(0), low, high, (low + high) / 2, low + (high - low) * D("0.3")]
        return st.sampled_from([D(f"{value:.4f}") for value in inside if low <= high])
    if slot.means == "band":
        near = [D(n) for n in ("-5", "0", "59.9", "60", "79.999999", "80", "90", "92.5", "99.5", "100", "100.01")]
        return st.sampled_from(near)
    return st.decimals(0, 40, places=1) | st.sampled_from([D("0.3"), D("4.999999"), D(15)])
