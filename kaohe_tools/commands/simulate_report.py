"""What ``kaohe simulate`` prints or gives as JSON, and what these figures rest on."""

from __future__ import annotations

import argparse
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from kaohe_tools.commands.common import print_json
from kaohe_tools.locale import _
from kaohe_tools.points import as_number, format_points

if TYPE_CHECKING:
    from kaohe_tools.analysis import Analysis
    from kaohe_tools.compare import Carried
    from kaohe_tools.grades import Line
    from kaohe_tools.model import Path, Scheme
    from kaohe_tools.outlook import Beside, Outlook
    from kaohe_tools.profiles import Profile
    from kaohe_tools.scoring import Events, Scores
    from kaohe_tools.sheets import Results
    from kaohe_tools.simulate import Histogram, OutcomeModel

_MOST_UNITS_SHOWN = 60
_BARS, _LENGTH = 12, 30
_SIMULATED = 10_000
"""So many simulated units an analysis without results rests on."""
_OPTIONS = ("method", "seed", "replications", "units", "shift", "spread", "shock", "response")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What was asked for, and what the figures rest on.

    Attributes
    ----------
    args : argparse.Namespace
        The options as they were written.
    quotas : mapping of str to Fraction
    bonus_cap : Decimal or None
    section_caps : mapping of section path to Decimal
        Limits of the bonuses below sections, of all schemes.
    """

    args: argparse.Namespace
    profile: Profile
    results: Results | None
    quotas: Mapping[str, Fraction]
    bonus_cap: Decimal | None
    section_caps: Mapping[Path, Decimal]

    def caps_of(self, scheme: Scheme) -> Mapping[Path, Decimal]:
        """Return the limits of the sections that a scheme has."""
        return {path: cap for path, cap in self.section_caps.items() if scheme.within(path)}

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
        problems = results.problems if results is not None else ()
        return {
            "version": kaohe_tools.__version__,
            "versions": {"python": platform.python_version(), "numpy": np.__version__, "scipy": scipy.__version__},
            "profile": self.profile.name,
            "inputs": inputs,
            "options": {
                **{name: getattr(args, name) for name in _OPTIONS},
                "bonus_cap": None if self.bonus_cap is None else format_points(self.bonus_cap),
                "section_bonus_caps": {"/".join(p): format_points(cap) for p, cap in self.section_caps.items()},
            },
            "problems": [
                {"file": p.where.file, "sheet": p.where.sheet, "cell": p.where.cell, "code": p.code,
                 "message": str(p.message)}
                for p in problems
            ],
        }  # fmt: skip

    def analysed(self, scheme: Scheme, events: Events, why: str = "") -> _Analysed:
        """Analyse some events; `why` they are simulated years and no records, else nothing."""
        from kaohe_tools.analysis import analyse

        return _Analysed(analysis=analyse(self.scored(scheme, events)), why=why)

    def scored(self, scheme: Scheme, events: Events) -> Scores:
        """Score some events within the limits of the bonus."""
        from kaohe_tools.scoring import score

        return score(scheme, events, bonus_cap=self.bonus_cap, group_caps=self.caps_of(scheme))

    def analysed_one(self, scheme: Scheme, model: OutcomeModel) -> _Analysed:
        """Analyse what was recorded; without results, simulated years."""
        if self.results is not None:
            return self.analysed(scheme, self.results.events)
        why = _("No results were chosen: these figures rest on simulated years, not on records.")
        return self.analysed(scheme, self.drawn(model), why)

    def drawn(self, model: OutcomeModel) -> Events:
        """Return simulated years."""
        from kaohe_tools.simulate.monte_carlo import drawn

        return drawn(model, self.args.seed, 0, max(1, _SIMULATED // len(model.units)))


@dataclass(frozen=True, kw_only=True)
class Both:
    """Two schemes side by side.

    Attributes
    ----------
    second : Scheme
        As it was read; in `seen` its rows have the ids that they have in the first.
    carried : Carried
        How it came by its chances.
    """

    second: Scheme
    carried: Carried
    seen: Beside

    def analysed(self, asked: Asked) -> tuple[_Analysed, _Analysed]:
        """Analyse both; the second on simulated years where some of its rows have no records."""
        first = asked.analysed_one(self.seen.first.scheme, self.seen.first.result.model)
        if asked.results is not None and not self.carried.assumed:
            return first, asked.analysed(self.second, self.carried.recorded(asked.results.events))
        why = first.why or _("Some of these rows have no records: these figures rest on simulated years.")
        years = self.carried.in_own_ids(asked.drawn(self.seen.second.result.model))
        return first, asked.analysed(self.second, years, why)


@dataclass(frozen=True, kw_only=True)
class _Analysed:
    analysis: Analysis
    why: str

    def to_dict(self) -> dict[str, Any]:
        return {"simulated": bool(self.why), **self.analysis.to_dict()}

    def say(self) -> None:
        from kaohe_tools import terminal

        for said in (*([self.why] if self.why else []), *map(str, self.analysis.said)):
            terminal.say(said)


def show(asked: Asked, found: Outlook) -> None:
    """Show one scheme."""
    from kaohe_tools.simulate import histogram

    bars = histogram([found.result], _BARS)
    analysed = asked.analysed_one(found.scheme, found.result.model)
    lines = _lines_for_quotas(asked, found.scheme)
    if asked.args.format == "json":
        data = {**asked.to_dict(found.scheme), **found.to_dict(), "histogram": bars.to_dict()}
        data["analysis"] = analysed.to_dict()
        if asked.results is not None:
            data["recorded_lines"] = [_plain_line(name, line) for name, line in lines]
        print_json(data)
        return
    from kaohe_tools import terminal

    for said in found.said:
        terminal.say(str(said))
    _print_bars(bars, [_("share")])
    _print_units(found)
    analysed.say()
    for name, line in lines:
        terminal.say(_("By the recorded results, {name}: {said}").format(name=name, said=line.said))


def show_both(asked: Asked, both: Both) -> None:
    """Show two schemes side by side."""
    from kaohe_tools.simulate import histogram

    found = both.seen
    bars = histogram([found.first.result, found.second.result], _BARS)
    first, second = both.analysed(asked)
    if asked.args.format == "json":
        data = {**asked.to_dict(found.first.scheme, both.second), **found.to_dict(), "histogram": bars.to_dict()}
        data["carried"] = both.carried.to_dict()
        data["first"]["analysis"], data["second"]["analysis"] = first.to_dict(), second.to_dict()
        print_json(data)
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
    for when, scheme, analysed in ((_("before"), found.first.scheme, first), (_("after"), both.second, second)):
        terminal.say(_("{when} ({file}), the indicators:").format(when=when, file=scheme.file))
        analysed.say()


def _print_bars(bars: Histogram, names: Sequence[str]) -> None:
    """Print the distribution of totals, a row for each class; the bar is that of the last result."""
    from kaohe_tools import terminal

    most = max(float(bars.shares[-1].max()), 1e-9)
    rows = [
        [label, "█" * round(_LENGTH * float(shares[-1]) / most), *(f"{share:.1%}" for share in shares)]
        for label, shares in zip(bars.labels, bars.shares.T, strict=True)
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


def _lines_for_quotas(asked: Asked, scheme: Scheme) -> list[tuple[str, Line]]:
    """Return what each quota's line would have had to be with the recorded results."""
    from kaohe_tools.grades import line_for

    if asked.results is None:
        return []
    totals = asked.scored(scheme, asked.results.events).totals()
    return [(name, line_for(totals, share)) for name, share in asked.quotas.items()]


def _plain_line(name: str, line: Line) -> dict[str, Any]:
    points = {"line": line.points, "next": line.next_points}
    plain = {key: None if held is None else as_number(held) for key, held in points.items()}
    return {"name": name, **plain, "units": line.units, "of": line.of, "said": str(line.said)}
