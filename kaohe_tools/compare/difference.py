"""What changed between two schemes, whole: rows, sections, findings, and the effect on last year's ranking."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kaohe_tools.compare.beside import AdjustmentChange, SharedCapChange
from kaohe_tools.compare.effect import Effect
from kaohe_tools.compare.found import FoundChange
from kaohe_tools.compare.rows import RowChange
from kaohe_tools.compare.sections import SectionChange, Side
from kaohe_tools.compare.words import Run
from kaohe_tools.locale import Text, text
from kaohe_tools.model import Adjustment, Indicator, Scheme, rule_dict, to_plain
from kaohe_tools.points import as_number

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True, eq=False)
class Difference:
    """What changed between two schemes. Every row of both stands in exactly one of the first three.

    Attributes
    ----------
    rows : tuple of RowChange
        The rows that stand in both, in the new order, the unchanged ones too.
    added : tuple of Indicator
        Rows of the new scheme only.
    removed : tuple of Indicator
        Rows of the old scheme only.
    whole : SectionChange
    sections : tuple of SectionChange
        Every section of both schemes once.
    adjustments : tuple of AdjustmentChange
        Entries of the bonus, penalty and veto lists that came, went or changed.
    shared_caps : tuple of SharedCapChange
        Limits that several of these share, where they changed.
    found : FoundChange
        Findings gone, new and kept.
    effect : Effect or None
        None where no results were given.
    """

    old: Scheme
    new: Scheme
    rows: tuple[RowChange, ...]
    added: tuple[Indicator, ...]
    removed: tuple[Indicator, ...]
    whole: SectionChange
    sections: tuple[SectionChange, ...]
    adjustments: tuple[AdjustmentChange, ...]
    shared_caps: tuple[SharedCapChange, ...]
    found: FoundChange
    effect: Effect | None = None

    def __repr__(self) -> str:
        """Say which schemes, and how many rows changed."""
        return (
            f"<Difference {self.old.title!r} → {self.new.title!r}: {len(self.changed)} changed, "
            f"{len(self.added)} added, {len(self.removed)} removed>"
        )

    @cached_property
    def changed(self) -> tuple[RowChange, ...]:
        """The rows in which anything changed."""
        return tuple(r for r in self.rows if r.kinds)

    def of(self, kind: str) -> tuple[RowChange, ...]:
        """Return the rows in which one of :attr:`RowChange.kinds` changed."""
        return tuple(r for r in self.rows if kind in r.kinds)

    @property
    def has_nodes(self) -> bool:
        """Whether either scheme has points on milestones."""
        return any(side is not None and side.nodes for side in (self.whole.old, self.whole.new))

    @property
    def unsure(self) -> tuple[RowChange, ...]:
        """The matches that a reader should verify."""
        return tuple(r for r in self.rows if not r.match.sure)

    def replace(self, **changes: Any) -> Difference:
        """Return a copy with some fields changed."""
        return replace(self, **changes)

    @property
    def said(self) -> tuple[Text, ...]:
        """What a reader wants to know first."""
        return tuple(self._said())

    def _said(self) -> Iterable[Text]:
        whole = self.whole
        if not (self.changed or self.added or self.removed or self.adjustments or self.shared_caps):
            yield text("Nothing changed: both say the same.")
        if whole.old is not None and whole.new is not None:
            yield text(
                "{old} rows of {before} points before, {new} rows of {now} points now.",
                old=whole.old.rows, before=whole.old.points, new=whole.new.rows, now=whole.new.points,
            )  # fmt: skip
            if whole.old.declared != whole.new.declared:
                full = [text("none") if d is None else d for d in (whole.old.declared, whole.new.declared)]
                yield text("The full mark that the sheet states: {before} → {now}.", before=full[0], now=full[1])
            if whole.old.node_share != whole.new.node_share:
                none = text("none")
                before, now = (none if s is None else s for s in (whole.old.node_share, whole.new.node_share))
                yield text("Milestones carry {before} before, {now} now.", before=before, now=now)
        moves = self.of("points")
        yield text(
            "{same} rows are as they were; {changed} changed, {added} came, {removed} went.",
            same=len(self.rows) - len(self.changed), changed=len(self.changed),
            added=len(self.added), removed=len(self.removed),
        )  # fmt: skip
        if moves:
            up = sum((r.by for r in moves if r.by > 0), Decimal(0))
            down = -sum((r.by for r in moves if r.by < 0), Decimal(0))
            yield text("Points of {n} rows changed: {up} up, {down} down.", n=len(moves), up=up, down=down)
        yield text(
            "Rules of {rules} rows read otherwise, words of {words}; {due} are due at another time, {moved} stand "
            "elsewhere.",
            rules=len(self.of("rules")), words=len(self.of("words")), due=len(self.of("due")),
            moved=len(self.of("moved")),
        )  # fmt: skip
        if self.adjustments or self.shared_caps:
            n = len(self.adjustments) + len(self.shared_caps)
            yield text("{n} changes in the lists of bonuses, penalties and vetoes.", n=n)
        if self.unsure:
            rows = tuple(r.new.row for r in self.unsure)
            yield text("Verify the matches of rows {rows}: they are alike, but not for certain the same.", rows=rows)
        yield self.found.said

    def to_dict(self) -> dict[str, Any]:
        """Return the whole difference as plain data, in the fields of ``kaohe compare --format json``."""
        return {
            "old": _scheme_dict(self.old),
            "new": _scheme_dict(self.new),
            "said": [str(s) for s in self.said],
            "rows": [_row_dict(r) for r in self.rows],
            "added": [_item_dict(i) for i in self.added],
            "removed": [_item_dict(i) for i in self.removed],
            "whole": _section_dict(self.whole),
            "sections": [_section_dict(s) for s in self.sections],
            "adjustments": [_adjustment_dict(a) for a in self.adjustments],
            "adjustment_caps": [
                {"kind": c.kind.value, "group": c.group, "old": _number(c.old), "new": _number(c.new)}
                for c in self.shared_caps
            ],
            "findings": {
                "gone": [f.to_dict() for f in self.found.gone],
                "new": [f.to_dict() for f in self.found.new],
                "kept": [{"old": a.to_dict(), "new": b.to_dict()} for a, b in self.found.kept],
            },
            "effect": None if self.effect is None else self.effect.to_dict(),
        }

    def to_frame(self) -> pd.DataFrame:
        """Return one row per indicator of either scheme; points are floats, NaN where there are none.

        The column ``change`` holds ``added``, ``removed``, ``same`` or what changed, such as ``points words``.
        """
        import pandas as pd

        lines: list[dict[str, Any]] = [
            {
                "old_row": r.old.row,
                "new_row": r.new.row,
                "indicator": r.new.label,
                "change": " ".join(r.kinds) or "same",
                "old_points": _float(r.old.points),
                "new_points": _float(r.new.points),
                "by": float(r.by),
                "confidence": r.match.confidence,
                "said": " ".join(str(s) for s in r.said),
            }
            for r in self.rows
        ]
        for change, side, items in (("added", "new", self.added), ("removed", "old", self.removed)):
            for i in items:
                sign = 1 if change == "added" else -1
                lines.append({
                    f"{side}_row": i.row, "indicator": i.label, "change": change, f"{side}_points": _float(i.points),
                    "by": sign * float(i.points or 0), "said": "",
                })  # fmt: skip
        columns = ["old_row", "new_row", "indicator", "change", "old_points", "new_points", "by", "confidence", "said"]
        frame = pd.DataFrame(lines, columns=columns)
        return frame.astype({"old_row": "Int64", "new_row": "Int64"})


def _scheme_dict(scheme: Scheme) -> dict[str, Any]:
    return {
        "title": scheme.title,
        "file": scheme.file,
        "sheet": scheme.sheet,
        "digest": scheme.digest(),
        "total": as_number(scheme.total),
        "declared_total": _number(scheme.declared.points if scheme.declared else None),
    }


def _item_dict(item: Indicator) -> dict[str, Any]:
    source = item.source()
    return {
        "id": item.id,
        "row": item.row,
        "path": list(item.path),
        "name": item.label,
        "points": _number(item.points),
        "period": item.period.value if item.period else None,
        "due": item.due or None,
        "criterion": item.criterion.text,
        "cell": source.cell if source else None,
    }


def _row_dict(row: RowChange) -> dict[str, Any]:
    return {
        "old": _item_dict(row.old),
        "new": _item_dict(row.new),
        "match": {
            "how": row.match.how.value,
            "confidence": round(row.match.confidence, 4),
            "rival": round(row.match.rival, 4),
            "sure": row.match.sure,
        },
        "kinds": list(row.kinds),
        "said": [str(s) for s in row.said],
        "by": as_number(row.by),
        "moved_from": None if row.moved_from is None else list(row.moved_from),
        "moved_to": None if row.moved_to is None else list(row.moved_to),
        "reordered": row.reordered,
        "reworded": [
            {
                "field": w.field,
                "old": w.old,
                "new": w.new,
                "runs": _runs(w.runs),
            }
            for w in row.reworded
        ],
        "rules": [
            {
                "old": rule_dict(r.old) if r.old else None,
                "new": rule_dict(r.new) if r.new else None,
                "fields": list(r.fields),
                "said": str(r.said),
            }
            for r in row.rules
        ],
        "item_cap": None if row.cap is None else {"old": _number(row.cap.old), "new": _number(row.cap.new)},
    }


def _adjustment_dict(change: AdjustmentChange) -> dict[str, Any]:
    def side(entry: Adjustment | None) -> dict[str, Any] | None:
        if entry is None:
            return None
        return {"number": entry.number, "text": entry.criterion.text, "cap": _number(entry.cap)}

    return {
        "kind": change.kind.value,
        "old": side(change.old),
        "new": side(change.new),
        "said": str(change.said),
        "runs": _runs(change.runs),
    }


def _runs(runs: Iterable[Run]) -> list[dict[str, str]]:
    return [{"mark": run.mark.value, "text": run.text} for run in runs]


def _section_dict(section: SectionChange) -> dict[str, Any]:
    def side(one: Side | None) -> dict[str, Any] | None:
        if one is None:
            return None
        return dict(to_plain(one)) | {"node_share": to_plain(one.node_share)}

    return {"old": side(section.old), "new": side(section.new), "by": as_number(section.by)}


def _number(points: Decimal | None) -> int | float | None:
    return None if points is None else as_number(points)


def _float(points: Decimal | None) -> float:
    return float("nan") if points is None else float(points)
