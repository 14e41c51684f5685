"""The scheme and its findings as the points move: quick at every edit, complete when it is quiet.

Only the families that look at points are run again at once; what the others found last stands
until :meth:`LiveReview.settle`. Rows whose points did not move since are not rewritten again.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from kaohe_tools.checks import review_scheme
from kaohe_tools.findings import Review
from kaohe_tools.locale import Text
from kaohe_tools.model import Indicator, Scheme
from kaohe_tools.profiles import Profile
from kaohe_tools.rebalance import Follow
from kaohe_tools.rebalance.follow import follow

ON_POINTS = ("SM", "BL", "RL")
"""Families of checks whose findings depend on the points."""


class LiveReview:
    """Follows one sheet's scheme.

    Attributes
    ----------
    scheme : Scheme
        The scheme with the points now, its criteria following them.
    review : Review
        What was found in it.
    settled : bool
        Whether every check has seen these very points.
    """

    def __init__(self, scheme: Scheme, profile: Profile) -> None:
        self.before = scheme
        self.profile = profile
        self.scheme = scheme
        self.review: Review = review_scheme(scheme, profile)
        self.settled = True
        self._row_notes: dict[str, tuple[Text, ...]] = {}
        self._followed: dict[str, tuple[tuple[Decimal, Follow, Decimal], Indicator, tuple[Text, ...]]] = {}

    def move(self, points: Mapping[str, Decimal], how: Follow, tick: Decimal) -> None:
        """Take other points: rewrite the rows that moved, and run the checks that look at points."""
        scheme = self._with(points, how, tick)
        if scheme.indicators == self.scheme.indicators:
            return
        self.scheme, self.settled = scheme, False
        quick = review_scheme(scheme, self.profile, select=ON_POINTS)
        runs = zip(quick.runs, self.review.runs, strict=True)
        self.review = Review(
            scheme=scheme,
            profile=self.profile,
            runs=tuple(new if new.code[:2] in ON_POINTS else old for new, old in runs),
        )

    def settle(self) -> bool:
        """Run every check on the points now; return whether that was still to be done."""
        if self.settled:
            return False
        self.review, self.settled = review_scheme(self.scheme, self.profile), True
        return True

    def notes(self, id_: str) -> tuple[Text, ...]:
        """Return what has to be said of a row's rewritten figures."""
        return self._row_notes.get(id_, ())

    def _with(self, points: Mapping[str, Decimal], how: Follow, tick: Decimal) -> Scheme:
        moved = {i.id: points[i.id] for i in self.before.indicators if points.get(i.id, i.points) != i.points}
        known = {id_: held for id_, held in self._followed.items() if moved.get(id_) == held[0][0]}
        fresh = {id_: p for id_, p in moved.items() if id_ not in known or known[id_][0] != (p, how, tick)}
        if fresh:
            followed = follow(self.before.replace(indicators=self._rows(fresh)), fresh, how, tick)
            for item in followed.scheme.indicators:
                notes = tuple(note for id_, note in followed.notes if id_ == item.id)
                self._followed[item.id] = ((fresh[item.id], how, tick), item, notes)
        self._row_notes = {id_: self._followed[id_][2] for id_ in moved}
        items = (self._followed[i.id][1] if i.id in moved else i for i in self.before.indicators)
        return self.before.replace(indicators=tuple(items))

    def _rows(self, wanted: Mapping[str, Decimal]) -> tuple[Indicator, ...]:
        return tuple(i for i in self.before.indicators if i.id in wanted)
