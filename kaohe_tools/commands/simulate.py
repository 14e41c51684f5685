"""``kaohe simulate``: what the scores, grades and ranks would look like, under one scheme or two."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from kaohe_tools.commands.bonus import add_bonus_cap, bonus_caps
from kaohe_tools.commands.common import add_profile
from kaohe_tools.commands.compare import scheme_named
from kaohe_tools.commands.simulate_report import Asked, Both, show, show_both
from kaohe_tools.errors import ModelError, PointsError
from kaohe_tools.locale import _
from kaohe_tools.points import parse_points

if TYPE_CHECKING:
    from kaohe_tools.model import Scheme
    from kaohe_tools.outlook import Outlook
    from kaohe_tools.sheets import Results
    from kaohe_tools.simulate import OutcomeModel

METHODS = ("exact", "monte-carlo")


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
        "  kaohe simulate 2018.xlsx --against '2018.xlsx#Draft'     a draft of the rebalancing panel\n"
        "Exit code: 0 simulated, 1 cells of the results could not be read (listed), 2 unusable input."
    )
    verb.add_argument("file", metavar="FILE", help=_("workbook with the scheme"))
    add_profile(verb)
    verb.add_argument("--sheet", metavar="NAME", help=_("sheet with the scheme, if there are several"))
    source = verb.add_mutually_exclusive_group()
    source.add_argument("--results", type=Path, metavar="RESULTS", help=_("workbook with the recorded results"))
    source.add_argument("--outcomes", type=Path, metavar="TABLE", help=_("your own table: how likely, how often"))
    verb.add_argument("--units", type=int, metavar="N", help=_("how many units, without results; default: 30"))
    verb.add_argument("--against", metavar="OTHER", help=_("another scheme, side by side"))
    verb.add_argument("--results-sheet", metavar="NAME", help=_("sheet of the results; default: the first with some"))
    verb.add_argument("--against-sheet", metavar="NAME", help=_("sheet with the other scheme, if there are several"))
    verb.add_argument("--grade", action="append", metavar="NAME=LINE", help=_("a grade and the points that it takes"))
    verb.add_argument("--quota", action="append", metavar="NAME=SHARE", help=_("the largest share that may have it"))
    verb.add_argument("--shift", metavar="N", help=_("all units better by so many standard deviations; default: 0"))
    verb.add_argument("--spread", metavar="N", help=_("differences between units, as a multiple; default: 1"))
    verb.add_argument("--shock", metavar="N", help=_("share of variation that all units have in common; default: 0.1"))
    verb.add_argument("--response", metavar="N", help=_("effort follows the points (an assumption); default: 0, off"))
    add_bonus_cap(verb)
    verb.add_argument("--method", choices=METHODS, default="exact", help=_("default: exact"))
    verb.add_argument("--seed", type=int, default=0, metavar="N", help=_("for Monte Carlo; default: 0"))
    verb.add_argument("--replications", type=int, metavar="N", help=_("for Monte Carlo; default: 10000"))
    verb.add_argument("--format", choices=("table", "json"), default="table", help=_("default: table"))


def run(args: argparse.Namespace) -> int:
    """Simulate; print what is assumed, then the figures."""
    from kaohe_tools import terminal
    from kaohe_tools.profiles import load_profile
    from kaohe_tools.sheets import load_results

    profile = load_profile(args.profile)
    scheme = scheme_named(args.file, profile, args.sheet)
    other = scheme_named(args.against, profile, args.against_sheet) if args.against else None
    results = load_results(args.results, scheme, profile, sheet=args.results_sheet) if args.results else None
    problems = results.problems if results else ()
    for problem in problems:
        where = problem.where
        terminal.complain(f"{where.file} {where.sheet} {where.cell}: {problem.message}")
    caps = bonus_caps(args.bonus_cap)
    asked = Asked(
        args=args, profile=profile, results=results, quotas=_quotas(args.quota), bonus_cap=caps.whole,
        section_caps=caps.of(*(s for s in (scheme, other) if s is not None)),
    )  # fmt: skip
    model = _model(args, scheme, results)
    if other is None:
        show(asked, _outlook(asked, scheme, _adjusted(args, model)))
    else:
        show_both(asked, _both(asked, scheme, other, model))
    return int(bool(problems))


def _both(asked: Asked, scheme: Scheme, other: Scheme, model: OutcomeModel) -> Both:
    from kaohe_tools.compare import carry_model
    from kaohe_tools.outlook import beside

    args, carried = asked.args, carry_model(scheme, other, model)
    second, response = _adjusted(args, carried.model), _number("response", args.response, 0.0)
    if response:
        second = second.responding(scheme, carried.scheme, response)
    first = _outlook(asked, scheme, _adjusted(args, model))
    return Both(second=other, carried=carried, seen=beside(first, _outlook(asked, carried.scheme, second)))


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
        if results.recorded and not results.n_events:
            raise ModelError(
                _(
                    "{file}: the sheet holds points and not what happened; chances cannot be learnt from points. Give "
                    "them with --outcomes; kaohe compare says what other points would make of these."
                ).format(file=results.file)
            )
        return model_from_results(scheme, results.events)
    return model_from_table(scheme, args.outcomes, units) if args.outcomes else default_model(scheme, units)


def _adjusted(args: argparse.Namespace, model: OutcomeModel) -> OutcomeModel:
    shock = None if args.shock is None else _number("shock", args.shock, 0.0)
    return model.adjusted(
        shift=_number("shift", args.shift, 0.0), spread=_number("spread", args.spread, 1.0), shock=shock
    )


def _outlook(asked: Asked, scheme: Scheme, model: OutcomeModel) -> Outlook:
    from kaohe_tools import terminal
    from kaohe_tools.outlook import Method, outlook
    from kaohe_tools.simulate.monte_carlo import REPLICATIONS

    args = asked.args
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
            scheme, model, lines=lines, quotas=asked.quotas, method=Method(args.method), seed=args.seed,
            replications=replications, progress=progress, bonus_cap=asked.bonus_cap,
            group_caps=asked.caps_of(scheme),
        )  # fmt: skip


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
