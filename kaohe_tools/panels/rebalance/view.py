"""The rebalancing panel's widget: copies what the page sends to the state, and redraws from the state.

No figure is computed here; see :mod:`.state`, :mod:`.data`, :mod:`.detail`.
"""

from __future__ import annotations

from typing import Any

from kaohe_tools.locale import _
from kaohe_tools.panels import choices
from kaohe_tools.panels.board_files import page_code, page_style, synced
from kaohe_tools.panels.rebalance import data, detail, edits, effect
from kaohe_tools.panels.rebalance.history import Past, history
from kaohe_tools.panels.rebalance.labels import labels
from kaohe_tools.panels.rebalance.state import RebalanceState
from kaohe_tools.panels.shell import Board, Message, Panel, Verbs


class RebalanceBoard(Board):
    """The page's side of the panel."""

    _esm = page_code(
        "svg.js",
        "rebalance/strips.js",
        "rebalance/effect.js",
        "rebalance/settings.js",
        "rebalance/sections.js",
        "rebalance/charts.js",
        "rebalance/grid.js",
        "rebalance/detail.js",
        "rebalance/main.js",
    )
    _css = page_style("rebalance/style.css")
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

    def _verbs(self) -> Verbs:
        state = self.state
        return {
            "points": lambda m: state.set_points(str(m["id"]), str(m["text"])),
            "lock": lambda m: state.lock(str(m["id"]), bool(m["on"])),
            "limit": lambda m: state.set_limits(str(m["id"]), **{_side(m): str(m["text"])}),
            "row": lambda m: state.set_row(str(m["id"]), str(m["field"]), str(m["text"])),
            "paste": lambda m: state.paste(str(m["column"]), str(m["id"]), _block(m)),
            "select": lambda m: state.select(None if m["id"] is None else str(m["id"])),
            "undo": lambda _m: state.undo(),
            "redo": lambda _m: state.redo(),
            "reset": lambda _m: state.reset(),
            "section": lambda m: state.set_section_limits(_path(m), **{_side(m): str(m["text"])}),
            "fix": lambda m: state.fix_section(_path(m), bool(m["on"])),
            "share": lambda m: state.set_node_share(str(m["low"]), str(m["high"])),
            "slide": lambda m: state.slide(_slid(m)),
            "release": lambda m: state.release(_slid(m)),
            "total": lambda m: state.set_total(str(m["text"])),
            "tick": lambda m: state.set_tick(str(m["text"])),
            "orders": lambda m: state.set_orders(str(m["text"])),
            "objective": lambda m: state.set_objective(str(m["name"])),
            "results": lambda m: state.choose_results(str(m["name"])),
            "follow": lambda m: state.set_follow(str(m["name"])),
            "fit": lambda m: state.set_fit_rules(bool(m["on"])),
            "solve": lambda _m: state.solve(),
            "relax": lambda m: state.relax(int(m["number"])),
            "file": lambda m: state.choose_file(str(m["name"])),
            "sheet": lambda m: state.choose_sheet(str(m["name"])),
            "scenario": lambda m: state.open_scenario(int(m["id"])),
            "new": lambda m: state.new_scenario(str(m["name"])),
            "branch": lambda m: state.branch_scenario(str(m["name"])),
            "rename": lambda m: state.rename_scenario(str(m["name"])),
            "delete": lambda _m: state.delete_scenario(),
            "restore": lambda m: state.restore_scenario(int(m["id"])),
            "compare": lambda m: state.compare_with(int(m["id"]) if m["id"] else None),
            "history": lambda m: state.show_history(bool(m["on"])),
            "export": lambda m: state.export(str(m["form"])),
        }

    # to the page -------------------------------------------------------------------------------

    def _labels(self) -> dict[str, str]:
        return labels()

    def _draw(self, topics: frozenset[str]) -> None:
        state, board = self.state, self.board
        draft, live = state.shown, state.live
        if "rows" in topics:
            board.rows = data.row_heads(state.scheme) if state.scheme else []
        if "cells" in topics:
            known = draft is not None and live is not None
            board.head = data.head(draft, live) if draft and live else None
            board.sections = data.section_lines(draft) if draft else []
            board.cells = data.cells(draft, live.review) if draft and live else []
            board.settings = detail.settings(draft) if draft else None
            board.outcome = detail.outcome(state.answer) if known else None
        if "detail" in topics:
            chosen = draft is not None and live is not None and state.selected is not None
            board.detail = (
                detail.detail(draft, live, state.selected) if chosen and draft and live and state.selected else None
            )
        if "effect" in topics:
            board.effect = effect.strip(state.effect, state.effect_pending) if state.effect else None
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
            "scenarios": detail.scenario_choices(state.scenarios(), state.source),
            "scenario": str(state.scenario.id) if state.scenario else "",
            "name": state.scenario.name if state.scenario else "",
            "deleted": detail.scenario_choices(state.scenarios(deleted=True), state.source),
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
            "lines": detail.compared(state.scheme, found),
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


def _path(message: Message) -> tuple[str, ...]:
    return tuple(str(part) for part in message["path"])


def _block(message: Message) -> list[list[str]]:
    return [[str(said) for said in row] for row in message["block"]]


def _side(message: Message) -> str:
    side = str(message["side"])
    if side not in ("low", "high"):
        raise ValueError(f"limits have no side {side!r}")
    return side


def _slid(message: Message) -> edits.Changes:
    """Return what a slider asks for."""
    if message["what"] == "section":
        return edits.section_changes(_path(message), str(message["value"]), str(message["value"]))
    return edits.share_change(str(message["low"]), str(message["high"]))
