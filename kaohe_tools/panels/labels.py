"""The words that stand on every panel, in the language in use."""

from __future__ import annotations

from kaohe_tools.locale import _


def shared_labels() -> dict[str, str]:
    """Return the words of the strips that the panels share, by their keys in the page's code."""
    return {
        "sheet": _("sheet of the workbook"),
        "profile": _("review profile"),
        "upload": _("upload…"),
        "upload_hint": _("Take a workbook from this computer; it can also be dropped onto the panel."),
        "refresh": _("Look again which sheets the folder holds"),
        "reading": _("reading and checking…"),
        "saving": _("writing…"),
        "download": _("download"),
        "details": _("details for support"),
        "no_answer": _(
            "No answer: what is shown is not what you have just chosen. If none comes, restart the kernel and run all "
            "cells."
        ),
    }
