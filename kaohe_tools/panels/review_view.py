"""The review panel's widget: copies what the page sends to the state, and redraws from the state.

No figure is computed here; see :mod:`review_state` and :mod:`review_data`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import anywidget
import traitlets
from IPython import display as ipython

from kaohe_tools.errors import ProfileError
from kaohe_tools.locale import _, use_language
from kaohe_tools.memo.html import environment
from kaohe_tools.model import Period
from kaohe_tools.panels import review_data
from kaohe_tools.panels.review_labels import labels
from kaohe_tools.panels.review_state import TOPICS, ReviewState
from kaohe_tools.panels.working_folder import SUFFIXES, chosen_profile, offered_profiles

_display: Any = ipython.display
_html: Any = ipython.HTML
_HERE = Path(__file__).parent
_SCRIPTS = (
    "dom.js",
    "review_strips.js",
    "review_findings.js",
    "review_detail.js",
    "review_layout.js",
    "review_main.js",
)
_STYLES = ("board.css", "review.css", "review_layout.css")

MOST_STATIC = 300
"""Findings in the table beneath the panel; the rest is in the memo."""


def _joined(names: tuple[str, ...]) -> str:
    return "\n".join((_HERE / "board" / name).read_text(encoding="utf-8") for name in names)


def _synced() -> Any:
    return traitlets.Any(None, allow_none=True).tag(sync=True)


class ReviewBoard(anywidget.AnyWidget):
    """The page's side: one synced value per part that is redrawn on its own."""

    _esm = _joined(_SCRIPTS)
    _css = _joined(_STYLES)
    labels = _synced()
    options = _synced()
    header = _synced()
    totals = _synced()
    filters = _synced()
    rows = _synced()
    shown = _synced()
    detail = _synced()
    layout_view = _synced()
    status = _synced()


