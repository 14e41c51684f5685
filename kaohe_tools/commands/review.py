"""``kaohe review``: check sheets, print what was found or write it as memos."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kaohe_tools.commands.common import add_profile, print_json
from kaohe_tools.errors import KaoheError, LayoutError
from kaohe_tools.files import make_folder
from kaohe_tools.locale import _

if TYPE_CHECKING:
    from kaohe_tools.batch import BatchResult, Store
    from kaohe_tools.batch.outcome import Failed
    from kaohe_tools.findings import Review
    from kaohe_tools.profiles import Profile

FORMATS = ("table", "json", "md", "html", "docx", "xlsx")
FAIL_ON = ("error", "warning", "note", "never")


def add_options(verb: argparse.ArgumentParser) -> None:
    """Add the options of ``kaohe review`` to its parser."""
    verb.description = _("Check sheets against a profile; print what was found or write it as a memo.")
    verb.epilog = _(
        "Examples:\n"
        "  kaohe review sheet.xlsx --profile node-annual\n"
        "  kaohe review sheets/ --format xlsx --out memos     each workbook, annotated\n"
        "  kaohe review sheets/ --out memos                   one table of all sheets; goes on where it was stopped\n"
        "  kaohe review sheet.xlsx --ignore OW01=names-follow --fail-on warning\n"
        "Exit code: 0 nothing at or above --fail-on, 1 findings, 2 unusable input."
    )
    verb.add_argument("files", nargs="+", type=Path, metavar="FILE|DIR", help=_("sheets, or folders of them"))
    add_profile(verb)
    verb.add_argument("--format", choices=FORMATS, default="table", help=_("default: table"))
    verb.add_argument("--out", type=Path, metavar="DIR", help=_("folder for the files written; default: here"))
    verb.add_argument("--fail-on", choices=FAIL_ON, default="error", help=_("exit with 1 from this severity on"))
    verb.add_argument(
        "--select", action="append", default=[], metavar="CHECK", help=_("run only these codes, names or families")
    )
    verb.add_argument(
        "--ignore", action="append", default=[], metavar="CHECK=REASON", help=_("leave a check out, for a reason")
    )
    verb.add_argument("--deadline", metavar="TIME", help=_("when the reply is due, such as 2018-05-25 10:00"))
    verb.add_argument("--date", metavar="DAY", help=_("the memo's date, such as 2018-05-21; default: today"))
    verb.add_argument("--jobs", type=int, metavar="N", help=_("files reviewed at a time; default: one for each CPU"))
    verb.add_argument("--fresh", action="store_true", help=_("review all files again, those already done as well"))


def run(args: argparse.Namespace) -> int:
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
    from kaohe_tools.batch import Store, review_files

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
    _print_many(args, result, bad)
    if store:
        _say_written(args, result, store)
    severities = ("errors", "warnings", "notes")
    worst = [s[:-1] for s in severities if any(getattr(row, s) for o in result.reviewed for row in o.rows)]
    return 2 if bad else _exit_code(worst, args.fail_on)


def _print_many(args: argparse.Namespace, result: BatchResult, bad: list[Failed]) -> None:
    from kaohe_tools import terminal

    documents = [d.data.decode() for o in result.reviewed for d in o.documents]
    if args.format == "json":
        others = [f for f in result.no_scheme if f not in bad]
        plain = [[{"file": str(Path(f.file)), "message": f.message} for f in files] for files in (bad, others)]
        _print_reviews_json([json.loads(d) for d in documents], *plain)
    elif args.format == "md" and not args.out:
        sys.stdout.write("\n".join(documents))
    elif args.format == "table":
        terminal.print_summary(result, quiet=args.quiet)


def _say_written(args: argparse.Namespace, result: BatchResult, store: Store) -> None:
    """Write the summaries, with --out, and say what was written."""
    from kaohe_tools import terminal
    from kaohe_tools.batch import summary_html, summary_xlsx

    for notice in store.notices():
        terminal.complain(notice)
    if args.out:
        pages = {"summary.xlsx": summary_xlsx(result), "summary.html": summary_html(result)}
        store.written += store.write_summaries(pages)
    for made in store.written:
        terminal.say(str(made))


def _print_reviews_json(reviews: list[Any], errors: list[dict[str, str]], others: list[dict[str, str]]) -> None:
    extra = {"errors": errors, "no_scheme": others}
    print_json({"reviews": reviews} | {name: found for name, found in extra.items() if found})


def _write(review: Review, source: Path, args: argparse.Namespace, day: Any, *, alone: bool) -> Path:
    from kaohe_tools import terminal
    from kaohe_tools.memo import build_memo, free_path, memo_name, write_memo

    folder = args.out or Path()
    make_folder(folder)
    memo = build_memo(review, date=day)
    for notice in memo.notices:
        terminal.complain(f"{source.name}: {notice}")
    name = memo_name(memo, args.format, source.suffix, sheet="" if alone else review.scheme.sheet)
    return write_memo(memo, free_path(folder, name), source=source)


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
