"""What a replay comes to: each unit before and after, and where its change comes from."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kaohe_tools.errors import SchemeError
from kaohe_tools.grades import Graded
from kaohe_tools.locale import Text, _, text, units_said
from kaohe_tools.model import Scheme
from kaohe_tools.points import as_number, signed
from kaohe_tools.scoring import Figures, scaled_note

if TYPE_CHECKING:
    import pandas as pd

_NAMED = 3
"""So many parts of a change are named in a sentence; the table has all."""


class Source(StrEnum):
    """Where a part of a change comes from."""

    INDICATOR = "indicator"
    BONUS_LIMIT = "bonus-limit"
    VETO = "veto"
    TOTAL = "total"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of the change of a unit's total.

    Attributes
    ----------
    source : Source
        An indicator (its own points, its bonus, what it takes off the total); what the limits of
        the bonus hold back; a veto, which takes away whatever the rest comes to; or the stated total of
        a unit of which nothing else is known.
    indicator : str
        The indicator's id; empty for the other sources.
    row : int
        Its row, 0 for the other sources.
    label : str
    by : Decimal
        Points gained; negative where some are lost.
    """

    source: Source
    by: Decimal
    indicator: str = ""
    row: int = 0
    label: str = ""

    @property
    def said(self) -> Text:
        """The part in a few words."""
        if self.source is Source.BONUS_LIMIT:
            return text("{by} from the limit of the bonus", by=signed(self.by))
        if self.source is Source.VETO:
            return text("{by} from a veto", by=signed(self.by))
        if self.source is Source.TOTAL:
            return text("{by} from the total, in proportion", by=signed(self.by))
        return text("{by} from row {row} ({label})", by=signed(self.by), row=self.row, label=self.label)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitChange:
    """One unit before and after.

    Attributes
    ----------
    before, after : Decimal or None
        Totals; None where nothing was recorded for the unit.
    rank_before, rank_after : int or None
        From 1; equal totals share the better rank.
    parts : tuple of Part
        Where the change comes from, the largest part first; they add up to `by` exactly.
    """

    unit: str
    before: Decimal | None
    after: Decimal | None
    rank_before: int | None
    rank_after: int | None
    parts: tuple[Part, ...]

    @property
    def by(self) -> Decimal:
        """Points gained; negative where some are lost."""
        return (self.after or Decimal(0)) - (self.before or Decimal(0))

    @property
    def places(self) -> int:
        """Places gained; negative where the unit falls back."""
        return (self.rank_before or 0) - (self.rank_after or 0)

    @property
    def said(self) -> Text:
        """The change and its largest parts in one sentence."""
        if self.before is None or self.after is None:
            return text("{unit}: nothing was recorded", unit=self.unit)
        values = {
            "unit": self.unit, "before": self.before, "after": self.after, "by": signed(self.by),
            "was": self.rank_before, "rank": self.rank_after,
        }  # fmt: skip
        if not self.parts:
            return text("{unit}: {after} as before, rank {was} → {rank}", **values)
        rest = sum((p.by for p in self.parts[_NAMED:]), Decimal(0))
        named = tuple(p.said for p in self.parts[:_NAMED])
        said = text("{unit}: {before} → {after} ({by}), rank {was} → {rank}: {parts}", parts=named, **values)
        n = len(self.parts) - _NAMED
        return text("{said}; {rest} from {n} others", said=said, rest=signed(rest), n=n) if n > 0 else said


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """A unit whose grade changes.

    Attributes
    ----------
    line : Decimal or None
        The line that it crosses, as it stands afterwards: of its new grade where it rises, of its old
        one where it falls. None where nobody has that grade afterwards and it has no line of its own.
    by : Decimal or None
        How far the unit's new total is above that line; negative where it is below.
    """

    unit: str
    before: str
    after: str
    rises: bool
    total: Decimal
    line: Decimal | None

    @property
    def by(self) -> Decimal | None:
        """How far the new total is above the line."""
        return None if self.line is None else self.total - self.line

    @property
    def said(self) -> Text:
        """The crossing in one sentence."""
        values = {"unit": self.unit, "before": self.before, "after": self.after, "total": self.total}
        if self.by is None:
            return text("{unit}: {before} → {after} with {total} points", **values)
        return text("{unit}: {before} → {after} with {total} points, {by} from the line at {line}",
                    by=signed(self.by), line=self.line, **values)  # fmt: skip


