"""The file: opened with care, transactions that are on disk when they end, one sentence for each failure."""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kaohe_tools.errors import StoreError
from kaohe_tools.locale import _, why
from kaohe_tools.scenarios import schema

WAIT = 5.0
"""Seconds that a call waits while another kernel writes."""

CHECKED = 32 * 1024**2
"""Bytes: a file up to this size is checked whole when it is opened."""

_NO_SHARED_MEMORY = (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_READONLY)
_NO_ROOM = 64 * 1024  # bytes free: SQLite needs about as much to begin at all


class Database:
    """One connection to a store, which threads of this process take in turns.

    Parameters
    ----------
    path : Path
        Made if it is missing; its folder is not.

    Raises
    ------
    StoreError
        If the file is none of ours, damaged, made by a later version, or cannot be written. It is
        then left as it is.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        if not path.parent.is_dir():
            raise StoreError(_("{path} cannot be made: there is no folder {folder}.").format(
                path=path.name, folder=path.parent))  # fmt: skip
        with self._told():
            self._connection = _open(path)
            self._file = path.stat()

    def close(self) -> None:
        """End the connection."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give the connection in a transaction that sees one moment."""
        with self._lock, self._told(), _transaction(self._connection, "BEGIN"):
            yield self._connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Give the connection in a transaction of its own; after the block it is on disk, or nothing of it."""
        with self._lock, self._told(), _transaction(self._connection, "BEGIN IMMEDIATE"):
            self._still_there()
            yield self._connection

    def damaged(self) -> StoreError:
        """Return the error for a file whose content makes no sense."""
        return StoreError(
            _(
                "{path} is damaged. Nothing was changed in it. Put a copy of it back from a backup, "
                "or rename it, and a new store is begun."
            ).format(path=self.path)
        )

    def _still_there(self) -> None:
        """Refuse to write into a file that is gone from its place, or that a later version has changed."""
        if not self.path.exists() or not os.path.samestat(self.path.stat(), self._file):
            raise StoreError(
                _(
                    "{path} was moved, deleted or replaced while it was open. The edit was not saved. "
                    "Put the file back, or open the panel anew."
                ).format(path=self.path)
            )
        if _pragma(self._connection, "user_version") != len(schema.MIGRATIONS):
            raise _newer(self.path)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Say in one sentence what SQLite or the system could not do."""
        try:
            yield
        except sqlite3.ProgrammingError:
            raise  # a closed store, a wrong statement: a mistake of ours
        except UnicodeDecodeError as err:  # in a message of SQLite's that quotes the file
            raise self.damaged() from err
        except sqlite3.DatabaseError as err:
            raise self._error(err) from err
        except StoreError:
            raise
        except OSError as err:
            raise StoreError(_("{path} cannot be opened: {why}.").format(path=self.path, why=why(err))) from err

    def _error(self, err: sqlite3.DatabaseError) -> StoreError:
        code = _code(err)
        if code in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN) and _is_full(self.path.parent):
            code = sqlite3.SQLITE_FULL
        known = {
            sqlite3.SQLITE_FULL: _(
                "The disk is full: nothing more could be saved in {path}. Everything saved earlier is kept. "
                "Make room, then try again."
            ),
            sqlite3.SQLITE_BUSY: _(
                "Another program has been writing to {path} for {seconds} seconds. Nothing was saved; try again."
            ),
            sqlite3.SQLITE_READONLY: _(
                "{path} cannot be written: the file, its folder or its disk is read-only. Nothing was saved."
            ),
            sqlite3.SQLITE_CANTOPEN: _(
                "{path} cannot be opened: there is no permission, or something else has its name."
            ),
            sqlite3.SQLITE_IOERR: _(
                "{path} could not be read or written: the disk reports an error. Everything saved earlier is kept."
            ),
        }
        if code not in known:
            return self.damaged()
        return StoreError(known[code].format(path=self.path, seconds=round(WAIT)))


