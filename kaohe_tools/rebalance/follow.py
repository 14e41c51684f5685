"""A scheme after its points have moved: everything that states a sum or a figure of points follows.

The result is what the sheet says once the moves are written into it: read again, it is this scheme.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from kaohe_tools.criteria import parse_criterion, scaled
from kaohe_tools.criteria.rewriting import Span, rewritten
from kaohe_tools.criteria.stated import IN_LABEL, WHOLE, Worth, items_of, label_points, worth_of
from kaohe_tools.errors import ProblemError
from kaohe_tools.locale import Text, _, text
from kaohe_tools.model import Criterion, Declared, Edit, Indicator, Part, Scheme, Section
from kaohe_tools.points import on_tick, parse_points
from kaohe_tools.rebalance.labels import Labels
from kaohe_tools.rebalance.problem import Follow
from kaohe_tools.rebalance.shares import shared_out


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowNote:
    """Something that a designer has to know of a move: `indicator` is an id, empty for the scheme or a section."""

    indicator: str
    said: Text

    def __str__(self) -> str:
        """Return what is said."""
        return str(self.said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """A scheme after a move.

    Attributes
    ----------
    edits : tuple of Edit
        What changed in the indicators: points, criterion, parts, and where labels state sums, the path.
    notes : tuple of FollowNote
    """

    scheme: Scheme
    edits: tuple[Edit, ...] = ()
    notes: tuple[FollowNote, ...] = ()


def follow(scheme: Scheme, points: Mapping[str, Decimal], how: Follow, tick: Decimal, *, fit: bool = False) -> Followed:
    """Return the scheme with new points, and with every figure that depends on them.

    Criteria are rewritten or kept as `how` says. The items inside a row share its new points by the
    method of largest remainders. Labels, subtotals, the row of sums and the full mark of the sheet
    become the new sums; where one of them disagreed before, it agrees afterwards, and a note says so.
    What no move touches stays as it is, so a scheme followed with its own points is unchanged.

    Parameters
    ----------
    points : mapping of id to Decimal
        New points; indicators that are not named keep theirs.
    tick : Decimal
        The step of rewritten figures.
    fit : bool
        With ``SCALE``: where the rules of a row took more than it had, moved or not, their figures are
        scaled so that together they take what it has now; a note says so.

    Raises
    ------
    ProblemError
        If an indicator is unknown or has no readable points, or new points are below zero.
    """
    moved = _moved(scheme, points)
    fit = fit and how is Follow.SCALE
    overdrawn = {i.id: i.points for i in scheme.indicators if fit and i.points and _takes(i) > i.points}
    if not moved and not overdrawn:
        return Followed(scheme=scheme)
    sharing = {id_ for cell in scheme.shared for id_ in cell.indicators}
    notes: list[FollowNote] = []
    now: dict[str, Indicator] = {}
    for item in scheme.indicators:
        if item.id in moved or item.id in overdrawn:
            to = moved.get(item.id) or overdrawn.get(item.id, Decimal(0))
            now[item.id], said = _row_at(item, to, tick, how, item.id in sharing, fit)
            notes += said
    changed = scheme.replace(indicators=tuple(now.get(i.id, i) for i in scheme.indicators))
    sums = _Sums(scheme, changed, frozenset(moved))
    labels = Labels(scheme, changed, sums.figure)
    sections = labels.sections(sums.stated)
    after = changed.replace(
        indicators=labels.indicators(sections),
        sections=sections,
        shared=tuple(
            replace(c, points=sums.shared(c.indicators)) if moved.keys() & set(c.indicators) else c
            for c in scheme.shared
        ),
        declared=sums.whole(scheme.declared, text("the full mark")),
        stated_sum=sums.whole(scheme.stated_sum, text("the row of sums")),
        title=sums.title(),
    )
    notes += [FollowNote(indicator="", said=said) for said in (*sums.notes, *labels.notes)]
    return Followed(scheme=after, edits=tuple(_edits(scheme, after)), notes=tuple(notes))


def _moved(scheme: Scheme, points: Mapping[str, Decimal]) -> dict[str, Decimal]:
    known = {i.id: i for i in scheme.indicators}
    moved = {}
    for id_, new in points.items():
        item = known.get(id_)
        if item is None or item.points is None:
            raise ProblemError(_("the scheme has no indicator {id} with readable points").format(id=id_))
        if not new.is_finite() or new < 0:
            raise ProblemError(_("row {row} cannot have {points} points").format(row=item.row, points=new))
        if new != item.points:
            moved[id_] = new
    return moved


@lru_cache(maxsize=2048)
def _row_at(
    item: Indicator, to: Decimal, tick: Decimal, how: Follow, capped: bool, fit: bool
) -> tuple[Indicator, tuple[FollowNote, ...]]:
    """Return one row at its new points, and what has to be said of it; kept for a panel that asks at every key."""
    row = _Row(item, to, tick, capped=capped, fit=fit)
    return row.followed(how), tuple(row.notes)


def _takes(item: Indicator) -> Decimal:
    """Return what a row's rules take together at its present points."""
    return item.criterion.stated_deduction(item.points)


