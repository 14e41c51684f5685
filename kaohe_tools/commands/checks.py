"""``kaohe checks``: the catalogue."""

from __future__ import annotations

import argparse

from kaohe_tools.locale import _


def add_options(verb: argparse.ArgumentParser) -> None:
    """Add the options of ``kaohe checks`` to its parser."""
    verb.description = _("List all checks; with a code or name, say what it does, why, and how to mend it.")
    verb.add_argument("code", nargs="?", metavar="CODE", help=_("such as SM01 or total-mismatch"))


def run(args: argparse.Namespace) -> int:
    """List the checks, or explain one."""
    from kaohe_tools import terminal
    from kaohe_tools.checks import check_catalogue, explain

    if args.code:
        terminal.say(explain(args.code))
    else:
        terminal.print_catalogue(check_catalogue())
    return 0
