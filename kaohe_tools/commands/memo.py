"""``kaohe memo``: write a memo on a review, a design, a simulation or a comparison."""

from __future__ import annotations

import argparse
from pathlib import Path

from kaohe_tools.commands.bonus import add_bonus_cap
from kaohe_tools.commands.common import add_profile
from kaohe_tools.locale import _

KINDS = ("review", "design", "simulation", "comparison")
FORMATS = ("docx", "html", "xlsx", "md", "json")
_CALLED = {"formats": "format", "sheets": "sheet", "notes": "note"}
"""Parameters that the command line calls otherwise, since they can be said several times."""


def add_options(verb: argparse.ArgumentParser) -> None:
    """Add the options of ``kaohe memo`` to its parser."""
    verb.description = _(
        "Write a memo as an office would send it: on a review (one FILE or several), on a design (FILE or\n"
        "FILE#SCENARIO, with what was asked of the points), on a simulation (FILE, or two beside each\n"
        "other), or on a comparison (OLD NEW). It says what it rests on; kaohe verify makes it again."
    )
    verb.epilog = _(
        "Examples:\n"
        "  kaohe memo sheet.xlsx --profile node-annual --out memos\n"
        "  kaohe memo sheet.xlsx --kind design --spec points.toml --reason 向节点倾斜 --out memos\n"
        "  kaohe memo 'sheet.xlsx#Draft' --kind design --format docx --format xlsx --out memos\n"
        "  kaohe memo sheet.xlsx --kind simulation --results results.xlsx --quota 优秀=20% --out memos\n"
        "  kaohe memo old.xlsx new.xlsx --kind comparison --results results.xlsx --out memos\n"
        "Exit code: 0 written, 1 written but cells of the results could not be read (listed), or what was\n"
        "asked of the points cannot be done, 2 unusable input."
    )
    verb.add_argument("files", nargs="+", metavar="FILE", help=_("a sheet, or SHEET#SCENARIO"))
    add_profile(verb)
    verb.add_argument("--kind", choices=KINDS, default="review", help=_("default: review"))
    verb.add_argument("--format", action="append", choices=FORMATS, help=_("default: docx; may be said several times"))
    verb.add_argument("--out", type=Path, default=Path(), metavar="DIR", help=_("folder for the memos; default: here"))
    verb.add_argument(
        "--sheet", action="append", metavar="NAME", help=_("sheet with the scheme, for each FILE in turn")
    )
    verb.add_argument("--date", metavar="DAY", help=_("the memo's date, such as 2018-05-21; default: today"))
    verb.add_argument("--deadline", metavar="TIME", help=_("when the reply is due, such as 2018-05-25 10:00"))
    verb.add_argument("--addressee", default="", metavar="TEXT", help=_("to whom it is"))
    verb.add_argument("--number", default="", metavar="TEXT", help=_("the memo's number"))
    verb.add_argument("--signature", default="", metavar="TEXT", help=_("who signs"))
    verb.add_argument("--note", action="append", default=[], metavar="TEXT", help=_("a further point of your own"))
    verb.add_argument("--wording", type=Path, metavar="DIR", help=_("folder with your office's own texts"))
    about = verb.add_argument_group(_("review"))
    about.add_argument("--ignore", action="append", metavar="CHECK=REASON", help=_("leave a check out, for a reason"))
    about = verb.add_argument_group(_("design"))
    about.add_argument("--spec", type=Path, metavar="FILE.toml", help=_("constraints from a file"))
    about.add_argument("--reason", metavar="TEXT", help=_("why the points move; stands beside each change"))
    about = verb.add_argument_group(_("simulation and comparison"))
    about.add_argument("--results", type=Path, metavar="RESULTS", help=_("workbook with the recorded results"))
    about.add_argument("--results-sheet", metavar="NAME", help=_("sheet of the results; default: the first with some"))
    about.add_argument("--outcomes", type=Path, metavar="TABLE", help=_("your own table: how likely, how often"))
    about.add_argument("--grade", action="append", metavar="NAME=LINE", help=_("a grade and the points that it takes"))
    about.add_argument("--quota", action="append", metavar="NAME=SHARE", help=_("the largest share that may have it"))
    add_bonus_cap(about)
    about.add_argument("--units", metavar="N", help=_("how many units, without results; default: 30"))
    about.add_argument("--shift", metavar="N", help=_("all units better by so many standard deviations; default: 0"))
    about.add_argument("--spread", metavar="N", help=_("differences between units, as a multiple; default: 1"))
    about.add_argument("--shock", metavar="N", help=_("share of variation that all units have in common; default: 0.1"))
    about.add_argument("--response", metavar="N", help=_("effort follows the points (an assumption); default: 0, off"))
    about.add_argument("--method", choices=("exact", "monte-carlo"), help=_("default: exact"))
    about.add_argument("--seed", metavar="N", help=_("for Monte Carlo; default: 0"))
    about.add_argument("--replications", metavar="N", help=_("for Monte Carlo; default: 10000"))


def run(args: argparse.Namespace) -> int:
    """Make the memos and write them; nothing that is there is overwritten."""
    from kaohe_tools import terminal
    from kaohe_tools.panels.memo.orders import PARAMETERS, write_memos
    from kaohe_tools.rebalance import ClashError

    given = {
        name: getattr(args, option)
        for name, option in ((name, _CALLED.get(name, name)) for name in PARAMETERS)
        if getattr(args, option, None) and name != "lang"
    }
    unread = 0
    try:
        for made, written in write_memos(given):
            for notice in made.notices:
                terminal.complain(f"{made.sources[0].name}: {notice}")
            unread += len(made.notices) if args.results else 0
            for path in written:
                terminal.say(str(path))
    except ClashError as err:
        terminal.complain(str(err.clash.said))
        return 1
    return int(bool(unread))
