"""What every panel's state has: listeners, errors as text, the working folder's sheets."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from kaohe_tools.errors import KaoheError
from kaohe_tools.locale import LANGUAGES, _, language, use_language
from kaohe_tools.panels.working_folder import offered_sheets

Listener = Callable[[frozenset[str]], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelError:
    """Something that went wrong, as the panel says it; `details` is a traceback where it was unforeseen."""

    message: str
    details: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A file on disk: when it was written, and its path relative to the working folder."""

    at: datetime
    path: str


class PanelState:
    """A plain object with events: every verb changes it and tells the listeners which parts changed.

    Parameters
    ----------
    folder : str, Path or None
        The working folder; None: the current one.
    profile : str
        A shipped profile's name or an office's own TOML file.
    lang : str or None
        ``"zh"`` or ``"en"``; None: the language now in use.
    clock : callable
        Returns the present time; what the saving strip shows.

    Attributes
    ----------
    topics : frozenset of str
        The parts that listeners are told of.
    files : tuple of str
        The sheets that the working folder offers.
    file : str
        The chosen one; empty: none.
    errors : tuple of PanelError
        What the last verb ran into.
    """

    topics: frozenset[str] = frozenset({"options", "status"})

    def __init__(
        self,
        *,
        folder: str | Path | None = None,
        profile: str = "default",
        lang: str | None = None,
        clock: Callable[[], datetime] = datetime.now,
    ) -> None:
        self.folder = Path(folder or Path.cwd()).resolve()
        self.language = lang or language()
        self.profile = profile
        self.files: tuple[str, ...] = ()
        self.file = ""
        self.errors: tuple[PanelError, ...] = ()
        self._clock = clock
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

    def choose_language(self, lang: str) -> None:
        """Show everything in another language; nothing is read again."""
        if lang not in LANGUAGES:
            raise ValueError(f"language must be one of zh, en; not {lang!r}")
        self.language = lang
        with use_language(lang):
            self._tell(*self.topics)

    def offered_name(self, path: str | Path) -> str:
        """Return how the panel names a file: relative to the working folder where it lies in it."""
        full = Path(path) if Path(path).is_absolute() else self.folder / path
        return full.relative_to(self.folder).as_posix() if full.is_relative_to(self.folder) else str(full)

    def refresh_files(self) -> None:
        """Look again which sheets the working folder offers; a chosen file elsewhere stays listed."""
        self._list_files()
        self._tell("options")

    def _list_files(self) -> None:
        found = offered_sheets(self.folder)
        self.files = found if not self.file or self.file in found else (self.file, *found)
