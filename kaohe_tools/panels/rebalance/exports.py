"""What a scenario leaves on disk: the workbook with its new points, the list of moves, the problem as TOML."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from kaohe_tools.errors import OutputError
from kaohe_tools.files import write_new
from kaohe_tools.locale import _, language, why
from kaohe_tools.memo import free_path, joined_names, safe_name
from kaohe_tools.panels.rebalance.draft import Draft
from kaohe_tools.rebalance.follow import Followed
from kaohe_tools.scenarios import Source

FOLDER = "exports"
FORMS = ("workbook", "changes", "spec")


def export(form: str, folder: Path, source: Source, name: str, draft: Draft, after: Followed) -> Path:
    """Write one form of a scenario into ``folder/exports`` and return its path; nothing is overwritten.

    Parameters
    ----------
    form : str
        One of :data:`FORMS`.
    name : str
        The scenario's.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    place = folder / FOLDER
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as err:
        raise OutputError(_("{folder} cannot be written: {why}.").format(folder=place, why=why(err))) from err
    own = safe_name(Path(source.name).stem), safe_name(name)
    if form == "workbook":
        return _workbook(place, joined_names(*own), source, draft, after)
    if form == "changes":
        word = "调分清单" if language() == "zh" else "changes"
        return write_new(place, f"{joined_names(*own, word)}.xlsx", _changes(draft, after))
    if form == "spec":
        from kaohe_tools.rebalance.spec import write_spec

        return write_new(place, f"{joined_names(*own)}.toml", write_spec(draft.problem()).encode())
    raise ValueError(f"unknown form of export: {form!r}")


def _workbook(place: Path, stem: str, source: Source, draft: Draft, after: Followed) -> Path:
    from kaohe_tools.sheets.write_back import write_back

    target = free_path(place, f"{stem}{Path(source.name).suffix.lower()}")
    written = write_back(source.data, source.name, draft.scheme, after.scheme, target, reasons=draft.reasons)
    return written.path


def _changes(draft: Draft, after: Followed) -> bytes:
    """Return a workbook with one line per row that moved."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    from kaohe_tools.memo.xlsx_list import put

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = _("changes")
    heads = {
        _("No."): 6,
        _("belongs to"): 22,
        _("indicator"): 36,
        _("points before"): 10,
        _("points now"): 10,
        _("move"): 8,
        _("reason"): 24,
        _("criterion before"): 48,
        _("criterion now"): 48,
    }
    for column, (word, width) in enumerate(heads.items(), 1):
        put(sheet.cell(1, column), word)
        sheet.cell(1, column).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = width
    at = 1
    for old, new in zip(draft.scheme.indicators, after.scheme.indicators, strict=True):
        if old.points is None or new.points is None or old.points == new.points:
            continue
        at += 1
        criteria = (old.criterion.text, new.criterion.text if new.criterion != old.criterion else "")
        put(sheet.cell(at, 1), old.row)
        for column, said in ((2, " / ".join(old.path)), (3, old.label), (7, draft.reasons.get(old.id, ""))):
            put(sheet.cell(at, column), said)
        for column, points in ((4, old.points), (5, new.points), (6, new.points - old.points)):
            sheet.cell(at, column).value = points
        for column, said in zip((8, 9), criteria, strict=True):
            put(sheet.cell(at, column), said)
            sheet.cell(at, column).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
    out = BytesIO()
    book.save(out)
    return out.getvalue()
