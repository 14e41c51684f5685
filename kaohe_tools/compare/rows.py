"""What changed in one row that stands in both schemes."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from kaohe_tools.compare.matching import Match
from kaohe_tools.compare.rules import CapChange, RuleChange, cap_change, rule_changes
from kaohe_tools.compare.words import Run, word_changes
from kaohe_tools.locale import Text, text
from kaohe_tools.model import FIELD_NAMES, Indicator, Path, Period, Scheme

WORDED = (
    "name",
    "criterion",
    "evidence",
    "assessed_unit",
    "assessor",
    "basis",
    "lead",
    "applies_to",
    "remark",
)
"""The fields whose words are compared; blanks and full-width forms are no difference."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reworded:
    """One field that reads otherwise now; `runs` mark the words."""

    field: str
    old: str
    new: str
    runs: tuple[Run, ...]

    @property
    def label(self) -> Text:
        """What a reader calls the field."""
        return FIELD_NAMES[self.field]


@dataclass(frozen=True, kw_only=True)
class RowChange:
    """A row of both schemes and all that changed in it.

    Attributes
    ----------
    match : Match
        The two rows, and how sure it is that they are one.
    moved_from, moved_to : Path or None
        The section it left and the one it came to; None where it stayed. A section that only has
        another name is not left.
    reordered : bool
        It stands before or behind other rows now that stayed in their order.
    reworded : tuple of Reworded
    rules : tuple of RuleChange
    cap : CapChange or None
    """

    match: Match
    moved_from: Path | None = None
    moved_to: Path | None = None
    reordered: bool = False
    reworded: tuple[Reworded, ...] = ()
    rules: tuple[RuleChange, ...] = ()
    cap: CapChange | None = None

    @property
    def old(self) -> Indicator:
        """The row before."""
        return self.match.old

    @property
    def new(self) -> Indicator:
        """The row now."""
        return self.match.new

    @property
    def points(self) -> tuple[Decimal | None, Decimal | None] | None:
        """The points before and now; None where they are the same."""
        pair = self.old.points, self.new.points
        return None if pair[0] == pair[1] else pair

    @property
    def by(self) -> Decimal:
        """Points gained; negative where some are lost. Unread points count nothing."""
        return (self.new.points or Decimal(0)) - (self.old.points or Decimal(0))

    @property
    def due(self) -> tuple[str, str] | None:
        """When it is due before and now; None where that is the same."""
        return None if self.old.due == self.new.due else (self.old.due, self.new.due)

    @property
    def period(self) -> tuple[Period | None, Period | None] | None:
        """Its period before and now; None where that is the same."""
        return None if self.old.period == self.new.period else (self.old.period, self.new.period)

    @property
    def number(self) -> tuple[str, str] | None:
        """The number printed before and now; None where it is the same."""
        return None if self.old.number == self.new.number else (self.old.number, self.new.number)

    @property
    def moved(self) -> bool:
        """Whether it stands in another section, or elsewhere in the order."""
        return self.moved_to is not None or self.reordered

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """What changed: any of ``points``, ``due``, ``moved``, ``rules``, ``words``, ``number``; empty: nothing."""
        held = {
            "points": self.points is not None,
            "due": self.due is not None or self.period is not None,
            "moved": self.moved,
            "rules": bool(self.rules) or self.cap is not None,
            "words": bool(self.reworded),
            "number": self.number is not None,
        }
        return tuple(kind for kind, is_so in held.items() if is_so)

    @property
    def said(self) -> tuple[Text, ...]:
        """Each change in one sentence, the words apart."""
        return tuple(sentence for kind in self.kinds for sentence in self.said_of(kind))

    def said_of(self, kind: str) -> tuple[Text, ...]:
        """Return the changes of one of :attr:`kinds` in a sentence each; none for the words, which are marked."""
        told = {
            "points": self._points_said,
            "due": self._due_said,
            "moved": self._moved_said,
            "rules": self._rules_said,
            "number": self._number_said,
        }
        return tuple(told[kind]()) if kind in told else ()

    def _points_said(self) -> Iterable[Text]:
        if self.points is not None:
            before, now = (text("unread") if p is None else p for p in self.points)
            yield text("points {old} → {new}", old=before, new=now)

    def _due_said(self) -> Iterable[Text]:
        if self.period is not None:
            yield text("{old} → {new}", old=_period(self.period[0]), new=_period(self.period[1]))
        if self.due is not None:
            yield text("due {old} → {new}", old=self.due[0] or "—", new=self.due[1] or "—")

    def _moved_said(self) -> Iterable[Text]:
        if self.moved_from is not None and self.moved_to is not None:
            yield text("from “{old}” to “{new}”", old=" / ".join(self.moved_from), new=" / ".join(self.moved_to))
        if self.reordered:
            yield text(
                "row {old} → row {new}, past rows that stayed in their order", old=self.old.row, new=self.new.row
            )

    def _rules_said(self) -> Iterable[Text]:
        yield from (rule.said for rule in self.rules)
        if self.cap is not None:
            yield self.cap.said

    def _number_said(self) -> Iterable[Text]:
        if self.number is not None:
            yield text("number {old} → {new}", old=self.number[0] or "—", new=self.number[1] or "—")


