"""A scenario's values read as a draft of points, and as the problem to solve.

A store keeps texts by item and field; here they become points, locks, limits and settings. What a
scenario does not say is the sheet's own or the profile's.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from kaohe_tools.checks.sums import expected_total
from kaohe_tools.model import Path, Scheme
from kaohe_tools.points import format_points, parse_points
from kaohe_tools.profiles import Profile
from kaohe_tools.rebalance import Follow, Limits, NodeShare, Objective, Problem

Key = tuple[str, str]
"""An indicator's id, or "" for the scenario as a whole, and a field."""

WHOLE = ""
POINTS, START, LOCK, LOW, HIGH, REASON = "points", "start", "lock", "low", "high", "reason"
WEIGHT, IMPORTANCE, STEP = "weight", "importance", "tick"
TOTAL, TICK, OBJECTIVE, FOLLOW, ORDERS, FIT = "total", "tick", "objective", "follow", "orders", "fit_rules"

ON = "1"
"""The text of a lock that is set; a lock that is not set has no text."""

NONE = "-"
"""Said of a setting that the profile has and the designer has taken away."""


def section_field(side: str, path: Path) -> str:
    """Return the field that keeps one side (``low``, ``high``) of a section's limits."""
    return f"section-{side}:{json.dumps(path, ensure_ascii=False)}"


def share_field(path: Path) -> str:
    """Return the field that keeps the band of the milestones' share."""
    return f"node-share:{json.dumps(path, ensure_ascii=False)}"


def path_of(field: str) -> tuple[str, Path]:
    """Return the kind of a setting and the section that it is about; ``()`` for all others."""
    kind, _, path = field.partition(":")
    return kind, tuple(json.loads(path)) if path else ()


def said_band(low: Decimal, high: Decimal) -> str:
    """Return a band as it is kept: ``0.7:0.8``."""
    return f"{format_points(low)}:{format_points(high)}"


