"""The comparison panel's widget: copies what the page sends to the state, and redraws from the state.

No figure is computed here; see :mod:`.state` and :mod:`.data`.
"""

from __future__ import annotations

from typing import Any

from kaohe_tools.locale import _
from kaohe_tools.panels import choices
from kaohe_tools.panels.board_files import page_code, page_style, synced
from kaohe_tools.panels.compare import data
from kaohe_tools.panels.compare.labels import labels
from kaohe_tools.panels.compare.state import SIDES, CompareState
from kaohe_tools.panels.shell import Board, Panel, Verbs


class CompareBoard(Board):
    """The page's side of the panel."""

    _esm = page_code("compare/strips.js", "compare/lists.js", "compare/main.js")
    _css = page_style("compare/style.css")
    header = synced()
    groups = synced()
    picture = synced()


class ComparePanel(Panel[CompareState, CompareBoard]):
    """The comparison panel; shows itself, and plain tables beneath it."""

    template = "compare_table.html"

    def __init__(self, state: CompareState) -> None:
        super().__init__(state, CompareBoard())

    @property
    def found(self) -> Any:
        """The comparison now shown, or None."""
        return self.state.found

    def _static(self) -> dict[str, Any]:
        """Return the summary and the lists."""
        found = self.state.found
        return {
            "header": data.header(found) if found else None,
            "groups": data.groups(found) if found else [],
        }

    def _shown(self) -> tuple[object, ...]:
        return (self.state.found,)

    def _verbs(self) -> Verbs:
        state = self.state
        return {
            "old": lambda m: state.choose("old", str(m["name"])),
            "new": lambda m: state.choose("new", str(m["name"])),
            "old-sheet": lambda m: state.choose_sheet("old", str(m["name"])),
            "new-sheet": lambda m: state.choose_sheet("new", str(m["name"])),
            "swap": lambda _m: state.swap(),
            "results": lambda m: state.choose_results(str(m["name"])),
            "grades": lambda m: state.choose_grades(str(m["text"])),
            "save": lambda _m: state.save(),
        }

    def _labels(self) -> dict[str, str]:
        return labels()

    def _draw(self, topics: frozenset[str]) -> None:
        board, found = self.board, self.state.found
        if "result" in topics:
            board.header = {**data.header(found), "effect": data.effect_said(found)} if found else None
            board.groups = data.groups(found) if found else []
            board.picture = self.state.picture()

    def _options(self) -> dict[str, Any]:
        state = self.state
        files = choices.named(state.files)
        offered = [choices.nothing(_("choose a sheet…")), *files, *choices.drafts(state.scenarios())]
        sides = {
            side: {
                "choices": choices.with_chosen(offered, chosen.name),
                "name": chosen.name,
                "sheets": choices.sheets(chosen.schemes),
                "sheet": chosen.sheet,
            }
            for side, chosen in ((side, state.sides[side]) for side in SIDES)
        }
        results = choices.with_chosen([choices.nothing(_("no results")), *files], state.results)
        return {**sides, "results": {"choices": results, "name": state.results}, "grades": state.grades}
