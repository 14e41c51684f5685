"""``kaohe compare``: what changed between two sheets or scenarios, as a table, as JSON, as a page to print."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kaohe_tools.commands.bonus import add_bonus_cap
from kaohe_tools.commands.common import add_profile
from kaohe_tools.errors import KaoheError, OutputError
from kaohe_tools.files import refuse_source, write_whole
from kaohe_tools.locale import _
from kaohe_tools.plain_text import json_text

if TYPE_CHECKING:
    from kaohe_tools.compare import Difference
    from kaohe_tools.model import Scheme
    from kaohe_tools.profiles import Profile

FORMATS = ("table", "json", "html")


def add_options(verb: argparse.ArgumentParser) -> None:
    """Add the options of ``kaohe compare`` to its parser."""
    verb.description = _(
        "Say what changed between two sheets: rows, points, times, rules, words, sections, findings; with\n"
        "last year's results also who gains and who loses. SHEET#NAME is the scenario of that name which\n"
        "the rebalancing panel has kept beside the sheet."
    )
    verb.epilog = _(
        "Examples:\n"
        "  kaohe compare sheet-2018.xlsx sheet-2019.xlsx --profile node-annual\n"
        "  kaohe compare sheet.xlsx 'sheet.xlsx#Draft' --results results.xlsx --grade excellent=90 --grade good=80\n"
        "  kaohe compare old.xlsx new.xlsx --format html --out changes.html      a page to print\n"
        "Exit code: 0 compared, 1 cells of the results could not be read (listed), 2 unusable input."
    )
    verb.add_argument("old", metavar="OLD", help=_("the sheet before, or SHEET#SCENARIO"))
    verb.add_argument("new", metavar="NEW", help=_("the sheet now, or SHEET#SCENARIO"))
    add_profile(verb)
    verb.add_argument("--results", type=Path, metavar="R", help=_("what was recorded under the old sheet"))
    verb.add_argument("--old-sheet", metavar="NAME", help=_("sheet of OLD with the scheme, if there are several"))
    verb.add_argument("--new-sheet", metavar="NAME", help=_("sheet of NEW with the scheme, if there are several"))
    verb.add_argument("--results-sheet", metavar="NAME", help=_("sheet of the results; default: the first with some"))
    verb.add_argument(
        "--grade", action="append", metavar="NAME=N|P%", help=_("a grade by its least points, quota, or both: 90,20%%")
    )
    add_bonus_cap(verb)
    verb.add_argument("--format", choices=FORMATS, default="table", help=_("default: table"))
    verb.add_argument("--out", type=Path, metavar="FILE", help=_("write JSON or the page into a file"))
    verb.add_argument("--force", action="store_true", help=_("let --out replace a file"))


def run(args: argparse.Namespace) -> int:
    """Compare two sheets; print or write what changed."""
    from kaohe_tools import terminal
    from kaohe_tools.bonus_caps import bonus_caps
    from kaohe_tools.compare import compare
    from kaohe_tools.grades import read_grading
    from kaohe_tools.profiles import load_profile
    from kaohe_tools.sheets import load_results

    if args.out and args.format == "table":
        raise KaoheError(_("--out goes with --format html or json; {form} is printed.").format(form=args.format))
    if args.out:
        refuse_source(args.out, _inputs(args))
    profile = load_profile(args.profile)
    grading = read_grading(args.grade) if args.grade else None
    caps = bonus_caps(args.bonus_cap)
    if _is_same(args):
        said = _("{file} is named twice; name the sheet before and the sheet now, or SHEET#SCENARIO.")
        raise KaoheError(said.format(file=args.old))
    old = scheme_named(args.old, profile, args.old_sheet)
    new = scheme_named(args.new, profile, args.new_sheet)
    results = load_results(args.results, old, profile, sheet=args.results_sheet) if args.results else None
    found = compare(
        old, new, results, profile=profile, grading=grading, bonus_cap=caps.whole, group_caps=caps.of(old, new)
    )
    if args.format == "table":
        terminal.print_difference(found, quiet=args.quiet)
    else:
        _write(_page(found) if args.format == "html" else _json(found), args)
    problems = results.problems if results else ()
    for problem in problems:
        where = problem.where
        terminal.complain(f"{where.file} {where.sheet} {where.cell}: {problem.message}")
    return int(bool(problems))


def scheme_named(said: str, profile: Profile, sheet: str | None = None) -> Scheme:
    """Return the scheme of ``SHEET`` or, where no file has that name, of the scenario ``SHEET#NAME``.

    Raises
    ------
    KaoheError
        If there is no such file or scenario, or the file holds several schemes and `sheet` names none.
    """
    from kaohe_tools.sheets import load_scheme

    path, hash_, name = said.rpartition("#")
    if not hash_ or Path(said).exists():
        return load_scheme(said, profile, sheet=sheet)
    from kaohe_tools.panels.scenario_scheme import find_scenario, scheme_of

    folder = Path(path).resolve().parent if path else Path.cwd()
    return scheme_of(folder, find_scenario(folder, name, Path(path).name if path else "").id)


def _inputs(args: argparse.Namespace) -> list[Path]:
    """Return the files that the comparison rests on; a scenario stands for its sheet and for the store."""
    from kaohe_tools.scenarios import STORE_NAME

    named = [Path(said) for said in (args.old, args.new, args.results, args.profile) if said]
    for said in (args.old, args.new):
        sheet, hash_, _name = said.rpartition("#")
        if hash_ and not Path(said).exists():
            named += [Path(sheet), Path(sheet).parent / STORE_NAME]
    return named


def _is_same(args: argparse.Namespace) -> bool:
    """Return whether both names lead to the same sheet of the same file, scenarios apart."""
    old, new = Path(args.old), Path(args.new)
    if args.old_sheet != args.new_sheet:
        return False
    return args.old == args.new or (old.exists() and new.exists() and old.samefile(new))


def _json(found: Difference) -> str:
    return json_text(found.to_dict(), indent=2) + "\n"


def _page(found: Difference) -> str:
    from kaohe_tools.memo.comparison import comparison_html

    return comparison_html(found)


def _write(text: str, args: argparse.Namespace) -> None:
    if not args.out:
        sys.stdout.write(text)
        return
    from kaohe_tools import terminal

    if args.out.exists() and not args.force:
        raise OutputError(_("{path} exists; name another file, or say --force to replace it.").format(path=args.out))
    write_whole(args.out, text.encode())
    terminal.say(str(args.out))
