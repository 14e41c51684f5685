"""The words that stand on the memo panel, in the language in use."""

from __future__ import annotations

from kaohe_tools.locale import _
from kaohe_tools.memo.document import Kind
from kaohe_tools.panels.choices import Choice
from kaohe_tools.panels.labels import shared_labels


def labels() -> dict[str, str]:
    """Return every fixed word of the panel by its key in the page's code."""
    return shared_labels() | {
        "kind": _("kind of memo"),
        "first": _("sheet"),
        "second": _("second sheet"),
        "results": _("last year's results"),
        "outcomes": _("table of chances"),
        "spec": _("what was asked of the points"),
        "grades": _("grades"),
        "grades_hint": _("such as excellent=90,20%; good=80: least points, quota, or both; Enter takes it"),
        "reason": _("reason for the moves"),
        "number": _("number of the memo"),
        "addressee": _("to"),
        "signature": _("signed"),
        "date": _("date"),
        "date_hint": _("such as 2018-05-21; empty: today"),
        "deadline": _("reply due"),
        "deadline_hint": _("such as 2018-05-25 10:00; empty: as the profile says"),
        "wording": _("folder of own texts"),
        "wording_hint": _("a folder in the working folder with texts such as review-closing.txt; empty: none"),
        "notes": _("further points, one a line"),
        "letter": _("letter"),
        "formats": _("forms"),
        "show": _("preview"),
        "save": _("write files"),
        "making": _("making the memo…"),
        "empty": _("Choose the sheet, then press “preview”: the memo stands here as it will be sent."),
        "page": _("preview of the memo"),
    }


def kinds() -> list[Choice]:
    """Return the kinds of memo."""
    return [{"value": kind.value, "label": str(kind.said)} for kind in Kind]


def formats() -> tuple[tuple[str, str], ...]:
    """Return the forms of a memo and what they are called."""
    return (
        ("docx", _("Word")),
        ("html", _("web page")),
        ("xlsx", _("workbook")),
        ("md", "Markdown"),
        ("json", "JSON"),
    )
