"""A scheme, its sections and indicators, and edits to them."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from kaohe_tools.errors import SchemeError
from kaohe_tools.locale import _
from kaohe_tools.model.beside import Adjustment, AdjustmentCap, Part, SharedPoints, Unit, Variant
from kaohe_tools.model.plain import rule_dict, to_plain
from kaohe_tools.model.rules import NO_CRITERION, Criterion
from kaohe_tools.model.source import Layout, Problem, SourceRef
from kaohe_tools.model.variants import counted, variants_of
from kaohe_tools.points import as_number, format_points

if TYPE_CHECKING:
    import pandas as pd

Path = tuple[str, ...]
"""Section names from the top level down, as written: ``("个性（重点工作）", "重点工作", "政务公开宣传")``."""


class Period(StrEnum):
    """When an indicator is due: at a dated milestone (节点) or by the year's end (年度)."""

    NODE = "node"
    ANNUAL = "annual"


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """A number of points that the sheet states for a whole (满分, 小计), with its place."""

    points: Decimal
    source: SourceRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A named part of the scheme; `path` is unique.

    Attributes
    ----------
    declared : Declared or None
        What its label says it is worth.
    stated : Declared or None
        What a row of sums (小计) below its rows says; a figure to verify.
    """

    path: Path
    declared: Declared | None = None
    stated: Declared | None = None
    source: SourceRef | None = None

    @property
    def name(self) -> str:
        """The section's own name, without those above it."""
        return self.path[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One scored row (指标).

    Attributes
    ----------
    id : str
        Stable within the scheme: the row's ordinal, ``"1"``, ``"2"`` …
    row : int
        Ordinal among the indicators from 1: what a reviewer calls 第N行.
    number : str
        The number printed in the sheet's own numbering column, as written; often empty.
    points : Decimal or None
        None where the cell is empty or unreadable: never a silent zero.
    due : str
        As written (``年度标准``, ``2018/6/31``).
    parts : tuple of Part
        Numbered items inside the criterion that carry points of their own (小项).
    applies_to : str
        Which units the row is for, as written; empty: for all.
    alternative : str
        The group of alternatives that the row belongs to; a unit takes those rows of a group that
        apply to it, so rows of one group with another `applies_to` are never added together.
    sources : tuple of (field, SourceRef)
        The cell of every field that the sheet has, the empty ones too.
    """

    id: str
    row: int
    number: str = ""
    path: Path = ()
    name: str = ""
    points: Decimal | None = None
    period: Period | None = None
    due: str = ""
    criterion: Criterion = NO_CRITERION
    evidence: str = ""
    assessed_unit: str = ""
    assessor: str = ""
    basis: str = ""
    lead: str = ""
    applies_to: str = ""
    alternative: str = ""
    parts: tuple[Part, ...] = ()
    remark: str = ""
    sources: tuple[tuple[str, SourceRef], ...] = ()

    @property
    def label(self) -> str:
        """What a reader calls it: its name; else its last section and when it is due."""
        return self.name or " · ".join(part for part in (*self.path[-1:], self.due) if part)

    @property
    def requirement(self) -> str:
        """What has to be done: the name column's text and the criterion's, without the rules."""
        return "。".join(part for part in (self.name.strip("。"), self.criterion.requirement) if part)

    def source(self, field: str = "points") -> SourceRef | None:
        """Return the cell of one field; of the row's first field where that one has no column."""
        named = dict(self.sources)
        return named.get(field) or (self.sources[0][1] if self.sources else None)

    @property
    def printed_labels(self) -> tuple[tuple[int, SourceRef], ...]:
        """The labels of its path that its row shows: which level each is, and its cell.

        A blank label continues the one above, so levels are told by the columns; only a row whose
        path is shorter than its columns is gone through label by label.
        """
        refs = [ref for name, ref in self.sources if name.startswith("section_")]
        shift, next_, found = len(self.path) - len(refs), 0, []
        for n, ref in enumerate(refs):
            levels = [n + shift] if shift >= 0 else range(next_, len(self.path))
            level = next((k for k in levels if ref.raw and _bare(ref.raw) == _bare(self.path[k])), None)
            if level is not None:
                found.append((level, ref))
                next_ = level + 1
        return tuple(found)

    def replace(self, **changes: Any) -> Indicator:
        """Return a copy with some fields changed."""
        return dataclasses.replace(self, **changes)


def _bare(label: str) -> str:
    return "".join(label.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A change to one field of one indicator: `old` must still hold when it is applied.

    Attributes
    ----------
    field : str
        ``"points"`` (values are Decimals or None) or a text field such as ``"lead"``.
    """

    indicator: str
    field: str
    old: Any
    new: Any
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """An assessment scheme (考核方案) as read from one sheet.

    Attributes
    ----------
    file, sha256, sheet : str
        Where it was read from, and the digest of that file.
    year : int or None
        The year its title names.
    declared : Declared or None
        The full mark that the sheet itself states (满分).
    stated_sum : Declared or None
        What a closing row of sums (合计) says; a figure to verify, never the full mark.
    sections : tuple of Section
        Every level of every path, in the sheet's order.
    shared : tuple of SharedPoints
        Points cells that stand for several rows.
    adjustments, adjustment_caps : tuple
        The bonus, penalty and veto lists beside the points, and the limits that several share.
    units : tuple of Unit
        The assessed units and the alternatives that each takes, where the sheet or the profile
        names them.
    problems : tuple of Problem
        What could not be read, located.
    """

    title: str
    indicators: tuple[Indicator, ...]
    sections: tuple[Section, ...] = ()
    declared: Declared | None = None
    stated_sum: Declared | None = None
    year: int | None = None
    file: str = ""
    sha256: str = ""
    sheet: str = ""
    layout: Layout | None = None
    shared: tuple[SharedPoints, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    adjustment_caps: tuple[AdjustmentCap, ...] = ()
    units: tuple[Unit, ...] = ()
    problems: tuple[Problem, ...] = ()

    def __post_init__(self) -> None:
        """Refuse ids that stand twice."""
        ids = [i.id for i in self.indicators]
        if len(set(ids)) != len(ids):
            twice = sorted({i for i in ids if ids.count(i) > 1})
            raise SchemeError(_("indicator ids must be unique; found twice: {ids}").format(ids=", ".join(twice)))

    def __repr__(self) -> str:
        """Say what a reviewer asks first: how many, how much, against what."""
        want = f" / {format_points(self.declared.points)}" if self.declared else ""
        return f"<Scheme {self.title!r}: {len(self.indicators)} indicators, {format_points(self.total)}{want}>"

    @property
    def total(self) -> Decimal:
        """Sum of all points that could be read; of alternatives, the first of each group."""
        return self.sum_of(self.indicators)

    @staticmethod
    def sum_of(indicators: Iterable[Indicator]) -> Decimal:
        """Return the sum of the points of some indicators: alternatives once, unread ones nothing."""
        return sum((i.points for i in counted(indicators) if i.points is not None), Decimal(0))

    @property
    def variants(self) -> tuple[Variant, ...]:
        """What each unit, or each choice of alternatives, is scored on; empty without alternatives."""
        return variants_of(self.indicators, self.units)

    def within(self, path: Path) -> tuple[Indicator, ...]:
        """Return the indicators below a section, in the sheet's order."""
        return tuple(i for i in self.indicators if i.path[: len(path)] == path)

    def by_period(self, period: Period | None) -> tuple[Indicator, ...]:
        """Return the indicators of one period (None: those without one)."""
        return tuple(i for i in self.indicators if i.period is period)

    @property
    def tasks(self) -> tuple[Section, ...]:
        """The lowest sections: those that hold indicators directly."""
        used = {i.path for i in self.indicators}
        return tuple(s for s in self.sections if s.path in used)

    def indicator(self, id_: str) -> Indicator:
        """Return one indicator.

        Raises
        ------
        SchemeError
            If the scheme has none of that id.
        """
        for item in self.indicators:
            if item.id == id_:
                return item
        raise SchemeError(
            _("the scheme has no indicator {id}; ids are 1 to {n}").format(id=id_, n=len(self.indicators))
        )

    def replace(self, **changes: Any) -> Scheme:
        """Return a copy with some fields changed."""
        return dataclasses.replace(self, **changes)

    def apply(self, edits: Iterable[Edit]) -> Scheme:
        """Return the scheme after some edits, in their order; this one stays as it is.

        Raises
        ------
        SchemeError
            If an edit names an unknown indicator or field, or its `old` value no longer holds.
        """
        items = {i.id: i for i in self.indicators}
        for edit in edits:
            item = items.get(edit.indicator) or self.indicator(edit.indicator)
            if edit.field in ("id", "row", "sources") or edit.field not in Indicator.__dataclass_fields__:
                raise SchemeError(_("an indicator has no field {field} to edit").format(field=edit.field))
            now = getattr(item, edit.field)
            if now != edit.old:
                raise SchemeError(
                    _("the edit of indicator {id} expects {old}, but it is {now} now").format(
                        id=edit.indicator, old=edit.old, now=now
                    )
                )
            items[edit.indicator] = item.replace(**{edit.field: edit.new})
        return self.replace(indicators=tuple(items[i.id] for i in self.indicators))

    def digest(self) -> str:
        """Return a SHA-256 of what the scheme says, whatever file or language it came in."""
        said = to_plain(
            {
                "title": self.title,
                "declared": self.declared.points if self.declared else None,
                "sections": [(s.path, s.declared.points if s.declared else None) for s in self.sections],
                "indicators": [
                    [getattr(i, f) for f in Indicator.__dataclass_fields__ if f not in ("sources", "criterion")]
                    + [i.criterion.text]
                    for i in self.indicators
                ],
                "shared": [(c.points, c.indicators) for c in self.shared],
                "adjustments": [
                    (a.kind, a.number, a.criterion.text, a.cap, a.group, a.largest_only) for a in self.adjustments
                ],
                "adjustment_caps": [(c.kind, c.group, c.cap) for c in self.adjustment_caps],
                "units": [(u.name, u.takes) for u in self.units],
            },
            exact=True,
        )
        words = json.dumps(said, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()

    def to_dict(self) -> dict[str, Any]:
        """Return the scheme as plain data, in the fields of ``kaohe show --format json``."""
        return {
            "title": self.title,
            "declared_total": as_number(self.declared.points) if self.declared else None,
            "total": as_number(self.total),
            "sections": [
                {
                    "path": list(s.path),
                    "declared": as_number(s.declared.points) if s.declared else None,
                    "sum": as_number(self.sum_of(self.within(s.path))),
                }
                for s in self.sections
            ],
            "indicators": [_indicator_dict(i) for i in self.indicators],
            "adjustments": [_adjustment_dict(a) for a in self.adjustments],
            "adjustment_caps": [
                {"kind": c.kind.value, "group": c.group, "cap": as_number(c.cap)} for c in self.adjustment_caps
            ],
            "shared_points": [
                {"points": as_number(c.points), "indicators": list(c.indicators), "cell": c.source.cell}
                for c in self.shared
            ],
            "variants": [{"name": v.name, "total": as_number(v.total)} for v in self.variants],
            "problems": [
                {"code": p.code, "message": str(p.message), "sheet": p.where.sheet, "cell": p.where.cell}
                for p in self.problems
            ],
        }

    def to_frame(self) -> pd.DataFrame:
        """Return one row per indicator as a DataFrame; points are floats, NaN where unread."""
        import pandas as pd

        levels = max((len(i.path) for i in self.indicators), default=0)
        rows = []
        for i in self.indicators:
            row: dict[str, Any] = {"id": i.id}
            row |= {f"section_{n + 1}": (i.path[n] if n < len(i.path) else "") for n in range(levels)}
            row["name"] = i.label
            row["points"] = float(i.points) if i.points is not None else float("nan")
            row["period"] = i.period.value if i.period else ""
            row |= {"due": i.due, "criterion": i.criterion.text}
            row |= {f: getattr(i, f) for f in ("evidence", "assessed_unit", "assessor", "basis", "lead")}
            source = i.source()
            row["cell"] = source.cell if source else ""
            rows.append(row)
        return pd.DataFrame(rows)


def _adjustment_dict(a: Adjustment) -> dict[str, Any]:
    return {
        "kind": a.kind.value,
        "number": a.number,
        "text": a.criterion.text,
        "rules": [rule_dict(r) for r in a.criterion.rules],
        "cap": as_number(a.cap) if a.cap is not None else None,
        "group": a.group,
        "largest_only": a.largest_only,
        "assessor": a.assessor,
        "source": {"sheet": a.source.sheet, "cell": a.source.cell} if a.source else None,
    }


def _indicator_dict(i: Indicator) -> dict[str, Any]:
    names = ("evidence", "assessed_unit", "assessor", "basis", "lead", "applies_to", "remark")
    source = i.source()
    return {
        "id": i.id,
        "row": i.row,
        "number": i.number,
        "path": list(i.path),
        "name": i.label,
        "points": as_number(i.points) if i.points is not None else None,
        "period": i.period.value if i.period else None,
        "due": i.due or None,
        "criterion": {
            "text": i.criterion.text,
            "rules": [rule_dict(r) for r in i.criterion.rules],
            "item_cap": as_number(i.criterion.item_cap) if i.criterion.item_cap is not None else None,
            "unread": [u.text for u in i.criterion.unread],
        },
        **{name: getattr(i, name) for name in names},
        "alternative": i.alternative,
        "parts": [{"number": p.number, "text": p.text, "points": as_number(p.points)} for p in i.parts],
        "source": {"sheet": source.sheet, "cell": source.cell} if source else None,
    }
