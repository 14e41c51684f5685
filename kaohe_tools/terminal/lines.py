"""Texts, progress and plain tables on the terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kaohe_tools.errors import one_line
from kaohe_tools.locale import _
from kaohe_tools.plain_text import printable

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table


COLOURS = {"error": "red", "warning": "yellow", "note": "blue"}


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


def console() -> Console:
    """Return the terminal as tables are printed on it."""
    from kaohe_tools.console import make_console

    return make_console()


def print_table(headings: Sequence[str], rows: Iterable[Sequence[str]], *, words: int = 1) -> None:
    """Print a table whose first columns are words and whose others are figures."""
    from rich.text import Text

    headings = tuple(headings)
    table = new_table(headings, figures=range(words, len(headings)))
    for row in rows:
        table.add_row(*map(Text, row))
    console().print(table)


def new_table(headings: Iterable[str], *, figures: Container[int] = (), whole: Container[int] = ()) -> Table:
    """Return a table with these headings; columns of figures are set right, those of `whole` are never broken."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for n, heading in enumerate(headings):
        table.add_column(heading, overflow="fold", justify="right" if n in figures else "left", no_wrap=n in whole)
    return table
