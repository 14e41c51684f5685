"""The design memo (分值调整说明): which points move, why, what was asked, and whether less would have done."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from kaohe_tools.compare import Difference, compare
from kaohe_tools.compare.words import word_changes
from kaohe_tools.findings import Severity
from kaohe_tools.locale import _, language, plain, text
from kaohe_tools.memo.design_facts import Design, designed
from kaohe_tools.memo.difference_tables import finding_table, section_table
from kaohe_tools.memo.document import Document, Kind
from kaohe_tools.memo.made import Composer, Made, plain_data
from kaohe_tools.memo.office_words import OfficeWords, own_title, scheme_fields
from kaohe_tools.memo.order import Input, Order
from kaohe_tools.memo.provenance import Provenance, recipe
from kaohe_tools.model import Indicator, Scheme
from kaohe_tools.plain_text import one_line
from kaohe_tools.points import format_points, signed
from kaohe_tools.profiles import Profile
from kaohe_tools.rebalance import Constraint, Follow, Objective, Problem

_BY_ROW = ("lock", "low", "high")
_SAID = ("total", "tick", "section-low", "section-high", "node-low", "node-high", "order")
_MOST_SAID = 40
_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")


def design(order: Order) -> Made:
    """Return the design memo on a sheet: with a scenario's points, or with those that solve what is asked.

    Raises
    ------
    KaoheError
        If the sheet cannot be read, or no points satisfy what is asked.
    """
    found = designed(order)
    difference = compare(found.before, found.after, profile=order.profile)
    used, source = found.opened.used, found.opened.input
    made = recipe("design", order.letter, (used,), order.profile, order.options, found.libraries)
    provenance = Provenance(recipe=made)
    document = _document(order, found, difference, provenance)
    return Made(
        document=document,
        provenance=provenance,
        data=plain_data(document, provenance, found.figures()),
        stem=source.stem,
        sources=(source.path,),
        workbook=(lambda: _workbook(order, found)) if source.path.suffix.lower() in _WORKBOOKS else None,
        notices=tuple(str(note) for note in found.followed.notes),
    )


def _document(order: Order, found: Design, difference: Difference, provenance: Provenance) -> Document:
    letter, scheme = order.letter, found.before
    fields = {
        **scheme_fields(scheme, letter),
        "total_now": found.after.total,
        "moved": found.moved,
        "rows_moved": len(found.moves),
    }
    words = OfficeWords(Kind.DESIGN, letter.wording, fields)
    title = own_title(scheme)
    default = (
        str(text("Points of “{title}”: what changes and why", title=title)) if title else _("What changes and why")
    )
    page = Composer()
    page.say(words.said("opening", _opening(found, difference)))
    _asked(page, found)
    _moved(page, found)
    _criteria(page, found)
    page.part(_("Would less have done"))
    page.points(list(_proof(found)))
    _sections(page, difference)
    _checks(page, difference)
    _rows_table(partial(page.annex, _("Annex: all rows")), [_row(old, new) for old, new in found.pairs])
    return page.document(Kind.DESIGN, letter, words, title=default, provenance=provenance)


def _opening(found: Design, difference: Difference) -> str:
    whole = difference.whole
    said = _("{n} of {of} rows change, {moved} points in all; the sheet has {before} points, the draft {now}.").format(
        n=len(found.moves),
        of=len(found.pairs),
        moved=format_points(found.moved),
        before=format_points(found.before.total),
        now=format_points(found.after.total),
    )
    shares = [side.node_share for side in (whole.old, whole.new) if side is not None]
    if difference.has_nodes and len(shares) == 2 and None not in shares:
        said += _(" Milestones carry {before} before and {now} now.").format(
            before=plain(shares[0]), now=plain(shares[1])
        )
    return said


def _asked(page: Composer, found: Design) -> None:
    """Say what was asked: the scheme and its sections in words, single rows in a table."""
    from kaohe_tools.rebalance.asked import take_apart

    asked = [a.constraint for a in take_apart(found.problem).asked]
    page.part(_("What was asked of the points"))
    lines = [str(c.said) for c in asked if c.kind in _SAID][:_MOST_SAID]
    lines.append(_figures_follow(found.problem))
    lines.append(str(_made_least(found.problem.objective)))
    page.points([line[:1].upper() + line[1:] + ("。" if language() == "zh" else ".") for line in lines])
    head = (_("Row"), _("Indicator"), _("What was asked"))
    items = {i.id: i for i in found.before.indicators}
    page.table(head, _by_row(asked, items), numbers=(0,), title=_("Asked of rows"))


def _by_row(asked: Sequence[Constraint], items: Mapping[str, Indicator]) -> Iterator[tuple[str, ...]]:
    for constraint in asked:
        if constraint.kind in _BY_ROW and constraint.key and constraint.key[0] in items:
            item = items[constraint.key[0]]
            yield str(item.row), one_line(item.label, 60), str(constraint.said)


def _figures_follow(problem: Problem) -> str:
    if problem.follow is Follow.KEEP:
        return _("figures in the criteria stay as they are")
    return _("figures in the criteria follow the points")


def _made_least(objective: Objective) -> str:
    return {
        Objective.TOTAL_MOVE: _("of all that does this, as few points move as can be"),
        Objective.LARGEST_MOVE: _("of all that does this, the largest move is as small as can be"),
        Objective.SQUARED_MOVE: _("of all that does this, the moves are spread as evenly as can be (squares)"),
        Objective.PROPORTIONAL: _("of all that does this, points lie as near to proportion as can be"),
    }[objective]


def _moved(page: Composer, found: Design) -> None:
    page.part(_("Points that move"))
    if not found.moves:
        page.say(_("No row's points change."))
        return
    up = sum((new - old for _i, old, new in found.moves if new > old), Decimal(0))
    down = sum((old - new for _i, old, new in found.moves if new < old), Decimal(0))
    page.say(_("{up} points are added, {down} taken away.").format(up=format_points(up), down=format_points(down)))
    reasons = [one_line(found.reasons.get(item.id, ""), 200) for item, _old, _new in found.moves]
    one = reasons[0] if len(set(reasons)) == 1 else ""
    if one:
        page.say(_("Reason for all: {reason}").format(reason=one))
    rows = [_row(item, item.replace(points=new)) for item, _old, new in found.moves]
    if any(reasons) and not one:
        _rows_table(page.table, rows, reasons, title=_("Points that move"))
        without = [item.row for (item, _old, _new), said in zip(found.moves, reasons, strict=True) if not said]
        if without:
            page.say(_("No reason is given for rows {rows}.").format(rows=plain(tuple(without))))
    else:
        _rows_table(page.table, rows, title=_("Points that move"))


def _rows_table(
    add: Callable[..., None], rows: Sequence[tuple[str, ...]], reasons: Sequence[str] = (), **how: Any
) -> None:
    """Add a table of rows; without the column that would only say again what the names begin with."""
    belongs = any(row[1] for row in rows)
    head = [_("Row"), *([_("Belongs to")] if belongs else []), _("Indicator"), _("Points before"), _("Points now")]
    head += [_("Move"), *([_("Reason")] if reasons else [])]
    kept = [row if belongs else (row[0], *row[2:]) for row in rows]
    kept = [(*row, said) for row, said in zip(kept, reasons, strict=True)] if reasons else kept
    first = head.index(_("Points before"))
    add(head, kept, numbers=(0, first, first + 1, first + 2), **how)


def _row(old: Indicator, new: Indicator) -> tuple[str, ...]:
    by = (new.points or Decimal(0)) - (old.points or Decimal(0))
    above = one_line(old.path[-1] if old.path else "", 40)
    return (
        str(old.row),
        "" if one_line(old.label).startswith(above) else above,
        one_line(old.label, 60),
        *("—" if i.points is None else format_points(i.points) for i in (old, new)),
        signed(by) if by else "",
    )


def _criteria(page: Composer, found: Design) -> None:
    changed = [(old, new) for old, new in found.pairs if old.criterion.text != new.criterion.text]
    notes = [str(note) for note in found.followed.notes]
    if not changed and not notes:
        return
    page.part(_("Criteria that follow"))
    if changed:
        page.say(_("Struck through is what goes, underlined what comes."))
    head = (_("Row"), _("Indicator"), _("Criterion"))
    rows = [
        (
            str(old.row),
            one_line(old.label, 40),
            word_changes(one_line(old.criterion.text), one_line(new.criterion.text)),
        )
        for old, new in changed
    ]
    page.table(head, rows, numbers=(0,), title=_("Criteria that follow"))
    page.points(notes)


def _proof(found: Design) -> Iterator[str]:
    answer = found.answer
    if answer is None:
        yield _("Nothing fits what was asked: {clash} The draft therefore does not satisfy it.").format(
            clash=found.clash
        )
        return
    if not found.drafted:
        yield str(text("{said}; {proof} ({solver}).", said=answer.said, proof=answer.proof, solver=answer.method))
        return
    objective = answer.problem.objective
    if objective is Objective.TOTAL_MOVE:
        yield _("The draft moves {moved} points; the least that does what was asked is {least}.").format(
            moved=format_points(found.moved), least=format_points(round(answer.value, 4))
        )
    else:
        yield str(text("The best that does what was asked: {said}.", said=answer.said))
    yield str(text("{proof} ({solver}).", proof=answer.proof, solver=answer.method))
    broken = found.broken()[:_MOST_SAID]
    if broken:
        yield _("The draft does not keep: {what}.").format(what=plain(tuple(broken)))


def _sections(page: Composer, difference: Difference) -> None:
    page.part(_("Points by section"))
    page.table(*section_table(difference), numbers=(1, 2, 3, 4, 5), title=_("Points by section"), total=True)


def _checks(page: Composer, difference: Difference) -> None:
    found = difference.found
    page.part(_("What the checks say"))
    counts = [review.counts() for review in (found.old_review, found.new_review)]
    said = _("Errors {e0} → {e1}, warnings {w0} → {w1}, notes {n0} → {n1}.")
    page.say(said.format(**{f"{name[0]}{n}": count[name] for n, count in enumerate(counts) for name in count}))
    if found.gone:
        page.say(_("Gone:"))
    page.table(*finding_table(found.gone), title=_("Findings that are gone"))
    if found.new:
        page.say(_("New:"))
    page.table(*finding_table(found.new), title=_("New findings"))
    left = [f for f in found.new_review.findings if f.severity is Severity.ERROR and f not in found.new]
    if left:
        page.say(_("Errors that are still there:"))
    page.table(*finding_table(left), title=_("Errors that are still there"))


def _workbook(order: Order, found: Design) -> bytes:
    """Return the sheet with its new points, in its own layout, changed cells marked and commented."""
    from kaohe_tools.memo.package import settle

    written = with_points(found.opened.input, found.before, found.after, found.reasons, order.profile)
    return settle(written, order.letter.day, keep_created=True)


def with_points(source: Input, before: Scheme, after: Scheme, reasons: Mapping[str, str], profile: Profile) -> bytes:
    """Return a sheet's workbook with other points, in its own layout, changed cells marked and commented.

    Raises
    ------
    OutputError
        If the file is not the one that was read, or no workbook can be made of it.
    """
    from kaohe_tools.sheets.write_back import write_back

    data = source.data
    if hashlib.sha256(data).hexdigest() != before.sha256:
        raise_changed(source.path.name)
    with TemporaryDirectory() as folder:
        target = Path(folder) / f"new{'.xlsm' if source.path.suffix.lower() == '.xlsm' else '.xlsx'}"
        write_back(data, source.path.name, before, after, target, reasons=dict(reasons), profile=profile)
        return target.read_bytes()


def raise_changed(name: str) -> None:
    """Say that a file is another one than it was a moment ago."""
    from kaohe_tools.errors import OutputError

    raise OutputError(_("{file} was changed while the memo was made; make it again.").format(file=name))
