"""What the command line prints: tables, progress, complaints. No figure is computed here."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING

from kaohe_tools.errors import one_line
from kaohe_tools.locale import _, plain, text
from kaohe_tools.model import FIELD_NAMES, Indicator, Layout, Period, Scheme
from kaohe_tools.plain_text import printable
from kaohe_tools.points import format_points

if TYPE_CHECKING:
    from rich.table import Table

    from kaohe_tools.batch import BatchResult
    from kaohe_tools.checks import Check
    from kaohe_tools.compare import Difference
    from kaohe_tools.findings import Review
    from kaohe_tools.memo.verify import Verified
    from kaohe_tools.rebalance import Rebalanced
    from kaohe_tools.rebalance.follow import Followed
    from kaohe_tools.sheets.load import UnreadSheet
    from kaohe_tools.sheets.results_scored import Standing, Standings

_COLOURS = {"error": "red", "warning": "yellow", "note": "blue"}


def say(words: str) -> None:
    """Print one text to standard output."""
    sys.stdout.write(printable(words.rstrip("\n")) + "\n")


def complain(words: str) -> None:
    """Print one line to standard error."""
    sys.stderr.write(one_line(words.rstrip("\n")) + "\n")


@contextmanager
def progress_bar(total: int, *, quiet: bool, what: str = "") -> Iterator[Callable[[object], None]]:
    """Give a function to call for each file that is done; a bar on a terminal, nothing in a pipe."""
    if quiet or not sys.stderr.isatty():
        yield lambda _done: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what or _("reviewing"), total=total)
        yield lambda _done: bar.advance(task)


def print_summary(result: BatchResult, *, quiet: bool) -> None:
    """Print a batch as one table: a line for each scheme, or the reason why a file gave none."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    from kaohe_tools.batch.summary import headings, in_short, lines
    from kaohe_tools.console import make_console

    colours = {**_COLOURS, "failed": "red", "none": ""}
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    shown = (0, 1, 2, 3, 4, 5, 6, 7)
    for n in shown:
        table.add_column(headings()[n], overflow="fold", justify="right" if 2 <= n <= 6 else "left")
    for kind, line in lines(result):
        cells = [Text(str(line[n])) for n in shown]
        cells[-1].stylize(colours[kind])
        table.add_row(*cells)
    console = make_console()
    console.print(table)
    console.print(Text(in_short(result)))
    if not quiet and result.reviewed:
        console.print(Text(_("every finding of one file: kaohe review {file}").format(file=result.reviewed[0].file)))


def print_table(headings: Sequence[str], rows: Iterable[Sequence[str]], *, words: int = 1) -> None:
    """Print a table whose first columns are words and whose others are figures."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    from kaohe_tools.console import make_console

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for n, heading in enumerate(headings):
        table.add_column(heading, overflow="fold", justify="left" if n < words else "right")
    for row in rows:
        table.add_row(*map(Text, row))
    make_console().print(table)


def print_reviews(reviews: Iterable[Review], *, quiet: bool) -> None:
    """Print each review: the heading with its counts, a table of findings, what was not checked."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    from kaohe_tools.console import make_console

    console = make_console()
    for review in reviews:
        console.print(headline(review))
        table = Table(box=SIMPLE_HEAD, pad_edge=False)
        for heading in (_("severity"), _("check"), _("row"), _("cell"), _("what was found"), _("what to do")):
            table.add_column(heading, overflow="fold", no_wrap=heading in (_("severity"), _("check")))
        for finding in review.findings:
            rows, cells = finding.indicators, finding.cells
            table.add_row(
                Text(f"{finding.severity.mark} {finding.severity.label}", style=_COLOURS[finding.severity.value]),
                f"{finding.code} {finding.name}",
                _few(rows),
                _few(cells),
                Text(str(finding.message)),
                Text(str(finding.fix.title) if finding.fix else ""),
            )
        if review.findings:
            console.print(table)
        if not quiet:
            for run in review.runs:
                if run.status.value in ("not-applicable", "not-run", "crashed"):
                    first = str(run.reason).strip().splitlines()[-1:] or [""]
                    console.print(Text(f"  {run.status.label}: {run.code} {run.name}: {first[0]}", style="dim"))


