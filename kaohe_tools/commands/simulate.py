"""``kaohe simulate``: what the scores, grades and ranks would look like, under one scheme or two."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from kaohe_tools.commands.bonus import add_bonus_cap
from kaohe_tools.commands.common import add_profile
from kaohe_tools.commands.compare import scheme_named
from kaohe_tools.locale import _

if TYPE_CHECKING:
    from kaohe_tools.outlook_options import OutlookOptions

METHODS = ("exact", "monte-carlo")
OPTIONS = (
    *("units", "grade", "quota", "shift", "spread", "shock", "response", "bonus_cap"),
    *("method", "seed", "replications"),
)


def add_options(verb: argparse.ArgumentParser) -> None:
    """Add the options of ``kaohe simulate`` to its parser."""
    verb.description = _(
        "Say what the scores, grades and ranks under a scheme would look like, exactly where that can be\n"
        "worked out. What happens to the units comes from last year's results (--results), from your own\n"
        "table (--outcomes), or is assumed; what is assumed is said first."
    )
    verb.epilog = _(
        "Examples:\n"
        "  kaohe simulate scheme.xlsx --results results.xlsx --grade excellent=90 --grade satisfactory=60\n"
        "  kaohe simulate scheme.xlsx --results results.xlsx --quota excellent=20% --format json\n"
        "  kaohe simulate 2018.xlsx --results results.xlsx --against 2019.xlsx     two schemes, unit by unit\n"
        "  kaohe simulate 2018.xlsx --against '2018.xlsx#Draft'     a draft of the rebalancing panel\n"
        "Exit code: 0 simulated, 1 cells of the results could not be read (listed), 2 unusable input."
    )
    verb.add_argument("file", metavar="FILE", help=_("workbook with the scheme"))
    add_profile(verb)
    verb.add_argument("--sheet", metavar="NAME", help=_("sheet with the scheme, if there are several"))
    source = verb.add_mutually_exclusive_group()
    source.add_argument("--results", type=Path, metavar="RESULTS", help=_("workbook with the recorded results"))
    source.add_argument("--outcomes", type=Path, metavar="TABLE", help=_("your own table: how likely, how often"))
    verb.add_argument("--units", type=int, metavar="N", help=_("how many units, without results; default: 30"))
    verb.add_argument("--against", metavar="OTHER", help=_("another scheme, side by side"))
    verb.add_argument("--results-sheet", metavar="NAME", help=_("sheet of the results; default: the first with some"))
    verb.add_argument("--against-sheet", metavar="NAME", help=_("sheet with the other scheme, if there are several"))
    verb.add_argument("--grade", action="append", metavar="NAME=LINE", help=_("a grade and the points that it takes"))
    verb.add_argument("--quota", action="append", metavar="NAME=SHARE", help=_("the largest share that may have it"))
    verb.add_argument("--shift", metavar="N", help=_("all units better by so many standard deviations; default: 0"))
    verb.add_argument("--spread", metavar="N", help=_("differences between units, as a multiple; default: 1"))
    verb.add_argument("--shock", metavar="N", help=_("share of variation that all units have in common; default: 0.1"))
    verb.add_argument("--response", metavar="N", help=_("effort follows the points (an assumption); default: 0, off"))
    add_bonus_cap(verb)
    verb.add_argument("--method", choices=METHODS, default="exact", help=_("default: exact"))
    verb.add_argument("--seed", type=int, default=0, metavar="N", help=_("for Monte Carlo; default: 0"))
    verb.add_argument("--replications", type=int, metavar="N", help=_("for Monte Carlo; default: 10000"))
    verb.add_argument("--format", choices=("table", "json"), default="table", help=_("default: table"))


def run(args: argparse.Namespace) -> int:
    """Simulate; print what is assumed, then the figures."""
    from kaohe_tools import terminal
    from kaohe_tools.commands.simulate_report import Asked, show, show_both
    from kaohe_tools.outlook_options import OutlookOptions
    from kaohe_tools.profiles import load_profile
    from kaohe_tools.sheets import load_results

    options = OutlookOptions.read(_said(args))
    profile = load_profile(args.profile)
    scheme = scheme_named(args.file, profile, args.sheet)
    other = scheme_named(args.against, profile, args.against_sheet) if args.against else None
    results = load_results(args.results, scheme, profile, sheet=args.results_sheet) if args.results else None
    problems = results.problems if results else ()
    for problem in problems:
        where = problem.where
        terminal.complain(f"{where.file} {where.sheet} {where.cell}: {problem.message}")
    asked = Asked(args=args, profile=profile, results=results, options=options)
    model = options.model(scheme, results, args.outcomes)
    with _progress(args, options) as progress:
        if other is None:
            seen = options.outlook(scheme, model, progress=progress)
        else:
            both = options.beside(scheme, other, model, progress=progress)
    if other is None:
        show(asked, seen)
    else:
        show_both(asked, both)
    return int(bool(problems))


def _said(args: argparse.Namespace) -> dict[str, tuple[str, ...]]:
    """Return the options that were written, as texts."""
    said = {}
    for name in OPTIONS:
        value = getattr(args, name)
        if value is not None:
            said[name] = tuple(value) if isinstance(value, list) else (str(value),)
    return said


@contextmanager
def _progress(args: argparse.Namespace, options: OutlookOptions) -> Iterator[Callable[[int, int], object]]:
    """Show how far a Monte Carlo is, for each scheme in turn."""
    from kaohe_tools import terminal

    with terminal.progress_bar(
        options.replications * (2 if args.against else 1),
        quiet=args.quiet or options.method == "exact",
        what=_("simulating"),
    ) as advance:
        done = 0

        def progress(now: int, _all: int) -> None:
            nonlocal done
            for _n in range(done, now):
                advance(None)
            done = 0 if now >= options.replications else now

        yield progress