def _edits(before: Scheme, after: Scheme) -> Iterator[Edit]:
    for old, new in zip(before.indicators, after.indicators, strict=True):
        for field in ("points", "criterion", "parts", "name", "path", "alternative"):
            was, is_ = getattr(old, field), getattr(new, field)
            if was != is_:
                yield Edit(indicator=old.id, field=field, old=was, new=is_)


def _tick_of(points: Decimal, tick: Decimal) -> Decimal:
    """Return the tick of figures in a row whose points may lie off the scheme's: a finer one then."""
    places = [int(number.as_tuple().exponent) for number in (points, tick)]
    finer = (tick, min(tick, Decimal(1).scaleb(places[0])))
    return next((t for t in finer if on_tick(points, t)), Decimal(1).scaleb(min(places)))


class _Row:
    """One indicator on its way to new points."""

    def __init__(self, item: Indicator, to: Decimal, tick: Decimal, *, capped: bool, fit: bool) -> None:
        assert item.points is not None  # noqa: S101 - only rows with points move
        self.fit = fit
        self.item, self.was, self.to, self.capped = item, item.points, to, capped
        self.tick = _tick_of(to, tick)
        self.notes: list[FollowNote] = []

    def followed(self, how: Follow) -> Indicator:
        """Return the indicator at its new points."""
        words = self._scaled() if how is Follow.SCALE else self._kept()
        words = self._stated(words)
        name = self.item.name
        if label_points(name) == self.was:
            match = IN_LABEL.search(name)
            assert match is not None  # noqa: S101 - it states points
            name = rewritten(name, {match.span(1): self.to})
        criterion = parse_criterion(words, self.to) if words or self.item.criterion.text else self.item.criterion
        if how is Follow.KEEP:
            self._flag(criterion)
        return self.item.replace(points=self.to, criterion=criterion, name=name, parts=self._parts(words))

    def note(self, said: Text) -> None:
        self.notes.append(FollowNote(indicator=self.item.id, said=said))

    def _scaled(self) -> str:
        criterion = self.item.criterion
        if not criterion.text or self.was <= 0 or self.to <= 0:
            return criterion.text
        taken = _takes(self.item)
        overdrawn = self.fit and taken > self.was
        if overdrawn:
            values = {"row": self.item.row, "taken": taken, "was": self.was, "to": self.to}
            self.note(
                text("Row {row}: its rules take {taken} points together, it had {was}; now it has {to}.", **values)
                if taken == self.to
                else text("Row {row}: its rules took {taken} points together, it had {was}; they now take its {to}.",
                          **values)
            )  # fmt: skip
        new, notes = scaled(criterion, taken if overdrawn else self.was, self.to, self.tick)
        for said in notes:
            self.note(text("Row {row}: {said}", row=self.item.row, said=said))
        return self._capped(new)

    def _kept(self) -> str:
        """Return the text as it stands; but a row of a shared points cell is worth what its text says."""
        criterion = self.item.criterion
        if not self.capped or criterion.max_deduction(None) is None:
            return criterion.text
        if criterion.item_cap is not None:
            return self._capped(criterion)
        self.note(
            text(
                "Row {row} shares a points cell and is worth what its rules take; they were scaled although the "
                "figures were to be kept.",
                row=self.item.row,
            )
        )
        return self._scaled()

    def _capped(self, criterion: Criterion) -> str:
        """Return the criterion's text; in a row of a shared points cell, with its points for its limit."""
        caps = {(f.start, f.end): self.to for f in criterion.figures if f.role == "item_cap"}
        return rewritten(criterion.text, caps) if self.capped and self.to > 0 else criterion.text

    def _stated(self, words: str) -> str:
        """Return the text with the points that it states for itself and for its items."""
        worth = self._reader()(words)
        figures: dict[Span, Decimal] = {}
        if worth.at is not None:
            figures[worth.at] = self.to
        if self.item.parts and len(worth.parts_at) == len(self.item.parts):
            figures |= dict(zip(worth.parts_at, self._shares(), strict=True))
        elif len(worth.parts) == 1 and worth.points == self.was:
            figures[worth.parts_at[0]] = self.to
        return rewritten(words, figures)

    def _parts(self, words: str) -> tuple[Part, ...]:
        if not self.item.parts:
            return ()
        read = self._reader()(words).parts
        if len(read) == len(self.item.parts):
            return read
        return tuple(replace(p, points=s) for p, s in zip(self.item.parts, self._shares(), strict=True))

    def _reader(self) -> Callable[[str], Worth]:
        """Return what read the points in this row's text: items in brackets, or the end of a sentence."""
        said = self.item.criterion.text
        ended = worth_of(said)
        by_items = items_of(said).parts == self.item.parts and bool(self.item.parts)
        return worth_of if not by_items and ended.points == self.was and ended.parts == self.item.parts else items_of

    def _shares(self) -> tuple[Decimal, ...]:
        own = [part.points for part in self.item.parts]
        if sum(own) != self.was and not any(n.said.message.startswith("The items") for n in self.notes):
            self.note(
                text(
                    "The items of row {row} added up to {sum}, not to its {points} points; they now add up to {to}.",
                    row=self.item.row, sum=sum(own, Decimal(0)), points=self.was, to=self.to,
                )
            )  # fmt: skip
        return shared_out(own, self.to, self.tick)

    def _flag(self, criterion: Criterion) -> None:
        takes = criterion.stated_deduction(self.to)
        if takes > self.to:
            self.note(
                text(
                    "Row {row}: its rules take {takes} points together, it has {points} now; the figures were kept.",
                    row=self.item.row, takes=takes, points=self.to,
                )
            )  # fmt: skip


