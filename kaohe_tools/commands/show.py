"""``kaohe show``: a sheet as it was read."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from kaohe_tools.commands.common import add_profile, print_json
from kaohe_tools.locale import _

if TYPE_CHECKING:
    from kaohe_tools.profiles import Profile


def add_options(verb: argparse.ArgumentParser) -> None:
    """Add the options of ``kaohe show`` to its parser."""
    verb.description = _("Show the scheme as read: sections, indicators, rules, problems.")
    verb.add_argument("file", type=Path, metavar="FILE")
    add_profile(verb)
    verb.add_argument("--format", choices=("table", "json"), default="table", help=_("default: table"))
    verb.add_argument(
        "--layout", action="store_true", help=_("which column was taken as what, which rows were skipped")
    )


def run(args: argparse.Namespace) -> int:
    """Show the schemes of a file as read."""
    from kaohe_tools import terminal
    from kaohe_tools.profiles import load_profile
    from kaohe_tools.sheets import load_schemes

    profile = load_profile(args.profile)
    if args.layout:
        return _show_layout(args, profile)
    schemes = load_schemes(args.file, profile)
    if args.format == "json":
        print_json({"schemes": [s.to_dict() for s in schemes]})
    else:
        for scheme in schemes:
            terminal.print_scheme(scheme)
    return 0


def _show_layout(args: argparse.Namespace, profile: Profile) -> int:
    """Show how every visible sheet was read; of one without a scheme, why not and what comes closest."""
    from kaohe_tools import terminal
    from kaohe_tools.model import to_plain
    from kaohe_tools.sheets.load import read_file

    reading = read_file(args.file, profile)
    if args.format == "json":
        unread = [{"sheet": u.sheet, "message": str(u.error), "layout": to_plain(u.layout)} for u in reading.unread]
        schemes = [s.to_dict() | {"layout": to_plain(s.layout)} for s in reading.schemes]
        print_json({"schemes": schemes} | ({"unread": unread} if unread else {}))
    else:
        for scheme in reading.schemes:
            terminal.print_layout(scheme)
        for sheet in reading.unread:
            terminal.print_unread(sheet)
    if reading.schemes or reading.nearest is None:
        return 0
    if args.format == "json":
        terminal.complain(str(reading.nearest.error))
    return 2