def _bare(said: str) -> str:
    return "".join(unicodedata.normalize("NFKC", said).split())


def _period(period: Period | None) -> Text:
    return {Period.NODE: text("node"), Period.ANNUAL: text("annual"), None: text("no period")}[period]


def row_changes(matches: Sequence[Match], renamed: Mapping[Path, Path]) -> tuple[RowChange, ...]:
    """Return what changed in each matched row, in the order of the matches.

    Parameters
    ----------
    renamed : mapping of Path to Path
        Sections that only have another name now, by their old path.
    """
    stayed = [m for m in matches if renamed.get(m.old.path, m.old.path) == m.new.path]
    in_order = _in_order([(m.old.row, m.new.row) for m in stayed])
    kept = {m.new.id for m, is_kept in zip(stayed, in_order, strict=True) if is_kept}
    in_section = {m.new.id for m in stayed}
    return tuple(
        RowChange(
            match=m,
            moved_from=None if m.new.id in in_section else m.old.path,
            moved_to=None if m.new.id in in_section else m.new.path,
            reordered=m.new.id in in_section and m.new.id not in kept,
            reworded=tuple(_reworded(m.old, m.new)),
            rules=rule_changes(m.old, m.new),
            cap=cap_change(m.old.criterion, m.new.criterion),
        )
        for m in matches
    )


def renamed_sections(old: Scheme, new: Scheme, matches: Sequence[Match]) -> dict[Path, Path]:
    """Return the sections that only have another name now, of every level.

    Such a section is not in the new scheme, most of its matched rows stand together in a section that
    was not in the old one, and they make up most of that.
    """
    before, now = ({s.path for s in one.sections} for one in (old, new))
    went: Counter[tuple[Path, Path]] = Counter()
    of_old: Counter[Path] = Counter()
    of_new: Counter[Path] = Counter()
    for m in matches:
        of_old.update(_levels(m.old.path))
        of_new.update(_levels(m.new.path))
        went.update(zip(_levels(m.old.path), _levels(m.new.path), strict=False))
    return {
        was: is_
        for (was, is_), n in went.items()
        if was not in now and is_ not in before and 2 * n > of_old[was] and 2 * n > of_new[is_]
    }


def _levels(path: Path) -> list[Path]:
    return [path[: depth + 1] for depth in range(len(path))]


def _in_order(rows: Sequence[tuple[int, int]]) -> list[bool]:
    """Return which rows stay in order: the longest series that rises in both schemes."""
    order = sorted(range(len(rows)), key=lambda n: rows[n])
    ends: list[int] = []  # the last member of the best series of each length
    heights: list[int] = []
    before: dict[int, int | None] = {}
    for n in order:
        at = bisect_left(heights, rows[n][1])
        before[n] = ends[at - 1] if at else None
        ends[at : at + 1] = [n]
        heights[at : at + 1] = [rows[n][1]]
    kept, last = set(), ends[-1] if ends else None
    while last is not None:
        kept.add(last)
        last = before[last]
    return [n in kept for n in range(len(rows))]


def _reworded(old: Indicator, new: Indicator) -> Iterable[Reworded]:
    for field in WORDED:
        before, now = _words(old, field), _words(new, field)
        if _bare(before) != _bare(now):
            yield Reworded(field=field, old=before, new=now, runs=word_changes(before, now))


def _words(item: Indicator, field: str) -> str:
    return item.criterion.text if field == "criterion" else str(getattr(item, field))
