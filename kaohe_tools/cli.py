"""The command line: ``kaohe lab | review | show | parse | score | rebalance | compare | checks``.

Exit codes: 0 nothing at or above ``--fail-on``; 1 findings; 2 unusable input or usage.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from kaohe_tools import __version__
from kaohe_tools.commands import compare, rebalance
from kaohe_tools.errors import KaoheError, LayoutError, OutputError
from kaohe_tools.locale import LANGUAGES, _, set_language, why

if TYPE_CHECKING:
    from kaohe_tools.findings import Review
    from kaohe_tools.profiles import Profile

FORMATS = ("table", "json", "md", "html", "docx", "xlsx")
FAIL_ON = ("error", "warning", "note", "never")


class _Parser(argparse.ArgumentParser):
    """argparse speaking the user's language, and saying where help is."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(formatter_class=_Help, add_help=False, **settings)
        self._optionals.title = _("options")
        self._positionals.title = _("what to name")
        self.add_argument("-h", "--help", action="help", help=_("show this help"))

    def error(self, message: str) -> NoReturn:
        for pattern, said in _usage_errors():
            if match := re.fullmatch(pattern, message):
                message = said.format(*match.groups())
                break
        self.exit(2, _("{prog}: {message}\n{prog} --help tells more.\n").format(prog=self.prog, message=message))


