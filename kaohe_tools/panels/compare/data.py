"""A comparison as the lists that the panel shows; no widgets.

A list is a heading, columns and rows; a cell holds a text, several lines, or marked words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypedDict

from kaohe_tools.findings import Finding
from kaohe_tools.locale import Text, _, plain
from kaohe_tools.model import Indicator
from kaohe_tools.points import signed

if TYPE_CHECKING:
    from kaohe_tools.compare import Difference, Effect, RowChange, Run, SectionChange


class Cell(TypedDict, total=False):
    """One cell: `lines` of text, or `runs` of marked words under a `label`; `tone` is such as ``up``."""

    lines: list[str]
    runs: list[dict[str, str]]
    label: str
    tone: str


class Group(TypedDict):
    """One list; `numbers` are the columns to be set right."""

    key: str
    title: str
    count: int
    open: bool
    columns: list[str]
    numbers: list[int]
    rows: list[list[Cell]]


class Header(TypedDict):
    """The schemes and what a reader wants to know first."""

    old: str
    new: str
    place_old: str
    place_new: str
    said: list[str]


def header(found: Difference) -> Header:
    """Return titles, files, and the sentences of the summary."""
    places = [" · ".join(part for part in (s.file, s.sheet) if part) for s in (found.old, found.new)]
    return {
        "old": found.old.title or found.old.file,
        "new": found.new.title or found.new.file,
        "place_old": places[0],
        "place_new": places[1],
        "said": [str(s) for s in found.said],
    }


def groups(found: Difference) -> list[Group]:
    """Return every list that has rows, in the order in which a designer reads them."""
    made = [
        *([_effect(found.effect), _crossings(found.effect)] if found.effect else []),
        _sections(found),
        _items("added", _("Rows that came"), found.added),
        _items("removed", _("Rows that went"), found.removed),
        _points(found),
        _sayings(found, "moved", _("Moved")),
        _sayings(found, "due", _("Times")),
        _sayings(found, "rules", _("Rules")),
        _words(found),
        _sayings(found, "number", _("Numbers")),
        _beside(found),
        _unsure(found),
        _findings("gone", _("Findings that are gone"), found.found.gone),
        _findings("new", _("New findings"), found.found.new),
    ]
    return [group for group in made if group["rows"]]


def effect_said(found: Difference) -> list[str]:
    """Return what the new scheme does to the ranking, in sentences; empty without results."""
    return [str(s) for s in found.effect.said] if found.effect else []


def _group(
    key: str,
    title: str,
    columns: Sequence[str],
    rows: Iterable[list[Cell]],
    *,
    numbers: Sequence[int] = (),
    opened: bool = True,
) -> Group:
    held = list(rows)
    return {
        "key": key, "title": title, "count": len(held), "open": opened,
        "columns": list(columns), "numbers": list(numbers), "rows": held,
    }  # fmt: skip


def _effect(effect: Effect) -> Group:
    columns = (_("unit"), _("total before"), _("total now"), _("rank before"), _("rank now"), _("where it comes from"))
    rows = (
        [
            _cell(c.unit),
            _cell(_or_dash(c.before)),
            _cell(_or_dash(c.after)),
            _cell(_or_dash(c.rank_before)),
            _cell(_or_dash(c.rank_after), _tone(c.places)),
            _cell(str(effect.reason(c))),
        ]
        for c in effect.ranked
    )
    return _group("effect", _("Last year's ranking"), columns, rows, numbers=(1, 2, 3, 4))


def _crossings(effect: Effect) -> Group:
    columns = (_("unit"), _("grade before"), _("grade now"), _("total now"), _("line"), _("from the line"))
    rows = (
        [
            _cell(c.unit),
            _cell(c.before),
            _cell(c.after, "up" if c.rises else "down"),
            _cell(plain(c.total)),
            _cell(_or_dash(c.line)),
            _cell("—" if c.by is None else signed(c.by)),
        ]
        for c in effect.replay.crossings
    )
    return _group("crossings", _("Units that cross a grade line"), columns, rows, numbers=(3, 4, 5))


def _sections(found: Difference) -> Group:
    columns = [_("section"), _("points before"), _("points now"), _("move")]
    columns += [_("milestones before"), _("milestones now")] if found.has_nodes else []
    rows = (_section(s)[: len(columns)] for s in (*found.sections, found.whole))
    return _group("sections", _("Points by section"), columns, rows, numbers=(1, 2, 3, 4, 5))


def _section(section: SectionChange) -> list[Cell]:
    name = "　" * (len(section.path) - 1) + section.path[-1] if section.path else _("all")
    if section.renamed and section.old is not None:
        name += f" ({_('was: {name}').format(name=section.old.path[-1])})"
    elif section.old is None or section.new is None:
        name += f" ({_('new') if section.old is None else _('gone')})"
    sides = (section.old, section.new)
    points = [_cell("—" if s is None else plain(s.points)) for s in sides]
    shares = [_cell("—" if s is None or s.node_share is None else plain(s.node_share)) for s in sides]
    return [_cell(name), *points, _cell(signed(section.by), _tone(section.by)), *shares]


def _items(key: str, title: str, items: Sequence[Indicator]) -> Group:
    columns = (_("row"), _("belongs to"), _("indicator"), _("points"), _("criterion"))
    rows = (
        [_cell(i.row), _cell(" / ".join(i.path)), _cell(i.label), _cell(_read(i.points)), _cell(i.criterion.text)]
        for i in items
    )
    return _group(key, title, columns, rows, numbers=(0, 3))


def _rows_of(row: RowChange) -> list[Cell]:
    return [_cell(row.old.row), _cell(row.new.row), _cell(row.new.label)]


def _points(found: Difference) -> Group:
    columns = (_("old row"), _("new row"), _("indicator"), _("points before"), _("points now"), _("move"))
    rows = (
        [*_rows_of(r), _cell(_read(r.old.points)), _cell(_read(r.new.points)), _cell(signed(r.by), _tone(r.by))]
        for r in found.of("points")
    )
    return _group("points", _("Points"), columns, rows, numbers=(0, 1, 3, 4, 5))


def _sayings(found: Difference, kind: str, title: str) -> Group:
    columns = (_("old row"), _("new row"), _("indicator"), _("what changed"))
    rows = ([*_rows_of(r), _lines(r.said_of(kind))] for r in found.of(kind))
    return _group(kind, title, columns, rows, numbers=(0, 1), opened=kind != "number")


def _words(found: Difference) -> Group:
    columns = (_("old row"), _("new row"), _("indicator"), _("words, marked"))
    rows = ([*_rows_of(r), _marked(str(w.label), w.runs)] for r in found.of("words") for w in r.reworded)
    return _group("words", _("Words"), columns, rows, numbers=(0, 1))


def _beside(found: Difference) -> Group:
    shared: list[list[Cell]] = [[_cell(c.said), _cell("")] for c in found.shared_caps]
    rows = [*shared, *([_cell(a.said), _marked("", a.runs)] for a in found.adjustments)]
    return _group("beside", _("Bonuses, penalties and vetoes"), (_("what changed"), _("words, marked")), rows)


def _unsure(found: Difference) -> Group:
    columns = (_("old row"), _("new row"), _("indicator before"), _("indicator now"), _("match"))
    rows = (
        [
            _cell(r.old.row),
            _cell(r.new.row),
            _cell(r.old.label),
            _cell(r.new.label),
            _cell(str(r.match.said), "verify"),
        ]
        for r in found.unsure
    )
    return _group("unsure", _("Matches to verify"), columns, rows, numbers=(0, 1))


def _findings(key: str, title: str, findings: Sequence[Finding]) -> Group:
    columns = (_("severity"), _("check"), _("what was found"))
    rows = (
        [_cell(f"{f.severity.mark} {f.severity.label}", f.severity.value), _cell(f.code), _cell(str(f.message))]
        for f in findings
    )
    return _group(f"findings-{key}", title, columns, rows)


def _cell(said: object, tone: str = "") -> Cell:
    return {"lines": [str(said)], "tone": tone}


def _lines(sentences: Sequence[Text]) -> Cell:
    return {"lines": [str(s) for s in sentences]}


def _marked(label: str, runs: Sequence[Run]) -> Cell:
    return {"label": label, "runs": [{"mark": run.mark.value, "text": run.text} for run in runs]}


def _tone(by: Decimal | int) -> str:
    return "up" if by > 0 else "down" if by < 0 else ""


def _read(points: Decimal | None) -> str:
    return _("unread") if points is None else plain(points)


def _or_dash(value: Any) -> str:
    return "—" if value is None else plain(value)