@dataclass(frozen=True, kw_only=True, eq=False)
class Replay:
    """Last year's records under other points.

    Attributes
    ----------
    scheme, new : Scheme
        Before and after; for an allocation of points `new` has these points and the old texts.
    figures : Figures or None
        What became of the rules' figures; None where the new scheme states its own.
    changes : tuple of UnitChange
        In the order of the records.
    before, after : Graded or None
        Grades, where a grading was given.
    scaled : tuple of str
        Indicators for which points were recorded and no events: these points were changed in proportion.
    alone : tuple of str
        Units with nothing but a stated total, changed in proportion to what they can get.
    by_rules : bool
        Whether anything was scored by rules; else all points are stated ones.
    incomplete : int
        How many units have rows of which nothing was recorded, beside others that were.
    """

    scheme: Scheme
    new: Scheme
    figures: Figures | None
    changes: tuple[UnitChange, ...]
    before: Graded | None
    after: Graded | None
    scaled: tuple[str, ...]
    alone: tuple[str, ...]
    by_rules: bool = True
    incomplete: int = 0

    @cached_property
    def crossings(self) -> tuple[Crossing, ...]:
        """Units whose grade changes, those that rise first; empty without a grading."""
        if self.before is None or self.after is None:
            return ()
        found = []
        names = self.after.grading.names
        for n, change in enumerate(self.changes):
            was, now = self.before.codes[n], self.after.codes[n]
            if was == now or change.after is None:
                continue
            line = self.after.counts[min(was, now)].line
            found.append(
                Crossing(
                    unit=change.unit, before=names[was], after=names[now], rises=now < was,
                    total=change.after, line=line,
                )
            )  # fmt: skip
        return tuple(sorted(found, key=lambda c: (not c.rises, -c.total)))

    def of(self, unit: str) -> UnitChange:
        """Return one unit's change.

        Raises
        ------
        SchemeError
            If there is no such unit.
        """
        for change in self.changes:
            if change.unit == unit:
                return change
        raise SchemeError(_("there is no unit {unit} in these scores").format(unit=unit))

    @property
    def is_scaled(self) -> bool:
        """Whether any figure rests on points that were changed in proportion, without the rules."""
        return bool(self.scaled or self.alone)

    @property
    def note(self) -> Text:
        """How the figures came about, in a sentence for every output."""
        said, scaled = _FIGURES[self.figures], scaled_note(self.scheme, self.scaled, self.alone)
        if scaled is not None and not self.by_rules:
            return scaled
        return said if scaled is None else text("{said} {scaled}", said=said, scaled=scaled)

    @property
    def said(self) -> tuple[Text, ...]:
        """What a reader wants to know first, then the note."""
        ranked = [c for c in self.changes if c.rank_after is not None]
        if not ranked:
            return (text("Nothing was recorded for any unit, so there is no ranking."),)
        moved = [c for c in ranked if c.places]
        lines = [
            text("{n} of {of} units have another total, {moved} another rank.",
                 n=sum(c.by != 0 for c in ranked), of=len(ranked), moved=len(moved))
        ]  # fmt: skip
        mean = (sum((c.by for c in ranked), Decimal(0)) / len(ranked)).quantize(Decimal("0.1"))
        if moved and mean:
            lines.append(text("Totals change by {mean} points on average; ranks count what others have, so whoever is "
                              "below that tends to fall back.", mean=signed(mean)))  # fmt: skip
        if moved:
            up, down = max(c.places for c in moved), min(c.places for c in moved)
            if up > 0:
                risen = units_said([c.unit for c in moved if c.places == up])
                lines.append(text("Furthest up: {unit}, {n} places.", unit=risen, n=up))
            if down < 0:
                fallen = units_said([c.unit for c in moved if c.places == down])
                lines.append(text("Furthest down: {unit}, {n} places.", unit=fallen, n=-down))
        if self.after is not None:
            rises = sum(c.rises for c in self.crossings)
            lines.append(text("{up} units rise to a better grade, {down} fall to a lower one.",
                              up=rises, down=len(self.crossings) - rises))  # fmt: skip
        return (*lines, self.note, *self._unrecorded())

    def _unrecorded(self) -> tuple[Text, ...]:
        """Say for whom records are missing, so that nobody takes these ranks for full ones."""
        without = tuple(c.unit for c in self.changes if c.rank_after is None)
        found = []
        if without:
            found.append(text("Nothing was recorded for {n} units, so they have neither total nor rank: {units}.",
                              n=len(without), units=without))  # fmt: skip
        if self.incomplete:
            found.append(text("{n} units have rows of which nothing was recorded; these count nothing in their totals, "
                              "so mind it when comparing ranks.", n=self.incomplete))  # fmt: skip
        return tuple(found)

    def to_dict(self) -> dict[str, Any]:
        """Return the replay as plain data."""
        return {
            "scheme": self.scheme.title,
            "new": self.new.title,
            "figures": None if self.figures is None else self.figures.value,
            "scaled": self.is_scaled,
            "scaled_indicators": list(self.scaled),
            "scaled_totals": list(self.alone),
            "without_record": [c.unit for c in self.changes if c.rank_after is None],
            "incomplete": self.incomplete,
            "note": str(self.note),
            "said": [str(s) for s in self.said],
            "units": [
                {
                    "unit": c.unit,
                    "before": _number(c.before),
                    "after": _number(c.after),
                    "by": as_number(c.by),
                    "rank_before": c.rank_before,
                    "rank_after": c.rank_after,
                    "parts": [
                        {"source": p.source.value, "indicator": p.indicator or None, "by": as_number(p.by)}
                        for p in c.parts
                    ],
                }
                for c in self.changes
            ],
            "grades": None
            if self.before is None or self.after is None
            else {"before": self.before.to_dict(), "after": self.after.to_dict()},
            "crossings": [
                {
                    "unit": c.unit,
                    "before": c.before,
                    "after": c.after,
                    "total": as_number(c.total),
                    "line": _number(c.line),
                    "by": _number(c.by),
                }
                for c in self.crossings
            ],
        }

    def to_frame(self) -> pd.DataFrame:
        """Return one row per unit; points are floats. The column ``scaled`` says what :attr:`is_scaled` says."""
        import pandas as pd

        names = {"before": self.before, "after": self.after}
        grades = {f"grade_{k}": [g.grade_of(c.unit) for c in self.changes] for k, g in names.items() if g is not None}
        return pd.DataFrame(
            {
                "unit": [c.unit for c in self.changes],
                "before": [_float(c.before) for c in self.changes],
                "after": [_float(c.after) for c in self.changes],
                "by": [float(c.by) for c in self.changes],
                "rank_before": [c.rank_before for c in self.changes],
                "rank_after": [c.rank_after for c in self.changes],
                "places": [c.places for c in self.changes],
                **grades,
                "scaled": self.is_scaled,
            }
        )

    def parts_frame(self) -> pd.DataFrame:
        """Return one row per part of every unit's change: ``unit``, ``source``, ``indicator``, ``label``, ``by``."""
        import pandas as pd

        rows = [(c.unit, p.source.value, p.indicator, p.label, float(p.by)) for c in self.changes for p in c.parts]
        return pd.DataFrame(rows, columns=["unit", "source", "indicator", "label", "by"])


_FIGURES: dict[Figures | None, Text] = {
    None: text("The records were scored again by the rules of the new scheme."),
    Figures.SCALE: text("The records were scored again; the figures of the rules changed in proportion to the points."),
    Figures.KEEP: text("The records were scored again; the figures of the rules stayed as written."),
}


def _number(points: Decimal | None) -> int | float | None:
    return None if points is None else as_number(points)


def _float(points: Decimal | None) -> float:
    return float("nan") if points is None else float(points)
