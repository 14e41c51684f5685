"""Reviews on the terminal: one, a whole batch, and the catalogue of checks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from kaohe_tools.locale import _, text
from kaohe_tools.terminal.lines import COLOURS, console, new_table

if TYPE_CHECKING:
    from kaohe_tools.batch import BatchResult
    from kaohe_tools.checks import Check
    from kaohe_tools.findings import Review


def print_reviews(reviews: Iterable[Review], *, quiet: bool) -> None:
    """Print each review: the heading with its counts, a table of findings, what was not checked."""
    from rich.text import Text

    out = console()
    for review in reviews:
        out.print(headline(review))
        table = new_table(
            (_("severity"), _("check"), _("row"), _("cell"), _("what was found"), _("what to do")), whole=(0, 1)
        )
        for finding in review.findings:
            rows, cells = finding.indicators, finding.cells
            table.add_row(
                Text(f"{finding.severity.mark} {finding.severity.label}", style=COLOURS[finding.severity.value]),
                f"{finding.code} {finding.name}",
                _few(rows),
                _few(cells),
                Text(str(finding.message)),
                Text(str(finding.fix.title) if finding.fix else ""),
            )
        if review.findings:
            out.print(table)
        if not quiet:
            for run in review.runs:
                if run.status.value in ("not-applicable", "not-run", "crashed"):
                    first = str(run.reason).strip().splitlines()[-1:] or [""]
                    out.print(Text(f"  {run.status.label}: {run.code} {run.name}: {first[0]}", style="dim"))


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


def print_summary(result: BatchResult, *, quiet: bool) -> None:
    """Print a batch as one table: a line for each scheme, or the reason why a file gave none."""
    from rich.text import Text

    from kaohe_tools.batch.summary import headings, in_short, lines

    colours = {**COLOURS, "failed": "red", "none": ""}
    shown = (0, 1, 2, 3, 4, 5, 6, 7)
    table = new_table([headings()[n] for n in shown], figures=range(2, 7))
    for kind, line in lines(result):
        cells = [Text(str(line[n])) for n in shown]
        cells[-1].stylize(colours[kind])
        table.add_row(*cells)
    out = console()
    out.print(table)
    out.print(Text(in_short(result)))
    if not quiet and result.reviewed:
        out.print(Text(_("every finding of one file: kaohe review {file}").format(file=result.reviewed[0].file)))


def print_catalogue(checks: Iterable[Check]) -> None:
    """Print all checks: code, title, name, severity, and what each does."""
    from rich.text import Text

    table = new_table((_("code"), _("problem"), _("check"), _("severity"), _("what it does")))
    for check in checks:
        severity = Text(f"{check.severity.mark} {check.severity.label}", style=COLOURS[check.severity.value])
        table.add_row(check.code, str(check.title), check.name, severity, str(check.summary))
    console().print(table)
