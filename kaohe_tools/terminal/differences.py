"""What changed between two schemes, on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaohe_tools.locale import _, plain
from kaohe_tools.model import Indicator
from kaohe_tools.points import format_points
from kaohe_tools.terminal.lines import console, new_table

if TYPE_CHECKING:
    from kaohe_tools.compare import Difference


def print_difference(found: Difference, *, quiet: bool) -> None:
    """Print what changed between two schemes: each row that is not as it was, sections, findings, the effect."""
    from rich.text import Text

    out = console()
    out.print(Text(f"{found.old.title} → {found.new.title}"))
    for said in found.said:
        out.print(Text(f"  {said}"))
    if quiet:
        return
    table = new_table((_("old row"), _("new row"), _("indicator"), _("what changed"), _("match")), figures=(0, 1))
    for row in found.changed:
        words = [str(w.label) for w in row.reworded]
        lines = [str(s) for s in row.said] + ([_("reworded: {fields}").format(fields=plain(words))] if words else [])
        cells = (str(row.old.row), str(row.new.row), row.new.label, "\n".join(lines), str(row.match.said))
        table.add_row(*map(Text, cells))
    for item in found.added:
        table.add_row("", str(item.row), Text(item.label), Text(_("added: {points}").format(points=_points(item))), "")
    for item in found.removed:
        table.add_row(
            str(item.row), "", Text(item.label), Text(_("removed: {points}").format(points=_points(item))), ""
        )
    if table.row_count:
        out.print(table)
    parts: list[tuple[str, list[object]]] = [
        (_("Sections:"), [s.said for s in found.sections]),
        (
            _("Bonuses, penalties and vetoes:"),
            [*(c.said for c in found.shared_caps), *(f"{a.said} · {a.words}" for a in found.adjustments)],
        ),
        (_("Findings that are gone:"), [f"{f.code} {f.message}" for f in found.found.gone]),
        (_("New findings:"), [f"{f.code} {f.message}" for f in found.found.new]),
    ]
    if found.effect:
        seen = found.effect
        moved = [c.said for c in seen.replay.changes if c.places]
        parts.append((_("Last year's ranking:"), [*seen.said, *(c.said for c in seen.replay.crossings), *moved]))
    for title, entries in parts:
        if entries:
            out.print(Text(title, style="bold"))
        for entry in entries:
            out.print(Text(f"  {entry}"))


def _points(item: Indicator) -> str:
    return _("unread") if item.points is None else format_points(item.points)
