"""What every panel's state has: listeners, a language, and errors that become text; no widgets."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kaohe_tools.errors import KaoheError
from kaohe_tools.locale import _, language, use_language

Listener = Callable[[frozenset[str]], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelError:
    """Something that went wrong, as the panel says it; `details` is a traceback where it was unforeseen."""

    message: str
    details: str = ""


class PanelState:
    """A plain object with events: its verbs change it and tell the listeners which parts changed.

    Parameters
    ----------
    lang : str or None
        ``"zh"`` or ``"en"``; None: the language now in use.

    Attributes
    ----------
    errors : tuple of PanelError
        What the last verb ran into.
    """

    def __init__(self, lang: str | None = None) -> None:
        self.language = lang or language()
        self.errors: tuple[PanelError, ...] = ()
        self._listeners: list[Listener] = []

    def listen(self, listener: Listener) -> None:
        """Have `listener` called with the names of the parts that changed."""
        self._listeners.append(listener)

    def _tell(self, *topics: str) -> None:
        for listener in self._listeners:
            listener(frozenset(topics))

    def attempt(self, verb: Callable[..., object], *args: Any, **kwargs: Any) -> bool:
        """Carry out a verb in the panel's language; what goes wrong becomes `errors`, never an exception.

        Returns
        -------
        bool
            Whether it went well.
        """
        self.errors = ()
        with use_language(self.language):
            try:
                verb(*args, **kwargs)
            except KaoheError as err:
                self.errors = (PanelError(message=str(err)),)
            except Exception as err:  # noqa: BLE001 - the one place where a panel turns errors into text
                self.errors = (
                    PanelError(
                        message=_("Something went wrong: {what}").format(what=str(err) or type(err).__name__),
                        details=traceback.format_exc(),
                    ),
                )
        self._tell("status")
        return not self.errors
