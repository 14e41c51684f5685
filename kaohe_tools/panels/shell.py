"""What all panels share: the widget that shows itself, its messages, its redraws, and the table beneath.

A panel says what is its own: its parts of the page, its words, its verbs. What goes wrong in any of
them is shown in the panel.
"""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, ClassVar, Generic, TypeVar

import anywidget
from IPython import display as ipython

from kaohe_tools.locale import _, use_language
from kaohe_tools.memo.html import environment
from kaohe_tools.panels import choices
from kaohe_tools.panels.board_files import TEMPLATES, synced
from kaohe_tools.panels.panel_state import PanelState, Saved
from kaohe_tools.panels.working_folder import SUFFIXES

_display: Any = ipython.display
_html: Any = ipython.HTML


class Board(anywidget.AnyWidget):
    """The page's side: one synced value per part that is redrawn on its own; a panel adds its parts."""

    labels = synced()
    options = synced()
    status = synced()


Message = dict[str, Any]
"""What the page sends: its `action`, and what belongs to it."""

Verbs = dict[str, Callable[[Message], object]]
"""What messages do, by their action."""

S = TypeVar("S", bound=PanelState)
B = TypeVar("B", bound=Board)


class Panel(ABC, Generic[S, B]):
    """A panel; shows itself, and plain tables beneath it.

    Attributes
    ----------
    state : PanelState
        What the panel knows. Its verbs may be called from the notebook too; the page follows.
    board : Board
        The widget.
    """

    template: ClassVar[str]
    """The tables beneath, a file of ``templates/``."""

    settles: ClassVar[bool] = False
    """Whether the page says when it has been quiet for a moment; the tables beneath wait for that."""

    looking: ClassVar[tuple[str, ...]] = ()
    """Messages that change nothing: what the last verb ran into stays on the page."""

    def __init__(self, state: S, board: B) -> None:
        self.state = state
        self.board = board
        self._handled = 0
        self._table: Any = None
        self._said: tuple[object, ...] = ()
        with state.guard:
            self._redraw(state.topics)
            state.listen(self._redraw)
        board.on_msg(self._receive)

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
        """Return what the panel shows as plain HTML tables, every text escaped."""
        with use_language(self.state.language):
            template = environment(TEMPLATES).get_template(self.template)
            return template.render(errors=self.state.errors, **self._static())

    # what a panel gives ------------------------------------------------------------------------

    @abstractmethod
    def _labels(self) -> dict[str, str]:
        """Return every fixed word of the page by its key in the page's code."""

    @abstractmethod
    def _options(self) -> dict[str, Any]:
        """Return what its selection lists offer, beyond profile and language."""

    @abstractmethod
    def _draw(self, topics: frozenset[str]) -> None:
        """Set the synced values of the panel's own parts that changed."""

    @abstractmethod
    def _verbs(self) -> Verbs:
        """Return what each of its messages does, by the message's action; they go before those of every panel."""

    @abstractmethod
    def _static(self) -> dict[str, Any]:
        """Return what the template of the tables beneath is filled with."""

    @abstractmethod
    def _shown(self) -> tuple[object, ...]:
        """Return the values that the tables beneath depend on, beside language and errors."""

    def _more_status(self) -> dict[str, Any]:
        """Return what the page is told of the panel after each message, beyond errors and the file written last."""
        return {}

    # from the page -----------------------------------------------------------------------------

    def _receive(self, _widget: object, message: Message, buffers: list[memoryview]) -> None:
        """Carry out one message; whatever goes wrong is shown in the panel, and all of it at once."""
        state = self.state
        if message.get("action") == "settle":
            with state.guard:
                state.settle()
                self._update_table()
            return
        self._handled += 1
        kept = state.errors if message.get("action") in self.looking else ()
        with state.guard, self.board.hold_sync():
            state.attempt(self._carry_out, message, buffers)
            state.errors = state.errors or kept
            self._redraw(frozenset({"status"}))

    def _carry_out(self, message: Message, buffers: list[memoryview]) -> None:
        action = message["action"]
        verbs = self._common_verbs(buffers) | self._verbs()
        if action not in verbs:
            raise ValueError(f"unknown action {action!r}")
        verbs[action](message)

    def _common_verbs(self, buffers: list[memoryview]) -> Verbs:
        state = self.state
        return {
            "profile": lambda m: state.choose_profile(str(m["name"])),
            "language": lambda m: state.choose_language(str(m["name"])),
            "refresh": lambda _m: state.refresh_files(),
            "upload": lambda m: state.upload_part(str(m["name"]), int(m["part"]), int(m["parts"]), bytes(buffers[0])),
            "download": lambda _m: self._send_file(*state.saved_file()),
        }

    def _send_file(self, name: str, data: bytes) -> None:
        """Have the browser keep a file."""
        self.board.send({"action": "download", "name": name}, [data])

    # to the page -------------------------------------------------------------------------------

    def _redraw(self, topics: frozenset[str]) -> None:
        """Set the synced values of the parts that changed; also called from threads that work things out."""
        state, board = self.state, self.board
        with state.guard, use_language(state.language), board.hold_sync():
            if topics >= state.topics:
                board.labels = self._labels()
            if "options" in topics:
                board.options = self._common_options() | self._options()
            self._draw(topics)
            board.status = self._status()
        if not self.settles:
            self._update_table()

    def _subject(self) -> tuple[object, ...]:
        return (*self._shown(), self.state.language, self.state.errors)

    def _update_table(self) -> None:
        now = self._subject()
        if self._table is not None and any(a is not b for a, b in zip(now, self._said, strict=True)):
            self._said = now
            self._table.update(_html(self.static_html()))

    def _common_options(self) -> dict[str, Any]:
        state = self.state
        return {
            "profiles": choices.profiles(state.folder, state.profile),
            "profile": state.profile,
            "language": state.language,
            "accept": ",".join(SUFFIXES),
        }

    def _status(self) -> dict[str, Any]:
        state = self.state
        return {
            "seq": self._handled,
            "errors": [{"message": e.message, "details": e.details} for e in state.errors],
            "saved": when_saved(state.saved),
            **self._more_status(),
        }


def when_saved(saved: Saved | None) -> str:
    """Say when a file was written, and where."""
    return _("saved {time:%H:%M:%S} {path}").format(time=saved.at, path=saved.path) if saved else ""
