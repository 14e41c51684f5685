"""Results beside their scores: totals, ranks and what the sheet itself states, unit by unit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from kaohe_tools.model import Path, Problem, Scheme
from kaohe_tools.points import as_number
from kaohe_tools.scoring import Scores, score
from kaohe_tools.sheets.results import Difference, Results


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How one unit stands.

    Attributes
    ----------
    total : Decimal or None
        By the rules; as the sheet states it where it records nothing else for the unit. None without either.
    rank : int or None
        From 1; equal totals share the better rank. None without a total.
    assessed, not_assessed : int
        Items of which something, or nothing, was recorded; those that do not apply are in neither.
    partial : int
        Assessed items of which a rule was not recorded; it counts as not happened.
    sections : tuple of (path, Decimal)
        Sums of the items' own points, without bonus and penalties; none where only a total is known.
    indicators : tuple of (id, Decimal or None)
        Each item's points; None where it was not assessed.
    recorded : Decimal or None
        The total that the sheet states itself, or the sum of the points that it states.
    stated : bool
        Whether the total is `recorded`: nothing was scored by the rules.
    """

    unit: str
    total: Decimal | None
    rank: int | None
    assessed: int
    not_assessed: int
    partial: int
    sections: tuple[tuple[Path, Decimal], ...]
    indicators: tuple[tuple[str, Decimal | None], ...]
    bonus: Decimal = Decimal(0)
    penalties: Decimal = Decimal(0)
    vetoed: bool = False
    recorded: Decimal | None = None
    stated: bool = False

    @property
    def only_total(self) -> bool:
        """Whether a total is all that is known of the unit."""
        return self.total is not None and not self.assessed


