"""What the simulation panel shows, computed from its figures: charts, readings, tables.

Every function returns plain data, ready for the page; texts are in the language in use.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, TypedDict

from kaohe_tools.locale import _, plain
from kaohe_tools.panels.simulate.basis import Assumed, Basis, Check, Figures, Seen
from kaohe_tools.points import signed, signed_tenths

if TYPE_CHECKING:
    from kaohe_tools.analysis import Analysis
    from kaohe_tools.compare import Effect
    from kaohe_tools.outlook_pair import Beside


class Table(TypedDict):
    """A table as it is shown; the first column is text, the others figures."""

    head: list[str]
    rows: list[list[str]]


class GradeLine(TypedDict):
    """Where a grade begins in the picture of the distribution."""

    said: str
    at: float


class Distribution(TypedDict):
    """The picture of the distribution; shares are parts of 1."""

    starts: list[float]
    width: float
    shares: list[list[float]]
    tips: list[str]
    means: list[float]
    means_said: list[str]
    lines: list[GradeLine]
    ticks: list[float]
    top: float
    said: list[str]
    table: Table


class GradeBars(TypedDict):
    """One grade: its share under A and B, and its quota."""

    name: str
    line: str
    shares: list[float]
    said: list[str]
    quota: float | None
    quota_said: str


class Grades(TypedDict):
    """The picture of the grades."""

    bars: list[GradeBars]
    top: float
    said: list[str]
    table: Table


class Slider(TypedDict):
    """One assumption."""

    name: str
    label: str
    hint: str
    value: float
    low: float
    high: float
    step: float
    said: str
    off: bool


SLIDERS = (("shift", -1.5, 1.5, 0.1), ("spread", 0.0, 2.0, 0.1), ("shock", 0.0, 0.8, 0.05), ("response", 0.0, 1.0, 0.1))


def sliders(assumed: Assumed, basis: Basis | None) -> list[Slider]:
    """Return the assumptions with their sliders."""
    own = max((o.shock for o in basis.model.outcomes), default=0.0) if basis else 0.0
    values = {
        "shift": assumed.shift,
        "spread": assumed.spread,
        "shock": own if assumed.shock is None else assumed.shock,
        "response": assumed.response,
    }
    labels = {
        "shift": (_("base rate"), _("Every unit does better (right) or worse, in standard deviations")),
        "spread": (_("spread"), _("How large the differences between units are, as a multiple")),
        "shock": (_("common shock"), _("How much all units have in common: good and bad years")),
        "response": (
            _("response to points (an assumption)"),
            _("Off unless you turn it on: units take more trouble where B gives more points. Nothing shows that."),
        ),
    }
    said = {
        "shift": _("as it is") if not assumed.shift else f"{assumed.shift:+.1f}",
        "spread": f"× {assumed.spread:.1f}",
        "shock": _percent(values["shock"], 0),
        "response": _("off") if not assumed.response else f"{assumed.response:.1f}",
    }
    return [
        {
            "name": name, "label": labels[name][0], "hint": labels[name][1], "value": values[name], "low": low,
            "high": high, "step": step, "said": said[name],
            "off": name == "response" and (basis is None or basis.beside is None),
        }
        for name, low, high, step in SLIDERS
    ]  # fmt: skip


def assumptions(basis: Basis) -> list[str]:
    """Return in plain words what is assumed: first for A, then what B has besides."""
    said = [str(line) for line in basis.first.assumptions()]
    if basis.beside is not None:
        said += [_("B: {what}").format(what=line) for line in basis.second.assumptions() if str(line) not in said]
    return said


def distribution(seen: Seen, basis: Basis, names: Sequence[str]) -> Distribution:
    """Return the picture of how totals are spread."""
    bars = seen.bars
    ends = [(s, s + bars.width) for s in bars.starts]
    ranges = bars.labels
    shares = [[float(v) for v in row] for row in bars.shares]
    means = list(seen.means)
    said = [str(line) for line in seen.results[0].said]
    if len(seen.results) == 2:
        said = [_("{name}: {what}").format(name=n, what=r.said[0]) for n, r in zip(names, seen.results, strict=True)]
    low, high = ends[0][0], ends[-1][1]
    return {
        "starts": [float(low) for low, _high in ends],
        "width": float(bars.width),
        "shares": shares,
        "tips": [
            f"{one}  " + " / ".join(_percent(row[n]) for row in shares) for n, one in enumerate(ranges)
        ],
        "means": means,
        "means_said": [_("mean {mean}").format(mean=f"{m:.1f}") for m in means],
        "lines": [
            {"said": _("{grade} ≥ {line}").format(grade=grade, line=plain(line)), "at": float(line)}
            for grade, line in basis.lines.items()
            if low <= line <= high
        ],
        "ticks": _ticks(ends),
        "top": max(max(row) for row in shares) or 1.0,
        "said": said,
        "table": {
            "head": [_("total"), *names[: len(shares)]],
            "rows": [[one, *(_percent(row[n]) for row in shares)] for n, one in enumerate(ranges)],
        },
    }  # fmt: skip


def grades(seen: Seen, basis: Basis, names: Sequence[str]) -> Grades:
    """Return the picture of the grades' shares."""
    first = seen.shares[0]
    quotas = basis.quotas
    bars: list[GradeBars] = []
    for n, grade in enumerate(first.grades):
        quota = quotas.get(grade)
        own = [float(s.shares[n]) for s in seen.shares]
        errors = [None if s.share_errors is None else float(s.share_errors[n]) for s in seen.shares]
        line = f"≥ {plain(first.lines[n])}" if n < len(first.lines) else ""
        bars.append(
            {
                "name": grade,
                "line": line or (f"< {plain(first.lines[-1])}" if first.lines else ""),
                "shares": own,
                "said": [_share(v, e) for v, e in zip(own, errors, strict=True)],
                "quota": None if quota is None else float(quota),
                "quota_said": "" if quota is None else _("quota {share}").format(share=plain(quota)),
            }
        )
    said = [str(first.said)]
    if len(seen.shares) == 2:
        said = [_("{name}: {what}").format(name=n, what=s.said) for n, s in zip(names, seen.shares, strict=True)]
    said += [
        _("{grade}: {share} are expected to reach the line; the quota has room for {quota}.").format(
            grade=bar["name"], share=" / ".join(bar["said"]), quota=plain(quotas[bar["name"]])
        )
        for bar in bars
        if bar["quota"] is not None and max(bar["shares"]) > bar["quota"]
    ]
    head = [_("grade"), *names[: len(seen.shares)], _("quota")]
    return {
        "bars": bars,
        "top": max((*(v for b in bars for v in b["shares"]), *(b["quota"] or 0.0 for b in bars))) or 1.0,
        "said": said,
        "table": {
            "head": head,
            "rows": [
                [f"{b['name']} {b['line']}", *b["said"], b["quota_said"] or "–"] for b in bars
            ],
        },
    }  # fmt: skip


