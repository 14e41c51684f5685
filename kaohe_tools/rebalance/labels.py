"""What sections state of their points, in their label (组织建设（35分）) or beside it, after the points have moved."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from kaohe_tools.criteria.rewriting import rewritten
from kaohe_tools.criteria.stated import IN_LABEL
from kaohe_tools.locale import Text, text
from kaohe_tools.model import Declared, Indicator, Path, Scheme, Section, grouped

Figure = Callable[[Decimal, frozenset[str], Text], Decimal]
"""The new figure of something that states the sum of some rows, by their ids."""


def tied_rows(scheme: Scheme) -> tuple[tuple[Section, tuple[str, ...]], ...]:
    """Return the rows for several kinds of unit that stand under one printed label, which states their points.

    The sheet can only say one figure for such rows, so they have to keep equal points.
    """
    layout = scheme.layout
    if layout is None or not layout.columns or layout.column("points") is not None:
        return ()
    tied = []
    for section, _kind, members in _parts(scheme):
        own = [i for i in members if i.path == section.path]
        kinds = {i.applies_to for i in own if i.applies_to}
        if section.declared is not None and len(kinds) == len(own) > 1:
            tied.append((section, tuple(i.id for i in own)))
    return tuple(tied)


class Labels:
    """The rows and sections of a scheme under their new labels.

    A label that is printed once for each kind of unit (适用类别) states what that kind's rows come
    to, so one section can become two, and two can become one, just as they will be read.
    """

    def __init__(self, before: Scheme, after: Scheme, figure: Figure) -> None:
        self.before = before
        self._parts = tuple(_parts(before))
        self._labels: dict[tuple[Path, str], str] = {}
        self._declared: dict[tuple[Path, str], Declared | None] = {}
        self._kinds: dict[tuple[Path, str], str] = {}
        for section, kind, members in self._parts:
            declared = _declared(section, members, figure)
            self._declared[section.path, kind] = declared
            self._labels[section.path, kind] = _label(section, declared)
            self._kinds |= {(section.path, i.id): kind for i in members}
        self._placed = tuple(i.replace(path=self._path(i.path, i.id)) for i in after.indicators)
        self.notes = tuple(_told(before, after))

    def sections(self, stated: Callable[[Section], Declared | None]) -> tuple[Section, ...]:
        """Return the sections in the order in which their labels are read."""
        found: dict[Path, Section] = {}
        for section, kind, members in self._parts:
            path = self._path(section.path, members[0].id if members else "")
            declared = self._declared[section.path, kind]
            found.setdefault(path, replace(section, path=path, declared=declared, stated=stated(section)))
        if len(self._parts) == len(self.before.sections):
            return tuple(found.values())
        first: dict[Path, int] = {}
        for n, item in enumerate(self._placed):
            for depth in range(1, len(item.path) + 1):
                first.setdefault(item.path[:depth], n)
        last = len(self._placed)
        return tuple(sorted(found.values(), key=lambda s: (first.get(s.path, last), len(s.path))))

    def indicators(self, sections: Sequence[Section]) -> tuple[Indicator, ...]:
        """Return the rows under their new labels, with their groups of alternatives as a reader finds them there."""
        layout = self.before.layout
        if layout is None or not layout.columns:
            return tuple(_regrouped(i, old.path) for i, old in zip(self._placed, self.before.indicators, strict=True))
        return grouped([i.replace(alternative="") for i in self._placed], {s.path: s for s in sections})

    def _path(self, path: Path, id_: str) -> Path:
        return tuple(self._named(path[: n + 1], id_) for n in range(len(path)))

    def _named(self, path: Path, id_: str) -> str:
        return self._labels.get((path, self._kinds.get((path, id_), "")), path[-1])


def _parts(scheme: Scheme) -> Iterator[tuple[Section, str, list[Indicator]]]:
    """Yield each section's rows, by kind of unit where a label of its own is printed for each kind."""
    below: dict[Path, list[Indicator]] = {}
    for item in scheme.indicators:
        for n in range(1, len(item.path) + 1):
            below.setdefault(item.path[:n], []).append(item)
    for section in scheme.sections:
        rows = below.get(section.path, [])
        kinds = _by_kind(rows)
        if section.declared is None or len(kinds) < 2 or not _printed_apart(section, kinds):
            yield section, "", rows
        else:
            yield from ((section, kind, members) for kind, members in kinds.items())


def _by_kind(rows: Sequence[Indicator]) -> dict[str, list[Indicator]]:
    """Return alternatives by the kind of unit that they are for; nothing where a row is no alternative."""
    kinds: dict[str, list[Indicator]] = {}
    for item in rows:
        if not item.alternative:
            return {}
        kinds.setdefault(item.applies_to, []).append(item)
    return kinds


def _printed_apart(section: Section, kinds: Mapping[str, Sequence[Indicator]]) -> bool:
    """Return whether a section's label stands in other cells for each kind of unit."""
    level = len(section.path) - 1
    cells = [{ref.cell for i in rows for n, ref in i.printed_labels if n == level} for rows in kinds.values()]
    return all(cells) and sum(map(len, cells)) == len(set[str]().union(*cells))


def _declared(section: Section, members: Sequence[Indicator], figure: Figure) -> Declared | None:
    """Return what a section states of its points, with the new figure."""
    if section.declared is None:
        return None
    what = text("“{section}”", section=section.name)
    new = figure(section.declared.points, frozenset(i.id for i in members), what)
    return replace(section.declared, points=new)


def _label(section: Section, declared: Declared | None) -> str:
    """Return a section's label, with the new figure where it states one."""
    match = IN_LABEL.search(section.name)
    if section.declared is None or declared is None or match is None or declared.points == section.declared.points:
        return section.name
    return rewritten(section.name, {match.span(1): declared.points})


def _told(before: Scheme, after: Scheme) -> Iterator[Text]:
    now = {i.id: i.points for i in after.indicators}
    for section, ids in tied_rows(before):
        if len({now[id_] for id_ in ids}) > 1:
            yield text(
                "Rows {rows} share the label “{section}”, which states one figure for each of them; "
                "give them the same points.",
                rows=tuple(before.indicator(id_).row for id_ in ids), section=section.name,
            )  # fmt: skip


def _regrouped(item: Indicator, was: Path) -> Indicator:
    """Return a row whose group of alternatives is named after its section, under the section's new label."""
    for n in range(1, len(was) + 1):
        if item.alternative == " / ".join(was[:n]):
            return item.replace(alternative=" / ".join(item.path[:n]))
    return item
