"""Compare every sample with what it must give: ``python3 run.py samples [NAME…] [--all]``.

``sample_sheets/expected/<file>.json`` says of each sample what was counted by hand: indicators, sums,
sections, each unit's total, what stands beside the points, the rules, and the faults that a review
must find. The script loads and reviews the sample and prints what differs (``--all``: every line).
It exits 1 when anything differs.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from kaohe_tools import load_profile, load_schemes, review_scheme
from kaohe_tools.errors import KaoheError
from kaohe_tools.findings import Finding
from kaohe_tools.model import Indicator, Scheme

SAMPLES = Path(__file__).parents[1] / "sample_sheets"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing compared."""

    file: str
    what: str
    expected: object
    got: object

    @property
    def good(self) -> bool:
        """Whether the sample gives what it must."""
        return self.expected == self.got


def names() -> tuple[str, ...]:
    """Return the samples that are schemes."""
    return tuple(path.stem for path in sorted((SAMPLES / "expected").glob("*.json")))


def compare(name: str) -> list[Line]:
    """Load and review one sample; return everything that was compared."""
    expected = json.loads((SAMPLES / "expected" / f"{name}.json").read_text("utf-8"))
    profile = expected["profile"] or "default"
    chosen = load_profile(SAMPLES / profile if profile.endswith(".toml") else profile)
    try:
        schemes = load_schemes(SAMPLES / name, chosen)
    except KaoheError as err:
        return [Line(name, "loads", "yes", str(err))]
    lines = [Line(name, "schemes", len(expected["schemes"]), len(schemes))]
    for want, scheme in zip(expected["schemes"], schemes, strict=False):
        lines += [Line(name, *line) for line in _compare_scheme(want, scheme)]
    found = [(f, _said(f, s)) for s in schemes for f in review_scheme(s, chosen).findings]
    for want in expected["found"]:
        hit = any(f.code in want["codes"] and want.get("text", "") in said for f, said in found)
        what = " ".join(part for part in ("finds", "/".join(want["codes"]), want.get("text"), want.get("what")) if part)
        lines.append(Line(name, what, "found", "found" if hit else "missed"))
    codes = {f.code for f, _said_ in found}
    lines += [
        Line(name, f"says nothing of {code}", "", "" if code not in codes else _first(code, found))
        for code in expected.get("absent", ())
    ]
    return lines


def _first(code: str, found: list[tuple[Finding, str]]) -> str:
    return next(str(f.message) for f, _said_ in found if f.code == code)


def _said(finding: Finding, scheme: Scheme) -> str:
    """Return all the texts that a finding is about, without blanks."""
    items = {i.id: i for i in scheme.indicators}
    concerned = [items[id_] for id_ in finding.indicators if id_ in items]
    parts = [str(finding.message), *finding.section, *(f"{i.label} {i.criterion.text}" for i in concerned)]
    parts += [e.where.raw for e in finding.evidence if e.where]
    return re.sub(r"\s", "", " ".join(parts))


def _compare_scheme(want: dict[str, Any], scheme: Scheme) -> Iterator[tuple[str, object, object]]:
    if "title" in want:
        yield "title", want["title"], scheme.title if want["title"] not in scheme.title else want["title"]
    got = _figures(scheme)
    yield from ((key, _numbers(value), got[key]) for key, value in want.items() if key in got)
    if "declared" in want:
        stated = scheme.declared.points if scheme.declared else None
        yield "declared total", _numbers(want["declared"]), stated
    for name, points in want.get("sections", {}).items():
        yield f"section {name}", Decimal(str(points)), _section(scheme, name)
    totals = {v.name: v.total for v in scheme.variants}
    for unit, points in want.get("variants", {}).items():
        yield f"unit {unit}", Decimal(str(points)), totals.get(unit)
    if "every_variant" in want:
        yield "every variant", {Decimal(want["every_variant"])}, set(totals.values())
    for kind, count in want.get("adjustments", {}).items():
        yield f"{kind} entries", count, sum(a.kind.value == kind for a in scheme.adjustments)
    for kind, caps in want.get("caps", {}).items():
        yield f"{kind} caps", _numbers(caps), _caps(scheme, kind)
    by_number = {i.number or str(i.row): i for i in scheme.indicators}
    for number, points in want.get("points_of", {}).items():
        item = by_number.get(number)
        yield f"points of {number}", _numbers(points), item.points if item else None


