"""The tables of a store. Append to :data:`MIGRATIONS`, never edit one that has been released."""

from __future__ import annotations

APPLICATION_ID = 0x6B616F68
"""Marks a SQLite file as a store of scenarios (“kaoh”)."""

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        # source files, each once
        "CREATE TABLE content (sha256 TEXT PRIMARY KEY, data BLOB NOT NULL)",
        """CREATE TABLE source (
            id INTEGER PRIMARY KEY,
            sha256 TEXT NOT NULL REFERENCES content,
            name TEXT NOT NULL,
            sheet TEXT NOT NULL,
            profile TEXT NOT NULL,
            UNIQUE (sha256, name, sheet, profile)
        )""",
        """CREATE TABLE scenario (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL,
            source INTEGER NOT NULL REFERENCES source,
            branched_from INTEGER REFERENCES scenario,
            created TEXT NOT NULL,
            saved TEXT NOT NULL,
            deleted TEXT,
            revision INTEGER NOT NULL DEFAULT 0
        )""",
        "CREATE UNIQUE INDEX living_name ON scenario (name) WHERE deleted IS NULL",
        # In order of id, the steps of a scenario that are not dropped are first done ones, then undone ones.
        """CREATE TABLE step (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            scenario INTEGER NOT NULL REFERENCES scenario,
            reason TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('done', 'undone', 'dropped'))
        )""",
        "CREATE INDEX step_by_state ON step (scenario, state, id)",
        """CREATE TABLE change (
            step INTEGER NOT NULL REFERENCES step,
            item TEXT NOT NULL,
            field TEXT NOT NULL,
            old TEXT,
            new TEXT,
            PRIMARY KEY (step, item, field)
        ) WITHOUT ROWID""",
        # Everything that ever happened to a step; its first turn is its recording.
        """CREATE TABLE turn (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            step INTEGER NOT NULL REFERENCES step,
            done INTEGER NOT NULL CHECK (done IN (0, 1)),
            at TEXT NOT NULL,
            token TEXT UNIQUE
        )""",
        "CREATE INDEX turn_by_step ON turn (step, id)",
        # What the done steps come to, kept so that opening and checking an edit are quick.
        """CREATE TABLE value (
            scenario INTEGER NOT NULL REFERENCES scenario,
            item TEXT NOT NULL,
            field TEXT NOT NULL,
            value TEXT NOT NULL,
            PRIMARY KEY (scenario, item, field)
        ) WITHOUT ROWID""",
    ),
)
"""Statements that bring a store from version n to n + 1; its version is SQLite's ``user_version``."""
