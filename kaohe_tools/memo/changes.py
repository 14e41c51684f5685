"""The comparison memo (方案对比说明): what changed between two schemes, and what that does to last year's ranking."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from kaohe_tools import plots
from kaohe_tools.bonus_caps import bonus_caps
from kaohe_tools.compare import Difference, RowChange, compare
from kaohe_tools.grades import read_grading
from kaohe_tools.locale import _, in_a_row, text
from kaohe_tools.memo.difference_tables import finding_table, section_table
from kaohe_tools.memo.document import Document, Kind
from kaohe_tools.memo.made import Composer, Made, plain_data
from kaohe_tools.memo.office_words import OfficeWords, own_title, scheme_fields
from kaohe_tools.memo.order import Order
from kaohe_tools.memo.provenance import Provenance, Recipe, Used, recipe
from kaohe_tools.memo.simulation import unread
from kaohe_tools.memo.wording import safe_name
from kaohe_tools.model import Indicator
from kaohe_tools.plain_text import one_line
from kaohe_tools.points import format_points, signed
from kaohe_tools.sheets import load_results


def comparison(order: Order) -> Made:
    """Return the comparison memo on two sheets, with last year's results if they are given.

    Raises
    ------
    KaoheError
        If a file cannot be read, or the sheets have no row in common.
    """
    old, new = order.opened("old"), order.opened("new")
    given = order.input("results")
    results = load_results(given.path, old.scheme, order.profile, sheet=given.sheet or None) if given else None
    caps = bonus_caps(order.many("bonus_cap"))
    found = compare(
        old.scheme,
        new.scheme,
        results,
        profile=order.profile,
        grading=read_grading(order.many("grade")) if order.many("grade") else None,
        bonus_cap=caps.whole,
        group_caps=caps.of(old.scheme, new.scheme),
    )
    inputs = [old.used, new.used]
    inputs += [Used.named("results", results.file, results.sheet, results.sha256)] if results is not None else []
    libraries = ("matplotlib",) if found.effect else ()
    made = recipe("comparison", order.letter, tuple(inputs), order.profile, order.options, libraries)
    caveats = unread(results)
    document, provenance = _document(order, found, made, caveats), Provenance(recipe=made)
    return Made(
        document=document,
        provenance=provenance,
        data=plain_data(document, provenance, found.to_dict()),
        stem=safe_name("-".join((old.input.stem, new.input.stem))),
        sources=tuple(i.path for i in order.inputs),
        notices=tuple(f"{p.where.sheet} {p.where.cell}: {p.message}" for p in (results.problems if results else ())),
    )


def _document(order: Order, found: Difference, made: Recipe, caveats: Sequence[str]) -> Document:
    letter = order.letter
    fields = {**scheme_fields(found.new, letter), "old": own_title(found.old), "old_total": found.old.total}
    words = OfficeWords(Kind.COMPARISON, letter.wording, fields)
    names = [own_title(s) or one_line(Path(s.file).name, 80) for s in (found.old, found.new)]
    page = Composer()
    files = [one_line(Path(s.file).name) for s in (found.old, found.new)]
    called = {"old": names[0], "new": names[1], "old_file": files[0], "new_file": files[1]}
    opening = text("“{old}” ({old_file}) is compared with “{new}” ({new_file}), row by row.", **called)
    title = text("From “{old}” to “{new}”", old=names[0], new=names[1])
    if names[0] == names[1]:
        opening = text("Two versions of “{new}” are compared row by row: {old_file} and {new_file}.", **called)
        title = text("What changed in “{title}”", title=names[1])
    page.say(words.said("opening", str(opening)))
    page.part(_("What changed"))
    page.points(found.said)
    page.part(_("Points by section"))
    page.table(*section_table(found), numbers=(1, 2, 3, 4, 5), total=True)
    _rows(page, found)
    _lists(page, found)
    if found.unsure:
        page.part(_("Matches to verify"))
        head = (_("Old row"), _("New row"), _("Indicator before"), _("Indicator now"), _("Match"))
        rows = [(str(r.old.row), str(r.new.row), _name(r.old), _name(r.new), str(r.match.said)) for r in found.unsure]
        page.table(head, rows, numbers=(0, 1))
    if found.found.gone or found.found.new:
        page.part(_("What the checks say"))
        page.say(str(found.found.said))
        if found.found.gone:
            page.say(_("Gone:"))
        page.table(*finding_table(found.found.gone), title=_("Findings that are gone"))
        if found.found.new:
            page.say(_("New:"))
        page.table(*finding_table(found.found.new), title=_("New findings"))
    _effect(page, found, caveats)
    return page.document(Kind.COMPARISON, letter, words, title=str(title), provenance=Provenance(recipe=made))


def _rows(page: Composer, found: Difference) -> None:
    for title, items in ((_("Rows that came"), found.added), (_("Rows that went"), found.removed)):
        if items:
            page.part(title)
            head = (_("Row"), _("Belongs to"), _("Indicator"), _("Points"), _("Criterion"))
            page.table(head, [_item(i) for i in items], numbers=(0, 3))
    old, new = _("Old row"), _("New row")
    if found.of("points"):
        page.part(_("Points that move"))
        page.table(
            (old, new, _("Indicator"), _("Points before"), _("Points now"), _("Move")),
            [
                (*_places(r), _name(r.new), _points(r.old.points), _points(r.new.points), signed(r.by))
                for r in found.of("points")
            ],
            numbers=(0, 1, 3, 4, 5),
        )
    sorts = (
        (_("Rows that moved"), "moved"),
        (_("Times"), "due"),
        (_("Rules"), "rules"),
        (_("Numbers"), "number"),
    )
    for title, kind in sorts:
        if found.of(kind):
            page.part(title)
            page.table(
                (old, new, _("Indicator"), _("Change")),
                [(*_places(r), _name(r.new), in_a_row(map(str, r.said_of(kind)))) for r in found.of(kind)],
                numbers=(0, 1),
            )
    if found.of("words"):
        page.part(_("Words"))
        page.say(_("Struck through is what goes, underlined what comes."))
        page.table(
            (old, new, _("What"), _("Words, marked")),
            [(*_places(r), str(w.label), w.runs) for r in found.of("words") for w in r.reworded],
            numbers=(0, 1),
        )


def _places(row: RowChange) -> tuple[str, str]:
    return str(row.old.row), str(row.new.row)


def _lists(page: Composer, found: Difference) -> None:
    if not (found.adjustments or found.shared_caps):
        return
    page.part(_("Bonuses, penalties and vetoes"))
    page.points([c.said for c in found.shared_caps])
    page.table((_("Change"), _("Words, marked")), [(str(a.said), a.runs) for a in found.adjustments])


def _effect(page: Composer, found: Difference, caveats: Sequence[str]) -> None:
    effect = found.effect
    if effect is None:
        return
    page.part(_("Last year's ranking"))
    page.points([*effect.said, *caveats, *(c.said for c in effect.replay.crossings)])
    chart = plots.plot_slopes(effect.replay, names=(_("old scheme"), _("new scheme")))
    page.pictures(_("Last year's ranking"), chart.png())
    head = (_("Unit"), _("Total before"), _("Total now"), _("Rank before"), _("Rank now"), _("Where it comes from"))
    rows = [
        (
            one_line(c.unit, 40),
            _points(c.before),
            _points(c.after),
            *("—" if rank is None else str(rank) for rank in (c.rank_before, c.rank_after)),
            str(effect.reason(c)),
        )
        for c in effect.ranked
    ]
    page.table(head, rows, numbers=(1, 2, 3, 4))


def _item(item: Indicator) -> Sequence[str]:
    return (
        str(item.row),
        one_line(" / ".join(item.path), 60),
        _name(item),
        _points(item.points),
        one_line(item.criterion.text),
    )


def _name(item: Indicator) -> str:
    return one_line(item.label, 60)


def _points(points: Decimal | None) -> str:
    return "—" if points is None else format_points(points)
