"""What stands beside a scheme's rows: adjustments, shared points cells, assessed units."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from kaohe_tools.model.rules import NO_CRITERION, Criterion
from kaohe_tools.model.source import SourceRef


class AdjustmentKind(StrEnum):
    """What an adjustment does to a score: adds (加分), takes off (减分), or decides alone (一票否决)."""

    BONUS = "bonus"
    PENALTY = "penalty"
    VETO = "veto"


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment:
    """One entry of a bonus, penalty or veto list: it changes a score, and is no part of the full mark.

    Attributes
    ----------
    number : str
        As printed in its list; often empty.
    criterion : Criterion
        Its words and the rules in them.
    cap : Decimal or None
        The most points it adds or takes off; None where the sheet sets no limit (and for a veto).
    group : str
        Entries of one kind with the same group share a limit, see :class:`AdjustmentCap`.
    largest_only : bool
        Several deductions for one event count as the largest of them, not as their sum (取大).
    """

    kind: AdjustmentKind
    number: str = ""
    criterion: Criterion = NO_CRITERION
    cap: Decimal | None = None
    group: str = ""
    largest_only: bool = False
    assessor: str = ""
    source: SourceRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustmentCap:
    """A limit that several adjustments share (“以上5项最多加8分”)."""

    kind: AdjustmentKind
    group: str
    cap: Decimal
    source: SourceRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedPoints:
    """One points cell that stands for several indicators; their own caps are their points.

    Attributes
    ----------
    points : Decimal
        What the cell says.
    indicators : tuple of str
        The ids of the rows that share it. A row that takes what the others leave has zero points.
    """

    points: Decimal
    indicators: tuple[str, ...]
    source: SourceRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """An assessed unit and which alternatives it takes (适用类别).

    Attributes
    ----------
    takes : tuple of str
        Texts of :attr:`Indicator.applies_to`; rows that apply to all need not be named.
    """

    name: str
    takes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """The points that one kind of unit is scored on: the common rows and its own alternatives.

    Attributes
    ----------
    name : str
        The unit, or the alternatives taken, joined by `` + ``.
    indicators : tuple of str
        Ids of the rows that count for it.
    """

    name: str
    total: Decimal
    indicators: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A numbered item inside one indicator's text, with points of its own (小项)."""

    number: str
    text: str
    points: Decimal
    assessor: str = ""
