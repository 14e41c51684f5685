"""The words that stand on the simulation panel, in the language in use."""

from __future__ import annotations

from kaohe_tools.locale import _
from kaohe_tools.panels.labels import shared_labels


def labels() -> dict[str, str]:
    """Return every fixed word of the panel by its key in the page's code."""
    return shared_labels() | {
        "first": _("scheme A"),
        "second": _("scheme B"),
        "source": _("based on"),
        "units": _("units"),
        "units_hint": _("How many units there are, where no results say so"),
        "grades": _("grades"),
        "grades_hint": _("such as excellent=90,20%; good=80: least points, quota, or both; Enter takes it"),
        "reading": _("reading and simulating…"),
        "assumed": _("What is assumed"),
        "back": _("put the sliders back"),
        "distribution": _("How the totals are spread"),
        "shares": _("Grades"),
        "ranks": _("How sure the ranks are"),
        "changes": _("Who moves and why"),
        "weights": _("What indicators weigh"),
        "items": _("Which indicators tell units apart"),
        "table": _("as a table"),
        "working": _("worked out…"),
        "no_changes": _("Choose a scheme B above: then it shows who moves, and why."),
        "simulated": _("No results were chosen: these figures rest on simulated years, not on records."),
        "page": _("page"),
        "check": _("check by drawing at random"),
        "check_hint": _("Draws ten thousand years and compares them with the exact figures"),
        "stop": _("stop"),
        "empty_title": _("No sheet chosen yet"),
        "empty": _("Choose a sheet of this folder, or drop one here. A sample lies in sample_sheets."),
    }