class _Help(argparse.RawDescriptionHelpFormatter):
    """Help with the usage line in the user's language."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, _("usage: ") if prefix is None else prefix)


def _usage_errors() -> tuple[tuple[str, str], ...]:
    """Return argparse's complaints as patterns, each with what to say instead."""
    return (
        (r"the following arguments are required: (.*)", _("{0} is missing")),
        (r"argument (.*?): invalid choice: '?(.*?)'? \(choose from (.*)\)", _("{0}: there is no {1}; choose from {2}")),
        (r"argument (.*?): expected one argument", _("{0}: what it should be is missing")),
        (r"argument (.*?): invalid (?:int|Path) value: '?(.*?)'?", _("{0}: {1} is no number")),
        (r"unrecognized arguments: (.*)", _("there is no option {0}")),
    )


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line, its texts in the language in use."""
    parser = _Parser(
        prog="kaohe",
        description=_("Read, check and review performance-assessment sheets."),
        epilog=_(
            "Start here:\n"
            "  kaohe lab                                     open the notebooks in JupyterLab\n"
            "  kaohe review sheet.xlsx                       what is wrong with a sheet\n"
            "  kaohe review sheet.xlsx --profile node-annual --format docx   and the memo about it\n"
            "  kaohe checks SM01                             what a check means"
        ),
    )
    parser.add_argument("--version", action="version", version=f"kaohe_tools {__version__}", help=_("show the version"))
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--lang", choices=LANGUAGES, help=_("language of all texts: zh (default) or en"))
    common.add_argument("-q", "--quiet", action="store_true", help=_("print only what was asked for"))
    verbs = parser.add_subparsers(dest="verb", title=_("commands"), metavar=_("command"), parser_class=_Parser)
    _add_lab(verbs, common)
    _add_review(verbs, common)
    _add_show(verbs, common)
    _add_parse(verbs, common)
    _add_score(verbs, common)
    _add_rebalance(verbs, common)
    _add_compare(verbs, common)
    _add_checks(verbs, common)
    return parser


def _add_lab(verbs: Any, common: argparse.ArgumentParser) -> None:
    lab = verbs.add_parser("lab", parents=[common], help=_("open JupyterLab on a copy of the notebooks"))
    lab.description = _(
        "Open JupyterLab on a working folder with a copy of the notebooks and samples. It listens on this\n"
        "machine only and asks for the token in the printed address. Notebooks you changed are kept."
    )
    lab.add_argument("folder", nargs="?", type=Path, help=_("working folder; default: kaohe-work here"))
    lab.add_argument("--port", type=int, help=_("port; default: a free one from 8888 on"))
    lab.add_argument("--no-browser", action="store_true", help=_("print the address instead of opening it"))
    lab.set_defaults(run=run_lab)


def _add_review(verbs: Any, common: argparse.ArgumentParser) -> None:
    review = verbs.add_parser("review", parents=[common], help=_("check sheets and write the memo"))
    review.description = _("Check sheets against a profile; print what was found or write it as a memo.")
    review.epilog = _(
        "Examples:\n"
        "  kaohe review sheet.xlsx --profile node-annual\n"
        "  kaohe review sheets/ --format xlsx --out memos     each workbook, annotated\n"
        "  kaohe review sheets/ --out memos                   one table of all sheets; goes on where it was stopped\n"
        "  kaohe review sheet.xlsx --ignore OW01=names-follow --fail-on warning\n"
        "Exit code: 0 nothing at or above --fail-on, 1 findings, 2 unusable input."
    )
    review.add_argument("files", nargs="+", type=Path, metavar="FILE|DIR", help=_("sheets, or folders of them"))
    _add_profile(review)
    review.add_argument("--format", choices=FORMATS, default="table", help=_("default: table"))
    review.add_argument("--out", type=Path, metavar="DIR", help=_("folder for the files written; default: here"))
    review.add_argument("--fail-on", choices=FAIL_ON, default="error", help=_("exit with 1 from this severity on"))
    review.add_argument(
        "--select", action="append", default=[], metavar="CHECK", help=_("run only these codes, names or families")
    )
    review.add_argument(
        "--ignore", action="append", default=[], metavar="CHECK=REASON", help=_("leave a check out, for a reason")
    )
    review.add_argument("--deadline", metavar="TIME", help=_("when the reply is due, such as 2018-05-25 10:00"))
    review.add_argument("--date", metavar="DAY", help=_("the memo's date, such as 2018-05-21; default: today"))
    review.add_argument("--jobs", type=int, metavar="N", help=_("files reviewed at a time; default: one for each CPU"))
    review.add_argument("--fresh", action="store_true", help=_("review all files again, those already done as well"))
    review.set_defaults(run=run_review)


def _add_show(verbs: Any, common: argparse.ArgumentParser) -> None:
    show = verbs.add_parser("show", parents=[common], help=_("show a sheet as it was read"))
    show.description = _("Show the scheme as read: sections, indicators, rules, problems.")
    show.add_argument("file", type=Path, metavar="FILE")
    _add_profile(show)
    show.add_argument("--format", choices=("table", "json"), default="table", help=_("default: table"))
    show.add_argument(
        "--layout", action="store_true", help=_("which column was taken as what, which rows were skipped")
    )
    show.set_defaults(run=run_show)


def _add_parse(verbs: Any, common: argparse.ArgumentParser) -> None:
    parse = verbs.add_parser("parse", parents=[common], help=_("read the rules in a criterion text, as JSON lines"))
    parse.description = _("Read criterion texts and print the rules that were understood, one JSON object a line.")
    parse.add_argument("text", nargs="?", help=_("a criterion text"))
    parse.add_argument("--points", help=_("the indicator's points"))
    parse.add_argument("--jsonl", type=Path, metavar="FILE", help=_('lines {"id", "text", "points"} instead'))
    parse.set_defaults(run=run_parse)


def _add_score(verbs: Any, common: argparse.ArgumentParser) -> None:
    score = verbs.add_parser("score", parents=[common], help=_("score recorded results by the rules of a sheet"))
    score.description = _(
        "Score what was recorded for each unit by the rules of a scheme; print totals and ranks.\n"
        "Results stand in a row for each unit and a column for each rule (20-1), or in a row for each record."
    )
    score.epilog = _(
        "Examples:\n"
        "  kaohe score scheme.xlsx results.xlsx\n"
        "  kaohe score scheme.xlsx results.xlsx --bonus-cap 5 --format json\n"
        "Exit code: 0 everything was read, 1 problems at cells (listed), 2 unusable input."
    )
    score.add_argument("scheme", type=Path, metavar="SCHEME", help=_("workbook with the scheme"))
    score.add_argument("results", type=Path, metavar="RESULTS", help=_("workbook with the recorded results"))
    score.add_argument("--sheet", metavar="NAME", help=_("sheet with the results; default: the first that holds some"))
    score.add_argument("--scheme-sheet", metavar="NAME", help=_("sheet with the scheme, if there are several"))
    _add_profile(score)
    score.add_argument("--bonus-cap", metavar="N", help=_("the most that all bonuses of a unit come to"))
    score.add_argument("--format", choices=("table", "json"), default="table", help=_("default: table"))
    score.set_defaults(run=run_score)


def _add_rebalance(verbs: Any, common: argparse.ArgumentParser) -> None:
    verb = verbs.add_parser("rebalance", parents=[common], help=_("move points under constraints, write them back"))
    _add_profile(verb)
    rebalance.add_options(verb)
    verb.set_defaults(run=rebalance.run)


def _add_compare(verbs: Any, common: argparse.ArgumentParser) -> None:
    verb = verbs.add_parser("compare", parents=[common], help=_("say what changed between two sheets or scenarios"))
    _add_profile(verb)
    compare.add_options(verb)
    verb.set_defaults(run=compare.run)


def _add_checks(verbs: Any, common: argparse.ArgumentParser) -> None:
    checks = verbs.add_parser("checks", parents=[common], help=_("list the checks, or explain one"))
    checks.description = _("List all checks; with a code or name, say what it does, why, and how to mend it.")
    checks.add_argument("code", nargs="?", metavar="CODE", help=_("such as SM01 or total-mismatch"))
    checks.set_defaults(run=run_checks)


def _add_profile(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--profile", default="default", metavar="NAME|FILE", help=_("what your office requires; default: default")
    )


def run_lab(args: argparse.Namespace) -> int:
    """Open JupyterLab."""
    from kaohe_tools import lab

    return lab.run_lab(args.folder, browser=not args.no_browser, port=args.port, lang=args.lang or "")


def run_review(args: argparse.Namespace) -> int:
    """Review every file; a bad one never stops the others."""
    from kaohe_tools.batch import find_files
    from kaohe_tools.profiles import Deadline, load_profile

    day = _day(args.date)
    if args.jobs is not None and args.jobs < 1:
        raise KaoheError(_("--jobs {n}: at least 1 file must be reviewed at a time.").format(n=args.jobs))
    profile = load_profile(args.profile)
    if args.deadline:
        profile = profile.replace(deadline=Deadline.read(args.deadline))
    ignore = _reasons(args.ignore)
    if args.out and args.format == "json":
        raise KaoheError(_out_with(args.format))
    files = find_files(args.files)
    if len(files) > 1:
        return _review_many(args, files, profile, ignore, day)
    if args.out and args.format == "table":
        raise KaoheError(_out_with(args.format))
    return _review_one(args, files[0], profile, ignore, day)


def _out_with(form: str) -> str:
    return _("--out goes with --format md, html, docx or xlsx; {form} is printed.").format(form=form)


def _review_one(args: argparse.Namespace, path: Path, profile: Profile, ignore: dict[str, str], day: Any) -> int:
    from kaohe_tools import terminal
    from kaohe_tools.batch.job import is_what_it_says
    from kaohe_tools.checks import review_scheme
    from kaohe_tools.memo import build_memo, render_memo
    from kaohe_tools.sheets import load_schemes

    reviews: list[Review] = []
    errors: list[dict[str, str]] = []
    others: list[dict[str, str]] = []
    written: list[Path] = []
    try:
        schemes = load_schemes(path, profile)
        reviews += [review_scheme(scheme, profile, select=args.select, ignore=ignore) for scheme in schemes]
        if args.format not in ("table", "json") and (args.out or args.format != "md"):
            written += [_write(review, path, args, day, alone=len(reviews) == 1) for review in reviews]
    except KaoheError as err:
        other = isinstance(err, LayoutError) and path not in args.files and is_what_it_says(path)
        kept = others if other else errors
        kept.append({"file": str(path), "message": str(err)})
        terminal.complain(str(err))
    if args.format == "json":
        _print_reviews_json([r.to_dict() for r in reviews], errors, others)
    elif args.format == "table":
        terminal.print_reviews(reviews, quiet=args.quiet)
    elif args.format == "md" and not args.out:
        sys.stdout.write("\n".join(render_memo(build_memo(r, date=day), "md").decode() for r in reviews))
    for made in written:
        terminal.say(str(made))
    worst = [review.worst.value for review in reviews if review.worst is not None]
    return 2 if errors else _exit_code(worst, args.fail_on)


def _review_many(
    args: argparse.Namespace, files: list[Path], profile: Profile, ignore: dict[str, str], day: Any
) -> int:
    """Review files side by side; with --out, keep what is done and write the summary."""
    from kaohe_tools import terminal
    from kaohe_tools.batch import Store, review_files, summary_html, summary_xlsx

    form = "" if args.format == "table" else args.format
    store = None
    if args.out:
        store = Store(args.out, fresh=args.fresh)
    elif form not in ("", "json", "md"):
        store = Store(Path(), journal=False)
    done: list[object] = []
    try:
        with terminal.progress_bar(len(files), quiet=args.quiet) as advance:

            def on_done(outcome: object) -> None:
                done.append(outcome)
                advance(outcome)

            result = review_files(
                files,
                profile,
                jobs=args.jobs,
                select=args.select,
                ignore=ignore,
                form=form,
                day=day,
                on_done=on_done,
                store=store,
            )
    except KeyboardInterrupt:
        said = _("Stopped after {n} of {all} files.").format(n=len(done), all=len(files))
        if args.out:
            said += _(" The same command goes on from here.")
        terminal.complain(said)
        return 130
    named = {path.as_posix() for path in args.files}
    bad = [f for f in (*result.failed, *result.no_scheme) if not f.no_scheme or f.file in named]
    for failed in bad:
        terminal.complain(failed.message)
    documents = [d.data.decode() for o in result.reviewed for d in o.documents]
    if form == "json":
        others = [f for f in result.no_scheme if f not in bad]
        plain = [[{"file": str(Path(f.file)), "message": f.message} for f in files_] for files_ in (bad, others)]
        _print_reviews_json([json.loads(d) for d in documents], *plain)
    elif form == "md" and not args.out:
        sys.stdout.write("\n".join(documents))
    elif not form:
        terminal.print_summary(result, quiet=args.quiet)
    if store:
        for notice in store.notices():
            terminal.complain(notice)
        if args.out:
            pages = {"summary.xlsx": summary_xlsx(result), "summary.html": summary_html(result)}
            store.written += store.write_summaries(pages)
        for made in store.written:
            terminal.say(str(made))
    severities = ("errors", "warnings", "notes")
    worst = [s[:-1] for s in severities if any(getattr(row, s) for o in result.reviewed for row in o.rows)]
    return 2 if bad else _exit_code(worst, args.fail_on)


def _print_reviews_json(reviews: list[Any], errors: list[dict[str, str]], others: list[dict[str, str]]) -> None:
    extra = {"errors": errors, "no_scheme": others}
    _print_json({"reviews": reviews} | {name: found for name, found in extra.items() if found})


def _write(review: Review, source: Path, args: argparse.Namespace, day: Any, *, alone: bool) -> Path:
    from kaohe_tools import terminal
    from kaohe_tools.memo import build_memo, free_path, memo_name, write_memo

    folder = args.out or Path()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as err:
        raise OutputError(_("{path} cannot be made: {why}").format(path=folder, why=why(err))) from err
    memo = build_memo(review, date=day)
    for notice in memo.notices:
        terminal.complain(f"{source.name}: {notice}")
    name = memo_name(memo, args.format, source.suffix, sheet="" if alone else review.scheme.sheet)
    return write_memo(memo, free_path(folder, name), source=source)


def run_show(args: argparse.Namespace) -> int:
    """Show the schemes of a file as read."""
    from kaohe_tools import terminal
    from kaohe_tools.profiles import load_profile
    from kaohe_tools.sheets import load_schemes

    profile = load_profile(args.profile)
    if args.layout:
        return _show_layout(args, profile)
    schemes = load_schemes(args.file, profile)
    if args.format == "json":
        _print_json({"schemes": [s.to_dict() for s in schemes]})
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
        _print_json({"schemes": schemes} | ({"unread": unread} if unread else {}))
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


def run_parse(args: argparse.Namespace) -> int:
    """Read the rules in criterion texts."""
    from kaohe_tools.criteria.jsonl import parse_lines

    if (args.text is None) == (args.jsonl is None):
        raise KaoheError(_("name a criterion text, or a file of them with --jsonl."))
    if args.jsonl is None:
        lines = [json.dumps({"id": "1", "text": args.text, "points": args.points})]
    else:
        try:
            lines = args.jsonl.read_text(encoding="utf-8").splitlines()
        except OSError as err:
            raise KaoheError(_("{path} cannot be read: {why}").format(path=args.jsonl, why=why(err))) from err
        except UnicodeDecodeError as err:
            raise KaoheError(_("{path} is no UTF-8 text; save it as UTF-8.").format(path=args.jsonl)) from err
    for result in parse_lines(lines):
        sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")
    return 0


def run_score(args: argparse.Namespace) -> int:
    """Score recorded results and print totals and ranks."""
    from kaohe_tools import terminal
    from kaohe_tools.points import parse_points
    from kaohe_tools.profiles import load_profile
    from kaohe_tools.sheets import load_results, load_scheme
    from kaohe_tools.sheets.results_scored import standings

    profile = load_profile(args.profile)
    bonus_cap = None if args.bonus_cap is None else parse_points(args.bonus_cap)
    scheme = load_scheme(args.scheme, profile, sheet=args.scheme_sheet)
    found = standings(load_results(args.results, scheme, profile, sheet=args.sheet), bonus_cap=bonus_cap)
    if args.format == "json":
        _print_json(found.to_dict())
    else:
        terminal.print_scores(found, quiet=args.quiet)
    return int(bool(found.problems))


def run_checks(args: argparse.Namespace) -> int:
    """List the checks, or explain one."""
    from kaohe_tools import terminal
    from kaohe_tools.checks import check_catalogue, explain

    if args.code:
        terminal.say(explain(args.code))
    else:
        terminal.print_catalogue(check_catalogue())
    return 0


def _reasons(items: Sequence[str]) -> dict[str, str]:
    reasons = {}
    for item in items:
        code, _equals, reason = item.partition("=")
        if not reason.strip():
            raise KaoheError(
                _("--ignore {item}: say why, such as {code}=reason").format(item=item, code=code or "OW01")
            )
        reasons[code] = reason
    return reasons


def _day(written: str | None) -> Any:
    from datetime import date

    try:
        return date.fromisoformat(written) if written else None
    except ValueError as err:
        raise KaoheError(_("--date {day}: write it as 2018-05-21").format(day=written)) from err


def _exit_code(found: Sequence[str], fail_on: str) -> int:
    """Return 1 if one of the severities found is at or above the limit."""
    from kaohe_tools.findings import Severity

    if fail_on == "never":
        return 0
    return int(any(Severity(severity).rank <= Severity(fail_on).rank for severity in found))


def _print_json(data: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2) + "\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    argv = sys.argv[1:] if argv is None else list(argv)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # Windows terminals default to a code page without many characters
            stream.reconfigure(encoding="utf-8", errors="replace")
    early = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    early.add_argument("--lang", choices=LANGUAGES)
    try:
        set_language(early.parse_known_args([a for a in argv if a not in ("-h", "--help")])[0].lang)
    except SystemExit as err:  # a --lang that is not known: argparse has said so
        return int(err.code or 2)
    parser = build_parser()
    args = parser.parse_args(argv)
    if args.verb is None:
        parser.print_help()
        return 2
    try:
        return int(args.run(args))
    except KaoheError as err:
        sys.stderr.write(f"{err}\n")
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader of the pipe has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


if __name__ == "__main__":
    sys.exit(main())
