"""``kaohe score``: recorded results by the rules of a sheet."""

from __future__ import annotations

import argparse
from pathlib import Path

from kaohe_tools.commands.bonus import add_bonus_cap
from kaohe_tools.commands.common import add_profile, print_json
from kaohe_tools.locale import _


def add_options(verb: argparse.ArgumentParser) -> None:
    """Add the options of ``kaohe score`` to its parser."""
    verb.description = _(
        "Score what was recorded for each unit by the rules of a scheme; print totals and ranks.\n"
        "Results stand in a row for each unit and a column for each rule (20-1), or in a row for each record."
    )
    verb.epilog = _(
        "Examples:\n"
        "  kaohe score scheme.xlsx results.xlsx\n"
        "  kaohe score scheme.xlsx results.xlsx --bonus-cap 5 --format json\n"
        "Exit code: 0 everything was read, 1 problems at cells (listed), 2 unusable input."
    )
    verb.add_argument("scheme", type=Path, metavar="SCHEME", help=_("workbook with the scheme"))
    verb.add_argument("results", type=Path, metavar="RESULTS", help=_("workbook with the recorded results"))
    verb.add_argument("--sheet", metavar="NAME", help=_("sheet with the results; default: the first that holds some"))
    verb.add_argument("--scheme-sheet", metavar="NAME", help=_("sheet with the scheme, if there are several"))
    add_profile(verb)
    add_bonus_cap(verb)
    verb.add_argument("--format", choices=("table", "json"), default="table", help=_("default: table"))


def run(args: argparse.Namespace) -> int:
    """Score recorded results and print totals and ranks."""
    from kaohe_tools import terminal
    from kaohe_tools.bonus_caps import bonus_caps
    from kaohe_tools.profiles import load_profile
    from kaohe_tools.sheets import load_results, load_scheme
    from kaohe_tools.sheets.results.scored import standings

    profile = load_profile(args.profile)
    caps = bonus_caps(args.bonus_cap)
    scheme = load_scheme(args.scheme, profile, sheet=args.scheme_sheet)
    results = load_results(args.results, scheme, profile, sheet=args.sheet)
    found = standings(results, bonus_cap=caps.whole, group_caps=caps.of(scheme))
    if args.format == "json":
        print_json(found.to_dict())
    else:
        terminal.print_scores(found, quiet=args.quiet)
    return int(bool(found.problems))