@dataclass(frozen=True, kw_only=True, eq=False)
class Standings:
    """All units, best first.

    Attributes
    ----------
    scores : Scores or None
        None where the sheet holds points only: then the totals are those that it states.
    """

    results: Results
    scores: Scores | None
    rows: tuple[Standing, ...]
    differences: tuple[Difference, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that could not be read, in the scheme's sheet first."""
        return (*self.results.scheme.problems, *self.results.problems)

    @property
    def ranked(self) -> tuple[Standing, ...]:
        """The units that have a total."""
        return tuple(row for row in self.rows if row.rank is not None)

    @property
    def tied(self) -> int:
        """How many units share their rank with another one."""
        held = Counter(row.rank for row in self.ranked)
        return sum(n for n in held.values() if n > 1)

    @property
    def incomplete(self) -> int:
        """How many units have items that were not assessed."""
        return sum(row.not_assessed > 0 and not row.only_total for row in self.rows)

    @property
    def stated(self) -> tuple[str, ...]:
        """The units whose total is as stated, though others are scored by the rules."""
        return tuple(row.unit for row in self.rows if row.stated and self.scores is not None)

    @property
    def partial(self) -> int:
        """How many items of all units were recorded in part only."""
        return sum(row.partial for row in self.rows)

    @property
    def mean(self) -> Decimal | None:
        """The mean of the totals, to one decimal; None without units."""
        totals = [row.total for row in self.ranked if row.total is not None]
        return (sum(totals, Decimal(0)) / len(totals)).quantize(Decimal("0.1"), ROUND_HALF_UP) if totals else None

    def to_dict(self) -> dict[str, Any]:
        """Return the standings as plain data, in the fields of ``kaohe score --format json``."""
        scheme, results = self.results.scheme, self.results
        return {
            "scheme": scheme.title,
            "results": results.title,
            "sources": {
                "scheme": {"file": scheme.file, "sheet": scheme.sheet, "sha256": scheme.sha256},
                "results": {"file": results.file, "sheet": results.sheet, "sha256": results.sha256},
            },
            "note": str(results.note),
            "other_sheets": list(results.other_sheets),
            "scored_by": "stated-points" if self.scores is None else "rules",
            "units": [_unit_dict(row) for row in self.rows],
            "differences": [
                {
                    "unit": d.unit,
                    "indicator": d.indicator or None,
                    "recorded": as_number(d.recorded),
                    "scored": as_number(d.scored),
                    "cell": d.source.cell,
                }
                for d in self.differences
            ],
            "problems": [
                {
                    "code": p.code,
                    "message": str(p.message),
                    "file": p.where.file,
                    "sheet": p.where.sheet,
                    "cell": p.where.cell,
                }
                for p in self.problems
            ],
        }


def standings(
    results: Results, *, bonus_cap: Decimal | None = None, group_caps: Mapping[Path, Decimal] | None = None
) -> Standings:
    """Score results under their scheme and rank the units.

    Where the sheet records no event, only points, the points are taken as stated and not scored.

    Parameters
    ----------
    bonus_cap, group_caps
        As in :func:`kaohe_tools.scoring.score`.

    Raises
    ------
    SchemeError
        If the scheme cannot be scored, such as an item with rules and no points.
    """
    if results.n_events:
        scores = score(results.scheme, results.events, bonus_cap=bonus_cap, group_caps=group_caps)
        rows = [_scored(results, scores, n) for n in range(len(results.units))]
        differences = results.differences(scores)
    else:
        scores, differences = None, ()
        rows = [_stated(results, unit) for unit in results.units]
    ranks = _ranks([row[0] for row in rows])
    made = [Standing(total=total, rank=rank, **rest) for (total, rest), rank in zip(rows, ranks, strict=True)]
    made.sort(key=lambda row: len(rows) + 1 if row.rank is None else row.rank)
    return Standings(results=results, scores=scores, rows=tuple(made), differences=differences)


def shown_sections(scheme: Scheme) -> tuple[Path, ...]:
    """Return the sections worth a column: of the highest level that has more than one."""
    paths = [s.path for s in scheme.sections]
    for depth in sorted({len(p) for p in paths}):
        level = tuple(p for p in paths if len(p) == depth)
        if len(level) > 1:
            return level
    return ()


def _scored(results: Results, scores: Scores, n: int) -> tuple[Decimal | None, dict[str, Any]]:
    unit, sums = results.units[n], scores.sections[n]
    recorded = results.recorded_total(unit)
    items = tuple((id_, scores.points_of(unit, id_)) for id_ in scores.indicators)
    assessed = int(scores.assessed[n].sum())
    rest = {
        "unit": unit,
        "assessed": assessed,
        "not_assessed": int(scores.not_assessed[n]),
        "partial": int(scores.partial[n].sum()),
        "sections": tuple((s.path, scores.decimal(c)) for s, c in zip(results.scheme.sections, sums, strict=True))
        if assessed or recorded is None
        else (),
        "indicators": items,
        "bonus": scores.bonus_of(unit),
        "penalties": scores.penalties_of(unit),
        "vetoed": bool(scores.vetoed[n]),
        "recorded": recorded,
        "stated": not assessed and recorded is not None,
    }
    return scores.total_of(unit) if assessed else recorded, rest


def _stated(results: Results, unit: str) -> tuple[Decimal | None, dict[str, Any]]:
    scheme, total = results.scheme, results.recorded_total(unit)
    items = {i.id: results.recorded_of(unit, i.id) for i in scheme.indicators}
    assessed = sum(points is not None for points in items.values())
    sums = (
        (s.path, sum((items[i.id] or Decimal(0) for i in scheme.within(s.path)), Decimal(0))) for s in scheme.sections
    )
    rest = {
        "unit": unit,
        "assessed": assessed,
        "not_assessed": len(items) - assessed,
        "partial": 0,
        "sections": tuple(sums) if assessed else (),
        "indicators": tuple(items.items()),
        "recorded": total,
        "stated": total is not None,
    }
    return total, rest


def _ranks(totals: list[Decimal | None]) -> list[int | None]:
    """Return ranks from 1, the largest total first; equal totals share the better rank."""
    known = sorted((t for t in totals if t is not None), reverse=True)
    first = {total: n for n, total in reversed(list(enumerate(known, 1)))}
    return [None if t is None else first[t] for t in totals]


def _unit_dict(row: Standing) -> dict[str, Any]:
    return {
        "unit": row.unit,
        "total": None if row.total is None else as_number(row.total),
        "rank": row.rank,
        "assessed": row.assessed,
        "not_assessed": row.not_assessed,
        "partial": row.partial,
        "bonus": as_number(row.bonus),
        "penalties": as_number(row.penalties),
        "vetoed": row.vetoed,
        "recorded": None if row.recorded is None else as_number(row.recorded),
        "stated": row.stated,
        "sections": [{"path": list(path), "points": as_number(points)} for path, points in row.sections],
        "indicators": [
            {"id": id_, "points": None if points is None else as_number(points), "assessed": points is not None}
            for id_, points in row.indicators
        ],
    }
