"""The words that stand on the review panel, in the language in use."""

from __future__ import annotations

from kaohe_tools.locale import _


def labels() -> dict[str, str]:
    """Return every fixed word of the panel by its key in the page's code."""
    return {
        "file": _("sheet to review"),
        "sheet": _("sheet of the workbook"),
        "profile": _("review profile"),
        "upload": _("upload…"),
        "upload_hint": _("Take a workbook from this computer; it can also be dropped onto the panel."),
        "refresh": _("Look again which sheets the folder holds"),
        "reading": _("reading and checking…"),
        "saving": _("writing…"),
        "empty_title": _("No sheet reviewed yet"),
        "empty": _("Choose a sheet above, or drop a workbook here."),
        "none_found": _("No findings: every check that applies has passed."),
        "none_shown": _("No finding passes these filters."),
        "totals": _("Points by section"),
        "band": _("the band that the profile asks for"),
        "declared": _("declared:"),
        "findings": _("Findings"),
        "severity": _("severity"),
        "code": _("check"),
        "row": _("row"),
        "message": _("what was found"),
        "cell": _("cell"),
        "explain": _("explain"),
        "close": _("close"),
        "family": _("family of checks"),
        "all_families": _("all families"),
        "indicator": _("row of the sheet"),
        "all_indicators": _("all rows"),
        "search": _("search (press /)"),
        "clear": _("clear"),
        "hint": _("Select a finding to see its cell and its criterion. ↑ ↓ move, Enter explains, Esc closes."),
        "detail": _("selected finding"),
        "places": _("cells of this finding"),
        "criterion": _("Criterion"),
        "item_points": _("item points"),
        "no_rule": _("No scoring rule was understood in this text."),
        "unread": _("looks like scoring, but was not understood"),
        "why": _("Why it matters"),
        "mend": _("How to mend it"),
        "save": _("save memo"),
        "save_docx": _("Word"),
        "save_html": _("web page"),
        "save_xlsx": _("marked workbook"),
        "download": _("download"),
        "details": _("details for support"),
    }
