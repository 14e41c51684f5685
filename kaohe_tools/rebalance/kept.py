"""A scenario's points, taken out of the store: what another program needs to have the same scheme again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from kaohe_tools.errors import ProblemError
from kaohe_tools.locale import _
from kaohe_tools.model import Scheme
from kaohe_tools.points import format_points
from kaohe_tools.rebalance.follow import Followed, follow
from kaohe_tools.rebalance.problem import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a scenario does to a sheet.

    Attributes
    ----------
    name : str
        The scenario's.
    points : tuple of (id, Decimal)
        Points of the rows that it has moved.
    reasons : tuple of (id, str)
        Why, in the designer's words.
    spec : str
        What was asked of the points, as :func:`kaohe_tools.rebalance.spec.write_spec` writes it.
    """

    name: str
    points: tuple[tuple[str, Decimal], ...]
    reasons: tuple[tuple[str, str], ...]
    spec: str

    def problem(self, scheme: Scheme) -> Problem:
        """Return what was asked of the points.

        Raises
        ------
        ProblemError
            If the sheet has not the rows that are named.
        """
        from kaohe_tools.rebalance.spec import spec_of

        return spec_of(self.spec, Problem(scheme=scheme, total=scheme.total), name=self.name)

    def followed(self, scheme: Scheme) -> Followed:
        """Return the sheet's scheme with the scenario's points, its name in the title.

        Raises
        ------
        ProblemError
            If the sheet has not the rows that are named.
        """
        asked = self.problem(scheme)
        made = follow(scheme, self.by_id, asked.follow, asked.tick, fit=asked.fit_rules)
        title = _("{title} ({scenario})").format(title=scheme.title, scenario=self.name)
        return Followed(scheme=made.scheme.replace(title=title), edits=made.edits, notes=made.notes)

    @property
    def by_id(self) -> Mapping[str, Decimal]:
        """Points of the rows that it has moved."""
        return dict(self.points)

    def to_json(self) -> str:
        """Return it as one line."""
        plain = {
            "name": self.name,
            "points": {id_: format_points(points) for id_, points in self.points},
            "reasons": dict(self.reasons),
            "spec": self.spec,
        }
        return json.dumps(plain, ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, written: str) -> Kept:
        """Read what :meth:`to_json` wrote.

        Raises
        ------
        ProblemError
            If it says something else.
        """
        try:
            plain = json.loads(written)
            return cls(
                name=_text(plain["name"]),
                points=tuple((id_, Decimal(_text(points))) for id_, points in plain["points"].items()),
                reasons=tuple((id_, _text(said)) for id_, said in plain["reasons"].items()),
                spec=_text(plain["spec"]),
            )
        except (ValueError, KeyError, TypeError, AttributeError, InvalidOperation) as err:
            raise ProblemError(_("The scenario that is named cannot be read: it was changed.")) from err


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value
