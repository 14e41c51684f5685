"""The rebalancing panel's widget: copies what the page sends to the state, and redraws from the state.

No figure is computed here; see :mod:`rebalance_state`, :mod:`rebalance_data`, :mod:`rebalance_detail`.
"""

from __future__ import annotations

import os
from typing import Any

import anywidget
from IPython import display as ipython

from kaohe_tools.locale import _, use_language
from kaohe_tools.memo.html import environment
from kaohe_tools.panels import rebalance_data, rebalance_detail, rebalance_effect
from kaohe_tools.panels import rebalance_edits as edits
from kaohe_tools.panels.board_files import TEMPLATES, joined, synced
from kaohe_tools.panels.rebalance_history import Past, history
from kaohe_tools.panels.rebalance_labels import labels
from kaohe_tools.panels.rebalance_state import TOPICS, RebalanceState
from kaohe_tools.panels.review_view import profile_label
from kaohe_tools.panels.working_folder import SUFFIXES, offered_profiles

_display: Any = ipython.display
_html: Any = ipython.HTML

_LOOKING = ("select", "compare", "history")
"""Messages that change nothing: what the last edit ran into stays on the page."""


class RebalanceBoard(anywidget.AnyWidget):
    """The page's side: one synced value per part that is redrawn on its own."""

    _esm = joined(
        "dom.js",
        "svg.js",
        "strips.js",
        "rebalance_strips.js",
        "rebalance_effect.js",
        "rebalance_settings.js",
        "rebalance_sections.js",
        "rebalance_charts.js",
        "rebalance_grid.js",
        "rebalance_detail.js",
        "rebalance_main.js",
    )
    _css = joined("board.css", "rebalance.css")
    labels = synced()
    options = synced()
    head = synced()
    settings = synced()
    sections = synced()
    rows = synced()
    cells = synced()
    outcome = synced()
    detail = synced()
    compared = synced()
    history = synced()
    effect = synced()
    status = synced()


