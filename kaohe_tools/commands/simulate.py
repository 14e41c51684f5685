"""``kaohe simulate``: what the scores, grades and ranks would look like, under one scheme or two."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from kaohe_tools.commands.common import add_profile, print_json
from kaohe_tools.errors import ModelError, PointsError
from kaohe_tools.locale import _
from kaohe_tools.points import parse_points

if TYPE_CHECKING:
    from kaohe_tools.model import Scheme
    from kaohe_tools.outlook import Beside, Outlook
    from kaohe_tools.profiles import Profile
    from kaohe_tools.sheets import Results
    from kaohe_tools.simulate import OutcomeModel

METHODS = ("exact", "monte-carlo")
_MOST_UNITS_SHOWN = 60


def add_options(verb: argparse.ArgumentParser) -> None:
    """Add the options of ``kaohe simulate`` to its parser."""
    verb.description = _(
        "Say what the scores, grades and ranks under a scheme would look like, exactly where that can be\n"
        "worked out. What happens to the units comes from last year's results (--results), from your own\n"
        "table (--outcomes), or is assumed; what is assumed is said first."
    )
    verb.epilog = _(
        "Examples:\n"
        "  kaohe simulate scheme.xlsx --results results.xlsx --grade 优秀=90 --grade 合格=60\n"
        "  kaohe simulate scheme.xlsx --results results.xlsx --quota 优秀=20% --format json\n"
        "  kaohe simulate 2018.xlsx --results results.xlsx --against 2019.xlsx     two schemes, unit by unit\n"
        "Exit code: 0 simulated, 2 unusable input."
    )
    verb.add_argument("file", type=Path, metavar="FILE", help=_("workbook with the scheme"))
    add_profile(verb)
    verb.add_argument("--sheet", metavar="NAME", help=_("sheet with the scheme, if there are several"))
    source = verb.add_mutually_exclusive_group()
    source.add_argument("--results", type=Path, metavar="RESULTS", help=_("workbook with the recorded results"))
    source.add_argument("--outcomes", type=Path, metavar="TABLE", help=_("your own table: how likely, how often"))
    verb.add_argument("--units", type=int, metavar="N", help=_("how many units, without results; default: 30"))
    verb.add_argument("--against", type=Path, metavar="OTHER", help=_("another scheme with the same rules"))
    verb.add_argument("--grade", action="append", metavar="NAME=LINE", help=_("a grade and the points that it takes"))
    verb.add_argument("--quota", action="append", metavar="NAME=SHARE", help=_("the largest share that may have it"))
    verb.add_argument("--shift", metavar="N", help=_("all units better by so many standard deviations; default: 0"))
    verb.add_argument("--spread", metavar="N", help=_("differences between units, as a multiple; default: 1"))
    verb.add_argument("--shock", metavar="N", help=_("share of variation that all units have in common; default: 0.1"))
    verb.add_argument("--response", metavar="N", help=_("effort follows the points (an assumption); default: 0, off"))
    verb.add_argument("--bonus-cap", metavar="N", help=_("the most that all bonuses of a unit come to"))
    verb.add_argument("--method", choices=METHODS, default="exact", help=_("default: exact"))
    verb.add_argument("--seed", type=int, default=0, metavar="N", help=_("for Monte Carlo; default: 0"))
    verb.add_argument("--replications", type=int, metavar="N", help=_("for Monte Carlo; default: 10000"))
    verb.add_argument("--format", choices=("table", "json"), default="table", help=_("default: table"))


def run(args: argparse.Namespace) -> int:
    """Simulate; print what is assumed, then the figures."""
    from kaohe_tools.profiles import load_profile
    from kaohe_tools.sheets import load_results, load_scheme

    profile = load_profile(args.profile)
    scheme = load_scheme(args.file, profile, sheet=args.sheet)
    results = load_results(args.results, scheme, profile) if args.results else None
    model = _model(args, scheme, results)
    first = _outlook(args, scheme, model)
    if args.against is None:
        _show(args, first, results)
        return 0
    from kaohe_tools.outlook import beside

    other = _scheme_of(args.against, profile)
    response = _number("response", args.response, 0.0)
    moved = model.responding(scheme, other, response) if response else model
    _show_both(args, beside(first, _outlook(args, other, moved)))
    return 0


def _scheme_of(path: Path, profile: Profile) -> Scheme:
    from kaohe_tools.sheets import load_scheme

    return load_scheme(path, profile)


def _model(args: argparse.Namespace, scheme: Scheme, results: Results | None) -> OutcomeModel:
    from kaohe_tools.simulate import default_model, model_from_results, model_from_table

    units = 30 if args.units is None else args.units
    if units < 1 or (args.units is not None and results is not None):
        raise ModelError(
            _("--units {n}: at least one unit is needed").format(n=units)
            if units < 1
            else _("--units goes without --results: the units are those of the results")
        )
    if results is not None:
        model = model_from_results(scheme, results.events)
    elif args.outcomes:
        model = model_from_table(scheme, args.outcomes, units)
    else:
        model = default_model(scheme, units)
    shock = None if args.shock is None else _number("shock", args.shock, 0.0)
    return model.adjusted(
        shift=_number("shift", args.shift, 0.0), spread=_number("spread", args.spread, 1.0), shock=shock
    )


def _outlook(args: argparse.Namespace, scheme: Scheme, model: OutcomeModel) -> Outlook:
    from kaohe_tools import terminal
    from kaohe_tools.outlook import Method, outlook
    from kaohe_tools.simulate.monte_carlo import REPLICATIONS

    lines = _lines(args.grade) if args.grade else None
    replications = REPLICATIONS if args.replications is None else args.replications
    with terminal.progress_bar(
        replications, quiet=args.quiet or args.method == "exact", what=_("simulating")
    ) as advance:
        done = 0

        def progress(now: int, _all: int) -> None:
            nonlocal done
            for _n in range(done, now):
                advance(None)
            done = now

        return outlook(
            scheme, model, lines=lines, quotas=_quotas(args.quota), method=Method(args.method), seed=args.seed,
            replications=replications, progress=progress,
            bonus_cap=None if args.bonus_cap is None else parse_points(args.bonus_cap),
        )  # fmt: skip


# ---------------------------------------------------------------- what is printed


def _show(args: argparse.Namespace, found: Outlook, results: Results | None) -> None:
    analysis = None
    if results is not None:
        from kaohe_tools.analysis import analyse
        from kaohe_tools.scoring import score

        analysis = analyse(score(found.scheme, results.events))
    if args.format == "json":
        data = {"version": _version(), **found.to_dict()}
        if analysis is not None and results is not None:
            data["analysis"] = analysis.to_dict()
            data["problems"] = [{"cell": p.where.cell, "message": str(p.message)} for p in results.problems]
        print_json(data)
        return
    from kaohe_tools import terminal

    for line in found.said:
        terminal.say(str(line))
    frame = found.to_frame()
    grades = [_("chance of {grade}").format(grade=grade) for grade in found.shares.grades]
    quotas = [_("among the first {n} ({name})").format(n=room, name=name) for name, room, _c in found.quotas]
    headings = [_("unit"), _("expected"), _("sd"), "5%", "50%", "95%", *grades, *quotas, _("expected rank")]
    columns: list[tuple[str, str]] = [("mean", "{:.1f}"), ("sd", "{:.1f}"), ("q05", "{:g}"), ("q50", "{:g}")]
    columns += [("q95", "{:g}"), *((f"grade {g}", "{:.0%}") for g in found.shares.grades)]
    columns += [(f"top {room} {name}", "{:.0%}") for name, room, _c in found.quotas] + [("expected rank", "{:.1f}")]
    rows = [[row["unit"], *(form.format(row[name]) for name, form in columns)] for _n, row in frame.iterrows()]
    if found.ranks is not None:
        headings.append(_("nine in ten"))
        ends = zip(frame["rank low"], frame["rank high"], strict=True)
        rows = [[*row, f"{low:g}–{high:g}"] for row, (low, high) in zip(rows, ends, strict=True)]
    terminal.print_table(headings, rows[:_MOST_UNITS_SHOWN])
    _say_more(len(rows))
    if analysis is not None and results is not None:
        for line in analysis.said:
            terminal.say(str(line))
        for problem in results.problems:
            terminal.complain(f"{problem.where.sheet} {problem.where.cell}: {problem.message}")


def _show_both(args: argparse.Namespace, found: Beside) -> None:
    if args.format == "json":
        print_json({"version": _version(), **found.to_dict()})
        return
    from kaohe_tools import terminal

    for said in (*found.second.result.model.assumptions(), *found.said):
        terminal.say(str(said))
    headings = [_("unit"), _("expected before"), _("expected after"), _("change"), _("places gained")]
    rows = [
        [row["unit"], f"{row['first']:.1f}", f"{row['second']:.1f}", f"{row['change']:+.1f}", f"{row['places']:+.1f}"]
        for _n, row in found.to_frame().iterrows()
    ]
    if found.error is not None:
        headings.append(_("± standard error"))
        rows = [[*row, f"{error:.2f}"] for row, error in zip(rows, found.error, strict=True)]
    terminal.print_table(headings, rows[:_MOST_UNITS_SHOWN])
    _say_more(len(rows))


def _say_more(rows: int) -> None:
    from kaohe_tools import terminal

    if rows > _MOST_UNITS_SHOWN:
        terminal.say(_("… {n} more units: --format json").format(n=rows - _MOST_UNITS_SHOWN))


def _version() -> str:
    from kaohe_tools import __version__

    return __version__


# ---------------------------------------------------------------- what was said


def _lines(said: Sequence[str]) -> dict[str, Decimal]:
    return {name: parse_points(line) for name, line in _pairs("grade", said)}


def _quotas(said: Sequence[str] | None) -> dict[str, Fraction]:
    found = {}
    for name, share in _pairs("quota", said or ()):
        try:
            whole = Fraction(share.removesuffix("%"))
        except (ValueError, ZeroDivisionError) as err:
            raise ModelError(_("--quota {said}: write a share as 20% or 0.2.").format(said=f"{name}={share}")) from err
        found[name] = whole / 100 if share.endswith("%") else whole
    return found


def _pairs(option: str, said: Sequence[str]) -> list[tuple[str, str]]:
    pairs = []
    for one in said:
        name, equals, value = one.partition("=")
        if not equals or not name.strip() or not value.strip():
            raise ModelError(_("--{option} {said}: write it as NAME=VALUE.").format(option=option, said=one))
        pairs.append((name.strip(), value.strip()))
    return pairs


def _number(option: str, written: str | None, default: float) -> float:
    if written is None:
        return default
    try:
        return float(parse_points(written.removeprefix("-"))) * (-1 if written.startswith("-") else 1)
    except PointsError as err:
        raise ModelError(_("--{option} {said}: a number was expected.").format(option=option, said=written)) from err
