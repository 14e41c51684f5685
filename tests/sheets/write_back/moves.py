"""Moves made by hand for the tests of writing back, and what a scheme says wherever it was read."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from kaohe_tools.model import Scheme
from kaohe_tools.rebalance.follow import follow
from kaohe_tools.rebalance.problem import Follow
from kaohe_tools.sheets import load_schemes
from kaohe_tools.sheets.write_back import Written, write_back

TICK = Decimal("0.5")


def moved(scheme: Scheme, points: Mapping[str, str], how: Follow = Follow.SCALE) -> Scheme:
    """Return the scheme after a move."""
    return follow(scheme, {id_: Decimal(n) for id_, n in points.items()}, how, TICK).scheme


def written(path: Path, target: Path, points: Mapping[str, str], **options: object) -> tuple[Written, Scheme, Scheme]:
    """Move points of a file's first scheme, write it back; return what was written, wanted and read."""
    before = load_schemes(path)[0]
    after = moved(before, points)
    done = write_back(path.read_bytes(), path.name, before, after, target, **options)  # type: ignore[arg-type]
    return done, after, load_schemes(target)[0]


def said(scheme: Scheme) -> dict[str, object]:
    """Return what a scheme says, without files and cells: a comparison apart from the program's own."""
    return {
        "title": scheme.title,
        "declared": scheme.declared.points if scheme.declared else None,
        "stated": scheme.stated_sum.points if scheme.stated_sum else None,
        "total": scheme.total,
        "sections": {
            s.path: (s.declared.points if s.declared else None, s.stated.points if s.stated else None)
            for s in scheme.sections
        },
        "rows": [
            (i.id, i.path, i.number, i.name, i.points, i.due, i.criterion.text, i.applies_to, i.alternative, i.parts)
            for i in scheme.indicators
        ],
        "rules": [i.criterion.rules for i in scheme.indicators],
        "shared": [(c.points, c.indicators) for c in scheme.shared],
        "beside": [(a.kind, a.criterion.text, a.cap) for a in scheme.adjustments],
        "variants": [(v.name, v.total) for v in scheme.variants],
    }