class RebalancePanel:
    """The rebalancing panel; shows itself, and a plain table beneath it.

    Attributes
    ----------
    state : RebalanceState
        What the panel knows. Its verbs may be called from the notebook too; the page follows.
    board : RebalanceBoard
        The widget.
    """

    def __init__(self, state: RebalanceState) -> None:
        self.state = state
        self.board = RebalanceBoard()
        self._handled = 0
        self._table: Any = None
        self._said: tuple[object, ...] = ()
        self._redraw(TOPICS)
        state.listen(self._redraw)
        self.board.on_msg(self._receive)

    @property
    def scheme(self) -> Any:
        """The scheme with the points as they stand now, its criteria following them; None before a sheet is chosen."""
        return self.state.live.followed.scheme if self.state.live else None

    @property
    def problem(self) -> Any:
        """The problem that “solve” solves; None before a sheet is chosen."""
        return self.state.draft.problem() if self.state.draft else None

    def _ipython_display_(self) -> None:
        """Show the widget, and beneath it the moves as a table for a page without widgets.

        A Voilà page always has widgets, and never renews other outputs: there is no table there.
        """
        _display(self.board)
        if os.environ.get("SERVER_SOFTWARE", "").startswith("voila"):
            return
        self._said = self._subject()
        self._table = _display(_html(self.static_html()), display_id=True)

    def static_html(self) -> str:
        """Return the points as a plain HTML table, every text escaped."""
        state = self.state
        with use_language(state.language):
            known = state.draft is not None and state.live is not None and state.scenario is not None
            rows = self.board.rows or []
            return (
                environment(TEMPLATES)
                .get_template("rebalance_table.html")
                .render(
                    errors=state.errors,
                    head=self.board.head if known else None,
                    scenario=state.scenario.name if state.scenario else "",
                    sections=self.board.sections or [],
                    rows=[(row, cell) for row, cell in zip(rows, self.board.cells or [], strict=True)],
                )
            )

    # from the page -----------------------------------------------------------------------------

    def _receive(self, _widget: object, message: dict[str, Any], buffers: list[memoryview]) -> None:
        """Carry out one message; whatever goes wrong is shown in the panel, and all of it at once."""
        state = self.state
        if message.get("action") == "settle":
            with state.guard:
                state.settle()
                self._update_table()
            return
        self._handled += 1
        kept = state.errors if message.get("action") in _LOOKING else ()
        with state.guard, self.board.hold_sync():
            state.attempt(self._act, message, buffers)
            state.errors = state.errors or kept
            self._redraw(frozenset({"status"}))

    def _act(self, message: dict[str, Any], buffers: list[memoryview]) -> None:
        action = message["action"]
        for family in (self._act_on_rows, self._act_on_settings, self._act_on_scenarios):
            if family(action, message):
                return
        state = self.state
        match action:
            case "upload":
                state.upload_part(message["name"], message["part"], message["parts"], bytes(buffers[0]))
            case "export":
                state.export(str(message["form"]))
            case "download":
                name, data = state.exported_file()
                self.board.send({"action": "download", "name": name}, [data])
            case other:
                raise ValueError(f"unknown action {other!r}")

    def _act_on_rows(self, action: str, message: dict[str, Any]) -> bool:
        state = self.state
        match action:
            case "points":
                state.set_points(str(message["id"]), str(message["text"]))
            case "lock":
                state.lock(str(message["id"]), bool(message["on"]))
            case "limit":
                state.set_limits(str(message["id"]), **{_side(message): str(message["text"])})
            case "row":
                state.set_row(str(message["id"]), str(message["field"]), str(message["text"]))
            case "paste":
                block = [[str(said) for said in row] for row in message["block"]]
                state.paste(str(message["column"]), str(message["id"]), block)
            case "select":
                state.select(None if message["id"] is None else str(message["id"]))
            case "undo":
                state.undo()
            case "redo":
                state.redo()
            case "reset":
                state.reset()
            case _:
                return False
        return True

    def _act_on_settings(self, action: str, message: dict[str, Any]) -> bool:
        state = self.state
        match action:
            case "section":
                state.set_section_limits(_path(message), **{_side(message): str(message["text"])})
            case "fix":
                state.fix_section(_path(message), bool(message["on"]))
            case "share":
                state.set_node_share(str(message["low"]), str(message["high"]))
            case "slide":
                state.slide(_slid(message))
            case "release":
                state.release(_slid(message))
            case "total":
                state.set_total(str(message["text"]))
            case "tick":
                state.set_tick(str(message["text"]))
            case "orders":
                state.set_orders(str(message["text"]))
            case "objective":
                state.set_objective(str(message["name"]))
            case "results":
                state.choose_results(str(message["name"]))
            case "follow":
                state.set_follow(str(message["name"]))
            case "fit":
                state.set_fit_rules(bool(message["on"]))
            case "solve":
                state.solve()
            case "relax":
                state.relax(int(message["number"]))
            case _:
                return False
        return True

    def _act_on_scenarios(self, action: str, message: dict[str, Any]) -> bool:
        state, name = self.state, str(message.get("name", ""))
        match action:
            case "file":
                state.choose_file(name)
            case "sheet":
                state.choose_sheet(name)
            case "profile":
                state.choose_profile(name)
            case "language":
                state.choose_language(name)
            case "refresh":
                state.refresh_files()
            case "scenario":
                state.open_scenario(int(message["id"]))
            case "new":
                state.new_scenario(name)
            case "branch":
                state.branch_scenario(name)
            case "rename":
                state.rename_scenario(name)
            case "delete":
                state.delete_scenario()
            case "restore":
                state.restore_scenario(int(message["id"]))
            case "compare":
                state.compare_with(int(message["id"]) if message["id"] else None)
            case "history":
                state.show_history(bool(message["on"]))
            case _:
                return False
        return True

    # to the page -------------------------------------------------------------------------------

    def _redraw(self, topics: frozenset[str]) -> None:
        """Set the synced values of the parts that changed."""
        state, board = self.state, self.board
        draft, live = state.shown, state.live
        with use_language(state.language):
            if topics >= {"options", "rows"}:
                board.labels = labels()
            if "options" in topics:
                board.options = self._options()
            if "rows" in topics:
                board.rows = rebalance_data.row_heads(state.scheme) if state.scheme else []
            if "cells" in topics:
                known = draft is not None and live is not None
                board.head = rebalance_data.head(draft, live) if draft and live else None
                board.sections = rebalance_data.section_lines(draft) if draft else []
                board.cells = rebalance_data.cells(draft, live.review) if draft and live else []
                board.settings = rebalance_detail.settings(draft) if draft else None
                board.outcome = rebalance_detail.outcome(state.answer) if known else None
            if "detail" in topics:
                chosen = draft is not None and live is not None and state.selected is not None
                board.detail = (
                    rebalance_detail.detail(draft, live, state.selected)
                    if chosen and draft and live and state.selected
                    else None
                )
            if "effect" in topics:
                board.effect = rebalance_effect.strip(state.effect, state.effect_pending) if state.effect else None
            if "compared" in topics:
                board.compared = self._compared()
            if "history" in topics:
                board.history = self._history()
            board.status = self._status()

    def _subject(self) -> tuple[object, ...]:
        """Return what the table beneath depends on."""
        return self.board.cells, self.board.rows, self.state.language, self.state.errors

    def _update_table(self) -> None:
        now = self._subject()
        if self._table is not None and any(a is not b for a, b in zip(now, self._said, strict=True)):
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
            "sheet": state.scheme.sheet if state.scheme else "",
            "results": _results(state.files, state.results),
            "result": state.results,
            "profiles": [{"value": n, "label": profile_label(state.folder, n)} for n in names],
            "profile": state.profile,
            "language": state.language,
            "accept": ",".join(SUFFIXES),
            "scenarios": rebalance_detail.scenario_choices(state.scenarios(), state.source),
            "scenario": str(state.scenario.id) if state.scenario else "",
            "name": state.scenario.name if state.scenario else "",
            "deleted": rebalance_detail.scenario_choices(state.scenarios(deleted=True), state.source),
        }

    def _compared(self) -> dict[str, Any] | None:
        state = self.state
        if state.compared is None or state.scenario is None or state.scheme is None:
            return None
        other = state.store.open(state.compared)
        found = state.store.compare(state.scenario.id, state.compared)
        return {
            "id": str(other.id),
            "a": state.scenario.name,
            "b": other.name,
            "lines": rebalance_detail.compared(state.scheme, found),
        }

    def _history(self) -> list[Past] | None:
        state = self.state
        if not state.past or state.scenario is None or state.draft is None:
            return None
        return history(state.draft, state.store.history(state.scenario.id))

    def _status(self) -> dict[str, Any]:
        state = self.state
        scenario, exported = state.scenario, state.exported
        saved = _("saved {time:%H:%M:%S}").format(time=scenario.saved_at.astimezone()) if scenario else ""
        return {
            "seq": self._handled,
            "errors": [{"message": e.message, "details": e.details} for e in state.errors],
            "saved": "" if state.preview else saved,
            "preview": state.preview is not None,
            "can_undo": scenario is not None and scenario.can_undo,
            "can_redo": scenario is not None and scenario.can_redo,
            "exported": _("written {time:%H:%M:%S} {path}").format(time=exported.at, path=exported.path)
            if exported
            else "",
        }


def _results(files: tuple[str, ...], chosen: str) -> list[dict[str, str]]:
    """Return what the simulated effect may rest on."""
    names = dict.fromkeys((*files, *([chosen] if chosen else [])))
    return [{"value": "", "label": _("no results: default assumptions")}, *({"value": f, "label": f} for f in names)]


def _path(message: dict[str, Any]) -> tuple[str, ...]:
    return tuple(str(part) for part in message["path"])


def _side(message: dict[str, Any]) -> str:
    side = str(message["side"])
    if side not in ("low", "high"):
        raise ValueError(f"limits have no side {side!r}")
    return side


def _slid(message: dict[str, Any]) -> edits.Changes:
    """Return what a slider asks for."""
    if message["what"] == "section":
        return edits.section_changes(_path(message), str(message["value"]), str(message["value"]))
    return edits.share_change(str(message["low"]), str(message["high"]))
