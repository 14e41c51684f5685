"""Labels that state the points of their section (组织建设（35分）), after the points have moved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from kaohe_tools.criteria.rewriting import rewritten
from kaohe_tools.criteria.stated import IN_LABEL, label_points
from kaohe_tools.locale import Text, text
from kaohe_tools.model import Declared, Indicator, Path, Scheme, Section, grouped

Figure = Callable[[Decimal, frozenset[str], Text], Decimal]
"""The new figure of something that states the sum of some rows, by their ids."""


class Labels:
    """The rows and sections of a scheme under their new labels.

    A label that is printed once for each kind of unit (适用类别) states what that kind's rows come
    to, so one section can become two, and two can become one, just as they will be read.
    """

    def __init__(self, before: Scheme, after: Scheme, figure: Figure) -> None:
        self.before, self.notes = before, list[Text]()
        rows: dict[Path, list[Indicator]] = {s.path: [] for s in before.sections}
        for item in before.indicators:
            for n in range(1, len(item.path) + 1):
                rows.setdefault(item.path[:n], []).append(item)
        self._rows = rows
        self._named: dict[tuple[Path, str], str] = {}
        for section in before.sections:
            for kind, members in self._kinds(section, rows[section.path]).items():
                self._named |= {(section.path, i.id): kind for i in members}
        self._labels = {
            (section.path, kind): self._label(section, members, figure)
            for section in before.sections
            for kind, members in self._kinds(section, rows[section.path]).items()
        }
        self._tell_tied(after)
        self._placed = tuple(i.replace(path=self._path(i.path, i.id)) for i in after.indicators)

    def indicators(self, sections: Sequence[Section]) -> tuple[Indicator, ...]:
        """Return the rows under their new labels, with their groups of alternatives as a reader finds them there."""
        layout = self.before.layout
        if layout is None or not layout.columns:
            return tuple(_regrouped(i, old.path) for i, old in zip(self._placed, self.before.indicators, strict=True))
        return grouped([i.replace(alternative="") for i in self._placed], {s.path: s for s in sections})

    def sections(self, stated: Callable[[Section], Declared | None]) -> tuple[Section, ...]:
        """Return the sections in the order in which their labels are read."""
        found: dict[Path, Section] = {}
        for section in self.before.sections:
            for kind, members in self._kinds(section, self._rows[section.path]).items():
                path = self._path(section.path, members[0].id if members else "")
                label = self._labels[section.path, kind]
                declared = section.declared
                points = label_points(label)
                if declared is not None and points is not None:
                    declared = replace(declared, points=points)
                made = replace(section, path=path, declared=declared, stated=stated(section))
                found.setdefault(path, made)
        if len(found) == len(self.before.sections):
            return tuple(found.values())
        first: dict[Path, int] = {}
        for n, item in enumerate(self._placed):
            for depth in range(1, len(item.path) + 1):
                first.setdefault(item.path[:depth], n)
        last = len(self._placed)
        return tuple(sorted(found.values(), key=lambda s: (first.get(s.path, last), len(s.path))))

    def _kinds(self, section: Section, rows: list[Indicator]) -> dict[str, list[Indicator]]:
        """Return a section's rows by the kind of unit that a label of its own is printed for; else all of them."""
        kinds: dict[str, list[Indicator]] = {}
        cells: dict[str, set[str]] = {}
        for item in rows:
            kinds.setdefault(item.applies_to, []).append(item)
            own = {ref.cell for level, ref in item.printed_labels if level == len(section.path) - 1}
            cells.setdefault(item.applies_to, set()).update(own)
        apart = sum(map(len, cells.values())) == len(set().union(*cells.values())) and all(cells.values())
        if section.declared is None or len(kinds) < 2 or not apart or not all(i.alternative for i in rows):
            return {"": rows}
        return kinds

    def _label(self, section: Section, members: list[Indicator], figure: Figure) -> str:
        match = IN_LABEL.search(section.name)
        if section.declared is None or match is None:
            return section.name
        what = text("“{section}”", section=section.name)
        new = figure(section.declared.points, frozenset(i.id for i in members), what)
        return rewritten(section.name, {match.span(1): new}) if new != section.declared.points else section.name

    def _path(self, path: Path, id_: str) -> Path:
        def label(part: Path) -> str:
            return self._labels.get((part, self._named.get((part, id_), "")), part[-1])

        return tuple(label(path[: n + 1]) for n in range(len(path)))

    def _tell_tied(self, after: Scheme) -> None:
        """Note rows for other units whose one label is all that states their points, where these differ now."""
        if self.before.layout is None or self.before.layout.column("points") or not self.before.layout.columns:
            return
        now = {i.id: i.points for i in after.indicators}
        for section in self.before.sections:
            if section.declared is None:
                continue
            for members in self._kinds(section, self._rows[section.path]).values():
                own = [i for i in members if i.path == section.path]
                kinds = {i.applies_to for i in own if i.applies_to}
                if len(own) > 1 and len(kinds) == len(own) and len({now[i.id] for i in own}) > 1:
                    self.notes.append(
                        text(
                            "Rows {rows} share the label “{section}”, which states one figure for each of them; "
                            "give them the same points.",
                            rows="、".join(str(i.row) for i in own), section=section.name,
                        )
                    )  # fmt: skip


def _regrouped(item: Indicator, was: Path) -> Indicator:
    """Return a row whose group of alternatives is named after its section, under the section's new label."""
    for n in range(1, len(was) + 1):
        if item.alternative == " / ".join(was[:n]):
            return item.replace(alternative=" / ".join(item.path[:n]))
    return item