def _few(names: Sequence[str]) -> str:
    return " ".join(names[:3]) + (f" … ({len(names)})" if len(names) > 3 else "")


def headline(review: Review) -> str:
    """Return the line above a review: file, title, indicators, total, findings by severity."""
    from kaohe_tools.findings import Severity

    counts = review.counts()
    said = text(
        "{file} · {title}: {n} indicators, {total} points",
        file=review.scheme.file,
        title=review.scheme.title,
        n=len(review.scheme.indicators),
        total=review.scheme.total,
    )
    return f"{said}  " + "  ".join(f"{s.mark} {s.label} {counts[s.value]}" for s in Severity)


def print_scheme(scheme: Scheme) -> None:
    """Print the indicators as a table, with the sections' sums and the located problems."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    from kaohe_tools.console import make_console
    from kaohe_tools.criteria.words import describe

    console = make_console()
    declared = f" / {format_points(scheme.declared.points)}" if scheme.declared else ""
    console.print(f"{scheme.title}: {format_points(scheme.total)}{declared}")
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for heading in (_("row"), _("cell"), _("section"), _("due"), _("points"), _("criterion"), _("rules")):
        table.add_column(heading, overflow="fold", justify="right" if heading == _("points") else "left")
    for item in scheme.indicators:
        source = item.source()
        points = format_points(item.points) if item.points is not None else "—"
        cells = (item.id, source.cell if source else "", item.path[-1] if item.path else "", item.due, points)
        rules = "\n".join(f"{r.trigger}: {describe(r, item.points)}" for r in item.criterion.rules)
        table.add_row(*(Text(cell) for cell in (*cells, item.criterion.text, rules)))
    console.print(table)
    for section in scheme.sections:
        said = f" / {format_points(section.declared.points)}" if section.declared else ""
        console.print(
            Text(f"  {' > '.join(section.path)}: {format_points(scheme.sum_of(scheme.within(section.path)))}{said}")
        )
    for problem in scheme.problems:
        console.print(Text(f"  {problem.where.sheet} {problem.where.cell}: {problem.message}", style="yellow"))


def print_layout(scheme: Scheme) -> None:
    """Print which rows are the header, what each column was taken for, which rows were passed over."""
    from rich.text import Text

    from kaohe_tools.console import make_console

    if scheme.layout is None:
        return
    console = make_console()
    if scheme.layout.header_rows:
        rows = scheme.layout.header_rows
        console.print(Text(str(text("{sheet}: the header is row {rows}", sheet=scheme.sheet, rows=rows))))
        console.print(_columns_table(scheme.layout))
    else:
        console.print(
            Text(str(text("{sheet}: a numbered text without a table; it has no columns", sheet=scheme.sheet)))
        )
    for skipped in scheme.layout.skipped:
        console.print(Text(f"  {skipped.row}: {skipped.reason}: {skipped.text}", style="dim"))


def print_unread(unread: UnreadSheet) -> None:
    """Print why a sheet gave no scheme, and what its columns would be under the row that comes closest."""
    from rich.text import Text

    from kaohe_tools.console import make_console

    console = make_console()
    console.print(Text(str(unread.error), style="yellow"))
    if unread.layout is not None and any(c.heading for c in unread.layout.columns):
        said = text("{sheet}: row {rows} comes closest to a header", sheet=unread.sheet, rows=unread.layout.header_rows)
        console.print(Text(str(said)))
        console.print(_columns_table(unread.layout))


def _columns_table(layout: Layout) -> Table:
    """Return every column: letter, heading, what it was taken as, why, how sure that is."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for heading in (_("column"), _("heading"), _("taken as"), _("confidence"), _("why")):
        table.add_column(heading, justify="right" if heading == _("confidence") else "left")
    for column in layout.columns:
        taken = f"{FIELD_NAMES[column.field]} {column.field}" if column.field else "—"
        sure = f"{column.confidence:.0%}" if column.field else "—"
        table.add_row(column.letter, Text(column.heading), taken, sure, str(column.how))
    return table