# what takes longer ------------------------------------------------------------------------------


def reading(tab: str, figures: Figures, names: Sequence[str]) -> tuple[list[str], Table] | None:
    """Return reading and table of the picture that is open; None where there is none."""
    if tab == "ranks":
        return ranks(figures, names)
    if tab == "changes":
        return changes(figures)
    return weights(figures.analysis) if tab == "weights" else items(figures.analysis)


def ranks(figures: Figures, names: Sequence[str]) -> tuple[list[str], Table]:
    """Return reading and table of the rank intervals."""
    outlooks = figures.outlooks
    said = [
        _("{name}: {what}").format(name=name, what=o.ranks.said) if len(outlooks) == 2 else str(o.ranks.said)
        for name, o in zip(names, outlooks, strict=False)
        if o.ranks is not None
    ]
    if len(outlooks) == 2:
        said += [_("{name}: {what}").format(name=n, what=q) for n, o in zip(names, outlooks, strict=False)
                 for q in o.quotas_said]  # fmt: skip
    else:
        said += [str(line) for line in outlooks[0].quotas_said]
    head = [_("unit")]
    for name in names[: len(outlooks)]:
        prefix = f"{name} " if len(outlooks) == 2 else ""
        head += [f"{prefix}{column}" for column in (_("expected total"), _("expected rank"), _("nine in ten"))]
    order = sorted(range(len(outlooks[0].units)), key=lambda n: outlooks[0].own_rank[n])
    held = [None if o.ranks is None else o.ranks.intervals() for o in outlooks]
    rows = []
    for n in order:
        row = [outlooks[0].units[n]]
        for o, interval in zip(outlooks, held, strict=True):
            between = "–" if interval is None else f"{interval[n, 0]:g}–{interval[n, 1]:g}"
            row += [f"{o.mean[n]:.1f}", f"{o.own_rank[n]:.1f}", between]
        rows.append(row)
    return said, {"head": head, "rows": rows}


def changes(figures: Figures) -> tuple[list[str], Table] | None:
    """Return who moves and why: by last year's records where there are any, else as expected; None without B."""
    if figures.effect is not None:
        said = [_("Last year's records, scored under B:"), *map(str, figures.effect.said)]
        if figures.pair is not None:
            said += [_("Expected: {what}").format(what=line) for line in figures.pair.said]
        return said, _replayed(figures.effect, figures.pair)
    if figures.pair is None:
        return None
    return [str(line) for line in figures.pair.said], _expected(figures.pair)


