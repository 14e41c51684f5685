"""The simulation panel's widget: copies what the page sends to the state, and redraws from the state.

No figure is computed here; see :mod:`.state`, :mod:`.data` and :mod:`.pictures`.
"""

from __future__ import annotations

import base64
from typing import Any

from kaohe_tools.locale import _
from kaohe_tools.panels import choices
from kaohe_tools.panels.board_files import page_code, page_style, synced
from kaohe_tools.panels.shell import Board, Panel, Verbs
from kaohe_tools.panels.simulate import data
from kaohe_tools.panels.simulate.labels import labels
from kaohe_tools.panels.simulate.model_state import RESULTS, TABLE, usual_grades
from kaohe_tools.panels.simulate.pictures import FORMS, file_name, pages, picture
from kaohe_tools.panels.simulate.state import PICTURES, TABS, SimulateState

_SHARP = 120


class SimulateBoard(Board):
    """The page's side of the panel."""

    _esm = page_code(
        "svg.js", "simulate/strips.js", "simulate/charts.js", "simulate/pictures.js", "simulate/main.js"
    )  # fmt: skip
    _css = page_style("simulate/style.css")
    assumed = synced()
    live = synced()
    figures = synced()
    check = synced()


class SimulatePanel(Panel[SimulateState, SimulateBoard]):
    """The simulation panel; shows itself, and plain tables beneath it."""

    template = "simulate_table.html"
    settles = True

    def __init__(self, state: SimulateState) -> None:
        super().__init__(state, SimulateBoard())

    @property
    def figures(self) -> Any:
        """Everything that is worked out, once it is there: `outlooks`, `pair`, `effect`, `analysis`."""
        self.state.wait()
        return self.state.figures

    def _static(self) -> dict[str, Any]:
        """Return assumptions, distribution and grades."""
        return {"assumed": self.board.assumed, "live": self.board.live, "notes": self.state.notes}

    def _shown(self) -> tuple[object, ...]:
        return self.board.live, self.board.assumed

    # from the page -----------------------------------------------------------------------------

    def _verbs(self) -> Verbs:
        state = self.state
        return {
            "file": lambda m: state.choose_file(str(m["name"])),
            "sheet": lambda m: state.choose_sheet(str(m["name"])),
            "other": lambda m: state.choose_other(str(m["name"])),
            "source": lambda m: state.choose_source(str(m["name"])),
            "units": lambda m: state.set_units(str(m["text"])),
            "grades": lambda m: state.set_grades(str(m["text"])),
            "slide": lambda m: state.slide(str(m["name"]), float(m["value"])),
            "back": lambda _m: state.assume_nothing(),
            "tab": lambda m: state.open_tab(str(m["name"])),
            "page": lambda m: state.turn_to(int(m["number"])),
            "draw": lambda _m: self._draw_picture(),
            "save": lambda m: self._send_picture(str(m["name"]), str(m["form"])),
            "check": lambda _m: state.start_check(),
            "stop": lambda _m: state.stop_check(),
        }

    # to the page -------------------------------------------------------------------------------

    def _labels(self) -> dict[str, str]:
        return labels()

    def _draw(self, topics: frozenset[str]) -> None:
        state, board = self.state, self.board
        if "model" in topics:
            board.assumed = self._assumed()
        if "live" in topics:
            board.live = self._live()
        if "figures" in topics:
            board.figures = self._figures()
        if "check" in topics:
            board.check = data.checking(state.check) if state.check else None

    def _live(self) -> dict[str, Any] | None:
        state = self.state
        if state.seen is None or state.basis is None:
            return None
        names = list(state.names[: len(state.seen.results)])
        return {
            "names": names,
            "method": data.method(state.seen),
            "quick": state.seen.quick,
            "distribution": data.distribution(state.seen, state.basis, names),
            "grades": data.grades(state.seen, state.basis, names),
        }

    def _assumed(self) -> dict[str, Any]:
        state = self.state
        return {
            "said": data.assumptions(state.basis) if state.basis else [],
            "notes": [str(note) for note in state.notes],
            "sliders": data.sliders(state.assumed, state.basis) if state.basis else [],
        }

    def _figures(self, drawn: str = "") -> dict[str, Any] | None:
        """Return the open picture's reading and table; the picture itself is drawn when the page asks for it."""
        state, figures = self.state, self.state.figures
        if figures is None or state.basis is None:
            return None
        found = data.reading(state.tab, figures, state.names)
        of = pages(state.tab, figures)
        return {
            "tab": state.tab,
            "tabs": list(TABS),
            "said": found[0] if found else [],
            "table": found[1] if found else None,
            "simulated": figures.simulated and state.tab in ("weights", "items"),
            "page": state.page,
            "pages": of,
            "picture": drawn,
            "wanted": bool(of) and not drawn,
        }

    def _draw_picture(self) -> None:
        """Put the open picture on the page, as a data address."""
        state = self.state
        if state.figures is None or not pages(state.tab, state.figures):
            return
        png = self._chart(state.tab).png(_SHARP)
        self.board.figures = self._figures("data:image/png;base64," + base64.b64encode(png).decode("ascii"))

    def _chart(self, name: str) -> Any:
        state = self.state
        seen, basis = state.need_figures()
        return picture(name, seen=seen, basis=basis, figures=state.figures, names=state.names, page=state.page)

    def _send_picture(self, name: str, form: str) -> None:
        state = self.state
        if name not in PICTURES or form not in FORMS:
            raise ValueError(f"there is no picture {name!r} as {form!r}")
        chart = self._chart(name)
        of = pages(name, state.figures) if state.figures and name in TABS else 1
        data = chart.png() if form == "png" else chart.svg()
        self._send_file(file_name(name, form, state.names, state.page, of), data)

    def _options(self) -> dict[str, Any]:
        state = self.state
        first, second = state.first, state.second
        files = choices.named(state.files)
        sources: list[choices.Choice] = [
            choices.nothing(_("nothing known: the default assumptions")),
            *(choices.Choice(value=f"{RESULTS}{f}", label=_("results: {file}").format(file=f)) for f in state.files),
            *(choices.Choice(value=f"{TABLE}{f}", label=_("own table: {file}").format(file=f)) for f in state.tables()),
        ]
        others = [choices.nothing(_("none: A alone")), *choices.drafts(state.scenarios()), *files]
        return {
            "files": choices.with_chosen([choices.nothing(_("choose a sheet…")), *files], first.name),
            "file": first.name,
            "sheets": choices.sheets(first.schemes),
            "sheet": first.sheet,
            "others": choices.with_chosen(others, second.name),
            "other": second.name,
            "sources": choices.with_chosen(sources, state.source),
            "source": state.source,
            "units": str(state.units),
            "own_units": not state.source.startswith(RESULTS),
            "grades": state.grades,
            "usual": usual_grades(first.scheme) if first.scheme else "",
        }
