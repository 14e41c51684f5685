"""The comparison panel's widget: copies what the page sends to the state, and redraws from the state.

No figure is computed here; see :mod:`compare_state` and :mod:`compare_data`.
"""

from __future__ import annotations

import os
from typing import Any

import anywidget
from IPython import display as ipython

from kaohe_tools.locale import _, use_language
from kaohe_tools.memo.html import environment
from kaohe_tools.panels import compare_data
from kaohe_tools.panels.board_files import TEMPLATES, joined, synced
from kaohe_tools.panels.compare_labels import labels
from kaohe_tools.panels.compare_state import SIDES, TOPICS, CompareState
from kaohe_tools.panels.review_view import profile_label
from kaohe_tools.panels.working_folder import SUFFIXES, offered_profiles

_display: Any = ipython.display
_html: Any = ipython.HTML
_SCRIPTS = ("dom.js", "strips.js", "compare_strips.js", "compare_lists.js", "compare_main.js")
_STYLES = ("board.css", "compare.css")


class CompareBoard(anywidget.AnyWidget):
    """The page's side: one synced value per part that is redrawn on its own."""

    _esm = joined(*_SCRIPTS)
    _css = joined(*_STYLES)
    labels = synced()
    options = synced()
    header = synced()
    groups = synced()
    picture = synced()
    status = synced()


class ComparePanel:
    """The comparison panel; shows itself, and plain tables beneath it.

    Attributes
    ----------
    state : CompareState
        What the panel knows. Its verbs may be called from the notebook too; the page follows.
    board : CompareBoard
        The widget.
    """

    def __init__(self, state: CompareState) -> None:
        self.state = state
        self.board = CompareBoard()
        self._handled = 0
        self._table: Any = None
        self._said: tuple[object, ...] = ()
        self._redraw(TOPICS)
        state.listen(self._redraw)
        self.board.on_msg(self._receive)

    @property
    def found(self) -> Any:
        """The comparison now shown, or None."""
        return self.state.found

    def _ipython_display_(self) -> None:
        """Show the widget, and beneath it the lists as tables for a page without widgets.

        A Voilà page always has widgets, and never renews other outputs: there is no table there.
        """
        _display(self.board)
        if os.environ.get("SERVER_SOFTWARE", "").startswith("voila"):
            return
        self._said = self._subject()
        self._table = _display(_html(self.static_html()), display_id=True)

    def static_html(self) -> str:
        """Return the comparison as plain HTML tables, every text escaped."""
        state = self.state
        with use_language(state.language):
            found = state.found
            return (
                environment(TEMPLATES)
                .get_template("compare_table.html")
                .render(
                    errors=state.errors,
                    header=compare_data.header(found) if found else None,
                    groups=compare_data.groups(found) if found else [],
                )
            )

    # from the page -----------------------------------------------------------------------------

    def _receive(self, _widget: object, message: dict[str, Any], buffers: list[memoryview]) -> None:
        """Carry out one message; whatever goes wrong is shown in the panel."""
        self._handled += 1
        self.state.attempt(self._act, message, buffers)

    def _act(self, message: dict[str, Any], buffers: list[memoryview]) -> None:
        state = self.state
        match message["action"]:
            case "old" | "new" as side:
                state.choose(side, str(message["name"]))
            case "old-sheet" | "new-sheet" as which:
                state.choose_sheet(which.removesuffix("-sheet"), str(message["name"]))
            case "swap":
                state.swap()
            case "results":
                state.choose_results(str(message["name"]))
            case "grades":
                state.choose_grades(str(message["text"]))
            case "profile":
                state.choose_profile(str(message["name"]))
            case "language":
                state.choose_language(str(message["name"]))
            case "refresh":
                state.refresh_files()
            case "upload":
                part, parts = int(message["part"]), int(message["parts"])
                state.upload_part(str(message["name"]), part, parts, bytes(buffers[0]))
            case "save":
                state.save()
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
            if "result" in topics:
                found = state.found
                board.header = (
                    {**compare_data.header(found), "effect": compare_data.effect_said(found)} if found else None
                )
                board.groups = compare_data.groups(found) if found else []
                board.picture = state.picture()
            board.status = self._status()
        if self._table is not None:
            self._update_table()

    def _subject(self) -> tuple[object, ...]:
        """Return what the tables beneath depend on."""
        return self.state.found, self.state.language, self.state.errors

    def _update_table(self) -> None:
        now = self._subject()
        if any(a is not b for a, b in zip(now, self._said, strict=True)):
            self._said = now
            self._table.update(_html(self.static_html()))

    def _options(self) -> dict[str, Any]:
        state = self.state
        files = [{"value": f, "label": f} for f in state.files]
        kept = [
            {"value": f"#{s.id}", "label": _("draft “{name}” of {file}").format(name=s.name, file=s.source)}
            for s in state.scenarios()
        ]
        sides = {}
        for side in SIDES:
            chosen = state.sides[side]
            offered = [{"value": "", "label": _("choose a sheet…")}, *files, *kept]
            known = {o["value"] for o in offered}
            extra = [] if chosen.name in known else [{"value": chosen.name, "label": chosen.name}]
            sides[side] = {
                "choices": [*offered, *extra],
                "name": chosen.name,
                "sheets": [{"value": s.sheet, "label": s.sheet} for s in chosen.schemes],
                "sheet": chosen.sheet,
            }
        names = dict.fromkeys((*offered_profiles(state.folder), state.profile))
        results = [{"value": "", "label": _("no results")}, *files]
        if state.results not in {r["value"] for r in results}:
            results.append({"value": state.results, "label": state.results})
        return {
            **sides,
            "results": {"choices": results, "name": state.results},
            "grades": state.grades,
            "profiles": [{"value": n, "label": profile_label(state.folder, n)} for n in names],
            "profile": state.profile,
            "language": state.language,
            "accept": ",".join(SUFFIXES),
        }

    def _status(self) -> dict[str, Any]:
        state = self.state
        saved = state.saved
        return {
            "seq": self._handled,
            "errors": [{"message": e.message, "details": e.details} for e in state.errors],
            "saved": _("saved {time:%H:%M:%S} {path}").format(time=saved.at, path=saved.path) if saved else "",
        }
