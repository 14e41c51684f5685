"""The simulation panel's widget: copies what the page sends to the state, and redraws from the state.

No figure is computed here; see :mod:`simulate_state`, :mod:`simulate_data` and :mod:`simulate_pictures`.
"""

from __future__ import annotations

import base64
import os
from typing import Any

import anywidget
from IPython import display as ipython

from kaohe_tools.locale import _, use_language
from kaohe_tools.memo.html import environment
from kaohe_tools.panels import simulate_data
from kaohe_tools.panels.board_files import TEMPLATES, joined, synced
from kaohe_tools.panels.review_view import profile_label
from kaohe_tools.panels.simulate_labels import labels
from kaohe_tools.panels.simulate_pictures import FORMS, file_name, pages, picture
from kaohe_tools.panels.simulate_state import PICTURES, RESULTS, TABLE, TABS, TOPICS, SimulateState, usual_grades
from kaohe_tools.panels.working_folder import SUFFIXES, offered_profiles

_display: Any = ipython.display
_html: Any = ipython.HTML
_SHARP = 120


class SimulateBoard(anywidget.AnyWidget):
    """The page's side: one synced value per part that is redrawn on its own."""

    _esm = joined(
        "dom.js", "svg.js", "strips.js", "simulate_strips.js", "simulate_charts.js", "simulate_pictures.js",
        "simulate_main.js",
    )  # fmt: skip
    _css = joined("board.css", "simulate.css")
    labels = synced()
    options = synced()
    assumed = synced()
    live = synced()
    figures = synced()
    check = synced()
    status = synced()


