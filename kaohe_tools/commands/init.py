"""``kaohe init``: the working folder, with notebooks, sample sheets and a profile to change."""

from __future__ import annotations

import argparse
from pathlib import Path

from kaohe_tools.locale import _


def add_options(verb: argparse.ArgumentParser) -> None:
    """Add the options of ``kaohe init`` to its parser."""
    verb.description = _(
        "Make the working folder that `kaohe lab` and `kaohe app` open, without opening it: the notebooks, the sample\n"
        "sheets, and profiles/office.toml to write your office's requirements into. In a folder that is there\n"
        "already, what you changed is kept, and the rest is brought up to date."
    )
    verb.add_argument("folder", nargs="?", type=Path, help=_("working folder; default: kaohe-work here"))


def run(args: argparse.Namespace) -> int:
    """Make the working folder."""
    from kaohe_tools import terminal, workspace

    folder = workspace.prepare(args.folder, lambda message: terminal.say(str(message)))
    if not args.quiet:
        terminal.say(_("Notebooks and sample sheets are in {folder}").format(folder=folder))
    return 0