class ReviewPanel:
    """The review panel; shows itself, and a plain table beneath it.

    Attributes
    ----------
    state : ReviewState
        What the panel knows. Its verbs may be called from the notebook too; the page follows.
    board : ReviewBoard
        The widget.
    """

    def __init__(self, state: ReviewState) -> None:
        self.state = state
        self.board = ReviewBoard()
        self._handled = 0
        self._table: Any = None
        self._said: tuple[object, ...] = ()
        self._redraw(TOPICS)
        state.listen(self._redraw)
        self.board.on_msg(self._receive)

    @property
    def review(self) -> Any:
        """The review now shown, or None."""
        return self.state.review

    def _ipython_display_(self) -> None:
        """Show the widget, and beneath it the findings as a table for a page without widgets.

        A Voilà page always has widgets, and never renews other outputs: there is no table there.
        """
        _display(self.board)
        if os.environ.get("SERVER_SOFTWARE", "").startswith("voila"):
            return
        self._said = self._subject()
        self._table = _display(_html(self.static_html()), display_id=True)

    def static_html(self) -> str:
        """Return the review as a plain HTML table, every text escaped."""
        state = self.state
        more = len(state.rows()) - MOST_STATIC
        with use_language(state.language):
            template = environment(_HERE / "templates").get_template("review_table.html")
            return template.render(
                errors=state.errors,
                header=review_data.header(state.review) if state.review else None,
                share=review_data.node_share(state.review) if state.review else None,
                layout=state.layout_view(),
                rows=state.rows()[:MOST_STATIC],
                left=_("{n} more findings stand in the memo.").format(n=more) if more > 0 else "",
            )

    # from the page -----------------------------------------------------------------------------

    def _receive(self, _widget: object, message: dict[str, Any], buffers: list[memoryview]) -> None:
        """Carry out one message; whatever goes wrong is shown in the panel."""
        self._handled += 1
        self.state.attempt(self._act, message, buffers)

    def _act(self, message: dict[str, Any], buffers: list[memoryview]) -> None:
        state = self.state
        match message["action"]:
            case "file":
                state.choose_file(str(message["name"]))
            case "sheet":
                state.choose_sheet(str(message["name"]))
            case "profile":
                state.choose_profile(str(message["name"]))
            case "language":
                state.choose_language(str(message["name"]))
            case "refresh":
                state.refresh_files()
            case "upload":
                part, parts = int(message["part"]), int(message["parts"])
                state.upload_part(str(message["name"]), part, parts, bytes(buffers[0]))
            case "filter":
                state.filter(**{k: v for k, v in message.items() if k != "action"})
            case "clear":
                state.clear_filters()
            case "select":
                state.select(message["index"])
            case "place":
                state.show_place(int(message["place"]))
            case "explain":
                state.explain(not state.explained)
            case "layout-sheet":
                state.choose_layout_sheet(str(message["name"]))
            case "layout-header":
                state.choose_header(int(message["row"]))
            case "layout-field":
                state.choose_field(int(message["column"]), str(message["field"]))
            case "layout-apply":
                state.apply_layout()
            case "layout-save":
                state.save_layout()
            case "layout-reset":
                state.reset_layout()
            case "save":
                state.save(str(message["format"]))
            case "download":
                name, data = state.saved_file()
                self.board.send({"action": "download", "name": name}, [data])
            case unknown:
                raise ValueError(f"unknown action {unknown!r}")

    # to the page -------------------------------------------------------------------------------

    def _redraw(self, topics: frozenset[str]) -> None:
        state, board = self.state, self.board
        with use_language(state.language), board.hold_sync():
            if topics >= TOPICS:
                board.labels = labels()
            if "options" in topics:
                board.options = self._options()
            if "review" in topics:
                board.header = review_data.header(state.review) if state.review else None
                board.totals = self._totals()
            if "review" in topics:
                board.rows = state.rows()
            if "rows" in topics or "review" in topics:
                board.shown = state.shown()
                board.filters = self._filters()
            if "detail" in topics:
                board.detail = state.detail()
            if "layout" in topics:
                board.layout_view = state.layout_view()
            board.status = self._status()
        if self._table is not None:
            self._update_table()

    def _subject(self) -> tuple[object, ...]:
        """Return what the table beneath depends on."""
        return self.state.review, self.state.language, self.state.errors, self.state.layout.reading

    def _update_table(self) -> None:
        now = self._subject()
        if any(a is not b for a, b in zip(now, self._said, strict=True)):
            self._said = now
            self._table.update(_html(self.static_html()))

    def _options(self) -> dict[str, Any]:
        state = self.state
        files = [{"value": "", "label": _("choose a sheet…")}, *({"value": f, "label": f} for f in state.files)]
        names = dict.fromkeys((*offered_profiles(state.folder), state.profile))
        return {
            "files": files,
            "file": state.file,
            "sheets": [{"value": s.sheet, "label": s.sheet} for s in state.schemes],
            "sheet": state.sheet,
            "profiles": [{"value": n, "label": _profile_label(state.folder, n)} for n in names],
            "profile": state.profile,
            "language": state.language,
            "accept": ",".join(SUFFIXES),
        }

    def _totals(self) -> dict[str, Any] | None:
        review = self.state.review
        if review is None:
            return None
        return {
            "bars": review_data.bars(review.scheme),
            "share": review_data.node_share(review),
            "legend": [
                {"period": p.value if p else "other", "label": review_data.period_label(p)}
                for p in (*Period, None)
                if review.scheme.by_period(p)
            ],
        }

    def _filters(self) -> dict[str, Any]:
        state = self.state
        shown = _("{shown} of {all}").format(shown=len(self.board.shown), all=len(state.rows()))
        return state.filters.to_dict() | {
            "families": review_data.family_choices(state.review) if state.review else [],
            "indicators": review_data.indicator_choices(state.review) if state.review else [],
            "shown": shown if state.review else "",
            "active": state.filters.active,
        }

    def _status(self) -> dict[str, Any]:
        state = self.state
        saved, kept = state.saved, state.layout_saved
        return {
            "seq": self._handled,
            "errors": [{"message": e.message, "details": e.details} for e in state.errors],
            "saved": _("saved {time:%H:%M:%S} {path}").format(time=saved.at, path=saved.path) if saved else "",
            "layout_saved": _(
                "saved {time:%H:%M:%S} in the profile {path}; sheets of this shape are now read so"
            ).format(time=kept.at, path=kept.path)
            if kept
            else "",
        }


def _profile_label(folder: Path, name: str) -> str:
    """Return a profile's title, with the file's name for an office's own; the name where it is unusable."""
    try:
        title = chosen_profile(folder, name).title
    except ProfileError:
        return name
    return f"{title}（{name}）" if title and name.endswith(".toml") else title or name