def _figures(scheme: Scheme) -> dict[str, object]:
    """Return every figure of a scheme that a sample's expectations may name."""
    everything = [*(i.criterion for i in scheme.indicators), *(a.criterion for a in scheme.adjustments)]
    rules = [rule for criterion in everything for rule in criterion.rules]
    read = [i for i in scheme.indicators if i.points is not None]
    caps = [c.cap for c in scheme.adjustment_caps] + [a.cap for a in scheme.adjustments if a.cap is not None]
    return {
        "indicators": len(scheme.indicators),
        "entries": len(everything),
        "rows": len({i.number or i.id for i in scheme.indicators} | {f"+{a.number}" for a in _beside(scheme)}),
        "parts": sum(len(i.parts) or 1 for i in scheme.indicators),
        "total": scheme.total,
        "naive_sum": sum((i.points for i in read if i.points is not None), Decimal(0)),
        "leaf_sum": sum((_leaves(i) for i in scheme.indicators), Decimal(0)),
        "points_read": len(read),
        "shared": [[c.points, len(c.indicators)] for c in scheme.shared if len(c.indicators) > 1],
        "periods": {
            kind: sum((i.points or Decimal(0) for i in scheme.indicators if i.period == kind), Decimal(0))
            for kind in ("annual", "node")
        },
        "rules": len(rules),
        "rule_points": [r.points for r in rules if r.points is not None],
        "factor": next((r.factor for r in rules if r.factor is not None), None),
        "bonus_cap": max((c for c in caps if c is not None), default=None),
        "largest_only": [int(a.number or 0) for a in scheme.adjustments if a.largest_only],
    }


def _beside(scheme: Scheme) -> list[Any]:
    """Return the adjustments that are rows of their own, not also indicators."""
    cells = {i.source("criterion") for i in scheme.indicators}
    return [a for a in scheme.adjustments if a.source not in cells]


def _leaves(item: Indicator) -> Decimal:
    """Return the sum of an indicator's numbered items; its own points where it has none."""
    return sum((p.points for p in item.parts), Decimal(0)) if item.parts else item.points or Decimal(0)


def _section(scheme: Scheme, name: str) -> Decimal | None:
    """Return what counts below a section, whatever points and blanks its printed name has."""
    wanted = _plain(name)
    paths = [s.path for s in scheme.sections if _plain(s.name) == wanted]
    inside = [i for i in scheme.indicators if any(i.path[: len(p)] == p for p in paths)]
    return Scheme.sum_of(inside) if inside else None


def _plain(name: str) -> str:
    return re.sub(r"[（(]\s*[\d.]+\s*分\s*[）)]$", "", re.sub(r"\s", "", name))


def _caps(scheme: Scheme, kind: str) -> list[Decimal | None]:
    """Return the limits of one list: those that entries share first, then each entry's own."""
    shared = [c for c in scheme.adjustment_caps if c.kind.value == kind]
    groups = {c.group for c in shared}
    own = [a.cap for a in scheme.adjustments if a.kind.value == kind and a.group not in groups]
    return [*(c.cap for c in shared), *own]


def _numbers(value: Any) -> Any:
    """Return figures of a JSON file as exact points."""
    if isinstance(value, dict):
        return {k: _numbers(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_numbers(v) for v in value]
    return Decimal(str(value)) if isinstance(value, (int, float)) else value


def main(arguments: list[str]) -> int:
    """Print the table; return 1 when anything differs."""
    parser = argparse.ArgumentParser(prog="run.py samples", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="samples (all of them without a name)")
    parser.add_argument("--all", action="store_true", help="print the lines that agree as well")
    chosen = parser.parse_args(arguments)
    differ = 0
    for name in chosen.names or names():
        lines = compare(name)
        wrong = [line for line in lines if not line.good]
        differ += len(wrong)
        print(f"{'ok    ' if not wrong else 'DIFFER'} {name}: {len(lines) - len(wrong)} of {len(lines)} as expected")
        for line in lines if chosen.all else wrong:
            print(
                f"    {'=' if line.good else '!'} {line.what} · expected {_show(line.expected)} · got {_show(line.got)}"
            )
    return 1 if differ else 0


def _show(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, (list, set, dict)):
        return re.sub(r"Decimal\('([^']*)'\)", r"\1", str(value))
    return str(value) if value != "" else "nothing"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
