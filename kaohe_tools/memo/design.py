"""The design memo (分值调整说明): which points move, why, what was asked, and whether less would have done."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from kaohe_tools.compare import Difference, compare
from kaohe_tools.compare.words import word_changes
from kaohe_tools.findings import Finding, Severity
from kaohe_tools.locale import _, language, plain, text
from kaohe_tools.memo.document import Document, Kind
from kaohe_tools.memo.made import Composer, Made, plain_data
from kaohe_tools.memo.office_words import OfficeWords, scheme_fields
from kaohe_tools.memo.order import Input, Opened, Order
from kaohe_tools.memo.provenance import Provenance, recipe
from kaohe_tools.model import Indicator, Scheme
from kaohe_tools.plain_text import one_line
from kaohe_tools.points import as_number, format_points, signed
from kaohe_tools.profiles import Profile
from kaohe_tools.rebalance import ClashError, Constraint, Follow, Limits, Objective, Problem, Rebalanced, rebalance
from kaohe_tools.rebalance.follow import Followed, follow

_BY_ROW = ("lock", "low", "high")
_SAID = ("total", "tick", "section-low", "section-high", "node-low", "node-high", "order")
_MOST_SAID = 40
_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")


@dataclass(frozen=True, kw_only=True)
class Design:
    """A draft of points beside its sheet.

    Attributes
    ----------
    problem : Problem
        What was asked of the points.
    points : mapping of id to Decimal
        The points now, of all rows that have any.
    reasons : mapping of id to str
    answer : Rebalanced or None
        The least that would have done, from the sheet's own points; None where nothing fits.
    clash : str
        Why nothing fits.
    drafted : bool
        The points come from a scenario, not from the solver.
    """

    opened: Opened
    problem: Problem
    points: Mapping[str, Decimal]
    reasons: Mapping[str, str]
    answer: Rebalanced | None
    clash: str
    drafted: bool

    @property
    def before(self) -> Scheme:
        """The scheme as its sheet has it."""
        return self.opened.before

    @cached_property
    def followed(self) -> Followed:
        """The scheme with its new points and the figures that follow them."""
        asked = self.problem
        return follow(self.before, self.points, asked.follow, asked.tick, fit=asked.fit_rules)

    @property
    def after(self) -> Scheme:
        """The scheme with its new points."""
        return self.followed.scheme

    @cached_property
    def pairs(self) -> tuple[tuple[Indicator, Indicator], ...]:
        """Every row before and now."""
        return tuple(zip(self.before.indicators, self.after.indicators, strict=True))

    @cached_property
    def moves(self) -> tuple[tuple[Indicator, Decimal, Decimal], ...]:
        """The rows whose points change, with their points before and now."""
        return tuple(
            (old, old.points, new.points)
            for old, new in self.pairs
            if old.points is not None and new.points is not None and old.points != new.points
        )

    @property
    def moved(self) -> Decimal:
        """The points that move in all."""
        return sum((abs(new - old) for _item, old, new in self.moves), Decimal(0))


def design(order: Order) -> Made:
    """Return the design memo on a sheet: with a scenario's points, or with those that solve what is asked.

    Raises
    ------
    KaoheError
        If the sheet cannot be read, or no points satisfy what is asked.
    """
    found = _designed(order)
    difference = compare(found.before, found.after, profile=order.profile)
    used, source = found.opened.used, found.opened.input
    made = recipe("design", order.letter, (used,), order.profile, order.options, _libraries(found))
    provenance = Provenance(recipe=made)
    document = _document(order, found, difference, provenance)
    return Made(
        document=document,
        provenance=provenance,
        data=plain_data(document, provenance, _figures(found)),
        stem=source.stem,
        sources=(source.path,),
        workbook=(lambda: _workbook(order, found)) if source.path.suffix.lower() in _WORKBOOKS else None,
        notices=tuple(str(note) for note in found.followed.notes),
    )


def _designed(order: Order) -> Design:
    opened = order.opened("sheet")
    kept, before = opened.input.kept, opened.before
    if kept is not None:
        problem = kept.problem(before)
        points = {i.id: i.points for i in before.indicators if i.points is not None} | dict(kept.by_id)
        answer, clash = _least(problem, points)
        return Design(opened=opened, problem=problem, points=points, reasons=dict(kept.reasons), answer=answer,
                      clash=clash, drafted=True)  # fmt: skip
    from kaohe_tools.rebalance.spec import spec_of

    problem = spec_of(order.one("spec"), Problem(scheme=before, total=before.total), name="spec")
    answer = rebalance(problem)
    reason = one_line(order.one("reason"))
    return Design(opened=opened, problem=problem, points=answer.by_id, answer=answer, clash="", drafted=False,
                  reasons={m.indicator.id: reason for m in answer.moves if reason})  # fmt: skip


def _least(problem: Problem, points: Mapping[str, Decimal]) -> tuple[Rebalanced | None, str]:
    """Return the least move from the sheet's own points that does what was asked; locked rows stand as drafted."""
    fixed = {id_: Limits(low=points[id_], high=points[id_]) for id_ in problem.locked if id_ in points}
    asked = problem.replace(start=(), locked=(), bounds=tuple((dict(problem.bounds) | fixed).items()))
    try:
        return rebalance(asked), ""
    except ClashError as err:
        return None, str(err.clash.said)


