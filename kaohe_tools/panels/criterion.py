"""A criterion's text with its rules marked in it, so that a designer sees what was understood."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from kaohe_tools.criteria.words import cut, describe
from kaohe_tools.locale import _, text
from kaohe_tools.model import Criterion
from kaohe_tools.points import format_points

_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A stretch of the text: `rule` is the number of the rule it says (0: none).

    Attributes
    ----------
    ends : bool
        The last stretch of its rule: the number stands behind it.
    """

    text: str
    rule: int
    figure: bool
    unread: bool
    ends: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionView:
    """A criterion as it was understood; shows itself in a notebook, as plain text elsewhere.

    Attributes
    ----------
    points : Decimal or None
        The indicator's points, said where a rule takes all of them.
    """

    criterion: Criterion
    points: Decimal | None = None

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The text in stretches, in order: joined again they are the text."""
        pieces = cut(self.criterion)
        last = {piece["rule"]: n for n, piece in enumerate(pieces)}
        return tuple(
            Mark(
                text=piece["text"],
                rule=piece["rule"],
                figure=piece["figure"],
                unread=piece["unread"],
                ends=bool(piece["rule"]) and last[piece["rule"]] == n,
            )
            for n, piece in enumerate(pieces)
        )

    @property
    def rules(self) -> tuple[str, ...]:
        """Each rule in one sentence: its condition and what it does with the points."""
        return tuple(
            str(text("{trigger}: {rule}", trigger=rule.trigger, rule=describe(rule, self.points)))
            if rule.trigger
            else str(describe(rule, self.points))
            for rule in self.criterion.rules
        )

    @property
    def cap(self) -> str:
        """What bounds all rules together; empty where nothing does."""
        cap = self.criterion.item_cap
        return "" if cap is None else _("all rules together: {cap} at most").format(cap=format_points(cap))

    @property
    def unread(self) -> tuple[tuple[str, str], ...]:
        """Each piece that looks like scoring but was not understood, with the reason."""
        why = {
            "no-figure": _("no figure: how many points is not said"),
            "discretion": _("left to the assessor's discretion"),
        }
        other = _("looks like scoring, but was not understood")
        return tuple((part.text, why.get(part.why, other)) for part in self.criterion.unread)

    @property
    def worth(self) -> str:
        """The indicator's points in words; empty where they are not known."""
        return "" if self.points is None else _("worth {points} points").format(points=format_points(self.points))

    def __repr__(self) -> str:
        """Return the text, then a line for each rule and each piece that was not understood."""
        lines = [self.criterion.text, *([self.worth] if self.worth else [])]
        lines += [f"{number}  {said}" for number, said in enumerate(self.rules, 1)] or [_("No rule was found.")]
        lines += [self.cap] if self.cap else []
        lines += [f"?  {part}: {why}" for part, why in self.unread]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        """Return the text as HTML, every part of it escaped."""
        from kaohe_tools.memo.html import environment

        return environment(_TEMPLATES).get_template("criterion.html").render(view=self)


def criterion_view(criterion: Criterion | str, points: Decimal | float | str | None = None) -> CriterionView:
    """Return a criterion with its rules marked in the text.

    Rules are underlined and numbered, their figures bold; what looks like scoring but was not
    understood has a dotted line, and its reason beneath.

    Parameters
    ----------
    criterion : Criterion or str
        As in ``indicator.criterion``, or a text to be read now.
    points : Decimal, number or str, optional
        The indicator's points.

    Raises
    ------
    PointsError
        If `points` says no number of points.

    Examples
    --------
    >>> criterion_view("未作动员的扣2分，数据表每少1次扣0.5分，最多扣1分。", 2).rules[0]
    '未作动员：扣2分'
    """
    from kaohe_tools.criteria import parse_criterion
    from kaohe_tools.points import parse_points

    worth = None if points is None else parse_points(points)
    if isinstance(criterion, str):
        criterion = parse_criterion(criterion, worth)
    return CriterionView(criterion=criterion, points=worth)
