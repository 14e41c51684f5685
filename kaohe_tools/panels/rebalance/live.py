"""The scheme and its findings as the points move: quick at every edit, complete when it is quiet.

Only the families that look at points are run again at once; what the others found last stands
until :meth:`LiveReview.settle`.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from kaohe_tools.checks import review_scheme
from kaohe_tools.findings import Review
from kaohe_tools.model import Scheme
from kaohe_tools.panels.rebalance.draft import Draft
from kaohe_tools.profiles import Profile
from kaohe_tools.rebalance.follow import Followed, follow

ON_POINTS = ("SM", "BL", "RL")
"""Families of checks whose findings depend on the points."""


class LiveReview:
    """Follows one sheet's scheme.

    Attributes
    ----------
    before : Scheme
        As the sheet has it.
    followed : Followed
        The scheme with the points now and all that depends on them, and what has to be said of it.
    review : Review
        What was found in it. The full mark is the one that the designer asks for, not the sum.
    settled : bool
        Whether every check has seen these very points.
    """

    def __init__(self, scheme: Scheme, profile: Profile) -> None:
        self.before = scheme
        self.profile = profile
        self.followed = Followed(scheme=scheme)
        self.review: Review = review_scheme(scheme, profile)
        self.settled = True

    def move(self, draft: Draft) -> None:
        """Take a draft's points: rewrite the rows that moved, and run the checks that look at points."""
        self.followed = follow(self.before, draft.points, draft.follow, draft.tick, fit=draft.fit_rules)
        asked = _asking(self.followed.scheme, draft.total)
        if asked == self.review.scheme:
            return
        self.settled = False
        quick = review_scheme(asked, self.profile, select=ON_POINTS)
        runs = zip(quick.runs, self.review.runs, strict=True)
        self.review = Review(
            scheme=asked,
            profile=self.profile,
            runs=tuple(new if new.code[:2] in ON_POINTS else old for new, old in runs),
        )

    def settle(self) -> bool:
        """Run every check on the points now; return whether that was still to be done."""
        if self.settled:
            return False
        self.review, self.settled = review_scheme(self.review.scheme, self.profile), True
        return True


def _asking(scheme: Scheme, total: Decimal) -> Scheme:
    """Return the scheme with the full mark that the designer asks for, where the sheet states one."""
    return scheme.replace(declared=replace(scheme.declared, points=total)) if scheme.declared else scheme
