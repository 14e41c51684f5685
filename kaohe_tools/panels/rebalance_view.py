"""The rebalancing panel's widget: copies what the page sends to the state, and redraws from the state.

No figure is computed here; see :mod:`rebalance_state`, :mod:`rebalance_data`, :mod:`rebalance_detail`.
"""

from __future__ import annotations

from typing import Any

from kaohe_tools.locale import _
from kaohe_tools.panels import choices, rebalance_data, rebalance_detail, rebalance_effect
from kaohe_tools.panels import rebalance_edits as edits
from kaohe_tools.panels.board_files import page_code, page_style, synced
from kaohe_tools.panels.rebalance_history import Past, history
from kaohe_tools.panels.rebalance_labels import labels
from kaohe_tools.panels.rebalance_state import RebalanceState
from kaohe_tools.panels.shell import Board, Panel


class RebalanceBoard(Board):
    """The page's side of the panel."""

    _esm = page_code(
        "svg.js",
        "rebalance_strips.js",
        "rebalance_effect.js",
        "rebalance_settings.js",
        "rebalance_sections.js",
        "rebalance_charts.js",
        "rebalance_grid.js",
        "rebalance_detail.js",
        "rebalance_main.js",
    )
    _css = page_style("rebalance.css")
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


class RebalancePanel(Panel[RebalanceState, RebalanceBoard]):
    """The rebalancing panel; shows itself, and a plain table beneath it."""

    template = "rebalance_table.html"
    settles = True
    looking = ("select", "compare", "history")

    def __init__(self, state: RebalanceState) -> None:
        super().__init__(state, RebalanceBoard())

    @property
    def scheme(self) -> Any:
        """The scheme with the points as they stand now, its criteria following them; None before a sheet is chosen."""
        return self.state.live.followed.scheme if self.state.live else None

    @property
    def problem(self) -> Any:
        """The problem that “solve” solves; None before a sheet is chosen."""
        return self.state.draft.problem() if self.state.draft else None

    def _static(self) -> dict[str, Any]:
        """Return points and sections."""
        state, board = self.state, self.board
        known = state.draft is not None and state.live is not None and state.scenario is not None
        return {
            "head": board.head if known else None,
            "scenario": state.scenario.name if state.scenario else "",
            "sections": board.sections or [],
            "rows": list(zip(board.rows or [], board.cells or [], strict=True)),
        }

    def _shown(self) -> tuple[object, ...]:
        return self.board.cells, self.board.rows

    # from the page -----------------------------------------------------------------------------

    def _act(self, action: str, message: dict[str, Any]) -> bool:
        families = (self._act_on_rows, self._act_on_settings, self._act_on_scenarios)
        return any(family(action, message) for family in families)

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
            case "export":
                state.export(str(message["form"]))
            case _:
                return False
        return True

    # to the page -------------------------------------------------------------------------------

    def _labels(self) -> dict[str, str]:
        return labels()

    def _draw(self, topics: frozenset[str]) -> None:
        state, board = self.state, self.board
        draft, live = state.shown, state.live
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

    def _options(self) -> dict[str, Any]:
        state = self.state
        none = choices.nothing(_("no results: default assumptions"))
        return {
            "files": [choices.nothing(_("choose a sheet…")), *choices.named(state.files)],
            "file": state.file,
            "sheets": choices.sheets(state.schemes),
            "sheet": state.scheme.sheet if state.scheme else "",
            "results": choices.with_chosen([none, *choices.named(state.files)], state.results),
            "result": state.results,
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

    def _more_status(self) -> dict[str, Any]:
        state = self.state
        scenario, written = state.scenario, state.saved
        kept = _("saved {time:%H:%M:%S}").format(time=scenario.saved_at.astimezone()) if scenario else ""
        return {
            "saved": "" if state.preview else kept,
            "exported": _("written {time:%H:%M:%S} {path}").format(time=written.at, path=written.path)
            if written
            else "",
            "preview": state.preview is not None,
            "can_undo": scenario is not None and scenario.can_undo,
            "can_redo": scenario is not None and scenario.can_redo,
        }


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