MOST_LISTED = 50
"""Problems or differences listed beneath a table; JSON has them all."""


def print_scores(found: Standings, *, quiet: bool) -> None:
    """Print the units' ranks and totals, then what has to be known to read them, then the problems."""
    from rich.text import Text

    from kaohe_tools.console import make_console

    console = make_console()
    results = found.results
    if not quiet:
        console.print(Text(f"{results.scheme.title}\n{results.title}\n{results.note}"))
    console.print(_standings_table(found))
    if not quiet:
        for line in _remarks(found):
            console.print(Text(f"  {line}"))
    differences: list[object] = [
        text(
            "{cell} {unit} {item}: {recorded} as stated, {scored} by the rules",
            cell=d.source.cell,
            unit=d.unit,
            item=text("row {row}", row=d.indicator) if d.indicator else text("total"),
            recorded=d.recorded,
            scored=d.scored,
        )
        for d in found.differences
    ]
    problems: list[object] = [f"{p.where.sheet} {p.where.cell}: {p.message}" for p in found.problems]
    for title, lines in ((_("Points stated otherwise:"), differences), (_("Could not be read:"), problems)):
        if lines:
            console.print(Text(f"{title} {len(lines)}", style="yellow"))
        for entry in lines[:MOST_LISTED]:
            console.print(Text(f"  {entry}"))
        if len(lines) > MOST_LISTED:
            console.print(Text(f"  … --format json ({len(lines)})"))


def _standings_table(found: Standings) -> Table:
    """Return the table: rank, unit, total, sections; bonus, penalties and stated totals where there are any."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    from kaohe_tools.sheets.results_scored import shown_sections

    sections = shown_sections(found.results.scheme)
    extra: dict[str, list[Decimal | None]] = {
        _("bonus"): [row.bonus for row in found.rows],
        _("off the total"): [row.penalties for row in found.rows],
        _("total as stated"): [None if found.scores is None else row.recorded for row in found.rows],
    }
    kept = {heading: figures for heading, figures in extra.items() if any(f for f in figures)}
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column(_("rank"), justify="right", no_wrap=True)
    table.add_column(_("unit"), overflow="fold", no_wrap=max((len(u) for u in found.results.units), default=0) <= 12)
    for heading in (_("total"), *(path[-1] for path in sections), *kept, _("not assessed")):
        table.add_column(heading, justify="right", overflow="fold", max_width=10)
    for n, row in enumerate(found.rows):
        sums = dict(row.sections)
        figures = [row.total, *(sums.get(path) for path in sections), *(column[n] for column in kept.values())]
        cells = ("—" if f is None else format_points(f) for f in figures)
        rank = "—" if row.rank is None else str(row.rank)
        unit = str(text("{unit} (veto)", unit=row.unit)) if row.vetoed else row.unit
        table.add_row(rank, Text(unit), *cells, str(row.not_assessed or ""), style=_style(found, row))
    return table


def _style(found: Standings, row: Standing) -> str:
    """Return the colour of a row: the best total and the worst one stand out."""
    best, worst = found.ranked[:1], found.ranked[-1:]
    if not best or row.total is None or best[0].total == worst[0].total:
        return ""
    return {best[0].total: "green", worst[0].total: "red"}.get(row.total, "")


def _who(found: Standings, row: Standing) -> object:
    """Return a unit's name, and how many others have its total."""
    n = sum(other.total == row.total for other in found.ranked)
    return row.unit if n == 1 else text("{unit} and {n} others", unit=row.unit, n=n - 1)