@dataclass(frozen=True, kw_only=True)
class Draft:
    """Points and constraints of one scenario.

    Attributes
    ----------
    scheme : Scheme
        As the sheet has it; never changed.
    values : mapping of (item, field) to str
        What the scenario says.
    """

    scheme: Scheme
    profile: Profile
    values: Mapping[Key, str]

    def get(self, item: str, field: str) -> str | None:
        """Return what the scenario says of one field, or None."""
        return self.values.get((item, field))

    def changed(self, changes: Mapping[Key, str | None]) -> Draft:
        """Return the draft after some changes; None takes a value away."""
        merged = {**self.values, **changes}
        values = {key: said for key, said in merged.items() if said is not None}
        return Draft(scheme=self.scheme, profile=self.profile, values=values)

    def _numbers(self, field: str) -> dict[str, Decimal]:
        return {item: Decimal(said) for (item, kind), said in self.values.items() if item and kind == field}

    def _paths(self, prefix: str) -> dict[Path, str]:
        fields = ((*path_of(field), said) for (item, field), said in self.values.items() if item == WHOLE)
        return {path: said for kind, path, said in fields if kind == prefix}

    # rows --------------------------------------------------------------------------------------

    @cached_property
    def before(self) -> Mapping[str, Decimal]:
        """The sheet's own points of every row that has any."""
        return {i.id: i.points for i in self.scheme.indicators if i.points is not None}

    @cached_property
    def start(self) -> Mapping[str, Decimal]:
        """What solving starts from: the sheet's points, or those that the designer set by hand."""
        return {**self.before, **self._numbers(START)}

    @cached_property
    def points(self) -> Mapping[str, Decimal]:
        """The points as they stand now."""
        return {**self.before, **self._numbers(POINTS)}

    @cached_property
    def locked(self) -> frozenset[str]:
        """The rows that keep their points."""
        return frozenset(item for (item, kind) in self.values if kind == LOCK)

    @cached_property
    def bounds(self) -> Mapping[str, Limits]:
        """Fewest and most points of single rows."""
        low, high = self._numbers(LOW), self._numbers(HIGH)
        return {i: Limits(low=low.get(i), high=high.get(i)) for i in self.before if i in low or i in high}

    @cached_property
    def reasons(self) -> Mapping[str, str]:
        """Why rows move, in the designer's words."""
        return {item: said for (item, kind), said in self.values.items() if kind == REASON and item}

    # settings ----------------------------------------------------------------------------------

    @cached_property
    def sections(self) -> Mapping[Path, Limits]:
        """Fewest and most points of sections."""
        low, high = ({p: Decimal(v) for p, v in self._paths(f"section-{side}").items()} for side in (LOW, HIGH))
        return {path: Limits(low=low.get(path), high=high.get(path)) for path in {**low, **high}}

    @cached_property
    def node_shares(self) -> Mapping[Path, tuple[Decimal, Decimal]]:
        """Bands of the milestones' share, by section; ``()`` is the whole scheme."""
        said: dict[Path, str] = {(): said_band(*self.profile.node_share)} if self.profile.node_share else {}
        said |= self._paths("node-share")
        bands = {path: band.split(":") for path, band in said.items() if band != NONE}
        return {path: (Decimal(low), Decimal(high)) for path, (low, high) in bands.items()}

    @cached_property
    def total(self) -> Decimal:
        """What the points have to add up to."""
        expected = expected_total(self.scheme, self.profile)
        return Decimal(self.get(WHOLE, TOTAL) or (expected.points if expected else self.scheme.total))

    @property
    def tick(self) -> Decimal:
        """The smallest step of points."""
        return Decimal(self.get(WHOLE, TICK) or self.profile.tick)

    @property
    def objective(self) -> Objective:
        """What solving makes least."""
        return Objective(self.get(WHOLE, OBJECTIVE) or Objective.TOTAL_MOVE)

    @property
    def follow(self) -> Follow:
        """What becomes of the figures in the criteria."""
        return Follow(self.get(WHOLE, FOLLOW) or Follow.SCALE)

    @property
    def fit_rules(self) -> bool:
        """Whether solving leaves each row the points that its rules need."""
        return self.get(WHOLE, FIT) != NONE

    @property
    def orders(self) -> tuple[tuple[str, ...], ...]:
        """Groups of ids, the most important first."""
        return tuple(tuple(group) for group in json.loads(self.get(WHOLE, ORDERS) or "[]"))

    # results -----------------------------------------------------------------------------------

    def with_points(self, points: Mapping[str, Decimal]) -> Scheme:
        """Return the sheet's scheme with other points; its texts stay as they are."""
        return self.scheme.replace(
            indicators=tuple(
                i.replace(points=points[i.id]) if i.id in points and points[i.id] != i.points else i
                for i in self.scheme.indicators
            )
        )

    @cached_property
    def placed(self) -> Scheme:
        """The sheet's scheme with the points now."""
        return self.with_points(self.points)

    def problem(self) -> Problem:
        """Return what solving has to satisfy.

        Moves are counted from `start`, so solving twice gives the same points. A locked row starts
        from where it stands.
        """
        start = {**self.start, **{id_: self.points[id_] for id_ in self.locked if id_ in self.points}}
        moved = {id_: points for id_, points in start.items() if points != self.before[id_]}
        return Problem(
            scheme=self.scheme,
            total=self.total,
            tick=self.tick,
            start=_pairs(moved),
            item_ticks=_pairs(self._numbers(STEP)),
            locked=tuple(i for i in self.before if i in self.locked),
            bounds=tuple(self.bounds.items()),
            sections=tuple(sorted(self.sections.items())),
            node_shares=tuple(
                NodeShare(low=low, high=high, path=path) for path, (low, high) in sorted(self.node_shares.items())
            ),
            orders=self.orders,
            fit_rules=self.fit_rules,
            follow=self.follow,
            weights=_pairs(self._numbers(WEIGHT)),
            importance=_pairs(self._numbers(IMPORTANCE)),
            objective=self.objective,
        )


def _pairs(numbers: Mapping[str, Decimal]) -> tuple[tuple[str, Decimal], ...]:
    return tuple(sorted(numbers.items(), key=lambda pair: (len(pair[0]), pair[0])))


def read_number(written: str) -> str | None:
    """Return a number as it is kept, or None for an empty text.

    Raises
    ------
    PointsError
        If the text says no number.
    """
    return format_points(parse_points(written)) if written.strip() else None


def read_share(written: str) -> Decimal | None:
    """Return a share written as ``70``, ``70%`` or ``0.7``; None for an empty text.

    Raises
    ------
    PointsError
        If the text says no number.
    """
    said = written.strip().rstrip("%％").strip()
    if not said:
        return None
    number = parse_points(said)
    return number / 100 if number > 1 or written.strip()[-1] in "%％" else number


def read_orders(written: str) -> Iterable[list[str]]:
    """Return groups of row numbers from ``3 > 7 > 9; 1 > 2``."""
    plain = written.replace("＞", ">").replace("；", ";").replace("\n", ";")
    groups = ([n.strip() for n in group.split(">") if n.strip()] for group in plain.split(";"))
    return [group for group in groups if group]
