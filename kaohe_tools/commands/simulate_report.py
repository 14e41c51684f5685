"""What ``kaohe simulate`` prints or gives as JSON, and what these figures rest on."""

from __future__ import annotations

import argparse
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from kaohe_tools.commands.common import print_json
from kaohe_tools.locale import _
from kaohe_tools.points import as_number, format_points, signed_tenths

if TYPE_CHECKING:
    from kaohe_tools.grades import Line
    from kaohe_tools.model import Scheme
    from kaohe_tools.outlook import Outlook
    from kaohe_tools.outlook_options import Analysed, Both, OutlookOptions
    from kaohe_tools.profiles import Profile
    from kaohe_tools.sheets import Results
    from kaohe_tools.simulate import Histogram

_MOST_UNITS_SHOWN = 60
_BARS, _LENGTH = 12, 30
_OPTIONS = ("method", "seed", "replications", "units", "shift", "spread", "shock", "response")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What was asked for, and what the figures rest on.

    Attributes
    ----------
    args : argparse.Namespace
        The options as they were written.
    """

    args: argparse.Namespace
    profile: Profile
    results: Results | None
    options: OutlookOptions

    def to_dict(self, *schemes: Scheme) -> dict[str, Any]:
        """Return everything that is needed to have the same figures again."""
        import numpy as np
        import scipy

        import kaohe_tools

        args, results, caps = self.args, self.results, self.options.caps
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
                "bonus_cap": None if caps.whole is None else format_points(caps.whole),
                "section_bonus_caps": {"/".join(p): format_points(cap) for p, cap in caps.of(*schemes).items()},
            },
            "problems": [
                {"file": p.where.file, "sheet": p.where.sheet, "cell": p.where.cell, "code": p.code,
                 "message": str(p.message)}
                for p in problems
            ],
        }  # fmt: skip


def show(asked: Asked, found: Outlook) -> None:
    """Show one scheme."""
    from kaohe_tools.simulate import histogram

    bars = histogram([found.result], _BARS)
    analysed = asked.options.analysed(found, asked.results)
    lines = asked.options.lines_for_quotas(found.scheme, asked.results)
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
    _say(analysed)
    for name, line in lines:
        terminal.say(_("By the recorded results, {name}: {said}").format(name=name, said=line.said))


def show_both(asked: Asked, both: Both) -> None:
    """Show two schemes side by side."""
    from kaohe_tools.simulate import histogram

    found = both.seen
    bars = histogram([found.first.result, found.second.result], _BARS)
    first, second = both.analysed(asked.options, asked.results)
    if asked.args.format == "json":
        data = {**asked.to_dict(found.first.scheme, both.second), **found.to_dict(), "histogram": bars.to_dict()}
        data["carried"] = both.carried.to_dict()
        data["first"]["analysis"], data["second"]["analysis"] = first.to_dict(), second.to_dict()
        print_json(data)
        return
    from kaohe_tools import terminal

    sides = zip((_("before"), _("after")), (found.first, found.second), strict=True)
    notes = [_("{when}: {said}").format(when=when, said=note) for when, one in sides for note in one.notes]
    for said in (*found.second.result.model.assumptions(), *notes, *found.said):
        terminal.say(str(said))
    _print_bars(bars, [_("before"), _("after")])
    headings = [_("unit"), _("expected before"), _("expected after"), _("change"), _("places gained")]
    rows = [
        [
            row["unit"],
            f"{row['first']:.1f}",
            f"{row['second']:.1f}",
            signed_tenths(row["change"]),
            signed_tenths(row["places"]),
        ]
        for _n, row in found.to_frame().iterrows()
    ]
    if found.error is not None:
        headings.append(_("± standard error"))
        rows = [[*row, f"{error:.2f}"] for row, error in zip(rows, found.error, strict=True)]
    _print_rows(headings, rows)
    for when, scheme, analysed in ((_("before"), found.first.scheme, first), (_("after"), both.second, second)):
        terminal.say(_("{when} ({file}), the indicators:").format(when=when, file=scheme.file))
        _say(analysed)


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


def _say(analysed: Analysed) -> None:
    from kaohe_tools import terminal

    for said in (*([analysed.why] if analysed.why else []), *map(str, analysed.analysis.said)):
        terminal.say(said)


def _plain_line(name: str, line: Line) -> dict[str, Any]:
    points = {"line": line.points, "next": line.next_points}
    plain = {key: None if held is None else as_number(held) for key, held in points.items()}
    return {"name": name, **plain, "units": line.units, "of": line.of, "said": str(line.said)}
