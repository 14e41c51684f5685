"""What every panel's state has: listeners, errors as text, the working folder's sheets, uploads, work beside."""

from __future__ import annotations

import threading
import traceback
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypedDict

from kaohe_tools.errors import KaoheError
from kaohe_tools.locale import LANGUAGES, _, language, use_language
from kaohe_tools.panels.working_folder import MAX_UPLOAD, offered_sheets, store_upload

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


class Settings(TypedDict, total=False):
    """What every panel's state is made with."""

    folder: str | Path | None
    profile: str
    lang: str | None
    clock: Callable[[], datetime]


class PanelState(ABC):
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
    saved : Saved or None
        The file that the panel wrote last.
    guard : RLock
        Held by every verb, and while what was worked out beside is taken.
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
        self.saved: Saved | None = None
        self.guard = threading.RLock()
        self._clock = clock
        self._listeners: list[Listener] = []
        self._incoming: dict[str, bytearray] = {}

    def listen(self, listener: Listener) -> None:
        """Have `listener` called with the names of the parts that changed."""
        self._listeners.append(listener)

    def _tell(self, *topics: str) -> None:
        for listener in self._listeners:
            listener(frozenset(topics))

    def attempt(self, verb: Callable[..., object], *args: Any, **kwargs: Any) -> bool:
        """Carry out a verb in the panel's language; what goes wrong becomes `errors`, never an exception.

        Nothing that was worked out beside is taken meanwhile.

        Returns
        -------
        bool
            Whether it went well.
        """
        with self.guard:
            self.errors = ()
            with use_language(self.language):
                try:
                    verb(*args, **kwargs)
                except Exception as err:  # noqa: BLE001 - the one place where a panel turns errors into text
                    self.errors = (as_error(err),)
            self._tell("status")
            return not self.errors

    def choose_language(self, lang: str) -> None:
        """Show everything in another language; what the designer chose and did stays as it is."""
        if lang not in LANGUAGES:
            raise ValueError(f"language must be one of zh, en; not {lang!r}")
        self.language, self.errors = lang, ()
        with use_language(lang):
            try:
                self._retell()
            finally:
                self._tell(*self.topics)

    @abstractmethod
    def _retell(self) -> None:
        """Put into the language in use what the state holds in words; an error that still stands is raised again."""

    def offered_name(self, path: str | Path) -> str:
        """Return how the panel names a file: relative to the working folder where it lies in it."""
        full = Path(path) if Path(path).is_absolute() else self.folder / path
        return full.relative_to(self.folder).as_posix() if full.is_relative_to(self.folder) else str(full)

    def refresh_files(self) -> None:
        """Look again which sheets the working folder offers; a chosen file elsewhere stays listed."""
        self._list_files()
        self._tell("options")

    @abstractmethod
    def choose_profile(self, profile: str) -> None:
        """Go over to another review profile.

        Raises
        ------
        ProfileError
            If there is no such profile; the earlier one stays.
        """

    def settle(self) -> None:  # noqa: B027 - a panel that leaves nothing out has nothing to do here
        """Do what an edit left out, when the page has been quiet for a moment."""

    # uploads and files written -----------------------------------------------------------------

    @abstractmethod
    def take_sheet(self, name: str) -> None:
        """Open a sheet that has just come into the working folder, by its offered name."""

    def upload(self, name: str, data: bytes) -> None:
        """Keep an uploaded sheet in the working folder and open it."""
        path = store_upload(self.folder, name, data)
        self._list_files()
        self.take_sheet(self.offered_name(path))

    def upload_part(self, name: str, part: int, parts: int, data: bytes) -> None:
        """Take one part of an upload (they come in order); after the last one, :meth:`upload`."""
        held = self._incoming.setdefault(name, bytearray())
        if part == 0:
            held.clear()
        held += data
        if len(held) > MAX_UPLOAD or part + 1 >= parts:
            self.upload(name, bytes(self._incoming.pop(name)))

    def saved_file(self) -> tuple[str, bytes]:
        """Return name and bytes of the file written last, for the browser to keep a copy.

        Raises
        ------
        KaoheError
            If none was written, or it is gone.
        """
        if self.saved is None or not (self.folder / self.saved.path).is_file():
            raise KaoheError(_("There is no saved file to download."))
        path = self.folder / self.saved.path
        return path.name, path.read_bytes()

    def _keep(self, path: Path) -> Path:
        """Note a file that was just written, and tell the page."""
        self.saved = Saved(at=self._clock(), path=self.offered_name(path))
        self._tell("status")
        return path

    # what comes from a thread; the lock is held ---------------------------------------------------

    def _tell_from_beside(self, *topics: str) -> None:
        with use_language(self.language):
            self._tell(*topics)

    def _fail_from_beside(self, err: Exception, *topics: str) -> None:
        """Say what work beside ran into, behind what the last verb ran into."""
        with use_language(self.language):
            error = self._say_from_beside(as_error(err))
            if error not in self.errors:
                self.errors = (*self.errors, error)
            self._tell(*topics)

    def _say_from_beside(self, error: PanelError) -> PanelError:
        """Return how an error of work beside is said; a panel may name the work."""
        return error

    def _list_files(self) -> None:
        found = offered_sheets(self.folder)
        self.files = found if not self.file or self.file in found else (self.file, *found)


def as_error(err: Exception) -> PanelError:
    """Say what went wrong, in the language in use; with a traceback where it was unforeseen."""
    if isinstance(err, KaoheError):
        return PanelError(message=str(err))
    return PanelError(
        message=_("Something went wrong: {what}").format(what=str(err) or type(err).__name__),
        details="".join(traceback.format_exception(err)),
    )
