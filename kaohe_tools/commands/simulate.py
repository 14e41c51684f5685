"""``kaohe simulate``: what the scores, grades and ranks would look like, under one scheme or two."""

from __future__ import annotations

import argparse
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kaohe_tools.commands.common import add_profile, print_json
from kaohe_tools.commands.compare import scheme_named
from kaohe_tools.errors import ModelError, PointsError
from kaohe_tools.locale import _
from kaohe_tools.points import as_number, parse_points

if TYPE_CHECKING:
    from kaohe_tools.analysis import Analysis
    from kaohe_tools.grades import Line
    from kaohe_tools.model import Scheme
    from kaohe_tools.outlook import Beside, Outlook
    from kaohe_tools.profiles import Profile
    from kaohe_tools.sheets import Results
    from kaohe_tools.simulate import Histogram, OutcomeModel

METHODS = ("exact", "monte-carlo")
_MOST_UNITS_SHOWN = 60
_BARS, _LENGTH = 12, 30
_SIMULATED = 10_000
"""So many simulated units an analysis without results rests on."""


def add_options(verb: argparse.ArgumentParser) -> None:
    """Add the options of ``kaohe simulate`` to its parser."""
    verb.description = _(
        "Say what the scores, grades and ranks under a scheme would look like, exactly where that can be\n"
        "worked out. What happens to the units comes from last year's results (--results), from your own\n"
        "table (--outcomes), or is assumed; what is assumed is said first."
    )
    verb.epilog = _(
        "Examples:\n"
        "  kaohe simulate scheme.xlsx --results results.xlsx --grade excellent=90 --grade satisfactory=60\n"
        "  kaohe simulate scheme.xlsx --results results.xlsx --quota excellent=20% --format json\n"
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
    verb.add_argument("--against", metavar="OTHER", help=_("another scheme with the same rules"))
    verb.add_argument("--results-sheet", metavar="NAME", help=_("sheet of the results; default: the first with some"))
    verb.add_argument("--against-sheet", metavar="NAME", help=_("sheet with the other scheme, if there are several"))
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
    asked = _Asked(args=args, profile=profile, results=results)
    model = _model(args, scheme, results)
    if other is None:
        _show(asked, _outlook(args, scheme, model))
    else:
        _show_both(asked, _two(args, scheme, other, model))
    return int(bool(problems))


def _two(args: argparse.Namespace, scheme: Scheme, other: Scheme, model: OutcomeModel) -> Beside:
    from kaohe_tools.outlook import beside, unlike

    own = unlike(scheme, other, model)
    if own is not None:
        raise ModelError(
            _(
                "--against {file}: row {row} ({label}) of the first scheme is not there or has other rules. "
                "Schemes with the same rows and rules can be simulated together; kaohe compare tells apart any two."
            ).format(file=args.against, row=own.row, label=own.label)
        )
    response = _number("response", args.response, 0.0)
    moved = model.responding(scheme, other, response) if response else model
    return beside(_outlook(args, scheme, model), _outlook(args, other, moved))


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


def _show(asked: _Asked, found: Outlook) -> None:
    from kaohe_tools.simulate import histogram

    bars = histogram([found.result], _BARS)
    analysis = _analysis(asked, found)
    lines = _lines_for_quotas(asked, found.scheme)
    if asked.args.format == "json":
        data = {**asked.to_dict(found.scheme), **found.to_dict(), "histogram": bars.to_dict()}
        data["analysis"] = {"simulated": asked.results is None, **analysis.to_dict()}
        if asked.results is not None:
            data["recorded_lines"] = [_plain_line(name, line) for name, line in lines]
        print_json(data)
        return
    from kaohe_tools import terminal

    for said in found.said:
        terminal.say(str(said))
    _print_bars(bars, [_("share")])
    _print_units(found)
    if asked.results is None:
        terminal.say(_("No results were chosen: these figures rest on simulated years, not on records."))
    for said in analysis.said:
        terminal.say(str(said))
    for name, line in lines:
        terminal.say(_("By the recorded results, {name}: {said}").format(name=name, said=line.said))


def _show_both(asked: _Asked, found: Beside) -> None:
    from kaohe_tools.simulate import histogram

    bars = histogram([found.first.result, found.second.result], _BARS)
    if asked.args.format == "json":
        schemes = (found.first.scheme, found.second.scheme)
        print_json({**asked.to_dict(*schemes), **found.to_dict(), "histogram": bars.to_dict()})
        return
    from kaohe_tools import terminal

    notes = [outlook.note for outlook in (found.first, found.second) if outlook.note is not None]
    for said in (*found.second.result.model.assumptions(), *notes, *found.said):
        terminal.say(str(said))
    _print_bars(bars, [_("before"), _("after")])
    headings = [_("unit"), _("expected before"), _("expected after"), _("change"), _("places gained")]
    rows = [
        [row["unit"], f"{row['first']:.1f}", f"{row['second']:.1f}", f"{row['change']:+.1f}", f"{row['places']:+.1f}"]
        for _n, row in found.to_frame().iterrows()
    ]
    if found.error is not None:
        headings.append(_("± standard error"))
        rows = [[*row, f"{error:.2f}"] for row, error in zip(rows, found.error, strict=True)]
    _print_rows(headings, rows)


def _print_bars(bars: Histogram, names: Sequence[str]) -> None:
    """Print the distribution of totals, a row for each class; the bar is that of the last result."""
    from kaohe_tools import terminal

    most = max(float(bars.shares[-1].max()), 1e-9)
    rows = [
        [f"{start:f}–{start + bars.width:f}", "█" * round(_LENGTH * float(shares[-1]) / most)]
        + [f"{share:.1%}" for share in shares]
        for start, shares in zip(bars.starts, bars.shares.T, strict=True)
    ]
    terminal.print_table([_("total"), "", *names], rows, words=2)


def _print_units(found: Outlook) -> None:
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
    _print_rows(headings, rows)


def _print_rows(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from kaohe_tools import terminal

    terminal.print_table(headings, rows[:_MOST_UNITS_SHOWN])
    if len(rows) > _MOST_UNITS_SHOWN:
        terminal.say(_("… {n} more units: --format json").format(n=len(rows) - _MOST_UNITS_SHOWN))


# ---------------------------------------------------------------- what it rests on


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """What was asked for, and what the figures rest on."""

    args: argparse.Namespace
    profile: Profile
    results: Results | None

    @property
    def bonus_cap(self) -> Decimal | None:
        return None if self.args.bonus_cap is None else parse_points(self.args.bonus_cap)

    def to_dict(self, *schemes: Scheme) -> dict[str, Any]:
        """Return everything that is needed to have the same figures again."""
        import numpy as np
        import scipy

        import kaohe_tools

        args, results = self.args, self.results
        inputs = [{"file": s.file, "sheet": s.sheet, "sha256": s.sha256, "digest": s.digest()} for s in schemes]
        if results is not None:
            inputs.append({"file": results.file, "sheet": results.sheet, "sha256": results.sha256})
        if args.outcomes:
            inputs.append({"file": args.outcomes.name, "sha256": sha256(args.outcomes.read_bytes()).hexdigest()})
        options = ("method", "seed", "replications", "units", "shift", "spread", "shock", "response", "bonus_cap")
        problems = results.problems if results is not None else ()
        return {
            "version": kaohe_tools.__version__,
            "versions": {"python": platform.python_version(), "numpy": np.__version__, "scipy": scipy.__version__},
            "profile": self.profile.name,
            "inputs": inputs,
            "options": {name: getattr(args, name) for name in options},
            "problems": [
                {"file": p.where.file, "sheet": p.where.sheet, "cell": p.where.cell, "code": p.code,
                 "message": str(p.message)}
                for p in problems
            ],
        }  # fmt: skip


def _analysis(asked: _Asked, found: Outlook) -> Analysis:
    """Analyse what was recorded; without results, simulated years."""
    from kaohe_tools.analysis import analyse
    from kaohe_tools.scoring import score
    from kaohe_tools.simulate.monte_carlo import drawn

    if asked.results is None:
        events = drawn(found.result.model, asked.args.seed, 0, max(1, _SIMULATED // len(found.units)))
    else:
        events = asked.results.events
    return analyse(score(found.scheme, events, bonus_cap=asked.bonus_cap))


def _lines_for_quotas(asked: _Asked, scheme: Scheme) -> list[tuple[str, Line]]:
    """Return what each quota's line would have had to be with the recorded results."""
    from kaohe_tools.grades import line_for
    from kaohe_tools.scoring import score

    if asked.results is None:
        return []
    totals = score(scheme, asked.results.events, bonus_cap=asked.bonus_cap).totals()
    return [(name, line_for(totals, share)) for name, share in _quotas(asked.args.quota).items()]


def _plain_line(name: str, line: Line) -> dict[str, Any]:
    points = {"line": line.points, "next": line.next_points}
    plain = {key: None if held is None else as_number(held) for key, held in points.items()}
    return {"name": name, **plain, "units": line.units, "of": line.of, "said": str(line.said)}


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