def _open(path: Path) -> sqlite3.Connection:
    _refuse_foreign(path)
    try:
        return _begun(path, shared=True)
    except sqlite3.OperationalError as err:
        if _code(err) not in _NO_SHARED_MEMORY:
            raise
        try:
            return _begun(path, shared=False)
        except sqlite3.OperationalError:
            raise err from None  # missing shared memory was not the reason


def _refuse_foreign(path: Path) -> None:
    """Refuse a file that is not ours by its first bytes, so that SQLite does not touch it.

    In a store of ours the mark is there from the first page on: it is made before the log is begun.
    """
    if not path.is_file():
        return
    with path.open("rb") as file:
        start = file.read(72)
    if start and not start.startswith(b"SQLite format 3\0"):
        raise StoreError(
            _("{path} is no store of scenarios and was left as it is. Choose another name for the store.").format(
                path=path
            )
        )
    if start and int.from_bytes(start[68:72]) != schema.APPLICATION_ID:
        raise StoreError(
            _("{path} is a database of another program and was left as it is. Choose another name.").format(path=path)
        )


def _begun(path: Path, *, shared: bool) -> sqlite3.Connection:
    """Connect, bring the tables up to date, and have the file written ahead (WAL) if there is shared memory for that.

    Without `shared` the file goes back to the rollback journal: alone with it for that moment, SQLite
    needs no shared memory. A file system that is known to have none keeps the rollback journal by itself.
    """
    connection = _connect(path)
    try:
        if not shared:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        # EXTRA: as FULL, and where a rollback journal is used its removal is on disk too
        connection.execute("PRAGMA synchronous = EXTRA")
        connection.execute("PRAGMA foreign_keys = ON")
        if path.stat().st_size <= CHECKED and _pragma(connection, "quick_check(1)") != "ok":
            raise sqlite3.DatabaseError
        _migrate(connection, path)
        _set_journal(connection, "WAL" if shared else "DELETE")
        if not shared:
            connection.execute("PRAGMA locking_mode = NORMAL")
        with _transaction(connection, "BEGIN IMMEDIATE"):  # shows whether it can be written to in this way
            pass
    except BaseException:
        connection.close()
        raise
    return connection


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=WAIT, isolation_level=None, check_same_thread=False)


def _newer(path: Path) -> StoreError:
    return StoreError(
        _("{path} was written by a later version of kaohe_tools. Update this one, then open it anew.").format(path=path)
    )


def _set_journal(connection: sqlite3.Connection, mode: str) -> None:
    """Choose the journal; wait while another kernel does so, for SQLite itself does not."""
    last = time.monotonic() + WAIT
    while True:
        try:
            connection.execute(f"PRAGMA journal_mode = {mode}")
        except sqlite3.OperationalError as err:
            if _code(err) != sqlite3.SQLITE_BUSY or time.monotonic() > last:
                raise
            time.sleep(0.01)
        else:
            return


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Bring the tables up to date, all in one transaction."""
    with _transaction(connection, "BEGIN IMMEDIATE"):
        version = _pragma(connection, "user_version")
        if version > len(schema.MIGRATIONS):
            raise _newer(path)
        for statements in schema.MIGRATIONS[version:]:
            for statement in statements:
                connection.execute(statement)
        if version < len(schema.MIGRATIONS):
            connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {len(schema.MIGRATIONS)}")


@contextmanager
def _transaction(connection: sqlite3.Connection, begin: str) -> Iterator[None]:
    connection.execute(begin)
    try:
        yield
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _pragma(connection: sqlite3.Connection, name: str) -> Any:
    return connection.execute(f"PRAGMA {name}").fetchone()[0]


def _code(err: sqlite3.DatabaseError) -> int:
    """Return SQLite's code; Python itself gives none for a stored text that is no UTF-8."""
    return getattr(err, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF


def _is_full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < _NO_ROOM
    except OSError:
        return False
