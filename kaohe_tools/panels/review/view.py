"""The review panel's widget: copies what the page sends to the state, and redraws from the state.

No figure is computed here; see :mod:`.state` and :mod:`.data`.
"""

from __future__ import annotations

from typing import Any

from kaohe_tools.locale import _
from kaohe_tools.model import Period
from kaohe_tools.panels import choices
from kaohe_tools.panels.board_files import page_code, page_style, synced
from kaohe_tools.panels.review import data
from kaohe_tools.panels.review.labels import labels
from kaohe_tools.panels.review.state import ReviewState
from kaohe_tools.panels.shell import Board, Panel, Verbs

MOST_STATIC = 300
"""Findings in the table beneath the panel; the rest is in the memo."""


class ReviewBoard(Board):
    """The page's side of the panel."""

    _esm = page_code("review/strips.js", "review/findings.js", "review/detail.js", "review/layout.js", "review/main.js")
    _css = page_style("review/style.css", "review/layout.css")
    header = synced()
    totals = synced()
    filters = synced()
    rows = synced()
    shown = synced()
    detail = synced()
    layout_view = synced()


class ReviewPanel(Panel[ReviewState, ReviewBoard]):
    """The review panel; shows itself, and a plain table beneath it."""

    template = "review_table.html"

    def __init__(self, state: ReviewState) -> None:
        super().__init__(state, ReviewBoard())

    @property
    def review(self) -> Any:
        """The review now shown, or None."""
        return self.state.review

    def _static(self) -> dict[str, Any]:
        """Return totals, layout and findings."""
        state = self.state
        more = len(state.rows()) - MOST_STATIC
        return {
            "header": data.header(state.review) if state.review else None,
            "share": data.node_share(state.review) if state.review else None,
            "layout": state.layout_view(),
            "rows": state.rows()[:MOST_STATIC],
            "left": _("{n} more findings stand in the memo.").format(n=more) if more > 0 else "",
        }

    def _shown(self) -> tuple[object, ...]:
        return self.state.review, self.state.layout.reading

    def _verbs(self) -> Verbs:
        state = self.state
        return {
            "file": lambda m: state.choose_file(str(m["name"])),
            "sheet": lambda m: state.choose_sheet(str(m["name"])),
            "filter": lambda m: state.filter(**{k: v for k, v in m.items() if k != "action"}),
            "clear": lambda _m: state.clear_filters(),
            "select": lambda m: state.select(m["index"]),
            "place": lambda m: state.show_place(int(m["place"])),
            "explain": lambda _m: state.explain(not state.explained),
            "layout-sheet": lambda m: state.choose_layout_sheet(str(m["name"])),
            "layout-header": lambda m: state.choose_header(int(m["row"])),
            "layout-field": lambda m: state.choose_field(int(m["column"]), str(m["field"])),
            "layout-apply": lambda _m: state.apply_layout(),
            "layout-save": lambda _m: state.save_layout(),
            "layout-reset": lambda _m: state.reset_layout(),
            "save": lambda m: state.save(str(m["format"])),
        }

    def _labels(self) -> dict[str, str]:
        return labels()

    def _draw(self, topics: frozenset[str]) -> None:
        state, board = self.state, self.board
        if "review" in topics:
            board.header = data.header(state.review) if state.review else None
            board.totals = self._totals()
            board.rows = state.rows()
        if "rows" in topics or "review" in topics:
            board.shown = state.shown()
            board.filters = self._filters()
        if "detail" in topics:
            board.detail = state.detail()
        if "layout" in topics:
            board.layout_view = state.layout_view()

    def _options(self) -> dict[str, Any]:
        state = self.state
        return {
            "files": [choices.nothing(_("choose a sheet…")), *choices.named(state.files)],
            "file": state.file,
            "sheets": choices.sheets(state.schemes),
            "sheet": state.sheet,
        }

    def _totals(self) -> dict[str, Any] | None:
        review = self.state.review
        if review is None:
            return None
        return {
            "bars": data.bars(review.scheme),
            "share": data.node_share(review),
            "legend": [
                {"period": p.value if p else "other", "label": data.period_label(p)}
                for p in (*Period, None)
                if review.scheme.by_period(p)
            ],
        }

    def _filters(self) -> dict[str, Any]:
        state = self.state
        shown = _("{shown} of {all}").format(shown=len(self.board.shown), all=len(state.rows()))
        return state.filters.to_dict() | {
            "families": data.family_choices(state.review) if state.review else [],
            "indicators": data.indicator_choices(state.review) if state.review else [],
            "shown": shown if state.review else "",
            "active": state.filters.active,
        }

    def _more_status(self) -> dict[str, Any]:
        kept = self.state.layout_saved
        return {
            "layout_saved": _(
                "saved {time:%H:%M:%S} in the profile {path}; sheets of this shape are now read so"
            ).format(time=kept.at, path=kept.path)
            if kept
            else "",
        }
