"""Tables that several kinds of memo have: sections before and now, findings."""

from __future__ import annotations

from collections.abc import Sequence

from kaohe_tools.compare import Difference
from kaohe_tools.findings import Finding
from kaohe_tools.locale import _, plain
from kaohe_tools.plain_text import one_line
from kaohe_tools.points import format_points, signed


def section_table(difference: Difference) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return head and rows of a table of the sections before and now, the whole last."""
    nodes = difference.has_nodes
    head = [_("Section or task"), _("Points before"), _("Points now"), _("Move")]
    head += [_("Milestones before"), _("Milestones now")] if nodes else []
    rows = []
    for change in (*difference.sections, difference.whole):
        sides = (change.old, change.new)
        points = ["—" if side is None else format_points(side.points) for side in sides]
        shares = [
            "—" if side is None or side.node_share is None else plain(side.node_share)
            for side in (sides if nodes else ())
        ]
        name = one_line(change.path[-1], 60) if change.path else _("Total")
        rows.append((name, *points, signed(change.by) if change.by else "", *shares))
    return tuple(head), rows


def finding_table(findings: Sequence[Finding]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return head and rows of a table of findings."""
    head = (_("Severity"), _("Code"), _("Cell"), _("Problem"))
    rows: list[tuple[str, ...]] = [
        (f"{f.severity.mark} {f.severity.label}", f.code, f.cells[0] if f.cells else "", one_line(str(f.message)))
        for f in findings
    ]
    return head, rows
