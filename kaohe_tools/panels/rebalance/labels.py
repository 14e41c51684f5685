"""The words that stand on the rebalancing panel, in the language in use."""

from __future__ import annotations

import json
from fractions import Fraction

from kaohe_tools.locale import LANGUAGES, _, plain, use_language
from kaohe_tools.panels.choices import Choice
from kaohe_tools.panels.labels import shared_labels
from kaohe_tools.panels.rebalance import draft as fields
from kaohe_tools.rebalance import Follow, Objective


def labels() -> dict[str, str]:
    """Return every fixed word of the panel by its key in the page's code."""
    return shared_labels() | _choosing() | _settings() | _grid() | _below()


def _choosing() -> dict[str, str]:
    return {
        "file": _("sheet to rebalance"),
        "empty_title": _("No sheet chosen yet"),
        "scenario": _("scenario"),
        "effect": _("simulated effect"),
        "effect_results": _("last year's results"),
        "effect_pending": _("worked out…"),
        "new": _("new"),
        "new_hint": _("Begin another scenario with the sheet's own points"),
        "branch": _("branch"),
        "branch_hint": _("Go on with a copy; this scenario stays as it is"),
        "rename": _("rename"),
        "delete": _("delete"),
        "delete_hint": _("Put this scenario away; it can be brought back"),
        "restore": _("bring back…"),
        "compare": _("compare with…"),
        "name_asked": _("name of the scenario"),
        "ok": _("OK"),
        "cancel": _("cancel"),
    }


def _settings() -> dict[str, str]:
    return {
        "total": _("total"),
        "total_hint": _("What the points have to add up to; empty: what the sheet says"),
        "tick": _("step"),
        "tick_hint": _("The smallest step of points"),
        "objective": _("solving makes least"),
        "follow": _("figures in criteria"),
        "fit": _("leave each row what its rules need"),
        "orders": _("order of importance"),
        "orders_hint": _("Rows by number, the most important first: 3 > 7 > 9; 1 > 2. No later one gets more points."),
        "solve": _("solve"),
        "solving": _("solving…"),
        "share": _("share of milestones"),
        "share_low": _("least share"),
        "share_high": _("largest share"),
        "sections": _("Sections"),
        "fix": _("fix"),
        "fix_hint": _("Fix this section at its sum now"),
        "slide_hint": _("Drag to fix this section's sum; the rows are solved anew meanwhile"),
        "slide_share_hint": _("Drag to change the band; the rows are solved anew meanwhile"),
        "clash": _("This cannot all hold:"),
        "no_proposal": _("No single change would do; take something back and solve again."),
        "preview": _("not saved yet: let go to save"),
        "late": _("not saved yet: no answer; if none comes, restart the kernel and run all cells"),
    }


def _grid() -> dict[str, str]:
    return {
        "row": _("No."),
        "section": _("belongs to"),
        "indicator": _("indicator"),
        "period": _("period"),
        "before": _("in sheet"),
        "points": _("points"),
        "move": _("move"),
        "lock": _("lock"),
        "low": _("least"),
        "high": _("most"),
        "findings": _("findings"),
        "keys": _(
            "Enter saves and goes down · ↑ ↓ Tab move · Esc restores · Space locks · Ctrl+V pastes · Ctrl+Z / Ctrl+Y"
        ),
    }


def _below() -> dict[str, str]:
    return {
        "chart_sections": _("By section, sheet and now"),
        "chart_rows": _("By indicator, sheet and now"),
        "chart_was": _("in the sheet"),
        "chart_now": _("now"),
        "detail": _("selected row"),
        "hint": _("Select a row to see how its criterion would read and to note why it moves."),
        "as_is": _("Criterion as it reads now"),
        "as_would": _("As it would read"),
        "no_criterion": _("This row has no criterion."),
        "reason": _("reason for the move"),
        "weight": _("weight"),
        "weight_hint": _("How dear one point of movement is; empty: 1"),
        "importance": _("importance"),
        "importance_hint": _("For “in proportion to importance”; empty: its points"),
        "own_tick": _("own step"),
        "own_tick_hint": _("A coarser step for this row; empty: the scenario's"),
        "compared": _("In what they differ"),
        "same": _("They do not differ."),
        "history": _("history"),
        "history_hint": _("Every edit of this scenario with its time and reason"),
        "no_history": _("Nothing was changed yet."),
        "when": _("time"),
        "change": _("change"),
        "why": _("reason"),
        "baseline": _("largest remainders"),
        "solved": _("solved"),
        "close": _("close"),
        "undo": _("undo"),
        "redo": _("redo"),
        "reset": _("back to the sheet's points"),
        "export": _("export"),
        "export_workbook": _("workbook"),
        "export_changes": _("list of changes"),
        "export_spec": _("settings (TOML)"),
    }


def field_label(field: str) -> str:
    """Return what a value of a scenario is called, with the section that it is about."""
    kind, path = fields.path_of(field)
    name = {
        fields.POINTS: _("points"),
        fields.START: _("points set by hand"),
        fields.LOCK: _("lock"),
        fields.LOW: _("least"),
        fields.HIGH: _("most"),
        fields.REASON: _("reason"),
        fields.WEIGHT: _("weight"),
        fields.IMPORTANCE: _("importance"),
        fields.STEP: _("step"),
        fields.TOTAL: _("total"),
        fields.OBJECTIVE: _("what solving makes least"),
        fields.FOLLOW: _("figures in criteria"),
        fields.ORDERS: _("order of importance"),
        fields.FIT: _("points that rules need"),
        "section-low": _("least of “{name}”"),
        "section-high": _("most of “{name}”"),
        "node-share": _("share of milestones"),
    }.get(kind, kind)
    return name.format(name=path[-1] if path else "")


def objective_label(objective: Objective) -> str:
    """Return the words for what solving makes least."""
    return {
        Objective.TOTAL_MOVE: _("fewest points moved in all"),
        Objective.LARGEST_MOVE: _("largest move as small as can be"),
        Objective.SQUARED_MOVE: _("moves spread evenly (squares)"),
        Objective.PROPORTIONAL: _("in proportion to importance"),
    }[objective]


def solved(objective: Objective) -> str:
    """Return the reason that an edit has which solving made."""
    return _("solved: {objective}").format(objective=objective_label(objective))


def solved_reason(reason: str) -> str:
    """Return an edit's reason in the language in use where solving gave it in any; the designer's own as it is."""
    for lang in LANGUAGES:
        for objective in Objective:
            with use_language(lang):
                same = reason == solved(objective)
            if same:
                return solved(objective)
    return reason


def objectives() -> list[Choice]:
    """Return what solving may make least, for a list."""
    return [{"value": o.value, "label": objective_label(o)} for o in Objective]


def follow_label(follow: Follow) -> str:
    """Return the words for what becomes of the figures in criteria."""
    return {Follow.SCALE: _("rewritten with the points"), Follow.KEEP: _("kept, and flagged")}[follow]


def value_label(field: str, said: str | None) -> str:
    """Return a value of a scenario as it is shown; a dash where it says nothing."""
    if said is None:
        return "–"
    if field == fields.OBJECTIVE:
        return objective_label(Objective(said))
    if field == fields.FOLLOW:
        return follow_label(Follow(said))
    if field in (fields.LOCK, fields.FIT):
        return _("yes") if said == fields.ON else _("none")
    if said == fields.NONE:
        return _("none")
    if field == fields.ORDERS:
        return "; ".join(" > ".join(group) for group in json.loads(said))
    if fields.path_of(field)[0] == "node-share":
        return "–".join(plain(Fraction(share)) for share in said.split(":"))
    return said