class _Sums:
    """The sums that a sheet states, before and after."""

    def __init__(self, before: Scheme, after: Scheme, moved: frozenset[str]) -> None:
        self.before, self.after, self.moved = before, after, moved
        self.notes: list[Text] = []

    def figure(self, said: Decimal, members: frozenset[str], what: Text) -> Decimal:
        """Return the new figure of something that states the sum of some rows."""
        if not members & self.moved:
            return said
        rows = [i for i in self.before.indicators if i.id in members]
        was, is_ = Scheme.sum_of(rows), Scheme.sum_of(i for i in self.after.indicators if i.id in members)
        if any(i.points is None for i in rows):
            return said + is_ - was
        if said not in (was, is_):
            told = text(
                "{what} said {said} where the rows gave {was}; it now says what they give, {now}.",
                what=what, said=said, was=was, now=is_,
            )  # fmt: skip
            self.notes += [] if told in self.notes else [told]
        return is_

    def whole(self, said: Declared | None, what: Text) -> Declared | None:
        """Return a figure for the whole scheme as it has to read."""
        everything = frozenset(i.id for i in self.before.indicators)
        return replace(said, points=self.figure(said.points, everything, what)) if said else None

    def stated(self, section: Section) -> Declared | None:
        """Return a section's subtotal as it has to read."""
        if section.stated is None:
            return None
        rows = frozenset(i.id for i in self.before.within(section.path))
        what = text("the subtotal of “{section}”", section=section.name)
        return replace(section.stated, points=self.figure(section.stated.points, rows, what))

    def shared(self, members: tuple[str, ...]) -> Decimal:
        """Return a shared cell's points: what its rows are worth together."""
        return sum((i.points for i in self.after.indicators if i.id in members and i.points is not None), Decimal(0))

    def title(self) -> str:
        """Return the title; one that states the full mark states the new one."""
        title, declared = self.before.title, self.before.declared
        match = WHOLE.search(title)
        if match is None or declared is None or parse_points(match[1]) != declared.points:
            return title
        now = self.whole(declared, text("the full mark"))
        return rewritten(title, {match.span(1): now.points}) if now else title