class SimulatePanel:
    """The simulation panel; shows itself, and plain tables beneath it.

    Attributes
    ----------
    state : SimulateState
        What the panel knows. Its verbs may be called from the notebook too; the page follows.
    board : SimulateBoard
        The widget.
    """

    def __init__(self, state: SimulateState) -> None:
        self.state = state
        self.board = SimulateBoard()
        self._handled = 0
        self._table: Any = None
        self._said: tuple[object, ...] = ()
        with state.guard:
            self._redraw(TOPICS)
            state.listen(self._redraw)
        self.board.on_msg(self._receive)

    @property
    def figures(self) -> Any:
        """Everything that is worked out, once it is there: `outlooks`, `pair`, `effect`, `analysis`."""
        self.state.wait()
        return self.state.figures

    def _ipython_display_(self) -> None:
        """Show the widget, and beneath it the tables for a page without widgets.

        A Voilà page always has widgets, and never renews other outputs: there is no table there.
        """
        _display(self.board)
        if os.environ.get("SERVER_SOFTWARE", "").startswith("voila"):
            return
        self._said = self._subject()
        self._table = _display(_html(self.static_html()), display_id=True)

    def static_html(self) -> str:
        """Return assumptions, distribution and grades as plain HTML tables, every text escaped."""
        state = self.state
        with use_language(state.language):
            return (
                environment(TEMPLATES)
                .get_template("simulate_table.html")
                .render(errors=state.errors, assumed=self.board.assumed, live=self.board.live, notes=state.notes)
            )

    # from the page -----------------------------------------------------------------------------

    def _receive(self, _widget: object, message: dict[str, Any], buffers: list[memoryview]) -> None:
        """Carry out one message; whatever goes wrong is shown in the panel, and all of it at once."""
        if message.get("action") == "settle":
            self.state.settle()
            self._update_table()
            return
        self._handled += 1
        with self.board.hold_sync():
            self.state.attempt(self._act, message, buffers)
            self._redraw(frozenset({"status"}))

    def _act(self, message: dict[str, Any], buffers: list[memoryview]) -> None:
        action = message["action"]
        if not self._act_on_choices(action, message, buffers) and not self._act_on_figures(action, message):
            raise ValueError(f"unknown action {action!r}")

    def _act_on_choices(self, action: str, message: dict[str, Any], buffers: list[memoryview]) -> bool:
        state, name = self.state, str(message.get("name", ""))
        match action:
            case "file":
                state.choose_file(name)
            case "sheet":
                state.choose_sheet(name)
            case "other":
                state.choose_other(name)
            case "source":
                state.choose_source(name)
            case "units":
                state.set_units(str(message["text"]))
            case "grades":
                state.set_grades(str(message["text"]))
            case "profile":
                state.choose_profile(name)
            case "language":
                state.choose_language(name)
            case "refresh":
                state.refresh_files()
            case "upload":
                part, parts = int(message["part"]), int(message["parts"])
                state.upload_part(name, part, parts, bytes(buffers[0]))
            case _:
                return False
        return True

    def _act_on_figures(self, action: str, message: dict[str, Any]) -> bool:
        state, name = self.state, str(message.get("name", ""))
        match action:
            case "slide":
                state.slide(name, float(message["value"]))
            case "back":
                state.assume_nothing()
            case "tab":
                state.open_tab(name)
            case "page":
                state.turn_to(int(message["number"]))
            case "draw":
                self._draw_picture()
            case "save":
                self._send_picture(name, str(message["form"]))
            case "check":
                state.start_check()
            case "stop":
                state.stop_check()
            case _:
                return False
        return True

    # to the page -------------------------------------------------------------------------------

    def _redraw(self, topics: frozenset[str]) -> None:
        """Set the synced values of the parts that changed; also called from the threads that work things out."""
        state, board = self.state, self.board
        with use_language(state.language):
            if topics >= TOPICS:
                board.labels = labels()
            if "options" in topics:
                board.options = self._options()
            if "model" in topics:
                board.assumed = self._assumed()
            if "live" in topics:
                board.live = self._live()
            if "figures" in topics:
                board.figures = self._figures()
            if "check" in topics:
                board.check = simulate_data.checking(state.check) if state.check else None
            board.status = {
                "seq": self._handled,
                "errors": [{"message": e.message, "details": e.details} for e in state.errors],
            }

    def _live(self) -> dict[str, Any] | None:
        state = self.state
        if state.seen is None or state.basis is None:
            return None
        names = list(state.names[: len(state.seen.results)])
        return {
            "names": names,
            "method": simulate_data.method(state.seen),
            "quick": state.seen.quick,
            "distribution": simulate_data.distribution(state.seen, state.basis, names),
            "grades": simulate_data.grades(state.seen, state.basis, names),
        }

    def _assumed(self) -> dict[str, Any]:
        state = self.state
        return {
            "said": simulate_data.assumptions(state.basis) if state.basis else [],
            "notes": [str(note) for note in state.notes],
            "sliders": simulate_data.sliders(state.assumed, state.basis) if state.basis else [],
        }

    def _figures(self, drawn: str = "") -> dict[str, Any] | None:
        """Return the open picture's reading and table; the picture itself is drawn when the page asks for it."""
        state, figures = self.state, self.state.figures
        if figures is None or state.basis is None:
            return None
        found = simulate_data.reading(state.tab, figures, state.names)
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
        file = file_name(name, form, state.names, state.page, of)
        self.board.send({"action": "download", "name": file}, [data])

    def _subject(self) -> tuple[object, ...]:
        """Return what the tables beneath depend on."""
        return self.board.live, self.board.assumed, self.state.language, self.state.errors

    def _update_table(self) -> None:
        now = self._subject()
        if self._table is not None and any(a is not b for a, b in zip(now, self._said, strict=True)):
            self._said = now
            self._table.update(_html(self.static_html()))

    def _options(self) -> dict[str, Any]:
        state = self.state
        files = [{"value": f, "label": f} for f in state.files]
        kept = [
            {"value": f"#{s.id}", "label": _("draft “{name}” of {file}").format(name=s.name, file=s.source)}
            for s in state.scenarios()
        ]
        sources = [
            {"value": "", "label": _("nothing known: the default assumptions")},
            *({"value": f"{RESULTS}{f}", "label": _("results: {file}").format(file=f)} for f in state.files),
            *(
                {"value": f"{TABLE}{f}", "label": _("own table: {file}").format(file=f)}
                for f in state.tables()
            ),
        ]  # fmt: skip
        names = dict.fromkeys((*offered_profiles(state.folder), state.profile))
        first, second = state.first, state.second
        return {
            "files": _with([{"value": "", "label": _("choose a sheet…")}, *files], first.name),
            "file": first.name,
            "sheets": [{"value": s.sheet, "label": s.sheet} for s in first.schemes],
            "sheet": first.sheet,
            "others": _with([{"value": "", "label": _("none: A alone")}, *kept, *files], second.name),
            "other": second.name,
            "sources": _with(sources, state.source),
            "source": state.source,
            "units": str(state.units),
            "own_units": not state.source.startswith(RESULTS),
            "grades": state.grades,
            "usual": usual_grades(first.scheme) if first.scheme else "",
            "profiles": [{"value": n, "label": profile_label(state.folder, n)} for n in names],
            "profile": state.profile,
            "language": state.language,
            "accept": ",".join(SUFFIXES),
        }


def _with(choices: list[dict[str, str]], chosen: str) -> list[dict[str, str]]:
    """Return choices that hold the chosen one too, also where it is not offered."""
    known = {choice["value"] for choice in choices}
    return choices if chosen in known else [*choices, {"value": chosen, "label": chosen}]
