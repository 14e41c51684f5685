"""``kaohe memo``: write a memo on a review, a design, a simulation or a comparison."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kaohe_tools.commands.common import add_profile
from kaohe_tools.errors import KaoheError, MemoError, OutputError
from kaohe_tools.locale import _, why

if TYPE_CHECKING:
    from kaohe_tools.memo import Input, Order
    from kaohe_tools.profiles import Profile

KINDS = ("review", "design", "simulation", "comparison")
FORMATS = ("docx", "html", "xlsx", "md", "json")
_OPTIONS = (
    *("grade", "quota", "units", "shift", "spread", "shock", "response", "bonus_cap"),
    *("method", "seed", "replications", "ignore", "reason"),
)


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
    about.add_argument("--bonus-cap", metavar="N", help=_("the most that all bonuses of a unit come to"))
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
    from kaohe_tools.memo import free_path, made_name, make_memo, write_memo
    from kaohe_tools.profiles import load_profile
    from kaohe_tools.rebalance import ClashError

    profile = load_profile(args.profile)
    notices = 0
    try:
        for order in _orders(args, profile):
            made = make_memo(order)
            for notice in made.notices:
                terminal.complain(f"{order.inputs[0].path.name}: {notice}")
            notices += len(made.notices) if order.input("results") else 0
            _folder(args.out)
            for form in args.format or ("docx",):
                terminal.say(str(write_memo(made, free_path(args.out, made_name(made, form)), format=form)))
    except ClashError as err:
        terminal.complain(str(err.clash.said))
        return 1
    return int(bool(notices))


def _folder(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as err:
        raise OutputError(_("{path} cannot be made: {why}").format(path=out, why=why(err))) from err


def _orders(args: argparse.Namespace, profile: Profile) -> Iterator[Order]:
    """Yield the memos that are asked for: one for each scheme of a review or a design, else one in all."""
    from kaohe_tools.memo import Input, Kind, Letter, Order, read_wording

    kind = Kind(args.kind)
    letter = Letter.of(
        _day(args.date),
        deadline=args.deadline,
        addressee=args.addressee,
        number=args.number,
        signature=args.signature,
        notes=args.note,
        wording=read_wording(args.wording) if args.wording else (),
    )
    options: dict[str, tuple[str, ...]] = {}
    for name in _OPTIONS:
        said = getattr(args, name)
        if said:
            options[name] = tuple(said) if isinstance(said, list) else (str(said),)
    roles = {Kind.SIMULATION: ("sheet", "against"), Kind.COMPARISON: ("old", "new")}.get(kind, ())
    if roles:
        _count(kind, len(args.files), 1 if kind is Kind.SIMULATION else 2)
        pairs = zip(roles, args.files, args.sheet or [""] * len(args.files), strict=False)
        inputs = [named(role, said, sheet) for role, said, sheet in pairs]
        for role, path, sheet in (("results", args.results, args.results_sheet), ("outcomes", args.outcomes, None)):
            inputs += [Input(role=role, path=path, sheet=sheet or "")] if path else []
        yield Order(kind=kind, inputs=tuple(inputs), profile=profile, options=options, letter=letter)
        return
    for role, path in (("results", args.results), ("outcomes", args.outcomes)):
        if path:
            raise MemoError(_("--{option} goes with --kind simulation or comparison.").format(option=role))
    for n, said in enumerate(args.files):
        sheet = args.sheet[n] if args.sheet and n < len(args.sheet) else ""
        for given in _each_scheme(named("sheet", said, sheet), profile):
            asked = options | {"spec": (_spec(given, profile, args.spec),)} if kind is Kind.DESIGN else options
            yield Order(kind=kind, inputs=(given,), profile=profile, options=asked, letter=letter)


def _count(kind: str, files: int, least: int) -> None:
    most = 2
    if not least <= files <= most:
        said = _("A memo of the kind {kind} takes {least} or {most} files, not {n}.")
        if least == most:
            said = _("A memo of the kind {kind} takes {most} files, the sheet before and the sheet now, not {n}.")
        raise MemoError(said.format(kind=kind, least=least, most=most, n=files))


def named(role: str, said: str, sheet: str = "") -> Input:
    """Return ``SHEET`` or, where no file has that name, ``SHEET#SCENARIO`` as an input.

    Raises
    ------
    KaoheError
        If there is no such scenario, or its sheet reads otherwise now than when it was made.
    """
    from hashlib import sha256

    from kaohe_tools.memo import Input

    file, hash_, name = said.rpartition("#")
    if not hash_ or Path(said).exists():
        return Input(role=role, path=Path(said), sheet=sheet)
    from kaohe_tools.panels.scenario_scheme import find_scenario, kept_of

    path = Path(file)
    folder = path.resolve().parent if file else Path.cwd()
    kept, source = kept_of(folder, find_scenario(folder, name, path.name if file else "").id)
    found = Input(role=role, path=path if path.is_file() else folder / source.name, sheet=source.sheet, kept=kept)
    if sha256(found.data).hexdigest() != sha256(source.data).hexdigest():
        raise MemoError(
            _(
                "{file} was changed since the scenario “{name}” was made from it; make the scenario from the new one."
            ).format(file=found.path.name, name=name)
        )
    return found


def _each_scheme(given: Input, profile: Profile) -> Iterator[Input]:
    """Yield an input for every scheme of a workbook, unless one is named."""
    from dataclasses import replace

    from kaohe_tools.sheets import load_schemes

    if given.sheet or given.kept:
        yield given
        return
    for scheme in load_schemes(given.path, profile):
        yield replace(given, sheet=scheme.sheet)


def _spec(given: Input, profile: Profile, path: Path | None) -> str:
    """Return what is asked of the points as text: the scenario's, the file's, or what sheet and profile say."""
    from kaohe_tools.commands.rebalance import start_of
    from kaohe_tools.rebalance.spec import read_spec, write_spec
    from kaohe_tools.sheets import load_scheme

    if given.kept is not None:
        if path is not None:
            raise MemoError(_("--spec goes without a scenario: the scenario has its own constraints."))
        return ""
    problem = start_of(load_scheme(given.path, profile, sheet=given.sheet or None), profile)
    return write_spec(read_spec(path, problem) if path else problem, source=False)


def _day(written: str | None) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError as err:
        raise KaoheError(_("--date {day}: write it as 2018-05-21").format(day=written)) from err
