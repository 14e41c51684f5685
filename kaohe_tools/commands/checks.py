"""``kaohe checks``: the catalogue."""

from __future__ import annotations

import argparse

from kaohe_tools.locale import _


def add_options(verb: argparse.ArgumentParser) -> None:
    """Add the options of ``kaohe checks`` to its parser."""
    verb.description = _("List all checks; with a code or name, say what it does, why, and how to mend it.")
    verb.add_argument("code", nargs="?", metavar="CODE", help=_("such as SM01 or total-mismatch"))
    verb.add_argument(
        "--format",
        choices=("table", "md"),
        default="table",
        help=_("md: all of it as one Markdown page; default: table"),
    )


def run(args: argparse.Namespace) -> int:
    """List the checks, or explain one."""
    from kaohe_tools import terminal
    from kaohe_tools.checks import catalogue_page, check_catalogue, explain

    if args.code:
        terminal.say(explain(args.code))  # Markdown in either format
    elif args.format == "md":
        terminal.say(catalogue_page())
    else:
        terminal.print_catalogue(check_catalogue())
    return 0
