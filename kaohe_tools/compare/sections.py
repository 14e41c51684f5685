"""What each section comes to in both schemes: its points, and what the milestones carry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from kaohe_tools.locale import Text, text
from kaohe_tools.model import Path, Period, Scheme
from kaohe_tools.points import share


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One section, or the whole, in one of the schemes.

    Attributes
    ----------
    declared : Decimal or None
        What the sheet states for it.
    rows : int
    points, nodes : Decimal
        The sums of all its rows, and of its milestones.
    """

    path: Path
    declared: Decimal | None
    rows: int
    points: Decimal
    nodes: Decimal

    @property
    def node_share(self) -> Fraction | None:
        """What part the milestones carry; None where there are no points."""
        return share(self.nodes, self.points)


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionChange:
    """A section before and now; None where it came or went. The path of the whole is empty."""

    old: Side | None
    new: Side | None

    @property
    def path(self) -> Path:
        """Its path now; before, where it went."""
        side = self.new or self.old
        return side.path if side else ()

    @property
    def renamed(self) -> bool:
        """Whether it has another name now."""
        return self.old is not None and self.new is not None and self.old.path != self.new.path

    @property
    def by(self) -> Decimal:
        """Points gained; negative where some are lost."""
        nothing = Decimal(0)
        return (self.new.points if self.new else nothing) - (self.old.points if self.old else nothing)

    @property
    def said(self) -> Text:
        """Its points before and now, and what the milestones carry, in one sentence."""
        name = " / ".join(self.path)
        if self.old is None or self.new is None:
            side = self.new or self.old
            points = side.points if side else Decimal(0)
            if self.old is None:
                return text("{name}: {points} (new)", name=name, points=points)
            return text("{name}: {points} (gone)", name=name, points=points)
        said = text("{name}: {old} → {new}", name=name, old=self.old.points, new=self.new.points)
        if self.old.node_share == self.new.node_share:
            return said
        shares = {
            "old": text("none") if self.old.node_share is None else self.old.node_share,
            "new": text("none") if self.new.node_share is None else self.new.node_share,
        }
        return text("{said}; milestones {old} → {new}", said=said, **shares)


def whole_change(old: Scheme, new: Scheme) -> SectionChange:
    """Return what the schemes as wholes come to."""
    return SectionChange(old=_side(old, ()), new=_side(new, ()))


def section_changes(old: Scheme, new: Scheme, renamed: Mapping[Path, Path]) -> tuple[SectionChange, ...]:
    """Return every section of both schemes once, in the new order, those that went behind."""
    here = {s.path for s in new.sections}
    before = {renamed.get(s.path, s.path): s.path for s in old.sections}
    found = [
        SectionChange(old=_side(old, before[s.path]) if s.path in before else None, new=_side(new, s.path))
        for s in new.sections
    ]
    gone = [SectionChange(old=_side(old, was), new=None) for now, was in before.items() if now not in here]
    return (*found, *gone)


def _side(scheme: Scheme, path: Path) -> Side:
    rows = scheme.within(path)
    declared = next((s.declared for s in scheme.sections if s.path == path), None) if path else scheme.declared
    return Side(
        path=path,
        declared=declared.points if declared else None,
        rows=len(rows),
        points=scheme.sum_of(rows),
        nodes=scheme.sum_of(i for i in rows if i.period is Period.NODE),
    )