def _replayed(effect: Effect, pair: Beside | None) -> Table:
    head = [_("unit"), _("before"), _("after"), _("change"), _("rank"), _("because of")]
    expected = {}
    if pair is not None:
        head.insert(5, _("expected change"))
        expected = {u: signed_tenths(c) for u, c in zip(pair.first.units, pair.change, strict=True)}
    rows = []
    for c in sorted(effect.replay.changes, key=lambda c: (-abs(c.places), -abs(c.by))):
        if c.before is None or c.after is None:
            rows.append([c.unit, *["–"] * (len(head) - 1)])
            continue
        moved = f"{c.rank_before} → {c.rank_after}" + (f" ({c.places:+d})" if c.places else "")
        why = str(effect.reason(c)) if c.parts else "–"
        middle = [expected.get(c.unit, "–")] if expected else []
        rows.append([c.unit, plain(c.before), plain(c.after), signed(c.by), moved, *middle, why])
    return {"head": head, "rows": rows}


def _expected(pair: Beside) -> Table:
    order = sorted(range(len(pair.change)), key=lambda n: -abs(pair.places[n]))
    return {
        "head": [_("unit"), _("expected before"), _("expected after"), _("change"), _("places gained")],
        "rows": [
            [
                pair.first.units[n], f"{pair.first.mean[n]:.1f}", f"{pair.second.mean[n]:.1f}",
                signed_tenths(pair.change[n]), signed_tenths(pair.places[n]),
            ]
            for n in order
        ],
    }  # fmt: skip


def weights(analysis: Analysis) -> tuple[list[str], Table]:
    """Return reading and table of nominal and effective weights."""
    rows = sorted(analysis.weights.rows, key=lambda w: -abs(w.part - w.nominal))
    return [*map(str, analysis.weights.said), str(analysis.alpha.said)], {
        "head": [_("indicator"), _("share of the points"), _("share of the differences"), _("explained alone")],
        "rows": [
            [_row(w.indicator.row, w.indicator.label), _percent(w.nominal), _percent(w.part), _percent(w.main_effect)]
            for w in rows
        ],
    }


def items(analysis: Analysis) -> tuple[list[str], Table]:
    """Return reading and table of difficulty and discrimination."""
    said = [str(line) for line in analysis.said if line not in (*analysis.weights.said, analysis.alpha.said)]
    held = sorted(analysis.items, key=lambda i: (i.sort.value == "tells", i.discrimination or 0.0))
    return said or [_("On every indicator units differ.")], {
        "head": [
            _("indicator"), _("points"), _("in full, of simulated results") if analysis.marks.simulated
            else _("all units have it in full"), _("mean share"), _("discrimination"),
            _("in words"),
        ],
        "rows": [
            [
                _row(i.indicator.row, i.indicator.label), plain(i.worth), f"{i.full} / {i.units}",
                "–" if i.difficulty is None else _percent(i.difficulty),
                "–" if i.discrimination is None else f"{i.discrimination:.2f}", str(i.said),
            ]
            for i in held
        ],
    }  # fmt: skip


def checking(check: Check) -> dict[str, object]:
    """Return how far a cross-check is, or what it came to."""
    return {
        "running": check.running,
        "part": check.done / check.wanted,
        "progress": _("{done} of {wanted} replications").format(done=check.done, wanted=check.wanted),
        "said": [str(line) for line in check.said],
        "agrees": check.agrees,
    }


def method(seen: Seen) -> str:
    """Say how the figures now shown were found."""
    if seen.quick:
        return _("roughly, while the exact figures are worked out…")
    if seen.drawn:
        return _("drawn {n} times (there is no exact form), with standard errors").format(n=seen.drawn)
    return _("worked out exactly")


def _row(row: int, label: str) -> str:
    return _("row {row} {label}").format(row=row, label=label)


def _share(share: float, error: float | None) -> str:
    return _percent(share) if error is None else f"{_percent(share)} ± {error * 100:.1f}"


def _percent(share: float, digits: int = 1) -> str:
    return f"{share * 100:.{digits}f}%".replace("100.0%", "100%")  # beside its neighbour there is room for no more


def _ticks(ends: Sequence[tuple[Decimal, Decimal]]) -> list[float]:
    """Return the totals written beneath the picture: at most ten, evenly apart."""
    width = ends[0][1] - ends[0][0]
    step = next(n for n in (1, 2, 5, 10, 20, 50, 100) if len(ends) <= 10 * n) * width
    first = -(-Fraction(ends[0][0]) // Fraction(step)) * step
    found = []
    while first <= ends[-1][1]:
        found.append(float(first))
        first += step
    return found