def _remarks(found: Standings) -> Iterator[str]:
    """Yield what a reader has to know about the ranks: range, ties, what is missing, what was not scored."""
    best, worst = found.ranked[:1], found.ranked[-1:]
    for top, last in zip(best, worst, strict=True):
        ends: dict[str, object] = {"best": top.total, "worst": last.total, "mean": found.mean}
        ends |= {"first": _who(found, top), "last": _who(found, last)}
        yield str(text("best {best} ({first}), worst {worst} ({last}), mean {mean}", **ends))
    if found.tied:
        yield str(text("{n} units share their rank with another; equal totals share the better rank", n=found.tied))
    if found.incomplete:
        yield str(
            text(
                "{n} units have items that were not assessed; these count nothing, so mind it when comparing ranks",
                n=found.incomplete,
            )
        )
    if found.partial:
        yield str(
            text("{n} items were recorded in part only; a rule without a record counts as not broken", n=found.partial)
        )
    if found.scores is None:
        yield _("the sheet holds points only; they are shown as stated and were not scored by the rules")
    elif any(entry.indicator for entry in found.results.recorded):
        yield _("points that the sheet states itself are not in the total; only what was recorded is scored")
    if found.results.other_sheets:
        yield str(text("other sheets hold results too: {names}; choose with --sheet", names=found.results.other_sheets))


def print_rebalanced(answer: Rebalanced, followed: Followed) -> None:
    """Print what a rebalancing moved, what the criteria read now, and how the optimum was proven."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    from kaohe_tools.console import make_console

    base = dict(answer.baseline)
    console = make_console()
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for heading in (_("row"), _("cell"), _("indicator")):
        table.add_column(heading, overflow="fold")
    for heading in (_("before"), _("after"), _("move"), *([_("largest remainder")] if base else [])):
        table.add_column(heading, justify="right")
    table.add_column(_("criterion as it reads now"), overflow="fold")
    for move in answer.moves:
        item = move.indicator
        figures = [format_points(move.before), format_points(move.after), f"{move.by:+f}".rstrip("0").rstrip(".")]
        figures += [format_points(base[item.id])] if base else []
        now = followed.scheme.indicator(item.id).criterion.text
        reads = now if now != item.criterion.text else _("unchanged")
        source = item.source()
        cells = (str(item.row), source.cell if source else "", item.label, *figures, reads)
        table.add_row(*map(Text, cells))
    if answer.moves:
        console.print(table)
    for line in _of_rebalanced(answer, followed.scheme):
        console.print(Text(line))
    for note in followed.notes:
        console.print(Text(f"  {note}", style="yellow"))


def print_difference(found: Difference, *, quiet: bool) -> None:
    """Print what changed between two schemes: each row that is not as it was, sections, findings, the effect."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    from kaohe_tools.console import make_console

    console = make_console()
    console.print(Text(f"{found.old.title} → {found.new.title}"))
    for said in found.said:
        console.print(Text(f"  {said}"))
    if quiet:
        return
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for heading in (_("old row"), _("new row")):
        table.add_column(heading, justify="right")
    for heading in (_("indicator"), _("what changed"), _("match")):
        table.add_column(heading, overflow="fold")
    for row in found.changed:
        words = [str(w.label) for w in row.reworded]
        lines = [str(s) for s in row.said] + ([_("reworded: {fields}").format(fields=plain(words))] if words else [])
        cells = (str(row.old.row), str(row.new.row), row.new.label, "\n".join(lines), str(row.match.said))
        table.add_row(*map(Text, cells))
    for item in found.added:
        table.add_row("", str(item.row), Text(item.label), Text(_("added: {points}").format(points=_points(item))), "")
    for item in found.removed:
        table.add_row(
            str(item.row), "", Text(item.label), Text(_("removed: {points}").format(points=_points(item))), ""
        )
    if table.row_count:
        console.print(table)
    parts: list[tuple[str, list[object]]] = [
        (_("Sections:"), [s.said for s in found.sections]),
        (
            _("Bonuses, penalties and vetoes:"),
            [*(c.said for c in found.shared_caps), *(f"{a.said} · {a.words}" for a in found.adjustments)],
        ),
        (_("Findings that are gone:"), [f"{f.code} {f.message}" for f in found.found.gone]),
        (_("New findings:"), [f"{f.code} {f.message}" for f in found.found.new]),
    ]
    if found.effect:
        seen = found.effect
        moved = [c.said for c in seen.replay.changes if c.places]
        parts.append((_("Last year's ranking:"), [*seen.said, *(c.said for c in seen.replay.crossings), *moved]))
    for title, entries in parts:
        if entries:
            console.print(Text(title, style="bold"))
        for entry in entries:
            console.print(Text(f"  {entry}"))


