"""The scheme as data: frozen, typed, tuples inside.

Nothing here reads a file or decides what is wrong. Every value that came from a sheet can say
from which cell (:class:`SourceRef`), and a change is a new value (:meth:`Scheme.apply`).
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from kaohe_tools.errors import SchemeError
from kaohe_tools.locale import Text, _
from kaohe_tools.points import as_number, format_points

if TYPE_CHECKING:
    import pandas as pd

Path = tuple[str, ...]
"""Section names from the top level down, as written: ``("个性（重点工作）", "重点工作", "政务公开宣传")``."""


class Period(StrEnum):
    """When an indicator is due: at a dated milestone (节点) or by the year's end (年度)."""

    NODE = "node"
    ANNUAL = "annual"


class RuleKind(StrEnum):
    """What a rule does with points; the words of design and labels."""

    DEDUCT = "deduct"
    BONUS = "bonus"
    AWARD = "award"
    ZERO = "zero"
    VETO = "veto"
    BAND = "band"
    PROPORTIONAL = "proportional"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRef:
    """Where a value stands: file, its SHA-256, sheet, cell, and the cell's text as written."""

    file: str
    sha256: str
    sheet: str
    cell: str
    raw: str

    def __str__(self) -> str:
        """Return file, sheet and cell for a message."""
        return " · ".join(part for part in (self.file, self.sheet, self.cell) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something in the file that could not be read as it stands, with its place.

    Attributes
    ----------
    code : str
        Kind of problem in kebab-case, such as ``"unreadable-points"``.
    """

    code: str
    message: Text
    where: SourceRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number in a criterion's text: what it means and where it stands (``text[start:end]``).

    Attributes
    ----------
    role : str
        ``"points"``, ``"min"``, ``"cap"``, ``"item_cap"``, ``"tier"``, ``"band"`` or ``"share"``.
    index : int
        Which tier or band; 0 elsewhere.
    """

    role: str
    start: int
    end: int
    value: Decimal
    index: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Per:
    """What one deduction is counted in: ``Per(count=1, unit="次")``; percentages have unit ``%``."""

    count: Decimal = Decimal(1)
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Points for a range ``[min, max)``; None is an open end; `label` names a category instead."""

    min: Decimal | None = None
    max: Decimal | None = None
    points: Decimal
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of a criterion. Points are magnitudes: never negative.

    Attributes
    ----------
    points : Decimal or None
        The figure; the upper end of a range; the largest tier; None for a veto or a bare factor.
    min : Decimal or None
        Lower end of a range (扣1-3分).
    cap : Decimal or None
        The most this rule takes or gives in all.
    factor : Decimal or None
        0.5 for 减半, 2 for 加倍.
    share : Decimal or None
        A deduction said as a share of the item's points: 0.15 for 扣15%.
    all_points : bool
        The rule takes (or gives) all the item's points: 扣完, 不得分, 得满分.
    beyond_item : bool
        It comes off the total, not off the item (从总分中扣).
    clause : (int, int)
        The part of the text that says the rule, trigger and figure.
    figures : tuple of Figure
        Where its figures stand, so that they can be rewritten in place.
    """

    kind: RuleKind
    trigger: str
    points: Decimal | None = None
    min: Decimal | None = None
    per: Per | None = None
    cap: Decimal | None = None
    tiers: tuple[Decimal, ...] = ()
    tier_labels: tuple[str, ...] = ()
    factor: Decimal | None = None
    share: Decimal | None = None
    bands: tuple[Band, ...] = ()
    expr: str = ""
    all_points: bool = False
    additional: bool = False
    beyond_item: bool = False
    scope: str = ""
    clause: tuple[int, int] = (0, 0)
    figures: tuple[Figure, ...] = ()

    @property
    def span(self) -> tuple[int, int] | None:
        """Where the rule's own figure stands in the text, if it has one."""
        return next(((f.start, f.end) for f in self.figures if f.role in ("points", "tier")), None)

    def once(self, item_points: Decimal | None) -> Decimal | None:
        """Return the most that one occurrence deducts, or None if this rule deducts nothing sayable.

        Parameters
        ----------
        item_points : Decimal or None
            The indicator's points; needed for shares and for rules that take everything.
        """
        if self.kind not in (RuleKind.DEDUCT, RuleKind.ZERO) or self.beyond_item:
            return None
        if self.all_points or self.kind is RuleKind.ZERO:
            return item_points
        if self.share is not None:
            return None if item_points is None else self.share * item_points
        return self.points

    def most(self, item_points: Decimal | None) -> Decimal | None:
        """Return the most this rule deducts in all; None if it has no bound of its own (or no figure)."""
        once = self.once(item_points)
        if once is None or self.kind is RuleKind.ZERO:
            return once
        if self.cap is not None:
            return self.cap
        return None if self.per is not None else once


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A piece of a criterion that looks like scoring but was not understood.

    Attributes
    ----------
    why : str
        ``"no-figure"`` (缺1次扣分), ``"discretion"`` (酌情扣分), or ``"unknown"``.
    """

    text: str
    start: int
    end: int
    why: str = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """A scoring text (评分标准) and what it means.

    Attributes
    ----------
    item_cap : Decimal or None
        The most that all rules together deduct: 此项最多扣N分, 扣完为止.
    figures : tuple of Figure
        Where the figure of `item_cap` stands, if it is written as one.
    """

    text: str = ""
    rules: tuple[Rule, ...] = ()
    item_cap: Decimal | None = None
    unread: tuple[Unread, ...] = ()
    figures: tuple[Figure, ...] = ()

    @property
    def requirement(self) -> str:
        """The text without the clauses that say rules: what has to be done."""
        kept, at = [], 0
        for start, end in sorted(rule.clause for rule in self.rules):
            kept.append(self.text[at:start])
            at = max(at, end)
        kept.append(self.text[at:])
        return "".join(kept).strip(" 　，,；;、。\n")

    @property
    def deductions(self) -> tuple[Rule, ...]:
        """The rules that deduct from the item's own points."""
        return tuple(r for r in self.rules if r.kind is RuleKind.DEDUCT and not r.beyond_item)

    def stated_deduction(self, item_points: Decimal | None) -> Decimal:
        """Return the least that all deduction rules together take when every one of them applies.

        Each rule counts with its cap, or once where it has no cap, so the true worst case is at
        least this. Zero rules (不得分) replace the others and are not added. The item's own cap
        bounds the sum.
        """
        amounts = (
            r.cap if r.cap is not None and r.per is not None else r.once(item_points)
            for r in self.deductions
            if not r.all_points
        )
        total = sum((a for a in amounts if a is not None), Decimal(0))
        return total if self.item_cap is None else min(total, self.item_cap)

    def max_deduction(self, item_points: Decimal | None) -> Decimal | None:
        """Return the most that can be deducted from the item, or None where no rule bounds it.

        Parameters
        ----------
        item_points : Decimal or None
            The indicator's points, needed for shares and for rules that take everything.
        """
        if self.item_cap is not None and self.deductions:
            bounds = [r.most(item_points) for r in self.deductions]
            total = None if None in bounds else sum((b for b in bounds if b is not None), Decimal(0))
            return self.item_cap if total is None else min(total, self.item_cap)
        if any(r.kind is RuleKind.ZERO or r.all_points for r in self.rules):
            return max(self.stated_deduction(item_points), item_points or Decimal(0))
        if any(r.most(item_points) is None for r in self.deductions):
            return None
        return self.stated_deduction(item_points)


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """A number of points that the sheet states for a whole (满分, 小计), with its place."""

    points: Decimal
    source: SourceRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A named part of the scheme; `path` is unique. `declared` is what the sheet says it sums to."""

    path: Path
    declared: Declared | None = None
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
    criterion: Criterion = Criterion()
    evidence: str = ""
    assessed_unit: str = ""
    assessor: str = ""
    basis: str = ""
    lead: str = ""
    applies_to: str = ""
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

    def replace(self, **changes: Any) -> Indicator:
        """Return a copy with some fields changed."""
        return dataclasses.replace(self, **changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of the sheet and what it was taken for.

    Attributes
    ----------
    field : str
        The model's name of the column; empty where it was not used.
    how : Text
        Why it was taken so: by its heading, or by what stands in it.
    """

    index: int
    letter: str
    heading: str
    field: str
    how: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class SkippedRow:
    """A row of the sheet that is no indicator, with the reason; `kind` is its short name."""

    row: int
    kind: str
    reason: Text
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How a sheet was understood: header rows (from 1), columns, rows passed over."""

    sheet: str
    header_rows: tuple[int, ...]
    columns: tuple[Column, ...]
    skipped: tuple[SkippedRow, ...] = ()

    def column(self, field: str) -> Column | None:
        """Return the column taken for `field`, if the sheet has one."""
        return next((c for c in self.columns if c.field == field), None)


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
        """Sum of all points that could be read."""
        return self.sum_of(self.indicators)

    @staticmethod
    def sum_of(indicators: Iterable[Indicator]) -> Decimal:
        """Return the sum of the points of some indicators; unread ones count nothing."""
        return sum((i.points for i in indicators if i.points is not None), Decimal(0))

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
            },
            exact=True,
        )
        return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()

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
            "adjustments": [],
            "variants": [],
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
        "source": {"sheet": source.sheet, "cell": source.cell} if source else None,
    }


def rule_dict(rule: Rule) -> dict[str, Any]:
    """Return one rule as plain data: every field of the rule table, `span` of its own figure."""
    said = to_plain({f: getattr(rule, f) for f in Rule.__dataclass_fields__ if f not in ("clause", "figures")})
    for name in ("tiers", "tier_labels", "bands", "expr", "scope"):
        said[name] = said[name] or None
    said["span"] = list(rule.span) if rule.span else None
    return dict(said)


def to_plain(value: Any, *, exact: bool = False) -> Any:
    """Return nested model values as JSON data; Decimals as numbers, or as texts when `exact`."""
    if isinstance(value, Decimal):
        return format_points(value) if exact else as_number(value)
    if isinstance(value, Text):
        return str(value)
    if isinstance(value, Fraction):
        return str(value) if exact else float(value)
    if isinstance(value, StrEnum):
        return value.value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_plain(getattr(value, f.name), exact=exact) for f in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {str(k): to_plain(v, exact=exact) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_plain(v, exact=exact) for v in value]
    return value if value is None or isinstance(value, (bool, int, float, str)) else str(value)