def _libraries(found: Design) -> tuple[str, ...]:
    return ("highspy",) if found.answer and "HiGHS" in found.answer.solver else ()


# ---------------------------------------------------------------- words


def _document(order: Order, found: Design, difference: Difference, provenance: Provenance) -> Document:
    letter, scheme = order.letter, found.before
    fields = {
        **scheme_fields(scheme, letter),
        "total_now": found.after.total,
        "moved": found.moved,
        "rows_moved": len(found.moves),
    }
    words = OfficeWords(Kind.DESIGN, letter.wording, fields)
    title = one_line(scheme.title, 80)
    default = _("Points of “{title}”: what changes and why").format(title=title) if title else _("What changes and why")
    page = Composer()
    page.say(words.said("opening", _opening(found, difference)))
    _asked(page, found)
    _moved(page, found)
    _criteria(page, found)
    page.part(_("Would less have done"))
    page.points(list(_proof(found)))
    _sections(page, difference)
    _checks(page, difference)
    notes = (*letter.notes, *words.notes())
    if notes:
        page.part(_("Further points"))
        page.points(notes)
    _rows_table(partial(page.annex, _("Annex: all rows")), [_row(old, new) for old, new in found.pairs])
    return Document(
        kind=Kind.DESIGN,
        language=language(),
        date=letter.day,
        title=words.said("title", default),
        number=letter.number,
        addressee=letter.addressee,
        body=tuple(page.blocks),
        closing=words.said("closing", ""),
        signature=letter.signature,
        annexes=tuple(page.annexes),
        rests_on=provenance.lines(),
    )


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
    broken = _broken(found)
    if broken:
        yield _("The draft does not keep: {what}.").format(what=plain(tuple(broken)))


def _broken(found: Design) -> list[str]:
    """Return what was asked and the draft does not do."""
    from kaohe_tools.rebalance.asked import take_apart

    request = take_apart(found.problem)
    units = [int(found.points[i.id].scaleb(request.places)) for i in request.items]
    broken = []
    for asked in request.asked:
        sums = ((form, sum(c * units[n] for n, c in zip(form.items, form.coefs, strict=True))) for form in asked.forms)
        if any(
            (f.low is not None and total < f.low) or (f.high is not None and total > f.high) for f, total in sums
        ) or any(units[n] % step for n, step in asked.steps):
            broken.append(str(asked.constraint.said))
    return broken[:_MOST_SAID]


def _sections(page: Composer, difference: Difference) -> None:
    page.part(_("Points by section"))
    page.table(*section_table(difference), numbers=(1, 2, 3, 4, 5), title=_("Points by section"), total=True)


def section_table(difference: Difference) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return head and rows of a table of the sections before and now, the whole last."""
    nodes = difference.has_nodes
    head = [_("Section or task"), _("Points before"), _("Points now"), _("Move")]
    head += [_("Milestones before"), _("Milestones now")] if nodes else []
    rows = []
    for change in (*difference.sections, difference.whole):
        sides = (change.old, change.new)
        points = ["—" if side is None else format_points(side.points) for side in sides]
        shares = [
            "—" if side is None or side.node_share is None else plain(side.node_share)
            for side in (sides if nodes else ())
        ]
        name = one_line(change.path[-1], 60) if change.path else _("Total")
        rows.append((name, *points, signed(change.by) if change.by else "", *shares))
    return tuple(head), rows


def _checks(page: Composer, difference: Difference) -> None:
    found = difference.found
    page.part(_("What the checks say"))
    counts = [review.counts() for review in (found.old_review, found.new_review)]
    said = _("Errors {e0} → {e1}, warnings {w0} → {w1}, notes {n0} → {n1}.")
    page.say(said.format(**{f"{name[0]}{n}": count[name] for n, count in enumerate(counts) for name in count}))
    page.table(*finding_table(found.gone), title=_("Findings that are gone"))
    if found.new:
        page.say(_("New:"))
    page.table(*finding_table(found.new), title=_("New findings"))
    left = [f for f in found.new_review.findings if f.severity is Severity.ERROR and f not in found.new]
    if left:
        page.say(_("Errors that are still there:"))
    page.table(*finding_table(left), title=_("Errors that are still there"))


def finding_table(findings: Sequence[Finding]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return head and rows of a table of findings."""
    head = (_("Severity"), _("Code"), _("Cell"), _("Problem"))
    rows: list[tuple[str, ...]] = [
        (f"{f.severity.mark} {f.severity.label}", f.code, f.cells[0] if f.cells else "", one_line(str(f.message)))
        for f in findings
    ]
    return head, rows


# ---------------------------------------------------------------- data


def _figures(found: Design) -> dict[str, Any]:
    answer = found.answer
    return {
        "total_before": as_number(found.before.total),
        "total_now": as_number(found.after.total),
        "moved": as_number(found.moved),
        "objective": str(found.problem.objective),
        "value": None if answer is None else as_number(answer.value),
        "bound": None if answer is None else as_number(answer.bound),
        "proven": answer is not None and answer.proven,
        "solver": "" if answer is None else answer.solver,
        "drafted": found.drafted,
        "moves": [
            {
                "id": item.id,
                "row": item.row,
                "name": item.label,
                "before": as_number(old),
                "after": as_number(new),
                "reason": found.reasons.get(item.id, ""),
            }
            for item, old, new in found.moves
        ],
    }


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