def _points(item: Indicator) -> str:
    return _("unread") if item.points is None else format_points(item.points)


def _of_rebalanced(answer: Rebalanced, after: Scheme) -> Iterator[str]:
    """Yield what a designer asks first of a rebalanced scheme: total, node share, how good it is."""
    before = answer.problem.scheme
    yield str(
        text(
            "{title}: {old} points before, {new} now; {n} rows of {all} move.",
            title=before.title, old=before.total, new=after.total, n=len(answer.moves), all=len(answer.points),
        )
    )  # fmt: skip
    if before.by_period(Period.NODE):
        yield str(
            text("Milestones: {old} of the points before, {new} now.", old=_node_share(before), new=_node_share(after))
        )
    value, bound = (round(figure, 4) for figure in (answer.value, answer.bound))
    said = {
        "total-move": text("{value} points moved in all", value=value),
        "largest-move": text("the largest move is {value} points", value=value),
        "squared-move": text("the squared moves add up to {value}", value=value),
        "proportional": text("the squared distances from proportion add up to {value}", value=value),
    }[answer.problem.objective]
    proof = (
        text("proven: there is nothing less")
        if answer.proven
        else text("not proven: the time limit came first; it cannot be less than {bound}", bound=bound)
    )
    took = text("{solver}, {seconds} s", solver=answer.solver, seconds=f"{answer.seconds:.3f}")
    yield str(text("{said} ({proof}; {took}).", said=said, proof=proof, took=took))


def _node_share(scheme: Scheme) -> str:
    from kaohe_tools.checks.balance import split_of

    part = split_of(scheme.indicators).share
    return "—" if part is None else f"{float(part):.1%}"


def print_verified(verified: Verified) -> None:
    """Print whether a memo holds, why not, and what differs."""
    recipe = verified.recipe
    said = text("{file}: of {day}, rests on {input} and the profile {profile}.",
                file=verified.file, day=recipe.date, input=recipe.file, profile=recipe.profile)  # fmt: skip
    say(one_line(str(said)))
    if verified.holds:
        say(_("It holds: made again, it is the same, byte for byte."))
        return
    seen = {cause: (memo, now) for cause, memo, now in verified.facts}
    say(_("It differs:"))
    for cause in verified.causes:
        say(f"  ● {cause.said}")
        if cause in seen:
            say("    " + one_line(_("memo: {memo}; now: {now}").format(memo=seen[cause][0], now=seen[cause][1])))
    for part in verified.parts:
        say(f"    {one_line(part)}")
    if verified.differences:
        say(_("Made again with {input} and the profile {profile}; places that differ: {n}").format(
            input=verified.input, profile=verified.profile, n=len(verified.differences)))  # fmt: skip
    for difference in verified.differences:
        figures = ", ".join(f"{memo} → {again}" for memo, again in difference.figures)
        say(one_line(f"  {difference.place}" + (f"  {figures}" if figures else "")))
        say("    " + one_line(_("memo:  {words}").format(words=difference.memo or "—")))
        say("    " + one_line(_("again: {words}").format(words=difference.again or "—")))


def print_catalogue(checks: Iterable[Check]) -> None:
    """Print all checks: code, title, name, severity, and what each does."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    from kaohe_tools.console import make_console

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for heading in (_("code"), _("problem"), _("check"), _("severity"), _("what it does")):
        table.add_column(heading, overflow="fold")
    for check in checks:
        severity = Text(f"{check.severity.mark} {check.severity.label}", style=_COLOURS[check.severity.value])
        table.add_row(check.code, str(check.title), check.name, severity, str(check.summary))
    make_console().print(table)
