"""The words that stand on the comparison panel, in the language in use."""

from __future__ import annotations

from kaohe_tools.locale import _
from kaohe_tools.panels.labels import shared_labels


def labels() -> dict[str, str]:
    """Return every fixed word of the panel by its key in the page's code."""
    return shared_labels() | {
        "old": _("old scheme"),
        "new": _("new scheme"),
        "old_sheet": _("sheet of the old workbook"),
        "new_sheet": _("sheet of the new workbook"),
        "swap": _("exchange before and now"),
        "results": _("last year's results"),
        "grades": _("grades"),
        "grades_hint": _("such as excellent=90,20%; good=80: least points, quota, or both; Enter takes it"),
        "grades_example": _("excellent=90; good=80"),
        "reading": _("reading and comparing…"),
        "empty_title": _("Nothing compared yet"),
        "empty": _("Choose the sheet before and the sheet now; a draft of the rebalancing panel will do as well."),
        "same": _("Nothing changed: both say the same."),
        "legend_gone": _("struck through: gone"),
        "legend_new": _("underlined: new"),
        "ranking": _("Last year's ranking"),
        "save": _("save page to print"),
    }
